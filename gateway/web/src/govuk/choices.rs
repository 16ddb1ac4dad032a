//! One choice, or several, from a list that is seen whole.

use askama::Template;
use askama::filters::HtmlSafe;

use super::field::{Grouped, id_or_name};
use super::{Attributes, Classes, Content, ErrorMessage, Fieldset, FormGroup, Hint, Label, Markup};

/// Asks for one choice.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/radios.html")]
pub struct Radios {
    /// The group of controls and its legend, which is the question.
    pub fieldset: Option<Fieldset>,
    /// What helps with the answer.
    pub hint: Option<Hint>,
    /// What is wrong with the answer.
    pub error_message: Option<ErrorMessage>,
    /// The element round the whole question.
    pub form_group: FormGroup,
    /// What the ids begin with; the name if empty. The first choice has it as its id.
    pub id_prefix: String,
    /// The name the answer is sent under.
    pub name: String,
    /// The choices.
    pub items: Vec<RadiosItem>,
    /// The value of the choice made before.
    pub value: String,
    /// Further classes, such as `govuk-radios--inline` or `govuk-radios--small`.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Grouped for Radios {
    fn key(&self) -> &str {
        id_or_name(&self.id_prefix, &self.name)
    }

    fn fieldset(&self) -> Option<&Fieldset> {
        self.fieldset.as_ref()
    }
}

impl Radios {
    fn checks(&self, item: &RadiosItem) -> bool {
        item.checked.unwrap_or(!self.value.is_empty() && item.value == self.value)
    }
}

impl HtmlSafe for Radios {}

/// Is a choice of [`Radios`], or a divider between choices.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct RadiosItem {
    /// What the choice says.
    pub text: Content,
    /// The control's id; made of the question's if empty.
    pub id: String,
    /// The value it is sent as.
    pub value: String,
    /// How the label looks.
    pub label: ItemLabel,
    /// What helps with the choice.
    pub hint: Option<Hint>,
    /// What stands between choices, such as "or"; then there is no choice.
    pub divider: String,
    /// Whether it is chosen; if none is given, the question's `value` tells.
    pub checked: Option<bool>,
    /// What is asked, further, of those who choose it.
    pub conditional: Option<Markup>,
    /// Whether it cannot be chosen.
    pub disabled: bool,
    /// Further attributes.
    pub attributes: Attributes,
}

impl RadiosItem {
    /// Makes a choice of the value it is sent as and what it says.
    #[must_use]
    pub fn new(value: impl Into<String>, text: impl Into<Content>) -> Self {
        Self { value: value.into(), text: text.into(), ..Self::default() }
    }

    /// Makes a divider between choices.
    #[must_use]
    pub fn divider(text: impl Into<String>) -> Self {
        Self { divider: text.into(), ..Self::default() }
    }

    fn label(&self, id: &str) -> Label {
        item_label("govuk-radios__label", &self.text, &self.label, id)
    }

    fn hint(&self, id: &str) -> Option<Hint> {
        item_hint("govuk-radios__hint", self.hint.as_ref(), id)
    }
}

/// Asks for any number of choices.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/checkboxes.html")]
pub struct Checkboxes {
    /// The ids of elements that describe the controls, beside their own hints and the error message.
    pub described_by: String,
    /// The group of controls and its legend, which is the question.
    pub fieldset: Option<Fieldset>,
    /// What helps with the answer.
    pub hint: Option<Hint>,
    /// What is wrong with the answer.
    pub error_message: Option<ErrorMessage>,
    /// The element round the whole question.
    pub form_group: FormGroup,
    /// What the ids begin with; the name if empty. The first choice has it as its id.
    pub id_prefix: String,
    /// The name the answers are sent under.
    pub name: String,
    /// The choices.
    pub items: Vec<CheckboxesItem>,
    /// The values of the choices made before.
    pub values: Vec<String>,
    /// Further classes, such as `govuk-checkboxes--small`.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Grouped for Checkboxes {
    fn key(&self) -> &str {
        id_or_name(&self.id_prefix, &self.name)
    }

