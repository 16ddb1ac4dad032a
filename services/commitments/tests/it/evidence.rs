//! What shows that commitments are kept.

use crate::actors::{Actor, Cast, YEAR, facts};
use chassis_testing::{details, open_for_two, reason, shut};
use contracts::commitments::{
    self as pb, Attestation, EvidenceActKind, EvidenceFacts, EvidenceKind, EvidenceState, ListEvidenceRequest,
};
use tonic::Code;

#[tokio::test]
async fn a_department_submits_evidence_the_centre_returns_it_and_accepts_it_in_the_end() {
    let cast = Cast::new().await;
    let drafted = cast.dpo().drafts(YEAR, facts("A lead was appointed")).await.unwrap();
    assert_eq!((drafted.state(), drafted.accepter.as_str()), (EvidenceState::Draft, "organisations/gcdo"));
    assert_eq!(drafted.possible_acts, ["UpdateEvidence", "SubmitEvidence", "WithdrawEvidence"]);
    let redrafted = cast.siro().redrafts(&drafted, facts("A board member leads")).await.unwrap();
    let submitted = cast.dpo().submits(&redrafted).await.unwrap();
    assert_eq!((submitted.state(), submitted.facts.clone()), (EvidenceState::Submitted, redrafted.facts));

    let received = cast.analyst().sees(&submitted).await.unwrap();
    assert_eq!(received.possible_acts, ["AcceptEvidence", "ReturnEvidence"]);
    assert_eq!(received.facts, submitted.facts);
    let returned = cast.analyst().returns(&received).await.unwrap();
    assert_eq!((returned.state(), returned.reason.as_str()), (EvidenceState::Returned, "Which board?"));

    let told = cast.dpo().sees(&submitted).await.unwrap();
    assert_eq!(told.possible_acts, ["ResubmitEvidence", "WithdrawEvidence"]);
    let again = cast.dpo().resubmits(&told, facts("The executive board has a lead")).await.unwrap();
    assert_eq!((again.state(), again.reason.as_str()), (EvidenceState::Submitted, ""));
    let accepted = cast.analyst().accepts(&cast.analyst().sees(&again).await.unwrap()).await.unwrap();
    assert_eq!(accepted.state(), EvidenceState::Accepted);
    let kinds: Vec<_> = accepted.acts.iter().map(pb::EvidenceAct::kind).collect();
    let [submission, sent_back, acceptance] =
        [EvidenceActKind::Submission, EvidenceActKind::Return, EvidenceActKind::Acceptance];
    assert_eq!(kinds, [submission, sent_back, submission, acceptance], "of drafts the centre learns nothing");
    assert_eq!(cast.dpo().sees(&again).await.unwrap().acts.len(), 6);
}

#[tokio::test]
async fn a_draft_is_its_drafters_own() {
    let cast = Cast::new().await;
    let drafted = cast.dpo().drafts(YEAR, facts("A lead was appointed")).await.unwrap();
    for stranger in
        [cast.board(), cast.analyst(), cast.moj(), cast.regulator(), cast.liaison(), cast.public()]
    {
        assert_eq!(reason(&stranger.sees(&drafted).await.unwrap_err()), "NOT_FOUND");
        assert_eq!(stranger.lists_evidence(ListEvidenceRequest::default()).await, []);
    }
    let withdrawn = cast.dpo().takes_back(&drafted).await.unwrap();
    assert_eq!(withdrawn.state(), EvidenceState::Withdrawn);
    assert_eq!(reason(&cast.analyst().sees(&drafted).await.unwrap_err()), "NOT_FOUND");
}

/// All that an organisation reads in any table, with nothing that differs by chance.
async fn rows(cast: &Cast, organisation: &str) -> Vec<String> {
    let owner = cast.world.database.owner().await;
    let mut rows = Vec::new();
    for (table, by_chance) in [
        ("exchange_act", "'exchange_id'"),
        ("exchange_view", "'exchange_id'"),
        ("disclosure", "'disclosure_id', 'resource'"),
        ("outbox", "'id', 'resource', 'event_id', 'trace', 'traceparent'"),
    ] {
        let sql = format!(
            "SELECT '{table} ' || (to_jsonb(kept) - ARRAY[{by_chance}])::text FROM {table} AS kept
             WHERE reader = '{organisation}' ORDER BY 1"
        );
        let found: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&owner).await.unwrap();
        rows.extend(found);
    }
    rows
}

