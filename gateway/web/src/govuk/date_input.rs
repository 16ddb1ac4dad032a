//! A date to fill in.

use askama::Template;
use askama::filters::HtmlSafe;

use super::field::Grouped;
use super::{Attributes, Classes, ErrorMessage, Fieldset, FormGroup, Hint, Input, Label};

/// Asks for a date that people know or can look up.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/date_input.html")]
pub struct DateInput {
    /// What the ids begin with: the parts have `{id}-{name}`.
    pub id: String,
    /// What the names of the parts begin with: they are sent as `{name_prefix}-{name}`.
    pub name_prefix: String,
    /// The day.
    pub day: DateInputItem,
    /// The month.
    pub month: DateInputItem,
    /// The year.
    pub year: DateInputItem,
    /// What helps with the answer, such as "For example, 27 3 2026".
    pub hint: Option<Hint>,
    /// What is wrong with the answer; every part is marked unless one has an `error` of its own.
    pub error_message: Option<ErrorMessage>,
    /// The element round the whole question.
    pub form_group: FormGroup,
    /// The group of controls and its legend, which is the question.
    pub fieldset: Option<Fieldset>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Is a part of a [`DateInput`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct DateInputItem {
    /// The control's id; made of the question's if empty.
    pub id: String,
    /// The name after the question's prefix: "day", "month" or "year" if empty.
    pub name: String,
    /// What the part is called; its name, with a capital, if empty.
    pub label: String,
    /// The answer given before.
    pub value: Option<String>,
    /// What the browser may fill in, such as "bday-day".
    pub autocomplete: String,
    /// Which keyboard a telephone shows: "numeric" if empty.
    pub inputmode: String,
    /// The regular expression an answer must match.
    pub pattern: String,
    /// Whether this part is wrong.
    pub error: Option<bool>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

const ERROR: &str = "govuk-input--error";
const WIDTH: &str = "govuk-input--width-";

impl DateInputItem {
    /// Makes a part of the answer given before.
    #[must_use]
    pub fn value(value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..Self::default() }
    }

    fn is_wrong(&self) -> bool {
        self.error == Some(true) || self.classes.have(ERROR)
    }

    /// Gives the classes of the part's control, of which the error's and the width's are only given once.
    fn input_classes(&self, marked: bool, width: &str) -> Classes {
        let mut classes = Classes::from("govuk-date-input__input");
        if marked && !self.classes.have(ERROR) {
            classes = classes.and(&ERROR.into());
        }
        if !self.classes.have(WIDTH) {
            classes = classes.and(&format!("{WIDTH}{width}").into());
        }
        classes.and(&self.classes)
    }
}

impl Grouped for DateInput {
    fn key(&self) -> &str {
        &self.id
    }

    fn fieldset(&self) -> Option<&Fieldset> {
        self.fieldset.as_ref()
    }

    /// Gives the role by which a screen reader tells the hint of a fieldset of text inputs.
    fn role(&self) -> &'static str {
        "group"
    }
}

impl DateInput {
    /// Gives the controls of the parts.
    fn inputs(&self) -> [Input; 3] {
        let parts = [(&self.day, "day", "2"), (&self.month, "month", "2"), (&self.year, "year", "4")];
        let all_are_wrong = self.error_message.is_some() && !parts.iter().any(|(part, ..)| part.is_wrong());
        parts.map(|(part, name, width)| {
            let marked = part.is_wrong() || (all_are_wrong && part.error.is_none());
            Input { classes: part.input_classes(marked, width), ..self.input(part, name) }
        })
    }

    fn input(&self, part: &DateInputItem, default_name: &str) -> Input {
        let name = or(&part.name, default_name);
        let label = if part.label.is_empty() { capitalised(name) } else { part.label.clone() };
        Input {
            id: or(&part.id, &format!("{}-{name}", self.id)).to_owned(),
            name: if self.name_prefix.is_empty() {
                name.to_owned()
            } else {
                format!("{}-{name}", self.name_prefix)
            },
            value: part.value.clone(),
            label: Label { classes: "govuk-date-input__label".into(), ..Label::text(label) },
            inputmode: or(&part.inputmode, "numeric").to_owned(),
            autocomplete: part.autocomplete.clone(),
            pattern: part.pattern.clone(),
            attributes: part.attributes.clone(),
            ..Input::default()
        }
    }
}

impl HtmlSafe for DateInput {}

fn or<'a>(given: &'a str, default: &'a str) -> &'a str {
    if given.is_empty() { default } else { given }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
        .unwrap_or_default()
}
