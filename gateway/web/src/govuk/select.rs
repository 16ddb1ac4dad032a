//! One choice from a list that unfolds.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, ErrorMessage, FormGroup, Hint, Label};

/// Asks for one choice from a list that unfolds.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/select.html")]
pub struct Select {
    /// The control's id; its name if empty.
    pub id: String,
    /// The name the answer is sent under.
    pub name: String,
    /// The choices.
    pub items: Vec<SelectItem>,
    /// The value of the choice made before.
    pub value: String,
    /// Whether it cannot be answered.
    pub disabled: bool,
    /// The ids of elements that describe the control, beside its own hint and error message.
    pub described_by: String,
    /// The question.
    pub label: Label,
    /// What helps with the answer.
    pub hint: Option<Hint>,
    /// What is wrong with the answer.
    pub error_message: Option<ErrorMessage>,
    /// The element round the whole question.
    pub form_group: FormGroup,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Select {
    fn selects(&self, item: &SelectItem) -> bool {
        let value = item.value.as_ref().unwrap_or(&item.text);
        item.selected.unwrap_or(!self.value.is_empty() && *value == self.value)
    }
}

impl HtmlSafe for Select {}

/// Is a choice of a [`Select`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SelectItem {
    /// The value it is sent as; its text if none is given.
    pub value: Option<String>,
    /// What the choice says.
    pub text: String,
    /// Whether it is chosen; if none is given, the question's `value` tells.
    pub selected: Option<bool>,
    /// Whether it cannot be chosen.
    pub disabled: bool,
    /// Further attributes.
    pub attributes: Attributes,
}

impl SelectItem {
    /// Makes a choice of the value it is sent as and what it says.
    #[must_use]
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: Some(value.into()), text: text.into(), ..Self::default() }
    }
}
