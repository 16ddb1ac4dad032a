//! The people who call the service, and what they say.

use breaches::{Breaches, Settings};
use chassis::clock;
use chassis_testing::{Person, World, id};
use contracts::{
    breaches::{
        self as pb, Answer, Breach, IncidentCategory, IncidentType, LegalRegime, Likelihood, RiskFactors,
        RiskLevel, Severity, action_service_client::ActionServiceClient,
        breach_service_client::BreachServiceClient, case_service_client::CaseServiceClient,
        centre_service_client::CentreServiceClient, disclosure_service_client::DisclosureServiceClient,
        exchange_service_client::ExchangeServiceClient, lines_service_client::LinesServiceClient,
        ncsc_service_client::NcscServiceClient, pointer_service_client::PointerServiceClient,
        return_service_client::ReturnServiceClient,
    },
    handling::{Classification, Handling},
};
use prost_types::{FieldMask, Timestamp};
use std::time::Duration;
use tonic::{Response, Status, service::Routes};

pub(crate) const HMRC: &str = "organisations/hmrc";
/// When the tests begin: a Tuesday morning.
pub(crate) const NOW: &str = "2026-05-05T09:00:00Z";

pub(crate) const SETTINGS: Settings = Settings {
    regulator_accepts_platform_notice: true,
    major_breach_criteria: None,
    disclosure_control_rules: None,
    reminders: true,
    reminders_every: Duration::from_mins(1),
};

pub(crate) type Reply<T> = Result<T, Status>;

/// Somebody, and the service that they call.
#[derive(Clone)]
pub(crate) struct Actor {
    pub(crate) person: Person,
    client: BreachServiceClient<Routes>,
    cases: CaseServiceClient<Routes>,
    actions: ActionServiceClient<Routes>,
    exchanges: ExchangeServiceClient<Routes>,
    disclosures: DisclosureServiceClient<Routes>,
    centre: CentreServiceClient<Routes>,
    ncsc: NcscServiceClient<Routes>,
    pointers: PointerServiceClient<Routes>,
    lines: LinesServiceClient<Routes>,
    returns: ReturnServiceClient<Routes>,
}

/// The people of the tests.
pub(crate) struct Cast {
    pub(crate) world: World,
}

impl Cast {
    pub(crate) async fn new() -> Self {
        Self { world: World::at::<Breaches>(&SETTINGS, NOW).await }
    }

    /// The same people, at a second replica of the service.
    pub(crate) async fn beside(other: &Self) -> Self {
        let (database, app) = (other.world.database.clone(), other.world.database.app().await);
        Self { world: World::with::<Breaches>(&SETTINGS, database, app, NOW).await }
    }

    pub(crate) fn actor(&self, organisation: &str, subject: &str, role: &str, needs: &[&str]) -> Actor {
        let person = self.world.person(organisation, subject, role, needs);
        let routes = self.world.routes.clone();
        Actor {
            person,
            client: BreachServiceClient::new(routes.clone()),
            cases: CaseServiceClient::new(routes.clone()),
            actions: ActionServiceClient::new(routes.clone()),
            exchanges: ExchangeServiceClient::new(routes.clone()),
            disclosures: DisclosureServiceClient::new(routes.clone()),
            centre: CentreServiceClient::new(routes.clone()),
            ncsc: NcscServiceClient::new(routes.clone()),
            lines: LinesServiceClient::new(routes.clone()),
            pointers: PointerServiceClient::new(routes.clone()),
            returns: ReturnServiceClient::new(routes),
        }
    }

    pub(crate) fn reporter(&self) -> Actor {
        self.actor("hmrc", "rae", "dept.reporter", &["org", "reports", "own"])
    }

    pub(crate) fn handler(&self) -> Actor {
        self.actor("hmrc", "hal", "dept.handler", &["org", "reports", "handlers", "lines"])
    }

    pub(crate) fn dpo(&self) -> Actor {
        self.actor("hmrc", "dee", "dept.dpo", &["org", "reports", "handlers", "lines", "dpo", "pointers"])
    }

    pub(crate) fn siro(&self) -> Actor {
        self.actor("hmrc", "sid", "dept.siro", &["org", "reports", "handlers", "lines", "pointers"])
    }

    pub(crate) fn iao(&self) -> Actor {
        self.actor("hmrc", "ian", "dept.iao", &["org", "reports", "handlers", "lines"])
    }

