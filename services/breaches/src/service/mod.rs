//! The RPCs: what happens in each call, in order.

mod assess;
mod export;
mod notify;
mod register;
mod report;
mod restrict;
mod settle;

use crate::{
    asks::{self, Deed, On},
    model::{Act, Breach, Criteria, HANDLERS, Moment, Months, Undone},
    store,
};
use chassis::{Answer, Caller, Directory, Error, Label, Violation, serve::Parts};
use contracts::{
    Authorised,
    action::breaches::BreachWrite,
    breaches::{self as pb, breach_service_server::BreachService},
};
use jiff::Timestamp;
use std::sync::Arc;
use tonic::Request;

/// Who is told of a confirmation.
const OWNERS: [&str; 3] = ["dept.dpo", "dept.siro", "dept.iao"];
/// Who is told of a high risk.
const ACCOUNTING_OFFICER: [&str; 1] = ["dept.ao"];
const HANDLER: [&str; 1] = ["dept.handler"];
const DPO: [&str; 1] = ["dept.dpo"];
/// Who is told of how a breach is dealt with.
const KEEPERS: [&str; 2] = ["dept.handler", "dept.dpo"];

/// The handlers.
pub(crate) struct Handlers {
    parts: Parts,
    accepts_platform_notice: bool,
    /// When a breach is a major one.
    criteria: Arc<Criteria>,
}

type ResponseTo<D> = <<D as Deed>::Request as Authorised>::Response;

impl Handlers {
    pub(crate) fn new(parts: Parts, accepts_platform_notice: bool, criteria: Arc<Criteria>) -> Self {
        Self { parts, accepts_platform_notice, criteria }
    }

    /// The moment in which `caller` acts.
    fn moment<'a>(&'a self, caller: &'a Caller, now: Timestamp) -> Moment<'a> {
        Moment { caller, now, calendar: &self.parts.calendar, criteria: &self.criteria }
    }

    /// Does a deed that changes a breach and nothing else, which is news for these `roles`.
    async fn change<D>(
        &self,
        request: Request<D::Request>,
        act: Act,
        roles: &[&str],
        change: impl FnOnce(Breach, D, &Moment<'_>) -> Result<Breach, Error>,
    ) -> Answer<ResponseTo<D>>
    where
        D: Deed<Request: Authorised<Action: BreachWrite, Response: From<pb::Breach>>>,
    {
        let calendar = &self.parts.calendar;
        let done = self.parts.db.act(request, store::see, async |tx, ask: On<D>| {
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach = change(breach, ask.deed, &moment)?.weighed(&moment);
            store::save(tx, &breach, before, act).await?;
            let news = vec![breach.news(act.name(), HANDLERS, roles)];
            let response = breach.to_wire(&self.moment(tx.caller(), tx.now())).into();
            Ok((breach.record(act.name(), tx.caller(), news), response))
        });
        done.await
    }
}

#[tonic::async_trait]
impl BreachService for Handlers {
    async fn create_breach(
        &self,
        request: Request<pb::CreateBreachRequest>,
    ) -> Answer<pb::CreateBreachResponse> {
        self.start(request).await
    }

