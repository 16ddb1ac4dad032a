//! The calls that hang on more than the breach itself: its actions, its case, another breach.

use super::{Handlers, KEEPERS, OWNERS, ResponseTo};
use crate::{
    action,
    asks::{self, Deed, On},
    case::{self, Content},
    exchange,
    model::{Act, Breach, CaseView, HANDLERS, Moment, Undone},
    store,
};
use chassis::{Answer, Error, Violation};
use contracts::{Authorised, action::breaches::BreachWrite, breaches as pb};
use tonic::Request;

impl Handlers {
    /// Does a deed that changes a breach and hangs on what is left to do of its actions, which is news for these `roles`.
    pub(super) async fn settle<D>(
        &self,
        request: Request<D::Request>,
        act: Act,
        roles: &[&str],
        settle: impl FnOnce(Breach, D, &Undone, &Moment<'_>) -> Result<Breach, Error>,
    ) -> Answer<ResponseTo<D>>
    where
        D: Deed<Request: Authorised<Action: BreachWrite, Response: From<pb::Breach>>>,
    {
        let calendar = &self.parts.calendar;
        let done = self.parts.db.act(request, store::see, async |tx, ask: On<D>| {
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let undone = action::store::undone(tx, &breach.name).await?;
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach = settle(breach, ask.deed, &undone, &moment)?.weighed(&moment);
            store::save(tx, &breach, before, act).await?;
            let news = vec![breach.news(act.name(), HANDLERS, roles)];
            let response = breach.to_wire(&self.moment(tx.caller(), tx.now())).into();
            Ok((breach.record(act.name(), tx.caller(), news), response))
        });
        done.await
    }

    /// Voids a record. What it duplicates must be there.
    pub(super) async fn strike(
        &self,
        request: Request<pb::VoidBreachRequest>,
    ) -> Answer<pb::VoidBreachResponse> {
        const ACT: Act = Act::VoidBreach;
        let calendar = &self.parts.calendar;
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::VoidBreach>| {
            let breach = store::lock(tx, &ask.target, calendar).await?;
            if let Some(other) = &ask.deed.voided.duplicate_of {
                let must = Violation::new("duplicate_of", "must be a breach that is there and not void");
                if !store::stands(tx, other).await? {
                    return Err(Error::Invalid(vec![must]));
                }
            }
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach = breach.void(ask.deed.voided, &moment)?;
            store::save(tx, &breach, before, ACT).await?;
            let news = vec![breach.news(ACT.name(), HANDLERS, &OWNERS)];
            let response = breach.to_wire(&self.moment(tx.caller(), tx.now())).into();
            Ok((breach.record(ACT.name(), tx.caller(), news), response))
        });
        act.await
    }

    /// Tells the regulator how remediation goes.
    pub(super) async fn update_regulator(
        &self,
        request: Request<pb::SendRemediationUpdateRequest>,
    ) -> Answer<pb::SendRemediationUpdateResponse> {
        const ACT: Act = Act::SendRemediationUpdate;
        let calendar = &self.parts.calendar;
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::SendRemediationUpdate>| {
            let (now, regulator) = (tx.now(), self.parts.directory.regulator());
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let (before, known) = (breach.wire_state(), breach.case_id());
            let actions = action::store::progress(tx, &breach.name).await?;
            let moment = self.moment(tx.caller(), now);
            let (breach, content) =
                breach.remediation_update(ask.deed.progress, ask.deed.next_update_at, actions, &moment)?;
            let case = known.ok_or_else(|| Error::internal("an update without a case"))?;
            let case = case::store::of_breach(tx, case, regulator).await?;
            let case = case.submit(Content::RemediationUpdate(content), tx.caller(), now)?;
            let mut breach = Breach { case: Some(CaseView::of(&case.summary(calendar)?)), ..breach };
            case::store::append(tx, &case, regulator, calendar).await?;
            let told = exchange::let_know(tx, &mut breach, &case, &self.parts.directory);
            let centre = Box::pin(told).await?;
            store::save(tx, &breach, before, ACT).await?;
            let news = breach.news(ACT.name(), HANDLERS, &KEEPERS);
            let news = [vec![news], case.news("case.remediation_updated", regulator), centre].concat();
            let response = breach.to_wire(&self.moment(tx.caller(), now)).into();
            Ok((breach.record(ACT.name(), tx.caller(), news), response))
        });
        act.await
    }
}
