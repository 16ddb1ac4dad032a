//! What is planned.

use super::fixtures::{ID, at, standing};
use crate::platform::tests::{World, says, says_none};
use axum::http::{StatusCode, header::LOCATION};
use contracts::{
    action::commitments::UpdatePlan,
    commitments::{
        CommitmentStanding, CreatePlanRequest, CreatePlanResponse, GetCommitmentRequest,
        GetCommitmentResponse, GetPlanRequest, GetPlanResponse, ListPlansRequest, ListPlansResponse,
        ListStandingsRequest, ListStandingsResponse, Milestone, Plan, PlanFacts, PlanProgress,
        PlanRescheduling, Standing, UpdatePlanRequest, UpdatePlanResponse,
    },
};

fn milestone(title: &str, due_on: &str, done_on: &str) -> Milestone {
    Milestone { title: title.to_owned(), due_on: due_on.to_owned(), done_on: done_on.to_owned() }
}

pub(super) fn plan() -> Plan {
    Plan {
        name: format!("organisations/hmrc/plans/{ID}"),
        etag: "e1".to_owned(),
        commitment: "commitments/HMG-17".to_owned(),
        facts: Some(PlanFacts {
            what: "Write the <report>".to_owned(),
            owner_role: "Head of reports".to_owned(),
            due_on: "2026-05-01".to_owned(),
            progress: PlanProgress::Blocked.into(),
            progress_note: "Half of it is written".to_owned(),
            blockers: "The figures are late".to_owned(),
            milestones: vec![
                milestone("An outline", "2026-04-01", "2026-04-02"),
                milestone("A first draft", "2026-04-20", ""),
            ],
            ..PlanFacts::default()
        }),
        create_time: at("2026-03-01T09:00:00Z"),
        update_time: at("2026-05-02T09:00:00Z"),
        first_due_on: "2026-04-20".to_owned(),
        slipped_days: 13,
        overdue: true,
        reschedulings: vec![PlanRescheduling {
            at: at("2026-04-18T09:00:00Z"),
            role: "dept.siro".to_owned(),
            from: "2026-04-20".to_owned(),
            to: "2026-05-01".to_owned(),
            reason: "The figures came late".to_owned(),
        }],
    }
}

pub(super) fn kept(world: World) -> World {
    let standings = vec![standing(Standing::AtRisk)];
    world.answers::<ListStandingsRequest>(&ListStandingsResponse { standings })
}

fn listed(plans: Vec<Plan>, next: &str) -> World {
    let next_page_token = next.to_owned();
    kept(World::of("hmrc", "dept.dpo"))
        .answers::<ListPlansRequest>(&ListPlansResponse { plans, next_page_token })
}

fn known(plan: Plan) -> World {
    World::of("hmrc", "dept.dpo").answers::<GetPlanRequest>(&GetPlanResponse { plan: Some(plan) })
}

#[tokio::test]
async fn what_is_planned_is_listed_with_how_late_it_is_in_words_and_its_milestones() {
    let world = listed(vec![plan()], "more");
    let asked = "/plans?of=HMG-17&of=ICO-01&progress=PLAN_PROGRESS_BLOCKED&progress=lost";
    let page = world.get(asked).await;
    says(
        page.shown(),
        &[
            "My plan</h1>",
            &format!("href=\"/plans/{ID}\">Write the &#60;report&#62;"),
            "Blocked",
            "Due by 1 May 2026",
            "Overdue. Slipped by 13 days since it was first planned",
            "HMG-17, Head of reports",
            "1 of 2 milestones reached",
            "href=\"/plans?of=HMG-17&#38;progress=PLAN_PROGRESS_BLOCKED&#38;page=more\"",
            "value=\"HMG-17\" selected",
            "value=\"PLAN_PROGRESS_BLOCKED\" checked",
            "Clear filters",
        ],
    );
    let (who, asked) = world.asked::<ListPlansRequest>().remove(0);
    assert_eq!((who.as_str(), asked.parent.as_str()), ("hmrc", "organisations/hmrc"));
    assert_eq!(asked.commitment, "commitments/HMG-17");
    assert!(asked.progress().eq([PlanProgress::Blocked]));
}

#[tokio::test]
async fn what_is_in_time_is_not_said_to_be_late_and_what_nobody_keeps_is_no_filter() {
    let facts = PlanFacts { milestones: Vec::new(), ..plan().facts.unwrap() };
    let world = listed(vec![Plan { overdue: false, slipped_days: 0, facts: Some(facts), ..plan() }], "");
    let page = world.get("/plans?of=ICO-01").await;
    says_none(page.shown(), &["Overdue", "Slipped", "milestones reached", "Clear filters", "<strong>"]);
    assert_eq!(world.asked::<ListPlansRequest>().remove(0).1.commitment, "");
    let day = Plan { overdue: false, slipped_days: 1, ..plan() };
    let page = listed(vec![day], "").get("/plans").await;
    says(page.shown(), &["Slipped by 1 day since"]);
    says_none(page.shown(), &["Overdue"]);
}

#[tokio::test]
async fn where_nothing_is_planned_it_is_said_whether_the_filters_are_why() {
    let world = listed(Vec::new(), "");
    says(world.get("/plans").await.shown(), &["Nothing is planned yet."]);
    let narrowed = world.get("/plans?progress=PLAN_PROGRESS_DONE").await;
    says(narrowed.shown(), &["Nothing that is planned matches these filters."]);
}

