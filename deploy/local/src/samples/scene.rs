//! Plays a sample: every act is a call, unless the record shows that it was made.

mod course;

use super::{
    CASEWORKER, PAGE,
    people::People,
    sample::{Act, Casework, Sample},
};
use chassis::clock::to_wire;
use contracts::breaches::{
    self as pb, Action, Answer, AssessmentState, Breach, BreachState, Case, CaseActKind, CountBasis,
    LegalRegime, NoticeChannel,
};
use jiff::{SignedDuration, Timestamp};
use tonic::Status;

/// Decides on assessments: of the departments' personas only one of HMRC's does.
const SIRO: &str = "hmrc-siro";
/// Issues outcomes.
const LEAD: &str = "ico-lead";
/// How long after the start an answer is due, and what is outstanding is expected.
const ANSWER: SignedDuration = SignedDuration::from_hours(3 * 24);
const FOLLOW_UP: SignedDuration = SignedDuration::from_hours(10 * 24);

/// A sample, and how far it is played.
pub(super) struct Scene<'a> {
    sample: &'a Sample,
    people: &'a People<'a>,
    began: Timestamp,
    /// As its data protection officer sees it; blank before it is created.
    breach: Breach,
    /// What is to be done about it.
    actions: Vec<Action>,
    /// As the regulator sees it; blank before it is told.
    case: Case,
}

/// A request about a record as it was read.
macro_rules! about {
    ($record:expr, $id:expr => $request:ident { $($field:ident $(: $value:expr)?),* $(,)? }) => {
        pb::$request {
            name: $record.name.clone(),
            etag: $record.etag.clone(),
            request_id: $id,
            $($field $(: $value)?,)*
            ..Default::default()
        }
    };
}
use about;

impl<'a> Scene<'a> {
    pub(super) fn of(sample: &'a Sample, people: &'a People<'a>, began: Timestamp) -> Self {
        let (breach, actions, case) = (Breach::default(), Vec::new(), Case::default());
        Self { sample, people, began, breach, actions, case }
    }

    /// Makes the calls that were not made yet, as the sample with this number, and counts them.
    pub(super) async fn play(mut self, number: usize) -> Result<usize, Status> {
        self.find().await?;
        let mut calls = 0;
        for (at, act) in self.sample.acts.iter().enumerate() {
            if !self.shows(act) {
                Box::pin(self.perform(act, format!("00000000-0000-4000-8000-{number:06x}{at:06x}"))).await?;
                calls += 1;
            }
        }
        Ok(calls)
    }

    /// Finds the breach by its title, if it is there.
    async fn find(&mut self) -> Result<(), Status> {
        let (title, [.., officer]) = (self.sample.title, self.sample.personas());
        let mut officer = self.people.breaches(officer);
        let (parent, text) = (self.sample.parent(), title.to_owned());
        let list = pb::ListBreachesRequest { parent, page_size: PAGE, text, ..Default::default() };
        let found = officer.list_breaches(list).await?.into_inner().breaches;
        if let Some(found) = found.into_iter().find(|breach| breach.title == title) {
            let read = officer.get_breach(pb::GetBreachRequest { name: found.name }).await?;
            self.breach = read.into_inner().breach.unwrap_or_default();
            self.read_actions().await?;
            self.read_case().await?;
        }
        Ok(())
    }

    /// Reads the case, if there is one, which the regulator has under its own name.
    async fn read_case(&mut self) -> Result<(), Status> {
        if let Some((_, case)) = self.breach.case.rsplit_once('/') {
            let name = format!("organisations/ico/cases/{case}");
            let read = self.people.cases(CASEWORKER).get_case(pb::GetCaseRequest { name }).await?;
            self.case = read.into_inner().case.unwrap_or_default();
        }
        Ok(())
    }

