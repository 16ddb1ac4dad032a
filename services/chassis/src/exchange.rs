//! Exchanges: what stands between two parties, as acts that each seals and neither changes. An act is its author's own, or it
//! crosses to the other party, and then on terms: there is no way to send it without an entry in both registers.

mod version;

pub use version::Version;

use crate::{
    Effect, Error, Label, Name, Page, ReadTx, Record, WriteTx,
    disclosure::{self, Disclosure, Terms},
    seal::Sealed,
    service::explain,
};
use contracts::{Read, Write};
use jiff::Timestamp;
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

/// The collection that exchanges are named in.
pub const EXCHANGES: &str = "exchanges";

/// An exchange as `organisation` names it, if it is named in no collection of its own.
#[must_use]
pub fn name(organisation: &Label, id: Uuid) -> String {
    format!("organisations/{organisation}/{EXCHANGES}/{id}")
}

/// What one party did.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Where it stands in the exchange.
    pub version: Version,
    /// What kind of act, as it is kept.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Whose act it is.
    pub organisation: Label,
    /// In which role.
    pub role: String,
    /// Who, for the author's own organisation; nobody else learns.
    pub author: Option<Label>,
    /// What it says.
    pub sealed: Sealed,
}

/// An exchange as one of its parties sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// Which one.
    pub id: Uuid,
    /// What kind of exchange, as it is kept.
    pub kind: String,
    /// Who began it.
    pub opener: Label,
    /// Whom it was begun with.
    pub recipient: Label,
    /// That of the last act.
    pub version: Version,
    /// The acts that the party may read, oldest first.
    pub acts: Vec<Act>,
    /// What a list shows of it.
    pub summary: Value,
    /// What it is about, as far as the party said: a resource of its own.
    pub source: Option<String>,
    /// What it is about where both parties know it: a resource that is nobody's own. Empty where there is none.
    pub subject: String,
    /// The collection that it is named in, by its kind.
    pub collection: &'static str,
}

/// Who reads an act besides its author's organisation, and on what terms.
#[derive(Clone, Copy, Debug)]
pub enum Readers<'a> {
    /// Nobody.
    Own,
    /// The other party.
    Both(Terms<'a>),
}

/// Who at a party reads what stands between it and the other.
#[derive(Clone, Copy, Debug)]
pub struct Audience<'a> {
    /// Whoever has this need.
    pub need: &'a str,
    /// Of those, this person alone, as an author; everybody, if absent.
    pub named: Option<&'a Label>,
}

impl<'a> Audience<'a> {
    /// Everybody who has a need.
    #[must_use]
    pub fn of(need: &'a str) -> Self {
        Self { need, named: None }
    }
}

/// What follows from an act for lists.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Where the exchange is, as it is kept.
    pub state: String,
    /// What a list shows of it, without what depends on reader, time or acts.
    pub summary: Value,
}

impl Exchange {
    /// Begins an exchange, in which nothing was done yet.
    #[must_use]
    pub fn begin(id: Uuid, kind: &str, opener: Label, recipient: Label) -> Self {
        let (kind, acts) = (kind.to_owned(), Vec::new());
        let (summary, subject, collection) = (Value::Null, String::new(), EXCHANGES);
        let version = Version::default();
        Self { id, kind, opener, recipient, version, acts, summary, source: None, subject, collection }
    }

    /// Names it in a collection of its kind's own.
    #[must_use]
    pub fn within(self, collection: &'static str) -> Self {
        Self { collection, ..self }
    }

    /// The exchange as `organisation` names it.
    #[must_use]
    pub fn name(&self, organisation: &Label) -> String {
        format!("organisations/{organisation}/{}/{}", self.collection, self.id)
    }

