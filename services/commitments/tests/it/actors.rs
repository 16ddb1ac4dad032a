//! The people who call the service, and what they say.

mod meetings;
mod packs;

pub(crate) use meetings::{invitee, paper};
pub(crate) use packs::{draft, planned};

use chassis_testing::{Person, World, id};
use commitments::{Commitments, Settings};
use contracts::commitments::{
    self as pb, Amendment, Commitment, CommitmentContent, Evidence, EvidenceFacts, EvidenceKind,
    amendment_service_client::AmendmentServiceClient, assessment_service_client::AssessmentServiceClient,
    disclosure_service_client::DisclosureServiceClient, evidence_service_client::EvidenceServiceClient,
    meeting_service_client::MeetingServiceClient, pack_service_client::PackServiceClient,
    plan_service_client::PlanServiceClient, register_service_client::RegisterServiceClient,
    standing_service_client::StandingServiceClient,
};
use contracts::handling::{Classification, Handling};
use std::time::Duration;
use tonic::{Response, Status, service::Routes};

/// When the tests begin: a Tuesday morning in the first year of the memorandum.
pub(crate) const NOW: &str = "2026-05-05T09:00:00Z";

pub(crate) type Reply<T> = Result<T, Status>;

/// Somebody, and the service that they call.
#[derive(Clone)]
pub(crate) struct Actor {
    pub(crate) person: Person,
    register: RegisterServiceClient<Routes>,
    amendments: AmendmentServiceClient<Routes>,
    evidence: EvidenceServiceClient<Routes>,
    assessments: AssessmentServiceClient<Routes>,
    standings: StandingServiceClient<Routes>,
    plans: PlanServiceClient<Routes>,
    packs: PackServiceClient<Routes>,
    meetings: MeetingServiceClient<Routes>,
    disclosures: DisclosureServiceClient<Routes>,
}

/// The people of the tests.
pub(crate) struct Cast {
    pub(crate) world: World,
}

/// The settings of the tests: all that the service brings.
pub(crate) fn settings() -> Settings {
    Settings { register: None, calendar: None, reminders: true, reminders_every: Duration::from_mins(1) }
}

impl Cast {
    pub(crate) async fn new() -> Self {
        Self { world: World::at::<Commitments>(&settings(), NOW).await }
    }

    /// Beside another, over the same database, with connections of its own: calls to both run at once.
    pub(crate) async fn beside(other: &Self) -> Self {
        let (database, app) = (other.world.database.clone(), other.world.database.app().await);
        Self { world: World::with::<Commitments>(&settings(), database, app, NOW).await }
    }

    pub(crate) fn actor(&self, organisation: &str, subject: &str, role: &str, needs: &[&str]) -> Actor {
        let person = self.world.person(organisation, subject, role, needs);
        let routes = self.world.routes.clone();
        Actor {
            person,
            register: RegisterServiceClient::new(routes.clone()),
            amendments: AmendmentServiceClient::new(routes.clone()),
            evidence: EvidenceServiceClient::new(routes.clone()),
            assessments: AssessmentServiceClient::new(routes.clone()),
            standings: StandingServiceClient::new(routes.clone()),
            plans: PlanServiceClient::new(routes.clone()),
            packs: PackServiceClient::new(routes.clone()),
            meetings: MeetingServiceClient::new(routes.clone()),
            disclosures: DisclosureServiceClient::new(routes),
        }
    }

    /// Anybody.
    pub(crate) fn public(&self) -> Actor {
        let public = self.actor("public", "public", "public", &["org"]);
        Actor { person: public.person.as_system(), ..public }
    }

    pub(crate) fn lead(&self) -> Actor {
        self.actor("gcdo", "gil", "gcdo.lead", &["org", "centre", "evidence"])
    }

    pub(crate) fn principal(&self) -> Actor {
        self.actor("gcdo", "pia", "gcdo.principal", &["org", "centre", "evidence", "named"])
    }

    pub(crate) fn regulator(&self) -> Actor {
        self.actor("ico", "lee", "ico.lead", &["org", "case", "evidence", "named"])
    }

    pub(crate) fn colleague(&self) -> Actor {
        self.actor("ico", "col", "ico.lead", &["org", "case", "evidence", "named"])
    }

    pub(crate) fn liaison(&self) -> Actor {
        self.actor("ncsc", "nat", "ncsc.liaison", &["org", "evidence"])
    }

    pub(crate) fn analyst(&self) -> Actor {
        self.actor("gcdo", "ana", "gcdo.analyst", &["org", "centre", "evidence"])
    }

