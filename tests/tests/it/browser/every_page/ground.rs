//! What there must be for every page to be there: the samples, and what they lack.

mod kept;
mod met;

use crate::pages::places::{disclosed, prepared};
use chassis::{Clock as _, SystemClock};
use chassis_testing::id as new_id;
use contracts::breaches::{
    Breach, BreachPart, CaseActKind, Exchange, NcscCategory, ReportToCentreRequest, ReportToNcscRequest,
    RiskLevel,
};
use e2e::{
    Side, World,
    deeds::{ActionStage, CaseStage, Stage},
    requests::last_part,
};
use kept::Kept;
use local::samples;
use met::Met;

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
    /// Of a disclosure that waits for approval, of one that another department received, and of a report to the centre.
    pub(super) prepared: String,
    pub(super) disclosed: String,
    pub(super) reported: String,
    /// Of what the National Cyber Security Centre was told.
    pub(super) engaged: String,
    /// Of a pointer that was released, of another, and of a breach that is restricted.
    pub(super) pointer: String,
    pub(super) unreleased: String,
    pub(super) restricted: String,
    /// Of what the regulator's lead was told of a pointer.
    pub(super) released: String,
    /// Of lines that wait for approval, and of lines that were proposed to the regulator.
    pub(super) lines_drafted: String,
    pub(super) lines_proposed: String,
    /// What shows that commitments are kept, how parties see it, and how the register changes.
    pub(super) kept: Kept,
    /// Meetings of boards.
    pub(super) met: Met,
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
        Box::pin(ground.discloses(world)).await;
        ground.points(world).await;
        ground.kept = Box::pin(Kept::prepare(world)).await;
        ground.met = Box::pin(Met::prepare(world)).await;
        ground
    }

    /// What the few know.
    async fn points(&mut self, world: &World) {
        let (hmrc, siro) = (world.hmrc(), world.hmrc().siro());
        let pointer = siro.points().await.unwrap();
        self.pointer = id(&pointer.name);
        self.released = id(&siro.releases(&pointer, &world.ico().lead()).await.unwrap().name);
        self.unreleased = id(&siro.points().await.unwrap().name);
        let handler = hmrc.handler();
        let restricted = hmrc.brings(&handler, "Kept quiet", Stage::Restricted, RiskLevel::Risk).await;
        self.restricted = id(&restricted.name);
    }

    /// What stands between parties.
    async fn discloses(&mut self, world: &World) {
        let hmrc = world.hmrc();
        let breach = hmrc.dpo().reads(&format!("{}/breaches/{}", hmrc.name(), self.confirmed)).await.unwrap();
        self.prepared = id(&prepared(hmrc, &breach, "organisations/ncsc").await.name);
        self.disclosed = id(&disclosed(hmrc, &breach, "organisations/moj").await.name);
        self.reported = id(&reported(hmrc, &breach).await.name);
        let breach = hmrc.dpo().reads(&breach.name).await.unwrap();
        let press = hmrc.role("dept.comms");
        let lines = async || press.drafts_lines(&breach.name, "organisations/ico").await.unwrap();
        self.lines_drafted = id(&lines().await.name);
        self.lines_proposed = id(&hmrc.siro().approves_lines(&lines().await).await.unwrap().name);
        self.engaged = id(&told_to_ncsc(hmrc, breach).await.name);
    }
}

/// A report to the centre, of a title and of what happened.
async fn reported(side: Side<'_>, breach: &Breach) -> Exchange {
    let request = ReportToCentreRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        parts: [BreachPart::Title, BreachPart::Incident, BreachPart::Risk].map(Into::into).to_vec(),
        interest: "A question was asked in Parliament.".into(),
        request_id: new_id(),
        ..ReportToCentreRequest::default()
    };
    side.dpo().wire.calls(request).await.unwrap().exchange.unwrap()
}

/// What the National Cyber Security Centre is told, with the category that is suspected.
async fn told_to_ncsc(side: Side<'_>, breach: Breach) -> Exchange {
    let request = ReportToNcscRequest {
        name: breach.name,
        etag: breach.etag,
        parts: vec![BreachPart::Title.into(), BreachPart::Cyber.into()],
        suspected_category: NcscCategory::NcscCategory4.into(),
        request_id: new_id(),
        ..ReportToNcscRequest::default()
    };
    side.dpo().wire.calls(request).await.unwrap().exchange.unwrap()
}

fn id(name: &str) -> String {
    last_part(name).to_owned()
}
