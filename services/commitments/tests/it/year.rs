//! A year of a commitment, from its first day to the day after its last: planned, shown, judged, presented, and begun anew.

use crate::actors::{Cast, YEAR, draft, facts, planned};
use chassis_testing::reason;
use contracts::commitments::{
    EvidenceState, OccurrenceState, PackBody, PlanFacts, PlanProgress,
    Standing::{self, AtRisk, Evidenced, NotEvidenced, Overdue},
    View,
};

const CODE: &str = "HMG-02";
const COUNTERPART: [bool; 3] = [false, true, false];
const DEPARTMENTS: [bool; 3] = [true, false, false];

/// How the commitment stands at a department, to itself and to the centre alike, and at another that shows nothing.
async fn stands(cast: &Cast) -> [Standing; 2] {
    let own = [cast.dpo().standing(CODE).await, cast.moj().standing(CODE).await];
    let period = own[0].period.as_ref().unwrap();
    let centre = cast.analyst().department_standings(&period.name).await.unwrap();
    let seen = |department: &str| {
        centre
            .iter()
            .find(|one| one.organisation == format!("organisations/{department}"))
            .unwrap()
            .standing()
    };
    // What a department thinks of itself is not the centre's to know unless it says so.
    let hidden = own[0].standing() == AtRisk;
    assert!(hidden || seen("hmrc") == own[0].standing());
    assert_eq!(seen("moj"), own[1].standing());
    own.map(|one| one.standing())
}

#[tokio::test]
async fn a_commitment_is_planned_shown_judged_presented_and_begun_anew() {
    let cast = Cast::new().await;
    let (dpo, siro, analyst) = (cast.dpo(), cast.siro(), cast.analyst());
    cast.world.set("2026-01-08T09:00:00Z");
    assert_eq!(stands(&cast).await, [NotEvidenced; 2]);
    let plan = dpo.plans(CODE, planned("Appoint a lead", "2026-06-30")).await.unwrap();

    // In spring it does not look good, and its own people say so among themselves.
    cast.world.set("2026-04-07T09:00:00Z");
    let view = dpo.forms_view(YEAR, View::AtRisk).await.unwrap();
    siro.issues(&view, COUNTERPART).await.unwrap();
    assert_eq!(stands(&cast).await, [AtRisk, NotEvidenced]);
    let quarter = "CAL-09-2026-01-08";
    let record = cast.desk(cast.siro()).records(quarter, "2026-04-02").await.unwrap();
    assert!(record.name.starts_with("organisations/hmrc/"));
    let reviewed = cast.desk(cast.dpo()).occurrence(quarter).await.unwrap();
    assert_eq!(reviewed.state(), OccurrenceState::Done);

    // What is submitted first shows too little; what is accepted counts, whatever was feared.
    cast.world.set("2026-05-05T09:00:00Z");
    let shown = dpo.shows(YEAR, facts("A lead was appointed")).await;
    assert_eq!(stands(&cast).await, [AtRisk, NotEvidenced], "what waits counts for nothing");
    let returned = analyst.returns(&shown).await.unwrap();
    assert_eq!(reason(&analyst.accepts(&returned).await.unwrap_err()), "STATE");
    cast.world.set("2026-05-19T09:00:00Z");
    let again = dpo.resubmits(&returned, facts("The board appointed a lead")).await.unwrap();
    assert_eq!(reason(&siro.accepts(&again).await.unwrap_err()), "ACTING_ROLE", "nobody judges their own");
    let accepted = analyst.accepts(&again).await.unwrap();
    assert_eq!(stands(&cast).await, [Evidenced, NotEvidenced]);

    // The regulator is shown it, and says what it thinks; that moves nothing.
    let (_, copy) = cast.lead().passes_on(&accepted).await.unwrap();
    assert_eq!(cast.regulator().sees(&copy).await.unwrap().facts, accepted.facts);
    cast.regulator().enters_view(YEAR, View::NotEvidenced, DEPARTMENTS).await.unwrap();
    let observed = dpo.received().await.remove(0);
    assert!(observed.observation && observed.view() == View::NotEvidenced);
    assert_eq!(stands(&cast).await, [Evidenced, NotEvidenced]);

    // In summer the board is presented with it, and asks.
    cast.world.set("2026-07-01T09:00:00Z");
    let done = PlanFacts {
        progress: PlanProgress::Done.into(),
        done_on: "2026-06-25".to_owned(),
        ..planned("Appoint a lead", "2026-06-30")
    };
    let plan = dpo.replans(&plan, done, "").await.unwrap();
    let pack = dpo.prepares(PackBody::DepartmentBoard, draft(&[&plan])).await.unwrap();
    siro.presents(&pack).await.unwrap();
    let read = cast.board().sees_pack(&pack).await.unwrap();
    let said = |pack: &contracts::commitments::Pack| {
        let content = pack.content.as_ref().unwrap();
        let period = &content.commitments[0].periods[0];
        (period.standing(), period.evidence.len(), content.plans[0].progress())
    };
    assert_eq!(said(&read), (Evidenced, 1, PlanProgress::Done));
    let challenged = cast.board().challenges(&read, "Who stands in for the lead?").await.unwrap();
    dpo.answers(&challenged, 1).await.unwrap();

    // In autumn it turns out to be of another year: what was said stays said, and something else is shown.
    cast.world.set("2026-10-05T09:00:00Z");
    let accepted = dpo.sees(&accepted).await.unwrap();
    let withdrawn = dpo.takes_back(&accepted).await.unwrap();
    assert_eq!(withdrawn.state(), EvidenceState::Withdrawn);
    assert_eq!(stands(&cast).await, [AtRisk, NotEvidenced]);
    assert_eq!(said(&cast.board().sees_pack(&pack).await.unwrap()), (Evidenced, 1, PlanProgress::Done));
    assert!(cast.regulator().sees(&copy).await.is_ok(), "nobody takes back what was disclosed");
    let better = dpo.shows(YEAR, facts("The lead reported to the board")).await;
    analyst.accepts(&better).await.unwrap();
    assert_eq!(stands(&cast).await, [Evidenced, NotEvidenced]);

    // The year ends: whoever showed nothing is late, and everybody begins anew.
    cast.world.set("2027-01-07T23:59:00Z");
    assert_eq!(stands(&cast).await, [Evidenced, AtRisk], "its last day is a day of it");
    cast.world.set("2027-01-08T00:00:00Z");
    let next = dpo.standing(CODE).await;
    assert_eq!(
        (next.period.as_ref().unwrap().name.as_str(), next.standing()),
        ("commitments/HMG-02/periods/2027-01-08-P12M", NotEvidenced)
    );
    let of_the_year = analyst.department_standings(YEAR).await.unwrap();
    let stood = |department: &str| {
        let name = format!("organisations/{department}");
        of_the_year.iter().find(|one| one.organisation == name).unwrap().standing()
    };
    assert_eq!((stood("hmrc"), stood("moj")), (Evidenced, Overdue));
}