    /// Says what the exchange is about, which both parties know.
    #[must_use]
    pub fn on(self, subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), ..self }
    }

    /// Adds an act of the caller's that both parties have.
    pub fn add(&mut self, tx: &WriteTx<impl Write>, kind: &str, sealed: Sealed) {
        self.version = self.version.next();
        self.push(tx, kind, sealed);
    }

    /// Adds an act of the caller's that the other party has nothing of, before it has anything. What is a party's with itself has
    /// no drafts: nobody else counts.
    pub fn draft(&mut self, tx: &WriteTx<impl Write>, kind: &str, sealed: Sealed) {
        if self.opener == self.recipient {
            return self.add(tx, kind, sealed);
        }
        self.version.draft += 1;
        self.push(tx, kind, sealed);
    }

    fn push(&mut self, tx: &WriteTx<impl Write>, kind: &str, sealed: Sealed) {
        let caller = tx.caller();
        self.acts.push(Act {
            version: self.version,
            kind: kind.to_owned(),
            at: tx.now(),
            organisation: caller.organisation.clone(),
            role: caller.acting_role.to_string(),
            author: Some(caller.author.clone()),
            sealed,
        });
    }

    /// What is recorded of its last act, and the news of it for whoever reads that. `needs` say who may know of it: at the
    /// opener's, and at the recipient's.
    #[must_use]
    pub fn record(
        &self,
        own: &Label,
        act: &'static str,
        readers: Readers<'_>,
        needs: [&'static str; 2],
    ) -> Record {
        let parties = [&self.opener, &self.recipient].into_iter().zip(needs);
        let (mut need, mut effects) = (needs[0], Vec::new());
        for (reader, its) in parties {
            let told = effects.iter().any(|effect: &Effect| effect.reader == *reader);
            if reader == own {
                need = its;
            }
            if !told && (reader == own || matches!(readers, Readers::Both(_))) {
                let (resource, payload) = (self.name(reader), self.version.payload());
                effects.push(Effect { reader: reader.clone(), need: its, act, resource, payload });
            }
        }
        Record { act, resource: self.name(own), need, effects }
    }

    /// The other party.
    #[must_use]
    pub fn counterpart(&self, own: &Label) -> &Label {
        if *own == self.opener { &self.recipient } else { &self.opener }
    }
}

/// Stores the last act of an exchange, for its author's organisation and for whoever else reads it. `audiences` says who may:
/// at the opener's, and at the recipient's.
///
/// # Errors
/// [`Error::Stale`] if the other party acted meanwhile.
pub async fn append(
    tx: &mut WriteTx<impl Write>,
    exchange: &Exchange,
    standing: Standing,
    readers: Readers<'_>,
    audiences: [Audience<'_>; 2],
) -> Result<(), Error> {
    let act = exchange.acts.last().ok_or_else(|| Error::internal("an exchange without an act"))?;
    let own = tx.caller().organisation.clone();
    // An act of one's own among those that both have would take a number that the other misses.
    let drafts = act.version.number == 0;
    if drafts != (matches!(readers, Readers::Own) && exchange.opener != exchange.recipient) {
        return Err(Error::internal("what nobody else has is a draft, and nothing else is"));
    }
    let reads = |reader: &Label| matches!(readers, Readers::Both(_)) || *reader == own;
    let (mut to, mut needs, mut named) = (Vec::new(), Vec::new(), Vec::new());
    for (reader, audience) in [&exchange.opener, &exchange.recipient].into_iter().zip(audiences) {
        // An exchange of a party with itself has one copy.
        if reads(reader) && !to.contains(&reader.to_string()) {
            to.push(reader.to_string());
            needs.push(audience.need.to_owned());
            named.push(audience.named.map_or_else(String::new, Label::to_string));
        }
    }
    let expires_at = match readers {
        Readers::Both(terms) => terms.expires_at,
        Readers::Own => None,
    };
    sqlx::query!(
        "INSERT INTO exchange_act (organisation, reader, need, named, exchange_id, number, at, role, author, act, content_type,
                                   content, hash, expires_at, kind, state, opener, recipient, place, summary, subject, draft)
         SELECT $1, copy.reader, copy.need, copy.named, $4, $5, $6, $7, CASE copy.reader WHEN $1 THEN $8 ELSE '' END, $9, $10, $11, $12,
                CASE copy.reader WHEN $1 THEN 'infinity' ELSE coalesce($13, 'infinity'::timestamptz) END, $14, $15, $16, $17,
                $18, $19, $21, CASE copy.reader WHEN $1 THEN $22 ELSE 0 END
         FROM unnest($2::text[], $3::text[], $20::text[]) AS copy (reader, need, named)",
        own.as_str(),
        &to,
        &needs,
        exchange.id,
        act.version.number,
        act.at.to_sqlx() as _,
        act.role,
        act.author.as_ref().map_or("", Label::as_str),
        act.kind,
        act.sealed.content_type(),
        act.sealed.bytes(),
        act.sealed.hash(),
        expires_at.map(Timestamp::to_sqlx) as _,
        exchange.kind,
        standing.state,
        exchange.opener.as_str(),
        exchange.recipient.as_str(),
        -act.at.as_microsecond(),
        standing.summary,
        &named,
        exchange.subject,
        act.version.draft,
    )
    .execute(tx.connection())
    .await
    .map_err(|error| match error.as_database_error().and_then(|error| error.constraint()) {
        Some("exchange_act_key" | "exchange_act_number" | "exchange_act_draft") => Error::Stale,
        _ => error.into(),
    })?;
    let Readers::Both(terms) = readers else { return Ok(()) };
    let recipient = exchange.counterpart(&own);
    let [opener, other] = audiences;
    let audiences = if own == exchange.opener { [opener, other] } else { [other, opener] };
    let resources = [exchange.name(&own), exchange.name(recipient)];
    let disclosure = Disclosure { recipient, resources, audiences, sealed: &act.sealed, terms };
    disclosure::record(tx, disclosure).await
}

