//! What is due again and again, and that it was done.

use crate::{actors::Cast, desk::Desk};
use chassis_testing::{details, id, reason};
use contracts::commitments::{
    CompletionState, ListOccurrencesRequest, Occurrence, OccurrenceState, RecordDoneRequest,
};
use sqlx::{AssertSqlSafe, Executor as _};

/// Which occurrences, by their ids.
fn ids(found: &[Occurrence]) -> Vec<&str> {
    found.iter().map(|one| one.name.rsplit('/').next().unwrap()).collect()
}

async fn state(desk: &Desk, id: &str) -> OccurrenceState {
    desk.occurrence(id).await.unwrap().state()
}

#[tokio::test]
async fn anybody_reads_which_duties_and_which_bodies_there_are() {
    let cast = Cast::new().await;
    for who in [cast.public(), cast.dpo(), cast.lead(), cast.regulator(), cast.liaison()] {
        let desk = cast.desk(who);
        let duties = desk.duties().await.unwrap();
        assert_eq!((duties.duties.len(), duties.edition.as_str()), (16, "2026-01-08"));
        assert_eq!(desk.bodies("").await.unwrap().len(), 6);
        assert_eq!(desk.bodies("2026-01-07").await.unwrap(), []);
    }
    let duties = cast.desk(cast.public()).duties().await.unwrap().duties;
    let return_of_breaches = duties.iter().find(|duty| duty.name == "duties/CAL-12").unwrap();
    assert_eq!(
        return_of_breaches.rule_explanation,
        "10 working days after the end of each quarter, from 1 January 2026"
    );
    assert_eq!(
        return_of_breaches.default_until_agreed,
        "For each quarter, within 10 working days of its end."
    );
    assert_eq!(return_of_breaches.sources, ["commitments/HMG-03", "commitments/HMG-06"]);
}

#[tokio::test]
async fn an_organisation_sees_what_it_owes_in_a_time_and_what_was_due_before_if_it_asks() {
    let cast = Cast::new().await;
    let hmrc = cast.desk(cast.dpo());
    let found = hmrc.due("2026-05-01", "2026-07-14").await.unwrap();
    assert_eq!(ids(&found), ["CAL-09-2026-04-08", "CAL-10-2026-01-08", "CAL-12-2026-04-01"]);
    let request = ListOccurrencesRequest {
        from: "2026-05-05".to_owned(),
        to: "2026-05-05".to_owned(),
        with_overdue: true,
        ..Default::default()
    };
    let overdue = hmrc.lists(request.clone()).await.unwrap();
    let late = ["CAL-09-2026-01-08", "CAL-12-2026-01-01", "CAL-11-2026-01-01", "CAL-07-2026-01-01"];
    assert_eq!(ids(&overdue), late);
    assert!(overdue.iter().all(|one| one.state() == OccurrenceState::Overdue));
    hmrc.records("CAL-12-2026-01-01", "2026-04-15").await.unwrap();
    assert_eq!(ids(&hmrc.lists(request.clone()).await.unwrap()), [late[0], late[2], late[3]]);
    let of_one = ListOccurrencesRequest { duty: "duties/CAL-07".to_owned(), ..request };
    assert_eq!(ids(&hmrc.lists(of_one).await.unwrap()), [late[3]]);
    let centre = cast.desk(cast.lead()).due("2026-07-01", "2026-07-08").await.unwrap();
    assert_eq!(
        ids(&centre),
        ["CAL-01-2026-01-08", "CAL-02-2026-01-08", "CAL-06-2026-04-08", "CAL-05-2026-01-08"]
    );
}

#[tokio::test]
async fn a_time_is_of_eighteen_months_at_most() {
    let cast = Cast::new().await;
    let hmrc = cast.desk(cast.dpo());
    assert!(hmrc.due("2026-01-08", "2027-07-07").await.is_ok());
    for (from, to) in [("2026-01-08", "2027-07-08"), ("2026-01-08", "2026-01-07")] {
        let refusal = details(&hmrc.due(from, to).await.unwrap_err());
        assert_eq!(
            (refusal.reason.as_str(), refusal.fields.as_slice()),
            ("FIELD_INVALID", &["to".to_owned()][..])
        );
    }
}

