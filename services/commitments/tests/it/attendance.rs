//! What a meeting that was held fulfils of the calendar.

use crate::{
    actors::{Actor, Cast, invitee},
    meetings::{AFTER, BOARD, COMES, commissioner, held, invited, represented},
};
use chassis::service::Service as _;
use chassis_testing::{id, open_for_two, reason, shut};
use commitments::Commitments;
use contracts::commitments::{
    self as pb, AdviceState, Attendance, InvitationAnswer, InvitationState, ListMeetingsRequest,
    MeetingState, OccurrenceState,
};
use sqlx::Executor as _;
use tonic::Code;

const HALF: &str = "CAL-01-2026-01-08";

/// How a duty stands, to the centre and to the regulator alike.
async fn stands(cast: &Cast, which: &str) -> OccurrenceState {
    let centre = cast.desk(cast.lead()).occurrence(which).await.unwrap();
    let regulator = cast.desk(cast.regulator()).occurrence(which).await.unwrap();
    assert_eq!(centre.state(), regulator.state(), "{which}");
    assert_eq!(centre.attended_at.len(), regulator.attended_at.len(), "{which}");
    let listed = cast.desk(cast.lead()).due("2026-01-08", "2027-01-07").await.unwrap();
    let listed = listed.iter().find(|one| one.name == centre.name).unwrap();
    assert_eq!((listed.state(), &listed.attended_at), (centre.state(), &centre.attended_at));
    centre.state()
}

#[tokio::test]
async fn attendance_in_a_half_year_follows_from_a_meeting_that_was_held() {
    let cast = Cast::new().await;
    assert_eq!(stands(&cast, HALF).await, OccurrenceState::NotDue);
    let meeting = held(&cast, commissioner(), Attendance::Attended).await;
    assert_eq!(stands(&cast, HALF).await, OccurrenceState::Done);
    let centre = cast.desk(cast.lead()).occurrence(HALF).await.unwrap();
    assert_eq!(centre.attended_at, [cast.secretariat().invitation().await.name]);
    let regulators = cast.desk(cast.regulator()).occurrence(HALF).await.unwrap();
    assert_eq!(regulators.attended_at, [cast.regulator().invitation().await.name]);
    // Of the other board and of the other half it says nothing.
    assert_eq!(stands(&cast, "CAL-02-2026-01-08").await, OccurrenceState::Due);
    let next = cast.desk(cast.lead()).due("2026-07-08", "2027-01-07").await.unwrap();
    assert!(next.iter().all(|one| one.attended_at.is_empty()), "{next:?}");
    let minuted = cast.secretariat().minutes(&meeting, 1, 0).await.unwrap();
    cast.secretariat().closes(&minuted).await.unwrap();
    assert_eq!(stands(&cast, HALF).await, OccurrenceState::Done);
    assert_eq!(
        cast.desk(cast.dpo()).occurrence(HALF).await.map_err(|refused| reason(&refused)),
        Err("NOT_FOUND".to_owned())
    );
}

#[tokio::test]
async fn a_deputy_counts_where_the_invitation_allowed_one_and_who_is_absent_never() {
    for (who, attendance, counts) in [
        (represented(), Attendance::Deputy, true),
        (commissioner(), Attendance::Deputy, false),
        (represented(), Attendance::Apologies, false),
        (represented(), Attendance::Absent, false),
    ] {
        let cast = Cast::new().await;
        let allowed = who.deputy_allowed;
        held(&cast, who, attendance).await;
        let expected = if counts { OccurrenceState::Done } else { OccurrenceState::Due };
        assert_eq!(stands(&cast, HALF).await, expected, "{attendance:?} {allowed}");
        assert_eq!(cast.regulator().invitation().await.attended, counts);
    }
}

#[tokio::test]
async fn somebody_elses_attendance_fulfils_nothing() {
    let cast = Cast::new().await;
    held(&cast, invitee("hmrc", "Lead"), Attendance::Attended).await;
    assert_eq!(stands(&cast, HALF).await, OccurrenceState::Due);
}

