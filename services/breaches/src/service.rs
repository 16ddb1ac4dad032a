//! The RPCs: what happens in each call, in order.

use crate::{
    asks::{self, Order},
    case::{self, Case, case_name, submission},
    model::{BREACHES, Breach, Confirm, HANDLERS, Notice, REPORTS},
    store,
};
use chassis::{Answer, Directory, Error, Label, Name, Violation, message, serve::Parts};
use contracts::{
    access::Reason,
    breaches::{self as pb, RiskLevel, breach_service_server::BreachService},
};
use tonic::Request;

/// Who is told of a confirmation.
const OWNERS: [&str; 3] = ["dept.dpo", "dept.siro", "dept.iao"];
/// Who is told of a high risk.
const ACCOUNTING_OFFICER: [&str; 1] = ["dept.ao"];

const NOT_ACCEPTED: &str =
    "the regulator does not accept notice through the platform; give it elsewhere, and record it";

/// The handlers.
pub(crate) struct Handlers {
    parts: Parts,
    accepts_platform_notice: bool,
}

impl Handlers {
    pub(crate) fn new(parts: Parts, accepts_platform_notice: bool) -> Self {
        Self { parts, accepts_platform_notice }
    }
}

#[tonic::async_trait]
impl BreachService for Handlers {
    async fn create_breach(
        &self,
        request: Request<pb::CreateBreachRequest>,
    ) -> Answer<pb::CreateBreachResponse> {
        const ACT: &str = "breach.started";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::CreateBreach| {
            let name = Name { organisation: ask.organisation, collection: BREACHES, id: tx.new_id() };
            let content = message::written(&ask.breach)?;
            let breach = Breach::start(name, content, tx.caller(), tx.now());
            store::insert(tx, &breach).await?;
            let response = pb::CreateBreachResponse { breach: Some(breach.to_wire(tx.caller(), tx.now())) };
            Ok((breach.record(ACT, tx.caller(), vec![]), response))
        });
        act.await
    }

    async fn get_breach(&self, request: Request<pb::GetBreachRequest>) -> Answer<pb::GetBreachResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetBreach| {
            let breach = store::get(tx, &ask.name, &self.parts.calendar).await?;
            Ok(pb::GetBreachResponse { breach: Some(breach.to_wire(tx.caller(), tx.now())) })
        });
        answer.await
    }

    async fn list_breaches(
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
            let breaches = breaches.iter().map(|breach| breach.to_wire(tx.caller(), tx.now())).collect();
            Ok(pb::ListBreachesResponse { breaches, next_page_token })
        });
        answer.await
    }

    async fn update_breach(
        &self,
        request: Request<pb::UpdateBreachRequest>,
    ) -> Answer<pb::UpdateBreachResponse> {
        const ACT: &str = "breach.updated";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::UpdateBreach| {
            let breach = store::lock(tx, &ask.target, &self.parts.calendar).await?;
            let content = message::apply(&breach.content(), &ask.breach, &ask.mask)?.map_err(unwritable)?;
            let breach = breach.update(content, tx.caller(), tx.now())?;
            store::save(tx, &breach).await?;
            let response = pb::UpdateBreachResponse { breach: Some(breach.to_wire(tx.caller(), tx.now())) };
            Ok((breach.record(ACT, tx.caller(), vec![]), response))
        });
        act.await
    }

    async fn log_breach(&self, request: Request<pb::LogBreachRequest>) -> Answer<pb::LogBreachResponse> {
        const ACT: &str = "breach.logged";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::LogBreach| {
            let breach = store::lock(tx, &ask.target, &self.parts.calendar).await?.log(tx.now())?;
            store::save(tx, &breach).await?;
            let news = vec![breach.news(ACT, HANDLERS, &["dept.handler"])];
            let response = pb::LogBreachResponse { breach: Some(breach.to_wire(tx.caller(), tx.now())) };
            Ok((breach.record(ACT, tx.caller(), news), response))
        });
        act.await
    }

    async fn confirm_breach(
        &self,
        request: Request<pb::ConfirmBreachRequest>,
    ) -> Answer<pb::ConfirmBreachResponse> {
        const ACT: &str = "breach.confirmed";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::ConfirmBreach| {
            let (now, calendar) = (tx.now(), &self.parts.calendar);
            controller(&self.parts.directory, &ask.target.name.organisation, &ask.confirm)?;
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let breach = breach.confirm(ask.confirm, tx.caller(), now, calendar)?;
            store::save(tx, &breach).await?;
            let news = vec![breach.news(ACT, HANDLERS, &OWNERS)];
            let response = pb::ConfirmBreachResponse { breach: Some(breach.to_wire(tx.caller(), now)) };
            Ok((breach.record(ACT, tx.caller(), news), response))
        });
        act.await
    }

    async fn correct_awareness(
        &self,
        request: Request<pb::CorrectAwarenessRequest>,
    ) -> Answer<pb::CorrectAwarenessResponse> {
        const ACT: &str = "breach.awareness_corrected";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::CorrectAwareness| {
            let (now, calendar) = (tx.now(), &self.parts.calendar);
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let breach = breach.correct_awareness(ask.aware_at, ask.reason, tx.caller(), now, calendar)?;
            store::save(tx, &breach).await?;
            let news = vec![breach.news(ACT, HANDLERS, &OWNERS)];
            let response = pb::CorrectAwarenessResponse { breach: Some(breach.to_wire(tx.caller(), now)) };
            Ok((breach.record(ACT, tx.caller(), news), response))
        });
        act.await
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
        const ACT: &str = "assessment.drafted";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::DraftAssessment| {
            let breach = store::lock(tx, &ask.target, &self.parts.calendar).await?;
            let breach = breach.draft_assessment(ask.draft, tx.caller(), tx.now())?;
            store::save_assessment(tx, &breach).await?;
            let news = vec![breach.news(ACT, HANDLERS, &["dept.dpo"])];
            let response = pb::DraftAssessmentResponse {
                assessment: breach.wire_assessment(),
                breach: Some(breach.to_wire(tx.caller(), tx.now())),
            };
            Ok((breach.record(ACT, tx.caller(), news), response))
        });
        act.await
    }

    async fn advise_on_assessment(
        &self,
        request: Request<pb::AdviseOnAssessmentRequest>,
    ) -> Answer<pb::AdviseOnAssessmentResponse> {
        const ACT: &str = "assessment.advised";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::AdviseOnAssessment| {
            let breach = store::lock(tx, &ask.target, &self.parts.calendar).await?;
            let breach = breach.advise(ask.risk_level, ask.advice, tx.caller(), tx.now())?;
            store::save_assessment(tx, &breach).await?;
            let news = vec![breach.news(ACT, HANDLERS, &["dept.iao", "dept.siro"])];
            let response = pb::AdviseOnAssessmentResponse {
                assessment: breach.wire_assessment(),
                breach: Some(breach.to_wire(tx.caller(), tx.now())),
            };
            Ok((breach.record(ACT, tx.caller(), news), response))
        });
        act.await
    }

    async fn decide_assessment(
        &self,
        request: Request<pb::DecideAssessmentRequest>,
    ) -> Answer<pb::DecideAssessmentResponse> {
        const ACT: &str = "assessment.decided";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::DecideAssessment| {
            let breach = store::lock(tx, &ask.target, &self.parts.calendar).await?;
            let breach =
                breach.decide(ask.risk_level, ask.rationale, ask.override_reason, tx.caller(), tx.now())?;
            store::save_assessment(tx, &breach).await?;
            let mut news = vec![breach.news(ACT, HANDLERS, &["dept.handler", "dept.dpo"])];
            if breach.decided_risk() == Some(RiskLevel::HighRisk) {
                news.push(breach.news(ACT, REPORTS, &ACCOUNTING_OFFICER));
            }
            let response = pb::DecideAssessmentResponse {
                assessment: breach.wire_assessment(),
                breach: Some(breach.to_wire(tx.caller(), tx.now())),
            };
            Ok((breach.record(ACT, tx.caller(), news), response))
        });
        act.await
    }

    async fn notify_regulator(
        &self,
        request: Request<pb::NotifyRegulatorRequest>,
    ) -> Answer<pb::NotifyRegulatorResponse> {
        const ACT: &str = "breach.notified";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::NotifyRegulator| {
            let (now, calendar, regulator) =
                (tx.now(), &self.parts.calendar, self.parts.directory.regulator());
            if matches!(ask.notify.notice, Notice::Platform) && !self.accepts_platform_notice {
                return Err(Error::refused(Reason::PlatformNoticeNotAccepted, NOT_ACCEPTED));
            }
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let (known, new_case) = (breach.case_id(), tx.new_crossing_id());
            let case = match known {
                Some(id) => Some(case::store::of_breach(tx, id, regulator).await?),
                None => None,
            };
            let (breach, content) =
                breach.notify(ask.notify, case.as_ref(), new_case, tx.caller(), now, calendar)?;
            let number = content.number;
            let case = case.unwrap_or_else(|| Case::new(new_case)).submit(content, tx.caller(), now)?;
            store::save(tx, &breach).await?;
            case::store::append(tx, &case, regulator, calendar).await?;
            let own = &breach.name.organisation;
            let news =
                [vec![breach.news(ACT, HANDLERS, &OWNERS)], case.news("case.submitted", regulator)].concat();
            let response = pb::NotifyRegulatorResponse {
                case: case_name(own, case.id),
                submission: Some(submission(&case, number, own)?),
                deadline_state: case.deadline(calendar)?.state(now).into(),
                breach: Some(breach.to_wire(tx.caller(), now)),
            };
            Ok((breach.record(ACT, tx.caller(), news), response))
        });
        act.await
    }

    async fn decide_not_to_notify(
        &self,
        request: Request<pb::DecideNotToNotifyRequest>,
    ) -> Answer<pb::DecideNotToNotifyResponse> {
        const ACT: &str = "breach.not_notifiable";
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::DecideNotToNotify| {
            let (now, calendar) = (tx.now(), &self.parts.calendar);
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let breach = breach.decide_not_to_notify(ask.rationale, tx.caller(), now, calendar)?;
            store::save(tx, &breach).await?;
            let news = vec![breach.news(ACT, HANDLERS, &OWNERS)];
            let response = pb::DecideNotToNotifyResponse { breach: Some(breach.to_wire(tx.caller(), now)) };
            Ok((breach.record(ACT, tx.caller(), news), response))
        });
        act.await
    }
}

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

/// Refuses a controller that is neither the organisation itself, nor part of it, nor its parent.
fn controller(directory: &Directory, organisation: &Label, confirm: &Confirm) -> Result<(), Error> {
    let named = Label::parent(&confirm.controller);
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
