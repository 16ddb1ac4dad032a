//! `concordat.directory.v1`, answered from the directory's file and the labels in the contracts.

use crate::contract::{Contract, labels};
use aws_lc_rs::digest::{SHA256, digest};
use chassis::{Clock, Directory, Error, Fields, Label, Pages, Permit, directory::Organisation, permit};
use contracts::{Authorised, directory as pb};
use jiff::{civil::Date, tz};
use std::{collections::BTreeMap, sync::Arc};
use tonic::{Request, Response, Status};

/// How many organisations a page holds unless the caller says, and at most.
const PAGE: (u16, u16) = (100, 500);

/// Answers `DirectoryService`.
pub(crate) struct Service {
    directory: Arc<Directory>,
    vocabularies: Vec<pb::Vocabulary>,
    pages: Pages,
    clock: Arc<dyn Clock>,
}

type Answer<T> = Result<Response<T>, Status>;

impl Service {
    pub(crate) fn new(directory: Arc<Directory>, contracts: &[Contract], clock: Arc<dyn Clock>) -> Self {
        // The list holds nothing that a caller may not see, so its tokens need no secret: only to be the same in all
        // gateways, and to end with the version of the file that they walk.
        let hash = digest(&SHA256, directory.hash().as_bytes());
        let key = hash.as_ref().try_into().expect("SHA-256 has 32 bytes");
        Self { vocabularies: vocabularies(contracts), pages: Pages::new(key), directory, clock }
    }

    fn today(&self) -> Date {
        self.clock.now().to_zoned(tz::get!("Europe/London")).date()
    }
}

/// The enums that have labels, by name.
fn vocabularies(contracts: &[Contract]) -> Vec<pb::Vocabulary> {
    let enums = contracts.iter().flat_map(Contract::enums);
    let labelled: BTreeMap<_, _> =
        enums.map(|vocabulary| (vocabulary.full_name().to_owned(), labels(&vocabulary))).collect();
    let labelled = labelled.into_iter().filter(|(_, labels)| !labels.is_empty());
    let term = |(value, number, label)| pb::Term { value, number, label };
    labelled
        .map(|(name, labels)| pb::Vocabulary { name, terms: labels.into_iter().map(term).collect() })
        .collect()
}

fn message(organisation: &Organisation, today: Date) -> pb::Organisation {
    let named =
        |code: &Option<Label>| code.as_ref().map(|code| format!("organisations/{code}")).unwrap_or_default();
    pb::Organisation {
        name: format!("organisations/{}", organisation.code),
        display_name: organisation.name_on(today).to_owned(),
        party: organisation.party.into(),
        r#type: organisation.kind.into(),
        controller_status: organisation.controller_status.into(),
        parent: named(&organisation.parent),
        division: organisation.division.into(),
        successor: named(&organisation.successor),
    }
}

/// Trades a request for its message and the proof that its caller may have it answered, its shape checked.
fn redeem<R: Authorised>(request: Request<R>) -> Result<(Permit<R::Action>, R, Fields), Error> {
    let (permit, request) = permit::redeem(request)?;
    let fields = Fields::of(&request);
    Ok((permit, request, fields))
}

#[tonic::async_trait]
impl pb::directory_service_server::DirectoryService for Service {
    async fn get_organisation(
        &self,
        request: Request<pb::GetOrganisationRequest>,
    ) -> Answer<pb::GetOrganisationResponse> {
        let (_, request, mut fields) = redeem(request)?;
        let code = fields.read("name", "must be organisations/{organisation}", Label::parent(&request.name));
        let organisation = self.directory.get(&fields.finish(code)?).ok_or(Error::NotFound)?;
        let organisation = Some(message(organisation, self.today()));
        Ok(Response::new(pb::GetOrganisationResponse { organisation }))
    }

    async fn list_organisations(
        &self,
        request: Request<pb::ListOrganisationsRequest>,
    ) -> Answer<pb::ListOrganisationsResponse> {
        let (permit, mut request, mut fields) = redeem(request)?;
        let page = self.pages.take::<_, String>(permit.caller(), &mut request, PAGE.0, PAGE.1);
        let page = fields.read("page_token", "must be the last page's next_page_token", page);
        let page = fields.finish(page)?;
        let after = page.after.clone().unwrap_or_default();
        let limit = usize::try_from(page.limit()).unwrap_or_default();
        let mut organisations: Vec<_> = self.directory.after(&after).take(limit).collect();
        let next_page_token = page.cut(&mut organisations, |last| last.code.to_string());
        let today = self.today();
        Ok(Response::new(pb::ListOrganisationsResponse {
            organisations: organisations
                .into_iter()
                .map(|organisation| message(organisation, today))
                .collect(),
            next_page_token,
            directory_version: self.directory.version().to_owned(),
        }))
    }

    async fn list_vocabularies(
        &self,
        request: Request<pb::ListVocabulariesRequest>,
    ) -> Answer<pb::ListVocabulariesResponse> {
        let (_, request, fields) = redeem(request)?;
        let names = fields.finish(Some(request.names))?;
        let asked = |vocabulary: &&pb::Vocabulary| names.is_empty() || names.contains(&vocabulary.name);
        let vocabularies = self.vocabularies.iter().filter(asked).cloned().collect();
        Ok(Response::new(pb::ListVocabulariesResponse { vocabularies }))
    }
}
