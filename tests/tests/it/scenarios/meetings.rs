//! A board's cycle: it is planned, the regulator is invited, reads what is shared with it, attends, advises in words that it agrees
//! to, and what both promised of that is kept.

use chassis_testing::id;
use contracts::commitments::{
    self as pb, AdviceState, Attendance, Invitation, InvitationAnswer, InvitationState, Meeting,
    MeetingAttendance, MeetingInviteeDraft, MeetingPaperFacts, MeetingState, Occurrence, OccurrenceState,
    Pack, PackBody,
};
use e2e::{
    Actor, World,
    deeds::{InvitationStage, PackStage},
    refused,
    requests::{self, AsRead, as_named_by, guest},
};

/// What somebody's organisation owes of a duty whose time is now.
async fn owed(who: &Actor, duty: &str) -> Occurrence {
    let all = who.wire.calls(requests::list_occurrences(&who.parent())).await.unwrap().occurrences;
    let today = requests::today().to_string();
    let now = |one: &Occurrence| one.duty == format!("duties/{duty}") && one.first_day <= today;
    all.into_iter().filter(now).max_by(|one, other| one.first_day.cmp(&other.first_day)).unwrap()
}

/// Records who came: by seat.
async fn held(secretary: &Actor, meeting: &Meeting, who: &[Attendance]) -> Meeting {
    let attendances = who.iter().zip(1..);
    let attendances = attendances.map(|(one, seat)| MeetingAttendance { seat, attendance: (*one).into() });
    let request = pb::HoldMeetingRequest {
        attendances: attendances.collect(),
        ..requests::hold_meeting(&meeting.into())
    };
    secretary.does(request).await.unwrap()
}

fn shared_with(meeting: &Meeting, number: i32, organisation: &str) -> pb::SharePaperRequest {
    let organisation = format!("organisations/{organisation}");
    pb::SharePaperRequest { number, organisation, ..requests::share_paper(&meeting.into()) }
}

/// Adds two documents, for the first item and the third, and a pack for the second.
async fn with_papers(secretary: &Actor, mut meeting: Meeting, pack: &Pack) -> Meeting {
    for (item, title) in [(1, "What was learnt"), (3, "Threats")] {
        let mut request = requests::add_paper(&(&meeting).into());
        let paper = request.paper.get_or_insert_default();
        (paper.item, paper.title) = (item, title.to_owned());
        meeting = secretary.does(request).await.unwrap();
    }
    let of_pack = MeetingPaperFacts {
        title: "The pack".to_owned(),
        item: 2,
        pack: pack.name.clone(),
        handling: pack.content.as_ref().unwrap().handling.clone(),
        ..MeetingPaperFacts::default()
    };
    let request = pb::AddPaperRequest { paper: Some(of_pack), ..requests::add_paper(&(&meeting).into()) };
    secretary.does(request).await.unwrap()
}

/// What the regulator advised is noted in words that it agreed to, and it did not agree to the first.
async fn noted(secretary: &Actor, [commissioner, policy]: [&Actor; 2], sent: &Invitation) {
    let proposed = secretary.proposes_advice(sent).await.unwrap();
    assert_eq!((proposed.advice_state(), &proposed.advice_noted), (AdviceState::Proposed, &None));
    assert_eq!(refused(policy.agrees_to_advice(&proposed).await).1, "PERMISSION");
    let refusal = commissioner.refuses_advice(&proposed).await.unwrap();
    let again = pb::ProposeAdviceRequest {
        summary: refusal.advice_proposal.unwrap().other_words,
        ..requests::propose_advice(&AsRead::from(&secretary.reads_invitation(&sent.name).await.unwrap()))
    };
    let proposed = secretary.wire.calls(again).await.unwrap().invitation.unwrap();
    let agreed = commissioner.agrees_to_advice(&proposed).await.unwrap();
    let noted = agreed.advice_noted.unwrap();
    assert_eq!(
        (noted.summary.as_str(), noted.agreed_by.as_str()),
        ("It would be better to look again in spring.", "ico.commissioner")
    );
    assert_eq!(refused(secretary.proposes_advice(sent).await).1, "STATE", "it was agreed");
}

