//! A form as controls.

use super::{CHECKED, Field, Form, Kind, MOST_ROWS, Problem, id, rows};
use crate::{
    frame,
    govuk::{
        Button, CharacterCount, Checkboxes, CheckboxesItem, DateInput, DateInputItem, ErrorMessage, Fieldset,
        Hint, Input, Label, Legend, Markup, Radios, RadiosItem, Select, SelectItem,
    },
    language::Language,
    posted::Values,
};
use askama::Template;

/// The most choices that are shown side by side; more unfold.
const SIDE_BY_SIDE: usize = 8;

/// One or several controls, with what belongs to them.
#[derive(Template)]
#[template(path = "form/controls.html")]
struct Controls {
    /// The heading of a row.
    heading: String,
    parts: Vec<Markup>,
    /// Values that are sent along unseen.
    hidden: Vec<(String, String)>,
}

impl askama::filters::HtmlSafe for Controls {}

/// The name of a time's control, which says for those who hear it only what the time is of.
#[derive(Template)]
#[template(path = "form/time.html")]
struct Time {
    text: String,
    question: String,
}

impl askama::filters::HtmlSafe for Time {}

/// What a field is shown with.
struct Asked<'a> {
    field: &'a Field,
    question: String,
    hint: Option<Hint>,
    error: Option<ErrorMessage>,
    value: String,
}

impl Form {
    /// Shows the form's controls, with what was typed and what is wrong with it.
    pub(crate) fn show(&self, language: Language, values: &Values, problems: &[Problem]) -> Vec<Markup> {
        self.fields.iter().map(|field| self.show_field(language, field, values, problems)).collect()
    }

    fn show_field(&self, language: Language, field: &Field, values: &Values, problems: &[Problem]) -> Markup {
        match &field.kind {
            Kind::Rows(columns) => self.show_rows(language, field, columns, values, problems),
            _ => self.show_one(language, field, None, values, problems),
        }
    }

    fn show_rows(
        &self,
        language: Language,
        field: &Field,
        columns: &[Field],
        values: &Values,
        problems: &[Problem],
    ) -> Markup {
        let count = rows(values, &field.path);
        let several = columns.len() > 1;
        // What the record asks for, such as an answer to each question, has its rows and no more.
        let fixed = self.is_fixed(&field.path);
        let mut parts = Vec::new();
        for row in 0..count {
            let fields = columns.iter().map(|column| Field {
                path: format!("{}.{row}.{}", field.path, column.path),
                ..column.clone()
            });
            let number = (!several && !fixed).then_some(row + 1);
            let shown = |field: Field| self.show_one(language, &field, number, values, problems);
            let fields: Vec<_> = fields.map(shown).collect();
            let heading = if several {
                format!("{} {}", self.question(language, field), row + 1)
            } else {
                String::new()
            };
            parts.push(Markup::of(&Controls { heading, parts: fields, hidden: Vec::new() }));
        }
        if !fixed && count < field.most.unwrap_or(MOST_ROWS).min(MOST_ROWS) {
            let another = Button {
                name: "step".into(),
                value: format!("add:{}", field.path),
                classes: "govuk-button--secondary".into(),
                ..Button::text(language.say("add-another"))
            };
            parts.push(Markup::of(&another));
        }
        Markup::of(&Controls { heading: String::new(), parts, hidden: Vec::new() })
    }

