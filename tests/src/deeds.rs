//! What actors do: sentences of one call, and the way of a breach or a case through several hands.

mod acts;
mod commitments;
mod course;
mod exchanges;
mod meetings;
mod packs;
mod pointers;

pub use commitments::{EvidenceStage, Kept, Recipients, shows_more};
pub use exchanges::ExchangeStage;
pub use meetings::{AboutMeeting, InvitationStage, MeetingStage};
pub use packs::PackStage;

use crate::{Actor, Answer, Side, World, requests};
use contracts::breaches::{self as pb, Action, Breach, Case, RiskLevel};
use std::iter;

/// How far a breach came in its department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Started.
    Draft,
    /// With the handlers, and all facts known.
    Logged,
    /// It was a near miss.
    NearMiss,
    /// What was learnt from the near miss is written down.
    Reviewed,
    /// A handler proposed that it is no breach.
    DismissalProposed,
    /// The clock runs.
    Confirmed,
    /// An assessment is drafted.
    Drafted,
    /// The data protection officer advised on it.
    Advised,
    /// It is decided.
    Assessed,
    /// The regulator was told all.
    Told,
    /// So it was, the breach is contained, and what follows is being done.
    RemediationTold,
    /// It is decided that the regulator need not be told. Needs a risk that is unlikely.
    Left,
    /// So it is, and the breach is contained.
    Contained,
    /// What follows is being done.
    Remediation,
    /// It was done, and is being learnt from.
    Learning,
    /// Closed, without the regulator being told.
    Closed,
    /// The named few alone know of it, while its clock runs.
    Restricted,
}

impl Stage {
    /// The stages up to this, without the first.
    fn way(self) -> Vec<Self> {
        let mut way: Vec<_> = iter::successors(Some(self), |stage| stage.after()).collect();
        way.pop();
        way.reverse();
        way
    }

    /// The stage before; nothing is before the first.
    fn after(self) -> Option<Self> {
        match self {
            Self::Draft => None,
            Self::Logged => Some(Self::Draft),
            Self::NearMiss | Self::DismissalProposed | Self::Confirmed => Some(Self::Logged),
            Self::Reviewed => Some(Self::NearMiss),
            Self::Drafted | Self::Restricted => Some(Self::Confirmed),
            Self::Advised => Some(Self::Drafted),
            Self::Assessed => Some(Self::Advised),
            Self::Told | Self::Left => Some(Self::Assessed),
            Self::RemediationTold => Some(Self::Told),
            Self::Contained => Some(Self::Left),
            Self::Remediation => Some(Self::Contained),
            Self::Learning => Some(Self::Remediation),
            Self::Closed => Some(Self::Learning),
        }
    }
}

/// How far an action came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionStage {
    /// Added to a confirmed breach.
    Planned,
    /// Somebody said that it was done.
    Completed,
}

/// How far a case came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseStage {
    /// The department notified.
    Received,
    /// The regulator acknowledged it.
    Acknowledged,
    /// The regulator asked.
    Asked,
    /// The department answered.
    Answered,
    /// The regulator issued an outcome.
    Concluded,
    /// The regulator closed it.
    Closed,
}

impl Side<'_> {
    /// Brings a breach that `author` starts to a stage, at a level of risk, by the hands of those whose step it is.
    pub async fn brings(&self, author: &Actor, title: &str, stage: Stage, level: RiskLevel) -> Breach {
        let mut breach = author.starts(requests::report(title)).await.unwrap();
        for step in stage.way() {
            breach = Box::pin(self.takes(step, author, &breach, level)).await.unwrap();
        }
        breach
    }

    /// Brings a breach from the stage before to a stage.
    async fn takes(&self, step: Stage, author: &Actor, breach: &Breach, level: RiskLevel) -> Answer<Breach> {
        let (handler, dpo, siro) = (self.handler(), self.dpo(), self.siro());
        match step {
            Stage::Draft => Ok(breach.clone()),
            Stage::Logged => {
                let logged = author.logs(breach).await?;
                handler.finds_out(&logged, requests::facts()).await
            }
            Stage::NearMiss => handler.classifies_near_miss(breach).await,
            Stage::Reviewed => handler.reviews_near_miss(breach).await,
            Stage::DismissalProposed => handler.proposes_dismissal(breach).await,
            Stage::Confirmed => handler.confirms(breach).await,
            Stage::Drafted => handler.assesses(breach, level).await,
            Stage::Advised => dpo.advises(breach, level).await,
            Stage::Assessed => siro.decides(breach, level).await,
            Stage::Told => Ok(dpo.notifies(breach).await?.breach.unwrap()),
            Stage::RemediationTold => handler.begins_remediation(&handler.contains(breach).await?).await,
            Stage::Left => siro.leaves_unnotified(breach).await,
            Stage::Contained => handler.contains(breach).await,
            Stage::Remediation => handler.begins_remediation(breach).await,
            Stage::Learning => handler.begins_learning(breach).await,
            Stage::Closed => dpo.closes_breach(breach).await,
            Stage::Restricted => dpo.restricts(breach).await,
        }
    }

    /// Brings an action that `author` adds to a confirmed breach to a stage, by the author's own hand.
    pub async fn brings_action(&self, author: &Actor, title: &str, stage: ActionStage) -> Action {
        let breach = self.brings(&self.handler(), title, Stage::Confirmed, RiskLevel::Risk).await;
        let action = author.plans(&breach).await.unwrap();
        match stage {
            ActionStage::Planned => action,
            ActionStage::Completed => author.completes(&action).await.unwrap(),
        }
    }

    /// Brings a breach of the department to the regulator.
    pub async fn notifies(&self, title: &str) -> pb::NotifyRegulatorResponse {
        let breach = Box::pin(self.brings(&self.handler(), title, Stage::Assessed, RiskLevel::Risk)).await;
        Box::pin(self.dpo().notifies(&breach)).await.unwrap()
    }
}

impl World {
    /// Brings a case of `department` to a stage, and reads it as the regulator.
    pub async fn case(&self, department: Side<'_>, title: &str, stage: CaseStage) -> Case {
        let (officer, lead) = (self.ico().case_officer(), self.ico().lead());
        let name = Box::pin(department.notifies(title)).await.case;
        let mut case = officer.reads_case(&requests::as_named_by("ico", &name)).await.unwrap();
        if stage >= CaseStage::Acknowledged {
            case = officer.acknowledges(&case).await.unwrap();
        }
        if stage >= CaseStage::Asked {
            case = officer.asks(&case).await.unwrap();
        }
        if stage >= CaseStage::Answered {
            let theirs = department.dpo().reads_case(&name).await.unwrap();
            department.dpo().answers(&theirs).await.unwrap();
            case = officer.reads_case(&case.name).await.unwrap();
        }
        if stage >= CaseStage::Concluded {
            case = lead.concludes(&case).await.unwrap();
        }
        if stage >= CaseStage::Closed {
            case = officer.closes(&case).await.unwrap();
        }
        case
    }
}
