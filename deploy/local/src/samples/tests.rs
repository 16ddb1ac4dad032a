//! The samples, as they stand on a platform.

use super::{
    SAMPLES, Sample, Summary, governance, meetings, people::People, promises, submit, submit_these, synthetic,
};
use crate::{Database, Databases, Options, Platform};
use breaches::Breaches;
use chassis::{Clock as _, SystemClock, clock::from_wire, deadline::london_day, service::Service};
use chassis_testing::TestDb;
use commitments::Commitments;
use contracts::{
    breaches::{
        Action, ActionState, AffectedBand, Breach, BreachState, Case, CaseState, GetSubmissionRequest,
        ListActionsRequest, ListBreachesRequest, ListCasesRequest, NearMissState, SubmissionPhase,
        UpdateBreachRequest,
    },
    commitments::{
        self as pb, Standing, amendment_service_client::AmendmentServiceClient,
        appointment_service_client::AppointmentServiceClient,
        assessment_service_client::AssessmentServiceClient, evidence_service_client::EvidenceServiceClient,
        meeting_service_client::MeetingServiceClient, pack_service_client::PackServiceClient,
        plan_service_client::PlanServiceClient, standing_service_client::StandingServiceClient,
    },
    time::DeadlineState,
};
use jiff::{SignedDuration, Timestamp};
use sqlx::ConnectOptions as _;
use std::collections::BTreeMap;
use tempfile::TempDir;

const OFFICERS: [(&str, &str); 3] =
    [("hmrc", "hmrc-dpo"), ("moj", "moj-dpo"), ("home-office", "home-office-dpo")];

/// A service's database, migrated, as the platform takes it.
async fn given<S: Service>() -> (&'static str, Database) {
    let database = TestDb::of::<S>().await;
    let url = |role| database.role(role).to_url_lossy().as_str().parse().unwrap();
    (S::NAME, Database { owner: url("owner"), app: url("app") })
}

/// A platform of the test's own, with nothing in it.
struct World {
    platform: Platform,
    _data: TempDir,
}

impl World {
    async fn new() -> Self {
        let data = TempDir::new().unwrap();
        let databases = Databases::Given([given::<Breaches>().await, given::<Commitments>().await].into());
        let options = Options::anywhere(data.path().join("data"), databases);
        let platform = Platform::start(options).await.unwrap_or_else(|error| panic!("{error}"));
        Self { platform, _data: data }
    }

    async fn people(&self) -> People<'_> {
        People::connect(self.platform.gateway_url(), self.platform.issuer()).await.unwrap()
    }

    async fn submits(&self, now: Timestamp) -> usize {
        submit(self.platform.gateway_url(), self.platform.issuer(), now).await.unwrap().acts
    }

    /// Submits, and is interrupted when `done` acts of the samples are done.
    async fn submits_up_to(&self, done: usize, now: Timestamp) -> usize {
        let (gateway, issuer) = (self.platform.gateway_url(), self.platform.issuer());
        submit_these(&first_acts(done), gateway, issuer, now).await.unwrap().acts
    }

    async fn breaches(&self) -> Vec<Breach> {
        let (people, mut breaches) = (self.people().await, Vec::new());
        for (organisation, officer) in OFFICERS {
            let parent = format!("organisations/{organisation}");
            let list = ListBreachesRequest { parent, page_size: 100, ..Default::default() };
            breaches
                .extend(people.breaches(officer).list_breaches(list).await.unwrap().into_inner().breaches);
        }
        breaches
    }

    async fn cases(&self) -> Vec<Case> {
        let list = ListCasesRequest { parent: "organisations/ico".to_owned(), ..Default::default() };
        self.people().await.cases("ico-case").list_cases(list).await.unwrap().into_inner().cases
    }
}

/// The samples, cut after so many acts.
fn first_acts(mut left: usize) -> Vec<Sample> {
    let cut = SAMPLES.map(|sample| {
        let acts = &sample.acts[..left.min(sample.acts.len())];
        left -= acts.len();
        Sample { acts, ..sample }
    });
    cut.into_iter().filter(|sample| !sample.acts.is_empty()).collect()
}

fn now() -> Timestamp {
    SystemClock.now()
}

/// How many acts there are.
fn count() -> usize {
    SAMPLES.iter().map(|sample| sample.acts.len()).sum()
}

/// What there is, without the times and names of this run.
fn picture(breaches: &[Breach], cases: &[Case]) -> Vec<String> {
    let breach = |one: &Breach| {
        let course = one.course.clone().unwrap_or_default();
        let near = course.near_miss.map(|near| near.state());
        format!("{} {:?} {:?} {near:?}", one.title, one.state(), one.deadline_state())
    };
    let case = |one: &Case| format!("{} {:?} {:?}", one.title, one.state(), one.next_due());
    breaches.iter().map(breach).chain(cases.iter().map(case)).collect()
}

