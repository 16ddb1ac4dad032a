//! What there must be for every page to be there: the samples, and what they lack.

use chassis::{Clock as _, SystemClock};
use contracts::breaches::{Breach, CaseActKind, RiskLevel};
use e2e::{
    World,
    deeds::{ActionStage, CaseStage, Stage},
    requests::last_part,
};
use local::samples;

/// The ids of records, each known by how far it came.
#[derive(Default)]
pub(super) struct Ground {
    /// Of no record.
    pub(super) nothing: &'static str,
    pub(super) draft: String,
    pub(super) logged: String,
    pub(super) dismissal_proposed: String,
    pub(super) near_miss: String,
    pub(super) confirmed: String,
    pub(super) drafted: String,
    pub(super) assessed: String,
    pub(super) told: String,
    pub(super) remediation: String,
    /// Of a breach, and of an action of it.
    pub(super) action: String,
    /// Of every breach of the department.
    pub(super) all: Vec<String>,
    pub(super) received: String,
    pub(super) asked: String,
    /// Of every case.
    pub(super) cases: Vec<String>,
    /// Of a case, and of a submission of it: the last of each.
    pub(super) submissions: Vec<String>,
}

impl Ground {
    pub(super) async fn prepare(world: &World) -> Self {
        samples::submit(world.gateway_url(), world.issuer(), SystemClock.now()).await.unwrap();
        let (hmrc, reporter, level) = (world.hmrc(), world.hmrc().reporter(), RiskLevel::Risk);
        let brings = async |title: &str, stage| id(&hmrc.brings(&reporter, title, stage, level).await.name);
        let action = hmrc.brings_action(&hmrc.handler(), "With an action", ActionStage::Planned).await;
        let (breach, action) = action.name.split_once("/actions/").unwrap();
        let case = async |title: &str, stage| id(&world.case(world.hmrc(), title, stage).await.name);
        brings("", Stage::Draft).await;
        let mut ground = Self {
            nothing: "00000000-0000-4000-8000-000000000000",
            draft: brings("Begun", Stage::Draft).await,
            logged: brings("Logged", Stage::Logged).await,
            dismissal_proposed: brings("Perhaps no breach", Stage::DismissalProposed).await,
            near_miss: brings("Stopped in time", Stage::Reviewed).await,
            confirmed: brings("Confirmed", Stage::Confirmed).await,
            drafted: brings("Advised on", Stage::Drafted).await,
            assessed: brings("Decided", Stage::Assessed).await,
            told: brings("Told", Stage::Told).await,
            remediation: brings("Being put right", Stage::RemediationTold).await,
            action: format!("{}/actions/{action}", last_part(breach)),
            received: case("Received", CaseStage::Received).await,
            asked: case("Asked about", CaseStage::Asked).await,
            ..Self::default()
        };
        ground.all =
            hmrc.dpo().lists().await.unwrap().iter().map(|breach: &Breach| id(&breach.name)).collect();
        for case in world.ico().case_officer().lists_cases().await.unwrap() {
            let mut submissions = case.acts.iter().filter(|act| act.kind() == CaseActKind::Submission);
            let last = submissions.next_back().map(|act| last_part(&act.submission).to_owned());
            ground.submissions.extend(last.map(|last| format!("{}/submissions/{last}", id(&case.name))));
            ground.cases.push(id(&case.name));
        }
        ground
    }
}

fn id(name: &str) -> String {
    last_part(name).to_owned()
}
