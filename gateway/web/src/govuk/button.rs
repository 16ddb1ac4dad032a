//! Buttons.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content};

/// Sends a form, or, with `href`, is a link that looks like a button.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/button.html")]
pub struct Button {
    /// What the button says.
    pub text: Content,
    /// Where it leads; empty for a real button.
    pub href: String,
    /// What a real button does.
    pub r#type: ButtonType,
    /// The name it is sent under.
    pub name: String,
    /// The value it is sent with.
    pub value: String,
    /// Whether it cannot be pressed.
    pub disabled: bool,
    /// Whether a second press within a second is ignored (with JavaScript only).
    pub prevent_double_click: Option<bool>,
    /// Whether it starts a service, with an arrow.
    pub is_start_button: bool,
    /// The element's id.
    pub id: String,
    /// Further classes, such as `govuk-button--secondary` or `govuk-button--warning`.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Button {
    /// Makes a button that sends its form.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl HtmlSafe for Button {}

/// Is what a button does when it is pressed.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase"))]
pub enum ButtonType {
    /// Sends its form.
    #[default]
    Submit,
    /// Does nothing by itself.
    Button,
    /// Puts back the form's first values.
    Reset,
}

impl ButtonType {
    /// Gives the attribute's value.
    fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Button => "button",
            Self::Reset => "reset",
        }
    }
}
