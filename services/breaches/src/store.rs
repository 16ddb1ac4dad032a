//! Breaches in PostgreSQL: the only module with SQL. No query names a reader, since the policies do.

mod restrict;

pub(crate) use restrict::{Restricts, alone, restrict};

use crate::{
    asks::{Filter, Target},
    model::{
        Act, Aftermath, Assessment, BREACHES, Between, Breach, CaseView, Confirmed, End, HANDLERS, Progress,
        REPORTS, Settlement, State, Step, Tally,
    },
};
use chassis::{
    Error, Label, Name, Page, ReadTx, WriteTx, clock,
    deadline::{self, Calendar, Clock, Deadline},
    etag,
    message::{from_json, to_json},
    service::explain,
};
use contracts::{
    Write,
    action::breaches::{
        AdviseOnAssessment, ApproveDisclosure, ApproveLines, BreachRead, BreachWrite, CreateBreach,
        DecideAssessment, DraftAssessment, DraftLines, EnterDisclosure, EnterLines, LiftPointer,
        ListBreachEvents, ListBreaches, PrepareDisclosure, ReportToCentre, ReportToNcsc, ReviseLines,
        SummariseBreaches, TieExchange, VoidBreach,
    },
};
use contracts::{
    breaches::{self as pb, BreachState},
    time::DeadlineState,
};
use jiff::Timestamp;
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use serde::Deserialize;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// What makes the record of a breach: of one that is new, or of what there was a pointer to.
pub(crate) trait Makes: Write {}
impl Makes for CreateBreach {}
impl Makes for LiftPointer {}

/// Stores a new breach, as a row that its own organisation reads, with its clock if that runs already.
pub(crate) async fn insert(
    tx: &mut WriteTx<impl Makes>,
    breach: &Breach,
    act: &'static str,
) -> Result<(), Error> {
    let confirmed = breach.confirmed();
    let deadline = confirmed.map(|confirmed| confirmed.clock.deadline());
    sqlx::query!(
        "INSERT INTO breach (organisation, reader, need, author, breach_id, version, created_at, updated_at, state, title,
                             detected_at, detected_how, reporter_role, handling, facts, incident_type, privileged, unit,
                             incident_group, form, course, confirmation, rule, started_at, due_at, satisfied_at,
                             report_due_at)
         VALUES ($1, $1, $2, $3, $4, $5, $6, $6, $18, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $19, $20, $21, $22,
                 $23, $24, $25)",
        breach.name.organisation.as_str(),
        REPORTS,
        breach.author.as_str(),
        breach.name.id,
        breach.version,
        breach.created_at.to_sqlx() as _,
        breach.title,
        stored(breach.detected_at) as _,
        breach.detected_how,
        breach.reporter_role,
        breach.handling.as_ref().map(to_json).transpose()?,
        to_json(&breach.facts)?,
        incident_type(breach),
        breach.privileged,
        breach.unit,
        breach.incident_group,
        to_json(&breach.form)?,
        bare(breach.wire_state()),
        to_json(&breach.course)?,
        confirmed.map(|confirmed| to_json(&confirmed.confirmation)).transpose()?,
        deadline.map(|deadline| deadline.rule().id),
        stored(deadline.map(Deadline::started_at)) as _,
        stored(deadline.and_then(Deadline::due_at)) as _,
        stored(deadline.and_then(Deadline::satisfied_at)) as _,
        stored(breach.report_due_at()) as _,
    )
    .execute(tx.connection())
    .await?;
    if let Some(confirmed) = confirmed {
        deadline::append(tx, breach.name.id, &breach.author, REPORTS, &confirmed.clock).await?;
    }
    happened(tx, breach, None, act).await
}

