//! Requests about cases in the domain's words.

use super::CASES;
pub(crate) use chassis::Target;
use chassis::{Ask, Asker, Fields, Label, Name, Page, clock};
use contracts::breaches::{self as pb, CaseDue};
use jiff::Timestamp;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

pub(crate) struct GetCase {
    pub(crate) name: Name,
}

pub(crate) struct ListCases {
    pub(crate) organisation: Label,
    pub(crate) filter: Filter,
    pub(crate) page: Page<(i64, Uuid)>,
}

/// Which cases. What is empty filters nothing.
pub(crate) struct Filter {
    pub(crate) states: Vec<String>,
    pub(crate) department: Option<Label>,
    /// What the regulator's reference begins with.
    pub(crate) reference: Option<String>,
    pub(crate) next_due: Vec<String>,
    pub(crate) due: Vec<CaseDue>,
}

pub(crate) struct SummariseCases {
    organisation: Label,
}

pub(crate) struct GetSubmission {
    pub(crate) case: Name,
    pub(crate) number: i32,
}

pub(crate) struct Acknowledge {
    pub(crate) target: Target,
    pub(crate) content: pb::AcknowledgementContent,
}

pub(crate) struct RequestInformation {
    pub(crate) target: Target,
    pub(crate) content: pb::InformationRequestContent,
    pub(crate) due: Timestamp,
}

pub(crate) struct AnswerInformationRequest {
    pub(crate) target: Target,
    pub(crate) answers: Vec<String>,
}

pub(crate) struct IssueOutcome {
    pub(crate) target: Target,
    pub(crate) content: pb::OutcomeContent,
}

pub(crate) struct OrderCommunication {
    pub(crate) target: Target,
    pub(crate) content: pb::OrderContent,
    pub(crate) due: Timestamp,
}

pub(crate) struct RecommendNcsc {
    pub(crate) target: Target,
    pub(crate) content: pb::NcscRecommendationContent,
}

pub(crate) struct CloseCase {
    pub(crate) target: Target,
    pub(crate) content: pb::ClosureContent,
}

fn name(fields: &mut Fields, text: &str) -> Option<Name> {
    fields.name("name", CASES, text)
}

fn target(fields: &mut Fields, name: &str, etag: String) -> Option<Target> {
    Some(Target { name: self::name(fields, name)?, etag })
}

/// Reads texts each of which must say something.
fn texts<'a>(fields: &mut Fields, field: &str, all: impl Iterator<Item = &'a String>) -> Option<Vec<String>> {
    let read: Vec<_> =
        all.enumerate().map(|(at, one)| fields.text(&format!("{field}[{at}].text"), one)).collect();
    read.into_iter().collect()
}

impl Ask for GetCase {
    type Request = pb::GetCaseRequest;

