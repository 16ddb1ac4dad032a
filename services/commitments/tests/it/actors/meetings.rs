//! What people do about meetings and invitations.

use super::{Actor, Reply};
use chassis::clock;
use chassis_testing::id;
use contracts::{
    commitments::{
        self as pb, Attendance, Invitation, InvitationAnswer, Meeting, MeetingAttendance,
        MeetingInviteeDraft, MeetingKind, MeetingPaperFacts,
    },
    exchange::Attachment,
    handling::{Classification, Handling},
};
use jiff::Timestamp;
use tonic::Response;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Somebody of an organisation who is invited for everything.
pub(crate) fn invitee(organisation: &str, role: &str) -> MeetingInviteeDraft {
    MeetingInviteeDraft {
        organisation: format!("organisations/{organisation}"),
        role: role.to_owned(),
        ..MeetingInviteeDraft::default()
    }
}

/// A document with which nothing is wrong.
pub(crate) fn paper(title: &str) -> MeetingPaperFacts {
    MeetingPaperFacts {
        title: title.to_owned(),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        attachment: Some(Attachment {
            title: format!("{title}.pdf"),
            sha256: "0".repeat(64),
            media_type: "application/pdf".to_owned(),
        }),
        ..MeetingPaperFacts::default()
    }
}

/// Says how a person calls RPCs: `verb(request) -> Reply<One>`.
macro_rules! rpcs {
    ($one:ident $field:ident: $($verb:ident: $request:ident),+ $(,)?) => {
        impl Actor {
            $(pub(crate) async fn $verb(&self, request: pb::$request) -> Reply<$one> {
                let answer = self.meetings.clone().$verb(self.person.asks(request)).await;
                answer.map(|answer| answer.into_inner().$field.unwrap())
            })+
        }
    };
}

rpcs! {
    Meeting meeting:
    create_meeting: CreateMeetingRequest,
    reschedule_meeting: RescheduleMeetingRequest,
    invite_to_meeting: InviteToMeetingRequest,
    add_paper: AddPaperRequest,
    share_paper: SharePaperRequest,
    hold_meeting: HoldMeetingRequest,
    correct_attendance: CorrectAttendanceRequest,
    minute_meeting: MinuteMeetingRequest,
    close_meeting: CloseMeetingRequest,
    cancel_meeting: CancelMeetingRequest,
    get_meeting: GetMeetingRequest,
}

rpcs! {
    Invitation invitation:
    propose_advice: ProposeAdviceRequest,
    reply_to_invitation: ReplyToInvitationRequest,
    agree_advice: AgreeAdviceRequest,
    refuse_advice: RefuseAdviceRequest,
    contest_attendance: ContestAttendanceRequest,
    get_invitation: GetInvitationRequest,
}

impl Actor {
    pub(crate) fn planning_meeting(&self, body: &str, start: &str) -> pb::CreateMeetingRequest {
        pb::CreateMeetingRequest {
            parent: self.parent(),
            body: format!("bodies/{body}"),
            title: "Summer meeting".to_owned(),
            kind: MeetingKind::Ordinary.into(),
            start_time: Some(clock::to_wire(time(start))),
            request_id: id(),
            personal_data_checked: Vec::new(),
        }
    }

    pub(crate) async fn plans_meeting(&self, body: &str, start: &str) -> Reply<Meeting> {
        self.create_meeting(self.planning_meeting(body, start)).await
    }

    pub(crate) async fn puts_off(&self, meeting: &Meeting, start: &str) -> Reply<Meeting> {
        let (name, etag) = (self.own_name("meetings", &meeting.name), meeting.etag.clone());
        let (start_time, reason) = (Some(clock::to_wire(time(start))), "The room is taken.".to_owned());
        let request_id = id();
        self.reschedule_meeting(pb::RescheduleMeetingRequest {
            name,
            etag,
            start_time,
            reason,
            request_id,
            ..Default::default()
        })
        .await
    }

    pub(crate) fn inviting(
        &self,
        meeting: &Meeting,
        invitees: &[MeetingInviteeDraft],
    ) -> pb::InviteToMeetingRequest {
        let (name, etag) = (self.own_name("meetings", &meeting.name), meeting.etag.clone());
        let (invitees, request_id) = (invitees.to_vec(), id());
        pb::InviteToMeetingRequest { name, etag, invitees, request_id, ..Default::default() }
    }

