//! Requests about views in the domain's words.

use super::{Assessment, store::RECEIVED};
use crate::{
    between::Fold,
    evidence::period,
    register::{Code, period::PeriodId},
};
use chassis::{Ask, Asker, Fields, Label, Name, Page, Target, exchange::Filter};
use contracts::{
    commitments::{self as pb, View},
    handling::Handling,
};
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

/// What a view says.
pub(super) struct Said {
    pub(super) view: View,
    pub(super) rationale: String,
    pub(super) handling: Handling,
}

pub(super) struct CreateAssessment {
    pub(super) organisation: Label,
    pub(super) period: (Code, PeriodId),
    pub(super) said: Said,
}

pub(super) struct UpdateAssessment {
    pub(super) target: Target,
    pub(super) said: Said,
}

pub(super) struct IssueAssessment {
    pub(super) target: Target,
    pub(super) to: To,
}

pub(super) struct EnterAssessment {
    pub(super) organisation: Label,
    pub(super) period: (Code, PeriodId),
    pub(super) said: Said,
    pub(super) to: To,
}

/// Whom a view is issued to.
#[derive(Clone, Copy)]
pub(super) struct To {
    pub(super) departments: bool,
    pub(super) counterpart: bool,
    pub(super) public: bool,
}

pub(super) struct GetAssessment {
    pub(super) name: Name,
}

pub(super) struct ListAssessments {
    pub(super) organisation: Label,
    pub(super) filter: Filter,
    pub(super) page: Page<(i64, Uuid)>,
}

pub(super) struct GetReceived {
    pub(super) name: Name,
}

pub(super) struct ListReceived {
    pub(super) organisation: Label,
    /// From which period to which, as they are called.
    pub(super) periods: Option<(String, String)>,
    pub(super) page: Page<(i64, Uuid)>,
}

impl Said {
    fn read(fields: &mut Fields, view: View, rationale: &str, handling: Option<Handling>) -> Option<Self> {
        let rationale = fields.text("rationale", rationale);
        let handling = handling.filter(|handling| handling.classification != 0);
        let handling = fields.read("handling.classification", "must be said", handling);
        Some(Self { view, rationale: rationale?, handling: handling? })
    }
}

impl Ask for CreateAssessment {
    type Request = pb::CreateAssessmentRequest;

    fn read(_: &Asker<'_>, request: pb::CreateAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, period) = (fields.parent(&request.parent), period(fields, &request.period));
        let said = Said::read(fields, request.view(), &request.rationale, request.handling.clone());
        Some(Self { organisation: organisation?, period: period?, said: said? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for UpdateAssessment {
    type Request = pb::UpdateAssessmentRequest;

    fn read(_: &Asker<'_>, request: pb::UpdateAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let said = Said::read(fields, request.view(), &request.rationale, request.handling.clone());
        let target = fields.target(Assessment::COLLECTION, &request.name, &request.etag);
        Some(Self { target: target?, said: said? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for IssueAssessment {
    type Request = pb::IssueAssessmentRequest;

    fn read(_: &Asker<'_>, request: pb::IssueAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let to = To {
            departments: request.to_departments,
            counterpart: request.to_counterpart,
            public: request.to_public,
        };
        Some(Self { target: fields.target(Assessment::COLLECTION, &request.name, &request.etag)?, to })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for EnterAssessment {
    type Request = pb::EnterAssessmentRequest;

    fn read(_: &Asker<'_>, request: pb::EnterAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, period) = (fields.parent(&request.parent), period(fields, &request.period));
        let said = Said::read(fields, request.view(), &request.rationale, request.handling.clone());
        let to = To {
            departments: request.to_departments,
            counterpart: request.to_counterpart,
            public: request.to_public,
        };
        let to = Some(to).filter(|to| to.departments || to.counterpart || to.public);
        let to = fields.read("to_counterpart", "must be so, or another say who reads it", to);
        Some(Self { organisation: organisation?, period: period?, said: said?, to: to? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for GetAssessment {
    type Request = pb::GetAssessmentRequest;

    fn read(_: &Asker<'_>, request: pb::GetAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.name("name", Assessment::COLLECTION, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListAssessments {
    type Request = pb::ListAssessmentsRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListAssessmentsRequest, fields: &mut Fields) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let organisation = fields.parent(&request.parent);
        let subject = Some(request.period).filter(|period| !period.is_empty());
        let filter = Filter { kinds: vec![Assessment::KIND.to_owned()], subject, ..Filter::default() };
        Some(Self { organisation: organisation?, filter, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for GetReceived {
    type Request = pb::GetReceivedAssessmentRequest;

    fn read(_: &Asker<'_>, request: pb::GetReceivedAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.name("name", RECEIVED, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListReceived {
    type Request = pb::ListReceivedAssessmentsRequest;

    fn read(
        asker: &Asker<'_>,
        mut request: pb::ListReceivedAssessmentsRequest,
        fields: &mut Fields,
    ) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let organisation = fields.parent(&request.parent);
        let periods = match (request.period, request.commitment) {
            (period, _) if !period.is_empty() => Some((period.clone(), period)),
            // A period is called by its first day, or once.
            (_, of) if !of.is_empty() => Some((format!("{of}/periods/"), format!("{of}/periods/p"))),
            _ => None,
        };
        Some(Self { organisation: organisation?, periods, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
