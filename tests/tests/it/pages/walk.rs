//! Every page and form that there is, asked for by whoever has no business with it. They are listed by what the router is
//! made from, so that none is missed.

use super::places::{Places, Records, UNDISCLOSED, all_visitors};
use e2e::{Page, Visitor, World};
use local::issuer::Organisation;
use reqwest::StatusCode;
use web::{Access, Listed};

const TYPED: &str = "what somebody typed for a long time";

/// Something that looks like any form, the same for all records, so that what is answered can be compared.
fn fields(token: &str) -> [(&str, &str); 5] {
    const REQUEST: &str = "5c1e2f7a-93d0-4c2b-8a43-4f1f0c6b7d21";
    [("form_token", token), ("request_id", REQUEST), ("etag", "x"), ("step", "do"), ("reason", TYPED)]
}

/// Asks for a page, or sends a form.
async fn asks(visitor: &mut Visitor, listed: &Listed, path: &str, token: &str) -> Page {
    match listed.method {
        "GET" => visitor.get(path).await,
        _ => visitor.post(path, &fields(token)).await,
    }
}

/// The pages and forms that are about a record.
fn about_records() -> Vec<Listed> {
    let listed = web::listed().into_iter().filter(|listed| listed.path.contains('{'));
    listed.filter(|listed| matches!(listed.access, Access::SignedIn | Access::Form)).collect()
}

#[test]
fn every_page_is_listed_once_and_what_changes_anything_is_a_form() {
    let listed = web::listed();
    for (at, one) in listed.iter().enumerate() {
        let again =
            listed[at + 1..].iter().find(|other| (other.method, other.path) == (one.method, one.path));
        assert_eq!(again, None);
        let posted = matches!(one.access, Access::Form | Access::Issuer);
        assert_eq!(one.method, if posted { "POST" } else { "GET" }, "{}", one.path);
    }
    // Whoever adds one of these says so here.
    let open: Vec<_> = listed.iter().filter(|one| one.access == Access::Open).map(|one| one.path).collect();
    let expected = [
        "/sign-in",
        "/sign-in/start",
        "/sign-in/silent",
        "/sign-in/again",
        "/sign-in/callback",
        "/signed-out",
        "/",
        "/accessibility",
        "/privacy",
        "/cookies",
        "/calendar/feed/{file}",
        "/register",
        "/register/{commitment}",
        "/received-assessments/{assessment}",
        "/received-assessments/{assessment}/sealed",
    ];
    assert_eq!(open, expected, "what anybody gets");
    let told: Vec<_> = listed.iter().filter(|one| one.access == Access::Issuer).map(|one| one.path).collect();
    assert_eq!(told, [web::TOLD], "what issuers tell");
}

#[tokio::test]
async fn whoever_is_not_signed_in_gets_no_page_and_loses_nothing_that_they_typed() {
    let world = World::new().await;
    let records = Records::of(world.hmrc()).await;
    for places in [records.places(), Places::nowhere(), Places::malformed()] {
        for listed in web::listed() {
            let (path, mut visitor) = (places.fill(listed.path), world.passer_by());
            let page = asks(&mut visitor, &listed, &path, "x").await;
            let told = &page.body;
            assert!(!told.contains("astray") && !told.contains("c-header__user"), "{path}: {told}");
            match listed.access {
                Access::Open => assert!([200, 303, 400, 404, 422].contains(&page.status.as_u16()), "{path}"),
                Access::Issuer => assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}"),
                Access::SignedIn => {
                    assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
                    let back: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
                    assert_eq!(page.leads_to_path(), format!("/sign-in?back={back}"));
                    assert_eq!(page.body, "", "{path}");
                }
                Access::Form => {
                    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                    assert_eq!(page.title(), "You have been signed out – Concordat", "{path}");
                    let kept = page.form().filled(&[]);
                    assert!(kept.contains(&("reason".to_owned(), TYPED.to_owned())), "{path}: {kept:?}");
                }
            }
        }
    }
    assert_eq!(records.again(world.hmrc()).await, records);
}

