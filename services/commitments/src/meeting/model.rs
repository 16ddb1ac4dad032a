//! What may happen to a meeting.

use super::Invitation;
use crate::between::Fold;
use chassis::{
    Caller, Error, Label, Name, Violation, clock,
    exchange::{self as kept, Act, Standing},
    message,
};
use contracts::{
    access::{Party, Reason},
    commitments::{
        self as pb, Attendance, BodyKind, MeetingAttendance, MeetingCancellationContent,
        MeetingCorrectionContent, MeetingHoldingContent, MeetingInvitationsContent, MeetingInvitee,
        MeetingMinutesContent, MeetingPaper, MeetingPaperFacts, MeetingPlanContent, MeetingRescheduling,
        MeetingReschedulingContent, MeetingSeat, MeetingSharingContent, MeetingState,
    },
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most people who are invited, by their roles.
const MOST_SEATS: usize = 40;
/// The most papers of a meeting.
const MOST_PAPERS: usize = 60;
/// The most packs among them: an answer that shows what an organisation was given holds them, and is at most 4 MiB.
const MOST_PACKS: usize = 2;
/// The most decisions and actions, together.
const MOST_ENTRIES: usize = 100;
/// The most times that a meeting is put off or forward: whoever needs more cancels it, and plans another.
const MOST_RESCHEDULINGS: usize = 20;
/// The most corrections of who attended.
const MOST_CORRECTIONS: usize = 20;
/// How far from now a meeting takes place: 18 months of 31 days at most.
const FARTHEST: SignedDuration = SignedDuration::from_hours(18 * 31 * 24);
/// How names of states begin on the wire.
pub(super) const STATE: &str = "MEETING_STATE_";
/// The act that a meeting begins with, as it is kept.
pub(super) const PLAN: &str = "PLAN";

/// Why those who were invited contest what was recorded of them, by their invitations.
pub(super) type Contests = BTreeMap<Uuid, String>;

/// What is done about a meeting that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Reschedule,
    Invite,
    AddPaper,
    SharePaper,
    Hold,
    Correct,
    Minute,
    Close,
    Cancel,
}

const DEEDS: [Deed; 9] = [
    Deed::Reschedule,
    Deed::Invite,
    Deed::AddPaper,
    Deed::SharePaper,
    Deed::Hold,
    Deed::Correct,
    Deed::Minute,
    Deed::Close,
    Deed::Cancel,
];

impl Deed {
    /// The RPC that does it, the act as it is kept, and as it is recorded.
    pub(super) fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Reschedule => ("RescheduleMeeting", "RESCHEDULING", "meeting.rescheduled"),
            Self::Invite => ("InviteToMeeting", "INVITATIONS", "meeting.invited"),
            Self::AddPaper => ("AddPaper", "PAPER", "meeting.paper_added"),
            Self::SharePaper => ("SharePaper", "SHARING", "meeting.paper_shared"),
            Self::Hold => ("HoldMeeting", "HOLDING", "meeting.held"),
            Self::Correct => ("CorrectAttendance", "CORRECTION", "meeting.attendance_corrected"),
            Self::Minute => ("MinuteMeeting", "MINUTES", "meeting.minuted"),
            Self::Close => ("CloseMeeting", "CLOSING", "meeting.closed"),
            Self::Cancel => ("CancelMeeting", "CANCELLATION", "meeting.cancelled"),
        }
    }

    /// Where a meeting is of which it can be done.
    fn from(self) -> &'static [MeetingState] {
        use MeetingState::{Closed, Held, Invited, Minuted, PapersShared, Planned};
        match self {
            Self::Reschedule | Self::Invite | Self::AddPaper | Self::Cancel => {
                &[Planned, Invited, PapersShared]
            }
            Self::SharePaper | Self::Hold => &[Invited, PapersShared],
            Self::Correct => &[Held, Minuted, Closed],
            Self::Minute => &[Held],
            Self::Close => &[Minuted],
        }
    }
}

