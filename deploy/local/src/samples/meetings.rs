//! Meetings of boards in the samples: one that the regulator attended and advised at, one that it was not at, and one to come. Each
//! step is taken where it was not yet.

use super::{
    people::{Called, People},
    promises::{id, official, whole},
};
use chassis::clock::to_wire;
use contracts::{
    commitments::{
        self as pb, AdviceState, Attendance, Invitation, Meeting, MeetingAction, MeetingAttendance,
        MeetingDecision, MeetingInviteeDraft, MeetingKind, MeetingPaperFacts, MeetingState,
        meeting_service_client::MeetingServiceClient,
    },
    exchange::Attachment,
};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use tonic::Status;

const SECRETARIAT: &str = "gcdo-secretariat";
/// Another person than added a paper shares it.
const SHARER: &str = "gcdo-lead";
const REGULATOR: &str = "ico-lead";

/// A meeting of a sample.
struct Met {
    body: &'static str,
    title: &'static str,
    /// In how many days it takes place; negative is past.
    in_days: i32,
    /// What the regulator advised, if it was there.
    advice: Option<&'static str>,
    decision: &'static str,
}

const MET: [Met; 3] = [
    Met {
        body: "bodies/transformation-board",
        title: "Synthetic: data protection across government, first half of the year",
        in_days: -187,
        advice: Some("Say in autumn which departments have no board lead, and what was done about it."),
        decision: "The board notes the report, and takes it again in autumn.",
    },
    Met {
        body: "bodies/government-security-board",
        title: "Synthetic: exports of personal data from case systems",
        in_days: -159,
        advice: None,
        decision: "Departments report by December how exports are controlled.",
    },
    Met {
        body: "bodies/government-security-board",
        title: "Synthetic: how exports are controlled",
        in_days: 30,
        advice: None,
        decision: "",
    },
];

/// Has the boards meet that did not meet yet.
pub(super) async fn meet(people: &People<'_>, today: Date) -> Result<(), Status> {
    let calls = Calls { people, today };
    for (number, met) in MET.iter().enumerate() {
        let meeting = calls.planned(number, met).await?;
        let meeting = calls.prepared(number, met, meeting).await?;
        if met.in_days < 0 {
            calls.held(number, met, meeting).await?;
        }
    }
    Ok(())
}

struct Calls<'a> {
    people: &'a People<'a>,
    today: Date,
}

