//! The RPCs of packs: what happens in each call, in order.

use super::{
    asks::{self, Draft},
    content::{Found, content},
    model::{
        ANSWER, CHALLENGE, DISCARD, Deed, PREPARATION, PRESENTATION, Pack, across_government, listed,
        purpose, sealed, subject,
    },
    store,
};
use crate::{
    between::{self, Fold, Of, Says},
    plan,
    register::{self, Code, Register, Version, period::Period},
    standing,
};
use chassis::{
    Answer, Ask, Error, Label, Record, Violation, WriteTx,
    deadline::london_day,
    disclosure::Terms,
    exchange::{self as kept, Exchange},
    message,
    seal::Sealed,
    serve::Parts,
};
use contracts::{
    Authorised, Mutation,
    access::Reason,
    action::commitments::{PackWrite, PreparePack, PresentPack},
    commitments::{
        self as pb, PackAnswerContent, PackBody, PackChallengeContent, PackContent, PackDiscardContent,
        pack_service_server::PackService,
    },
    exchange::Basis,
};
use jiff::civil::Date;
use std::sync::Arc;
use tonic::Request;

/// The handlers.
#[derive(Clone)]
pub(crate) struct PackHandlers {
    parts: Parts,
    register: Arc<Register>,
}

type ActionOf<S> = <<Of<S> as Ask>::Request as Authorised>::Action;

impl PackHandlers {
    pub(crate) fn new(parts: Parts, register: Arc<Register>) -> Self {
        Self { parts, register }
    }

    /// A commitment as the register has it on a day, with the periods that the day is in, if the party owes it.
    async fn owed(
        &self,
        tx: &mut WriteTx<impl PackWrite>,
        code: Code,
        day: Date,
    ) -> Result<(Version, Vec<Period>), Error> {
        let none = || Error::refused(Reason::NotOwed, "a commitment is not the party's to keep");
        if self.register.first(code).is_none() {
            return Err(none());
        }
        let versions = register::store::written(tx, &self.register, code).await?;
        let version = versions.on(day).ok_or_else(none)?;
        let party = tx.caller().party;
        let owed = version.content.owed_by().any(|by| by == party);
        if owed { Ok((version.clone(), versions.current(day).collect())) } else { Err(none()) }
    }

    /// Copies what a pack is to show.
    async fn copy(
        &self,
        tx: &mut WriteTx<impl PackWrite>,
        body: PackBody,
        draft: Draft,
    ) -> Result<PackContent, Error> {
        let today = london_day(tx.now());
        let as_of = draft.as_of.unwrap_or(today);
        if as_of > today {
            return Err(Error::Invalid(vec![Violation::new("draft.as_of", "must not be in the future")]));
        }
        let mut commitments = Vec::new();
        for code in &draft.commitments {
            commitments.push(self.owed(tx, *code, as_of).await?);
        }
        let periods = commitments.iter().flat_map(|(_, periods)| periods);
        let periods: Vec<_> = periods.map(Period::name).collect();
        let found = Found {
            commitments,
            counts: standing::store::presented(tx, &periods).await?,
            evidence: store::accepted(tx, &periods).await?,
            views: standing::store::presented_views(tx, &periods).await?,
            plans: plan::store::named(tx, &draft.plans).await?,
        };
        content(body, draft, as_of, &found, tx.caller(), tx.now())
    }

