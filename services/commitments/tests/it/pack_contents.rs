//! What a pack says.

use crate::actors::{Cast, YEAR, draft, facts, planned};
use chassis_testing::details;
use contracts::{
    commitments::{
        EvidenceFacts, Milestone, PackBody, PackContent, PackDraft, PackState, PlanFacts, PlanProgress,
        Standing, View,
    },
    handling::{Classification, Handling},
};

const BOARD: PackBody = PackBody::DepartmentBoard;

#[tokio::test]
async fn a_pack_copies_how_commitments_stand_what_was_accepted_the_view_and_the_plans() {
    let cast = Cast::new().await;
    let accepted = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    cast.analyst().accepts(&accepted).await.unwrap();
    cast.dpo().shows(YEAR, facts("It waits still")).await;
    for view in [View::AtRisk, View::OnTrack] {
        let formed = cast.dpo().forms_view(YEAR, view).await.unwrap();
        cast.world.set(if view == View::AtRisk { "2026-05-05T10:00:00Z" } else { "2026-05-05T11:00:00Z" });
        cast.siro().issues(&formed, [false, true, false]).await.unwrap();
    }
    let plan = PlanFacts {
        progress: PlanProgress::Blocked.into(),
        blockers: "Nobody may recruit.".to_owned(),
        progress_note: "It was advertised.".to_owned(),
        milestones: vec![Milestone {
            title: "Advertise".to_owned(),
            due_on: "2026-05-01".to_owned(),
            done_on: "2026-05-02".to_owned(),
        }],
        ..planned("Appoint another", "2026-05-01")
    };
    let plan = cast.dpo().plans("HMG-02", plan).await.unwrap();
    cast.dpo().plans("HMG-02", planned("Not for this board", "2026-06-30")).await.unwrap();
    let pack = cast.dpo().prepares(BOARD, draft(&[&plan])).await.unwrap();
    assert_eq!(
        (pack.state(), pack.body(), pack.presented_to.as_str()),
        (PackState::Prepared, BOARD, "organisations/hmrc")
    );
    let content = pack.content.unwrap();
    assert_eq!(
        [
            &content.title,
            &content.owner,
            &content.prepared_by,
            &content.prepared_on,
            &content.as_of,
            &content.introduction
        ]
        .map(String::as_str),
        [
            "Data protection in spring",
            "organisations/hmrc",
            "dept.dpo",
            "2026-05-05",
            "2026-05-05",
            "What was done since January."
        ]
    );
    let [commitment] = content.commitments.as_slice() else { panic!("{:?}", content.commitments) };
    assert_eq!((commitment.commitment.as_str(), commitment.version), ("commitments/HMG-02", 1));
    let [period] = commitment.periods.as_slice() else { panic!("{:?}", commitment.periods) };
    assert_eq!(
        [&period.period, &period.first_day, &period.last_day, &period.due_day].map(String::as_str),
        [YEAR, "2026-01-08", "2027-01-07", "2027-01-07"]
    );
    assert_eq!((period.standing(), period.accepted), (Standing::Evidenced, 1));
    assert_eq!(period.explanation, "one piece of evidence was accepted");
    let [evidence] = period.evidence.as_slice() else { panic!("{:?}", period.evidence) };
    assert_eq!(
        [
            &evidence.name,
            &evidence.title,
            &evidence.received_on,
            &evidence.effective_from,
            &evidence.effective_to
        ]
        .map(String::as_str),
        [accepted.name.as_str(), "A lead was appointed", "2026-05-05", "2026-04-01", "2026-04-30"]
    );
    let view = period.view.as_ref().unwrap();
    assert_eq!((view.view(), view.issued_by.as_str()), (View::OnTrack, "dept.siro"), "the latest");
    let [shown] = content.plans.as_slice() else { panic!("{:?}", content.plans) };
    assert_eq!(
        [
            &shown.commitment,
            &shown.what,
            &shown.owner_role,
            &shown.due_on,
            &shown.first_due_on,
            &shown.progress_note,
            &shown.blockers
        ]
        .map(String::as_str),
        [
            "commitments/HMG-02",
            "Appoint another",
            "Head of data protection",
            "2026-05-01",
            "2026-05-01",
            "It was advertised.",
            "Nobody may recruit."
        ]
    );
    assert_eq!((shown.progress(), shown.overdue, shown.slipped_days), (PlanProgress::Blocked, true, 4));
    assert_eq!(shown.milestones[0].done_on, "2026-05-02");
}

