//! The RPCs of pointers: what happens in each call, in order.

use super::{asks, model::Pointer, store};
use crate::{
    exchange::{self, Deed, ExchangeHandlers},
    model::{BREACHES, Breach, Criteria, HANDLERS, Moment},
    service::controller,
    store as breaches,
};
use chassis::{Answer, Caller, Error, Name, Record, Violation, WriteTx, message, serve::Parts};
use contracts::{
    action::breaches::{LiftPointer, ReleasePointer},
    breaches::{self as pb, ExchangeActKind, pointer_service_server::PointerService},
};
use jiff::Timestamp;
use std::sync::Arc;
use tonic::Request;

const LIFTED: &str = "pointer.lifted";
/// Who is told that there is a record now.
const OWNERS: [&str; 3] = ["dept.dpo", "dept.siro", "dept.iao"];

/// The handlers.
pub(crate) struct PointerHandlers {
    parts: Parts,
    /// When a breach is a major one.
    criteria: Arc<Criteria>,
    exchanges: ExchangeHandlers,
}

impl PointerHandlers {
    pub(crate) fn new(parts: Parts, criteria: Arc<Criteria>, exchanges: ExchangeHandlers) -> Self {
        Self { parts, criteria, exchanges }
    }

    /// The moment in which `caller` acts.
    fn moment<'a>(&'a self, caller: &'a Caller, now: Timestamp) -> Moment<'a> {
        Moment { caller, now, calendar: &self.parts.calendar, criteria: &self.criteria }
    }

    async fn release(
        &self,
        tx: &mut WriteTx<ReleasePointer>,
        ask: asks::ReleasePointer,
    ) -> Result<(Record, pb::ReleasePointerResponse), Error> {
        let (caller, now, directory) = (tx.caller().clone(), tx.now(), &self.parts.directory);
        if directory.centre() != Some(&ask.recipient) && *directory.regulator() != ask.recipient {
            let violation = Violation::new("recipient", "must be the centre or the regulator");
            return Err(Error::Invalid(vec![violation]));
        }
        let pointer = store::lock(tx, &ask.target, &self.parts.calendar).await?;
        let (pointer, content) = pointer.release(&ask.recipient, &ask.person, &self.moment(&caller, now))?;
        let exchange = exchange::release(tx, &pointer.name, ask.recipient, content, directory).await?;
        let exchange = exchange.shown(&caller, now)?;
        let pointer = pointer.with_release(&exchange, ask.person);
        store::save(tx, &pointer).await?;
        let record = pointer.record("pointer.released");
        let (pointer, exchange) = (Some(pointer.to_wire(&caller, now)), Some(exchange));
        Ok((record, pb::ReleasePointerResponse { pointer, exchange }))
    }

    async fn lift(
        &self,
        tx: &mut WriteTx<LiftPointer>,
        ask: asks::LiftPointer,
    ) -> Result<(Record, pb::LiftPointerResponse), Error> {
        let (caller, now) = (tx.caller().clone(), tx.now());
        let moment = self.moment(&caller, now);
        let content = message::written(&ask.breach)?;
        let pointer = store::lock(tx, &ask.target, &self.parts.calendar).await?.lift(tx.new_id(), &moment)?;
        let breach = becomes(&pointer, content, ask.confirmation, &moment)?;
        breaches::insert(tx, &breach, LIFTED).await?;
        store::save(tx, &pointer).await?;
        for id in pointer.exchanges()? {
            exchange::lifted(tx, id, pointer.content.reference.clone(), &self.parts.directory).await?;
        }
        let mut record = pointer.record(LIFTED);
        record
            .effects
            .extend(breach.record(LIFTED, &caller, vec![breach.news(LIFTED, HANDLERS, &OWNERS)]).effects);
        let (pointer, breach) = (Some(pointer.to_wire(&caller, now)), Some(breach.to_wire(&moment)));
        Ok((record, pb::LiftPointerResponse { pointer, breach }))
    }
}

