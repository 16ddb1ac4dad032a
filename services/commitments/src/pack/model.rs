//! What may happen to a pack.

use crate::{
    between::{self, BOARDS, CENTRE, DRAFTERS, Fold},
    evidence::seal,
};
use chassis::{
    Caller, Error, Label, clock,
    disclosure::Terms,
    exchange::{self as kept, Readers, Standing},
    message,
    seal::Sealed,
};
use contracts::{
    access::{Party, Reason},
    commitments::{
        self as pb, PackAnswerContent, PackBody, PackChallenge, PackChallengeContent, PackContent,
        PackDiscardContent, PackState,
    },
};
use uuid::Uuid;

/// The most times that a pack is prepared: whoever needs more begins another.
const MOST_PREPARATIONS: usize = 20;
/// The most challenges of a pack.
const MOST_CHALLENGES: usize = 50;
/// The most that a pack says, in bytes as sealed: an answer holds it twice, and is at most 4 MiB.
const MOST_BYTES: usize = 1 << 20;
/// How names of states and bodies begin on the wire.
pub(super) const STATE: &str = "PACK_STATE_";
const BODY: &str = "PACK_BODY_";
/// Acts as they are kept.
pub(super) const PREPARATION: &str = "PREPARATION";
pub(super) const DISCARD: &str = "DISCARD";
pub(super) const PRESENTATION: &str = "PRESENTATION";
pub(super) const CHALLENGE: &str = "CHALLENGE";
pub(super) const ANSWER: &str = "ANSWER";

/// What is done about a pack that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Revise,
    Discard,
    Present,
    Challenge,
    Answer,
}

const DEEDS: [Deed; 5] = [Deed::Revise, Deed::Discard, Deed::Present, Deed::Challenge, Deed::Answer];

impl Deed {
    /// The RPC that does it.
    fn rpc(self) -> &'static str {
        match self {
            Self::Revise => "RevisePack",
            Self::Discard => "DiscardPack",
            Self::Present => "PresentPack",
            Self::Challenge => "RecordChallenge",
            Self::Answer => "AnswerChallenge",
        }
    }
}

/// A pack: the fold of what was done about it.
#[derive(Clone, Debug)]
pub(crate) struct Pack {
    pub(super) kept: kept::Exchange,
    state: PackState,
    /// What it says, as it was prepared last, and what was presented since.
    pub(super) sealed: Sealed,
    pub(super) content: PackContent,
    reason: String,
    challenges: Vec<PackChallenge>,
}

impl Fold for Pack {
    const KIND: &'static str = "PACK";
    const COLLECTION: &'static str = "packs";

    fn fold(exchange: kept::Exchange) -> Result<Self, Error> {
        let bad = |what: &str| Error::internal(format!("pack {}: {what}", exchange.id));
        let (mut state, mut sealed, mut reason) = (PackState::Unspecified, None::<&Sealed>, String::new());
        let mut challenges = Vec::new();
        for act in &exchange.acts {
            state = match (act.kind.as_str(), state) {
                (PREPARATION, PackState::Unspecified | PackState::Prepared) => {
                    sealed = Some(&act.sealed);
                    PackState::Prepared
                }
                // Whoever it is presented to begins with that.
                (PRESENTATION, PackState::Unspecified | PackState::Prepared)
                    if sealed.is_none_or(|prepared| *prepared == act.sealed) =>
                {
                    sealed = Some(&act.sealed);
                    PackState::Presented
                }
                (DISCARD, PackState::Prepared) => {
                    reason = act.sealed.open::<PackDiscardContent>()?.reason;
                    PackState::Discarded
                }
                (CHALLENGE, PackState::Presented) => {
                    challenges.push(challenge(act, challenges.len())?);
                    PackState::Presented
                }
                (ANSWER, PackState::Presented) => {
                    answer(act, &mut challenges).ok_or_else(|| bad("an answer to no challenge"))??;
                    PackState::Presented
                }
                _ => return Err(bad("an act that cannot follow the one before")),
            };
        }
        let sealed = sealed.ok_or_else(|| bad("it says nothing"))?.clone();
        let content: PackContent = sealed.open()?;
        if subject(content.body()) != exchange.subject
            || content.owner != format!("organisations/{}", exchange.opener)
        {
            return Err(bad("it is for another body, or another's"));
        }
        Ok(Self { kept: exchange, state, sealed, content, reason, challenges })
    }

    fn kept(&self) -> &kept::Exchange {
        &self.kept
    }

