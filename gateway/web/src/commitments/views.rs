//! One view of a commitment in a period: one's own party's, drafted or issued, or a sealed copy of another party's, which anybody
//! reads if it was issued to everybody.

use super::{
    Offered, code, party, period_path, period_words, register_path, seal, sealed_file, subjects, term,
};
use crate::{
    acts::{ASSESSMENT_ACTS, DONE, Done, Place, Subject as _, id, there_is},
    caller::Caller,
    cases::size,
    failure::Failure,
    form::{Words, schema::dynamic, told_at},
    frame::{self, Frame},
    govuk::{Content, SummaryList},
    language::filters,
    link::link,
    sign_in::values,
    visitor::Visitor,
    when::stamp,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::{
    action::commitments::{GetReceivedAssessment, ListStandings},
    commitments::{Assessment, GetReceivedAssessmentRequest, ReceivedAssessment, ViewState},
};

#[derive(Template)]
#[template(path = "commitments/view.html")]
struct Page {
    frame: Frame,
    /// Where whoever has read it goes on.
    back: String,
    caption: String,
    offered: Option<Offered>,
    observation: bool,
    summary: SummaryList,
    said: SummaryList,
    /// What identifies it, if it was issued.
    seal: Option<SummaryList>,
    /// Where the sealed bytes are, and what the link says.
    sealed: Option<(String, String)>,
}

/// Shows one's own party's view, or what was just done about it.
pub(super) async fn own(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let view = Assessment::load(&caller, &place).await?;
    let path = Assessment::page(&place);
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, code(&view.period), &path);
    }
    let (words, language) = (Words::from(&caller), caller.language());
    let issued = view.state() == ViewState::Issued;
    let recipients = view.recipients.iter().map(|name| party(words, name)).collect::<Vec<_>>().join("; ");
    let rows = [
        ("evidence-commitment", link(code(&view.period), register_path(code(&view.period))).into()),
        ("evidence-period", link(period_words(language, &view.period), period_path(&view.period)).into()),
        ("state", term("ViewState", view.state).into()),
        ("view-changed", stamp(view.update_time.as_ref()).into()),
        ("view-issued-at", stamp(view.issue_time.as_ref()).into()),
        ("view-issued-by", role(words, &view.issued_by).into()),
        ("view-recipients", Content::from(recipients)),
    ];
    let page = Page {
        frame: Frame::of(&caller, language.say("view-own")),
        back: period_path(&view.period),
        caption: code(&view.period).to_owned(),
        offered: Some(Offered::of(&caller, &path, ASSESSMENT_ACTS, &view.possible_acts)),
        observation: view.observation,
        summary: super::list(language, rows),
        said: subjects::view(words, &view),
        seal: issued.then(|| seal(language, view.seal.as_ref())),
        sealed: None,
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// Shows another party's view, to whoever it was issued to.
pub(super) async fn received(visitor: Visitor, Path(place): Path<Place>) -> Result<Response, Failure> {
    let view = load(&visitor, &place).await?;
    let (words, language) = (visitor.words(), visitor.language());
    let whose = party(words, &view.assessor);
    let inside = visitor.caller().is_some_and(Caller::may::<ListStandings>);
    let register = register_path(code(&view.period));
    let period = period_words(language, &view.period);
    let back = if inside { period_path(&view.period) } else { register.clone() };
    let rows = [
        ("evidence-commitment", link(code(&view.period), register).into()),
        ("evidence-period", if inside { link(period, back.clone()).into() } else { Content::from(period) }),
        ("view-assessor", whose.clone().into()),
        ("view-issued-at", stamp(view.issue_time.as_ref()).into()),
        ("view-issued-by", role(words, &view.issued_by).into()),
    ];
    let told = |path| dynamic(&view).map(|message| told_at(words, "view", &message, path));
    let said = ["view", "rationale", "handling"].into_iter().filter_map(told).flatten();
    let size = size(language, view.sealed.len());
    let sealed = language.say_with("submitted-download", &[("size", size.into())]);
    let id = id(&place, "assessment")?;
    let page = Page {
        frame: visitor.frame(language.say_with("view-of", &[("it", whose.into())])),
        back,
        caption: code(&view.period).to_owned(),
        offered: None,
        observation: view.observation,
        summary: super::list(language, rows),
        said: SummaryList { rows: said.collect(), ..SummaryList::default() },
        seal: Some(seal(language, view.seal.as_ref())),
        sealed: Some((format!("/received-assessments/{id}/sealed"), sealed)),
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

/// Hands out its sealed bytes as they are, to be kept.
pub(super) async fn sealed(visitor: Visitor, Path(place): Path<Place>) -> Result<Response, Failure> {
    let view = load(&visitor, &place).await?;
    Ok(sealed_file(&format!("view-{}", id(&place, "assessment")?), view.sealed))
}

async fn load(visitor: &Visitor, place: &Place) -> Result<ReceivedAssessment, Failure> {
    let parent = visitor.parent::<GetReceivedAssessment>();
    let name = format!("{parent}/receivedAssessments/{}", id(place, "assessment")?);
    let answer = there_is(visitor.ask(GetReceivedAssessmentRequest { name }).await)?;
    answer.received_assessment.ok_or(Failure::Broken)
}

fn role(words: Words<'_>, code: &str) -> String {
    if code.is_empty() { String::new() } else { frame::role(words.language, code) }
}
