//! The RPCs of meetings and invitations: what happens in each call, in order.

use super::{
    asks,
    invitation::{self, CANCELLATION, CORRECTION, HOLDING, INVITATION, Invitation, PAPER, RESCHEDULING},
    model::{self, Contests, Deed, Meeting, PLAN, fits, is_ahead, is_near, keeps},
    store,
};
use crate::{
    between::{self, Fold as _, Of, Says},
    calendar::Agenda,
    pack::{self, Pack},
};
use chassis::{
    Answer, Ask, Error, Label, Name, Record, WriteTx, clock,
    deadline::london_day,
    directory::Directory,
    disclosure::Terms,
    exchange::{self as kept, Exchange, Readers},
    message,
    seal::Sealed,
    serve::Parts,
};
use contracts::{
    Authorised, Mutation, Write,
    access::Reason,
    action::commitments::{CreateMeeting, MeetingWrite},
    commitments::{
        self as pb, AdviceAgreementContent, AdviceProposalContent, AdviceRefusalContent, InvitationAnswer,
        InvitationCancellationContent, InvitationContent, InvitationContestContent,
        InvitationCorrectionContent, InvitationHoldingContent, InvitationPaperContent,
        InvitationReplyContent, InvitationReschedulingContent, MeetingCancellationContent,
        MeetingClosingContent, MeetingCorrectionContent, MeetingHoldingContent, MeetingInvitationsContent,
        MeetingInvitee, MeetingPaperFacts, MeetingPlanContent, MeetingReschedulingContent,
        MeetingSharingContent, meeting_service_server::MeetingService,
    },
    exchange::Basis,
    handling::{Classification, Handling},
};
use std::sync::Arc;
use tonic::Request;

/// The handlers.
#[derive(Clone)]
pub(crate) struct MeetingHandlers {
    parts: Parts,
    agenda: Arc<Agenda>,
}

type ActionOf<S> = <<Of<S> as Ask>::Request as Authorised>::Action;

/// What is said in an invitation.
struct Said {
    /// The act as it is kept, and as it is recorded.
    act: (&'static str, &'static str),
    /// Why it crosses.
    purpose: &'static str,
    classification: Classification,
    sealed: Sealed,
}

/// What whoever was invited is told with an act about the meeting: by invitation.
type Told = Vec<(Exchange, Said)>;

impl Said {
    fn new(act: (&'static str, &'static str), purpose: &'static str, sealed: Sealed) -> Self {
        Self { act, purpose, classification: Classification::Official, sealed }
    }
}

impl MeetingHandlers {
    pub(crate) fn new(parts: Parts, agenda: Arc<Agenda>) -> Self {
        Self { parts, agenda }
    }

    fn directory(&self) -> &Directory {
        &self.parts.directory
    }

    /// Adds an act to a meeting, for whoever keeps it alone.
    async fn keep(
        &self,
        tx: &mut WriteTx<impl MeetingWrite>,
        mut exchange: Exchange,
        (kind, act): (&'static str, &'static str),
        sealed: Sealed,
    ) -> Result<(Record, Meeting), Error> {
        exchange.add(tx, kind, sealed);
        let need = between::submitted(self.directory(), &exchange.opener)?;
        between::store::<Meeting>(tx, exchange, act, Readers::Own, [need; 2]).await
    }

    /// Adds an act to an invitation, for both sides.
    async fn tell(
        &self,
        tx: &mut WriteTx<impl MeetingWrite>,
        mut exchange: Exchange,
        said: Said,
    ) -> Result<(Record, Invitation), Error> {
        let (kind, act) = said.act;
        exchange.add(tx, kind, said.sealed);
        let read_by = |reader| between::submitted(self.directory(), reader);
        let needs = [read_by(&exchange.opener)?, read_by(&exchange.recipient)?];
        let terms = Terms::new(said.purpose, Basis::MouVoluntary, said.classification);
        between::store::<Invitation>(tx, exchange, act, Readers::Both(terms), needs).await
    }