    fn show_one(
        &self,
        language: Language,
        field: &Field,
        number: Option<usize>,
        values: &Values,
        problems: &[Problem],
    ) -> Markup {
        let own: Vec<_> = problems.iter().filter(|problem| problem.path == field.path).collect();
        let error = (!own.is_empty()).then(|| {
            ErrorMessage::text(own.iter().map(|problem| problem.text.as_str()).collect::<Vec<_>>().join(". "))
        });
        let optional = !self.draft && !field.required && !matches!(field.kind, Kind::Flag);
        let question = self.question(language, field);
        let question = number.map_or(question.clone(), |number| format!("{question} {number}"));
        let question = if optional { format!("{question} {}", language.say("optional")) } else { question };
        let hint = self.hint(language, field).map(Hint::text);
        let asked = Asked { field, question, hint, error, value: values.get(&field.path).to_owned() };
        let control = asked.control(language, values);
        let exact = format!("{}-exact", field.path);
        let mut parts = vec![control];
        let checked = values.all(CHECKED).any(|path| path == field.path);
        if checked || own.iter().any(|problem| problem.suspected) {
            parts.push(Markup::of(&looked_into(language, field, checked)));
        }
        let hidden = Some(values.get(&exact)).filter(|value| !value.is_empty());
        let hidden = hidden.map(|value| (exact.clone(), value.to_owned())).into_iter().collect();
        Markup::of(&Controls { heading: String::new(), parts, hidden })
    }
}

/// Asks whether somebody has looked into what looks like personal data.
fn looked_into(language: Language, field: &Field, checked: bool) -> Checkboxes {
    let item = CheckboxesItem {
        checked: Some(checked),
        ..CheckboxesItem::new(field.path.clone(), language.say("personal-data-checked"))
    };
    Checkboxes {
        name: CHECKED.into(),
        id_prefix: format!("{}-checked", id(&field.path)),
        items: vec![item],
        ..Checkboxes::default()
    }
}

