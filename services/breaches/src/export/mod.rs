//! What a department takes with it: its record in the order of the regulator's own form, so that it is typed once, and a
//! receipt of what it submitted.
//!
//! A `Document` is one list of answers, which `json` and `html` only write down: neither can say more than the other.

mod answer;
mod asks;
mod form;
mod html;
mod json;
mod submitted;

#[cfg(test)]
mod tests;

pub(crate) use answer::Document;
pub(crate) use asks::{ExportNotification, GetReceipt};
pub(crate) use submitted::Submitted;

use answer::{Answer, Part};
use chassis::{Directory, Error, clock};
use contracts::breaches::{self as pb, ExportFormat};

/// What an export calls itself. Another structure is another version.
const SCHEMA: &str = "concordat.notification-export/v1";

impl Document {
    /// The record as it stands, with what its case says of it, if it has one. The same record gives the same document.
    pub(crate) fn of(breach: &pb::Breach, submitted: Option<&Submitted>, directory: &Directory) -> Self {
        Self {
            schema: SCHEMA,
            name: breach.name.clone(),
            etag: breach.etag.clone(),
            title: breach.title.clone(),
            record: record(breach),
            parts: form::parts(breach, submitted, directory),
        }
    }

    /// The document as a file of this format.
    ///
    /// # Errors
    /// [`Error::Internal`] if the format is none: the contract does not let that through.
    pub(crate) fn file(&self, format: ExportFormat) -> Result<pb::ExportNotificationResponse, Error> {
        let (media_type, extension, content) = match format {
            ExportFormat::Json => ("application/json", "json", json::write(self)?),
            ExportFormat::Html => ("text/html; charset=utf-8", "html", html::write(self)?),
            ExportFormat::Unspecified => return Err(Error::internal("an export of no format")),
        };
        let id = self.name.rsplit('/').next().unwrap_or_default();
        let (media_type, file_name) = (media_type.to_owned(), format!("notification-{id}.{extension}"));
        Ok(pb::ExportNotificationResponse { media_type, file_name, content })
    }
}

/// Where the record stands and how it is handled, which every export carries.
fn record(breach: &pb::Breach) -> Vec<Answer> {
    let handling = breach.handling.clone().unwrap_or_default();
    vec![
        Answer::choice("handling.classification", "Classification", handling.classification().as_str_name()),
        Answer::texts("handling.descriptors", "Descriptors", &handling.descriptors),
        Answer::text("handling.instructions", "Handling instructions", &handling.instructions),
        Answer::flag("privileged", "Privileged in law", breach.privileged),
        Answer::choice("retentionClass", "Retention", breach.retention_class().as_str_name()),
        Answer::choice("state", "Where the record stands", breach.state().as_str_name()),
        Answer::time("updateTime", "Last changed", breach.update_time.and_then(clock::from_wire)),
    ]
}