    pub(crate) fn dpo(&self) -> Actor {
        self.actor("hmrc", "dee", "dept.dpo", &["org", "reports", "evidence", "boards"])
    }

    pub(crate) fn siro(&self) -> Actor {
        self.actor("hmrc", "sid", "dept.siro", &["org", "reports", "evidence", "boards"])
    }

    /// A member of a department's board.
    pub(crate) fn board(&self) -> Actor {
        self.actor("hmrc", "bea", "dept.board", &["org", "boards"])
    }

    /// A member of a department's risk and audit board.
    pub(crate) fn rab(&self) -> Actor {
        self.actor("hmrc", "ray", "dept.rab", &["org", "boards"])
    }

    /// Whoever speaks for the bodies across government.
    pub(crate) fn secretariat(&self) -> Actor {
        self.actor("gcdo", "bet", "centre.secretariat", &["org", "centre"])
    }

    pub(crate) fn moj(&self) -> Actor {
        self.actor("moj", "mo", "dept.dpo", &["org", "reports", "evidence", "boards"])
    }
}

impl Actor {
    pub(crate) fn parent(&self) -> String {
        format!("organisations/{}", self.person.caller.organisation)
    }

    pub(crate) async fn commitment(&self, code: &str, on: &str) -> Reply<Commitment> {
        let request = pb::GetCommitmentRequest { name: format!("commitments/{code}"), on: on.to_owned() };
        let answer = self.register.clone().get_commitment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().commitment.unwrap())
    }

    pub(crate) async fn commitments(
        &self,
        request: pb::ListCommitmentsRequest,
    ) -> Reply<pb::ListCommitmentsResponse> {
        self.register.clone().list_commitments(self.person.asks(request)).await.map(Response::into_inner)
    }

    pub(crate) async fn versions(
        &self,
        code: &str,
        size: i32,
        token: &str,
    ) -> Reply<pb::ListCommitmentVersionsResponse> {
        let parent = format!("commitments/{code}");
        let request =
            pb::ListCommitmentVersionsRequest { parent, page_size: size, page_token: token.to_owned() };
        self.register
            .clone()
            .list_commitment_versions(self.person.asks(request))
            .await
            .map(Response::into_inner)
    }

    pub(crate) async fn proposes(&self, request: pb::ProposeAmendmentRequest) -> Reply<Amendment> {
        let answer = self.amendments.clone().propose_amendment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().amendment.unwrap())
    }

    /// Proposes that a commitment says something else from tomorrow on.
    pub(crate) async fn amends(
        &self,
        code: &str,
        change: impl FnOnce(&mut CommitmentContent),
    ) -> Reply<Amendment> {
        self.proposes(self.amendment(code, change).await).await
    }

    /// The request to propose that a commitment says something else from tomorrow on.
    pub(crate) async fn amendment(
        &self,
        code: &str,
        change: impl FnOnce(&mut CommitmentContent),
    ) -> pb::ProposeAmendmentRequest {
        let latest = self.versions(code, 1, "").await.unwrap().commitments.remove(0);
        let mut content = latest.content.unwrap();
        change(&mut content);
        pb::ProposeAmendmentRequest {
            parent: self.parent(),
            commitment: latest.name,
            replaces: latest.version,
            content: Some(content),
            effective_from: "2026-05-06".to_owned(),
            reason: "As it was agreed in April.".to_owned(),
            request_id: id(),
            personal_data_checked: Vec::new(),
        }
    }

    /// Enters what was decided elsewhere about a commitment.
    pub(crate) async fn enters_amendment(
        &self,
        code: &str,
        change: impl FnOnce(&mut CommitmentContent),
    ) -> Reply<Amendment> {
        let said = self.amendment(code, change).await;
        let request = pb::EnterAmendmentRequest {
            parent: said.parent,
            commitment: said.commitment,
            replaces: said.replaces,
            content: said.content,
            effective_from: said.effective_from,
            reason: said.reason,
            request_id: said.request_id,
            personal_data_checked: Vec::new(),
        };
        let answer = self.amendments.clone().enter_amendment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().amendment.unwrap())
    }

    /// An amendment as this party names it.
    pub(crate) fn own(&self, amendment: &Amendment) -> String {
        format!("{}/amendments/{}", self.parent(), amendment.name.rsplit('/').next().unwrap())
    }

    pub(crate) async fn reads(&self, amendment: &Amendment) -> Reply<Amendment> {
        let request = pb::GetAmendmentRequest { name: self.own(amendment) };
        let answer = self.amendments.clone().get_amendment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().amendment.unwrap())
    }

    pub(crate) async fn lists(
        &self,
        request: pb::ListAmendmentsRequest,
    ) -> Reply<pb::ListAmendmentsResponse> {
        let request = pb::ListAmendmentsRequest { parent: self.parent(), ..request };
        self.amendments.clone().list_amendments(self.person.asks(request)).await.map(Response::into_inner)
    }

    pub(crate) async fn agrees(&self, amendment: &Amendment) -> Reply<Amendment> {
        self.agrees_once(amendment, &id()).await
    }

    pub(crate) async fn agrees_once(&self, amendment: &Amendment, request_id: &str) -> Reply<Amendment> {
        let request = pb::AgreeAmendmentRequest {
            name: self.own(amendment),
            etag: amendment.etag.clone(),
            request_id: request_id.to_owned(),
        };
        let answer = self.amendments.clone().agree_amendment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().amendment.unwrap())
    }

    pub(crate) async fn refuses(&self, amendment: &Amendment, reason: &str) -> Reply<Amendment> {
        let request = pb::RefuseAmendmentRequest {
            name: self.own(amendment),
            etag: amendment.etag.clone(),
            reason: reason.to_owned(),
            request_id: id(),
            personal_data_checked: Vec::new(),
        };
        let answer = self.amendments.clone().refuse_amendment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().amendment.unwrap())
    }

    pub(crate) async fn withdraws(&self, amendment: &Amendment) -> Reply<Amendment> {
        let request = pb::WithdrawAmendmentRequest {
            name: self.own(amendment),
            etag: amendment.etag.clone(),
            reason: "It needs more thought.".to_owned(),
            request_id: id(),
            personal_data_checked: Vec::new(),
        };
        let answer = self.amendments.clone().withdraw_amendment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().amendment.unwrap())
    }
}

