//! What boards are presented with.

use super::{
    fixtures::{ID, at, handling, seal, standing},
    plans::{kept, plan},
};
use crate::platform::tests::{World, says, says_none};
use axum::http::{
    StatusCode,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION},
};
use contracts::{
    action::commitments::{AnswerChallenge, PresentPack},
    commitments::{
        AnswerChallengeRequest, AnswerChallengeResponse, EvidenceKind, GetPackRequest, GetPackResponse,
        ListPacksRequest, ListPacksResponse, ListPlansRequest, ListPlansResponse, ListStandingsRequest,
        ListStandingsResponse, Pack, PackBody, PackChallenge, PackCommitment, PackContent, PackEvidence,
        PackMilestone, PackPeriod, PackPlan, PackState, PackView, Plan, PlanFacts, PlanProgress,
        PreparePackRequest, PreparePackResponse, PresentPackRequest, PresentPackResponse, RevisePackRequest,
        RevisePackResponse, Standing, View,
    },
    handling::Handling,
};

fn period() -> PackPeriod {
    PackPeriod {
        period: "commitments/HMG-17/periods/2026-01-08-P6M".to_owned(),
        first_day: "2026-01-08".to_owned(),
        last_day: "2026-07-07".to_owned(),
        due_day: "2026-07-07".to_owned(),
        standing: Standing::Evidenced.into(),
        explanation: "one piece of evidence was accepted".to_owned(),
        accepted: 1,
        evidence: vec![PackEvidence {
            name: format!("organisations/hmrc/evidence/{ID}"),
            title: "Told in <time>".to_owned(),
            kind: EvidenceKind::Metric.into(),
            received_on: "2026-04-30".to_owned(),
            effective_from: "2026-01-08".to_owned(),
            effective_to: "2026-03-31".to_owned(),
        }],
        view: Some(PackView {
            view: View::OnTrack.into(),
            rationale: "Half of it is there".to_owned(),
            issue_time: at("2026-05-01T09:00:00Z"),
            issued_by: "dept.siro".to_owned(),
        }),
    }
}

pub(super) fn content() -> PackContent {
    PackContent {
        introduction: "Read the <third> page first".to_owned(),
        commitments: vec![PackCommitment {
            commitment: "commitments/HMG-17".to_owned(),
            version: 1,
            title: "Reports <twice> a year".to_owned(),
            periods: vec![period()],
        }],
        plans: vec![PackPlan {
            commitment: "commitments/HMG-17".to_owned(),
            what: "Write the <report>".to_owned(),
            owner_role: "Head of reports".to_owned(),
            due_on: "2026-05-01".to_owned(),
            first_due_on: "2026-04-20".to_owned(),
            progress: PlanProgress::Blocked.into(),
            progress_note: "Half of it is written.".to_owned(),
            blockers: "The figures are late.".to_owned(),
            milestones: vec![PackMilestone {
                title: "An outline".to_owned(),
                due_on: "2026-04-01".to_owned(),
                done_on: "2026-04-02".to_owned(),
            }],
            overdue: true,
            slipped_days: 13,
            ..PackPlan::default()
        }],
        ..PackContent::default()
    }
}

fn pack(state: PackState, body: PackBody, possible: &[&str]) -> Pack {
    let presented = state == PackState::Presented;
    let centre = ![PackBody::DepartmentBoard, PackBody::RiskAndAuditBoard].contains(&body);
    Pack {
        name: format!("organisations/hmrc/packs/{ID}"),
        etag: "e1".to_owned(),
        state: state.into(),
        body: body.into(),
        title: "Spring & summer".to_owned(),
        owner: "organisations/hmrc".to_owned(),
        presented_to: format!("organisations/{}", if centre { "gcdo" } else { "hmrc" }),
        as_of: "2026-05-02".to_owned(),
        handling: Some(Handling {
            descriptors: vec!["PERSONAL".to_owned()],
            instructions: "Do not copy it.".to_owned(),
            ..handling()
        }),
        prepared_by: "dept.dpo".to_owned(),
        prepared_on: "2026-05-02".to_owned(),
        update_time: at("2026-05-02T09:00:00Z"),
        present_time: presented.then(|| at("2026-05-02T10:00:00Z")).flatten(),
        presented_by: if presented { "dept.siro".to_owned() } else { String::new() },
        seal: Some(seal()),
        content: Some(content()),
        sealed: b"{\"sealed\":true}".to_vec(),
        possible_acts: possible.iter().map(|act| (*act).to_owned()).collect(),
        ..Pack::default()
    }
}

