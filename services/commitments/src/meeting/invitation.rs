//! What may happen to an invitation: what one organisation knows of a meeting, and what it says.

use crate::{between::Fold, evidence::seal};
use chassis::{
    Caller, Error, Label, clock,
    deadline::london_day,
    exchange::{self as kept, Act, Standing},
    message,
    seal::Sealed,
};
use contracts::{
    access::Reason,
    commitments::{
        self as pb, AdviceAgreementContent, AdviceNoted, AdviceProposal, AdviceProposalContent,
        AdviceRefusalContent, AdviceState, Attendance, InvitationAnswer, InvitationCancellationContent,
        InvitationContent, InvitationContestContent, InvitationCorrectionContent, InvitationHoldingContent,
        InvitationPaper, InvitationReplyContent, InvitationReschedulingContent, InvitationState,
    },
};
use jiff::Timestamp;
use uuid::Uuid;

/// The most replies each time that they are asked.
const MOST_REPLIES: usize = 20;
/// The most summaries that are proposed of one piece of advice.
const MOST_PROPOSALS: usize = 20;
/// How names of states begin on the wire.
pub(super) const STATE: &str = "INVITATION_STATE_";
/// Acts of whoever keeps the meeting, as they are kept.
pub(super) const INVITATION: &str = "INVITATION";
pub(super) const RESCHEDULING: &str = "RESCHEDULING";
pub(super) const CANCELLATION: &str = "CANCELLATION";
pub(super) const PAPER: &str = "PAPER";
pub(super) const HOLDING: &str = "HOLDING";
pub(super) const CORRECTION: &str = "CORRECTION";
const PROPOSAL: &str = "PROPOSAL";
/// Acts of whoever is invited.
const REPLY: &str = "REPLY";
const CONTEST: &str = "CONTEST";
const AGREEMENT: &str = "AGREEMENT";
const REFUSAL: &str = "REFUSAL";

/// What is done about an invitation that is there, besides what is done about its meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Reply,
    Contest,
    Propose,
    Agree,
    Refuse,
}

const DEEDS: [Deed; 5] = [Deed::Reply, Deed::Contest, Deed::Propose, Deed::Agree, Deed::Refuse];

impl Deed {
    /// The RPC that does it, the act as it is kept, and as it is recorded.
    pub(super) fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Reply => ("ReplyToInvitation", REPLY, "invitation.replied"),
            Self::Contest => ("ContestAttendance", CONTEST, "invitation.attendance_contested"),
            Self::Propose => ("ProposeAdvice", PROPOSAL, "advice.proposed"),
            Self::Agree => ("AgreeAdvice", AGREEMENT, "advice.agreed"),
            Self::Refuse => ("RefuseAdvice", REFUSAL, "advice.refused"),
        }
    }

    /// Why it crosses to the other side.
    pub(super) fn purpose(self) -> &'static str {
        match self {
            Self::Reply => "A reply to an invitation to a meeting",
            Self::Contest => "That it is not so what was recorded of attendance",
            Self::Propose => "A summary of advice that was given at a meeting",
            Self::Agree | Self::Refuse => "Whether a summary says what was advised at a meeting",
        }
    }
}

/// An invitation: the fold of what both sides said.
#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    pub(super) kept: kept::Exchange,
    state: InvitationState,
    content: InvitationContent,
    /// What identifies that, and the change of its time that was told last.
    sealed: Sealed,
    asked: Vec<u8>,
    start: Timestamp,
    rescheduling_reason: String,
    reply: InvitationReplyContent,
    papers: Vec<InvitationPaper>,
    attendance: Attendance,
    /// What identifies the record of that, and what was said of it since.
    recorded: Vec<u8>,
    contest_reason: String,
    correction_reason: String,
    reason: String,
    advice: Option<Advice>,
}

/// The summary of the regulator's advice that was proposed last.
#[derive(Clone, Debug)]
struct Advice {
    state: AdviceState,
    proposal: AdviceProposal,
    /// What identifies it.
    hash: Vec<u8>,
    noted: Option<AdviceNoted>,
}

impl Fold for Invitation {
    const KIND: &'static str = "INVITATION";
    const COLLECTION: &'static str = "invitations";

