//! Meetings of boards, who is invited to them, and what comes of them.

use crate::actors::{Actor, Cast, invitee, paper};
use chassis::service::Service as _;
use chassis_testing::{details, id, reason};
use commitments::Commitments;
use contracts::commitments::{
    AdviceState, Attendance, Invitation, InvitationAnswer, InvitationState, ListInvitationsRequest,
    ListMeetingsRequest, Meeting, MeetingAttendance, MeetingInviteeDraft, MeetingState,
};
use tonic::Code;

pub(crate) const BOARD: &str = "transformation-board";
const START: &str = "2026-06-10T13:00:00Z";
pub(crate) const AFTER: &str = "2026-06-10T15:00:00Z";
pub(crate) const COMES: [Attendance; 1] = [Attendance::Attended];

/// A meeting of the Transformation Board to which somebody was invited.
pub(crate) async fn invited(cast: &Cast, who: &[MeetingInviteeDraft]) -> Meeting {
    let meeting = cast.secretariat().plans_meeting(BOARD, START).await.unwrap();
    cast.secretariat().invites(&meeting, who).await.unwrap()
}

pub(crate) fn commissioner() -> MeetingInviteeDraft {
    invitee("ico", "Information Commissioner")
}

/// The same, who may send a deputy.
pub(crate) fn represented() -> MeetingInviteeDraft {
    MeetingInviteeDraft { deputy_allowed: true, ..commissioner() }
}

/// A meeting that was held after the regulator was invited.
pub(crate) async fn held(cast: &Cast, who: MeetingInviteeDraft, attendance: Attendance) -> Meeting {
    let meeting = invited(cast, &[who]).await;
    cast.world.set(AFTER);
    cast.secretariat().holds(&meeting, &[attendance]).await.unwrap()
}

/// Of some people those who see a meeting, by their roles: in lists too, or neither.
async fn see_meeting(meeting: &Meeting, people: &[Actor]) -> Vec<String> {
    let mut found = Vec::new();
    for who in people {
        let role = who.person.caller.acting_role.clone();
        let listed = who.lists_meetings(ListMeetingsRequest::default()).await.unwrap().meetings;
        match who.sees_meeting(meeting).await {
            Ok(seen) => {
                assert!(listed.iter().any(|one| one.name == seen.name), "{role} is not shown it");
                found.push(role);
            }
            Err(refused) => {
                assert_eq!((reason(&refused).as_str(), listed), ("NOT_FOUND", Vec::new()), "{role}");
            }
        }
    }
    found
}

/// Of some people those who see an invitation, by their roles: in lists too, or neither.
async fn see_invitation(invitation: &Invitation, people: &[Actor]) -> Vec<String> {
    let mut found = Vec::new();
    for who in people {
        let role = who.person.caller.acting_role.clone();
        let listed = who.lists_invitations(ListInvitationsRequest::default()).await.unwrap().invitations;
        let listed = listed.iter().any(|one| one.name.ends_with(invitation.name.rsplit('/').next().unwrap()));
        let seen = who.sees_invitation(invitation).await;
        assert_eq!(listed, seen.is_ok(), "{role}");
        match seen {
            Ok(_) => found.push(role),
            Err(refused) => assert_eq!(reason(&refused), "NOT_FOUND", "{role}"),
        }
    }
    found
}