    pub(crate) fn press(&self) -> Actor {
        self.actor("hmrc", "cam", "dept.comms", &["org", "reports", "comms", "lines"])
    }

    pub(crate) fn caseworker(&self) -> Actor {
        self.actor("ico", "cas", "ico.case", &["org", "case"])
    }

    pub(crate) fn lead(&self) -> Actor {
        self.actor("ico", "lee", "ico.lead", &["org", "case", "named"])
    }

    pub(crate) fn analyst(&self) -> Actor {
        self.actor("gcdo", "ana", "gcdo.analyst", &["org", "centre"])
    }

    pub(crate) fn centre_lead(&self) -> Actor {
        self.actor("gcdo", "gil", "gcdo.lead", &["org", "centre"])
    }

    pub(crate) fn incident(&self) -> Actor {
        self.actor("ncsc", "nia", "ncsc.incident", &["org", "incidents"])
    }

    pub(crate) fn moj(&self) -> Actor {
        self.actor("moj", "mo", "dept.dpo", &["org", "reports", "handlers", "lines", "dpo", "pointers"])
    }
}

/// A time on the wire.
pub(crate) fn at(time: &str) -> Option<Timestamp> {
    Some(clock::to_wire(time.parse().unwrap()))
}

pub(crate) fn mask(paths: &[&str]) -> Option<FieldMask> {
    Some(FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() })
}

/// All that it takes to log a breach.
pub(crate) fn report(title: &str) -> Breach {
    Breach {
        title: title.to_owned(),
        detected_at: at("2026-05-03T07:00:00Z"),
        detected_how: "A colleague noticed.".to_owned(),
        reporter_role: "Caseworker".to_owned(),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        ..Breach::default()
    }
}

pub(crate) fn confirmation(breach: &Breach) -> pb::ConfirmBreachRequest {
    pb::ConfirmBreachRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        aware_at: at("2026-05-03T08:14:00Z"),
        legal_regime: LegalRegime::UkGdpr.into(),
        incident_type: IncidentType::DataEmailedToIncorrectRecipient.into(),
        incident_category: IncidentCategory::NonCyber.into(),
        request_id: id(),
        ..pb::ConfirmBreachRequest::default()
    }
}

