//! Pointers to breaches of which nothing may be written, each released to one named person at the centre or at the regulator.

use super::{content::Content, fold::Exchange, store, terms_of_talk};
use chassis::{Directory, Error, Label, Name, WriteTx, exchange::Readers};
use contracts::{
    action::breaches::{LiftPointer, ReleasePointer},
    breaches::{ExchangeActKind, ExchangeKind, PointerContent, PointerLiftedContent},
};
use uuid::Uuid;

impl Exchange {
    /// Says whether one person alone reads it at an organisation.
    pub(super) fn is_for_one_at(&self, organisation: &Label) -> bool {
        self.kind() == ExchangeKind::Pointer && *organisation != self.kept.opener
    }

    /// The one person who reads it at its recipient's, as an author; everybody who sees such exchanges, if absent.
    pub(super) fn person(&self) -> Result<Option<Label>, Error> {
        if self.kind() != ExchangeKind::Pointer {
            return Ok(None);
        }
        let released =
            self.last(ExchangeActKind::Pointer).map(|act| Content::open(&act.sealed)).transpose()?;
        match released {
            Some(Content::Pointer(content)) => Ok(Label::parse(&content.person)),
            _ => Err(Error::internal("a pointer was released to nobody")),
        }
    }
}

/// Releases a pointer to the person whom its content names. Answers with what they see.
pub(crate) async fn release(
    tx: &mut WriteTx<ReleasePointer>,
    pointer: &Name,
    recipient: Label,
    content: PointerContent,
    directory: &Directory,
) -> Result<Exchange, Error> {
    let own = pointer.organisation.clone();
    let mut exchange = Exchange::begin(tx.new_crossing_id(), ExchangeKind::Pointer, own, recipient);
    exchange.add(tx, ExchangeActKind::Pointer, Content::from(content).seal()?)?;
    exchange.kept.source = Some(pointer.to_string());
    store::open(tx, &exchange, pointer, Readers::Both(terms_of_talk()), directory).await?;
    Ok(exchange)
}

/// Tells the person to whom a pointer was released in an exchange that it was lifted.
pub(crate) async fn lifted(
    tx: &mut WriteTx<LiftPointer>,
    exchange: Uuid,
    reference: String,
    directory: &Directory,
) -> Result<(), Error> {
    let mut exchange = store::taken(tx, exchange).await?;
    let content = Content::from(PointerLiftedContent { reference });
    exchange.add(tx, ExchangeActKind::PointerLifted, content.seal()?)?;
    store::append(tx, &exchange, Readers::Both(terms_of_talk()), directory).await
}
