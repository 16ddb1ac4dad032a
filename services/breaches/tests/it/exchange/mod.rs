//! What stands between parties besides cases: disclosures, reports to the centre, and each side's register of what crossed.

mod centre;
mod crossings;
mod disclosures;
mod expiry;
mod fences;
mod grounds;
mod guards;
mod incidents;
pub(crate) mod lines;
mod lines_guards;
mod lines_since;
mod model;
mod ncsc;
mod onward;
mod renumbered;
mod reports;
mod returns;

use crate::actors::{Actor, Cast, Reply};
use chassis_testing::id;
use contracts::{
    breaches::{
        self as pb, Breach, BreachPart, Exchange, ExchangeActKind as Kind, ExchangeState as State, RiskLevel,
    },
    exchange::Basis,
    handling::{Classification, Handling},
};

const MOJ: &str = "organisations/moj";
const GCDO: &str = "organisations/gcdo";
const ICO: &str = "organisations/ico";
const NCSC: &str = "organisations/ncsc";

/// Parts of a breach or whatever else, for the usual purpose.
fn disclosure(source: &str, recipient: &str, parts: &[BreachPart]) -> pb::PrepareDisclosureRequest {
    pb::PrepareDisclosureRequest {
        parent: source.split('/').take(2).collect::<Vec<_>>().join("/"),
        source: source.to_owned(),
        recipient: recipient.to_owned(),
        parts: parts.iter().map(|part| i32::from(*part)).collect(),
        purpose: "They hold the same addresses.".to_owned(),
        basis: Basis::MouVoluntary.into(),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        request_id: id(),
        ..Default::default()
    }
}

/// An exchange as another party names it.
fn named_by(organisation: &str, exchange: &Exchange) -> String {
    format!("organisations/{organisation}/exchanges/{}", exchange.name.rsplit('/').next().unwrap())
}

fn kinds(exchange: &Exchange) -> Vec<Kind> {
    exchange.acts.iter().map(pb::ExchangeAct::kind).collect()
}

macro_rules! says {
    ($exchange:expr, $request:ident { $($field:ident: $value:expr),* $(,)? }) => {
        pb::$request {
            name: $exchange.name.clone(),
            etag: $exchange.etag.clone(),
            request_id: id(),
            $($field: $value.into(),)*
            ..Default::default()
        }
    };
}

use says;

fn approval(exchange: &Exchange) -> pb::ApproveDisclosureRequest {
    says!(exchange, ApproveDisclosureRequest {})
}

fn receipt(exchange: &Exchange) -> pb::AcknowledgeExchangeRequest {
    says!(exchange, AcknowledgeExchangeRequest { message: "It arrived." })
}

fn recall(exchange: &Exchange) -> pb::RecallDisclosureRequest {
    says!(exchange, RecallDisclosureRequest { reason: "It was sent too early." })
}

impl Actor {
    async fn prepares(&self, request: pb::PrepareDisclosureRequest) -> Reply<Exchange> {
        Ok(self.prepare_disclosure(request).await?.exchange.unwrap())
    }

    /// Discloses at once what was prepared elsewhere, as the regulator does.
    async fn enters(&self, said: pb::PrepareDisclosureRequest) -> Reply<Exchange> {
        let request = pb::EnterDisclosureRequest {
            parent: said.parent,
            source: said.source,
            recipient: said.recipient,
            parts: said.parts,
            attachments: said.attachments,
            statement: said.statement,
            purpose: said.purpose,
            basis: said.basis,
            handling: said.handling,
            onward_sharing: said.onward_sharing,
            expires_at: said.expires_at,
            lawful_basis: said.lawful_basis,
            harm_reduction_reason: said.harm_reduction_reason,
            validate_only: said.validate_only,
            request_id: said.request_id,
            personal_data_checked: said.personal_data_checked,
        };
        Ok(self.enter_disclosure(request).await?.exchange.unwrap())
    }

    async fn approves(&self, exchange: &Exchange) -> Reply<Exchange> {
        Ok(self.approve_disclosure(approval(exchange)).await?.exchange.unwrap())
    }

    async fn declines(&self, exchange: &Exchange) -> Reply<Exchange> {
        let reason = "It says too much.";
        let request = says!(exchange, DeclineDisclosureRequest { reason: reason });
        Ok(self.decline_disclosure(request).await?.exchange.unwrap())
    }

    async fn acknowledges(&self, exchange: &Exchange) -> Reply<Exchange> {
        Ok(self.acknowledge_exchange(receipt(exchange)).await?.exchange.unwrap())
    }

    async fn recalls(&self, exchange: &Exchange) -> Reply<Exchange> {
        Ok(self.recall_disclosure(recall(exchange)).await?.exchange.unwrap())
    }

    async fn supports(&self, exchange: &Exchange) -> Reply<Exchange> {
        let support = "Two analysts, from tomorrow.";
        let request = says!(exchange, SupportDepartmentRequest { support: support });
        Ok(self.support_department(request).await?.exchange.unwrap())
    }

    async fn stands_down(&self, exchange: &Exchange) -> Reply<Exchange> {
        let reason = "The department has it in hand.";
        let request = says!(exchange, StandDownRequest { reason: reason });
        Ok(self.stand_down(request).await?.exchange.unwrap())
    }

    pub(crate) async fn reads_exchange(&self, name: &str) -> Reply<Exchange> {
        Ok(self.get_exchange(pb::GetExchangeRequest { name: name.to_owned() }).await?.exchange.unwrap())
    }

    /// What its own organisation has of an exchange that another party named.
    async fn has(&self, exchange: &Exchange) -> Reply<Exchange> {
        self.reads_exchange(&named_by(&self.person.caller.organisation, exchange)).await
    }

    pub(crate) fn parent(&self) -> String {
        format!("organisations/{}", self.person.caller.organisation)
    }

    pub(crate) async fn exchanges(&self) -> Vec<Exchange> {
        let request = pb::ListExchangesRequest { parent: self.parent(), ..Default::default() };
        self.list_exchanges(request).await.unwrap().exchanges
    }

    pub(crate) async fn register(&self) -> Vec<contracts::exchange::Disclosure> {
        let request = pb::ListDisclosuresRequest { parent: self.parent(), ..Default::default() };
        self.list_disclosures(request).await.unwrap().disclosures
    }
}

impl Cast {
    /// A breach of which all is known that an assessment needs.
    async fn known_breach(&self) -> Breach {
        self.handler().assesses_whole(self, "A letter", RiskLevel::Risk).await
    }

    /// Parts of a breach as they wait for approval.
    async fn prepared(&self, recipient: &str) -> Exchange {
        let breach = self.known_breach().await;
        let parts = [BreachPart::Title, BreachPart::People];
        self.handler().prepares(disclosure(&breach.name, recipient, &parts)).await.unwrap()
    }

    /// Parts of a breach as they were disclosed, as their discloser has them.
    async fn disclosed(&self, recipient: &str) -> Exchange {
        self.siro().approves(&self.prepared(recipient).await).await.unwrap()
    }
}
