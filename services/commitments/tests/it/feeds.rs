//! Links that calendar programs follow.

use crate::actors::Cast;
use chassis_testing::{details, id, reason};
use contracts::commitments::{CreateFeedRequest, FeedState};
use sqlx::Row as _;

#[tokio::test]
async fn whoever_has_a_link_reads_titles_and_days_and_nothing_else() {
    let cast = Cast::new().await;
    let (dpo, nobody) = (cast.desk(cast.dpo()), cast.desk(cast.public()));
    let (feed, secret) = dpo.link("2026-12-31").await.unwrap();
    assert_eq!((feed.state(), feed.role.as_str(), secret.len()), (FeedState::Live, "dept.dpo", 43));
    let entries = nobody.follows(&secret).await.unwrap();
    let [first, ..] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(
        (first.uid.as_str(), first.title.as_str(), first.due_day.as_str()),
        ("CAL-09-2026-04-08", "Data protection risk before the department's boards", "2026-07-07")
    );
    let days: Vec<_> = entries.iter().map(|entry| entry.due_day.as_str()).collect();
    assert!(days.is_sorted() && days.iter().all(|day| ("2026-05-05"..="2027-05-05").contains(day)));
    // That it was done changes nothing of it.
    dpo.records("CAL-10-2026-01-08", "2026-05-05").await.unwrap();
    assert_eq!(nobody.follows(&secret).await.unwrap(), entries);
    let (_, other) = cast.desk(cast.lead()).link("2026-12-31").await.unwrap();
    assert!(nobody.follows(&other).await.unwrap().iter().any(|entry| entry.uid == "CAL-03-2026-01-08"));
}

#[tokio::test]
async fn a_link_that_ended_was_revoked_or_never_was_is_not_found_in_the_same_words() {
    let cast = Cast::new().await;
    let (dpo, nobody) = (cast.desk(cast.dpo()), cast.desk(cast.public()));
    let (feed, revoked) = dpo.link("2026-05-06").await.unwrap();
    let (_, ended) = dpo.link("2026-05-06").await.unwrap();
    let gone = dpo.revokes(&feed).await.unwrap();
    assert_eq!(gone.state(), FeedState::Revoked);
    assert_eq!(reason(&dpo.revokes(&gone).await.unwrap_err()), "STATE");
    assert_eq!(reason(&dpo.revokes(&feed).await.unwrap_err()), "ETAG_STALE");
    cast.world.set("2026-05-06T22:59:59Z");
    assert!(nobody.follows(&ended).await.is_ok(), "to the end of its last day");
    cast.world.set("2026-05-06T23:00:00Z");
    let mut words = Vec::new();
    for secret in [revoked, ended, "a".repeat(43)] {
        let refused = nobody.follows(&secret).await.unwrap_err();
        words.push((refused.message().to_owned(), details(&refused)));
    }
    assert!(words.iter().all(|one| *one == words[0] && one.1.reason == "NOT_FOUND"), "{words:?}");
}

#[tokio::test]
async fn of_a_secret_only_the_hash_is_kept_and_it_is_answered_once() {
    let cast = Cast::new().await;
    let dpo = cast.desk(cast.dpo());
    let request =
        CreateFeedRequest { parent: dpo.parent(), ends_on: "2026-12-31".to_owned(), request_id: id() };
    let (feed, secret) = dpo.links(request.clone()).await.unwrap();
    assert_eq!(dpo.links(request).await.unwrap(), (feed.clone(), String::new()));
    assert_eq!(dpo.own_links().await.unwrap(), [feed]);
    let owner = cast.world.database.owner().await;
    let tables = "SELECT quote_ident(table_name) FROM information_schema.tables
                  WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
    for table in sqlx::query(tables).fetch_all(&owner).await.unwrap() {
        let table: String = table.get(0);
        let everything = format!(
            "SELECT count(*) FROM {table} AS it WHERE strpos(encode(it::text::bytea, 'escape'), $1) > 0
                                  OR strpos(it::text, encode($1::bytea, 'hex')) > 0"
        );
        let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(everything))
            .bind(&secret)
            .fetch_one(&owner)
            .await
            .unwrap();
        assert_eq!(found, 0, "{table}");
    }
}

#[tokio::test]
async fn a_link_is_its_makers_own() {
    let cast = Cast::new().await;
    let (dpo, siro) = (cast.desk(cast.dpo()), cast.desk(cast.siro()));
    let (feed, _) = dpo.link("2026-12-31").await.unwrap();
    for other in [siro, cast.desk(cast.moj()), cast.desk(cast.lead())] {
        assert_eq!(other.own_links().await.unwrap(), []);
        assert_eq!(reason(&other.revokes(&feed).await.unwrap_err()), "NOT_FOUND");
    }
    assert_eq!(reason(&cast.system().link("2026-12-31").await.unwrap_err()), "ACTING_ROLE");
}

#[tokio::test]
async fn a_link_ends_within_four_hundred_days_and_nobody_has_more_than_five_that_count() {
    let cast = Cast::new().await;
    let dpo = cast.desk(cast.dpo());
    for (ends_on, good) in
        [("2026-05-05", false), ("2026-05-06", true), ("2027-06-09", true), ("2027-06-10", false)]
    {
        let made = dpo.link(ends_on).await;
        assert_eq!(made.is_ok(), good, "{ends_on}");
        if let Err(refused) = made {
            assert_eq!(details(&refused).fields, ["ends_on"]);
        }
    }
    for _ in 0..2 {
        dpo.link("2026-12-31").await.unwrap();
    }
    let (last, _) = dpo.link("2026-12-31").await.unwrap();
    assert_eq!(reason(&dpo.link("2026-12-31").await.unwrap_err()), "STATE");
    dpo.revokes(&last).await.unwrap();
    dpo.link("2026-12-31").await.unwrap();
    cast.desk(cast.siro()).link("2026-12-31").await.unwrap();
    cast.world.set("2026-05-07T09:00:00Z");
    dpo.link("2026-12-31").await.unwrap();
}
