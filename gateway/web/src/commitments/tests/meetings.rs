//! The meetings that one's own organisation keeps: the list, and each as it stands.

use super::fixtures::{ID, OTHER, at, handling};
use crate::platform::tests::{World, says, says_none};
use axum::http::{StatusCode, header::LOCATION};
use contracts::{
    action::commitments::{
        CorrectAttendance, CreateMeeting, GetMeeting, InviteToMeeting, ListInvitations, ListMeetings,
        SharePaper,
    },
    commitments::{
        Attendance, BodyKind, GetMeetingRequest, GetMeetingResponse, GoverningBody, ListBodiesRequest,
        ListBodiesResponse, ListMeetingsRequest, ListMeetingsResponse, Meeting, MeetingAction,
        MeetingDecision, MeetingInvitee, MeetingKind, MeetingPaper, MeetingPaperFacts, MeetingRescheduling,
        MeetingSeat, MeetingState,
    },
    exchange::Attachment,
    handling::Handling,
};

/// What the meeting of these tests is called where others are told of it.
pub(super) const NAME: &str = "bodies/transformation-board/meetings/7d0a4c1e-2b3f-4e5d-9c8b-0a1b2c3d4e5f";

/// A platform on which there are bodies of each kind.
pub(super) fn with_bodies(world: World) -> World {
    let body = |code: &str, kind: BodyKind, title: &str| GoverningBody {
        code: code.to_owned(),
        kind: kind.into(),
        title: title.to_owned(),
        ..GoverningBody::default()
    };
    let bodies = vec![
        body("department-board", BodyKind::Department, "Board of the department"),
        body("signatories", BodyKind::Signatories, "The signatories"),
        body("transformation-board", BodyKind::Government, "Board <of> change"),
    ];
    world.answers::<ListBodiesRequest>(&ListBodiesResponse { bodies })
}

fn seat(number: i32, organisation: &str, role: &str, items: &[i32]) -> MeetingSeat {
    let invitation = format!("organisations/gcdo/invitations/{OTHER}");
    let invitee = MeetingInvitee {
        organisation: format!("organisations/{organisation}"),
        role: role.to_owned(),
        deputy_allowed: organisation == "ico",
        items: items.to_vec(),
        invitation: if organisation == "gcdo" { String::new() } else { invitation },
    };
    MeetingSeat { number, invitee: Some(invitee), ..MeetingSeat::default() }
}

fn paper(number: i32, facts: MeetingPaperFacts, shared_with: &[&str]) -> MeetingPaper {
    let shared_with = shared_with.iter().map(|code| format!("organisations/{code}")).collect();
    MeetingPaper { number, facts: Some(facts), shared_with }
}

fn document() -> MeetingPaperFacts {
    MeetingPaperFacts {
        title: "Figures & <facts>".to_owned(),
        handling: Some(Handling {
            descriptors: vec!["PERSONAL".to_owned()],
            instructions: "Do not <copy> it.".to_owned(),
            ..handling()
        }),
        item: 2,
        attachment: Some(Attachment {
            title: "Figures.pdf".to_owned(),
            sha256: "cd".repeat(32),
            media_type: "application/pdf".to_owned(),
        }),
        ..MeetingPaperFacts::default()
    }
}

fn pack() -> MeetingPaperFacts {
    MeetingPaperFacts {
        title: "The spring pack".to_owned(),
        handling: Some(handling()),
        pack: format!("organisations/gcdo/packs/{ID}"),
        ..MeetingPaperFacts::default()
    }
}

/// A meeting of a board across government, to which the regulator is invited for all items and a department for the third.
pub(super) fn meeting(state: MeetingState, possible: &[&str]) -> Meeting {
    Meeting {
        name: format!("organisations/gcdo/meetings/{ID}"),
        etag: "e1".to_owned(),
        state: state.into(),
        body: "bodies/transformation-board".to_owned(),
        meeting: NAME.to_owned(),
        title: "Spring <meeting>".to_owned(),
        kind: MeetingKind::Extraordinary.into(),
        start_time: at("2026-06-02T09:30:00Z"),
        invited: vec!["organisations/ico".to_owned(), "organisations/hmrc".to_owned()],
        paper_count: 2,
        update_time: at("2026-05-02T09:00:00Z"),
        seats: vec![
            seat(1, "gcdo", "Chair <of> the board", &[]),
            seat(2, "ico", "Information Commissioner", &[]),
            seat(3, "hmrc", "Head of data", &[3, 4]),
        ],
        papers: vec![paper(1, document(), &["ico"]), paper(2, pack(), &[])],
        possible_acts: possible.iter().map(|act| (*act).to_owned()).collect(),
        ..Meeting::default()
    }
}

