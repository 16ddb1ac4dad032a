//! The RPCs of agreed lines.

use super::{
    asks::In,
    content::Content,
    fold::Exchange,
    lines::terms,
    lines_asks::{ApproveLines, DraftLines, EnterLines, OfLines, Revision},
    may::Deed,
    prepare::Material,
    service::{ExchangeHandlers, ResponseTo},
    store,
};
use crate::store as breaches;
use chassis::{
    Answer, Caller, Directory, Error, Label, Record, Violation, WriteTx, disclosure::Terms, exchange::Readers,
};
use contracts::{
    Authorised,
    access::Party,
    breaches::{
        self as pb, ExchangeActKind as Kind, ExchangeKind, LinesContent, lines_service_server::LinesService,
    },
};
use tonic::Request;

impl Material {
    /// Refuses lines about what is no breach, or not yet, or privileged in law; and about what is not the caller's to speak of.
    fn is_spoken_of(&self, caller: &Caller) -> Result<(), Error> {
        match self {
            Self::Breach(breach, _) => breach.is_to_be_shared(),
            Self::Case(_) if caller.party == Party::Ico => Ok(()),
            Self::Received(exchange)
                if caller.party == Party::Ncsc && exchange.kind() == ExchangeKind::NcscEngagement =>
            {
                Ok(())
            }
            Self::Case(_) | Self::Received(_) => Err(Error::ActingRole(
                "a department speaks of its breach, the regulator of a case, and the technical authority of an engagement",
            )),
        }
    }

    /// Refuses to agree lines with somebody whom the directory does not know; or about a department's breach with anybody but
    /// that department.
    fn is_spoken_of_with(
        &self,
        recipient: &Label,
        caller: &Caller,
        directory: &Directory,
    ) -> Result<(), Error> {
        let whose = match self {
            Self::Breach(..) => None,
            Self::Case(case) => case.department(),
            Self::Received(exchange) => Some(exchange.kept.counterpart(&caller.organisation)),
        };
        let must = if directory.get(recipient).is_none() {
            "must be an organisation of the directory"
        } else if whose.is_some_and(|whose| whose != recipient) {
            "must be the department that it is about"
        } else {
            return Ok(());
        };
        Err(Error::Invalid(vec![Violation::new("recipient", must)]))
    }
}

impl ExchangeHandlers {
    /// Says something of lines that were proposed, to the other party too.
    async fn say_of_lines<S>(
        &self,
        request: Request<S::Request>,
        deed: Deed,
        kind: Kind,
        act: &'static str,
    ) -> Answer<ResponseTo<S>>
    where
        S: OfLines<Request: Authorised<Action: store::Acts, Response: From<pb::Exchange>>>,
    {
        let done = self.parts.db.act(request, store::see, async |tx, ask: In<S>| {
            let exchange = store::as_read(tx, &ask.target).await?;
            exchange.may(deed, tx.caller(), tx.now())?;
            ask.said.fits(&self.parts.directory, tx.now())?;
            let content = ask.said.content(&exchange)?;
            let (exchange, record) = self.cross(tx, exchange, kind, &content, act).await?;
            Ok((record, exchange.shown(tx.caller(), tx.now())?.into()))
        });
        done.await
    }

    /// The exchange that lines begin, if the caller may speak with whom it is about.
    async fn begin_lines(
        &self,
        tx: &mut WriteTx<impl breaches::Shares + store::Acts>,
        ask: DraftLines,
    ) -> Result<(Exchange, LinesContent), Error> {
        let DraftLines { source, recipient, lines, .. } = ask;
        let material = self.material(tx, &source, &[]).await?;
        tx.caller().in_person("a person acts between parties")?;
        material.is_spoken_of(tx.caller())?;
        material.is_spoken_of_with(&recipient, tx.caller(), &self.parts.directory)?;
        let own = tx.caller().organisation.clone();
        let mut exchange = Exchange::begin(tx.new_crossing_id(), ExchangeKind::AgreedLines, own, recipient);
        exchange.kept.source = Some(source.name().to_string());
        Ok((exchange, lines))
    }

    /// Adds what is said of lines, for both parties.
    async fn cross(
        &self,
        tx: &mut WriteTx<impl store::Acts>,
        mut exchange: Exchange,
        kind: Kind,
        content: &Content,
        act: &'static str,
    ) -> Result<(Exchange, Record), Error> {
        exchange.add(tx, kind, content.seal()?)?;
        let readers = Readers::Both(terms(&exchange.version()?.1));
        store::append(tx, &exchange, readers, &self.parts.directory).await?;
        let record = self.record(&exchange, tx.caller(), act, readers)?;
        Ok((exchange, record))
    }
}