#[tokio::test]
async fn every_state_of_a_deadline_and_of_casework_is_there_at_once() {
    use BreachState::{
        Assessed, Closed, Confirmed, Logged, NearMiss, NotNotifiable, NotifiedFull, NotifiedPartial,
        Remediation,
    };
    let world = World::new().await;
    assert_eq!(world.submits(now()).await, count());

    let breaches = world.breaches().await;
    assert_eq!(breaches.len(), 11);
    let mut states: BTreeMap<DeadlineState, Vec<BreachState>> = BTreeMap::new();
    for breach in &breaches {
        states.entry(breach.deadline_state()).or_default().push(breach.state());
    }
    let expected = [
        (DeadlineState::NotStarted, vec![NearMiss, Logged]),
        (DeadlineState::Running, vec![Confirmed]),
        (DeadlineState::DueSoon, vec![Assessed]),
        (DeadlineState::Overdue, vec![Confirmed]),
        (DeadlineState::Met, vec![NotifiedFull, NotifiedPartial, NotifiedPartial]),
        (DeadlineState::MetLate, vec![Closed]),
        (DeadlineState::NotRequired, vec![Remediation, NotNotifiable]),
    ];
    assert_eq!(states, expected.into());
    let synthetic = breaches.iter().filter(|breach| breach.title.starts_with("Synthetic: "));
    assert_eq!(synthetic.count(), 8);

    // What is due next first, then what changed last.
    let cases = world.cases().await;
    let seen: Vec<_> =
        cases.iter().map(|case| (case.department.as_str(), case.state(), case.deadline_state())).collect();
    assert_eq!(
        seen,
        [
            ("organisations/moj", CaseState::InfoRequested, DeadlineState::Met),
            ("organisations/home-office", CaseState::Received, DeadlineState::Met),
            ("organisations/hmrc", CaseState::Closed, DeadlineState::MetLate),
            ("organisations/hmrc", CaseState::Acknowledged, DeadlineState::Met),
        ]
    );
    assert!(cases.is_sorted_by_key(|case| {
        let due = case.next_due_at.map_or(i64::MAX, |at| at.seconds);
        (due, std::cmp::Reverse(case.update_time.map(|at| (at.seconds, at.nanos))))
    }));
    world.platform.stop().await.unwrap();
}