#[tokio::test]
async fn a_plan_says_all_that_is_planned_and_each_time_that_it_was_put_off() {
    let page = known(plan()).get(&format!("/plans/{ID}")).await;
    says(
        page.shown(),
        &[
            "Write the &#60;report&#62;</h1>",
            "Blocked",
            "Overdue. Slipped by 13 days",
            &format!("href=\"/plans/{ID}/update-plan\""),
            "href=\"/register/HMG-17\"",
            "Head of reports",
            "1 May 2026",
            "20 April 2026",
            "Half of it is written",
            "The figures are late",
            "<caption class=\"govuk-table__caption govuk-table__caption--m\">Milestones</caption>",
            "An outline",
            "2 April 2026",
            "A first draft",
            "Not yet",
            "Each time that it was put off or brought forward</caption>",
            "Senior information risk owner",
            "20 April 2026",
            "1 May 2026",
            "The figures came late",
        ],
    );
    let bare = Plan { facts: Some(PlanFacts::default()), reschedulings: Vec::new(), ..plan() };
    let page = known(bare).denies::<UpdatePlan>().get(&format!("/plans/{ID}")).await;
    says_none(page.shown(), &["<table", "href=\"/plans/5c1e2f7a-93d0-4c2b-8a43-4f1f0c6b7d21/update-plan\""]);
    assert_eq!(known(plan()).get("/plans/x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_planned_for_a_commitment_is_begun_on_its_page() {
    let known = GetCommitmentResponse { commitment: Some(super::fixtures::commitment()) };
    let world = kept(World::of("hmrc", "dept.dpo"))
        .answers::<GetCommitmentRequest>(&known)
        .answers::<CreatePlanRequest>(&CreatePlanResponse { plan: Some(plan()) });
    let path = "/commitments/HMG-17/2026-01-08-P6M/plan-work";
    let form = world.get(path).await;
    says(
        form.shown(),
        &["Plan something</h1>", "name=\"facts.what\"", "name=\"facts.milestones.0.title\"", "Save the plan"],
    );
    says_none(form.shown(), &["name=\"commitment\"", "name=\"period\""]);
    let typed = [
        ("facts.what", "Write it"),
        ("facts.owner_role", "Head of reports"),
        ("facts.due_on-day", "30"),
        ("facts.due_on-month", "6"),
        ("facts.due_on-year", "2026"),
        ("facts.progress", "PLAN_PROGRESS_UNDER_WAY"),
        ("facts.milestones.0.title", "An outline"),
        ("facts.milestones.0.due_on-day", "1"),
        ("facts.milestones.0.due_on-month", "6"),
        ("facts.milestones.0.due_on-year", "2026"),
    ];
    let done = world.post(path, &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(done.headers[LOCATION].to_str().unwrap().starts_with(&format!("/plans/{ID}?done=")));
    let (_, asked) = world.asked::<CreatePlanRequest>().remove(0);
    assert_eq!(
        (asked.parent.as_str(), asked.commitment.as_str()),
        ("organisations/hmrc", "commitments/HMG-17")
    );
    let facts = asked.facts.unwrap();
    assert_eq!((facts.what.as_str(), facts.due_on.as_str()), ("Write it", "2026-06-30"));
    assert_eq!(facts.milestones, [milestone("An outline", "2026-06-01", "")]);
}

#[tokio::test]
async fn a_plan_is_offered_where_one_s_own_party_keeps_the_commitment_alone() {
    let known = GetCommitmentResponse { commitment: Some(super::fixtures::commitment()) };
    let page = async |standings: Vec<CommitmentStanding>| {
        let world = World::of("gcdo", "gcdo.lead")
            .answers::<GetCommitmentRequest>(&known)
            .answers::<ListStandingsRequest>(&ListStandingsResponse { standings })
            .denies::<contracts::action::commitments::ListEvidence>()
            .denies::<contracts::action::commitments::ListAssessments>()
            .denies::<contracts::action::commitments::ListReceivedAssessments>()
            .denies::<contracts::action::commitments::ListDepartmentStandings>();
        world.get("/commitments/HMG-17/2026-01-08-P6M").await.shown().to_owned()
    };
    says(&page(vec![standing(Standing::AtRisk)]).await, &["draft-evidence\"", "draft-view\"", "plan-work\""]);
    let others = page(Vec::new()).await;
    says(&others, &["draft-view\""]);
    says_none(&others, &["draft-evidence\"", "plan-work\""]);
}

#[tokio::test]
async fn who_updates_a_plan_begins_with_what_it_says() {
    let world = known(plan()).answers::<UpdatePlanRequest>(&UpdatePlanResponse { plan: Some(plan()) });
    let path = format!("/plans/{ID}/update-plan");
    let form = world.get(&path).await;
    says(
        form.shown(),
        &[
            "value=\"Write the &#60;report&#62;\"",
            "value=\"Head of reports\"",
            "value=\"PLAN_PROGRESS_BLOCKED\" checked",
            "The figures are late",
            "value=\"An outline\"",
            "value=\"A first draft\"",
            "name=\"rescheduling_reason\"",
        ],
    );
    let typed = [
        ("etag", "e1"),
        ("facts.what", "Write it"),
        ("facts.owner_role", "Head of reports"),
        ("facts.due_on-day", "30"),
        ("facts.due_on-month", "6"),
        ("facts.due_on-year", "2026"),
        ("facts.progress", "PLAN_PROGRESS_UNDER_WAY"),
        ("rescheduling_reason", "The figures are late"),
    ];
    let done = world.post(&path, &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let (_, asked) = world.asked::<UpdatePlanRequest>().remove(0);
    assert_eq!((asked.name, asked.etag.as_str()), (plan().name, "e1"));
    assert_eq!(asked.rescheduling_reason, "The figures are late");
}