#[tokio::test]
async fn a_pack_is_of_what_its_party_keeps_and_of_plans_for_that() {
    let cast = Cast::new().await;
    let plan = cast.dpo().plans("HMG-10", planned("Design", "2026-06-30")).await.unwrap();
    let others = cast.moj().plans("HMG-02", planned("Another's", "2026-06-30")).await.unwrap();
    let own = cast.dpo().plans("HMG-02", planned("Appoint", "2026-06-30")).await.unwrap();
    let refused = async |change: &dyn Fn(&mut PackDraft)| {
        let mut asked = draft(&[]);
        change(&mut asked);
        let refused = details(&cast.dpo().prepares(BOARD, asked).await.unwrap_err());
        (refused.reason, refused.fields)
    };
    let of = |codes: &[&str]| codes.iter().map(|code| format!("commitments/{code}")).collect::<Vec<_>>();
    for code in ["ICO-01", "HMG-06", "HMG-99"] {
        let answer = refused(&|asked| asked.commitments = of(&["HMG-02", code])).await;
        assert_eq!(answer, ("NOT_OWED".to_owned(), vec![String::new()]), "{code}");
    }
    let stray = refused(&|asked| asked.plans = vec![own.name.clone(), plan.name.clone()]).await;
    assert_eq!(stray, ("INCOMPLETE".to_owned(), vec!["draft.plans[1]".to_owned()]));
    for unknown in [others.name.clone(), others.name.replace("moj", "hmrc"), own.name.replace("hmrc", "moj")]
    {
        let answer = refused(&|asked| asked.plans = vec![unknown.clone()]).await;
        assert_eq!(answer.0, "NOT_FOUND", "{unknown}");
    }
    let invalid = |fields: &[&str]| {
        ("FIELD_INVALID".to_owned(), fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(refused(&|asked| asked.commitments.clear()).await, invalid(&["draft.commitments"]));
    assert_eq!(refused(&|asked| asked.as_of = "2026-05-06".to_owned()).await, invalid(&["draft.as_of"]));
    let wrong = refused(&|asked| {
        asked.title = " ".to_owned();
        asked.as_of = "2026-02-30".to_owned();
        asked.handling = Some(Handling::default());
    });
    assert_eq!(wrong.await, invalid(&["draft.title", "draft.as_of", "draft.handling.classification"]));
    let both = PackDraft { commitments: of(&["HMG-10", "HMG-02"]), ..draft(&[&plan, &own]) };
    let content = cast.dpo().prepares(BOARD, both).await.unwrap().content.unwrap();
    let codes: Vec<_> = content.commitments.iter().map(|one| one.commitment.as_str()).collect();
    assert_eq!(codes, ["commitments/HMG-10", "commitments/HMG-02"]);
    assert_eq!(content.plans.iter().map(|one| one.what.as_str()).collect::<Vec<_>>(), ["Design", "Appoint"]);
}

#[tokio::test]
async fn a_pack_shows_the_periods_of_its_day_by_what_is_known_today() {
    let cast = Cast::new().await;
    cast.world.set("2027-02-01T09:00:00Z");
    let content = async |as_of: &str| -> PackContent {
        let asked = PackDraft { as_of: as_of.to_owned(), ..draft(&[]) };
        cast.dpo().prepares(BOARD, asked).await.unwrap().content.unwrap()
    };
    for (as_of, first, standing) in [
        ("2027-01-07", "2026-01-08", Standing::Overdue),
        ("2027-01-08", "2027-01-08", Standing::NotEvidenced),
        ("", "2027-01-08", Standing::NotEvidenced),
    ] {
        let content = content(as_of).await;
        let period = &content.commitments[0].periods[0];
        assert_eq!((period.first_day.as_str(), period.standing()), (first, standing), "{as_of}");
        assert_eq!(content.prepared_on, "2027-02-01");
    }
}

#[tokio::test]
async fn a_pack_is_classified_no_lower_than_what_it_shows() {
    let cast = Cast::new().await;
    let sensitive =
        || Handling { classification: Classification::OfficialSensitive.into(), ..Handling::default() };
    let shown = EvidenceFacts { handling: Some(sensitive()), ..facts("A lead was appointed") };
    let shown = cast.dpo().shows(YEAR, shown).await;
    assert!(cast.dpo().prepares(BOARD, draft(&[])).await.is_ok(), "what waits is not shown");
    cast.analyst().accepts(&shown).await.unwrap();
    let refused = details(&cast.dpo().prepares(BOARD, draft(&[])).await.unwrap_err());
    assert_eq!(
        (refused.reason, refused.fields),
        ("INCOMPLETE".to_owned(), vec!["draft.handling.classification".to_owned()])
    );
    let higher = PackDraft { handling: Some(sensitive()), ..draft(&[]) };
    assert!(cast.dpo().prepares(BOARD, higher).await.is_ok());
}
