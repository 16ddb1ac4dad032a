//! What is planned so that commitments are kept.

use crate::actors::{Actor, Cast, planned};
use chassis_testing::{details, reason};
use contracts::commitments::{
    ListPlansRequest, Milestone, Plan, PlanFacts, PlanProgress,
    PlanProgress::{Blocked, Done, Dropped, NotStarted, UnderWay},
};
use tonic::{Code, Status};

/// Why something was refused: its code, its reason, and the fields that are wrong.
fn why(refused: &Status) -> (Code, String, Vec<String>) {
    let refused = details(refused);
    (refused.code, refused.reason, refused.fields)
}

fn because(code: Code, reason: &str, fields: &[&str]) -> (Code, String, Vec<String>) {
    (code, reason.to_owned(), fields.iter().map(|field| (*field).to_owned()).collect())
}

fn milestone(title: &str, due_on: &str, done_on: &str) -> Milestone {
    Milestone { title: title.to_owned(), due_on: due_on.to_owned(), done_on: done_on.to_owned() }
}

#[tokio::test]
async fn those_who_plan_say_what_is_to_be_done_and_how_far_it_has_come() {
    let cast = Cast::new().await;
    let facts = PlanFacts {
        what: "  Appoint a lead ".to_owned(),
        progress: NotStarted.into(),
        milestones: vec![milestone(" Advertise ", "2026-05-31", "2026-05-04")],
        ..planned("", "2026-06-30")
    };
    let plan = cast.dpo().plans("HMG-02", facts).await.unwrap();
    let said = plan.facts.as_ref().unwrap();
    assert_eq!((said.what.as_str(), said.milestones[0].title.as_str()), ("Appoint a lead", "Advertise"));
    assert_eq!((plan.commitment.as_str(), plan.first_due_on.as_str()), ("commitments/HMG-02", "2026-06-30"));
    assert_eq!((plan.overdue, plan.slipped_days, plan.create_time), (false, 0, plan.update_time));
    cast.world.set("2026-05-06T09:00:00Z");
    let facts = PlanFacts {
        progress_note: "It was advertised.".to_owned(),
        ..planned("Appoint a lead", "2026-06-30")
    };
    let updated = cast.siro().replans(&plan, facts.clone(), "").await.unwrap();
    assert_eq!((&updated.name, updated.facts.as_ref()), (&plan.name, Some(&facts)));
    assert_ne!((&updated.etag, updated.update_time), (&plan.etag, plan.update_time));
    assert_eq!((updated.create_time, updated.reschedulings.len()), (plan.create_time, 0));
    assert_eq!(cast.dpo().sees_plan(&plan).await.unwrap(), updated);
    let centre = cast.analyst().plans("HMG-06", planned("Name a lead", "2026-06-30")).await.unwrap();
    assert_eq!(cast.lead().sees_plan(&centre).await.unwrap(), centre);
}

#[tokio::test]
async fn nobody_sees_a_plan_but_those_who_plan_and_no_board() {
    let cast = Cast::new().await;
    let plan = cast.dpo().plans("HMG-02", planned("Appoint a lead", "2026-06-30")).await.unwrap();
    for stranger in [
        cast.board(),
        cast.rab(),
        cast.moj(),
        cast.analyst(),
        cast.secretariat(),
        cast.regulator(),
        cast.liaison(),
        cast.public(),
    ] {
        let who = stranger.person.caller.acting_role.clone();
        assert_eq!(reason(&stranger.sees_plan(&plan).await.unwrap_err()), "NOT_FOUND", "{who}");
        let update = stranger.replans(&plan, planned("Another", "2026-06-30"), "").await;
        assert_eq!(reason(&update.unwrap_err()), "NOT_FOUND", "{who}");
        assert_eq!(stranger.lists_plans(ListPlansRequest::default()).await.unwrap().plans, [], "{who}");
    }
}

#[tokio::test]
async fn a_party_plans_what_is_its_own_to_keep() {
    let cast = Cast::new().await;
    for (who, code) in
        [(cast.dpo(), "ICO-01"), (cast.dpo(), "HMG-06"), (cast.lead(), "ICO-01"), (cast.dpo(), "HMG-99")]
    {
        let refused = why(&who.plans(code, planned("Something", "2026-06-30")).await.unwrap_err());
        assert_eq!(refused, because(Code::FailedPrecondition, "NOT_OWED", &[""]), "{code}");
    }
}