/// A meeting: the fold of what was done about it by whoever keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(super) kept: kept::Exchange,
    state: MeetingState,
    pub(super) plan: MeetingPlanContent,
    /// When it takes place.
    pub(super) start: Timestamp,
    invitees: Vec<MeetingInvitee>,
    papers: Vec<MeetingPaper>,
    /// Who added each paper, where the same organisation asks.
    adders: Vec<Option<Label>>,
    /// Whether a time at which it was to take place passed before it was rescheduled.
    begun: bool,
    attendances: Vec<i32>,
    /// How often who attended was corrected.
    corrections: usize,
    minutes: MeetingMinutesContent,
    reschedulings: Vec<MeetingRescheduling>,
    reason: String,
}

impl Fold for Meeting {
    const KIND: &'static str = "MEETING";
    const COLLECTION: &'static str = "meetings";

    fn fold(mut exchange: kept::Exchange) -> Result<Self, Error> {
        let id = exchange.id;
        let bad = |what: &str| Error::internal(format!("meeting {id}: {what}"));
        let acts = std::mem::take(&mut exchange.acts);
        let (first, rest) = acts.split_first().ok_or_else(|| bad("it has no act"))?;
        if first.kind != PLAN {
            return Err(bad("it begins without a plan"));
        }
        let plan: MeetingPlanContent = first.sealed.open()?;
        if plan.body != exchange.subject || plan.organisation != format!("organisations/{}", exchange.opener)
        {
            return Err(bad("it is of another body, or another's"));
        }
        let start = plan.start_time.and_then(clock::from_wire).ok_or_else(|| bad("it has no time"))?;
        let mut meeting = Self {
            kept: exchange,
            state: MeetingState::Planned,
            plan,
            start,
            invitees: Vec::new(),
            papers: Vec::new(),
            adders: Vec::new(),
            begun: false,
            attendances: Vec::new(),
            corrections: 0,
            minutes: MeetingMinutesContent::default(),
            reschedulings: Vec::new(),
            reason: String::new(),
        };
        for act in rest {
            meeting.follow(act)?.ok_or_else(|| bad("an act that cannot follow the one before"))?;
        }
        meeting.kept.acts = acts;
        Ok(meeting)
    }

    fn kept(&self) -> &kept::Exchange {
        &self.kept
    }

    fn standing(&self) -> Result<Standing, Error> {
        let state = self.state.as_str_name().replacen(STATE, "", 1);
        Ok(Standing { state, summary: message::to_json(&self.bare())? })
    }
}

impl Meeting {
    /// Takes what follows from an act; nothing if the act cannot follow.
    fn follow(&mut self, act: &Act) -> Result<Option<()>, Error> {
        let deed = DEEDS.into_iter().find(|deed| deed.names().1 == act.kind);
        let Some(deed) = deed.filter(|deed| deed.from().contains(&self.state)) else { return Ok(None) };
        match deed {
            Deed::Reschedule => {
                let said: MeetingReschedulingContent = act.sealed.open()?;
                let Some(start) = said.start_time.and_then(clock::from_wire) else { return Ok(None) };
                self.begun |= self.start <= act.at;
                let before = Some(clock::to_wire(std::mem::replace(&mut self.start, start)));
                self.reschedulings.push(MeetingRescheduling { start_time: before, reason: said.reason });
            }
            Deed::Invite => {
                self.invitees.extend(act.sealed.open::<MeetingInvitationsContent>()?.invitees);
                if self.state == MeetingState::Planned {
                    self.state = MeetingState::Invited;
                }
            }
            Deed::AddPaper => {
                let (number, facts) = (number(self.papers.len()), act.sealed.open()?);
                self.papers.push(MeetingPaper { number, facts: Some(facts), shared_with: Vec::new() });
                self.adders.push(act.author.clone());
            }
            Deed::SharePaper => {
                let said: MeetingSharingContent = act.sealed.open()?;
                let paper = self.papers.iter_mut().find(|paper| paper.number == said.number);
                let Some(paper) = paper else { return Ok(None) };
                paper.shared_with.push(said.organisation);
                self.state = MeetingState::PapersShared;
            }
            Deed::Hold => {
                self.attendances = act.sealed.open::<MeetingHoldingContent>()?.attendances;
                if self.attendances.len() != self.invitees.len() {
                    return Ok(None);
                }
                self.state = MeetingState::Held;
            }
            Deed::Correct => {
                let said: MeetingCorrectionContent = act.sealed.open()?;
                let Some(at) = self.seat(said.attendee) else { return Ok(None) };
                self.attendances[at] = said.attendance;
                self.corrections += 1;
            }
            Deed::Minute => {
                (self.minutes, self.state) = (act.sealed.open()?, MeetingState::Minuted);
            }
            Deed::Close => self.state = MeetingState::Closed,
            Deed::Cancel => {
                self.reason = act.sealed.open::<MeetingCancellationContent>()?.reason;
                self.state = MeetingState::Cancelled;
            }
        }
        Ok(Some(()))
    }