#[tokio::test]
async fn whoever_keeps_a_meeting_alone_sees_it_in_every_state_and_each_invited_its_own_invitation() {
    let cast = Cast::new().await;
    let secretariat = cast.secretariat();
    let people = [cast.analyst(), cast.dpo(), cast.board(), cast.moj(), cast.regulator(), cast.liaison()];
    let mut meeting = secretariat.plans_meeting(BOARD, START).await.unwrap();
    assert_eq!(see_meeting(&meeting, &people).await, ["gcdo.analyst"]);
    for who in &people {
        let listed = who.lists_invitations(ListInvitationsRequest::default()).await.unwrap();
        assert_eq!(listed.invitations, []);
    }
    let guests = [commissioner(), invitee("hmrc", "Data protection officer")];
    meeting = secretariat.invites(&meeting, &guests).await.unwrap();
    let (regulators, departments) = (cast.regulator().invitation().await, cast.dpo().invitation().await);
    let seen = async |meeting: &Meeting| {
        assert_eq!(see_meeting(meeting, &people).await, ["gcdo.analyst"], "{:?}", meeting.state());
        assert_eq!(see_invitation(&regulators, &people).await, ["gcdo.analyst", "ico.lead"]);
        assert_eq!(see_invitation(&departments, &people).await, ["gcdo.analyst", "dept.dpo", "dept.board"]);
    };
    assert_eq!(meeting.state(), MeetingState::Invited);
    seen(&meeting).await;
    meeting = secretariat.adds(&meeting, paper("Progress")).await.unwrap();
    meeting = cast.lead().shares(&meeting, 1, "ico").await.unwrap();
    assert_eq!(meeting.state(), MeetingState::PapersShared);
    seen(&meeting).await;
    cast.world.set(AFTER);
    meeting = secretariat.holds(&meeting, &[Attendance::Attended, Attendance::Absent]).await.unwrap();
    assert_eq!(meeting.state(), MeetingState::Held);
    seen(&meeting).await;
    meeting = secretariat.minutes(&meeting, 1, 1).await.unwrap();
    assert_eq!(meeting.state(), MeetingState::Minuted);
    seen(&meeting).await;
    meeting = secretariat.closes(&meeting).await.unwrap();
    assert_eq!(meeting.state(), MeetingState::Closed);
    assert_eq!(meeting.possible_acts, ["CorrectAttendance"]);
    seen(&meeting).await;
    // Each learns of its own people, and of nobody else's.
    let attendance = async |who: Actor| who.invitation().await.attendance();
    assert_eq!(attendance(cast.regulator()).await, Attendance::Attended);
    assert_eq!(attendance(cast.dpo()).await, Attendance::Absent);
    assert_eq!(
        [meeting.seats[0].attendance(), meeting.seats[1].attendance()],
        [Attendance::Attended, Attendance::Absent]
    );
}

#[tokio::test]
async fn each_body_has_who_keeps_its_meetings() {
    let cast = Cast::new().await;
    let across = [BOARD, "government-security-board", "technology-risk-group", "signatories"];
    for (bodies, keeper, other) in [
        (across.as_slice(), cast.secretariat(), cast.dpo()),
        (["department-board", "risk-and-audit-board"].as_slice(), cast.dpo(), cast.secretariat()),
    ] {
        for body in bodies {
            let meeting = keeper.plans_meeting(body, START).await.unwrap();
            assert_eq!((meeting.state(), meeting.body), (MeetingState::Planned, format!("bodies/{body}")));
            assert_eq!(reason(&other.plans_meeting(body, START).await.unwrap_err()), "ACTING_ROLE", "{body}");
        }
    }
    // Nor was there a board before there was one.
    for (body, start) in [("no-board", START), (BOARD, "2026-01-07T13:00:00Z")] {
        let refused = cast.secretariat().plans_meeting(body, start).await.unwrap_err();
        assert_eq!(reason(&refused), "NOT_FOUND", "{body} {start}");
    }
    assert!(cast.secretariat().plans_meeting(BOARD, "2026-01-08T13:00:00Z").await.is_ok());
    for start in ["2024-01-08T09:00:00Z", "2027-12-31T09:00:00Z"] {
        let refused = cast.secretariat().plans_meeting(BOARD, start).await.unwrap_err();
        assert_eq!(details(&refused).fields, ["start_time"], "{start}");
    }
    let cast = Cast::new().await;
    let own = cast.siro().plans_meeting("department-board", START).await.unwrap();
    let near = [cast.dpo(), cast.siro(), cast.board(), cast.rab(), cast.moj(), cast.lead(), cast.regulator()];
    assert_eq!(see_meeting(&own, &near).await, ["dept.dpo", "dept.siro", "dept.board", "dept.rab"]);
}

