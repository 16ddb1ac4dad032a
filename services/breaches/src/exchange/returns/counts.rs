//! What a department counts of a quarter, as an audience reads it.

use super::quarter::Quarter;
use chassis::{
    Error, Label, clock,
    sdc::{Audience, Centre, Number, OwnDepartment, Place, Released, Rules, Table},
    seal::Sealed,
};
use contracts::{
    breaches::{
        self as pb, AffectedBand, IncidentCategory, IncidentType, QuarterlyReturnContent, ReleaseCitation,
    },
    exchange as wire,
};
use jiff::Timestamp;
use prost_types::Timestamp as Stamp;
use std::{collections::BTreeSet, fmt::Write as _};

/// The smallest numbers of people of the bands that have one.
pub(super) const BANDS: [i64; 6] = [1, 10, 100, 1_000, 10_000, 100_000];

/// What a department counts of a quarter, as it is.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub(super) not_notifiable: u32,
    pub(super) notified: u32,
    pub(super) notified_in_time: u32,
    pub(super) high_risk_communicated: u32,
    pub(super) incidents: u32,
    pub(super) near_misses: u32,
    by_incident: Table,
    by_people: Table,
}

impl Default for Counts {
    fn default() -> Self {
        let numbers = |names: &[i32]| names.to_vec();
        let types: Vec<i32> = crate::model::values::<IncidentType>().map(i32::from).collect();
        let bands: Vec<i32> = crate::model::values::<AffectedBand>().map(i32::from).collect();
        let categories = numbers(&[IncidentCategory::Cyber.into(), IncidentCategory::NonCyber.into()]);
        Self {
            not_notifiable: 0,
            notified: 0,
            notified_in_time: 0,
            high_risk_communicated: 0,
            incidents: 0,
            near_misses: 0,
            by_incident: Table::new(types, categories),
            by_people: Table::list(bands),
        }
    }
}

impl Counts {
    /// Adds breaches of a kind.
    pub(super) fn add(
        &mut self,
        kind: IncidentType,
        category: IncidentCategory,
        band: AffectedBand,
        count: u32,
    ) {
        self.by_incident.add(kind.into(), Some(category.into()), "", count);
        self.by_people.add(band.into(), None, "", count);
    }

    /// The counts as an audience reads them. What a former version hid stays hidden.
    fn release<A: Audience>(
        &self,
        of: &Of<'_>,
        rules: &Rules,
        former: Option<&Former>,
        as_at: Timestamp,
    ) -> QuarterlyReturnContent {
        let before = former.map(Former::hidden).unwrap_or_default();
        let by_incident: Released<A> = rules.release(&self.by_incident, &before[0], as_at);
        let by_people: Released<A> = rules.release(&self.by_people, &before[1], as_at);
        let total = |count| {
            let mut table = Table::list([]);
            table.add(0, None, "", count);
            let released: Released<A> = rules.release(&table, &BTreeSet::new(), as_at);
            Some(released.number(Place::TOTAL).to_wire())
        };
        let incident = |(place, number): (Place, Number)| pb::ReleasedIncidentCount {
            r#type: place.row,
            category: place.column,
            number: Some(number.to_wire()),
        };
        let band = |(place, number): (Place, Number)| pb::ReleasedBandCount {
            band: place.row,
            number: Some(number.to_wire()),
        };
        QuarterlyReturnContent {
            quarter: of.quarter.to_string(),
            department: format!("organisations/{}", of.department),
            as_at: Some(clock::to_wire(as_at)),
            totals: Some(pb::ReturnTotals {
                confirmed: total(self.by_people.count(Place::TOTAL)),
                not_notifiable: total(self.not_notifiable),
                notified: total(self.notified),
                notified_within_72_hours: total(self.notified_in_time),
                high_risk_communicated: total(self.high_risk_communicated),
                incidents: total(self.incidents),
                near_misses: total(self.near_misses),
            }),
            by_incident: by_incident.numbers().map(incident).collect(),
            by_people: by_people.numbers().map(band).collect(),
            corrects: former.map(|former| former.citation.clone()),
            correction_reason: String::new(),
        }
    }

