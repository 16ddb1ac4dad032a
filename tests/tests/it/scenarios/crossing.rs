//! Incidents that more than one organisation has a part in: the regulator, the centre and the National Cyber Security Centre.

use super::{affecting, assessed, confirmed, facts, individuals, known};
use contracts::breaches::{
    self as pb, Breach, BreachPart, CentreCriterion, CommunicationMethod, CountBasis, DataSubjectType,
    DataType, ExchangeState, Exemption, IncidentCategory, IncidentType, IndividualsState, MajorCriterion,
    NcscCategory, RiskLevel,
};
use e2e::{
    Side, World,
    requests::{self, as_named_by, hours_ago, in_hours},
};

async fn reports_to_ncsc(
    side: Side<'_>,
    breach: &Breach,
    suspected: NcscCategory,
) -> pb::ReportToNcscResponse {
    let request = pb::ReportToNcscRequest {
        suspected_category: suspected.into(),
        parts: [BreachPart::Title, BreachPart::Incident, BreachPart::Cyber].map(i32::from).to_vec(),
        gc3_reference: "GC3-2026-0042".to_owned(),
        ..requests::report_to_ncsc(breach)
    };
    side.dpo().wire.calls(request).await.unwrap()
}

/// The Electoral Commission's servers, compromised for more than a year: told to the centre for cyber security, which engages; and
/// people are told by a public announcement, as telling each would take more than it is worth.
#[tokio::test]
async fn a_compromise_found_late_engages_cyber_security_and_is_announced_in_public() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let report =
        Breach { detected_at: hours_ago(30), ..requests::report("A mail server was read for a year") };
    let facts = affecting(
        facts(
            IncidentCategory::Cyber,
            IncidentType::UnauthorisedAccess,
            &[DataType::BasicPersonalIdentifiers],
            &[DataSubjectType::Users],
        ),
        Some(40_000_000),
        CountBasis::Estimate,
    );
    let known = known(hmrc, report, facts).await;
    let confirmed = confirmed(hmrc, &known, 10).await;
    let breach = assessed(hmrc, &confirmed, RiskLevel::HighRisk).await;
    let told = reports_to_ncsc(hmrc, &breach, NcscCategory::NcscCategory2).await;
    let (breach, engagement) = (told.breach.unwrap(), told.exchange.unwrap());
    let incident = world.ncsc().role("ncsc.incident");
    let theirs = incident.reads_exchange(&as_named_by("ncsc", &engagement.name)).await.unwrap();
    let notice = theirs.acts[0].ncsc_notice.clone().unwrap();
    assert_eq!(notice.gc3_reference, "GC3-2026-0042");
    assert!(
        notice.copy.unwrap().facts.unwrap().people.is_none(),
        "how many people is not among what it was told"
    );
    let engaged = incident.wire.calls(requests::record_engagement(&theirs)).await.unwrap().exchange.unwrap();
    assert_eq!(engaged.state(), ExchangeState::Engaged);

    let claim = pb::ClaimExemptionRequest {
        exemption: Exemption::Disproportionate.into(),
        rationale: "Forty million people, of many of whom no address is known: a public notice reaches more."
            .to_owned(),
        ..requests::exempt(&breach)
    };
    let breach = hmrc.siro().wire.calls(claim).await.unwrap().breach.unwrap();
    let announced = pb::RecordCommunicationRequest {
        state: pb::CommunicationState::Communicated.into(),
        method: CommunicationMethod::PublicAnnouncement.into(),
        content: "A notice on the website and to the press.".to_owned(),
        ..requests::communicate(&breach)
    };
    let breach = hmrc.dpo().wire.calls(announced).await.unwrap().breach.unwrap();
    assert_eq!(individuals(&breach), IndividualsState::Communicated);
    let course = breach.course.clone().unwrap();
    assert_eq!(course.ncsc.unwrap().state(), ExchangeState::Engaged);
    let major: Vec<_> = course.major.unwrap().findings.iter().map(pb::MajorFinding::criterion).collect();
    assert!(major.contains(&MajorCriterion::NcscCategory) && major.contains(&MajorCriterion::VeryManyPeople));
    assert!(
        world.ico().case_officer().lists_exchanges().await.unwrap().is_empty(),
        "the regulator learns none of it"
    );
}

