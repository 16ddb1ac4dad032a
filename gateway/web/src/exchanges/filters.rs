//! Which exchanges or disclosures are listed: what the address says, as far as it can be meant, and the controls that say it.

use super::Reader;
use crate::{
    caller::Caller,
    failure::Failure,
    form::schema::vocabulary,
    govuk::{
        Checkboxes, CheckboxesItem, Fieldset, Label as Question, Legend, Pagination, PaginationLink, Select,
        SelectItem,
    },
    posted::Values,
};
use chassis::Label;
use contracts::{
    action,
    breaches::{ExchangeKind, ExchangeState, ListDisclosuresRequest, ListExchangesRequest},
    commitments,
    exchange::{Direction, Disclosure},
};
use url::form_urlencoded::Serializer;

/// The names of the filters in the address.
const KIND: &str = "kind";
const STATE: &str = "state";
const WITH: &str = "with";
const DIRECTION: &str = "direction";
const ABOUT: &str = "about";
/// Where the page begins.
const PAGE: &str = "page";

const KINDS: &str = "concordat.breaches.v1.ExchangeKind";
const STATES: &str = "concordat.breaches.v1.ExchangeState";
const DIRECTIONS: &str = "concordat.exchange.v1.Direction";

/// Which exchanges are listed; all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Exchanges {
    pub(super) kinds: Vec<ExchangeKind>,
    pub(super) states: Vec<ExchangeState>,
    pub(super) with: Option<Label>,
}

/// Whose register is listed: each service keeps one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum About {
    #[default]
    Breaches,
    Commitments,
}

impl About {
    /// Those that a reader may list, first the one that they are shown if they say nothing.
    pub(super) fn of(caller: &Caller) -> Vec<Self> {
        let breaches = caller.may::<action::breaches::ListDisclosures>().then_some(Self::Breaches);
        let commitments = caller.may::<action::commitments::ListDisclosures>().then_some(Self::Commitments);
        breaches.into_iter().chain(commitments).collect()
    }

    fn value(self) -> &'static str {
        match self {
            Self::Breaches => "breaches",
            Self::Commitments => "commitments",
        }
    }

    /// What its disclosures are about.
    pub(super) fn title(self, reader: &Reader<'_>) -> String {
        reader.say(match self {
            Self::Breaches => "disclosures-about.breaches",
            Self::Commitments => "disclosures-about.commitments",
        })
    }
}

/// Which disclosures are listed; all of a register if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Disclosures {
    pub(super) about: About,
    pub(super) direction: Direction,
    pub(super) with: Option<Label>,
}

impl Exchanges {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    pub(super) fn read(reader: &Reader<'_>, values: &Values) -> Self {
        Self {
            kinds: chosen(values, KIND, KINDS).filter_map(ExchangeKind::from_str_name).collect(),
            states: chosen(values, STATE, STATES).filter_map(ExchangeState::from_str_name).collect(),
            with: with(reader, values),
        }
    }

    pub(super) fn any(&self) -> bool {
        *self != Self::default()
    }

    /// What the service is asked.
    pub(super) fn request(&self, parent: String, page_token: String) -> ListExchangesRequest {
        ListExchangesRequest {
            parent,
            page_token,
            kinds: self.kinds.iter().map(|kind| (*kind).into()).collect(),
            states: self.states.iter().map(|state| (*state).into()).collect(),
            counterpart: counterpart(self.with.as_ref()),
            ..ListExchangesRequest::default()
        }
    }

    /// The address of the list, or of what of it begins at `page`.
    pub(super) fn address(&self, page: &str) -> String {
        let kinds = self.kinds.iter().map(|kind| (KIND, kind.as_str_name()));
        let states = self.states.iter().map(|state| (STATE, state.as_str_name()));
        address("/exchanges", self.with.as_ref(), page, kinds.chain(states))
    }