/// Adds an act to what happened to a breach, which it found in the state `before`.
async fn happened(
    tx: &mut WriteTx<impl Write>,
    breach: &Breach,
    before: Option<BreachState>,
    act: &'static str,
) -> Result<(), Error> {
    let caller = tx.caller().clone();
    sqlx::query!(
        "INSERT INTO breach_event (organisation, reader, need, breach_id, number, act, state_before, state_after, at, role,
                                   author, note)
         VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        breach.name.organisation.as_str(),
        HANDLERS,
        breach.name.id,
        breach.version,
        act,
        before.map(bare),
        bare(breach.wire_state()),
        breach.updated_at.to_sqlx() as _,
        caller.acting_role.as_str(),
        caller.author.as_str(),
        breach.said,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Reads one page of what happened to a breach, oldest first, and one act more.
pub(crate) async fn events(
    tx: &mut ReadTx<ListBreachEvents>,
    name: &Name,
    page: &Page<i64>,
) -> Result<Vec<pb::BreachEvent>, Error> {
    let seen = sqlx::query_scalar!("SELECT version FROM breach WHERE breach_id = $1", name.id);
    seen.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    let rows = sqlx::query!(
        r#"SELECT number, act, state_before, state_after, at AS "at: Stored", role, note FROM breach_event
           WHERE breach_id = $1 AND number > $2 ORDER BY number LIMIT $3"#,
        name.id,
        page.after.unwrap_or_default(),
        page.limit(),
    );
    let event = |state: Option<&str>| {
        state.and_then(|state| wire_state(state).ok()).unwrap_or(BreachState::Unspecified).into()
    };
    let rows = rows.fetch_all(tx.connection()).await?.into_iter().map(|row| pb::BreachEvent {
        number: row.number,
        act: row.act,
        from: event(row.state_before.as_deref()),
        to: event(Some(&row.state_after)),
        at: Some(clock::to_wire(row.at.to_jiff())),
        role: row.role,
        note: row.note,
    });
    Ok(rows.collect())
}

/// Reads a breach.
pub(crate) async fn get(
    tx: &mut ReadTx<impl BreachRead>,
    name: &Name,
    calendar: &Calendar,
) -> Result<Breach, Error> {
    let row = sqlx::query_file_as!(Row, "queries/get.sql", name.id).fetch_optional(tx.connection()).await?;
    row.ok_or(Error::NotFound)?.read(calendar)
}

/// Reads a breach that is as its caller read it, and locks it until the transaction ends.
pub(crate) async fn lock(
    tx: &mut WriteTx<impl BreachWrite>,
    target: &Target,
    calendar: &Calendar,
) -> Result<Breach, Error> {
    // The row first: what is read with it must be what was there once it was locked.
    let version =
        sqlx::query_scalar!("SELECT version FROM breach WHERE breach_id = $1 FOR UPDATE", target.name.id);
    let version = version.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    etag::check(&target.etag, version)?;
    let row = sqlx::query_file_as!(Row, "queries/get.sql", target.name.id).fetch_one(tx.connection()).await?;
    row.read(calendar)
}

/// What shares a breach as it stands.
pub(crate) trait Shares: Write {}
impl Shares for PrepareDisclosure {}
impl Shares for EnterDisclosure {}
impl Shares for ApproveDisclosure {}
impl Shares for ReportToCentre {}
impl Shares for ReportToNcsc {}
impl Shares for TieExchange {}
impl Shares for DraftLines {}
impl Shares for EnterLines {}
impl Shares for ApproveLines {}
impl Shares for ReviseLines {}

/// Reads a breach, and locks it until the transaction ends.
pub(crate) async fn hold(
    tx: &mut WriteTx<impl Shares>,
    name: &Name,
    calendar: &Calendar,
) -> Result<Breach, Error> {
    let held = sqlx::query_scalar!("SELECT version FROM breach WHERE breach_id = $1 FOR UPDATE", name.id);
    held.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    let row = sqlx::query_file_as!(Row, "queries/get.sql", name.id).fetch_one(tx.connection()).await?;
    row.read(calendar)
}

/// Stores of which incident a breach is that several organisations have a part in.
pub(crate) async fn share_incident(
    tx: &mut WriteTx<impl Shares>,
    name: &Name,
    incident: Uuid,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO breach_incident (organisation, reader, need, breach_id, incident_id) VALUES ($1, $1, $2, $3, $4)",
        name.organisation.as_str(),
        HANDLERS,
        name.id,
        incident,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Finds a breach that was named before, if its caller may see it still.
pub(crate) async fn see(tx: &mut WriteTx<impl BreachWrite>, name: &str) -> Result<(), Error> {
    let name = Name::parse(BREACHES, name).ok_or_else(|| Error::internal("a remembered name is none"))?;
    let seen = sqlx::query_scalar!("SELECT version FROM breach WHERE breach_id = $1", name.id);
    seen.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    Ok(())
}

/// Says whether a breach is there, for its caller to see, and neither void nor restricted: who may know less would read its name. It
/// stays so until the transaction ends.
pub(crate) async fn stands(tx: &mut WriteTx<VoidBreach>, name: &Name) -> Result<bool, Error> {
    let state = sqlx::query_scalar!(
        "SELECT state FROM breach WHERE breach_id = $1 AND restriction IS NULL FOR UPDATE",
        name.id
    );
    Ok(state.fetch_optional(tx.connection()).await?.is_some_and(|state| state != "VOID"))
}

/// Reads one page of breaches, newest first, and one breach more.
pub(crate) async fn newest(
    tx: &mut ReadTx<ListBreaches>,
    filter: &Filter,
    page: &Page<Uuid>,
    calendar: &Calendar,
) -> Result<Vec<Breach>, Error> {
    let rows = sqlx::query_file_as!(
        Row,
        "queries/newest.sql",
        &filter.states,
        &filter.incident_types,
        &filter.deadline_states,
        filter.text,
        tx.now().to_sqlx() as _,
        page.after,
        page.limit(),
        filter.incident_group,
    );
    rows.fetch_all(tx.connection()).await?.into_iter().map(|row| row.read(calendar)).collect()
}

/// Reads one page of the breaches that something is due for, due next first, and one breach more.
pub(crate) async fn due_next(
    tx: &mut ReadTx<ListBreaches>,
    filter: &Filter,
    page: &Page<(Timestamp, Uuid)>,
    calendar: &Calendar,
) -> Result<Vec<Breach>, Error> {
    let (due, id) = page.after.map_or((Timestamp::UNIX_EPOCH, Uuid::nil()), |after| after);
    let rows = sqlx::query_file_as!(
        Row,
        "queries/due_next.sql",
        &filter.states,
        &filter.incident_types,
        &filter.deadline_states,
        filter.text,
        tx.now().to_sqlx() as _,
        due.to_sqlx() as _,
        id,
        page.limit(),
        filter.incident_group,
    );
    rows.fetch_all(tx.connection()).await?.into_iter().map(|row| row.read(calendar)).collect()
}

/// Counts the breaches that its caller may see. `edges` are the ends of the months that are counted.
pub(crate) async fn tallies(
    tx: &mut ReadTx<SummariseBreaches>,
    edges: &[Timestamp],
) -> Result<Vec<Tally>, Error> {
    let edges: Vec<Stored> = edges.iter().map(|edge| edge.to_sqlx()).collect();
    let rows = sqlx::query_file!("queries/breach_counts.sql", &edges as _, tx.now().to_sqlx() as _);
    let rows = rows.fetch_all(tx.connection()).await?;
    let tallies = rows.into_iter().map(|row| {
        Ok(Tally {
            state: wire_state(&row.state)?,
            month: row.month,
            deadline_state: DeadlineState::from_str_name(&format!("DEADLINE_STATE_{}", row.deadline_state))
                .ok_or_else(|| Error::internal("a deadline stands in no known way"))?,
            count: row.count,
        })
    });
    tallies.collect()
}

/// Stores what an act changed of a breach that it found in the state `before`, with its clock.
pub(crate) async fn save(
    tx: &mut WriteTx<impl BreachWrite>,
    breach: &Breach,
    before: BreachState,
    act: Act,
) -> Result<(), Error> {
    let rule = act.rule();
    if !rule.leads(before, breach.wire_state()) {
        return Err(Error::internal(format!("{} leads where the machine knows no way", rule.name)));
    }
    let confirmed = breach.confirmed();
    if let Some(confirmed) = confirmed {
        deadline::append(tx, breach.name.id, &breach.author, REPORTS, &confirmed.clock).await?;
    }
    let deadline = confirmed.map(|confirmed| confirmed.clock.deadline());
    sqlx::query!(
        "UPDATE breach
         SET version = $2, updated_at = $3, state = $4, title = $5, detected_at = $6, detected_how = $7,
             reporter_role = $8, handling = $9, facts = $10, incident_type = $11, confirmation = $12, rule = $13,
             started_at = $14, due_at = $15, satisfied_at = $16, discharged_at = $17, case_id = $18,
             not_notifiable = $19, course = $20, privileged = $21, unit = $22, incident_group = $23, proposed_by = $24,
             form = $25, report_due_at = $26
         WHERE breach_id = $1",
        breach.name.id,
        breach.version,
        breach.updated_at.to_sqlx() as _,
        bare(breach.wire_state()),
        breach.title,
        stored(breach.detected_at) as _,
        breach.detected_how,
        breach.reporter_role,
        breach.handling.as_ref().map(to_json).transpose()?,
        to_json(&breach.facts)?,
        incident_type(breach),
        confirmed.map(|confirmed| to_json(&confirmed.confirmation)).transpose()?,
        deadline.map(|deadline| deadline.rule().id),
        stored(deadline.map(Deadline::started_at)) as _,
        stored(deadline.and_then(Deadline::due_at)) as _,
        stored(deadline.and_then(Deadline::satisfied_at)) as _,
        stored(deadline.and_then(Deadline::discharged_at)) as _,
        breach.case_id(),
        breach.not_notifiable().map(to_json).transpose()?,
        to_json(&breach.course)?,
        breach.privileged,
        breach.unit,
        breach.incident_group,
        breach.proposed_by.as_ref().map(Label::as_str),
        to_json(&breach.form)?,
        stored(breach.report_due_at()) as _,
    )
    .execute(tx.connection())
    .await?;
    happened(tx, breach, Some(before), rule.name).await
}

/// What takes a step of an assessment.
pub(crate) trait Assesses: BreachWrite {}
impl Assesses for DraftAssessment {}
impl Assesses for AdviseOnAssessment {}
impl Assesses for DecideAssessment {}

/// Stores the step that an assessment took last, and the breach.
pub(crate) async fn save_assessment(
    tx: &mut WriteTx<impl Assesses>,
    breach: &Breach,
    before: BreachState,
    act: Act,
) -> Result<(), Error> {
    let assessment = breach.assessment.as_ref().ok_or_else(|| Error::internal("nothing was assessed"))?;
    let (kind, content) = match assessment.last_step() {
        Step::Draft(draft) => ("DRAFT", to_json(&draft)?),
        Step::Advice(advice) => ("ADVICE", to_json(&advice)?),
        Step::Decision(decision) => ("DECISION", to_json(&decision)?),
    };
    let author = tx.caller().author.clone();
    sqlx::query!(
        "INSERT INTO assessment_step (organisation, reader, need, breach_id, step, version, kind, author, content, at)
         VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9)",
        breach.name.organisation.as_str(),
        HANDLERS,
        breach.name.id,
        assessment.steps,
        assessment.version,
        kind,
        author.as_str(),
        content,
        breach.updated_at.to_sqlx() as _,
    )
    .execute(tx.connection())
    .await?;
    save(tx, breach, before, act).await
}

/// Reads every breach of every organisation, as the owner, and says what is wrong with each that cannot be read: a history
/// that is none, or a deadline that is not what its history says. Also what belongs to a breach and is seen by others than the breach is.
pub(crate) async fn check(pool: &PgPool, calendar: &Calendar) -> Result<Vec<String>, Error> {
    let (mut problems, mut after) = (Vec::new(), (String::new(), Uuid::nil()));
    loop {
        let rows = sqlx::query_file_as!(Row, "queries/check.sql", after.0, after.1).fetch_all(pool).await?;
        let Some(last) = rows.last() else { break };
        after = (last.organisation.clone(), last.breach_id);
        problems
            .extend(rows.into_iter().filter_map(|row| row.read(calendar).err()).map(|error| explain(&error)));
    }
    let misplaced = sqlx::query_file!("queries/misplaced.sql").fetch_all(pool).await?;
    problems.extend(misplaced.into_iter().map(|wrong| {
        format!("breach {}: {} is not restricted as the breach is", wrong.breach_id, wrong.place)
    }));
    Ok(problems)
}

fn stored(at: Option<Timestamp>) -> Option<Stored> {
    at.map(Timestamp::to_sqlx)
}

/// A state as it is kept.
fn bare(state: BreachState) -> &'static str {
    let name = state.as_str_name();
    name.strip_prefix("BREACH_STATE_").unwrap_or(name)
}

