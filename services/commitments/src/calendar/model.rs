//! What may happen to a record that something was done: it is made once, and may be taken back.

use super::{
    edition::{Duty, Rule},
    recurrence::{Occurrence, OccurrenceId},
};
use crate::{between::Fold, evidence::seal};
use chassis::{
    Caller, Error, Label, Violation, clock,
    exchange::{self as kept, Standing},
    message,
};
use contracts::{
    access::Reason,
    commitments::{self as pb, CompletionContent, CompletionState, CompletionWithdrawalContent},
};
use jiff::civil::Date;
use uuid::Uuid;

/// Acts as they are kept.
pub(super) const RECORD: &str = "RECORD";
pub(super) const WITHDRAWAL: &str = "WITHDRAWAL";

/// The most records of one occurrence, those that were taken back among them.
const MOST: usize = 100;

/// A record that what a duty asks was done: the fold of what was said of it.
#[derive(Clone, Debug)]
pub(crate) struct Completion {
    pub(super) kept: kept::Exchange,
    state: CompletionState,
    content: CompletionContent,
    reason: String,
}

impl Fold for Completion {
    const KIND: &'static str = "COMPLETION";
    const COLLECTION: &'static str = "completions";

    fn fold(exchange: kept::Exchange) -> Result<Self, Error> {
        let bad = |what: &str| Error::internal(format!("completion {}: {what}", exchange.id));
        let (record, withdrawal) = match exchange.acts.as_slice() {
            [record] => (record, None),
            [record, withdrawal] => (record, Some(withdrawal)),
            _ => return Err(bad("neither one act nor two")),
        };
        let kinds = (record.kind.as_str(), withdrawal.map(|act| act.kind.as_str()));
        if !matches!(kinds, (RECORD, None | Some(WITHDRAWAL))) {
            return Err(bad("an act that cannot follow the one before"));
        }
        let content: CompletionContent = record.sealed.open()?;
        if content.occurrence != exchange.subject
            || content.organisation != format!("organisations/{}", exchange.opener)
        {
            return Err(bad("it is of another occurrence, or another's"));
        }
        let (state, reason) = match withdrawal {
            None => (CompletionState::Recorded, String::new()),
            Some(act) => {
                let said: CompletionWithdrawalContent = act.sealed.open()?;
                if said.hash != record.sealed.hash() {
                    return Err(bad("what was withdrawn is another record"));
                }
                (CompletionState::Withdrawn, said.reason)
            }
        };
        Ok(Self { kept: exchange, state, content, reason })
    }

    fn kept(&self) -> &kept::Exchange {
        &self.kept
    }

    fn standing(&self) -> Result<Standing, Error> {
        let state = self.state.as_str_name().replacen("COMPLETION_STATE_", "", 1);
        Ok(Standing { state, summary: message::to_json(&self.bare())? })
    }
}

impl Completion {
    /// Refuses that it is taken back by whoever did not record it, or again.
    pub(super) fn may_be_withdrawn(&self, caller: &Caller) -> Result<(), Error> {
        caller.in_person("a person takes a record back, and no system")?;
        if self.kept.opener != caller.organisation {
            return Err(Error::ActingRole("whoever recorded it takes it back"));
        }
        if self.state == CompletionState::Withdrawn {
            return Err(Error::refused(Reason::State, "it was taken back"));
        }
        Ok(())
    }

    /// What says that it counts no longer.
    pub(super) fn withdrawal(&self, reason: String) -> CompletionWithdrawalContent {
        CompletionWithdrawalContent { hash: self.kept.acts[0].sealed.hash().to_vec(), reason }
    }

    /// The record as one of its readers sees it.
    pub(super) fn to_wire(&self, caller: &Caller) -> pb::Completion {
        listed(self.bare(), &caller.organisation, self.kept.id, self.kept.version)
    }

    fn bare(&self) -> pb::Completion {
        let (record, withdrawal) = (&self.kept.acts[0], self.kept.acts.get(1));
        pb::Completion {
            state: self.state.into(),
            occurrence: self.content.occurrence.clone(),
            recorder: self.content.organisation.clone(),
            role: record.role.clone(),
            done_on: self.content.done_on.clone(),
            reference: self.content.reference.clone(),
            note: self.content.note.clone(),
            record_time: Some(clock::to_wire(record.at)),
            withdraw_time: withdrawal.map(|act| clock::to_wire(act.at)),
            reason: self.reason.clone(),
            seal: Some(seal(&record.sealed)),
            ..pb::Completion::default()
        }
    }
}

/// A record as a list shows it.
pub(super) fn listed(
    summary: pb::Completion,
    reader: &Label,
    id: Uuid,
    version: kept::Version,
) -> pb::Completion {
    let own = format!("organisations/{reader}");
    let withdraws = summary.recorder == own && summary.state() == CompletionState::Recorded;
    pb::Completion {
        name: format!("{own}/{}/{id}", Completion::COLLECTION),
        etag: version.etag(),
        possible_acts: withdraws.then(|| "WithdrawDone".to_owned()).into_iter().collect(),
        ..summary
    }
}

/// Whether any of the records of an occurrence stands.
pub(super) fn counts(records: &[pb::Completion]) -> bool {
    records.iter().any(|one| one.state() == CompletionState::Recorded)
}

/// Refuses that somebody records what a duty asks, of which there are records already.
pub(super) fn may_record(duty: &Duty, records: &[pb::Completion], caller: &Caller) -> Result<(), Error> {
    caller.in_person("a person records what was done, and no system")?;
    if !duty.owed_by.contains(&caller.party) {
        return Err(Error::ActingRole("whoever owes it records that it was done"));
    }
    if duty.information {
        return Err(Error::refused(Reason::State, "it is for information"));
    }
    if duty.attendance.is_some() {
        return Err(Error::refused(Reason::State, "it follows from who attended a meeting"));
    }
    // What happens when it happens may happen twice on a day.
    if counts(records) && !matches!(duty.rule, Rule::Event(_)) {
        return Err(Error::refused(Reason::State, "it was recorded already"));
    }
    if records.len() >= MOST {
        return Err(Error::refused(Reason::State, "it was recorded too often"));
    }
    Ok(())
}

/// Refuses a day on which it was not done yet, or could not be.
pub(super) fn was_done(occurrence: &Occurrence, done_on: Date, today: Date) -> Result<(), Error> {
    let must = match done_on {
        day if day > today => "must not be in the future",
        day if day < occurrence.opens => "must not be before it can be done",
        _ => return Ok(()),
    };
    Err(Error::Invalid(vec![Violation::new("done_on", must)]))
}

/// The occurrence that a record is of.
pub(super) fn occurrence_of(completion: &pb::Completion) -> Result<OccurrenceId, Error> {
    OccurrenceId::parse(&completion.occurrence).ok_or_else(|| Error::internal("a record of no occurrence"))
}
