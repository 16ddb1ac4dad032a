//! One incident, several organisations: each has a breach of its own, with a clock of its own, and counts tell them to be one.

use super::*;
use crate::actors::{at, confirmation, facts, notification, supplement};
use chassis_testing::reason;
use contracts::breaches::{CaseActKind, CentreChoice};

const HOME_OFFICE: &str = "organisations/home-office";

impl Cast {
    fn home_office(&self) -> Actor {
        self.actor("home-office", "hope", "dept.dpo", &["org", "reports", "handlers", "dpo"])
    }
}

impl Actor {
    /// Has a breach of its own that it became aware of then, with all facts.
    async fn finds(&self, title: &str, aware_at: &str) -> Breach {
        let logged = self.logs(title).await;
        let request = pb::ConfirmBreachRequest {
            aware_at: at(aware_at),
            aware_delay_reason: "The host told it then.".to_owned(),
            ..confirmation(&logged)
        };
        let confirmed = self.confirm_breach(request).await.unwrap().breach.unwrap();
        let change = Breach { facts: Some(facts()), ..Breach::default() };
        self.changes(&confirmed, change, &["facts"]).await.unwrap()
    }

    /// Tells the regulator what it knows, the assessment being under way.
    async fn notifies_in_part(&self, breach: &Breach) -> Breach {
        let request = pb::NotifyRegulatorRequest {
            items_outstanding: vec![crate::actors::owes(pb::OutstandingItem::RiskAssessment)],
            expected_by: at("2026-05-08T09:00:00Z"),
            centre_choice: CentreChoice::ReferenceOnly.into(),
            ..notification(breach)
        };
        self.notify_regulator(request).await.unwrap().breach.unwrap()
    }

    async fn ties_to(&self, exchange: &Exchange, breach: &Breach) -> Reply<Exchange> {
        let mine = self.has(exchange).await.unwrap();
        let (name, etag, breach) = (mine.name, mine.etag, breach.name.clone());
        Ok(self
            .tie_exchange(pb::TieExchangeRequest { name, etag, breach, request_id: id() })
            .await?
            .exchange
            .unwrap())
    }

    async fn incidents(&self) -> i32 {
        let request = pb::SummariseCasesRequest { parent: self.parent() };
        self.summarise_cases(request).await.unwrap().incidents
    }
}

/// What a host tells another department of its breach.
async fn tells(cast: &Cast, breach: &Breach, recipient: &str) -> Exchange {
    let parts = [BreachPart::Title, BreachPart::Incident];
    let prepared = cast.handler().prepares(disclosure(&breach.name, recipient, &parts)).await.unwrap();
    cast.siro().approves(&prepared).await.unwrap()
}

#[tokio::test]
async fn an_incident_at_one_host_becomes_a_breach_of_each_controller_with_a_clock_each_and_counts_once() {
    let cast = Cast::new().await;
    let (moj, home) = (cast.moj(), cast.home_office());
    let hosted = cast.dpo().finds("At the host", "2026-05-03T08:14:00Z").await;
    assert_eq!(hosted.shared_incident, "");
    let (to_moj, to_home) = (tells(&cast, &hosted, MOJ).await, tells(&cast, &hosted, HOME_OFFICE).await);
    let hosted = cast.dpo().reads(&hosted.name).await.unwrap();
    let incident = hosted.shared_incident.clone();
    assert!(!incident.is_empty() && !hosted.name.contains(&incident));
    for (who, exchange) in [(&moj, &to_moj), (&home, &to_home)] {
        assert_eq!(who.has(exchange).await.unwrap().incident, incident);
    }

    let theirs = moj.finds("Of the ministry", "2026-05-04T10:00:00Z").await;
    let others = home.finds("Of the office", "2026-05-05T08:00:00Z").await;
    let alone = moj.finds("Another", "2026-05-04T10:00:00Z").await;
    for (who, exchange, breach) in [(&moj, &to_moj, &theirs), (&home, &to_home, &others)] {
        who.ties_to(exchange, breach).await.unwrap();
        assert_eq!(who.reads(&breach.name).await.unwrap().shared_incident, incident);
    }
    let due =
        async |who: &Actor, breach: &Breach| who.reads(&breach.name).await.unwrap().deadline.unwrap().due_at;
    let clocks = [due(&cast.dpo(), &hosted).await, due(&moj, &theirs).await, due(&home, &others).await];
    assert_eq!(clocks, ["2026-05-06T08:14:00Z", "2026-05-07T10:00:00Z", "2026-05-08T08:00:00Z"].map(at));

    let told = cast.dpo().notifies_in_part(&hosted).await;
    moj.notifies_in_part(&moj.reads(&theirs.name).await.unwrap()).await;
    home.notifies_in_part(&home.reads(&others.name).await.unwrap()).await;
    assert_eq!(cast.caseworker().incidents().await, 1, "three cases of one incident");
    moj.notifies_in_part(&alone).await;
    assert_eq!(cast.caseworker().incidents().await, 2);
    let case = cast.dpo().reads_case(&told.case).await.unwrap();
    let acts: Vec<_> = case.acts.iter().map(pb::CaseAct::kind).collect();
    assert_eq!(acts, [CaseActKind::Submission, CaseActKind::SharedIncident]);
    assert_eq!(case.incident, incident);
    let dpo = cast.dpo();
    let followed = dpo.supplement_notification(pb::SupplementNotificationRequest {
        items_outstanding: vec![crate::actors::owes(pb::OutstandingItem::RiskAssessment)],
        expected_by: at("2026-05-08T09:00:00Z"),
        ..supplement(&told)
    });
    let followed = followed.await.unwrap();
    assert_eq!(followed.submission.unwrap().name, format!("{}/submissions/2", told.case));
    let case = cast.dpo().reads_case(&told.case).await.unwrap();
    assert_eq!(case.acts.len(), 3, "the incident is named once");
    let centre = cast.analyst().exchanges().await;
    assert_eq!(centre.iter().filter(|report| report.incident == incident).count(), 3);
    for (stranger, name) in [(&moj, &hosted.name), (&home, &theirs.name), (&cast.dpo(), &others.name)] {
        assert_eq!(reason(&stranger.reads(name).await.unwrap_err()), "NOT_FOUND", "each sees its own part");
    }
}