#[tokio::test]
async fn how_often_evidence_was_drafted_whoever_receives_it_cannot_tell() {
    let submitted = async |redrafts: usize| {
        let cast = Cast::new().await;
        let mut evidence = cast.dpo().drafts(YEAR, facts("A lead was appointed")).await.unwrap();
        assert_eq!((evidence.etag.as_str(), evidence.acts[0].draft), ("v0.1", 1));
        for _ in 0..redrafts {
            evidence = cast.siro().redrafts(&evidence, facts("A lead was appointed")).await.unwrap();
        }
        let evidence = cast.dpo().submits(&evidence).await.unwrap();
        let drafts: Vec<_> = evidence.acts.iter().map(|act| (act.number, act.draft)).collect();
        assert_eq!(drafts.len(), redrafts + 2);
        assert_eq!(drafts.last(), Some(&(1, 0)));
        let received = cast.analyst().sees(&evidence).await.unwrap();
        assert_eq!((&received.etag, received.acts[0].number), (&evidence.etag, 1));
        let known = rows(&cast, "gcdo").await;
        assert_eq!(known.len(), 4, "{known:?}");
        let returned = cast.analyst().returns(&received).await.unwrap();
        assert_eq!(returned.etag, "v2");
        [known, rows(&cast, "gcdo").await]
    };
    assert_eq!(submitted(0).await, submitted(6).await);
}

#[tokio::test]
async fn of_two_who_follow_the_same_draft_one_is_told_to_read_again() {
    let here = Cast::new().await;
    let there = Cast::beside(&here).await;
    let drafted = here.dpo().drafts(YEAR, facts("A lead was appointed")).await.unwrap();
    let owner = here.world.database.owner().await;
    let (redrafts, submits) = (here.siro(), there.dpo());
    let gate = shut(&owner, "exchange_act").await;
    let (redrafted, submitted, ()) = tokio::join!(
        redrafts.redrafts(&drafted, facts("A board member leads")),
        submits.submits(&drafted),
        open_for_two(gate)
    );
    let refused = match (redrafted, submitted) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("{both:?}"),
    };
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_STALE"));
    assert_eq!(here.dpo().sees(&drafted).await.unwrap().acts.len(), 2);
}

#[tokio::test]
async fn what_was_submitted_the_department_s_boards_and_the_centre_read_and_nobody_else() {
    let cast = Cast::new().await;
    let submitted = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    let seen = cast.board().sees(&submitted).await.unwrap();
    assert_eq!(
        seen.acts.iter().map(pb::EvidenceAct::kind).collect::<Vec<_>>(),
        [EvidenceActKind::Submission]
    );
    assert!(cast.analyst().sees(&submitted).await.is_ok());
    for stranger in [cast.moj(), cast.regulator(), cast.liaison(), cast.public()] {
        assert_eq!(reason(&stranger.sees(&submitted).await.unwrap_err()), "NOT_FOUND");
        assert_eq!(stranger.lists_evidence(ListEvidenceRequest::default()).await, []);
    }
}

#[tokio::test]
async fn what_a_party_shows_for_itself_another_person_of_it_accepts() {
    let cast = Cast::new().await;
    for (drafter, other, period) in [
        (cast.lead(), cast.analyst(), "commitments/HMG-06/periods/2026-01-08-P12M"),
        (
            cast.liaison(),
            cast.actor("ncsc", "nel", "ncsc.liaison", &["org", "evidence"]),
            "commitments/NCSC-01/periods/2025-09-12-P12M",
        ),
    ] {
        let submitted = drafter.shows(period, facts("It was done")).await;
        assert_eq!(submitted.accepter, submitted.owner);
        assert_eq!(submitted.possible_acts, ["WithdrawEvidence"]);
        assert_eq!(reason(&drafter.accepts(&submitted).await.unwrap_err()), "ACTING_ROLE");
        assert_eq!(other.accepts(&submitted).await.unwrap().state(), EvidenceState::Accepted);
    }
    let own = ListEvidenceRequest::default;
    assert_eq!(cast.lead().lists_evidence(own()).await.len(), 1, "the other's is not the centre's to see");
    assert_eq!(cast.liaison().lists_evidence(own()).await.len(), 1);
    assert_eq!(cast.regulator().lists_evidence(own()).await, []);
}