/// A period that departments, the centre and nobody else have to keep: the first year of HMG-02.
pub(crate) const YEAR: &str = "commitments/HMG-02/periods/2026-01-08-P12M";

/// What nothing is wrong with.
pub(crate) fn facts(title: &str) -> EvidenceFacts {
    EvidenceFacts {
        kind: EvidenceKind::Attestation.into(),
        title: title.to_owned(),
        description: "The board appointed a lead.".to_owned(),
        received_on: "2026-05-05".to_owned(),
        effective_from: "2026-04-01".to_owned(),
        effective_to: "2026-04-30".to_owned(),
        attestation: Some(pb::Attestation {
            statement: "A board member leads on it.".to_owned(),
            role: "Accounting Officer".to_owned(),
        }),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        ..EvidenceFacts::default()
    }
}

/// Says how a person calls an RPC of evidence: `verb(request) -> Reply<Evidence>`.
macro_rules! evidence_rpcs {
    ($($verb:ident: $request:ident),+ $(,)?) => {
        impl Actor {
            $(pub(crate) async fn $verb(&self, request: pb::$request) -> Reply<Evidence> {
                let answer = self.evidence.clone().$verb(self.person.asks(request)).await;
                answer.map(|answer| answer.into_inner().evidence.unwrap())
            })+
        }
    };
}

evidence_rpcs! {
    create_evidence: CreateEvidenceRequest,
    update_evidence: UpdateEvidenceRequest,
    submit_evidence: SubmitEvidenceRequest,
    resubmit_evidence: ResubmitEvidenceRequest,
    accept_evidence: AcceptEvidenceRequest,
    return_evidence: ReturnEvidenceRequest,
    withdraw_evidence: WithdrawEvidenceRequest,
    get_evidence: GetEvidenceRequest,
}

impl Actor {
    /// Evidence as this party names it.
    fn own_evidence(&self, evidence: &Evidence) -> String {
        format!("{}/evidence/{}", self.parent(), evidence.name.rsplit('/').next().unwrap())
    }

    pub(crate) async fn drafts(&self, period: &str, facts: EvidenceFacts) -> Reply<Evidence> {
        let (parent, period) = (self.parent(), period.to_owned());
        let (facts, request_id) = (Some(facts), id());
        self.create_evidence(pb::CreateEvidenceRequest {
            parent,
            period,
            facts,
            request_id,
            ..Default::default()
        })
        .await
    }

    /// Discloses evidence that counts to the other party of the document: the evidence since, and the copy.
    pub(crate) async fn passes_on(&self, evidence: &Evidence) -> Reply<(Evidence, Evidence)> {
        let (name, etag) = (self.own_evidence(evidence), evidence.etag.clone());
        let request = pb::DiscloseEvidenceRequest { name, etag, request_id: id() };
        let answer = self.evidence.clone().disclose_evidence(self.person.asks(request)).await;
        answer.map(|answer| {
            let answer = answer.into_inner();
            (answer.evidence.unwrap(), answer.copy.unwrap())
        })
    }