#[tokio::test]
async fn a_breach_is_of_one_incident_and_a_reporter_does_not_learn_of_which() {
    let cast = Cast::new().await;
    let moj = cast.moj();
    let [first, second] = [
        cast.dpo().finds("First", "2026-05-03T08:14:00Z").await,
        cast.dpo().finds("Second", "2026-05-03T08:14:00Z").await,
    ];
    let (one, other) = (tells(&cast, &first, MOJ).await, tells(&cast, &second, MOJ).await);
    let theirs = moj.finds("Of the ministry", "2026-05-04T10:00:00Z").await;
    moj.ties_to(&one, &theirs).await.unwrap();
    assert_eq!(reason(&moj.ties_to(&other, &theirs).await.unwrap_err()), "STATE");
    let reporter = cast.actor("hmrc", "dee", "dept.reporter", &["org", "reports", "own"]);
    assert_eq!(reporter.reads(&first.name).await.unwrap().shared_incident, "");

    let dry = pb::PrepareDisclosureRequest {
        validate_only: true,
        request_id: String::new(),
        ..disclosure(&theirs.name, "organisations/hmrc", &[BreachPart::Title])
    };
    let alone = moj.finds("Another", "2026-05-04T10:00:00Z").await;
    let asked = pb::PrepareDisclosureRequest { source: alone.name.clone(), ..dry };
    assert!(!moj.prepares(asked).await.unwrap().incident.is_empty(), "what it would be of is shown");
    assert_eq!(moj.reads(&alone.name).await.unwrap().shared_incident, "", "and not kept");
}

#[tokio::test]
async fn a_breach_is_of_an_incident_only_once_another_was_told_of_it() {
    let cast = Cast::new().await;
    let hosted = cast.dpo().finds("At the host", "2026-05-03T08:14:00Z").await;
    let prepare = async |recipient: &str| {
        let ask = disclosure(&hosted.name, recipient, &[BreachPart::Title]);
        cast.handler().prepares(ask).await.unwrap()
    };
    let [declined, first, second] = [prepare(MOJ).await, prepare(MOJ).await, prepare(HOME_OFFICE).await];
    assert_eq!(first.incident, second.incident, "what waits for approval at once names one incident");
    cast.siro().declines(&declined).await.unwrap();
    assert_eq!(cast.dpo().reads(&hosted.name).await.unwrap().shared_incident, "");
    let told = cast.dpo().notifies_in_part(&hosted).await;
    let case = cast.dpo().reads_case(&told.case).await.unwrap();
    assert_eq!((case.acts.len(), case.incident.as_str()), (1, ""), "nor does the regulator learn of one");
    cast.siro().approves(&first).await.unwrap();
    assert_eq!(cast.dpo().reads(&hosted.name).await.unwrap().shared_incident, first.incident);
    cast.siro().approves(&second).await.unwrap();
}

#[tokio::test]
async fn what_names_another_incident_than_its_breach_is_of_by_now_is_not_approved() {
    let cast = Cast::new().await;
    let ours = cast.dpo().finds("Ours", "2026-05-03T08:14:00Z").await;
    let ask = disclosure(&ours.name, HOME_OFFICE, &[BreachPart::Title]);
    let prepared = cast.handler().prepares(ask).await.unwrap();
    let moj = cast.moj();
    let theirs = moj.finds("Theirs", "2026-05-03T08:14:00Z").await;
    let ask = disclosure(&theirs.name, "organisations/hmrc", &[BreachPart::Title]);
    let siro = cast.actor("moj", "max", "dept.siro", &["org", "reports", "handlers"]);
    let received = siro.approves(&moj.prepares(ask).await.unwrap()).await.unwrap();
    cast.dpo().ties_to(&received, &ours).await.unwrap();
    assert_eq!(reason(&cast.siro().approves(&prepared).await.unwrap_err()), "STATE");
}
