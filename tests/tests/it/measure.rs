//! That the platform can be measured, and the report holds every figure; what the figures are depends on the machine.

use e2e::measure::{Call, Counts, Programs, run};

fn programs() -> Programs {
    Programs {
        breaches: env!("CARGO_BIN_EXE_breaches-to-kill").into(),
        gateway: env!("CARGO_BIN_EXE_gateway-to-run").into(),
        local: env!("CARGO_BIN_EXE_local-to-run").into(),
    }
}

#[tokio::test]
async fn every_process_and_every_call_both_ways_is_measured() {
    let report = run(&programs(), Counts::TINY).await;
    let names: Vec<_> =
        report.processes.iter().map(|row| row.name.split([',', ':']).next().unwrap()).collect();
    assert_eq!(names, ["PostgreSQL", "breaches", "gateway", "local"]);
    assert!(report.processes.iter().all(|row| row.idle > 1 << 20 && !row.ready_after.is_zero()), "{report}");
    let calls: Vec<_> = report.calls.iter().map(|row| (row.call, row.in_flight)).collect();
    let each = [Call::Get, Call::List, Call::Create].map(|call| [(call, 1), (call, 16)]);
    assert_eq!(calls, each.concat());
    for row in &report.calls {
        for sample in [&row.direct, &row.gateway] {
            assert_eq!(sample.latencies.count(), 4);
            assert!(!sample.latencies.percentile(50).is_zero());
        }
    }
    for sample in [&report.secret.anothers, &report.secret.nobodys] {
        assert_eq!(sample.latencies.count(), 4);
    }
    for row in &report.pages {
        assert!(
            !row.first_byte.percentile(50).is_zero() && row.html > 1_000 && row.assets > 10_000,
            "{report}"
        );
    }
    // A heading, a line under it and a row each; three rows for a call.
    let lines = report.to_string().lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(lines, 2 + names.len() + 2 + 3 * calls.len() + 2 + 3 + 2 + report.pages.len());
}
