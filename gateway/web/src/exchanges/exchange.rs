//! An exchange: from whom to whom, how it stands, what was disclosed and on what terms, what can be done, and what happened.

use super::{
    Reader, act_id, content, href, tags, term,
    timeline::{Entry, timeline},
};
use crate::{
    acts::{Act, DONE, Done, EXCHANGE_ACTS, Place, Subject},
    caller::Caller,
    failure::Failure,
    frame::{self, Frame},
    govuk::{Button, Content, SummaryList, SummaryListRow, Tag},
    language::filters,
    link::link,
    sign_in::values,
    when::stamp,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use contracts::{
    access::Party,
    breaches::{Consent, ConsentState, Exchange, ExchangeKind, ExchangeState, Lines, NcscCategory},
    exchange::OnwardSharing,
};

#[derive(Template)]
#[template(path = "exchanges/exchange.html")]
struct Page {
    frame: Frame,
    caption: String,
    tags: Vec<Tag>,
    /// What is to be known before all else.
    notices: Vec<String>,
    acts: Vec<Button>,
    /// What others of the organisation can do, in words; empty if they can do no more.
    others: String,
    summary: SummaryList,
    /// Whether what was disclosed last is lines.
    lines: bool,
    /// What was disclosed last.
    copy: Vec<SummaryList>,
    entries: Vec<Entry>,
}

/// Shows an exchange, or what was just done in it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let exchange = Exchange::load(&caller, &place).await?;
    let path = Exchange::page(&place);
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &exchange.title, &path);
    }
    let reader = Reader::of(&caller);
    let (own, others): (Vec<_>, Vec<_>) =
        possible(&reader, &exchange).into_iter().partition(|act| act.is_for(&caller));
    let page = Page {
        frame: Frame::of(&caller, exchange.title.clone()),
        caption: term("ExchangeKind", exchange.kind),
        tags: tags(&reader, &exchange),
        notices: notices(&reader, &exchange),
        acts: buttons(&reader, &path, exchange.state(), own),
        others: in_other_roles(&reader, &others),
        summary: summary(&reader, &exchange),
        lines: exchange.kind() == ExchangeKind::AgreedLines,
        copy: content::latest(&exchange).map(|act| content::told(reader.words(), act)).unwrap_or_default(),
        entries: timeline(&reader, &exchange, &path),
    };
    Ok(frame::show(StatusCode::OK, reader.language, &page))
}

/// Hands out the sealed bytes of an act as they are, to be kept.
pub(super) async fn sealed(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let exchange = Exchange::load(&caller, &place).await?;
    let wanted = place.get("act").map_or("", String::as_str);
    let act = exchange.acts.into_iter().find(|act| act_id(act.number, act.draft) == wanted);
    let act = act.ok_or(Failure::NotFound)?;
    let id = place.get("exchange").map_or("", String::as_str);
    let file = format!("attachment; filename=\"act-{wanted}-{id}.json\"");
    let headers = [(CONTENT_TYPE, "application/json".to_owned()), (CONTENT_DISPOSITION, file)];
    Ok((headers, act.sealed).into_response())
}

/// What the reader's organisation can do now, whatever their role.
pub(super) fn possible(reader: &Reader<'_>, exchange: &Exchange) -> Vec<&'static Act> {
    let discloses = if reader.party() == Party::Ico { "EnterDisclosure" } else { "PrepareDisclosure" };
    let onward = may_go_on(reader, exchange).then_some(discloses);
    let speaks = reader.party() == Party::Ncsc && exchange.kind() == ExchangeKind::NcscEngagement;
    let beside = onward.into_iter().chain(speaks.then_some("DraftLines"));
    let possible: Vec<_> = exchange.possible_acts.iter().map(String::as_str).chain(beside).collect();
    EXCHANGE_ACTS.iter().filter(|act| possible.contains(&act.rpc)).collect()
}

/// Whether what was received may be shared onward: whoever disclosed it left that free, and it still stands. Of an engagement of
/// the National Cyber Security Centre that is the department's consent to say.
fn may_go_on(reader: &Reader<'_>, exchange: &Exchange) -> bool {
    if exchange.kind() == ExchangeKind::NcscEngagement {
        let consent = exchange.consent.as_ref().map(Consent::state);
        return reader.party() == Party::Ncsc && consent == Some(ConsentState::Granted);
    }
    let terms = content::latest(exchange).and_then(|act| act.disclosure.as_ref());
    let free = terms.is_some_and(|content| content.onward_sharing() == OnwardSharing::Free);
    free && !reader.opens(exchange) && !exchange.expired && exchange.state() != ExchangeState::Recalled
}

/// The acts as links that look like buttons; what an exchange in this state waits for stands out.
fn buttons(reader: &Reader<'_>, path: &str, state: ExchangeState, acts: Vec<&'static Act>) -> Vec<Button> {
    let awaited = match state {
        ExchangeState::Prepared if acts.iter().any(|act| act.rpc == "ApproveLines") => "ApproveLines",
        ExchangeState::Prepared => "ApproveDisclosure",
        ExchangeState::AwaitingAgreement => "AgreeLines",
        ExchangeState::Disclosed | ExchangeState::Recalled => "AcknowledgeExchange",
        _ => "",
    };
    let button = |act: &Act| Button {
        href: format!("{path}/{}", act.slug()),
        classes: if act.rpc == awaited { "" } else { "govuk-button--secondary" }.into(),
        ..Button::text(reader.say(&act.message()))
    };
    acts.into_iter().map(button).collect()
}

/// What can be done by whoever has another role.
fn in_other_roles(reader: &Reader<'_>, acts: &[&'static Act]) -> String {
    if acts.is_empty() {
        return String::new();
    }
    let acts: Vec<_> = acts.iter().map(|act| reader.say(&act.message())).collect();
    reader.say_with("exchange-others", &[("it", acts.join("; ").into())])
}

