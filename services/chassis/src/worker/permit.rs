//! Proof that a worker may do one thing in the name of one organisation, and the transaction that it is spent on.

use crate::{Caller, Error, Label, Record, db::Open, telemetry::Statements, tx};
use contracts::access::{Party, PrincipalKind};
use jiff::Timestamp;
use std::marker::PhantomData;

/// The role in which workers act. No person and no issuer has it.
const ROLE: &str = "platform.worker";
/// What workers are called in audit records, and what stands there for the policy, which no worker asks.
const SUBJECT: &str = "worker";

mod sealed {
    /// What keeps the list of deeds closed.
    pub trait Sealed {}
}

/// Something that a worker may do. The list is closed: a service that has more for a worker to do adds to it here.
///
/// ```compile_fail,E0277
/// enum Anything {}
/// impl chassis::worker::Deed for Anything {
///     const PERMISSION: &'static str = "breaches.close";
/// }
/// ```
pub trait Deed: sealed::Sealed + Send + Sync + 'static {
    /// What audit records say that it was permitted as.
    const PERMISSION: &'static str;
}

/// Reminds people of what is due.
#[derive(Debug)]
pub enum Remind {}

impl sealed::Sealed for Remind {}
impl Deed for Remind {
    const PERMISSION: &'static str = "platform.remind";
}

/// Proof that a worker may do `D` in the name of one organisation. [`super::Work::pass`] alone makes one, and one
/// transaction spends it.
///
/// A service cannot forge one:
/// ```compile_fail,E0451
/// # use {chassis::{Caller, worker::{Permit, Remind}}, std::marker::PhantomData};
/// fn forge(caller: Caller) -> Permit<Remind> {
///     Permit { caller, deed: PhantomData }
/// }
/// ```
/// nor have one made:
/// ```compile_fail,E0624
/// # use {chassis::{Label, worker::{Permit, Remind}}, contracts::access::Party};
/// fn have_made(organisation: Label) -> Permit<Remind> {
///     Permit::issue(organisation, Party::Department)
/// }
/// ```
/// nor call with it, as only a caller's permit lets one:
/// ```compile_fail,E0308
/// # use {chassis::{Db, Label, worker::{Permit, Remind}}, contracts::action::breaches::CreateBreach};
/// async fn call(db: Db, permit: Permit<Remind>, organisation: Label) {
///     let _ = db.write::<CreateBreach>(permit, &organisation, None).await;
/// }
/// ```
#[derive(Debug)]
#[must_use = "a permit does nothing until a transaction is begun with it"]
pub struct Permit<D: Deed> {
    pub(crate) caller: Caller,
    deed: PhantomData<fn() -> D>,
}

impl<D: Deed> Permit<D> {
    /// Lets a worker do `D` in the name of an organisation. It sees nothing of the organisation's: it has no need to.
    pub(super) fn issue(organisation: Label, party: Party) -> Result<Self, Error> {
        let label = |text| Label::parse(text).ok_or_else(|| Error::internal("a worker's label is none"));
        let caller = Caller {
            subject: SUBJECT.to_owned(),
            kind: PrincipalKind::System,
            party,
            organisation,
            acting_role: label(ROLE)?,
            needs: Vec::new(),
            policy_version: SUBJECT.to_owned(),
            author: label("by:worker")?,
        };
        Ok(Self { caller, deed: PhantomData })
    }
}

/// A transaction that may do `D` in the name of one organisation, and sees no row of it.
///
/// A store function that serves a call does not take it:
/// ```compile_fail,E0308
/// # use {chassis::{WriteTx, worker::{DeedTx, Remind}}, contracts::action::breaches::CreateBreach};
/// async fn save(tx: &mut WriteTx<CreateBreach>) {}
/// async fn other(mut tx: DeedTx<Remind>) { save(&mut tx).await; }
/// ```
#[derive(Debug)]
#[must_use = "dropping a transaction rolls it back"]
pub struct DeedTx<D: Deed> {
    open: Open,
    deed: PhantomData<fn() -> D>,
}

impl<D: Deed> DeedTx<D> {
    pub(crate) fn new(open: Open) -> Self {
        Self { open, deed: PhantomData }
    }

    /// The connection, for store functions.
    pub fn connection(&mut self) -> Statements<'_> {
        self.open.connection()
    }

    /// In whose name it acts.
    #[must_use]
    pub fn organisation(&self) -> &Label {
        &self.open.caller.organisation
    }

    /// The time, which stands still while the transaction runs.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.open.now
    }

    /// Commits, together with the audit record and the events. There is no other way to commit.
    pub(super) async fn commit(mut self, record: &Record) -> Result<(), Error> {
        tx::write(&mut self.open, D::PERMISSION, record, None).await?;
        self.open.commit().await
    }
}