#[tokio::test]
async fn the_regulator_attends_a_board_reads_what_was_shared_and_advises_in_words_that_it_agrees_to() {
    let world = World::new().await;
    let (ico, ncsc, gcdo) = (world.ico(), world.ncsc(), world.gcdo());
    let secretary = gcdo.role("centre.secretariat");
    let commissioner = ico.role("ico.commissioner");
    for who in [&secretary, &commissioner] {
        let open = owed(who, "CAL-01").await;
        assert_ne!(open.state(), OccurrenceState::Done);
        let by_hand = who.wire.calls(requests::record_done(&AsRead { name: open.name, ..AsRead::default() }));
        assert_eq!(refused(by_hand.await).1, if who.parent() == ico.name() { "PERMISSION" } else { "STATE" });
    }
    let pack =
        gcdo.pack(&gcdo.role("gcdo.principal"), PackBody::TransformationBoard, PackStage::Presented).await;

    let planned = secretary.plans_meeting().await.unwrap();
    let invitees = [
        MeetingInviteeDraft { role: "Chair".to_owned(), ..guest("gcdo") },
        MeetingInviteeDraft {
            role: "Information Commissioner".to_owned(),
            items: vec![1, 2],
            ..guest("ico")
        },
        MeetingInviteeDraft { items: vec![3], ..guest("ncsc") },
    ];
    let request = pb::InviteToMeetingRequest {
        invitees: invitees.to_vec(),
        ..requests::invite_to_meeting(&(&planned).into())
    };
    let mut meeting = secretary.does(request).await.unwrap();
    assert_eq!(meeting.state(), MeetingState::Invited);
    let liaison = ncsc.role("ncsc.liaison");
    for (invited, items) in [(&commissioner, vec![1, 2]), (&liaison, vec![3])] {
        let mut all = invited.invitations().await.unwrap();
        let invitation = all.remove(0);
        assert_eq!((all.len(), &invitation.items), (0, &items), "each sees its own alone");
        let theirs = as_named_by(&invited.organisation.to_string(), &meeting.name);
        assert_eq!(refused(invited.wire.calls(requests::get_meeting(&theirs)).await).1, "PERMISSION");
    }
    let sent = commissioner.invitations().await.unwrap().remove(0);
    assert_eq!(refused(liaison.reads_invitation(&sent.name).await).1, "NOT_FOUND");
    assert_eq!(refused(ico.role("ico.case").reads_invitation(&sent.name).await).1, "PERMISSION");
    assert_eq!(refused(secretary.comes(&sent).await).1, "PERMISSION", "nobody replies for the regulator");

    meeting = with_papers(&secretary, meeting, &pack).await;
    assert_eq!(commissioner.reads_invitation(&sent.name).await.unwrap().papers, [], "nothing was shared");
    let lead = gcdo.role("gcdo.lead");
    let alone = refused(secretary.does(shared_with(&meeting, 1, "ico")).await);
    assert_eq!(alone.1, "ACTING_ROLE", "two look at what is shared");
    for (number, with) in [(1, "ico"), (3, "ico"), (2, "ncsc")] {
        meeting = lead.does(shared_with(&meeting, number, with)).await.unwrap();
    }
    for (number, with) in [(2, "ico"), (1, "ncsc"), (1, "ico"), (1, "hmrc")] {
        let refusal = refused(lead.does(shared_with(&meeting, number, with)).await);
        assert_eq!(refusal.1, "STATE", "paper {number} with {with}");
    }
    let read = commissioner.reads_invitation(&sent.name).await.unwrap();
    let papers: Vec<_> = read.papers.iter().map(|paper| paper.content.clone().unwrap()).collect();
    let titles: Vec<_> = papers.iter().map(|paper| paper.title.as_str()).collect();
    assert_eq!(titles, ["What was learnt", "The pack"]);
    assert_eq!(papers[1].pack, pack.sealed, "what was presented, to the byte");
    assert_eq!(liaison.invitations().await.unwrap().len(), 1);

    let deputy = pb::ReplyToInvitationRequest {
        answer: InvitationAnswer::Deputy.into(),
        deputy_role: "Deputy Commissioner".to_owned(),
        ..requests::reply_to_invitation(&(&read).into())
    };
    assert_eq!(refused(commissioner.wire.calls(deputy).await).1, "STATE", "none is allowed");
    let replied = commissioner.comes(&read).await.unwrap();
    assert_eq!(replied.state(), InvitationState::Replied);
    assert_eq!(secretary.reads_invitation(&sent.name).await.unwrap().answer(), InvitationAnswer::Accepted);

    let came = [Attendance::Attended, Attendance::Attended, Attendance::Apologies];
    let meeting = held(&secretary, &secretary.reads_meeting(&meeting).await.unwrap(), &came).await;
    assert_eq!(refused(commissioner.comes(&sent).await).1, "STATE", "it was held");
    assert_eq!(
        refused(secretary.proposes_advice(&liaison.invitations().await.unwrap()[0]).await).1,
        "ACTING_ROLE"
    );

    noted(&secretary, [&commissioner, &ico.role("ico.policy")], &sent).await;
    let minuted = secretary.does(requests::minute_meeting(&(&meeting).into())).await.unwrap();
    let closed = secretary.does(requests::close_meeting(&(&minuted).into())).await.unwrap();
    assert_eq!((closed.state(), closed.decisions.len()), (MeetingState::Closed, 1));
    for who in [&secretary, &commissioner] {
        let done = owed(who, "CAL-01").await;
        assert_eq!((done.state(), done.attended_at.len()), (OccurrenceState::Done, 1), "{}", who.parent());
        assert_eq!(done.attended_at[0], as_named_by(&who.organisation.to_string(), &sent.name));
        assert_ne!(owed(who, "CAL-02").await.state(), OccurrenceState::Done, "of the other board");
    }
}