/// Reads an exchange, as far as the caller may read it.
///
/// # Errors
/// [`Error::NotFound`] if there is none that the caller may know of.
pub async fn get(tx: &mut ReadTx<impl Read>, id: Uuid) -> Result<Exchange, Error> {
    read(tx.connection(), id).await
}

/// Reads an exchange to act in it. An act of the other party meanwhile takes the next number, so that adding one to what was
/// read here fails as stale.
///
/// # Errors
/// [`Error::NotFound`] if there is none that the caller may know of.
pub async fn take(tx: &mut WriteTx<impl Write>, id: Uuid) -> Result<Exchange, Error> {
    read(tx.connection(), id).await
}

/// Reads the view of an exchange, and what its reader may read of its acts.
async fn read(connection: impl PgExecutor<'_>, id: Uuid) -> Result<Exchange, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT view.kind, view.opener, view.recipient, view.number AS version, view.draft AS version_draft, view.summary, view.subject,
                  source.source AS "source?", act.number AS "number?", act.draft AS "draft?", act.act AS "act?", act.at AS "at?: Stored", act.organisation AS "organisation?",
                  act.role AS "role?", act.author AS "author?", act.content_type AS "content_type?",
                  act.content AS "content?", act.hash AS "hash?"
           FROM exchange_view AS view LEFT JOIN exchange_act AS act USING (reader, exchange_id)
               LEFT JOIN exchange_source AS source USING (reader, exchange_id)
           WHERE view.exchange_id = $1 ORDER BY act.number, act.draft"#,
        id
    );
    gather(id, rows.fetch_all(connection).await?)
}

/// Says what an exchange is about: a resource of the caller's own organisation. The other party does not learn it.
///
/// # Errors
/// Whatever keeps the database from recording it.
pub async fn source(tx: &mut WriteTx<impl Write>, id: Uuid, source: &str, need: &str) -> Result<(), Error> {
    let own = tx.caller().organisation.clone();
    sqlx::query!(
        "INSERT INTO exchange_source (organisation, reader, need, exchange_id, source) VALUES ($1, $1, $2, $3, $4)",
        own.as_str(),
        need,
        id,
        source,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Finds the exchange of a kind that is about a resource of the caller's own, if there is one.
///
/// # Errors
/// Whatever keeps the database from answering.
pub async fn about(
    tx: &mut WriteTx<impl Write>,
    kind: &str,
    source: &str,
) -> Result<Option<Exchange>, Error> {
    let id = sqlx::query_scalar!(
        "SELECT exchange_id FROM exchange_source JOIN exchange_view USING (reader, exchange_id)
         WHERE source = $1 AND kind = $2 ORDER BY place DESC LIMIT 1",
        source,
        kind,
    );
    match id.fetch_optional(tx.connection()).await? {
        Some(id) => Ok(Some(read(tx.connection(), id).await?)),
        None => Ok(None),
    }
}

/// Which exchanges. What is empty filters nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Kinds, as they are kept.
    pub kinds: Vec<String>,
    /// States, as they are kept.
    pub states: Vec<String>,
    /// The other party.
    pub counterpart: Option<Label>,
    /// What they are about: a resource of the caller's own.
    pub source: Option<String>,
    /// What they are about: a resource that is nobody's own.
    pub subject: Option<String>,
}

/// An exchange as a list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Which one.
    pub id: Uuid,
    /// Its place in lists.
    pub place: i64,
    /// That of the last act.
    pub version: Version,
    /// What a list shows of it.
    pub summary: Value,
}

