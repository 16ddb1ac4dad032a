//! Invitations to meetings, as both sides see them.

use super::{
    fixtures::{ID, at, handling, seal},
    meetings::NAME,
};
use crate::platform::tests::{World, says, says_none};
use axum::http::{
    StatusCode,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION},
};
use chassis::message::to_json;
use contracts::{
    action::commitments::{AgreeAdvice, GetInvitation, RefuseAdvice},
    commitments::{
        AdviceNoted, AdviceProposal, AdviceState, Attendance, GetInvitationRequest, GetInvitationResponse,
        Invitation, InvitationAnswer, InvitationPaper, InvitationPaperContent, InvitationState,
        ListInvitationsRequest, ListInvitationsResponse, MeetingKind, PackBody, PackContent,
    },
    exchange::{Attachment, Seal},
};

/// The regulator's invitation to a board that the centre keeps.
pub(super) fn invitation(state: InvitationState, possible: &[&str]) -> Invitation {
    Invitation {
        name: format!("organisations/ico/invitations/{ID}"),
        etag: "e1".to_owned(),
        state: state.into(),
        organisation: "organisations/gcdo".to_owned(),
        invited: "organisations/ico".to_owned(),
        meeting: NAME.to_owned(),
        body_title: "Board <of> change".to_owned(),
        title: "Spring <meeting>".to_owned(),
        kind: MeetingKind::Ordinary.into(),
        start_time: at("2026-06-02T09:30:00Z"),
        role: "Information <Commissioner>".to_owned(),
        deputy_allowed: true,
        items: vec![2, 5],
        update_time: at("2026-05-02T09:00:00Z"),
        seal: Some(seal()),
        possible_acts: possible.iter().map(|act| (*act).to_owned()).collect(),
        ..Invitation::default()
    }
}

/// One to a meeting that was held, which whoever was invited attended.
pub(super) fn held(possible: &[&str]) -> Invitation {
    Invitation {
        answer: InvitationAnswer::Accepted.into(),
        attendance: Attendance::Attended.into(),
        held_on: "2026-06-02".to_owned(),
        attended: true,
        ..invitation(InvitationState::Held, possible)
    }
}

pub(super) fn proposal() -> AdviceProposal {
    AdviceProposal {
        summary: "It advised to <wait>.".to_owned(),
        propose_time: at("2026-06-03T09:00:00Z"),
        seal: Some(Seal { hash: vec![0xee; 32], ..seal() }),
        ..AdviceProposal::default()
    }
}

fn proposed(possible: &[&str]) -> Invitation {
    Invitation {
        advice_state: AdviceState::Proposed.into(),
        advice_proposal: Some(proposal()),
        ..held(possible)
    }
}

fn papers() -> Vec<InvitationPaper> {
    let paper = |number, content| InvitationPaper {
        number,
        share_time: at("2026-05-20T09:00:00Z"),
        content: Some(content),
        seal: Some(Seal { hash: vec![0xdd; 32], ..seal() }),
    };
    let content = PackContent {
        body: PackBody::TransformationBoard.into(),
        title: "Spring & summer".to_owned(),
        owner: "organisations/gcdo".to_owned(),
        prepared_by: "gcdo.lead".to_owned(),
        prepared_on: "2026-05-02".to_owned(),
        as_of: "2026-05-01".to_owned(),
        introduction: "Read the <third> page first".to_owned(),
        handling: Some(handling()),
        ..super::packs::content()
    };
    let document = InvitationPaperContent {
        title: "Figures & <facts>".to_owned(),
        handling: Some(handling()),
        item: 2,
        attachment: Some(Attachment {
            title: "Figures.pdf".to_owned(),
            sha256: "cd".repeat(32),
            media_type: "application/pdf".to_owned(),
        }),
        ..InvitationPaperContent::default()
    };
    let pack = InvitationPaperContent {
        title: "The <spring> pack".to_owned(),
        handling: Some(handling()),
        pack_type: "concordat.commitments.v1.PackContent".to_owned(),
        pack: to_json(&content).unwrap().to_string().into_bytes(),
        ..InvitationPaperContent::default()
    };
    vec![paper(1, document), paper(2, pack)]
}

pub(super) fn known(world: World, invitation: Invitation) -> World {
    world.answers::<GetInvitationRequest>(&GetInvitationResponse { invitation: Some(invitation) })
}

fn regulator() -> World {
    World::of("ico", "ico.lead")
}

fn keeper() -> World {
    World::of("gcdo", "centre.secretariat")
}

pub(super) fn listed(world: World, invitations: Vec<Invitation>, next: &str) -> World {
    let next_page_token = next.to_owned();
    world.answers::<ListInvitationsRequest>(&ListInvitationsResponse { invitations, next_page_token })
}

fn path() -> String {
    format!("/invitations/{ID}")
}

