//! What happened in a case, act by act, in words.

use super::{Reader, term};
use crate::{
    frame,
    govuk::{Content, Markup, SummaryList, SummaryListRow},
    link::link,
    when::{from_now, read, stamp},
};
use askama::{Template, filters::HtmlSafe};
use contracts::breaches::{
    AnswerContent, Case, CaseAct, FollowUpKind, InformationRequestContent, OutcomeContent,
    RemediationUpdateContent, Submission,
};
use prost_types::Timestamp as Time;

/// What one party did.
pub(super) struct Entry {
    /// The number of the act in the case.
    pub(super) number: i32,
    pub(super) title: String,
    /// Who did it, and in which role.
    pub(super) by: String,
    /// When, as from now and by the clock.
    pub(super) when: String,
    pub(super) at: String,
    pub(super) told: SummaryList,
    /// What is said where there is nothing to list.
    pub(super) note: String,
    /// Where more of it is, and what the link says.
    pub(super) link: Option<(String, String)>,
}

/// A text of several lines, as it was typed.
#[derive(Template)]
#[template(path = "form/text.html")]
struct Text<'a> {
    text: &'a str,
}

impl HtmlSafe for Text<'_> {}

/// What is said of one act.
#[derive(Default)]
struct Told {
    rows: Vec<SummaryListRow>,
    note: String,
    link: Option<(String, String)>,
}

/// What happened, the latest first. `latest` is the last submission, where it follows up on others.
pub(super) fn timeline(reader: &Reader<'_>, case: &Case, latest: Option<&Submission>) -> Vec<Entry> {
    case.acts.iter().rev().map(|act| Entry::of(reader, case, act, latest)).collect()
}

impl Entry {
    fn of(reader: &Reader<'_>, case: &Case, act: &CaseAct, latest: Option<&Submission>) -> Self {
        let at = read(act.at.as_ref()).unwrap_or(reader.now);
        let by = [
            ("organisation", reader.organisation(&act.organisation, at).into()),
            ("role", frame::role(reader.language, &act.role).into()),
        ];
        let (title, told) = match submission_number(act) {
            Some(number) => (
                reader.say_with("case-act-submission", &[("n", number.into())]),
                submission(reader, number, act, latest.filter(|latest| latest.name == act.submission)),
            ),
            None => (term("CaseActKind", act.kind), other(reader, case, act)),
        };
        Self {
            number: act.number,
            title,
            by: reader.say_with("case-act-by", &by),
            when: from_now(reader.language, at, reader.now),
            at: stamp(act.at.as_ref()),
            told: SummaryList {
                rows: told.rows,
                classes: "govuk-!-margin-bottom-2".into(),
                ..SummaryList::default()
            },
            note: told.note,
            link: told.link,
        }
    }
}

/// The number of the submission that an act is, if it is one.
pub(super) fn submission_number(act: &CaseAct) -> Option<u32> {
    act.submission.rsplit('/').next()?.parse().ok()
}

fn submission(reader: &Reader<'_>, number: u32, act: &CaseAct, latest: Option<&Submission>) -> Told {
    let words = Words(reader);
    let mut rows = Vec::new();
    if let Some(latest) = latest.filter(|latest| latest.follow_up_kind() != FollowUpKind::Unspecified) {
        rows.extend(words.row("case-act-kind", &term("FollowUpKind", latest.follow_up_kind)));
        rows.extend(words.row("case-act-reason", &latest.reason));
        let changed = reader.say_with("case-act-changed", &[("n", latest.changes.len().into())]);
        rows.extend(words.row("case-act-changes", &changed));
    }
    let note = match number {
        1 => reader.say("case-act-submission-first"),
        _ if rows.is_empty() => reader.say("case-act-submission-more"),
        _ => String::new(),
    };
    let path = act.submission.split_once("/cases/").map(|(_, path)| format!("/cases/{path}"));
    let read = reader.say_with("case-act-submission-read", &[("n", number.into())]);
    Told { rows, note, link: path.map(|path| (path, read)) }
}

fn other(reader: &Reader<'_>, case: &Case, act: &CaseAct) -> Told {
    let words = Words(reader);
    let mut rows = Vec::new();
    if let Some(content) = &act.acknowledgement {
        rows.extend(words.row("case-act-reference", &content.case_reference));
        rows.extend(words.row("case-act-contact-role", &content.contact_role));
        rows.extend(words.row("case-act-message", &content.message));
    }
    if let Some(content) = &act.information_request {
        words.request(case, act.number, content, &mut rows);
    }
    if let Some(content) = &act.answer {
        words.answer(case, content, &mut rows);
    }
    if let Some(content) = &act.outcome {
        words.outcome(content, &mut rows);
    }
    if let Some(content) = &act.closure {
        rows.extend(words.row("case-act-message", &content.message));
    }
    if let Some(content) = &act.order {
        rows.extend(words.row("case-act-letter", &content.letter));
        rows.extend(words.row("case-act-people-told-by", &stamp(content.due.as_ref())));
    }
    if let Some(content) = &act.remediation_update {
        words.remediation(content, &mut rows);
    }
    if let Some(content) = &act.ncsc_recommendation {
        rows.extend(words.row("case-act-reason", &content.reason));
    }
    let note = if rows.is_empty() { reader.say("case-act-nothing-said") } else { String::new() };
    Told { rows, note, link: None }
}

