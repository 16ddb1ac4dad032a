//! Background workers: what a service does by itself, without a call.
//!
//! A worker sees identifiers and times only, of all organisations: [`Worker::find`] asks a function of the owner's for
//! them, on a connection without a context, on which every table is shut. What it then does, it does in the name of one
//! organisation, with a [`Permit`] for one [`Deed`] of a closed list, in a transaction that sees no row and is committed
//! with its record only. Every replica runs every worker: what must happen once is kept by a primary key.

mod days;
mod permit;
mod remind;

pub use days::{DAY, INSTANT, InDays, WEEK, every};
pub use permit::{Deed, DeedTx, Permit, Remind};
pub use remind::{Due, Reminder, Subject, remind};

use crate::{Directory, Error, Label, Record, db::Db, serve::Parts};
use jiff::Timestamp;
use sqlx::{PgConnection, Postgres, pool::PoolConnection};
use std::{error::Error as StdError, fmt, pin::Pin, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{self, MissedTickBehavior},
};

/// How many tasks a worker asks for at a time.
const BATCH: i32 = 100;

/// Something that a service does by itself.
pub trait Worker: Send + Sync + 'static {
    /// What it does.
    type Deed: Deed;
    /// What it does it to: identifiers and times.
    type Task: Send + Sync;

    /// What the log calls it.
    fn name(&self) -> &'static str;

    /// Finds what there is to do, in a fixed order.
    ///
    /// # Errors
    /// Whatever keeps the database from answering.
    fn find(
        &self,
        blind: &mut Blind,
        batch: Batch<'_, Self::Task>,
    ) -> impl Future<Output = Result<Vec<Self::Task>, Error>> + Send;

    /// The organisation in whose name a task is done.
    fn organisation<'t>(&self, task: &'t Self::Task) -> &'t str;

    /// Does a task; none to record, if there was nothing to do after all.
    ///
    /// # Errors
    /// Whatever keeps it from being done. Other tasks are done all the same, and this one is tried again in the next pass.
    fn act(
        &self,
        tx: &mut DeedTx<Self::Deed>,
        task: &Self::Task,
    ) -> impl Future<Output = Result<Option<Record>, Error>> + Send;
}

/// Which tasks a worker asks for.
#[derive(Debug)]
pub struct Batch<'a, T> {
    /// When.
    pub now: Timestamp,
    /// Those after this one; none for the first.
    pub after: Option<&'a T>,
    /// So many at most.
    pub most: i32,
}

/// A connection in nobody's name, which sees no row of any table.
#[derive(Debug)]
pub struct Blind(PoolConnection<Postgres>);

impl Blind {
    pub(crate) fn new(connection: PoolConnection<Postgres>) -> Self {
        Self(connection)
    }

    /// The connection, for store functions.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}

/// What a pass came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pass {
    /// How many tasks were done.
    pub done: usize,
    /// How many could not be done.
    pub failed: usize,
}

type Passing = Pin<Box<dyn Future<Output = Result<Pass, Error>> + Send>>;

/// A worker, and how often it looks for something to do.
#[derive(Clone)]
pub struct Work {
    name: &'static str,
    every: Duration,
    pass: Arc<dyn Fn() -> Passing + Send + Sync>,
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").field("name", &self.name).field("every", &self.every).finish_non_exhaustive()
    }
}

impl Work {
    /// Has `worker` look for something to do `every` so often.
    #[must_use]
    pub fn of(worker: impl Worker, parts: &Parts, every: Duration) -> Self {
        let (name, worker) = (worker.name(), Arc::new(worker));
        let (db, directory) = (parts.db.clone(), parts.directory.clone());
        let pass = Arc::new(move || -> Passing {
            let (worker, db, directory) = (worker.clone(), db.clone(), directory.clone());
            Box::pin(async move { pass(&*worker, &db, &directory).await })
        });
        Self { name, every, pass }
    }

    /// Looks once, and does what there is to do. A task that fails stops no other.
    ///
    /// # Errors
    /// Whatever keeps it from looking.
    pub async fn pass(&self) -> Result<Pass, Error> {
        (self.pass)().await
    }

    /// Looks again and again, until it is dropped.
    pub(crate) async fn run(self) {
        let mut ticks = time::interval(self.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            // A task of its own, so that one that panics is not the last.
            let mut passing = JoinSet::new();
            passing.spawn((self.pass)());
            match passing.join_next().await {
                Some(Ok(Ok(pass))) if pass == Pass::default() => {}
                Some(Ok(Ok(Pass { done, failed }))) => {
                    tracing::info!(worker = self.name, done, failed, "worked");
                }
                Some(Ok(Err(error))) => {
                    let error = &error as &dyn StdError;
                    tracing::warn!(worker = self.name, error, "a worker could not look for work");
                }
                // What it panicked with may hold content, and goes nowhere.
                Some(Err(_)) | None => tracing::error!(worker = self.name, "a worker panicked"),
            }
        }
    }
}

async fn pass<W: Worker>(worker: &W, db: &Db, directory: &Directory) -> Result<Pass, Error> {
    let (now, mut pass, mut after) = (db.now(), Pass::default(), None);
    loop {
        let batch = Batch { now, after: after.as_ref(), most: BATCH };
        let mut tasks = worker.find(&mut db.blind().await?, batch).await?;
        for task in &tasks {
            match act(worker, db, directory, task).await {
                Ok(done) => pass.done += usize::from(done),
                Err(error) => {
                    pass.failed += 1;
                    let error = &error as &dyn StdError;
                    tracing::warn!(worker = worker.name(), error, "a task was not done");
                }
            }
        }
        if i32::try_from(tasks.len()) != Ok(BATCH) {
            return Ok(pass);
        }
        after = tasks.pop();
    }
}

/// Does one task in the name of its organisation; says whether there was anything to do.
async fn act<W: Worker>(worker: &W, db: &Db, directory: &Directory, task: &W::Task) -> Result<bool, Error> {
    let organisation = Label::parse(worker.organisation(task)).and_then(|code| directory.get(&code));
    let organisation =
        organisation.ok_or_else(|| Error::internal("an organisation is not in the directory"))?;
    let permit = Permit::issue(organisation.code.clone(), organisation.party)?;
    let mut tx: DeedTx<W::Deed> = db.work(permit).await?;
    let Some(record) = worker.act(&mut tx, task).await? else { return Ok(false) };
    tx.commit(&record).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{Pass, Passing, Work};
    use crate::Error;
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };
    use tokio::sync::mpsc;

    #[tokio::test]
    async fn a_worker_looks_again_whatever_became_of_the_last_time_until_it_is_dropped() {
        let (sender, mut looked) = mpsc::unbounded_channel();
        let times = AtomicUsize::new(0);
        let pass = move || -> Passing {
            let (time, sender) = (times.fetch_add(1, Ordering::SeqCst), sender.clone());
            Box::pin(async move {
                let _ = sender.send(time);
                match time {
                    0 => Err(Error::internal("the database does not answer")),
                    1 => panic!("a worker panics"),
                    _ => Ok(Pass::default()),
                }
            })
        };
        let work = Work { name: "test", every: Duration::from_millis(1), pass: Arc::new(pass) };
        let running = tokio::spawn(work.run());
        for time in 0..4 {
            assert_eq!(looked.recv().await, Some(time));
        }
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        // Whatever it looked for meanwhile, it is gone, and its end of the channel with it.
        while looked.recv().await.is_some() {}
    }
}
