//! What the model derives.

use super::{
    machine::{Act, MACHINE},
    wire::affected_band,
};
use contracts::breaches::{
    AffectedBand,
    BreachState::{self, Confirmed},
    CountBasis, Facts, People,
};

#[test]
fn numbers_fall_into_the_regulators_bands_from_their_lower_bounds() {
    let band = |number, basis: CountBasis| {
        let people = People { affected_approx: number, affected_basis: basis.into(), ..People::default() };
        affected_band(&Facts { people: Some(people), ..Facts::default() })
    };
    for (number, expected) in [
        (0, AffectedBand::Unknown),
        (1, AffectedBand::From1),
        (9, AffectedBand::From1),
        (10, AffectedBand::From10),
        (99, AffectedBand::From10),
        (100, AffectedBand::From100),
        (999, AffectedBand::From100),
        (1_000, AffectedBand::From1k),
        (9_999, AffectedBand::From1k),
        (10_000, AffectedBand::From10k),
        (99_999, AffectedBand::From10k),
        (100_000, AffectedBand::From100k),
        (40_000_000, AffectedBand::From100k),
    ] {
        assert_eq!(band(Some(number), CountBasis::Maximum), expected, "{number}");
    }
    assert_eq!(band(None, CountBasis::Exact), AffectedBand::Unknown);
    assert_eq!(band(Some(500), CountBasis::Unknown), AffectedBand::Unknown);
    assert_eq!(affected_band(&Facts::default()), AffectedBand::Unknown);
}

/// What `tests/it/machine` found, by driving every act in every situation.
const PAGE: &str = include_str!("../../tests/golden/machine.md");

#[test]
fn the_machine_is_what_its_page_says() {
    let rows = PAGE.split("\n## ").skip(1).flat_map(|section| {
        let state = section.split(':').next().unwrap();
        section.lines().filter_map(move |line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [act, _, outcome] = cells.as_slice() else { return None };
            Some((wire(state)?, *act, wire(outcome)?))
        })
    });
    let rows: Vec<_> = rows.collect();
    for rule in &MACHINE {
        let name = format!("{:?}", rule.act);
        let led: Vec<_> = rows.iter().filter(|(_, act, _)| *act == name).collect();
        for (before, _, after) in &led {
            assert!(rule.leads(*before, *after), "{name} leads from {before:?} to {after:?}");
        }
        for before in rule.from {
            // Draft assessments stand in the way of nothing, so that each state has a line for each of its acts; but
            // telling people is owed for a high risk only, and some acts wait for another.
            let waits =
                matches!(rule.act, Act::AdviseOnAssessment | Act::DecideAssessment | Act::ClaimExemption);
            assert!(
                waits || led.iter().any(|(found, ..)| found == before) || *before == Confirmed,
                "{name} never leads anywhere from {before:?}"
            );
        }
        assert!(!led.is_empty(), "{name} never leads anywhere");
        assert_eq!(rule.act.rule().name, rule.name, "one line an act");
    }
    let acts: std::collections::BTreeSet<_> = rows.iter().map(|(_, act, _)| *act).collect();
    assert_eq!(acts.len(), MACHINE.len());
}

fn wire(state: &str) -> Option<BreachState> {
    BreachState::from_str_name(&format!("BREACH_STATE_{state}"))
}