#[tokio::test]
async fn who_read_an_older_plan_is_refused_and_who_asks_again_is_answered_again() {
    let cast = Cast::new().await;
    let dpo = cast.dpo();
    let request = dpo.planning("HMG-02", planned("Appoint a lead", "2026-06-30"));
    let plan = dpo.create_plan(request.clone()).await.unwrap();
    assert_eq!(dpo.create_plan(request.clone()).await.unwrap(), plan);
    assert_eq!(dpo.lists_plans(ListPlansRequest::default()).await.unwrap().plans.len(), 1);
    let mut other = request;
    other.facts = Some(planned("Appoint two", "2026-06-30"));
    let reused = why(&dpo.create_plan(other).await.unwrap_err());
    assert_eq!(reused, because(Code::InvalidArgument, "FIELD_INVALID", &["request_id"]));
    dpo.replans(&plan, planned("Appoint two", "2026-06-30"), "").await.unwrap();
    let stale = why(&dpo.replans(&plan, planned("Appoint three", "2026-06-30"), "").await.unwrap_err());
    assert_eq!(stale, because(Code::Aborted, "ETAG_STALE", &[]));
    assert_eq!(dpo.sees_plan(&plan).await.unwrap().facts.unwrap().what, "Appoint two");
}

/// What comes of planning something of a progress, with what is in the way and the day on which it was done.
async fn progresses(
    cast: &Cast,
    progress: PlanProgress,
    blockers: &str,
    done_on: &str,
) -> Result<Plan, Status> {
    let facts = PlanFacts {
        progress: progress.into(),
        blockers: blockers.to_owned(),
        done_on: done_on.to_owned(),
        ..planned("Appoint a lead", "2026-06-30")
    };
    let plan = cast.dpo().plans("HMG-02", planned("Appoint a lead", "2026-06-30")).await.unwrap();
    let (planned, updated) =
        (cast.dpo().plans("HMG-02", facts.clone()).await, cast.dpo().replans(&plan, facts, "").await);
    assert_eq!(planned.as_ref().err().map(why), updated.as_ref().err().map(why));
    planned
}

#[tokio::test]
async fn a_plan_says_what_its_progress_calls_for() {
    let cast = Cast::new().await;
    for (progress, blockers, done_on) in [
        (NotStarted, "", ""),
        (UnderWay, "There is little time.", ""),
        (Blocked, "Nobody may recruit.", ""),
        (Dropped, "Another does it.", ""),
        (Done, "", "2026-05-05"),
    ] {
        assert!(progresses(&cast, progress, blockers, done_on).await.is_ok(), "{progress:?}");
    }
    let incomplete = because(Code::FailedPrecondition, "INCOMPLETE", &["facts.blockers"]);
    for progress in [Blocked, Dropped] {
        assert_eq!(why(&progresses(&cast, progress, " ", "").await.unwrap_err()), incomplete);
    }
    let invalid = because(Code::InvalidArgument, "FIELD_INVALID", &["facts.done_on"]);
    for (progress, done_on) in [
        (Done, ""),
        (UnderWay, "2026-05-04"),
        (Dropped, "2026-05-04"),
        (Done, "2026-05-06"),
        (Done, "2026-02-30"),
    ] {
        let refused = progresses(&cast, progress, "Why.", done_on).await.unwrap_err();
        assert_eq!(why(&refused), invalid, "{progress:?} {done_on}");
    }
}