    fn fold(mut exchange: kept::Exchange) -> Result<Self, Error> {
        let id = exchange.id;
        let bad = |what: &str| Error::internal(format!("invitation {id}: {what}"));
        let acts = std::mem::take(&mut exchange.acts);
        let (first, rest) = acts.split_first().ok_or_else(|| bad("it has no act"))?;
        if first.kind != INVITATION || first.organisation != exchange.opener {
            return Err(bad("it begins without an invitation"));
        }
        let content: InvitationContent = first.sealed.open()?;
        if content.meeting != exchange.subject
            || content.organisation != format!("organisations/{}", exchange.opener)
        {
            return Err(bad("it is to another meeting, or another's"));
        }
        let start = content.start_time.and_then(clock::from_wire).ok_or_else(|| bad("it has no time"))?;
        let mut invitation = Self {
            kept: exchange,
            state: InvitationState::Waiting,
            content,
            sealed: first.sealed.clone(),
            asked: first.sealed.hash().to_vec(),
            start,
            rescheduling_reason: String::new(),
            reply: InvitationReplyContent::default(),
            papers: Vec::new(),
            attendance: Attendance::Unspecified,
            recorded: Vec::new(),
            contest_reason: String::new(),
            correction_reason: String::new(),
            reason: String::new(),
            advice: None,
        };
        for act in rest {
            invitation.follow(act)?.ok_or_else(|| bad("an act that cannot follow the one before"))?;
        }
        invitation.kept.acts = acts;
        Ok(invitation)
    }

    fn kept(&self) -> &kept::Exchange {
        &self.kept
    }

    fn standing(&self) -> Result<Standing, Error> {
        let state = self.state.as_str_name().replacen(STATE, "", 1);
        Ok(Standing { state, summary: message::to_json(&self.bare())? })
    }
}

impl Invitation {
    /// Takes what follows from an act; nothing if the act cannot follow.
    fn follow(&mut self, act: &Act) -> Result<Option<()>, Error> {
        use InvitationState::{Cancelled, Held, Replied, Waiting};
        let invited = matches!(act.kind.as_str(), REPLY | CONTEST | AGREEMENT | REFUSAL);
        let author = if invited { &self.kept.recipient } else { &self.kept.opener };
        if act.organisation != *author {
            return Ok(None);
        }
        match (act.kind.as_str(), self.state) {
            (RESCHEDULING, Waiting | Replied) => {
                let said: InvitationReschedulingContent = act.sealed.open()?;
                let Some(start) = said.start_time.and_then(clock::from_wire) else { return Ok(None) };
                (self.start, self.rescheduling_reason) = (start, said.reason);
                // Whoever was invited is asked anew.
                (self.reply, self.state) = (InvitationReplyContent::default(), Waiting);
                self.asked = act.sealed.hash().to_vec();
            }
            (PAPER, Waiting | Replied) => self.papers.push(InvitationPaper {
                number: i32::try_from(self.papers.len() + 1).unwrap_or(i32::MAX),
                share_time: Some(clock::to_wire(act.at)),
                content: Some(act.sealed.open()?),
                seal: Some(seal(&act.sealed)),
            }),
            (REPLY, Waiting | Replied) => {
                let said: InvitationReplyContent = act.sealed.open()?;
                if said.hash != self.asked || !self.allows(said.answer()) {
                    return Ok(None);
                }
                (self.reply, self.state) = (said, Replied);
            }
            (HOLDING, Waiting | Replied) => {
                self.attendance = act.sealed.open::<InvitationHoldingContent>()?.attendance();
                (self.recorded, self.state) = (act.sealed.hash().to_vec(), Held);
            }
            (CORRECTION, Held) => {
                let said: InvitationCorrectionContent = act.sealed.open()?;
                (self.attendance, self.correction_reason) = (said.attendance(), said.reason);
                // What was contested was the record before.
                (self.recorded, self.contest_reason) = (act.sealed.hash().to_vec(), String::new());
            }
            (CONTEST, Held) => {
                let said: InvitationContestContent = act.sealed.open()?;
                if said.hash != self.recorded || self.is_contested() {
                    return Ok(None);
                }
                self.contest_reason = said.reason;
            }
            (CANCELLATION, Waiting | Replied) => {
                self.reason = act.sealed.open::<InvitationCancellationContent>()?.reason;
                self.state = Cancelled;
            }
            (PROPOSAL, Held) if self.attended() && self.noted().is_none() => {
                self.advice = Some(Advice {
                    state: AdviceState::Proposed,
                    proposal: AdviceProposal {
                        summary: act.sealed.open::<AdviceProposalContent>()?.summary,
                        propose_time: Some(clock::to_wire(act.at)),
                        seal: Some(seal(&act.sealed)),
                        ..AdviceProposal::default()
                    },
                    hash: act.sealed.hash().to_vec(),
                    noted: None,
                });
            }
            (AGREEMENT, Held) if self.attended() => {
                let said: AdviceAgreementContent = act.sealed.open()?;
                let Some(advice) = self.proposed(&said.hash) else { return Ok(None) };
                advice.state = AdviceState::Agreed;
                advice.noted = Some(AdviceNoted {
                    summary: advice.proposal.summary.clone(),
                    agree_time: Some(clock::to_wire(act.at)),
                    agreed_by: act.role.clone(),
                    seal: advice.proposal.seal.clone(),
                });
            }
            (REFUSAL, Held) => {
                let said: AdviceRefusalContent = act.sealed.open()?;
                let Some(advice) = self.proposed(&said.hash) else { return Ok(None) };
                advice.state = AdviceState::Refused;
                (advice.proposal.reason, advice.proposal.other_words) = (said.reason, said.other_words);
            }
            _ => return Ok(None),
        }
        Ok(Some(()))
    }

