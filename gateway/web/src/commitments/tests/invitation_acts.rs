//! What is done about invitations, by both sides, and what the calendar makes of them.

use super::{
    fixtures::ID,
    invitations::{self, held, invitation, proposal},
    meeting_acts::{DO, ETAG, is_done, is_wrong},
    meetings::with_bodies,
};
use crate::platform::tests::{World, says, says_none};
use contracts::action::commitments::GetInvitation;
use contracts::commitments::{
    AdviceState, AgreeAdviceRequest, AgreeAdviceResponse, ContestAttendanceRequest,
    ContestAttendanceResponse, Duty, GetOccurrenceRequest, GetOccurrenceResponse, Invitation,
    InvitationAnswer, InvitationState, ListDutiesRequest, ListDutiesResponse, Occurrence, OccurrenceState,
    ProposeAdviceRequest, ProposeAdviceResponse, RefuseAdviceRequest, RefuseAdviceResponse,
    ReplyToInvitationRequest, ReplyToInvitationResponse,
};

fn of_invitation(act: &str) -> String {
    format!("/invitations/{ID}/{act}")
}

fn invited(invitation: Invitation) -> World {
    invitations::known(World::of("ico", "ico.lead"), invitation)
}

#[tokio::test]
async fn a_reply_offers_a_deputy_only_where_the_invitation_allows_one() {
    let done = ReplyToInvitationResponse { invitation: Some(invitation(InvitationState::Replied, &[])) };
    let world = invited(invitation(InvitationState::Waiting, &[])).answers::<ReplyToInvitationRequest>(&done);
    let path = of_invitation("reply-to-invitation");
    let form = world.get(&path).await;
    says(
        form.shown(),
        &[
            "Government Chief Data Officer reads it at once",
            "Board &#60;of&#62; change",
            "10:30am on 2 June 2026 (BST)",
            "Information &#60;Commissioner&#62;",
            "2, 5",
            "value=\"INVITATION_ANSWER_ACCEPTED\"",
            "value=\"INVITATION_ANSWER_DEPUTY\"",
            "value=\"INVITATION_ANSWER_DECLINED\"",
            "name=\"deputy_role\"",
            "name=\"reason\"",
        ],
    );
    let typed = [ETAG, ("answer", "INVITATION_ANSWER_DEPUTY"), ("deputy_role", "Deputy Commissioner")];
    let check = world.post(&path, &typed).await;
    says(check.shown(), &["Whoever keeps the meeting reads your reply at once.", "Sends a deputy"]);
    let done = world.post(&path, &[typed.as_slice(), &[DO]].concat()).await;
    is_done(&done, "invitations", "reply-to-invitation");
    let (_, asked) = world.asked::<ReplyToInvitationRequest>().remove(0);
    assert_eq!(
        (asked.answer(), asked.deputy_role.as_str()),
        (InvitationAnswer::Deputy, "Deputy Commissioner")
    );
    assert_eq!((asked.name, asked.etag.as_str()), (format!("organisations/ico/invitations/{ID}"), "e1"));
    is_wrong(&world.post(&path, &[ETAG]).await, &["href=\"#answer\">Whether somebody comes must be given"]);
    let refused = world.refuses::<ReplyToInvitationRequest>("deputy_role");
    let wrong = refused.post(&path, &[typed.as_slice(), &[DO]].concat()).await;
    is_wrong(&wrong, &["href=\"#deputy-role\">The role of the deputy is wrong"]);
    let alone = Invitation { deputy_allowed: false, ..invitation(InvitationState::Waiting, &[]) };
    let form = invited(alone).get(&path).await;
    says(form.shown(), &["INVITATION_ANSWER_ACCEPTED", "INVITATION_ANSWER_DECLINED", "name=\"reason\""]);
    says_none(form.shown(), &["INVITATION_ANSWER_DEPUTY", "deputy_role"]);
}

#[tokio::test]
async fn whoever_contests_what_was_recorded_is_told_what_that_does_and_who_reads_it() {
    let done = ContestAttendanceResponse { invitation: Some(held(&[])) };
    let world = invited(held(&["ContestAttendance"])).answers::<ContestAttendanceRequest>(&done);
    let path = of_invitation("contest-attendance");
    says(
        world.get(&path).await.shown(),
        &["Government Chief Data Officer reads it at once", "2 June 2026", "Attended", "name=\"reason\""],
    );
    let typed = [ETAG, ("reason", "Nobody of ours came")];
    let check = world.post(&path, &typed).await;
    says(
        check.shown(),
        &[
            "Until they correct the record, it counts as if nobody of yours had attended.",
            "Nobody of ours came",
            "It does not say which of you is right.",
        ],
    );
    let done = world.post(&path, &[typed.as_slice(), &[DO]].concat()).await;
    is_done(&done, "invitations", "contest-attendance");
    let (_, asked) = world.asked::<ContestAttendanceRequest>().remove(0);
    assert_eq!((asked.reason.as_str(), asked.etag.as_str()), ("Nobody of ours came", "e1"));
    is_wrong(&world.post(&path, &[ETAG]).await, &["href=\"#reason\">"]);
    let again = world.refuses_for::<ContestAttendanceRequest>("STATE");
    let again = again.post(&path, &[typed.as_slice(), &[DO]].concat()).await;
    is_wrong(&again, &["It was contested already"]);
}

fn proposed() -> Invitation {
    Invitation {
        advice_state: AdviceState::Proposed.into(),
        advice_proposal: Some(proposal()),
        ..held(&["AgreeAdvice", "RefuseAdvice"])
    }
}