    async fn create(
        &self,
        tx: &mut WriteTx<CreateMeeting>,
        ask: asks::CreateMeeting,
    ) -> Result<(Record, pb::CreateMeetingResponse), Error> {
        is_near(ask.start, tx.now())?;
        let (kind, _) = self.agenda.body(&ask.body, london_day(ask.start)).ok_or(Error::NotFound)?;
        keeps(tx.caller().party, kind)?;
        let body = format!("bodies/{}", ask.body);
        let plan = MeetingPlanContent {
            organisation: format!("organisations/{}", ask.organisation),
            meeting: format!("{body}/meetings/{}", tx.new_crossing_id()),
            body: body.clone(),
            title: ask.title,
            kind: ask.kind.into(),
            start_time: Some(clock::to_wire(ask.start)),
        };
        let own = ask.organisation;
        let exchange = Exchange::begin(tx.new_id(), Meeting::KIND, own.clone(), own);
        let exchange = exchange.on(body).within(Meeting::COLLECTION);
        let sealed = Sealed::seal(&plan)?;
        let (record, meeting) = self.keep(tx, exchange, (PLAN, "meeting.planned"), sealed).await?;
        Ok((record, meeting.to_wire(tx.caller(), tx.now(), &Contests::new()).into()))
    }

    /// Does something about a meeting that is there, and tells whoever was invited what concerns them of it.
    async fn act<S, R>(
        &self,
        request: Request<<Of<S> as Ask>::Request>,
        deed: Deed,
        say: impl AsyncFnOnce(&mut WriteTx<ActionOf<S>>, &Meeting, S) -> Result<(Sealed, Told), Error>,
    ) -> Answer<R>
    where
        S: Says<Of = Meeting>,
        Of<S>: Ask<Request: Mutation + Authorised<Action: MeetingWrite, Response = R>>,
        R: From<pb::Meeting>,
    {
        let done = self.parts.db.act(request, between::see::<Meeting>, async |tx, ask: Of<S>| {
            let meeting = Meeting::read(kept::take(tx, ask.target.name.id).await?)?;
            meeting.is_as_read(&ask.target.etag, &store::contests_of(tx.connection(), &meeting).await?)?;
            meeting.may(deed, tx.caller(), tx.now())?;
            let (sealed, told) = say(tx, &meeting, ask.said).await?;
            let (_, kind, act) = deed.names();
            let (mut record, meeting) = self.keep(tx, meeting.kept, (kind, act), sealed).await?;
            for (exchange, said) in told {
                record.effects.extend(self.tell(tx, exchange, said).await?.0.effects);
            }
            let contests = store::contests_of(tx.connection(), &meeting).await?;
            Ok((record, meeting.to_wire(tx.caller(), tx.now(), &contests).into()))
        });
        done.await
    }

    /// Does something about an invitation that is there.
    async fn settle<S, R>(
        &self,
        request: Request<<Of<S> as Ask>::Request>,
        deed: invitation::Deed,
        say: impl FnOnce(&Invitation, S) -> Result<Sealed, Error>,
    ) -> Answer<R>
    where
        S: Says<Of = Invitation>,
        Of<S>: Ask<Request: Mutation + Authorised<Action: MeetingWrite, Response = R>>,
        R: From<pb::Invitation>,
    {
        let done = self.parts.db.act(request, between::see::<Invitation>, async |tx, ask: Of<S>| {
            let invitation: Invitation = between::as_read(tx, &ask.target).await?;
            let regulator = self.directory().regulator();
            invitation.may(deed, tx.caller(), regulator)?;
            let sealed = say(&invitation, ask.said)?;
            let (_, kind, act) = deed.names();
            let said = Said::new((kind, act), deed.purpose(), sealed);
            let (record, invitation) = self.tell(tx, invitation.kept, said).await?;
            Ok((record, invitation.to_wire(tx.caller(), regulator).into()))
        });
        done.await
    }

    /// Those who are to be invited, each of another organisation with an invitation of its own.
    fn invitees(
        &self,
        tx: &WriteTx<impl Write>,
        asked: Vec<asks::Invitee>,
    ) -> Result<Vec<(Label, MeetingInvitee)>, Error> {
        let own = tx.caller().organisation.clone();
        let invited = asked.into_iter().map(|one| {
            self.directory().get(&one.organisation).ok_or(Error::NotFound)?;
            let id = (one.organisation != own).then(|| tx.new_crossing_id());
            let invitation = id.map(|id| format!("organisations/{own}/{}/{id}", Invitation::COLLECTION));
            let invitee = MeetingInvitee {
                organisation: format!("organisations/{}", one.organisation),
                role: one.role,
                deputy_allowed: one.deputy_allowed,
                items: one.items,
                invitation: invitation.unwrap_or_default(),
            };
            Ok((one.organisation, invitee))
        });
        invited.collect()
    }