    pub(crate) async fn invites(
        &self,
        meeting: &Meeting,
        invitees: &[MeetingInviteeDraft],
    ) -> Reply<Meeting> {
        self.invite_to_meeting(self.inviting(meeting, invitees)).await
    }

    pub(crate) async fn adds(&self, meeting: &Meeting, paper: MeetingPaperFacts) -> Reply<Meeting> {
        let (name, etag) = (self.own_name("meetings", &meeting.name), meeting.etag.clone());
        let (paper, request_id) = (Some(paper), id());
        self.add_paper(pb::AddPaperRequest { name, etag, paper, request_id, ..Default::default() }).await
    }

    pub(crate) async fn shares(&self, meeting: &Meeting, number: i32, with: &str) -> Reply<Meeting> {
        let (name, etag) = (self.own_name("meetings", &meeting.name), meeting.etag.clone());
        let (organisation, request_id) = (format!("organisations/{with}"), id());
        self.share_paper(pb::SharePaperRequest { name, etag, number, organisation, request_id }).await
    }

    /// Records who attended, in the order of the seats.
    pub(crate) async fn holds(&self, meeting: &Meeting, attendances: &[Attendance]) -> Reply<Meeting> {
        let attendances = attendances.iter().zip(1..);
        let attendances =
            attendances.map(|(one, seat)| MeetingAttendance { seat, attendance: (*one).into() });
        self.holds_with(meeting, attendances.collect()).await
    }

    pub(crate) async fn holds_with(
        &self,
        meeting: &Meeting,
        attendances: Vec<MeetingAttendance>,
    ) -> Reply<Meeting> {
        let (name, etag) = (self.own_name("meetings", &meeting.name), meeting.etag.clone());
        self.hold_meeting(pb::HoldMeetingRequest { name, etag, attendances, request_id: id() }).await
    }

    pub(crate) async fn minutes(
        &self,
        meeting: &Meeting,
        decisions: usize,
        actions: usize,
    ) -> Reply<Meeting> {
        let decision = |at| pb::MeetingDecision { item: 1, decision: format!("Decision {at}") };
        let action = |at| pb::MeetingAction {
            what: format!("Action {at}"),
            owner_role: "Chief Data Officer".to_owned(),
            due_on: "2026-09-30".to_owned(),
        };
        self.minute_meeting(pb::MinuteMeetingRequest {
            name: self.own_name("meetings", &meeting.name),
            etag: meeting.etag.clone(),
            decisions: (1..=decisions).map(decision).collect(),
            actions: (1..=actions).map(action).collect(),
            request_id: id(),
            ..Default::default()
        })
        .await
    }

    pub(crate) fn correcting(
        &self,
        meeting: &Meeting,
        attendee: i32,
        attendance: Attendance,
    ) -> pb::CorrectAttendanceRequest {
        pb::CorrectAttendanceRequest {
            name: self.own_name("meetings", &meeting.name),
            etag: meeting.etag.clone(),
            attendee,
            attendance: attendance.into(),
            reason: "Another person was taken for them.".to_owned(),
            request_id: id(),
            personal_data_checked: Vec::new(),
        }
    }

    pub(crate) async fn corrects(&self, meeting: &Meeting, attendance: Attendance) -> Reply<Meeting> {
        self.correct_attendance(self.correcting(meeting, 1, attendance)).await
    }

    pub(crate) async fn closes(&self, meeting: &Meeting) -> Reply<Meeting> {
        let (name, etag) = (self.own_name("meetings", &meeting.name), meeting.etag.clone());
        self.close_meeting(pb::CloseMeetingRequest { name, etag, request_id: id() }).await
    }

    pub(crate) async fn cancels(&self, meeting: &Meeting) -> Reply<Meeting> {
        let (name, etag) = (self.own_name("meetings", &meeting.name), meeting.etag.clone());
        let (reason, request_id) = ("The chair is away.".to_owned(), id());
        self.cancel_meeting(pb::CancelMeetingRequest { name, etag, reason, request_id, ..Default::default() })
            .await
    }

    pub(crate) async fn sees_meeting(&self, meeting: &Meeting) -> Reply<Meeting> {
        self.get_meeting(pb::GetMeetingRequest { name: self.own_name("meetings", &meeting.name) }).await
    }