    /// The form's controls, filled in with what is asked for now.
    pub(super) fn controls(&self, reader: &Reader<'_>) -> (Checkboxes, Checkboxes, Select) {
        let kinds = self.kinds.iter().map(|kind| kind.as_str_name().to_owned()).collect();
        let states = self.states.iter().map(|state| state.as_str_name().to_owned()).collect();
        (
            checkboxes(reader, KIND, KINDS, kinds),
            checkboxes(reader, STATE, STATES, states),
            organisations(reader, self.with.as_ref()),
        )
    }
}

impl Disclosures {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    pub(super) fn read(reader: &Reader<'_>, values: &Values, offered: &[About]) -> Self {
        let direction = chosen(values, DIRECTION, DIRECTIONS).next().and_then(Direction::from_str_name);
        let said = values.get(ABOUT);
        let about = offered.iter().find(|about| about.value() == said).or(offered.first());
        let about = about.copied().unwrap_or_default();
        Self { about, direction: direction.unwrap_or_default(), with: with(reader, values) }
    }

    /// If not all of the register is listed.
    pub(super) fn any(&self) -> bool {
        *self != Self { about: self.about, ..Self::default() }
    }

    /// Asks whichever service keeps the register for the page that `page_token` begins, and for the token of the next.
    pub(super) async fn ask(
        &self,
        caller: &Caller,
        page_token: String,
    ) -> Result<(Vec<Disclosure>, String), Failure> {
        match self.about {
            About::Breaches => {
                let listed = caller.ask(self.of_breaches(caller.parent(), page_token)).await?;
                Ok((listed.disclosures, listed.next_page_token))
            }
            About::Commitments => {
                let listed = caller.ask(self.of_commitments(caller.parent(), page_token)).await?;
                Ok((listed.disclosures, listed.next_page_token))
            }
        }
    }

    pub(super) fn of_breaches(&self, parent: String, page_token: String) -> ListDisclosuresRequest {
        ListDisclosuresRequest {
            parent,
            page_token,
            direction: self.direction.into(),
            counterpart: counterpart(self.with.as_ref()),
            ..ListDisclosuresRequest::default()
        }
    }

    pub(super) fn of_commitments(
        &self,
        parent: String,
        page_token: String,
    ) -> commitments::ListDisclosuresRequest {
        let ListDisclosuresRequest { parent, page_size, page_token, direction, counterpart } =
            self.of_breaches(parent, page_token);
        commitments::ListDisclosuresRequest { parent, page_size, page_token, direction, counterpart }
    }

    /// The address of the register, or of what of it begins at `page`.
    pub(super) fn address(&self, page: &str) -> String {
        let direction =
            (self.direction != Direction::Unspecified).then(|| (DIRECTION, self.direction.as_str_name()));
        let about = (self.about != About::default()).then(|| (ABOUT, self.about.value()));
        address("/disclosures", self.with.as_ref(), page, about.into_iter().chain(direction))
    }

    /// The address of all of the register.
    pub(super) fn whole(&self) -> String {
        Self { about: self.about, ..Self::default() }.address("")
    }

    /// The control that says whose register is listed, if the reader may list several.
    pub(super) fn registers(&self, reader: &Reader<'_>, offered: &[About]) -> Option<Select> {
        let item = |about: &About| SelectItem::new(about.value(), about.title(reader));
        (offered.len() > 1).then(|| Select {
            id: ABOUT.into(),
            name: ABOUT.into(),
            label: question(reader, "disclosures-about"),
            items: offered.iter().map(item).collect(),
            value: self.about.value().into(),
            ..Select::default()
        })
    }