#[tokio::test]
async fn a_plan_that_is_wrong_is_refused_with_every_field_that_is_wrong() {
    let cast = Cast::new().await;
    let facts = PlanFacts {
        milestones: vec![
            milestone(" ", "2026-05-31", ""),
            milestone("Interview", "2026-02-30", ""),
            milestone("Decide", "2026-06-01", "2026-13-01"),
        ],
        ..planned(" ", "2026-06-31")
    };
    let wrong = [
        "facts.what",
        "facts.due_on",
        "facts.milestones[0].title",
        "facts.milestones[1].due_on",
        "facts.milestones[2].done_on",
    ];
    let refused = why(&cast.dpo().plans("HMG-02", facts).await.unwrap_err());
    assert_eq!(refused, because(Code::InvalidArgument, "FIELD_INVALID", &wrong));
    let early = PlanFacts {
        milestones: vec![
            milestone("Today", "2026-05-31", "2026-05-05"),
            milestone("Later", "2026-05-31", "2026-05-06"),
        ],
        ..planned("Appoint a lead", "2026-06-30")
    };
    let refused = why(&cast.dpo().plans("HMG-02", early).await.unwrap_err());
    assert_eq!(refused, because(Code::InvalidArgument, "FIELD_INVALID", &["facts.milestones[1].done_on"]));
    let personal = planned("Ask jo.bloggs@example.com about it", "2026-06-30");
    let refused = cast.dpo().plans("HMG-02", personal).await.unwrap_err();
    assert_eq!(reason(&refused), "PERSONAL_DATA_SUSPECTED");
}

#[tokio::test]
async fn every_time_that_a_plan_is_put_off_is_kept_with_its_reason() {
    let cast = Cast::new().await;
    let plan = cast.dpo().plans("HMG-02", planned("Appoint a lead", "2026-06-30")).await.unwrap();
    let later = |day: &str| planned("Appoint a lead", day);
    let refused = why(&cast.dpo().replans(&plan, later("2026-07-10"), " ").await.unwrap_err());
    assert_eq!(refused, because(Code::FailedPrecondition, "INCOMPLETE", &["rescheduling_reason"]));
    let refused = why(&cast.dpo().replans(&plan, later("2026-06-30"), "For no reason.").await.unwrap_err());
    assert_eq!(refused, because(Code::InvalidArgument, "FIELD_INVALID", &["rescheduling_reason"]));
    let plan = cast.dpo().replans(&plan, later("2026-07-10"), "Nobody applied.").await.unwrap();
    assert_eq!((plan.first_due_on.as_str(), plan.slipped_days), ("2026-06-30", 10));
    let plan = cast.siro().replans(&plan, later("2026-06-20"), "Somebody did.").await.unwrap();
    assert_eq!((plan.first_due_on.as_str(), plan.slipped_days), ("2026-06-30", 0));
    let kept: Vec<_> = plan.reschedulings.iter().collect();
    let told: Vec<_> =
        kept.iter().map(|one| [&one.role, &one.from, &one.to, &one.reason].map(String::as_str)).collect();
    assert_eq!(
        told,
        [
            ["dept.dpo", "2026-06-30", "2026-07-10", "Nobody applied."],
            ["dept.siro", "2026-07-10", "2026-06-20", "Somebody did."],
        ]
    );
    let listed = cast.dpo().lists_plans(ListPlansRequest::default()).await.unwrap().plans;
    assert_eq!(listed, [Plan { reschedulings: Vec::new(), ..plan }]);
}

#[tokio::test]
async fn a_plan_is_not_put_off_for_ever() {
    let cast = Cast::new().await;
    let mut plan = cast.dpo().plans("HMG-02", planned("Appoint a lead", "2026-06-01")).await.unwrap();
    let days = ["2026-06-02", "2026-06-01"].into_iter().cycle();
    for day in days.clone().take(50) {
        plan = cast.dpo().replans(&plan, planned("Appoint a lead", day), "Again.").await.unwrap();
    }
    let refused = cast.dpo().replans(&plan, planned("Appoint a lead", "2026-06-02"), "Again.").await;
    assert_eq!(reason(&refused.unwrap_err()), "STATE");
    let same = cast.dpo().replans(&plan, planned("Appoint two leads", "2026-06-01"), "").await.unwrap();
    assert_eq!(same.reschedulings.len(), 50);
}

