//! Cases in PostgreSQL. No query names a reader, since the policies do.

use super::{
    Act, CASES, CASEWORK, Case, Content,
    asks::{Filter, Target},
    case_name,
    due::Bands,
};
use crate::{model::HANDLERS, store::Shares};
use chassis::{
    Error, Label, Name, Page, ReadTx, WriteTx,
    deadline::Calendar,
    disclosure::{self, Disclosure, Terms},
    etag,
    exchange::Audience,
    message::{from_json, to_json},
    seal::Sealed,
    service::explain,
};
use contracts::{
    Write,
    access::Party,
    action::breaches::{
        AcknowledgeCase, AnswerInformationRequest, BreachRead, CaseRead, CaseWrite, CloseCase,
        CorrectNotification, ExportNotification, GetReceipt, IssueOutcome, ListCases, NotifyRegulator,
        OrderCommunication, RecommendNcsc, RequestInformation, SendRemediationUpdate, SummariseCases,
        SupplementNotification, WithdrawNotification,
    },
    breaches::{self as pb, CaseDue, CaseState},
    exchange::Basis,
    handling::Classification,
};
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

/// What may add an act to a case.
pub(crate) trait Acts: Write {}
impl Acts for NotifyRegulator {}
impl Acts for SupplementNotification {}
impl Acts for CorrectNotification {}
impl Acts for WithdrawNotification {}
impl Acts for SendRemediationUpdate {}
impl Acts for AcknowledgeCase {}
impl Acts for RequestInformation {}
impl Acts for AnswerInformationRequest {}
impl Acts for IssueOutcome {}
impl Acts for CloseCase {}
impl Acts for OrderCommunication {}
impl Acts for RecommendNcsc {}

/// Reads a case.
pub(crate) async fn get(tx: &mut ReadTx<impl CaseRead>, id: Uuid, regulator: &Label) -> Result<Case, Error> {
    read(tx.connection(), id, regulator).await
}

/// What reads the case of a breach with the breach.
pub(crate) trait Looks: BreachRead {}
impl Looks for ExportNotification {}
impl Looks for GetReceipt {}

/// Reads the case that a breach became, with the breach.
pub(crate) async fn beside(tx: &mut ReadTx<impl Looks>, id: Uuid, regulator: &Label) -> Result<Case, Error> {
    read(tx.connection(), id, regulator).await
}

/// Reads a case that is as its caller read it. An act of the other party meanwhile takes the next number, so that adding
/// one to what was read here fails as stale.
pub(crate) async fn as_read(
    tx: &mut WriteTx<impl CaseWrite>,
    target: &Target,
    regulator: &Label,
) -> Result<Case, Error> {
    let case = read(tx.connection(), target.name.id, regulator).await?;
    etag::check(&target.etag, i64::from(case.version()))?;
    Ok(case)
}

/// Reads the case that a breach became.
pub(crate) async fn of_breach(
    tx: &mut WriteTx<impl Acts>,
    id: Uuid,
    regulator: &Label,
) -> Result<Case, Error> {
    read(tx.connection(), id, regulator).await
}

/// Reads a case of which something is shared with another party.
pub(crate) async fn shared(
    tx: &mut WriteTx<impl Shares>,
    id: Uuid,
    regulator: &Label,
) -> Result<Case, Error> {
    read(tx.connection(), id, regulator).await
}

/// Finds a case that was named before, if its caller may see it still.
pub(crate) async fn see(tx: &mut WriteTx<impl CaseWrite>, name: &str) -> Result<(), Error> {
    let name = Name::parse(CASES, name).ok_or_else(|| Error::internal("a remembered name is none"))?;
    let seen = sqlx::query_scalar!("SELECT number FROM case_view WHERE case_id = $1", name.id);
    seen.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    Ok(())
}

async fn read(connection: impl PgExecutor<'_>, id: Uuid, regulator: &Label) -> Result<Case, Error> {
    let rows = sqlx::query_as!(
        ActRow,
        r#"SELECT organisation, number, at AS "at: _", role, content_type, content, hash FROM case_act
           WHERE case_id = $1 ORDER BY number"#,
        id
    );
    gather(id, rows.fetch_all(connection).await?, regulator)
}