    /// Adds an act, and stores it for whoever reads it. `purpose` says why it crosses, if it does.
    async fn add(
        tx: &mut WriteTx<impl PackWrite>,
        mut exchange: Exchange,
        (kind, sealed): (&'static str, Sealed),
        act: &'static str,
        purpose: &'static str,
    ) -> Result<(Record, pb::Pack), Error> {
        // Until it is presented, its owner alone has it.
        if matches!(kind, PREPARATION | DISCARD) {
            exchange.draft(tx, kind, sealed);
        } else {
            exchange.add(tx, kind, sealed);
        }
        let pack = Pack::read(exchange)?;
        let handling = pack.content.handling.clone().unwrap_or_default();
        let terms = Terms::new(purpose, Basis::MouVoluntary, handling.classification());
        let readers = pack.readers(terms);
        let needs = pack.needs();
        let (record, pack) = between::store::<Pack>(tx, pack.kept, act, readers, needs).await?;
        Ok((record, pack.to_wire(tx.caller())))
    }

    async fn prepare(
        &self,
        tx: &mut WriteTx<PreparePack>,
        ask: asks::PreparePack,
    ) -> Result<(Record, pb::PreparePackResponse), Error> {
        tx.caller().plans_here()?;
        let recipient = self.recipient(tx.caller().party, ask.body, &ask.organisation)?;
        tx.caller().in_person("a person prepares a pack, and no system")?;
        let content = self.copy(tx, ask.body, ask.draft).await?;
        let exchange = Exchange::begin(tx.new_crossing_id(), Pack::KIND, ask.organisation, recipient);
        let exchange = exchange.on(subject(ask.body)).within(Pack::COLLECTION);
        let said = (PREPARATION, sealed(&content)?);
        let (record, pack) = Self::add(tx, exchange, said, "pack.prepared", purpose(ask.body)).await?;
        Ok((record, pack.into()))
    }

    /// Who receives what a party presents to a body.
    fn recipient(
        &self,
        party: contracts::access::Party,
        body: PackBody,
        own: &Label,
    ) -> Result<Label, Error> {
        if !across_government(party, body)? {
            return Ok(own.clone());
        }
        let centre = self.parts.directory.centre().cloned();
        centre.ok_or_else(|| Error::internal("there is no centre"))
    }

    async fn present(
        tx: &mut WriteTx<PresentPack>,
        ask: Of<asks::Present>,
    ) -> Result<(Record, pb::PresentPackResponse), Error> {
        let pack: Pack = between::as_read(tx, &ask.target).await?;
        if pack.sealed.hash() != ask.said.0 {
            return Err(Error::Stale);
        }
        pack.may(Deed::Present, tx.caller())?;
        let (said, purpose) = ((PRESENTATION, pack.sealed), purpose(pack.content.body()));
        let (record, pack) = Self::add(tx, pack.kept, said, "pack.presented", purpose).await?;
        Ok((record, pack.into()))
    }

    /// Does something about a pack that is there.
    async fn act<S, R>(
        &self,
        request: Request<<Of<S> as Ask>::Request>,
        deed: Deed,
        (act, purpose): (&'static str, &'static str),
        say: impl AsyncFnOnce(&mut WriteTx<ActionOf<S>>, &Pack, S) -> Result<(&'static str, Sealed), Error>,
    ) -> Answer<R>
    where
        S: Says<Of = Pack>,
        Of<S>: Ask<Request: Mutation + Authorised<Action: PackWrite, Response = R>>,
        R: From<pb::Pack>,
    {
        let done = self.parts.db.act(request, between::see::<Pack>, async |tx, ask: Of<S>| {
            let pack: Pack = between::as_read(tx, &ask.target).await?;
            pack.may(deed, tx.caller())?;
            let said = say(tx, &pack, ask.said).await?;
            let (record, pack) = Self::add(tx, pack.kept, said, act, purpose).await?;
            Ok((record, pack.into()))
        });
        done.await
    }
}

#[tonic::async_trait]
impl PackService for PackHandlers {
    async fn prepare_pack(
        &self,
        request: Request<pb::PreparePackRequest>,
    ) -> Answer<pb::PreparePackResponse> {
        let act = async |tx: &mut _, ask: asks::PreparePack| self.prepare(tx, ask).await;
        self.parts.db.act(request, between::see::<Pack>, act).await
    }

    async fn revise_pack(&self, request: Request<pb::RevisePackRequest>) -> Answer<pb::RevisePackResponse> {
        let name = ("pack.prepared", "a pack");
        let act = self.act(request, Deed::Revise, name, async |tx, pack, asks::Revise(draft)| {
            let content = self.copy(tx, pack.content.body(), draft).await?;
            Ok((PREPARATION, sealed(&content)?))
        });
        act.await
    }

    async fn discard_pack(
        &self,
        request: Request<pb::DiscardPackRequest>,
    ) -> Answer<pb::DiscardPackResponse> {
        let name = ("pack.discarded", "a pack");
        let act = self.act(request, Deed::Discard, name, async |_, _, asks::Discard(reason)| {
            Ok((DISCARD, Sealed::seal(&PackDiscardContent { reason })?))
        });
        act.await
    }

    async fn present_pack(
        &self,
        request: Request<pb::PresentPackRequest>,
    ) -> Answer<pb::PresentPackResponse> {
        let act = async |tx: &mut _, ask: Of<asks::Present>| Self::present(tx, ask).await;
        self.parts.db.act(request, between::see::<Pack>, act).await
    }

    async fn record_challenge(
        &self,
        request: Request<pb::RecordChallengeRequest>,
    ) -> Answer<pb::RecordChallengeResponse> {
        let name = ("pack.challenged", "A challenge of what was presented");
        let act = self.act(request, Deed::Challenge, name, async |_, pack, said: asks::Challenge| {
            let (hash, asks::Challenge { challenge, asked_action }) = (pack.sealed.hash().to_vec(), said);
            Ok((CHALLENGE, Sealed::seal(&PackChallengeContent { hash, challenge, asked_action })?))
        });
        act.await
    }

    async fn answer_challenge(
        &self,
        request: Request<pb::AnswerChallengeRequest>,
    ) -> Answer<pb::AnswerChallengeResponse> {
        let name = ("pack.answered", "An answer to a challenge");
        let act = self.act(request, Deed::Answer, name, async |_, pack, said: asks::Answer| {
            let asks::Answer { number, answer } = said;
            let hash = pack.waiting(number)?;
            Ok((ANSWER, Sealed::seal(&PackAnswerContent { number, hash, answer })?))
        });
        act.await
    }

    async fn get_pack(&self, request: Request<pb::GetPackRequest>) -> Answer<pb::GetPackResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetPack| {
            Ok(Pack::read(kept::get(tx, ask.name.id).await?)?.to_wire(tx.caller()).into())
        });
        answer.await
    }

    async fn list_packs(&self, request: Request<pb::ListPacksRequest>) -> Answer<pb::ListPacksResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListPacks| {
            let mut found = kept::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut found, |one| (one.place, one.id));
            let pack = |one: kept::Listed| {
                Ok(listed(message::from_json(&one.summary)?, &ask.organisation, one.id, one.version))
            };
            let packs = found.into_iter().map(pack).collect::<Result<_, Error>>()?;
            Ok(pb::ListPacksResponse { packs, next_page_token })
        });
        answer.await
    }
}
