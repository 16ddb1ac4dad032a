//! Requests about engagements of the National Cyber Security Centre in the domain's words.

use super::asks::{Says, Target, name};
use crate::model::BREACHES;
use chassis::{Ask, Asker, Directory, Error, Fields, Label, Name, Violation, clock};
use contracts::{
    Targeted as _,
    access::Reason,
    breaches::{self as pb, ConsentScopeContent},
};
use jiff::Timestamp;

pub(crate) struct OpenEngagement {
    organisation: Label,
    pub(super) department: Label,
    pub(super) reminder: pb::DutyReminderContent,
}

pub(crate) struct TieExchange {
    pub(super) target: Target,
    pub(super) breach: Name,
}

impl Ask for OpenEngagement {
    type Request = pb::OpenEngagementRequest;

    fn read(_: &Asker<'_>, request: pb::OpenEngagementRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let department = Label::parent(&request.department);
        let department = fields.read("department", "must be organisations/{organisation}", department);
        let reminder = pb::DutyReminderContent { message: fields.text("message", &request.message)? };
        Some(Self { organisation: organisation?, department: department?, reminder })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for TieExchange {
    type Request = pb::TieExchangeRequest;

    fn read(_: &Asker<'_>, request: pb::TieExchangeRequest, fields: &mut Fields) -> Option<Self> {
        let (exchange, etag) = request.target();
        let (exchange, etag) = (name(fields, exchange), etag.to_owned());
        let must = "must be organisations/{organisation}/breaches/{uuid}";
        let breach = fields.read("breach", must, Name::parse(BREACHES, &request.breach));
        Some(Self { target: Target { name: exchange?, etag }, breach: breach? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Says for pb::DutyReminderContent {
    type Request = pb::RemindOfDutyRequest;

    fn read(request: pb::RemindOfDutyRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { message: fields.text("message", &request.message)? })
    }
}

impl Says for pb::NcscEngagementContent {
    type Request = pb::RecordEngagementRequest;

    fn read(request: pb::RecordEngagementRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { note: fields.text("note", &request.note)? })
    }
}

impl Says for pb::NcscCategoryContent {
    type Request = pb::AssignCategoryRequest;

    fn read(request: pb::AssignCategoryRequest, _: &mut Fields) -> Option<Self> {
        Some(Self { category: request.category, note: request.note.trim().to_owned() })
    }
}

impl Says for pb::ConsentRequestContent {
    type Request = pb::RequestConsentRequest;

    fn read(request: pb::RequestConsentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { scope: Some(scope(request.scope, fields)?), message: request.message.trim().to_owned() })
    }

    fn fits(&self, directory: &Directory, now: Timestamp) -> Result<(), Error> {
        self.scope.as_ref().map_or(Ok(()), |scope| is_of_use(scope, directory, now))
    }
}

impl Says for pb::ConsentGrantContent {
    type Request = pb::GrantConsentRequest;

    fn read(request: pb::GrantConsentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { scope: Some(scope(request.scope, fields)?) })
    }

    fn fits(&self, directory: &Directory, now: Timestamp) -> Result<(), Error> {
        self.scope.as_ref().map_or(Ok(()), |scope| is_of_use(scope, directory, now))
    }
}

impl Says for pb::ConsentRefusalContent {
    type Request = pb::RefuseConsentRequest;

    fn read(request: pb::RefuseConsentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { reason: fields.text("reason", &request.reason)? })
    }
}

impl Says for pb::ConsentWithdrawalContent {
    type Request = pb::WithdrawConsentRequest;

    fn read(request: pb::WithdrawConsentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { reason: fields.text("reason", &request.reason)? })
    }
}

/// What ends an engagement.
pub(crate) struct Ending(pb::StandDownContent);

impl From<Ending> for super::content::Content {
    fn from(Ending(content): Ending) -> Self {
        content.into()
    }
}

impl Says for Ending {
    type Request = pb::EndEngagementRequest;

    fn read(request: pb::EndEngagementRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self(pb::StandDownContent { reason: fields.text("reason", &request.reason)? }))
    }
}

/// Reads the scope of a consent: of something, and until after it begins.
fn scope(scope: Option<pb::ConsentScope>, fields: &mut Fields) -> Option<ConsentScopeContent> {
    let scope = scope?;
    let purpose = fields.text("scope.purpose", &scope.purpose);
    if scope.parts.is_empty() && scope.documents.is_empty() {
        fields.note("scope.parts", "is needed, unless there are documents");
    }
    let times = [scope.from, scope.until].map(|time| time.and_then(clock::from_wire));
    if times[0] >= times[1] {
        fields.note("scope.until", "must be a time after scope.from");
    }
    let (mut parts, recipient) = (scope.parts, scope.recipient);
    parts.sort_unstable();
    parts.dedup();
    let (documents, from, until) = (scope.documents, scope.from, scope.until);
    Some(ConsentScopeContent { recipient, parts, documents, purpose: purpose?, from, until })
}

/// Refuses a scope that has ended, or one for whom the directory does not know.
fn is_of_use(scope: &ConsentScopeContent, directory: &Directory, now: Timestamp) -> Result<(), Error> {
    if Label::parent(&scope.recipient).and_then(|recipient| directory.get(&recipient)).is_none() {
        let must = "must be an organisation of the directory";
        return Err(Error::Invalid(vec![Violation::new("scope.recipient", must)]));
    }
    if scope.until.and_then(clock::from_wire).is_none_or(|until| until <= now) {
        return Err(Error::refused(Reason::DueInThePast, "nothing is consented to for the past"));
    }
    Ok(())
}