impl Calls<'_> {
    fn meetings(&self, persona: &str) -> MeetingServiceClient<Called> {
        MeetingServiceClient::new(self.people.called_by(persona))
    }

    /// A meeting of a title, which is planned unless it is there.
    async fn planned(&self, number: usize, met: &Met) -> Result<Meeting, Status> {
        let mut meetings = self.meetings(SECRETARIAT);
        let parent = "organisations/gcdo".to_owned();
        let list = pb::ListMeetingsRequest {
            parent: parent.clone(),
            body: met.body.to_owned(),
            ..Default::default()
        };
        let found = meetings.list_meetings(list).await?.into_inner().meetings;
        if let Some(found) = found.into_iter().find(|one| one.title == met.title) {
            let request = pb::GetMeetingRequest { name: found.name };
            return whole(meetings.get_meeting(request).await?.into_inner().meeting);
        }
        let start = self.today.saturating_add(met.in_days.days()).at(13, 0, 0, 0);
        let start = start.to_zoned(TimeZone::UTC).map_err(|error| Status::internal(error.to_string()))?;
        let request = pb::CreateMeetingRequest {
            parent,
            body: met.body.to_owned(),
            title: met.title.to_owned(),
            kind: MeetingKind::Ordinary.into(),
            start_time: Some(to_wire(start.timestamp())),
            request_id: id(8, number, 0),
            ..Default::default()
        };
        whole(meetings.create_meeting(request).await?.into_inner().meeting)
    }

    /// The same, with a paper that the regulator has, and who is invited.
    async fn prepared(&self, number: usize, met: &Met, mut meeting: Meeting) -> Result<Meeting, Status> {
        let mut meetings = self.meetings(SECRETARIAT);
        if meeting.state() == MeetingState::Planned && meeting.papers.is_empty() {
            let request = pb::AddPaperRequest {
                name: meeting.name,
                etag: meeting.etag,
                paper: Some(paper()),
                request_id: id(8, number, 1),
                ..Default::default()
            };
            meeting = whole(meetings.add_paper(request).await?.into_inner().meeting)?;
        }
        if meeting.state() == MeetingState::Planned {
            let request = pb::InviteToMeetingRequest {
                name: meeting.name,
                etag: meeting.etag,
                invitees: invitees(met.in_days > 0),
                request_id: id(8, number, 2),
                ..Default::default()
            };
            meeting = whole(meetings.invite_to_meeting(request).await?.into_inner().meeting)?;
        }
        if meeting.state() == MeetingState::Invited {
            let request = pb::SharePaperRequest {
                name: meeting.name,
                etag: meeting.etag,
                number: 1,
                organisation: "organisations/ico".to_owned(),
                request_id: id(8, number, 3),
            };
            let sharer = &mut self.meetings(SHARER);
            meeting = whole(sharer.share_paper(request).await?.into_inner().meeting)?;
        }
        Ok(meeting)
    }

    /// Records that it was held, what it decided, and what the regulator advised.
    async fn held(&self, number: usize, met: &Met, mut meeting: Meeting) -> Result<(), Status> {
        let mut meetings = self.meetings(SECRETARIAT);
        if meeting.state() == MeetingState::PapersShared {
            let theirs = if met.advice.is_some() { Attendance::Attended } else { Attendance::Apologies };
            let attendances = [Attendance::Attended, theirs].into_iter().zip(1..);
            let attendances =
                attendances.map(|(one, seat)| MeetingAttendance { seat, attendance: one.into() });
            let request = pb::HoldMeetingRequest {
                name: meeting.name,
                etag: meeting.etag,
                attendances: attendances.collect(),
                request_id: id(8, number, 4),
            };
            meeting = whole(meetings.hold_meeting(request).await?.into_inner().meeting)?;
        }
        if meeting.state() == MeetingState::Held {
            let request = pb::MinuteMeetingRequest {
                name: meeting.name,
                etag: meeting.etag,
                decisions: vec![MeetingDecision { item: 1, decision: met.decision.to_owned() }],
                actions: vec![MeetingAction {
                    what: "Ask each department what it did".to_owned(),
                    owner_role: "Government Chief Data Officer".to_owned(),
                    due_on: self.today.saturating_add(26.days()).to_string(),
                }],
                request_id: id(8, number, 5),
                ..Default::default()
            };
            meeting = whole(meetings.minute_meeting(request).await?.into_inner().meeting)?;
        }
        if let Some(advice) = met.advice {
            self.advise(number, advice, &meeting).await?;
        }
        if meeting.state() == MeetingState::Minuted && met.advice.is_some() {
            let request = pb::CloseMeetingRequest {
                name: meeting.name,
                etag: meeting.etag,
                request_id: id(8, number, 6),
            };
            meetings.close_meeting(request).await?;
        }
        Ok(())
    }

    /// Has the regulator agree to how its advice is summarised.
    async fn advise(&self, number: usize, advice: &str, meeting: &Meeting) -> Result<(), Status> {
        let mut meetings = self.meetings(SECRETARIAT);
        let invitation = meeting.seats.iter().filter_map(|seat| seat.invitee.as_ref());
        let invitation = invitation.map(|one| one.invitation.clone()).find(|name| !name.is_empty());
        let request = pb::GetInvitationRequest { name: whole(invitation)? };
        let mut sent = whole(meetings.get_invitation(request).await?.into_inner().invitation)?;
        if sent.advice_state() == AdviceState::Unspecified {
            let request = pb::ProposeAdviceRequest {
                name: sent.name,
                etag: sent.etag,
                summary: advice.to_owned(),
                request_id: id(8, number, 7),
                ..Default::default()
            };
            sent = whole(meetings.propose_advice(request).await?.into_inner().invitation)?;
        }
        if sent.advice_state() == AdviceState::Proposed {
            let request = pb::AgreeAdviceRequest {
                hash: hash(&sent),
                name: sent.name.replace("organisations/gcdo/", "organisations/ico/"),
                etag: sent.etag,
                request_id: id(8, number, 8),
            };
            self.meetings(REGULATOR).agree_advice(request).await?;
        }
        Ok(())
    }
}

/// What identifies the summary that waits.
fn hash(invitation: &Invitation) -> Vec<u8> {
    let proposal = invitation.advice_proposal.as_ref().and_then(|one| one.seal.as_ref());
    proposal.map(|seal| seal.hash.clone()).unwrap_or_default()
}

/// The chair, and the regulator; where the meeting is to come a deputy may.
fn invitees(deputy_allowed: bool) -> Vec<MeetingInviteeDraft> {
    let invited = |organisation: &str, role: &str, deputy_allowed| MeetingInviteeDraft {
        organisation: format!("organisations/{organisation}"),
        role: role.to_owned(),
        deputy_allowed,
        items: Vec::new(),
    };
    vec![invited("gcdo", "Chair", false), invited("ico", "Information Commissioner", deputy_allowed)]
}

fn paper() -> MeetingPaperFacts {
    MeetingPaperFacts {
        title: "Synthetic: where departments stand".to_owned(),
        handling: Some(official()),
        item: 1,
        attachment: Some(Attachment {
            title: "where-departments-stand.pdf".to_owned(),
            sha256: "0".repeat(64),
            media_type: "application/pdf".to_owned(),
        }),
        pack: String::new(),
    }
}
