//! Reports to the centre: why and until when, and what the centre does about them.

use super::*;
use crate::actors::{at, confirmation, facts, notification};
use chassis_testing::reason;
use contracts::breaches::{CentreChoice, CentreCriterion, CentreTrack, IncidentCategory};
use tonic::Code;

fn report(breach: &Breach, parts: &[BreachPart]) -> pb::ReportToCentreRequest {
    pb::ReportToCentreRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        parts: parts.iter().map(|part| i32::from(*part)).collect(),
        statement: "We ask for two analysts.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

fn track(breach: &Breach) -> CentreTrack {
    breach.course.clone().unwrap_or_default().centre.unwrap_or_default()
}

fn criteria(breach: &Breach) -> Vec<CentreCriterion> {
    track(breach).findings.iter().map(pb::CentreFinding::criterion).collect()
}

impl Cast {
    /// A report to the centre as its department has it.
    pub(super) async fn reported(&self) -> Exchange {
        let breach = self.handler().logs_and_confirms("A letter").await;
        let report = report(&breach, &[BreachPart::Title]);
        self.dpo().report_to_centre(report).await.unwrap().exchange.unwrap()
    }

    /// A breach that is logged, with an incident that is so.
    async fn logged(&self, across: bool, category: IncidentCategory) -> Breach {
        let logged = self.handler().logs("A letter").await;
        let incident = pb::Incident {
            category: category.into(),
            cross_government_impact: if across { pb::Answer::Yes } else { pb::Answer::No }.into(),
            ..facts().incident.unwrap()
        };
        let change =
            Breach { facts: Some(pb::Facts { incident: Some(incident), ..facts() }), ..Breach::default() };
        self.handler().changes(&logged, change, &["facts"]).await.unwrap()
    }
}

#[tokio::test]
async fn what_must_be_reported_is_found_when_it_is_confirmed_or_changed_and_stays_found() {
    use CentreCriterion::{CentralServices, MajorBreach, SeveralDepartments};
    let cast = Cast::new().await;
    for (across, category, joint, found) in [
        (false, IncidentCategory::NonCyber, false, vec![]),
        (false, IncidentCategory::Cyber, false, vec![]),
        (false, IncidentCategory::NonCyber, true, vec![SeveralDepartments]),
        (true, IncidentCategory::NonCyber, false, vec![SeveralDepartments]),
        (true, IncidentCategory::Cyber, false, vec![SeveralDepartments, CentralServices]),
    ] {
        let logged = cast.logged(across, category).await;
        assert_eq!(criteria(&logged), [], "what is not confirmed is no breach yet");
        let joint = if joint { vec![MOJ.to_owned()] } else { Vec::new() };
        let request = pb::ConfirmBreachRequest {
            incident_category: category.into(),
            joint_controllers: joint,
            ..confirmation(&logged)
        };
        let confirmed = cast.handler().confirm_breach(request).await.unwrap().breach.unwrap();
        let confirmed_found: Vec<_> =
            criteria(&confirmed).into_iter().filter(|criterion| *criterion != MajorBreach).collect();
        assert_eq!(confirmed_found, found, "{across} {category:?}");
        let change = Breach { facts: Some(facts()), ..Breach::default() };
        let changed = cast.handler().changes(&confirmed, change, &["facts"]).await.unwrap();
        assert_eq!(track(&changed), track(&confirmed), "what was found stays found, and from when it was");
    }
    let confirmed = cast.handler().logs_and_confirms("A letter").await;
    crate::machine::acts::does(&cast.siro(), "DeclareMajor", &confirmed).await.unwrap();
    assert_eq!(criteria(&cast.dpo().reads(&confirmed.name).await.unwrap()), [MajorBreach]);
}

#[tokio::test]
async fn a_report_is_due_within_a_day_of_the_later_of_confirmation_and_finding() {
    let cast = Cast::new().await;
    let logged = cast.logged(true, IncidentCategory::NonCyber).await;
    let confirmed = cast.handler().confirm_breach(confirmation(&logged)).await.unwrap().breach.unwrap();
    assert_eq!(track(&confirmed).due_at, at("2026-05-06T09:00:00Z"));
    let other = cast.handler().logs_and_confirms("A phone").await;
    assert_eq!(track(&other).due_at, None);
    cast.world.set("2026-05-05T15:00:00Z");
    crate::machine::acts::does(&cast.siro(), "DeclareMajor", &other).await.unwrap();
    let other = cast.dpo().reads(&other.name).await.unwrap();
    assert_eq!(track(&other).due_at, at("2026-05-06T15:00:00Z"));
    // A further criterion makes it due no later, and that the regulator was told does not replace it.
    cast.world.set("2026-05-05T16:00:00Z");
    let partly = |breach: &Breach, choice: CentreChoice| pb::NotifyRegulatorRequest {
        items_outstanding: vec![crate::actors::owes(pb::OutstandingItem::RiskAssessment)],
        expected_by: at("2026-06-01T09:00:00Z"),
        centre_choice: choice.into(),
        centre_reason: "Because.".to_owned(),
        ..notification(breach)
    };
    for (choice, due) in [
        (CentreChoice::ReferenceOnly, at("2026-05-06T09:00:00Z")),
        (CentreChoice::None, at("2026-05-06T09:00:00Z")),
        (CentreChoice::Full, None),
    ] {
        let trial = pb::NotifyRegulatorRequest { validate_only: true, ..partly(&confirmed, choice) };
        let told = cast.dpo().notify_regulator(trial).await.unwrap().breach.unwrap();
        assert_eq!(track(&told).due_at, due, "{choice:?}");
    }
    let reported = cast.dpo().report_to_centre(report(&confirmed, &[BreachPart::Title])).await.unwrap();
    let reported = track(&reported.breach.unwrap());
    assert_eq!((reported.due_at, reported.state()), (None, State::Disclosed));
    assert_eq!(reported.report.unwrap().at, at("2026-05-05T16:00:00Z"));
}

#[tokio::test]
async fn a_report_says_the_chosen_parts_what_is_met_and_what_is_asked_for() {
    let cast = Cast::new().await;
    let logged = cast.logged(true, IncidentCategory::NonCyber).await;
    let confirmed = cast.handler().confirm_breach(confirmation(&logged)).await.unwrap().breach.unwrap();
    let interest = "A question was asked in Parliament.".to_owned();
    let ask = pb::ReportToCentreRequest {
        interest: interest.clone(),
        ..report(&confirmed, &[BreachPart::Title, BreachPart::Data])
    };
    let trial = pb::ReportToCentreRequest { validate_only: true, ..ask.clone() };
    let shown = cast.dpo().report_to_centre(trial).await.unwrap().exchange.unwrap();
    assert!(cast.analyst().exchanges().await.is_empty());
    let reported = cast.dpo().report_to_centre(ask).await.unwrap().exchange.unwrap();
    assert_eq!(
        shown.acts[0].centre_report, reported.acts[0].centre_report,
        "what was shown is what was sent"
    );
    let seen = cast.analyst().has(&reported).await.unwrap();
    let said = seen.acts[0].centre_report.clone().unwrap();
    assert_eq!((&seen.acts[0].sealed, seen.title.as_str()), (&reported.acts[0].sealed, "A letter"));
    assert_eq!(
        (said.interest.as_str(), said.statement.as_str()),
        (interest.as_str(), "We ask for two analysts.")
    );
    let met: Vec<_> = said.criteria().collect();
    assert_eq!(met.last(), Some(&CentreCriterion::Interest));
    assert!(met.contains(&CentreCriterion::SeveralDepartments));
    let copy = said.copy.unwrap();
    assert_eq!(copy.parts, [BreachPart::Title, BreachPart::Data].map(i32::from));
    let known = pb::Facts { data: facts().data, ..pb::Facts::default() };
    assert_eq!((copy.title.as_str(), copy.facts, copy.aware_at), ("A letter", Some(known), None));
    let found = cast.dpo().reads(&confirmed.name).await.unwrap();
    assert_eq!(criteria(&found).last(), Some(&CentreCriterion::Interest));
    assert!(cast.moj().exchanges().await.is_empty() && cast.caseworker().exchanges().await.is_empty());
}

#[tokio::test]
async fn the_centre_acknowledges_supports_and_stands_down_and_a_further_report_is_taken_up() {
    let cast = Cast::new().await;
    let (gil, dee) = (cast.centre_lead(), cast.dpo());
    let reported = cast.reported().await;
    let seen = gil.has(&reported).await.unwrap();
    for early in [gil.supports(&seen).await, gil.stands_down(&seen).await] {
        assert_eq!(reason(&early.unwrap_err()), "STATE", "acknowledge it first");
    }
    let known = async || track(&dee.reads(&reported.source).await.unwrap()).state();
    let acknowledged = cast.analyst().acknowledges(&seen).await.unwrap();
    assert_eq!((acknowledged.state(), known().await), (State::Acknowledged, State::Acknowledged));
    let supported = gil.supports(&acknowledged).await.unwrap();
    assert_eq!((supported.state(), known().await), (State::SupportActive, State::SupportActive));
    let supported = gil.supports(&supported).await.unwrap();
    let breach = dee.reads(&reported.source).await.unwrap();
    let more = dee.report_to_centre(report(&breach, &[BreachPart::Incident])).await.unwrap();
    assert_eq!(more.exchange.unwrap().state(), State::SupportActive, "more of what is dealt with already");
    let stale = gil.stands_down(&supported).await.unwrap_err();
    assert_eq!(reason(&stale), "ETAG_STALE", "they reported meanwhile");
    let over = gil.stands_down(&gil.has(&reported).await.unwrap()).await.unwrap();
    assert_eq!((over.state(), known().await), (State::StoodDown, State::StoodDown));
    assert_eq!(reason(&gil.supports(&over).await.unwrap_err()), "STATE");
    let own = dee.reads_exchange(&reported.name).await.unwrap();
    let said: Vec<_> =
        own.acts.iter().filter_map(|act| act.support.clone()).map(|said| said.support).collect();
    assert_eq!(said.len(), 2);
    assert_eq!(own.acts.last().unwrap().stand_down.clone().unwrap().reason, "The department has it in hand.");

    let breach = dee.reads(&reported.source).await.unwrap();
    let again = dee.report_to_centre(report(&breach, &[BreachPart::Title])).await.unwrap().exchange.unwrap();
    assert_eq!(
        (again.name.as_str(), again.state()),
        (reported.name.as_str(), State::Disclosed),
        "the same report"
    );
    let seen = gil.has(&reported).await.unwrap();
    assert_eq!(reason(&gil.supports(&seen).await.unwrap_err()), "STATE", "it is acknowledged anew");
    assert_eq!(gil.acknowledges(&seen).await.unwrap().state(), State::Acknowledged);
    assert_eq!(gil.exchanges().await.len(), 1);
}

#[tokio::test]
async fn each_side_does_its_own_and_only_of_a_report() {
    let cast = Cast::new().await;
    let reported = cast.reported().await;
    for refused in [
        cast.siro().acknowledges(&reported).await.unwrap_err(),
        cast.siro().supports(&reported).await.unwrap_err(),
        cast.siro().stands_down(&reported).await.unwrap_err(),
    ] {
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
    }
    let seen = cast.centre_lead().has(&reported).await.unwrap();
    assert_eq!(reason(&cast.centre_lead().recalls(&seen).await.unwrap_err()), "ACTING_ROLE");
    let seen = cast.centre_lead().acknowledges(&seen).await.unwrap();
    for system in [
        cast.centre_lead().as_system().supports(&seen).await.unwrap_err(),
        cast.centre_lead().as_system().stands_down(&seen).await.unwrap_err(),
    ] {
        assert_eq!(reason(&system), "ACTING_ROLE");
    }
    let disclosed = cast.disclosed(GCDO).await;
    let received =
        cast.centre_lead().acknowledges(&cast.centre_lead().has(&disclosed).await.unwrap()).await.unwrap();
    for refused in [
        cast.centre_lead().supports(&received).await.unwrap_err(),
        cast.centre_lead().stands_down(&received).await.unwrap_err(),
    ] {
        assert_eq!(reason(&refused), "STATE", "it is no report");
    }
    for stranger in [cast.moj(), cast.caseworker(), cast.incident()] {
        let theirs =
            Exchange { name: named_by(&stranger.person.caller.organisation, &reported), ..reported.clone() };
        for refused in [
            stranger.supports(&theirs).await.unwrap_err(),
            stranger.stands_down(&reported).await.unwrap_err(),
            stranger.acknowledges(&theirs).await.unwrap_err(),
            stranger.has(&reported).await.unwrap_err(),
        ] {
            assert_eq!((refused.code(), refused.message()), (Code::NotFound, "not found"));
        }
    }
}

#[tokio::test]
async fn what_is_not_to_be_disclosed_is_not_reported() {
    let cast = Cast::new().await;
    let logged = cast.handler().logs("Lost laptop").await;
    let early = cast.dpo().report_to_centre(report(&logged, &[BreachPart::Title])).await.unwrap_err();
    assert_eq!(reason(&early), "STATE");
    let confirmed = cast.handler().confirm_breach(confirmation(&logged)).await.unwrap().breach.unwrap();
    let system =
        cast.dpo().as_system().report_to_centre(report(&confirmed, &[BreachPart::Title])).await.unwrap_err();
    assert_eq!(reason(&system), "ACTING_ROLE");
    let flagged = Breach { privileged: true, ..Breach::default() };
    let privileged = cast.handler().changes(&confirmed, flagged, &["privileged"]).await.unwrap();
    let refused = cast.dpo().report_to_centre(report(&privileged, &[BreachPart::Title])).await.unwrap_err();
    assert_eq!(reason(&refused), "PRIVILEGED");
    let empty = cast.dpo().report_to_centre(report(&privileged, &[])).await.unwrap_err();
    assert_eq!(empty.code(), Code::InvalidArgument);
    assert!(cast.analyst().exchanges().await.is_empty());
}