#[tokio::test]
async fn an_invitation_says_what_the_invited_is_to_know() {
    let cast = Cast::new().await;
    let who = MeetingInviteeDraft { items: vec![2, 3], ..represented() };
    let meeting = invited(&cast, &[invitee("gcdo", "Chair"), who]).await;
    let seen = cast.regulator().invitation().await;
    let words = [&seen.organisation, &seen.invited, &seen.body_title, &seen.title, &seen.role];
    assert_eq!(
        words.map(String::as_str),
        [
            "organisations/gcdo",
            "organisations/ico",
            "Transformation Board",
            "Summer meeting",
            "Information Commissioner"
        ]
    );
    assert_eq!((seen.items.as_slice(), seen.deputy_allowed), ([2, 3].as_slice(), true));
    assert_eq!((seen.start_time, &seen.meeting), (meeting.start_time, &meeting.meeting));
    assert!(
        !meeting.meeting.ends_with(meeting.name.rsplit('/').next().unwrap()),
        "the meeting's own id stays"
    );
    assert_eq!(seen.possible_acts, ["ReplyToInvitation"]);
    // Of its own people's seat there is no invitation.
    assert_eq!(meeting.invited, ["organisations/ico"]);
    assert_eq!(meeting.seats[0].invitee.as_ref().unwrap().invitation, "");
    let keeper = cast.secretariat().invitation().await;
    assert_eq!(meeting.seats[1].invitee.as_ref().unwrap().invitation, keeper.name);
    assert_eq!(keeper.possible_acts, [""; 0]);
    assert_eq!(keeper.seal, seen.seal);
}

#[tokio::test]
async fn of_another_organisation_one_is_invited_and_of_its_own_each_role_once() {
    let cast = Cast::new().await;
    let meeting = invited(&cast, &[commissioner(), invitee("gcdo", "Chair")]).await;
    for who in [commissioner(), invitee("ico", "Deputy Commissioner"), invitee("gcdo", "Chair")] {
        let refused = cast.secretariat().invites(&meeting, &[who]).await.unwrap_err();
        assert_eq!(reason(&refused), "STATE");
    }
    let twice = [invitee("hmrc", "Lead"), invitee("hmrc", "Lead")];
    assert_eq!(reason(&cast.secretariat().invites(&meeting, &twice).await.unwrap_err()), "STATE");
    let nobody = [invitee("nobody", "Lead")];
    assert_eq!(reason(&cast.secretariat().invites(&meeting, &nobody).await.unwrap_err()), "NOT_FOUND");
    let more: Vec<_> = (3..=40).map(|number| invitee("gcdo", &format!("Member {number}"))).collect();
    let one_too_many = [more.clone(), vec![invitee("hmrc", "Lead")]].concat();
    assert_eq!(reason(&cast.secretariat().invites(&meeting, &one_too_many).await.unwrap_err()), "STATE");
    let full = cast.secretariat().invites(&meeting, &more).await.unwrap();
    assert_eq!(full.seats.len(), 40);
    assert!(!full.possible_acts.contains(&"InviteToMeeting".to_owned()));
}

#[tokio::test]
async fn a_meeting_that_has_begun_is_recorded_too_but_allows_no_deputy_any_more() {
    let cast = Cast::new().await;
    let meeting = cast.secretariat().plans_meeting(BOARD, "2026-03-10T13:00:00Z").await.unwrap();
    let refused = cast.secretariat().invites(&meeting, &[represented()]).await.unwrap_err();
    assert_eq!(reason(&refused), "STATE");
    let meeting = cast.secretariat().invites(&meeting, &[commissioner()]).await.unwrap();
    cast.secretariat().holds(&meeting, &COMES).await.unwrap();
    assert_eq!(cast.regulator().invitation().await.held_on, "2026-03-10");
    // Until the minute at which it begins, one is allowed.
    for (now, allowed) in [("2026-06-10T12:59:59Z", true), (START, false)] {
        cast.world.set("2026-05-05T09:00:00Z");
        let meeting = cast.secretariat().plans_meeting(BOARD, START).await.unwrap();
        cast.world.set(now);
        let invited = cast.secretariat().invites(&meeting, &[represented()]).await;
        assert_eq!(invited.is_ok(), allowed, "{now}");
    }
}

