//! What the platform costs on this machine: memory, start, the time of calls direct and through the gateway, and of pages.
//!
//! Every process is the one that production runs: each service and the gateway from their binaries, PostgreSQL as it
//! waits for the disk. Only the identity provider lives in the process that measures. Nothing is asserted: what is fast
//! enough depends on the machine.

mod figures;
mod load;
mod machine;
mod pages;
mod processes;
mod report;
mod stage;
mod usage;

pub use figures::{Latencies, Sample};
pub use load::Call;
pub use machine::Machine;
pub use pages::PageRow;
pub use processes::Programs;
pub use report::{CallRow, ProcessRow, Report, SecretRow};

use load::Way;
use stage::Stage;

/// How much is measured: numbers of calls, each a multiple of four (they are made in turns), not of seconds.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// How many breaches the list is over.
    pub rows: usize,
    /// How many times each read is made in each way.
    pub reads: usize,
    /// How many times each list.
    pub lists: usize,
    /// How many times each write.
    pub writes: usize,
    /// How many times each page is opened.
    pub pages: usize,
}

impl Counts {
    /// Enough for a p99 that means something.
    pub const FULL: Self = Self { rows: 300, reads: 4_000, lists: 1_000, writes: 2_000, pages: 300 };
    /// Enough to see that it can be measured.
    pub const TINY: Self = Self { rows: 3, reads: 4, lists: 4, writes: 4, pages: 4 };

    fn of(self, call: Call) -> usize {
        match call {
            Call::Get | Call::Anothers | Call::Nobodys => self.reads,
            Call::List => self.lists,
            Call::Create => self.writes,
        }
    }
}

/// How many calls are under way at once.
const IN_FLIGHT: [usize; 2] = [1, 16];
/// The part of the calls that is made before any counts: connections are made, permits and plans are found again.
const WARM_UP: usize = 10;
/// In how many turns the calls are made, direct and through the gateway, so that whatever else the machine does falls on
/// both.
const TURNS: usize = 4;

/// Measures `programs`, which are stopped at the end, whatever the end is.
pub async fn run(programs: &Programs, counts: Counts) -> Report {
    let machine = Machine::here();
    let whole = processes::local(programs).await;
    let stage = Stage::set(programs).await;
    let idle = stage.memory();
    stage.fill(counts.rows).await;
    let mut calls = Vec::new();
    // Writes last: they lengthen the list.
    for call in [Call::Get, Call::List, Call::Create] {
        for in_flight in IN_FLIGHT {
            let (count, mut direct, mut gateway) = (counts.of(call), Vec::new(), Vec::new());
            for way in [Way::Direct, Way::Gateway] {
                stage.load(call, way, in_flight, count.div_ceil(WARM_UP)).await;
            }
            for _ in 0..TURNS {
                direct.push(stage.load(call, Way::Direct, in_flight, count / TURNS).await);
                gateway.push(stage.load(call, Way::Gateway, in_flight, count / TURNS).await);
            }
            let (direct, gateway) = (Sample::together(direct), Sample::together(gateway));
            calls.push(CallRow { call, in_flight, direct, gateway });
        }
    }
    let secret = secret(&stage, counts).await;
    let pages = pages::open(&stage, counts.pages).await;
    let processes = stage.rows(idle).chain([whole]).collect();
    stage.clear().await;
    Report { machine, rows: counts.rows, processes, calls, secret, pages }
}

/// Asks for what is another's and for what is nobody's, in turns: whoever asks must not learn from the time which it was.
async fn secret(stage: &Stage, counts: Counts) -> SecretRow {
    let (mut anothers, mut nobodys) = (Vec::new(), Vec::new());
    let count = counts.of(Call::Anothers);
    for call in [Call::Anothers, Call::Nobodys] {
        stage.load(call, Way::Gateway, 1, count.div_ceil(WARM_UP)).await;
    }
    for _ in 0..TURNS {
        anothers.push(stage.load(Call::Anothers, Way::Gateway, 1, count / TURNS).await);
        nobodys.push(stage.load(Call::Nobodys, Way::Gateway, 1, count / TURNS).await);
    }
    SecretRow { anothers: Sample::together(anothers), nobodys: Sample::together(nobodys) }
}
