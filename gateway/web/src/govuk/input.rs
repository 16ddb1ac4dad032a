//! A line of text to fill in.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content, ErrorMessage, FormGroup, Hint, Label};

/// Asks for a line of text.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/input.html")]
pub struct Input {
    /// The control's id; its name if empty.
    pub id: String,
    /// The name the answer is sent under.
    pub name: String,
    /// The type of input: "text" if empty.
    pub r#type: String,
    /// Which keyboard a telephone shows, such as "numeric".
    pub inputmode: String,
    /// The answer given before.
    pub value: Option<String>,
    /// Whether it cannot be filled in.
    pub disabled: bool,
    /// The ids of elements that describe the control, beside its own hint and error message.
    pub described_by: String,
    /// The question.
    pub label: Label,
    /// What helps with the answer.
    pub hint: Option<Hint>,
    /// What is wrong with the answer.
    pub error_message: Option<ErrorMessage>,
    /// What stands before the answer, such as "£".
    pub prefix: Option<Affix>,
    /// What stands after the answer, such as "hours".
    pub suffix: Option<Affix>,
    /// The element round the whole question.
    pub form_group: FormGroup,
    /// What the browser may fill in, such as "email".
    pub autocomplete: String,
    /// How the browser sets capitals, such as "none".
    pub autocapitalize: String,
    /// The regular expression an answer must match.
    pub pattern: String,
    /// Whether the browser checks the spelling; it decides if none is given.
    pub spellcheck: Option<bool>,
    /// The element round the control when there is a prefix or a suffix.
    pub input_wrapper: InputWrapper,
    /// Further classes, such as `govuk-input--width-10`.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl HtmlSafe for Input {}

/// Is what stands before or after an answer.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Affix {
    /// What it says.
    pub text: Content,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Affix {
    /// Makes a prefix or suffix of a text.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// Is the element round a control with its prefix and suffix.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct InputWrapper {
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}