#[tokio::test]
async fn whether_a_deputy_may_come_is_said_before_it_begins_and_not_by_putting_it_off() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let meeting = keeper.plans_meeting(BOARD, START).await.unwrap();
    cast.world.set("2026-06-10T14:00:00Z");
    let meeting = keeper.puts_off(&meeting, "2026-06-10T14:00:01Z").await.unwrap();
    assert_eq!(reason(&keeper.invites(&meeting, &[represented()]).await.unwrap_err()), "STATE");
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let meeting = keeper.plans_meeting(BOARD, START).await.unwrap();
    let meeting = keeper.puts_off(&meeting, "2026-07-01T13:00:00Z").await.unwrap();
    cast.world.set(AFTER);
    assert!(keeper.invites(&meeting, &[represented()]).await.is_ok(), "it was put off before it began");
}

#[tokio::test]
async fn what_others_are_told_and_what_fulfils_a_duty_a_person_decides() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let mut system = keeper.clone();
    system.person = system.person.as_system();
    let planned = system.plans_meeting(BOARD, START).await.unwrap();
    let invited = keeper.invites(&planned, &[commissioner()]).await.unwrap();
    cast.world.set(AFTER);
    for refused in [
        system.invites(&invited, &[invitee("hmrc", "Lead")]).await,
        system.puts_off(&invited, "2026-07-01T13:00:00Z").await,
        system.adds(&invited, paper("Progress")).await,
        system.holds(&invited, &COMES).await,
        system.cancels(&invited).await,
    ] {
        assert_eq!(reason(&refused.unwrap_err()), "ACTING_ROLE");
    }
    let held = keeper.holds(&invited, &COMES).await.unwrap();
    let minuted = system.minutes(&held, 1, 0).await.unwrap();
    assert_eq!(system.closes(&minuted).await.unwrap().state(), MeetingState::Closed);
}

#[tokio::test]
async fn three_invitations_are_one_act_that_names_all_that_follows() {
    let cast = Cast::new().await;
    let owner = cast.world.database.owner().await;
    let guests = [commissioner(), invitee("hmrc", "Lead"), invitee("ncsc", "Liaison")];
    let meeting = invited(&cast, &guests).await;
    let sql = "SELECT reader || ' ' || act FROM outbox WHERE act <> 'meeting.planned' ORDER BY 1";
    let told: Vec<String> = sqlx::query_scalar(sql).fetch_all(&owner).await.unwrap();
    let sent = "gcdo invitation.sent";
    assert_eq!(
        told,
        [
            sent,
            sent,
            sent,
            "gcdo meeting.invited",
            "hmrc invitation.sent",
            "ico invitation.sent",
            "ncsc invitation.sent"
        ]
    );
    let sql = "SELECT DISTINCT at FROM exchange_act WHERE kind = 'INVITATION' OR act = 'INVITATIONS'";
    assert_eq!(sqlx::query(sql).fetch_all(&owner).await.unwrap().len(), 1);
    for who in [cast.regulator(), cast.dpo(), cast.liaison()] {
        let invitation = who.invitation().await;
        assert_eq!(invitation.state(), InvitationState::Waiting);
        assert_eq!(invitation.meeting, meeting.meeting);
    }
    for (reader, rows) in [("gcdo", 3), ("ico", 1), ("hmrc", 1), ("ncsc", 1), ("moj", 0)] {
        let sql =
            "SELECT count(*) FROM disclosure WHERE reader = $1 AND purpose = 'An invitation to a meeting'";
        let found: i64 = sqlx::query_scalar(sql).bind(reader).fetch_one(&owner).await.unwrap();
        assert_eq!(found, rows, "{reader}");
    }
}

