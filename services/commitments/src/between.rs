//! What amendments, evidence and views have in common: each is an exchange, the fold of what was done about it. One that is settled
//! within a party is that party's with itself.

use crate::{amendment::Amendment, assessment::Assessment, evidence::Evidence};
use chassis::{
    Directory, Error, Label, Name, Record, Target, WriteTx,
    database::Pool,
    disclosure::Terms,
    etag,
    exchange::{self as kept, Audience, Exchange, Readers, Standing},
    service::explain,
};
use contracts::{Write, access::Party};

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

/// Reads an exchange to act in it, if it is as its caller read it.
pub(crate) async fn as_read<F: Fold>(tx: &mut WriteTx<impl Write>, target: &Target) -> Result<F, Error> {
    let found = F::read(kept::take(tx, target.name.id).await?)?;
    etag::check(&target.etag, found.kept().version.into())?;
    Ok(found)
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
    let mut problems = Vec::new();
    let each = kept::each(pool, |kept| {
        let problem = match kept {
            Err(error) => explain(&error),
            Ok(kept) => {
                let id = format!("exchange {} as {} reads it", kept.exchange.id, kept.reader);
                let summary = kept.exchange.summary.clone();
                match standing(kept.exchange) {
                    Ok(stands)
                        if kept.projected && stands.state == kept.state && stands.summary == summary =>
                    {
                        return;
                    }
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

/// What lists need of an exchange, whatever its kind.
fn standing(exchange: Exchange) -> Result<Standing, Error> {
    match exchange.kind.as_str() {
        Amendment::KIND => Amendment::read(exchange)?.standing(),
        Evidence::KIND => Evidence::read(exchange)?.standing(),
        Assessment::KIND => Assessment::read(exchange)?.standing(),
        _ => Err(Error::internal("an exchange of no known kind")),
    }
}
