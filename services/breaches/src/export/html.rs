//! An export for people: one document that loads nothing and runs nothing. The template escapes whatever it shows.

use super::{Answer, Document};
use askama::Template;
use chassis::Error;

#[derive(Template)]
#[template(path = "notification.html")]
struct Page<'a> {
    document: &'a Document,
}

/// Writes a document as HTML.
///
/// # Errors
/// [`Error::Internal`] if it cannot be rendered.
pub(super) fn write(document: &Document) -> Result<Vec<u8>, Error> {
    Ok(Page { document }.render().map_err(Error::internal)?.into_bytes())
}

impl Page<'_> {
    /// What the page is called. One without a name is of no use to whoever cannot see it.
    fn heading(&self) -> &str {
        if self.document.title.is_empty() { "A breach without a title" } else { &self.document.title }
    }

    /// What stands above and below everything: the classification, and whether it is privileged.
    fn marks(&self) -> Vec<String> {
        let said = |answer: &Answer| answer.values.first().map(|known| known.text.clone());
        let of =
            |field: &str| self.document.record.iter().find(|answer| answer.field == field).and_then(said);
        let privileged = of("privileged").filter(|text| text == "Yes");
        let marks = [of("handling.classification"), privileged.map(|_| "Privileged in law".to_owned())];
        marks.into_iter().flatten().collect()
    }
}