#[tokio::test]
async fn invitations_are_listed_with_whom_they_are_for_and_how_they_stand() {
    let one = Invitation { advice_state: AdviceState::Proposed.into(), ..held(&[]) };
    let world = listed(keeper(), vec![one], "more");
    let meeting: String = url::form_urlencoded::byte_serialize(NAME.as_bytes()).collect();
    let page =
        world.get(&format!("/invitations?meeting={meeting}&state=INVITATION_STATE_HELD&state=x")).await;
    says(
        page.shown(),
        &[
            "These are the invitations to one meeting.",
            &format!("href=\"/invitations/{ID}\">Spring &#60;meeting&#62;"),
            "Held",
            "10:30am on 2 June 2026 (BST)",
            "Board &#60;of&#62; change, kept by Government Chief Data Officer; for Information &#60;Commissioner&#62;, Information Commissioner&#39;s Office",
            "Comes · Attended · Advice: Proposed",
            &format!("href=\"/invitations?meeting={meeting}&#38;state=INVITATION_STATE_HELD&#38;page=more\""),
            &format!("name=\"meeting\" value=\"{NAME}\""),
            "value=\"INVITATION_STATE_HELD\" checked",
        ],
    );
    let (_, asked) = world.asked::<ListInvitationsRequest>().remove(0);
    assert_eq!((asked.parent.as_str(), asked.meeting.as_str()), ("organisations/gcdo", NAME));
    assert!(asked.states().eq([InvitationState::Held]));
}

#[tokio::test]
async fn where_there_are_no_invitations_it_is_said_whether_the_filters_are_why() {
    let world = listed(regulator(), Vec::new(), "");
    let page = world.get("/invitations?meeting=bodies/x").await;
    says(page.shown(), &["There are no invitations."]);
    says_none(page.shown(), &["one meeting", "name=\"meeting\"", "Clear filters"]);
    assert_eq!(world.asked::<ListInvitationsRequest>()[0].1.meeting, "");
    let page = world.get("/invitations?state=INVITATION_STATE_WAITING").await;
    says(page.shown(), &["No invitation matches these filters."]);
    let world = regulator().refuses::<ListInvitationsRequest>("page_token");
    let page = world.get("/invitations?state=INVITATION_STATE_HELD&page=stale").await;
    assert_eq!(page.headers[LOCATION], "/invitations?state=INVITATION_STATE_HELD");
}

#[tokio::test]
async fn an_invitation_says_what_it_is_for_and_who_reads_it_and_nothing_of_other_seats() {
    let open =
        Invitation { papers: papers(), ..invitation(InvitationState::Waiting, &["ReplyToInvitation"]) };
    let page = known(regulator(), open).get(&path()).await;
    says(
        page.shown(),
        &[
            "Spring &#60;meeting&#62;</h1>",
            "Waiting for a reply",
            "10:30am on 2 June 2026 (BST)",
            "Government Chief Data Officer and Information Commissioner&#39;s Office read this page, and nobody else.",
            &format!("href=\"/invitations/{ID}/reply-to-invitation\""),
            "Board &#60;of&#62; change",
            "Ordinary",
            "Who keeps the meeting",
            "Government Chief Data Officer",
            "Who is invited",
            "Information &#60;Commissioner&#62;",
            "A deputy may come",
            "Yes",
            "2, 5",
            "Nobody has replied yet.",
            "Paper 1: Figures &#38; &#60;facts&#62;",
            "Figures.pdf",
            "cdcdcd",
            "10:00am on 20 May 2026 (BST)",
            "dddddd",
            "Paper 2: The &#60;spring&#62; pack",
            &format!("href=\"/invitations/{ID}/papers/2\">Read the pack"),
            "abababab",
        ],
    );
    let unsaid = [
        "/papers/1\"",
        "Chair",
        "/meetings/",
        "Whether that counts",
        "the regulator advised</h2>",
        "Held on",
        "Why its time was changed",
    ];
    says_none(page.shown(), &unsaid);
}

#[tokio::test]
async fn an_invitation_whose_time_was_changed_or_that_was_cancelled_says_why() {
    let moved = Invitation {
        rescheduling_reason: "The room was <lost>".to_owned(),
        ..invitation(InvitationState::Waiting, &[])
    };
    let page = known(regulator(), moved).get(&path()).await;
    says(
        page.shown(),
        &["The room was &#60;lost&#62;", "Nobody has replied since the time of the meeting was changed."],
    );
    says_none(page.shown(), &["What you can do"]);
    let cancelled = Invitation {
        reason: "Nobody <could>".to_owned(),
        items: Vec::new(),
        deputy_allowed: false,
        ..invitation(InvitationState::Cancelled, &[])
    };
    let page = known(keeper(), cancelled).get(&path()).await;
    says(
        page.shown(),
        &[
            "Cancelled",
            "A deputy may come",
            "No\n",
            "All items",
            "Nobody &#60;could&#62;",
            "Nobody replied.",
            "No papers were shared.",
        ],
    );
}

