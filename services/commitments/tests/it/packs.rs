//! What boards are presented with.

use crate::actors::{Actor, Cast, YEAR, draft, facts, planned};
use chassis_testing::{details, id, reason};
use contracts::commitments::{ListPacksRequest, Pack, PackBody, PackDraft, PackState, Standing};
use tonic::Code;

const BOARD: PackBody = PackBody::DepartmentBoard;
const RAB: PackBody = PackBody::RiskAndAuditBoard;
const TRG: PackBody = PackBody::TechnologyRiskGroup;
const BODIES: [PackBody; 5] =
    [BOARD, RAB, TRG, PackBody::GovernmentSecurityBoard, PackBody::TransformationBoard];

/// A pack that one person of HMRC prepared, with a plan.
async fn prepared(cast: &Cast, body: PackBody) -> Pack {
    let plan = cast.dpo().plans("HMG-02", planned("Appoint a lead", "2026-06-30")).await.unwrap();
    cast.dpo().prepares(body, draft(&[&plan])).await.unwrap()
}

/// A pack that was presented by another.
async fn presented(cast: &Cast, body: PackBody) -> Pack {
    let pack = prepared(cast, body).await;
    cast.siro().presents(&pack).await.unwrap()
}

/// Everybody who may not know of a department's pack at all, whatever it is for.
fn strangers(cast: &Cast) -> [Actor; 5] {
    [
        cast.moj(),
        cast.actor("moj", "mia", "dept.board", &["org", "boards"]),
        cast.regulator(),
        cast.liaison(),
        cast.public(),
    ]
}

/// Of some people those who see a pack, by their roles; who does is shown it in lists too, and who does not is not.
async fn seen_by(pack: &Pack, people: &[Actor]) -> Vec<String> {
    let mut found = Vec::new();
    for who in people {
        let role = who.person.caller.acting_role.clone();
        let listed = who.lists_packs(ListPacksRequest::default()).await.unwrap().packs;
        match who.sees_pack(pack).await {
            Ok(seen) => {
                assert!(listed.iter().any(|one| one.name == seen.name), "{role} is not shown it");
                found.push(role);
            }
            Err(refused) => {
                assert_eq!(reason(&refused), "NOT_FOUND", "{role}");
                assert_eq!(listed, [], "{role} is shown it");
            }
        }
    }
    found
}

async fn everybody_who_sees(cast: &Cast, pack: &Pack) -> Vec<String> {
    assert_eq!(seen_by(pack, &strangers(cast)).await, [""; 0]);
    let near =
        [cast.dpo(), cast.siro(), cast.board(), cast.rab(), cast.analyst(), cast.lead(), cast.secretariat()];
    seen_by(pack, &near).await
}

#[tokio::test]
async fn a_pack_shows_no_more_than_twenty_pieces_of_evidence_the_latest_first_and_says_how_many_there_are() {
    let cast = Cast::new().await;
    for number in 0..21 {
        cast.world.set(&format!("2026-05-05T10:{number:02}:00Z"));
        let shown = cast.dpo().shows(YEAR, facts(&format!("Letter {number}"))).await;
        cast.analyst().accepts(&shown).await.unwrap();
    }
    let content = prepared(&cast, BOARD).await.content.unwrap();
    let period = &content.commitments[0].periods[0];
    let titles: Vec<_> = period.evidence.iter().map(|one| one.title.clone()).collect();
    let latest: Vec<_> = (1..21).rev().map(|number| format!("Letter {number}")).collect();
    assert_eq!((titles, period.accepted), (latest, 21));
}

#[tokio::test]
async fn until_it_is_presented_those_who_prepare_packs_see_it_alone_whatever_it_is_for() {
    for body in BODIES {
        let cast = Cast::new().await;
        let pack = prepared(&cast, body).await;
        assert_eq!(everybody_who_sees(&cast, &pack).await, ["dept.dpo", "dept.siro"], "{body:?}");
        let discarded = cast.siro().discards(&pack).await.unwrap();
        assert_eq!(
            (discarded.state(), discarded.reason.as_str()),
            (PackState::Discarded, "The board does not meet.")
        );
        assert_eq!(everybody_who_sees(&cast, &pack).await, ["dept.dpo", "dept.siro"], "{body:?}, discarded");
    }
}

