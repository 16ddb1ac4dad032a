//! The RPCs of views: what happens in each call, in order.

use super::{
    asks::{self, Said, To},
    model::{Assessment, DRAFT, Deed, ISSUE, listed, observes},
    store::{self, Issues, RECEIVED},
};
use crate::{
    between::{self, CENTRE, DRAFTERS, Fold},
    register::{self, Code, Register, period::PeriodId},
};
use chassis::{
    Answer, Caller, Directory, Effect, Error, Label, Record, WriteTx,
    deadline::london_day,
    disclosure::{self, Disclosure, Terms},
    exchange::{self as kept, Audience, Exchange, Readers},
    message,
    seal::Sealed,
    serve::Parts,
};
use contracts::{
    Write,
    access::{Party, Reason},
    action::commitments::{AssessmentWrite, EnterAssessment, IssueAssessment},
    commitments::{
        self as pb, AssessmentContent, AssessmentIssueContent, assessment_service_server::AssessmentService,
    },
    exchange::{Basis, OnwardSharing},
};
use serde_json::json;
use std::sync::Arc;
use tonic::Request;

/// Who reads a view that was issued to their organisation: everybody in it.
const EVERYBODY: &str = "org";

/// The handlers.
#[derive(Clone)]
pub(crate) struct AssessmentHandlers {
    parts: Parts,
    register: Arc<Register>,
}

impl AssessmentHandlers {
    pub(crate) fn new(parts: Parts, register: Arc<Register>) -> Self {
        Self { parts, register }
    }

    /// What a party says of a commitment in a period, if it may have a view of it.
    async fn content(
        &self,
        tx: &mut WriteTx<impl AssessmentWrite>,
        (code, id): (Code, PeriodId),
        said: Said,
    ) -> Result<AssessmentContent, Error> {
        let none = || Error::refused(Reason::NotOwed, "there is no such period of a commitment");
        if self.register.first(code).is_none() {
            return Err(none());
        }
        let versions = register::store::written(tx, &self.register, code).await?;
        let period = versions.period(id).ok_or_else(none)?;
        let content = versions.on(period.first).map(|version| &version.content).ok_or_else(none)?;
        Ok(AssessmentContent {
            period: period.name(),
            assessor: format!("organisations/{}", tx.caller().organisation),
            view: said.view.into(),
            rationale: said.rationale,
            handling: Some(said.handling),
            observation: observes(tx.caller().party, content)?,
        })
    }

    /// Stores what was done last, for one's own party.
    async fn done(
        &self,
        tx: &mut WriteTx<impl Write>,
        exchange: Exchange,
        act: &'static str,
    ) -> Result<(Record, Assessment), Error> {
        let issued = exchange.acts.last().is_some_and(|act| act.kind == ISSUE);
        let need =
            if issued { between::submitted(&self.parts.directory, &exchange.opener)? } else { DRAFTERS };
        between::store(tx, exchange, act, Readers::Own, [need; 2]).await
    }

    /// Whom a view is issued to, with who there reads it.
    fn recipients(
        &self,
        to: To,
        code: Code,
        caller: &Caller,
        now: jiff::Timestamp,
    ) -> Result<Vec<(Label, &'static str)>, Error> {
        let (own, directory) = (&caller.organisation, &self.parts.directory);
        if caller.party == Party::Department && (to.departments || to.public) {
            return Err(Error::ActingRole("a department's view is for the centre"));
        }
        let missing = || Error::internal("a party to the memorandum is not in the directory");
        let mut recipients = Vec::new();
        if to.counterpart {
            let first =
                || self.register.first(code).ok_or_else(|| Error::internal("a view of no commitment"));
            let other = match caller.party {
                Party::Department => directory.centre().ok_or_else(missing)?.clone(),
                Party::Ico => between::other_signatory(&self.register, first()?.content.instrument(), own)?,
                _ => directory.regulator().clone(),
            };
            let need = if directory.centre() == Some(&other) { CENTRE } else { EVERYBODY };
            recipients.push((other, need));
        }
        if to.departments {
            let today = london_day(now);
            let serves = |one: &&chassis::directory::Organisation| {
                one.party == Party::Department && one.successor.is_none() && one.in_scope_from <= today
            };
            recipients.extend(directory.iter().filter(serves).map(|one| (one.code.clone(), EVERYBODY)));
        }
        if to.public {
            recipients.push((Label::parse(Directory::PUBLIC).ok_or_else(missing)?, EVERYBODY));
        }
        recipients.retain(|(recipient, _)| recipient != own);
        Ok(recipients)
    }