#[tokio::test]
async fn whoever_owes_something_records_that_it_was_done_once() {
    let cast = Cast::new().await;
    let (dpo, learning) = (cast.desk(cast.dpo()), cast.learning());
    let which = "CAL-11-2026-01-01";
    assert_eq!(state(&dpo, which).await, OccurrenceState::Overdue);
    let recorded = learning.records(which, "2026-04-20").await.unwrap();
    assert_eq!(
        (recorded.state(), recorded.done_on.as_str(), recorded.role.as_str(), recorded.recorder.as_str()),
        (CompletionState::Recorded, "2026-04-20", "dept.learning", "organisations/hmrc")
    );
    let seen = dpo.occurrence(which).await.unwrap();
    assert_eq!((seen.state(), seen.possible_acts.as_slice()), (OccurrenceState::Done, &[][..]));
    assert_eq!(seen.completions, [recorded]);
    assert_eq!(reason(&dpo.records(which, "2026-04-21").await.unwrap_err()), "STATE");
    // Another department owes its own, and the centre sees neither.
    assert_eq!(state(&cast.desk(cast.moj()), which).await, OccurrenceState::Overdue);
    assert_eq!(reason(&cast.desk(cast.lead()).occurrence(which).await.unwrap_err()), "NOT_FOUND");
    assert_eq!(
        reason(&cast.system().records("CAL-12-2026-01-01", "2026-04-20").await.unwrap_err()),
        "ACTING_ROLE"
    );
}

#[tokio::test]
async fn something_is_done_neither_in_the_future_nor_before_it_can_be() {
    let cast = Cast::new().await;
    let dpo = cast.desk(cast.dpo());
    for (which, day, good) in [
        ("CAL-12-2026-01-01", "2026-05-06", false),
        ("CAL-12-2026-01-01", "2026-03-31", false),
        ("CAL-12-2026-01-01", "2026-04-01", true),
        ("CAL-10-2026-01-08", "2026-01-07", false),
        ("CAL-10-2026-01-08", "2026-05-05", true),
    ] {
        let recorded = dpo.records(which, day).await;
        assert_eq!(recorded.is_ok(), good, "{which} {day}");
        if let Err(refused) = recorded {
            assert_eq!(details(&refused).fields, ["done_on"]);
        }
    }
    for which in ["CAL-12-2026-01-02", "CAL-13-2026-01-08", "CAL-16-2026-01-08", "CAL-99-2026-01-08"] {
        assert_eq!(reason(&dpo.records(which, "2026-05-05").await.unwrap_err()), "NOT_FOUND", "{which}");
    }
}

#[tokio::test]
async fn what_was_recorded_is_taken_back_with_a_reason_and_can_be_recorded_again() {
    let cast = Cast::new().await;
    let (dpo, siro) = (cast.desk(cast.dpo()), cast.desk(cast.siro()));
    let which = "CAL-12-2026-01-01";
    let recorded = dpo.records(which, "2026-04-15").await.unwrap();
    assert_eq!(recorded.possible_acts, ["WithdrawDone"]);
    let back = siro.takes_back(&recorded).await.unwrap();
    assert_eq!(
        (back.state(), back.reason.as_str(), back.reference.as_str(), back.possible_acts.len()),
        (CompletionState::Withdrawn, "It was another meeting.", "Minutes of the meeting", 0)
    );
    assert_eq!(state(&dpo, which).await, OccurrenceState::Overdue);
    assert_eq!(reason(&siro.takes_back(&recorded).await.unwrap_err()), "ETAG_STALE");
    assert_eq!(reason(&siro.takes_back(&back).await.unwrap_err()), "STATE");
    cast.world.set("2026-05-05T10:00:00Z");
    let again = dpo.records(which, "2026-04-16").await.unwrap();
    let seen = dpo.occurrence(which).await.unwrap();
    assert_eq!((seen.state(), seen.completions), (OccurrenceState::Done, vec![again, back]));
}