#[tokio::test]
async fn whoever_proposes_a_summary_is_told_that_the_regulator_reads_it_and_has_to_agree() {
    let done = ProposeAdviceResponse { invitation: Some(proposed()) };
    let world = invitations::known(World::of("gcdo", "centre.secretariat"), held(&["ProposeAdvice"]));
    let world = world.answers::<ProposeAdviceRequest>(&done);
    let path = of_invitation("propose-advice");
    says(
        world.get(&path).await.shown(),
        &[
            "It is no advice until the regulator agrees to these words.",
            "Information Commissioner&#39;s Office reads it at once",
            "2 June 2026",
            "name=\"summary\"",
        ],
    );
    let typed = [ETAG, ("summary", "It advised to wait.")];
    let check = world.post(&path, &typed).await;
    says(check.shown(), &["The regulator reads your proposal", "It advised to wait."]);
    let done = world.post(&path, &[typed.as_slice(), &[DO]].concat()).await;
    is_done(&done, "invitations", "propose-advice");
    assert_eq!(world.asked::<ProposeAdviceRequest>()[0].1.summary, "It advised to wait.");
    is_wrong(&world.post(&path, &[ETAG]).await, &["href=\"#summary\">The summary must be given"]);
}

#[tokio::test]
async fn the_regulator_agrees_to_or_refuses_the_very_words_that_it_looked_at() {
    let agreed = AgreeAdviceResponse { invitation: Some(held(&[])) };
    let refused = RefuseAdviceResponse { invitation: Some(held(&[])) };
    let world =
        invited(proposed()).answers::<AgreeAdviceRequest>(&agreed).answers::<RefuseAdviceRequest>(&refused);
    for act in ["agree-advice", "refuse-advice"] {
        let form = world.get(&of_invitation(act)).await;
        says(
            form.shown(),
            &[
                "Government Chief Data Officer reads it at once",
                "It advised to &#60;wait&#62;.",
                "10:00am on 3 June 2026 (BST)",
            ],
        );
        says_none(form.shown(), &["name=\"hash\""]);
    }
    let form = world.get(&of_invitation("agree-advice")).await;
    says(form.shown(), &["What was agreed cannot be taken back."]);
    let done = world.post(&of_invitation("agree-advice"), &[ETAG]).await;
    is_done(&done, "invitations", "agree-advice");
    let (_, asked) = world.asked::<AgreeAdviceRequest>().remove(0);
    assert_eq!((asked.hash, asked.etag.as_str()), (vec![0xee; 32], "e1"));
    let typed = [ETAG, ("reason", "It did not"), ("other_words", "It advised to think.")];
    let check = world.post(&of_invitation("refuse-advice"), &typed).await;
    says(check.shown(), &["Whoever keeps the meeting reads this", "It did not", "It advised to think."]);
    let done = world.post(&of_invitation("refuse-advice"), &[typed.as_slice(), &[DO]].concat()).await;
    is_done(&done, "invitations", "refuse-advice");
    let (_, asked) = world.asked::<RefuseAdviceRequest>().remove(0);
    assert_eq!((asked.hash, asked.reason.as_str()), (vec![0xee; 32], "It did not"));
    assert_eq!(asked.other_words, "It advised to think.");
    let wrong = world.post(&of_invitation("refuse-advice"), &[ETAG, ("other_words", "Other")]).await;
    is_wrong(&wrong, &["href=\"#reason\">The reason must be given"]);
}

/// An occurrence of a duty that is done by attending a board, or by recording it.
fn due(attendance: &str, attended_at: &[String]) -> World {
    let duty = Duty {
        name: "duties/CAL-01".to_owned(),
        title: "The regulator at the board".to_owned(),
        attendance: attendance.to_owned(),
        ..Duty::default()
    };
    let occurrence = Occurrence {
        name: "organisations/ico/occurrences/CAL-01-2026-01-08".to_owned(),
        duty: duty.name.clone(),
        title: duty.title.clone(),
        state: OccurrenceState::Done.into(),
        attended_at: attended_at.to_vec(),
        // More than the service says, which shows that the page does not rely on it.
        possible_acts: vec!["RecordDone".to_owned()],
        ..Occurrence::default()
    };
    let duties = ListDutiesResponse { duties: vec![duty], ..ListDutiesResponse::default() };
    with_bodies(invited(held(&[])))
        .answers::<ListDutiesRequest>(&duties)
        .answers::<GetOccurrenceRequest>(&GetOccurrenceResponse { occurrence: Some(occurrence) })
}

#[tokio::test]
async fn attendance_at_a_board_follows_from_its_meetings_and_is_recorded_by_nobody() {
    let (path, body) = ("/calendar/CAL-01-2026-01-08", "bodies/transformation-board");
    let page = due(body, &[format!("organisations/ico/invitations/{ID}")]).get(path).await;
    says(
        page.shown(),
        &[
            "Meetings that were attended</h2>",
            "the meetings of this body that were held: Board &#60;of&#62; change. Nobody records it as done.",
            &format!("href=\"/invitations/{ID}\">Spring &#60;meeting&#62;, 2 June 2026</a>"),
        ],
    );
    says_none(
        page.shown(),
        &["record-done", "What was recorded", "Nothing was recorded", "No meeting was held"],
    );
    // Whoever may read no invitation is not told that there was none.
    let page = due(body, &["a name".to_owned()]).denies::<GetInvitation>().get(path).await;
    says_none(page.shown(), &["/invitations/", "No meeting was held", "record-done"]);
    let page = due(body, &[]).get(path).await;
    says(page.shown(), &["No meeting was held in this time that the regulator attended."]);
    says_none(page.shown(), &["record-done", "/invitations/"]);
    let page = due("", &[]).get(path).await;
    says(page.shown(), &["record-done", "What was recorded", "Nothing was recorded of it."]);
    says_none(page.shown(), &["Meetings that were attended", "Nobody records it"]);
}
