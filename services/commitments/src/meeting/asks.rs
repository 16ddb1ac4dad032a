//! Requests about meetings and invitations in the domain's words.

use super::{Invitation, Meeting, invitation::STATE as INVITATION_STATE, model::STATE as MEETING_STATE};
use crate::{
    between::{Fold, Says},
    register::service::date,
};
use chassis::{Ask, Asker, Fields, Label, Name, Page, clock, exchange::Filter};
use contracts::commitments::{
    self as pb, Attendance, InvitationAnswer, MeetingAttendance, MeetingInviteeDraft, MeetingKind,
    MeetingMinutesContent, MeetingPaperFacts,
};
use jiff::Timestamp;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

pub(super) struct CreateMeeting {
    pub(super) organisation: Label,
    /// The code of the body.
    pub(super) body: String,
    pub(super) title: String,
    pub(super) kind: MeetingKind,
    pub(super) start: Timestamp,
}

pub(super) struct Reschedule {
    pub(super) start: Timestamp,
    pub(super) reason: String,
}

/// Whom to invite.
pub(super) struct Invitee {
    pub(super) organisation: Label,
    pub(super) role: String,
    pub(super) deputy_allowed: bool,
    pub(super) items: Vec<i32>,
}

pub(super) struct Invite(pub(super) Vec<Invitee>);

pub(super) struct AddPaper {
    pub(super) facts: MeetingPaperFacts,
    pub(super) pack: Option<Name>,
}

pub(super) struct SharePaper {
    pub(super) number: i32,
    pub(super) organisation: Label,
}

pub(super) struct Hold(pub(super) Vec<MeetingAttendance>);

pub(super) struct Correct {
    pub(super) attendee: i32,
    pub(super) attendance: Attendance,
    pub(super) reason: String,
}

pub(super) struct Contest(pub(super) String);

pub(super) struct Minute(pub(super) MeetingMinutesContent);

pub(super) struct Close;

pub(super) struct Cancel(pub(super) String);

pub(super) struct Propose(pub(super) String);

pub(super) struct Reply {
    pub(super) answer: InvitationAnswer,
    pub(super) deputy_role: String,
    pub(super) reason: String,
}

/// What was looked at, by its hash.
pub(super) struct Agree(pub(super) Vec<u8>);

pub(super) struct Refuse {
    /// What was looked at, by its hash.
    pub(super) hash: Vec<u8>,
    pub(super) reason: String,
    pub(super) other_words: String,
}

pub(super) struct GetMeeting {
    pub(super) name: Name,
}

pub(super) struct ListMeetings {
    pub(super) organisation: Label,
    pub(super) filter: Filter,
    pub(super) page: Page<(i64, Uuid)>,
}

pub(super) struct GetInvitation {
    pub(super) name: Name,
}

pub(super) struct ListInvitations {
    pub(super) organisation: Label,
    pub(super) filter: Filter,
    pub(super) page: Page<(i64, Uuid)>,
}

/// Reads a text that may be left out, without the space around it; but not where it is needed.
fn needed(fields: &mut Fields, field: &str, text: &str, is_needed: bool) -> Option<String> {
    if is_needed { fields.text(field, text) } else { Some(text.trim().to_owned()) }
}

fn invitee(fields: &mut Fields, at: usize, draft: MeetingInviteeDraft) -> Option<Invitee> {
    let organisation = fields.organisation(&format!("invitees[{at}].organisation"), &draft.organisation);
    let role = fields.text(&format!("invitees[{at}].role"), &draft.role);
    let MeetingInviteeDraft { deputy_allowed, items, .. } = draft;
    Some(Invitee { organisation: organisation?, role: role?, deputy_allowed, items })
}

impl Ask for CreateMeeting {
    type Request = pb::CreateMeetingRequest;