/// The state that is kept so.
pub(crate) fn wire_state(kept: &str) -> Result<BreachState, Error> {
    let state = BreachState::from_str_name(&format!("BREACH_STATE_{kept}"));
    state.ok_or_else(|| Error::internal("a state is none"))
}

fn incident_type(breach: &Breach) -> Option<&'static str> {
    breach.incident_type().and_then(|kind| kind.as_str_name().strip_prefix("INCIDENT_TYPE_"))
}

/// A breach with the events of its clock and the steps of its assessments.
struct Row {
    organisation: String,
    breach_id: Uuid,
    version: i64,
    author: String,
    created_at: Stored,
    updated_at: Stored,
    state: String,
    title: String,
    detected_at: Option<Stored>,
    detected_how: String,
    reporter_role: String,
    handling: Option<Value>,
    facts: Value,
    form: Value,
    confirmation: Option<Value>,
    rule: Option<String>,
    due_at: Option<Stored>,
    satisfied_at: Option<Stored>,
    discharged_at: Option<Stored>,
    case_id: Option<Uuid>,
    not_notifiable: Option<Value>,
    course: Value,
    privileged: bool,
    unit: String,
    incident_group: String,
    proposed_by: Option<String>,
    case_summary: Option<Value>,
    between: Option<Value>,
    incident: Option<Uuid>,
    recurrences: Option<i32>,
    restriction: Option<Value>,
    events: Option<Value>,
    steps: Option<Value>,
}

