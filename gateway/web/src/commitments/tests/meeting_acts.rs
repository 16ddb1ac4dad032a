//! What is done about meetings: what is asked, who is told before it is done, and what is sent.

use super::{
    fixtures::ID,
    meetings::{contested, known, meeting, with_bodies},
};
use crate::platform::tests::{Page, World, says, says_none};
use axum::http::{StatusCode, header::LOCATION};
use contracts::{
    action::commitments::{HoldMeeting, ListPacks},
    commitments::{
        AddPaperRequest, AddPaperResponse, Attendance, CancelMeetingRequest, CancelMeetingResponse,
        CloseMeetingRequest, CloseMeetingResponse, CorrectAttendanceRequest, CorrectAttendanceResponse,
        CreateMeetingRequest, CreateMeetingResponse, HoldMeetingRequest, HoldMeetingResponse,
        InviteToMeetingRequest, InviteToMeetingResponse, ListPacksRequest, ListPacksResponse, Meeting,
        MeetingKind, MeetingState, MinuteMeetingRequest, MinuteMeetingResponse, Pack, PackBody, PackState,
        RescheduleMeetingRequest, RescheduleMeetingResponse, SharePaperRequest, SharePaperResponse,
    },
};

pub(super) const DO: (&str, &str) = ("step", "do");
pub(super) const ETAG: (&str, &str) = ("etag", "e1");

fn secretary(state: MeetingState) -> World {
    known("centre.secretariat", meeting(state, &[]))
}

fn at(act: &str) -> String {
    format!("/meetings/{ID}/{act}")
}

#[track_caller]
pub(super) fn is_done(page: &Page, list: &str, act: &str) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let to = page.headers[LOCATION].to_str().unwrap();
    assert!(to.starts_with(&format!("/{list}/{ID}?done=act-{act}.")), "{to}");
}

#[track_caller]
pub(super) fn is_wrong(page: &Page, texts: &[&str]) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    says(&page.body, texts);
}

#[tokio::test]
async fn a_meeting_is_planned_for_a_body_that_the_organisation_keeps() {
    let made = CreateMeetingResponse { meeting: Some(meeting(MeetingState::Planned, &[])) };
    let world = with_bodies(World::of("gcdo", "centre.secretariat")).answers::<CreateMeetingRequest>(&made);
    let form = world.get("/meetings/plan-meeting").await;
    says(
        form.shown(),
        &[
            "value=\"bodies/signatories\"",
            "value=\"bodies/transformation-board\"",
            "Board &#60;of&#62; change",
            "name=\"title\"",
            "value=\"MEETING_KIND_ORDINARY\"",
            "name=\"start_time-day\"",
            "name=\"start_time-time\"",
        ],
    );
    says_none(form.shown(), &["bodies/department-board"]);
    let typed = [
        ("body", "bodies/transformation-board"),
        ("title", "Spring meeting"),
        ("kind", "MEETING_KIND_ORDINARY"),
        ("start_time-day", "2"),
        ("start_time-month", "6"),
        ("start_time-year", "2026"),
        ("start_time-time", "10:30am"),
    ];
    let check = world.post("/meetings/plan-meeting", &typed).await;
    says(
        check.shown(),
        &["Nobody else does until you invite them.", "Board &#60;of&#62; change", "10:30am on 2 June 2026"],
    );
    assert!(world.asked::<CreateMeetingRequest>().is_empty());
    let done = world.post("/meetings/plan-meeting", &[typed.as_slice(), &[DO]].concat()).await;
    is_done(&done, "meetings", "plan-meeting");
    let (_, asked) = world.asked::<CreateMeetingRequest>().remove(0);
    assert_eq!((asked.parent.as_str(), asked.kind()), ("organisations/gcdo", MeetingKind::Ordinary));
    assert_eq!(
        (asked.body.as_str(), asked.title.as_str()),
        ("bodies/transformation-board", "Spring meeting")
    );
    assert_eq!(asked.start_time, super::fixtures::at("2026-06-02T09:30:00Z"));
    let wrong = world.post("/meetings/plan-meeting", &typed[..4]).await;
    is_wrong(&wrong, &["href=\"#start-time-day\"", "must include a day, a month and a year"]);
    let refused = world.refuses::<CreateMeetingRequest>("start_time");
    let wrong = refused.post("/meetings/plan-meeting", &[typed.as_slice(), &[DO]].concat()).await;
    is_wrong(
        &wrong,
        &["href=\"#start-time-day\">The time of the meeting is wrong", "value=\"Spring meeting\""],
    );
}

