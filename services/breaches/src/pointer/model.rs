//! What a pointer is, and what may happen to it. Pure.

use super::POINTERS as COLLECTION;
use crate::model::{Confirm, Moment, POINTERS, aware_by, rule, spoilt};
use chassis::{
    Caller, Effect, Error, Label, Name, Record, Violation, clock,
    deadline::{Clock, Kind},
    etag,
    exchange::EXCHANGES,
};
use contracts::{
    access::Reason,
    breaches::{self as pb, Answer, LegalRegime, PointerReason, PointerState},
};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

/// Who is told of what happens to a pointer.
const KEEPERS: [&str; 2] = ["dept.siro", "dept.dpo"];

/// A pointer as its department keeps it.
pub(super) struct Pointer {
    pub(super) name: Name,
    pub(super) version: i64,
    pub(super) author: Label,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    /// What it says, without what is worked out or stands beside it here.
    pub(super) content: pb::Pointer,
    pub(super) clock: Clock,
    /// The record that it became once it was lifted.
    pub(super) breach: Option<Uuid>,
    /// To whom it was released, oldest first, where that was asked.
    pub(super) releases: Vec<pb::PointerRelease>,
}

/// What can be done to a pointer that is there. Each is the RPC of the same name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed {
    RecordRegulatorInformed,
    ReleasePointer,
    LiftPointer,
}

const DEEDS: [Deed; 3] = [Deed::RecordRegulatorInformed, Deed::ReleasePointer, Deed::LiftPointer];

impl Pointer {
    /// Makes one, whose clock runs from awareness. Under Part 4 of the Data Protection Act 2018 (section 108) nothing is due for
    /// what interferes seriously with nobody's rights and freedoms.
    pub(super) fn start(
        id: Uuid,
        content: pb::Pointer,
        aware_at: Timestamp,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        let Moment { caller, now, calendar, .. } = *moment;
        caller.in_person(BY_A_PERSON)?;
        aware_by(now, aware_at)?;
        let rule = rule(content.legal_regime(), aware_at)?;
        let mut clock = Clock::start(rule, aware_at, now, calendar).map_err(spoilt)?;
        if content.legal_regime() == LegalRegime::DpaPart4 && content.serious_interference() == Answer::No {
            clock = clock.record(Kind::Discharge, now, now, calendar).map_err(spoilt)?;
        }
        Ok(Self {
            name: Name { organisation: caller.organisation.clone(), collection: COLLECTION, id },
            version: 1,
            author: caller.author.clone(),
            created_at: now,
            updated_at: now,
            content,
            clock,
            breach: None,
            releases: Vec::new(),
        })
    }

    /// Records that the regulator was told, which satisfies the clock.
    pub(super) fn inform(
        self,
        informed: pb::RegulatorInformed,
        received_at: Timestamp,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        let Moment { caller, now, calendar, .. } = *moment;
        self.may(Deed::RecordRegulatorInformed, caller)?;
        if received_at > now || received_at < self.clock.deadline().started_at() {
            return Err(Error::refused(Reason::NoticeTime, "the regulator cannot have received it then"));
        }
        let mut pointer = self.touched(now);
        pointer.clock = pointer.clock.record(Kind::Satisfy, received_at, now, calendar).map_err(spoilt)?;
        pointer.content.regulator_informed = Some(informed);
        Ok(pointer)
    }

    /// Releases it to a person, and says what they are to read.
    pub(super) fn release(
        self,
        recipient: &Label,
        mark: &str,
        moment: &Moment<'_>,
    ) -> Result<(Self, pb::PointerContent), Error> {
        self.may(Deed::ReleasePointer, moment.caller)?;
        let to = format!("organisations/{recipient}");
        if self.releases.iter().any(|release| release.person == mark && release.recipient == to) {
            return Err(Error::refused(Reason::ReleasedAlready, "it was released to that person already"));
        }
        let pointer = self.touched(moment.now);
        let (deadline, said) = (pointer.clock.deadline(), &pointer.content);
        let informed = said.regulator_informed.clone().unwrap_or_default();
        let due_at = deadline.due_at().filter(|_| deadline.discharged_at().is_none());
        let content = pb::PointerContent {
            reference: said.reference.clone(),
            controller: said.controller.clone(),
            legal_regime: said.legal_regime,
            serious_interference: said.serious_interference,
            aware_at: Some(clock::to_wire(deadline.started_at())),
            due_at: due_at.map(clock::to_wire),
            informed_at: informed.received_at,
            informed_channel: informed.channel,
            informed_reference: informed.reference,
            handling_contact_role: said.handling_contact_role.clone(),
            reason_code: said.reason_code,
            person: mark.to_owned(),
        };
        Ok((pointer, content))
    }