    /// Refuses what whoever acts may not do about it as it stands. Advice is the regulator's.
    pub(super) fn may(&self, deed: Deed, caller: &Caller, regulator: &Label) -> Result<(), Error> {
        caller.in_person("a person does this, and no system")?;
        let by = if deed == Deed::Propose { &self.kept.opener } else { &self.kept.recipient };
        if caller.organisation != *by {
            return Err(Error::ActingRole("the other side does this"));
        }
        if deed == Deed::Propose && self.kept.recipient != *regulator {
            return Err(Error::ActingRole("the regulator alone advises"));
        }
        let waits = matches!(self.state, InvitationState::Waiting | InvitationState::Replied);
        match deed {
            Deed::Reply if !waits => Err(refused("the meeting was held or cancelled")),
            Deed::Reply if self.replies() >= MOST_REPLIES => Err(refused("there were too many replies")),
            Deed::Contest if self.state != InvitationState::Held => Err(refused("the meeting was not held")),
            Deed::Contest if self.is_contested() => Err(refused("it is contested already")),
            Deed::Contest if self.noted().is_some() => Err(refused("advice that was given there is agreed")),
            Deed::Propose | Deed::Agree if !self.attended() => Err(refused("the regulator did not attend")),
            Deed::Propose if self.noted().is_some() => Err(refused("the regulator agreed to a summary")),
            Deed::Propose if self.count(PROPOSAL) >= MOST_PROPOSALS => {
                Err(refused("too many summaries were proposed"))
            }
            Deed::Agree | Deed::Refuse if !self.is_proposed() => Err(refused("no summary is proposed")),
            _ => Ok(()),
        }
    }

    /// Refuses a deputy where the invitation allows none.
    pub(super) fn may_answer(&self, answer: InvitationAnswer) -> Result<(), Error> {
        if self.allows(answer) { Ok(()) } else { Err(refused("the invitation allows no deputy")) }
    }

    /// Refuses to settle another summary than the one that was looked at.
    pub(super) fn is_looked_at(&self, hash: &[u8]) -> Result<(), Error> {
        let same = self.advice.as_ref().is_some_and(|advice| advice.hash == hash);
        if same { Ok(()) } else { Err(Error::Stale) }
    }

    /// What identifies what is replied to.
    pub(super) fn asked(&self) -> Vec<u8> {
        self.asked.clone()
    }

    /// What identifies what was recorded last of whether they attended.
    pub(super) fn recorded(&self) -> Vec<u8> {
        self.recorded.clone()
    }

    fn is_contested(&self) -> bool {
        !self.contest_reason.is_empty()
    }

    fn allows(&self, answer: InvitationAnswer) -> bool {
        answer != InvitationAnswer::Deputy || self.content.deputy_allowed
    }