/// What is said of an act, line by line.
struct Words<'a>(&'a Reader<'a>);

impl Words<'_> {
    /// A line, if there is something to say.
    fn row(&self, key: &str, text: &str) -> Option<SummaryListRow> {
        line(self.0.say(key), text)
    }

    /// A line of several that are numbered from 1.
    fn numbered(&self, key: &str, at: usize, text: &str) -> Option<SummaryListRow> {
        line(self.0.say_with(key, &[("n", (at + 1).into())]), text)
    }

    fn request(
        &self,
        case: &Case,
        number: i32,
        content: &InformationRequestContent,
        rows: &mut Vec<SummaryListRow>,
    ) {
        let questions = content.questions.iter().enumerate();
        rows.extend(questions.filter_map(|(at, question)| self.numbered("case-act-question", at, question)));
        rows.extend(self.row("case-act-answer-due", &stamp(content.due.as_ref())));
        let answers = |act: &&CaseAct| act.answer.as_ref().is_some_and(|answer| answer.request == number);
        let answered: Content = match case.acts.iter().find(answers) {
            Some(act) => {
                let href = format!("#act-{}", act.number);
                link(stamp(act.at.as_ref()), href).into()
            }
            None => self.0.say("case-act-unanswered").into(),
        };
        rows.push(SummaryListRow::new(self.0.say("case-act-answered"), answered));
    }

    /// The answers, each beside its question.
    fn answer(&self, case: &Case, content: &AnswerContent, rows: &mut Vec<SummaryListRow>) {
        let request = case.acts.iter().find(|act| act.number == content.request);
        let request = request.and_then(|act| act.information_request.as_ref());
        let question =
            |at: usize| request.and_then(|request| request.questions.get(at)).map_or("", String::as_str);
        rows.extend(content.answers.iter().enumerate().filter_map(|(at, answer)| {
            let asked = [("n", (at + 1).into()), ("question", question(at).into())];
            line(self.0.say_with("case-act-question-answered", &asked), answer)
        }));
    }

    fn outcome(&self, content: &OutcomeContent, rows: &mut Vec<SummaryListRow>) {
        rows.extend(self.row("case-act-decision", &term("DecisionTaken", content.decision_taken)));
        rows.extend(self.row("case-act-rationale", &content.rationale_summary));
        rows.extend(content.recommendations.iter().enumerate().filter_map(|(at, one)| {
            let due =
                one.due.as_ref().map(|due| [("text", one.text.as_str().into()), ("due", day(due).into())]);
            let due = due.map(|due| self.0.say_with("case-act-recommendation-due", &due));
            self.numbered("case-act-recommendation", at, due.as_ref().unwrap_or(&one.text))
        }));
        rows.extend(self.row("case-act-letter", &content.letter));
    }

    fn remediation(&self, content: &RemediationUpdateContent, rows: &mut Vec<SummaryListRow>) {
        rows.extend(self.row("case-act-progress", &content.progress));
        rows.extend(content.actions.iter().enumerate().filter_map(|(at, action)| {
            let (due, original) = (action.due_at.as_ref().map(day), action.original_due_at.as_ref().map(day));
            let moved = original.is_some() && original != due;
            let told = [
                ("kind", term("ActionKind", action.kind).into()),
                ("state", term("ActionState", action.state).into()),
                ("due", due.unwrap_or_default().into()),
                ("original", original.unwrap_or_default().into()),
            ];
            let id = if moved { "case-act-action-moved" } else { "case-act-action-told" };
            self.numbered("case-act-action", at, &self.0.say_with(id, &told))
        }));
        rows.extend(self.row("case-act-next-update", &stamp(content.next_update_at.as_ref())));
    }
}

/// A line, if there is something to say.
fn line(key: String, text: &str) -> Option<SummaryListRow> {
    let said = || SummaryListRow::new(key, Markup::of(&Text { text }));
    (!text.is_empty()).then(said)
}

/// The day of a time, in words.
fn day(time: &Time) -> String {
    let day = read(Some(time)).map(chassis::deadline::london_day);
    day.map(|day| day.strftime("%-d %B %Y").to_string()).unwrap_or_default()
}