/// Reads one page of exchanges, what changed last first, and one exchange more.
///
/// # Errors
/// Whatever keeps the database from answering.
pub async fn page(
    tx: &mut ReadTx<impl Read>,
    filter: &Filter,
    page: &Page<(i64, Uuid)>,
) -> Result<Vec<Listed>, Error> {
    let (place, id) = page.after.unwrap_or((i64::MIN, Uuid::nil()));
    let rows = sqlx::query_file_as!(
        ListedRow,
        "queries/exchanges.sql",
        &filter.kinds,
        &filter.states,
        filter.counterpart.as_ref().map(Label::as_str),
        filter.source,
        place,
        id,
        page.limit(),
        filter.subject,
    );
    let listed = |row: ListedRow| {
        let ListedRow { id, place, number, draft, summary } = row;
        Listed { id, place, version: Version { number, draft }, summary }
    };
    Ok(rows.fetch_all(tx.connection()).await?.into_iter().map(listed).collect())
}

struct ListedRow {
    id: Uuid,
    place: i64,
    number: i32,
    draft: i32,
    summary: Value,
}

/// Finds an exchange that was named before, if its caller may see it still.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not.
pub async fn see(tx: &mut WriteTx<impl Write>, name: &str) -> Result<Exchange, Error> {
    let name = Name::parse(EXCHANGES, name).ok_or_else(|| Error::internal("a remembered name is none"))?;
    read(tx.connection(), name.id).await
}

/// Folds every exchange again, for each of its readers, as the owner, and says which views are not what their acts come to.
/// `stands` says whether an exchange comes to the state, and to the summary, that its last act says.
///
/// # Errors
/// Whatever keeps the database from answering.
pub async fn check(
    pool: &PgPool,
    mut stands: impl FnMut(Exchange, &str) -> Result<bool, Error>,
) -> Result<Vec<String>, Error> {
    let mut problems = Vec::new();
    let each = each(pool, |kept| {
        let problem = match kept {
            Err(error) => explain(&error),
            Ok(Kept { exchange, reader, state, projected }) => {
                let id = format!("exchange {} as {reader} reads it", exchange.id);
                match stands(exchange, &state) {
                    Ok(true) if projected => return,
                    Ok(_) => format!("{id}: its view is not what its acts come to"),
                    Err(error) => format!("{id}: {}", explain(&error)),
                }
            }
        };
        problems.push(problem);
    });
    each.await?;
    Ok(problems)
}

/// An exchange as one of its readers was given it.
struct Kept {
    /// As its last act says that it stands.
    exchange: Exchange,
    /// Whose copies these are.
    reader: String,
    /// Where its last act says that it is.
    state: String,
    /// Whether the reader's view says the same.
    projected: bool,
}