    /// The invitation of somebody of another organisation, to a meeting as it stands.
    fn invitation(
        &self,
        tx: &WriteTx<impl Write>,
        meeting: &Meeting,
        (organisation, invitee): (Label, MeetingInvitee),
    ) -> Result<Option<(Exchange, Said)>, Error> {
        let Some(name) = Name::parse(Invitation::COLLECTION, &invitee.invitation) else { return Ok(None) };
        let plan = &meeting.plan;
        let code = plan.body.strip_prefix("bodies/").unwrap_or_default();
        let (_, body_title) = self.agenda.body(code, london_day(meeting.start)).ok_or(Error::NotFound)?;
        let content = InvitationContent {
            organisation: plan.organisation.clone(),
            meeting: plan.meeting.clone(),
            body_title: body_title.to_owned(),
            title: plan.title.clone(),
            kind: plan.kind,
            start_time: Some(clock::to_wire(meeting.start)),
            role: invitee.role,
            deputy_allowed: invitee.deputy_allowed,
            items: invitee.items,
        };
        let own = tx.caller().organisation.clone();
        let exchange = Exchange::begin(name.id, Invitation::KIND, own, organisation);
        let exchange = exchange.on(plan.meeting.clone()).within(Invitation::COLLECTION);
        let act = (INVITATION, "invitation.sent");
        Ok(Some((exchange, Said::new(act, "An invitation to a meeting", Sealed::seal(&content)?))))
    }

    /// What a paper shows of a pack, as a pack that was presented to the same body; its classification is no lower.
    async fn pack(
        tx: &mut WriteTx<impl MeetingWrite>,
        meeting: &Meeting,
        facts: &MeetingPaperFacts,
        name: &Name,
    ) -> Result<Pack, Error> {
        if name.organisation != tx.caller().organisation {
            return Err(Error::NotFound);
        }
        let pack = Pack::read(kept::take(tx, name.id).await?)?;
        let (_, content) = pack.presented().ok_or(incomplete("the pack was not presented"))?;
        if pack::body_of(content.body()) != meeting.plan.body {
            return Err(incomplete("the pack was presented to another body"));
        }
        if !keeps_to(facts.handling.as_ref(), content.handling.as_ref()) {
            return Err(incomplete("the pack is classified higher, or handled more strictly"));
        }
        Ok(pack)
    }

    /// A sealed copy of a paper, for another organisation.
    async fn copy(
        tx: &mut WriteTx<impl MeetingWrite>,
        meeting: &Meeting,
        facts: &MeetingPaperFacts,
    ) -> Result<Said, Error> {
        let mut content = InvitationPaperContent {
            title: facts.title.clone(),
            handling: facts.handling.clone(),
            item: facts.item,
            attachment: facts.attachment.clone(),
            ..InvitationPaperContent::default()
        };
        if let Some(name) = Name::parse(Pack::COLLECTION, &facts.pack) {
            let pack = Self::pack(tx, meeting, facts, &name).await?;
            if pack.kept().opener != tx.caller().organisation {
                let refusal = "the pack is another organisation's, which did not present it for others";
                return Err(Error::refused(Reason::OnwardSharing, refusal));
            }
            let (sealed, _) = pack.presented().ok_or(incomplete("the pack was not presented"))?;
            sealed.content_type().clone_into(&mut content.pack_type);
            content.pack = sealed.bytes().to_vec();
        }
        let act = (PAPER, "invitation.paper_shared");
        let classification = facts.handling.as_ref().map(Handling::classification);
        Ok(Said {
            classification: classification.unwrap_or(Classification::OfficialSensitive),
            ..Said::new(act, "A paper of a meeting", Sealed::seal(&content)?)
        })
    }
}