pub(super) fn known(role: &'static str, meeting: Meeting) -> World {
    let world = with_bodies(World::of("gcdo", role));
    world.answers::<GetMeetingRequest>(&GetMeetingResponse { meeting: Some(meeting) })
}

fn listed(world: World, meetings: Vec<Meeting>, next: &str) -> World {
    let next_page_token = next.to_owned();
    with_bodies(world).answers::<ListMeetingsRequest>(&ListMeetingsResponse { meetings, next_page_token })
}

fn path() -> String {
    format!("/meetings/{ID}")
}

#[tokio::test]
async fn meetings_are_listed_with_their_body_their_time_and_who_is_invited() {
    let world =
        listed(World::of("gcdo", "centre.secretariat"), vec![meeting(MeetingState::Invited, &[])], "more");
    let address = "/meetings?body=transformation-board&state=MEETING_STATE_INVITED&state=lost";
    let page = world.get(address).await;
    says(
        page.shown(),
        &[
            "href=\"/meetings/plan-meeting\"",
            &format!("href=\"/meetings/{ID}\">Spring &#60;meeting&#62;"),
            "Invited",
            "10:30am on 2 June 2026 (BST)",
            "Board &#60;of&#62; change, Extraordinary",
            "Invited: Information Commissioner&#39;s Office, HM Revenue and Customs · 2 papers",
            "href=\"/meetings?body=transformation-board&#38;state=MEETING_STATE_INVITED&#38;page=more\"",
            "value=\"transformation-board\" selected",
            "value=\"MEETING_STATE_INVITED\" checked",
            "Clear filters",
        ],
    );
    let (who, asked) = world.asked::<ListMeetingsRequest>().remove(0);
    assert_eq!((who.as_str(), asked.parent.as_str()), ("gcdo", "organisations/gcdo"));
    assert_eq!(asked.body, "bodies/transformation-board");
    assert!(asked.states().eq([MeetingState::Invited]));
}

#[tokio::test]
async fn meetings_are_filtered_by_the_bodies_that_the_organisation_keeps() {
    let centre = listed(World::of("gcdo", "gcdo.analyst"), Vec::new(), "");
    let page = centre.get("/meetings?body=department-board").await;
    says(page.shown(), &["All bodies", "The signatories", "Board &#60;of&#62; change"]);
    says_none(page.shown(), &["Board of the department"]);
    assert_eq!(centre.asked::<ListMeetingsRequest>()[0].1.body, "", "another's body is none to filter by");
    let department = listed(World::of("hmrc", "dept.board"), Vec::new(), "");
    let page = department.get("/meetings").await;
    says(page.shown(), &["All bodies", "Board of the department"]);
    says_none(page.shown(), &["The signatories", "Board &#60;of&#62; change"]);
}

#[tokio::test]
async fn where_there_are_no_meetings_it_is_said_whether_the_filters_are_why() {
    let world = listed(World::of("gcdo", "gcdo.analyst"), Vec::new(), "");
    says(world.get("/meetings").await.shown(), &["There are no meetings yet."]);
    let filtered = world.get("/meetings?state=MEETING_STATE_CLOSED").await;
    says(filtered.shown(), &["No meeting matches these filters."]);
    let quiet = Meeting {
        body: "bodies/former-board".to_owned(),
        invited: Vec::new(),
        paper_count: 0,
        ..meeting(MeetingState::Planned, &[])
    };
    let world = listed(World::of("gcdo", "gcdo.analyst"), vec![quiet], "").denies::<CreateMeeting>();
    let page = world.get("/meetings").await;
    says(page.shown(), &["former-board, Extraordinary · No other organisation is invited · no papers"]);
    says_none(page.shown(), &["plan-meeting"]);
}

#[tokio::test]
async fn a_page_of_a_list_that_nobody_was_shown_leads_back_to_its_beginning() {
    let world = with_bodies(World::of("gcdo", "gcdo.analyst")).refuses::<ListMeetingsRequest>("page_token");
    let page = world.get("/meetings?state=MEETING_STATE_HELD&page=stale").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.headers[LOCATION], "/meetings?state=MEETING_STATE_HELD");
}