/// A contractor's payroll system, broken into: what the contractor says starts the department's clock; the category is suspected,
/// so the centre is owed a report within a day.
#[tokio::test]
async fn what_a_contractor_says_starts_the_department_s_clock_and_a_suspected_state_actor_is_the_centre_s_to_know()
 {
    let world = World::new().await;
    let moj = world.moj();
    let report = Breach {
        detected_at: hours_ago(20),
        ..requests::report("A contractor's payroll system was entered")
    };
    let facts = affecting(
        facts(
            IncidentCategory::Cyber,
            IncidentType::UnauthorisedAccess,
            &[DataType::EconomicAndFinancialData, DataType::BasicPersonalIdentifiers],
            &[DataSubjectType::Employees],
        ),
        Some(9_000),
        CountBasis::Maximum,
    );
    let known = known(moj, report, facts).await;
    let request = pb::ConfirmBreachRequest {
        processor: "A payroll contractor".to_owned(),
        ..super::confirmation(&known, 6)
    };
    let confirmed = moj.dpo().wire.calls(request).await.unwrap().breach.unwrap();
    let deadline = confirmed.deadline.clone().unwrap();
    assert_eq!(
        deadline.due_at.unwrap().seconds - confirmed.confirmation.clone().unwrap().aware_at.unwrap().seconds,
        72 * 3600
    );
    assert!(
        confirmed.course.clone().unwrap_or_default().centre.is_none(),
        "nothing is owed to the centre yet"
    );
    let breach = reports_to_ncsc(moj, &confirmed, NcscCategory::NcscCategory3).await.breach.unwrap();
    let centre = breach.course.clone().unwrap().centre.unwrap();
    let criteria: Vec<_> = centre.findings.iter().map(pb::CentreFinding::criterion).collect();
    assert_eq!(criteria, [CentreCriterion::MajorBreach, CentreCriterion::NationallySignificant]);
    let found = centre.findings[0].at.unwrap().seconds;
    assert_eq!(centre.due_at.unwrap().seconds - found, 24 * 3600);
    let reported = moj.dpo().reports(&breach).await.unwrap();
    let analyst = world.gcdo().role("gcdo.analyst");
    let read = analyst.reads_exchange(&as_named_by("gcdo", &reported.name)).await.unwrap();
    let content = read.acts[0].centre_report.clone().unwrap();
    assert_eq!(
        content.criteria,
        [CentreCriterion::MajorBreach, CentreCriterion::NationallySignificant].map(i32::from)
    );
    let read = analyst.receives(&read).await.unwrap();
    let supported = world.gcdo().role("gcdo.lead").wire.calls(requests::support(&read)).await.unwrap();
    assert_eq!(supported.exchange.unwrap().state(), ExchangeState::SupportActive);
    let track = moj.handler().reads(&breach.name).await.unwrap().course.unwrap().centre.unwrap();
    assert_eq!((track.due_at, track.state()), (None, ExchangeState::SupportActive));
    agrees_lines_before_parliament_hears_of_it(&world, &breach).await;
}