/// Every invitation to a meeting, with the seat that it is for.
async fn invitations(
    tx: &mut WriteTx<impl MeetingWrite>,
    meeting: &Meeting,
) -> Result<Vec<(usize, Exchange)>, Error> {
    let mut found = Vec::new();
    for (seat, _, id) in meeting.others() {
        found.push((seat, Invitation::read(kept::take(tx, id).await?)?.kept));
    }
    Ok(found)
}

/// Whether what is asked of whoever handles something is kept to where it is handled as `how` says: it is classified no lower, has
/// every descriptor, and the instructions word by word.
fn keeps_to(how: Option<&Handling>, asked: Option<&Handling>) -> bool {
    let (how, asked) = (how.cloned().unwrap_or_default(), asked.cloned().unwrap_or_default());
    how.classification >= asked.classification
        && asked.descriptors.iter().all(|one| how.descriptors.contains(one))
        && how.instructions.contains(&asked.instructions)
}

fn incomplete(message: &'static str) -> Error {
    Error::refused(Reason::Incomplete, message)
}

#[tonic::async_trait]
impl MeetingService for MeetingHandlers {
    async fn create_meeting(
        &self,
        request: Request<pb::CreateMeetingRequest>,
    ) -> Answer<pb::CreateMeetingResponse> {
        let act = async |tx: &mut _, ask: asks::CreateMeeting| self.create(tx, ask).await;
        self.parts.db.act(request, between::see::<Meeting>, act).await
    }

    async fn reschedule_meeting(
        &self,
        request: Request<pb::RescheduleMeetingRequest>,
    ) -> Answer<pb::RescheduleMeetingResponse> {
        let act = self.act(request, Deed::Reschedule, async |tx, meeting, said: asks::Reschedule| {
            is_ahead(said.start, tx.now())?;
            let (start_time, reason) = (Some(clock::to_wire(said.start)), said.reason);
            let own = MeetingReschedulingContent { start_time, reason: reason.clone() };
            let theirs = Sealed::seal(&InvitationReschedulingContent { start_time, reason })?;
            let mut told = Told::new();
            for (_, exchange) in invitations(tx, meeting).await? {
                let act = (RESCHEDULING, "invitation.rescheduled");
                told.push((exchange, Said::new(act, "When a meeting takes place", theirs.clone())));
            }
            Ok((Sealed::seal(&own)?, told))
        });
        act.await
    }

    async fn invite_to_meeting(
        &self,
        request: Request<pb::InviteToMeetingRequest>,
    ) -> Answer<pb::InviteToMeetingResponse> {
        let act = self.act(request, Deed::Invite, async |tx, meeting, asks::Invite(asked)| {
            let invited = self.invitees(tx, asked)?;
            let invitees: Vec<_> = invited.iter().map(|(_, invitee)| invitee.clone()).collect();
            meeting.may_invite(&invitees, tx.now())?;
            let told = invited.into_iter().filter_map(|one| self.invitation(tx, meeting, one).transpose());
            let told: Told = told.collect::<Result<_, Error>>()?;
            Ok((Sealed::seal(&MeetingInvitationsContent { invitees })?, told))
        });
        act.await
    }

    async fn add_paper(&self, request: Request<pb::AddPaperRequest>) -> Answer<pb::AddPaperResponse> {
        let act = self.act(request, Deed::AddPaper, async |tx, meeting, said: asks::AddPaper| {
            meeting.may_add(&said.facts)?;
            match (&said.facts.attachment, &said.pack) {
                (Some(_), None) => {}
                (None, Some(name)) => _ = Self::pack(tx, meeting, &said.facts, name).await?,
                _ => return Err(incomplete("a paper is either a document or a pack")),
            }
            Ok((Sealed::seal(&said.facts)?, Told::new()))
        });
        act.await
    }

    async fn share_paper(&self, request: Request<pb::SharePaperRequest>) -> Answer<pb::SharePaperResponse> {
        let act = self.act(request, Deed::SharePaper, async |tx, meeting, said: asks::SharePaper| {
            let (facts, id) = meeting.sharing(said.number, &said.organisation, tx.caller())?;
            let copy = Self::copy(tx, meeting, facts).await?;
            let content = MeetingSharingContent {
                number: said.number,
                organisation: format!("organisations/{}", said.organisation),
                hash: copy.sealed.hash().to_vec(),
            };
            let invitation = Invitation::read(kept::take(tx, id).await?)?;
            Ok((Sealed::seal(&content)?, vec![(invitation.kept, copy)]))
        });
        act.await
    }