#[tokio::test]
async fn a_reply_is_read_at_once_and_a_deputy_is_sent_where_the_invitation_allows_one() {
    let cast = Cast::new().await;
    invited(&cast, &[commissioner()]).await;
    let (regulator, colleague) = (cast.regulator(), cast.colleague());
    let invitation = regulator.invitation().await;
    let refused = regulator.replies(&invitation, InvitationAnswer::Deputy).await.unwrap_err();
    assert_eq!(reason(&refused), "STATE");
    let mut system = regulator.clone();
    system.person = system.person.as_system();
    for who in [system, cast.secretariat()] {
        let refused = who.replies(&invitation, InvitationAnswer::Accepted).await.unwrap_err();
        assert_eq!(reason(&refused), "ACTING_ROLE");
    }
    let declined = regulator.replies(&invitation, InvitationAnswer::Declined).await.unwrap();
    let read = cast.secretariat().invitation().await;
    assert_eq!(
        (read.answer(), read.answer_reason.as_str()),
        (InvitationAnswer::Declined, "A hearing on the same day.")
    );
    assert_eq!((read.state(), read.deputy_role.as_str()), (InvitationState::Replied, ""));
    let accepted = colleague.replies(&declined, InvitationAnswer::Accepted).await.unwrap();
    assert_eq!((accepted.answer(), accepted.answer_reason.as_str()), (InvitationAnswer::Accepted, ""));
    assert_eq!(
        reason(&regulator.replies(&declined, InvitationAnswer::Accepted).await.unwrap_err()),
        "ETAG_STALE"
    );

    let cast = Cast::new().await;
    invited(&cast, &[represented()]).await;
    let invitation = cast.regulator().invitation().await;
    let unnamed = contracts::commitments::ReplyToInvitationRequest {
        deputy_role: " ".to_owned(),
        ..cast.regulator().replying(&invitation, InvitationAnswer::Deputy)
    };
    assert_eq!(
        details(&cast.regulator().reply_to_invitation(unnamed).await.unwrap_err()).fields,
        ["deputy_role"]
    );
    let unexplained = contracts::commitments::ReplyToInvitationRequest {
        reason: String::new(),
        ..cast.regulator().replying(&invitation, InvitationAnswer::Declined)
    };
    assert_eq!(
        details(&cast.regulator().reply_to_invitation(unexplained).await.unwrap_err()).fields,
        ["reason"]
    );
    let sent = cast.regulator().replies(&invitation, InvitationAnswer::Deputy).await.unwrap();
    assert_eq!((sent.answer(), sent.deputy_role.as_str()), (InvitationAnswer::Deputy, "Deputy Commissioner"));
}

#[tokio::test]
async fn a_meeting_that_is_put_off_stays_where_it_is_and_the_invited_are_asked_anew() {
    let cast = Cast::new().await;
    let meeting = invited(&cast, &[commissioner()]).await;
    let invitation = cast.regulator().invitation().await;
    cast.regulator().replies(&invitation, InvitationAnswer::Accepted).await.unwrap();
    let past = cast.secretariat().puts_off(&meeting, "2026-05-05T09:00:00Z").await.unwrap_err();
    assert_eq!(details(&past).fields, ["start_time"]);
    let later = cast.secretariat().puts_off(&meeting, "2026-07-01T13:00:00Z").await.unwrap();
    assert_eq!((later.state(), later.reschedulings.len()), (MeetingState::Invited, 1));
    assert_eq!(
        (later.reschedulings[0].start_time, later.reschedulings[0].reason.as_str()),
        (meeting.start_time, "The room is taken.")
    );
    let asked = cast.regulator().invitation().await;
    assert_eq!((asked.state(), asked.answer()), (InvitationState::Waiting, InvitationAnswer::Unspecified));
    assert_eq!(
        (asked.start_time, asked.rescheduling_reason.as_str()),
        (later.start_time, "The room is taken.")
    );
    let replied = cast.regulator().replies(&asked, InvitationAnswer::Accepted).await.unwrap();
    assert_eq!(replied.state(), InvitationState::Replied);
    cast.world.set(AFTER);
    assert_eq!(reason(&cast.secretariat().holds(&later, &COMES).await.unwrap_err()), "STATE", "not begun");
    cast.world.set("2026-07-01T13:00:00Z");
    cast.secretariat().holds(&later, &COMES).await.unwrap();
    assert_eq!(cast.regulator().invitation().await.held_on, "2026-07-01");
}

