//! What parties do in a case.

use super::{Case, case_name};
use chassis::{Caller, Error, Label, Violation, clock, seal::Sealed};
use contracts::{
    access::{Party, Reason},
    breaches::{self as pb, CaseActKind, CaseState, FollowUpKind},
};
use jiff::Timestamp;

/// One act: who did what when, and the sealed copy that says so.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Act {
    /// 1 for the first of the case.
    pub(crate) number: i32,
    pub(crate) at: Timestamp,
    /// Whose act it is.
    pub(crate) organisation: Label,
    /// In which role.
    pub(crate) role: String,
    pub(crate) sealed: Sealed,
    /// What the sealed copy says.
    pub(crate) content: Content,
}

/// What a party can do in a case that is there. Each is the RPC of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    AcknowledgeCase,
    RequestInformation,
    AnswerInformationRequest,
    IssueOutcome,
    OrderCommunication,
    RecommendNcsc,
    CloseCase,
}

const DEEDS: [Deed; 7] = [
    Deed::AcknowledgeCase,
    Deed::RequestInformation,
    Deed::AnswerInformationRequest,
    Deed::IssueOutcome,
    Deed::OrderCommunication,
    Deed::RecommendNcsc,
    Deed::CloseCase,
];

/// What a sealed copy says, by kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// The first.
    Submission(Box<pb::SubmissionContent>),
    /// Any later one.
    FollowUp(Box<pb::FollowUpContent>),
    Acknowledgement(pb::AcknowledgementContent),
    InformationRequest(pb::InformationRequestContent),
    Answer(pb::AnswerContent),
    Outcome(pb::OutcomeContent),
    Closure(pb::ClosureContent),
    Order(pb::OrderContent),
    RemediationUpdate(pb::RemediationUpdateContent),
    NcscRecommendation(pb::NcscRecommendationContent),
    SharedIncident(pb::SharedIncidentContent),
}

impl Content {
    /// What it submits, if it is a submission.
    pub(crate) fn submitted(&self) -> Option<&pb::SubmissionContent> {
        match self {
            Self::Submission(content) => Some(content),
            Self::FollowUp(content) => content.submission.as_ref(),
            _ => None,
        }
    }

    /// What a follow-up does to the submissions before it, and why.
    pub(crate) fn follow_up(&self) -> Option<(FollowUpKind, &str)> {
        match self {
            Self::FollowUp(content) => Some((content.kind(), &content.reason)),
            _ => None,
        }
    }

    /// Says whether it is the department's to say.
    pub(crate) fn is_departments(&self) -> bool {
        matches!(
            self,
            Self::Submission(_)
                | Self::FollowUp(_)
                | Self::Answer(_)
                | Self::RemediationUpdate(_)
                | Self::SharedIncident(_)
        )
    }

    fn seal(&self) -> Result<Sealed, Error> {
        match self {
            Self::Submission(content) => Sealed::seal(content.as_ref()),
            Self::FollowUp(content) => Sealed::seal(content.as_ref()),
            Self::Acknowledgement(content) => Sealed::seal(content),
            Self::InformationRequest(content) => Sealed::seal(content),
            Self::Answer(content) => Sealed::seal(content),
            Self::Outcome(content) => Sealed::seal(content),
            Self::Closure(content) => Sealed::seal(content),
            Self::Order(content) => Sealed::seal(content),
            Self::RemediationUpdate(content) => Sealed::seal(content),
            Self::NcscRecommendation(content) => Sealed::seal(content),
            Self::SharedIncident(content) => Sealed::seal(content),
        }
    }