    pub(crate) async fn lists_meetings(
        &self,
        request: pb::ListMeetingsRequest,
    ) -> Reply<pb::ListMeetingsResponse> {
        let request = pb::ListMeetingsRequest { parent: self.parent(), ..request };
        self.meetings.clone().list_meetings(self.person.asks(request)).await.map(Response::into_inner)
    }

    pub(crate) async fn sees_invitation(&self, invitation: &Invitation) -> Reply<Invitation> {
        let name = self.own_name("invitations", &invitation.name);
        self.get_invitation(pb::GetInvitationRequest { name }).await
    }

    pub(crate) async fn lists_invitations(
        &self,
        request: pb::ListInvitationsRequest,
    ) -> Reply<pb::ListInvitationsResponse> {
        let request = pb::ListInvitationsRequest { parent: self.parent(), ..request };
        self.meetings.clone().list_invitations(self.person.asks(request)).await.map(Response::into_inner)
    }

    /// The only invitation that they read.
    pub(crate) async fn invitation(&self) -> Invitation {
        let mut found =
            self.lists_invitations(pb::ListInvitationsRequest::default()).await.unwrap().invitations;
        assert_eq!(found.len(), 1, "{found:?}");
        self.sees_invitation(&found.remove(0)).await.unwrap()
    }

    pub(crate) fn replying(
        &self,
        invitation: &Invitation,
        answer: InvitationAnswer,
    ) -> pb::ReplyToInvitationRequest {
        pb::ReplyToInvitationRequest {
            name: self.own_name("invitations", &invitation.name),
            etag: invitation.etag.clone(),
            answer: answer.into(),
            deputy_role: "Deputy Commissioner".to_owned(),
            reason: "A hearing on the same day.".to_owned(),
            request_id: id(),
            personal_data_checked: Vec::new(),
        }
    }

    pub(crate) async fn replies(
        &self,
        invitation: &Invitation,
        answer: InvitationAnswer,
    ) -> Reply<Invitation> {
        self.reply_to_invitation(self.replying(invitation, answer)).await
    }

    pub(crate) fn contesting(&self, invitation: &Invitation) -> pb::ContestAttendanceRequest {
        pb::ContestAttendanceRequest {
            name: self.own_name("invitations", &invitation.name),
            etag: invitation.etag.clone(),
            reason: "Nobody of ours was there.".to_owned(),
            request_id: id(),
            personal_data_checked: Vec::new(),
        }
    }

    pub(crate) async fn contests(&self, invitation: &Invitation) -> Reply<Invitation> {
        self.contest_attendance(self.contesting(invitation)).await
    }

    pub(crate) async fn sums_up(&self, invitation: &Invitation, summary: &str) -> Reply<Invitation> {
        self.propose_advice(pb::ProposeAdviceRequest {
            name: self.own_name("invitations", &invitation.name),
            etag: invitation.etag.clone(),
            summary: summary.to_owned(),
            request_id: id(),
            personal_data_checked: Vec::new(),
        })
        .await
    }

    /// Agrees to the summary as it was looked at.
    pub(crate) async fn agrees_to(&self, invitation: &Invitation) -> Reply<Invitation> {
        let (name, etag) = (self.own_name("invitations", &invitation.name), invitation.etag.clone());
        let hash = proposal(invitation);
        self.agree_advice(pb::AgreeAdviceRequest { name, etag, hash, request_id: id() }).await
    }

    /// Refuses the summary as it was looked at.
    pub(crate) async fn objects_to(&self, invitation: &Invitation, other: &str) -> Reply<Invitation> {
        self.refuse_advice(pb::RefuseAdviceRequest {
            name: self.own_name("invitations", &invitation.name),
            etag: invitation.etag.clone(),
            hash: proposal(invitation),
            reason: "It was no condition.".to_owned(),
            other_words: other.to_owned(),
            request_id: id(),
            personal_data_checked: Vec::new(),
        })
        .await
    }
}

/// What identifies the summary that was proposed last; of none, something else.
fn proposal(invitation: &Invitation) -> Vec<u8> {
    let proposal = invitation.advice_proposal.as_ref();
    proposal.and_then(|one| one.seal.as_ref()).map_or_else(|| vec![0; 32], |seal| seal.hash.clone())
}
