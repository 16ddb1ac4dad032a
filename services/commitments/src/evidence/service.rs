//! The RPCs of evidence: what happens in each call, in order.

use super::{
    asks,
    model::{Deed, Evidence, bare_act, begins, is_of, listed, period_of, privileged, submits},
};
use crate::{
    between::{self, DRAFTERS, Fold, Of},
    register::{
        self, Code, Register,
        period::{Period, PeriodId},
    },
};
use chassis::{
    Answer, Ask, Error, Label, Record, WriteTx,
    deadline::london_day,
    disclosure::Terms,
    exchange::{self as kept, Exchange, Readers},
    message,
    seal::Sealed,
    serve::Parts,
};
use contracts::{
    Mutation, Write,
    access::{Party, Reason},
    action::commitments::EvidenceWrite,
    commitments::{
        self as pb, EvidenceAcceptanceContent, EvidenceActKind, EvidenceContent, EvidencePassedOnContent,
        EvidenceReturnContent, EvidenceWithdrawalContent, Instrument,
        evidence_service_server::EvidenceService,
    },
    exchange::{Basis, OnwardSharing},
    handling::Classification,
};
use std::sync::Arc;
use tonic::Request;

/// The handlers.
#[derive(Clone)]
pub(crate) struct EvidenceHandlers {
    parts: Parts,
    register: Arc<Register>,
}

impl EvidenceHandlers {
    pub(crate) fn new(parts: Parts, register: Arc<Register>) -> Self {
        Self { parts, register }
    }

    /// The period of a commitment, if there is such a period and `own` has it to keep.
    async fn owed(
        &self,
        tx: &mut WriteTx<impl EvidenceWrite>,
        (code, id): (Code, PeriodId),
        own: &Label,
    ) -> Result<(Period, Instrument), Error> {
        let none = || {
            Error::refused(
                Reason::NotOwed,
                "the commitment is not the party's to keep, or has no such period",
            )
        };
        let versions =
            register::store::written(tx, &self.register, code).await.map_err(|error| match error {
                Error::NotFound => none(),
                other => other,
            })?;
        let period = versions.period(id).ok_or_else(none)?;
        let party = self.parts.directory.get(own).map(|found| found.party);
        let content = versions.on(period.first).map(|version| &version.content).ok_or_else(none)?;
        let owed = content.owed_by().any(|by| Some(by) == party && by != Party::Unspecified);
        if owed { Ok((period, content.instrument())) } else { Err(none()) }
    }

    /// Who accepts what an organisation submits: for a department the centre, else the same.
    fn accepter(&self, own: &Label) -> Result<Label, Error> {
        match self.parts.directory.get(own).map(|found| found.party) {
            Some(Party::Department) => {
                let centre = self.parts.directory.centre().cloned();
                centre.ok_or_else(|| Error::internal("there is no centre"))
            }
            _ => Ok(own.clone()),
        }
    }

    /// Adds an act, and stores it for whoever reads it.
    async fn add(
        &self,
        tx: &mut WriteTx<impl Write>,
        mut exchange: Exchange,
        (kind, sealed): (EvidenceActKind, Sealed),
        act: &'static str,
        handling: Classification,
    ) -> Result<(Record, pb::Evidence), Error> {
        let submits_it = matches!(kind, EvidenceActKind::Submission | EvidenceActKind::Issue);
        let crosses = submits_it && exchange.opener != exchange.recipient;
        if crosses && sealed.open::<EvidenceContent>()?.facts.is_some_and(|facts| facts.privileged) {
            return Err(privileged());
        }
        // Until it is submitted, its owner alone has it.
        let own = !begins(kind) && !exchange.acts.iter().any(submits);
        if own {
            exchange.draft(tx, bare_act(kind), sealed);
        } else {
            exchange.add(tx, bare_act(kind), sealed);
        }
        // Whoever submits is told that, once accepted, it may go to the other party of the document.
        let terms = Terms {
            onward_sharing: OnwardSharing::Free,
            ..Terms::new("evidence that a commitment is kept", Basis::MouVoluntary, handling)
        };
        let readers = if own { Readers::Own } else { between::readers(&exchange, terms) };
        let read_by = |reader| between::submitted(&self.parts.directory, reader);
        let needs =
            if own { [DRAFTERS; 2] } else { [read_by(&exchange.opener)?, read_by(&exchange.recipient)?] };
        let (record, evidence) = between::store::<Evidence>(tx, exchange, act, readers, needs).await?;
        Ok((record, evidence.to_wire(tx.caller())?))
    }

    async fn create(
        &self,
        tx: &mut WriteTx<contracts::action::commitments::CreateEvidence>,
        ask: asks::CreateEvidence,
    ) -> Result<(Record, pb::CreateEvidenceResponse), Error> {
        tx.caller().drafts_here()?;
        let (period, _) = self.owed(tx, ask.period, &ask.organisation).await?;
        is_of(&ask.facts, &period, london_day(tx.now()))?;
        let accepter = self.accepter(&ask.organisation)?;
        let handling = classification(&ask.facts);
        let content = EvidenceContent { period: period.name(), facts: Some(ask.facts) };
        let exchange = Exchange::begin(tx.new_crossing_id(), Evidence::KIND, ask.organisation, accepter);
        let exchange = exchange.on(period.name()).within(Evidence::COLLECTION);
        let said = (EvidenceActKind::Draft, Sealed::seal(&content)?);
        let (record, evidence) = self.add(tx, exchange, said, "evidence.drafted", handling).await?;
        Ok((record, evidence.into()))
    }