/// All that Article 33(3) asks for.
pub(crate) fn facts() -> pb::Facts {
    pb::Facts {
        incident: Some(pb::Incident {
            description: "A letter went to a former address.".to_owned(),
            dimensions: vec![pb::BreachDimension::Confidentiality.into()],
            category: IncidentCategory::NonCyber.into(),
            r#type: IncidentType::DataPostedOrFaxedToIncorrectRecipient.into(),
            ..Default::default()
        }),
        data: Some(pb::DataInvolved {
            types: vec![pb::DataType::BasicPersonalIdentifiers.into()],
            records_approx: Some(1),
            records_basis: pb::CountBasis::Exact.into(),
        }),
        people: Some(pb::People {
            types: vec![pb::DataSubjectType::CustomersOrProspectiveCustomers.into()],
            affected_approx: Some(1),
            affected_basis: pb::CountBasis::Exact.into(),
            likely_consequences: "Somebody else reads it.".to_owned(),
            ..Default::default()
        }),
        response: Some(pb::Response {
            measures_taken: "It was asked back.".to_owned(),
            ..Default::default()
        }),
        contact: Some(pb::Contact {
            name_role: "Data protection officer".to_owned(),
            email: "dpo@hmrc.example".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// Notice through the platform, of all there is.
pub(crate) fn notification(breach: &Breach) -> pb::NotifyRegulatorRequest {
    pb::NotifyRegulatorRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        notice: Some(pb::Notice { channel: pb::NoticeChannel::Platform.into(), ..Default::default() }),
        request_id: id(),
        ..Default::default()
    }
}

/// More of what the regulator was told, through the platform.
pub(crate) fn supplement(breach: &Breach) -> pb::SupplementNotificationRequest {
    let pb::NotifyRegulatorRequest { name, etag, notice, request_id, .. } = notification(breach);
    pb::SupplementNotificationRequest { name, etag, notice, request_id, ..Default::default() }
}

/// That something the regulator was told is wrong.
pub(crate) fn correction(breach: &Breach, what_was_wrong: &str) -> pb::CorrectNotificationRequest {
    let pb::NotifyRegulatorRequest { name, etag, notice, request_id, .. } = notification(breach);
    let what_was_wrong = what_was_wrong.to_owned();
    pb::CorrectNotificationRequest { name, etag, notice, request_id, what_was_wrong, ..Default::default() }
}

/// That there was no breach after all.
pub(crate) fn withdrawal(breach: &Breach) -> pb::WithdrawNotificationRequest {
    let pb::NotifyRegulatorRequest { name, etag, notice, request_id, .. } = notification(breach);
    let reason = "The file was never sent.".to_owned();
    pb::WithdrawNotificationRequest { name, etag, notice, request_id, reason, ..Default::default() }
}

/// Something outstanding.
pub(crate) fn owes(item: pb::OutstandingItem) -> pb::Outstanding {
    pb::Outstanding { item: item.into(), note: String::new() }
}

/// The case as the regulator names it.
pub(crate) fn regulators(case: &str) -> String {
    format!("organisations/ico/{}", case.split_once("/cases/").map(|(_, id)| format!("cases/{id}")).unwrap())
}

pub(crate) fn factors(threat_to_life: Answer) -> RiskFactors {
    RiskFactors {
        severity: Severity::Limited.into(),
        likelihood: Likelihood::Likely.into(),
        threat_to_life: threat_to_life.into(),
        ..RiskFactors::default()
    }
}

macro_rules! calls {
    ($client:ident: $($rpc:ident($request:ty) -> $response:ty;)*) => {
        impl Actor {
            $(pub(crate) async fn $rpc(&self, request: $request) -> Reply<$response> {
                Box::pin(async move { self.$client.clone().$rpc(self.person.asks(request)).await }).await.map(Response::into_inner)
            })*
        }
    };
}

calls! {
    client:
    create_breach(pb::CreateBreachRequest) -> pb::CreateBreachResponse;
    get_breach(pb::GetBreachRequest) -> pb::GetBreachResponse;
    list_breaches(pb::ListBreachesRequest) -> pb::ListBreachesResponse;
    summarise_breaches(pb::SummariseBreachesRequest) -> pb::SummariseBreachesResponse;
    update_breach(pb::UpdateBreachRequest) -> pb::UpdateBreachResponse;
    log_breach(pb::LogBreachRequest) -> pb::LogBreachResponse;
    confirm_breach(pb::ConfirmBreachRequest) -> pb::ConfirmBreachResponse;
    correct_awareness(pb::CorrectAwarenessRequest) -> pb::CorrectAwarenessResponse;
    explain_deadline(pb::ExplainDeadlineRequest) -> pb::ExplainDeadlineResponse;
    draft_assessment(pb::DraftAssessmentRequest) -> pb::DraftAssessmentResponse;
    advise_on_assessment(pb::AdviseOnAssessmentRequest) -> pb::AdviseOnAssessmentResponse;
    decide_assessment(pb::DecideAssessmentRequest) -> pb::DecideAssessmentResponse;
    notify_regulator(pb::NotifyRegulatorRequest) -> pb::NotifyRegulatorResponse;
    supplement_notification(pb::SupplementNotificationRequest) -> pb::SupplementNotificationResponse;
    correct_notification(pb::CorrectNotificationRequest) -> pb::CorrectNotificationResponse;
    withdraw_notification(pb::WithdrawNotificationRequest) -> pb::WithdrawNotificationResponse;
    decide_not_to_notify(pb::DecideNotToNotifyRequest) -> pb::DecideNotToNotifyResponse;
    classify_near_miss(pb::ClassifyNearMissRequest) -> pb::ClassifyNearMissResponse;
    review_near_miss(pb::ReviewNearMissRequest) -> pb::ReviewNearMissResponse;
    finish_near_miss(pb::FinishNearMissRequest) -> pb::FinishNearMissResponse;
    upgrade_near_miss(pb::UpgradeNearMissRequest) -> pb::UpgradeNearMissResponse;
    propose_dismissal(pb::ProposeDismissalRequest) -> pb::ProposeDismissalResponse;
    confirm_dismissal(pb::ConfirmDismissalRequest) -> pb::ConfirmDismissalResponse;
    withdraw_confirmation(pb::WithdrawConfirmationRequest) -> pb::WithdrawConfirmationResponse;
    void_breach(pb::VoidBreachRequest) -> pb::VoidBreachResponse;
    reassess_breach(pb::ReassessBreachRequest) -> pb::ReassessBreachResponse;
    begin_remediation(pb::BeginRemediationRequest) -> pb::BeginRemediationResponse;
    begin_learning(pb::BeginLearningRequest) -> pb::BeginLearningResponse;
    close_breach(pb::CloseBreachRequest) -> pb::CloseBreachResponse;
    reopen_breach(pb::ReopenBreachRequest) -> pb::ReopenBreachResponse;
    record_containment(pb::RecordContainmentRequest) -> pb::RecordContainmentResponse;
    claim_exemption(pb::ClaimExemptionRequest) -> pb::ClaimExemptionResponse;
    record_communication(pb::RecordCommunicationRequest) -> pb::RecordCommunicationResponse;
    record_media_lines(pb::RecordMediaLinesRequest) -> pb::RecordMediaLinesResponse;
    declare_major(pb::DeclareMajorRequest) -> pb::DeclareMajorResponse;
    send_remediation_update(pb::SendRemediationUpdateRequest) -> pb::SendRemediationUpdateResponse;
    report_to_centre(pb::ReportToCentreRequest) -> pb::ReportToCentreResponse;
    report_to_ncsc(pb::ReportToNcscRequest) -> pb::ReportToNcscResponse;
    list_breach_events(pb::ListBreachEventsRequest) -> pb::ListBreachEventsResponse;
    export_notification(pb::ExportNotificationRequest) -> pb::ExportNotificationResponse;
    get_receipt(pb::GetReceiptRequest) -> pb::GetReceiptResponse;
    restrict_breach(pb::RestrictBreachRequest) -> pb::RestrictBreachResponse;
    lift_restriction(pb::LiftRestrictionRequest) -> pb::LiftRestrictionResponse;
}

calls! {
    cases:
    get_case(pb::GetCaseRequest) -> pb::GetCaseResponse;
    list_cases(pb::ListCasesRequest) -> pb::ListCasesResponse;
    summarise_cases(pb::SummariseCasesRequest) -> pb::SummariseCasesResponse;
    get_submission(pb::GetSubmissionRequest) -> pb::GetSubmissionResponse;
    acknowledge_case(pb::AcknowledgeCaseRequest) -> pb::AcknowledgeCaseResponse;
    request_information(pb::RequestInformationRequest) -> pb::RequestInformationResponse;
    answer_information_request(pb::AnswerInformationRequestRequest) -> pb::AnswerInformationRequestResponse;
    issue_outcome(pb::IssueOutcomeRequest) -> pb::IssueOutcomeResponse;
    order_communication(pb::OrderCommunicationRequest) -> pb::OrderCommunicationResponse;
    recommend_ncsc(pb::RecommendNcscRequest) -> pb::RecommendNcscResponse;
    close_case(pb::CloseCaseRequest) -> pb::CloseCaseResponse;
}

calls! {
    actions:
    create_action(pb::CreateActionRequest) -> pb::CreateActionResponse;
    get_action(pb::GetActionRequest) -> pb::GetActionResponse;
    list_actions(pb::ListActionsRequest) -> pb::ListActionsResponse;
    reschedule_action(pb::RescheduleActionRequest) -> pb::RescheduleActionResponse;
    complete_action(pb::CompleteActionRequest) -> pb::CompleteActionResponse;
    verify_action(pb::VerifyActionRequest) -> pb::VerifyActionResponse;
    return_action(pb::ReturnActionRequest) -> pb::ReturnActionResponse;
    accept_action_risk(pb::AcceptActionRiskRequest) -> pb::AcceptActionRiskResponse;
}

calls! {
    exchanges:
    get_exchange(pb::GetExchangeRequest) -> pb::GetExchangeResponse;
    list_exchanges(pb::ListExchangesRequest) -> pb::ListExchangesResponse;
    list_disclosures(pb::ListDisclosuresRequest) -> pb::ListDisclosuresResponse;
    tie_exchange(pb::TieExchangeRequest) -> pb::TieExchangeResponse;
}

calls! {
    disclosures:
    prepare_disclosure(pb::PrepareDisclosureRequest) -> pb::PrepareDisclosureResponse;
    enter_disclosure(pb::EnterDisclosureRequest) -> pb::EnterDisclosureResponse;
    approve_disclosure(pb::ApproveDisclosureRequest) -> pb::ApproveDisclosureResponse;
    decline_disclosure(pb::DeclineDisclosureRequest) -> pb::DeclineDisclosureResponse;
    acknowledge_exchange(pb::AcknowledgeExchangeRequest) -> pb::AcknowledgeExchangeResponse;
    recall_disclosure(pb::RecallDisclosureRequest) -> pb::RecallDisclosureResponse;
}

calls! {
    centre:
    support_department(pb::SupportDepartmentRequest) -> pb::SupportDepartmentResponse;
    stand_down(pb::StandDownRequest) -> pb::StandDownResponse;
}

calls! {
    lines:
    draft_lines(pb::DraftLinesRequest) -> pb::DraftLinesResponse;
    enter_lines(pb::EnterLinesRequest) -> pb::EnterLinesResponse;
    approve_lines(pb::ApproveLinesRequest) -> pb::ApproveLinesResponse;
    revise_lines(pb::ReviseLinesRequest) -> pb::ReviseLinesResponse;
    agree_lines(pb::AgreeLinesRequest) -> pb::AgreeLinesResponse;
    refuse_lines(pb::RefuseLinesRequest) -> pb::RefuseLinesResponse;
    record_lines_issue(pb::RecordLinesIssueRequest) -> pb::RecordLinesIssueResponse;
}

calls! {
    ncsc:
    open_engagement(pb::OpenEngagementRequest) -> pb::OpenEngagementResponse;
    remind_of_duty(pb::RemindOfDutyRequest) -> pb::RemindOfDutyResponse;
    record_engagement(pb::RecordEngagementRequest) -> pb::RecordEngagementResponse;
    assign_category(pb::AssignCategoryRequest) -> pb::AssignCategoryResponse;
    request_consent(pb::RequestConsentRequest) -> pb::RequestConsentResponse;
    grant_consent(pb::GrantConsentRequest) -> pb::GrantConsentResponse;
    refuse_consent(pb::RefuseConsentRequest) -> pb::RefuseConsentResponse;
    withdraw_consent(pb::WithdrawConsentRequest) -> pb::WithdrawConsentResponse;
    end_engagement(pb::EndEngagementRequest) -> pb::EndEngagementResponse;
}

calls! {
    pointers:
    create_pointer(pb::CreatePointerRequest) -> pb::CreatePointerResponse;
    get_pointer(pb::GetPointerRequest) -> pb::GetPointerResponse;
    list_pointers(pb::ListPointersRequest) -> pb::ListPointersResponse;
    record_regulator_informed(pb::RecordRegulatorInformedRequest) -> pb::RecordRegulatorInformedResponse;
    release_pointer(pb::ReleasePointerRequest) -> pb::ReleasePointerResponse;
    get_own_mark(pb::GetOwnMarkRequest) -> pb::GetOwnMarkResponse;
    record_decision_stub(pb::RecordDecisionStubRequest) -> pb::RecordDecisionStubResponse;
    lift_pointer(pb::LiftPointerRequest) -> pb::LiftPointerResponse;
}

calls! {
    returns:
    get_return_preview(pb::GetReturnPreviewRequest) -> pb::GetReturnPreviewResponse;
    confirm_return(pb::ConfirmReturnRequest) -> pb::ConfirmReturnResponse;
    list_returns(pb::ListReturnsRequest) -> pb::ListReturnsResponse;
    get_case_aggregate_preview(pb::GetCaseAggregatePreviewRequest) -> pb::GetCaseAggregatePreviewResponse;
    disclose_case_aggregate(pb::DiscloseCaseAggregateRequest) -> pb::DiscloseCaseAggregateResponse;
}

impl Actor {
    /// The same in every way but that no person calls.
    pub(crate) fn as_system(&self) -> Self {
        Self { person: self.person.clone().as_system(), ..self.clone() }
    }

    pub(crate) async fn starts(&self, parent: &str, breach: Breach, request_id: &str) -> Reply<Breach> {
        let (parent, request_id) = (parent.to_owned(), request_id.to_owned());
        let request =
            pb::CreateBreachRequest { parent, breach: Some(breach), request_id, ..Default::default() };
        Ok(self.create_breach(request).await?.breach.unwrap())
    }

    /// Starts a breach in its own organisation.
    pub(crate) async fn drafts(&self, title: &str) -> Breach {
        let parent = format!("organisations/{}", self.person.caller.organisation);
        self.starts(&parent, report(title), &id()).await.unwrap()
    }

    /// Starts a breach, and logs it.
    pub(crate) async fn logs(&self, title: &str) -> Breach {
        let draft = self.drafts(title).await;
        self.logs_draft(&draft, &id()).await.unwrap()
    }

    pub(crate) async fn logs_draft(&self, breach: &Breach, request_id: &str) -> Reply<Breach> {
        let (name, etag, request_id) = (breach.name.clone(), breach.etag.clone(), request_id.to_owned());
        Ok(self.log_breach(pb::LogBreachRequest { name, etag, request_id }).await?.breach.unwrap())
    }

    /// Starts a breach, logs it and confirms it.
    pub(crate) async fn logs_and_confirms(&self, title: &str) -> Breach {
        let logged = self.logs(title).await;
        self.confirm_breach(confirmation(&logged)).await.unwrap().breach.unwrap()
    }

    /// Brings a breach of one's own to a decided assessment, with all facts.
    pub(crate) async fn assesses_whole(&self, cast: &Cast, title: &str, risk_level: RiskLevel) -> Breach {
        let breach = self.logs_and_confirms(title).await;
        let change = Breach { facts: Some(facts()), ..Breach::default() };
        let breach = self.changes(&breach, change, &["facts"]).await.unwrap();
        let drafted = self.assesses(&breach, risk_level, Answer::No).await.unwrap();
        let advised = cast.dpo().advises(&drafted, risk_level).await.unwrap();
        cast.siro().decides(&advised, risk_level, "").await.unwrap()
    }

    /// Tells the regulator of a whole breach, and says what the case is called.
    pub(crate) async fn notifies(&self, cast: &Cast, title: &str) -> String {
        let breach = cast.handler().assesses_whole(cast, title, RiskLevel::Risk).await;
        self.notify_regulator(notification(&breach)).await.unwrap().case
    }

    /// The breaches of one's own organisation.
    pub(crate) async fn lists_own(&self) -> Vec<Breach> {
        let parent = format!("organisations/{}", self.person.caller.organisation);
        self.list_breaches(pb::ListBreachesRequest { parent, ..Default::default() }).await.unwrap().breaches
    }

    pub(crate) async fn reads_case(&self, name: &str) -> Reply<pb::Case> {
        Ok(self.get_case(pb::GetCaseRequest { name: name.to_owned() }).await?.case.unwrap())
    }

    pub(crate) async fn reads(&self, name: &str) -> Reply<Breach> {
        Ok(self.get_breach(pb::GetBreachRequest { name: name.to_owned() }).await?.breach.unwrap())
    }

    pub(crate) async fn changes(&self, breach: &Breach, change: Breach, paths: &[&str]) -> Reply<Breach> {
        let change = Breach { name: breach.name.clone(), etag: breach.etag.clone(), ..change };
        let request = pb::UpdateBreachRequest {
            breach: Some(change),
            update_mask: mask(paths),
            request_id: id(),
            ..Default::default()
        };
        Ok(self.update_breach(request).await?.breach.unwrap())
    }

    pub(crate) async fn assesses(
        &self,
        breach: &Breach,
        risk_level: RiskLevel,
        threat_to_life: Answer,
    ) -> Reply<Breach> {
        let request = pb::DraftAssessmentRequest {
            name: breach.name.clone(),
            etag: breach.etag.clone(),
            risk_level: risk_level.into(),
            factors: Some(factors(threat_to_life)),
            rationale: "A stranger has the data.".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        Ok(self.draft_assessment(request).await?.breach.unwrap())
    }

    pub(crate) async fn advises(&self, breach: &Breach, risk_level: RiskLevel) -> Reply<Breach> {
        let request = pb::AdviseOnAssessmentRequest {
            name: breach.name.clone(),
            etag: breach.etag.clone(),
            risk_level: risk_level.into(),
            advice: "Tell the regulator.".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        Ok(self.advise_on_assessment(request).await?.breach.unwrap())
    }

    pub(crate) async fn decides(
        &self,
        breach: &Breach,
        risk_level: RiskLevel,
        because: &str,
    ) -> Reply<Breach> {
        let request = pb::DecideAssessmentRequest {
            name: breach.name.clone(),
            etag: breach.etag.clone(),
            risk_level: risk_level.into(),
            rationale: "On balance.".to_owned(),
            override_reason: because.to_owned(),
            request_id: id(),
            ..Default::default()
        };
        Ok(self.decide_assessment(request).await?.breach.unwrap())
    }
}