/// The department agrees with the National Cyber Security Centre and with the regulator on what is said before the minister
/// speaks: the one in other words than it proposed, the other not at all.
async fn agrees_lines_before_parliament_hears_of_it(world: &World, breach: &Breach) {
    let (moj, incident, lead) = (world.moj(), world.ncsc().role("ncsc.incident"), world.ico().lead());
    let press = moj.role("dept.comms");
    let mut proposed = Vec::new();
    for recipient in [world.ncsc(), world.ico()] {
        let embargoed = pb::DraftLinesRequest {
            subject: "A contractor's payroll system".to_owned(),
            text: "A contractor's system was entered. We have taken it off the network.".to_owned(),
            embargo_until: in_hours(1),
            ..requests::draft_lines(&breach.name, &recipient.name())
        };
        let drafted = press.wire.calls(embargoed).await.unwrap().exchange.unwrap();
        proposed.push(moj.siro().approves_lines(&drafted).await.unwrap());
    }
    let [to_ncsc, to_ico] = [&proposed[0].name, &proposed[1].name];
    let received = incident.reads_exchange(&as_named_by("ncsc", to_ncsc)).await.unwrap();
    assert_eq!(incident.lists_exchanges().await.unwrap().len(), 2, "the engagement, and its own lines");
    let wording = "A contractor's system was entered. It is off the network, and we are helping.";
    let countered = pb::ReviseLinesRequest {
        text: wording.to_owned(),
        embargo_until: in_hours(1),
        ..requests::revise_lines(&received)
    };
    incident.wire.calls(countered).await.unwrap();
    let ours = moj.siro().reads_exchange(to_ncsc).await.unwrap();
    let agreed = moj.siro().wire.calls(requests::agree_lines(&ours)).await.unwrap().exchange.unwrap();
    assert_eq!((agreed.state(), agreed.lines.as_ref().unwrap().version), (ExchangeState::Agreed, 2));
    let early = press.wire.calls(requests::issue_lines(&agreed)).await;
    assert_eq!(e2e::refused(early).1, "EMBARGO");

    let received = lead.reads_exchange(&as_named_by("ico", to_ico)).await.unwrap();
    lead.wire.calls(requests::refuse_lines(&received)).await.unwrap();
    let track = press.reads(&breach.name).await.unwrap().course.unwrap().media_lines.unwrap();
    assert_eq!((track.state(), &track.exchange), (pb::MediaLinesState::NotAgreed, to_ico));
    // The regulator, who agreed to nothing, says what it will when it will; so may the department, where they did not agree.
    let theirs = lead.reads_exchange(&as_named_by("ico", to_ico)).await.unwrap();
    lead.wire.calls(requests::issue_lines(&theirs)).await.unwrap();
    let ours = press.reads_exchange(to_ico).await.unwrap();
    let issued = press.wire.calls(requests::issue_lines(&ours)).await.unwrap().exchange.unwrap();
    let issues: Vec<_> = issued.acts.iter().filter_map(|act| act.lines_issue.as_ref()).collect();
    assert_eq!(issues.iter().map(|issue| issue.agreed).collect::<Vec<_>>(), [false, false]);
    assert_eq!(e2e::refused(lead.reads_exchange(&as_named_by("ico", to_ncsc)).await).1, "NOT_FOUND");
}

/// An outsourcer's incident across many controllers, and a department that hosts another's data: each has its own part, its own
/// breach and its own clock, and the regulator counts one incident.
#[tokio::test]
async fn an_outsourcer_s_incident_is_one_incident_and_as_many_breaches_as_controllers() {
    let world = World::new().await;
    let host = world.hmrc();
    let hosted = host
        .brings(&host.handler(), "Files of others were taken", e2e::deeds::Stage::Confirmed, RiskLevel::Risk)
        .await;
    let mut expected = Vec::new();
    for (side, hours) in [(world.moj(), 3), (world.home_office(), 1)] {
        let prepared = host.handler().prepares(&hosted.name, &side.name()).await.unwrap();
        host.siro().approves(&prepared).await.unwrap();
        let own = as_named_by(&side.organisation.to_string(), &prepared.name);
        let received = side.dpo().reads_exchange(&own).await.unwrap();
        assert!(!received.incident.is_empty());
        let report = Breach { detected_at: hours_ago(hours), ..requests::report("Our files at a host") };
        let known = known(side, report, requests::facts()).await;
        let breach = confirmed(side, &known, hours).await;
        side.dpo().wire.calls(requests::tie(&received, &breach.name)).await.unwrap();
        let breach = side.dpo().reads(&breach.name).await.unwrap();
        assert_eq!(breach.shared_incident, received.incident);
        let aware_at = breach.confirmation.as_ref().unwrap().aware_at.unwrap();
        expected.push(aware_at.seconds + 72 * 3600);
        let assessed = assessed(side, &breach, RiskLevel::Risk).await;
        side.dpo().wire.calls(requests::notify(&assessed)).await.unwrap();
        let theirs = world.hmrc().dpo().reads(&breach.name).await;
        assert_eq!(e2e::refused(theirs).1, "NOT_FOUND", "the host sees none of what the controllers do");
    }
    let officer = world.ico().case_officer();
    let counts = officer.wire.calls(requests::summarise_cases("organisations/ico")).await.unwrap();
    let cases: i32 = counts.by_state.iter().map(|state| state.count).sum();
    assert_eq!((cases, counts.incidents), (2, 1));
    let mut dues: Vec<_> = officer
        .lists_cases()
        .await
        .unwrap()
        .iter()
        .map(|case| case.deadline.clone().unwrap().due_at.unwrap().seconds)
        .collect();
    dues.sort_unstable();
    assert_eq!(dues, expected, "a clock each, from when each was aware");
}
