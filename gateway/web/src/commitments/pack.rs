//! A pack: as a page, with what can be done about it and what its body asked, and as one document to take away.

use super::{
    Offered, at, code, days, list,
    packs::state_tag,
    party,
    plans::{late, table},
    seal, sealed_file, term,
};
use crate::{
    acts::{CHALLENGE_ACTS, DONE, Done, Head, PACK_ACTS, Place, Subject, name},
    caller::Caller,
    failure::Failure,
    form::Words,
    frame::{self, Frame, role},
    govuk::{Cell, SummaryList, Table, Tag},
    language::{Language, Spoken, filters},
    sign_in::values,
    when::{day, stamp},
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use contracts::{
    action::commitments::GetPack,
    commitments::{
        GetPackRequest, Pack, PackBody, PackChallenge, PackCommitment, PackContent, PackEvidence,
        PackMilestone, PackPeriod, PackPlan, PackState, Period, Plan,
    },
    handling::Handling,
};
use prost_reflect::Value;

#[derive(Template)]
#[template(path = "commitments/pack.html")]
struct Page {
    frame: Frame,
    state: Tag,
    offered: Offered,
    summary: SummaryList,
    shown: Shown,
    challenges: Vec<Asked>,
    seal: SummaryList,
    /// Where its document and its sealed bytes are.
    document: String,
    sealed: String,
}

/// The pack as one document, which needs nothing else.
#[derive(Template)]
#[template(path = "commitments/pack_document.html")]
struct Document {
    language: Language,
    title: String,
    /// Its classification and descriptors, which stand at head and foot.
    marks: String,
    instructions: String,
    summary: SummaryList,
    shown: Shown,
    seal: SummaryList,
}

/// What a pack says.
pub(super) struct Shown {
    pub(super) introduction: String,
    pub(super) commitments: Vec<Table>,
    pub(super) evidence: Vec<Table>,
    pub(super) plans: Option<Table>,
    pub(super) milestones: Option<Table>,
}

/// What a body asked, and what it was told.
struct Asked {
    number: i32,
    by: String,
    at: String,
    challenge: String,
    action: String,
    /// Empty until there is one.
    answer: String,
    answered: String,
    /// Where whoever may answers it.
    href: Option<String>,
}

/// Shows it, or what was just done about it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let pack = Pack::load(&caller, &place).await?;
    let path = Pack::page(&place);
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &pack.title, &path);
    }
    let words = Words::from(&caller);
    let content = pack.content.clone().unwrap_or_default();
    let answers = CHALLENGE_ACTS.iter().find(|act| act.is_for(&caller));
    let answers = answers.filter(|act| pack.possible_acts.iter().any(|name| name == act.rpc));
    let href = |one: &PackChallenge| {
        let open = answers.filter(|_| one.answer.is_empty())?;
        Some(format!("{path}/challenges/{}/{}", one.number, open.slug()))
    };
    let page = Page {
        frame: Frame::of(&caller, pack.title.clone()),
        state: state_tag(pack.state()),
        offered: Offered::of(&caller, &path, PACK_ACTS, &pack.possible_acts),
        summary: summary(words, &pack),
        shown: Shown::of(words.language, &content),
        challenges: pack.challenges.iter().map(|one| Asked::of(words, one, href(one))).collect(),
        seal: seal(words.language, pack.seal.as_ref()),
        document: format!("{path}/document"),
        sealed: format!("{path}/sealed"),
    };
    Ok(frame::show(StatusCode::OK, words.language, &page))
}

/// Hands it out as one document, to be kept or printed.
pub(super) async fn document(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let pack = Pack::load(&caller, &place).await?;
    let words = Words::from(&caller);
    let handling = pack.handling.clone().unwrap_or_default();
    let document = Document {
        language: words.language,
        title: pack.title.clone(),
        marks: marks(&handling),
        instructions: handling.instructions,
        summary: summary(words, &pack),
        shown: Shown::of(words.language, &pack.content.clone().unwrap_or_default()),
        seal: seal(words.language, pack.seal.as_ref()),
    };
    let html = document.render_with_values(&Spoken(words.language));
    let html = html.map_err(|error| crate::caller::broken("a document cannot be rendered", &error))?;
    let file = format!("attachment; filename=\"pack-{}.html\"", at(&place, "pack"));
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, file)];
    Ok((headers, html).into_response())
}

