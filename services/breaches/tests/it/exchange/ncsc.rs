//! The National Cyber Security Centre: what it is told, and what it may pass on.

use super::*;
use crate::actors::{HMRC, at, regulators};
use chassis_testing::{details, reason};
use contracts::breaches::{
    CaseState, CentreCriterion, ConsentState, ExchangeKind, MajorCriterion, NcscCategory,
};
use tonic::Code;

const SCOPE: [BreachPart; 2] = [BreachPart::Title, BreachPart::Incident];

pub(super) fn scope(recipient: &str, parts: &[BreachPart]) -> pb::ConsentScope {
    pb::ConsentScope {
        recipient: recipient.to_owned(),
        parts: parts.iter().map(|part| i32::from(*part)).collect(),
        purpose: "So that the regulator knows how it came about.".to_owned(),
        until: at("2026-05-12T09:00:00Z"),
        ..Default::default()
    }
}

fn notice(breach: &Breach, parts: &[BreachPart], suspected: NcscCategory) -> pb::ReportToNcscRequest {
    pb::ReportToNcscRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        parts: parts.iter().map(|part| i32::from(*part)).collect(),
        suspected_category: suspected.into(),
        request_id: id(),
        ..Default::default()
    }
}

/// What the National Cyber Security Centre would pass on to the regulator of an engagement as it names it.
fn passed(exchange: &Exchange, parts: &[BreachPart]) -> pb::PrepareDisclosureRequest {
    pb::PrepareDisclosureRequest {
        basis: Basis::Consent.into(),
        ..disclosure(&named_by("ncsc", exchange), ICO, parts)
    }
}

impl Actor {
    async fn tells_ncsc(&self, breach: &Breach, suspected: NcscCategory) -> (Breach, Exchange) {
        let parts = [BreachPart::Title, BreachPart::Incident, BreachPart::Data];
        let told = self.report_to_ncsc(notice(breach, &parts, suspected)).await.unwrap();
        (told.breach.unwrap(), told.exchange.unwrap())
    }

    pub(super) async fn grants(&self, exchange: &Exchange, scope: pb::ConsentScope) -> Reply<Exchange> {
        let mine = self.has(exchange).await.unwrap();
        let request = pb::GrantConsentRequest {
            name: mine.name,
            etag: mine.etag,
            scope: Some(scope),
            request_id: id(),
            ..Default::default()
        };
        Ok(self.grant_consent(request).await?.exchange.unwrap())
    }

    async fn asks_for(&self, exchange: &Exchange, scope: pb::ConsentScope) -> Reply<Exchange> {
        let mine = self.has(exchange).await.unwrap();
        let request = pb::RequestConsentRequest {
            name: mine.name,
            etag: mine.etag,
            scope: Some(scope),
            request_id: id(),
            ..Default::default()
        };
        Ok(self.request_consent(request).await?.exchange.unwrap())
    }

    async fn refuses(&self, exchange: &Exchange) -> Reply<Exchange> {
        let request = says!(
            self.has(exchange).await.unwrap(),
            RefuseConsentRequest { reason: "It would harm the inquiry." }
        );
        Ok(self.refuse_consent(request).await?.exchange.unwrap())
    }

    pub(super) async fn withdraws(&self, exchange: &Exchange) -> Reply<Exchange> {
        let request = says!(
            self.has(exchange).await.unwrap(),
            WithdrawConsentRequest { reason: "Its purpose is met." }
        );
        Ok(self.withdraw_consent(request).await?.exchange.unwrap())
    }

    async fn assigns(&self, exchange: &Exchange, category: NcscCategory) -> Exchange {
        let mine = self.has(exchange).await.unwrap();
        let (name, etag, category) = (mine.name, mine.etag, category.into());
        let request =
            pb::AssignCategoryRequest { name, etag, category, request_id: id(), ..Default::default() };
        self.assign_category(request).await.unwrap().exchange.unwrap()
    }

