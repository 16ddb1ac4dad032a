//! Proof that a caller may do one thing, as a type.

mod mint;
mod verify;

pub use mint::{Mint, PERMIT_LIFE};
pub use verify::{PermitKey, Verifier};

use crate::{Error, Label};
use aws_lc_rs::digest::{SHA256, digest};
use contracts::{
    Action, Authorised,
    access::{self, Party, PrincipalKind},
};
use std::{fmt::Write as _, marker::PhantomData};
use tonic::Request;

/// The metadata that carries a permit from a gateway to a service.
pub const METADATA: &str = "concordat-permit-bin";

/// The label of a role that sees only what it wrote itself, in the tables that keep an author.
const OWN: &str = "own";

/// Who calls, and in whose name.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Caller {
    /// The issuer's name for the caller. Stored in audit records only.
    pub subject: String,
    /// Person or system.
    pub kind: PrincipalKind,
    /// The side that the caller is on.
    pub party: Party,
    /// The organisation in whose name the caller acts.
    pub organisation: Label,
    /// The one role that the caller acts in.
    pub acting_role: Label,
    /// What that role may see inside the organisation.
    pub needs: Vec<Label>,
    /// The policy under which the permission was found.
    pub policy_version: String,
    /// The caller as an author: a digest of the subject.
    pub author: Label,
}

impl Caller {
    /// Says whether the caller is a person, who alone decides.
    #[must_use]
    pub fn is_person(&self) -> bool {
        self.kind == PrincipalKind::Person
    }

    /// Refuses a system where a person decides.
    ///
    /// # Errors
    /// [`Error::ActingRole`] with `message` if the caller is one.
    pub fn in_person(&self, message: &'static str) -> Result<(), Error> {
        if self.is_person() { Ok(()) } else { Err(Error::ActingRole(message)) }
    }

    /// Refuses what the regulator only drafts, proposes to itself or judges: of its deliberation nothing stands in a database that
    /// government operates. It enters what it has decided.
    ///
    /// # Errors
    /// [`Error::ActingRole`] if the caller is the regulator's.
    pub fn drafts_here(&self) -> Result<(), Error> {
        match self.party {
            Party::Ico => {
                Err(Error::ActingRole("the regulator enters what it has decided, and drafts nothing here"))
            }
            _ => Ok(()),
        }
    }

    /// Refuses what only departments and the centre plan here.
    ///
    /// # Errors
    /// [`Error::ActingRole`] if the caller is another party's.
    pub fn plans_here(&self) -> Result<(), Error> {
        match self.party {
            Party::Department | Party::Gcdo => Ok(()),
            _ => Err(Error::ActingRole("departments and the centre plan here, and nobody else")),
        }
    }

    /// Refuses whoever is to draft here, and to have another person look at it, what the regulator enters as decided.
    ///
    /// # Errors
    /// [`Error::ActingRole`] if the caller is not a person of the regulator's.
    pub fn decides_elsewhere(&self) -> Result<(), Error> {
        self.in_person("a person enters what was decided, and no system")?;
        match self.party {
            Party::Ico => Ok(()),
            _ => Err(Error::ActingRole("the regulator alone enters what it decided elsewhere")),
        }
    }

    /// Says whether the caller's role may see what asks for `need`.
    #[must_use]
    pub fn has_need(&self, need: &str) -> bool {
        self.needs.iter().any(|has| has.as_str() == need)
    }

    /// Says whether the caller sees only what it wrote itself.
    #[must_use]
    pub fn sees_own_only(&self) -> bool {
        self.has_need(OWN)
    }

    /// Reads the caller that a permit names, unless something is missing or is not a label.
    fn read(caller: access::Caller, policy_version: String) -> Option<Self> {
        let (kind, party) = (caller.kind(), caller.party());
        let known = kind != PrincipalKind::Unspecified
            && party != Party::Unspecified
            && !caller.subject.is_empty()
            && !policy_version.is_empty();
        known.then_some(Self {
            kind,
            party,
            organisation: Label::parse(&caller.organisation)?,
            acting_role: Label::parse(&caller.acting_role)?,
            needs: caller.needs.iter().map(|need| Label::parse(need)).collect::<Option<_>>()?,
            author: author(&caller.subject)?,
            subject: caller.subject,
            policy_version,
        })
    }
}

fn author(subject: &str) -> Option<Label> {
    let mut author = "by:".to_owned();
    for byte in &digest(&SHA256, subject.as_bytes()).as_ref()[..16] {
        let _ = write!(author, "{byte:02x}");
    }
    Label::parse(&author)
}

/// Proof that `caller` may do `A`. [`redeem`] alone makes one, and one transaction spends it.
///
/// A handler cannot forge one:
/// ```compile_fail,E0451
/// # use {chassis::{Caller, Permit}, contracts::action::breaches::CreateBreach, std::marker::PhantomData};
/// fn forge(caller: Caller) -> Permit<CreateBreach> {
///     Permit { caller, action: PhantomData }
/// }
/// ```
/// nor use one twice:
/// ```compile_fail,E0382
/// # use {chassis::{Db, Label, Permit}, contracts::action::breaches::GetBreach};
/// async fn twice(db: Db, permit: Permit<GetBreach>, organisation: Label) {
///     let _ = db.read(permit, &organisation).await;
///     let _ = db.read(permit, &organisation).await;
/// }
/// ```
/// nor write with a permit to read:
/// ```compile_fail,E0277
/// # use {chassis::{Db, Label, Once, Permit}, contracts::action::breaches::GetBreach};
/// async fn write(db: Db, permit: Permit<GetBreach>, organisation: Label, once: Once) {
///     let _ = db.write(permit, &organisation, once).await;
/// }
/// ```
/// nor reach a store function that serves another action:
/// ```compile_fail,E0308
/// # use {chassis::WriteTx, contracts::action::breaches::CreateBreach, contracts::Write};
/// # enum Other {}
/// # impl contracts::Action for Other {
/// #     const SERVICE: &'static str = ""; const RPC: &'static str = ""; const PERMISSION: &'static str = "";
/// # }
/// # impl Write for Other {}
/// async fn save(tx: &mut WriteTx<CreateBreach>) {}
/// async fn other(mut tx: WriteTx<Other>) { save(&mut tx).await; }
/// ```
#[derive(Debug)]
#[must_use = "a permit does nothing until a transaction is begun with it"]
pub struct Permit<A: Action> {
    pub(crate) caller: Caller,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> Permit<A> {
    /// Who holds it.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// A permit whose signature, party and time are good, on its way from the verifier to its handler.
#[derive(Clone, Debug)]
struct Verified {
    caller: Caller,
    service: String,
    permission: String,
}

/// Trades a request for its message and the proof that its caller may have it served. The message fixes the action.
///
/// # Errors
/// [`Error::PermitRejected`] if the permit is absent, or for another service or permission.
pub fn redeem<R: Authorised>(mut request: Request<R>) -> Result<(Permit<R::Action>, R), Error> {
    let verified =
        request.extensions_mut().remove::<Verified>().ok_or(Error::PermitRejected("not verified"))?;
    if verified.service != <R::Action as Action>::SERVICE {
        return Err(Error::PermitRejected("for another service"));
    }
    if verified.permission != <R::Action as Action>::PERMISSION {
        return Err(Error::PermitRejected("for another permission"));
    }
    Ok((Permit { caller: verified.caller, action: PhantomData }, request.into_inner()))
}