    /// Whether whoever was invited attended, or a deputy where the invitation allowed one; not while they contest what was recorded.
    fn attended(&self) -> bool {
        !self.is_contested() && self.counts(self.attendance)
    }

    fn counts(&self, attendance: Attendance) -> bool {
        match attendance {
            Attendance::Attended => true,
            Attendance::Deputy => self.content.deputy_allowed,
            Attendance::Apologies | Attendance::Absent | Attendance::Unspecified => false,
        }
    }

    /// Refuses to record that nobody attended who gave advice that both sides agreed on.
    pub(super) fn may_be_corrected(&self, attendance: Attendance) -> Result<(), Error> {
        if self.noted().is_some() && !self.counts(attendance) {
            return Err(refused("advice that was given there is agreed"));
        }
        Ok(())
    }

    /// How often they replied since they were asked last.
    fn replies(&self) -> usize {
        let since = self.kept.acts.iter().rev().take_while(|act| act.kind != RESCHEDULING);
        since.filter(|act| act.kind == REPLY).count()
    }

    fn count(&self, kind: &str) -> usize {
        self.kept.acts.iter().filter(|act| act.kind == kind).count()
    }

    fn is_proposed(&self) -> bool {
        self.advice.as_ref().is_some_and(|advice| advice.state == AdviceState::Proposed)
    }

    /// The summary that waits for the regulator, if it is the one of a hash.
    fn proposed(&mut self, hash: &[u8]) -> Option<&mut Advice> {
        self.advice.as_mut().filter(|one| one.state == AdviceState::Proposed && one.hash == hash)
    }

    fn noted(&self) -> Option<&AdviceNoted> {
        self.advice.as_ref().and_then(|advice| advice.noted.as_ref())
    }

    /// The invitation as one of its readers sees it.
    pub(super) fn to_wire(&self, caller: &Caller, regulator: &Label) -> pb::Invitation {
        let possible = DEEDS.into_iter().filter(|deed| self.may(*deed, caller, regulator).is_ok());
        pb::Invitation {
            papers: self.papers.clone(),
            advice_proposal: self.advice.as_ref().map(|advice| advice.proposal.clone()),
            possible_acts: possible.map(|deed| deed.names().0.to_owned()).collect(),
            ..listed(self.bare(), &caller.organisation, self.kept.id, self.kept.version)
        }
    }

    fn bare(&self) -> pb::Invitation {
        let held = self.state == InvitationState::Held;
        pb::Invitation {
            state: self.state.into(),
            organisation: self.content.organisation.clone(),
            invited: format!("organisations/{}", self.kept.recipient),
            meeting: self.content.meeting.clone(),
            body_title: self.content.body_title.clone(),
            title: self.content.title.clone(),
            kind: self.content.kind,
            start_time: Some(clock::to_wire(self.start)),
            rescheduling_reason: self.rescheduling_reason.clone(),
            role: self.content.role.clone(),
            deputy_allowed: self.content.deputy_allowed,
            items: self.content.items.clone(),
            update_time: self.kept.acts.last().map(|act| clock::to_wire(act.at)),
            answer: self.reply.answer,
            deputy_role: self.reply.deputy_role.clone(),
            answer_reason: self.reply.reason.clone(),
            attendance: self.attendance.into(),
            held_on: if held { london_day(self.start).to_string() } else { String::new() },
            attended: self.attended(),
            contest_reason: self.contest_reason.clone(),
            correction_reason: self.correction_reason.clone(),
            reason: self.reason.clone(),
            advice_state: self.advice.as_ref().map_or(AdviceState::Unspecified, |advice| advice.state).into(),
            advice_noted: self.noted().cloned(),
            seal: Some(seal(&self.sealed)),
            ..pb::Invitation::default()
        }
    }
}

/// An invitation as a list shows it.
pub(super) fn listed(
    summary: pb::Invitation,
    reader: &Label,
    id: Uuid,
    version: kept::Version,
) -> pb::Invitation {
    let name = format!("organisations/{reader}/{}/{id}", Invitation::COLLECTION);
    pb::Invitation { name, etag: version.etag(), ..summary }
}

fn refused(message: &'static str) -> Error {
    Error::refused(Reason::State, message)
}