#[tokio::test]
async fn whoever_is_asked_replies_twenty_times_at_most_and_as_often_when_asked_anew() {
    let cast = Cast::new().await;
    let meeting = invited(&cast, &[commissioner()]).await;
    let mut told = cast.regulator().invitation().await;
    for _ in 0..20 {
        told = cast.regulator().replies(&told, InvitationAnswer::Accepted).await.unwrap();
    }
    assert_eq!(
        reason(&cast.regulator().replies(&told, InvitationAnswer::Declined).await.unwrap_err()),
        "STATE"
    );
    cast.secretariat().puts_off(&meeting, "2026-06-12T13:00:00Z").await.unwrap();
    let asked = cast.regulator().invitation().await;
    assert_eq!(asked.state(), InvitationState::Waiting);
    cast.regulator().replies(&asked, InvitationAnswer::Declined).await.unwrap();
}

#[tokio::test]
async fn who_attended_is_said_of_each_who_was_invited_once() {
    let cast = Cast::new().await;
    let planned = cast.secretariat().plans_meeting(BOARD, START).await.unwrap();
    let meeting = invited(&cast, &[commissioner(), invitee("gcdo", "Chair")]).await;
    let all = [Attendance::Attended, Attendance::Apologies];
    assert_eq!(reason(&cast.secretariat().holds(&meeting, &all).await.unwrap_err()), "STATE", "not begun");
    cast.world.set(START);
    assert_eq!(
        reason(&cast.secretariat().holds(&planned, &COMES).await.unwrap_err()),
        "STATE",
        "nobody invited"
    );
    let seat = |seat| MeetingAttendance { seat, attendance: Attendance::Attended.into() };
    for said in
        [vec![seat(1)], vec![seat(1), seat(1)], vec![seat(1), seat(2), seat(2)], vec![seat(1), seat(3)]]
    {
        let refused = cast.secretariat().holds_with(&meeting, said.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "INCOMPLETE", "{said:?}");
    }
    let held = cast.secretariat().holds_with(&meeting, vec![seat(2), seat(1)]).await.unwrap();
    assert_eq!(held.state(), MeetingState::Held);
}

#[tokio::test]
async fn advice_is_noted_in_the_words_that_the_regulator_agreed_to_and_in_no_other() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let meeting = invited(&cast, &[commissioner()]).await;
    let early = keeper.sums_up(&keeper.invitation().await, "Go on.").await.unwrap_err();
    assert_eq!(reason(&early), "STATE");
    cast.world.set(AFTER);
    keeper.holds(&meeting, &COMES).await.unwrap();
    let invitation = keeper.invitation().await;
    assert_eq!(invitation.possible_acts, ["ProposeAdvice"]);
    let regulator = cast.regulator();
    for act in [regulator.agrees_to(&invitation).await, regulator.objects_to(&invitation, "").await] {
        assert_eq!(reason(&act.unwrap_err()), "STATE", "nothing is proposed");
    }
    assert_eq!(reason(&regulator.sums_up(&invitation, "Go on.").await.unwrap_err()), "ACTING_ROLE");
    let first = keeper.sums_up(&invitation, "It is lawful.").await.unwrap();
    assert_eq!((first.advice_state(), &first.advice_noted), (AdviceState::Proposed, &None));
    for act in [keeper.agrees_to(&first).await, keeper.objects_to(&first, "").await] {
        assert_eq!(reason(&act.unwrap_err()), "ACTING_ROLE");
    }
    let refused = regulator.objects_to(&first, "It may be lawful.").await.unwrap();
    let proposal = refused.advice_proposal.clone().unwrap();
    assert_eq!(
        (proposal.reason.as_str(), proposal.other_words.as_str()),
        ("It was no condition.", "It may be lawful.")
    );
    assert_eq!((refused.advice_state(), &refused.advice_noted), (AdviceState::Refused, &None));
    assert_eq!(reason(&regulator.agrees_to(&refused).await.unwrap_err()), "STATE");
    let second = keeper.sums_up(&refused, "It may be lawful.").await.unwrap();
    let mixed = Invitation { advice_proposal: first.advice_proposal, ..second.clone() };
    let stale = details(&regulator.agrees_to(&mixed).await.unwrap_err());
    assert_eq!(
        (stale.code, stale.reason.as_str()),
        (Code::Aborted, "ETAG_STALE"),
        "another than was looked at"
    );
    assert_eq!(reason(&regulator.objects_to(&mixed, "").await.unwrap_err()), "ETAG_STALE");
    let agreed = regulator.agrees_to(&second).await.unwrap();
    let noted = agreed.advice_noted.clone().unwrap();
    assert_eq!((noted.summary.as_str(), noted.agreed_by.as_str()), ("It may be lawful.", "ico.lead"));
    assert_eq!(noted.seal, second.advice_proposal.unwrap().seal);
    assert_eq!(keeper.invitation().await.advice_noted, agreed.advice_noted);
    for act in [keeper.sums_up(&agreed, "It is lawful.").await, regulator.objects_to(&agreed, "").await] {
        assert_eq!(reason(&act.unwrap_err()), "STATE");
    }
}