    /// A return as it would be confirmed now.
    pub(super) fn draft(
        &self,
        of: &Of<'_>,
        rules: &Rules,
        former: Option<&Former>,
        as_at: Timestamp,
    ) -> Draft {
        Draft {
            exact: self.release::<OwnDepartment>(of, rules, None, as_at),
            released: former.map_or_else(
                || self.release::<Centre>(of, rules, None, as_at),
                |former| {
                    former
                        .unless_enough_changed(self.release::<Centre>(of, rules, Some(former), as_at), rules)
                },
            ),
        }
    }
}

/// Whose counts of which quarter.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) department: &'a Label,
    pub(super) quarter: Quarter,
}

/// A return as it would be confirmed: for the department itself, and for the centre.
pub(super) struct Draft {
    pub(super) exact: QuarterlyReturnContent,
    pub(super) released: QuarterlyReturnContent,
}

impl Draft {
    /// What changes with whatever is shown of it, but not with the time.
    pub(super) fn etag(&self) -> Result<String, Error> {
        let mut etag = String::new();
        for shown in [&self.exact, &self.released] {
            let sealed = Sealed::seal(&timeless(shown.clone()))?;
            for byte in &sealed.hash()[..16] {
                let _ = write!(etag, "{byte:02x}");
            }
        }
        Ok(etag)
    }
}

/// The version before, and those before that.
pub(super) struct Former {
    pub(super) citation: ReleaseCitation,
    pub(super) content: QuarterlyReturnContent,
    pub(super) earlier: Vec<QuarterlyReturnContent>,
}

impl Former {
    /// Every version, in any order.
    fn versions(&self) -> impl Iterator<Item = &QuarterlyReturnContent> {
        self.earlier.iter().chain([&self.content])
    }

    /// What any of them hid, also where the versions since counted nothing that could be hidden: of incidents, and of people.
    fn hidden(&self) -> [BTreeSet<Place>; 2] {
        let incidents = self.versions().flat_map(|content| &content.by_incident);
        let incidents = incidents.filter(|count| is_hidden(count.number.as_ref()));
        let people = self.versions().flat_map(|content| &content.by_people);
        let people = people.filter(|count| is_hidden(count.number.as_ref()));
        [
            incidents.map(|count| Place { row: count.r#type, column: count.category }).collect(),
            people.map(|count| Place { row: count.band, column: None }).collect(),
        ]
    }

    /// A later one, whose breakdowns are those that were released last unless so many breaches came or went since each of the
    /// versions that nobody can tell from the difference which those are: what two versions show is subtracted as easily as what
    /// one does.
    fn unless_enough_changed(&self, later: QuarterlyReturnContent, rules: &Rules) -> QuarterlyReturnContent {
        let counted = |content: &QuarterlyReturnContent| {
            let total = content.by_people.iter().find(|count| count.band.is_none());
            total.and_then(|count| count.number.as_ref()).map_or(0, |number| number.count)
        };
        if self.versions().all(|one| counted(one).abs_diff(counted(&later)) >= rules.smallest()) {
            return later;
        }
        let QuarterlyReturnContent { by_incident, by_people, .. } = self.content.clone();
        QuarterlyReturnContent { by_incident, by_people, ..later }
    }

    /// Says whether a later one would say the same.
    pub(super) fn says(&self, later: &QuarterlyReturnContent) -> bool {
        let said = |content: &QuarterlyReturnContent| QuarterlyReturnContent {
            corrects: None,
            correction_reason: String::new(),
            ..timeless(content.clone())
        };
        said(&self.content) == said(later)
    }
}

fn is_hidden(number: Option<&wire::ReleasedNumber>) -> bool {
    number.is_some_and(|number| number.figure() == wire::ReleasedFigure::Hidden)
}

/// A return without when it was counted.
fn timeless(mut content: QuarterlyReturnContent) -> QuarterlyReturnContent {
    content.as_at = None;
    let totals = content.totals.iter_mut().flat_map(|totals| {
        [
            &mut totals.confirmed,
            &mut totals.not_notifiable,
            &mut totals.notified,
            &mut totals.notified_within_72_hours,
            &mut totals.high_risk_communicated,
            &mut totals.incidents,
            &mut totals.near_misses,
        ]
    });
    let incidents = content.by_incident.iter_mut().map(|count| &mut count.number);
    let people = content.by_people.iter_mut().map(|count| &mut count.number);
    for number in totals.chain(incidents).chain(people).flatten() {
        number.as_at = None::<Stamp>;
    }
    content
}
