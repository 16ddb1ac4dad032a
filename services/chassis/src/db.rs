//! The database, which is reached with a permit only.

use crate::{
    Caller, Clock, Error, Ids, Label, Once, Pages, Permit, ReadTx, Violation, WriteTx,
    once::{Memory, MemoryKey},
    telemetry::{Statements, Transaction},
    worker::{self, Blind, Deed, DeedTx},
};
use contracts::{Read, Write};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Executor as _, PgPool, Postgres, Row as _, pool::PoolConnection, raw_sql};
use std::sync::Arc;

/// The pool, which only transactions come out of.
///
/// ```compile_fail,E0616
/// fn around(db: chassis::Db) { let _ = db.pool; }
/// ```
#[derive(Clone)]
pub struct Db {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    ids: Arc<Ids>,
    pages: Pages,
}

/// How a mutation begins.
#[derive(Debug)]
pub enum Begun<A: Write> {
    /// For the first time: the work is still to do.
    First(WriteTx<A>),
    /// Again: the work is done.
    Again(Replay<A>),
}

/// A mutation that was answered before.
#[derive(Debug)]
pub struct Replay<A: Write> {
    pub(crate) tx: WriteTx<A>,
    pub(crate) resource: String,
    pub(crate) response: Vec<u8>,
}

impl Db {
    /// Takes `pool`, unless the row policies would not bind the role that it connects as.
    ///
    /// # Errors
    /// [`Error::Internal`] if they would not; whatever keeps the database from answering.
    pub async fn new(
        pool: PgPool,
        clock: Arc<dyn Clock>,
        ids: Arc<Ids>,
        pages: Pages,
    ) -> Result<Self, Error> {
        let exempt = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(oid, 'MEMBER'))
                   OR EXISTS (SELECT FROM pg_class WHERE pg_has_role(relowner, 'MEMBER')) AS "exempt!""#
        );
        if exempt.fetch_one(&pool).await? {
            return Err(Error::internal(
                "the database role is, or is a member of, one that row policies do not bind",
            ));
        }
        Ok(Self { pool, clock, ids, pages })
    }

    /// The time, as transactions see it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn pages(&self) -> &Pages {
        &self.pages
    }

    /// Begins to read under `organisation`, in the name of the permit's caller.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the organisation is not the caller's.
    pub async fn read<A: Read>(&self, permit: Permit<A>, organisation: &Label) -> Result<ReadTx<A>, Error> {
        let (open, _) = self.begin("BEGIN READ ONLY", permit.caller, organisation, None).await?;
        Ok(ReadTx::new(open))
    }

    /// Begins to write under `organisation`, in the name of the permit's caller, unless it was done before. Without an
    /// id the mutation is neither looked up nor remembered: it only asks what would happen.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the organisation is not the caller's, [`Error::Invalid`] if the id was used for another
    /// request.
    pub async fn write<A: Write>(
        &self,
        permit: Permit<A>,
        organisation: &Label,
        once: Option<Once>,
    ) -> Result<Begun<A>, Error> {
        let key = once.as_ref().map(|once| once.key::<A>(&permit.caller));
        let (open, memory) = self.begin("BEGIN", permit.caller, organisation, key.as_ref()).await?;
        let payload = once.map(|once| once.payload).unwrap_or_default();
        let known = memory.as_ref().is_none_or(|memory| memory.payload == payload);
        let tx = WriteTx::new(open, key.map(|key| (key, payload)));
        match memory {
            None => Ok(Begun::First(tx)),
            Some(Memory { resource, response, .. }) if known => {
                Ok(Begun::Again(Replay { tx, resource, response }))
            }
            Some(_) => {
                Err(Error::Invalid(vec![Violation::new("request_id", "was used for a different request")]))
            }
        }
    }

    /// Begins to do what a worker may, in the name of the organisation that its permit names.
    pub(crate) async fn work<D: Deed>(&self, permit: worker::Permit<D>) -> Result<DeedTx<D>, Error> {
        let organisation = permit.caller.organisation.clone();
        let (open, _) = self.begin("BEGIN", permit.caller, &organisation, None).await?;
        Ok(DeedTx::new(open))
    }

    /// A connection in nobody's name.
    pub(crate) async fn blind(&self) -> Result<Blind, Error> {
        Ok(Blind::new(self.pool.acquire().await?))
    }

    /// Begins a transaction, sets its context, waits for a repetition of the request that is under way, and recalls
    /// what was answered to it: all in one round trip.
    async fn begin(
        &self,
        begin: &str,
        caller: Caller,
        organisation: &Label,
        key: Option<&MemoryKey>,
    ) -> Result<(Open, Option<Memory>), Error> {
        if *organisation != caller.organisation {
            return Err(Error::NotFound);
        }
        // `true`: local to the transaction, so that a pooled connection carries nobody's identity on.
        let (context, now) = (context(&caller), self.clock.now());
        let recall = key.map(|key| {
            let (lock, key) = (key.lock(), key.literal());
            format!(
                "; SELECT pg_advisory_xact_lock({lock})
                 ; SELECT payload, resource, response FROM request_memory WHERE memory_key = {key}"
            )
        });
        let recall = recall.unwrap_or_default();
        let set = format!(
            "set_config('concordat.context', '{context}', true), set_config('concordat.moment', '{now}', true)"
        );
        let sql = format!("{begin}; SELECT {set}{recall}");
        let transaction = Transaction::begin();
        let connection = Some(self.pool.acquire().await?);
        let ids = self.ids.clone();
        let mut open = Open { connection, begun: false, caller, now, ids, transaction };
        let rows = raw_sql(AssertSqlSafe(sql)).fetch_all(open.connection()).await?;
        open.begun = true;
        // A row for the context and one for the lock come before the memory's.
        let memory = rows.get(2).map(|row| {
            Ok::<_, sqlx::Error>(Memory {
                payload: row.try_get(0)?,
                resource: row.try_get(1)?,
                response: row.try_get(2)?,
            })
        });
        Ok((open, memory.transpose()?))
    }

    /// Forgets requests that need not be remembered any longer.
    ///
    /// # Errors
    /// Whatever keeps the database from doing it.
    pub async fn sweep(&self) -> Result<i64, Error> {
        let forgotten = sqlx::query_scalar!(r#"SELECT forget_requests(1000) AS "forgotten!""#);
        Ok(forgotten.fetch_one(&self.pool).await?)
    }

    /// Says by how much the database's clock differs from this machine's, in milliseconds.
    ///
    /// # Errors
    /// Whatever keeps the database from answering.
    pub async fn skew(&self) -> Result<i64, Error> {
        let theirs = sqlx::query_scalar!(
            r#"SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS "millis!""#
        );
        let theirs = theirs.fetch_one(&self.pool).await?;
        Ok(theirs - self.clock.now().as_millisecond())
    }
}

