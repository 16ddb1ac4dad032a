//! The ends of a record that is no breach (B4, B15a, B16).

use super::{Act, Breach, End, Moment, Progress, State, confirm::spoilt};
use chassis::{Error, Name, Violation, deadline::Kind};
use contracts::breaches::{self as pb, VoidReason};

/// A well-formed request to void a record.
pub(crate) struct Voided {
    pub(crate) reason: VoidReason,
    pub(crate) duplicate_of: Option<Name>,
    pub(crate) note: String,
}

impl Breach {
    /// Proposes that no personal data were compromised (B4).
    pub(crate) fn propose_dismissal(self, rationale: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::ProposeDismissal, moment.caller)?;
        let mut breach = self.touched(moment.now, rationale);
        breach.course.dismissal =
            Some(pb::Dismissal { proposal: moment.step(rationale), confirmation: None });
        breach.proposed_by = Some(moment.caller.author.clone());
        Ok(breach)
    }

    /// Confirms that no personal data were compromised (B4), as another person than whoever proposed it.
    pub(crate) fn confirm_dismissal(self, rationale: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::ConfirmDismissal, moment.caller)?;
        let mut breach = self.touched(moment.now, rationale);
        breach.course.dismissal.get_or_insert_default().confirmation = moment.step(rationale);
        Ok(Self { state: State::Ended(End::NotPdb), ..breach })
    }

    /// Withdraws the confirmation of a breach that was none (B15a).
    pub(crate) fn withdraw_confirmation(self, rationale: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::WithdrawConfirmation, moment.caller)?;
        let mut breach = self.touched(moment.now, rationale);
        let dismissal = breach.course.dismissal.get_or_insert_default();
        dismissal.confirmation = moment.step(rationale);
        breach.ended(End::NotPdb, moment)
    }

    /// Voids a record that should not be (B16).
    pub(crate) fn void(self, voided: Voided, moment: &Moment<'_>) -> Result<Self, Error> {
        if voided.duplicate_of.as_ref().is_some_and(|other| other.id == self.name.id) {
            let must = vec![Violation::new("duplicate_of", "must be another breach")];
            return Err(Error::Invalid(must));
        }
        self.may(Act::VoidBreach, moment.caller)?;
        let mut breach = self.touched(moment.now, &voided.note);
        breach.course.voiding = Some(pb::Voiding {
            reason: voided.reason.into(),
            duplicate_of: voided.duplicate_of.map(|other| other.to_string()).unwrap_or_default(),
            step: moment.step(voided.note),
        });
        breach.ended(End::Void, moment)
    }

    /// Ends the record: nothing is due any longer.
    fn ended(mut self, end: End, moment: &Moment<'_>) -> Result<Self, Error> {
        let State::Confirmed(confirmed) = &mut self.state else {
            return Ok(Self { state: State::Ended(end), ..self });
        };
        if confirmed.clock.deadline().discharged_at().is_none() {
            let clock = confirmed.clock.clone();
            let clock = clock.record(Kind::Discharge, moment.now, moment.now, moment.calendar);
            confirmed.clock = clock.map_err(spoilt)?;
        }
        confirmed.progress = Progress::Ended(end);
        Ok(self)
    }
}
