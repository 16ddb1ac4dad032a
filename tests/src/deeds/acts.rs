//! What actors do in one call.

use crate::{Actor, Answer, requests};
use contracts::breaches::{self as pb, Action, Breach, Case, RiskLevel};

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
        Box::pin(self.changes(breach, Breach { facts: Some(facts), ..Breach::default() }, &["facts"])).await
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

    /// Tells the regulator more of what it was told.
    pub async fn supplements(&self, breach: &Breach) -> Answer<pb::SupplementNotificationResponse> {
        self.wire.calls(requests::supplement(breach)).await
    }

    /// Adds an action to a breach.
    pub async fn plans(&self, breach: &Breach) -> Answer<Action> {
        Ok(self.wire.calls(requests::plan(&breach.name)).await?.action.unwrap())
    }

    /// Says that an action was done.
    pub async fn completes(&self, action: &Action) -> Answer<Action> {
        Ok(self.wire.calls(requests::complete(action)).await?.action.unwrap())
    }

    /// Finds that an action was done.
    pub async fn verifies(&self, action: &Action) -> Answer<Action> {
        Ok(self.wire.calls(requests::verify(action)).await?.action.unwrap())
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

    /// Orders the department to tell the people affected.
    pub async fn orders_communication(&self, case: &Case) -> Answer<Case> {
        Ok(self.wire.calls(requests::order(case)).await?.case.unwrap())
    }

    /// Closes a case.
    pub async fn closes(&self, case: &Case) -> Answer<Case> {
        Ok(self.wire.calls(requests::close(case)).await?.case.unwrap())
    }
}
