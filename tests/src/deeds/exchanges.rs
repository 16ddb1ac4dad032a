//! What actors do between parties besides cases, and how far an exchange comes by it.

use super::{CaseStage, Stage};
use crate::{
    Actor, Answer, Side, World,
    requests::{self, as_named_by, last_part},
};
use contracts::{
    breaches::{Breach, Exchange, RiskLevel},
    exchange::Disclosure,
};
use local::issuer::Organisation;
use sqlx::{Connection as _, PgConnection};

/// How far an exchange came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExchangeStage {
    /// A disclosure waits for approval.
    Prepared,
    /// It was not approved.
    Declined,
    /// It was approved.
    Disclosed,
    /// Its recipient acknowledged it.
    Acknowledged,
    /// Its discloser recalled it.
    Recalled,
    /// It was acknowledged, and its recipient can no longer read it.
    Expired,
    /// Lines wait for approval.
    LinesDrafted,
    /// They were proposed, and nobody answered.
    LinesProposed,
    /// A breach was reported to the centre, which has not acknowledged it.
    Reported,
    /// The centre acknowledged the report.
    ReportAcknowledged,
    /// A breach was reported to the National Cyber Security Centre.
    NcscTold,
    /// It asks for consent to pass on what it was told.
    ConsentAsked,
    /// Its department consented.
    Consented,
    /// The National Cyber Security Centre began, and the department has a breach that it may be about: in the test's copy of
    /// the exchange, that is its source.
    Opened,
    /// A pointer was released to the regulator's lead.
    Released,
}

/// Moves the end of an exchange to an hour ago, as if it had been waited for.
const EXPIRE: [&str; 3] = [
    "UPDATE exchange_act SET expires_at = now() - interval '1 hour' WHERE exchange_id = $1::uuid AND expires_at <> 'infinity'",
    "UPDATE exchange_act SET summary = jsonb_set(summary, '{expiresAt}', to_jsonb(now() - interval '1 hour'))
     WHERE exchange_id = $1::uuid",
    "UPDATE exchange_view SET summary = jsonb_set(summary, '{expiresAt}', to_jsonb(now() - interval '1 hour'))
     WHERE exchange_id = $1::uuid",
];

impl Side<'_> {
    /// Whoever prepares what the organisation discloses, or for the regulator enters it, and receives what is disclosed to it.
    pub fn preparer(&self) -> Actor {
        self.role(match self.organisation {
            Organisation::Gcdo => "gcdo.analyst",
            Organisation::Ico => "ico.lead",
            Organisation::Ncsc => "ncsc.incident",
            _ => "dept.handler",
        })
    }

    /// Whoever approves it, another person.
    pub fn approver(&self) -> Actor {
        self.colleague(match self.organisation {
            Organisation::Gcdo => "gcdo.lead",
            Organisation::Ico => "ico.lead",
            Organisation::Ncsc => "ncsc.incident",
            _ => "dept.siro",
        })
    }
}

impl World {
    /// Something of an organisation's own that it can disclose: a breach of a department, or else what it received from one.
    pub async fn source(&self, of: Side<'_>) -> String {
        match of.organisation {
            Organisation::Gcdo | Organisation::Ico | Organisation::Ncsc => {
                let from = self.moj();
                let received =
                    Box::pin(self.exchange(from, of, ExchangeStage::Disclosed, &from.preparer())).await;
                as_named_by(&of.organisation.to_string(), &received.name)
            }
            _ => Box::pin(of.brings(&of.handler(), "Shared", Stage::Confirmed, RiskLevel::Risk)).await.name,
        }
    }

    /// Something that an organisation can agree lines about with another: a breach of a department; or else of theirs, a case or
    /// an engagement.
    pub async fn topic(&self, of: Side<'_>, with: Side<'_>) -> String {
        match of.organisation {
            Organisation::Ico => {
                as_named_by("ico", &Box::pin(self.case(with, "Told", CaseStage::Received)).await.name)
            }
            Organisation::Ncsc => {
                let opening = requests::open_engagement(&of.name(), &with.name());
                of.preparer().wire.calls(opening).await.unwrap().exchange.unwrap().name
            }
            _ => self.source(of).await,
        }
    }

