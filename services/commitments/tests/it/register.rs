//! What anybody reads in the register.

use crate::actors::{Cast, NOW};
use chassis_testing::reason;
use contracts::commitments::{Instrument, ListCommitmentsRequest, Owner};

#[tokio::test]
async fn anybody_reads_all_that_was_promised_and_in_which_document() {
    let cast = Cast::new().await;
    let all = cast.public().commitments(ListCommitmentsRequest::default()).await.unwrap();
    let codes: Vec<_> =
        all.commitments.iter().map(|one| one.name.trim_start_matches("commitments/")).collect();
    assert_eq!(codes.len(), 52);
    assert_eq!(
        (codes[0], codes[4], codes[21], codes[33], codes[39]),
        ("JNT-01", "HMG-01", "ICO-01", "NCSC-01", "CAB-01")
    );
    assert_eq!(all.edition, "2026-01-08");
    assert_eq!(all.instruments.len(), 3);
    for party in [cast.dpo(), cast.lead(), cast.regulator(), cast.liaison()] {
        assert_eq!(party.commitments(ListCommitmentsRequest::default()).await.unwrap(), all);
    }
}

#[tokio::test]
async fn the_register_is_filtered_by_document_and_by_who_promised() {
    let cast = Cast::new().await;
    let count = async |instruments: &[Instrument], owners: &[Owner]| {
        let instruments = instruments.iter().copied().map(Into::into).collect();
        let owners = owners.iter().copied().map(Into::into).collect();
        let request = ListCommitmentsRequest { instruments, owners, ..ListCommitmentsRequest::default() };
        cast.public().commitments(request).await.unwrap().commitments.len()
    };
    assert_eq!(count(&[Instrument::Mou], &[]).await, 33);
    assert_eq!(count(&[Instrument::Mou], &[Owner::Hmg]).await, 21);
    assert_eq!(count(&[Instrument::Mou], &[Owner::Ico]).await, 16);
    assert_eq!(count(&[Instrument::NcscMou, Instrument::CabinetOfficeLetter], &[]).await, 19);
    assert_eq!(count(&[Instrument::CabinetOfficeLetter], &[Owner::Ico]).await, 0);
}

#[tokio::test]
async fn the_register_is_read_as_of_a_day() {
    let cast = Cast::new().await;
    let on = async |day: &str| {
        let request = ListCommitmentsRequest { on: day.to_owned(), ..ListCommitmentsRequest::default() };
        cast.public().commitments(request).await.unwrap().commitments.len()
    };
    assert_eq!((on("2023-09-11").await, on("2023-09-12").await), (0, 6));
    assert_eq!((on("2026-01-07").await, on("2026-01-08").await), (19, 52));
    let before = cast.public().commitment("HMG-01", "2026-01-07").await.unwrap_err();
    assert_eq!(reason(&before), "NOT_FOUND");
    for day in ["2026-02-30", "2026-13-01"] {
        let wrong = cast.public().commitment("HMG-01", day).await.unwrap_err();
        assert_eq!(reason(&wrong), "FIELD_INVALID", "{day}");
    }
}

#[tokio::test]
async fn a_commitment_shows_the_periods_around_the_day() {
    let cast = Cast::new().await;
    let periods = async |code: &str, on: &str| {
        let commitment = cast.public().commitment(code, on).await.unwrap();
        commitment
            .periods
            .into_iter()
            .map(|one| format!("{} by {}", one.name, one.due_day))
            .collect::<Vec<_>>()
    };
    assert!(NOW.starts_with("2026-05-05"));
    let now = [
        "commitments/HMG-17/periods/2026-01-08-P6M by 2026-07-07",
        "commitments/HMG-17/periods/2026-07-08-P6M by 2027-01-07",
    ];
    assert_eq!(periods("HMG-17", "").await, now);
    assert_eq!(periods("HMG-17", "2026-05-05").await, now);
    assert_eq!(periods("HMG-17", "2026-07-08").await.len(), 3);
}

#[tokio::test]
async fn two_entries_that_say_the_same_are_one_duty() {
    let cast = Cast::new().await;
    let duty = async |code: &str| cast.public().commitment(code, "").await.unwrap().duty;
    assert_eq!((duty("HMG-13").await, duty("HMG-01").await), ("HMG-01".to_owned(), "HMG-01".to_owned()));
}

#[tokio::test]
async fn a_commitment_that_there_is_not_is_not_found() {
    let cast = Cast::new().await;
    for refused in [
        cast.public().commitment("HMG-18", "").await.err(),
        cast.public().versions("CAB-14", 0, "").await.err(),
    ] {
        assert_eq!(reason(&refused.unwrap()), "NOT_FOUND");
    }
    assert_eq!(reason(&cast.public().commitment("HMG-00", "").await.unwrap_err()), "FIELD_INVALID");
}
