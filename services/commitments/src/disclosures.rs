//! The register of what crossed about commitments, as each party keeps its own side of it.

use chassis::{Answer, Ask, Asker, Fields, Label, disclosure::Register, serve::Parts};
use contracts::commitments::{
    ListDisclosuresRequest, ListDisclosuresResponse, disclosure_service_server::DisclosureService,
};
use tonic::Request;

const USUAL: u16 = 25;
const MOST: u16 = 100;

/// The handlers.
#[derive(Clone)]
pub(crate) struct DisclosureHandlers(pub(crate) Parts);

struct ListDisclosures(Register);

impl Ask for ListDisclosures {
    type Request = ListDisclosuresRequest;

    fn read(asker: &Asker<'_>, mut request: ListDisclosuresRequest, fields: &mut Fields) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let direction = request.direction();
        Register::read(fields, &request.parent, direction, &request.counterpart, page).map(Self)
    }

    fn organisation(&self) -> &Label {
        self.0.organisation()
    }
}

#[tonic::async_trait]
impl DisclosureService for DisclosureHandlers {
    async fn list_disclosures(
        &self,
        request: Request<ListDisclosuresRequest>,
    ) -> Answer<ListDisclosuresResponse> {
        let answer = self.0.db.answer(request, async |tx, ask: ListDisclosures| {
            let (disclosures, next_page_token) = ask.0.answer(tx).await?;
            Ok(ListDisclosuresResponse { disclosures, next_page_token })
        });
        answer.await
    }
}