#[tokio::test]
async fn a_reply_says_who_comes_or_why_nobody_does() {
    let deputy = Invitation {
        answer: InvitationAnswer::Deputy.into(),
        deputy_role: "Deputy <Commissioner>".to_owned(),
        ..invitation(InvitationState::Replied, &[])
    };
    let page = known(keeper(), deputy).get(&path()).await;
    says(page.shown(), &["Replied", "Sends a deputy", "Deputy &#60;Commissioner&#62;"]);
    says_none(page.shown(), &["Why nobody comes", "Nobody has replied", "Nobody replied"]);
    let declined = Invitation {
        answer: InvitationAnswer::Declined.into(),
        answer_reason: "A <hearing>".to_owned(),
        ..invitation(InvitationState::Replied, &[])
    };
    let page = known(keeper(), declined).get(&path()).await;
    says(page.shown(), &["Does not come", "Why nobody comes", "A &#60;hearing&#62;"]);
}

#[tokio::test]
async fn an_invitation_says_to_both_sides_what_was_corrected_and_that_it_is_contested() {
    let contested = || Invitation {
        attended: false,
        correction_reason: "A <namesake> came".to_owned(),
        contest_reason: "Nobody of <ours> came".to_owned(),
        ..held(&["ContestAttendance"])
    };
    for side in [regulator(), keeper()] {
        let page = known(side, contested()).get(&path()).await;
        says(
            page.shown(),
            &[
                "Attended",
                "Why attendance was corrected",
                "A &#60;namesake&#62; came",
                "Why whoever was invited contests it",
                "Nobody of &#60;ours&#62; came",
                "Whether that counts as attended",
                "No\n",
            ],
        );
    }
    let page = known(regulator(), held(&["ContestAttendance"])).get(&path()).await;
    says(page.shown(), &[&format!("href=\"/invitations/{ID}/contest-attendance\"")]);
    says_none(page.shown(), &["was corrected", "contests it"]);
    let page = listed(regulator(), vec![contested()], "").get("/invitations").await;
    says(page.shown(), &["Comes · Attended · Contested"]);
}

#[tokio::test]
async fn what_is_only_proposed_is_shown_as_no_advice_of_the_regulators() {
    let page = known(regulator(), proposed(&["AgreeAdvice", "RefuseAdvice"])).get(&path()).await;
    says(
        page.shown(),
        &[
            &format!("href=\"/invitations/{ID}/agree-advice\""),
            &format!("href=\"/invitations/{ID}/refuse-advice\""),
            "Proposed summary of what the regulator advised</h2>",
            "Proposed",
            "Government Chief Data Officer proposed this, and Information Commissioner&#39;s Office has not agreed to it. It is not the regulator&#39;s advice.",
            "It advised to &#60;wait&#62;.",
            "10:00am on 3 June 2026 (BST)",
            "eeeeee",
            "Held on",
            "2 June 2026",
            "Attended",
            "Whether that counts as attended",
            "Yes",
        ],
    );
    says_none(page.shown(), &["What the regulator advised</h2>", "Agreed by", "Why it was refused"]);
    let world = known(regulator(), proposed(&["AgreeAdvice", "RefuseAdvice"]));
    let page = world.denies::<AgreeAdvice>().denies::<RefuseAdvice>().get(&path()).await;
    says(
        page.shown(),
        &["Somebody with another role in your organisation can do this: Agree to this summary; "],
    );
    says_none(page.shown(), &["/agree-advice", "/refuse-advice"]);
}

#[tokio::test]
async fn what_was_refused_is_shown_with_why_and_with_other_words() {
    let refused = Invitation {
        advice_state: AdviceState::Refused.into(),
        advice_proposal: Some(AdviceProposal {
            reason: "It did not <say> so".to_owned(),
            other_words: "It advised to <think>.".to_owned(),
            ..proposal()
        }),
        ..held(&["ProposeAdvice"])
    };
    let page = known(keeper(), refused).get(&path()).await;
    says(
        page.shown(),
        &[
            &format!("href=\"/invitations/{ID}/propose-advice\""),
            "Proposed summary of what the regulator advised</h2>",
            "Refused",
            "Information Commissioner&#39;s Office refused it. It is not the regulator&#39;s advice.",
            "It advised to &#60;wait&#62;.",
            "Why it was refused",
            "It did not &#60;say&#62; so",
            "What would be agreed to instead",
            "It advised to &#60;think&#62;.",
        ],
    );
    says_none(page.shown(), &["has not agreed to it", "What the regulator advised</h2>"]);
}