#[tokio::test]
async fn what_is_late_slips_by_the_day_and_is_overdue_until_it_is_done_or_dropped() {
    let cast = Cast::new().await;
    let facts = |progress: PlanProgress, done_on: &str| PlanFacts {
        progress: progress.into(),
        blockers: "Nobody may recruit.".to_owned(),
        done_on: done_on.to_owned(),
        ..planned("Appoint a lead", "2026-05-10")
    };
    let plan = cast.dpo().plans("HMG-02", facts(Blocked, "")).await.unwrap();
    let other = cast.dpo().plans("HMG-02", facts(UnderWay, "")).await.unwrap();
    let stands = async |plan: &Plan| {
        let plan = cast.dpo().sees_plan(plan).await.unwrap();
        (plan.overdue, plan.slipped_days)
    };
    // Midnight in London comes an hour before that of UTC.
    for (now, expected) in [
        ("2026-05-10T22:59:59Z", (false, 0)),
        ("2026-05-10T23:00:00Z", (true, 1)),
        ("2026-05-20T09:00:00Z", (true, 10)),
    ] {
        cast.world.set(now);
        assert_eq!((stands(&plan).await, stands(&other).await), (expected, expected), "{now}");
    }
    let plan = cast.dpo().replans(&plan, facts(Done, "2026-05-14"), "").await.unwrap();
    let other = cast.dpo().replans(&other, facts(Dropped, ""), "").await.unwrap();
    cast.world.set("2026-06-20T09:00:00Z");
    assert_eq!((stands(&plan).await, stands(&other).await), ((false, 4), (false, 0)));
    let early = cast.dpo().plans("HMG-02", facts(Done, "2026-05-01")).await.unwrap();
    assert_eq!((early.overdue, early.slipped_days), (false, 0));
}

/// Every plan that somebody is shown in pages of `size`, by what is to be done.
async fn walk(who: &Actor, request: ListPlansRequest, size: i32) -> Vec<String> {
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListPlansRequest { page_size: size, page_token, ..request.clone() };
        let page = who.lists_plans(request).await.unwrap();
        assert!(page.plans.len() <= usize::try_from(size).unwrap());
        found.extend(page.plans.into_iter().map(|plan| plan.facts.unwrap().what));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return found;
        }
    }
}

#[tokio::test]
async fn plans_are_listed_due_next_first_each_once_also_of_one_day_by_commitment_and_by_progress() {
    let cast = Cast::new().await;
    let dpo = cast.dpo();
    for (what, code, due_on, progress) in [
        ("third", "HMG-02", "2026-06-30", UnderWay),
        ("last", "HMG-10", "2026-07-01", NotStarted),
        ("fourth", "HMG-10", "2026-06-30", UnderWay),
        ("first", "HMG-02", "2026-05-01", NotStarted),
        ("fifth", "HMG-02", "2026-06-30", NotStarted),
        ("second", "HMG-10", "2026-06-01", UnderWay),
    ] {
        let facts = PlanFacts { progress: progress.into(), ..planned(what, due_on) };
        dpo.plans(code, facts).await.unwrap();
    }
    cast.moj().plans("HMG-02", planned("another's", "2026-05-01")).await.unwrap();
    let all = ListPlansRequest::default;
    for size in [1, 2, 3, 100] {
        let in_order = ["first", "second", "third", "fourth", "fifth", "last"];
        assert_eq!(walk(&dpo, all(), size).await, in_order, "{size}");
    }
    let of = |code: &str| ListPlansRequest { commitment: format!("commitments/{code}"), ..all() };
    assert_eq!(walk(&dpo, of("HMG-02"), 1).await, ["first", "third", "fifth"]);
    let come = |progress: &[PlanProgress]| progress.iter().map(|one| (*one).into()).collect::<Vec<_>>();
    let begun = ListPlansRequest { progress: come(&[UnderWay]), ..all() };
    assert_eq!(walk(&dpo, begun.clone(), 2).await, ["second", "third", "fourth"]);
    let both = ListPlansRequest { progress: come(&[UnderWay, NotStarted]), ..of("HMG-10") };
    assert_eq!(walk(&dpo, both, 2).await, ["second", "fourth", "last"]);
    assert_eq!(walk(&dpo, ListPlansRequest { progress: come(&[Done]), ..all() }, 2).await, [""; 0]);
    let first = dpo.lists_plans(ListPlansRequest { page_size: 1, ..begun }).await.unwrap();
    let other = ListPlansRequest { page_size: 1, page_token: first.next_page_token, ..all() };
    assert_eq!(reason(&dpo.lists_plans(other).await.unwrap_err()), "FIELD_INVALID");
}