/// The record that a pointer becomes.
fn becomes(
    pointer: &Pointer,
    content: pb::Breach,
    said: pb::LiftPointerRequest,
    moment: &Moment<'_>,
) -> Result<Breach, Error> {
    let id = pointer.breach.ok_or_else(|| Error::internal("a pointer that was lifted to nothing"))?;
    let name = Name { organisation: pointer.name.organisation.clone(), collection: BREACHES, id };
    let informed = pointer.content.regulator_informed.clone();
    Breach::of_pointer(name, content, pointer.confirm(said), (pointer.clock.clone(), informed), moment)
}

#[tonic::async_trait]
impl PointerService for PointerHandlers {
    async fn create_pointer(
        &self,
        request: Request<pb::CreatePointerRequest>,
    ) -> Answer<pb::CreatePointerResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::CreatePointer| {
            controller(&self.parts.directory, &ask.organisation, &ask.content.controller)?;
            let (caller, now) = (tx.caller().clone(), tx.now());
            let moment = self.moment(&caller, now);
            let pointer = Pointer::start(tx.new_id(), ask.content, ask.aware_at, &moment)?;
            store::insert(tx, &pointer).await?;
            Ok((pointer.record("pointer.created"), pointer.to_wire(&caller, now).into()))
        });
        act.await
    }

    async fn get_pointer(&self, request: Request<pb::GetPointerRequest>) -> Answer<pb::GetPointerResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetPointer| {
            let pointer = store::get(tx, &ask.name, &self.parts.calendar).await?;
            Ok(pointer.to_wire(tx.caller(), tx.now()).into())
        });
        answer.await
    }

    async fn list_pointers(
        &self,
        request: Request<pb::ListPointersRequest>,
    ) -> Answer<pb::ListPointersResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListPointers| {
            let mut pointers = store::page(tx, &ask, &self.parts.calendar).await?;
            let next_page_token = ask.page.cut(&mut pointers, |pointer| pointer.name.id);
            let pointers = pointers.iter().map(|pointer| pointer.listed(tx.now())).collect();
            Ok(pb::ListPointersResponse { pointers, next_page_token })
        });
        answer.await
    }

    async fn record_regulator_informed(
        &self,
        request: Request<pb::RecordRegulatorInformedRequest>,
    ) -> Answer<pb::RecordRegulatorInformedResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::RecordRegulatorInformed| {
            let (caller, now) = (tx.caller().clone(), tx.now());
            let pointer = store::lock(tx, &ask.target, &self.parts.calendar).await?;
            let pointer = pointer.inform(ask.informed, ask.received_at, &self.moment(&caller, now))?;
            store::save(tx, &pointer).await?;
            Ok((pointer.record("pointer.regulator_informed"), pointer.to_wire(&caller, now).into()))
        });
        act.await
    }

    async fn release_pointer(
        &self,
        request: Request<pb::ReleasePointerRequest>,
    ) -> Answer<pb::ReleasePointerResponse> {
        let act = self
            .parts
            .db
            .act(request, store::see, async |tx, ask: asks::ReleasePointer| self.release(tx, ask).await);
        act.await
    }

    async fn get_own_mark(&self, request: Request<pb::GetOwnMarkRequest>) -> Answer<pb::GetOwnMarkResponse> {
        let answer = self.parts.db.answer(request, async |tx, _: asks::GetOwnMark| {
            Ok(pb::GetOwnMarkResponse { person: tx.caller().author.to_string() })
        });
        answer.await
    }

    async fn record_decision_stub(
        &self,
        request: Request<pb::RecordDecisionStubRequest>,
    ) -> Answer<pb::RecordDecisionStubResponse> {
        let (deed, kind) = (Deed::RecordDecisionStub, ExchangeActKind::DecisionStub);
        self.exchanges.say::<pb::DecisionStubContent>(request, deed, kind, "pointer.decision_recorded").await
    }

    async fn lift_pointer(
        &self,
        request: Request<pb::LiftPointerRequest>,
    ) -> Answer<pb::LiftPointerResponse> {
        let act = self
            .parts
            .db
            .act(request, store::see, async |tx, ask: asks::LiftPointer| Box::pin(self.lift(tx, ask)).await);
        Box::pin(act).await
    }
}