    /// Brings an exchange that `opener` began with `recipient` to a stage, from `preparer` on, and reads it as the opener.
    pub async fn exchange(
        &self,
        opener: Side<'_>,
        recipient: Side<'_>,
        stage: ExchangeStage,
        preparer: &Actor,
    ) -> Exchange {
        let source = match stage {
            ExchangeStage::Released => return self.released(opener).await,
            ExchangeStage::LinesDrafted | ExchangeStage::LinesProposed => self.topic(opener, recipient).await,
            ExchangeStage::Opened => self.source(recipient).await,
            _ => self.source(opener).await,
        };
        Box::pin(self.exchange_of(&source, opener, recipient, stage, preparer)).await
    }

    /// Does so with an exchange that is of this source.
    pub async fn exchange_of(
        &self,
        source: &str,
        opener: Side<'_>,
        recipient: Side<'_>,
        stage: ExchangeStage,
        preparer: &Actor,
    ) -> Exchange {
        match stage {
            ExchangeStage::Opened => return self.engagement(recipient, source).await,
            ExchangeStage::Released => return self.released(opener).await,
            ExchangeStage::LinesDrafted | ExchangeStage::LinesProposed => {
                if opener.organisation == Organisation::Ico {
                    return preparer.enters_lines(source, &recipient.name()).await.unwrap();
                }
                let drafted = preparer.drafts_lines(source, &recipient.name()).await.unwrap();
                if stage == ExchangeStage::LinesDrafted {
                    return drafted;
                }
                return opener.approver().approves_lines(&drafted).await.unwrap();
            }
            ExchangeStage::NcscTold | ExchangeStage::ConsentAsked | ExchangeStage::Consented => {
                return self.tell_ncsc(opener, source, stage).await;
            }
            ExchangeStage::Reported | ExchangeStage::ReportAcknowledged => {
                return self.report(opener, source, stage).await;
            }
            _ => {}
        }
        let (approver, receiver) = (opener.approver(), recipient.preparer());
        let prepared = if opener.organisation == Organisation::Ico {
            preparer.enters(source, &recipient.name()).await.unwrap()
        } else {
            let prepared = preparer.prepares(source, &recipient.name()).await.unwrap();
            match stage {
                ExchangeStage::Prepared => return prepared,
                ExchangeStage::Declined => return approver.declines(&prepared).await.unwrap(),
                _ => approver.approves(&prepared).await.unwrap(),
            }
        };
        let theirs = as_named_by(&recipient.organisation.to_string(), &prepared.name);
        if matches!(stage, ExchangeStage::Acknowledged | ExchangeStage::Expired) {
            let received = receiver.reads_exchange(&theirs).await.unwrap();
            receiver.receives(&received).await.unwrap();
        }
        let ours = approver.reads_exchange(&prepared.name).await.unwrap();
        match stage {
            ExchangeStage::Recalled => approver.recalls_disclosure(&ours).await.unwrap(),
            ExchangeStage::Expired => {
                self.expires(&prepared.name).await;
                approver.reads_exchange(&prepared.name).await.unwrap()
            }
            _ => ours,
        }
    }

    async fn report(&self, department: Side<'_>, breach: &str, stage: ExchangeStage) -> Exchange {
        let dpo = department.dpo();
        let reported = dpo.reports(&dpo.reads(breach).await.unwrap()).await.unwrap();
        if stage == ExchangeStage::ReportAcknowledged {
            let analyst = self.gcdo().preparer();
            let received = analyst.reads_exchange(&as_named_by("gcdo", &reported.name)).await.unwrap();
            analyst.receives(&received).await.unwrap();
        }
        dpo.reads_exchange(&reported.name).await.unwrap()
    }

    async fn tell_ncsc(&self, department: Side<'_>, breach: &str, stage: ExchangeStage) -> Exchange {
        let (dpo, incident) = (department.dpo(), self.ncsc().preparer());
        let breach = dpo.reads(breach).await.unwrap();
        let told = dpo.wire.calls(requests::report_to_ncsc(&breach)).await.unwrap().exchange.unwrap();
        if stage >= ExchangeStage::ConsentAsked {
            let received = incident.reads_exchange(&as_named_by("ncsc", &told.name)).await.unwrap();
            incident.wire.calls(requests::ask_consent(&received)).await.unwrap();
        }
        if stage >= ExchangeStage::Consented {
            let asked = dpo.reads_exchange(&told.name).await.unwrap();
            department.siro().wire.calls(requests::grant(&asked)).await.unwrap();
        }
        dpo.reads_exchange(&told.name).await.unwrap()
    }

