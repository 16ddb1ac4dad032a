//! Who may do what with a breach as it stands, whatever is said with it. What decides is what callers are offered.

use super::{
    Act, Breach, DPO, HANDLERS, LINES, Moment, State,
    assess::SIRO,
    machine::{MACHINE, Rule},
};
use crate::action::OfBreach;
use chassis::{Caller, Error};
use contracts::{
    access::Reason,
    breaches::{BreachState, NearMissState},
};

/// What discloses parts of a breach: the RPC of the same name.
const DISCLOSE: &str = "PrepareDisclosure";
/// What drafts lines about a breach: the RPC of the same name.
const SPEAK: &str = "DraftLines";
/// What is done to a breach's actions, as far as that hangs on the breach: the RPC of the same name.
const PLAN: &str = "CreateAction";

impl Breach {
    /// Refuses an act that the breach as it stands does not let its caller do: because of who acts, of what the regulator
    /// was told, or of the state. What hangs on what is said with it, and what must be there first, the act itself refuses.
    pub(crate) fn may(&self, act: Act, caller: &Caller) -> Result<(), Error> {
        let rule = act.rule();
        self.is_done_by(rule, caller)?;
        self.untold(act)?;
        if !rule.from.contains(&self.wire_state()) {
            return Err(self.refuse(rule.refusal));
        }
        self.comes_to(act)
    }

    /// The RPCs of the acts that whoever acts may do now.
    pub(crate) fn possible_acts(&self, moment: &Moment<'_>) -> Vec<String> {
        let weighed = self.clone().weighed(moment);
        let possible = MACHINE.iter().filter(|rule| weighed.may(rule.act, moment.caller).is_ok());
        let possible = possible.map(|rule| format!("{:?}", rule.act));
        let of = OfBreach { state: self.wire_state() };
        let (caller, shared) = (moment.caller, self.is_to_be_shared().is_ok());
        let beside = [
            (of.active().is_ok(), PLAN),
            (shared && caller.has_need(HANDLERS), DISCLOSE),
            (shared && caller.has_need(LINES) && caller.is_person(), SPEAK),
        ];
        let beside = beside.into_iter().filter(|(is, _)| *is);
        let beside = beside.map(|(_, rpc)| rpc).chain(self.restriction_act(caller));
        possible.chain(beside.map(str::to_owned)).collect()
    }

    /// Refuses whoever does not do it.
    fn is_done_by(&self, rule: &Rule, caller: &Caller) -> Result<(), Error> {
        if !caller.has_need(rule.need) {
            return Err(Error::ActingRole("whoever does this sees what it is about"));
        }
        if rule.in_person {
            caller.in_person("a person does this, and no system")?;
        }
        match rule.act {
            Act::UpdateBreach if self.state != State::Draft && !caller.has_need(HANDLERS) => {
                Err(Error::ActingRole("once it is logged, the handlers keep the record"))
            }
            Act::ConfirmDismissal if self.proposed_by.as_ref() == Some(&caller.author) => {
                Err(Error::ActingRole("whoever proposed it does not confirm it"))
            }
            Act::DecideAssessment if self.adviser() == Some(&caller.author) => {
                Err(Error::ActingRole("whoever advised does not decide"))
            }
            Act::CloseBreach if caller.acting_role.as_str() != self.closer() => Err(Error::ActingRole(
                "the senior information risk owner closes a high risk or a major breach, the data protection officer any other",
            )),
            _ => Ok(()),
        }
    }

    /// Says whether the regulator was told of it while there was a pointer only.
    fn was_told_of_a_pointer(&self) -> bool {
        self.confirmed().is_some_and(|confirmed| confirmed.confirmation.regulator_informed.is_some())
    }

    /// Refuses what being told forbids.
    fn untold(&self, act: Act) -> Result<(), Error> {
        let message = match act {
            Act::NotifyRegulator => "the regulator was told: supplement, correct or withdraw what it was",
            Act::ReassessBreach => "the regulator was told: tell it what came to light by a follow-up",
            Act::WithdrawConfirmation => "the regulator was told: tell it otherwise by a follow-up",
            // Told, it is closed where it is neither void nor under way.
            Act::VoidBreach if self.wire_state() != BreachState::Closed => {
                "the regulator was told: withdraw it by a follow-up"
            }
            _ => return Ok(()),
        };
        // Of what there was a pointer to, the regulator may have been told outside this platform; the first notice here repeats it.
        let told = act != Act::NotifyRegulator && self.was_told_of_a_pointer();
        if self.case_id().is_none() && !told {
            return Ok(());
        }
        Err(Error::refused(Reason::NotifiedAlready, message))
    }

    /// Refuses what more than the state keeps it from: how far an assessment came, or a near miss, or what runs beside.
    fn comes_to(&self, act: Act) -> Result<(), Error> {
        let refused = Err(self.refuse(act.rule().refusal));
        match act {
            Act::UpdateBreach | Act::VoidBreach if self.near_miss_is_over() => refused,
            Act::SupplementNotification
            | Act::CorrectNotification
            | Act::WithdrawNotification
            | Act::SendRemediationUpdate
                if self.case_id().is_none() =>
            {
                refused
            }
            // What the regulator was not told of is put up for another assessment first.
            Act::DraftAssessment | Act::AdviseOnAssessment | Act::DecideAssessment
                if self.not_notifiable().is_some() =>
            {
                refused
            }
            Act::DraftAssessment => self.may_be_drafted(),
            Act::AdviseOnAssessment => self.may_be_advised_on(),
            Act::DecideAssessment => self.may_be_decided(),
            Act::DecideNotToNotify if self.is_being_assessed() => {
                Err(self.refuse("decide the assessment that is under way first"))
            }
            Act::ReviewNearMiss => self.near_miss_is(NearMissState::Open, "it is reviewed already"),
            Act::FinishNearMiss => {
                self.near_miss_is(NearMissState::Reviewed, "a near miss is reviewed, and then ended once")
            }
            Act::ConfirmDismissal if self.proposed_by.is_none() => {
                Err(self.refuse("nobody proposed to dismiss it"))
            }
            Act::ClaimExemption => self.owes_people_by_law(),
            _ => Ok(()),
        }
    }

    /// The role that closes it.
    fn closer(&self) -> &'static str {
        if self.is_grave() { SIRO } else { DPO }
    }
}
