//! Meetings of boards and invitations to them, each in a state that its pages have something to offer in.

use super::id;
use contracts::commitments::{MeetingPaperFacts, PackBody};
use e2e::{
    World,
    deeds::{InvitationStage, MeetingStage, PackStage},
    requests,
};

/// The ids of meetings that the centre keeps, and of invitations to them.
#[derive(Default)]
pub(in super::super) struct Met {
    pub(in super::super) planned: String,
    /// The regulator was invited to it, and given its pack: the first of the papers that it has.
    pub(in super::super) invited: String,
    pub(in super::super) invitation: String,
    pub(in super::super) held: String,
    pub(in super::super) minuted: String,
    /// The regulator attended, and nothing was proposed of what it advised.
    pub(in super::super) attended: String,
    /// A summary of that waits for the regulator.
    pub(in super::super) advised: String,
    /// A department is invited.
    pub(in super::super) guest: String,
}

impl Met {
    pub(super) async fn prepare(world: &World) -> Self {
        let centre = world.gcdo();
        let secretary = centre.role("centre.secretariat");
        let meeting = async |stage| id(&centre.meeting(&secretary, "ico", stage).await.name);
        let invitation = async |guest, stage| id(&centre.invites(&secretary, guest, stage).await.name);
        let (invited, sent) = with_pack(world).await;
        Self {
            planned: meeting(MeetingStage::Planned).await,
            invited,
            invitation: sent,
            held: meeting(MeetingStage::Held).await,
            minuted: meeting(MeetingStage::Minuted).await,
            attended: invitation("ico", InvitationStage::Held).await,
            advised: invitation("ico", InvitationStage::Advised).await,
            guest: invitation("hmrc", InvitationStage::Waiting).await,
        }
    }
}

/// A meeting with a pack that the regulator was given, and a document; and the regulator's invitation.
async fn with_pack(world: &World) -> (String, String) {
    let centre = world.gcdo();
    let secretary = centre.role("centre.secretariat");
    let author = centre.role("gcdo.principal");
    let pack = centre.pack(&author, PackBody::TransformationBoard, PackStage::Presented).await;
    let planned = secretary.plans_meeting().await.unwrap();
    let mut request = requests::add_paper(&(&planned).into());
    request.paper = Some(MeetingPaperFacts {
        title: "What was promised".into(),
        item: 1,
        pack: pack.name.clone(),
        handling: pack.content.and_then(|content| content.handling),
        ..MeetingPaperFacts::default()
    });
    let meeting = secretary.does(request).await.unwrap();
    let meeting = secretary.does(requests::add_paper(&(&meeting).into())).await.unwrap();
    let meeting = secretary.invites(&meeting, "ico").await.unwrap();
    let meeting = centre.decider().does(requests::share_paper(&(&meeting).into())).await.unwrap();
    let invitation = &meeting.seats[0].invitee.as_ref().unwrap().invitation;
    (id(&meeting.name), id(invitation))
}
