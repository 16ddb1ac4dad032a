//! A submission: what it says, how it differs from the one before, and the very bytes that were sealed.

use super::{
    Reader, changes,
    fields::{self, Part},
    term,
};
use crate::{
    acts::{Place, Subject, name},
    caller::{Caller, broken},
    failure::Failure,
    form::grouped,
    frame::{self, Frame},
    govuk::{Markup, SummaryList, SummaryListRow, Table},
    language::{Language, filters},
    when::{from_now, read, stamp},
};
use askama::{Template, filters::HtmlSafe};
use axum::{
    extract::Path,
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use contracts::{
    action::breaches::GetSubmission,
    breaches::{Case, FollowUpKind, GetSubmissionRequest, Submission, SubmissionContent},
};
use prost::Message as _;
use prost_reflect::DynamicMessage;
use std::fmt::Write as _;

/// The most digits of a submission's number.
const MOST_DIGITS: usize = 6;

#[derive(Template)]
#[template(path = "cases/submission.html")]
struct Page {
    frame: Frame,
    case: String,
    /// The breach's title.
    caption: String,
    submitted: String,
    /// Where the submission before is, and what the link says.
    before: Option<(String, String)>,
    /// What a follow-up does, and why.
    follow_up: SummaryList,
    /// What changed; none on the first.
    changes: Option<Table>,
    parts: Vec<(String, SummaryList)>,
    seal: SummaryList,
    /// Where the sealed bytes are, and what the link says.
    sealed: String,
    download: String,
}

/// What stands in letters of one width, such as a hash.
#[derive(Template)]
#[template(path = "cases/fixed.html")]
pub(crate) struct Fixed {
    pub(crate) text: String,
}

impl HtmlSafe for Fixed {}

/// Shows a submission.
pub(super) async fn page(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let (number, submission) = load(&caller, &place).await?;
    let content = submission.content.clone().ok_or(Failure::Broken)?;
    let reader = Reader::of(&caller);
    let case = Case::page(&place);
    let title = reader.say_with("submitted-title", &[("n", number.into())]);
    let before = (number > 1).then(|| {
        let say = reader.say_with("submitted-before", &[("n", (number - 1).into())]);
        (format!("{case}/submissions/{}", number - 1), say)
    });
    let size = size(reader.language, submission.sealed.len());
    let page = Page {
        frame: Frame::of(&caller, title),
        caption: content.title.clone(),
        submitted: submitted(&reader, &submission),
        before,
        follow_up: follow_up(&reader, &submission),
        changes: (number > 1).then(|| changes::table(&reader, &submission.changes)),
        parts: parts(&reader, &content)?,
        seal: seal(&reader, &submission),
        sealed: format!("{case}/submissions/{number}/sealed"),
        download: reader.say_with("submitted-download", &[("size", size.into())]),
        case,
    };
    Ok(frame::show(StatusCode::OK, reader.language, &page))
}

/// Hands out the sealed bytes as they are, to be kept.
pub(super) async fn sealed(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let (number, submission) = load(&caller, &place).await?;
    let case = place.get("case").map_or("", String::as_str);
    let file = format!("attachment; filename=\"submission-{number}-{case}.json\"");
    let headers = [(CONTENT_TYPE, "application/json".to_owned()), (CONTENT_DISPOSITION, file)];
    Ok((headers, submission.sealed).into_response())
}

/// Reads the submission at a path, and its number.
async fn load(caller: &Caller, place: &Place) -> Result<(u32, Submission), Failure> {
    let case = name::<GetSubmission>(caller, "cases", place)?;
    let number = number(place.get("number").map_or("", String::as_str)).ok_or(Failure::NotFound)?;
    let name = format!("{case}/submissions/{number}");
    let submission = caller.ask(GetSubmissionRequest { name }).await?.submission;
    Ok((number, submission.ok_or(Failure::Broken)?))
}

/// Reads a submission's number, which is written in one way only.
pub(crate) fn number(text: &str) -> Option<u32> {
    let plain = text.len() <= MOST_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| plain && *number > 0 && !text.starts_with('0'))
}

fn submitted(reader: &Reader<'_>, submission: &Submission) -> String {
    let when = read(submission.submitted_at.as_ref()).map(|at| from_now(reader.language, at, reader.now));
    let said =
        [("when", when.unwrap_or_default().into()), ("at", stamp(submission.submitted_at.as_ref()).into())];
    reader.say_with("submitted-at", &said)
}

/// What a follow-up does to what was submitted before, and why.
fn follow_up(reader: &Reader<'_>, submission: &Submission) -> SummaryList {
    let kind = (submission.follow_up_kind() != FollowUpKind::Unspecified)
        .then(|| ("submitted-kind", term("FollowUpKind", submission.follow_up_kind)));
    let reason = (!submission.reason.is_empty()).then(|| ("submitted-reason", submission.reason.clone()));
    let rows = kind.into_iter().chain(reason).map(|(id, text)| SummaryListRow::new(reader.say(id), text));
    SummaryList { rows: rows.collect(), ..SummaryList::default() }
}

fn parts(reader: &Reader<'_>, content: &SubmissionContent) -> Result<Vec<(String, SummaryList)>, Failure> {
    let message = fields::message().ok_or(Failure::Broken)?;
    let message = DynamicMessage::decode(message, content.encode_to_vec().as_slice())
        .map_err(|error| broken("a submission cannot be read", &error))?;
    let list = |Part { heading, rows }| (heading, SummaryList { rows, ..SummaryList::default() });
    Ok(fields::parts(reader, message).into_iter().map(list).collect())
}

fn seal(reader: &Reader<'_>, submission: &Submission) -> SummaryList {
    let seal = submission.seal.clone().unwrap_or_default();
    let row = |id: &str, text: String| SummaryListRow::new(reader.say(id), Markup::of(&Fixed { text }));
    let rows = vec![row("submitted-seal-type", seal.r#type), row("submitted-seal-hash", hex(&seal.hash))];
    SummaryList { rows, ..SummaryList::default() }
}

/// So many bytes, in words.
pub(crate) fn size(language: Language, bytes: usize) -> String {
    let said = grouped(i64::try_from(bytes).unwrap_or(i64::MAX));
    language.say_with("submitted-size", &[("n", bytes.into()), ("said", said.into())])
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
