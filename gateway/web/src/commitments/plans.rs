//! What one's own party plans so that commitments are kept: all of it, due next first, and one with its milestones and every time
//! that it was put off.

use super::{Offered, at, code, list as lines, register_path, term};
use crate::{
    acts::{DONE, Done, Head, PLAN_ACTS, Place, Subject, name},
    caller::Caller,
    exchanges::{Reader, address, checkboxes, chosen, page_of, pages},
    failure::Failure,
    form::Words,
    frame::{self, Frame, role},
    govuk::{Cell, Checkboxes, Label, Pagination, Select, SelectItem, SummaryList, Table, Tag},
    language::{Language, filters},
    link::link,
    posted::Values,
    sign_in::values,
    when::{day, stamp},
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::{
    action::commitments::GetPlan,
    commitments::{
        GetPlanRequest, ListPlansRequest, ListStandingsRequest, Milestone, Plan, PlanProgress,
        PlanRescheduling,
    },
};
use std::collections::BTreeMap;

/// The names of the filters in the address.
const PROGRESS: &str = "progress";
const OF: &str = "of";
const PROGRESSES: &str = "concordat.commitments.v1.PlanProgress";

#[derive(Template)]
#[template(path = "commitments/plans.html")]
struct List {
    frame: Frame,
    lines: Vec<Line>,
    none: String,
    narrowed: bool,
    pages: Option<Pagination>,
    of: Select,
    progress: Checkboxes,
}

/// What is planned, in a list.
struct Line {
    href: String,
    what: String,
    progress: Tag,
    /// Whether it is overdue or has slipped, in words; empty if neither.
    late: String,
    due: String,
    /// For which commitment, and who does it.
    of: String,
    /// How many of its milestones were reached; empty if it has none.
    milestones: String,
}

#[derive(Template)]
#[template(path = "commitments/plan.html")]
struct Page {
    frame: Frame,
    progress: Tag,
    late: String,
    offered: Offered,
    summary: SummaryList,
    milestones: Option<Table>,
    reschedulings: Option<Table>,
}

/// Which plans are listed; all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    /// The code of a commitment.
    of: String,
    progress: Vec<PlanProgress>,
}

impl Asked {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    fn read(values: &Values, codes: &BTreeMap<String, String>) -> Self {
        let of = Some(values.get(OF).to_owned()).filter(|of| codes.contains_key(of)).unwrap_or_default();
        let progress = chosen(values, PROGRESS, PROGRESSES).filter_map(PlanProgress::from_str_name);
        Self { of, progress: progress.collect() }
    }

    /// What the service is asked.
    fn request(&self, parent: String, page_token: String) -> ListPlansRequest {
        let commitment = if self.of.is_empty() { String::new() } else { format!("commitments/{}", self.of) };
        let progress = self.progress.iter().map(|one| (*one).into()).collect();
        ListPlansRequest { parent, page_token, commitment, progress, ..ListPlansRequest::default() }
    }

    /// The address of the list, or of what of it begins at `page`.
    fn address(&self, page: &str) -> String {
        let of = Some((OF, self.of.as_str())).filter(|(_, of)| !of.is_empty());
        let progress = self.progress.iter().map(|one| (PROGRESS, one.as_str_name()));
        address("/plans", None, page, of.into_iter().chain(progress))
    }
}