    /// Enters evidence that was accepted elsewhere.
    pub(crate) async fn enters(&self, period: &str, facts: EvidenceFacts) -> Reply<Evidence> {
        let request = pb::EnterEvidenceRequest {
            parent: self.parent(),
            period: period.to_owned(),
            facts: Some(facts),
            request_id: id(),
            personal_data_checked: Vec::new(),
        };
        let answer = self.evidence.clone().enter_evidence(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().evidence.unwrap())
    }

    pub(crate) async fn redrafts(&self, evidence: &Evidence, facts: EvidenceFacts) -> Reply<Evidence> {
        let (name, etag) = (self.own_evidence(evidence), evidence.etag.clone());
        let (facts, request_id) = (Some(facts), id());
        self.update_evidence(pb::UpdateEvidenceRequest {
            name,
            etag,
            facts,
            request_id,
            ..Default::default()
        })
        .await
    }

    pub(crate) async fn submits(&self, evidence: &Evidence) -> Reply<Evidence> {
        let (name, etag) = (self.own_evidence(evidence), evidence.etag.clone());
        self.submit_evidence(pb::SubmitEvidenceRequest { name, etag, request_id: id() }).await
    }

    pub(crate) async fn resubmits(&self, evidence: &Evidence, facts: EvidenceFacts) -> Reply<Evidence> {
        let (name, etag) = (self.own_evidence(evidence), evidence.etag.clone());
        let (facts, request_id) = (Some(facts), id());
        self.resubmit_evidence(pb::ResubmitEvidenceRequest {
            name,
            etag,
            facts,
            request_id,
            ..Default::default()
        })
        .await
    }

    pub(crate) async fn accepts(&self, evidence: &Evidence) -> Reply<Evidence> {
        let (name, etag) = (self.own_evidence(evidence), evidence.etag.clone());
        let (note, request_id) = ("It shows what it should.".to_owned(), id());
        self.accept_evidence(pb::AcceptEvidenceRequest { name, etag, note, request_id, ..Default::default() })
            .await
    }

    pub(crate) async fn returns(&self, evidence: &Evidence) -> Reply<Evidence> {
        let (name, etag) = (self.own_evidence(evidence), evidence.etag.clone());
        let (reason, request_id) = ("Which board?".to_owned(), id());
        self.return_evidence(pb::ReturnEvidenceRequest {
            name,
            etag,
            reason,
            request_id,
            ..Default::default()
        })
        .await
    }

    pub(crate) async fn takes_back(&self, evidence: &Evidence) -> Reply<Evidence> {
        let (name, etag) = (self.own_evidence(evidence), evidence.etag.clone());
        let (reason, request_id) = ("It was of another year.".to_owned(), id());
        self.withdraw_evidence(pb::WithdrawEvidenceRequest {
            name,
            etag,
            reason,
            request_id,
            ..Default::default()
        })
        .await
    }

    /// Drafts evidence and submits it.
    pub(crate) async fn shows(&self, period: &str, facts: EvidenceFacts) -> Evidence {
        self.submits(&self.drafts(period, facts).await.unwrap()).await.unwrap()
    }

    pub(crate) async fn sees(&self, evidence: &Evidence) -> Reply<Evidence> {
        self.get_evidence(pb::GetEvidenceRequest { name: self.own_evidence(evidence) }).await
    }

    pub(crate) async fn lists_evidence(&self, request: pb::ListEvidenceRequest) -> Vec<Evidence> {
        let request = pb::ListEvidenceRequest { parent: self.parent(), ..request };
        self.evidence.clone().list_evidence(self.person.asks(request)).await.unwrap().into_inner().evidence
    }

    pub(crate) async fn lists_disclosures(
        &self,
        request: pb::ListDisclosuresRequest,
    ) -> Reply<pb::ListDisclosuresResponse> {
        let answer = self.disclosures.clone().list_disclosures(self.person.asks(request)).await;
        answer.map(Response::into_inner)
    }

    pub(crate) async fn standings(&self, request: pb::ListStandingsRequest) -> Vec<pb::CommitmentStanding> {
        let request = pb::ListStandingsRequest { parent: self.parent(), ..request };
        self.standings.clone().list_standings(self.person.asks(request)).await.unwrap().into_inner().standings
    }