#[tokio::test]
async fn the_regulator_alone_advises_and_only_where_it_attended() {
    let cast = Cast::new().await;
    held(&cast, invitee("hmrc", "Lead"), Attendance::Attended).await;
    let refused =
        cast.secretariat().sums_up(&cast.secretariat().invitation().await, "Go on.").await.unwrap_err();
    assert_eq!(reason(&refused), "ACTING_ROLE");
    let cast = Cast::new().await;
    held(&cast, commissioner(), Attendance::Apologies).await;
    let refused =
        cast.secretariat().sums_up(&cast.secretariat().invitation().await, "Go on.").await.unwrap_err();
    assert_eq!(reason(&refused), "STATE");
}

#[tokio::test]
async fn what_is_decided_is_minuted_once_and_closed() {
    let cast = Cast::new().await;
    let meeting = held(&cast, commissioner(), Attendance::Attended).await;
    assert_eq!(reason(&cast.secretariat().closes(&meeting).await.unwrap_err()), "STATE");
    for (decisions, actions) in [(0, 0), (60, 41)] {
        let refused = cast.secretariat().minutes(&meeting, decisions, actions).await.unwrap_err();
        assert_eq!(reason(&refused), "INCOMPLETE", "{decisions} {actions}");
    }
    let minuted = cast.secretariat().minutes(&meeting, 60, 40).await.unwrap();
    assert_eq!((minuted.decisions.len(), minuted.actions.len()), (60, 40));
    assert_eq!(minuted.possible_acts, ["CorrectAttendance", "CloseMeeting"]);
    assert_eq!(reason(&cast.secretariat().minutes(&minuted, 1, 0).await.unwrap_err()), "STATE");
    let closed = cast.secretariat().closes(&minuted).await.unwrap();
    for act in [
        cast.secretariat().cancels(&closed).await,
        cast.secretariat().puts_off(&closed, "2026-09-01T09:00:00Z").await,
    ] {
        assert_eq!(reason(&act.unwrap_err()), "STATE");
    }
}

#[tokio::test]
async fn who_acts_on_what_was_read_before_is_refused_and_who_sends_the_same_again_is_answered_the_same() {
    let cast = Cast::new().await;
    let planning = cast.secretariat().planning_meeting(BOARD, START);
    let planned = cast.secretariat().create_meeting(planning.clone()).await.unwrap();
    assert_eq!(cast.secretariat().create_meeting(planning).await.unwrap(), planned);
    let inviting = cast.secretariat().inviting(&planned, &[commissioner()]);
    let invited = cast.secretariat().invite_to_meeting(inviting.clone()).await.unwrap();
    assert_eq!(cast.secretariat().invite_to_meeting(inviting).await.unwrap(), invited);
    let stale = details(&cast.secretariat().cancels(&planned).await.unwrap_err());
    assert_eq!((stale.code, stale.reason.as_str()), (Code::Aborted, "ETAG_STALE"));
    let replying =
        cast.regulator().replying(&cast.regulator().invitation().await, InvitationAnswer::Accepted);
    let replied = cast.regulator().reply_to_invitation(replying.clone()).await.unwrap();
    assert_eq!(cast.regulator().reply_to_invitation(replying).await.unwrap(), replied);
    let listed = cast.secretariat().lists_meetings(ListMeetingsRequest::default()).await.unwrap();
    assert_eq!(listed.meetings.len(), 1);
    let another = contracts::commitments::CloseMeetingRequest {
        name: planned.name.replace("gcdo", "hmrc"),
        etag: planned.etag,
        request_id: id(),
    };
    assert_eq!(reason(&cast.secretariat().close_meeting(another).await.unwrap_err()), "NOT_FOUND");
}