    /// Opens a sealed copy as what its type says it is.
    pub(crate) fn open(sealed: &Sealed) -> Result<Self, Error> {
        match sealed.content_type().rsplit('.').next() {
            Some("SubmissionContent") => Ok(Self::Submission(Box::new(sealed.open()?))),
            Some("FollowUpContent") => Ok(Self::FollowUp(Box::new(sealed.open()?))),
            Some("AcknowledgementContent") => Ok(Self::Acknowledgement(sealed.open()?)),
            Some("InformationRequestContent") => Ok(Self::InformationRequest(sealed.open()?)),
            Some("AnswerContent") => Ok(Self::Answer(sealed.open()?)),
            Some("OutcomeContent") => Ok(Self::Outcome(sealed.open()?)),
            Some("ClosureContent") => Ok(Self::Closure(sealed.open()?)),
            Some("OrderContent") => Ok(Self::Order(sealed.open()?)),
            Some("RemediationUpdateContent") => Ok(Self::RemediationUpdate(sealed.open()?)),
            Some("NcscRecommendationContent") => Ok(Self::NcscRecommendation(sealed.open()?)),
            Some("SharedIncidentContent") => Ok(Self::SharedIncident(sealed.open()?)),
            _ => Err(Error::internal("a sealed copy is of no known type")),
        }
    }
}

impl Act {
    /// The act on the wire, as `reader` names things.
    pub(crate) fn to_wire(&self, reader: &Label, case: &Case) -> pb::CaseAct {
        let mut act = pb::CaseAct {
            number: self.number,
            at: Some(clock::to_wire(self.at)),
            organisation: format!("organisations/{}", self.organisation),
            role: self.role.clone(),
            seal: Some(seal(&self.sealed)),
            ..pb::CaseAct::default()
        };
        if let Some(submitted) = self.content.submitted() {
            act.set_kind(CaseActKind::Submission);
            act.submission = format!("{}/submissions/{}", case_name(reader, case.id), submitted.number);
        }
        match self.content.clone() {
            Content::Submission(_) | Content::FollowUp(_) => {}
            Content::Acknowledgement(content) => {
                act.set_kind(CaseActKind::Acknowledgement);
                act.acknowledgement = Some(content);
            }
            Content::InformationRequest(content) => {
                act.set_kind(CaseActKind::InformationRequest);
                act.information_request = Some(content);
            }
            Content::Answer(content) => {
                act.set_kind(CaseActKind::Answer);
                act.answer = Some(content);
            }
            Content::Outcome(content) => {
                act.set_kind(CaseActKind::Outcome);
                act.outcome = Some(content);
            }
            Content::Closure(content) => {
                act.set_kind(CaseActKind::Closure);
                act.closure = Some(content);
            }
            Content::Order(content) => {
                act.set_kind(CaseActKind::Order);
                act.order = Some(content);
            }
            Content::RemediationUpdate(content) => {
                act.set_kind(CaseActKind::RemediationUpdate);
                act.remediation_update = Some(content);
            }
            Content::NcscRecommendation(content) => {
                act.set_kind(CaseActKind::NcscRecommendation);
                act.ncsc_recommendation = Some(content);
            }
            Content::SharedIncident(content) => {
                act.set_kind(CaseActKind::SharedIncident);
                act.shared_incident = Some(content);
            }
        }
        act
    }
}

