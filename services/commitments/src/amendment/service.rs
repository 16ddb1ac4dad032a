//! The RPCs of amendments: what happens in each call, in order.

use super::{
    NEED, asks,
    model::{AGREEMENT, Amendment, Deed, PROPOSAL, REFUSAL, WITHDRAWAL, counterpart, differs, listed},
};
use crate::{
    between::{self, Fold},
    register::{self, Register, store::Publishes},
};
use chassis::{
    Answer, Directory, Error, Label, Record, Target, WriteTx,
    disclosure::{self, Disclosure, Terms},
    exchange::{self as kept, Audience, Exchange},
    message,
    seal::Sealed,
    serve::Parts,
};
use contracts::{
    action::commitments::{AgreeAmendment, AmendmentWrite, EnterAmendment, ProposeAmendment},
    commitments::{
        self as pb, AmendmentAgreementContent, AmendmentContent, AmendmentRefusalContent,
        AmendmentWithdrawalContent, amendment_service_server::AmendmentService,
    },
    exchange::Basis,
    handling::Classification,
};
use std::sync::Arc;
use tonic::Request;

/// The handlers.
#[derive(Clone)]
pub(crate) struct AmendmentHandlers {
    parts: Parts,
    register: Arc<Register>,
}

/// On what terms a proposal crosses.
fn terms() -> Terms<'static> {
    Terms::new("amendment of the register of commitments", Basis::MouVoluntary, Classification::Official)
}

impl AmendmentHandlers {
    pub(crate) fn new(parts: Parts, register: Arc<Register>) -> Self {
        Self { parts, register }
    }

    /// The exchange in which an amendment is proposed, with whoever is asked about it.
    async fn proposal(
        &self,
        tx: &mut WriteTx<impl AmendmentWrite>,
        ask: asks::Proposal,
    ) -> Result<Exchange, Error> {
        self.register.knows(ask.code, &ask.content)?;
        let versions = register::store::written(tx, &self.register, ask.code).await?;
        let latest = versions.latest();
        if ask.replaces != latest.number {
            return Err(Error::Stale);
        }
        tx.caller().in_person("a person does this, and no system")?;
        let other =
            counterpart(&ask.organisation, latest, &ask.content, &self.register, &self.parts.directory)?;
        differs(latest, &ask.content, ask.effective_from, tx.now())?;
        let proposal = AmendmentContent {
            commitment: ask.code.name(),
            version: latest.number + 1,
            effective_from: ask.effective_from.to_string(),
            content: Some(ask.content),
            reason: ask.reason,
        };
        let exchange = Exchange::begin(tx.new_crossing_id(), Amendment::KIND, ask.organisation, other);
        let mut exchange = exchange.on(ask.code.name()).within(Amendment::COLLECTION);
        exchange.add(tx, PROPOSAL, Sealed::seal(&proposal)?);
        Ok(exchange)
    }

    async fn propose(
        &self,
        tx: &mut WriteTx<ProposeAmendment>,
        ask: asks::Proposal,
    ) -> Result<(Record, pb::ProposeAmendmentResponse), Error> {
        let exchange = self.proposal(tx, ask).await?;
        if exchange.opener == exchange.recipient {
            tx.caller().drafts_here()?;
        }
        let (record, amendment) = done(tx, exchange, "amendment.proposed").await?;
        Ok((record, amendment.into()))
    }

    /// Proposes and agrees at once what a party decided elsewhere about its own.
    async fn enter(
        &self,
        tx: &mut WriteTx<EnterAmendment>,
        ask: asks::Proposal,
    ) -> Result<(Record, pb::EnterAmendmentResponse), Error> {
        let exchange = self.proposal(tx, ask).await?;
        tx.caller().decides_elsewhere()?;
        if exchange.opener != exchange.recipient {
            return Err(Error::ActingRole("another party is asked about it"));
        }
        let (proposed, amendment) = settled(tx, exchange, "amendment.proposed").await?;
        let (mut record, amendment) = self.agreed(tx, amendment).await?;
        record.effects.extend(proposed.effects);
        Ok((record, amendment.into()))
    }

    async fn agree(
        &self,
        tx: &mut WriteTx<AgreeAmendment>,
        target: &Target,
    ) -> Result<(Record, pb::AgreeAmendmentResponse), Error> {
        let amendment: Amendment = between::as_read(tx, target).await?;
        amendment.may(Deed::Agree, tx.caller())?;
        let (record, amendment) = self.agreed(tx, amendment).await?;
        Ok((record, amendment.into()))
    }

    /// Writes into the register what is agreed.
    async fn agreed(
        &self,
        tx: &mut WriteTx<impl Publishes>,
        mut amendment: Amendment,
    ) -> Result<(Record, pb::Amendment), Error> {
        let code = register::Code::parse_name(&amendment.kept.subject);
        let code = code.ok_or_else(|| Error::internal("an amendment of no commitment"))?;
        let versions = register::store::written(tx, &self.register, code).await?;
        let version = amendment.agreed(&versions, tx.now())?;
        let proposed = amendment.kept.acts[0].sealed.clone();
        let said = AmendmentAgreementContent { hash: proposed.hash().to_vec() };
        amendment.kept.add(tx, AGREEMENT, Sealed::seal(&said)?);
        let (record, wire) = done(tx, amendment.kept.clone(), "amendment.agreed").await?;
        let now = tx.now();
        register::store::publish(tx, &version, amendment.kept.id, now).await?;
        // What anybody may read from now on crossed to everybody.
        let public =
            Label::parse(Directory::PUBLIC).ok_or_else(|| Error::internal("the public is no label"))?;
        let resources = [amendment.kept.name(&tx.caller().organisation.clone()), code.name()];
        let audiences = [Audience::of(NEED), Audience::of(NEED)];
        let terms =
            Terms::new("the register of commitments is public", Basis::Publication, Classification::Official);
        disclosure::record(
            tx,
            Disclosure { recipient: &public, resources, audiences, sealed: &proposed, terms },
        )
        .await?;
        Ok((record, wire))
    }
}

