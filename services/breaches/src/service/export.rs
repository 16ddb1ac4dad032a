//! The calls that hand a department what it takes with it.

use super::Handlers;
use crate::{
    case::{self, case_name, store::Looks},
    export::{self, Document, Submitted},
    store,
};
use chassis::{Answer, Error, ReadTx, deadline::Deadline};
use contracts::breaches as pb;
use tonic::Request;
use uuid::Uuid;

impl Handlers {
    /// Exports the record in the order of the regulator's form.
    pub(super) async fn export(
        &self,
        request: Request<pb::ExportNotificationRequest>,
    ) -> Answer<pb::ExportNotificationResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: export::ExportNotification| {
            let breach = store::get(tx, &ask.name, &self.parts.calendar).await?;
            let submitted = match breach.case_id() {
                Some(case) => Some(self.submitted(tx, case).await?),
                None => None,
            };
            let breach = breach.to_wire(&self.moment(tx.caller(), tx.now()));
            Document::of(&breach, submitted.as_ref(), &self.parts.directory).file(ask.format)
        });
        answer.await
    }

    async fn submitted(&self, tx: &mut ReadTx<impl Looks>, case: Uuid) -> Result<Submitted, Error> {
        let case = case::store::beside(tx, case, self.parts.directory.regulator()).await?;
        Ok(Submitted::of(&case))
    }

    /// Reads the receipt of what was submitted.
    pub(super) async fn receipt(
        &self,
        request: Request<pb::GetReceiptRequest>,
    ) -> Answer<pb::GetReceiptResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: export::GetReceipt| {
            let breach = store::get(tx, &ask.name, &self.parts.calendar).await?;
            let case =
                breach.case_id().ok_or_else(|| breach.refuse("nothing was submitted to the regulator"))?;
            let deadline = breach.clock().map(chassis::deadline::Clock::deadline);
            let receipt = pb::Receipt {
                case: case_name(&ask.name.organisation, case),
                deadline: deadline.map(Deadline::to_wire),
                deadline_state: deadline.map_or(0, |deadline| deadline.state(tx.now()).into()),
                ..self.submitted(tx, case).await?.receipt()
            };
            Ok(receipt.into())
        });
        answer.await
    }
}
