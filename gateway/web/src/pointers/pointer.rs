//! A pointer: what the few know of it, its clock, what can be done, and to whom it was released.

use super::{path, state_tag, term};
use crate::{
    acts::{Act, DONE, Done, POINTER_ACTS, Place, Subject as _},
    breaches::Due,
    caller::Caller,
    failure::Failure,
    form::Words,
    frame::{self, Frame},
    govuk::{Button, SummaryList, SummaryListCard, SummaryListCardTitle, SummaryListRow, Tag},
    language::filters,
    sign_in::values,
    when::stamp,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::breaches::{Pointer, PointerRelease};

#[derive(Template)]
#[template(path = "pointers/pointer.html")]
struct Page {
    frame: Frame,
    state: Tag,
    due: Option<Due>,
    explanation: String,
    acts: Vec<Button>,
    /// What others of the few can do, in words; empty if they can do no more.
    others: String,
    summary: SummaryList,
    /// The record that it became.
    breach: Option<String>,
    releases: Vec<SummaryList>,
}

/// Shows a pointer, or what was just done about it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let pointer = Pointer::load(&caller, &place).await?;
    let path = path(&pointer);
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &pointer.reference, &path);
    }
    let language = caller.language();
    let (own, others): (Vec<_>, Vec<_>) = POINTER_ACTS
        .iter()
        .filter(|act| pointer.possible_acts.iter().any(|name| name == act.rpc))
        .partition(|act| act.is_for(&caller));
    let deadline = pointer.deadline.as_ref();
    let page = Page {
        frame: Frame::of(&caller, pointer.reference.clone()),
        state: state_tag(pointer.state()),
        due: Due::at(language, deadline, pointer.deadline_state(), caller.now),
        explanation: deadline.map(|deadline| deadline.explanation.clone()).unwrap_or_default(),
        acts: own.into_iter().map(|act| button(&caller, &path, act)).collect(),
        others: in_other_roles(&caller, &others),
        summary: summary(&caller, &pointer),
        breach: pointer
            .breach
            .rsplit('/')
            .next()
            .filter(|id| !id.is_empty())
            .map(|id| format!("/breaches/{id}")),
        releases: pointer.releases.iter().map(|release| told(&caller, release)).collect(),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

fn button(caller: &Caller, path: &str, act: &Act) -> Button {
    Button {
        href: format!("{path}/{}", act.slug()),
        classes: "govuk-button--secondary".into(),
        ..Button::text(caller.language().say(&act.message()))
    }
}

/// What can be done by whoever has another role.
fn in_other_roles(caller: &Caller, acts: &[&'static Act]) -> String {
    if acts.is_empty() {
        return String::new();
    }
    let language = caller.language();
    let acts: Vec<_> = acts.iter().map(|act| language.say(&act.message())).collect();
    language.say_with("exchange-others", &[("it", acts.join("; ").into())])
}

/// What the pointer says.
fn summary(caller: &Caller, pointer: &Pointer) -> SummaryList {
    let (language, words) = (caller.language(), Words::from(caller));
    let informed = pointer.regulator_informed.as_ref();
    let rows = [
        ("pointer-reference", pointer.reference.clone()),
        ("pointer-controller", words.organisation(&pointer.controller)),
        ("pointer-reason", term("PointerReason", pointer.reason_code)),
        ("pointer-regime", term("LegalRegime", pointer.legal_regime)),
        ("pointer-serious", term("Answer", pointer.serious_interference)),
        ("pointer-aware", stamp(pointer.aware_at.as_ref())),
        ("pointer-contact", frame::role(language, &pointer.handling_contact_role)),
        ("pointer-informed", informed.map(|told| stamp(told.received_at.as_ref())).unwrap_or_default()),
        (
            "pointer-informed-how",
            informed.map(|told| term("NoticeChannel", told.channel)).unwrap_or_default(),
        ),
        ("pointer-informed-reference", informed.map(|told| told.reference.clone()).unwrap_or_default()),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let rows = rows.map(|(id, value)| SummaryListRow::new(language.say(id), value)).collect();
    SummaryList { rows, ..SummaryList::default() }
}

/// To whom it was released, and what the regulator decided since.
fn told(caller: &Caller, release: &PointerRelease) -> SummaryList {
    let (language, words) = (caller.language(), Words::from(caller));
    let decision = release.decision.as_ref();
    let rows = [
        ("pointer-release-person", release.person.clone()),
        ("pointer-release-at", stamp(release.at.as_ref())),
        ("pointer-decision", decision.map(|stub| term("DecisionTaken", stub.decision)).unwrap_or_default()),
        ("pointer-decided-at", decision.map(|stub| stamp(stub.decided_at.as_ref())).unwrap_or_default()),
        ("pointer-rationale", decision.map(|stub| stub.rationale_location.clone()).unwrap_or_default()),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let title = SummaryListCardTitle {
        text: words.organisation(&release.recipient).into(),
        heading_level: Some(3),
        ..SummaryListCardTitle::default()
    };
    SummaryList {
        rows: rows.map(|(id, value)| SummaryListRow::new(language.say(id), value)).collect(),
        card: Some(SummaryListCard { title: Some(title), ..SummaryListCard::default() }),
        ..SummaryList::default()
    }
}