#[tokio::test]
async fn people_are_invited_by_organisation_and_role_several_at_once() {
    let done = InviteToMeetingResponse { meeting: Some(meeting(MeetingState::Invited, &[])) };
    let world = secretary(MeetingState::Planned).answers::<InviteToMeetingRequest>(&done);
    let path = at("invite-to-meeting");
    let form = world.get(&path).await;
    says(
        form.shown(),
        &[
            "Who is told",
            "It learns of nobody else.",
            "Person 1",
            "name=\"invitees.0.organisation\"",
            "value=\"organisations/gcdo\"",
            "Government Chief Data Officer",
            "value=\"organisations/hmrc\"",
            "HM Revenue and Customs",
            "value=\"organisations/ico\"",
            "name=\"invitees.0.role\"",
            "name=\"invitees.0.deputy_allowed\"",
            "name=\"invitees.0.items\"",
            "value=\"add:invitees\"",
        ],
    );
    let typed = [
        ETAG,
        ("invitees.0.organisation", "organisations/ico"),
        ("invitees.0.role", "Information Commissioner"),
        ("invitees.0.deputy_allowed", "true"),
        ("invitees.0.items", "1, 3 12"),
        ("invitees.1.organisation", ""),
        ("invitees.1.role", ""),
        ("invitees.2.organisation", "organisations/gcdo"),
        ("invitees.2.role", "Chair"),
        ("invitees.2.items", ""),
    ];
    let more = world.post(&path, &[typed.as_slice(), &[("step", "add:invitees")]].concat()).await;
    says(more.shown(), &["value=\"1, 3 12\"", "name=\"invitees.3.role\""]);
    let check = world.post(&path, &typed).await;
    says(
        check.shown(),
        &[
            "and learns of nobody else who is invited.",
            "Information Commissioner&#39;s Office",
            "Information Commissioner",
            "Yes",
            "1, 3, 12",
            "Government Chief Data Officer",
            "Chair",
        ],
    );
    is_done(&world.post(&path, &[typed.as_slice(), &[DO]].concat()).await, "meetings", "invite-to-meeting");
    let (_, asked) = world.asked::<InviteToMeetingRequest>().remove(0);
    assert_eq!((asked.name, asked.etag.as_str()), (format!("organisations/gcdo/meetings/{ID}"), "e1"));
    let [first, second] = asked.invitees.as_slice() else { panic!("{:?}", asked.invitees) };
    assert_eq!((first.organisation.as_str(), first.deputy_allowed), ("organisations/ico", true));
    assert_eq!((first.role.as_str(), first.items.as_slice()), ("Information Commissioner", &[1, 3, 12][..]));
    assert_eq!((second.organisation.as_str(), second.deputy_allowed), ("organisations/gcdo", false));
    assert_eq!((second.role.as_str(), second.items.len()), ("Chair", 0));
}

#[tokio::test]
async fn what_is_wrong_with_an_invitation_is_said_where_it_was_typed() {
    let world = secretary(MeetingState::Planned);
    let path = at("invite-to-meeting");
    let typed = [ETAG, ("invitees.0.organisation", "organisations/ico"), ("invitees.0.items", "1, two")];
    is_wrong(
        &world.post(&path, &typed).await,
        &[
            "href=\"#invitees-0-items\">The items must be numbers with commas between them",
            "href=\"#invitees-0-role\">The role must be given",
            "value=\"1, two\"",
        ],
    );
    is_wrong(&world.post(&path, &[ETAG]).await, &["href=\"#invitees-0-organisation\""]);
    let typed = [
        ETAG,
        ("invitees.0.organisation", "organisations/ico"),
        ("invitees.0.role", "Information Commissioner"),
        DO,
    ];
    let refused = world.clone().refuses::<InviteToMeetingRequest>("invitees[0].role");
    is_wrong(&refused.post(&path, &typed).await, &["href=\"#invitees-0-role\">The role is wrong"]);
    let refused = world.refuses_for::<InviteToMeetingRequest>("STATE");
    is_wrong(
        &refused.post(&path, &typed).await,
        &["These people cannot be invited: somebody was invited before"],
    );
}