impl Asked<'_> {
    fn control(self, language: Language, values: &Values) -> Markup {
        let field = self.field;
        match &field.kind {
            Kind::Line | Kind::Email | Kind::Number | Kind::Numbers => Markup::of(&self.line()),
            Kind::Text | Kind::Lines | Kind::Rows(_) => Markup::of(&self.counted(language)),
            Kind::Flag => Markup::of(&self.flag()),
            Kind::Role(codes) => {
                let roles = codes.iter().map(|code| (code.clone(), frame::role(language, code)));
                Markup::of(&self.radios(language, roles.collect()))
            }
            Kind::Among(texts) => self.choice(language, texts.clone()),
            Kind::Several(texts) => {
                let chosen = values.all(&field.path).map(str::to_owned).collect();
                Markup::of(&self.checkboxes(texts.clone(), chosen))
            }
            Kind::One(vocabulary) => self.choice(language, field.offered_of(vocabulary)),
            Kind::Many(vocabulary) => {
                let terms = field.offered_of(vocabulary);
                let chosen = values.all(&field.path).map(str::to_owned).collect();
                Markup::of(&self.checkboxes(terms, chosen))
            }
            Kind::Moment | Kind::Day | Kind::Date => self.moment(language, values),
        }
    }

    fn label(&self) -> Label {
        Label { classes: "govuk-label--s".into(), ..Label::text(self.question.clone()) }
    }

    fn fieldset(&self) -> Fieldset {
        Fieldset::legend(Legend {
            classes: "govuk-fieldset__legend--s".into(),
            ..Legend::text(self.question.clone())
        })
    }

    fn line(self) -> Input {
        let (kind, inputmode, classes) = match self.field.kind {
            Kind::Email => ("email", "", ""),
            Kind::Number => ("text", "numeric", "govuk-input--width-10"),
            _ => ("text", "", ""),
        };
        Input {
            id: id(&self.field.path),
            name: self.field.path.clone(),
            r#type: kind.into(),
            inputmode: inputmode.into(),
            classes: classes.into(),
            spellcheck: matches!(self.field.kind, Kind::Email).then_some(false),
            label: self.label(),
            value: Some(self.value),
            hint: self.hint,
            error_message: self.error,
            ..Input::default()
        }
    }

    fn counted(self, language: Language) -> CharacterCount {
        CharacterCount {
            id: id(&self.field.path),
            name: self.field.path.clone(),
            maxlength: self
                .field
                .most
                .filter(|_| !matches!(self.field.kind, Kind::Lines))
                .and_then(|most| u32::try_from(most).ok()),
            threshold: Some(75),
            textarea_description_text: language.say("characters-at-most"),
            label: self.label(),
            value: self.value,
            hint: self.hint,
            error_message: self.error,
            ..CharacterCount::default()
        }
    }

    fn flag(self) -> Checkboxes {
        let item = CheckboxesItem { hint: self.hint, ..CheckboxesItem::new("true", self.question.clone()) };
        Checkboxes {
            name: self.field.path.clone(),
            id_prefix: id(&self.field.path),
            items: vec![item],
            values: vec![self.value],
            error_message: self.error,
            ..Checkboxes::default()
        }
    }

    /// One choice, seen whole if that is not much to see.
    fn choice(self, language: Language, terms: Vec<(String, String)>) -> Markup {
        if terms.len() <= SIDE_BY_SIDE {
            Markup::of(&self.radios(language, terms))
        } else {
            Markup::of(&self.select(language, terms))
        }
    }

    fn radios(self, language: Language, terms: Vec<(String, String)>) -> Radios {
        let item = |(value, text): (String, String)| {
            // What follows from a choice, where its words do not say so.
            let follows = format!("choice-{}", value.to_ascii_lowercase().replace('_', "-"));
            let hint = language.find(&follows, &[]).map(Hint::text);
            RadiosItem { hint, ..RadiosItem::new(value, text) }
        };
        Radios {
            name: self.field.path.clone(),
            id_prefix: id(&self.field.path),
            fieldset: Some(self.fieldset()),
            items: terms.into_iter().map(item).collect(),
            value: self.value,
            hint: self.hint,
            error_message: self.error,
            ..Radios::default()
        }
    }

    fn select(self, language: Language, terms: Vec<(String, String)>) -> Select {
        let none = SelectItem::new("", language.say("choose"));
        let items = terms.into_iter().map(|(value, text)| SelectItem::new(value, text));
        Select {
            id: id(&self.field.path),
            name: self.field.path.clone(),
            items: std::iter::once(none).chain(items).collect(),
            label: self.label(),
            value: self.value,
            hint: self.hint,
            error_message: self.error,
            ..Select::default()
        }
    }

    fn checkboxes(self, terms: Vec<(String, String)>, chosen: Vec<String>) -> Checkboxes {
        Checkboxes {
            name: self.field.path.clone(),
            id_prefix: id(&self.field.path),
            fieldset: Some(self.fieldset()),
            items: terms.into_iter().map(|(value, text)| CheckboxesItem::new(value, text)).collect(),
            values: chosen,
            hint: self.hint,
            error_message: self.error,
            ..Checkboxes::default()
        }
    }

    fn moment(self, language: Language, values: &Values) -> Markup {
        let path = &self.field.path;
        let part = |name: &str, width: &'static str| DateInputItem {
            name: name.into(),
            label: language.say(&format!("date-{name}")),
            value: Some(values.get(&format!("{path}-{name}")).to_owned()),
            classes: width.into(),
            ..DateInputItem::default()
        };
        let hint = self.hint.clone().unwrap_or_else(|| Hint::text(language.say("date-hint")));
        let date = DateInput {
            id: id(path),
            name_prefix: path.clone(),
            day: part("day", "govuk-input--width-2"),
            month: part("month", "govuk-input--width-2"),
            year: part("year", "govuk-input--width-4"),
            hint: Some(hint),
            fieldset: Some(self.fieldset()),
            error_message: self.error.clone(),
            ..DateInput::default()
        };
        let mut parts = vec![Markup::of(&date)];
        if matches!(self.field.kind, Kind::Moment) {
            let name = format!("{path}-time");
            let time = Input {
                id: id(&name),
                label: Label::text(Markup::of(&Time {
                    text: language.say("date-time"),
                    question: self.question.clone(),
                })),
                hint: Some(Hint::text(language.say("time-hint"))),
                value: Some(values.get(&name).to_owned()),
                name,
                classes: "govuk-input--width-5".into(),
                ..Input::default()
            };
            parts.push(Markup::of(&time));
        }
        Markup::of(&Controls { heading: String::new(), parts, hidden: Vec::new() })
    }
}