#[tokio::test]
async fn a_board_that_was_cancelled_leaves_the_duty_open_until_another_is_held() {
    let cast = Cast::new().await;
    let meeting = invited(&cast, &[commissioner()]).await;
    let cancelled = cast.secretariat().cancels(&meeting).await.unwrap();
    assert_eq!(
        (cancelled.state(), cancelled.reason.as_str()),
        (MeetingState::Cancelled, "The chair is away.")
    );
    let told = cast.regulator().invitation().await;
    assert_eq!((told.state(), told.reason.as_str()), (InvitationState::Cancelled, "The chair is away."));
    assert_eq!(told.possible_acts, [""; 0]);
    assert_eq!(
        reason(&cast.regulator().replies(&told, InvitationAnswer::Accepted).await.unwrap_err()),
        "STATE"
    );
    cast.world.set(AFTER);
    assert_eq!(reason(&cast.secretariat().holds(&cancelled, &COMES).await.unwrap_err()), "STATE");
    assert_eq!(stands(&cast, HALF).await, OccurrenceState::Due);
    let again = cast.secretariat().plans_meeting(BOARD, "2026-07-07T13:00:00Z").await.unwrap();
    let again = cast.secretariat().invites(&again, &[commissioner()]).await.unwrap();
    cast.world.set("2026-07-07T15:00:00Z");
    cast.secretariat().holds(&again, &COMES).await.unwrap();
    assert_eq!(stands(&cast, HALF).await, OccurrenceState::Done);
}

#[tokio::test]
async fn whoever_of_the_regulators_reads_no_invitations_is_told_nothing_of_attendance() {
    let cast = Cast::new().await;
    held(&cast, commissioner(), Attendance::Attended).await;
    let case = cast.desk(cast.actor("ico", "cas", "ico.case", &["org", "case"]));
    assert_eq!(reason(&case.occurrence(HALF).await.unwrap_err()), "NOT_FOUND");
    let listed = case.due("2026-01-08", "2026-07-08").await.unwrap();
    let duties: Vec<_> = listed.iter().map(|one| one.duty.as_str()).collect();
    assert!(duties.contains(&"duties/CAL-05") && !duties.contains(&"duties/CAL-01"), "{duties:?}");
}