/// A pack that was presented to the board that meets.
fn packs(world: World) -> World {
    let pack = Pack {
        name: format!("organisations/gcdo/packs/{ID}"),
        title: "Spring & summer".to_owned(),
        owner: "organisations/hmrc".to_owned(),
        as_of: "2026-05-02".to_owned(),
        ..Pack::default()
    };
    let packs = ListPacksResponse { packs: vec![pack], next_page_token: String::new() };
    world.answers::<ListPacksRequest>(&packs)
}

#[tokio::test]
async fn a_paper_is_a_document_by_its_hash_or_a_pack_that_was_presented_to_the_body() {
    let done = AddPaperResponse { meeting: Some(meeting(MeetingState::Invited, &[])) };
    let world = packs(secretary(MeetingState::Invited)).answers::<AddPaperRequest>(&done);
    let (path, own) = (at("add-paper"), format!("organisations/gcdo/packs/{ID}"));
    let form = world.get(&path).await;
    says(
        form.shown(),
        &[
            "Nobody outside your organisation.",
            "name=\"paper.title\"",
            "value=\"CLASSIFICATION_OFFICIAL_SENSITIVE\"",
            "name=\"paper.item\"",
            "name=\"paper.attachment.sha256\"",
            &format!("value=\"{own}\""),
            "Spring &#38; summer, HM Revenue and Customs, 2 May 2026",
        ],
    );
    let (_, asked) = world.asked::<ListPacksRequest>().remove(0);
    assert_eq!((asked.parent.as_str(), asked.body()), ("organisations/gcdo", PackBody::TransformationBoard));
    assert!(asked.states().eq([PackState::Presented]));
    let typed = [
        ETAG,
        ("paper.title", "The pack"),
        ("paper.handling.classification", "CLASSIFICATION_OFFICIAL"),
        ("paper.item", "2"),
        ("paper.pack", own.as_str()),
        DO,
    ];
    is_done(&world.post(&path, &typed).await, "meetings", "add-paper");
    let (_, asked) = world.asked::<AddPaperRequest>().remove(0);
    let paper = asked.paper.unwrap();
    assert_eq!((paper.title.as_str(), paper.item, paper.attachment), ("The pack", 2, None));
    assert_eq!(paper.pack, own);
    is_wrong(
        &world.post(&path, &[ETAG, ("paper.item", "x")]).await,
        &[
            "href=\"#paper-title\">The title must be given",
            "href=\"#paper-handling-classification\"",
            "href=\"#paper-item\">The item must be a number",
        ],
    );
    let refused = world.clone().refuses_for::<AddPaperRequest>("INCOMPLETE");
    is_wrong(&refused.post(&path, &typed).await, &["A paper is either a document or a pack."]);
    let refused = world.refuses::<AddPaperRequest>("paper.attachment.sha256");
    let wrong = refused.post(&path, &typed).await;
    is_wrong(&wrong, &["href=\"#paper-attachment-sha256\">The hash of the document is wrong"]);
}

#[tokio::test]
async fn no_pack_is_offered_where_none_was_presented_to_the_body_or_may_be_read() {
    let none = secretary(MeetingState::Invited).answers::<ListPacksRequest>(&ListPacksResponse::default());
    says_none(none.get(&at("add-paper")).await.shown(), &["paper.pack"]);
    let denied = packs(secretary(MeetingState::Invited)).denies::<ListPacks>();
    says_none(denied.get(&at("add-paper")).await.shown(), &["paper.pack"]);
    let signatories = Meeting { body: "bodies/signatories".into(), ..meeting(MeetingState::Invited, &[]) };
    let world = packs(known("centre.secretariat", signatories));
    says_none(world.get(&at("add-paper")).await.shown(), &["paper.pack"]);
    assert!(world.asked::<ListPacksRequest>().is_empty(), "no pack is for the signatories");
}