    /// Issues what the regulator accepted elsewhere, to the other party of the document.
    async fn enter(
        &self,
        tx: &mut WriteTx<contracts::action::commitments::EnterEvidence>,
        ask: asks::EnterEvidence,
    ) -> Result<(Record, pb::EnterEvidenceResponse), Error> {
        tx.caller().decides_elsewhere()?;
        let (period, instrument) = self.owed(tx, ask.period, &ask.organisation).await?;
        is_of(&ask.facts, &period, london_day(tx.now()))?;
        let other = between::other_signatory(&self.register, instrument, &ask.organisation)?;
        let handling = classification(&ask.facts);
        let content = EvidenceContent { period: period.name(), facts: Some(ask.facts) };
        let exchange = Exchange::begin(tx.new_crossing_id(), Evidence::KIND, ask.organisation, other);
        let exchange = exchange.on(period.name()).within(Evidence::COLLECTION);
        let said = (EvidenceActKind::Issue, Sealed::seal(&content)?);
        let (record, evidence) = self.add(tx, exchange, said, "evidence.issued", handling).await?;
        Ok((record, evidence.into()))
    }

    /// Gives the other party to the document a copy of what counts, and says so to whose it is.
    async fn disclose(
        &self,
        tx: &mut WriteTx<contracts::action::commitments::DiscloseEvidence>,
        ask: Of<asks::Disclose>,
    ) -> Result<(Record, pb::DiscloseEvidenceResponse), Error> {
        let evidence: Evidence = between::as_read(tx, &ask.target).await?;
        evidence.may(Deed::Disclose, tx.caller())?;
        let own = tx.caller().organisation.clone();
        let (code, _) = period_of(&evidence.content)?;
        let versions = register::store::written(tx, &self.register, code).await?;
        let other = between::other_signatory(&self.register, versions.latest().content.instrument(), &own)?;
        let (copy, recipient) = (evidence.copy()?, format!("organisations/{other}"));
        let handling = copy.facts.as_ref().map_or(Classification::OfficialSensitive, classification);
        let exchange = Exchange::begin(tx.new_crossing_id(), Evidence::KIND, own, other);
        let exchange = exchange.on(copy.period.clone()).within(Evidence::COLLECTION);
        let said = (EvidenceActKind::Disclosure, Sealed::seal(&copy)?);
        let (copied, copy) = self.add(tx, exchange, said, "evidence.disclosed", handling).await?;
        let told = EvidencePassedOnContent { recipient, hash: evidence.submitted()? };
        let said = (EvidenceActKind::PassedOn, Sealed::seal(&told)?);
        let (mut record, evidence) =
            self.add(tx, evidence.kept, said, "evidence.passed_on", handling).await?;
        record.effects.extend(copied.effects);
        Ok((record, pb::DiscloseEvidenceResponse { evidence: Some(evidence), copy: Some(copy) }))
    }

    /// Does something about evidence that is there.
    async fn act<S, R>(
        &self,
        request: Request<<Of<S> as Ask>::Request>,
        deed: Deed,
        act: &'static str,
        say: impl AsyncFnOnce(&mut WriteTx<ActionOf<S>>, &Evidence, S) -> Result<(EvidenceActKind, Sealed), Error>,
    ) -> Answer<R>
    where
        Of<S>: Ask<Request: Mutation + contracts::Authorised<Action: EvidenceWrite, Response = R>>,
        R: From<pb::Evidence>,
    {
        let done = self.parts.db.act(request, between::see::<Evidence>, async |tx, ask: Of<S>| {
            let evidence: Evidence = between::as_read(tx, &ask.target).await?;
            evidence.may(deed, tx.caller())?;
            let said = say(tx, &evidence, ask.said).await?;
            let handling =
                evidence.content.facts.as_ref().map_or(Classification::OfficialSensitive, classification);
            let (record, evidence) = self.add(tx, evidence.kept, said, act, handling).await?;
            Ok((record, evidence.into()))
        });
        done.await
    }
}

type ActionOf<S> = <<Of<S> as Ask>::Request as contracts::Authorised>::Action;

fn classification(facts: &pb::EvidenceFacts) -> Classification {
    facts
        .handling
        .as_ref()
        .map_or(Classification::OfficialSensitive, contracts::handling::Handling::classification)
}

#[tonic::async_trait]
impl EvidenceService for EvidenceHandlers {
    async fn create_evidence(
        &self,
        request: Request<pb::CreateEvidenceRequest>,
    ) -> Answer<pb::CreateEvidenceResponse> {
        let act = async |tx: &mut _, ask: asks::CreateEvidence| self.create(tx, ask).await;
        self.parts.db.act(request, between::see::<Evidence>, act).await
    }

