//! The copies that others have of a party's view.

use chassis::{Error, Label, Page, ReadTx, WriteTx, clock, seal::Sealed, service::explain};
use contracts::{
    Read,
    action::commitments::{AssessmentRead, AssessmentWrite, EnterAssessment, IssueAssessment},
    commitments::{AssessmentContent, ReceivedAssessment},
    exchange::Seal,
};
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use sqlx::PgPool;
use uuid::Uuid;

/// The collection that they are named in.
pub(crate) const RECEIVED: &str = "receivedAssessments";

/// Whatever issues a view.
pub(super) trait Issues: AssessmentWrite {}

impl Issues for IssueAssessment {}
impl Issues for EnterAssessment {}

/// Gives each recipient its copy, for whoever there has the need beside it.
pub(super) async fn issue(
    tx: &mut WriteTx<impl Issues>,
    issue: Uuid,
    period: &str,
    sealed: &Sealed,
    recipients: &[(Label, &'static str)],
) -> Result<(), Error> {
    let (at, caller) = (tx.now(), tx.caller());
    let (organisation, role) = (caller.organisation.clone(), caller.acting_role.clone());
    let readers: Vec<_> = recipients.iter().map(|(reader, _)| reader.to_string()).collect();
    let needs: Vec<_> = recipients.iter().map(|(_, need)| (*need).to_owned()).collect();
    sqlx::query!(
        "INSERT INTO received_assessment (organisation, reader, need, issue_id, period, at, place, role, content_type, content, hash)
         SELECT $1, copy.reader, copy.need, $4, $5, $6, $7, $8, $9, $10, $11
         FROM unnest($2::text[], $3::text[]) AS copy (reader, need)",
        organisation.as_str(),
        &readers,
        &needs,
        issue,
        period,
        at.to_sqlx() as _,
        -at.as_microsecond(),
        role.as_str(),
        sealed.content_type(),
        sealed.bytes(),
        sealed.hash(),
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Reads a copy.
pub(super) async fn received(
    tx: &mut ReadTx<impl AssessmentRead>,
    id: Uuid,
) -> Result<ReceivedAssessment, Error> {
    let own = tx.caller().organisation.clone();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT organisation, issue_id, place, at AS "at: _", role, content_type, content, hash
           FROM received_assessment WHERE issue_id = $1"#,
        id,
    );
    let row = row.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    let sealed = row.content.clone();
    Ok(ReceivedAssessment { sealed, ..row.read(&own)?.1 })
}

/// Reads one page of copies, latest first, and one more, each with its place; those of periods from one to another, or else all.
pub(super) async fn page(
    tx: &mut ReadTx<impl AssessmentRead>,
    periods: Option<&(String, String)>,
    page: &Page<(i64, Uuid)>,
) -> Result<Vec<((i64, Uuid), ReceivedAssessment)>, Error> {
    let (place, id) = page.after.unwrap_or((i64::MIN, Uuid::nil()));
    let own = tx.caller().organisation.clone();
    let limit = page.limit();
    let rows = if let Some((first, last)) = periods {
        let of = sqlx::query_file_as!(Row, "queries/received_of.sql", first, last, place, id, limit);
        of.fetch_all(tx.connection()).await?
    } else {
        let all = sqlx::query_file_as!(Row, "queries/received.sql", place, id, limit);
        all.fetch_all(tx.connection()).await?
    };
    rows.into_iter().map(|row| row.read(&own)).collect()
}

/// Reads the latest copy of each other party's view of each of some periods.
pub(crate) async fn latest(
    tx: &mut ReadTx<impl Read>,
    periods: &[String],
) -> Result<Vec<ReceivedAssessment>, Error> {
    let own = tx.caller().organisation.clone();
    let rows = sqlx::query_file_as!(Row, "queries/latest_views.sql", periods);
    let rows = rows.fetch_all(tx.connection()).await?.into_iter();
    rows.map(|row| row.read(&own).map(|(_, received)| received)).collect()
}

/// Reads every copy, as the owner, and says what is wrong with each that cannot be read or is not what it stands under.
pub(crate) async fn check(pool: &PgPool) -> Result<Vec<String>, Error> {
    let (mut problems, mut after) = (Vec::new(), (String::new(), Uuid::nil()));
    loop {
        let rows = sqlx::query!(
            r#"SELECT reader, issue_id, organisation, period, place, at AS "at: Stored", role, content_type, content, hash
               FROM received_assessment WHERE (reader, issue_id) > ($1, $2) ORDER BY reader, issue_id LIMIT 500"#,
            after.0,
            after.1,
        );
        let rows = rows.fetch_all(pool).await?;
        let Some(last) = rows.last() else { return Ok(problems) };
        after = (last.reader.clone(), last.issue_id);
        for row in rows {
            let name = format!("received_assessment {} of {}", row.issue_id, row.reader);
            let (period, assessor) = (row.period, format!("organisations/{}", row.organisation));
            let places = row.place == -row.at.to_jiff().as_microsecond();
            let (organisation, issue_id, place, at) = (row.organisation, row.issue_id, row.place, row.at);
            let (role, content_type, content, hash) = (row.role, row.content_type, row.content, row.hash);
            let kept = Row { organisation, issue_id, place, at, role, content_type, content, hash };
            let reader = Label::parse(&row.reader).ok_or_else(|| Error::internal("a reader is no label"))?;
            match kept.read(&reader) {
                Ok((_, said)) if said.period == period && said.assessor == assessor && places => {}
                Ok(_) => problems.push(format!("{name}: it is not what was issued")),
                Err(error) => problems.push(format!("{name}: {}", explain(&error))),
            }
        }
    }
}

struct Row {
    organisation: String,
    issue_id: Uuid,
    place: i64,
    at: Stored,
    role: String,
    content_type: String,
    content: Vec<u8>,
    hash: Vec<u8>,
}

impl Row {
    fn read(self, reader: &Label) -> Result<((i64, Uuid), ReceivedAssessment), Error> {
        let sealed = Sealed::kept(self.content_type, self.content, &self.hash).map_err(Error::internal)?;
        let said: AssessmentContent = sealed.open()?;
        if said.assessor != format!("organisations/{}", self.organisation) {
            return Err(Error::internal("a view in another's name"));
        }
        let received = ReceivedAssessment {
            name: format!("organisations/{reader}/{RECEIVED}/{}", self.issue_id),
            assessor: said.assessor,
            period: said.period,
            view: said.view,
            rationale: said.rationale,
            handling: said.handling,
            issue_time: Some(clock::to_wire(self.at.to_jiff())),
            issued_by: self.role,
            seal: Some(Seal { r#type: sealed.content_type().to_owned(), hash: sealed.hash().to_vec() }),
            sealed: Vec::new(),
            observation: said.observation,
        };
        Ok(((self.place, self.issue_id), received))
    }
}