fn challenged(possible: &[&str]) -> Pack {
    let asked = |number, challenge: &str| PackChallenge {
        number,
        at: at("2026-05-02T11:00:00Z"),
        organisation: "organisations/hmrc".to_owned(),
        role: "dept.board".to_owned(),
        challenge: challenge.to_owned(),
        asked_action: "Say by when".to_owned(),
        ..PackChallenge::default()
    };
    let answered = PackChallenge {
        answer: "By June".to_owned(),
        answer_time: at("2026-05-02T12:00:00Z"),
        answered_by: "dept.siro".to_owned(),
        ..asked(1, "Why so <late>?")
    };
    Pack {
        unanswered: 1,
        challenges: vec![answered, asked(2, "Who pays for it?")],
        ..pack(PackState::Presented, PackBody::DepartmentBoard, possible)
    }
}

fn known(role: &'static str, pack: Pack) -> World {
    World::of("hmrc", role).answers::<GetPackRequest>(&GetPackResponse { pack: Some(pack) })
}

fn listed(packs: Vec<Pack>, next: &str) -> World {
    let next_page_token = next.to_owned();
    World::of("hmrc", "dept.dpo").answers::<ListPacksRequest>(&ListPacksResponse { packs, next_page_token })
}

#[tokio::test]
async fn packs_are_listed_with_whom_they_are_for_and_what_waits_for_an_answer() {
    let world = listed(vec![challenged(&[])], "more");
    let page =
        world.get("/packs?body=PACK_BODY_DEPARTMENT_BOARD&state=PACK_STATE_PRESENTED&state=lost").await;
    says(
        page.shown(),
        &[
            "href=\"/packs/prepare-pack\"",
            &format!("href=\"/packs/{ID}\">Spring &#38; summer"),
            "Presented",
            "Own board, from HM Revenue and Customs",
            "1 challenge waits for an answer",
            "href=\"/packs?body=PACK_BODY_DEPARTMENT_BOARD&#38;state=PACK_STATE_PRESENTED&#38;page=more\"",
            "value=\"PACK_BODY_DEPARTMENT_BOARD\" selected",
            "value=\"PACK_STATE_PRESENTED\" checked",
            "Clear filters",
        ],
    );
    let (_, asked) = world.asked::<ListPacksRequest>().remove(0);
    assert_eq!((asked.body(), asked.parent.as_str()), (PackBody::DepartmentBoard, "organisations/hmrc"));
    assert!(asked.states().eq([PackState::Presented]));
}

#[tokio::test]
async fn where_there_are_no_packs_it_is_said_whether_the_filters_are_why() {
    let world = listed(Vec::new(), "");
    says(world.get("/packs").await.shown(), &["There are no packs that you may read."]);
    says(
        world.get("/packs?state=PACK_STATE_DISCARDED").await.shown(),
        &["No pack that you may read matches"],
    );
    let quiet = listed(vec![pack(PackState::Prepared, PackBody::DepartmentBoard, &[])], "");
    let quiet = quiet.denies::<contracts::action::commitments::PreparePack>();
    says_none(quiet.get("/packs").await.shown(), &["waits for an answer", "prepare-pack"]);
}