    /// Refuses what whoever keeps it may not do about it as it stands.
    pub(super) fn may(&self, deed: Deed, caller: &Caller, now: Timestamp) -> Result<(), Error> {
        // What others are told, and what fulfils a duty, a person decides; and two who look at a paper are two persons.
        if !matches!(deed, Deed::Minute | Deed::Close) {
            caller.in_person("a person does this, and no system")?;
        }
        if !deed.from().contains(&self.state) {
            return Err(refused("it is not where this can be done"));
        }
        match deed {
            Deed::Reschedule if self.reschedulings.len() >= MOST_RESCHEDULINGS => {
                Err(refused("it was rescheduled too often; cancel it, and plan another"))
            }
            Deed::Invite if self.invitees.len() >= MOST_SEATS => Err(refused("there are too many invited")),
            Deed::AddPaper if self.papers.len() >= MOST_PAPERS => Err(refused("there are too many papers")),
            Deed::SharePaper if self.papers.is_empty() => Err(refused("there is no paper")),
            Deed::Hold if self.start > now => Err(refused("it has not begun")),
            Deed::Correct if self.corrections >= MOST_CORRECTIONS => {
                Err(refused("it was corrected too often"))
            }
            _ => Ok(()),
        }
    }

    /// Refuses those who cannot be invited besides those who are: of its own organisation each role once, of another one role.
    /// Once it has begun nobody is allowed a deputy any more.
    pub(super) fn may_invite(&self, invitees: &[MeetingInvitee], now: Timestamp) -> Result<(), Error> {
        if self.invitees.len() + invitees.len() > MOST_SEATS {
            return Err(refused("there are too many invited"));
        }
        if (self.begun || self.start <= now) && invitees.iter().any(|one| one.deputy_allowed) {
            return Err(refused("it has begun: whether a deputy may come is said before"));
        }
        let mut all: Vec<_> = self.invitees.iter().collect();
        for one in invitees {
            let own = one.organisation == self.plan.organisation;
            if all
                .iter()
                .any(|other| other.organisation == one.organisation && (!own || other.role == one.role))
            {
                return Err(refused("somebody was invited already, or another of the same organisation"));
            }
            all.push(one);
        }
        Ok(())
    }

    /// Refuses one pack too many.
    pub(super) fn may_add(&self, facts: &MeetingPaperFacts) -> Result<(), Error> {
        let is_pack = |facts: &MeetingPaperFacts| !facts.pack.is_empty();
        let packs =
            self.papers.iter().filter_map(|paper| paper.facts.as_ref()).filter(|facts| is_pack(facts));
        if is_pack(facts) && packs.count() >= MOST_PACKS {
            return Err(refused("there are too many packs among its papers"));
        }
        Ok(())
    }