/// A seal on the wire.
pub(crate) fn seal(sealed: &Sealed) -> pb::Seal {
    pb::Seal { r#type: sealed.content_type().to_owned(), hash: sealed.hash().to_vec() }
}

impl Case {
    /// Adds what the department tells the regulator, the first of which opens the case.
    pub(crate) fn submit(self, content: Content, caller: &Caller, now: Timestamp) -> Result<Self, Error> {
        self.add(content, caller, now)
    }

    /// Acknowledges the case, as the regulator.
    pub(crate) fn acknowledge(
        self,
        content: pb::AcknowledgementContent,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        self.may(Deed::AcknowledgeCase, caller)?;
        self.add(Content::Acknowledgement(content), caller, now)
    }

    /// Asks the department, as the regulator.
    pub(crate) fn request_information(
        self,
        content: pb::InformationRequestContent,
        due: Timestamp,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        self.may(Deed::RequestInformation, caller)?;
        if due <= now {
            return Err(Error::refused(Reason::DueInThePast, "an answer cannot be due in the past"));
        }
        self.add(Content::InformationRequest(content), caller, now)
    }

    /// Answers the open request, as the department.
    pub(crate) fn answer(self, answers: Vec<String>, caller: &Caller, now: Timestamp) -> Result<Self, Error> {
        self.may(Deed::AnswerInformationRequest, caller)?;
        let open = self.open_request().map(|(number, request)| (number, request.questions.len()));
        let (request, questions) = open.ok_or_else(|| Error::internal("no request is open"))?;
        if answers.len() != questions {
            let must = format!("must be {questions}, one for each question");
            let violation = vec![Violation::new("answers", must)];
            return Err(Error::Refused(Reason::Incomplete, "every question needs its answer", violation));
        }
        self.add(Content::Answer(pb::AnswerContent { request, answers }), caller, now)
    }

    /// Issues an outcome, as the regulator.
    pub(crate) fn issue_outcome(
        self,
        content: pb::OutcomeContent,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        self.may(Deed::IssueOutcome, caller)?;
        self.add(Content::Outcome(content), caller, now)
    }

    /// Orders the department to tell the people affected (Article 34(4) of the UK GDPR), as the regulator.
    pub(crate) fn order_communication(
        self,
        content: pb::OrderContent,
        due: Timestamp,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        self.may(Deed::OrderCommunication, caller)?;
        if due <= now {
            return Err(Error::refused(Reason::DueInThePast, "nothing can be ordered for the past"));
        }
        self.add(Content::Order(content), caller, now)
    }

    /// Recommends that the National Cyber Security Centre is told, as the regulator: advice, which moves nothing.
    pub(crate) fn recommend_ncsc(
        self,
        content: pb::NcscRecommendationContent,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        self.may(Deed::RecommendNcsc, caller)?;
        self.add(Content::NcscRecommendation(content), caller, now)
    }

    /// Closes the case, as the regulator.
    pub(crate) fn close(
        self,
        content: pb::ClosureContent,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        self.may(Deed::CloseCase, caller)?;
        self.add(Content::Closure(content), caller, now)
    }

    /// The RPCs of what a caller may do now.
    pub(crate) fn possible_acts(&self, caller: &Caller) -> Vec<String> {
        let possible = DEEDS.iter().filter(|deed| self.may(**deed, caller).is_ok());
        possible.map(|deed| format!("{deed:?}")).collect()
    }

    /// Refuses what is not the caller's to do, and what the case does not allow. What hangs on what is said with it is left.
    fn may(&self, deed: Deed, caller: &Caller) -> Result<(), Error> {
        caller.in_person("a person acts in a case")?;
        let (party, message) = match deed {
            Deed::AnswerInformationRequest => (Party::Department, "the department answers"),
            _ => (Party::Ico, "the regulator acts"),
        };
        if caller.party != party {
            return Err(Error::ActingRole(message));
        }
        let message = match deed {
            Deed::AcknowledgeCase if self.acknowledgement().is_some() => "it is acknowledged already",
            Deed::RequestInformation if self.open_request().is_some() => "a request is open already",
            Deed::AnswerInformationRequest if self.open_request().is_none() => "no request is open",
            Deed::OrderCommunication if self.ordered_at().is_some() => "it is ordered already",
            Deed::CloseCase if self.outcome().is_none() => "a case is closed with an outcome",
            _ if self.state() == CaseState::Closed => "the case is closed",
            _ => return Ok(()),
        };
        Err(self.refuse(message))
    }

    fn add(mut self, content: Content, caller: &Caller, now: Timestamp) -> Result<Self, Error> {
        let act = Act {
            number: self.version() + 1,
            at: now,
            organisation: caller.organisation.clone(),
            role: caller.acting_role.to_string(),
            sealed: content.seal()?,
            content,
        };
        self.acts.push(act);
        Ok(self)
    }

    /// Refuses an act that the state of the case does not allow.
    fn refuse(&self, message: &'static str) -> Error {
        let state = self.state().as_str_name();
        Error::Refused(Reason::State, message, vec![Violation::new("state", format!("is {state}"))])
    }
}