/// A step of an assessment as SQL hands it over, in a JSON array.
#[derive(Deserialize)]
struct StepRow {
    version: i32,
    step: i32,
    kind: String,
    author: String,
    content: Value,
}

impl Row {
    fn read(self, calendar: &Calendar) -> Result<Breach, Error> {
        let id = self.breach_id;
        let bad = |what: &str| Error::internal(format!("breach {id}: {what}"));
        let label =
            |text: &str| Label::parse(text).ok_or_else(|| bad("an organisation or author is no label"));
        let organisation = label(&self.organisation)?;
        let decision = self.not_notifiable.as_ref().map(from_json).transpose()?;
        let settled = |aftermath, case: Option<Uuid>, decision| {
            let settlement = case.map(Settlement::Told).or(Option::map(decision, Settlement::Not));
            settlement.map(|settlement| Progress::Settled(aftermath, settlement))
        };
        let progress = match (self.state.as_str(), self.case_id, decision) {
            ("CONFIRMED", None, None) => Some(Progress::Unassessed),
            ("ASSESSED", None, None) => Some(Progress::Assessed),
            ("NOTIFIED_PARTIAL", Some(case), None) => Some(Progress::NotifiedPartial(case)),
            ("NOTIFIED_FULL", Some(case), None) => Some(Progress::NotifiedFull(case)),
            ("NOT_NOTIFIABLE", None, Some(decision)) => Some(Progress::NotNotifiable(decision)),
            ("REMEDIATION", case, decision) => settled(Aftermath::Remediation, case, decision),
            ("LEARNING", case, decision) => settled(Aftermath::Learning, case, decision),
            ("CLOSED", case, decision) => settled(Aftermath::Closed, case, decision),
            ("NOT_PDB", None, None) => Some(Progress::Ended(End::NotPdb)),
            ("VOID", None, None) => Some(Progress::Ended(End::Void)),
            _ => None,
        };
        let state = match (progress, self.rule, self.confirmation) {
            (progress, None, None) => match (self.state.as_str(), progress) {
                ("DRAFT", None) => State::Draft,
                ("LOGGED", None) => State::Logged,
                ("NEAR_MISS", None) => State::NearMiss,
                (_, Some(Progress::Ended(end))) => State::Ended(end),
                _ => return Err(bad("its state is none")),
            },
            (Some(progress), Some(rule), Some(confirmation)) => {
                let events = self.events.ok_or_else(|| bad("its clock has no events"))?;
                let clock = Clock::read(&rule, &events, calendar).map_err(|problem| bad(&problem))?;
                let [due_at, satisfied_at, discharged_at] =
                    [self.due_at, self.satisfied_at, self.discharged_at].map(|at| at.map(Stored::to_jiff));
                if !clock.deadline().is_projected(due_at, satisfied_at, discharged_at) {
                    return Err(bad("its deadline is not what its clock says"));
                }
                let confirmation = from_json(&confirmation)?;
                State::Confirmed(Box::new(Confirmed { confirmation, clock, progress }))
            }
            _ => return Err(bad("its clock is half there")),
        };
        let name = Name { organisation, collection: BREACHES, id };
        Ok(Breach {
            version: self.version,
            author: label(&self.author)?,
            created_at: self.created_at.to_jiff(),
            updated_at: self.updated_at.to_jiff(),
            title: self.title,
            detected_at: self.detected_at.map(Stored::to_jiff),
            detected_how: self.detected_how,
            reporter_role: self.reporter_role,
            handling: self.handling.as_ref().map(from_json).transpose()?,
            privileged: self.privileged,
            unit: self.unit,
            incident_group: self.incident_group,
            facts: from_json(&self.facts)?,
            form: from_json(&self.form)?,
            state,
            course: from_json(&self.course)?,
            proposed_by: self.proposed_by.as_deref().map(label).transpose()?,
            case: self.case_summary.as_ref().map(case_view).transpose()?,
            between: Between::read(self.between.as_ref(), &name.organisation)?,
            name,
            incident: self.incident,
            recurrences: self.recurrences,
            restriction: self.restriction.as_ref().map(from_json).transpose()?,
            said: String::new(),
            assessment: self.steps.map(|steps| assessment(&steps)).transpose()?.flatten(),
        })
    }
}

