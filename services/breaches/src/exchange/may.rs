//! Who may do what in an exchange as it stands. What decides is what callers are offered.

use super::fold::Exchange;
use chassis::{Caller, Error, Violation};
use contracts::{
    access::{Party, Reason},
    breaches::{self as pb, ConsentState, ExchangeActKind, ExchangeKind, ExchangeState},
};
use jiff::Timestamp;

/// What a party can do in an exchange that is there. Each is the RPC of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    ApproveDisclosure,
    DeclineDisclosure,
    AcknowledgeExchange,
    RecallDisclosure,
    SupportDepartment,
    StandDown,
    RemindOfDuty,
    RecordEngagement,
    AssignCategory,
    RequestConsent,
    GrantConsent,
    RefuseConsent,
    WithdrawConsent,
    EndEngagement,
    TieExchange,
    RecordDecisionStub,
    ApproveLines,
    ReviseLines,
    AgreeLines,
    RefuseLines,
    RecordLinesIssue,
}

const DEEDS: [Deed; 21] = [
    Deed::ApproveDisclosure,
    Deed::DeclineDisclosure,
    Deed::AcknowledgeExchange,
    Deed::RecallDisclosure,
    Deed::SupportDepartment,
    Deed::StandDown,
    Deed::RemindOfDuty,
    Deed::RecordEngagement,
    Deed::AssignCategory,
    Deed::RequestConsent,
    Deed::GrantConsent,
    Deed::RefuseConsent,
    Deed::WithdrawConsent,
    Deed::EndEngagement,
    Deed::TieExchange,
    Deed::RecordDecisionStub,
    Deed::ApproveLines,
    Deed::ReviseLines,
    Deed::AgreeLines,
    Deed::RefuseLines,
    Deed::RecordLinesIssue,
];

impl Exchange {
    /// The RPCs of what a caller may do now.
    pub(super) fn possible_acts(&self, caller: &Caller, now: Timestamp) -> Vec<String> {
        let possible = DEEDS.iter().filter(|deed| self.may(**deed, caller, now).is_ok());
        possible.map(|deed| format!("{deed:?}")).collect()
    }

    /// Refuses what is not the caller's to do, and what the exchange does not allow. What hangs on what is said with it is
    /// left.
    pub(super) fn may(&self, deed: Deed, caller: &Caller, now: Timestamp) -> Result<(), Error> {
        use {Deed as D, ExchangeState as State};
        caller.in_person("a person acts between parties")?;
        if matches!(
            deed,
            D::RemindOfDuty
                | D::RecordEngagement
                | D::AssignCategory
                | D::RequestConsent
                | D::GrantConsent
                | D::RefuseConsent
                | D::WithdrawConsent
                | D::EndEngagement
        ) {
            return self.may_engage(deed, caller);
        }
        if matches!(
            deed,
            D::ApproveLines | D::ReviseLines | D::AgreeLines | D::RefuseLines | D::RecordLinesIssue
        ) {
            return self.may_on_lines(deed, caller, now);
        }
        let opens = caller.organisation == self.kept.opener;
        let state = self.state();
        let pointer = self.kind() == ExchangeKind::Pointer;
        match deed {
            D::RecordDecisionStub if !pointer => Err(self.refuse("it is no pointer")),
            D::RecordDecisionStub if caller.party != Party::Ico => {
                Err(Error::ActingRole("the regulator's named lead does this"))
            }
            D::RecordDecisionStub => Ok(()),
            _ if pointer => Err(self.refuse("nothing else is said of a pointer")),
            D::ApproveDisclosure | D::DeclineDisclosure | D::RecallDisclosure if !opens => {
                Err(Error::ActingRole("whoever disclosed it does this"))
            }
            D::AcknowledgeExchange | D::SupportDepartment | D::StandDown | D::TieExchange if opens => {
                Err(Error::ActingRole("whoever received it does this"))
            }
            D::SupportDepartment | D::StandDown if self.kind() != ExchangeKind::CentreReport => {
                Err(self.refuse("it is no report to the centre"))
            }
            D::RecallDisclosure if self.is_of_counts() => {
                Err(self.refuse("counts are corrected, and not recalled"))
            }
            D::TieExchange if self.is_of_counts() => Err(self.refuse("counts are about no one breach")),
            _ if !opens && self.is_expired(now) => Err(self.refuse("it has expired")),
            D::ApproveDisclosure if self.kind() == ExchangeKind::AgreedLines => {
                Err(self.refuse("lines are approved as lines"))
            }
            D::TieExchange if caller.party != Party::Department => {
                Err(Error::ActingRole("a department says which breach of its own it is about"))
            }
            D::TieExchange if self.kept.source.is_some() => Err(self.refuse("that was said already")),
            D::ApproveDisclosure | D::DeclineDisclosure if state != State::Prepared => {
                Err(self.refuse("it does not wait for approval"))
            }
            D::ApproveDisclosure if self.prepared()?.0.author.as_ref() == Some(&caller.author) => {
                Err(Error::ActingRole("whoever prepared it does not approve it"))
            }
            D::AcknowledgeExchange if !self.awaits_receipt() => {
                Err(self.refuse("there is nothing to acknowledge"))
            }
            D::RecallDisclosure if matches!(state, State::Prepared | State::Declined | State::Recalled) => {
                Err(self.refuse("only what was disclosed is recalled, and once"))
            }
            D::SupportDepartment | D::StandDown
                if !matches!(state, State::Acknowledged | State::SupportActive) =>
            {
                Err(self.refuse("acknowledge the report first, unless the centre has stood down"))
            }
            _ => Ok(()),
        }
    }

