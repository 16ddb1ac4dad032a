//! The course of a breach, in one table: which act is possible in which state, and where it leads.

use super::{COMMS, HANDLERS, REPORTS};
use contracts::breaches::BreachState::{
    self, Assessed, Closed, Confirmed, Draft, Learning, Logged, NearMiss, NotNotifiable, NotPdb,
    NotifiedFull, NotifiedPartial, Remediation, Void,
};

/// What can be done to a breach that exists. Each is the RPC of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    UpdateBreach,
    LogBreach,
    ClassifyNearMiss,
    ReviewNearMiss,
    FinishNearMiss,
    UpgradeNearMiss,
    ProposeDismissal,
    ConfirmDismissal,
    ConfirmBreach,
    CorrectAwareness,
    DraftAssessment,
    AdviseOnAssessment,
    DecideAssessment,
    DecideNotToNotify,
    NotifyRegulator,
    SupplementNotification,
    CorrectNotification,
    WithdrawNotification,
    ReassessBreach,
    BeginRemediation,
    BeginLearning,
    CloseBreach,
    ReopenBreach,
    WithdrawConfirmation,
    VoidBreach,
    RecordContainment,
    ClaimExemption,
    RecordCommunication,
    RecordMediaLines,
    DeclareMajor,
    SendRemediationUpdate,
    ReportToCentre,
    ReportToNcsc,
}

/// Where an act leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    /// The state stays.
    Same,
    /// Always there.
    State(BreachState),
    /// There from the state that is named first; from others the state stays.
    From(BreachState, BreachState),
    /// Notified in part or in full, as what is submitted says; not back from what came later.
    Notified,
}

/// A line of the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) act: Act,
    /// What it is called where it is recorded.
    pub(crate) name: &'static str,
    /// In which states it is possible. What else it takes is the model's.
    pub(crate) from: &'static [BreachState],
    pub(crate) to: To,
    /// Why it is refused elsewhere.
    pub(crate) refusal: &'static str,
    /// Whether a person does it, and no system.
    pub(crate) in_person: bool,
    /// Who may see what it is about.
    pub(crate) need: &'static str,
}

/// Confirmed, and neither ended nor closed.
pub(crate) const UNDER_WAY: &[BreachState] =
    &[Confirmed, Assessed, NotNotifiable, NotifiedPartial, NotifiedFull, Remediation, Learning];

const OPEN: &[BreachState] = &[
    Draft,
    Logged,
    NearMiss,
    Confirmed,
    Assessed,
    NotNotifiable,
    NotifiedPartial,
    NotifiedFull,
    Remediation,
    Learning,
];