    async fn engagement(&self, department: Side<'_>, breach: &str) -> Exchange {
        let opening = requests::open_engagement(&self.ncsc().name(), &department.name());
        let opened = self.ncsc().preparer().wire.calls(opening).await.unwrap().exchange.unwrap();
        let own = as_named_by(&department.organisation.to_string(), &opened.name);
        let received = department.dpo().reads_exchange(&own).await.unwrap();
        Exchange { source: breach.to_owned(), ..received }
    }

    async fn expires(&self, name: &str) {
        let mut superuser = PgConnection::connect_with(&self.database.superuser()).await.unwrap();
        for statement in EXPIRE {
            let moved = sqlx::query(statement).bind(last_part(name)).execute(&mut superuser).await.unwrap();
            assert!(moved.rows_affected() > 0);
        }
    }
}

impl Actor {
    /// Reads an exchange.
    pub async fn reads_exchange(&self, name: &str) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::get_exchange(name)).await?.exchange.unwrap())
    }

    /// Lists the exchanges of its own organisation.
    pub async fn lists_exchanges(&self) -> Answer<Vec<Exchange>> {
        Ok(self.wire.calls(requests::list_exchanges(&self.parent())).await?.exchanges)
    }

    /// Lists what crossed from its own organisation and to it.
    pub async fn lists_disclosures(&self) -> Answer<Vec<Disclosure>> {
        Ok(self.wire.calls(requests::list_disclosures(&self.parent())).await?.disclosures)
    }

    /// Prepares the title of something for a recipient.
    pub async fn prepares(&self, source: &str, recipient: &str) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::disclose(source, recipient)).await?.exchange.unwrap())
    }

    /// Discloses the title of something to a recipient, as it was prepared elsewhere.
    pub async fn enters(&self, source: &str, recipient: &str) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::enter_disclosure(source, recipient)).await?.exchange.unwrap())
    }

    /// Proposes lines about something to a recipient, as they were drafted elsewhere.
    pub async fn enters_lines(&self, source: &str, recipient: &str) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::enter_lines(source, recipient)).await?.exchange.unwrap())
    }

    /// Drafts lines about something for a recipient.
    pub async fn drafts_lines(&self, source: &str, recipient: &str) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::draft_lines(source, recipient)).await?.exchange.unwrap())
    }

    /// Approves lines.
    pub async fn approves_lines(&self, lines: &Exchange) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::approve_lines(lines)).await?.exchange.unwrap())
    }

    /// Approves a disclosure.
    pub async fn approves(&self, exchange: &Exchange) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::approve(exchange)).await?.exchange.unwrap())
    }

    /// Declines a disclosure.
    pub async fn declines(&self, exchange: &Exchange) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::decline(exchange)).await?.exchange.unwrap())
    }

    /// Acknowledges what was received.
    pub async fn receives(&self, exchange: &Exchange) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::receive(exchange)).await?.exchange.unwrap())
    }

    /// Recalls what was disclosed.
    pub async fn recalls_disclosure(&self, exchange: &Exchange) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::recall(exchange)).await?.exchange.unwrap())
    }

    /// Reports a breach to the centre.
    pub async fn reports(&self, breach: &Breach) -> Answer<Exchange> {
        Ok(self.wire.calls(requests::report_to_centre(breach)).await?.exchange.unwrap())
    }
}

impl Side<'_> {
    /// Returns the counts of a quarter to the centre, as the department's data protection officer looked at them.
    pub async fn returns(&self) -> Exchange {
        let dpo = self.dpo();
        let preview = dpo.wire.calls(requests::look_at_return(&self.name())).await.unwrap().preview.unwrap();
        let request = requests::confirm_return(&self.name(), &preview.etag);
        dpo.wire.calls(request).await.unwrap().exchange.unwrap()
    }
}