#[tokio::test]
async fn a_meeting_says_who_is_invited_what_is_shared_with_whom_and_who_reads_it() {
    let possible = ["InviteToMeeting", "SharePaper", "CancelMeeting"];
    let world = known("centre.secretariat", meeting(MeetingState::PapersShared, &possible));
    let page = world.get(&path()).await;
    says(
        page.shown(),
        &[
            "Spring &#60;meeting&#62;</h1>",
            "Papers shared",
            "10:30am on 2 June 2026 (BST)",
            "Your organisation alone reads this page: its team, and the secretariat of the boards.",
            "reads its own invitation and the papers that were shared with it, and nothing else.",
            "What you can do",
            &format!("href=\"/meetings/{ID}/invite-to-meeting\""),
            &format!("href=\"/meetings/{ID}/cancel-meeting\""),
            "Board &#60;of&#62; change",
            "Extraordinary",
            "Who is invited</caption>",
            "Chair &#60;of&#62; the board</th>",
            "Government Chief Data Officer",
            "All items",
            "No</td>",
            "Not recorded",
            "Your own organisation: none is sent",
            "Information Commissioner</th>",
            "All items",
            "Yes</td>",
            &format!("href=\"/invitations/{OTHER}\">Invitation of Information Commissioner&#39;s Office</a>"),
            "Head of data</th>",
            "3, 4",
            "href=\"/invitations?meeting=bodies%2Ftransformation-board%2Fmeetings%2F7d0a",
            "Paper 1: Figures &#38; &#60;facts&#62;",
            "OFFICIAL PERSONAL",
            "Do not &#60;copy&#62; it.",
            "Figures.pdf",
            "application/pdf",
            "cdcdcd",
            "Shared with",
            "Information Commissioner&#39;s Office",
            "Paper 2: The spring pack",
            "No item",
            &format!("href=\"/packs/{ID}\">Read the pack</a>"),
            "Nobody",
            &format!("href=\"/meetings/{ID}/papers/2/share-paper\""),
        ],
    );
    // The regulator has the first paper, and the department is invited for other items.
    says_none(page.shown(), &["/papers/1/share-paper", "hold-meeting", "Decision", "did not</th>"]);
}

#[tokio::test]
async fn a_meeting_that_was_held_and_minuted_says_who_attended_and_what_was_decided() {
    let mut held = Meeting {
        decisions: vec![MeetingDecision { item: 2, decision: "To <wait>".to_owned() }],
        actions: vec![MeetingAction {
            what: "Write the <plan>".to_owned(),
            owner_role: "Head of plans".to_owned(),
            due_on: "2026-07-01".to_owned(),
        }],
        reschedulings: vec![MeetingRescheduling {
            start_time: at("2026-05-20T09:30:00Z"),
            reason: "The room was <lost>".to_owned(),
        }],
        ..meeting(MeetingState::Minuted, &["CloseMeeting"])
    };
    held.seats[0].attendance = Attendance::Apologies.into();
    held.seats[1].attendance = Attendance::Deputy.into();
    let page = known("centre.secretariat", held).get(&path()).await;
    says(
        page.shown(),
        &[
            "Minuted",
            &format!("href=\"/meetings/{ID}/close-meeting\""),
            "Absent with apologies",
            "A deputy attended",
            "What was decided</h2>",
            "To &#60;wait&#62;</th>",
            "What is to be done</h2>",
            "Write the &#60;plan&#62;</th>",
            "Head of plans",
            "1 July 2026",
            "Times at which it was to take place before</h2>",
            "10:30am on 20 May 2026 (BST)",
            "The room was &#60;lost&#62;",
        ],
    );
    says_none(page.shown(), &["share-paper", "cancel-meeting"]);
}

/// One of which it is recorded that the regulator attended, which it contests.
pub(super) fn contested(state: MeetingState, possible: &[&str]) -> Meeting {
    let mut meeting = meeting(state, possible);
    meeting.seats[1].attendance = Attendance::Attended.into();
    meeting.seats[1].contest_reason = "Nobody of <ours> came".to_owned();
    meeting
}

