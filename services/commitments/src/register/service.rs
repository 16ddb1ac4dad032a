//! The RPCs of the register: what happens in each call, in order.

use super::{Code, Register, Version, day, store};
use chassis::{Answer, Ask, Asker, Error, Fields, Label, Page, serve::Parts};
use contracts::commitments::{self as pb, Instrument, Owner, register_service_server::RegisterService};
use jiff::civil::Date;
use std::sync::Arc;
use tonic::Request;

const USUAL: u16 = 25;
const MOST: u16 = 100;

/// The handlers.
#[derive(Clone)]
pub(crate) struct RegisterHandlers {
    parts: Parts,
    register: Arc<Register>,
}

impl RegisterHandlers {
    pub(crate) fn new(parts: Parts, register: Arc<Register>) -> Self {
        Self { parts, register }
    }
}

struct GetCommitment {
    organisation: Label,
    code: Code,
    on: Option<Date>,
}

struct ListCommitments {
    organisation: Label,
    on: Option<Date>,
    instruments: Vec<Instrument>,
    owners: Vec<Owner>,
}

struct ListCommitmentVersions {
    organisation: Label,
    code: Code,
    page: Page<i64>,
}

#[tonic::async_trait]
impl RegisterService for RegisterHandlers {
    async fn get_commitment(
        &self,
        request: Request<pb::GetCommitmentRequest>,
    ) -> Answer<pb::GetCommitmentResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: GetCommitment| {
            let versions = store::versions(tx, &self.register, ask.code).await?;
            let day = day(ask.on, tx.now());
            let commitment = versions.on(day).ok_or(Error::NotFound)?.to_wire();
            let periods = versions.around(day).iter().map(super::period::Period::to_wire).collect();
            Ok(pb::Commitment { periods, ..commitment }.into())
        });
        answer.await
    }

    async fn list_commitments(
        &self,
        request: Request<pb::ListCommitmentsRequest>,
    ) -> Answer<pb::ListCommitmentsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: ListCommitments| {
            let (all, day) = (store::all(tx, &self.register).await?, day(ask.on, tx.now()));
            let commitments =
                all.iter().filter_map(|versions| versions.on(day)).filter(|version| ask.wants(version));
            let mut commitments: Vec<_> = commitments.map(Version::to_wire).collect();
            let instrument =
                |one: &pb::Commitment| one.content.as_ref().map_or(0, |content| content.instrument);
            // Of one document, they are in the order of their codes already.
            commitments.sort_by_key(instrument);
            let (instruments, edition) = (self.register.instruments.clone(), self.register.edition.clone());
            Ok(pb::ListCommitmentsResponse { commitments, instruments, edition })
        });
        answer.await
    }

    async fn list_commitment_versions(
        &self,
        request: Request<pb::ListCommitmentVersionsRequest>,
    ) -> Answer<pb::ListCommitmentVersionsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: ListCommitmentVersions| {
            let first = self.register.first(ask.code).ok_or(Error::NotFound)?;
            let mut versions = store::page(tx, ask.code, &ask.page).await?;
            // The first stands in no table, and at the end of the last page.
            versions.push(first.clone());
            let next_page_token = ask.page.cut(&mut versions, |version| i64::from(version.number));
            let commitments = versions.iter().map(Version::to_wire).collect();
            Ok(pb::ListCommitmentVersionsResponse { commitments, next_page_token })
        });
        answer.await
    }
}

impl ListCommitments {
    fn wants(&self, version: &Version) -> bool {
        let owned = |owner: &Owner| version.content.owners().any(|other| other == *owner);
        (self.instruments.is_empty() || self.instruments.contains(&version.content.instrument()))
            && (self.owners.is_empty() || self.owners.iter().any(owned))
    }
}

/// Reads a day that may be left out.
pub(crate) fn on(fields: &mut Fields, text: &str) -> Option<Date> {
    if text.is_empty() { None } else { date(fields, "on", text) }
}

/// Reads a day.
pub(crate) fn date(fields: &mut Fields, field: &str, text: &str) -> Option<Date> {
    fields.read(field, "must be a day, such as 2026-07-08", text.parse().ok())
}

/// Reads the name of a commitment.
pub(crate) fn code(fields: &mut Fields, field: &str, name: &str) -> Option<Code> {
    fields.read(field, "must be commitments/{commitment}", Code::parse_name(name))
}

impl Ask for GetCommitment {
    type Request = pb::GetCommitmentRequest;

    fn read(asker: &Asker<'_>, request: pb::GetCommitmentRequest, fields: &mut Fields) -> Option<Self> {
        let (code, on) = (code(fields, "name", &request.name), on(fields, &request.on));
        Some(Self { organisation: asker.caller.organisation.clone(), code: code?, on })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for ListCommitments {
    type Request = pb::ListCommitmentsRequest;

    fn read(asker: &Asker<'_>, request: pb::ListCommitmentsRequest, fields: &mut Fields) -> Option<Self> {
        let on = on(fields, &request.on);
        let (instruments, owners) = (request.instruments().collect(), request.owners().collect());
        Some(Self { organisation: asker.caller.organisation.clone(), on, instruments, owners })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for ListCommitmentVersions {
    type Request = pb::ListCommitmentVersionsRequest;

    fn read(
        asker: &Asker<'_>,
        mut request: pb::ListCommitmentVersionsRequest,
        fields: &mut Fields,
    ) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let code = code(fields, "parent", &request.parent);
        Some(Self { organisation: asker.caller.organisation.clone(), code: code?, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
