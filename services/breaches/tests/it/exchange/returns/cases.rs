//! What the regulator counts of its cases for the National Cyber Security Centre.

use super::*;
use contracts::breaches::{CaseAggregateContent, CaseAggregatePreview};

impl Actor {
    async fn looks_at_cases(&self) -> Reply<CaseAggregatePreview> {
        let request =
            pb::GetCaseAggregatePreviewRequest { parent: self.parent(), quarter: QUARTER.to_owned() };
        Ok(self.get_case_aggregate_preview(request).await?.preview.unwrap())
    }

    async fn discloses_cases(&self, preview: &CaseAggregatePreview) -> Reply<Exchange> {
        let request = pb::DiscloseCaseAggregateRequest {
            parent: ICO.to_owned(),
            quarter: preview.quarter.clone(),
            etag: preview.etag.clone(),
            request_id: id(),
        };
        Ok(self.disclose_case_aggregate(request).await?.exchange.unwrap())
    }
}

impl Cast {
    /// So many more cases like the one that there is, of a department.
    async fn more_cases(&self, many: i32, department: &str) {
        let more = format!(
            "WITH more AS (SELECT gen_random_uuid() AS id FROM generate_series(1, {many}))
             INSERT INTO case_act (organisation, reader, need, case_id, number, at, role, content_type, content, hash, state,
                                   department, place, summary)
             SELECT '{department}', reader, need, more.id, number, at, role, content_type, content, hash, state, '{department}',
                    place, summary
             FROM more, (SELECT * FROM case_act WHERE reader = 'ico' ORDER BY at LIMIT 1) AS act"
        );
        let owner = self.world.database.owner().await;
        sqlx::query(AssertSqlSafe(more)).execute(&owner).await.unwrap();
    }
}

fn cases(
    content: &CaseAggregateContent,
    category: Option<IncidentCategory>,
    band: Option<AffectedBand>,
) -> String {
    let (category, band) = (category.map(i32::from), band.map(i32::from));
    let found = content.cases.iter().find(|count| (count.category, count.band) == (category, band)).unwrap();
    number(found.number.as_ref())
}

#[tokio::test]
async fn what_the_regulator_counts_tells_of_no_one_organisation() {
    let cast = Cast::new().await;
    cast.dpo().notifies(&cast, "A letter").await;
    cast.more_cases(84, "hmrc").await;
    cast.more_cases(14, "moj").await;
    cast.world.set(OVER);
    let dominated = cast.caseworker().looks_at_cases().await.unwrap().released.unwrap();
    let shown = |content: &CaseAggregateContent| {
        let places = [
            (Some(IncidentCategory::NonCyber), Some(AffectedBand::From1)),
            (Some(IncidentCategory::NonCyber), None),
            (None, None),
        ];
        places.map(|(category, band)| cases(content, category, band)).join(" ")
    };
    assert_eq!(shown(&dominated), "c c c", "85 of 99 are one organisation's");
    cast.more_cases(1, "moj").await;
    let preview = cast.lead().looks_at_cases().await.unwrap();
    let released = preview.released.as_ref().unwrap();
    assert_eq!(shown(released), "100 100 100", "85 of 100 are not more than 85 per cent");
    let stamp = released.cases[0].number.as_ref().unwrap();
    assert_eq!((stamp.audience(), stamp.as_at), (ReleaseAudience::Others, at(OVER)));
    let disclosed = cast.lead().discloses_cases(&preview).await.unwrap();
    assert_eq!(
        (disclosed.kind(), disclosed.state()),
        (pb::ExchangeKind::CaseAggregate, State::AggregateDisclosed)
    );
    let read = cast.incident().has(&disclosed).await.unwrap();
    assert_eq!(read.acts[0].case_aggregate.as_ref(), preview.released.as_ref());
    assert_eq!(cast.incident().register().await[0].basis(), Basis::SdcAggregate);
    assert_eq!(cast.incident().acknowledges(&read).await.unwrap().state(), State::Acknowledged);
    assert_eq!(cast.lead().looks_at_cases().await.unwrap().exchange, disclosed.name);
    for other in [cast.dpo(), cast.moj(), cast.analyst()] {
        assert_eq!(other.has(&disclosed).await.unwrap_err().code(), Code::NotFound);
        assert!(other.exchanges().await.iter().all(|one| one.kind() != pb::ExchangeKind::CaseAggregate));
    }
    let again = reasons(cast.lead().discloses_cases(&preview).await);
    assert_eq!(again, (Code::FailedPrecondition, "NOTHING_TO_CORRECT".to_owned()));
}