/// The context as an array literal: organisation, author, needs. Labels hold no quote, brace or backslash; quoted, none
/// is taken for NULL.
fn context(caller: &Caller) -> String {
    let labels = [&caller.organisation, &caller.author].into_iter().chain(&caller.needs).map(Label::as_str);
    format!(r#"{{"{}"}}"#, labels.collect::<Vec<_>>().join(r#"",""#))
}

/// An open transaction in a caller's name, rolled back when dropped.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) caller: Caller,
    pub(crate) now: Timestamp,
    pub(crate) ids: Arc<Ids>,
    connection: Option<PoolConnection<Postgres>>,
    begun: bool,
    transaction: Transaction,
}

impl Open {
    pub(crate) fn connection(&mut self) -> Statements<'_> {
        self.transaction.on(self.connection.as_mut().expect("only committing and dropping take it"))
    }

    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        self.connection().execute("COMMIT").await?;
        self.connection = None;
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        if !self.begun {
            // Failed or cancelled, it may have left any of its statements behind, and the pool would hand the
            // connection on inside a transaction that it knows nothing of.
            connection.close_on_drop();
            return;
        }
        tokio::spawn(async move {
            if connection.execute("ROLLBACK").await.is_err() {
                connection.close_on_drop();
            }
        });
    }
}
