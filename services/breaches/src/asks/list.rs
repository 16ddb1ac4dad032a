//! Asking for a page of breaches.

use super::name;
use chassis::{Ask, Asker, Fields, Label, Name, Page};
use contracts::{
    breaches::{self as pb, BreachOrder},
    time::DeadlineState,
};
use jiff::Timestamp;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

/// A page of a list of breaches.
pub(crate) struct ListBreaches {
    pub(crate) organisation: Label,
    pub(crate) filter: Filter,
    pub(crate) order: Order,
}

/// How many breaches there are.
pub(crate) struct SummariseBreaches {
    organisation: Label,
}

/// Which breaches, as SQL compares them. What is empty filters nothing.
pub(crate) struct Filter {
    pub(crate) states: Vec<String>,
    pub(crate) incident_types: Vec<String>,
    pub(crate) deadline_states: Vec<String>,
    pub(crate) incident_group: Option<String>,
    /// A pattern of `ILIKE`.
    pub(crate) text: Option<String>,
}

/// The order of a list, with the page to read.
pub(crate) enum Order {
    Creation(Page<Uuid>),
    Deadline(Page<(Timestamp, Uuid)>),
}

impl Ask for ListBreaches {
    type Request = pb::ListBreachesRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListBreachesRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let order = match request.order() {
            BreachOrder::Deadline => asker.page(&mut request, USUAL, MOST, fields).map(Order::Deadline),
            _ => asker.page(&mut request, USUAL, MOST, fields).map(Order::Creation),
        };
        let filter = Filter {
            states: request.states().map(|state| bare(state.as_str_name(), "BREACH_STATE_")).collect(),
            incident_types: request
                .incident_types()
                .map(|kind| bare(kind.as_str_name(), "INCIDENT_TYPE_"))
                .collect(),
            deadline_states: request.deadline_states().map(deadline_state).collect(),
            incident_group: Some(request.incident_group.clone()).filter(|group| !group.is_empty()),
            text: Some(request.text.trim()).filter(|text| !text.is_empty()).map(pattern),
        };
        Some(Self { organisation: organisation?, filter, order: order? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for SummariseBreaches {
    type Request = pb::SummariseBreachesRequest;

    fn read(_: &Asker<'_>, request: pb::SummariseBreachesRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { organisation: fields.parent(&request.parent)? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

/// A page of what happened to a breach.
pub(crate) struct ListBreachEvents {
    pub(crate) name: Name,
    pub(crate) page: Page<i64>,
}

impl Ask for ListBreachEvents {
    type Request = pb::ListBreachEventsRequest;

    fn read(
        asker: &Asker<'_>,
        mut request: pb::ListBreachEventsRequest,
        fields: &mut Fields,
    ) -> Option<Self> {
        let name = name(fields, "parent", &request.parent);
        let page = asker.page(&mut request, USUAL, MOST, fields);
        Some(Self { name: name?, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

fn deadline_state(state: DeadlineState) -> String {
    bare(state.as_str_name(), "DEADLINE_STATE_")
}

/// A value as it is kept: without its enum's prefix.
fn bare(value: &str, prefix: &str) -> String {
    value.strip_prefix(prefix).unwrap_or(value).to_owned()
}

/// The pattern that finds a text, whatever characters it holds.
fn pattern(text: &str) -> String {
    let escaped = text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn a_text_is_found_as_it_is_written() {
        assert_eq!(pattern(r"50% of a_b \ c"), r"%50\% of a\_b \\ c%");
    }
}
