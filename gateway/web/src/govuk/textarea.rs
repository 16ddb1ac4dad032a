//! Several lines of text to fill in, with or without a count of them.

use askama::Template;
use askama::filters::HtmlSafe;

use super::field::id_or_name;
use super::{Attributes, Classes, Content, ErrorMessage, FormGroup, Hint, Label, Markup};

/// Asks for several lines of text.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/textarea.html")]
pub struct Textarea {
    /// The control's id; its name if empty.
    pub id: String,
    /// The name the answer is sent under.
    pub name: String,
    /// Whether the browser checks the spelling; it decides if none is given.
    pub spellcheck: Option<bool>,
    /// The height in lines; 5 if none is given.
    pub rows: Option<u16>,
    /// The answer given before.
    pub value: String,
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
    /// The element round the whole question.
    pub form_group: FormGroup,
    /// What stands beneath the control.
    pub after_input: Content,
    /// What the browser may fill in, such as "street-address".
    pub autocomplete: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl HtmlSafe for Textarea {}

/// Asks for several lines of text and says how much may be written; with JavaScript, how much is left.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/character_count.html")]
pub struct CharacterCount {
    /// The control's id; its name if empty.
    pub id: String,
    /// The name the answer is sent under.
    pub name: String,
    /// The height in lines; 5 if none is given.
    pub rows: Option<u16>,
    /// The answer given before.
    pub value: String,
    /// The most that may be written, in characters or what `count_type` says.
    pub maxlength: Option<u32>,
    /// The most words that may be written; goes before `maxlength`.
    pub maxwords: Option<u32>,
    /// What is counted.
    pub count_type: Option<CountType>,
    /// The percentage of the limit from which on the count is shown.
    pub threshold: Option<u8>,
    /// The question.
    pub label: Label,
    /// What helps with the answer.
    pub hint: Option<Hint>,
    /// What is wrong with the answer.
    pub error_message: Option<ErrorMessage>,
    /// The element round the whole question.
    pub form_group: FormGroup,
    /// Whether the browser checks the spelling; it decides if none is given.
    pub spellcheck: Option<bool>,
    /// The element that says how much may be written.
    pub count_message: CountMessage,
    /// What says how much may be written, with `%{count}` for the limit; in English if empty.
    pub textarea_description_text: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl CharacterCount {
    fn count_type(&self) -> Option<CountType> {
        self.count_type.or(self.maxwords.map(|_| CountType::Words))
    }

    fn limit(&self) -> Option<u32> {
        self.maxwords.or(self.maxlength)
    }

    fn description(&self) -> String {
        let Some(limit) = self.limit() else { return String::new() };
        let template = match (self.textarea_description_text.as_str(), self.count_type()) {
            ("", Some(CountType::Words)) => "You can enter up to %{count} words",
            ("", _) => "You can enter up to %{count} characters",
            (given, _) => given,
        };
        template.replace("%{count}", &limit.to_string())
    }

    /// Gives the attributes by which the JavaScript knows the limit.
    fn group_attributes(&self) -> Attributes {
        let description = (self.limit().is_none() && !self.textarea_description_text.is_empty())
            .then(|| self.textarea_description_text.clone());
        [
            ("data-module", Some("govuk-character-count".to_owned())),
            ("data-maxlength", self.maxlength.map(|limit| limit.to_string())),
            ("data-maxwords", self.maxwords.map(|limit| limit.to_string())),
            ("data-threshold", self.threshold.map(|threshold| threshold.to_string())),
            ("data-count-type", self.count_type().map(|counted| counted.name().to_owned())),
            ("data-i18n.textarea-description.other", description),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .chain(self.form_group.attributes.clone())
        .collect()
    }

    fn textarea(&self) -> Textarea {
        let id = id_or_name(&self.id, &self.name);
        let message = Hint {
            id: format!("{id}-info"),
            text: self.description().into(),
            classes: Classes::from("govuk-character-count__message").and(&self.count_message.classes),
            ..Hint::default()
        };
        Textarea {
            id: id.to_owned(),
            name: self.name.clone(),
            spellcheck: self.spellcheck,
            rows: self.rows,
            value: self.value.clone(),
            described_by: message.id.clone(),
            label: self.label.clone(),
            hint: self.hint.clone(),
            error_message: self.error_message.clone(),
            form_group: FormGroup {
                classes: Classes::from("govuk-character-count").and(&self.form_group.classes),
                attributes: self.group_attributes(),
            },
            after_input: Markup::of(&message).into(),
            classes: Classes::from("govuk-js-character-count").and(&self.classes),
            attributes: self.attributes.clone(),
            ..Textarea::default()
        }
    }
}

impl HtmlSafe for CharacterCount {}

/// Is what a character count counts.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase"))]
pub enum CountType {
    /// UTF-16 code units, as a browser measures length.
    Length,
    /// Characters as a reader sees them.
    Characters,
    /// Words.
    Words,
}

impl CountType {
    /// Gives the attribute's value.
    fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Characters => "characters",
            Self::Words => "words",
        }
    }
}

/// Is the element that says how much may be written.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct CountMessage {
    /// Further classes.
    pub classes: Classes,
}
