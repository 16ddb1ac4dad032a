//! Forms: described by the fields of a message of the contracts, in words of the catalogue. What is typed becomes that
//! message, a message what is typed, and a refusal of the service what is said beside a field.

pub(crate) mod moment;
mod read;
pub(crate) mod schema;
mod show;
mod told;

pub(crate) use read::{put, take};
pub(crate) use schema::{Field, Kind};
pub(crate) use told::{Words, grouped, told, told_at, told_sealed};

use crate::{
    failure::{Refused, Violation},
    govuk::{ErrorSummary, ErrorSummaryItem},
    language::Language,
    posted::Values,
};
use prost_reflect::MessageDescriptor;

/// A form, which fills a message.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// What its words are called by in the catalogue.
    pub(crate) id: String,
    pub(crate) message: MessageDescriptor,
    pub(crate) fields: Vec<Field>,
    /// What fields are called here, by their paths, where the catalogue cannot know.
    pub(crate) called: Vec<(String, String)>,
    /// Whether nothing must be given yet.
    pub(crate) draft: bool,
}

/// What is wrong with a field, or with the whole if it is of none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The field's path.
    pub(crate) path: String,
    pub(crate) text: String,
    /// Whether it is a warning that whoever typed it may answer: it looks like personal data.
    pub(crate) suspected: bool,
}

impl Form {
    /// What a field is asked as.
    pub(crate) fn question(&self, language: Language, field: &Field) -> String {
        if let Some((_, called)) = self.called.iter().find(|(path, _)| *path == field.path) {
            return called.clone();
        }
        self.word(language, &field.path, "").unwrap_or_else(|| field.path.clone())
    }

    /// What helps with a field.
    pub(crate) fn hint(&self, language: Language, field: &Field) -> Option<String> {
        self.word(language, &field.path, ".hint")
    }

    /// What a field is called where something is said of it.
    pub(crate) fn name(&self, language: Language, field: &Field) -> String {
        self.word(language, &field.path, ".name").unwrap_or_else(|| self.question(language, field))
    }

    /// What a field is called where it is told what it says: most specific first, its name before the question.
    fn told_as(&self, language: Language, field: &Field) -> String {
        if let Some((_, called)) = self.called.iter().find(|(path, _)| *path == field.path) {
            return called.clone();
        }
        let name = |id: &String| language.find(&format!("{id}.name"), &[]).or_else(|| language.find(id, &[]));
        self.keys(&field.path).iter().find_map(name).unwrap_or_else(|| field.path.clone())
    }

    /// The form's own word for a field, or what all forms say, or that for fields of its last name.
    fn word(&self, language: Language, path: &str, attribute: &str) -> Option<String> {
        self.keys(path).iter().find_map(|id| language.find(&format!("{id}{attribute}"), &[]))
    }

    /// What the catalogue may know a field by, the most specific first.
    fn keys(&self, path: &str) -> [String; 3] {
        let path = path.strip_prefix("breach.").unwrap_or(path);
        let plain: String =
            path.split('.').filter(|part| part.parse::<usize>().is_err()).collect::<Vec<_>>().join("-");
        let plain = plain.replace('_', "-");
        let last = path.rsplit('.').next().unwrap_or_default().replace('_', "-");
        [format!("{}-{plain}", self.id), format!("field-{plain}"), format!("field-{last}")]
    }

    /// Offers texts to choose among in a field, or in a column of rows, whose path is then without the row.
    pub(crate) fn offer(&mut self, path: &str, texts: Vec<(String, String)>) {
        if let Some(field) = found(&mut self.fields, path) {
            field.kind = Kind::Among(texts);
        }
    }

    /// Offers these values of a field's vocabulary, and no others.
    pub(crate) fn offer_values(&mut self, path: &str, values: &[&str]) {
        if let Some(field) = found(&mut self.fields, path) {
            field.offered = Some(values.iter().map(|value| (*value).to_owned()).collect());
        }
    }

    /// Does not ask a field.
    pub(crate) fn leave_out(&mut self, path: &str) {
        self.fields.retain(|field| field.path != path);
    }

    /// Does not ask who decided: whoever fills it in did.
    pub(crate) fn decided_by_the_caller(&mut self) {
        self.leave_out(DECIDED_BY);
    }

    /// Has whoever fills it in say who decided, where it asks.
    pub(crate) fn decided_by_another(&mut self) {
        for field in self.fields.iter_mut().filter(|field| field.path == DECIDED_BY) {
            field.required = true;
        }
    }

    /// Whether it takes texts of several lines, into which people write too much.
    pub(crate) fn takes_texts(&self) -> bool {
        let takes = |field: &Field| match &field.kind {
            Kind::Text => true,
            Kind::Rows(columns) => columns.iter().any(|column| matches!(column.kind, Kind::Text)),
            _ => false,
        };
        self.fields.iter().any(takes)
    }

    /// Every field, each row's at its place.
    pub(crate) fn placed(&self, values: &Values) -> Vec<Field> {
        let place = |field: &Field| match &field.kind {
            Kind::Rows(columns) => (0..rows(values, &field.path))
                .flat_map(|row| columns.iter().map(move |column| (row, column)))
                .map(|(row, column)| Field {
                    path: format!("{}.{row}.{}", field.path, column.path),
                    ..column.clone()
                })
                .collect(),
            _ => vec![field.clone()],
        };
        self.fields.iter().flat_map(place).collect()
    }

