//! What two versions of a return show together.

use super::*;

/// The versions as the centre has them.
async fn versions<const N: usize>(cast: &Cast, exchange: &Exchange) -> [QuarterlyReturnContent; N] {
    let read = cast.analyst().has(exchange).await.unwrap();
    let versions: Vec<_> = read.acts.iter().filter_map(|act| act.quarterly_return.clone()).collect();
    versions.try_into().unwrap()
}

fn told(content: &QuarterlyReturnContent) -> String {
    use IncidentType::{DataEmailedToIncorrectRecipient as Email, FailureToRedact, FailureToUseBcc};
    let types = [Some(Email), Some(FailureToRedact), Some(FailureToUseBcc), None];
    types.map(|kind| incidents(content, kind, None)).join(" ")
}

#[tokio::test]
async fn one_late_breach_of_a_rare_type_shows_in_the_totals_only() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    cast.more(&breach, 39, "'{}'::jsonb, NULL").await;
    cast.more(&breach, 30, "'{}'::jsonb, 'FAILURE_TO_REDACT'").await;
    cast.world.set(OVER);
    cast.dpo().returns_quarter("").await;
    cast.more(&breach, 1, "'{}'::jsonb, 'FAILURE_TO_USE_BCC'").await;
    let corrected = cast.dpo().returns_quarter("One was found late.").await;
    let [first, second] = versions(&cast, &corrected).await;
    let said = [told(&first), told(&second)];
    assert_eq!(said, ["40 30 0 70", "40 30 0 70"]);
    let confirmed = [&first, &second].map(|one| totals(one).split(' ').next().unwrap().to_owned());
    assert_eq!(confirmed, ["70", "71"]);
}

#[tokio::test]
async fn a_count_that_becomes_small_is_not_told_by_the_difference_of_two_versions() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    cast.more(&breach, 39, "'{}'::jsonb, NULL").await;
    cast.more(&breach, 10, "'{}'::jsonb, 'FAILURE_TO_REDACT'").await;
    cast.world.set(OVER);
    cast.dpo().returns_quarter("").await;
    let owner = cast.world.database.owner().await;
    let less = "UPDATE breach SET restriction = '{}' WHERE breach_id IN
                (SELECT breach_id FROM breach WHERE incident_type = 'FAILURE_TO_REDACT' LIMIT 1)";
    sqlx::query(less).execute(&owner).await.unwrap();
    let corrected = cast.dpo().returns_quarter("One was none.").await;
    let [first, second] = versions(&cast, &corrected).await;
    let said = [told(&first), told(&second)];
    assert_eq!(said, ["40 10 0 50", "40 10 0 50"]);
}

#[tokio::test]
async fn what_the_first_of_three_versions_hid_is_hidden_though_the_second_counted_nothing_of_its_kind() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    cast.more(&breach, 39, "'{}'::jsonb, NULL").await;
    let unsaid = r#"'{"incident": {}}'::jsonb, NULL"#;
    cast.more(&breach, 4, unsaid).await;
    cast.world.set(OVER);
    cast.dpo().returns_quarter("").await;
    let owner = cast.world.database.owner().await;
    let said = "UPDATE breach SET facts = (SELECT facts FROM breach WHERE breach_id = $1::text::uuid)
                WHERE facts -> 'incident' = '{}'";
    sqlx::query(said).bind(breach.name.rsplit('/').next().unwrap()).execute(&owner).await.unwrap();
    cast.more(&breach, 20, "'{}'::jsonb, NULL").await;
    cast.dpo().returns_quarter("Of four it is known now.").await;
    cast.more(&breach, 12, unsaid).await;
    let corrected = cast.dpo().returns_quarter("Of twelve others it is not.").await;
    let versions: [_; 3] = versions(&cast, &corrected).await;
    let unsaid = versions.each_ref().map(|one| incidents(one, None, Some(IncidentCategory::Unspecified)));
    assert_eq!(unsaid, ["c", "none", "c"]);
}

#[tokio::test]
async fn a_third_version_that_is_nearly_the_first_again_shows_what_the_second_did() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    cast.more(&breach, 39, "'{}'::jsonb, NULL").await;
    cast.more(&breach, 30, "'{}'::jsonb, 'FAILURE_TO_REDACT'").await;
    cast.world.set(OVER);
    cast.dpo().returns_quarter("").await;
    cast.more(&breach, 20, "'{}'::jsonb, NULL").await;
    cast.dpo().returns_quarter("Twenty were found late.").await;
    let owner = cast.world.database.owner().await;
    let less = "UPDATE breach SET restriction = '{}' WHERE breach_id IN
                (SELECT breach_id FROM breach WHERE incident_type = 'DATA_EMAILED_TO_INCORRECT_RECIPIENT' LIMIT 19)";
    sqlx::query(less).execute(&owner).await.unwrap();
    let corrected = cast.dpo().returns_quarter("Nineteen were none.").await;
    let versions: [_; 3] = versions(&cast, &corrected).await;
    assert_eq!(versions.each_ref().map(told), ["40 30 0 70", "60 30 0 90", "60 30 0 90"]);
    let confirmed = versions.each_ref().map(|one| totals(one).split(' ').next().unwrap().to_owned());
    assert_eq!(confirmed, ["70", "90", "71"]);
}