/// Hands out the sealed bytes as they are, to be kept.
pub(super) async fn sealed(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let pack = Pack::load(&caller, &place).await?;
    Ok(sealed_file(&format!("pack-{}", at(&place, "pack")), pack.sealed))
}

/// How it is classified, with what is said beside that.
pub(super) fn marks(handling: &Handling) -> String {
    let class = crate::form::schema::label("concordat.handling.v1.Classification", handling.classification);
    std::iter::once(class).chain(handling.descriptors.iter().cloned()).collect::<Vec<_>>().join(" ")
}

fn summary(words: Words<'_>, pack: &Pack) -> SummaryList {
    let language = words.language;
    let by = |id, code: &str, when: String| {
        let arguments = [("role", role(language, code).into()), ("at", when.into())];
        if code.is_empty() { String::new() } else { language.say_with(id, &arguments) }
    };
    let prepared = by("pack-by", &pack.prepared_by, day(&pack.prepared_on));
    let presented = by("pack-by", &pack.presented_by, stamp(pack.present_time.as_ref()));
    let rows = [
        ("pack-body", term("PackBody", pack.body).into()),
        ("pack-owner", words.organisation(&pack.owner).into()),
        ("pack-as-of", day(&pack.as_of).into()),
        ("pack-handling", marks(&pack.handling.clone().unwrap_or_default()).into()),
        ("pack-prepared", prepared.into()),
        ("pack-presented", presented.into()),
        ("pack-readers", readers(words, pack).into()),
        ("pack-reason", pack.reason.clone().into()),
    ];
    list(language, rows)
}

/// Who reads it, or will read it once it is presented.
fn readers(words: Words<'_>, pack: &Pack) -> String {
    let language = words.language;
    let to = [("it", party(words, &pack.presented_to).into()), ("body", term("PackBody", pack.body).into())];
    match (pack.state(), pack.body()) {
        (PackState::Prepared | PackState::Discarded | PackState::Unspecified, _) => {
            language.say("pack-readers.own")
        }
        (PackState::Presented, PackBody::DepartmentBoard | PackBody::RiskAndAuditBoard) => {
            language.say("pack-readers.boards")
        }
        (PackState::Presented, _) => language.say_with("pack-readers.across", &to),
    }
}

/// Who will read a pack if it is presented, and that it is then as it is.
fn would_read(words: Words<'_>, pack: &Pack) -> SummaryList {
    let presented = Pack { state: PackState::Presented.into(), ..pack.clone() };
    let rows = [
        ("pack-will-read", readers(words, &presented).into()),
        ("pack-title", pack.title.clone().into()),
        ("pack-body", term("PackBody", pack.body).into()),
        ("pack-handling", marks(&pack.handling.clone().unwrap_or_default()).into()),
        (
            "pack-introduction",
            pack.content.as_ref().map(|content| content.introduction.clone()).unwrap_or_default().into(),
        ),
        ("pack-commitments", counted(pack, |content| content.commitments.len()).into()),
        ("pack-plans", counted(pack, |content| content.plans.len()).into()),
    ];
    list(words.language, rows)
}

fn counted(pack: &Pack, count: impl Fn(&PackContent) -> usize) -> String {
    pack.content.as_ref().map(|content| count(content).to_string()).unwrap_or_default()
}

impl Shown {
    pub(super) fn of(language: Language, content: &PackContent) -> Self {
        let evidence = content.commitments.iter().filter_map(|one| evidence(language, one)).collect();
        Self {
            introduction: content.introduction.clone(),
            commitments: content.commitments.iter().map(|one| commitment(language, one)).collect(),
            evidence,
            plans: plans(language, &content.plans),
            milestones: milestones(language, &content.plans),
        }
    }
}

