//! What runs beside the main course of a breach, each moved by its owner: containment, telling the people affected, the
//! lines for the media. What the regulator's acts bring about is derived.

use super::{Act, Breach, Moment, complete};
use chassis::{Error, Violation, clock};
use contracts::{
    access::Reason,
    breaches::{
        self as pb, CommunicationMethod, CommunicationState, ContainmentState, Exemption, IndividualsState,
        LegalRegime, MediaLinesState, RiskLevel,
    },
};
use jiff::Timestamp;

impl Breach {
    /// Records how far it is contained.
    pub(crate) fn record_containment(
        self,
        state: ContainmentState,
        note: &str,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        self.may(Act::RecordContainment, moment.caller)?;
        let mut breach = self.touched(moment.now, note);
        breach.course.containment = Some(pb::Containment { state: state.into(), step: moment.step(note) });
        Ok(breach)
    }

    /// Records how far the lines for the media are.
    pub(crate) fn record_media_lines(
        self,
        state: MediaLinesState,
        note: &str,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        self.may(Act::RecordMediaLines, moment.caller)?;
        let mut breach = self.touched(moment.now, note);
        breach.course.media_lines =
            Some(pb::MediaLines { state: state.into(), step: moment.step(note), exchange: String::new() });
        Ok(breach)
    }

    /// How far the lines for the media are: as was recorded last, or as those stand that another party was to agree to, if
    /// something happened in them since.
    pub(super) fn wire_media_lines(&self) -> Option<pb::MediaLines> {
        let recorded = self.course.media_lines.clone();
        let Some(lines) = &self.between.lines else { return recorded };
        let recorded_at = recorded.as_ref().and_then(|recorded| recorded.step.as_ref()?.at);
        if recorded_at.and_then(clock::from_wire).is_some_and(|at| Some(at) > lines.moved_at) {
            return recorded;
        }
        let (note, at) = (lines.refusal_reason.clone(), lines.moved_at.map(clock::to_wire));
        Some(pb::MediaLines {
            state: lines.state.into(),
            step: Some(pb::Step { note, at, role: String::new() }),
            exchange: lines.name(&self.name.organisation),
        })
    }

    /// Decides that the people affected need not be told of a high risk, on a ground that the law names.
    pub(crate) fn claim_exemption(
        self,
        exemption: Exemption,
        rationale: &str,
        certificate_reference: String,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        self.may(Act::ClaimExemption, moment.caller)?;
        if exemption == Exemption::Restriction && self.regime() != Some(LegalRegime::DpaPart3) {
            let must = "only processing for law enforcement can be restricted so";
            return Err(Error::refused(Reason::OtherRegime, must));
        }
        let uncertified = exemption == Exemption::NationalSecurity && certificate_reference.is_empty();
        complete(&[("certificate_reference", uncertified, "is needed")])?;
        let mut breach = self.touched(moment.now, rationale);
        let kept = breach.course.individuals.get_or_insert_default();
        kept.set_state(IndividualsState::Exempt);
        kept.exemption = Some(pb::ExemptionClaim {
            exemption: exemption.into(),
            certificate_reference,
            step: moment.step(rationale),
        });
        Ok(breach)
    }

    /// Records that the people affected are being told, or were.
    pub(crate) fn record_communication(
        self,
        state: CommunicationState,
        method: CommunicationMethod,
        told_approx: Option<i64>,
        content: &str,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        if state == CommunicationState::Communicated {
            moment.caller.in_person("a person says that people were told")?;
        }
        self.may(Act::RecordCommunication, moment.caller)?;
        let individuals = self.individuals();
        if state == CommunicationState::InProgress && individuals.state() == IndividualsState::Communicated {
            return Err(refuse(&individuals, "what was told stays told"));
        }
        let mut breach = self.touched(moment.now, content);
        let kept = breach.course.individuals.get_or_insert_default();
        kept.set_state(match state {
            CommunicationState::Communicated => IndividualsState::Communicated,
            CommunicationState::InProgress | CommunicationState::Unspecified => IndividualsState::InProgress,
        });
        let step = moment.step(content);
        kept.communication = Some(pb::Communication { method: method.into(), told_approx, step });
        Ok(breach)
    }

    /// Whether the people affected must be told, and whether they were, as the department's acts and the regulator's
    /// say.
    pub(crate) fn individuals(&self) -> pb::Individuals {
        let mut individuals = self.course.individuals.clone().unwrap_or_default();
        if individuals.state() == IndividualsState::Unspecified {
            // Decided before anybody asked whom to tell.
            let owed = self.decided_risk() == Some(RiskLevel::HighRisk) && self.tells_people();
            individuals.set_state(if owed {
                IndividualsState::Required
            } else {
                IndividualsState::NotAssessed
            });
        }
        let Some(ordered_at) = self.case.and_then(|case| case.ordered_at) else { return individuals };
        individuals.ordered_at = Some(clock::to_wire(ordered_at));
        if told_since(&individuals).is_none_or(|told| told < ordered_at) {
            individuals.set_state(IndividualsState::OrderedByRegulator);
        }
        individuals
    }

    /// Refuses unless telling the people affected is required, and not by an order, from which nothing exempts.
    pub(super) fn owes_people_by_law(&self) -> Result<(), Error> {
        let individuals = self.individuals();
        if matches!(individuals.state(), IndividualsState::Required | IndividualsState::InProgress) {
            return Ok(());
        }
        Err(refuse(&individuals, "telling the people affected is not required of the department"))
    }

    /// A high risk must be told to the people affected (Article 34 of the UK GDPR, section 68 of the Data Protection Act
    /// 2018); what is none need not be, nor need a breach under Part 4, which knows no such duty. What was told stays
    /// told, and an exemption stays claimed while the risk stays high.
    pub(super) fn owes_communication(mut self, risk: RiskLevel) -> Self {
        use IndividualsState::{Communicated, Exempt, InProgress, NotRequired, Required};
        let must = risk == RiskLevel::HighRisk && self.tells_people();
        let kept = self.course.individuals.get_or_insert_default();
        match (must, kept.state()) {
            (_, InProgress | Communicated) | (true, Exempt) => {}
            (true, _) => kept.set_state(Required),
            (false, _) => kept.set_state(NotRequired),
        }
        self
    }

    /// Says whether the law knows a duty to tell the people affected: Part 4 knows none.
    fn tells_people(&self) -> bool {
        self.regime() != Some(LegalRegime::DpaPart4)
    }

    /// The law that it falls under, once it is confirmed.
    fn regime(&self) -> Option<LegalRegime> {
        Some(self.confirmed()?.confirmation.legal_regime())
    }
}

/// When the people affected had been told, if they were.
fn told_since(individuals: &pb::Individuals) -> Option<Timestamp> {
    let told =
        individuals.communication.as_ref().filter(|_| individuals.state() == IndividualsState::Communicated);
    told.and_then(|told| clock::from_wire(told.step.as_ref()?.at?))
}

fn refuse(individuals: &pb::Individuals, message: &'static str) -> Error {
    let state = format!("is {}", individuals.state().as_str_name());
    Error::Refused(Reason::State, message, vec![Violation::new("course.individuals.state", state)])
}
