//! The calls that tell the regulator.

use super::{Handlers, OWNERS, ResponseTo};
use crate::{
    asks::{self, Deed, On},
    case::{self, Case, Content, case_name, submission},
    exchange,
    model::{Act, Breach, CaseView, HANDLERS, Moment, Notice},
    store,
};
use chassis::{Answer, Error};
use contracts::{
    Authorised,
    access::Reason,
    action::breaches::BreachWrite,
    breaches::{self as pb, FollowUpContent, FollowUpKind, SharedIncidentContent, SubmissionContent},
};
use tonic::Request;
use uuid::Uuid;

const NOT_ACCEPTED: &str =
    "the regulator does not accept notice through the platform; give it elsewhere, and record it";

/// A deed that tells the regulator.
pub(super) trait Tells: Deed {
    /// How notice of it reaches the regulator.
    fn notice(&self) -> &Notice;

    /// Decides what is told: in `case`, or in a new one with the id `new_case`.
    fn tell(
        self,
        breach: Breach,
        case: Option<&Case>,
        new_case: Uuid,
        moment: &Moment<'_>,
    ) -> Result<(Breach, Content), Error>;
}

/// What was told, as every such call answers.
pub(super) struct Told {
    breach: pb::Breach,
    case: String,
    submission: pb::Submission,
    deadline_state: i32,
}

impl Handlers {
    /// Tells the regulator, by an act.
    pub(super) async fn tell<D>(&self, request: Request<D::Request>, act: Act) -> Answer<ResponseTo<D>>
    where
        D: Tells<
            Request: Authorised<
                Action: BreachWrite + case::store::Acts + exchange::Acts,
                Response: From<Told>,
            >,
        >,
    {
        let done = self.parts.db.act(request, store::see, async |tx, ask: On<D>| {
            let (now, calendar, regulator) =
                (tx.now(), &self.parts.calendar, self.parts.directory.regulator());
            if matches!(ask.deed.notice(), Notice::Platform) && !self.accepts_platform_notice {
                return Err(Error::refused(Reason::PlatformNoticeNotAccepted, NOT_ACCEPTED));
            }
            let breach = store::lock(tx, &ask.target, calendar).await?;
            store::alone(tx, &breach).await?;
            let (before, known, new_case) = (breach.wire_state(), breach.case_id(), tx.new_crossing_id());
            let case = match known {
                Some(id) => Some(case::store::of_breach(tx, id, regulator).await?),
                None => None,
            };
            let moment = self.moment(tx.caller(), now);
            let (mut breach, content) = ask.deed.tell(breach, case.as_ref(), new_case, &moment)?;
            let case = case.unwrap_or_else(|| Case::new(new_case)).submit(content, tx.caller(), now)?;
            breach.case = Some(CaseView::of(&case.summary(calendar)?));
            let breach = breach.weighed(&self.moment(tx.caller(), now));
            let mut breach = breach;
            case::store::append(tx, &case, regulator, calendar).await?;
            // The regulator is told once of which incident it is, as soon as that is known.
            let incident = breach.wire_incident();
            let case = if incident.is_empty() || case.incident() == Some(&incident) {
                case
            } else {
                let named = Content::SharedIncident(SharedIncidentContent { incident });
                let case = case.submit(named, tx.caller(), now)?;
                case::store::append(tx, &case, regulator, calendar).await?;
                case
            };
            let centre = exchange::let_know(tx, &mut breach, &case, &self.parts.directory).await?;
            store::save(tx, &breach, before, act).await?;
            let own = &breach.name.organisation;
            let news = breach.news(act.name(), HANDLERS, &OWNERS);
            let news = [vec![news], case.news("case.submitted", regulator), centre].concat();
            let told = Told {
                case: case_name(own, case.id),
                submission: submission(&case, case.submissions(), own)?,
                deadline_state: case.deadline(calendar)?.state(now).into(),
                breach: breach.to_wire(&self.moment(tx.caller(), now)),
            };
            Ok((breach.record(act.name(), tx.caller(), news), told.into()))
        });
        done.await
    }
}

/// Makes a follow-up of what is submitted.
fn follow_up(kind: FollowUpKind, reason: String, submission: SubmissionContent) -> Content {
    let kind = kind.into();
    Content::FollowUp(Box::new(FollowUpContent { kind, reason, submission: Some(submission) }))
}

/// The case that can be followed up, which every breach has whose regulator was told.
fn known<'a>(case: Option<&'a Case>, breach: &Breach, act: Act) -> Result<&'a Case, Error> {
    case.ok_or_else(|| breach.refuse(act.rule().refusal))
}

impl Tells for asks::NotifyRegulator {
    fn notice(&self) -> &Notice {
        &self.notify.notice
    }

    fn tell(
        self,
        breach: Breach,
        _: Option<&Case>,
        new_case: Uuid,
        moment: &Moment<'_>,
    ) -> Result<(Breach, Content), Error> {
        let (mut breach, submission) = breach.notify(self.notify, new_case, moment)?;
        let (choice, reason) = self.centre;
        breach.let_centre_know(choice, &reason)?;
        Ok((breach, Content::Submission(Box::new(submission))))
    }
}

impl Tells for asks::SupplementNotification {
    fn notice(&self) -> &Notice {
        &self.notify.notice
    }

    fn tell(
        self,
        breach: Breach,
        case: Option<&Case>,
        _: Uuid,
        moment: &Moment<'_>,
    ) -> Result<(Breach, Content), Error> {
        const ACT: Act = Act::SupplementNotification;
        let case = known(case, &breach, ACT)?;
        let (breach, submission) = breach.follow_up(ACT, self.notify, "", case, moment)?;
        Ok((breach, follow_up(FollowUpKind::Supplement, String::new(), submission)))
    }
}

impl Tells for asks::CorrectNotification {
    fn notice(&self) -> &Notice {
        &self.notify.notice
    }

    fn tell(
        self,
        breach: Breach,
        case: Option<&Case>,
        _: Uuid,
        moment: &Moment<'_>,
    ) -> Result<(Breach, Content), Error> {
        const ACT: Act = Act::CorrectNotification;
        let case = known(case, &breach, ACT)?;
        let (breach, submission) = breach.follow_up(ACT, self.notify, &self.what_was_wrong, case, moment)?;
        Ok((breach, follow_up(FollowUpKind::Correction, self.what_was_wrong, submission)))
    }
}

impl Tells for asks::WithdrawNotification {
    fn notice(&self) -> &Notice {
        &self.notice
    }

    fn tell(
        self,
        breach: Breach,
        case: Option<&Case>,
        _: Uuid,
        moment: &Moment<'_>,
    ) -> Result<(Breach, Content), Error> {
        let case = known(case, &breach, Act::WithdrawNotification)?;
        let (breach, submission) = breach.withdraw_notification(&self.reason, self.notice, case, moment)?;
        Ok((breach, follow_up(FollowUpKind::Withdrawal, self.reason, submission)))
    }
}

macro_rules! answers {
    ($($response:ident),*) => {
        $(impl From<Told> for pb::$response {
            fn from(told: Told) -> Self {
                Self {
                    breach: Some(told.breach),
                    case: told.case,
                    submission: Some(told.submission),
                    deadline_state: told.deadline_state,
                }
            }
        })*
    };
}

answers!(
    NotifyRegulatorResponse,
    SupplementNotificationResponse,
    CorrectNotificationResponse,
    WithdrawNotificationResponse
);
