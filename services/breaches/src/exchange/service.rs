//! The RPCs of exchanges: what happens in each call, in order.

use super::{
    asks::{self, In, Says, Source},
    content::Content,
    fold::Exchange,
    may::Deed,
    ncsc_asks::TieExchange,
    prepare::{Material, is_ahead},
    store, terms_of_talk,
};
use crate::{
    case,
    model::{Breach, HANDLERS},
    store as breaches,
};
use chassis::{
    Answer, Caller, Effect, Error, Label, Record, WriteTx, clock,
    disclosure::Terms,
    exchange::{self as kept, Readers},
    serve::Parts,
};
use contracts::{
    Authorised,
    access::Party,
    action::breaches::{EnterDisclosure, PrepareDisclosure},
    breaches::{
        self as pb, BreachPart, ExchangeActKind, ExchangeKind, centre_service_server::CentreService,
        disclosure_service_server::DisclosureService, exchange_service_server::ExchangeService,
    },
};
use tonic::Request;

/// The handlers.
#[derive(Clone)]
pub(crate) struct ExchangeHandlers {
    pub(super) parts: Parts,
}

pub(crate) type ResponseTo<S> = <<S as Says>::Request as Authorised>::Response;

impl ExchangeHandlers {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts }
    }

    /// What is recorded of an act, and the news of it for whoever reads it.
    pub(super) fn record(
        &self,
        exchange: &Exchange,
        caller: &Caller,
        act: &'static str,
        readers: Readers<'_>,
    ) -> Result<Record, Error> {
        let own = &caller.organisation;
        let effects = self.news(exchange, own, act, readers)?;
        let need = exchange.need_at(&self.parts.directory, own)?;
        Ok(Record { act, resource: kept::name(own, exchange.kept.id), need, effects })
    }

    /// An event for each reader, which names the exchange as that party does. Events are for whoever has a need: of what one
    /// person alone reads there is none.
    fn news(
        &self,
        exchange: &Exchange,
        own: &Label,
        act: &'static str,
        readers: Readers<'_>,
    ) -> Result<Vec<Effect>, Error> {
        let other = matches!(readers, Readers::Both(_)).then(|| exchange.kept.counterpart(own));
        let news = |reader: &Label| {
            Ok(Effect {
                reader: reader.clone(),
                need: exchange.need_at(&self.parts.directory, reader)?,
                act,
                resource: kept::name(reader, exchange.kept.id),
                payload: exchange.kept.version.payload(),
            })
        };
        std::iter::once(own).chain(other).filter(|reader| !exchange.is_for_one_at(reader)).map(news).collect()
    }

    /// Says something in an exchange that is there, to the other party too.
    pub(crate) async fn say<S>(
        &self,
        request: tonic::Request<S::Request>,
        deed: Deed,
        kind: ExchangeActKind,
        act: &'static str,
    ) -> Answer<ResponseTo<S>>
    where
        S: Says<Request: Authorised<Action: store::Acts, Response: From<pb::Exchange>>> + Into<Content>,
    {
        let done = self.parts.db.act(request, store::see, async |tx, ask: In<S>| {
            let mut exchange = store::as_read(tx, &ask.target).await?;
            exchange.may(deed, tx.caller(), tx.now())?;
            ask.said.fits(&self.parts.directory, tx.now())?;
            exchange.add(tx, kind, ask.said.into().seal()?)?;
            // Nobody else knows of what was prepared, and nobody learns that it was not disclosed.
            let readers =
                if kind == ExchangeActKind::Refusal { Readers::Own } else { Readers::Both(terms_of_talk()) };
            store::append(tx, &exchange, readers, &self.parts.directory).await?;
            let response = exchange.shown(tx.caller(), tx.now())?.into();
            Ok((self.record(&exchange, tx.caller(), act, readers)?, response))
        });
        done.await
    }

    /// Reads what a disclosure is a copy of, as it stands, and keeps it so until the transaction ends.
    pub(super) async fn material(
        &self,
        tx: &mut WriteTx<impl breaches::Shares + store::Acts>,
        source: &Source,
        parts: &[BreachPart],
    ) -> Result<Material, Error> {
        let regulator = self.parts.directory.regulator();
        match source {
            Source::Breach(name) => {
                let breach: Breach = breaches::hold(tx, name, &self.parts.calendar).await?;
                let told = breach.case_id().filter(|_| parts.contains(&BreachPart::Notice));
                let first_notice = match told.filter(|_| tx.caller().has_need(HANDLERS)) {
                    Some(case) => case::store::shared(tx, case, regulator).await?.first_notice(),
                    None => None,
                };
                Ok(Material::Breach(Box::new(breach), first_notice))
            }
            Source::Case(name) => {
                Ok(Material::Case(Box::new(case::store::shared(tx, name.id, regulator).await?)))
            }
            Source::Exchange(name) => Ok(Material::Received(Box::new(store::taken(tx, name.id).await?))),
        }
    }

    /// The incident that a disclosure names. Another department may have a breach of its own of it, so that one is named to it
    /// whether or not it was before; the breach is of it once the disclosure is approved.
    async fn incident(
        &self,
        tx: &mut WriteTx<impl store::Acts>,
        material: &Material,
        source: &Source,
        recipient: &Label,
    ) -> Result<String, Error> {
        let (known, directory) = (material.incident(), &self.parts.directory);
        let among = directory.get(recipient).is_some_and(|found| found.party == Party::Department);
        if !known.is_empty() || !among || !matches!(material, Material::Breach(..)) {
            return Ok(known);
        }
        // What waits for approval already names it to others of the same incident.
        let before = store::about(tx, ExchangeKind::Disclosure, source.name()).await?;
        let named = before.map(|before| before.incident()).transpose()?.flatten();
        Ok(named.unwrap_or_else(|| tx.new_crossing_id()).to_string())
    }

    /// What a disclosure says, of what and as whose, and the exchange that it begins.
    async fn begin(
        &self,
        tx: &mut WriteTx<impl breaches::Shares + store::Acts>,
        ask: asks::PrepareDisclosure,
    ) -> Result<(Exchange, pb::DisclosureContent), Error> {
        let source = ask.source();
        let material = self.material(tx, &source, &ask.parts).await?;
        let incident = self.incident(tx, &material, &source, &ask.recipient).await?;
        let (own, recipient) = (ask.organisation.clone(), ask.recipient.clone());
        let content = ask.content(&material, incident, &self.parts.directory, tx.caller(), tx.now())?;
        let mut exchange = Exchange::begin(tx.new_crossing_id(), ExchangeKind::Disclosure, own, recipient);
        exchange.kept.source = Some(source.name().to_string());
        Ok((exchange, content))
    }

    /// Opens an exchange with what was prepared, or disclosed.
    pub(super) async fn open(
        &self,
        tx: &mut WriteTx<impl store::Acts>,
        exchange: &Exchange,
        act: &'static str,
        readers: Readers<'_>,
    ) -> Result<(Record, pb::Exchange), Error> {
        let source = exchange.source()?;
        store::open(tx, exchange, source.name(), readers, &self.parts.directory).await?;
        let shown = exchange.shown(tx.caller(), tx.now())?;
        Ok((self.record(exchange, tx.caller(), act, readers)?, shown))
    }

    /// Prepares a disclosure, of which only its own side knows.
    async fn prepare(
        &self,
        tx: &mut WriteTx<PrepareDisclosure>,
        ask: asks::PrepareDisclosure,
    ) -> Result<(Record, pb::PrepareDisclosureResponse), Error> {
        tx.caller().drafts_here()?;
        let (mut exchange, content) = self.begin(tx, ask).await?;
        exchange.add(tx, ExchangeActKind::Preparation, Content::from(content).seal()?)?;
        let (record, shown) = self.open(tx, &exchange, "disclosure.prepared", Readers::Own).await?;
        Ok((record, shown.into()))
    }

    /// Discloses what the regulator prepared and approved elsewhere.
    async fn enter(
        &self,
        tx: &mut WriteTx<EnterDisclosure>,
        ask: asks::PrepareDisclosure,
    ) -> Result<(Record, pb::EnterDisclosureResponse), Error> {
        tx.caller().decides_elsewhere()?;
        let (mut exchange, content) = self.begin(tx, ask).await?;
        exchange.add(tx, ExchangeActKind::Disclosure, Content::from(content.clone()).seal()?)?;
        let readers = Readers::Both(terms(&content));
        let (record, shown) = self.open(tx, &exchange, "disclosure.entered", readers).await?;
        Ok((record, shown.into()))
    }
}

