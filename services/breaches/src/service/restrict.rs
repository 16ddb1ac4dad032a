//! The calls that restrict a breach, and lift that.

use super::{Handlers, ResponseTo};
use crate::{
    asks::{Deed, On},
    model::{Breach, Moment, POINTERS},
    store,
};
use chassis::{Answer, Error};
use contracts::{Authorised, breaches as pb};
use tonic::Request;

const KEEPERS: [&str; 2] = ["dept.siro", "dept.dpo"];

impl Handlers {
    /// Does a deed that changes who knows of a breach.
    pub(super) async fn veil<D>(
        &self,
        request: Request<D::Request>,
        act: &'static str,
        change: impl FnOnce(Breach, D, &Moment<'_>) -> Result<Breach, Error>,
    ) -> Answer<ResponseTo<D>>
    where
        D: Deed<Request: Authorised<Action: store::Restricts, Response: From<pb::Breach>>>,
    {
        let calendar = &self.parts.calendar;
        let done = self.parts.db.act(request, store::see, async |tx, ask: On<D>| {
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let breach = change(breach, ask.deed, &self.moment(tx.caller(), tx.now()))?;
            store::restrict(tx, &breach, act).await?;
            let news = vec![breach.news(act, POINTERS, &KEEPERS)];
            let response = breach.to_wire(&self.moment(tx.caller(), tx.now())).into();
            Ok((breach.record(act, tx.caller(), news), response))
        });
        done.await
    }
}