    async fn opens(&self, department: &str) -> Reply<Exchange> {
        let request = pb::OpenEngagementRequest {
            parent: self.parent(),
            department: department.to_owned(),
            message: "Consider whether the regulator must be told.".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        Ok(self.open_engagement(request).await?.exchange.unwrap())
    }

    async fn ties(&self, exchange: &Exchange, breach: &str) -> Reply<Exchange> {
        let mine = self.has(exchange).await.unwrap();
        let (name, etag, breach) = (mine.name, mine.etag, breach.to_owned());
        let request = pb::TieExchangeRequest { name, etag, breach, request_id: id() };
        Ok(self.tie_exchange(request).await?.exchange.unwrap())
    }
}

fn consent(exchange: &Exchange) -> ConsentState {
    exchange.consent.as_ref().map(pb::Consent::state).unwrap_or_default()
}

#[tokio::test]
async fn the_centre_for_cyber_security_reads_what_it_was_told_and_nobody_else_does() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let (breach, told) = cast.dpo().tells_ncsc(&breach, NcscCategory::NcscCategory4).await;
    assert_eq!((told.kind(), told.state()), (ExchangeKind::NcscEngagement, State::Notified));
    let theirs = cast.incident().has(&told).await.unwrap();
    let content = theirs.acts[0].ncsc_notice.clone().unwrap();
    let copy = content.copy.unwrap();
    let parts = [BreachPart::Title, BreachPart::Incident, BreachPart::Data].map(i32::from);
    assert_eq!((copy.parts, copy.title.as_str()), (parts.to_vec(), "A letter"));
    let facts = copy.facts.unwrap();
    assert!(
        facts.incident.is_some() && facts.data.is_some() && facts.people.is_none() && facts.contact.is_none()
    );
    assert_eq!((copy.aware_at, copy.risk_level), (None, 0), "what is no part is empty");
    assert_eq!((theirs.source.as_str(), theirs.category()), ("", NcscCategory::NcscCategory4));
    assert!(!theirs.category_assigned, "a department suspects one");
    for stranger in [cast.caseworker(), cast.lead(), cast.analyst(), cast.centre_lead(), cast.moj()] {
        let refused = stranger.has(&told).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "NOT_FOUND"));
        assert!(stranger.exchanges().await.is_empty() && stranger.register().await.is_empty());
    }
    let track = breach.course.unwrap().ncsc.unwrap();
    assert_eq!((track.state(), track.exchange), (State::Notified, told.name));
}

#[tokio::test]
async fn without_consent_in_its_scope_nothing_is_passed_on() {
    let cast = Cast::new().await;
    let (siro, incident) = (cast.siro(), cast.incident());
    let breach = cast.known_breach().await;
    let (_, told) = cast.dpo().tells_ncsc(&breach, NcscCategory::Unspecified).await;
    let refused = async |request: pb::PrepareDisclosureRequest, beyond: &[&str]| {
        let refusal = details(&incident.prepares(request).await.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, "CONSENT_MISSING"));
        assert_eq!(refusal.fields, beyond);
    };
    refused(passed(&told, &SCOPE), &["consent"]).await;
    incident.asks_for(&told, scope(ICO, &SCOPE)).await.unwrap();
    refused(passed(&told, &SCOPE), &["consent"]).await;
    assert_eq!(consent(&siro.refuses(&told).await.unwrap()), ConsentState::Refused);
    refused(passed(&told, &SCOPE), &["consent"]).await;

    let begins = pb::ConsentScope { from: at("2026-05-06T09:00:00Z"), ..scope(ICO, &SCOPE) };
    siro.grants(&told, begins).await.unwrap();
    refused(passed(&told, &SCOPE), &["consent"]).await;
    siro.grants(&told, scope(GCDO, &SCOPE)).await.unwrap();
    refused(passed(&told, &SCOPE), &["recipient"]).await;

    let granted = siro.grants(&told, scope(ICO, &SCOPE)).await.unwrap();
    assert_eq!(consent(&granted), ConsentState::Granted);
    refused(passed(&told, &[BreachPart::Title, BreachPart::Data]), &["parts[1]"]).await;
    let voluntary =
        pb::PrepareDisclosureRequest { basis: Basis::MouVoluntary.into(), ..passed(&told, &SCOPE) };
    refused(voluntary, &["basis"]).await;
    let own_words =
        pb::PrepareDisclosureRequest { statement: "It is known.".to_owned(), ..passed(&told, &SCOPE) };
    refused(own_words, &["statement"]).await;
    let onward = pb::PrepareDisclosureRequest {
        onward_sharing: contracts::exchange::OnwardSharing::Free.into(),
        ..passed(&told, &SCOPE)
    };
    refused(onward, &["onward_sharing"]).await;
    let document = contracts::exchange::Attachment {
        title: "Report".to_owned(),
        sha256: "ab".repeat(32),
        media_type: "application/pdf".to_owned(),
    };
    let attached = pb::PrepareDisclosureRequest { attachments: vec![document], ..passed(&told, &SCOPE) };
    refused(attached.clone(), &["attachments[0]"]).await;
    let wider = pb::ConsentScope { documents: vec!["ab".repeat(32)], ..scope(ICO, &SCOPE) };
    siro.grants(&told, wider).await.unwrap();
    incident.prepares(attached).await.unwrap();
    cast.world.set("2026-05-12T09:00:00Z");
    refused(passed(&told, &SCOPE), &["consent"]).await;
}