    async fn get_breach(&self, request: Request<pb::GetBreachRequest>) -> Answer<pb::GetBreachResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetBreach| {
            let breach = store::get(tx, &ask.name, &self.parts.calendar).await?;
            Ok(pb::GetBreachResponse { breach: Some(breach.to_wire(&self.moment(tx.caller(), tx.now()))) })
        });
        answer.await
    }

    async fn list_breaches(
        &self,
        request: Request<pb::ListBreachesRequest>,
    ) -> Answer<pb::ListBreachesResponse> {
        self.list(request).await
    }

    async fn summarise_breaches(
        &self,
        request: Request<pb::SummariseBreachesRequest>,
    ) -> Answer<pb::SummariseBreachesResponse> {
        let answer = self.parts.db.answer(request, async |tx, _: asks::SummariseBreaches| {
            let months = Months::until(tx.now());
            let tallies = store::tallies(tx, &months.edges()).await?;
            Ok(months.summary(&tallies))
        });
        answer.await
    }

    async fn update_breach(
        &self,
        request: Request<pb::UpdateBreachRequest>,
    ) -> Answer<pb::UpdateBreachResponse> {
        self.update(request).await
    }

    async fn log_breach(&self, request: Request<pb::LogBreachRequest>) -> Answer<pb::LogBreachResponse> {
        let done = self.change(request, Act::LogBreach, &HANDLER, |breach, _: asks::LogBreach, moment| {
            breach.log(moment)
        });
        done.await
    }

    async fn confirm_breach(
        &self,
        request: Request<pb::ConfirmBreachRequest>,
    ) -> Answer<pb::ConfirmBreachResponse> {
        let done =
            self.change(request, Act::ConfirmBreach, &OWNERS, |breach, ask: asks::ConfirmBreach, moment| {
                controller(&self.parts.directory, &breach.name.organisation, &ask.confirm.controller)?;
                breach.confirm(ask.confirm, &ask.note, moment)
            });
        done.await
    }

    async fn correct_awareness(
        &self,
        request: Request<pb::CorrectAwarenessRequest>,
    ) -> Answer<pb::CorrectAwarenessResponse> {
        let done = self.change(
            request,
            Act::CorrectAwareness,
            &OWNERS,
            |breach, ask: asks::CorrectAwareness, moment| {
                breach.correct_awareness(ask.aware_at, ask.reason, moment)
            },
        );
        done.await
    }

    async fn explain_deadline(
        &self,
        request: Request<pb::ExplainDeadlineRequest>,
    ) -> Answer<pb::ExplainDeadlineResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ExplainDeadline| {
            let breach = store::get(tx, &ask.name, &self.parts.calendar).await?;
            let clock = breach.clock().ok_or_else(|| breach.refuse("nothing has started the clock"))?;
            Ok(pb::ExplainDeadlineResponse {
                deadline: Some(clock.deadline().to_wire()),
                state: clock.deadline().state(tx.now()).into(),
                events: clock.events().iter().map(chassis::deadline::Event::to_wire).collect(),
            })
        });
        answer.await
    }

    async fn draft_assessment(
        &self,
        request: Request<pb::DraftAssessmentRequest>,
    ) -> Answer<pb::DraftAssessmentResponse> {
        self.draft(request).await
    }

    async fn advise_on_assessment(
        &self,
        request: Request<pb::AdviseOnAssessmentRequest>,
    ) -> Answer<pb::AdviseOnAssessmentResponse> {
        self.advise(request).await
    }

    async fn decide_assessment(
        &self,
        request: Request<pb::DecideAssessmentRequest>,
    ) -> Answer<pb::DecideAssessmentResponse> {
        self.decide(request).await
    }

    async fn notify_regulator(
        &self,
        request: Request<pb::NotifyRegulatorRequest>,
    ) -> Answer<pb::NotifyRegulatorResponse> {
        self.tell::<asks::NotifyRegulator>(request, Act::NotifyRegulator).await
    }

    async fn supplement_notification(
        &self,
        request: Request<pb::SupplementNotificationRequest>,
    ) -> Answer<pb::SupplementNotificationResponse> {
        self.tell::<asks::SupplementNotification>(request, Act::SupplementNotification).await
    }

    async fn correct_notification(
        &self,
        request: Request<pb::CorrectNotificationRequest>,
    ) -> Answer<pb::CorrectNotificationResponse> {
        self.tell::<asks::CorrectNotification>(request, Act::CorrectNotification).await
    }

    async fn withdraw_notification(
        &self,
        request: Request<pb::WithdrawNotificationRequest>,
    ) -> Answer<pb::WithdrawNotificationResponse> {
        self.tell::<asks::WithdrawNotification>(request, Act::WithdrawNotification).await
    }

    async fn decide_not_to_notify(
        &self,
        request: Request<pb::DecideNotToNotifyRequest>,
    ) -> Answer<pb::DecideNotToNotifyResponse> {
        let done = self.change(
            request,
            Act::DecideNotToNotify,
            &OWNERS,
            |breach, ask: asks::DecideNotToNotify, moment| breach.decide_not_to_notify(ask.left, moment),
        );
        done.await
    }

    async fn classify_near_miss(
        &self,
        request: Request<pb::ClassifyNearMissRequest>,
    ) -> Answer<pb::ClassifyNearMissResponse> {
        let done = self.change(
            request,
            Act::ClassifyNearMiss,
            &DPO,
            |breach, ask: asks::ClassifyNearMiss, moment| breach.classify_near_miss(ask.classified, moment),
        );
        done.await
    }

    async fn review_near_miss(
        &self,
        request: Request<pb::ReviewNearMissRequest>,
    ) -> Answer<pb::ReviewNearMissResponse> {
        let done = self.change(
            request,
            Act::ReviewNearMiss,
            &KEEPERS,
            |breach, ask: asks::ReviewNearMiss, moment| breach.review_near_miss(&ask.finding, moment),
        );
        done.await
    }

    async fn finish_near_miss(
        &self,
        request: Request<pb::FinishNearMissRequest>,
    ) -> Answer<pb::FinishNearMissResponse> {
        let done = self.change(
            request,
            Act::FinishNearMiss,
            &KEEPERS,
            |breach, ask: asks::FinishNearMiss, moment| breach.finish_near_miss(ask.share, moment),
        );
        done.await
    }

    async fn upgrade_near_miss(
        &self,
        request: Request<pb::UpgradeNearMissRequest>,
    ) -> Answer<pb::UpgradeNearMissResponse> {
        let done = self.change(
            request,
            Act::UpgradeNearMiss,
            &OWNERS,
            |breach, ask: asks::UpgradeNearMiss, moment| {
                controller(&self.parts.directory, &breach.name.organisation, &ask.confirm.controller)?;
                breach.upgrade(ask.confirm, &ask.new_facts, moment)
            },
        );
        done.await
    }

    async fn propose_dismissal(
        &self,
        request: Request<pb::ProposeDismissalRequest>,
    ) -> Answer<pb::ProposeDismissalResponse> {
        let done = self.change(
            request,
            Act::ProposeDismissal,
            &DPO,
            |breach, ask: asks::ProposeDismissal, moment| breach.propose_dismissal(&ask.rationale, moment),
        );
        done.await
    }

    async fn confirm_dismissal(
        &self,
        request: Request<pb::ConfirmDismissalRequest>,
    ) -> Answer<pb::ConfirmDismissalResponse> {
        let done = self.change(
            request,
            Act::ConfirmDismissal,
            &HANDLER,
            |breach, ask: asks::ConfirmDismissal, moment| breach.confirm_dismissal(&ask.rationale, moment),
        );
        done.await
    }

    async fn withdraw_confirmation(
        &self,
        request: Request<pb::WithdrawConfirmationRequest>,
    ) -> Answer<pb::WithdrawConfirmationResponse> {
        let done = self.change(
            request,
            Act::WithdrawConfirmation,
            &OWNERS,
            |breach, ask: asks::WithdrawConfirmation, moment| {
                breach.withdraw_confirmation(&ask.rationale, moment)
            },
        );
        done.await
    }

    async fn void_breach(&self, request: Request<pb::VoidBreachRequest>) -> Answer<pb::VoidBreachResponse> {
        self.strike(request).await
    }

    async fn reassess_breach(
        &self,
        request: Request<pb::ReassessBreachRequest>,
    ) -> Answer<pb::ReassessBreachResponse> {
        let done = self.change(
            request,
            Act::ReassessBreach,
            &OWNERS,
            |breach, ask: asks::ReassessBreach, moment| breach.reassess(ask.new_facts, ask.reason, moment),
        );
        done.await
    }

    async fn begin_remediation(
        &self,
        request: Request<pb::BeginRemediationRequest>,
    ) -> Answer<pb::BeginRemediationResponse> {
        let settle = |breach: Breach, ask: asks::BeginRemediation, undone: &Undone, moment: &Moment<'_>| {
            breach.begin_remediation(ask.no_action_rationale, undone, moment)
        };
        self.settle(request, Act::BeginRemediation, &KEEPERS, settle).await
    }

    async fn begin_learning(
        &self,
        request: Request<pb::BeginLearningRequest>,
    ) -> Answer<pb::BeginLearningResponse> {
        let settle = |breach: Breach, _: asks::BeginLearning, undone: &Undone, moment: &Moment<'_>| {
            breach.begin_learning(undone, moment)
        };
        self.settle(request, Act::BeginLearning, &KEEPERS, settle).await
    }

    async fn close_breach(
        &self,
        request: Request<pb::CloseBreachRequest>,
    ) -> Answer<pb::CloseBreachResponse> {
        let settle = |breach: Breach, ask: asks::CloseBreach, undone: &Undone, moment: &Moment<'_>| {
            breach.weighed(moment).close(ask.closing, undone, moment)
        };
        self.settle(request, Act::CloseBreach, &OWNERS, settle).await
    }

    async fn reopen_breach(
        &self,
        request: Request<pb::ReopenBreachRequest>,
    ) -> Answer<pb::ReopenBreachResponse> {
        let done =
            self.change(request, Act::ReopenBreach, &OWNERS, |breach, ask: asks::ReopenBreach, moment| {
                breach.reopen(&ask.reason, moment)
            });
        done.await
    }

    async fn record_containment(
        &self,
        request: Request<pb::RecordContainmentRequest>,
    ) -> Answer<pb::RecordContainmentResponse> {
        let done = self.change(
            request,
            Act::RecordContainment,
            &DPO,
            |breach, ask: asks::RecordContainment, moment| {
                breach.record_containment(ask.state, &ask.note, moment)
            },
        );
        done.await
    }

    async fn claim_exemption(
        &self,
        request: Request<pb::ClaimExemptionRequest>,
    ) -> Answer<pb::ClaimExemptionResponse> {
        let done = self.change(
            request,
            Act::ClaimExemption,
            &KEEPERS,
            |breach, ask: asks::ClaimExemption, moment| {
                breach.claim_exemption(ask.exemption, &ask.rationale, ask.certificate_reference, moment)
            },
        );
        done.await
    }

    async fn record_communication(
        &self,
        request: Request<pb::RecordCommunicationRequest>,
    ) -> Answer<pb::RecordCommunicationResponse> {
        let done = self.change(
            request,
            Act::RecordCommunication,
            &OWNERS,
            |breach, ask: asks::RecordCommunication, moment| {
                breach.record_communication(ask.state, ask.method, ask.told_approx, &ask.content, moment)
            },
        );
        done.await
    }

    async fn record_media_lines(
        &self,
        request: Request<pb::RecordMediaLinesRequest>,
    ) -> Answer<pb::RecordMediaLinesResponse> {
        let done = self.change(
            request,
            Act::RecordMediaLines,
            &KEEPERS,
            |breach, ask: asks::RecordMediaLines, moment| {
                breach.record_media_lines(ask.state, &ask.note, moment)
            },
        );
        done.await
    }

    async fn declare_major(
        &self,
        request: Request<pb::DeclareMajorRequest>,
    ) -> Answer<pb::DeclareMajorResponse> {
        let done =
            self.change(request, Act::DeclareMajor, &OWNERS, |breach, ask: asks::DeclareMajor, moment| {
                breach.declare_major(&ask.reason, moment)
            });
        done.await
    }

    async fn send_remediation_update(
        &self,
        request: Request<pb::SendRemediationUpdateRequest>,
    ) -> Answer<pb::SendRemediationUpdateResponse> {
        self.update_regulator(request).await
    }

    async fn list_breach_events(
        &self,
        request: Request<pb::ListBreachEventsRequest>,
    ) -> Answer<pb::ListBreachEventsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListBreachEvents| {
            let mut events = store::events(tx, &ask.name, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut events, |event| event.number);
            Ok(pb::ListBreachEventsResponse { events, next_page_token })
        });
        answer.await
    }

    async fn export_notification(
        &self,
        request: Request<pb::ExportNotificationRequest>,
    ) -> Answer<pb::ExportNotificationResponse> {
        self.export(request).await
    }

    async fn get_receipt(&self, request: Request<pb::GetReceiptRequest>) -> Answer<pb::GetReceiptResponse> {
        self.receipt(request).await
    }

    async fn report_to_centre(
        &self,
        request: Request<pb::ReportToCentreRequest>,
    ) -> Answer<pb::ReportToCentreResponse> {
        self.report(request).await
    }

    async fn report_to_ncsc(
        &self,
        request: Request<pb::ReportToNcscRequest>,
    ) -> Answer<pb::ReportToNcscResponse> {
        self.notify_ncsc(request).await
    }

    async fn restrict_breach(
        &self,
        request: Request<pb::RestrictBreachRequest>,
    ) -> Answer<pb::RestrictBreachResponse> {
        let restrict = |breach: Breach, ask: asks::RestrictBreach, moment: &Moment<'_>| {
            breach.restrict(ask.reason, moment)
        };
        self.veil(request, "breach.restricted", restrict).await
    }

    async fn lift_restriction(
        &self,
        request: Request<pb::LiftRestrictionRequest>,
    ) -> Answer<pb::LiftRestrictionResponse> {
        let lift =
            |breach: Breach, _: asks::LiftRestriction, moment: &Moment<'_>| breach.lift_restriction(moment);
        self.veil(request, "breach.restriction_lifted", lift).await
    }
}

/// Refuses a controller that is neither the organisation itself, nor part of it, nor its parent.
pub(crate) fn controller(directory: &Directory, organisation: &Label, named: &str) -> Result<(), Error> {
    let named = Label::parent(named);
    let named = named.as_ref().and_then(|code| directory.get(code));
    let own = directory.get(organisation);
    let kin = named.zip(own).is_some_and(|(named, own)| {
        named.code == own.code
            || named.parent.as_ref() == Some(&own.code)
            || own.parent.as_ref() == Some(&named.code)
    });
    let must = "must be the organisation itself, one that is part of it, or its parent";
    if kin { Ok(()) } else { Err(Error::Invalid(vec![Violation::new("controller", must)])) }
}