    /// Refuses what is not the caller's to do in an engagement of the National Cyber Security Centre.
    fn may_engage(&self, deed: Deed, caller: &Caller) -> Result<(), Error> {
        use Deed as D;
        if self.kind() != ExchangeKind::NcscEngagement {
            return Err(self.refuse("it is no engagement of the National Cyber Security Centre"));
        }
        let consents = matches!(deed, D::GrantConsent | D::RefuseConsent | D::WithdrawConsent);
        let (party, message) = if consents {
            (Party::Department, "the department consents, or does not")
        } else {
            (Party::Ncsc, "the National Cyber Security Centre does this")
        };
        if caller.party != party {
            return Err(Error::ActingRole(message));
        }
        let consent = self.summary.consent.as_ref().map(pb::Consent::state).unwrap_or_default();
        match deed {
            D::RefuseConsent if consent != ConsentState::Requested => {
                Err(self.refuse("nobody asks for consent"))
            }
            D::WithdrawConsent if consent != ConsentState::Granted => {
                Err(self.refuse("nothing is consented to"))
            }
            _ if !consents && self.state() == ExchangeState::StoodDown => {
                Err(self.refuse("the National Cyber Security Centre has stood down"))
            }
            _ => Ok(()),
        }
    }

    /// Says whether the recipient has yet to acknowledge what was disclosed, or that it was recalled.
    fn awaits_receipt(&self) -> bool {
        match self.state() {
            ExchangeState::Disclosed | ExchangeState::Returned | ExchangeState::AggregateDisclosed => true,
            ExchangeState::Recalled => {
                let receipt = self.last(ExchangeActKind::Acknowledgement).map(|act| act.version);
                self.last(ExchangeActKind::Recall).map(|act| act.version) > receipt
            }
            _ => false,
        }
    }

    fn is_of_counts(&self) -> bool {
        matches!(self.kind(), ExchangeKind::QuarterlyReturn | ExchangeKind::CaseAggregate)
    }

    /// Refuses an act that the state of the exchange does not allow.
    pub(super) fn refuse(&self, message: &'static str) -> Error {
        let state = self.state().as_str_name();
        Error::Refused(Reason::State, message, vec![Violation::new("state", format!("is {state}"))])
    }
}