#[tokio::test]
async fn what_whoever_was_invited_contests_fulfils_nothing_until_it_is_corrected() {
    let cast = Cast::new().await;
    let meeting = held(&cast, commissioner(), Attendance::Attended).await;
    let told = cast.regulator().invitation().await;
    assert_eq!((told.attended, told.possible_acts.as_slice()), (true, &["ContestAttendance".to_owned()][..]));
    let contested = cast.regulator().contests(&told).await.unwrap();
    assert_eq!(
        (contested.attended, contested.attendance(), contested.contest_reason.as_str()),
        (false, Attendance::Attended, "Nobody of ours was there."),
        "what was recorded stands beside what is said of it"
    );
    assert_eq!(contested.possible_acts, [""; 0]);
    assert_eq!(stands(&cast, HALF).await, OccurrenceState::Due);
    let known = cast.secretariat().invitation().await;
    assert_eq!((known.attended, &known.contest_reason), (false, &contested.contest_reason));
    // Whoever did not read that it is contested corrects nothing.
    let listed = cast.secretariat().lists_meetings(ListMeetingsRequest::default()).await.unwrap();
    let unread = cast.secretariat().corrects(&meeting, Attendance::Absent).await.unwrap_err();
    assert_eq!(reason(&unread), "ETAG_STALE");
    let meeting = cast.secretariat().sees_meeting(&meeting).await.unwrap();
    assert_eq!(listed.meetings[0].etag, meeting.etag, "a list says which one it is, too");
    let seats = &meeting.seats;
    assert_eq!(
        (seats[0].attendance(), &seats[0].contest_reason),
        (Attendance::Attended, &contested.contest_reason)
    );
    // Nobody sums up what was advised where it is contested that anybody was there.
    assert_eq!(
        reason(&cast.secretariat().sums_up(&cast.secretariat().invitation().await, "x").await.unwrap_err()),
        "STATE"
    );

    let corrected = cast.secretariat().corrects(&meeting, Attendance::Absent).await.unwrap();
    assert_eq!(
        (corrected.state(), corrected.seats[0].attendance(), corrected.seats[0].contest_reason.as_str()),
        (MeetingState::Held, Attendance::Absent, "")
    );
    let told = cast.regulator().invitation().await;
    assert_eq!(
        (told.attendance(), told.contest_reason.as_str(), told.correction_reason.as_str()),
        (Attendance::Absent, "", "Another person was taken for them.")
    );
    assert_eq!(stands(&cast, HALF).await, OccurrenceState::Due);
    // A correction is a record like the first, which can be contested in turn, and corrected.
    let again = cast.regulator().contests(&told).await.unwrap();
    assert_eq!((again.attended, again.contest_reason.is_empty()), (false, false));
    let corrected = cast.secretariat().sees_meeting(&corrected).await.unwrap();
    let minuted = cast.secretariat().minutes(&corrected, 1, 0).await.unwrap();
    assert_eq!(minuted.seats[0].contest_reason, again.contest_reason);
    let closed = cast.secretariat().closes(&minuted).await.unwrap();
    let mended = cast.secretariat().corrects(&closed, Attendance::Attended).await.unwrap();
    assert_eq!(mended.state(), MeetingState::Closed);
    assert_eq!(stands(&cast, HALF).await, OccurrenceState::Done);
    assert_eq!(cast.regulator().invitation().await.contest_reason, "");
    let (directory, calendar) = (chassis_testing::directory(), chassis_testing::calendar());
    let owner = cast.world.database.owner().await;
    assert_eq!(Commitments::check(owner, &directory, &calendar).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn both_sides_registers_say_what_was_corrected_and_contested() {
    let cast = Cast::new().await;
    let meeting = held(&cast, commissioner(), Attendance::Attended).await;
    cast.regulator().contests(&cast.regulator().invitation().await).await.unwrap();
    let meeting = cast.secretariat().sees_meeting(&meeting).await.unwrap();
    cast.secretariat().corrects(&meeting, Attendance::Apologies).await.unwrap();
    let owner = cast.world.database.owner().await;
    for (organisation, counterpart) in [("gcdo", "ico"), ("ico", "gcdo")] {
        let sql = "SELECT purpose FROM disclosure WHERE reader = $1 AND counterpart = $2 ORDER BY purpose";
        let told = sqlx::query_scalar::<_, String>(sql).bind(organisation).bind(counterpart);
        let told = told.fetch_all(&owner).await.unwrap();
        let expected = [
            "A correction of who attended a meeting",
            "An invitation to a meeting",
            "That it is not so what was recorded of attendance",
            "Who of the invited attended a meeting",
        ];
        assert_eq!(told, expected, "{organisation}");
    }
    let audited =
        "SELECT concat_ws(' ', organisation, subject, acting_role, permission, act) FROM audit_record
                   WHERE act LIKE '%attendance%' ORDER BY audit_id";
    let audited: Vec<String> = sqlx::query_scalar(audited).fetch_all(&owner).await.unwrap();
    assert_eq!(
        audited,
        [
            "ico lee ico.lead invitations.contest invitation.attendance_contested",
            "gcdo bet centre.secretariat meetings.correct meeting.attendance_corrected",
        ]
    );
    for (act, news) in [
        ("invitation.attendance_corrected", 2),
        ("invitation.attendance_contested", 2),
        ("meeting.attendance_corrected", 1),
    ] {
        let sql = "SELECT count(*) FROM outbox WHERE act = $1";
        let found: i64 = sqlx::query_scalar(sql).bind(act).fetch_one(&owner).await.unwrap();
        assert_eq!(found, news, "{act}");
    }
}

#[tokio::test]
async fn nobody_but_whose_it_is_contests_or_corrects_what_was_recorded_and_each_only_where_it_can_follow() {
    let cast = Cast::new().await;
    let meeting = invited(&cast, &[commissioner()]).await;
    let waiting = cast.regulator().invitation().await;
    assert_eq!(reason(&cast.regulator().contests(&waiting).await.unwrap_err()), "STATE", "it was not held");
    assert_eq!(
        reason(&cast.secretariat().corrects(&meeting, Attendance::Absent).await.unwrap_err()),
        "STATE",
        "it was not held"
    );
    cast.world.set(AFTER);
    let meeting = cast.secretariat().holds(&meeting, &COMES).await.unwrap();
    let told = cast.regulator().invitation().await;
    for (other, expected) in
        [(cast.secretariat(), "ACTING_ROLE"), (cast.dpo(), "NOT_FOUND"), (cast.liaison(), "NOT_FOUND")]
    {
        assert_eq!(reason(&other.contests(&told).await.unwrap_err()), expected);
    }
    for other in [cast.regulator(), cast.dpo()] {
        let own = other.correcting(&meeting, 1, Attendance::Absent);
        assert_eq!(reason(&other.correct_attendance(own).await.unwrap_err()), "NOT_FOUND");
    }
    let system = |mut actor: Actor| {
        actor.person = actor.person.as_system();
        actor
    };
    assert_eq!(reason(&system(cast.regulator()).contests(&told).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(
        reason(&system(cast.secretariat()).corrects(&meeting, Attendance::Absent).await.unwrap_err()),
        "ACTING_ROLE"
    );
    assert_eq!(
        reason(&cast.secretariat().corrects(&meeting, Attendance::Attended).await.unwrap_err()),
        "STATE",
        "it changes nothing"
    );
    let nobody = cast.secretariat().correcting(&meeting, 2, Attendance::Absent);
    assert_eq!(
        reason(&cast.secretariat().correct_attendance(nobody).await.unwrap_err()),
        "STATE",
        "an empty seat"
    );

    let contest = cast.regulator().contesting(&told);
    let contested = cast.regulator().contest_attendance(contest.clone()).await.unwrap();
    assert_eq!(
        cast.regulator().contest_attendance(contest).await.unwrap(),
        contested,
        "asked again, answered again"
    );
    assert_eq!(reason(&cast.regulator().contests(&told).await.unwrap_err()), "ETAG_STALE");
    assert_eq!(reason(&cast.regulator().contests(&contested).await.unwrap_err()), "STATE", "it is contested");
    let meeting = cast.secretariat().sees_meeting(&meeting).await.unwrap();
    let correction = cast.secretariat().correcting(&meeting, 1, Attendance::Absent);
    let corrected = cast.secretariat().correct_attendance(correction.clone()).await.unwrap();
    assert_eq!(cast.secretariat().correct_attendance(correction).await.unwrap(), corrected);
    assert_eq!(
        reason(&cast.secretariat().corrects(&meeting, Attendance::Apologies).await.unwrap_err()),
        "ETAG_STALE"
    );
}

#[tokio::test]
async fn who_attended_is_corrected_twenty_times_at_most_and_one_s_own_people_s_too() {
    let cast = Cast::new().await;
    let meeting = invited(&cast, &[invitee("gcdo", "Chair"), commissioner()]).await;
    cast.world.set(AFTER);
    let attended = [Attendance::Attended, Attendance::Attended];
    let mut meeting = cast.secretariat().holds(&meeting, &attended).await.unwrap();
    for at in 0..20 {
        let attendance = if at % 2 == 0 { Attendance::Absent } else { Attendance::Attended };
        meeting = cast.secretariat().corrects(&meeting, attendance).await.unwrap();
    }
    assert!(!meeting.possible_acts.contains(&"CorrectAttendance".to_owned()));
    let further = cast.secretariat().corrects(&meeting, Attendance::Absent).await.unwrap_err();
    assert_eq!(reason(&further), "STATE");
    let told = cast.regulator().invitation().await;
    assert_eq!((told.attended, told.correction_reason.as_str()), (true, ""), "of others they learn nothing");
    let contested = cast.regulator().contests(&told).await.unwrap();
    let seats = cast.secretariat().sees_meeting(&meeting).await.unwrap().seats;
    let contests: Vec<_> = seats.iter().map(|seat| seat.contest_reason.as_str()).collect();
    assert_eq!(contests, ["", contested.contest_reason.as_str()], "each stands with whose seat it is");
}

#[tokio::test]
async fn advice_is_agreed_to_only_where_the_regulator_attended_and_then_that_it_did_is_settled() {
    let cast = Cast::new().await;
    let meeting = held(&cast, commissioner(), Attendance::Attended).await;
    let keeper = cast.secretariat();
    let proposed = keeper.sums_up(&keeper.invitation().await, "Go on.").await.unwrap();
    let contested = cast.regulator().contests(&proposed).await.unwrap();
    assert!(!contested.possible_acts.contains(&"AgreeAdvice".to_owned()), "{:?}", contested.possible_acts);
    assert_eq!(reason(&cast.regulator().agrees_to(&contested).await.unwrap_err()), "STATE", "it contests");
    let meeting = keeper.sees_meeting(&meeting).await.unwrap();
    let meeting = keeper.corrects(&meeting, Attendance::Absent).await.unwrap();
    let told = cast.regulator().invitation().await;
    assert_eq!(reason(&cast.regulator().agrees_to(&told).await.unwrap_err()), "STATE", "it was absent");
    let meeting = keeper.corrects(&meeting, Attendance::Attended).await.unwrap();
    let agreed = cast.regulator().agrees_to(&cast.regulator().invitation().await).await.unwrap();
    assert_eq!((agreed.advice_state(), agreed.attended), (AdviceState::Agreed, true));
    for nobody in [Attendance::Absent, Attendance::Apologies, Attendance::Deputy] {
        assert_eq!(reason(&keeper.corrects(&meeting, nobody).await.unwrap_err()), "STATE", "{nobody:?}");
    }
    assert!(!agreed.possible_acts.contains(&"ContestAttendance".to_owned()));
    assert_eq!(reason(&cast.regulator().contests(&agreed).await.unwrap_err()), "STATE");
    assert!(cast.regulator().invitation().await.attended);
}

#[tokio::test]
async fn of_a_contest_and_a_correction_at_once_one_is_told_to_read_again_and_nothing_is_half_done() {
    let here = Cast::new().await;
    let meeting = held(&here, commissioner(), Attendance::Attended).await;
    let there = Cast::beside(&here).await;
    there.world.set(AFTER);
    let told = here.regulator().invitation().await;
    let (contests, corrects) = (here.regulator(), there.secretariat());
    let gate = shut(&here.world.database.owner().await, "exchange_act").await;
    let (contested, corrected, ()) = tokio::join!(
        contests.contests(&told),
        corrects.corrects(&meeting, Attendance::Absent),
        open_for_two(gate)
    );
    let refused = match (&contested, &corrected) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("{both:?}"),
    };
    assert_eq!((refused.code(), reason(refused).as_str()), (Code::Aborted, "ETAG_STALE"));
    let seat = here.secretariat().sees_meeting(&meeting).await.unwrap().seats.remove(0);
    let known = here.regulator().invitation().await;
    assert_eq!((seat.attendance(), &seat.contest_reason), (known.attendance(), &known.contest_reason));
}

/// How much there is of everything that an act leaves.
async fn everything(cast: &Cast) -> Vec<i64> {
    let counted = "SELECT ARRAY[(SELECT count(*) FROM exchange_act), (SELECT count(*) FROM disclosure), (SELECT count(*) FROM outbox),
                                (SELECT count(*) FROM audit_record), (SELECT count(*) FROM request_memory),
                                (SELECT coalesce(sum(number), 0)::bigint FROM exchange_view)]";
    sqlx::query_scalar(counted).fetch_one(&cast.world.database.owner().await).await.unwrap()
}

#[tokio::test]
async fn what_tells_several_tells_all_of_them_or_nothing_is_done_and_it_can_be_sent_again() {
    /// The last of those who are told cannot be.
    const BREAK: &str = "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
        CREATE TRIGGER broken BEFORE INSERT ON exchange_act FOR EACH ROW
            WHEN (NEW.recipient = 'moj' AND NEW.reader = 'moj') EXECUTE FUNCTION broken()";
    const MEND: &str = "DROP TRIGGER broken ON exchange_act; DROP FUNCTION broken";
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let owner = cast.world.database.owner().await;
    let three = [commissioner(), invitee("hmrc", "Lead"), invitee("moj", "Lead")];
    let (meeting, other) = (invited(&cast, &three).await, invited(&cast, &three).await);
    let put_off = pb::RescheduleMeetingRequest {
        name: meeting.name.clone(),
        etag: meeting.etag.clone(),
        start_time: Some(chassis::clock::to_wire("2026-06-11T13:00:00Z".parse().unwrap())),
        reason: "The room is taken.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    let cancel = pb::CancelMeetingRequest {
        name: other.name.clone(),
        etag: other.etag.clone(),
        reason: "The chair is away.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    let before = everything(&cast).await;
    owner.execute(BREAK).await.unwrap();
    assert_eq!(keeper.reschedule_meeting(put_off.clone()).await.unwrap_err().code(), Code::Internal);
    assert_eq!(keeper.cancel_meeting(cancel.clone()).await.unwrap_err().code(), Code::Internal);
    assert_eq!(everything(&cast).await, before);
    owner.execute(MEND).await.unwrap();
    let meeting = keeper.reschedule_meeting(put_off).await.unwrap();
    assert_eq!(keeper.cancel_meeting(cancel).await.unwrap().state(), MeetingState::Cancelled);

    cast.world.set("2026-06-11T15:00:00Z");
    let attended = |seat| pb::MeetingAttendance { seat, attendance: Attendance::Attended.into() };
    let hold = pb::HoldMeetingRequest {
        name: meeting.name.clone(),
        etag: meeting.etag.clone(),
        attendances: (1..=3).map(attended).collect(),
        request_id: id(),
    };
    let before = everything(&cast).await;
    owner.execute(BREAK).await.unwrap();
    assert_eq!(keeper.hold_meeting(hold.clone()).await.unwrap_err().code(), Code::Internal);
    assert_eq!(everything(&cast).await, before);
    owner.execute(MEND).await.unwrap();
    assert_eq!(keeper.hold_meeting(hold).await.unwrap().state(), MeetingState::Held);
}
