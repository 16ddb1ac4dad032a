//! Restricting a breach to the named few, and lifting that.

use super::{Breach, Moment, POINTERS};
use chassis::{Caller, Error};
use contracts::breaches::{self as pb, PointerReason};

/// What restricts a breach, and what lifts that: the RPCs of the same names.
const RESTRICT: &str = "RestrictBreach";
const LIFT: &str = "LiftRestriction";

impl Breach {
    /// Restricts it to those who may know of pointers.
    pub(crate) fn restrict(self, reason: PointerReason, moment: &Moment<'_>) -> Result<Self, Error> {
        knows_of_pointers(moment.caller)?;
        if self.restriction.is_some() {
            return Err(self.refuse("it is restricted already"));
        }
        let restriction =
            pb::Restriction { reason_code: reason.into(), at: moment.time(), role: moment.role() };
        Ok(Self { restriction: Some(restriction), ..self.touched(moment.now, "") })
    }

    /// Lets those see it again who see breaches.
    pub(crate) fn lift_restriction(self, moment: &Moment<'_>) -> Result<Self, Error> {
        knows_of_pointers(moment.caller)?;
        if self.restriction.is_none() {
            return Err(self.refuse("it is not restricted"));
        }
        Ok(Self { restriction: None, ..self.touched(moment.now, "") })
    }

    /// Which of the two a caller may do now, if either.
    pub(super) fn restriction_act(&self, caller: &Caller) -> Option<&'static str> {
        knows_of_pointers(caller).ok()?;
        Some(if self.restriction.is_some() { LIFT } else { RESTRICT })
    }
}

/// Refuses whoever may not know of what is restricted, and systems.
fn knows_of_pointers(caller: &Caller) -> Result<(), Error> {
    if !caller.has_need(POINTERS) {
        return Err(Error::ActingRole("whoever does this may know of what is restricted"));
    }
    caller.in_person("a person does this, and no system")
}