#[tokio::test]
async fn a_near_miss_is_reviewed_and_actions_are_open_and_verified() {
    let world = World::new().await;
    world.submits(now()).await;
    let (people, breaches) = (world.people().await, world.breaches().await);
    let of = |sample: Sample| breaches.iter().find(|breach| breach.title == sample.title).unwrap();
    let near = of(synthetic::WORKSHEET).course.clone().unwrap().near_miss.unwrap();
    assert_eq!(near.state(), NearMissState::Reviewed);
    for (sample, expected) in [
        (synthetic::NAMESAKE, [ActionState::Verified, ActionState::Open].as_slice()),
        (synthetic::ARCHIVE_BOXES, &[ActionState::Verified]),
    ] {
        let list = ListActionsRequest { parent: of(sample).name.clone(), ..Default::default() };
        let listed = people.actions("hmrc-dpo").list_actions(list).await.unwrap().into_inner().actions;
        assert_eq!(listed.iter().map(Action::state).collect::<Vec<_>>(), expected);
    }
    let closure = of(synthetic::ARCHIVE_BOXES).course.clone().unwrap().closure.unwrap();
    assert_eq!(closure.lessons.len(), 1);
    world.platform.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_public_of_real_incidents_is_told_as_it_is_known() {
    let world = World::new().await;
    world.submits(now()).await;
    let breaches = world.breaches().await;
    let of = |organisation: &str| {
        let own = format!("organisations/{organisation}/");
        breaches.iter().find(|breach| breach.name.starts_with(&own) && !breach.title.starts_with("Synthetic"))
    };
    let [hmrc, moj, home_office] = ["hmrc", "moj", "home-office"].map(|code| of(code).unwrap());
    assert_eq!(hmrc.affected_band(), AffectedBand::From100k);
    assert_eq!(home_office.affected_band(), AffectedBand::Unknown);
    let host = &home_office.confirmation.as_ref().unwrap().processor;
    assert_eq!(host, "Foreign, Commonwealth and Development Office");

    // The Legal Aid Agency learnt over weeks how much was taken.
    let people = world.people().await;
    let mut told = Vec::new();
    for number in [1, 2] {
        let request = GetSubmissionRequest { name: format!("{}/submissions/{number}", moj.case) };
        let read = people.cases("moj-dpo").get_submission(request).await.unwrap().into_inner();
        let content = read.submission.unwrap().content.unwrap();
        told.push((content.phase(), content.affected_band()));
    }
    assert_eq!(
        told,
        [
            (SubmissionPhase::Initial, AffectedBand::From1k),
            (SubmissionPhase::FollowUp, AffectedBand::From100k)
        ]
    );
    world.platform.stop().await.unwrap();
}

#[tokio::test]
async fn an_interruption_after_any_act_is_made_good_by_the_next_start_and_then_nothing_is_added() {
    let (whole, halting) = (World::new().await, World::new().await);
    whole.submits(now()).await;
    for done in 1..count() {
        assert_eq!(halting.submits_up_to(done, now()).await, 1, "up to act {done}");
    }
    assert_eq!(halting.submits(now()).await, 1);
    let (breaches, cases) = (halting.breaches().await, halting.cases().await);
    assert_eq!(picture(&breaches, &cases), picture(&whole.breaches().await, &whole.cases().await));

    for later in [SignedDuration::ZERO, SignedDuration::from_hours(48)] {
        assert_eq!(halting.submits(now() + later).await, 0);
    }
    assert_eq!(halting.breaches().await, breaches);
    assert_eq!(halting.cases().await, cases);
    halting.platform.stop().await.unwrap();
    whole.platform.stop().await.unwrap();
}

#[tokio::test]
async fn an_interrupted_submission_is_finished_as_of_its_own_start_for_a_day() {
    let (world, began) = (World::new().await, now());
    world.submits_up_to(12, began).await;
    assert_eq!(world.submits(began + SignedDuration::from_hours(25)).await, 0);
    assert_eq!(world.submits(began + SignedDuration::from_hours(23)).await, count() - 12);
    let bundle = world.breaches().await.into_iter().find(|breach| breach.title == synthetic::BUNDLE.title);
    let aware = from_wire(bundle.unwrap().confirmation.unwrap().aware_at.unwrap()).unwrap();
    assert!(aware < began, "nobody was aware of it a day later");
    world.platform.stop().await.unwrap();
}

#[tokio::test]
async fn a_sample_that_somebody_renamed_does_not_come_again() {
    let world = World::new().await;
    world.submits(now()).await;
    let of = |breach: &Breach| breach.title == synthetic::PAYSLIPS.title;
    let mut renamed = world.breaches().await.into_iter().find(of).unwrap();
    renamed.title = "Renamed".to_owned();
    let mut request = UpdateBreachRequest {
        breach: Some(renamed),
        request_id: "00000000-0000-4000-8000-000000000000".to_owned(),
        ..Default::default()
    };
    request.update_mask.get_or_insert_default().paths = vec!["title".to_owned()];
    Box::pin(world.people().await.breaches("hmrc-dpo").update_breach(request)).await.unwrap();
    assert_eq!(world.submits(now()).await, 0);
    assert_eq!(world.breaches().await.len(), 11);
    world.platform.stop().await.unwrap();
}

#[tokio::test]
async fn somebodys_own_breaches_are_left_alone() {
    let world = World::new().await;
    let own = [Sample { title: "Letter sent to an old address", ..first_acts(1)[0] }];
    let (gateway, issuer) = (world.platform.gateway_url(), world.platform.issuer());
    let added = submit_these(&own, gateway, issuer, now()).await;
    assert_eq!(added, Ok(Summary { acts: 1 }));
    assert_eq!(world.submits(now()).await, 0);
    assert_eq!(world.breaches().await.len(), 1);
    world.platform.stop().await.unwrap();
}

#[tokio::test]
async fn of_commitments_there_is_a_year_of_three_departments_and_a_second_start_adds_nothing() {
    let world = World::new().await;
    world.submits(now()).await;
    let kept = world.kept().await;
    let count = |of: &str| kept.iter().filter(|one| one.starts_with(of)).count();
    let all = ["evidence", "plan", "pack", "appointment", "amendment", "view", "meeting"].map(count);
    assert_eq!(all, [7, 7, 1, 4, 1, 2, 3], "{kept:#?}");
    for state in ["Closed", "Minuted", "PapersShared"] {
        assert_eq!(count(&format!("meeting {state}")), 1, "{kept:#?}");
    }
    for (organisation, standing) in [
        ("hmrc", Standing::Evidenced),
        ("moj", Standing::NotEvidenced),
        ("home-office", Standing::NotEvidenced),
    ] {
        let found = world.standing(organisation, "HMG-02").await;
        assert_eq!(found, standing, "{organisation}");
    }
    let vacant = world.vacancies().await;
    assert!(vacant.contains(&"organisations/home-office".to_owned()), "nobody is accountable there");
    assert!(["gcdo", "hmrc", "moj"].iter().all(|one| !vacant.contains(&format!("organisations/{one}"))));
    let (people, today) = (world.people().await, london_day(now()));
    promises::keep(&people, today).await.unwrap();
    governance::govern(&people, today).await.unwrap();
    meetings::meet(&people, today).await.unwrap();
    assert_eq!(world.kept().await, kept);
    drop(people);
    world.platform.stop().await.unwrap();
}

impl World {
    /// What is kept of commitments, as each party's people list it, one line each.
    async fn kept(&self) -> Vec<String> {
        let (people, mut kept) = (self.people().await, Vec::new());
        for (organisation, persona) in [
            ("hmrc", "hmrc-dpo"),
            ("moj", "moj-dpo"),
            ("home-office", "home-office-dpo"),
            ("gcdo", "gcdo-lead"),
        ] {
            let parent = format!("organisations/{organisation}");
            let called = || people.called_by(persona);
            let list =
                pb::ListEvidenceRequest { parent: parent.clone(), page_size: 100, ..Default::default() };
            let found = EvidenceServiceClient::new(called()).list_evidence(list).await.unwrap().into_inner();
            let own = found.evidence.iter().filter(|one| one.owner == parent);
            kept.extend(own.map(|one| format!("evidence {} {}", one.name, one.etag)));
            let list = pb::ListPlansRequest { parent: parent.clone(), page_size: 100, ..Default::default() };
            let found = PlanServiceClient::new(called()).list_plans(list).await.unwrap().into_inner();
            kept.extend(found.plans.iter().map(|one| format!("plan {} {}", one.name, one.etag)));
            let list = pb::ListPacksRequest { parent: parent.clone(), page_size: 100, ..Default::default() };
            let found = PackServiceClient::new(called()).list_packs(list).await.unwrap().into_inner();
            kept.extend(found.packs.iter().map(|one| format!("pack {} {}", one.name, one.etag)));
            let list =
                pb::ListAppointmentsRequest { parent: parent.clone(), page_size: 100, ..Default::default() };
            let found = AppointmentServiceClient::new(called()).list_appointments(list).await.unwrap();
            let own = found.into_inner().appointments.into_iter().filter(|one| one.organisation == parent);
            kept.extend(own.map(|one| format!("appointment {} {}", one.name, one.etag)));
        }
        let parent = "organisations/gcdo".to_owned();
        let list = pb::ListAmendmentsRequest { parent: parent.clone(), ..Default::default() };
        let found = AmendmentServiceClient::new(people.called_by("gcdo-lead")).list_amendments(list).await;
        kept.extend(
            found.unwrap().into_inner().amendments.iter().map(|one| format!("amendment {}", one.name)),
        );
        let list = pb::ListMeetingsRequest { parent: parent.clone(), ..Default::default() };
        let meetings = MeetingServiceClient::new(people.called_by("gcdo-lead")).list_meetings(list).await;
        let meetings = meetings.unwrap().into_inner().meetings;
        kept.extend(meetings.iter().map(|one| format!("meeting {:?} {}", one.state(), one.etag)));
        let list = pb::ListAssessmentsRequest { parent: parent.clone(), ..Default::default() };
        let views = || AssessmentServiceClient::new(people.called_by("gcdo-lead"));
        let own = views().list_assessments(list).await.unwrap().into_inner().assessments;
        kept.extend(own.iter().map(|one| format!("view {} {}", one.name, one.etag)));
        let list = pb::ListReceivedAssessmentsRequest { parent, ..Default::default() };
        let found = views().list_received_assessments(list).await.unwrap().into_inner().received_assessments;
        kept.extend(found.iter().map(|one| format!("view {}", one.name)));
        kept
    }

    /// How a commitment stands at a department today.
    async fn standing(&self, organisation: &str, code: &str) -> Standing {
        let people = self.people().await;
        let request = pb::ListStandingsRequest {
            parent: format!("organisations/{organisation}"),
            commitment: format!("commitments/{code}"),
            ..Default::default()
        };
        let standings = StandingServiceClient::new(people.called_by(&format!("{organisation}-dpo")));
        let found = standings.clone().list_standings(request).await.unwrap().into_inner().standings;
        found[0].standing()
    }

    /// Where a post is vacant today, as the centre sees it.
    async fn vacancies(&self) -> Vec<String> {
        let people = self.people().await;
        let request = pb::ListVacanciesRequest { parent: "organisations/gcdo".to_owned() };
        let mut appointments = AppointmentServiceClient::new(people.called_by("gcdo-lead"));
        let found = appointments.list_vacancies(request).await.unwrap().into_inner().vacancies;
        found.into_iter().filter(|one| one.until.is_empty()).map(|one| one.organisation).collect()
    }
}