/// Settles an amendment otherwise.
async fn settle(
    tx: &mut WriteTx<impl AmendmentWrite>,
    target: &Target,
    deed: Deed,
    (kind, act): (&str, &'static str),
    said: Sealed,
) -> Result<(Record, pb::Amendment), Error> {
    let mut amendment: Amendment = between::as_read(tx, target).await?;
    amendment.may(deed, tx.caller())?;
    amendment.kept.add(tx, kind, said);
    done(tx, amendment.kept, act).await
}

/// Stores what was done last, and tells both parties.
async fn settled(
    tx: &mut WriteTx<impl AmendmentWrite>,
    exchange: Exchange,
    act: &'static str,
) -> Result<(Record, Amendment), Error> {
    let readers = between::readers(&exchange, terms());
    between::store(tx, exchange, act, readers, [NEED; 2]).await
}

/// The same, and what is answered.
async fn done(
    tx: &mut WriteTx<impl AmendmentWrite>,
    exchange: Exchange,
    act: &'static str,
) -> Result<(Record, pb::Amendment), Error> {
    let (record, amendment) = settled(tx, exchange, act).await?;
    Ok((record, amendment.to_wire(tx.caller())?))
}

#[tonic::async_trait]
impl AmendmentService for AmendmentHandlers {
    async fn propose_amendment(
        &self,
        request: Request<pb::ProposeAmendmentRequest>,
    ) -> Answer<pb::ProposeAmendmentResponse> {
        let act = async |tx: &mut _, ask: asks::ProposeAmendment| self.propose(tx, ask.0).await;
        self.parts.db.act(request, between::see::<Amendment>, act).await
    }

    async fn enter_amendment(
        &self,
        request: Request<pb::EnterAmendmentRequest>,
    ) -> Answer<pb::EnterAmendmentResponse> {
        let act = async |tx: &mut _, ask: asks::EnterAmendment| self.enter(tx, ask.0).await;
        self.parts.db.act(request, between::see::<Amendment>, act).await
    }

    async fn agree_amendment(
        &self,
        request: Request<pb::AgreeAmendmentRequest>,
    ) -> Answer<pb::AgreeAmendmentResponse> {
        let act = async |tx: &mut _, ask: asks::AgreeAmendment| self.agree(tx, &ask.target).await;
        self.parts.db.act(request, between::see::<Amendment>, act).await
    }

    async fn refuse_amendment(
        &self,
        request: Request<pb::RefuseAmendmentRequest>,
    ) -> Answer<pb::RefuseAmendmentResponse> {
        let act =
            self.parts.db.act(request, between::see::<Amendment>, async |tx, ask: asks::RefuseAmendment| {
                let said = Sealed::seal(&AmendmentRefusalContent { reason: ask.reason })?;
                let act = (REFUSAL, "amendment.refused");
                let (record, amendment) = settle(tx, &ask.target, Deed::Refuse, act, said).await?;
                Ok((record, amendment.into()))
            });
        act.await
    }

    async fn withdraw_amendment(
        &self,
        request: Request<pb::WithdrawAmendmentRequest>,
    ) -> Answer<pb::WithdrawAmendmentResponse> {
        let act = self.parts.db.act(
            request,
            between::see::<Amendment>,
            async |tx, ask: asks::WithdrawAmendment| {
                let said = Sealed::seal(&AmendmentWithdrawalContent { reason: ask.reason })?;
                let act = (WITHDRAWAL, "amendment.withdrawn");
                let (record, amendment) = settle(tx, &ask.target, Deed::Withdraw, act, said).await?;
                Ok((record, amendment.into()))
            },
        );
        act.await
    }

    async fn get_amendment(
        &self,
        request: Request<pb::GetAmendmentRequest>,
    ) -> Answer<pb::GetAmendmentResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetAmendment| {
            let amendment = Amendment::read(kept::get(tx, ask.name.id).await?)?;
            Ok(amendment.to_wire(tx.caller())?.into())
        });
        answer.await
    }

    async fn list_amendments(
        &self,
        request: Request<pb::ListAmendmentsRequest>,
    ) -> Answer<pb::ListAmendmentsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListAmendments| {
            let mut found = kept::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut found, |one| (one.place, one.id));
            let amendment = |one: kept::Listed| {
                Ok(listed(message::from_json(&one.summary)?, &ask.organisation, one.id, one.version))
            };
            let amendments = found.into_iter().map(amendment).collect::<Result<_, Error>>()?;
            Ok(pb::ListAmendmentsResponse { amendments, next_page_token })
        });
        answer.await
    }
}