#[tokio::test]
async fn lists_of_meetings_and_invitations_are_by_body_meeting_and_state_in_pages() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let mut planned = Vec::new();
    for (hour, body) in [(10, BOARD), (11, "government-security-board"), (12, BOARD)] {
        cast.world.set(&format!("2026-05-05T{hour}:00:00Z"));
        let meeting = keeper.plans_meeting(body, START).await.unwrap();
        planned.push(keeper.invites(&meeting, &[commissioner()]).await.unwrap());
    }
    cast.world.set("2026-05-05T13:00:00Z");
    let first = keeper.cancels(&planned[0]).await.unwrap();
    let listed = async |request: ListMeetingsRequest| {
        let answer = keeper.lists_meetings(request).await.unwrap();
        assert!(answer.meetings.iter().all(|one| one.seats.is_empty() && one.possible_acts.is_empty()));
        let names: Vec<_> = answer.meetings.into_iter().map(|one| one.name).collect();
        (names, answer.next_page_token)
    };
    let name = |at: usize| planned[at].name.clone();
    let all = ListMeetingsRequest::default;
    assert_eq!(listed(all()).await.0, [name(0), name(2), name(1)]);
    assert_eq!(
        listed(ListMeetingsRequest { body: format!("bodies/{BOARD}"), ..all() }).await.0,
        [name(0), name(2)]
    );
    let cancelled = vec![MeetingState::Cancelled.into()];
    assert_eq!(listed(ListMeetingsRequest { states: cancelled, ..all() }).await.0, [name(0)]);
    let (names, page_token) = listed(ListMeetingsRequest { page_size: 2, ..all() }).await;
    assert_eq!(names, [name(0), name(2)]);
    assert_eq!(listed(ListMeetingsRequest { page_size: 2, page_token, ..all() }).await.0, [name(1)]);
    let invitations = async |request: ListInvitationsRequest| {
        let answer = cast.regulator().lists_invitations(request).await.unwrap();
        answer.invitations.into_iter().map(|one| one.meeting).collect::<Vec<_>>()
    };
    let meeting = |at: usize| planned[at].meeting.clone();
    let all = ListInvitationsRequest::default;
    assert_eq!(invitations(all()).await, [meeting(0), meeting(2), meeting(1)]);
    assert_eq!(invitations(ListInvitationsRequest { meeting: first.meeting, ..all() }).await, [meeting(0)]);
    let waiting = vec![InvitationState::Waiting.into()];
    assert_eq!(
        invitations(ListInvitationsRequest { states: waiting, ..all() }).await,
        [meeting(2), meeting(1)]
    );
}

#[tokio::test]
async fn what_lists_show_of_meetings_and_invitations_is_what_their_acts_come_to() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let meeting = invited(&cast, &[represented(), invitee("hmrc", "Lead")]).await;
    let meeting = keeper.adds(&meeting, paper("Progress")).await.unwrap();
    let meeting = cast.lead().shares(&meeting, 1, "ico").await.unwrap();
    let meeting = keeper.puts_off(&meeting, "2026-06-11T13:00:00Z").await.unwrap();
    let invitation = cast.regulator().invitation().await;
    cast.regulator().replies(&invitation, InvitationAnswer::Deputy).await.unwrap();
    cast.world.set("2026-06-11T15:00:00Z");
    let meeting = keeper.holds(&meeting, &[Attendance::Deputy, Attendance::Attended]).await.unwrap();
    let regulators = cast.regulator().invitation().await;
    let summed = cast.secretariat().sees_invitation(&regulators).await.unwrap();
    let summed = keeper.sums_up(&summed, "Go on.").await.unwrap();
    cast.regulator().agrees_to(&summed).await.unwrap();
    keeper.closes(&keeper.minutes(&meeting, 1, 1).await.unwrap()).await.unwrap();
    let (owner, directory) = (cast.world.database.owner().await, chassis_testing::directory());
    let calendar = chassis_testing::calendar();
    assert_eq!(Commitments::check(owner, &directory, &calendar).await.unwrap(), [""; 0]);
}