/// What a case comes to, from the projection of its acts.
fn case_view(summary: &Value) -> Result<CaseView, Error> {
    let case: pb::Case = from_json(summary)?;
    Ok(CaseView::of(&case))
}

/// Folds the steps of all versions into the latest assessment.
fn assessment(steps: &Value) -> Result<Option<Assessment>, Error> {
    let mut latest: Option<Assessment> = None;
    for row in Vec::<StepRow>::deserialize(steps).map_err(Error::internal)? {
        let StepRow { version, step, kind, author, content } = row;
        let author = Label::parse(&author).ok_or_else(|| Error::internal("an adviser is no label"))?;
        latest = Some(match (kind.as_str(), latest) {
            ("DRAFT", latest) => {
                let before = latest.and_then(|last: Assessment| match last.decision {
                    Some(decision) => Some((last.version, decision)),
                    None => last.before,
                });
                let draft = from_json(&content)?;
                Assessment { version, steps: step, draft, advice: None, decision: None, before }
            }
            ("ADVICE", Some(last)) if last.version == version => {
                Assessment { steps: step, advice: Some((from_json(&content)?, author)), ..last }
            }
            ("DECISION", Some(last)) if last.version == version => {
                Assessment { steps: step, decision: Some(from_json(&content)?), ..last }
            }
            _ => return Err(Error::internal("a step of an assessment is out of order")),
        });
    }
    Ok(latest)
}
