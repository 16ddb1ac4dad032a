//! Breaches of which nothing may be written, and those that the named few alone may know of.

mod guards;
mod restricted;
mod scenarios;
mod unseen;

use crate::actors::{Actor, Cast, HMRC, Reply, at};
use breaches::Breaches;
use chassis::service::Service as _;
use chassis_testing::{calendar, directory, id};
use contracts::breaches::{
    self as pb, Breach, DecisionTaken, Exchange, LegalRegime, NoticeChannel, Pointer, PointerReason,
};

impl Cast {
    fn principal(&self) -> Actor {
        self.actor("gcdo", "pat", "gcdo.principal", &["org", "centre", "named"])
    }

    fn other_principal(&self) -> Actor {
        self.actor("gcdo", "pru", "gcdo.principal", &["org", "centre", "named"])
    }

    fn other_lead(&self) -> Actor {
        self.actor("ico", "lou", "ico.lead", &["org", "case", "named"])
    }

    fn accounting_officer(&self) -> Actor {
        self.actor("hmrc", "al", "dept.ao", &["org", "reports", "escalations"])
    }

    /// What an operator's check finds wrong.
    pub(crate) async fn problems(&self) -> Vec<String> {
        let owner = self.world.database.owner().await;
        Breaches::check(owner, &directory(), &calendar()).await.unwrap()
    }
}

impl Actor {
    pub(crate) async fn points(&self, aware_at: &str) -> Pointer {
        self.create_pointer(pointer(aware_at)).await.unwrap().pointer.unwrap()
    }

    async fn reads_pointer(&self, name: &str) -> Reply<Pointer> {
        Ok(self.get_pointer(pb::GetPointerRequest { name: name.to_owned() }).await?.pointer.unwrap())
    }

    async fn lists_pointers(&self) -> Vec<Pointer> {
        let request = pb::ListPointersRequest { parent: self.parent(), ..Default::default() };
        self.list_pointers(request).await.unwrap().pointers
    }

    pub(crate) async fn mark(&self) -> String {
        self.get_own_mark(pb::GetOwnMarkRequest { parent: self.parent() }).await.unwrap().person
    }

    pub(crate) async fn releases(&self, pointer: &Pointer, to: &Actor) -> Reply<(Pointer, Exchange)> {
        let request = release(pointer, &to.parent(), &to.mark().await);
        let released = self.release_pointer(request).await?;
        Ok((released.pointer.unwrap(), released.exchange.unwrap()))
    }

    async fn informs(&self, pointer: &Pointer, received_at: &str) -> Reply<Pointer> {
        Ok(self.record_regulator_informed(informed(pointer, received_at)).await?.pointer.unwrap())
    }

    async fn stubs(&self, exchange: &Exchange, decided_at: &str) -> Reply<Exchange> {
        Ok(self.record_decision_stub(stub(exchange, decided_at)).await?.exchange.unwrap())
    }

    pub(crate) async fn restricts(&self, breach: &Breach) -> Reply<Breach> {
        Ok(self.restrict_breach(restriction(breach)).await?.breach.unwrap())
    }

    pub(crate) async fn unrestricts(&self, breach: &Breach) -> Reply<Breach> {
        let (name, etag) = (breach.name.clone(), breach.etag.clone());
        let request = pb::LiftRestrictionRequest { name, etag, request_id: id() };
        Ok(self.lift_restriction(request).await?.breach.unwrap())
    }
}

fn pointer(aware_at: &str) -> pb::CreatePointerRequest {
    pb::CreatePointerRequest {
        parent: HMRC.to_owned(),
        reference: "HMRC/SEC/2026-17".to_owned(),
        legal_regime: LegalRegime::UkGdpr.into(),
        aware_at: at(aware_at),
        handling_contact_role: "dept.siro".to_owned(),
        reason_code: PointerReason::CourtOrder.into(),
        request_id: id(),
        ..Default::default()
    }
}

fn release(pointer: &Pointer, recipient: &str, person: &str) -> pb::ReleasePointerRequest {
    pb::ReleasePointerRequest {
        name: pointer.name.clone(),
        etag: pointer.etag.clone(),
        recipient: recipient.to_owned(),
        person: person.to_owned(),
        request_id: id(),
    }
}

fn informed(pointer: &Pointer, received_at: &str) -> pb::RecordRegulatorInformedRequest {
    let informed = pb::RegulatorInformed {
        received_at: at(received_at),
        channel: NoticeChannel::Telephone.into(),
        reference: "IC-123456-A1B2".to_owned(),
    };
    pb::RecordRegulatorInformedRequest {
        name: pointer.name.clone(),
        etag: pointer.etag.clone(),
        informed: Some(informed),
        request_id: id(),
    }
}

fn stub(exchange: &Exchange, decided_at: &str) -> pb::RecordDecisionStubRequest {
    pb::RecordDecisionStubRequest {
        name: exchange.name.clone(),
        etag: exchange.etag.clone(),
        decided_at: at(decided_at),
        decision: DecisionTaken::NoFurtherAction.into(),
        rationale_location: "ICO/SAFE/7".to_owned(),
        request_id: id(),
    }
}

fn restriction(breach: &Breach) -> pb::RestrictBreachRequest {
    pb::RestrictBreachRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        reason_code: PointerReason::PoliceRequest.into(),
        request_id: id(),
    }
}

/// The exchange as its recipient names it.
fn theirs(exchange: &Exchange) -> String {
    let (_, id) = exchange.name.rsplit_once('/').unwrap();
    format!("{}/exchanges/{id}", exchange.recipient)
}