    async fn issue(
        &self,
        tx: &mut WriteTx<IssueAssessment>,
        ask: asks::IssueAssessment,
    ) -> Result<(Record, pb::IssueAssessmentResponse), Error> {
        let assessment: Assessment = between::as_read(tx, &ask.target).await?;
        assessment.may(Deed::Issue, tx.caller())?;
        let (record, assessment) = self.issued(tx, assessment.kept, &assessment.content, ask.to).await?;
        Ok((record, assessment.into()))
    }

    /// Issues what the regulator decided elsewhere.
    async fn enter(
        &self,
        tx: &mut WriteTx<EnterAssessment>,
        ask: asks::EnterAssessment,
    ) -> Result<(Record, pb::EnterAssessmentResponse), Error> {
        tx.caller().decides_elsewhere()?;
        let content = self.content(tx, ask.period, ask.said).await?;
        let own = ask.organisation;
        let exchange = Exchange::begin(tx.new_crossing_id(), Assessment::KIND, own.clone(), own);
        let exchange = exchange.on(content.period.clone()).within(Assessment::COLLECTION);
        let (record, assessment) = self.issued(tx, exchange, &content, ask.to).await?;
        Ok((record, assessment.into()))
    }

    /// Gives each recipient its copy of what is said, and one's own party that of what was issued, and to whom.
    async fn issued(
        &self,
        tx: &mut WriteTx<impl Issues>,
        mut exchange: Exchange,
        content: &AssessmentContent,
        to: To,
    ) -> Result<(Record, pb::Assessment), Error> {
        let period = PeriodId::parse_name(&content.period);
        let (code, _) = period.ok_or_else(|| Error::internal("a view of no period"))?;
        let recipients = self.recipients(to, code, tx.caller(), tx.now())?;
        let sealed = Sealed::seal(content)?;
        let issue = AssessmentIssueContent {
            content: Some(content.clone()),
            hash: sealed.hash().to_vec(),
            recipients: recipients
                .iter()
                .map(|(recipient, _)| format!("organisations/{recipient}"))
                .collect(),
        };
        exchange.add(tx, ISSUE, Sealed::seal(&issue)?);
        let (mut record, issued) = self.done(tx, exchange, "assessment.issued").await?;
        let id = tx.new_crossing_id();
        store::issue(tx, id, &issued.content.period, &sealed, &recipients).await?;
        let named = |reader: &Label| format!("organisations/{reader}/{RECEIVED}/{id}");
        let handling = issued.content.handling.clone().unwrap_or_default();
        let terms =
            Terms::new("how a party sees a commitment", Basis::MouVoluntary, handling.classification());
        let own = (record.resource.clone(), Audience::of(record.need));
        let disclosures = recipients.iter().map(|(recipient, need)| {
            let public = recipient.as_str() == Directory::PUBLIC;
            let terms = if public {
                Terms { basis: Basis::Publication, onward_sharing: OnwardSharing::Free, ..terms }
            } else {
                terms
            };
            let (resources, audiences) = ([own.0.clone(), named(recipient)], [own.1, Audience::of(need)]);
            (public, Disclosure { recipient, resources, audiences, sealed: &sealed, terms })
        });
        let (published, disclosed): (Vec<_>, Vec<_>) = disclosures.partition(|(public, _)| *public);
        for same_terms in [published, disclosed] {
            let same_terms: Vec<_> = same_terms.into_iter().map(|(_, disclosure)| disclosure).collect();
            disclosure::record_all(tx, &same_terms).await?;
        }
        let told = |(reader, need): &(Label, &'static str)| Effect {
            reader: reader.clone(),
            need,
            act: "assessment.received",
            resource: named(reader),
            payload: json!({}),
        };
        record.effects.extend(recipients.iter().map(told));
        Ok((record, issued.to_wire(tx.caller())))
    }
}

