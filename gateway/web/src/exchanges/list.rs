//! The list of exchanges: a department's disclosures and reports, what was disclosed to whoever else reads it, and for the
//! centre its reports by how far it came with each.

use super::{
    Reader, between,
    filters::{Exchanges, page_of, pages},
    tags, term, title,
};
use crate::{
    acts::OWN_ACTS,
    caller::Caller,
    failure::Failure,
    form::schema::vocabulary,
    frame::{self, Frame},
    govuk::{Checkboxes, Pagination, Select, Tag},
    language::filters,
    sign_in::values,
    when::{from_now, read, stamp},
};
use askama::Template;
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::{
    access::Party,
    action::breaches::ListExchanges,
    breaches::{Exchange, ExchangeKind, ExchangeState, ListExchangesRequest, ListExchangesResponse},
};

/// How many reports of a state the centre's first page shows; all of them are a list of their own.
const FIRST: i32 = 10;
/// How many exchanges about one record its page shows.
const ABOUT: i32 = 25;

#[derive(Template)]
#[template(path = "exchanges/list.html")]
struct Page {
    frame: Frame,
    lead: String,
    /// Where something new is begun, if it may, and what the link says.
    begins: Vec<(&'static str, String)>,
    parts: Vec<Part>,
    /// Whether anything narrows the list.
    narrowed: bool,
    pages: Option<Pagination>,
    kinds: Checkboxes,
    states: Checkboxes,
    with: Select,
}

/// Exchanges under a heading, which the one list of all has none of.
struct Part {
    heading: String,
    lines: Vec<Line>,
    /// What is said where there are none.
    none: String,
    /// Where all of them are, if there are more.
    more: Option<String>,
}

/// An exchange in a list.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) tags: Vec<Tag>,
    /// What it is, and with whom.
    pub(crate) between: String,
    /// When something happened in it last, as from now and by the clock.
    pub(crate) when: String,
    pub(crate) at: String,
}

/// Shows the list.
pub(super) async fn page(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (reader, values) = (Reader::of(&caller), values(query));
    let asked = Exchanges::read(&reader, &values);
    let begins = page_of(&values);
    let side = side(reader.party());
    let board = reader.party() == Party::Gcdo && !asked.any() && begins.is_empty();
    let (parts, pages) = if board {
        (reports(&caller, &reader).await?, None)
    } else {
        let listed = caller.ask(asked.request(caller.parent(), begins.to_owned())).await;
        let listed = match listed {
            // The place is none that this caller was shown for these filters.
            Err(Failure::Refused(_)) if !begins.is_empty() => {
                return Ok(Redirect::to(&asked.address("")).into_response());
            }
            listed => listed?,
        };
        let none = match (begins.is_empty(), asked.any()) {
            (false, _) => reader.say("exchanges-no-more"),
            (true, true) => reader.say("exchanges-none-match"),
            (true, false) => reader.say(&format!("exchanges-none-{side}")),
        };
        let pages = pages(&reader, begins, &listed.next_page_token, |page| asked.address(page));
        (vec![Part { heading: String::new(), lines: Line::all(&reader, &listed), none, more: None }], pages)
    };
    let (kinds, states, with) = asked.controls(&reader);
    let page = Page {
        frame: Frame::of(&caller, reader.say(&list_title(reader.party()))),
        lead: reader.say(&format!("exchanges-lead-{side}")),
        begins: OWN_ACTS
            .iter()
            .filter(|act| act.path.starts_with("/exchanges/") && act.is_for(&caller))
            .map(|act| (act.path, reader.say(&act.message())))
            .collect(),
        parts,
        narrowed: asked.any(),
        pages,
        kinds,
        states,
        with,
    };
    Ok(frame::show(StatusCode::OK, reader.language, &page))
}

/// The message that a party's list is called by.
pub(crate) fn list_title(party: Party) -> String {
    format!("exchanges-title-{}", side(party))
}

/// What the catalogue knows the words of a party by.
pub(super) fn side(party: Party) -> &'static str {
    match party {
        Party::Gcdo => "centre",
        Party::Ico => "regulator",
        Party::Ncsc => "authority",
        Party::Department | Party::Public | Party::Unspecified => "department",
    }
}

/// The centre's reports, by how far it came with each, and whatever else there is.
async fn reports(caller: &Caller, reader: &Reader<'_>) -> Result<Vec<Part>, Failure> {
    use ExchangeState as State;
    let report = |state| part(caller, reader, vec![ExchangeKind::CentreReport], vec![state]);
    let kinds = vocabulary("concordat.breaches.v1.ExchangeKind").into_iter();
    let others = kinds.filter_map(|(kind, _)| ExchangeKind::from_str_name(&kind));
    let others = others.filter(|kind| *kind != ExchangeKind::CentreReport).collect();
    let (disclosed, acknowledged, supported, stood_down, others) = tokio::try_join!(
        report(State::Disclosed),
        report(State::Acknowledged),
        report(State::SupportActive),
        report(State::StoodDown),
        part(caller, reader, others, Vec::new()),
    )?;
    Ok(vec![disclosed, acknowledged, supported, stood_down, others])
}

/// The first exchanges of these kinds in these states.
async fn part(
    caller: &Caller,
    reader: &Reader<'_>,
    kinds: Vec<ExchangeKind>,
    states: Vec<ExchangeState>,
) -> Result<Part, Failure> {
    let heading = match states.first() {
        Some(state) => {
            let state = term("ExchangeState", (*state).into());
            reader.say_with("exchanges-reports", &[("state", state.into())])
        }
        None => reader.say("exchanges-others"),
    };
    let asked = Exchanges { kinds, states, with: None };
    let request = ListExchangesRequest { page_size: FIRST, ..asked.request(caller.parent(), String::new()) };
    let listed = caller.ask(request).await?;
    Ok(Part {
        heading,
        lines: Line::all(reader, &listed),
        none: reader.say("exchanges-none-here"),
        more: (!listed.next_page_token.is_empty()).then(|| asked.address("")),
    })
}

/// The exchanges that are about a resource of the caller's own, the latest first, if their role may see any.
pub(crate) async fn about(caller: &Caller, source: &str) -> Result<Vec<Line>, Failure> {
    if !caller.may::<ListExchanges>() {
        return Ok(Vec::new());
    }
    let request = ListExchangesRequest {
        parent: caller.parent(),
        page_size: ABOUT,
        source: source.to_owned(),
        ..ListExchangesRequest::default()
    };
    Ok(Line::all(&Reader::of(caller), &caller.ask(request).await?))
}

impl Line {
    fn all(reader: &Reader<'_>, listed: &ListExchangesResponse) -> Vec<Self> {
        listed.exchanges.iter().map(|exchange| Self::of(reader, exchange)).collect()
    }

    pub(super) fn of(reader: &Reader<'_>, exchange: &Exchange) -> Self {
        let changed = exchange.update_time.as_ref();
        let when = read(changed).map(|at| from_now(reader.language, at, reader.now)).unwrap_or_default();
        Self {
            href: format!("/exchanges/{}", exchange.name.rsplit('/').next().unwrap_or_default()),
            title: title(reader, exchange),
            tags: tags(reader, exchange),
            between: between(reader, exchange),
            when: reader.say_with("exchange-changed", &[("when", when.into())]),
            at: stamp(changed),
        }
    }
}
