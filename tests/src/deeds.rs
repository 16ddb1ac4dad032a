//! What actors do: sentences of one call, and the way of a breach or a case through several hands.

use crate::{Actor, Answer, Side, World, requests};
use contracts::breaches::{self as pb, Breach, Case, RiskLevel};

/// How far a breach came in its department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Started.
    Draft,
    /// With the handlers, and all facts known.
    Logged,
    /// The clock runs.
    Confirmed,
    /// An assessment is drafted.
    Drafted,
    /// The data protection officer advised on it.
    Advised,
    /// It is decided.
    Assessed,
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

impl Actor {
    /// The name of the organisation that it acts for: `organisations/{organisation}`.
    pub fn parent(&self) -> String {
        format!("organisations/{}", self.organisation)
    }

    /// Starts a breach of its own organisation.
    pub async fn starts(&self, breach: Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::create(&self.parent(), breach)).await?.breach.unwrap())
    }

    /// Reads a breach.
    pub async fn reads(&self, name: &str) -> Answer<Breach> {
        Ok(self.wire.calls(requests::get(name)).await?.breach.unwrap())
    }

    /// Lists the breaches of its own organisation.
    pub async fn lists(&self) -> Answer<Vec<Breach>> {
        Ok(self.wire.calls(requests::list(&self.parent())).await?.breaches)
    }

    /// Changes the fields of a breach that `paths` name.
    pub async fn changes(&self, breach: &Breach, change: Breach, paths: &[&str]) -> Answer<Breach> {
        Ok(self.wire.calls(requests::update(breach, change, paths)).await?.breach.unwrap())
    }

    /// Writes down all facts of a breach.
    pub async fn finds_out(&self, breach: &Breach, facts: pb::Facts) -> Answer<Breach> {
        self.changes(breach, Breach { facts: Some(facts), ..Breach::default() }, &["facts"]).await
    }

    /// Logs a draft.
    pub async fn logs(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::log(breach)).await?.breach.unwrap())
    }

    /// Confirms a breach.
    pub async fn confirms(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::confirm(breach)).await?.breach.unwrap())
    }

    /// Drafts an assessment.
    pub async fn assesses(&self, breach: &Breach, level: RiskLevel) -> Answer<Breach> {
        Ok(self.wire.calls(requests::draft(breach, level)).await?.breach.unwrap())
    }

    /// Advises on the draft.
    pub async fn advises(&self, breach: &Breach, level: RiskLevel) -> Answer<Breach> {
        Ok(self.wire.calls(requests::advise(breach, level)).await?.breach.unwrap())
    }

    /// Decides as was advised.
    pub async fn decides(&self, breach: &Breach, level: RiskLevel) -> Answer<Breach> {
        Ok(self.wire.calls(requests::decide(breach, level)).await?.breach.unwrap())
    }

    /// Tells the regulator all there is.
    pub async fn notifies(&self, breach: &Breach) -> Answer<pb::NotifyRegulatorResponse> {
        self.wire.calls(requests::notify(breach)).await
    }

    /// Reads a case.
    pub async fn reads_case(&self, name: &str) -> Answer<Case> {
        Ok(self.wire.calls(requests::get_case(name)).await?.case.unwrap())
    }

    /// Lists the cases of its own organisation.
    pub async fn lists_cases(&self) -> Answer<Vec<Case>> {
        Ok(self.wire.calls(requests::list_cases(&self.parent())).await?.cases)
    }

    /// Reads a submission of a case.
    pub async fn reads_submission(&self, case: &str, number: i32) -> Answer<pb::Submission> {
        Ok(self.wire.calls(requests::get_submission(case, number)).await?.submission.unwrap())
    }

    /// Acknowledges a case.
    pub async fn acknowledges(&self, case: &Case) -> Answer<Case> {
        Ok(self.wire.calls(requests::acknowledge(case)).await?.case.unwrap())
    }

    /// Asks the department.
    pub async fn asks(&self, case: &Case) -> Answer<Case> {
        Ok(self.wire.calls(requests::ask(case)).await?.case.unwrap())
    }

    /// Answers the regulator.
    pub async fn answers(&self, case: &Case) -> Answer<Case> {
        Ok(self.wire.calls(requests::answer(case)).await?.case.unwrap())
    }

    /// Issues an outcome.
    pub async fn concludes(&self, case: &Case) -> Answer<Case> {
        Ok(self.wire.calls(requests::conclude(case)).await?.case.unwrap())
    }

    /// Closes a case.
    pub async fn closes(&self, case: &Case) -> Answer<Case> {
        Ok(self.wire.calls(requests::close(case)).await?.case.unwrap())
    }
}

impl Side<'_> {
    /// Brings a breach that `author` starts to a stage, at a level of risk, by the hands of those whose step it is.
    pub async fn brings(&self, author: &Actor, title: &str, stage: Stage, level: RiskLevel) -> Breach {
        let mut breach = author.starts(requests::report(title)).await.unwrap();
        if stage >= Stage::Logged {
            breach = author.logs(&breach).await.unwrap();
            breach = self.handler().finds_out(&breach, requests::facts()).await.unwrap();
        }
        if stage >= Stage::Confirmed {
            breach = self.handler().confirms(&breach).await.unwrap();
        }
        if stage >= Stage::Drafted {
            breach = self.handler().assesses(&breach, level).await.unwrap();
        }
        if stage >= Stage::Advised {
            breach = self.dpo().advises(&breach, level).await.unwrap();
        }
        if stage >= Stage::Assessed {
            breach = self.siro().decides(&breach, level).await.unwrap();
        }
        breach
    }

    /// Brings a breach of the department to the regulator.
    pub async fn notifies(&self, title: &str) -> pb::NotifyRegulatorResponse {
        let breach = self.brings(&self.handler(), title, Stage::Assessed, RiskLevel::Risk).await;
        self.dpo().notifies(&breach).await.unwrap()
    }
}

impl World {
    /// Brings a case of `department` to a stage, and reads it as the regulator.
    pub async fn case(&self, department: Side<'_>, title: &str, stage: CaseStage) -> Case {
        let (officer, lead) = (self.ico().case_officer(), self.ico().lead());
        let name = department.notifies(title).await.case;
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