#[tonic::async_trait]
impl LinesService for ExchangeHandlers {
    async fn draft_lines(&self, request: Request<pb::DraftLinesRequest>) -> Answer<pb::DraftLinesResponse> {
        let done = self.parts.db.act(request, store::see, async |tx, ask: DraftLines| {
            tx.caller().drafts_here()?;
            let (mut exchange, lines) = self.begin_lines(tx, ask).await?;
            exchange.add(tx, Kind::Preparation, Content::from(lines).seal()?)?;
            let (record, shown) = self.open(tx, &exchange, "lines.drafted", Readers::Own).await?;
            Ok((record, shown.into()))
        });
        done.await
    }

    async fn enter_lines(&self, request: Request<pb::EnterLinesRequest>) -> Answer<pb::EnterLinesResponse> {
        let done = self.parts.db.act(request, store::see, async |tx, ask: EnterLines| {
            tx.caller().decides_elsewhere()?;
            let (mut exchange, lines) = self.begin_lines(tx, ask.0).await?;
            exchange.add(tx, Kind::Lines, Content::from(lines.clone()).seal()?)?;
            let readers = Readers::Both(terms(&lines));
            let (record, shown) = self.open(tx, &exchange, "lines.proposed", readers).await?;
            Ok((record, shown.into()))
        });
        done.await
    }

    async fn approve_lines(
        &self,
        request: Request<pb::ApproveLinesRequest>,
    ) -> Answer<pb::ApproveLinesResponse> {
        let done = self.parts.db.act(request, store::see, async |tx, ask: In<ApproveLines>| {
            let mut exchange = store::as_read(tx, &ask.target).await?;
            exchange.may(Deed::ApproveLines, tx.caller(), tx.now())?;
            // What they are about may have become privileged since they were drafted.
            let material = self.material(tx, &exchange.source()?, &[]).await?;
            material.is_spoken_of(tx.caller())?;
            let (act, content) = exchange.version()?;
            let (sealed, drafted_by) = (act.sealed.clone(), act.role.clone());
            exchange.add(tx, Kind::Lines, sealed)?;
            let readers = Readers::Both(Terms { prepared_by: Some(&drafted_by), ..terms(&content) });
            store::append(tx, &exchange, readers, &self.parts.directory).await?;
            let response = exchange.shown(tx.caller(), tx.now())?.into();
            Ok((self.record(&exchange, tx.caller(), "lines.proposed", readers)?, response))
        });
        done.await
    }

    async fn revise_lines(
        &self,
        request: Request<pb::ReviseLinesRequest>,
    ) -> Answer<pb::ReviseLinesResponse> {
        let done = self.parts.db.act(request, store::see, async |tx, ask: In<Revision>| {
            let exchange = store::as_read(tx, &ask.target).await?;
            exchange.may(Deed::ReviseLines, tx.caller(), tx.now())?;
            // Another text says something anew of what they are about, for whoever said what that is.
            if exchange.kept.source.is_some() {
                let material = self.material(tx, &exchange.source()?, &[]).await?;
                material.is_spoken_of(tx.caller())?;
            }
            let content = ask.said.content(&exchange)?;
            let (exchange, record) = self.cross(tx, exchange, Kind::Lines, &content, "lines.revised").await?;
            Ok((record, exchange.shown(tx.caller(), tx.now())?.into()))
        });
        done.await
    }

    async fn agree_lines(&self, request: Request<pb::AgreeLinesRequest>) -> Answer<pb::AgreeLinesResponse> {
        let (deed, kind) = (Deed::AgreeLines, Kind::LinesAgreement);
        self.say_of_lines::<pb::LinesAgreementContent>(request, deed, kind, "lines.agreed").await
    }

    async fn refuse_lines(
        &self,
        request: Request<pb::RefuseLinesRequest>,
    ) -> Answer<pb::RefuseLinesResponse> {
        let (deed, kind) = (Deed::RefuseLines, Kind::LinesRefusal);
        self.say_of_lines::<pb::LinesRefusalContent>(request, deed, kind, "lines.not_agreed").await
    }

    async fn record_lines_issue(
        &self,
        request: Request<pb::RecordLinesIssueRequest>,
    ) -> Answer<pb::RecordLinesIssueResponse> {
        let (deed, kind) = (Deed::RecordLinesIssue, Kind::LinesIssue);
        self.say_of_lines::<pb::LinesIssueContent>(request, deed, kind, "lines.issued").await
    }
}