    fn fieldset(&self) -> Option<&Fieldset> {
        self.fieldset.as_ref()
    }

    /// Gives what describes the question: a fieldset's own ids go before the question's.
    fn described_by(&self) -> &str {
        match &self.fieldset {
            Some(fieldset) if !fieldset.described_by.is_empty() => &fieldset.described_by,
            _ => &self.described_by,
        }
    }
}

impl Checkboxes {
    fn checks(&self, item: &CheckboxesItem) -> bool {
        item.checked.unwrap_or_else(|| self.values.contains(&item.value))
    }

    /// Gives what describes one control: without a fieldset to carry it, the question's hint and error message too.
    fn item_described_by(&self, question: &str, hint: Option<&Hint>) -> String {
        let question = if self.fieldset.is_some() { "" } else { question };
        let ids = [question, hint.map_or("", |hint| &hint.id)];
        ids.into_iter().filter(|ids| !ids.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl HtmlSafe for Checkboxes {}

/// Is a choice of [`Checkboxes`], or a divider between choices.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct CheckboxesItem {
    /// What the choice says.
    pub text: Content,
    /// The control's id; made of the question's if empty.
    pub id: String,
    /// The name it is sent under; the question's if empty.
    pub name: String,
    /// The value it is sent as.
    pub value: String,
    /// How the label looks.
    pub label: ItemLabel,
    /// What helps with the choice.
    pub hint: Option<Hint>,
    /// What stands between choices, such as "or"; then there is no choice.
    pub divider: String,
    /// Whether it is chosen; if none is given, the question's `values` tell.
    pub checked: Option<bool>,
    /// What is asked, further, of those who choose it.
    pub conditional: Option<Markup>,
    /// How it takes to the other choices.
    pub behaviour: Option<Behaviour>,
    /// Whether it cannot be chosen.
    pub disabled: bool,
    /// Further attributes.
    pub attributes: Attributes,
}

impl CheckboxesItem {
    /// Makes a choice of the value it is sent as and what it says.
    #[must_use]
    pub fn new(value: impl Into<String>, text: impl Into<Content>) -> Self {
        Self { value: value.into(), text: text.into(), ..Self::default() }
    }

    /// Makes a divider between choices.
    #[must_use]
    pub fn divider(text: impl Into<String>) -> Self {
        Self { divider: text.into(), ..Self::default() }
    }

    fn label(&self, id: &str) -> Label {
        item_label("govuk-checkboxes__label", &self.text, &self.label, id)
    }

    fn hint(&self, id: &str) -> Option<Hint> {
        item_hint("govuk-checkboxes__hint", self.hint.as_ref(), id)
    }
}

/// Is how a choice takes to the others of its question.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase"))]
pub enum Behaviour {
    /// With JavaScript, choosing it undoes the others: "none of these".
    Exclusive,
}

/// Is how the label of a choice looks.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct ItemLabel {
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Gives the id of a choice, counted from 1: the first has the question's, for an error summary to lead to.
fn item_id(given: &str, prefix: &str, index: usize) -> String {
    match (given, index) {
        ("", 1) => prefix.to_owned(),
        ("", _) => format!("{prefix}-{index}"),
        _ => given.to_owned(),
    }
}

fn item_label(class: &str, text: &Content, label: &ItemLabel, id: &str) -> Label {
    Label {
        text: text.clone(),
        r#for: id.to_owned(),
        classes: Classes::from(class).and(&label.classes),
        attributes: label.attributes.clone(),
        ..Label::default()
    }
}

fn item_hint(class: &str, hint: Option<&Hint>, id: &str) -> Option<Hint> {
    hint.map(|hint| Hint {
        id: format!("{id}-item-hint"),
        classes: Classes::from(class).and(&hint.classes),
        ..hint.clone()
    })
}