#[tokio::test]
async fn what_was_presented_its_body_reads_and_no_other() {
    let own = ["dept.dpo", "dept.siro", "dept.board", "dept.rab"].as_slice();
    let across = ["dept.dpo", "dept.siro", "gcdo.analyst", "gcdo.lead", "centre.secretariat"].as_slice();
    for body in BODIES {
        let cast = Cast::new().await;
        let pack = presented(&cast, body).await;
        let expected = if [BOARD, RAB].contains(&body) { own } else { across };
        assert_eq!(everybody_who_sees(&cast, &pack).await, expected, "{body:?}");
        assert_eq!((pack.state(), pack.presented_by.as_str()), (PackState::Presented, "dept.siro"));
    }
}

#[tokio::test]
async fn the_centre_presents_to_the_bodies_across_government_and_departments_see_nothing_of_it() {
    let cast = Cast::new().await;
    let mut asked = draft(&[]);
    asked.commitments = vec!["commitments/HMG-06".to_owned()];
    for body in [BOARD, RAB] {
        let refused = cast.analyst().prepares(body, asked.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "ACTING_ROLE", "{body:?}");
    }
    let pack = cast.analyst().prepares(TRG, asked).await.unwrap();
    assert_eq!(
        seen_by(&pack, &[cast.lead(), cast.secretariat(), cast.dpo(), cast.board()]).await,
        ["gcdo.lead"]
    );
    let pack = cast.lead().presents(&pack).await.unwrap();
    let seen =
        seen_by(&pack, &[cast.analyst(), cast.secretariat(), cast.dpo(), cast.board(), cast.regulator()])
            .await;
    assert_eq!(seen, ["gcdo.analyst", "centre.secretariat"]);
    let asked = cast.secretariat().challenges(&pack, "By when?").await.unwrap();
    assert_eq!(cast.lead().answers(&asked, 1).await.unwrap().unanswered, 0);
}

#[tokio::test]
async fn what_is_presented_across_government_is_disclosed_to_the_centre_in_both_sides_registers() {
    let cast = Cast::new().await;
    let rows = async |organisation: &str| {
        let owner = cast.world.database.owner().await;
        let sql = "SELECT purpose FROM disclosure WHERE reader = $1 AND basis = 'MOU_VOLUNTARY' ORDER BY at, purpose";
        sqlx::query_scalar::<_, String>(sql).bind(organisation).fetch_all(&owner).await.unwrap()
    };
    presented(&cast, BOARD).await;
    let pack = prepared(&cast, TRG).await;
    assert_eq!((rows("hmrc").await.len(), rows("gcdo").await.len()), (0, 0));
    cast.siro().presents(&pack).await.unwrap();
    for organisation in ["hmrc", "gcdo"] {
        assert_eq!(rows(organisation).await, ["Presented to the Technology Risk Group"], "{organisation}");
    }
    cast.secretariat().challenges(&pack, "Why so late?").await.unwrap();
    cast.siro().answers(&pack, 1).await.unwrap();
    for organisation in ["hmrc", "gcdo"] {
        let mut told = rows(organisation).await;
        told.sort();
        let [challenge, answer] = ["A challenge of what was presented", "An answer to a challenge"];
        assert_eq!(told, [challenge, answer, "Presented to the Technology Risk Group"], "{organisation}");
    }
    let received = cast.secretariat().sees_pack(&pack).await.unwrap();
    assert_eq!(
        (received.owner.as_str(), received.presented_to.as_str()),
        ("organisations/hmrc", "organisations/gcdo")
    );
    assert_eq!((&received.seal, &received.content), (&pack.seal, &pack.content), "what was looked at");
    let sealed: serde_json::Value = serde_json::from_slice(&received.sealed).unwrap();
    assert_eq!(sealed["plans"][0]["what"], "Appoint a lead");
}