/// On what terms a disclosure crosses.
fn terms(content: &pb::DisclosureContent) -> Terms<'_> {
    let classification = content.handling.clone().unwrap_or_default().classification();
    Terms {
        onward_sharing: content.onward_sharing(),
        expires_at: content.expires_at.and_then(clock::from_wire),
        ..Terms::new(&content.purpose, content.basis(), classification)
    }
}

#[tonic::async_trait]
impl ExchangeService for ExchangeHandlers {
    async fn get_exchange(
        &self,
        request: Request<pb::GetExchangeRequest>,
    ) -> Answer<pb::GetExchangeResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetExchange| {
            let exchange = store::get(tx, &ask.name).await?;
            Ok(exchange.shown(tx.caller(), tx.now())?.into())
        });
        answer.await
    }

    async fn list_exchanges(
        &self,
        request: Request<pb::ListExchangesRequest>,
    ) -> Answer<pb::ListExchangesResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListExchanges| {
            let mut listed = kept::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut listed, |listed| (listed.place, listed.id));
            let now = tx.now();
            let exchange = |listed: kept::Listed| {
                let summary = chassis::message::from_json(&listed.summary)?;
                Ok(Exchange::listed(summary, listed.version, listed.id, &ask.organisation, now))
            };
            let exchanges = listed.into_iter().map(exchange).collect::<Result<_, Error>>()?;
            Ok(pb::ListExchangesResponse { exchanges, next_page_token })
        });
        answer.await
    }

    async fn tie_exchange(
        &self,
        request: Request<pb::TieExchangeRequest>,
    ) -> Answer<pb::TieExchangeResponse> {
        let done = self.parts.db.act(request, store::see, async |tx, ask: TieExchange| {
            let mut exchange = store::as_read(tx, &ask.target).await?;
            exchange.may(Deed::TieExchange, tx.caller(), tx.now())?;
            if ask.breach.organisation != tx.caller().organisation {
                return Err(Error::NotFound);
            }
            let breach = breaches::hold(tx, &ask.breach, &self.parts.calendar).await?;
            join(tx, &breach, &exchange).await?;
            let source = ask.breach.to_string();
            let need = exchange.need_at(&self.parts.directory, &tx.caller().organisation)?;
            kept::source(tx, exchange.kept.id, &source, need).await?;
            exchange.kept.source = Some(source);
            let response = exchange.shown(tx.caller(), tx.now())?.into();
            Ok((self.record(&exchange, tx.caller(), "exchange.tied", Readers::Own)?, response))
        });
        done.await
    }

    async fn list_disclosures(
        &self,
        request: Request<pb::ListDisclosuresRequest>,
    ) -> Answer<pb::ListDisclosuresResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListDisclosures| {
            let (disclosures, next_page_token) = ask.0.answer(tx).await?;
            Ok(pb::ListDisclosuresResponse { disclosures, next_page_token })
        });
        answer.await
    }
}

