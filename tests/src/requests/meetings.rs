//! What is said about meetings and invitations.

use super::{AsRead, about, commitments::official, hours_ago};
use chassis_testing::id;
use contracts::{
    commitments::{
        self as pb, Attendance, Invitation, InvitationAnswer, Meeting, MeetingAttendance, MeetingDecision,
        MeetingInviteeDraft, MeetingKind, MeetingPaperFacts,
    },
    exchange::Attachment,
};

impl From<&Meeting> for AsRead {
    fn from(meeting: &Meeting) -> Self {
        Self { name: meeting.name.clone(), etag: meeting.etag.clone(), ..Self::default() }
    }
}

impl From<&Invitation> for AsRead {
    /// What identifies what it says is the summary of advice that was proposed; of none, something else.
    fn from(invitation: &Invitation) -> Self {
        let proposal = invitation.advice_proposal.as_ref().and_then(|one| one.seal.as_ref());
        let hash = proposal.map_or_else(|| vec![0; 32], |seal| seal.hash.clone());
        Self { name: invitation.name.clone(), etag: invitation.etag.clone(), hash }
    }
}

/// The code of the body whose meetings the organisation called `parent` keeps: one across government, else its own board.
pub fn meeting_body(parent: &str) -> &'static str {
    if parent == "organisations/gcdo" { "transformation-board" } else { "department-board" }
}

/// Somebody of another organisation, invited for everything.
pub fn guest(organisation: &str) -> MeetingInviteeDraft {
    MeetingInviteeDraft {
        organisation: format!("organisations/{organisation}"),
        role: "Head of data protection".to_owned(),
        ..MeetingInviteeDraft::default()
    }
}

/// Plans a meeting, which began an hour ago: it can be held as soon as somebody was invited.
pub fn create_meeting(parent: &str) -> pb::CreateMeetingRequest {
    pb::CreateMeetingRequest {
        parent: parent.to_owned(),
        body: format!("bodies/{}", meeting_body(parent)),
        title: "Half-yearly meeting".to_owned(),
        kind: MeetingKind::Ordinary.into(),
        start_time: hours_ago(1),
        request_id: id(),
        ..Default::default()
    }
}

/// Puts a meeting off until tomorrow.
pub fn reschedule_meeting(meeting: &AsRead) -> pb::RescheduleMeetingRequest {
    let start_time = hours_ago(-24);
    pb::RescheduleMeetingRequest {
        start_time,
        ..about!(meeting => RescheduleMeetingRequest { reason: "The room is taken." })
    }
}

/// Invites the regulator.
pub fn invite_to_meeting(meeting: &AsRead) -> pb::InviteToMeetingRequest {
    about!(meeting => InviteToMeetingRequest { invitees: [guest("ico")] })
}

/// Adds a document.
pub fn add_paper(meeting: &AsRead) -> pb::AddPaperRequest {
    let paper = MeetingPaperFacts {
        title: "What was learnt".to_owned(),
        handling: Some(official()),
        item: 1,
        attachment: Some(Attachment {
            title: "What was learnt.pdf".to_owned(),
            sha256: "0".repeat(64),
            media_type: "application/pdf".to_owned(),
        }),
        ..MeetingPaperFacts::default()
    };
    about!(meeting => AddPaperRequest { paper: paper })
}

/// Gives the regulator the first paper.
pub fn share_paper(meeting: &AsRead) -> pb::SharePaperRequest {
    let AsRead { name, etag, .. } = meeting.clone();
    let organisation = "organisations/ico".to_owned();
    pb::SharePaperRequest { name, etag, number: 1, organisation, request_id: id() }
}

/// Records that the only one who was invited attended.
pub fn hold_meeting(meeting: &AsRead) -> pb::HoldMeetingRequest {
    let attended = MeetingAttendance { seat: 1, attendance: Attendance::Attended.into() };
    let AsRead { name, etag, .. } = meeting.clone();
    pb::HoldMeetingRequest { name, etag, attendances: vec![attended], request_id: id() }
}

/// Records that the only one who was invited did not attend after all.
pub fn correct_attendance(meeting: &AsRead) -> pb::CorrectAttendanceRequest {
    about!(meeting => CorrectAttendanceRequest {
        attendee: 1,
        attendance: Attendance::Absent,
        reason: "Somebody else was taken for them.",
    })
}

/// Records a decision.
pub fn minute_meeting(meeting: &AsRead) -> pb::MinuteMeetingRequest {
    let decision = MeetingDecision { item: 1, decision: "To look again in spring.".to_owned() };
    about!(meeting => MinuteMeetingRequest { decisions: [decision] })
}

/// Closes a meeting.
pub fn close_meeting(meeting: &AsRead) -> pb::CloseMeetingRequest {
    let AsRead { name, etag, .. } = meeting.clone();
    pb::CloseMeetingRequest { name, etag, request_id: id() }
}

/// Cancels a meeting.
pub fn cancel_meeting(meeting: &AsRead) -> pb::CancelMeetingRequest {
    about!(meeting => CancelMeetingRequest { reason: "The chair is away." })
}

/// Reads a meeting.
pub fn get_meeting(name: &str) -> pb::GetMeetingRequest {
    pb::GetMeetingRequest { name: name.to_owned() }
}

/// Lists the meetings that the organisation called `parent` keeps, on the longest page.
pub fn list_meetings(parent: &str) -> pb::ListMeetingsRequest {
    pb::ListMeetingsRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Proposes what the regulator advised.
pub fn propose_advice(invitation: &AsRead) -> pb::ProposeAdviceRequest {
    about!(invitation => ProposeAdviceRequest { summary: "Look again in spring, and say what changed." })
}

/// Reads an invitation.
pub fn get_invitation(name: &str) -> pb::GetInvitationRequest {
    pb::GetInvitationRequest { name: name.to_owned() }
}

/// Lists the invitations that the organisation called `parent` has, on the longest page.
pub fn list_invitations(parent: &str) -> pb::ListInvitationsRequest {
    pb::ListInvitationsRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Replies that somebody comes.
pub fn reply_to_invitation(invitation: &AsRead) -> pb::ReplyToInvitationRequest {
    about!(invitation => ReplyToInvitationRequest { answer: InvitationAnswer::Accepted })
}

/// Says that whoever was invited did not attend.
pub fn contest_attendance(invitation: &AsRead) -> pb::ContestAttendanceRequest {
    about!(invitation => ContestAttendanceRequest { reason: "Nobody of ours was there." })
}

/// Agrees to what was advised, as it was read.
pub fn agree_advice(invitation: &AsRead) -> pb::AgreeAdviceRequest {
    let AsRead { name, etag, hash } = invitation.clone();
    pb::AgreeAdviceRequest { name, etag, hash, request_id: id() }
}

/// Refuses it, as it was read.
pub fn refuse_advice(invitation: &AsRead) -> pb::RefuseAdviceRequest {
    about!(invitation => RefuseAdviceRequest {
        hash: invitation.hash.clone(),
        reason: "It was no condition.",
        other_words: "It would be better to look again in spring.",
    })
}