    fn standing(&self) -> Result<Standing, Error> {
        let state = self.state.as_str_name().replacen(STATE, "", 1);
        Ok(Standing { state, summary: message::to_json(&self.bare())? })
    }
}

impl Pack {
    /// Refuses what whoever acts may not do about it as it stands.
    pub(super) fn may(&self, deed: Deed, caller: &Caller) -> Result<(), Error> {
        if deed == Deed::Challenge {
            if caller.acting_role.as_str() != challenger(self.content.body()) {
                return Err(Error::ActingRole("the body that it was presented to challenges it"));
            }
        } else if caller.organisation != self.kept.opener {
            return Err(Error::ActingRole("whose it is does this"));
        }
        // A system is none of two who look at it.
        caller.in_person("a person does this, and no system")?;
        if deed == Deed::Present && self.preparer() == Some(&caller.author) {
            return Err(Error::ActingRole("another person than whoever prepared it presents it"));
        }
        let from = match deed {
            Deed::Revise | Deed::Discard | Deed::Present => PackState::Prepared,
            Deed::Challenge | Deed::Answer => PackState::Presented,
        };
        if self.state != from {
            return Err(refused("it is not where this can be done"));
        }
        match deed {
            Deed::Revise if self.kept.acts.len() >= MOST_PREPARATIONS => {
                Err(refused("it was prepared too often; begin another"))
            }
            Deed::Challenge if self.challenges.len() >= MOST_CHALLENGES => {
                Err(refused("there are too many challenges of it"))
            }
            Deed::Answer if self.unanswered() == 0 => Err(refused("no challenge waits for an answer")),
            _ => Ok(()),
        }
    }

    /// What was presented, as sealed and as it reads, if it was.
    pub(crate) fn presented(&self) -> Option<(&Sealed, &PackContent)> {
        (self.state == PackState::Presented).then_some((&self.sealed, &self.content))
    }

    /// Who prepared it last, where the same organisation asks.
    fn preparer(&self) -> Option<&Label> {
        let prepared = self.kept.acts.iter().rev().find(|act| act.kind == PREPARATION);
        prepared.and_then(|act| act.author.as_ref())
    }

    fn unanswered(&self) -> usize {
        self.challenges.iter().filter(|one| one.answer.is_empty()).count()
    }

    /// What identifies a challenge that waits for an answer: its hash.
    pub(super) fn waiting(&self, number: i32) -> Result<Vec<u8>, Error> {
        let waits = |one: &&PackChallenge| one.number == number && one.answer.is_empty();
        let asked = self.kept.acts.iter().filter(|act| act.kind == CHALLENGE);
        let found = self.challenges.iter().zip(asked).find(|(one, _)| waits(one));
        found
            .map(|(_, act)| act.sealed.hash().to_vec())
            .ok_or(refused("no such challenge waits for an answer"))
    }

    /// Who may know of it as it stands: at its owner's, and at the recipient's.
    pub(super) fn needs(&self) -> [&'static str; 2] {
        match self.content.body() {
            _ if self.state != PackState::Presented => [DRAFTERS; 2],
            PackBody::DepartmentBoard | PackBody::RiskAndAuditBoard => [BOARDS; 2],
            _ if self.kept.opener == self.kept.recipient => [CENTRE; 2],
            _ => [DRAFTERS, CENTRE],
        }
    }

    /// Who reads what was done last: until it is presented, its owner alone.
    pub(super) fn readers<'a>(&self, terms: Terms<'a>) -> Readers<'a> {
        if self.state == PackState::Presented { between::readers(&self.kept, terms) } else { Readers::Own }
    }

    /// The pack as a party sees it.
    pub(super) fn to_wire(&self, caller: &Caller) -> pb::Pack {
        let possible = DEEDS.into_iter().filter(|deed| self.may(*deed, caller).is_ok());
        pb::Pack {
            content: Some(self.content.clone()),
            sealed: self.sealed.bytes().to_vec(),
            challenges: self.challenges.clone(),
            possible_acts: possible.map(|deed| deed.rpc().to_owned()).collect(),
            ..listed(self.bare(), &caller.organisation, self.kept.id, self.kept.version)
        }
    }

    /// All that does not depend on who reads it, or on what was prepared before.
    fn bare(&self) -> pb::Pack {
        let last = &self.kept.acts[self.kept.acts.len() - 1];
        let presented = self.kept.acts.iter().find(|act| act.kind == PRESENTATION);
        pb::Pack {
            state: self.state.into(),
            body: self.content.body,
            title: self.content.title.clone(),
            owner: self.content.owner.clone(),
            presented_to: format!("organisations/{}", self.kept.recipient),
            as_of: self.content.as_of.clone(),
            handling: self.content.handling.clone(),
            prepared_by: self.content.prepared_by.clone(),
            prepared_on: self.content.prepared_on.clone(),
            update_time: Some(clock::to_wire(last.at)),
            present_time: presented.map(|act| clock::to_wire(act.at)),
            presented_by: presented.map(|act| act.role.clone()).unwrap_or_default(),
            reason: self.reason.clone(),
            seal: Some(seal(&self.sealed)),
            unanswered: i32::try_from(self.unanswered()).unwrap_or(i32::MAX),
            ..pb::Pack::default()
        }
    }
}

