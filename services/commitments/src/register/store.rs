//! Versions of commitments in PostgreSQL: those that were agreed, which everybody reads.

use super::{Code, Register, Version, Versions};
use chassis::{Error, Page, ReadTx, WriteTx, seal::Sealed, service::explain};
use contracts::{
    Read, Write,
    action::commitments::{AgreeAmendment, AmendmentWrite, EnterAmendment, RegisterRead},
    commitments::AmendmentContent,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgExecutor, PgPool};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Reads all versions of a commitment.
///
/// # Errors
/// [`Error::NotFound`] if there is no such commitment.
pub(crate) async fn versions(
    tx: &mut ReadTx<impl Read>,
    register: &Register,
    code: Code,
) -> Result<Versions, Error> {
    read(tx.connection(), register, code).await
}

/// Reads all versions of a commitment, for whoever amends it, or shows or says how it is kept.
pub(crate) async fn written(
    tx: &mut WriteTx<impl Write>,
    register: &Register,
    code: Code,
) -> Result<Versions, Error> {
    read(tx.connection(), register, code).await
}

async fn read(connection: impl PgExecutor<'_>, register: &Register, code: Code) -> Result<Versions, Error> {
    let since = sqlx::query_as!(
        Row,
        "SELECT code, version, content_type, content, hash FROM register_version WHERE code = $1 ORDER BY version",
        code.to_string(),
    );
    let since = since.fetch_all(connection).await?.into_iter().map(Row::read).collect::<Result<_, _>>()?;
    register.versions(code, since).ok_or(Error::NotFound)
}

/// Reads one page of the versions of a commitment that were agreed, latest first, and one more.
pub(crate) async fn page(
    tx: &mut ReadTx<impl RegisterRead>,
    code: Code,
    page: &Page<i64>,
) -> Result<Vec<Version>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT code, version, content_type, content, hash FROM register_version
         WHERE code = $1 AND version < $2 ORDER BY version DESC LIMIT $3",
        code.to_string(),
        page.after.and_then(|after| i32::try_from(after).ok()).unwrap_or(i32::MAX),
        page.limit(),
    );
    rows.fetch_all(tx.connection()).await?.into_iter().map(Row::read).collect()
}

/// Reads every version that was agreed, by commitment. There are as many as there ever were amendments of at most 200 commitments.
pub(crate) async fn all(tx: &mut ReadTx<impl Read>, register: &Register) -> Result<Vec<Versions>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT code, version, content_type, content, hash FROM register_version ORDER BY code, version"
    );
    let mut since = BTreeMap::<Code, Vec<Version>>::new();
    for row in rows.fetch_all(tx.connection()).await? {
        let version = row.read()?;
        since.entry(version.code).or_default().push(version);
    }
    let versions =
        |first: &Version| register.versions(first.code, since.remove(&first.code).unwrap_or_default());
    Ok(register.all().filter_map(versions).collect())
}

/// Whatever writes into the register what is agreed.
pub(crate) trait Publishes: AmendmentWrite {}

impl Publishes for AgreeAmendment {}
impl Publishes for EnterAmendment {}

/// Has the register say what was agreed.
///
/// # Errors
/// [`Error::Stale`] if another version came meanwhile.
pub(crate) async fn publish(
    tx: &mut WriteTx<impl Publishes>,
    version: &Version,
    exchange: Uuid,
    at: Timestamp,
) -> Result<(), Error> {
    let sealed =
        version.sealed.as_ref().ok_or_else(|| Error::internal("the first version is not published"))?;
    let organisation = tx.caller().organisation.clone();
    sqlx::query!(
        "INSERT INTO register_version (organisation, reader, need, code, version, effective_from, at, exchange_id, content_type, content, hash)
         VALUES ($1, 'public', 'org', $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation.as_str(),
        version.code.to_string(),
        version.number,
        version.effective_from.to_sqlx() as _,
        at.to_sqlx() as _,
        exchange,
        sealed.content_type(),
        sealed.bytes(),
        sealed.hash(),
    )
    .execute(tx.connection())
    .await
    .map_err(|error| match error.as_database_error().and_then(|error| error.constraint()) {
        Some("register_version_key") => Error::Stale,
        _ => error.into(),
    })?;
    Ok(())
}

/// Reads every version that was agreed, as the owner, and says what is wrong with each that cannot be read: its columns are not
/// what was agreed, or it does not follow the one before.
pub(crate) async fn check(pool: &PgPool) -> Result<Vec<String>, Error> {
    let mut problems = Vec::new();
    let (mut after, mut before): ((String, i32), Option<Version>) = ((String::new(), 0), None);
    loop {
        let rows = sqlx::query!(
            r#"SELECT code, version, content_type, content, hash, effective_from AS "effective_from: jiff_sqlx::Date"
               FROM register_version WHERE (code, version) > ($1, $2) ORDER BY code, version LIMIT 500"#,
            after.0,
            after.1,
        );
        let rows = rows.fetch_all(pool).await?;
        let Some(last) = rows.last() else { return Ok(problems) };
        after = (last.code.clone(), last.version);
        for row in rows {
            let name = format!("register_version {} {}", row.code, row.version);
            let kept = Row {
                code: row.code,
                version: row.version,
                content_type: row.content_type,
                content: row.content,
                hash: row.hash,
            };
            match kept.read() {
                Err(error) => problems.push(format!("{name}: {}", explain(&error))),
                Ok(version) => {
                    let former = before.take().filter(|before| before.code == version.code);
                    let follows = version.number == former.map_or(2, |former| former.number + 1);
                    if version.effective_from != row.effective_from.to_jiff() || !follows {
                        problems.push(format!(
                            "{name}: it is not what was agreed, or does not follow the one before"
                        ));
                    }
                    before = Some(version);
                }
            }
        }
    }
}

struct Row {
    code: String,
    version: i32,
    content_type: String,
    content: Vec<u8>,
    hash: Vec<u8>,
}

impl Row {
    fn read(self) -> Result<Version, Error> {
        let sealed = Sealed::kept(self.content_type, self.content, &self.hash).map_err(Error::internal)?;
        let version = Version::agreed(sealed)?;
        if (version.code.to_string(), version.number) != (self.code, self.version) {
            return Err(Error::internal("a version of another commitment"));
        }
        Ok(version)
    }
}

impl Version {
    /// The version that an amendment says.
    pub(crate) fn agreed(sealed: Sealed) -> Result<Self, Error> {
        let said: AmendmentContent = sealed.open()?;
        let bad = || Error::internal("an amendment that is none");
        Ok(Self {
            code: Code::parse_name(&said.commitment).ok_or_else(bad)?,
            number: said.version,
            effective_from: said.effective_from.parse::<Date>().map_err(|_| bad())?,
            content: said.content.ok_or_else(bad)?,
            reason: said.reason,
            sealed: Some(sealed),
        })
    }
}
