//! The calls that keep the register.

use super::Handlers;
use crate::{
    asks::{self, Order},
    model::{Act, BREACHES, Breach},
    store,
};
use chassis::{Answer, Error, Name, Violation, message};
use contracts::breaches as pb;
use tonic::Request;

impl Handlers {
    /// Starts a breach.
    pub(super) async fn start(
        &self,
        request: Request<pb::CreateBreachRequest>,
    ) -> Answer<pb::CreateBreachResponse> {
        const STARTED: &str = "breach.started";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::CreateBreach| {
            let name = Name { organisation: ask.organisation, collection: BREACHES, id: tx.new_id() };
            let content = message::written(&ask.breach)?;
            let moment = self.moment(tx.caller(), tx.now());
            let breach = Breach::start(name, content, &moment);
            store::insert(tx, &breach, STARTED).await?;
            let response = pb::CreateBreachResponse {
                breach: Some(breach.to_wire(&self.moment(tx.caller(), tx.now()))),
            };
            Ok((breach.record(STARTED, tx.caller(), vec![]), response))
        });
        Box::pin(act).await
    }

    /// Lists breaches.
    pub(super) async fn list(
        &self,
        request: Request<pb::ListBreachesRequest>,
    ) -> Answer<pb::ListBreachesResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListBreaches| {
            let calendar = &self.parts.calendar;
            let (breaches, next_page_token) = match ask.order {
                Order::Creation(page) => {
                    let mut breaches = store::newest(tx, &ask.filter, &page, calendar).await?;
                    let next = page.cut(&mut breaches, |breach| breach.name.id);
                    (breaches, next)
                }
                Order::Deadline(page) => {
                    let mut breaches = store::due_next(tx, &ask.filter, &page, calendar).await?;
                    let next = page
                        .cut(&mut breaches, |breach| (breach.due_at().unwrap_or_default(), breach.name.id));
                    (breaches, next)
                }
            };
            let moment = self.moment(tx.caller(), tx.now());
            let breaches = breaches.iter().map(|breach| breach.listed(&moment)).collect();
            Ok(pb::ListBreachesResponse { breaches, next_page_token })
        });
        answer.await
    }

    /// Changes what is known of a breach.
    pub(super) async fn update(
        &self,
        request: Request<pb::UpdateBreachRequest>,
    ) -> Answer<pb::UpdateBreachResponse> {
        const ACT: Act = Act::UpdateBreach;
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::UpdateBreach| {
            let breach = store::lock(tx, &ask.target, &self.parts.calendar).await?;
            let before = breach.wire_state();
            let content = message::apply(&breach.content(), &ask.breach, &ask.mask)?.map_err(unwritable)?;
            let moment = self.moment(tx.caller(), tx.now());
            let breach = breach.update(content, &moment)?.weighed(&moment);
            store::save(tx, &breach, before, ACT).await?;
            let response = pb::UpdateBreachResponse {
                breach: Some(breach.to_wire(&self.moment(tx.caller(), tx.now()))),
            };
            Ok((breach.record(ACT.name(), tx.caller(), vec![]), response))
        });
        Box::pin(act).await
    }
}

/// Refuses paths that no caller writes.
fn unwritable(paths: Vec<String>) -> Error {
    // A path is the caller's text: it is named only where it can be nothing but a path.
    let is_path = |path: &str| {
        path.len() <= 100 && path.bytes().all(|byte| byte.is_ascii_lowercase() || b"_.".contains(&byte))
    };
    let violation = |path: String| match path.as_str() {
        path if is_path(path) => {
            Violation::new("update_mask", format!("names {path}, which no caller writes"))
        }
        _ => Violation::new("update_mask", "names what is no field"),
    };
    Error::Invalid(paths.into_iter().map(violation).collect())
}