#[tokio::test]
async fn how_often_a_pack_was_prepared_whoever_it_is_presented_to_cannot_tell() {
    for revisions in [0, 3] {
        let cast = Cast::new().await;
        let mut pack = prepared(&cast, TRG).await;
        for _ in 0..revisions {
            pack = cast.dpo().revises(&pack, draft(&[])).await.unwrap();
        }
        assert_eq!(pack.etag, format!("v0.{}", revisions + 1));
        cast.siro().presents(&pack).await.unwrap();
        let received = cast.secretariat().sees_pack(&pack).await.unwrap();
        assert_eq!(received.etag, "v1");
        assert_eq!(cast.secretariat().challenges(&received, "Why so late?").await.unwrap().etag, "v2");
        let owner = cast.world.database.owner().await;
        let sql = "SELECT max(draft) FROM exchange_act WHERE reader = 'gcdo'
                   UNION ALL SELECT max(draft) FROM exchange_view WHERE reader = 'gcdo'";
        let drafts: Vec<i32> = sqlx::query_scalar(sql).fetch_all(&owner).await.unwrap();
        assert_eq!(drafts, [0, 0]);
    }
}

#[tokio::test]
async fn another_person_than_whoever_prepared_it_last_presents_a_pack_in_person() {
    let cast = Cast::new().await;
    let pack = prepared(&cast, BOARD).await;
    assert_eq!(pack.possible_acts, ["RevisePack", "DiscardPack"]);
    assert_eq!(reason(&cast.dpo().presents(&pack).await.unwrap_err()), "ACTING_ROLE");
    let seen = cast.siro().sees_pack(&pack).await.unwrap();
    assert_eq!(seen.possible_acts, ["RevisePack", "DiscardPack", "PresentPack"]);
    let mut system = cast.siro();
    system.person = system.person.as_system();
    assert_eq!(reason(&system.presents(&pack).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&system.discards(&pack).await.unwrap_err()), "ACTING_ROLE");
    // A system is none of two who look at it.
    assert_eq!(reason(&system.revises(&pack, draft(&[])).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&system.prepares(BOARD, draft(&[])).await.unwrap_err()), "ACTING_ROLE");
    let revised = cast.siro().revises(&pack, draft(&[])).await.unwrap();
    assert_eq!(reason(&cast.siro().presents(&revised).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(cast.dpo().presents(&revised).await.unwrap().state(), PackState::Presented);
}

#[tokio::test]
async fn what_is_presented_is_what_was_looked_at() {
    let cast = Cast::new().await;
    let pack = prepared(&cast, BOARD).await;
    let revised =
        cast.dpo().revises(&pack, PackDraft { title: "In summer".to_owned(), ..draft(&[]) }).await.unwrap();
    let stale = details(&cast.siro().presents(&pack).await.unwrap_err());
    assert_eq!((stale.code, stale.reason.as_str()), (Code::Aborted, "ETAG_STALE"));
    // Whoever has the etag of the one and the hash of another looked at something else too.
    let mixed = contracts::commitments::PresentPackRequest {
        hash: pack.seal.as_ref().unwrap().hash.clone(),
        ..cast.siro().presenting(&revised)
    };
    let stale = details(&cast.siro().present_pack(mixed).await.unwrap_err());
    assert_eq!((stale.code, stale.reason.as_str()), (Code::Aborted, "ETAG_STALE"));
    let presented = cast.siro().presents(&revised).await.unwrap();
    assert_eq!((&presented.seal, &presented.sealed), (&revised.seal, &revised.sealed));
    let read = cast.board().sees_pack(&presented).await.unwrap();
    assert_eq!((read.sealed, read.title.as_str()), (revised.sealed, "In summer"));
}

/// Tries every act that is not among the `possible` ones, and says which were not refused for where the pack is.
async fn tried(cast: &Cast, pack: &Pack, possible: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for act in ["revise", "discard", "present", "challenge", "answer"] {
        if possible.contains(&act) {
            continue;
        }
        let answer = match act {
            "revise" => cast.dpo().revises(pack, draft(&[])).await,
            "discard" => cast.dpo().discards(pack).await,
            "present" => cast.siro().presents(pack).await,
            "challenge" => cast.board().challenges(pack, "Why?").await,
            _ => cast.siro().answers(pack, 1).await,
        };
        match answer.as_ref().map_err(reason) {
            // Of what was not presented the board does not know.
            Err(reason) if reason == "STATE" || act == "challenge" && reason == "NOT_FOUND" => {}
            other => wrong.push(format!("{act}: {other:?}")),
        }
    }
    wrong
}

#[tokio::test]
async fn each_act_is_done_where_it_can_follow_and_nowhere_else() {
    let cast = Cast::new().await;
    let pack = prepared(&cast, BOARD).await;
    assert_eq!(tried(&cast, &pack, &["revise", "discard", "present"]).await, [""; 0]);
    let pack = cast.siro().presents(&pack).await.unwrap();
    assert_eq!(tried(&cast, &pack, &["challenge"]).await, [""; 0], "also not presented twice");
    let pack = cast.board().challenges(&pack, "Why?").await.unwrap();
    assert_eq!(tried(&cast, &pack, &["challenge", "answer"]).await, [""; 0]);
    let pack = cast.siro().answers(&pack, 1).await.unwrap();
    assert_eq!(tried(&cast, &pack, &["challenge"]).await, [""; 0], "also not answered twice");
    let discarded = cast.dpo().discards(&prepared(&cast, BOARD).await).await.unwrap();
    assert_eq!(tried(&cast, &discarded, &[]).await, [""; 0]);
}

#[tokio::test]
async fn a_body_challenges_what_was_presented_to_it_and_those_who_presented_it_answer() {
    let cast = Cast::new().await;
    let pack = presented(&cast, BOARD).await;
    assert_eq!(cast.board().sees_pack(&pack).await.unwrap().possible_acts, ["RecordChallenge"]);
    cast.board().challenges(&pack, "Why so late?").await.unwrap();
    cast.board().challenges(&pack, "Why so late?").await.unwrap();
    let asked = cast.siro().sees_pack(&pack).await.unwrap();
    assert_eq!(
        (asked.unanswered, asked.possible_acts.as_slice()),
        (2, ["AnswerChallenge".to_owned()].as_slice())
    );
    assert_eq!(reason(&cast.siro().answers(&pack, 3).await.unwrap_err()), "STATE");
    cast.world.set("2026-05-06T09:00:00Z");
    let answered = cast.dpo().answers(&pack, 2).await.unwrap();
    assert_eq!(answered.unanswered, 1);
    assert_eq!(reason(&cast.siro().answers(&pack, 2).await.unwrap_err()), "STATE");
    let read = cast.board().sees_pack(&pack).await.unwrap();
    let [first, second] = read.challenges.as_slice() else { panic!("{:?}", read.challenges) };
    assert_eq!(
        [
            &second.organisation,
            &second.role,
            &second.challenge,
            &second.asked_action,
            &second.answer,
            &second.answered_by
        ]
        .map(String::as_str),
        [
            "organisations/hmrc",
            "dept.board",
            "Why so late?",
            "Say by when.",
            "By the end of June.",
            "dept.dpo"
        ]
    );
    assert_eq!((first.number, second.number, first.answer.as_str(), first.answer_time), (1, 2, "", None));
    let later = second.answer_time.unwrap().seconds - second.at.unwrap().seconds;
    assert_eq!(later, 24 * 60 * 60);
    assert_eq!(
        read,
        Pack { possible_acts: read.possible_acts.clone(), ..cast.dpo().sees_pack(&pack).await.unwrap() }
    );
}

#[tokio::test]
async fn nobody_challenges_what_was_presented_to_another_body_or_answers_for_another_party() {
    let cast = Cast::new().await;
    let (own, rab, trg) =
        (presented(&cast, BOARD).await, presented(&cast, RAB).await, presented(&cast, TRG).await);
    for (who, pack) in [
        (cast.rab(), &own),
        (cast.board(), &rab),
        (cast.dpo(), &own),
        (cast.dpo(), &trg),
        (cast.analyst(), &trg),
        (cast.lead(), &trg),
    ] {
        let refused = who.challenges(pack, "Why?").await.unwrap_err();
        assert_eq!(reason(&refused), "ACTING_ROLE", "{}", who.person.caller.acting_role);
    }
    for (who, pack) in
        [(cast.secretariat(), &own), (cast.board(), &trg), (cast.regulator(), &trg), (cast.moj(), &own)]
    {
        let refused = who.challenges(pack, "Why?").await.unwrap_err();
        assert_eq!(reason(&refused), "NOT_FOUND", "{}", who.person.caller.acting_role);
    }
    for (who, pack) in [(cast.board(), &own), (cast.rab(), &rab), (cast.secretariat(), &trg)] {
        let mut system = who.clone();
        system.person = system.person.as_system();
        assert_eq!(reason(&system.challenges(pack, "Why?").await.unwrap_err()), "ACTING_ROLE");
        who.challenges(pack, "Why?").await.unwrap();
    }
    assert_eq!(reason(&cast.lead().answers(&trg, 1).await.unwrap_err()), "ACTING_ROLE");
    let mut system = cast.dpo();
    system.person = system.person.as_system();
    assert_eq!(reason(&system.answers(&trg, 1).await.unwrap_err()), "ACTING_ROLE");
    cast.dpo().answers(&trg, 1).await.unwrap();
    let told = cast.secretariat().sees_pack(&trg).await.unwrap();
    assert_eq!((told.challenges[0].answer.as_str(), told.unanswered), ("By the end of June.", 0));
    for act in ["RevisePack", "DiscardPack", "PresentPack", "AnswerChallenge"] {
        assert!(!told.possible_acts.contains(&act.to_owned()), "{act}");
    }
}

#[tokio::test]
async fn a_pack_has_at_most_fifty_challenges_and_is_prepared_at_most_twenty_times() {
    let cast = Cast::new().await;
    let pack = presented(&cast, BOARD).await;
    for number in 1..=50 {
        assert_eq!(cast.board().challenges(&pack, "Why?").await.unwrap().unanswered, number);
    }
    assert_eq!(reason(&cast.board().challenges(&pack, "Why?").await.unwrap_err()), "STATE");
    assert_eq!(cast.siro().answers(&pack, 50).await.unwrap().unanswered, 49);
    let mut pack = cast.dpo().prepares(BOARD, draft(&[])).await.unwrap();
    for _ in 1..20 {
        pack = cast.dpo().revises(&pack, draft(&[])).await.unwrap();
    }
    assert_eq!(pack.possible_acts, ["DiscardPack"]);
    assert_eq!(reason(&cast.dpo().revises(&pack, draft(&[])).await.unwrap_err()), "STATE");
    cast.siro().presents(&pack).await.unwrap();
}

#[tokio::test]
async fn what_a_pack_says_stays_as_it_was_when_plans_and_evidence_change() {
    let cast = Cast::new().await;
    let shown = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    cast.analyst().accepts(&shown).await.unwrap();
    let plan = cast.dpo().plans("HMG-02", planned("Appoint a lead", "2026-06-30")).await.unwrap();
    let pack = cast.dpo().prepares(TRG, draft(&[&plan])).await.unwrap();
    let change = async |at: &str, what: &str| {
        cast.world.set(at);
        let now = cast.dpo().sees_plan(&plan).await.unwrap();
        cast.dpo().replans(&now, planned(what, "2026-06-30"), "").await.unwrap();
    };
    change("2026-07-01T09:00:00Z", "Appoint two leads").await;
    let frozen = |read: Pack| (read.sealed, read.content.unwrap());
    let said = frozen(pack.clone());
    assert_eq!(frozen(cast.siro().sees_pack(&pack).await.unwrap()), said);
    cast.siro().presents(&pack).await.unwrap();
    change("2026-07-02T09:00:00Z", "Appoint three leads").await;
    cast.dpo().takes_back(&cast.dpo().sees(&shown).await.unwrap()).await.unwrap();
    for reader in [cast.dpo(), cast.secretariat()] {
        assert_eq!(frozen(reader.sees_pack(&pack).await.unwrap()), said);
    }
    let anew = cast.dpo().prepares(TRG, draft(&[&plan])).await.unwrap().content.unwrap();
    let period = &anew.commitments[0].periods[0];
    assert_eq!((anew.plans[0].what.as_str(), anew.plans[0].overdue), ("Appoint three leads", true));
    assert_eq!((period.standing(), period.accepted, period.evidence.len()), (Standing::NotEvidenced, 0, 0));
}

#[tokio::test]
async fn who_sends_the_same_again_is_answered_the_same_and_nothing_is_done_twice() {
    let cast = Cast::new().await;
    let asked = contracts::commitments::PreparePackRequest {
        parent: cast.dpo().parent(),
        body: TRG.into(),
        draft: Some(draft(&[])),
        request_id: id(),
        ..Default::default()
    };
    let pack = cast.dpo().prepare_pack(asked.clone()).await.unwrap();
    assert_eq!(cast.dpo().prepare_pack(asked).await.unwrap(), pack);
    assert_eq!(cast.dpo().lists_packs(ListPacksRequest::default()).await.unwrap().packs.len(), 1);
    let presenting = cast.siro().presenting(&pack);
    let presented = cast.siro().present_pack(presenting.clone()).await.unwrap();
    assert_eq!(cast.siro().present_pack(presenting).await.unwrap(), presented);
    assert_eq!(cast.secretariat().lists_packs(ListPacksRequest::default()).await.unwrap().packs.len(), 1);
    let asking = contracts::commitments::RecordChallengeRequest {
        name: cast.secretariat().sees_pack(&pack).await.unwrap().name,
        etag: presented.etag,
        challenge: "Why?".to_owned(),
        asked_action: "Say so.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    let challenged = cast.secretariat().record_challenge(asking.clone()).await.unwrap();
    assert_eq!(cast.secretariat().record_challenge(asking).await.unwrap(), challenged);
    assert_eq!(cast.siro().sees_pack(&pack).await.unwrap().challenges.len(), 1);
}

#[tokio::test]
async fn lists_of_packs_are_by_body_and_by_state_what_changed_last_first_in_pages() {
    let cast = Cast::new().await;
    for (hour, title, body) in [(10, "first", BOARD), (11, "second", RAB), (12, "third", TRG)] {
        cast.world.set(&format!("2026-05-05T{hour}:00:00Z"));
        let asked = PackDraft { title: title.to_owned(), ..draft(&[]) };
        cast.dpo().prepares(body, asked).await.unwrap();
    }
    let listed = async |who: &Actor, request: ListPacksRequest| {
        let answer = who.lists_packs(request).await.unwrap();
        let titles: Vec<_> = answer.packs.iter().map(|pack| pack.title.clone()).collect();
        assert!(answer.packs.iter().all(|pack| pack.content.is_none() && pack.sealed.is_empty()));
        (titles.join(" "), answer.next_page_token)
    };
    let all = ListPacksRequest::default;
    assert_eq!(listed(&cast.dpo(), all()).await.0, "third second first");
    assert_eq!(listed(&cast.dpo(), ListPacksRequest { body: RAB.into(), ..all() }).await.0, "second");
    let first = cast.dpo().lists_packs(all()).await.unwrap().packs.remove(2);
    cast.world.set("2026-05-05T13:00:00Z");
    cast.siro().presents(&cast.dpo().sees_pack(&first).await.unwrap()).await.unwrap();
    let of = |state: PackState| ListPacksRequest { states: vec![state.into()], ..all() };
    assert_eq!(listed(&cast.dpo(), of(PackState::Prepared)).await.0, "third second");
    assert_eq!(listed(&cast.dpo(), of(PackState::Presented)).await.0, "first");
    assert_eq!(listed(&cast.board(), all()).await.0, "first");
    let (titles, token) = listed(&cast.dpo(), ListPacksRequest { page_size: 2, ..all() }).await;
    assert_eq!(titles, "first third");
    let rest = ListPacksRequest { page_size: 2, page_token: token, ..all() };
    assert_eq!(listed(&cast.dpo(), rest).await, ("second".to_owned(), String::new()));
}