/// Puts the acts of a case together. None may be missing, and none may be anybody's but the two parties'.
fn gather(id: Uuid, rows: Vec<ActRow>, regulator: &Label) -> Result<Case, Error> {
    if rows.is_empty() {
        return Err(Error::NotFound);
    }
    let acts: Vec<Act> = rows.into_iter().map(ActRow::read).collect::<Result<_, _>>()?;
    if !acts.iter().zip(1..).all(|(act, number)| act.number == number) {
        return Err(Error::internal(format!("case {id}: an act is missing")));
    }
    let department = acts.first().map(|act| act.organisation.clone());
    let own = |act: &Act| {
        if act.content.is_departments() {
            Some(&act.organisation) == department.as_ref()
        } else {
            act.organisation == *regulator
        }
    };
    if !acts.iter().all(own) {
        return Err(Error::internal(format!("case {id}: an act is neither party's")));
    }
    Ok(Case { id, acts })
}

/// Adds the last act of a case: a copy for its author and one for the other party, which is a disclosure.
pub(crate) async fn append(
    tx: &mut WriteTx<impl Acts>,
    case: &Case,
    regulator: &Label,
    calendar: &Calendar,
) -> Result<(), Error> {
    let (Some(act), Some(department)) = (case.acts.last(), case.department()) else {
        return Err(Error::internal("a case without an act"));
    };
    let (readers, needs) = ([department.as_str(), regulator.as_str()], [HANDLERS, CASEWORK]);
    let state = case.state().as_str_name();
    sqlx::query!(
        "INSERT INTO case_act (organisation, reader, need, case_id, number, at, role, content_type, content, hash, state,
                               department, place, summary)
         SELECT $1, copy.reader, copy.need, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
         FROM unnest($2::text[], $3::text[]) AS copy (reader, need)",
        act.organisation.as_str(),
        &readers.map(str::to_owned),
        &needs.map(str::to_owned),
        case.id,
        act.number,
        act.at.to_sqlx() as _,
        act.role,
        act.sealed.content_type(),
        act.sealed.bytes(),
        act.sealed.hash(),
        state.strip_prefix("CASE_STATE_").unwrap_or(state),
        department.as_str(),
        case.place(),
        to_json(&case.summary(calendar)?)?,
    )
    .execute(tx.connection())
    .await
    .map_err(|error| match error.as_database_error().and_then(|error| error.constraint()) {
        Some("case_act_key") => Error::Stale,
        _ => error.into(),
    })?;
    disclose(tx, case, act, department, regulator).await
}

async fn disclose(
    tx: &mut WriteTx<impl Acts>,
    case: &Case,
    act: &Act,
    department: &Label,
    regulator: &Label,
) -> Result<(), Error> {
    let ico = tx.caller().party == Party::Ico;
    let (own, recipient) = if ico { (regulator, department) } else { (department, regulator) };
    let audiences = if ico { [CASEWORK, HANDLERS] } else { [HANDLERS, CASEWORK] }.map(Audience::of);
    let (basis, classification) = match act.content.submitted() {
        Some(submitted) => {
            let classification =
                submitted.handling.as_ref().map(contracts::handling::Handling::classification);
            (Basis::StatutoryNotification, classification.unwrap_or(Classification::Official))
        }
        // What is said in a case may repeat what was submitted.
        None => (Basis::MouVoluntary, Classification::OfficialSensitive),
    };
    let terms = Terms::new("personal data breach", basis, classification);
    let resources = [case_name(own, case.id), case_name(recipient, case.id)];
    disclosure::record(tx, Disclosure { recipient, resources, audiences, sealed: &act.sealed, terms }).await
}

/// Reads one page of cases, and one case more: what is due next first, then what changed last.
pub(crate) async fn page(
    tx: &mut ReadTx<ListCases>,
    filter: &Filter,
    page: &Page<(i64, Uuid)>,
) -> Result<Vec<Listed>, Error> {
    let (place, id) = page.after.unwrap_or((i64::MIN, Uuid::nil()));
    let (department, bands) = (filter.department.as_ref().map(Label::as_str), Bands::at(tx.now()));
    let due: Vec<i32> = filter.due.iter().copied().map(Bands::number).collect();
    let (states, next_due, edges) = (&filter.states, &filter.next_due, bands.edges());
    // A statement of its own: one plan for both would read all cases for a reference, or sort all cases for a page.
    let rows = match &filter.reference {
        None => {
            let (first, last) = bands.range(&due);
            let rows = sqlx::query_file_as!(
                ViewRow,
                "queries/cases.sql",
                states,
                department,
                next_due,
                &due,
                edges,
                first,
                last,
                place,
                id,
                page.limit(),
            );
            rows.fetch_all(tx.connection()).await?
        }
        Some(reference) => {
            let rows = sqlx::query_file_as!(
                ViewRow,
                "queries/cases_by_reference.sql",
                states,
                department,
                next_due,
                &due,
                edges,
                reference,
                place,
                id,
                page.limit(),
            );
            rows.fetch_all(tx.connection()).await?
        }
    };
    rows.into_iter()
        .map(|row| Ok(Listed { id: row.case_id, place: row.place, summary: from_json(&row.summary)? }))
        .collect()
}

