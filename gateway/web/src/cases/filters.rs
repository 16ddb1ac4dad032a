//! Which cases are listed: what the address says, as far as it can be meant, and the form that says it.

use super::{Reader, term};
use crate::{
    govuk::{
        Checkboxes, CheckboxesItem, Fieldset, Hint, Input, Label as Question, Legend, Select, SelectItem,
    },
    posted::Values,
};
use chassis::{Directory, Label, deadline::london_day};
use contracts::{
    access::Party,
    breaches::{CaseDue, CaseState, ListCasesRequest},
};
use url::form_urlencoded::Serializer;

/// The longest reference, in characters, as in the contract.
const LONGEST_REFERENCE: usize = 50;
/// The names of the filters in the address.
const REFERENCE: &str = "reference";
const DEPARTMENT: &str = "department";
const STATE: &str = "state";
const DUE: &str = "due";
/// Where the page begins.
const PAGE: &str = "page";

/// Which cases are listed; all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    /// What the regulator's reference begins with.
    reference: String,
    /// Whose; for the regulator only.
    department: Option<Label>,
    states: Vec<CaseState>,
    due: Vec<CaseDue>,
}

/// A filter in use, and where the list is without it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InUse {
    pub(super) text: String,
    pub(super) without: String,
}

/// The form's controls.
pub(super) struct Controls {
    pub(super) reference: Input,
    pub(super) department: Option<Select>,
    pub(super) states: Checkboxes,
    pub(super) due: Checkboxes,
}

impl Filters {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    pub(super) fn read(reader: &Reader<'_>, values: &Values) -> Self {
        let reference = Some(values.get(REFERENCE)).filter(|text| text.chars().count() <= LONGEST_REFERENCE);
        let department = Label::parse(values.get(DEPARTMENT)).filter(|code| {
            reader.regulator && departments(reader.directory).any(|department| department == code)
        });
        let chosen = |name, all: &[(i32, String)]| {
            let known = |value: &&(i32, String)| values.all(name).any(|one| one == value.1);
            all.iter().filter(known).map(|(number, _)| *number).collect::<Vec<_>>()
        };
        let states = chosen(STATE, &states());
        let due = chosen(DUE, &dues());
        Self {
            reference: reference.unwrap_or_default().to_owned(),
            department,
            states: states.into_iter().filter_map(|number| CaseState::try_from(number).ok()).collect(),
            due: due.into_iter().filter_map(|number| CaseDue::try_from(number).ok()).collect(),
        }
    }

    /// Only what is due so soon.
    pub(super) fn due(due: CaseDue) -> Self {
        Self { due: vec![due], ..Self::default() }
    }

    pub(super) fn any(&self) -> bool {
        *self != Self::default()
    }

    /// What the service is asked.
    pub(super) fn request(&self, parent: String, page_token: String) -> ListCasesRequest {
        ListCasesRequest {
            parent,
            page_token,
            reference: self.reference.clone(),
            department: self
                .department
                .as_ref()
                .map(|code| format!("organisations/{code}"))
                .unwrap_or_default(),
            states: self.states.iter().map(|state| (*state).into()).collect(),
            due: self.due.iter().map(|due| (*due).into()).collect(),
            ..ListCasesRequest::default()
        }
    }

    /// The address of the list, or of what of it begins at `page`.
    pub(super) fn address(&self, page: &str) -> String {
        let mut query = Serializer::new(String::new());
        let one = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let one = [
            (REFERENCE, one(&self.reference)),
            (DEPARTMENT, self.department.as_ref().map(ToString::to_string)),
            (PAGE, one(page)),
        ];
        query.extend_pairs(one.into_iter().filter_map(|(name, value)| Some((name, value?))));
        query.extend_pairs(self.states.iter().map(|state| (STATE, slug(state.as_str_name(), "CASE_STATE_"))));
        query.extend_pairs(self.due.iter().map(|due| (DUE, slug(due.as_str_name(), "CASE_DUE_"))));
        let query = query.finish();
        if query.is_empty() { "/cases".to_owned() } else { format!("/cases?{query}") }
    }