    fn read(_: &Asker<'_>, request: pb::GetCaseRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: name(fields, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListCases {
    type Request = pb::ListCasesRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListCasesRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = Label::parent(&request.parent);
        let organisation = fields.read("parent", "must be organisations/{organisation}", organisation);
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let bare = |state: pb::CaseState| {
            let name = state.as_str_name();
            name.strip_prefix("CASE_STATE_").unwrap_or(name).to_owned()
        };
        let states = request.states().map(bare).collect();
        let department = Label::parent(&request.department);
        if department.is_none() && !request.department.is_empty() {
            fields.note("department", "must be organisations/{organisation}");
        }
        let filter = Filter {
            states,
            department,
            reference: Some(request.reference.trim().to_owned()).filter(|text| !text.is_empty()),
            next_due: request.next_due().map(|next| next.as_str_name().to_owned()).collect(),
            due: request.due().collect(),
        };
        Some(Self { organisation: organisation?, filter, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for SummariseCases {
    type Request = pb::SummariseCasesRequest;

    fn read(_: &Asker<'_>, request: pb::SummariseCasesRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = Label::parent(&request.parent);
        Some(Self {
            organisation: fields.read("parent", "must be organisations/{organisation}", organisation)?,
        })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for GetSubmission {
    type Request = pb::GetSubmissionRequest;

    fn read(_: &Asker<'_>, request: pb::GetSubmissionRequest, fields: &mut Fields) -> Option<Self> {
        let parts = request.name.rsplit_once("/submissions/");
        let read = parts.and_then(|(case, number)| {
            let number =
                number.parse().ok().filter(|number: &i32| number.to_string() == parts.map_or("", |p| p.1));
            Some(Self { case: Name::parse(CASES, case)?, number: number? })
        });
        fields.read("name", "must be organisations/{organisation}/cases/{uuid}/submissions/{number}", read)
    }

    fn organisation(&self) -> &Label {
        &self.case.organisation
    }
}

impl Ask for Acknowledge {
    type Request = pb::AcknowledgeCaseRequest;

    fn read(_: &Asker<'_>, request: pb::AcknowledgeCaseRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let case_reference = fields.text("case_reference", &request.case_reference);
        let contact_role = fields.text("contact_role", &request.contact_role);
        let content = pb::AcknowledgementContent {
            case_reference: case_reference?,
            contact_role: contact_role?,
            message: request.message.trim().to_owned(),
        };
        Some(Self { target: target?, content })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for RequestInformation {
    type Request = pb::RequestInformationRequest;

    fn read(_: &Asker<'_>, request: pb::RequestInformationRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let questions = texts(fields, "questions", request.questions.iter().map(|question| &question.text));
        let due = fields.read("due", "must be a time", request.due.and_then(clock::from_wire));
        let content = pb::InformationRequestContent { questions: questions?, due: due.map(clock::to_wire) };
        Some(Self { target: target?, content, due: due? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for AnswerInformationRequest {
    type Request = pb::AnswerInformationRequestRequest;

    fn read(
        _: &Asker<'_>,
        request: pb::AnswerInformationRequestRequest,
        fields: &mut Fields,
    ) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let answers = texts(fields, "answers", request.answers.iter().map(|answer| &answer.text));
        Some(Self { target: target?, answers: answers? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for IssueOutcome {
    type Request = pb::IssueOutcomeRequest;

    fn read(_: &Asker<'_>, request: pb::IssueOutcomeRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let letter = fields.text("letter", &request.letter);
        let summary = fields.text("rationale_summary", &request.rationale_summary);
        let recommended =
            texts(fields, "recommendations", request.recommendations.iter().map(|one| &one.text));
        for (at, one) in request.recommendations.iter().enumerate() {
            if one.due.is_some_and(|due| clock::from_wire(due).is_none()) {
                fields.note(&format!("recommendations[{at}].due"), "must be a time");
            }
        }
        let due = request.recommendations.iter().map(|one| one.due);
        let recommendations =
            recommended?.into_iter().zip(due).map(|(text, due)| pb::RecommendationContent { text, due });
        let content = pb::OutcomeContent {
            decision_taken: request.decision_taken,
            letter: letter?,
            recommendations: recommendations.collect(),
            rationale_summary: summary?,
        };
        Some(Self { target: target?, content })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for OrderCommunication {
    type Request = pb::OrderCommunicationRequest;

    fn read(_: &Asker<'_>, request: pb::OrderCommunicationRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let letter = fields.text("letter", &request.letter);
        let due = fields.read("due", "must be a time", request.due.and_then(clock::from_wire));
        let content = pb::OrderContent { letter: letter?, due: due.map(clock::to_wire) };
        Some(Self { target: target?, content, due: due? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for RecommendNcsc {
    type Request = pb::RecommendNcscRequest;

    fn read(_: &Asker<'_>, request: pb::RecommendNcscRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let reason = fields.text("reason", &request.reason);
        Some(Self { target: target?, content: pb::NcscRecommendationContent { reason: reason? } })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for CloseCase {
    type Request = pb::CloseCaseRequest;

    fn read(_: &Asker<'_>, request: pb::CloseCaseRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag)?;
        Some(Self { target, content: pb::ClosureContent { message: request.message.trim().to_owned() } })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}
