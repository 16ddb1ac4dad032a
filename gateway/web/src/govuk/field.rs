//! What stands around every question: its label or legend, hint, error message and group.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content, Markup};

/// Names a control.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/label.html")]
pub struct Label {
    /// What the label says; nothing is rendered if it is empty.
    pub text: Content,
    /// The id of the control; a question sets it itself.
    pub r#for: String,
    /// Whether the label is the page's heading.
    pub is_page_heading: bool,
    /// Further classes, such as `govuk-label--m`.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Label {
    /// Makes a label of a text.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Gives this label for the control with an id.
    pub(super) fn of(&self, id: &str) -> Self {
        Self { r#for: id.to_owned(), ..self.clone() }
    }
}

impl HtmlSafe for Label {}

/// Says what helps with an answer.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/hint.html")]
pub struct Hint {
    /// What the hint says.
    pub text: Content,
    /// The element's id; a question sets it itself.
    pub id: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Hint {
    /// Makes a hint of a text.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl HtmlSafe for Hint {}

/// Says what is wrong with an answer.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/error_message.html")]
pub struct ErrorMessage {
    /// What the message says.
    pub text: Content,
    /// The element's id; a question sets it itself.
    pub id: String,
    /// What is read out before the message: "Error" if none is given, nothing if it is empty.
    pub visually_hidden_text: Option<String>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl ErrorMessage {
    /// Makes an error message of a text.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Gives what is read out before the message.
    fn prefix(&self) -> &str {
        self.visually_hidden_text.as_deref().unwrap_or("Error")
    }
}

impl HtmlSafe for ErrorMessage {}

/// Is the element round a whole question.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct FormGroup {
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Groups the controls of one question under a legend.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Fieldset {
    /// The question.
    pub legend: Option<Legend>,
    /// The ids of elements that describe the group, beside the question's own hint and error message.
    pub described_by: String,
    /// The ARIA role, if not that of a fieldset; a date input sets it itself.
    pub role: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Fieldset {
    /// Makes a fieldset with a legend.
    #[must_use]
    pub fn legend(legend: Legend) -> Self {
        Self { legend: Some(legend), ..Self::default() }
    }
}

/// Names a group of controls.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/legend.html")]
pub struct Legend {
    /// What the legend says; nothing is rendered if it is empty.
    pub text: Content,
    /// Whether the legend is the page's heading.
    pub is_page_heading: bool,
    /// Further classes, such as `govuk-fieldset__legend--m`.
    pub classes: Classes,
}

impl Legend {
    /// Makes a legend of a text.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl HtmlSafe for Legend {}

/// Puts several questions under one legend, as for an address.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/fieldset.html")]
pub struct FieldsetGroup {
    /// The fieldset.
    pub fieldset: Fieldset,
    /// The questions.
    pub html: Markup,
}

impl HtmlSafe for FieldsetGroup {}

/// Is a question with several controls.
pub(super) trait Grouped {
    /// Gives what the ids of the question begin with.
    fn key(&self) -> &str;

    /// Gives the group of its controls.
    fn fieldset(&self) -> Option<&Fieldset>;

    /// Gives what describes the question beside its own hint and error message.
    fn described_by(&self) -> &str {
        self.fieldset().map_or("", |fieldset| &fieldset.described_by)
    }

    /// Gives the ARIA role of the group.
    fn role(&self) -> &str {
        self.fieldset().map_or("", |fieldset| &fieldset.role)
    }
}

/// Is a question's hint and error message with their ids, and the ids by which its controls are described.
pub(super) struct Aids {
    pub(super) hint: Option<Hint>,
    pub(super) error: Option<ErrorMessage>,
    pub(super) described_by: String,
}

impl Aids {
    /// Gives a question's hint and error message ids from the question's, and joins them to what describes it already.
    pub(super) fn new(
        id: &str,
        described_by: &str,
        hint: Option<&Hint>,
        error: Option<&ErrorMessage>,
    ) -> Self {
        let hint = hint.map(|hint| Hint { id: format!("{id}-hint"), ..hint.clone() });
        let error = error.map(|error| ErrorMessage { id: format!("{id}-error"), ..error.clone() });
        let own = [hint.as_ref().map(|hint| &*hint.id), error.as_ref().map(|error| &*error.id)];
        let ids: Vec<_> = Some(described_by)
            .into_iter()
            .chain(own.into_iter().flatten())
            .filter(|id| !id.is_empty())
            .collect();
        Self { described_by: ids.join(" "), hint, error }
    }
}

/// Gives a question's id, which is its name if no other is given.
pub(super) fn id_or_name<'a>(id: &'a str, name: &'a str) -> &'a str {
    if id.is_empty() { name } else { id }
}
