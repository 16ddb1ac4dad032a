//! What a department takes away of a notification: a receipt, and the regulator's own form filled in.

use crate::{
    acts::{Place, Subject as _, name},
    caller::Caller,
    failure::Failure,
    form::schema::label,
    frame::{self, Frame},
    govuk::{SummaryList, SummaryListCard, SummaryListCardTitle, SummaryListRow},
    language::filters,
    when,
};
use askama::Template;
use axum::{
    extract::Path,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use contracts::{
    action::breaches::{ExportNotification, GetReceipt},
    breaches::{Breach, ExportFormat, ExportNotificationRequest, GetReceiptRequest, ReceivedSubmission},
};
use std::fmt::Write as _;

const CHANNELS: &str = "concordat.breaches.v1.NoticeChannel";
const DEADLINES: &str = "concordat.time.v1.DeadlineState";

#[derive(Template)]
#[template(path = "breaches/receipt.html")]
struct Receipt {
    frame: Frame,
    summary: SummaryList,
    submissions: Vec<SummaryList>,
    back: String,
}

/// Shows what the regulator was sent, when, how, and by which hash each copy is known.
pub(crate) async fn receipt(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let language = caller.language();
    let name = name::<GetReceipt>(&caller, "breaches", &place)?;
    let receipt = caller.ask(GetReceiptRequest { name }).await?.receipt.ok_or(Failure::Broken)?;
    let row = |key: &str, value: String| SummaryListRow::new(language.say(key), value);
    let mut rows = Vec::new();
    if !receipt.case_reference.is_empty() {
        rows.push(row("receipt-reference", receipt.case_reference.clone()));
    }
    rows.push(row("receipt-deadline", label(DEADLINES, receipt.deadline_state)));
    if let Some(deadline) = &receipt.deadline {
        rows.push(row("receipt-explanation", deadline.explanation.clone()));
    }
    let submission = |sent: &ReceivedSubmission| {
        let notice = sent.notice.clone().unwrap_or_default();
        let seal = sent.seal.clone().unwrap_or_default();
        let mut rows = vec![
            row("receipt-submitted", when::stamp(sent.submitted_at.as_ref())),
            row("receipt-notice", label(CHANNELS, notice.channel)),
        ];
        if !notice.reference.is_empty() {
            rows.push(row("receipt-notice-reference", notice.reference.clone()));
        }
        rows.push(row("receipt-received", when::stamp(notice.received_at.as_ref())));
        rows.push(row("receipt-hash", hex(&seal.hash)));
        let title = language.say_with("receipt-submission", &[("n", sent.number.into())]);
        let title = SummaryListCardTitle { text: title.into(), ..SummaryListCardTitle::default() };
        let card = SummaryListCard { title: Some(title), ..SummaryListCard::default() };
        SummaryList { rows, card: Some(card), ..SummaryList::default() }
    };
    let page = Receipt {
        frame: Frame::of(&caller, language.say("receipt-title")),
        submissions: receipt.submissions.iter().map(submission).collect(),
        summary: SummaryList { rows, ..SummaryList::default() },
        back: Breach::page(&place),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

pub(crate) async fn as_json(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    export(&caller, &place, ExportFormat::Json).await
}

pub(crate) async fn as_html(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    export(&caller, &place, ExportFormat::Html).await
}

/// Hands out the file that the service wrote.
async fn export(caller: &Caller, place: &Place, format: ExportFormat) -> Result<Response, Failure> {
    let name = name::<ExportNotification>(caller, "breaches", place)?;
    let file = caller.ask(ExportNotificationRequest { name, format: format.into() }).await?;
    let kind = HeaderValue::try_from(file.media_type).map_err(|_| Failure::Broken)?;
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{}\"", file.file_name));
    let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition.map_err(|_| Failure::Broken)?)];
    Ok((headers, file.content).into_response())
}

/// Bytes as people compare them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
