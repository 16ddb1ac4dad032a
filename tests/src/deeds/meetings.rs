//! What actors do about meetings, and how far meetings and invitations come by it.

use crate::{
    Actor, Answer, Side,
    requests::{self, AsRead, as_named_by},
};
use contracts::commitments::{self as pb, Invitation, Meeting};
use local::issuer::Organisation;

/// How far a meeting came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingStage {
    /// Those who keep it alone know of it.
    Planned,
    /// It has a paper, and another organisation was invited.
    Invited,
    /// It took place, and who was invited attended.
    Held,
    /// What it decided is written down.
    Minuted,
}

/// How far an invitation came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationStage {
    /// It waits for a reply.
    Waiting,
    /// The meeting took place, and who was invited attended.
    Held,
    /// If the regulator was: a summary of what it advised waits for it.
    Advised,
}

impl Side<'_> {
    /// Whoever keeps the meetings of its body.
    pub fn secretary(&self) -> Actor {
        self.colleague(if self.organisation == Organisation::Gcdo {
            "centre.secretariat"
        } else {
            "dept.dpo"
        })
    }

    /// Brings a meeting that `author` plans, and to which `guest` alone is invited, to a stage.
    pub async fn meeting(&self, author: &Actor, guest: &str, stage: MeetingStage) -> Meeting {
        let planned = author.plans_meeting().await.unwrap();
        if stage == MeetingStage::Planned {
            return planned;
        }
        let with_paper = author.does(requests::add_paper(&(&planned).into())).await.unwrap();
        let invited = author.invites(&with_paper, guest).await.unwrap();
        if stage == MeetingStage::Invited {
            return invited;
        }
        let held = author.does(requests::hold_meeting(&(&invited).into())).await.unwrap();
        if stage == MeetingStage::Held {
            return held;
        }
        author.does(requests::minute_meeting(&(&held).into())).await.unwrap()
    }

    /// Brings an invitation that `author` sends to `guest` to a stage, and reads it as its own organisation does.
    pub async fn invites(&self, author: &Actor, guest: &str, stage: InvitationStage) -> Invitation {
        let meeting =
            if stage == InvitationStage::Waiting { MeetingStage::Invited } else { MeetingStage::Held };
        let meeting = self.meeting(author, guest, meeting).await;
        let invitee = meeting.seats[0].invitee.as_ref().unwrap();
        let sent = author.reads_invitation(&invitee.invitation).await.unwrap();
        if stage == InvitationStage::Advised && guest == Organisation::Ico.to_string() {
            return author.proposes_advice(&sent).await.unwrap();
        }
        sent
    }
}

/// What is asked about a meeting, and answered with it.
pub trait AboutMeeting: contracts::Authorised {
    /// The meeting in its answer.
    fn meeting(answer: Self::Response) -> Meeting;
}

/// Says of which requests the answer is a meeting.
macro_rules! about_meetings {
    ($($request:ident),+ $(,)?) => {
        $(impl AboutMeeting for pb::$request {
            fn meeting(answer: Self::Response) -> Meeting {
                answer.meeting.unwrap()
            }
        })+
    };
}

about_meetings! {
    CreateMeetingRequest,
    RescheduleMeetingRequest,
    InviteToMeetingRequest,
    AddPaperRequest,
    SharePaperRequest,
    HoldMeetingRequest,
    CorrectAttendanceRequest,
    MinuteMeetingRequest,
    CloseMeetingRequest,
    CancelMeetingRequest,
    GetMeetingRequest,
}

impl Actor {
    /// Does something about a meeting, or reads it.
    pub async fn does<R: AboutMeeting>(&self, request: R) -> Answer<Meeting> {
        Ok(R::meeting(self.wire.calls(request).await?))
    }

    /// Reads a meeting of its own organisation.
    pub async fn reads_meeting(&self, meeting: &Meeting) -> Answer<Meeting> {
        self.does(requests::get_meeting(&meeting.name)).await
    }

    /// Plans a meeting of a body whose meetings its own organisation keeps.
    pub async fn plans_meeting(&self) -> Answer<Meeting> {
        self.does(requests::create_meeting(&self.parent())).await
    }

    /// Invites another organisation to a meeting.
    pub async fn invites(&self, meeting: &Meeting, guest: &str) -> Answer<Meeting> {
        let asked = requests::invite_to_meeting(&meeting.into());
        self.does(pb::InviteToMeetingRequest { invitees: vec![requests::guest(guest)], ..asked }).await
    }

    /// Reads an invitation, whoever named it.
    pub async fn reads_invitation(&self, name: &str) -> Answer<Invitation> {
        let name = as_named_by(&self.organisation.to_string(), name);
        Ok(self.wire.calls(requests::get_invitation(&name)).await?.invitation.unwrap())
    }

    /// Lists the invitations that its own organisation has, what changed last first.
    pub async fn invitations(&self) -> Answer<Vec<Invitation>> {
        Ok(self.wire.calls(requests::list_invitations(&self.parent())).await?.invitations)
    }

    /// Replies that somebody comes, to an invitation as it stands.
    pub async fn comes(&self, invitation: &Invitation) -> Answer<Invitation> {
        let read = self.reads_invitation(&invitation.name).await?;
        Ok(self.wire.calls(requests::reply_to_invitation(&(&read).into())).await?.invitation.unwrap())
    }

    /// Proposes what the regulator advised, in an invitation as it stands.
    pub async fn proposes_advice(&self, invitation: &Invitation) -> Answer<Invitation> {
        let read = self.reads_invitation(&invitation.name).await?;
        Ok(self.wire.calls(requests::propose_advice(&(&read).into())).await?.invitation.unwrap())
    }

    /// Agrees to a summary of advice as it was looked at.
    pub async fn agrees_to_advice(&self, looked_at: &Invitation) -> Answer<Invitation> {
        let read = AsRead::from(looked_at).by(&self.organisation.to_string());
        Ok(self.wire.calls(requests::agree_advice(&read)).await?.invitation.unwrap())
    }

    /// Refuses a summary of advice as it was looked at.
    pub async fn refuses_advice(&self, looked_at: &Invitation) -> Answer<Invitation> {
        let read = AsRead::from(looked_at).by(&self.organisation.to_string());
        Ok(self.wire.calls(requests::refuse_advice(&read)).await?.invitation.unwrap())
    }
}