/// The machine. A state in which the regulator may or may not have been told stands in both kinds of line; the model
/// refuses what being told forbids.
pub(crate) const MACHINE: [Rule; 33] = [
    rule(Act::UpdateBreach, "breach.updated", OPEN, To::Same, "what has ended is not changed").of(REPORTS),
    // B2
    rule(Act::LogBreach, "breach.logged", &[Draft], To::State(Logged), "it is logged already").of(REPORTS),
    // B3
    rule(
        Act::ClassifyNearMiss,
        "near_miss.classified",
        &[Logged],
        To::State(NearMiss),
        "only a logged event can be classified as a near miss",
    )
    .in_person(),
    rule(Act::ReviewNearMiss, "near_miss.reviewed", &[NearMiss], To::Same, NO_NEAR_MISS).in_person(),
    rule(Act::FinishNearMiss, "near_miss.finished", &[NearMiss], To::Same, NO_NEAR_MISS).in_person(),
    // B15b
    rule(Act::UpgradeNearMiss, "near_miss.upgraded", &[NearMiss], To::State(Confirmed), NO_NEAR_MISS)
        .in_person(),
    // B4
    rule(Act::ProposeDismissal, "dismissal.proposed", &[Logged], To::Same, NOT_LOGGED).in_person(),
    // B4
    rule(Act::ConfirmDismissal, "dismissal.confirmed", &[Logged], To::State(NotPdb), NOT_LOGGED).in_person(),
    // B5
    rule(
        Act::ConfirmBreach,
        "breach.confirmed",
        &[Logged],
        To::State(Confirmed),
        "only a logged breach can be confirmed",
    )
    .in_person(),
    rule(
        Act::CorrectAwareness,
        "breach.awareness_corrected",
        UNDER_WAY,
        To::Same,
        "only a breach that is confirmed and not closed has an awareness to correct",
    )
    .in_person(),
    // B6
    rule(Act::DraftAssessment, "assessment.drafted", ASSESSABLE, To::Same, NOT_ASSESSABLE),
    // B6
    rule(Act::AdviseOnAssessment, "assessment.advised", ASSESSABLE, To::Same, NOT_ASSESSABLE).in_person(),
    // B6, B6a
    rule(
        Act::DecideAssessment,
        "assessment.decided",
        ASSESSABLE,
        To::From(Confirmed, Assessed),
        NOT_ASSESSABLE,
    )
    .in_person(),
    // B7
    rule(
        Act::DecideNotToNotify,
        "breach.not_notifiable",
        &[Assessed],
        To::State(NotNotifiable),
        "only an assessed breach can be left unnotified",
    )
    .in_person(),
    // B8, B9
    rule(
        Act::NotifyRegulator,
        "breach.notified",
        &[Confirmed, Assessed],
        To::Notified,
        "only a breach that is confirmed, must be notified and is not closed can be",
    ),
    // B9, B10
    rule(Act::SupplementNotification, "notification.supplemented", TOLD, To::Notified, NOT_TOLD),
    rule(Act::CorrectNotification, "notification.corrected", TOLD, To::Notified, NOT_TOLD),
    // B15a
    rule(Act::WithdrawNotification, "notification.withdrawn", TOLD, To::State(Closed), NOT_TOLD).in_person(),
    // B11
    rule(
        Act::ReassessBreach,
        "breach.put_up_for_reassessment",
        &[NotNotifiable, Remediation, Learning, Closed],
        To::State(Assessed),
        "only what the regulator need not be told of is put up for another assessment",
    )
    .in_person(),
    // B12
    rule(
        Act::BeginRemediation,
        "breach.remediation_begun",
        &[NotNotifiable, NotifiedFull],
        To::State(Remediation),
        "remediation begins once the regulator was told in full, or need not be",
    )
    .in_person(),
    // B13
    rule(
        Act::BeginLearning,
        "breach.learning_begun",
        &[Remediation],
        To::State(Learning),
        "learning follows remediation",
    )
    .in_person(),
    // B14
    rule(
        Act::CloseBreach,
        "breach.closed",
        &[Learning],
        To::State(Closed),
        "a breach is closed once it was learnt from",
    )
    .in_person(),
    // B15
    rule(
        Act::ReopenBreach,
        "breach.reopened",
        &[Closed],
        To::State(Remediation),
        "only a closed breach can be opened again",
    )
    .in_person(),
    // B15a
    rule(
        Act::WithdrawConfirmation,
        "breach.confirmation_withdrawn",
        &[Confirmed, Assessed],
        To::State(NotPdb),
        "a confirmation is withdrawn before the regulator was told, or it was decided not to",
    )
    .in_person(),
    // B16
    rule(
        Act::VoidBreach,
        "breach.voided",
        &[Draft, Logged, NearMiss, Confirmed, Assessed, NotNotifiable, Remediation, Learning],
        To::State(Void),
        "it has ended already",
    )
    .in_person(),
    rule(Act::RecordContainment, "breach.containment_recorded", UNDER_WAY, To::Same, NOT_UNDER_WAY),
    rule(Act::ClaimExemption, "breach.exemption_claimed", UNDER_WAY, To::Same, NOT_UNDER_WAY).in_person(),
    rule(Act::RecordCommunication, "breach.communication_recorded", UNDER_WAY, To::Same, NOT_UNDER_WAY),
    rule(Act::RecordMediaLines, "breach.media_lines_recorded", UNDER_WAY, To::Same, NOT_UNDER_WAY).of(COMMS),
    rule(Act::DeclareMajor, "breach.declared_major", UNDER_WAY, To::Same, NOT_UNDER_WAY).in_person(),
    rule(
        Act::SendRemediationUpdate,
        "breach.remediation_update_sent",
        &[Remediation, Learning],
        To::Same,
        "the regulator is told how remediation goes once it has begun, of what it was told before",
    )
    .in_person(),
    rule(Act::ReportToCentre, "breach.reported_to_centre", REPORTABLE, To::Same, NOT_REPORTABLE).in_person(),
    rule(Act::ReportToNcsc, "breach.reported_to_ncsc", REPORTABLE, To::Same, NOT_REPORTABLE).in_person(),
];

/// What is reported: a breach stays one after it was closed.
const REPORTABLE: &[BreachState] =
    &[Confirmed, Assessed, NotNotifiable, NotifiedPartial, NotifiedFull, Remediation, Learning, Closed];
const NOT_REPORTABLE: &str = "only a breach that is confirmed, and stands, is reported";

/// Whatever the regulator was told, the risk can turn out to be another: a re-assessment never restarts the clock.
const ASSESSABLE: &[BreachState] =
    &[Confirmed, Assessed, NotifiedPartial, NotifiedFull, Remediation, Learning];
const NOT_ASSESSABLE: &str =
    "only a breach that is confirmed, and not left unnotified or closed, can be assessed";
/// Where the regulator may have been told, and is still to be told what changes.
const TOLD: &[BreachState] = &[NotifiedPartial, NotifiedFull, Remediation, Learning];
const NOT_TOLD: &str = "only what the regulator was told, and is not closed, can be followed up";
const NO_NEAR_MISS: &str = "it is no near miss";
const NOT_LOGGED: &str = "only a logged event can be dismissed";
const NOT_UNDER_WAY: &str = "only a breach that is confirmed and not closed is dealt with";

const fn rule(
    act: Act,
    name: &'static str,
    from: &'static [BreachState],
    to: To,
    refusal: &'static str,
) -> Rule {
    Rule { act, name, from, to, refusal, in_person: false, need: HANDLERS }
}

impl Rule {
    /// The same, but that a person does it.
    const fn in_person(self) -> Self {
        Self { in_person: true, ..self }
    }

    /// The same, but of what those see who have `need`.
    const fn of(self, need: &'static str) -> Self {
        Self { need, ..self }
    }

    /// Says whether the act may lead from one state to another.
    pub(crate) fn leads(&self, before: BreachState, after: BreachState) -> bool {
        self.from.contains(&before)
            && match self.to {
                To::Same => after == before,
                To::State(state) => after == state,
                To::From(from, state) => after == if before == from { state } else { before },
                To::Notified => match before {
                    Confirmed | Assessed | NotifiedPartial => matches!(after, NotifiedPartial | NotifiedFull),
                    _ => after == before,
                },
            }
    }
}

impl Act {
    /// What it is called where it is recorded.
    pub(crate) fn name(self) -> &'static str {
        self.rule().name
    }

    /// Its line of the machine.
    pub(crate) fn rule(self) -> &'static Rule {
        let line = MACHINE.iter().find(|rule| rule.act == self);
        line.expect("a test finds a line for every act")
    }
}