/// Counts the cases that its caller may see.
pub(crate) async fn tallies(tx: &mut ReadTx<SummariseCases>) -> Result<Vec<Tally>, Error> {
    let bands = Bands::at(tx.now());
    let rows = sqlx::query_file!("queries/case_counts.sql", bands.edges());
    let rows = rows.fetch_all(tx.connection()).await?;
    let tallies = rows.into_iter().map(|row| {
        let state = CaseState::from_str_name(&format!("CASE_STATE_{}", row.state));
        let state = state.ok_or_else(|| Error::internal("the state of a case is none"))?;
        Ok(Tally { state, due: Bands::due(row.band), count: row.count })
    });
    tallies.collect()
}

/// Counts the distinct incidents that the cases which its caller may see are about.
pub(crate) async fn incidents(tx: &mut ReadTx<SummariseCases>) -> Result<i64, Error> {
    let counted = sqlx::query_file_scalar!("queries/case_incidents.sql").fetch_one(tx.connection()).await?;
    Ok(counted)
}

/// Folds every case again, for each of its readers, as the owner, and says which views are not what their acts come to.
pub(crate) async fn check(
    pool: &PgPool,
    regulator: &Label,
    calendar: &Calendar,
) -> Result<Vec<String>, Error> {
    let (mut problems, mut after) = (Vec::new(), (Uuid::nil(), String::new()));
    loop {
        // From the acts, so that a view that is missing is found too.
        let batch = sqlx::query!(
            "SELECT act.case_id, act.reader, view.number AS \"number?\", view.state AS \"state?\",
                    view.department AS \"department?\", view.place AS \"place?\", view.summary AS \"summary?\"
             FROM case_act AS act LEFT JOIN case_view AS view USING (case_id, reader)
             WHERE act.number = 1 AND (act.case_id, act.reader) > ($1, $2)
             ORDER BY act.case_id, act.reader LIMIT 200",
            after.0,
            after.1,
        );
        let batch = batch.fetch_all(pool).await?;
        let Some(last) = batch.last() else { return Ok(problems) };
        after = (last.case_id, last.reader.clone());
        for view in batch {
            let wrong = |what: &str| format!("case {} as {} reads it: {what}", view.case_id, view.reader);
            let case = match all_acts(pool, view.case_id, &view.reader, regulator).await {
                Ok(case) => case,
                Err(error) => {
                    problems.push(wrong(&explain(&error)));
                    continue;
                }
            };
            let (state, summary) = (case.state().as_str_name(), to_json(&case.summary(calendar)?)?);
            let folded = (Some(case.version()), Some(case.place()), Some(summary));
            let kept = (view.number, view.place, view.summary);
            let named = view.state.map(|kept| format!("CASE_STATE_{kept}")).as_deref() == Some(state)
                && view.department.as_deref() == case.department().map(Label::as_str);
            if folded != kept || !named {
                problems.push(wrong("its view is not what its acts come to"));
            }
        }
    }
}

async fn all_acts(pool: &PgPool, id: Uuid, reader: &str, regulator: &Label) -> Result<Case, Error> {
    let rows = sqlx::query_as!(
        ActRow,
        r#"SELECT organisation, number, at AS "at: _", role, content_type, content, hash FROM case_act
           WHERE case_id = $1 AND reader = $2 ORDER BY number"#,
        id,
        reader,
    );
    gather(id, rows.fetch_all(pool).await?, regulator)
}

/// How many cases are in a state, and something is due in them so soon.
pub(crate) struct Tally {
    pub(crate) state: CaseState,
    pub(crate) due: CaseDue,
    pub(crate) count: i64,
}

/// A case as a list shows it.
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    pub(crate) place: i64,
    pub(crate) summary: pb::Case,
}

struct ViewRow {
    case_id: Uuid,
    place: i64,
    summary: Value,
}

struct ActRow {
    organisation: String,
    number: i32,
    at: Stored,
    role: String,
    content_type: String,
    content: Vec<u8>,
    hash: Vec<u8>,
}

impl ActRow {
    fn read(self) -> Result<Act, Error> {
        let sealed = Sealed::kept(self.content_type, self.content, &self.hash).map_err(Error::internal)?;
        let organisation = Label::parse(&self.organisation);
        Ok(Act {
            number: self.number,
            at: self.at.to_jiff(),
            organisation: organisation.ok_or_else(|| Error::internal("an author is no label"))?,
            role: self.role,
            content: Content::open(&sealed)?,
            sealed,
        })
    }
}