    async fn hold_meeting(
        &self,
        request: Request<pb::HoldMeetingRequest>,
    ) -> Answer<pb::HoldMeetingResponse> {
        let act = self.act(request, Deed::Hold, async |tx, meeting, asks::Hold(said)| {
            let attendances = meeting.attendances(&said)?;
            let mut told = Told::new();
            for (seat, exchange) in invitations(tx, meeting).await? {
                let attendance = attendances[seat].into();
                let sealed = Sealed::seal(&InvitationHoldingContent { attendance })?;
                let act = (HOLDING, "invitation.held");
                told.push((exchange, Said::new(act, "Who of the invited attended a meeting", sealed)));
            }
            let attendances = attendances.into_iter().map(i32::from).collect();
            Ok((Sealed::seal(&MeetingHoldingContent { attendances })?, told))
        });
        act.await
    }

    async fn correct_attendance(
        &self,
        request: Request<pb::CorrectAttendanceRequest>,
    ) -> Answer<pb::CorrectAttendanceResponse> {
        let act = self.act(request, Deed::Correct, async |tx, meeting, said: asks::Correct| {
            let asks::Correct { attendee, attendance, reason } = said;
            let mut told = Told::new();
            if let Some(id) = meeting.corrected(attendee, attendance)? {
                let invitation = Invitation::read(kept::take(tx, id).await?)?;
                invitation.may_be_corrected(attendance)?;
                let content =
                    InvitationCorrectionContent { attendance: attendance.into(), reason: reason.clone() };
                let act = (CORRECTION, "invitation.attendance_corrected");
                let said = Said::new(act, "A correction of who attended a meeting", Sealed::seal(&content)?);
                told.push((invitation.kept, said));
            }
            let attendance = attendance.into();
            Ok((Sealed::seal(&MeetingCorrectionContent { attendee, attendance, reason })?, told))
        });
        act.await
    }

    async fn minute_meeting(
        &self,
        request: Request<pb::MinuteMeetingRequest>,
    ) -> Answer<pb::MinuteMeetingResponse> {
        let act = self.act(request, Deed::Minute, async |_, _, asks::Minute(minutes)| {
            fits(&minutes)?;
            Ok((Sealed::seal(&minutes)?, Told::new()))
        });
        act.await
    }

    async fn close_meeting(
        &self,
        request: Request<pb::CloseMeetingRequest>,
    ) -> Answer<pb::CloseMeetingResponse> {
        let act = self.act(request, Deed::Close, async |_, meeting, asks::Close| {
            Ok((Sealed::seal(&MeetingClosingContent { hash: meeting.minuted()? })?, Told::new()))
        });
        act.await
    }

    async fn cancel_meeting(
        &self,
        request: Request<pb::CancelMeetingRequest>,
    ) -> Answer<pb::CancelMeetingResponse> {
        let act = self.act(request, Deed::Cancel, async |tx, meeting, asks::Cancel(reason)| {
            let own = MeetingCancellationContent { reason: reason.clone() };
            let theirs = Sealed::seal(&InvitationCancellationContent { reason })?;
            let mut told = Told::new();
            for (_, exchange) in invitations(tx, meeting).await? {
                let act = (CANCELLATION, "invitation.cancelled");
                told.push((exchange, Said::new(act, "That a meeting does not take place", theirs.clone())));
            }
            Ok((Sealed::seal(&own)?, told))
        });
        act.await
    }