    fn read(_: &Asker<'_>, request: pb::CreateMeetingRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, title) = (fields.parent(&request.parent), fields.text("title", &request.title));
        let (kind, body) = (request.kind(), request.body.strip_prefix("bodies/").map(str::to_owned));
        let body = fields.read("body", "must be bodies/{body}", body);
        let start = request.start_time.and_then(clock::from_wire);
        let start = fields.read("start_time", "must be a time", start);
        Some(Self { organisation: organisation?, body: body?, title: title?, kind, start: start? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Says for Reschedule {
    type Of = Meeting;
    type Request = pb::RescheduleMeetingRequest;

    fn read(_: &Asker<'_>, request: pb::RescheduleMeetingRequest, fields: &mut Fields) -> Option<Self> {
        let start = request.start_time.and_then(clock::from_wire);
        let start = fields.read("start_time", "must be a time", start);
        let reason = fields.text("reason", &request.reason);
        Some(Self { start: start?, reason: reason? })
    }
}

impl Says for Invite {
    type Of = Meeting;
    type Request = pb::InviteToMeetingRequest;

    fn read(_: &Asker<'_>, request: pb::InviteToMeetingRequest, fields: &mut Fields) -> Option<Self> {
        let drafts = request.invitees.into_iter().enumerate();
        let invitees: Vec<_> = drafts.map(|(at, draft)| invitee(fields, at, draft)).collect();
        invitees.into_iter().collect::<Option<_>>().map(Self)
    }
}

impl Says for AddPaper {
    type Of = Meeting;
    type Request = pb::AddPaperRequest;

    fn read(_: &Asker<'_>, request: pb::AddPaperRequest, fields: &mut Fields) -> Option<Self> {
        let facts = request.paper?;
        let title = fields.text("paper.title", &facts.title);
        let handling = facts.handling.clone().filter(|handling| handling.classification != 0);
        let handling = fields.read("paper.handling.classification", "must be said", handling);
        let pack = match facts.pack.as_str() {
            "" => Some(None),
            name => fields.name("paper.pack", crate::pack::Pack::COLLECTION, name).map(Some),
        };
        let (title, handling) = (title?, Some(handling?));
        Some(Self { facts: MeetingPaperFacts { title, handling, ..facts }, pack: pack? })
    }
}

impl Says for SharePaper {
    type Of = Meeting;
    type Request = pb::SharePaperRequest;

    fn read(_: &Asker<'_>, request: pb::SharePaperRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.organisation("organisation", &request.organisation)?;
        Some(Self { number: request.number, organisation })
    }
}

impl Says for Hold {
    type Of = Meeting;
    type Request = pb::HoldMeetingRequest;

    fn read(_: &Asker<'_>, request: pb::HoldMeetingRequest, _: &mut Fields) -> Option<Self> {
        Some(Self(request.attendances))
    }
}

impl Says for Correct {
    type Of = Meeting;
    type Request = pb::CorrectAttendanceRequest;

    fn read(_: &Asker<'_>, request: pb::CorrectAttendanceRequest, fields: &mut Fields) -> Option<Self> {
        let (attendee, attendance) = (request.attendee, request.attendance());
        Some(Self { attendee, attendance, reason: fields.text("reason", &request.reason)? })
    }
}

impl Says for Contest {
    type Of = Invitation;
    type Request = pb::ContestAttendanceRequest;

    fn read(_: &Asker<'_>, request: pb::ContestAttendanceRequest, fields: &mut Fields) -> Option<Self> {
        fields.text("reason", &request.reason).map(Self)
    }
}

impl Says for Minute {
    type Of = Meeting;
    type Request = pb::MinuteMeetingRequest;

    fn read(_: &Asker<'_>, request: pb::MinuteMeetingRequest, fields: &mut Fields) -> Option<Self> {
        let pb::MinuteMeetingRequest { decisions, actions, .. } = request;
        let mut read = true;
        for (at, one) in actions.iter().enumerate() {
            read &= date(fields, &format!("actions[{at}].due_on"), &one.due_on).is_some();
        }
        read.then_some(Self(MeetingMinutesContent { decisions, actions }))
    }
}

impl Says for Close {
    type Of = Meeting;
    type Request = pb::CloseMeetingRequest;

    fn read(_: &Asker<'_>, _: pb::CloseMeetingRequest, _: &mut Fields) -> Option<Self> {
        Some(Self)
    }
}

impl Says for Cancel {
    type Of = Meeting;
    type Request = pb::CancelMeetingRequest;

    fn read(_: &Asker<'_>, request: pb::CancelMeetingRequest, fields: &mut Fields) -> Option<Self> {
        fields.text("reason", &request.reason).map(Self)
    }
}

impl Says for Propose {
    type Of = Invitation;
    type Request = pb::ProposeAdviceRequest;

    fn read(_: &Asker<'_>, request: pb::ProposeAdviceRequest, fields: &mut Fields) -> Option<Self> {
        fields.text("summary", &request.summary).map(Self)
    }
}

impl Says for Reply {
    type Of = Invitation;
    type Request = pb::ReplyToInvitationRequest;

    fn read(_: &Asker<'_>, request: pb::ReplyToInvitationRequest, fields: &mut Fields) -> Option<Self> {
        let answer = request.answer();
        let deputy = answer == InvitationAnswer::Deputy;
        let deputy_role = needed(fields, "deputy_role", &request.deputy_role, deputy);
        let declines = answer == InvitationAnswer::Declined;
        let reason = needed(fields, "reason", &request.reason, declines);
        Some(Self { answer, deputy_role: deputy_role?, reason: reason? })
    }
}

impl Says for Agree {
    type Of = Invitation;
    type Request = pb::AgreeAdviceRequest;

    fn read(_: &Asker<'_>, request: pb::AgreeAdviceRequest, _: &mut Fields) -> Option<Self> {
        Some(Self(request.hash))
    }
}

impl Says for Refuse {
    type Of = Invitation;
    type Request = pb::RefuseAdviceRequest;

    fn read(_: &Asker<'_>, request: pb::RefuseAdviceRequest, fields: &mut Fields) -> Option<Self> {
        let reason = fields.text("reason", &request.reason)?;
        Some(Self { hash: request.hash, reason, other_words: request.other_words.trim().to_owned() })
    }
}

impl Ask for GetMeeting {
    type Request = pb::GetMeetingRequest;

    fn read(_: &Asker<'_>, request: pb::GetMeetingRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.name("name", Meeting::COLLECTION, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListMeetings {
    type Request = pb::ListMeetingsRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListMeetingsRequest, fields: &mut Fields) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let organisation = fields.parent(&request.parent);
        let state = |state: pb::MeetingState| state.as_str_name().replacen(MEETING_STATE, "", 1);
        let filter = Filter {
            kinds: vec![Meeting::KIND.to_owned()],
            states: request.states().map(state).collect(),
            subject: Some(request.body).filter(|body| !body.is_empty()),
            ..Filter::default()
        };
        Some(Self { organisation: organisation?, filter, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for GetInvitation {
    type Request = pb::GetInvitationRequest;

    fn read(_: &Asker<'_>, request: pb::GetInvitationRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.name("name", Invitation::COLLECTION, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListInvitations {
    type Request = pb::ListInvitationsRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListInvitationsRequest, fields: &mut Fields) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let organisation = fields.parent(&request.parent);
        let state = |state: pb::InvitationState| state.as_str_name().replacen(INVITATION_STATE, "", 1);
        let filter = Filter {
            kinds: vec![Invitation::KIND.to_owned()],
            states: request.states().map(state).collect(),
            subject: Some(request.meeting).filter(|meeting| !meeting.is_empty()),
            ..Filter::default()
        };
        Some(Self { organisation: organisation?, filter, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