#[tokio::test]
async fn a_meeting_says_who_contests_what_was_recorded_and_leads_to_where_it_is_corrected() {
    let world = known("centre.secretariat", contested(MeetingState::Held, &["CorrectAttendance"]));
    let page = world.get(&path()).await;
    says(
        page.shown(),
        &[
            "Why whoever was invited contests it</th>",
            "Chair &#60;of&#62; the board</th>",
            &format!("href=\"/meetings/{ID}/seats/1/correct-attendance\""),
            "Information Commissioner</th>",
            "Attended",
            "Nobody of &#60;ours&#62; came",
            &format!("href=\"/meetings/{ID}/seats/2/correct-attendance\""),
            "Correct the attendance of Information Commissioner, Information Commissioner&#39;s Office",
        ],
    );
    let page = world.denies::<CorrectAttendance>().get(&path()).await;
    says(page.shown(), &["Nobody of &#60;ours&#62; came"]);
    says_none(page.shown(), &["correct-attendance", "Mistakes"]);
    let agreed = known("centre.secretariat", meeting(MeetingState::Held, &["MinuteMeeting"]));
    says_none(agreed.get(&path()).await.shown(), &["contests it", "correct-attendance", "Mistakes"]);
}

#[tokio::test]
async fn a_meeting_that_was_cancelled_says_why_and_that_nothing_can_be_done() {
    let cancelled = Meeting {
        reason: "Nobody <could>".to_owned(),
        seats: Vec::new(),
        invited: Vec::new(),
        papers: Vec::new(),
        ..meeting(MeetingState::Cancelled, &[])
    };
    let page = known("gcdo.analyst", cancelled).get(&path()).await;
    says(
        page.shown(),
        &[
            "Cancelled",
            "Why it was cancelled",
            "Nobody &#60;could&#62;",
            "Nobody was invited yet.",
            "There are no papers.",
        ],
    );
    says_none(page.shown(), &["What you can do", "/invitations?meeting", "<caption"]);
}

#[tokio::test]
async fn whoever_may_not_act_is_told_who_may_and_has_no_button() {
    let possible = ["InviteToMeeting", "SharePaper"];
    let world = known("gcdo.analyst", meeting(MeetingState::Invited, &possible));
    let page = world.denies::<InviteToMeeting>().denies::<SharePaper>().get(&path()).await;
    says(page.shown(), &["Somebody with another role in your organisation can do this: Invite people."]);
    says_none(page.shown(), &["/invite-to-meeting\"", "share-paper"]);
}

#[tokio::test]
async fn a_department_is_told_who_of_its_own_reads_its_meetings() {
    let own = Meeting {
        name: format!("organisations/hmrc/meetings/{ID}"),
        body: "bodies/department-board".to_owned(),
        ..meeting(MeetingState::Planned, &[])
    };
    let world = with_bodies(World::of("hmrc", "dept.dpo"));
    let world = world.answers::<GetMeetingRequest>(&GetMeetingResponse { meeting: Some(own) });
    let page = world.get(&path()).await;
    says(page.shown(), &["its accounting officer and its boards.", "Board of the department"]);
    assert_eq!(
        world.asked::<GetMeetingRequest>()[0].1.name,
        format!("organisations/hmrc/meetings/{ID}"),
        "nobody asks for another organisation's"
    );
}

#[tokio::test]
async fn what_is_no_meeting_is_not_found_and_whoever_may_read_none_is_denied() {
    let world = with_bodies(World::of("gcdo", "gcdo.analyst"));
    for path in [path(), "/meetings/1".to_owned(), format!("/meetings/{}", ID.to_uppercase())] {
        assert_eq!(world.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let denied = known("gcdo.analyst", meeting(MeetingState::Planned, &[])).denies::<GetMeeting>();
    assert_eq!(denied.get(&path()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_menu_leads_to_meetings_and_invitations_whoever_may_read_them() {
    let (meetings, invitations) = ("href=\"/meetings\"", "href=\"/invitations\"");
    let world = || listed(World::of("gcdo", "gcdo.analyst"), Vec::new(), "");
    says(world().get("/meetings").await.shown(), &[meetings, invitations]);
    let page = world().denies::<ListInvitations>().get("/meetings").await;
    says_none(page.shown(), &[invitations]);
    let world = super::invitations::listed(World::of("ico", "ico.lead"), Vec::new(), "");
    let page = world.denies::<ListMeetings>().get("/invitations").await;
    says(page.shown(), &[invitations]);
    says_none(page.shown(), &[meetings]);
}