/// What a commitment or a plan is for, by its code.
fn titled(language: Language, id: &str, commitment: &PackCommitment) -> String {
    let arguments = [
        ("code", code(&commitment.commitment).to_owned().into()),
        ("title", commitment.title.clone().into()),
    ];
    language.say_with(id, &arguments)
}

fn commitment(language: Language, commitment: &PackCommitment) -> Table {
    let head = ["pack-period", "pack-due", "pack-standing", "pack-why", "pack-accepted", "pack-view"];
    let row = |period: &PackPeriod| {
        let texts = [
            days(language, &wire(period)),
            day(&period.due_day),
            term("Standing", period.standing),
            period.explanation.clone(),
            period.accepted.to_string(),
            view(language, period),
        ];
        texts.map(Cell::text).to_vec()
    };
    let rows = commitment.periods.iter().map(row).collect();
    let caption = titled(language, "pack-commitment", commitment);
    let table = table(language, "pack-commitments", &head, rows).unwrap_or_default();
    Table { caption, ..table }
}

/// A period as every page tells it.
fn wire(period: &PackPeriod) -> Period {
    Period {
        name: period.period.clone(),
        first_day: period.first_day.clone(),
        last_day: period.last_day.clone(),
        due_day: period.due_day.clone(),
        ..Period::default()
    }
}

/// How its owner sees a commitment, and why.
fn view(language: Language, period: &PackPeriod) -> String {
    let Some(view) = &period.view else { return language.say("pack-no-view") };
    let arguments = [
        ("view", term("View", view.view).into()),
        ("role", role(language, &view.issued_by).into()),
        ("at", stamp(view.issue_time.as_ref()).into()),
        ("why", view.rationale.clone().into()),
    ];
    language.say_with("pack-view-of", &arguments)
}

fn evidence(language: Language, commitment: &PackCommitment) -> Option<Table> {
    let head = [
        "pack-evidence-title",
        "pack-evidence-kind",
        "pack-evidence-received",
        "pack-evidence-from",
        "pack-evidence-to",
    ];
    let row = |one: &PackEvidence| {
        let texts = [
            one.title.clone(),
            term("EvidenceKind", one.kind),
            day(&one.received_on),
            day(&one.effective_from),
            day(&one.effective_to),
        ];
        texts.map(Cell::text).to_vec()
    };
    let rows = commitment.periods.iter().flat_map(|period| &period.evidence).map(row).collect();
    let caption = titled(language, "pack-evidence-of", commitment);
    table(language, "pack-evidence", &head, rows).map(|table| Table { caption, ..table })
}

fn plans(language: Language, plans: &[PackPlan]) -> Option<Table> {
    let head = [
        "pack-plan-what",
        "pack-plan-for",
        "pack-plan-who",
        "pack-plan-due",
        "pack-plan-progress",
        "pack-plan-note",
    ];
    let row = |plan: &PackPlan| {
        let late = late(language, plan.overdue, plan.slipped_days);
        let due = [day(&plan.due_on), late].into_iter().filter(|text| !text.is_empty());
        let said = [plan.progress_note.as_str(), plan.blockers.as_str()];
        let texts = [
            plan.what.clone(),
            code(&plan.commitment).to_owned(),
            role(language, &plan.owner_role),
            due.collect::<Vec<_>>().join(". "),
            progress(language, plan),
            said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" "),
        ];
        texts.map(Cell::text).to_vec()
    };
    table(language, "pack-plans", &head, plans.iter().map(row).collect())
}

/// How far it had come, and when it was done.
fn progress(language: Language, plan: &PackPlan) -> String {
    let progress = term("PlanProgress", plan.progress);
    if plan.done_on.is_empty() {
        return progress;
    }
    language.say_with("pack-plan-done", &[("progress", progress.into()), ("on", day(&plan.done_on).into())])
}

