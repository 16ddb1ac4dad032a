//! Exchanges in PostgreSQL, by way of the chassis.

use super::fold::Exchange;
use chassis::{
    Directory, Error, Name, ReadTx, WriteTx,
    exchange::{self as kept, Audience, Readers},
};
use contracts::{
    Write,
    action::breaches::{
        AcknowledgeExchange, AgreeLines, ApproveDisclosure, ApproveLines, AssignCategory, ConfirmReturn,
        CorrectNotification, DeclineDisclosure, DiscloseCaseAggregate, DraftLines, EndEngagement,
        EnterDisclosure, EnterLines, ExchangeRead, GrantConsent, LiftPointer, NotifyRegulator,
        OpenEngagement, PrepareDisclosure, RecallDisclosure, RecordDecisionStub, RecordEngagement,
        RecordLinesIssue, RefuseConsent, RefuseLines, ReleasePointer, RemindOfDuty, ReportToCentre,
        ReportToNcsc, RequestConsent, ReviseLines, SendRemediationUpdate, StandDown, SupplementNotification,
        SupportDepartment, TieExchange, WithdrawConsent, WithdrawNotification,
    },
    breaches::ExchangeKind,
};
use sqlx::PgPool;
use uuid::Uuid;

use super::asks::Target;

/// What may add an act to an exchange.
pub(crate) trait Acts: Write {}
impl Acts for PrepareDisclosure {}
impl Acts for EnterDisclosure {}
impl Acts for ApproveDisclosure {}
impl Acts for DeclineDisclosure {}
impl Acts for AcknowledgeExchange {}
impl Acts for RecallDisclosure {}
impl Acts for ReportToCentre {}
impl Acts for SupportDepartment {}
impl Acts for StandDown {}
impl Acts for NotifyRegulator {}
impl Acts for SupplementNotification {}
impl Acts for CorrectNotification {}
impl Acts for WithdrawNotification {}
impl Acts for SendRemediationUpdate {}
impl Acts for ReportToNcsc {}
impl Acts for TieExchange {}
impl Acts for OpenEngagement {}
impl Acts for RemindOfDuty {}
impl Acts for RecordEngagement {}
impl Acts for AssignCategory {}
impl Acts for RequestConsent {}
impl Acts for ConfirmReturn {}
impl Acts for DiscloseCaseAggregate {}
impl Acts for GrantConsent {}
impl Acts for RefuseConsent {}
impl Acts for WithdrawConsent {}
impl Acts for EndEngagement {}
impl Acts for ReleasePointer {}
impl Acts for RecordDecisionStub {}
impl Acts for LiftPointer {}
impl Acts for DraftLines {}
impl Acts for EnterLines {}
impl Acts for ApproveLines {}
impl Acts for ReviseLines {}
impl Acts for AgreeLines {}
impl Acts for RefuseLines {}
impl Acts for RecordLinesIssue {}

/// Reads an exchange.
pub(super) async fn get(tx: &mut ReadTx<impl ExchangeRead>, name: &Name) -> Result<Exchange, Error> {
    Exchange::read(kept::get(tx, name.id).await?)
}

/// Reads an exchange that is as its caller read it.
pub(super) async fn as_read(tx: &mut WriteTx<impl Acts>, target: &Target) -> Result<Exchange, Error> {
    let exchange = taken(tx, target.name.id).await?;
    exchange.kept.version.check(&target.etag)?;
    Ok(exchange)
}

/// Reads an exchange to act in it, or on it.
pub(super) async fn taken(tx: &mut WriteTx<impl Acts>, id: Uuid) -> Result<Exchange, Error> {
    Exchange::read(kept::take(tx, id).await?)
}

/// Finds an exchange that was named before, if its caller may still see what was answered of it: what has expired since is
/// not answered again.
pub(super) async fn see(tx: &mut WriteTx<impl Acts>, name: &str) -> Result<(), Error> {
    let exchange = Exchange::read(kept::see(tx, name).await?)?;
    let (own, now) = (&tx.caller().organisation, tx.now());
    if *own != exchange.kept.opener && exchange.is_expired(now) { Err(Error::NotFound) } else { Ok(()) }
}

/// Finds the exchange of a kind that is about a resource of the caller's own, if there is one.
pub(super) async fn about(
    tx: &mut WriteTx<impl Acts>,
    kind: ExchangeKind,
    source: &Name,
) -> Result<Option<Exchange>, Error> {
    let found = kept::about(tx, super::fold::bare_kind(kind), &source.to_string()).await?;
    found.map(Exchange::read).transpose()
}

/// Stores the last act of an exchange, for whoever reads it.
pub(super) async fn append(
    tx: &mut WriteTx<impl Acts>,
    exchange: &Exchange,
    readers: Readers<'_>,
    directory: &Directory,
) -> Result<(), Error> {
    let person = exchange.person()?;
    let opener = Audience::of(exchange.need_at(directory, &exchange.kept.opener)?);
    let need = exchange.need_at(directory, &exchange.kept.recipient)?;
    let recipient = Audience { need, named: person.as_ref() };
    kept::append(tx, &exchange.kept, exchange.standing()?, readers, [opener, recipient]).await
}

/// Stores the first act of an exchange, and what it is about.
pub(super) async fn open(
    tx: &mut WriteTx<impl Acts>,
    exchange: &Exchange,
    source: &Name,
    readers: Readers<'_>,
    directory: &Directory,
) -> Result<(), Error> {
    append(tx, exchange, readers, directory).await?;
    let need = exchange.need_at(directory, &source.organisation)?;
    kept::source(tx, exchange.kept.id, &source.to_string(), need).await
}

/// Folds every exchange again, for each of its readers, as the owner, and says which views are not what their acts come to.
pub(crate) async fn check(pool: &PgPool) -> Result<Vec<String>, Error> {
    kept::check(pool, |exchange, state| Exchange::read(exchange)?.stands(state)).await
}