/// What every rendering of the pack says, in this order.
const SAYS: [&str; 30] = [
    "<h2",
    "About it</h2>",
    "Own board",
    "HM Revenue and Customs",
    "2 May 2026",
    "OFFICIAL PERSONAL",
    "2 May 2026, Data protection officer",
    "Introduction</h2>",
    "Read the &#60;third&#62; page first",
    "Commitments</h2>",
    "A commitment is a promise, not law.",
    "HMG-17: Reports &#60;twice&#62; a year</caption>",
    "<th scope=\"col\" class=\"govuk-table__header\">Period</th>",
    "<th scope=\"row\" class=\"govuk-table__header\">8 January 2026 to 7 July 2026</th>",
    "7 July 2026",
    "Evidenced",
    "one piece of evidence was accepted",
    "On track, Senior information risk owner, 10:00am on 1 May 2026 (BST): Half of it is there",
    "Evidence that was accepted for HMG-17: Reports &#60;twice&#62; a year</caption>",
    "Told in &#60;time&#62;</th>",
    "Figure",
    "30 April 2026",
    "Plans</caption>",
    "Write the &#60;report&#62;</th>",
    "Head of reports",
    "1 May 2026. Overdue. Slipped by 13 days since it was first planned",
    "Half of it is written. The figures are late.",
    "Milestones</caption>",
    "An outline</th>",
    "abababab",
];

#[tokio::test]
async fn a_pack_says_all_that_it_shows_and_what_its_body_asked() {
    let world = known("dept.dpo", challenged(&["AnswerChallenge"]));
    let page = world.get(&format!("/packs/{ID}")).await;
    says(page.shown(), &SAYS);
    says(
        page.shown(),
        &[
            "Spring &#38; summer</h1>",
            "Presented",
            "11:00am on 2 May 2026",
            "its board, its risk and audit board, and its accounting officer.",
            &format!("href=\"/packs/{ID}/document\" download"),
            "Challenge 1</h3>",
            "HM Revenue and Customs, Board",
            "Why so &#60;late&#62;?",
            "Say by when",
            "Senior information risk owner",
            "By June",
            "Challenge 2</h3>",
            "Who pays for it?",
            "It waits for an answer.",
            &format!("href=\"/packs/{ID}/challenges/2/answer-challenge\""),
            &format!("href=\"/packs/{ID}/sealed\" download"),
        ],
    );
    says_none(page.shown(), &["/challenges/1/"]);
    let denied = known("dept.dpo", challenged(&["AnswerChallenge"])).denies::<AnswerChallenge>();
    says_none(denied.get(&format!("/packs/{ID}")).await.shown(), &["answer-challenge"]);
    let settled = known("dept.dpo", challenged(&[])).get(&format!("/packs/{ID}")).await;
    says_none(settled.shown(), &["answer-challenge", "What you can do"]);
}

#[tokio::test]
async fn what_is_not_there_is_not_shown() {
    let bare = Pack {
        content: Some(PackContent {
            commitments: vec![PackCommitment {
                periods: vec![PackPeriod { evidence: Vec::new(), view: None, ..period() }],
                ..content().commitments.remove(0)
            }],
            ..PackContent::default()
        }),
        ..pack(PackState::Prepared, PackBody::TechnologyRiskGroup, &[])
    };
    let page = known("dept.dpo", bare).get(&format!("/packs/{ID}")).await;
    says(page.shown(), &["None was issued"]);
    says_none(
        page.shown(),
        &[
            "Introduction",
            "accepted for",
            "Plans</caption>",
            "Milestones",
            "Challenges",
            "11:00am on 2 May 2026",
        ],
    );
}

#[tokio::test]
async fn the_document_holds_all_of_the_pack_in_itself_with_its_classification_at_head_and_foot() {
    let world = known("dept.board", challenged(&["RecordChallenge"]));
    let file = world.get(&format!("/packs/{ID}/document")).await;
    says(file.shown(), &SAYS);
    assert_eq!(file.headers[CONTENT_TYPE], "text/html; charset=utf-8");
    assert_eq!(file.headers[CONTENT_DISPOSITION], format!("attachment; filename=\"pack-{ID}.html\""));
    says(
        file.shown(),
        &[
            "<html lang=\"en",
            "<title>Spring &#38; summer</title>",
            "@media print",
            "<header>",
            "<p class=\"mark\">OFFICIAL PERSONAL</p>",
            "Do not copy it.",
            "<h1>Spring &#38; summer</h1>",
            "<main>",
            "</main>",
            "<footer>",
            "<p class=\"mark\">OFFICIAL PERSONAL</p>",
        ],
    );
    says_none(file.shown(), &["<script", "href=", "src=", "<form", "form_token"]);
    let tables = file.shown().matches("<table").count();
    assert_eq!((tables, file.shown().matches("<caption").count()), (4, tables));
    assert_eq!(file.shown().matches("<h1").count(), 1);
    let sealed = world.get(&format!("/packs/{ID}/sealed")).await;
    assert_eq!(sealed.shown(), "{\"sealed\":true}");
}