    async fn get_meeting(&self, request: Request<pb::GetMeetingRequest>) -> Answer<pb::GetMeetingResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetMeeting| {
            let meeting = Meeting::read(kept::get(tx, ask.name.id).await?)?;
            let contests = store::contests_of(tx.connection(), &meeting).await?;
            Ok(meeting.to_wire(tx.caller(), tx.now(), &contests).into())
        });
        answer.await
    }

    async fn list_meetings(
        &self,
        request: Request<pb::ListMeetingsRequest>,
    ) -> Answer<pb::ListMeetingsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListMeetings| {
            let mut found = kept::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut found, |one| (one.place, one.id));
            let read = |one: kept::Listed| Ok((message::from_json(&one.summary)?, one));
            let found: Vec<(pb::Meeting, _)> = found.into_iter().map(read).collect::<Result<_, Error>>()?;
            let names: Vec<_> = found.iter().map(|(meeting, _)| meeting.meeting.clone()).collect();
            let mut contests = store::contests(tx.connection(), &names).await?;
            let meeting = |(summary, one): (pb::Meeting, kept::Listed)| {
                let contests = contests.remove(&summary.meeting).unwrap_or_default();
                model::listed(summary, &ask.organisation, one.id, (one.version, &contests))
            };
            let meetings = found.into_iter().map(meeting).collect();
            Ok(pb::ListMeetingsResponse { meetings, next_page_token })
        });
        answer.await
    }

    async fn propose_advice(
        &self,
        request: Request<pb::ProposeAdviceRequest>,
    ) -> Answer<pb::ProposeAdviceResponse> {
        let deed = invitation::Deed::Propose;
        let act = self.settle(request, deed, |_, asks::Propose(summary)| {
            Sealed::seal(&AdviceProposalContent { summary })
        });
        act.await
    }

    async fn get_invitation(
        &self,
        request: Request<pb::GetInvitationRequest>,
    ) -> Answer<pb::GetInvitationResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetInvitation| {
            let invitation = Invitation::read(kept::get(tx, ask.name.id).await?)?;
            Ok(invitation.to_wire(tx.caller(), self.directory().regulator()).into())
        });
        answer.await
    }

    async fn list_invitations(
        &self,
        request: Request<pb::ListInvitationsRequest>,
    ) -> Answer<pb::ListInvitationsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListInvitations| {
            let mut found = kept::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut found, |one| (one.place, one.id));
            let invitation = |one: kept::Listed| {
                let summary = message::from_json(&one.summary)?;
                Ok(invitation::listed(summary, &ask.organisation, one.id, one.version))
            };
            let invitations = found.into_iter().map(invitation).collect::<Result<_, Error>>()?;
            Ok(pb::ListInvitationsResponse { invitations, next_page_token })
        });
        answer.await
    }

    async fn reply_to_invitation(
        &self,
        request: Request<pb::ReplyToInvitationRequest>,
    ) -> Answer<pb::ReplyToInvitationResponse> {
        let deed = invitation::Deed::Reply;
        let act = self.settle(request, deed, |invitation, said: asks::Reply| {
            invitation.may_answer(said.answer)?;
            let sent = said.answer == InvitationAnswer::Deputy;
            Sealed::seal(&InvitationReplyContent {
                hash: invitation.asked(),
                answer: said.answer.into(),
                deputy_role: if sent { said.deputy_role } else { String::new() },
                reason: if said.answer == InvitationAnswer::Declined { said.reason } else { String::new() },
            })
        });
        act.await
    }

    async fn contest_attendance(
        &self,
        request: Request<pb::ContestAttendanceRequest>,
    ) -> Answer<pb::ContestAttendanceResponse> {
        let deed = invitation::Deed::Contest;
        let act = self.settle(request, deed, |invitation, asks::Contest(reason)| {
            Sealed::seal(&InvitationContestContent { hash: invitation.recorded(), reason })
        });
        act.await
    }

    async fn agree_advice(
        &self,
        request: Request<pb::AgreeAdviceRequest>,
    ) -> Answer<pb::AgreeAdviceResponse> {
        let deed = invitation::Deed::Agree;
        let act = self.settle(request, deed, |invitation, asks::Agree(hash)| {
            invitation.is_looked_at(&hash)?;
            Sealed::seal(&AdviceAgreementContent { hash })
        });
        act.await
    }

    async fn refuse_advice(
        &self,
        request: Request<pb::RefuseAdviceRequest>,
    ) -> Answer<pb::RefuseAdviceResponse> {
        let deed = invitation::Deed::Refuse;
        let act = self.settle(request, deed, |invitation, said: asks::Refuse| {
            invitation.is_looked_at(&said.hash)?;
            let asks::Refuse { hash, reason, other_words } = said;
            Sealed::seal(&AdviceRefusalContent { hash, reason, other_words })
        });
        act.await
    }
}