    /// The same, with what it was released in last.
    pub(super) fn with_release(mut self, exchange: &pb::Exchange, person: String) -> Self {
        self.releases.push(pb::PointerRelease {
            exchange: exchange.name.clone(),
            recipient: exchange.recipient.clone(),
            person,
            at: exchange.create_time,
            decision: None,
        });
        self
    }

    /// The exchanges that it was released in.
    pub(super) fn exchanges(&self) -> Result<Vec<Uuid>, Error> {
        let id = |release: &pb::PointerRelease| Some(Name::parse(EXCHANGES, &release.exchange)?.id);
        let ids = self.releases.iter().map(id).collect::<Option<_>>();
        ids.ok_or_else(|| Error::internal("a pointer was released in no exchange"))
    }

    /// Lifts it, in the place of which there is the record of `breach` from now on.
    pub(super) fn lift(self, breach: Uuid, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Deed::LiftPointer, moment.caller)?;
        Ok(Self { breach: Some(breach), ..self.touched(moment.now) })
    }

    /// What the record of the breach is confirmed with: what the pointer says, and what was said when it was lifted.
    pub(super) fn confirm(&self, said: pb::LiftPointerRequest) -> Confirm {
        Confirm {
            aware_at: self.clock.deadline().started_at(),
            legal_regime: self.content.legal_regime(),
            controller: self.content.controller.clone(),
            aware_delay_reason: said.aware_delay_reason.trim().to_owned(),
            processor: said.processor.trim().to_owned(),
            incident_type: said.incident_type(),
            incident_category: said.incident_category(),
            joint_controllers: said.joint_controllers,
            occurred_from: None,
            occurred_to: None,
        }
    }

    /// Refuses what the pointer as it stands does not let its caller do.
    fn may(&self, deed: Deed, caller: &Caller) -> Result<(), Error> {
        caller.in_person(BY_A_PERSON)?;
        if self.breach.is_some() {
            let violation = Violation::new("state", format!("is {}", self.state().as_str_name()));
            return Err(Error::Refused(Reason::State, "it was lifted", vec![violation]));
        }
        match deed {
            Deed::RecordRegulatorInformed if self.content.regulator_informed.is_some() => {
                Err(Error::refused(Reason::NotifiedAlready, "it is recorded that the regulator was told"))
            }
            Deed::LiftPointer if self.content.reason_code() == PointerReason::Part4 => Err(Error::refused(
                Reason::PointerOnly,
                "under Part 4 there is a pointer, and no other record",
            )),
            _ => Ok(()),
        }
    }

    /// Where it is.
    pub(super) fn state(&self) -> PointerState {
        if self.breach.is_some() { PointerState::Lifted } else { PointerState::Open }
    }

    fn touched(self, now: Timestamp) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self }
    }

    /// What is recorded of an act on it.
    pub(super) fn record(&self, act: &'static str) -> Record {
        let (reader, resource) = (self.name.organisation.clone(), self.name.to_string());
        let payload = json!({ "etag": etag::of(self.version), "roles": KEEPERS });
        let news = Effect { reader, need: POINTERS, act, resource: resource.clone(), payload };
        Record { act, resource, need: POINTERS, effects: vec![news] }
    }

    /// The pointer as it is read by itself.
    pub(super) fn to_wire(&self, caller: &Caller, now: Timestamp) -> pb::Pointer {
        let possible = DEEDS.iter().filter(|deed| self.may(**deed, caller).is_ok());
        let possible_acts = possible.map(|deed| format!("{deed:?}")).collect();
        pb::Pointer { releases: self.releases.clone(), possible_acts, ..self.listed(now) }
    }

    /// The pointer as a list shows it.
    pub(super) fn listed(&self, now: Timestamp) -> pb::Pointer {
        let (deadline, organisation) = (self.clock.deadline(), &self.name.organisation);
        let breach = self.breach.map(|id| format!("organisations/{organisation}/breaches/{id}"));
        pb::Pointer {
            name: self.name.to_string(),
            etag: etag::of(self.version),
            create_time: Some(clock::to_wire(self.created_at)),
            update_time: Some(clock::to_wire(self.updated_at)),
            state: self.state().into(),
            aware_at: Some(clock::to_wire(deadline.started_at())),
            deadline: Some(deadline.to_wire()),
            deadline_state: deadline.state(now).into(),
            breach: breach.unwrap_or_default(),
            ..self.content.clone()
        }
    }
}

const BY_A_PERSON: &str = "a person does this, and no system";

/// A state as it is kept.
pub(super) fn bare(state: PointerState) -> &'static str {
    let name = state.as_str_name();
    name.strip_prefix("POINTER_STATE_").unwrap_or(name)
}