#[tokio::test]
async fn what_the_signatories_owe_together_one_records_and_both_read() {
    let cast = Cast::new().await;
    let (centre, regulator) = (cast.desk(cast.lead()), cast.desk(cast.regulator()));
    let which = "CAL-06-2026-01-08";
    let recorded = regulator.records(which, "2026-03-10").await.unwrap();
    let seen = centre.occurrence(which).await.unwrap();
    assert_eq!(seen.state(), OccurrenceState::Done);
    let [copy] = seen.completions.as_slice() else { panic!("{seen:?}") };
    assert_eq!((copy.recorder.as_str(), copy.seal.clone()), ("organisations/ico", recorded.seal.clone()));
    assert!(copy.name.starts_with("organisations/gcdo/completions/") && copy.possible_acts.is_empty());
    assert_eq!(reason(&centre.records(which, "2026-03-10").await.unwrap_err()), "STATE");
    assert_eq!(reason(&centre.takes_back(copy).await.unwrap_err()), "ACTING_ROLE");
    regulator.takes_back(&recorded).await.unwrap();
    assert_eq!(state(&centre, which).await, OccurrenceState::Overdue);
    centre.records(which, "2026-03-10").await.unwrap();
    assert_eq!(state(&regulator, which).await, OccurrenceState::Done);
    // Of what the centre owes alone the regulator learns nothing.
    centre.records("CAL-13-2026-01-08", "2026-05-05").await.unwrap();
    assert_eq!(reason(&regulator.occurrence("CAL-13-2026-01-08").await.unwrap_err()), "NOT_FOUND");
}

