//! Deciding that the regulator need not be told (B7).

use super::{Act, Breach, Confirmed, Moment, Progress, State, assess::SIRO, complete, confirm::spoilt};
use chassis::{Error, deadline::Kind};
use contracts::{
    access::Reason,
    breaches::{self as pb, LegalRegime, NotNotifiableBasis, RiskLevel},
};

/// A well-formed decision that the regulator need not be told.
pub(crate) struct LeftUnnotified {
    pub(crate) basis: NotNotifiableBasis,
    pub(crate) rationale: String,
    pub(crate) certificate_reference: String,
}

impl Breach {
    /// Decides that the regulator need not be told (B7).
    pub(crate) fn decide_not_to_notify(
        self,
        left: LeftUnnotified,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        let Moment { caller, now, calendar, .. } = *moment;
        if left.basis != NotNotifiableBasis::UnlikelyRisk && caller.acting_role.as_str() != SIRO {
            return Err(Error::ActingRole("on this ground the senior information risk owner decides"));
        }
        self.may(Act::DecideNotToNotify, moment.caller)?;
        let confirmed = self.confirmed().ok_or_else(|| Error::internal("an assessed breach is confirmed"))?;
        self.need_not_be_told(&left, confirmed.confirmation.legal_regime())?;
        let clock = confirmed.clock.clone().record(Kind::Discharge, now, now, calendar).map_err(spoilt)?;
        let confirmation = confirmed.confirmation.clone();
        let breach = self.touched(now, &left.rationale);
        let progress = Progress::NotNotifiable(pb::NotNotifiable {
            rationale: left.rationale,
            decided_at: moment.time(),
            decision_maker_role: moment.role(),
            basis: left.basis.into(),
            certificate_reference: left.certificate_reference,
        });
        let confirmed = Confirmed { confirmation, clock, progress };
        Ok(Self { state: State::Confirmed(Box::new(confirmed)), ..breach })
    }

    /// Refuses a ground that does not hold.
    fn need_not_be_told(&self, left: &LeftUnnotified, regime: LegalRegime) -> Result<(), Error> {
        if regime == LegalRegime::Pecr {
            let must = "every breach of a public communications service is told to the regulator";
            return Err(Error::refused(Reason::OtherRegime, must));
        }
        let holds = match left.basis {
            NotNotifiableBasis::NationalSecurity => {
                let missing = left.certificate_reference.is_empty();
                complete(&[("certificate_reference", missing, "is needed")])?;
                true
            }
            // Whether it is serious is a judgement apart from the level of risk, under Part 4 alone.
            NotNotifiableBasis::NotSerious => regime == LegalRegime::DpaPart4,
            NotNotifiableBasis::UnlikelyRisk | NotNotifiableBasis::Unspecified => {
                self.decided_risk() == Some(RiskLevel::UnlikelyRisk)
            }
        };
        if holds {
            return Ok(());
        }
        Err(Error::refused(Reason::MustBeNotified, "the regulator must be told of it"))
    }
}