#[tokio::test]
async fn a_paper_is_shared_with_one_that_was_invited_for_its_item_and_does_not_have_it() {
    let done = SharePaperResponse { meeting: Some(meeting(MeetingState::PapersShared, &[])) };
    let mut open = meeting(MeetingState::Invited, &[]);
    open.papers[0].shared_with = Vec::new();
    let world = known("centre.secretariat", open.clone()).answers::<SharePaperRequest>(&done);
    let path = at("papers/1/share-paper");
    let form = world.get(&path).await;
    says(
        form.shown(),
        &[
            "What is shared cannot be taken back.",
            "Nobody else who was invited learns of it.",
            "Figures &#38; &#60;facts&#62;",
            "OFFICIAL PERSONAL",
            "Do not &#60;copy&#62; it.",
            "cdcdcd",
            "value=\"organisations/ico\"",
            "Information Commissioner&#39;s Office",
        ],
    );
    // It is of the second item: the department is invited for the third and fourth, and one's own organisation reads it.
    let unsaid =
        ["value=\"organisations/hmrc\"", "value=\"organisations/gcdo\"", "name=\"number\"", "spring pack"];
    says_none(form.shown(), &unsaid);
    let typed = [ETAG, ("organisation", "organisations/ico")];
    let check = world.post(&path, &typed).await;
    says(
        check.shown(),
        &["reads the paper as soon as you share it.", "Information Commissioner&#39;s Office"],
    );
    is_done(&world.post(&path, &[typed.as_slice(), &[DO]].concat()).await, "meetings", "share-paper");
    let (_, asked) = world.asked::<SharePaperRequest>().remove(0);
    assert_eq!(
        (asked.number, asked.organisation.as_str(), asked.etag.as_str()),
        (1, "organisations/ico", "e1")
    );
    is_wrong(&world.post(&path, &[ETAG]).await, &["href=\"#organisation\""]);
    let refused = world.refuses_for::<SharePaperRequest>("STATE");
    let wrong = refused.post(&path, &[typed.as_slice(), &[DO]].concat()).await;
    is_wrong(&wrong, &["This organisation has the paper already"]);
    for number in ["3", "01", "x"] {
        let missing = refused.get(&at(&format!("papers/{number}/share-paper"))).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{number}");
    }
    let own = refused.refuses_for::<SharePaperRequest>("ACTING_ROLE");
    let wrong = own.post(&path, &[typed.as_slice(), &[DO]].concat()).await;
    is_wrong(&wrong, &["You added this paper. Another person shares it"]);
}

#[tokio::test]
async fn who_shares_a_pack_reads_that_the_whole_of_it_goes_to_whoever_has_it_not() {
    let mut shared = meeting(MeetingState::PapersShared, &[]);
    shared.papers[1].facts.as_mut().unwrap().item = 4;
    shared.papers[1].shared_with = vec!["organisations/ico".to_owned()];
    let form = known("centre.secretariat", shared).get(&at("papers/2/share-paper")).await;
    says(form.shown(), &["The spring pack", "The whole of the pack", "value=\"organisations/hmrc\""]);
    says_none(form.shown(), &["value=\"organisations/ico\""]);
}

#[tokio::test]
async fn whoever_was_invited_is_told_when_a_meeting_is_rescheduled_or_cancelled() {
    let told = "The other organisations that were invited, each in its own invitation: Information Commissioner&#39;s Office, HM Revenue and Customs.";
    let moved = RescheduleMeetingResponse { meeting: Some(meeting(MeetingState::Invited, &[])) };
    let cancelled = CancelMeetingResponse { meeting: Some(meeting(MeetingState::Cancelled, &[])) };
    let world = secretary(MeetingState::Invited)
        .answers::<RescheduleMeetingRequest>(&moved)
        .answers::<CancelMeetingRequest>(&cancelled);
    for act in ["reschedule-meeting", "cancel-meeting", "hold-meeting"] {
        says(world.get(&at(act)).await.shown(), &[told, "10:30am on 2 June 2026 (BST)"]);
    }
    let typed = [
        ETAG,
        ("start_time-day", "9"),
        ("start_time-month", "6"),
        ("start_time-year", "2026"),
        ("start_time-time", "9am"),
        ("reason", "The room was lost"),
        DO,
    ];
    is_done(&world.post(&at("reschedule-meeting"), &typed).await, "meetings", "reschedule-meeting");
    let (_, asked) = world.asked::<RescheduleMeetingRequest>().remove(0);
    assert_eq!((asked.reason.as_str(), asked.etag.as_str()), ("The room was lost", "e1"));
    assert_eq!(asked.start_time, super::fixtures::at("2026-06-09T08:00:00Z"));
    is_wrong(
        &world.post(&at("reschedule-meeting"), &[ETAG]).await,
        &["href=\"#start-time-day\">The new time must be given", "href=\"#reason\""],
    );
    let check = world.post(&at("cancel-meeting"), &[ETAG, ("reason", "Nobody could")]).await;
    says(check.shown(), &["reads that it is cancelled, and why.", "Nobody could", "cannot be held"]);
    let done = world.post(&at("cancel-meeting"), &[ETAG, ("reason", "Nobody could"), DO]).await;
    is_done(&done, "meetings", "cancel-meeting");
    assert_eq!(world.asked::<CancelMeetingRequest>()[0].1.reason, "Nobody could");
    let alone = Meeting { invited: Vec::new(), ..meeting(MeetingState::Planned, &[]) };
    let form = known("centre.secretariat", alone).get(&at("cancel-meeting")).await;
    says(form.shown(), &["Nobody outside your organisation."]);
}