#[tokio::test]
async fn what_the_regulator_contests_fulfils_nothing_until_whoever_keeps_the_meeting_corrects_it() {
    let world = World::new().await;
    let (gcdo, ico) = (world.gcdo(), world.ico());
    let (secretary, lead) = (gcdo.role("centre.secretariat"), ico.lead());
    let sent = gcdo.invites(&secretary, "ico", InvitationStage::Held).await;
    let is_done = async |done: bool| {
        for who in [&secretary, &lead] {
            let state = owed(who, "CAL-01").await.state();
            assert_eq!(state == OccurrenceState::Done, done, "{}", who.parent());
        }
    };
    is_done(true).await;
    let told = lead.reads_invitation(&sent.name).await.unwrap();
    let contest = requests::contest_attendance(&(&told).into());
    for other in [&secretary, &ico.role("ico.case")] {
        let name = as_named_by(&other.organisation.to_string(), &told.name);
        let asked = pb::ContestAttendanceRequest { name, ..contest.clone() };
        assert_eq!(refused(other.wire.calls(asked).await).1, "PERMISSION", "the regulator's lead contests");
    }
    let contested = lead.wire.calls(contest).await.unwrap().invitation.unwrap();
    assert!(!contested.attended && !contested.contest_reason.is_empty());
    is_done(false).await;
    let again = lead.wire.calls(requests::contest_attendance(&(&contested).into()));
    assert_eq!(refused(again.await).1, "STATE", "it is contested");

    let read = secretary.reads_invitation(&sent.name).await.unwrap();
    assert_eq!((read.attended, &read.contest_reason), (false, &contested.contest_reason));
    let listed = secretary.wire.calls(requests::list_meetings(&secretary.parent())).await.unwrap().meetings;
    let meeting = secretary.reads_meeting(&listed[0]).await.unwrap();
    assert_eq!(meeting.seats[0].contest_reason, contested.contest_reason);
    let same = pb::CorrectAttendanceRequest {
        attendance: Attendance::Attended.into(),
        ..requests::correct_attendance(&(&meeting).into())
    };
    assert_eq!(refused(secretary.does(same.clone()).await).1, "STATE", "it says nothing else");
    let absent = secretary.does(requests::correct_attendance(&(&meeting).into())).await.unwrap();
    is_done(false).await;
    let told = lead.reads_invitation(&sent.name).await.unwrap();
    assert_eq!((told.attendance(), told.contest_reason.as_str()), (Attendance::Absent, ""));
    assert!(!told.correction_reason.is_empty());
    let again = pb::CorrectAttendanceRequest { etag: absent.etag, request_id: id(), ..same };
    secretary.does(again).await.unwrap();
    is_done(true).await;
}