    /// The paper of a number, and the invitation of whoever is to be given it by the caller: another person than added it.
    pub(super) fn sharing(
        &self,
        number: i32,
        organisation: &Label,
        caller: &Caller,
    ) -> Result<(&MeetingPaperFacts, Uuid), Error> {
        let papers = self.papers.iter().zip(&self.adders);
        let (paper, adder) = papers
            .into_iter()
            .find(|(paper, _)| paper.number == number)
            .ok_or(refused("there is no such paper"))?;
        if adder.as_ref() == Some(&caller.author) {
            return Err(Error::ActingRole("another person than whoever added it shares it"));
        }
        let facts = paper.facts.as_ref().ok_or_else(|| Error::internal("a paper that says nothing"))?;
        let named = format!("organisations/{organisation}");
        let mut others = self.others();
        let (_, invitee, id) = others
            .find(|(_, invitee, _)| invitee.organisation == named)
            .ok_or(refused("it was not invited, or reads the paper here"))?;
        if !invitee.items.is_empty() && !invitee.items.contains(&facts.item) {
            return Err(refused("it was not invited for the item of the paper"));
        }
        if paper.shared_with.contains(&named) {
            return Err(refused("it has the paper"));
        }
        Ok((facts, id))
    }

    /// Who was invited of other organisations: the seats from 0 on, and the invitations.
    pub(super) fn others(&self) -> impl Iterator<Item = (usize, &MeetingInvitee, Uuid)> {
        let seats = self.invitees.iter().enumerate();
        seats.filter_map(|(seat, one)| {
            Some((seat, one, Name::parse(Invitation::COLLECTION, &one.invitation)?.id))
        })
    }

    /// Who attended, in the order of the seats.
    pub(super) fn attendances(&self, said: &[MeetingAttendance]) -> Result<Vec<Attendance>, Error> {
        let seat = |number: i32| {
            let mut found = said.iter().filter(|one| one.seat == number);
            found.next().filter(|_| found.next().is_none()).map(MeetingAttendance::attendance)
        };
        let all: Option<Vec<_>> = (0..self.invitees.len()).map(|at| seat(number(at))).collect();
        all.filter(|all| all.len() == said.len()).ok_or(Error::refused(
            Reason::Incomplete,
            "each of those who were invited attended or did not, once",
        ))
    }

    /// The place of a seat among those that were recorded, from 0 on.
    fn seat(&self, number: i32) -> Option<usize> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        (at < self.attendances.len()).then_some(at)
    }

    /// The invitation that a correction is told in; none if it is of somebody of the meeting's own organisation. What changes nothing
    /// corrects nothing.
    pub(super) fn corrected(&self, attendee: i32, attendance: Attendance) -> Result<Option<Uuid>, Error> {
        let at = self.seat(attendee).ok_or(refused("nobody was invited to the seat"))?;
        if self.attendances[at] == i32::from(attendance) {
            return Err(refused("that is what was recorded"));
        }
        Ok(self.others().find(|(seat, ..)| *seat == at).map(|(_, _, id)| id))
    }

    /// What identifies the minutes.
    pub(super) fn minuted(&self) -> Result<Vec<u8>, Error> {
        let minutes = self.kept.acts.iter().rev().find(|act| act.kind == Deed::Minute.names().1);
        minutes.map(|act| act.sealed.hash().to_vec()).ok_or(refused("it was not minuted"))
    }

    /// Whether it was recorded who attended: then that may be contested.
    pub(super) fn was_held(&self) -> bool {
        !self.attendances.is_empty()
    }

    /// Refuses whoever read something else: an earlier version, or what was not contested yet.
    pub(super) fn is_as_read(&self, etag: &str, contests: &Contests) -> Result<(), Error> {
        if etag == tag(self.kept.version, contests) { Ok(()) } else { Err(Error::Stale) }
    }

    /// The meeting as whoever keeps it sees it.
    pub(super) fn to_wire(&self, caller: &Caller, now: Timestamp, contests: &Contests) -> pb::Meeting {
        let possible = DEEDS.into_iter().filter(|deed| self.may(*deed, caller, now).is_ok());
        let invitation = |one: &MeetingInvitee| Name::parse(Invitation::COLLECTION, &one.invitation);
        let contested = |one: &MeetingInvitee| contests.get(&invitation(one)?.id).cloned();
        let seats = self.invitees.iter().enumerate().map(|(at, invitee)| MeetingSeat {
            number: number(at),
            invitee: Some(invitee.clone()),
            attendance: self.attendances.get(at).copied().unwrap_or_default(),
            contest_reason: contested(invitee).unwrap_or_default(),
        });
        pb::Meeting {
            seats: seats.collect(),
            papers: self.papers.clone(),
            reschedulings: self.reschedulings.clone(),
            decisions: self.minutes.decisions.clone(),
            actions: self.minutes.actions.clone(),
            possible_acts: possible.map(|deed| deed.names().0.to_owned()).collect(),
            ..listed(self.bare(), &caller.organisation, self.kept.id, (self.kept.version, contests))
        }
    }

    fn bare(&self) -> pb::Meeting {
        let last = self.kept.acts.last();
        pb::Meeting {
            state: self.state.into(),
            body: self.plan.body.clone(),
            meeting: self.plan.meeting.clone(),
            title: self.plan.title.clone(),
            kind: self.plan.kind,
            start_time: Some(clock::to_wire(self.start)),
            invited: self.others().map(|(_, one, _)| one.organisation.clone()).collect(),
            paper_count: i32::try_from(self.papers.len()).unwrap_or(i32::MAX),
            update_time: last.map(|act| clock::to_wire(act.at)),
            reason: self.reason.clone(),
            ..pb::Meeting::default()
        }
    }
}

