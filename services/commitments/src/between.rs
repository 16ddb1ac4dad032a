//! What amendments, evidence, views and packs have in common: each is an exchange, the fold of what was done about it. One that is settled
//! within a party is that party's with itself.

use crate::{
    amendment::Amendment,
    appointment::Appointment,
    assessment::Assessment,
    calendar::Completion,
    evidence::Evidence,
    meeting::{Invitation, Meeting},
    pack::Pack,
    register::Register,
};
use chassis::{
    Ask, Asker, Directory, Error, Fields, Label, Name, Record, Target, WriteTx,
    database::Pool,
    disclosure::Terms,
    exchange::{self as kept, Audience, Exchange, Readers, Standing},
};
use contracts::{
    Targeted, Write,
    access::{Party, Reason},
    commitments::Instrument,
};

/// Who drafts what shows that commitments are kept.
pub(crate) const DRAFTERS: &str = "evidence";
/// Who in a department reads what it submitted: its boards among them.
pub(crate) const BOARDS: &str = "boards";
/// Who at the centre reads what departments submitted.
pub(crate) const CENTRE: &str = "centre";

/// The fold of an exchange of one kind.
pub(crate) trait Fold: Sized {
    /// The kind, as it is kept.
    const KIND: &'static str;
    /// The collection that it is named in.
    const COLLECTION: &'static str;

    /// Folds an exchange of the kind.
    fn fold(exchange: Exchange) -> Result<Self, Error>;

    /// The exchange.
    fn kept(&self) -> &Exchange;

    /// What lists need.
    fn standing(&self) -> Result<Standing, Error>;

    /// Folds an exchange, if it is of the kind.
    fn read(exchange: Exchange) -> Result<Self, Error> {
        if exchange.kind == Self::KIND {
            Self::fold(exchange.within(Self::COLLECTION))
        } else {
            Err(Error::NotFound)
        }
    }
}

/// What is said of an exchange that is there.
pub(crate) struct Of<S> {
    pub(crate) target: Target,
    pub(crate) said: S,
}

/// What is said of an exchange of a kind, and the request that says it.
pub(crate) trait Says: Sized {
    type Of: Fold;
    type Request: Targeted;

    fn read(asker: &Asker<'_>, request: Self::Request, fields: &mut Fields) -> Option<Self>;
}

impl<S: Says> Ask for Of<S> {
    type Request = S::Request;

    fn read(asker: &Asker<'_>, request: S::Request, fields: &mut Fields) -> Option<Self> {
        let (name, etag) = request.target();
        let target = fields.target(S::Of::COLLECTION, name, etag);
        let said = S::read(asker, request, fields);
        Some(Self { target: target?, said: said? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

/// Reads an exchange to act in it, if it is as its caller read it.
pub(crate) async fn as_read<F: Fold>(tx: &mut WriteTx<impl Write>, target: &Target) -> Result<F, Error> {
    let found = F::read(kept::take(tx, target.name.id).await?)?;
    found.kept().version.check(&target.etag)?;
    Ok(found)
}

/// The other party to the document that a commitment stands in.
///
/// # Errors
/// [`Error::Refused`] if the document has none: government's letter to a committee.
pub(crate) fn other_signatory(
    register: &Register,
    instrument: Instrument,
    own: &Label,
) -> Result<Label, Error> {
    let other = register.signatories(instrument).find(|signatory| *signatory != own.as_str());
    let none = || Error::refused(Reason::State, "the document has no other party");
    other.and_then(Label::parse).ok_or_else(none)
}

/// Finds what was named before, if its caller may see it still.
pub(crate) async fn see<F: Fold>(tx: &mut WriteTx<impl Write>, name: &str) -> Result<(), Error> {
    let name =
        Name::parse(F::COLLECTION, name).ok_or_else(|| Error::internal("a remembered name is none"))?;
    F::read(kept::take(tx, name.id).await?)?;
    Ok(())
}

/// Stores what was done last, for whoever reads it, and says what is recorded of it. `needs` say who may know: at the opener's, and
/// at the recipient's.
pub(crate) async fn store<F: Fold>(
    tx: &mut WriteTx<impl Write>,
    exchange: Exchange,
    act: &'static str,
    readers: Readers<'_>,
    needs: [&'static str; 2],
) -> Result<(Record, F), Error> {
    let folded = F::read(exchange)?;
    kept::append(tx, folded.kept(), folded.standing()?, readers, needs.map(Audience::of)).await?;
    Ok((folded.kept().record(&tx.caller().organisation, act, readers, needs), folded))
}

/// Who reads an act of an exchange that may be a party's with itself: then nobody else.
pub(crate) fn readers<'a>(exchange: &Exchange, terms: Terms<'a>) -> Readers<'a> {
    if exchange.opener == exchange.recipient { Readers::Own } else { Readers::Both(terms) }
}

/// Who inside an organisation reads what its drafters submitted or issued, or what others did to it.
pub(crate) fn submitted(directory: &Directory, organisation: &Label) -> Result<&'static str, Error> {
    match directory.get(organisation).map(|found| found.party) {
        Some(Party::Department) => Ok(BOARDS),
        Some(Party::Gcdo) => Ok(CENTRE),
        Some(Party::Ico | Party::Ncsc) => Ok(DRAFTERS),
        Some(Party::Public | Party::Unspecified) | None => {
            Err(Error::internal(format!("{organisation} is no party's")))
        }
    }
}

/// Folds every exchange again, for each of its readers, as the owner, and says which views are not what their acts come to.
pub(crate) async fn check(pool: &Pool) -> Result<Vec<String>, Error> {
    let check = kept::check(pool, |exchange, state| {
        let summary = exchange.summary.clone();
        let stands = standing(exchange)?;
        Ok(stands.state == state && stands.summary == summary)
    });
    check.await
}

/// What lists need of an exchange, whatever its kind.
fn standing(exchange: Exchange) -> Result<Standing, Error> {
    match exchange.kind.as_str() {
        Amendment::KIND => Amendment::read(exchange)?.standing(),
        Evidence::KIND => Evidence::read(exchange)?.standing(),
        Assessment::KIND => Assessment::read(exchange)?.standing(),
        Pack::KIND => Pack::read(exchange)?.standing(),
        Completion::KIND => Completion::read(exchange)?.standing(),
        Appointment::KIND => Appointment::read(exchange)?.standing(),
        Meeting::KIND => Meeting::read(exchange)?.standing(),
        Invitation::KIND => Invitation::read(exchange)?.standing(),
        _ => Err(Error::internal("an exchange of no known kind")),
    }
}