    /// What is wrong, at the top of the page, each leading to its field.
    pub(crate) fn summary(
        &self,
        language: Language,
        values: &Values,
        problems: &[Problem],
    ) -> Option<ErrorSummary> {
        let placed = self.placed(values);
        let control = |problem: &Problem| {
            let field = placed.iter().find(|field| field.path == problem.path)?;
            Some(match field.kind {
                _ if problem.suspected => format!("#{}-checked", id(&field.path)),
                Kind::Moment | Kind::Day | Kind::Date => format!("#{}-day", id(&field.path)),
                _ => format!("#{}", id(&field.path)),
            })
        };
        let items = problems.iter().map(|problem| ErrorSummaryItem {
            href: control(problem).unwrap_or_default(),
            text: problem.text.clone().into(),
            ..ErrorSummaryItem::default()
        });
        let title_text = language.say("problem-title").into();
        let summary = ErrorSummary { title_text, error_list: items.collect(), ..ErrorSummary::default() };
        (!problems.is_empty()).then_some(summary)
    }

    /// What a refusal says of the fields; what it says of none stands for the whole.
    pub(crate) fn problems(&self, language: Language, values: &Values, refused: &Refused) -> Vec<Problem> {
        let placed = self.placed(values);
        let at = |plain: &str| {
            let is = |field: &&Field| plain == field.path || plain.ends_with(&format!(".{}", field.path));
            placed.iter().find(is)
        };
        // An element of a list is asked for with the rest of the list.
        let own = |path: &str| {
            let plain = plain_path(path);
            at(&plain)
                .or_else(|| at(plain.trim_end_matches(|end: char| end.is_ascii_digit()).strip_suffix('.')?))
        };
        let decided = placed.iter().find(|field| field.path == DECIDED_BY);
        if let Some(Field { path, .. }) = decided.filter(|_| refused.reason == ACTING_ROLE) {
            let text = language.say("reason-acting-role.for-another");
            return vec![Problem { path: path.clone(), text, suspected: false }];
        }
        let id = format!("reason-{}", refused.reason.to_ascii_lowercase().replace('_', "-"));
        let own_words = language.find(&format!("{}-{id}", self.id), &[]);
        let by_field = !refused.fields.is_empty() && FIELD_BY_FIELD.contains(&refused.reason.as_str());
        if own_words.is_some() || !by_field {
            let field = refused.fields.iter().find_map(|violation| own(&violation.path));
            let text = own_words.or_else(|| language.find(&id, &[]));
            let text = text.unwrap_or_else(|| language.say("reason-other"));
            let path = field.map(|field| field.path.clone()).unwrap_or_default();
            return vec![Problem { path, text, suspected: false }];
        }
        let problem = |Violation { path, description }: &Violation| {
            let Some(field) = own(path) else {
                let plain = plain_path(path);
                let part = language.find(&format!("needed-{}", plain.replace(['.', '_'], "-")), &[]);
                let subject = part.or_else(|| self.word(language, &plain, ".name"));
                let subject = subject.unwrap_or_else(|| plain.replace(['_', '.'], " "));
                return Problem {
                    path: String::new(),
                    text: format!("{subject} {description}"),
                    suspected: false,
                };
            };
            let (name, path) = (self.name(language, field), field.path.clone());
            let suspected = refused.reason == SUSPECTED;
            let text = if suspected {
                language.say_with("problem-personal-data", &[("it", name.into())])
            } else if description.contains(PATTERN) {
                language.say_with("problem-pattern", &[("it", name.into())])
            } else {
                format!("{name} {description}")
            };
            Problem { path, text, suspected }
        };
        refused.fields.iter().map(problem).collect()
    }
}

/// The field at a path, or the column of rows.
fn found<'a>(fields: &'a mut [Field], path: &str) -> Option<&'a mut Field> {
    fields.iter_mut().find_map(|field| {
        if field.path == path {
            return Some(field);
        }
        let column = path.strip_prefix(field.path.as_str())?.strip_prefix('.')?;
        let Kind::Rows(columns) = &mut field.kind else { return None };
        columns.iter_mut().find(|own| own.path == column)
    })
}

/// The field that names the role of whoever decided what is done.
pub(crate) const DECIDED_BY: &str = "decision_maker_role";
/// The reason of a refusal to a role that may, but not this or not here.
const ACTING_ROLE: &str = "ACTING_ROLE";
/// The reason of a refusal that looks like personal data.
const SUSPECTED: &str = "PERSONAL_DATA_SUSPECTED";
/// The reasons that say field by field what is wrong; of any other the catalogue has a sentence.
const FIELD_BY_FIELD: [&str; 3] = ["FIELD_INVALID", SUSPECTED, "INCOMPLETE"];

/// What the rules of the contracts say of a text that is not written as it must be, before the pattern.
const PATTERN: &str = "regex pattern";

/// How many rows are shown: as many as there are values for, and at least one.
pub(crate) fn rows(values: &Values, path: &str) -> usize {
    let row = |name: &str| {
        let rest = name.strip_prefix(path)?.strip_prefix('.')?;
        rest.split('.').next()?.parse::<usize>().ok()
    };
    let last = values.iter().filter_map(|(name, _)| row(name)).max();
    last.map_or(1, |last| last.min(MOST_ROWS - 1) + 1)
}

/// The field that names those in which somebody has looked into what looks like personal data.
pub(crate) const CHECKED: &str = "personal_data_checked";

/// The most rows of a form, whatever a browser sends.
pub(crate) const MOST_ROWS: usize = 50;

/// The element that a field's first control has as its id.
pub(crate) fn id(path: &str) -> String {
    path.replace(['.', '_'], "-")
}

/// A path as the service writes it, in the form's own way: `questions[0].text` is `questions.0.text`.
fn plain_path(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}