#[tokio::test]
async fn what_was_agreed_is_shown_as_what_the_regulator_advised_with_who_agreed() {
    let agreed = Invitation {
        advice_state: AdviceState::Agreed.into(),
        advice_proposal: Some(AdviceProposal { summary: "Other words".to_owned(), ..proposal() }),
        advice_noted: Some(AdviceNoted {
            summary: "It advised to <wait>.".to_owned(),
            agree_time: at("2026-06-04T09:00:00Z"),
            agreed_by: "ico.commissioner".to_owned(),
            seal: proposal().seal,
        }),
        ..held(&[])
    };
    for world in [keeper(), regulator()] {
        let page = known(world, agreed.clone()).get(&path()).await;
        says(
            page.shown(),
            &[
                "What the regulator advised</h2>",
                "Agreed",
                "It advised to &#60;wait&#62;.",
                "Information Commissioner&#39;s Office, Commissioner",
                "10:00am on 4 June 2026 (BST)",
                "eeeeee",
            ],
        );
        let unsaid = ["It is not the regulator", "Other words", "Proposed summary", "govuk-warning-text"];
        says_none(page.shown(), &unsaid);
    }
}

#[tokio::test]
async fn whoever_did_not_attend_is_said_not_to_count() {
    let absent = Invitation {
        attendance: Attendance::Deputy.into(),
        attended: false,
        answer: InvitationAnswer::Unspecified.into(),
        ..held(&[])
    };
    let page = known(keeper(), absent).get(&path()).await;
    says(page.shown(), &["A deputy attended", "Whether that counts as attended", "No\n", "Nobody replied."]);
    says_none(page.shown(), &["advised</h2>"]);
}

#[tokio::test]
async fn a_pack_that_was_shared_is_read_as_its_board_reads_it_and_can_be_kept() {
    let open = Invitation { papers: papers(), ..invitation(InvitationState::Replied, &[]) };
    let world = known(regulator(), open);
    let page = world.get(&format!("/invitations/{ID}/papers/2")).await;
    says(
        page.shown(),
        &[
            &format!("href=\"/invitations/{ID}\" class=\"govuk-back-link\""),
            "The &#60;spring&#62; pack</h1>",
            "OFFICIAL",
            "10:00am on 20 May 2026 (BST)",
            "Spring &#38; summer",
            "Transformation Board",
            "Government Chief Data Officer",
            "1 May 2026",
            "2 May 2026, Lead",
            "Read the &#60;third&#62; page first",
            "A commitment is a promise, not law.",
            "HMG-17: Reports &#60;twice&#62; a year</caption>",
            "Plans</caption>",
            "dddddd",
            &format!("href=\"/invitations/{ID}/papers/2/sealed\" download"),
        ],
    );
    let sealed = world.get(&format!("/invitations/{ID}/papers/2/sealed")).await;
    assert_eq!(sealed.headers[CONTENT_TYPE], "application/json");
    assert_eq!(sealed.headers[CONTENT_DISPOSITION], format!("attachment; filename=\"paper-2-{ID}.json\""));
    assert_eq!(sealed.shown().as_bytes(), papers()[1].content.as_ref().unwrap().pack);
    // A document is handed over elsewhere; no other paper was shared.
    for number in ["1", "3", "02", "x"] {
        for end in ["", "/sealed"] {
            let page = world.get(&format!("/invitations/{ID}/papers/{number}{end}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{number}{end}");
        }
    }
}

#[tokio::test]
async fn a_pack_of_a_type_that_nobody_knows_here_is_offered_as_its_bytes_alone() {
    for (pack_type, bytes) in [
        ("concordat.commitments.v1.PackContent", "no JSON"),
        ("concordat.commitments.v9.PackContent", "{\"title\":\"Spring\"}"),
    ] {
        let mut papers = papers();
        let content = papers[1].content.as_mut().unwrap();
        (content.pack_type, content.pack) = (pack_type.to_owned(), bytes.as_bytes().to_vec());
        let open = Invitation { papers, ..invitation(InvitationState::Replied, &[]) };
        let page = known(regulator(), open).get(&format!("/invitations/{ID}/papers/2")).await;
        says(
            page.shown(),
            &[
                "This page cannot show what was sealed.",
                &format!("href=\"/invitations/{ID}/papers/2/sealed\" download"),
            ],
        );
        says_none(page.shown(), &["About it</h2>", "A commitment is a promise"]);
    }
}

#[tokio::test]
async fn what_is_no_invitation_is_not_found_and_whoever_may_read_none_is_denied() {
    for path in [path(), "/invitations/1".to_owned(), format!("{}/papers/1", path())] {
        assert_eq!(regulator().get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let denied = known(regulator(), held(&[])).denies::<GetInvitation>();
    assert_eq!(denied.get(&path()).await.status, StatusCode::FORBIDDEN);
}