/// A meeting as a list shows it.
pub(super) fn listed(
    summary: pb::Meeting,
    reader: &Label,
    id: Uuid,
    (version, contests): (kept::Version, &Contests),
) -> pb::Meeting {
    let name = format!("organisations/{reader}/{}/{id}", Meeting::COLLECTION);
    pb::Meeting { name, etag: tag(version, contests), ..summary }
}

/// The tag of a version, and of what is contested of it: of one version, that only grows.
fn tag(version: kept::Version, contests: &Contests) -> String {
    match contests.len() {
        0 => version.etag(),
        contested => format!("{}.c{contested}", version.etag()),
    }
}

/// Refuses whoever does not keep the meetings of a body of a kind.
pub(super) fn keeps(party: Party, kind: BodyKind) -> Result<(), Error> {
    match (party, kind) {
        (Party::Gcdo, BodyKind::Government | BodyKind::Signatories)
        | (Party::Department, BodyKind::Department) => Ok(()),
        _ => Err(Error::ActingRole("another organisation keeps the meetings of the body")),
    }
}

/// Refuses a time that is too far from now. What was held before anybody planned it here is recorded all the same.
pub(super) fn is_near(start: Timestamp, now: Timestamp) -> Result<(), Error> {
    if start.duration_since(now).abs() <= FARTHEST {
        return Ok(());
    }
    Err(Error::Invalid(vec![Violation::new("start_time", "must be within 18 months of now")]))
}

/// Refuses a time that has passed, or is too far ahead.
pub(super) fn is_ahead(start: Timestamp, now: Timestamp) -> Result<(), Error> {
    if start > now {
        return is_near(start, now);
    }
    Err(Error::Invalid(vec![Violation::new("start_time", "must be in the future")]))
}

/// Refuses minutes of nothing, and of too much.
pub(super) fn fits(minutes: &MeetingMinutesContent) -> Result<(), Error> {
    let entries = minutes.decisions.len() + minutes.actions.len();
    if (1..=MOST_ENTRIES).contains(&entries) {
        Ok(())
    } else {
        Err(Error::refused(Reason::Incomplete, "there must be decisions or actions, at most 100 of them"))
    }
}

/// The number of what stands at a place, from 0 on.
fn number(at: usize) -> i32 {
    i32::try_from(at + 1).unwrap_or(i32::MAX)
}

fn refused(message: &'static str) -> Error {
    Error::refused(Reason::State, message)
}

#[cfg(test)]
mod tests;
