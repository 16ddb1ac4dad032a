//! A service over a database, at a time that stands still, and the people who call it.

use crate::{TestDb, database::context, pool};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use chassis::{
    Clock, Db, Directory, Ids, Pages,
    deadline::Calendar,
    permit::{METADATA, Mint, PermitKey, Verifier},
    serve::{Parts, stack},
    service::Service,
    worker::{Pass, Work},
};
use contracts::{
    Action, Authorised,
    access::{Caller, Party, PrincipalKind},
};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Executor as _, PgPool};
use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};
use tonic::{Code, Request, Status, metadata::MetadataValue, service::Routes};
use tonic_types::{ErrorDetails, StatusExt as _};
use uuid::Uuid;

const DIRECTORY: &str = include_str!("../../../../deploy/reference/directory.toml");
const HOLIDAYS: &str = include_str!("../../../../deploy/reference/bank-holidays.json");

/// The shipped directory.
///
/// # Panics
/// If it does not load.
#[must_use]
pub fn directory() -> Directory {
    Directory::parse(DIRECTORY).expect("the shipped directory loads")
}

/// The shipped bank holidays.
///
/// # Panics
/// If they do not load.
#[must_use]
pub fn calendar() -> Calendar {
    Calendar::parse(HOLIDAYS).expect("the shipped bank holidays load")
}

/// A time that stands still until a test moves it.
#[derive(Debug)]
pub struct Settled(AtomicI64);

impl Clock for Settled {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).expect("a time that was one")
    }
}

/// A service over a database of its own.
pub struct World {
    /// The database.
    pub database: TestDb,
    /// The pool that the service uses: one connection, as the serving role.
    pub app: PgPool,
    /// The service, behind its layers.
    pub routes: Routes,
    workers: Vec<Work>,
    clock: Arc<Settled>,
    mint: Arc<Mint>,
}

/// Somebody who calls the service.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who, in whose name, in which role.
    pub caller: Caller,
    mint: Arc<Mint>,
    clock: Arc<Settled>,
}

impl World {
    /// Starts a service at a time.
    pub async fn at<S: Service>(settings: &S::Settings, time: &str) -> Self {
        let database = TestDb::of::<S>().await;
        Self::over::<S>(settings, database, time).await
    }