    /// How one commitment stands today.
    pub(crate) async fn standing(&self, code: &str) -> pb::CommitmentStanding {
        let commitment = format!("commitments/{code}");
        let request = pb::ListStandingsRequest { commitment, ..pb::ListStandingsRequest::default() };
        self.standings(request).await.remove(0)
    }

    pub(crate) async fn department_standings(&self, period: &str) -> Reply<Vec<pb::CommitmentStanding>> {
        let request = pb::ListDepartmentStandingsRequest { parent: self.parent(), period: period.to_owned() };
        let answer = self.standings.clone().list_department_standings(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().standings)
    }

    pub(crate) async fn forms_view(&self, period: &str, view: pb::View) -> Reply<pb::Assessment> {
        let request = pb::CreateAssessmentRequest {
            parent: self.parent(),
            period: period.to_owned(),
            view: view.into(),
            rationale: "By what was shown so far.".to_owned(),
            handling: Some(Handling {
                classification: Classification::Official.into(),
                ..Handling::default()
            }),
            request_id: id(),
            ..Default::default()
        };
        let answer = self.assessments.clone().create_assessment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().assessment.unwrap())
    }

    pub(crate) async fn reforms_view(
        &self,
        assessment: &pb::Assessment,
        view: pb::View,
    ) -> Reply<pb::Assessment> {
        let request = pb::UpdateAssessmentRequest {
            name: assessment.name.clone(),
            etag: assessment.etag.clone(),
            view: view.into(),
            rationale: "On second thoughts.".to_owned(),
            handling: Some(Handling {
                classification: Classification::Official.into(),
                ..Handling::default()
            }),
            request_id: id(),
            ..Default::default()
        };
        let answer = self.assessments.clone().update_assessment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().assessment.unwrap())
    }

    /// Issues a view to departments, to the other party, to the public: whichever are asked for.
    pub(crate) async fn issues(&self, assessment: &pb::Assessment, to: [bool; 3]) -> Reply<pb::Assessment> {
        let [to_departments, to_counterpart, to_public] = to;
        let (name, etag, request_id) = (assessment.name.clone(), assessment.etag.clone(), id());
        let request =
            pb::IssueAssessmentRequest { name, etag, to_departments, to_counterpart, to_public, request_id };
        let answer = self.assessments.clone().issue_assessment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().assessment.unwrap())
    }

    /// Enters and issues a view that was decided upon elsewhere: to departments, to the other party, to the public.
    pub(crate) async fn enters_view(
        &self,
        period: &str,
        view: pb::View,
        to: [bool; 3],
    ) -> Reply<pb::Assessment> {
        let [to_departments, to_counterpart, to_public] = to;
        let request = pb::EnterAssessmentRequest {
            parent: self.parent(),
            period: period.to_owned(),
            view: view.into(),
            rationale: "By what was shown so far.".to_owned(),
            handling: Some(Handling {
                classification: Classification::Official.into(),
                ..Handling::default()
            }),
            to_departments,
            to_counterpart,
            to_public,
            request_id: id(),
            personal_data_checked: Vec::new(),
        };
        let answer = self.assessments.clone().enter_assessment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().assessment.unwrap())
    }

    pub(crate) async fn sees_view(&self, name: &str) -> Reply<pb::Assessment> {
        let request = pb::GetAssessmentRequest { name: name.to_owned() };
        let answer = self.assessments.clone().get_assessment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().assessment.unwrap())
    }

    pub(crate) async fn views(&self) -> Vec<pb::Assessment> {
        let request = pb::ListAssessmentsRequest { parent: self.parent(), ..Default::default() };
        let answer = self.assessments.clone().list_assessments(self.person.asks(request)).await;
        answer.unwrap().into_inner().assessments
    }

    pub(crate) async fn received(&self) -> Vec<pb::ReceivedAssessment> {
        self.receives(pb::ListReceivedAssessmentsRequest::default()).await
    }

    pub(crate) async fn receives(
        &self,
        request: pb::ListReceivedAssessmentsRequest,
    ) -> Vec<pb::ReceivedAssessment> {
        let request = pb::ListReceivedAssessmentsRequest { parent: self.parent(), ..request };
        let answer = self.assessments.clone().list_received_assessments(self.person.asks(request)).await;
        answer.unwrap().into_inner().received_assessments
    }

    pub(crate) async fn sees_received(&self, name: &str) -> Reply<pb::ReceivedAssessment> {
        let request = pb::GetReceivedAssessmentRequest { name: name.to_owned() };
        let answer = self.assessments.clone().get_received_assessment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().received_assessment.unwrap())
    }
}
