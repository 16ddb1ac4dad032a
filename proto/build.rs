//! Compiles the contracts, without protoc, and generates the action type of each of their RPCs.

mod actions;
#[path = "src/reads.rs"]
mod reads;

use std::{collections::BTreeMap, env, fs, path::PathBuf};

/// Every contract. What they import from `vendor/` comes along.
const PROTOS: &[&str] = &[
    "concordat/access/v1/access.proto",
    "concordat/access/v1/reason.proto",
    "concordat/breaches/v1/action.proto",
    "concordat/breaches/v1/action_service.proto",
    "concordat/breaches/v1/assessing.proto",
    "concordat/breaches/v1/assessment.proto",
    "concordat/breaches/v1/breach.proto",
    "concordat/breaches/v1/breach_service.proto",
    "concordat/breaches/v1/breach_summary.proto",
    "concordat/breaches/v1/case.proto",
    "concordat/breaches/v1/case_service.proto",
    "concordat/breaches/v1/case_summary.proto",
    "concordat/breaches/v1/centre_service.proto",
    "concordat/breaches/v1/confirming.proto",
    "concordat/breaches/v1/content.proto",
    "concordat/breaches/v1/course.proto",
    "concordat/breaches/v1/course_vocabulary.proto",
    "concordat/breaches/v1/dismissing.proto",
    "concordat/breaches/v1/disclosure_service.proto",
    "concordat/breaches/v1/exchange.proto",
    "concordat/breaches/v1/exchange_content.proto",
    "concordat/breaches/v1/exchange_service.proto",
    "concordat/breaches/v1/exchange_vocabulary.proto",
    "concordat/breaches/v1/export.proto",
    "concordat/breaches/v1/facts.proto",
    "concordat/breaches/v1/follow_up.proto",
    "concordat/breaches/v1/form.proto",
    "concordat/breaches/v1/harm.proto",
    "concordat/breaches/v1/history.proto",
    "concordat/breaches/v1/lifting.proto",
    "concordat/breaches/v1/lines_service.proto",
    "concordat/breaches/v1/major.proto",
    "concordat/breaches/v1/ncsc_service.proto",
    "concordat/breaches/v1/near_misses.proto",
    "concordat/breaches/v1/notification.proto",
    "concordat/breaches/v1/pointer.proto",
    "concordat/breaches/v1/pointer_content.proto",
    "concordat/breaches/v1/pointer_service.proto",
    "concordat/breaches/v1/registering.proto",
    "concordat/breaches/v1/reporting.proto",
    "concordat/breaches/v1/return_content.proto",
    "concordat/breaches/v1/return_service.proto",
    "concordat/breaches/v1/settling.proto",
    "concordat/breaches/v1/tracking.proto",
    "concordat/breaches/v1/vocabulary.proto",
    "concordat/commitments/v1/amendment_service.proto",
    "concordat/commitments/v1/appointment_service.proto",
    "concordat/commitments/v1/assessment.proto",
    "concordat/commitments/v1/assessment_service.proto",
    "concordat/commitments/v1/attendance.proto",
    "concordat/commitments/v1/calendar.proto",
    "concordat/commitments/v1/calendar_content.proto",
    "concordat/commitments/v1/calendar_service.proto",
    "concordat/commitments/v1/calendar_vocabulary.proto",
    "concordat/commitments/v1/commitment.proto",
    "concordat/commitments/v1/commitment_content.proto",
    "concordat/commitments/v1/disclosure_service.proto",
    "concordat/commitments/v1/evidence.proto",
    "concordat/commitments/v1/evidence_content.proto",
    "concordat/commitments/v1/evidence_service.proto",
    "concordat/commitments/v1/feed_service.proto",
    "concordat/commitments/v1/invitation.proto",
    "concordat/commitments/v1/meeting.proto",
    "concordat/commitments/v1/meeting_content.proto",
    "concordat/commitments/v1/meeting_service.proto",
    "concordat/commitments/v1/meeting_vocabulary.proto",
    "concordat/commitments/v1/pack.proto",
    "concordat/commitments/v1/pack_content.proto",
    "concordat/commitments/v1/pack_service.proto",
    "concordat/commitments/v1/plan.proto",
    "concordat/commitments/v1/plan_service.proto",
    "concordat/commitments/v1/register_service.proto",
    "concordat/commitments/v1/standing_service.proto",
    "concordat/commitments/v1/vocabulary.proto",
    "concordat/directory/v1/directory_service.proto",
    "concordat/exchange/v1/exchange.proto",
    "concordat/exchange/v1/release.proto",
    "concordat/handling/v1/handling.proto",
    "concordat/time/v1/deadline.proto",
];

fn main() {
    println!("cargo::rerun-if-changed=concordat");
    println!("cargo::rerun-if-changed=vendor");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut compiler = protox::Compiler::new([".", "vendor"]).expect("the include paths exist");
    compiler
        .include_imports(true)
        .include_source_info(false)
        .open_files(PROTOS)
        .expect("the contracts compile");
    // These bytes keep the options, which the permission and the labels are read from.
    let descriptors = compiler.encode_file_descriptor_set();
    fs::write(out.join("descriptors.binpb"), &descriptors).expect("OUT_DIR is writable");

    let mut documented = protox::Compiler::new([".", "vendor"]).expect("the include paths exist");
    documented.include_imports(true).open_files(PROTOS).expect("the contracts compile");
    let mut config = tonic_prost_build::Config::new();
    config.enable_type_names();
    tonic_prost_build::configure()
        .build_transport(false)
        .extern_path(".buf.validate", "::prost_protovalidate::types")
        // Landed before other services had a register, and the same in all but its name.
        .extern_path(
            ".concordat.breaches.v1.Disclosure",
            "crate::generated::concordat::exchange::v1::Disclosure",
        )
        .include_file("contracts.rs")
        .compile_fds_with_config(documented.file_descriptor_set(), config)
        .expect("messages generate");

    prost_protovalidate_build::Builder::new()
        .file_descriptor_set_bytes(descriptors)
        .fail_on_runtime_only(true)
        .compile()
        .expect("every shape rule can be checked by generated code");

    let mut areas = BTreeMap::<String, String>::new();
    for service in compiler.descriptor_pool().services() {
        let area =
            service.package_name().split('.').nth(1).expect("packages are concordat.<area>.v1").to_owned();
        let code = actions::generate(&service).unwrap_or_else(|problem| panic!("{problem}"));
        areas.entry(area).or_default().push_str(&code);
    }
    let modules = areas.iter().map(|(area, code)| {
        format!("/// The actions of `concordat.{area}.v1`.\npub mod {area} {{\n{code}}}\n")
    });
    fs::write(out.join("actions.rs"), modules.collect::<String>()).expect("OUT_DIR is writable");
}
