//! What the central team of the Government Chief Data Officer is told of a breach: what it must be, and what was chosen. And what
//! the National Cyber Security Centre is told.

use super::{Act, Breach, Moment};
use chassis::{Error, Violation, clock};
use contracts::{
    access::Reason,
    breaches::{self as pb, Answer, CentreChoice, CentreCriterion, IncidentCategory},
};
use jiff::{SignedDuration, Timestamp};

/// How long after the confirmation, or after a criterion was found to be met, a report is owed.
const OWED_WITHIN: SignedDuration = SignedDuration::from_hours(24);

impl Breach {
    /// Notes what the centre is let know when the regulator is told.
    pub(crate) fn let_centre_know(&mut self, choice: CentreChoice, reason: &str) -> Result<(), Error> {
        if choice == CentreChoice::None && reason.is_empty() {
            let must = "say why the centre is let know nothing";
            let violation = vec![Violation::new("centre_reason", must)];
            return Err(Error::Refused(Reason::Incomplete, must, violation));
        }
        let centre = self.course.centre.get_or_insert_default();
        centre.set_choice(choice);
        reason.clone_into(&mut centre.choice_reason);
        Ok(())
    }

    /// What the centre is let know each time that the regulator is told.
    pub(crate) fn centre_choice(&self) -> CentreChoice {
        self.course.centre.as_ref().map(pb::CentreTrack::choice).unwrap_or_default()
    }

    /// Reports the breach to the centre, for what it is found to meet or for an interest that is likely.
    pub(crate) fn report_to_centre(self, interest: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::ReportToCentre, moment.caller)?;
        self.disclosable()?;
        let mut breach = self.touched(moment.now, interest);
        if !interest.is_empty() {
            breach.found(CentreCriterion::Interest, moment);
        }
        breach.course.centre.get_or_insert_default().report = moment.step(interest);
        Ok(breach)
    }

    /// Which criteria of a report it was found to meet, in the order in which that was found.
    pub(crate) fn centre_criteria(&self) -> Vec<i32> {
        let centre = self.course.centre.iter();
        centre.flat_map(|centre| &centre.findings).map(|finding| finding.criterion).collect()
    }

    /// Notes every criterion of a report that it is found to meet now, besides those that it was found to meet before.
    pub(super) fn weigh_for_centre(&mut self, moment: &Moment<'_>) {
        let Some(confirmed) = self.confirmed() else { return };
        let incident = self.facts.incident.clone().unwrap_or_default();
        let across = incident.cross_government_impact() == Answer::Yes;
        let several = across || !confirmed.confirmation.joint_controllers.is_empty();
        let met = [
            (CentreCriterion::MajorBreach, self.is_major()),
            (CentreCriterion::SeveralDepartments, several),
            (CentreCriterion::CentralServices, across && incident.category() == IncidentCategory::Cyber),
            (CentreCriterion::NationallySignificant, self.between.is_nationally_significant()),
        ];
        for (criterion, _) in met.into_iter().filter(|(_, met)| *met) {
            self.found(criterion, moment);
        }
    }

    fn found(&mut self, criterion: CentreCriterion, moment: &Moment<'_>) {
        if !self.centre_criteria().contains(&criterion.into()) {
            let finding = pb::CentreFinding { criterion: criterion.into(), at: moment.time() };
            self.course.centre.get_or_insert_default().findings.push(finding);
        }
    }

    /// Until when it must be reported to the centre, while it must and was not. What the regulator is told in full, the centre
    /// is told with it where that was chosen.
    pub(crate) fn report_due_at(&self) -> Option<Timestamp> {
        let (confirmed, centre) = (self.confirmed()?, self.course.centre.as_ref()?);
        if centre.report.is_some() || (centre.choice() == CentreChoice::Full && self.between.centre.is_some())
        {
            return None;
        }
        let found = centre.findings.first()?.at.and_then(clock::from_wire)?;
        let confirmed = confirmed.confirmation.confirmed_at.and_then(clock::from_wire)?;
        Some(found.max(confirmed) + OWED_WITHIN)
    }

    /// What the centre is told, as the department's handlers see it.
    pub(super) fn wire_centre(&self) -> Option<pb::CentreTrack> {
        let view = self.between.centre;
        let track = pb::CentreTrack {
            due_at: self.report_due_at().map(clock::to_wire),
            exchange: view.map(|view| view.name(&self.name.organisation)).unwrap_or_default(),
            state: view.map(|view| view.state).unwrap_or_default().into(),
            ..self.course.centre.clone().unwrap_or_default()
        };
        Some(track).filter(|track| *track != pb::CentreTrack::default())
    }

    /// Reports the breach to the National Cyber Security Centre.
    pub(crate) fn report_to_ncsc(self, statement: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::ReportToNcsc, moment.caller)?;
        self.disclosable()?;
        Ok(self.touched(moment.now, statement))
    }

    /// What the National Cyber Security Centre is told, as the department's handlers see it.
    pub(super) fn wire_ncsc(&self) -> Option<pb::NcscTrack> {
        let view = self.between.ncsc;
        let track = pb::NcscTrack {
            recommended_at: self.case.and_then(|case| case.ncsc_recommended_at).map(clock::to_wire),
            exchange: view.map(|view| view.name(&self.name.organisation)).unwrap_or_default(),
            state: view.map(|view| view.state).unwrap_or_default().into(),
            consent: view.map(|view| view.consent).unwrap_or_default().into(),
            category: view.map(|view| view.category).unwrap_or_default().into(),
        };
        Some(track).filter(|track| *track != pb::NcscTrack::default())
    }

    /// Refuses to share what is no breach, or not yet, or privileged in law.
    pub(crate) fn is_to_be_shared(&self) -> Result<(), Error> {
        let rule = Act::ReportToCentre.rule();
        if !rule.from.contains(&self.wire_state()) {
            return Err(self.refuse("only a breach that is confirmed, and stands, is disclosed"));
        }
        self.disclosable()
    }
}