/// Says that a breach is of the incident that an exchange names, if it names one; or refuses, if it is of another.
async fn join(
    tx: &mut WriteTx<impl breaches::Shares>,
    breach: &Breach,
    exchange: &Exchange,
) -> Result<(), Error> {
    match (exchange.incident()?, breach.incident) {
        (Some(incident), None) => breaches::share_incident(tx, &breach.name, incident).await,
        (Some(incident), Some(known)) if known != incident => {
            Err(exchange.refuse("the breach is of another incident"))
        }
        _ => Ok(()),
    }
}

#[tonic::async_trait]
impl DisclosureService for ExchangeHandlers {
    async fn prepare_disclosure(
        &self,
        request: Request<pb::PrepareDisclosureRequest>,
    ) -> Answer<pb::PrepareDisclosureResponse> {
        let done = self
            .parts
            .db
            .act(request, store::see, async |tx, ask: asks::PrepareDisclosure| self.prepare(tx, ask).await);
        done.await
    }

    async fn enter_disclosure(
        &self,
        request: Request<pb::EnterDisclosureRequest>,
    ) -> Answer<pb::EnterDisclosureResponse> {
        let done = self
            .parts
            .db
            .act(request, store::see, async |tx, ask: asks::EnterDisclosure| self.enter(tx, ask.0).await);
        done.await
    }