    /// The form's controls, filled in with what is asked for now.
    pub(super) fn controls(&self, reader: &Reader<'_>) -> (Select, Select) {
        let directions = vocabulary(DIRECTIONS);
        let both = SelectItem::new("", reader.say("exchanges-filters-direction.all"));
        let one = directions.into_iter().map(|(value, text)| SelectItem::new(value, text));
        let direction = Select {
            id: DIRECTION.into(),
            name: DIRECTION.into(),
            label: question(reader, "exchanges-filters-direction"),
            items: std::iter::once(both).chain(one).collect(),
            value: if self.direction == Direction::Unspecified {
                String::new()
            } else {
                self.direction.as_str_name().into()
            },
            ..Select::default()
        };
        (direction, organisations(reader, self.with.as_ref()))
    }
}

/// Where a page begins, as an address says it.
pub(crate) fn page_of(values: &Values) -> &str {
    values.get(PAGE)
}

/// The way on and back to the beginning. Pages have no numbers: each begins after an entry. `address` is that of a page.
pub(crate) fn pages(
    reader: &Reader<'_>,
    begins: &str,
    next: &str,
    address: impl Fn(&str) -> String,
) -> Option<Pagination> {
    let link = |text, href| PaginationLink { text: reader.say(text).into(), ..PaginationLink::to(href) };
    let first = (!begins.is_empty()).then(|| link("page-first", address("")));
    let next = (!next.is_empty()).then(|| link("page-next", address(next)));
    (first.is_some() || next.is_some()).then(|| Pagination {
        previous: first,
        next,
        landmark_label: reader.say("exchanges-pages"),
        ..Pagination::default()
    })
}

/// The values of a vocabulary that an address asks for: each once, in the vocabulary's order.
pub(crate) fn chosen<'a>(values: &'a Values, name: &'static str, of: &str) -> impl Iterator<Item = &'a str> {
    let known = vocabulary(of);
    let asked: Vec<_> = values.all(name).collect();
    known.into_iter().filter_map(move |(value, _)| asked.iter().find(|one| **one == value).copied())
}

/// The other party that an address asks for, if there is such.
pub(crate) fn with(reader: &Reader<'_>, values: &Values) -> Option<Label> {
    let code = values.get(WITH);
    Label::parse(code).filter(|_| reader.others(&[]).iter().any(|(other, _)| other == code))
}

pub(crate) fn counterpart(with: Option<&Label>) -> String {
    with.map(|code| format!("organisations/{code}")).unwrap_or_default()
}

pub(crate) fn address<'a>(
    path: &str,
    with: Option<&Label>,
    page: &str,
    others: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(others);
    query.extend_pairs(with.map(|code| (WITH, code.as_str())));
    query.extend_pairs(Some((PAGE, page)).filter(|_| !page.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn question(reader: &Reader<'_>, id: &str) -> Question {
    Question { classes: "govuk-label--s".into(), ..Question::text(reader.say(id)) }
}

pub(crate) fn checkboxes(reader: &Reader<'_>, name: &str, of: &str, chosen: Vec<String>) -> Checkboxes {
    let legend = Legend::text(reader.say(&format!("exchanges-filters-{name}")));
    Checkboxes {
        name: name.into(),
        id_prefix: name.into(),
        fieldset: Some(Fieldset::legend(Legend { classes: "govuk-fieldset__legend--s".into(), ..legend })),
        items: vocabulary(of).into_iter().map(|(value, text)| CheckboxesItem::new(value, text)).collect(),
        values: chosen,
        classes: "govuk-checkboxes--small".into(),
        ..Checkboxes::default()
    }
}

pub(crate) fn organisations(reader: &Reader<'_>, chosen: Option<&Label>) -> Select {
    let all = SelectItem::new("", reader.say("exchanges-filters-with.all"));
    let others = reader.others(&[]).into_iter().map(|(code, name)| SelectItem::new(code, name));
    Select {
        id: WITH.into(),
        name: WITH.into(),
        label: question(reader, "exchanges-filters-with"),
        items: std::iter::once(all).chain(others).collect(),
        value: chosen.map(ToString::to_string).unwrap_or_default(),
        ..Select::default()
    }
}
