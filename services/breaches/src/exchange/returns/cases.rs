//! What the regulator counts of its cases, as the National Cyber Security Centre reads it: no count tells of one organisation.

use super::quarter::Quarter;
use chassis::{
    Error, Label, clock,
    sdc::{Number, Others, Place, Released, Rules, Table},
    seal::Sealed,
};
use contracts::breaches::{self as pb, AffectedBand, CaseAggregateContent, IncidentCategory};
use jiff::Timestamp;
use std::{collections::BTreeSet, fmt::Write as _};

/// How many cases of a kind a department has.
pub(super) struct CaseTally {
    pub(super) category: IncidentCategory,
    pub(super) band: AffectedBand,
    pub(super) department: String,
    pub(super) cases: u32,
}

/// What is disclosed of the cases of a quarter.
pub(super) fn aggregate(
    regulator: &Label,
    quarter: Quarter,
    tallies: &[CaseTally],
    rules: &Rules,
    as_at: Timestamp,
) -> CaseAggregateContent {
    let categories = [IncidentCategory::Cyber, IncidentCategory::NonCyber].map(i32::from);
    let bands = crate::model::values::<AffectedBand>().map(i32::from);
    let mut table = Table::new(categories, bands).of_several();
    for tally in tallies {
        table.add(tally.category.into(), Some(tally.band.into()), &tally.department, tally.cases);
    }
    let released: Released<Others> = rules.release(&table, &BTreeSet::new(), as_at);
    let count = |(place, number): (Place, Number)| pb::ReleasedCaseCount {
        category: place.row,
        band: place.column,
        number: Some(number.to_wire()),
    };
    CaseAggregateContent {
        quarter: quarter.to_string(),
        regulator: format!("organisations/{regulator}"),
        as_at: Some(clock::to_wire(as_at)),
        cases: released.numbers().map(count).collect(),
    }
}

/// What changes with whatever is shown of it, but not with the time.
pub(super) fn etag(content: &CaseAggregateContent) -> Result<String, Error> {
    let mut content = CaseAggregateContent { as_at: None, ..content.clone() };
    for number in content.cases.iter_mut().filter_map(|count| count.number.as_mut()) {
        number.as_at = None;
    }
    let mut etag = String::new();
    for byte in Sealed::seal(&content)?.hash() {
        let _ = write!(etag, "{byte:02x}");
    }
    Ok(etag)
}
