//! The calls that hang on more than the breach itself: its actions, its case, another breach.

use super::{Handlers, KEEPERS, OWNERS};
use crate::{
    action,
    asks::{self, On},
    case::{self, Content},
    model::{Act, Breach, CaseView, HANDLERS},
    store,
};
use chassis::{Answer, Error, Violation};
use contracts::breaches as pb;
use tonic::Request;

impl Handlers {
    /// Begins remediation.
    pub(super) async fn remedy(
        &self,
        request: Request<pb::BeginRemediationRequest>,
    ) -> Answer<pb::BeginRemediationResponse> {
        const ACT: Act = Act::BeginRemediation;
        let calendar = &self.parts.calendar;
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::BeginRemediation>| {
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let undone = action::store::undone(tx, &breach.name).await?;
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach =
                breach.begin_remediation(ask.deed.no_action_rationale, &undone, &moment)?.weighed(&moment);
            store::save(tx, &breach, before, ACT).await?;
            let news = vec![breach.news(ACT.name(), HANDLERS, &KEEPERS)];
            let response = breach.to_wire(tx.caller(), tx.now(), &self.criteria).into();
            Ok((breach.record(ACT.name(), tx.caller(), news), response))
        });
        act.await
    }

    /// Begins learning.
    pub(super) async fn learn(
        &self,
        request: Request<pb::BeginLearningRequest>,
    ) -> Answer<pb::BeginLearningResponse> {
        const ACT: Act = Act::BeginLearning;
        let calendar = &self.parts.calendar;
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::BeginLearning>| {
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let undone = action::store::undone(tx, &breach.name).await?;
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach = breach.begin_learning(&undone, &moment)?.weighed(&moment);
            store::save(tx, &breach, before, ACT).await?;
            let news = vec![breach.news(ACT.name(), HANDLERS, &KEEPERS)];
            let response = breach.to_wire(tx.caller(), tx.now(), &self.criteria).into();
            Ok((breach.record(ACT.name(), tx.caller(), news), response))
        });
        act.await
    }

    /// Closes a breach.
    pub(super) async fn end(
        &self,
        request: Request<pb::CloseBreachRequest>,
    ) -> Answer<pb::CloseBreachResponse> {
        const ACT: Act = Act::CloseBreach;
        let calendar = &self.parts.calendar;
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::CloseBreach>| {
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let undone = action::store::undone(tx, &breach.name).await?;
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach = breach.close(ask.deed.closing, &undone, &moment)?.weighed(&moment);
            store::save(tx, &breach, before, ACT).await?;
            let news = vec![breach.news(ACT.name(), HANDLERS, &OWNERS)];
            let response = breach.to_wire(tx.caller(), tx.now(), &self.criteria).into();
            Ok((breach.record(ACT.name(), tx.caller(), news), response))
        });
        act.await
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
                let must = Violation::new("duplicate_of", "must be a breach that is there");
                store::see(tx, &other.to_string()).await.map_err(|error| match error {
                    Error::NotFound => Error::Invalid(vec![must]),
                    error => error,
                })?;
            }
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach = breach.void(ask.deed.voided, &moment)?;
            store::save(tx, &breach, before, ACT).await?;
            let news = vec![breach.news(ACT.name(), HANDLERS, &OWNERS)];
            let response = breach.to_wire(tx.caller(), tx.now(), &self.criteria).into();
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
            let breach = Breach { case: Some(CaseView::of(&case.summary(calendar)?)), ..breach };
            store::save(tx, &breach, before, ACT).await?;
            case::store::append(tx, &case, regulator, calendar).await?;
            let news = breach.news(ACT.name(), HANDLERS, &KEEPERS);
            let news = [vec![news], case.news("case.remediation_updated", regulator)].concat();
            let response = breach.to_wire(tx.caller(), now, &self.criteria).into();
            Ok((breach.record(ACT.name(), tx.caller(), news), response))
        });
        act.await
    }
}