/// Lists it.
pub(super) async fn list(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (reader, values, language) = (Reader::of(&caller), values(query), caller.language());
    let codes = kept(&caller).await?;
    let asked = Asked::read(&values, &codes);
    let begins = page_of(&values);
    let listed = match caller.ask(asked.request(caller.parent(), begins.to_owned())).await {
        // The place is none that this caller was shown for these filters.
        Err(Failure::Refused(_)) if !begins.is_empty() => {
            return Ok(Redirect::to(&asked.address("")).into_response());
        }
        listed => listed?,
    };
    let narrowed = asked != Asked::default();
    let none = if narrowed || !begins.is_empty() { "plans-none-match" } else { "plans-none" };
    let progress = asked.progress.iter().map(|one| one.as_str_name().to_owned()).collect();
    let page = List {
        frame: Frame::of(&caller, reader.say("plans-title")),
        lines: listed.plans.iter().map(|plan| Line::of(language, plan)).collect(),
        none: reader.say(none),
        narrowed,
        pages: pages(&reader, begins, &listed.next_page_token, |page| asked.address(page)),
        of: commitments(language, &codes, &asked.of),
        progress: checkboxes(&reader, PROGRESS, PROGRESSES, progress),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// The commitments that one's own party keeps: their titles, by their codes.
async fn kept(caller: &Caller) -> Result<BTreeMap<String, String>, Failure> {
    let request = ListStandingsRequest { parent: caller.parent(), ..ListStandingsRequest::default() };
    let standings = caller.ask(request).await?.standings.into_iter();
    let titled = standings.filter_map(|one| Some((code(&one.period?.name).to_owned(), one.title)));
    Ok(titled.collect())
}

fn commitments(language: Language, codes: &BTreeMap<String, String>, chosen: &str) -> Select {
    let all = SelectItem::new("", language.say("plans-of.all"));
    let each = codes.iter().map(|(code, title)| SelectItem::new(code.clone(), format!("{code}: {title}")));
    Select {
        id: OF.into(),
        name: OF.into(),
        label: Label { classes: "govuk-label--s".into(), ..Label::text(language.say("plans-of")) },
        items: std::iter::once(all).chain(each).collect(),
        value: chosen.to_owned(),
        ..Select::default()
    }
}

impl Line {
    fn of(language: Language, plan: &Plan) -> Self {
        let facts = plan.facts.clone().unwrap_or_default();
        let of =
            [("code", code(&plan.commitment).to_owned().into()), ("role", facts.owner_role.clone().into())];
        Self {
            href: format!("/plans/{}", plan.name.rsplit('/').next().unwrap_or_default()),
            progress: progress_tag(facts.progress()),
            late: late(language, plan.overdue, plan.slipped_days),
            due: language.say_with("plan-due-by", &[("it", day(&facts.due_on).into())]),
            of: language.say_with("plan-of", &of),
            milestones: reached(language, &facts.milestones),
            what: facts.what,
        }
    }
}

/// How many milestones were reached, in words; empty where there are none.
fn reached(language: Language, milestones: &[Milestone]) -> String {
    if milestones.is_empty() {
        return String::new();
    }
    let reached = milestones.iter().filter(|step| !step.done_on.is_empty()).count();
    language.say_with("plan-milestones-reached", &[("n", reached.into()), ("all", milestones.len().into())])
}

/// How far something has come, as a tag: its word says it, its colour only helps.
pub(super) fn progress_tag(progress: PlanProgress) -> Tag {
    let colour = match progress {
        PlanProgress::NotStarted | PlanProgress::Unspecified | PlanProgress::Dropped => "govuk-tag--grey",
        // As every tag is that says no colour: blue.
        PlanProgress::UnderWay => "",
        PlanProgress::Blocked => "govuk-tag--red",
        PlanProgress::Done => "govuk-tag--green",
    };
    Tag::coloured(term("PlanProgress", progress.into()), colour)
}

/// Whether something is overdue, and by how much it has slipped, in words; empty if neither.
pub(super) fn late(language: Language, overdue: bool, slipped: i32) -> String {
    let overdue = overdue.then(|| language.say("plan-overdue"));
    let slipped = (slipped > 0).then(|| language.say_with("plan-slipped", &[("n", slipped.into())]));
    overdue.into_iter().chain(slipped).collect::<Vec<_>>().join(". ")
}

/// Shows one, or what was just done about it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let plan = Plan::load(&caller, &place).await?;
    let (path, facts) = (Plan::page(&place), plan.facts.clone().unwrap_or_default());
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &facts.what, &path);
    }
    let (words, language) = (Words::from(&caller), caller.language());
    let page = Page {
        frame: Frame::of(&caller, facts.what.clone()),
        progress: progress_tag(facts.progress()),
        late: late(language, plan.overdue, plan.slipped_days),
        offered: Offered::of(&caller, &path, PLAN_ACTS, &["UpdatePlan".to_owned()]),
        summary: summary(words, &plan),
        milestones: milestones(language, &facts.milestones),
        reschedulings: reschedulings(language, &plan.reschedulings),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

fn summary(words: Words<'_>, plan: &Plan) -> SummaryList {
    let (facts, code) = (plan.facts.clone().unwrap_or_default(), code(&plan.commitment));
    let rows = [
        ("plan-commitment", link(code, register_path(code)).into()),
        ("plan-owner", role(words.language, &facts.owner_role).into()),
        ("plan-due", day(&facts.due_on).into()),
        ("plan-first-due", day(&plan.first_due_on).into()),
        ("plan-done", day(&facts.done_on).into()),
        ("plan-note", facts.progress_note.into()),
        ("plan-blockers", facts.blockers.into()),
        ("plan-changed", stamp(plan.update_time.as_ref()).into()),
    ];
    lines(words.language, rows)
}

fn milestones(language: Language, milestones: &[Milestone]) -> Option<Table> {
    let head = ["plan-milestone", "plan-due", "plan-milestone-reached"];
    let row = |step: &Milestone| {
        let reached =
            if step.done_on.is_empty() { language.say("plan-not-reached") } else { day(&step.done_on) };
        vec![Cell::text(step.title.clone()), Cell::text(day(&step.due_on)), Cell::text(reached)]
    };
    table(language, "plan-milestones", &head, milestones.iter().map(row).collect())
}

fn reschedulings(language: Language, times: &[PlanRescheduling]) -> Option<Table> {
    let head = [
        "plan-rescheduled-at",
        "plan-rescheduled-by",
        "plan-rescheduled-from",
        "plan-rescheduled-to",
        "plan-rescheduled-why",
    ];
    let row = |time: &PlanRescheduling| {
        let texts = [
            stamp(time.at.as_ref()),
            role(language, &time.role),
            day(&time.from),
            day(&time.to),
            time.reason.clone(),
        ];
        texts.map(Cell::text).to_vec()
    };
    table(language, "plan-reschedulings", &head, times.iter().map(row).collect())
}

/// A table under its caption; none where it has no rows.
pub(super) fn table(language: Language, caption: &str, head: &[&str], rows: Vec<Vec<Cell>>) -> Option<Table> {
    (!rows.is_empty()).then(|| Table {
        caption: language.say(caption),
        caption_classes: "govuk-table__caption--m".into(),
        head: head.iter().map(|id| Cell::text(language.say(id))).collect(),
        rows,
        first_cell_is_header: true,
        ..Table::default()
    })
}

impl Subject for Plan {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetPlan>(caller, "plans", place)?;
        caller.ask(GetPlanRequest { name }).await?.plan.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/plans/{}", at(place, "plan"))
    }

    fn head(&self) -> Head<'_> {
        let facts = self.facts.as_ref();
        let state = facts.map(|facts| term("PlanProgress", facts.progress)).unwrap_or_default();
        let title = facts.map_or("", |facts| &facts.what);
        Head { name: &self.name, etag: &self.etag, title, state, changed: self.update_time }
    }
}