#[tokio::test]
async fn what_the_regulator_records_the_centre_reads_and_it_is_never_the_centres_to_record() {
    let cast = Cast::new().await;
    let (centre, regulator) = (cast.desk(cast.lead()), cast.desk(cast.regulator()));
    let pack = "CAL-14-2026-05-05";
    assert_eq!(reason(&centre.records(pack, "2026-05-05").await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(centre.occurrence(pack).await.unwrap().possible_acts, [""; 0]);
    regulator.records(pack, "2026-05-05").await.unwrap();
    for desk in [&centre, &regulator] {
        let found = desk.due("2026-05-05", "2026-05-31").await.unwrap();
        let of = found.iter().find(|one| one.duty == "duties/CAL-14").unwrap();
        assert_eq!((of.state(), of.completions.len()), (OccurrenceState::Done, 1));
        assert!(
            desk.due("2026-05-06", "2026-05-31").await.unwrap().iter().all(|one| one.duty != "duties/CAL-14")
        );
    }
    // Two packs of one day are two records.
    regulator.records(pack, "2026-05-05").await.unwrap();
    assert_eq!(centre.occurrence(pack).await.unwrap().completions.len(), 2);
    assert_eq!(reason(&cast.desk(cast.dpo()).occurrence(pack).await.unwrap_err()), "NOT_FOUND");
}

#[tokio::test]
async fn attendance_at_a_board_nobody_records_by_hand() {
    let cast = Cast::new().await;
    for which in ["CAL-01-2026-01-08", "CAL-02-2026-01-08"] {
        for who in [cast.secretariat(), cast.lead(), cast.regulator()] {
            let desk = cast.desk(who);
            assert_eq!(reason(&desk.records(which, "2026-03-10").await.unwrap_err()), "STATE");
            assert_eq!(desk.occurrence(which).await.unwrap().possible_acts, [""; 0]);
        }
    }
}

#[tokio::test]
async fn what_is_for_information_nobody_records() {
    let cast = Cast::new().await;
    let which = "CAL-15-2025-09-12";
    for who in [cast.regulator(), cast.liaison()] {
        let desk = cast.desk(who);
        assert_eq!(state(&desk, which).await, OccurrenceState::Information);
        assert_eq!(reason(&desk.records(which, "2026-05-05").await.unwrap_err()), "STATE");
    }
    assert_eq!(state(&cast.desk(cast.lead()), which).await, OccurrenceState::Information);
}

#[tokio::test]
async fn what_happens_when_it_happens_is_recorded_from_its_day_on_and_never_overdue() {
    let cast = Cast::new().await;
    let regulator = cast.desk(cast.regulator());
    let ahead = "CAL-14-2027-03-01";
    assert_eq!(regulator.occurrence(ahead).await.unwrap().possible_acts, [""; 0]);
    assert_eq!(reason(&regulator.records(ahead, "2026-05-05").await.unwrap_err()), "FIELD_INVALID");
    let which = "CAL-14-2026-05-01";
    assert_eq!(
        reason(&regulator.records(which, "2026-04-30").await.unwrap_err()),
        "FIELD_INVALID",
        "before it happened"
    );
    let recorded = regulator.records(which, "2026-05-01").await.unwrap();
    assert_eq!(state(&regulator, which).await, OccurrenceState::Done);
    regulator.takes_back(&recorded).await.unwrap();
    for desk in [&regulator, &cast.desk(cast.lead())] {
        let listed = desk.due("2026-05-01", "2026-05-31").await.unwrap();
        let listed = listed.iter().find(|one| one.duty == "duties/CAL-14").unwrap();
        assert_eq!((listed.state(), listed.due_day.as_str()), (OccurrenceState::NotDue, ""));
        assert_eq!(state(desk, which).await, OccurrenceState::NotDue);
        assert_eq!(state(desk, "CAL-14-2026-04-01").await, OccurrenceState::NotDue, "nothing ever was");
    }
}

#[tokio::test]
async fn what_happens_when_it_happens_is_recorded_a_hundred_times_a_day_and_a_list_leaves_nothing_out() {
    let cast = Cast::new().await;
    let desk = cast.desk(cast.dpo());
    for _ in 0..100 {
        desk.records("CAL-08-2026-05-04", "2026-05-04").await.unwrap();
    }
    assert_eq!(reason(&desk.records("CAL-08-2026-05-04", "2026-05-04").await.unwrap_err()), "STATE");
    desk.records("CAL-08-2026-05-05", "2026-05-05").await.unwrap();
    let listed = desk.due("2026-05-04", "2026-05-05").await.unwrap();
    let listed = listed.iter().filter(|one| one.duty == "duties/CAL-08");
    let listed: Vec<_> = listed.map(|one| (one.first_day.as_str(), one.completions.len())).collect();
    assert_eq!(listed, [("2026-05-04", 100), ("2026-05-05", 1)]);
    // As many as a list answers with, and one more.
    let copies = |many: i32| {
        format!(
            "INSERT INTO exchange_view (organisation, reader, need, named, exchange_id, number, draft, kind, state, opener, recipient,
                                        place, summary, subject)
             SELECT organisation, reader, need, named, gen_random_uuid(), number, draft, kind, state, opener, recipient, place, summary,
                    subject FROM (SELECT * FROM exchange_view WHERE subject = 'CAL-08-2026-05-04' LIMIT 1) AS one, generate_series(1, {many})"
        )
    };
    let owner = cast.world.database.owner().await;
    owner.execute(AssertSqlSafe(copies(899))).await.unwrap();
    let all = desk.due("2026-05-04", "2026-05-05").await.unwrap();
    let all: usize =
        all.iter().filter(|one| one.duty == "duties/CAL-08").map(|one| one.completions.len()).sum();
    assert_eq!(all, 1_000);
    owner.execute(AssertSqlSafe(copies(1))).await.unwrap();
    let refused = desk.due("2026-05-04", "2026-05-05").await.unwrap_err();
    assert_eq!(reason(&refused), "FIELD_INVALID");
    assert_eq!(desk.due("2026-05-05", "2026-05-05").await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_record_that_is_repeated_is_answered_as_it_was() {
    let cast = Cast::new().await;
    let dpo = cast.desk(cast.dpo());
    let request = RecordDoneRequest {
        name: "organisations/hmrc/occurrences/CAL-12-2026-01-01".to_owned(),
        done_on: "2026-04-15".to_owned(),
        reference: "Sent".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    let first = dpo.record(request.clone()).await.unwrap();
    assert_eq!(dpo.record(request).await.unwrap(), first);
}