    /// Every filter in use.
    pub(super) fn in_use(&self, reader: &Reader<'_>) -> Vec<InUse> {
        let text = |filter: &str, value: String| {
            reader.say_with(
                "cases-filters-one",
                &[("filter", reader.say(filter).into()), ("value", value.into())],
            )
        };
        let without = |change: &dyn Fn(&mut Self)| {
            let mut others = self.clone();
            change(&mut others);
            others.address("")
        };
        let reference = (!self.reference.is_empty()).then(|| InUse {
            text: text("cases-filters-reference", self.reference.clone()),
            without: without(&|others| others.reference.clear()),
        });
        let department = self.department.as_ref().map(|code| InUse {
            text: text("cases-filters-department", name(reader, code)),
            without: without(&|others| others.department = None),
        });
        let states = self.states.iter().map(|state| InUse {
            text: text("cases-filters-state", term("CaseState", (*state).into())),
            without: without(&|others| others.states.retain(|other| other != state)),
        });
        let due = self.due.iter().map(|due| InUse {
            text: text("cases-filters-due", term("CaseDue", (*due).into())),
            without: without(&|others| others.due.retain(|other| other != due)),
        });
        reference.into_iter().chain(department).chain(states).chain(due).collect()
    }

    /// The form, filled in with what is asked for now.
    pub(super) fn controls(&self, reader: &Reader<'_>) -> Controls {
        let reference = Input {
            id: REFERENCE.into(),
            name: REFERENCE.into(),
            label: Question {
                classes: "govuk-label--s".into(),
                ..Question::text(reader.say("cases-filters-reference"))
            },
            hint: Some(Hint::text(reader.say("cases-filters-reference.hint"))),
            value: Some(self.reference.clone()),
            spellcheck: Some(false),
            ..Input::default()
        };
        let states: Vec<_> = self.states.iter().map(|state| (*state).into()).collect();
        let due: Vec<_> = self.due.iter().map(|due| (*due).into()).collect();
        Controls {
            reference,
            department: reader.regulator.then(|| self.department_control(reader)),
            states: checkboxes(reader, STATE, "CaseState", super::filters::states(), &states),
            due: checkboxes(reader, DUE, "CaseDue", dues(), &due),
        }
    }

    fn department_control(&self, reader: &Reader<'_>) -> Select {
        let mut named: Vec<_> = departments(reader.directory)
            .map(|code| SelectItem::new(code.as_str(), name(reader, code)))
            .collect();
        named.sort_by(|a, b| a.text.cmp(&b.text));
        Select {
            id: DEPARTMENT.into(),
            name: DEPARTMENT.into(),
            label: Question {
                classes: "govuk-label--s".into(),
                ..Question::text(reader.say("cases-filters-department"))
            },
            items: std::iter::once(SelectItem::new("", reader.say("cases-filters-department.all")))
                .chain(named)
                .collect(),
            value: self.department.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..Select::default()
        }
    }
}

/// Where a page begins, as an address says it.
pub(super) fn page_of(values: &Values) -> &str {
    values.get(PAGE)
}

fn checkboxes(
    reader: &Reader<'_>,
    name: &str,
    vocabulary: &str,
    all: Vec<(i32, String)>,
    chosen: &[i32],
) -> Checkboxes {
    let legend = Legend::text(reader.say(&format!("cases-filters-{name}")));
    let item = |(number, slug): (i32, String)| CheckboxesItem {
        checked: Some(chosen.contains(&number)),
        ..CheckboxesItem::new(slug, term(vocabulary, number))
    };
    Checkboxes {
        name: name.into(),
        id_prefix: name.into(),
        fieldset: Some(Fieldset::legend(Legend { classes: "govuk-fieldset__legend--s".into(), ..legend })),
        items: all.into_iter().map(item).collect(),
        classes: "govuk-checkboxes--small".into(),
        ..Checkboxes::default()
    }
}

/// The departments of the directory.
fn departments(directory: &Directory) -> impl Iterator<Item = &Label> {
    directory.iter().filter(|organisation| organisation.party == Party::Department).map(|found| &found.code)
}

fn name(reader: &Reader<'_>, code: &Label) -> String {
    let found = reader.directory.get(code);
    found.map_or(code.as_str(), |organisation| organisation.name_on(london_day(reader.now))).to_owned()
}

/// The states, each as an address says it.
fn states() -> Vec<(i32, String)> {
    let all = (1..).map_while(|number| CaseState::try_from(number).ok());
    all.map(|state| (state.into(), slug(state.as_str_name(), "CASE_STATE_"))).collect()
}

/// How soon something is due, each as an address says it.
fn dues() -> Vec<(i32, String)> {
    let all = (1..).map_while(|number| CaseDue::try_from(number).ok());
    all.map(|due| (due.into(), slug(due.as_str_name(), "CASE_DUE_"))).collect()
}

/// A value of a vocabulary as addresses say it: `CASE_STATE_INFO_REQUESTED` is `info-requested`.
fn slug(name: &str, before: &str) -> String {
    name.trim_start_matches(before).to_ascii_lowercase().replace('_', "-")
}