fn milestones(language: Language, plans: &[PackPlan]) -> Option<Table> {
    let head = ["plan-milestone", "pack-plan-what", "pack-plan-due", "plan-milestone-reached"];
    let row = |(plan, step): (&PackPlan, &PackMilestone)| {
        let reached =
            if step.done_on.is_empty() { language.say("plan-not-reached") } else { day(&step.done_on) };
        [step.title.clone(), plan.what.clone(), day(&step.due_on), reached].map(Cell::text).to_vec()
    };
    let steps = plans.iter().flat_map(|plan| plan.milestones.iter().map(move |step| (plan, step)));
    table(language, "plan-milestones", &head, steps.map(row).collect())
}

impl Asked {
    fn of(words: Words<'_>, one: &PackChallenge, href: Option<String>) -> Self {
        let language = words.language;
        let by = [
            ("organisation", words.organisation(&one.organisation).into()),
            ("role", role(language, &one.role).into()),
        ];
        let answered = [
            ("role", role(language, &one.answered_by).into()),
            ("at", stamp(one.answer_time.as_ref()).into()),
        ];
        Self {
            number: one.number,
            by: language.say_with("case-act-by", &by),
            at: stamp(one.at.as_ref()),
            challenge: one.challenge.clone(),
            action: one.asked_action.clone(),
            answered: if one.answer.is_empty() {
                String::new()
            } else {
                language.say_with("pack-by", &answered)
            },
            answer: one.answer.clone(),
            href,
        }
    }
}

impl Subject for Pack {
    /// Reads it; where its place names a challenge, with that challenge alone.
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetPack>(caller, "packs", place)?;
        let mut pack = caller.ask(GetPackRequest { name }).await?.pack.ok_or(Failure::Broken)?;
        if let Some(number) = place.get("number") {
            pack.challenges.retain(|one| one.number.to_string() == *number);
            if pack.challenges.is_empty() {
                return Err(Failure::NotFound);
            }
        }
        Ok(pack)
    }

    fn page(place: &Place) -> String {
        format!("/packs/{}", at(place, "pack"))
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, title, .. } = self;
        Head { name, etag, title, state: term("PackState", self.state), changed: self.update_time }
    }

    fn about(&self, words: Words<'_>, rpc: &str) -> Vec<SummaryList> {
        match rpc {
            "PresentPack" => vec![would_read(words, self)],
            "AnswerChallenge" => {
                let asked = self.challenges.iter().map(|one| {
                    let rows = [
                        ("pack-challenge", one.challenge.clone().into()),
                        ("pack-asked-action", one.asked_action.clone().into()),
                    ];
                    list(words.language, rows)
                });
                asked.collect()
            }
            _ => Vec::new(),
        }
    }

    /// Another begins with the same commitments.
    fn said(&self, rpc: &str) -> Vec<(&'static str, Value)> {
        let shown = self.content.iter().flat_map(|content| &content.commitments);
        let names = shown.map(|one| Value::String(one.commitment.clone())).collect();
        if rpc == "RevisePack" { vec![("draft.commitments", Value::List(names))] } else { Vec::new() }
    }

    /// And with the same plans: a pack copies what they say, and not their names.
    fn picks(&self, plan: &Plan) -> bool {
        let facts = plan.facts.clone().unwrap_or_default();
        let shown = self.content.iter().flat_map(|content| &content.plans);
        shown.into_iter().any(|one| one.commitment == plan.commitment && one.what == facts.what)
    }

    fn placed(&self, _: &Caller) -> Vec<(&'static str, Value)> {
        let hash = self.seal.as_ref().map(|seal| seal.hash.clone()).unwrap_or_default();
        let number = self.challenges.first().map_or(0, |one| one.number);
        vec![("hash", Value::Bytes(hash.into())), ("number", Value::I32(number))]
    }
}