#[tonic::async_trait]
impl AssessmentService for AssessmentHandlers {
    async fn create_assessment(
        &self,
        request: Request<pb::CreateAssessmentRequest>,
    ) -> Answer<pb::CreateAssessmentResponse> {
        let act = async |tx: &mut WriteTx<_>, ask: asks::CreateAssessment| {
            tx.caller().drafts_here()?;
            tx.caller().in_person("a person drafts a view, and no system")?;
            let content = self.content(tx, ask.period, ask.said).await?;
            let exchange = Exchange::begin(
                tx.new_crossing_id(),
                Assessment::KIND,
                ask.organisation.clone(),
                ask.organisation,
            );
            let mut exchange = exchange.on(content.period.clone()).within(Assessment::COLLECTION);
            exchange.add(tx, DRAFT, Sealed::seal(&content)?);
            let (record, assessment) = self.done(tx, exchange, "assessment.drafted").await?;
            Ok((record, assessment.to_wire(tx.caller()).into()))
        };
        self.parts.db.act(request, between::see::<Assessment>, act).await
    }

    async fn update_assessment(
        &self,
        request: Request<pb::UpdateAssessmentRequest>,
    ) -> Answer<pb::UpdateAssessmentResponse> {
        let act = async |tx: &mut WriteTx<_>, ask: asks::UpdateAssessment| {
            let mut assessment: Assessment = between::as_read(tx, &ask.target).await?;
            assessment.may(Deed::Update, tx.caller())?;
            let period = PeriodId::parse_name(&assessment.content.period);
            let period = period.ok_or_else(|| Error::internal("a view of no period"))?;
            let content = self.content(tx, period, ask.said).await?;
            assessment.kept.add(tx, DRAFT, Sealed::seal(&content)?);
            let (record, assessment) = self.done(tx, assessment.kept, "assessment.drafted").await?;
            Ok((record, assessment.to_wire(tx.caller()).into()))
        };
        self.parts.db.act(request, between::see::<Assessment>, act).await
    }

    async fn issue_assessment(
        &self,
        request: Request<pb::IssueAssessmentRequest>,
    ) -> Answer<pb::IssueAssessmentResponse> {
        let act = async |tx: &mut _, ask: asks::IssueAssessment| self.issue(tx, ask).await;
        self.parts.db.act(request, between::see::<Assessment>, act).await
    }

    async fn enter_assessment(
        &self,
        request: Request<pb::EnterAssessmentRequest>,
    ) -> Answer<pb::EnterAssessmentResponse> {
        let act = async |tx: &mut _, ask: asks::EnterAssessment| self.enter(tx, ask).await;
        self.parts.db.act(request, between::see::<Assessment>, act).await
    }

    async fn get_assessment(
        &self,
        request: Request<pb::GetAssessmentRequest>,
    ) -> Answer<pb::GetAssessmentResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetAssessment| {
            let assessment = Assessment::read(kept::get(tx, ask.name.id).await?)?;
            Ok(assessment.to_wire(tx.caller()).into())
        });
        answer.await
    }

    async fn list_assessments(
        &self,
        request: Request<pb::ListAssessmentsRequest>,
    ) -> Answer<pb::ListAssessmentsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListAssessments| {
            let mut found = kept::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut found, |one| (one.place, one.id));
            let assessment = |one: kept::Listed| {
                Ok(listed(message::from_json(&one.summary)?, &ask.organisation, one.id, one.version))
            };
            let assessments = found.into_iter().map(assessment).collect::<Result<_, Error>>()?;
            Ok(pb::ListAssessmentsResponse { assessments, next_page_token })
        });
        answer.await
    }

    async fn get_received_assessment(
        &self,
        request: Request<pb::GetReceivedAssessmentRequest>,
    ) -> Answer<pb::GetReceivedAssessmentResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetReceived| {
            Ok(store::received(tx, ask.name.id).await?.into())
        });
        answer.await
    }

    async fn list_received_assessments(
        &self,
        request: Request<pb::ListReceivedAssessmentsRequest>,
    ) -> Answer<pb::ListReceivedAssessmentsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListReceived| {
            let mut found = store::page(tx, ask.periods.as_ref(), &ask.page).await?;
            let next_page_token = ask.page.cut(&mut found, |(place, _)| *place);
            let received_assessments = found.into_iter().map(|(_, received)| received).collect();
            Ok(pb::ListReceivedAssessmentsResponse { received_assessments, next_page_token })
        });
        answer.await
    }
}