#[tokio::test]
async fn what_the_centre_accepted_another_person_of_it_discloses_to_the_regulator_and_whose_it_is_knows() {
    let cast = Cast::new().await;
    let submitted = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    let received = cast.lead().sees(&submitted).await.unwrap();
    assert_eq!(reason(&cast.lead().passes_on(&received).await.unwrap_err()), "STATE");
    let accepted = cast.lead().accepts(&received).await.unwrap();
    assert_eq!(reason(&cast.lead().passes_on(&accepted).await.unwrap_err()), "ACTING_ROLE");
    let principal = cast.principal();
    let mut system = principal.clone();
    system.person = system.person.as_system();
    assert_eq!(reason(&system.passes_on(&accepted).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(cast.regulator().lists_evidence(ListEvidenceRequest::default()).await, []);
    let (since, copy) = principal.passes_on(&accepted).await.unwrap();
    assert_eq!((since.state(), since.acts.len()), (EvidenceState::Accepted, 3));
    assert_eq!(reason(&principal.passes_on(&since).await.unwrap_err()), "STATE", "it is disclosed once");
    let theirs = cast.regulator().sees(&copy).await.unwrap();
    assert_eq!(
        (theirs.state(), theirs.owner.as_str(), theirs.acts.len()),
        (EvidenceState::Issued, "organisations/hmrc", 1)
    );
    assert_eq!(
        (theirs.facts.clone(), theirs.possible_acts.as_slice()),
        (submitted.facts.clone(), [].as_slice())
    );
    let sealed = String::from_utf8(theirs.acts[0].sealed.clone()).unwrap();
    assert!(!sealed.contains("It shows"), "of how it was judged the regulator learns nothing");
    let known = cast.dpo().sees(&submitted).await.unwrap();
    assert_eq!(known.acts.last().unwrap().kind(), EvidenceActKind::PassedOn);
    assert_eq!(
        reason(&cast.dpo().sees(&copy).await.unwrap_err()),
        "NOT_FOUND",
        "the copy is between the two"
    );
    assert_eq!(
        cast.analyst().standing("HMG-02").await.standing(),
        contracts::commitments::Standing::NotEvidenced
    );

    cast.dpo().takes_back(&known).await.unwrap();
    let ours = principal.sees(&copy).await.unwrap();
    assert_eq!(ours.possible_acts, ["WithdrawEvidence"]);
    principal.takes_back(&ours).await.unwrap();
    assert_eq!(cast.regulator().sees(&copy).await.unwrap().state(), EvidenceState::Withdrawn);
}

#[tokio::test]
async fn only_whoever_accepts_evidence_discloses_it_and_only_where_the_document_has_another_party() {
    let cast = Cast::new().await;
    let submitted = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    let accepted = cast.analyst().accepts(&cast.analyst().sees(&submitted).await.unwrap()).await.unwrap();
    assert_eq!(reason(&cast.siro().passes_on(&accepted).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&cast.regulator().passes_on(&accepted).await.unwrap_err()), "NOT_FOUND");
    let letter = cast.lead().shows("commitments/CAB-13/periods/2025-10-01-P12M", facts("It was done")).await;
    let letter = cast.analyst().accepts(&letter).await.unwrap();
    assert_eq!(reason(&cast.principal().passes_on(&letter).await.unwrap_err()), "STATE");
    let theirs =
        cast.liaison().shows("commitments/NCSC-01/periods/2025-09-12-P12M", facts("It was done")).await;
    let other = cast.actor("ncsc", "nel", "ncsc.liaison", &["org", "evidence"]);
    let theirs = other.accepts(&theirs).await.unwrap();
    let (_, copy) = cast.liaison().passes_on(&theirs).await.unwrap();
    assert_eq!(cast.regulator().sees(&copy).await.unwrap().owner, "organisations/ncsc");
    let own = "commitments/HMG-06/periods/2026-01-08-P12M";
    let secret = EvidenceFacts { privileged: true, ..facts("What counsel said") };
    let secret = cast.analyst().accepts(&cast.lead().shows(own, secret).await).await.unwrap();
    assert_eq!(reason(&cast.principal().passes_on(&secret).await.unwrap_err()), "PRIVILEGED");
}

#[tokio::test]
async fn nobody_judges_what_is_for_others_to_judge() {
    let cast = Cast::new().await;
    let submitted = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    for refused in [cast.siro().accepts(&submitted).await, cast.siro().returns(&submitted).await] {
        assert_eq!(reason(&refused.unwrap_err()), "ACTING_ROLE");
    }
    let received = cast.analyst().sees(&submitted).await.unwrap();
    assert_eq!(reason(&cast.analyst().takes_back(&received).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(
        reason(&cast.analyst().resubmits(&received, facts("Another")).await.unwrap_err()),
        "ACTING_ROLE"
    );
}

#[tokio::test]
async fn a_system_drafts_and_a_person_does_the_rest() {
    let cast = Cast::new().await;
    let mut system = cast.dpo();
    system.person = system.person.as_system();
    let drafted = system.drafts(YEAR, facts("A lead was appointed")).await.unwrap();
    let drafted = system.redrafts(&drafted, facts("Another")).await.unwrap();
    assert_eq!(reason(&system.submits(&drafted).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&system.takes_back(&drafted).await.unwrap_err()), "ACTING_ROLE");
    let submitted = cast.dpo().submits(&drafted).await.unwrap();
    let mut centre = cast.analyst();
    centre.person = centre.person.as_system();
    assert_eq!(reason(&centre.accepts(&submitted).await.unwrap_err()), "ACTING_ROLE");
}

/// Tries every act that is not among the `possible` ones, and says which were not refused for where the evidence is.
async fn tried(cast: &Cast, evidence: &pb::Evidence, possible: &[&str]) -> Vec<String> {
    let (dpo, analyst) = (cast.dpo(), cast.analyst());
    let received = analyst.sees(evidence).await.unwrap_or_else(|_| evidence.clone());
    let mut wrong = Vec::new();
    for act in ["update", "submit", "resubmit", "accept", "return", "withdraw"] {
        if possible.contains(&act) {
            continue;
        }
        let answer = match act {
            "update" => dpo.redrafts(evidence, facts("Another")).await,
            "submit" => dpo.submits(evidence).await,
            "resubmit" => dpo.resubmits(evidence, facts("Another")).await,
            "accept" => analyst.accepts(&received).await,
            "return" => analyst.returns(&received).await,
            _ => dpo.takes_back(evidence).await,
        };
        match answer.as_ref().map_err(reason) {
            // Of a draft the centre does not know.
            Err(reason) if reason == "STATE" || reason == "NOT_FOUND" => {}
            other => wrong.push(format!("{act}: {other:?}")),
        }
    }
    wrong
}

#[tokio::test]
async fn each_act_is_done_where_it_can_follow_and_nowhere_else() {
    let cast = Cast::new().await;
    let draft = cast.dpo().drafts(YEAR, facts("A lead was appointed")).await.unwrap();
    assert_eq!(tried(&cast, &draft, &["update", "submit", "withdraw"]).await, [""; 0]);
    let submitted = cast.dpo().submits(&draft).await.unwrap();
    assert_eq!(tried(&cast, &submitted, &["accept", "return", "withdraw"]).await, [""; 0]);
    cast.analyst().returns(&submitted).await.unwrap();
    let returned = cast.dpo().sees(&submitted).await.unwrap();
    assert_eq!(tried(&cast, &returned, &["resubmit", "withdraw"]).await, [""; 0]);
    let again = cast.dpo().resubmits(&returned, facts("Another")).await.unwrap();
    assert_eq!(tried(&cast, &again, &["accept", "return", "withdraw"]).await, [""; 0]);
    cast.analyst().accepts(&again).await.unwrap();
    let accepted = cast.dpo().sees(&again).await.unwrap();
    assert_eq!(tried(&cast, &accepted, &["withdraw"]).await, [""; 0]);
    let withdrawn = cast.dpo().takes_back(&accepted).await.unwrap();
    assert_eq!(tried(&cast, &withdrawn, &[]).await, [""; 0]);
}

async fn refused(
    who: &Actor,
    period: &str,
    change: impl FnOnce(&mut EvidenceFacts),
) -> (Code, String, Vec<String>) {
    let mut facts = facts("A lead was appointed");
    change(&mut facts);
    let refused = details(&who.drafts(period, facts).await.unwrap_err());
    (refused.code, refused.reason, refused.fields)
}

#[tokio::test]
async fn what_is_privileged_goes_to_no_other_party() {
    let cast = Cast::new().await;
    let privileged = |privileged| EvidenceFacts { privileged, ..facts("What counsel said") };
    let drafted = cast.dpo().drafts(YEAR, privileged(true)).await.unwrap();
    assert_eq!(reason(&cast.dpo().submits(&drafted).await.unwrap_err()), "PRIVILEGED");
    assert_eq!(reason(&cast.analyst().sees(&drafted).await.unwrap_err()), "NOT_FOUND");
    let redrafted = cast.dpo().redrafts(&drafted, privileged(false)).await.unwrap();
    let submitted = cast.dpo().submits(&redrafted).await.unwrap();
    cast.analyst().returns(&submitted).await.unwrap();
    let returned = cast.dpo().sees(&submitted).await.unwrap();
    assert_eq!(reason(&cast.dpo().resubmits(&returned, privileged(true)).await.unwrap_err()), "PRIVILEGED");
    let own = "commitments/HMG-06/periods/2026-01-08-P12M";
    assert_eq!(cast.lead().shows(own, privileged(true)).await.state(), EvidenceState::Submitted);
}

#[tokio::test]
async fn evidence_is_for_a_period_that_its_party_has_to_keep() {
    let cast = Cast::new().await;
    for (who, period) in [
        (cast.dpo(), "commitments/ICO-01/periods/2026-01-08-P12M"),
        (cast.dpo(), "commitments/HMG-06/periods/2026-01-08-P12M"),
        (cast.lead(), "commitments/ICO-01/periods/2026-01-08-P12M"),
        (cast.dpo(), "commitments/HMG-02/periods/2026-01-09-P12M"),
        (cast.dpo(), "commitments/HMG-02/periods/once"),
        (cast.dpo(), "commitments/HMG-99/periods/2026-01-08-P12M"),
    ] {
        let (code, reason, _) = refused(&who, period, |_| {}).await;
        assert_eq!((code, reason.as_str()), (Code::FailedPrecondition, "NOT_OWED"), "{period}");
    }
}

#[tokio::test]
async fn evidence_is_about_a_day_of_its_period() {
    let cast = Cast::new().await;
    let dated = async |from: &str, to: &str| {
        let mut facts = facts("A lead was appointed");
        (facts.effective_from, facts.effective_to) = (from.to_owned(), to.to_owned());
        cast.dpo()
            .drafts(YEAR, facts)
            .await
            .map_err(|status| details(&status))
            .map_err(|refused| (refused.reason, refused.fields))
    };
    for (from, to) in
        [("2026-01-08", "2026-01-08"), ("2025-01-01", "2026-01-08"), ("2027-01-07", "2027-12-31")]
    {
        assert!(dated(from, to).await.is_ok(), "{from} {to}");
    }
    let incomplete = |field: &str| ("INCOMPLETE".to_owned(), vec![field.to_owned()]);
    assert_eq!(dated("2026-01-01", "2026-01-07").await.unwrap_err(), incomplete("facts.effective_to"));
    assert_eq!(dated("2027-01-08", "2027-02-01").await.unwrap_err(), incomplete("facts.effective_from"));
}

#[tokio::test]
async fn evidence_that_is_wrong_is_refused_with_every_field_that_is_wrong() {
    let cast = Cast::new().await;
    let dpo = cast.dpo();
    let invalid = |fields: &[&str]| {
        (
            Code::InvalidArgument,
            "FIELD_INVALID".to_owned(),
            fields.iter().map(|field| (*field).to_owned()).collect(),
        )
    };
    let all = refused(&dpo, YEAR, |facts| {
        facts.title = " ".to_owned();
        (facts.effective_from, facts.effective_to) = ("2026-04-02".to_owned(), "2026-04-01".to_owned());
        facts.kind = EvidenceKind::Metric.into();
        facts.handling = Some(contracts::handling::Handling::default());
    });
    let wrong = [
        "facts.title",
        "facts.effective_to",
        "facts.metric",
        "facts.attestation",
        "facts.handling.classification",
    ];
    assert_eq!(all.await, invalid(&wrong));
    assert_eq!(
        refused(&dpo, YEAR, |facts| facts.received_on = "2026-02-30".to_owned()).await,
        invalid(&["facts.received_on"])
    );
    assert_eq!(
        refused(&dpo, YEAR, |facts| facts.received_on = "2026-05-06".to_owned()).await,
        invalid(&["facts.received_on"])
    );
    let event = |resource: &str| {
        let mut facts = facts("A case was closed");
        (facts.kind, facts.attestation) = (EvidenceKind::Event.into(), None);
        facts.event = Some(pb::EventReference { resource: resource.to_owned() });
        facts
    };
    // Another's; and a draft's, whose id tells when it began.
    for resource in [
        "organisations/moj/cases/0197a3c0-0000-4000-8000-00000000000a",
        "organisations/hmrc/breaches/0197a3c0-0000-7000-8000-00000000000a",
    ] {
        let refusal = refused(&dpo, YEAR, |facts| *facts = event(resource)).await;
        assert_eq!(refusal, invalid(&["facts.event.resource"]), "{resource}");
    }
    let own = "organisations/hmrc/cases/0197a3c0-0000-4000-8000-00000000000a/submissions/1";
    assert!(dpo.drafts(YEAR, event(own)).await.is_ok());
    let personal = refused(&dpo, YEAR, |facts| {
        let statement = "Ask jo.bloggs@example.com about it.".to_owned();
        facts.attestation = Some(Attestation { statement, role: "Accounting Officer".to_owned() });
    });
    assert_eq!(personal.await.1, "PERSONAL_DATA_SUSPECTED");
}

#[tokio::test]
async fn lists_of_evidence_are_by_state_by_period_and_by_whose_it_is() {
    let cast = Cast::new().await;
    let submitted = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    cast.moj().shows(YEAR, facts("Likewise")).await;
    cast.dpo().drafts("commitments/HMG-10/periods/2026-01-08-P12M", facts("Design")).await.unwrap();
    let analyst = cast.analyst();
    let count = async |who: &Actor, request: ListEvidenceRequest| who.lists_evidence(request).await.len();
    let all = ListEvidenceRequest::default;
    assert_eq!(
        (count(&cast.dpo(), all()).await, count(&analyst, all()).await, count(&cast.moj(), all()).await),
        (2, 2, 1)
    );
    let hmrc = ListEvidenceRequest { counterpart: "organisations/hmrc".to_owned(), ..all() };
    let found = analyst.lists_evidence(hmrc).await;
    assert_eq!(found.iter().map(|one| one.owner.as_str()).collect::<Vec<_>>(), ["organisations/hmrc"]);
    assert_eq!(found[0].facts, submitted.facts);
    assert_eq!(found[0].acts, []);
    let accepted = ListEvidenceRequest { states: vec![EvidenceState::Accepted.into()], ..all() };
    assert_eq!(count(&analyst, accepted.clone()).await, 0);
    analyst.accepts(&analyst.sees(&submitted).await.unwrap()).await.unwrap();
    assert_eq!((count(&analyst, accepted.clone()).await, count(&cast.dpo(), accepted).await), (1, 1));
    let of = ListEvidenceRequest { period: YEAR.to_owned(), ..all() };
    assert_eq!((count(&cast.dpo(), of.clone()).await, count(&analyst, of).await), (1, 2));
}