    /// Says whether an act was done.
    fn shows(&self, act: &Act) -> bool {
        let assessed = |state| self.breach.assessment.as_ref().is_some_and(|one| one.state() >= state);
        let has = |kind| self.case.acts.iter().any(|act| act.kind() == kind);
        match act {
            Act::Create => !self.breach.name.is_empty(),
            Act::Log => self.breach.state() >= BreachState::Logged,
            Act::Confirm { .. } => self.breach.confirmation.is_some(),
            Act::Draft(..) => assessed(AssessmentState::Draft),
            Act::Advise(..) => assessed(AssessmentState::Advised),
            Act::Decide(..) => assessed(AssessmentState::Decided),
            Act::DecideNotToNotify(_) => self.breach.not_notifiable.is_some(),
            Act::Notify { number, .. } => self.case.submissions >= *number,
            Act::Recount { people, records } => self.counts(*people, *records) == self.breach.facts,
            Act::Course(course) => self.has_come_to(course),
            Act::Regulator(Casework::Acknowledge { .. }) => has(CaseActKind::Acknowledgement),
            Act::Regulator(Casework::Ask(_)) => has(CaseActKind::InformationRequest),
            Act::Regulator(Casework::Conclude { .. }) => has(CaseActKind::Outcome),
            Act::Regulator(Casework::Close) => has(CaseActKind::Closure),
        }
    }

    /// Does an act.
    async fn perform(&mut self, act: &Act, id: String) -> Result<(), Status> {
        let (sample, people, breach) = (self.sample, self.people, &self.breach);
        let [recorder, handler, officer] = sample.personas().map(|persona| || people.breaches(persona));
        let changed = match *act {
            Act::Create => {
                let (parent, breach) = (sample.parent(), Some(sample.report(self.before(sample.detected))));
                let request =
                    pb::CreateBreachRequest { parent, breach, request_id: id, ..Default::default() };
                Box::pin(recorder().create_breach(request)).await?.into_inner().breach
            }
            Act::Log => {
                let (name, etag) = (breach.name.clone(), breach.etag.clone());
                let request = pb::LogBreachRequest { name, etag, request_id: id };
                recorder().log_breach(request).await?.into_inner().breach
            }
            Act::Confirm { aware, processor } => {
                let request = about!(breach, id => ConfirmBreachRequest {
                    aware_at: Some(to_wire(self.before(aware))),
                    legal_regime: LegalRegime::UkGdpr.into(),
                    processor: processor.to_owned(),
                    incident_type: sample.kind.into(),
                    incident_category: sample.category().into(),
                });
                officer().confirm_breach(request).await?.into_inner().breach
            }
            Act::Draft(level, severity, likelihood, rationale) => {
                let factors = pb::RiskFactors {
                    severity: severity.into(),
                    likelihood: likelihood.into(),
                    threat_to_life: Answer::No.into(),
                    ..Default::default()
                };
                let request = about!(breach, id => DraftAssessmentRequest {
                    risk_level: level.into(),
                    factors: Some(factors),
                    rationale: rationale.to_owned(),
                });
                handler().draft_assessment(request).await?.into_inner().breach
            }
            Act::Advise(level, advice) => {
                let (risk_level, advice) = (level.into(), advice.to_owned());
                let request = about!(breach, id => AdviseOnAssessmentRequest { risk_level, advice });
                officer().advise_on_assessment(request).await?.into_inner().breach
            }
            Act::Decide(level, rationale) => {
                let (risk_level, rationale) = (level.into(), rationale.to_owned());
                let request = about!(breach, id => DecideAssessmentRequest { risk_level, rationale });
                people.breaches(SIRO).decide_assessment(request).await?.into_inner().breach
            }
            Act::DecideNotToNotify(rationale) => {
                let rationale = rationale.to_owned();
                let request = about!(breach, id => DecideNotToNotifyRequest { rationale });
                people.breaches(SIRO).decide_not_to_notify(request).await?.into_inner().breach
            }
            Act::Notify { number, form, owing, delay_reasons } => {
                let (channel, reference, received_at) = match form {
                    Some((reference, received)) => {
                        (NoticeChannel::OnlineForm, reference, Some(to_wire(self.before(received))))
                    }
                    None => (NoticeChannel::Platform, "", None),
                };
                let reference = reference.to_owned();
                let outstanding =
                    owing.iter().map(|&item| pb::Outstanding { item: item.into(), ..Default::default() });
                let notice = Some(pb::Notice { channel: channel.into(), reference, received_at });
                let items_outstanding = outstanding.collect();
                let expected_by = (!owing.is_empty()).then(|| to_wire(self.began + FOLLOW_UP));
                if number > 1 {
                    let request = about!(breach, id => SupplementNotificationRequest {
                        notice, items_outstanding, expected_by
                    });
                    let told = Box::pin(officer().supplement_notification(request)).await?;
                    told.into_inner().breach
                } else {
                    let delay_reasons = delay_reasons.to_owned();
                    let request = about!(breach, id => NotifyRegulatorRequest {
                        notice, items_outstanding, expected_by, delay_reasons
                    });
                    Box::pin(officer().notify_regulator(request)).await?.into_inner().breach
                }
            }
            Act::Recount { people, records } => {
                let breach = Breach { facts: self.counts(people, records), ..breach.clone() };
                let mut request =
                    pb::UpdateBreachRequest { breach: Some(breach), request_id: id, ..Default::default() };
                request.update_mask.get_or_insert_default().paths = vec!["facts".to_owned()];
                Box::pin(officer().update_breach(request)).await?.into_inner().breach
            }
            Act::Course(course) => self.goes_on(course, id).await?,
            Act::Regulator(work) => {
                self.work(work, id).await?;
                None
            }
        };
        self.breach = changed.unwrap_or_else(|| self.breach.clone());
        self.read_case().await
    }

