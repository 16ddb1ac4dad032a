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
            breach.found(CentreCriterion::Interest, moment.time());
        }
        breach.course.centre.get_or_insert_default().report = moment.step(interest);
        Ok(breach)
    }

    /// Which criteria of a report it was found to meet, in the order in which that was noted.
    pub(crate) fn centre_criteria(&self) -> Vec<i32> {
        self.centre_findings().into_iter().map(|finding| finding.criterion).collect()
    }

    /// What its department noted, and what follows from the category that was assigned to it, from that time on and whether or
    /// not its department has acted since.
    fn centre_findings(&self) -> Vec<pb::CentreFinding> {
        let mut findings = self.course.centre.clone().unwrap_or_default().findings;
        let criterion = CentreCriterion::NationallySignificant;
        let noted = findings.iter().any(|finding| finding.criterion() == criterion);
        if let Some(at) = self.between.significant_at.filter(|_| !noted && self.confirmed().is_some()) {
            findings.push(pb::CentreFinding { criterion: criterion.into(), at: Some(clock::to_wire(at)) });
        }
        findings
    }

    /// Notes every criterion of a report that it is found to meet now, besides those that it was found to meet before.
    pub(super) fn weigh_for_centre(&mut self, moment: &Moment<'_>) {
        let Some(confirmed) = self.confirmed() else { return };
        let incident = self.facts.incident.clone().unwrap_or_default();
        let across = incident.cross_government_impact() == Answer::Yes;
        let several = across || !confirmed.confirmation.joint_controllers.is_empty();
        let now = |met: bool| moment.time().filter(|_| met);
        let assigned_at = self.between.significant_at.map(clock::to_wire);
        let significant = now(self.between.is_nationally_significant());
        let met = [
            (CentreCriterion::MajorBreach, now(self.is_major())),
            (CentreCriterion::SeveralDepartments, now(several)),
            (CentreCriterion::CentralServices, now(across && incident.category() == IncidentCategory::Cyber)),
            (CentreCriterion::NationallySignificant, assigned_at.or(significant)),
        ];
        for (criterion, at) in met.into_iter().filter(|(_, at)| at.is_some()) {
            self.found(criterion, at);
        }
    }

    fn found(&mut self, criterion: CentreCriterion, at: Option<prost_types::Timestamp>) {
        let findings = &mut self.course.centre.get_or_insert_default().findings;
        if findings.iter().all(|finding| finding.criterion() != criterion) {
            findings.push(pb::CentreFinding { criterion: criterion.into(), at });
        }
    }

    /// Until when it must be reported to the centre, while it must and was not. What the regulator is told in full, the centre
    /// is told with it where that was chosen.
    pub(crate) fn report_due_at(&self) -> Option<Timestamp> {
        let (confirmed, centre) = (self.confirmed()?, self.course.centre.clone().unwrap_or_default());
        if centre.report.is_some() || (centre.choice() == CentreChoice::Full && self.between.centre.is_some())
        {
            return None;
        }
        let findings = self.centre_findings().into_iter();
        let found = findings.filter_map(|finding| finding.at.and_then(clock::from_wire)).min()?;
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
            findings: self.centre_findings(),
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
