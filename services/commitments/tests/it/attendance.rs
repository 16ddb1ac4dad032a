//! What a meeting that was held fulfils of the calendar.

use crate::{
    actors::{Cast, invitee},
    meetings::{AFTER, BOARD, COMES, commissioner, held, invited, represented},
};
use chassis_testing::reason;
use contracts::commitments::{Attendance, InvitationAnswer, InvitationState, MeetingState, OccurrenceState};

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