#[tokio::test]
async fn whoever_records_that_a_meeting_was_held_says_of_each_seat_who_attended() {
    let done = HoldMeetingResponse { meeting: Some(meeting(MeetingState::Held, &[])) };
    let world = secretary(MeetingState::Invited).answers::<HoldMeetingRequest>(&done);
    let path = at("hold-meeting");
    let form = world.get(&path).await;
    says(
        form.shown(),
        &[
            "Chair &#60;of&#62; the board, Government Chief Data Officer",
            "A deputy counts only where the invitation allowed one.",
            "name=\"attendances.0.attendance\"",
            "value=\"ATTENDANCE_APOLOGIES\"",
            "Information Commissioner, Information Commissioner&#39;s Office",
            "name=\"attendances.1.attendance\"",
            "Head of data, HM Revenue and Customs",
            "name=\"attendances.2.attendance\"",
        ],
    );
    says_none(form.shown(), &["attendances.3", "seat\"", "add:attendances"]);
    let typed = [
        ETAG,
        ("attendances.0.attendance", "ATTENDANCE_APOLOGIES"),
        ("attendances.1.attendance", "ATTENDANCE_ATTENDED"),
        ("attendances.2.attendance", "ATTENDANCE_ABSENT"),
    ];
    let check = world.post(&path, &typed).await;
    says(
        check.shown(),
        &[
            "reads whether its own people attended.",
            "Information Commissioner, Information Commissioner&#39;s Office",
            "Attended",
            "A mistake can be corrected later, and both records stay.",
        ],
    );
    is_done(&world.post(&path, &[typed.as_slice(), &[DO]].concat()).await, "meetings", "hold-meeting");
    let (_, asked) = world.asked::<HoldMeetingRequest>().remove(0);
    let said: Vec<_> = asked.attendances.iter().map(|one| (one.seat, one.attendance())).collect();
    let all = [(1, Attendance::Apologies), (2, Attendance::Attended), (3, Attendance::Absent)];
    assert_eq!(said, all);
    // A browser sends nothing of a seat of which nothing was chosen, be it the last or not.
    let wrong = world.post(&path, &[ETAG, typed[2]]).await;
    is_wrong(&wrong, &["href=\"#attendances-0-attendance\"", "href=\"#attendances-2-attendance\""]);
    says_none(&wrong.body, &["href=\"#attendances-1-attendance\""]);
    assert_eq!(world.asked::<HoldMeetingRequest>().len(), 1);
    let early = world.clone().refuses_for::<HoldMeetingRequest>("STATE");
    let early = early.post(&path, &[typed.as_slice(), &[DO]].concat()).await;
    is_wrong(&early, &["The meeting has not begun yet, or nobody was invited to it."]);
    let denied = world.denies::<HoldMeeting>();
    assert_eq!(denied.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_corrects_who_attended_sees_what_was_recorded_of_that_one_and_who_contests_it() {
    let done = CorrectAttendanceResponse { meeting: Some(meeting(MeetingState::Held, &[])) };
    let world = known("centre.secretariat", contested(MeetingState::Held, &["CorrectAttendance"]));
    let world = world.answers::<CorrectAttendanceRequest>(&done);
    let path = at("seats/2/correct-attendance");
    let form = world.get(&path).await;
    says(
        form.shown(),
        &[
            "Information Commissioner&#39;s Office, in its own invitation. Nobody else who was invited learns of it.",
            "Information Commissioner",
            "Attended",
            "Nobody of &#60;ours&#62; came",
            "name=\"attendance\"",
            "value=\"ATTENDANCE_DEPUTY\"",
            "name=\"reason\"",
        ],
    );
    says_none(form.shown(), &["name=\"attendee\"", "Head of data", "Chair &#60;of&#62; the board"]);
    let typed = [ETAG, ("attendance", "ATTENDANCE_ABSENT"), ("reason", "A namesake came")];
    let check = world.post(&path, &typed).await;
    says(check.shown(), &["that organisation reads the correction and why.", "A namesake came"]);
    is_done(&world.post(&path, &[typed.as_slice(), &[DO]].concat()).await, "meetings", "correct-attendance");
    let (_, asked) = world.asked::<CorrectAttendanceRequest>().remove(0);
    assert_eq!((asked.attendee, asked.attendance()), (2, Attendance::Absent));
    assert_eq!((asked.reason.as_str(), asked.etag.as_str()), ("A namesake came", "e1"));
    is_wrong(&world.post(&path, &[ETAG]).await, &["href=\"#attendance\"", "href=\"#reason\""]);
    let same = world.clone().refuses_for::<CorrectAttendanceRequest>("STATE");
    let same = same.post(&path, &[typed.as_slice(), &[DO]].concat()).await;
    is_wrong(&same, &["That is what was recorded, or it was corrected 20 times already"]);
    // Of its own people nobody outside is told; and nobody has a fourth seat.
    let own = world.get(&at("seats/1/correct-attendance")).await;
    says(own.shown(), &["Nobody outside your organisation."]);
    for seat in ["0", "4", "02", "x"] {
        let none = world.get(&at(&format!("seats/{seat}/correct-attendance"))).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{seat}");
    }
}

#[tokio::test]
async fn minutes_are_decisions_and_actions_with_roles_and_days() {
    let done = MinuteMeetingResponse { meeting: Some(meeting(MeetingState::Minuted, &[])) };
    let world = secretary(MeetingState::Held).answers::<MinuteMeetingRequest>(&done);
    let path = at("minute-meeting");
    let form = world.get(&path).await;
    says(
        form.shown(),
        &["Nobody outside your organisation.", "Decision 1", "add:decisions", "Action 1", "add:actions"],
    );
    let typed = [
        ETAG,
        ("decisions.0.item", "2"),
        ("decisions.0.decision", "To wait"),
        ("actions.0.what", "Write the plan"),
        ("actions.0.owner_role", "Head of plans"),
        ("actions.0.due_on-day", "1"),
        ("actions.0.due_on-month", "7"),
        ("actions.0.due_on-year", "2026"),
    ];
    let check = world.post(&path, &typed).await;
    says(check.shown(), &["It cannot be changed later.", "To wait", "Write the plan", "1 July 2026"]);
    is_done(&world.post(&path, &[typed.as_slice(), &[DO]].concat()).await, "meetings", "minute-meeting");
    let (_, asked) = world.asked::<MinuteMeetingRequest>().remove(0);
    assert_eq!((asked.decisions[0].item, asked.decisions[0].decision.as_str()), (2, "To wait"));
    assert_eq!(
        (asked.actions[0].what.as_str(), asked.actions[0].due_on.as_str()),
        ("Write the plan", "2026-07-01")
    );
    assert_eq!(asked.actions[0].owner_role, "Head of plans");
    let wrong = world.post(&path, &[ETAG, ("decisions.0.item", "2"), ("actions.0.what", "Write it")]).await;
    is_wrong(
        &wrong,
        &[
            "href=\"#decisions-0-decision\">The decision must be given",
            "href=\"#actions-0-owner-role\">The role that does it must be given",
            "href=\"#actions-0-due-on-day\">The day by which it is to be done must be given",
        ],
    );
    let refused = world.refuses_for::<MinuteMeetingRequest>("INCOMPLETE");
    is_wrong(&refused.post(&path, &[ETAG, DO]).await, &["Enter at least one decision or one action"]);
}

#[tokio::test]
async fn a_meeting_that_was_minuted_is_closed_as_it_was_read() {
    let done = CloseMeetingResponse { meeting: Some(meeting(MeetingState::Closed, &[])) };
    let world = secretary(MeetingState::Minuted).answers::<CloseMeetingRequest>(&done);
    let form = world.get(&at("close-meeting")).await;
    says(form.shown(), &["Nothing more is recorded of it", "name=\"etag\" value=\"e1\""]);
    is_done(&world.post(&at("close-meeting"), &[ETAG]).await, "meetings", "close-meeting");
    assert_eq!(world.asked::<CloseMeetingRequest>()[0].1.etag, "e1");
    let shown =
        world.get(world.post(&at("close-meeting"), &[ETAG]).await.headers[LOCATION].to_str().unwrap()).await;
    says(shown.shown(), &["Meeting closed", "Spring &#60;meeting&#62;", "It stays to be read as it is."]);
}