#[tokio::test]
async fn what_only_one_organisation_has_is_hidden_however_much_it_is() {
    let cast = Cast::new().await;
    cast.dpo().notifies(&cast, "A letter").await;
    cast.more_cases(499, "hmrc").await;
    cast.world.set(OVER);
    let released = cast.lead().looks_at_cases().await.unwrap().released.unwrap();
    assert_eq!(cases(&released, None, None), "c");
}

#[tokio::test]
async fn cases_are_counted_by_what_was_submitted_last_and_when_they_were_received() {
    let cast = Cast::new().await;
    cast.dpo().notifies(&cast, "A letter").await;
    cast.more_cases(29, "moj").await;
    // Two came in the first moment of the next quarter.
    let owner = cast.world.database.owner().await;
    let later = r#"UPDATE case_view SET summary = summary || '{"receivedAt": "2026-06-30T23:00:00Z"}' WHERE (reader, case_id) IN
                   (SELECT reader, case_id FROM case_view WHERE reader = 'ico' AND department = 'moj' ORDER BY case_id LIMIT 2)"#;
    sqlx::query(later).execute(&owner).await.unwrap();
    cast.world.set(OVER);
    let preview = cast.lead().looks_at_cases().await.unwrap();
    cast.world.set("2026-07-03T09:00:00Z");
    assert_eq!(
        cast.lead().looks_at_cases().await.unwrap().etag,
        preview.etag,
        "that time passes changes nothing"
    );
    cast.more_cases(12, "home-office").await;
    cast.more_cases(12, "hmrc").await;
    let now = cast.lead().looks_at_cases().await.unwrap();
    assert_ne!(now.etag, preview.etag);
    assert_eq!(
        cases(now.released.as_ref().unwrap(), None, None),
        "50",
        "52 of them, and not the next quarter's"
    );
    assert_eq!(
        reasons(cast.lead().discloses_cases(&preview).await),
        (Code::Aborted, "ETAG_STALE".to_owned())
    );
    let system = cast.lead().as_system();
    assert_eq!(
        reasons(system.discloses_cases(&now).await),
        (Code::PermissionDenied, "ACTING_ROLE".to_owned())
    );
    // The people of every one of them were found to be many. With that, the views are what the acts say again: all 54.
    let follow_up = r#"INSERT INTO case_act (organisation, reader, need, case_id, number, at, role, content_type, content, hash, state,
                                             department, place, summary)
        SELECT organisation, reader, need, case_id, number + 1, at, role, 'concordat.breaches.v1.FollowUpContent',
               convert_to(jsonb_build_object('submission', convert_from(content, 'UTF8')::jsonb
                   || '{"affectedBand": "AFFECTED_BAND_FROM_100K"}')::text, 'UTF8'), hash, state, department, place, summary
        FROM case_act WHERE reader = 'ico' AND content_type LIKE '%.SubmissionContent'"#;
    sqlx::query(follow_up).execute(&owner).await.unwrap();
    let now = cast.lead().looks_at_cases().await.unwrap().released.unwrap();
    assert_eq!(cases(&now, Some(IncidentCategory::NonCyber), Some(AffectedBand::From100k)), "55");
}

#[tokio::test]
async fn counts_of_a_quarter_that_goes_on_are_not_looked_at() {
    let cast = Cast::new().await;
    let refused = reasons(cast.lead().looks_at_cases().await);
    assert_eq!(refused, (Code::FailedPrecondition, "QUARTER_NOT_OVER".to_owned()));
    let early =
        CaseAggregatePreview { quarter: QUARTER.to_owned(), etag: "x".to_owned(), ..Default::default() };
    let refused = reasons(cast.lead().discloses_cases(&early).await);
    assert_eq!(refused, (Code::FailedPrecondition, "QUARTER_NOT_OVER".to_owned()));
}