/// Whose records are whose, to somebody of an organisation: their own, if they have any, and those of others.
fn own_and_foreign(organisation: Organisation, hmrc: &Records, moj: &Records) -> (Option<Places>, Places) {
    match organisation {
        Organisation::Hmrc => (Some(hmrc.places()), moj.places()),
        Organisation::Moj => (Some(moj.places()), hmrc.places()),
        Organisation::Ico => (Some(hmrc.places()), hmrc.without_the_case()),
        _ => (None, hmrc.places()),
    }
}

#[tokio::test]
async fn a_page_of_what_is_somebody_elses_is_answered_as_one_that_is_nowhere() {
    Box::pin(is_answered_as_what_is_nowhere("GET")).await;
}

#[tokio::test]
async fn a_form_of_what_is_somebody_elses_is_answered_as_one_that_is_nowhere() {
    Box::pin(is_answered_as_what_is_nowhere("POST")).await;
}

async fn is_answered_as_what_is_nowhere(asked: &str) {
    let world = World::new().await;
    let (hmrc, moj) = (Records::of(world.hmrc()).await, Records::of(world.moj()).await);
    let (nowhere, malformed) = (Places::nowhere(), Places::malformed());
    let (mut denied, mut absent) = (0, 0);
    for (organisation, role, mut visitor) in all_visitors(&world).await {
        let (own, foreign) = own_and_foreign(organisation, &hmrc, &moj);
        let token = visitor.get("/still-here").await.token();
        for listed in about_records().into_iter().filter(|listed| listed.method == asked) {
            let (method, path) = (listed.method, listed.path);
            let theirs = asks(&mut visitor, &listed, &foreign.fill(path), &token).await;
            let nobodys = asks(&mut visitor, &listed, &nowhere.fill(path), &token).await;
            let none = asks(&mut visitor, &listed, &malformed.fill(path), &token).await;
            let expected = match &own {
                // What the policy denies, it denies whatever it is about.
                Some(own) if method == "GET" => {
                    let own = visitor.get(&own.fill(path)).await;
                    let denied = own.status == StatusCode::FORBIDDEN;
                    Some(if denied { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND })
                }
                _ => None,
            };
            let status = expected.unwrap_or(nobodys.status);
            let what = match status {
                StatusCode::FORBIDDEN => "You cannot do this in your role – Concordat",
                _ => "Page not found – Concordat",
            };
            for page in [&theirs, &nobodys, &none] {
                assert_eq!(
                    (page.status, page.title().as_str()),
                    (status, what),
                    "{method} {} as {role}",
                    page.url
                );
                assert_eq!(page.lasting(), nobodys.lasting(), "{method} {} as {role}", page.url);
            }
            *(if status == StatusCode::FORBIDDEN { &mut denied } else { &mut absent }) += 1;
        }
    }
    assert!(denied > 100 && absent > 100, "{denied} {absent}");
    assert_eq!(hmrc.again(world.hmrc()).await, hmrc);
    assert_eq!(moj.again(world.moj()).await, moj);
}

#[tokio::test]
async fn no_page_tells_of_what_another_organisation_did_not_disclose() {
    let world = World::new().await;
    let (hmrc, moj) = (Records::of(world.hmrc()).await, Records::of(world.moj()).await);
    for (organisation, role, mut visitor) in all_visitors(&world).await {
        let (own, foreign) = own_and_foreign(organisation, &hmrc, &moj);
        let own = own.unwrap_or(foreign);
        let own_secret = format!("{UNDISCLOSED} at {organisation}");
        for listed in web::listed().into_iter().filter(|listed| listed.access == Access::SignedIn) {
            let page = visitor.get(&own.fill(listed.path)).await;
            let told = page.body.replace(&own_secret, "");
            assert!(!told.contains(UNDISCLOSED), "{} as {role}: {told}", listed.path);
        }
    }
}