#[tokio::test]
async fn who_presents_a_pack_is_told_who_will_read_it_and_presents_what_they_looked_at() {
    for (body, readers) in [
        (PackBody::DepartmentBoard, "its board, its risk and audit board, and its accounting officer."),
        (
            PackBody::TechnologyRiskGroup,
            "and Government Chief Data Officer: its team, and the secretariat for The Technology Risk Group.",
        ),
    ] {
        let prepared = pack(PackState::Prepared, body, &["PresentPack"]);
        let presented = PresentPackResponse { pack: Some(pack(PackState::Presented, body, &[])) };
        let world = known("dept.siro", prepared).answers::<PresentPackRequest>(&presented);
        let page = world.get(&format!("/packs/{ID}")).await;
        says(page.shown(), &["Those who prepare packs in the organisation whose it is, and nobody else."]);
        let path = format!("/packs/{ID}/present-pack");
        let form = world.get(&path).await;
        says(
            form.shown(),
            &[
                "cannot be changed or taken back",
                "Who will read it",
                readers,
                "Spring &#38; summer",
                "OFFICIAL PERSONAL",
            ],
        );
        says_none(form.shown(), &["name=\"hash\""]);
        let done = world.post(&path, &[("etag", "e1")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let (_, asked) = world.asked::<PresentPackRequest>().remove(0);
        assert_eq!((asked.hash, asked.etag.as_str()), (seal().hash, "e1"));
    }
    let prepared = pack(PackState::Prepared, PackBody::DepartmentBoard, &["PresentPack"]);
    let denied = known("dept.siro", prepared).denies::<PresentPack>();
    assert_eq!(denied.get(&format!("/packs/{ID}/present-pack")).await.status, StatusCode::FORBIDDEN);
}

/// Somebody who prepares packs, with two plans.
fn prepares(organisation: &'static str, role: &'static str) -> World {
    let other = Plan {
        name: format!("organisations/hmrc/plans/{}", super::fixtures::OTHER),
        facts: Some(PlanFacts { what: "Send it".to_owned(), ..plan().facts.unwrap() }),
        ..plan()
    };
    let plans = ListPlansResponse { plans: vec![plan(), other], next_page_token: String::new() };
    let made = pack(PackState::Prepared, PackBody::DepartmentBoard, &[]);
    kept(World::of(organisation, role))
        .answers::<ListPlansRequest>(&plans)
        .answers::<PreparePackRequest>(&PreparePackResponse { pack: Some(made.clone()) })
        .answers::<RevisePackRequest>(&RevisePackResponse { pack: Some(made.clone()) })
        .answers::<GetPackRequest>(&GetPackResponse { pack: Some(made) })
}

#[tokio::test]
async fn a_pack_is_prepared_of_the_commitments_that_are_kept_and_of_what_is_planned() {
    let world = prepares("hmrc", "dept.dpo");
    let form = world.get("/packs/prepare-pack").await;
    says(
        form.shown(),
        &[
            "value=\"PACK_BODY_DEPARTMENT_BOARD\"",
            "value=\"PACK_BODY_TECHNOLOGY_RISK_GROUP\"",
            "name=\"draft.title\"",
            "value=\"commitments/HMG-17\"",
            "HMG-17: Reports &#60;twice&#62; a year",
            &format!("value=\"organisations/hmrc/plans/{ID}\""),
            "HMG-17: Write the &#60;report&#62;, 1 May 2026",
            "HMG-17: Send it, 1 May 2026",
        ],
    );
    says_none(form.shown(), &["checked"]);
    let own = format!("organisations/hmrc/plans/{ID}");
    let typed = [
        ("body", "PACK_BODY_DEPARTMENT_BOARD"),
        ("draft.title", "Spring"),
        ("draft.commitments", "commitments/HMG-17"),
        ("draft.commitments", "commitments/ICO-01"),
        ("draft.plans", own.as_str()),
        ("draft.handling.classification", "CLASSIFICATION_OFFICIAL"),
    ];
    let check = world.post("/packs/prepare-pack", &typed).await;
    says(check.shown(), &["Those who prepare packs", "Own board", "HMG-17: Reports", "HMG-17: Write the"]);
    assert!(world.asked::<PreparePackRequest>().is_empty());
    let done = world.post("/packs/prepare-pack", &[typed.as_slice(), &[("step", "do")]].concat()).await;
    assert!(done.headers[LOCATION].to_str().unwrap().starts_with(&format!("/packs/{ID}?done=")));
    let (_, asked) = world.asked::<PreparePackRequest>().remove(0);
    let draft = asked.draft.clone().unwrap();
    assert_eq!((asked.parent.as_str(), asked.body()), ("organisations/hmrc", PackBody::DepartmentBoard));
    assert_eq!((draft.commitments, draft.plans), (vec!["commitments/HMG-17".to_owned()], vec![own.clone()]));
    let none = world.post("/packs/prepare-pack", &typed[..2]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&none.body, &["href=\"#draft-commitments\""]);
}

#[tokio::test]
async fn who_has_no_board_of_their_own_prepares_for_those_across_government() {
    let form = prepares("gcdo", "gcdo.lead").get("/packs/prepare-pack").await;
    says(
        form.shown(),
        &[
            "PACK_BODY_TECHNOLOGY_RISK_GROUP",
            "PACK_BODY_GOVERNMENT_SECURITY_BOARD",
            "PACK_BODY_TRANSFORMATION_BOARD",
        ],
    );
    says_none(form.shown(), &["PACK_BODY_DEPARTMENT_BOARD", "PACK_BODY_RISK_AND_AUDIT_BOARD"]);
}

#[tokio::test]
async fn a_pack_is_prepared_again_beginning_with_what_it_shows() {
    let form = prepares("hmrc", "dept.dpo").get(&format!("/packs/{ID}/revise-pack")).await;
    says(
        form.shown(),
        &[
            "value=\"Spring &#38; summer\"",
            "Read the &#60;third&#62; page first",
            "value=\"commitments/HMG-17\" checked",
            &format!("value=\"organisations/hmrc/plans/{ID}\" checked"),
            "value=\"CLASSIFICATION_OFFICIAL\" checked",
            "Do not copy it.",
        ],
    );
    assert_eq!(form.shown().matches("checked").count(), 3, "the other plan is not in it");
    says_none(form.shown(), &["name=\"body\""]);
    let nothing = ListPlansResponse::default();
    let world = prepares("hmrc", "dept.dpo").answers::<ListPlansRequest>(&nothing);
    let standings = vec![standing(Standing::AtRisk), standing(Standing::Overdue)];
    let world = world.answers::<ListStandingsRequest>(&ListStandingsResponse { standings });
    let form = world.get(&format!("/packs/{ID}/revise-pack")).await;
    says_none(form.shown(), &["draft.plans"]);
    assert_eq!(form.shown().matches("value=\"commitments/HMG-17\"").count(), 1, "once, however many periods");
}

#[tokio::test]
async fn whoever_answers_a_challenge_reads_it_and_answers_that_one() {
    let answered = AnswerChallengeResponse { pack: Some(challenged(&[])) };
    let world =
        known("dept.siro", challenged(&["AnswerChallenge"])).answers::<AnswerChallengeRequest>(&answered);
    let path = format!("/packs/{ID}/challenges/2/answer-challenge");
    let form = world.get(&path).await;
    says(form.shown(), &["Who pays for it?", "Say by when", "name=\"answer\""]);
    says_none(form.shown(), &["Why so", "name=\"number\""]);
    let done = world.post(&path, &[("etag", "e1"), ("answer", "We do"), ("step", "do")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let (_, asked) = world.asked::<AnswerChallengeRequest>().remove(0);
    assert_eq!((asked.number, asked.answer.as_str(), asked.etag.as_str()), (2, "We do", "e1"));
    for number in ["3", "02", "x"] {
        let missing = world.get(&format!("/packs/{ID}/challenges/{number}/answer-challenge")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{number}");
    }
}