#[tokio::test]
async fn a_board_that_was_put_off_and_then_cancelled_leaves_open_what_was_promised_of_it() {
    let world = World::new().await;
    let secretary = world.gcdo().role("centre.secretariat");
    let (lead, policy) = (world.ico().lead(), world.ico().role("ico.policy"));
    let request = pb::CreateMeetingRequest {
        start_time: requests::in_hours(48),
        ..requests::create_meeting(&secretary.parent())
    };
    let planned = secretary.does(request).await.unwrap();
    let deputies = MeetingInviteeDraft { deputy_allowed: true, ..guest("ico") };
    let request = pb::InviteToMeetingRequest {
        invitees: vec![deputies],
        ..requests::invite_to_meeting(&(&planned).into())
    };
    let meeting = secretary.does(request.clone()).await.unwrap();
    assert_eq!(secretary.does(request).await.unwrap(), meeting, "the same again is answered the same");
    let invitation = policy.invitations().await.unwrap().remove(0);
    let deputy = pb::ReplyToInvitationRequest {
        answer: InvitationAnswer::Deputy.into(),
        deputy_role: "Deputy Commissioner".to_owned(),
        ..requests::reply_to_invitation(&(&invitation).into())
    };
    policy.wire.calls(deputy.clone()).await.unwrap();
    let stale = pb::ReplyToInvitationRequest { request_id: id(), ..deputy };
    assert_eq!(refused(lead.wire.calls(stale).await).1, "ETAG_STALE");
    assert_eq!(refused(secretary.does(requests::hold_meeting(&(&meeting).into())).await).1, "STATE");

    let put_off = pb::RescheduleMeetingRequest {
        start_time: requests::in_hours(96),
        ..requests::reschedule_meeting(&(&secretary.reads_meeting(&meeting).await.unwrap()).into())
    };
    let meeting = secretary.does(put_off).await.unwrap();
    let asked_anew = lead.reads_invitation(&invitation.name).await.unwrap();
    assert_eq!(
        (asked_anew.state(), asked_anew.answer()),
        (InvitationState::Waiting, InvitationAnswer::Unspecified)
    );
    lead.comes(&asked_anew).await.unwrap();
    let cancelled = secretary.does(requests::cancel_meeting(&(&meeting).into())).await.unwrap();
    assert_eq!(cancelled.state(), MeetingState::Cancelled);
    let told = lead.reads_invitation(&invitation.name).await.unwrap();
    assert_eq!((told.state(), told.reason.as_str()), (InvitationState::Cancelled, "The chair is away."));
    assert_eq!(refused(lead.comes(&invitation).await).1, "STATE");
    for who in [&secretary, &lead] {
        assert_ne!(owed(who, "CAL-01").await.state(), OccurrenceState::Done, "{}", who.parent());
    }
}