    /// Does something of the regulator's.
    async fn work(&self, work: Casework, id: String) -> Result<(), Status> {
        let (people, case) = (self.people, &self.case);
        match work {
            Casework::Acknowledge { reference } => {
                let request = about!(case, id => AcknowledgeCaseRequest {
                    case_reference: reference.to_owned(),
                    contact_role: "Personal data breach team".to_owned(),
                });
                people.cases(CASEWORKER).acknowledge_case(request).await?;
            }
            Casework::Ask(questions) => {
                let questions =
                    questions.iter().map(|&text| pb::Question { text: text.to_owned() }).collect();
                let due = Some(to_wire(self.began + ANSWER));
                let request = about!(case, id => RequestInformationRequest { questions, due });
                people.cases(CASEWORKER).request_information(request).await?;
            }
            Casework::Conclude { decision, letter, recommendation, why } => {
                let request = about!(case, id => IssueOutcomeRequest {
                    decision_taken: decision.into(),
                    letter: letter.to_owned(),
                    recommendations: vec![pb::Recommendation { text: recommendation.to_owned(), due: None }],
                    rationale_summary: why.to_owned(),
                });
                people.cases(LEAD).issue_outcome(request).await?;
            }
            Casework::Close => {
                let request = about!(case, id => CloseCaseRequest {});
                people.cases(CASEWORKER).close_case(request).await?;
            }
        }
        Ok(())
    }

    fn before(&self, hours: i64) -> Timestamp {
        self.began - SignedDuration::from_hours(hours)
    }

    /// What is known, once it is known how many people and records it can be at most.
    fn counts(&self, people: i64, records: i64) -> Option<pb::Facts> {
        let mut facts = self.breach.facts.clone()?;
        let (subjects, data) = (facts.people.as_mut()?, facts.data.as_mut()?);
        (subjects.affected_approx, data.records_approx) = (Some(people), Some(records));
        subjects.set_affected_basis(CountBasis::Maximum);
        data.set_records_basis(CountBasis::Maximum);
        Some(facts)
    }
}