/// Reads every exchange of every reader, as the owner, and hands each to `check`; a batch at a time. From the acts, so that a
/// view that is missing is found too.
///
/// # Errors
/// Whatever keeps the database from answering.
async fn each(pool: &PgPool, mut check: impl FnMut(Result<Kept, Error>)) -> Result<(), Error> {
    let mut after = (Uuid::nil(), String::new());
    loop {
        let batch = sqlx::query!(
            r#"SELECT last.exchange_id, last.reader, last.number, last.draft, last.state,
                      coalesce((view.number, view.draft, view.named, view.kind, view.state, view.opener, view.recipient, view.place,
                                view.summary, view.subject)
                               = (last.number, last.draft, last.named, last.kind, last.state, last.opener, last.recipient, last.place,
                                  last.summary, last.subject), false) AS "projected!"
               FROM (SELECT DISTINCT ON (exchange_id, reader) * FROM exchange_act
                     WHERE (exchange_id, reader) > ($1, $2) ORDER BY exchange_id, reader, number DESC, draft DESC LIMIT 200) AS last
                   LEFT JOIN exchange_view AS view USING (exchange_id, reader)
               ORDER BY last.exchange_id, last.reader"#,
            after.0,
            after.1,
        );
        let batch = batch.fetch_all(pool).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = (last.exchange_id, last.reader.clone());
        for last in batch {
            let rows = sqlx::query_as!(
                Row,
                r#"SELECT last.kind, last.opener, last.recipient, last.number AS version, last.draft AS version_draft, last.summary, last.subject,
                          NULL::text AS source, act.number AS "number?", act.draft AS "draft?", act.act AS "act?", act.at AS "at?: Stored",
                          act.organisation AS "organisation?", act.role AS "role?", act.author AS "author?",
                          act.content_type AS "content_type?", act.content AS "content?", act.hash AS "hash?"
                   FROM exchange_act AS last JOIN exchange_act AS act USING (reader, exchange_id)
                   WHERE last.exchange_id = $1 AND last.reader = $2 AND (last.number, last.draft) = ($3, $4)
                   ORDER BY act.number, act.draft"#,
                last.exchange_id,
                last.reader,
                last.number,
                last.draft,
            );
            let exchange = gather(last.exchange_id, rows.fetch_all(pool).await?);
            let (reader, state, projected) = (last.reader, last.state, last.projected);
            check(exchange.map(|exchange| Kept { exchange, reader, state, projected }));
        }
    }
}

struct Row {
    kind: String,
    opener: String,
    recipient: String,
    version: i32,
    version_draft: i32,
    summary: Value,
    source: Option<String>,
    subject: String,
    number: Option<i32>,
    draft: Option<i32>,
    act: Option<String>,
    at: Option<Stored>,
    organisation: Option<String>,
    role: Option<String>,
    author: Option<String>,
    content_type: Option<String>,
    content: Option<Vec<u8>>,
    hash: Option<Vec<u8>>,
}

fn gather(id: Uuid, rows: Vec<Row>) -> Result<Exchange, Error> {
    let bad = |what: &str| Error::internal(format!("exchange {id}: {what}"));
    let label = |text: &str| Label::parse(text).ok_or_else(|| bad("a party or an author is no label"));
    let first = rows.first().ok_or(Error::NotFound)?;
    let version = Version { number: first.version, draft: first.version_draft };
    let kind = first.kind.clone();
    let (summary, source, subject) = (first.summary.clone(), first.source.clone(), first.subject.clone());
    let (opener, recipient) = (label(&first.opener)?, label(&first.recipient)?);
    let mut acts = Vec::new();
    for row in rows {
        let (Some(number), Some(draft), Some(kind), Some(at), Some(organisation), Some(role), Some(author)) =
            (row.number, row.draft, row.act, row.at, row.organisation, row.role, row.author)
        else {
            continue;
        };
        let (Some(content_type), Some(content), Some(hash)) = (row.content_type, row.content, row.hash)
        else {
            return Err(bad("an act says nothing"));
        };
        acts.push(Act {
            version: Version { number, draft },
            kind,
            at: at.to_jiff(),
            organisation: label(&organisation)?,
            role,
            author: if author.is_empty() { None } else { Some(label(&author)?) },
            sealed: Sealed::kept(content_type, content, &hash).map_err(Error::internal)?,
        });
    }
    Ok(Exchange {
        id,
        kind,
        opener,
        recipient,
        version,
        acts,
        summary,
        source,
        subject,
        collection: EXCHANGES,
    })
}