/// What is to be known before all else: that nobody else knows of it, that it was recalled, or that it can be read no longer.
pub(super) fn notices(reader: &Reader<'_>, exchange: &Exchange) -> Vec<String> {
    let opens = reader.opens(exchange);
    let stands = match (exchange.state(), opens) {
        (ExchangeState::Prepared, _) => Some("exchange-prepared"),
        (ExchangeState::Declined, _) => Some("exchange-declined"),
        (ExchangeState::NotAgreed, _) => Some("exchange-not-agreed"),
        (ExchangeState::Recalled, true) => Some("exchange-recalled-given"),
        (ExchangeState::Recalled, false) => Some("exchange-recalled-received"),
        _ => None,
    };
    let expired = exchange.expired.then(|| {
        let id = if opens { "exchange-expired-given" } else { "exchange-expired-received" };
        reader.say_with(id, &[("at", stamp(exchange.expires_at.as_ref()).into())])
    });
    expired.into_iter().chain(stands.map(|id| reader.say(id))).collect()
}

/// From whom to whom, since when and until when, and about what.
fn summary(reader: &Reader<'_>, exchange: &Exchange) -> SummaryList {
    let row = |id: &str, value: Content| SummaryListRow::new(reader.say(id), value);
    let words = reader.words();
    let crossed = !matches!(exchange.state(), ExchangeState::Prepared | ExchangeState::Declined);
    let began = if crossed { "exchange-disclosed-at" } else { "exchange-prepared-at" };
    let expires = exchange.expires_at.as_ref();
    let category =
        if exchange.category_assigned { "exchange-category" } else { "exchange-category-suspected" };
    let category_said = term("NcscCategory", exchange.category);
    let source = href(&exchange.source).map(|href| {
        let text = reader.say(if exchange.source.contains("/breaches/") {
            "exchange-source-breach"
        } else if exchange.source.contains("/cases/") {
            "exchange-source-case"
        } else {
            "exchange-source-exchange"
        });
        row("exchange-source", link(text, href).into())
    });
    let rows = [
        Some(row("exchange-opener", words.organisation(&exchange.opener).into())),
        Some(row("exchange-recipient", words.organisation(&exchange.recipient).into())),
        Some(row(began, stamp(exchange.create_time.as_ref()).into())),
        expires.map(|at| row("exchange-expires", stamp(Some(at)).into())),
        (exchange.category() != NcscCategory::Unspecified).then(|| row(category, category_said.into())),
        exchange.consent.as_ref().map(|one| row("exchange-consent", term("ConsentState", one.state).into())),
        source,
    ];
    let lines = exchange.lines.iter().flat_map(|lines| lines_rows(reader, lines));
    SummaryList { rows: rows.into_iter().flatten().chain(lines).collect(), ..SummaryList::default() }
}

/// Which version of lines stands, until when it is held back, why it is not agreed, and when it was issued.
pub(super) fn lines_rows(reader: &Reader<'_>, lines: &Lines) -> Vec<SummaryListRow> {
    let issued = if lines.issued_as_agreed { "exchange-issued-agreed" } else { "exchange-issued-not-agreed" };
    let rows = [
        ("exchange-version", lines.version.to_string()),
        ("exchange-embargo", stamp(lines.embargo_until.as_ref())),
        ("exchange-refusal", lines.refusal_reason.clone()),
        (issued, stamp(lines.issued_at.as_ref())),
    ];
    let rows = rows.into_iter().filter(|(_, said)| !said.is_empty());
    rows.map(|(id, said)| SummaryListRow::new(reader.say(id), said)).collect()
}