/// A pack as a list shows it.
pub(super) fn listed(summary: pb::Pack, reader: &Label, id: Uuid, version: kept::Version) -> pb::Pack {
    let name = format!("organisations/{reader}/{}/{id}", Pack::COLLECTION);
    pb::Pack { name, etag: version.etag(), ..summary }
}

fn challenge(act: &kept::Act, before: usize) -> Result<PackChallenge, Error> {
    let said: PackChallengeContent = act.sealed.open()?;
    Ok(PackChallenge {
        number: i32::try_from(before + 1).unwrap_or(i32::MAX),
        at: Some(clock::to_wire(act.at)),
        organisation: format!("organisations/{}", act.organisation),
        role: act.role.clone(),
        challenge: said.challenge,
        asked_action: said.asked_action,
        ..PackChallenge::default()
    })
}

/// Sets what was answered beside what was asked; nothing if that was not asked, or was answered before.
fn answer(act: &kept::Act, challenges: &mut [PackChallenge]) -> Option<Result<(), Error>> {
    let said: PackAnswerContent = match act.sealed.open() {
        Ok(said) => said,
        Err(error) => return Some(Err(error)),
    };
    let asked = challenges.iter_mut().find(|one| one.number == said.number && one.answer.is_empty())?;
    (asked.answer, asked.answered_by) = (said.answer, act.role.clone());
    asked.answer_time = Some(clock::to_wire(act.at));
    Some(Ok(()))
}

/// What a body is called where packs are found by it.
pub(super) fn subject(body: PackBody) -> String {
    format!("bodies/{}", body.as_str_name().replacen(BODY, "", 1))
}

/// The body of the calendar, bodies/{body}, that packs for a body come before.
pub(crate) fn body_of(body: PackBody) -> String {
    let code = body.as_str_name().replacen(BODY, "", 1);
    format!("bodies/{}", code.to_ascii_lowercase().replace('_', "-"))
}

/// Whether a party presents to a body, and whether that is across government: then the centre receives it.
///
/// # Errors
/// [`Error::ActingRole`] if the party has no such board.
pub(super) fn across_government(party: Party, body: PackBody) -> Result<bool, Error> {
    match body {
        PackBody::TechnologyRiskGroup | PackBody::GovernmentSecurityBoard | PackBody::TransformationBoard => {
            Ok(true)
        }
        PackBody::DepartmentBoard | PackBody::RiskAndAuditBoard if party == Party::Department => Ok(false),
        _ => Err(Error::ActingRole("the party has no such board of its own")),
    }
}

/// The role that speaks for a body.
fn challenger(body: PackBody) -> &'static str {
    match body {
        PackBody::DepartmentBoard => "dept.board",
        PackBody::RiskAndAuditBoard => "dept.rab",
        PackBody::TechnologyRiskGroup
        | PackBody::GovernmentSecurityBoard
        | PackBody::TransformationBoard
        | PackBody::Unspecified => "centre.secretariat",
    }
}

/// Why a pack for a body crosses to the centre.
pub(super) fn purpose(body: PackBody) -> &'static str {
    match body {
        PackBody::TechnologyRiskGroup => "Presented to the Technology Risk Group",
        PackBody::GovernmentSecurityBoard => "Presented to the Government Security Board",
        PackBody::TransformationBoard => "Presented to the Transformation Board",
        PackBody::DepartmentBoard | PackBody::RiskAndAuditBoard | PackBody::Unspecified => {
            "Presented to its own board"
        }
    }
}

/// Seals what a pack says, if that is not too much.
pub(super) fn sealed(content: &PackContent) -> Result<Sealed, Error> {
    let sealed = Sealed::seal(content)?;
    if sealed.bytes().len() > MOST_BYTES { Err(refused("it says too much for one pack")) } else { Ok(sealed) }
}

fn refused(message: &'static str) -> Error {
    Error::refused(Reason::State, message)
}

#[cfg(test)]
mod tests;