    async fn update_evidence(
        &self,
        request: Request<pb::UpdateEvidenceRequest>,
    ) -> Answer<pb::UpdateEvidenceResponse> {
        let act =
            self.act(request, Deed::Update, "evidence.drafted", async |tx, evidence, asks::Update(facts)| {
                let (period, _) = self.owed(tx, period_of(&evidence.content)?, &evidence.kept.opener).await?;
                is_of(&facts, &period, london_day(tx.now()))?;
                let content = EvidenceContent { period: period.name(), facts: Some(facts) };
                Ok((EvidenceActKind::Draft, Sealed::seal(&content)?))
            });
        act.await
    }

    async fn submit_evidence(
        &self,
        request: Request<pb::SubmitEvidenceRequest>,
    ) -> Answer<pb::SubmitEvidenceResponse> {
        let act = self.act(request, Deed::Submit, "evidence.submitted", async |_, evidence, asks::Submit| {
            Ok((EvidenceActKind::Submission, Sealed::seal(&evidence.content)?))
        });
        act.await
    }

    async fn resubmit_evidence(
        &self,
        request: Request<pb::ResubmitEvidenceRequest>,
    ) -> Answer<pb::ResubmitEvidenceResponse> {
        let (deed, name) = (Deed::Resubmit, "evidence.submitted");
        let act = self.act(request, deed, name, async |tx, evidence, asks::Resubmit(facts)| {
            let (period, _) = self.owed(tx, period_of(&evidence.content)?, &evidence.kept.opener).await?;
            is_of(&facts, &period, london_day(tx.now()))?;
            let content = EvidenceContent { period: period.name(), facts: Some(facts) };
            Ok((EvidenceActKind::Submission, Sealed::seal(&content)?))
        });
        act.await
    }

    async fn accept_evidence(
        &self,
        request: Request<pb::AcceptEvidenceRequest>,
    ) -> Answer<pb::AcceptEvidenceResponse> {
        let act =
            self.act(request, Deed::Accept, "evidence.accepted", async |_, evidence, asks::Accept(note)| {
                let content = EvidenceAcceptanceContent { hash: evidence.submitted()?, note };
                Ok((EvidenceActKind::Acceptance, Sealed::seal(&content)?))
            });
        act.await
    }

    async fn return_evidence(
        &self,
        request: Request<pb::ReturnEvidenceRequest>,
    ) -> Answer<pb::ReturnEvidenceResponse> {
        let act = self.act(
            request,
            Deed::Return,
            "evidence.returned",
            async |_, evidence, asks::Return(reason)| {
                let content = EvidenceReturnContent { hash: evidence.submitted()?, reason };
                Ok((EvidenceActKind::Return, Sealed::seal(&content)?))
            },
        );
        act.await
    }

    async fn withdraw_evidence(
        &self,
        request: Request<pb::WithdrawEvidenceRequest>,
    ) -> Answer<pb::WithdrawEvidenceResponse> {
        let (deed, name) = (Deed::Withdraw, "evidence.withdrawn");
        let act = self.act(request, deed, name, async |_, _, asks::Withdraw(reason)| {
            Ok((EvidenceActKind::Withdrawal, Sealed::seal(&EvidenceWithdrawalContent { reason })?))
        });
        act.await
    }

    async fn disclose_evidence(
        &self,
        request: Request<pb::DiscloseEvidenceRequest>,
    ) -> Answer<pb::DiscloseEvidenceResponse> {
        let act = async |tx: &mut _, ask: Of<asks::Disclose>| self.disclose(tx, ask).await;
        self.parts.db.act(request, between::see::<Evidence>, act).await
    }

    async fn enter_evidence(
        &self,
        request: Request<pb::EnterEvidenceRequest>,
    ) -> Answer<pb::EnterEvidenceResponse> {
        let act = async |tx: &mut _, ask: asks::EnterEvidence| self.enter(tx, ask).await;
        self.parts.db.act(request, between::see::<Evidence>, act).await
    }

    async fn get_evidence(
        &self,
        request: Request<pb::GetEvidenceRequest>,
    ) -> Answer<pb::GetEvidenceResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetEvidence| {
            let evidence = Evidence::read(kept::get(tx, ask.name.id).await?)?;
            Ok(evidence.to_wire(tx.caller())?.into())
        });
        answer.await
    }

    async fn list_evidence(
        &self,
        request: Request<pb::ListEvidenceRequest>,
    ) -> Answer<pb::ListEvidenceResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListEvidence| {
            let mut found = kept::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut found, |one| (one.place, one.id));
            let evidence = |one: kept::Listed| {
                Ok(listed(message::from_json(&one.summary)?, &ask.organisation, one.id, one.version))
            };
            let evidence = found.into_iter().map(evidence).collect::<Result<_, Error>>()?;
            Ok(pb::ListEvidenceResponse { evidence, next_page_token })
        });
        answer.await
    }
}