    /// Starts a service over a database that is there.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn over<S: Service>(settings: &S::Settings, database: TestDb, time: &str) -> Self {
        let app = pool(database.role("app"), 1).await;
        Self::with::<S>(settings, database, app, time).await
    }

    /// Starts a service over a database that is there, with a pool of the test's own.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn with<S: Service>(settings: &S::Settings, database: TestDb, app: PgPool, time: &str) -> Self {
        // What goes wrong inside is told nowhere else.
        chassis::telemetry::init("warn").expect("a filter");
        let time: Timestamp = time.parse().expect("a time");
        let clock = Arc::new(Settled(AtomicI64::new(time.as_microsecond())));
        let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a seed is a key");
        let public = key.public_key().as_ref().to_vec();
        let parties = vec![Party::Department, Party::Gcdo, Party::Ico, Party::Ncsc, Party::Public];
        let keys = [PermitKey { id: "test".to_owned(), public, parties }];
        let directory = Arc::new(directory());
        let calendar = Arc::new(calendar());
        let ids = Arc::new(Ids::Counted(AtomicU64::new(1)));
        let db =
            Db::new(app.clone(), clock.clone(), ids, Pages::new(&[7; 32])).await.expect("the role may serve");
        let verifier = Verifier::new(keys, directory.clone(), clock.clone());
        let parts = Parts { db, directory, calendar, clock: clock.clone() };
        let workers = S::workers(&parts, settings);
        let routes = stack(S::routes(parts, settings), verifier).prepare();
        Self { database, app, routes, workers, clock, mint: Arc::new(Mint::new("test", key)) }
    }

    /// Somebody of a department, in a role, who may see what `needs` say.
    #[must_use]
    pub fn person(&self, organisation: &str, subject: &str, role: &str, needs: &[&str]) -> Person {
        let party = match organisation {
            "gcdo" => Party::Gcdo,
            "ico" => Party::Ico,
            "ncsc" => Party::Ncsc,
            Directory::PUBLIC => Party::Public,
            _ => Party::Department,
        };
        let caller = Caller {
            subject: subject.to_owned(),
            kind: PrincipalKind::Person.into(),
            party: party.into(),
            organisation: organisation.to_owned(),
            acting_role: role.to_owned(),
            needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        };
        Person { caller, mint: self.mint.clone(), clock: self.clock.clone() }
    }

    /// Has every worker of the service look once for something to do; says what that came to.
    ///
    /// # Panics
    /// If one cannot look.
    pub async fn works(&self) -> Pass {
        let mut all = Pass::default();
        for worker in &self.workers {
            let Pass { done, failed } = worker.pass().await.expect("the database answers");
            all = Pass { done: all.done + done, failed: all.failed + failed };
        }
        all
    }

    /// Runs a statement as the serving role, in the name of `by:x` at an organisation, who may see what `needs` say, as the context
    /// has them; says how many rows it touched, and takes it back.
    ///
    /// # Errors
    /// Why the database refuses it.
    pub async fn rows(&self, organisation: &str, needs: &str, sql: &str) -> Result<u64, sqlx::Error> {
        let mut tx = self.app.begin().await?;
        tx.execute(AssertSqlSafe(context(organisation, "by:x", needs))).await?;
        let moment = "SELECT set_config('concordat.moment', $1, true)";
        sqlx::query(moment).bind(self.now().to_string()).execute(&mut *tx).await?;
        Ok(tx.execute(AssertSqlSafe(sql.to_owned())).await?.rows_affected())
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the time.
    ///
    /// # Panics
    /// If `time` is none.
    pub fn set(&self, time: &str) {
        let time: Timestamp = time.parse().expect("a time");
        self.clock.0.store(time.as_microsecond(), Ordering::SeqCst);
    }
}

impl Person {
    /// The same person as a system.
    #[must_use]
    pub fn as_system(mut self) -> Self {
        self.caller.kind = PrincipalKind::System.into();
        self
    }

    /// A request with a permit for what it asks.
    ///
    /// # Panics
    /// If the permit is no metadata.
    pub fn asks<R: Authorised>(&self, message: R) -> Request<R> {
        let (service, permission) = (R::Action::SERVICE, R::Action::PERMISSION);
        let now = self.clock.now();
        let permit = self.mint.permit(self.caller.clone(), service, permission, "policy-1", now, now);
        let mut request = Request::new(message);
        request.metadata_mut().insert_bin(METADATA, MetadataValue::from_bytes(&permit));
        request
    }
}

/// Why a call was refused: its code, its reason, and the fields or conditions that are named.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status code.
    pub code: Code,
    /// `google.rpc.ErrorInfo.reason`.
    pub reason: String,
    /// The fields of `BadRequest`, or the subjects of `PreconditionFailure`.
    pub fields: Vec<String>,
}

/// Reads a refusal's details.
#[must_use]
pub fn details(status: &Status) -> Refusal {
    let details: ErrorDetails = status.get_error_details();
    let fields =
        details.bad_request().into_iter().flat_map(|bad| &bad.field_violations).map(|one| one.field.clone());
    let failed = details.precondition_failure().into_iter().flat_map(|failed| &failed.violations);
    Refusal {
        code: status.code(),
        reason: details.error_info().map(|info| info.reason.clone()).unwrap_or_default(),
        fields: fields.chain(failed.map(|one| one.subject.clone())).collect(),
    }
}

/// The reason of a refusal.
#[must_use]
pub fn reason(status: &Status) -> String {
    details(status).reason
}

/// A new request id.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "tests stand outside, where callers make ids")]
pub fn id() -> String {
    Uuid::new_v4().to_string()
}