#[tokio::test]
async fn withdrawn_consent_stops_what_was_prepared_and_leaves_what_was_passed_on() {
    let cast = Cast::new().await;
    let (siro, incident, another) =
        (cast.siro(), cast.incident(), cast.actor("ncsc", "ned", "ncsc.incident", &["org", "incidents"]));
    let breach = cast.known_breach().await;
    let (_, told) = cast.dpo().tells_ncsc(&breach, NcscCategory::Unspecified).await;
    siro.grants(&told, scope(ICO, &SCOPE)).await.unwrap();
    let first = incident.prepares(passed(&told, &SCOPE)).await.unwrap();
    let second = incident.prepares(passed(&told, &SCOPE)).await.unwrap();
    another.approves(&first).await.unwrap();
    let received = cast.caseworker().has(&first).await.unwrap();
    let content = received.acts[0].disclosure.clone().unwrap();
    assert_eq!((content.basis(), content.consented_at), (Basis::Consent, at(crate::actors::NOW)));
    assert_eq!(content.copy.unwrap().parts, SCOPE.map(i32::from));

    assert_eq!(consent(&siro.withdraws(&told).await.unwrap()), ConsentState::Withdrawn);
    let refused = another.approves(&second).await.unwrap_err();
    assert_eq!(reason(&refused), "CONSENT_MISSING");
    assert_eq!(cast.caseworker().has(&second).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(cast.caseworker().has(&first).await.unwrap(), received, "the past stays");
    assert_eq!(reason(&siro.withdraws(&told).await.unwrap_err()), "STATE");
}

#[tokio::test]
async fn the_department_alone_consents_and_a_further_request_leaves_what_it_granted() {
    let cast = Cast::new().await;
    let (siro, incident) = (cast.siro(), cast.incident());
    let breach = cast.known_breach().await;
    let (_, told) = cast.dpo().tells_ncsc(&breach, NcscCategory::Unspecified).await;
    let denied = incident.grants(&told, scope(ICO, &SCOPE)).await.unwrap_err();
    assert_eq!((denied.code(), reason(&denied).as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
    let denied = siro.asks_for(&told, scope(ICO, &SCOPE)).await.unwrap_err();
    assert_eq!(reason(&denied), "ACTING_ROLE", "the department is asked");
    assert_eq!(reason(&siro.refuses(&told).await.unwrap_err()), "STATE", "nobody asked");
    let denied = siro.as_system().grants(&told, scope(ICO, &SCOPE)).await.unwrap_err();
    assert_eq!(reason(&denied), "ACTING_ROLE", "persons decide");

    let over = pb::ConsentScope { until: at(crate::actors::NOW), ..scope(ICO, &SCOPE) };
    assert_eq!(reason(&siro.grants(&told, over).await.unwrap_err()), "DUE_IN_THE_PAST");
    let nobody = details(&siro.grants(&told, scope("organisations/nobody", &SCOPE)).await.unwrap_err());
    assert_eq!(nobody.fields, ["scope.recipient"]);
    let nothing = details(&siro.grants(&told, scope(ICO, &[])).await.unwrap_err());
    assert_eq!(nothing.fields, ["scope.parts"]);
    let backwards = pb::ConsentScope { from: at("2026-05-13T09:00:00Z"), ..scope(ICO, &SCOPE) };
    assert_eq!(details(&siro.grants(&told, backwards).await.unwrap_err()).fields, ["scope.until"]);

    siro.grants(&told, scope(ICO, &SCOPE)).await.unwrap();
    let asked = incident.asks_for(&told, scope(ICO, &[BreachPart::Data])).await.unwrap();
    assert_eq!(consent(&asked), ConsentState::Granted);
    assert_eq!(asked.consent.unwrap().scope.unwrap().parts, SCOPE.map(i32::from));
    incident.prepares(passed(&told, &SCOPE)).await.unwrap();
    let elsewhere = details(&cast.handler().prepares(disclosure(&told.name, ICO, &SCOPE)).await.unwrap_err());
    assert_eq!(elsewhere.reason, "ACTING_ROLE", "the department discloses its breach instead");
}

#[tokio::test]
async fn an_engagement_begun_elsewhere_is_tied_to_a_breach_once_and_the_other_side_never_learns_which() {
    let cast = Cast::new().await;
    let (incident, handler) = (cast.incident(), cast.handler());
    let before = (cast.caseworker().exchanges().await, cast.caseworker().register().await);
    let opened = incident.opens(HMRC).await.unwrap();
    assert_eq!((opened.state(), kinds(&opened)), (State::RemindedOfDuty, vec![Kind::DutyReminder]));
    assert_eq!(
        (cast.caseworker().exchanges().await, cast.caseworker().register().await),
        before,
        "a reminder tells the regulator nothing"
    );
    let unknown = handler.ties(&opened, &format!("{HMRC}/breaches/{}", id())).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let breach = cast.known_breach().await;
    let theirs = handler.ties(&opened, &breach.name.replace("hmrc", "moj")).await.unwrap_err();
    assert_eq!(theirs.code(), Code::NotFound, "whatever its id, it is under another organisation");
    let tied = handler.ties(&opened, &breach.name).await.unwrap();
    assert_eq!(tied.source, breach.name);
    assert_eq!(reason(&handler.ties(&opened, &breach.name).await.unwrap_err()), "STATE");
    assert_eq!(incident.has(&opened).await.unwrap().source, "");
    assert_eq!(reason(&incident.ties(&opened, &breach.name).await.unwrap_err()), "ACTING_ROLE");

    let breach = cast.dpo().reads(&breach.name).await.unwrap();
    assert_eq!(breach.course.clone().unwrap().ncsc.unwrap().exchange, tied.name);
    let (_, told) = cast.dpo().tells_ncsc(&breach, NcscCategory::Unspecified).await;
    assert_eq!(told.name, tied.name, "it goes where the engagement is");
    assert_eq!((told.state(), kinds(&told)), (State::Notified, vec![Kind::DutyReminder, Kind::Notice]));
    let invalid = details(&incident.opens(ICO).await.unwrap_err());
    assert_eq!(invalid.fields, ["department"]);
}

#[tokio::test]
async fn only_a_category_that_was_assigned_replaces_a_suspicion_and_the_gravest_make_a_breach_major() {
    let cast = Cast::new().await;
    let (dpo, incident) = (cast.dpo(), cast.incident());
    let breach = cast.known_breach().await;
    let (breach, told) = dpo.tells_ncsc(&breach, NcscCategory::NcscCategory4).await;
    assert!(breach.course.clone().unwrap().major.is_none());
    let assigned = incident.assigns(&told, NcscCategory::NcscCategory3).await;
    assert!(assigned.category_assigned);
    let breach = dpo.reads(&breach.name).await.unwrap();
    let (breach, told) = dpo.tells_ncsc(&breach, NcscCategory::NcscCategory6).await;
    assert_eq!(
        told.category(),
        NcscCategory::NcscCategory3,
        "a suspicion replaces nothing that was assigned"
    );
    let course = breach.course.unwrap();
    let major: Vec<_> = course.major.unwrap().findings.iter().map(pb::MajorFinding::criterion).collect();
    assert_eq!(major, [MajorCriterion::NcscCategory]);
    let centre = course.centre.unwrap();
    let criteria: Vec<_> = centre.findings.iter().map(pb::CentreFinding::criterion).collect();
    assert_eq!(criteria, [CentreCriterion::MajorBreach, CentreCriterion::NationallySignificant]);
    assert!(centre.due_at.is_some(), "and the centre is owed a report");
}

#[tokio::test]
async fn the_gravest_categories_make_a_report_to_the_centre_owed_from_when_the_first_was_assigned() {
    let cast = Cast::new().await;
    let (dpo, incident) = (cast.dpo(), cast.incident());
    let breach = cast.known_breach().await;
    let (breach, told) = dpo.tells_ncsc(&breach, NcscCategory::NcscCategory6).await;
    let centre = async || {
        let read = dpo.reads(&breach.name).await.unwrap();
        let centre = read.course.unwrap().centre.unwrap_or_default();
        let found: Vec<_> = centre.findings.iter().map(|one| (one.criterion(), one.at)).collect();
        (found, centre.due_at)
    };
    let owner = cast.world.database.owner().await;
    let reminders = async |time: &str| {
        cast.world.set(time);
        assert_eq!(cast.world.works().await.failed, 0);
        let told = "SELECT concat_ws(' ', act, payload ->> 'point', payload ->> 'due_at') FROM outbox
                    WHERE act ~ '^report[.](due|overdue)' ORDER BY event_id";
        sqlx::query_scalar::<_, String>(told).fetch_all(&owner).await.unwrap()
    };
    assert_eq!(centre().await, (vec![], None));
    for (time, category) in [
        ("2026-05-05T11:00:00Z", NcscCategory::NcscCategory4),
        ("2026-05-05T12:00:00Z", NcscCategory::NcscCategory3),
        ("2026-05-05T13:00:00Z", NcscCategory::NcscCategory1),
    ] {
        cast.world.set(time);
        incident.assigns(&told, category).await;
    }
    let significant = (CentreCriterion::NationallySignificant, at("2026-05-05T12:00:00Z"));
    let due = at("2026-05-06T12:00:00Z");
    assert_eq!(centre().await, (vec![significant], due), "before anybody acts");
    let said = [
        "report.due before:12h 2026-05-06T12:00:00Z",
        "report.due before:4h 2026-05-06T12:00:00Z",
        "report.overdue overdue 2026-05-06T12:00:00Z",
    ];
    assert_eq!(reminders("2026-05-06T00:00:00Z").await, said[..1]);

    // The department's next act notes it as of then, also where the category was lowered since; it is due when it was.
    incident.assigns(&told, NcscCategory::NcscCategory5).await;
    cast.world.set("2026-05-06T08:00:00Z");
    let read = dpo.reads(&breach.name).await.unwrap();
    let change = Breach { title: "Letters".to_owned(), ..Breach::default() };
    dpo.changes(&read, change, &["title"]).await.unwrap();
    assert_eq!(centre().await, (vec![significant], due));
    let noted = "SELECT course #>> '{centre,findings,0,at}' FROM breach";
    let noted: Option<String> = sqlx::query_scalar(noted).fetch_one(&owner).await.unwrap();
    assert_eq!(
        noted.as_deref(),
        Some("2026-05-05T12:00:00Z"),
        "for whoever of the department does not see the engagement"
    );
    assert_eq!(reminders("2026-05-06T08:00:00Z").await, said[..2]);
    assert_eq!(reminders("2026-05-06T12:00:00.000001Z").await, said);
    crate::machine::acts::does(&dpo, "ReportToCentre", &dpo.reads(&breach.name).await.unwrap())
        .await
        .unwrap();
    assert_eq!(centre().await.1, None);
    assert_eq!(reminders("2026-05-08T12:00:00Z").await, said, "it was made");
}

#[tokio::test]
async fn whoever_stood_down_takes_it_up_again_when_told_more() {
    let cast = Cast::new().await;
    let (dpo, incident) = (cast.dpo(), cast.incident());
    let breach = cast.known_breach().await;
    let (breach, told) = dpo.tells_ncsc(&breach, NcscCategory::Unspecified).await;
    let mine = incident.has(&told).await.unwrap();
    let engaged = incident.record_engagement(says!(mine, RecordEngagementRequest { note: "On site." })).await;
    let engaged = engaged.unwrap().exchange.unwrap();
    assert_eq!(engaged.state(), State::Engaged);
    let ended = incident.end_engagement(says!(engaged, EndEngagementRequest { reason: "It is over." })).await;
    let ended = ended.unwrap().exchange.unwrap();
    assert_eq!(ended.state(), State::StoodDown);
    assert_eq!(ended.possible_acts, [""; 0], "nothing is left to do");
    let again = incident.record_engagement(says!(ended, RecordEngagementRequest { note: "Again." })).await;
    assert_eq!(reason(&again.unwrap_err()), "STATE");
    let (_, told) = dpo.tells_ncsc(&breach, NcscCategory::Unspecified).await;
    assert_eq!(told.state(), State::Notified);
    let reminded = incident.has(&told).await.unwrap();
    let reminded =
        incident.remind_of_duty(says!(reminded, RemindOfDutyRequest { message: "The regulator?" })).await;
    assert_eq!(reminded.unwrap().exchange.unwrap().state(), State::Notified, "a reminder moves nothing");
    let theirs = dpo.has(&told).await.unwrap();
    assert!(theirs.possible_acts.iter().all(|act| !act.contains("Engagement") && act != "AssignCategory"));
}

#[tokio::test]
async fn a_recommendation_of_the_regulators_is_advice_and_moves_nothing() {
    let cast = Cast::new().await;
    let case = cast.dpo().notifies(&cast, "A letter").await;
    let breach = cast.dpo().lists_own().await.remove(0);
    let officer = cast.caseworker();
    let before = officer.reads_case(&regulators(&case)).await.unwrap();
    let recommend = |case: &pb::Case| pb::RecommendNcscRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        reason: "It looks like the work of many.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    let advised = officer.recommend_ncsc(recommend(&before)).await.unwrap().case.unwrap();
    assert_eq!(advised.state(), before.state());
    assert_eq!((advised.next_due_at, advised.next_due()), (before.next_due_at, before.next_due()));
    assert_eq!(advised.acts.last().unwrap().ncsc_recommendation.as_ref().unwrap().reason.len(), 31);
    let after = cast.dpo().reads(&breach.name).await.unwrap();
    assert_eq!(
        (after.state(), &after.etag, after.case_state()),
        (breach.state(), &breach.etag, CaseState::Received)
    );
    let track = after.course.unwrap().ncsc.unwrap();
    assert_eq!((track.recommended_at, track.state()), (at(crate::actors::NOW), State::Unspecified));
    let denied = cast.dpo().recommend_ncsc(recommend(&cast.dpo().reads_case(&case).await.unwrap())).await;
    assert_eq!(reason(&denied.unwrap_err()), "ACTING_ROLE");
    assert!(cast.incident().exchanges().await.is_empty(), "nobody told the centre for cyber security");
}

#[tokio::test]
async fn there_is_no_way_round_consent_by_way_of_what_was_disclosed_otherwise() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let free = pb::PrepareDisclosureRequest {
        onward_sharing: contracts::exchange::OnwardSharing::Free.into(),
        ..disclosure(&breach.name, NCSC, &SCOPE)
    };
    let disclosed = cast.siro().approves(&cast.handler().prepares(free).await.unwrap()).await.unwrap();
    let theirs = named_by("ncsc", &disclosed);
    let incident = cast.incident();
    for basis in [Basis::MouVoluntary, Basis::Consent] {
        let told = pb::PrepareDisclosureRequest { basis: basis.into(), ..disclosure(&theirs, ICO, &SCOPE) };
        assert_eq!(reason(&incident.prepares(told).await.unwrap_err()), "CONSENT_MISSING");
    }
    incident.prepares(disclosure(&theirs, MOJ, &SCOPE)).await.expect("to others as its discloser left it");
}