    async fn approve_disclosure(
        &self,
        request: Request<pb::ApproveDisclosureRequest>,
    ) -> Answer<pb::ApproveDisclosureResponse> {
        let done = self.parts.db.act(request, store::see, async |tx, ask: In<asks::ApproveDisclosure>| {
            let mut exchange = store::as_read(tx, &ask.target).await?;
            exchange.may(Deed::ApproveDisclosure, tx.caller(), tx.now())?;
            let (act, content) = exchange.prepared()?;
            let (sealed, prepared_by) = (act.sealed.clone(), act.role.clone());
            // What it is a copy of may have become privileged, or expired, since it was prepared.
            let source = exchange.source()?;
            let material = self.material(tx, &source, &[]).await?;
            material.is_disclosable(tx.caller(), tx.now())?;
            material.allows(&content, &self.parts.directory, tx.caller(), tx.now())?;
            if let Material::Breach(breach, _) = &material {
                join(tx, breach, &exchange).await?;
            }
            let terms = Terms { prepared_by: Some(&prepared_by), ..terms(&content) };
            is_ahead(terms.expires_at, tx.now())?;
            exchange.add(tx, ExchangeActKind::Disclosure, sealed)?;
            let readers = Readers::Both(terms);
            store::append(tx, &exchange, readers, &self.parts.directory).await?;
            let response = exchange.shown(tx.caller(), tx.now())?.into();
            Ok((self.record(&exchange, tx.caller(), "disclosure.approved", readers)?, response))
        });
        done.await
    }

    async fn decline_disclosure(
        &self,
        request: Request<pb::DeclineDisclosureRequest>,
    ) -> Answer<pb::DeclineDisclosureResponse> {
        let deed = Deed::DeclineDisclosure;
        self.say::<pb::RefusalContent>(request, deed, ExchangeActKind::Refusal, "disclosure.declined").await
    }

    async fn acknowledge_exchange(
        &self,
        request: Request<pb::AcknowledgeExchangeRequest>,
    ) -> Answer<pb::AcknowledgeExchangeResponse> {
        let (deed, kind) = (Deed::AcknowledgeExchange, ExchangeActKind::Acknowledgement);
        self.say::<pb::ReceiptContent>(request, deed, kind, "exchange.acknowledged").await
    }

    async fn recall_disclosure(
        &self,
        request: Request<pb::RecallDisclosureRequest>,
    ) -> Answer<pb::RecallDisclosureResponse> {
        let deed = Deed::RecallDisclosure;
        self.say::<pb::RecallContent>(request, deed, ExchangeActKind::Recall, "disclosure.recalled").await
    }
}

#[tonic::async_trait]
impl CentreService for ExchangeHandlers {
    async fn support_department(
        &self,
        request: Request<pb::SupportDepartmentRequest>,
    ) -> Answer<pb::SupportDepartmentResponse> {
        let deed = Deed::SupportDepartment;
        self.say::<pb::SupportContent>(request, deed, ExchangeActKind::Support, "report.supported").await
    }

    async fn stand_down(&self, request: Request<pb::StandDownRequest>) -> Answer<pb::StandDownResponse> {
        let deed = Deed::StandDown;
        self.say::<pb::StandDownContent>(request, deed, ExchangeActKind::StandDown, "report.stood_down").await
    }
}
