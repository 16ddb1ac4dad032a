//! What every answer tells a browser besides the page, and what is too much to be sent.

use super::{html::problems, places::Records};
use e2e::{Page, Sender, Visitor, World};
use reqwest::{
    Client, StatusCode, Url,
    header::{CONTENT_TYPE, COOKIE},
};
use std::collections::BTreeMap;
use web::Access;

const DROPPED: [&str; 5] =
    ["server", "x-powered-by", "via", "strict-transport-security", "access-control-allow-origin"];

#[track_caller]
fn is_guarded(page: &Page, world: &World) {
    let what = format!("{} to {}", page.status, page.url);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(page.header(name), value, "{name} of {what}");
        assert_eq!(page.headers.get_all(name).iter().count(), 1, "{name} of {what}");
    }
    for name in DROPPED {
        assert_eq!(page.header(name), "", "{name} of {what}");
    }
    let asset = page.url.path().starts_with("/assets/") && page.status == StatusCode::OK;
    let cached = if asset { "public, max-age=31536000, immutable" } else { "no-store" };
    assert_eq!(page.header("cache-control"), cached, "{what}");
    let directives = page.header("content-security-policy").split("; ");
    let policy: BTreeMap<_, _> = directives.filter_map(|directive| directive.split_once(' ')).collect();
    let issuers: Url = world.issuer().url(local::issuer::Organisation::Hmrc).parse().unwrap();
    let forms = format!("'self' {}", issuers.origin().ascii_serialization());
    let expected = BTreeMap::from([
        ("default-src", "'none'"),
        ("style-src", "'self'"),
        ("script-src", "'self'"),
        ("img-src", "'self'"),
        ("form-action", forms.as_str()),
        ("base-uri", "'none'"),
        ("frame-ancestors", "'none'"),
    ]);
    assert_eq!(policy, expected, "{what}");
    assert_eq!(page.headers.get_all("content-security-policy").iter().count(), 1, "{what}");
}

/// Assets that a page has fetched.
async fn assets(visitor: &mut Visitor, page: &Page) -> Vec<Page> {
    let mut assets = Vec::new();
    for tag in page.tags() {
        let link = tag.get("href").filter(|_| tag.name == "link").or(tag.get("src"));
        if let Some(link) = link {
            assets.push(visitor.get(link).await);
        }
    }
    assets
}

#[tokio::test]
async fn every_answer_tells_browsers_to_do_nothing_but_show_it() {
    let world = World::new().await;
    let mut nobody = world.passer_by();
    let mut dpo = world.visitor("hmrc-dpo", "dept.dpo").await;
    let token = dpo.get("/still-here").await.token();
    let start = nobody.get("/").await;
    let assets = assets(&mut nobody, &start).await;
    let kinds: Vec<_> =
        assets.iter().map(|asset| (asset.status.as_u16(), asset.header("content-type"))).collect();
    let [script, style, icon] =
        ["text/javascript; charset=utf-8", "text/css; charset=utf-8", "image/svg+xml"];
    assert_eq!(kinds, [(200, icon), (200, style), (200, script), (200, script)]);
    assert!(assets.iter().all(|asset| !asset.body.is_empty()));

    let large = "x".repeat(600 << 10);
    let nowhere = "/breaches/0b54c0a8-3f53-4c50-93b1-1f2f3c1d7f11/log";
    let pages = vec![
        (200, start),
        (200, dpo.get("/still-here").await),
        (303, nobody.get("/still-here").await),
        (303, nobody.get("/sign-in/start?organisation=hmrc").await),
        (422, nobody.get("/sign-in/start?organisation=nobody").await),
        (400, nobody.get("/sign-in/callback?code=x&state=x").await),
        (400, nobody.post(web::TOLD, &[("logout_token", "x")]).await),
        (403, dpo.post_from(Sender::Stranger, "/sign-out", &[]).await),
        (404, nobody.get("/nowhere").await),
        (404, nobody.get("/assets/nothing.css").await),
        (303, nobody.get("/breaches/%ff/log").await),
        (404, nobody.post("/breaches/%ff/log", &[]).await),
        (404, nobody.get("/still-here/").await),
        (404, nobody.post("/", &[]).await),
        (404, dpo.get(nowhere).await),
        (404, dpo.get("/breaches/%ff/log").await),
        (404, dpo.post("/breaches/%ff/log", &[("form_token", &token)]).await),
        (413, dpo.post(nowhere, &[("form_token", &token), ("text", &large)]).await),
        (422, dpo.post(nowhere, &[("form_token", "x")]).await),
        (422, nobody.post(nowhere, &[]).await),
        (303, dpo.post("/sign-out", &[("form_token", &token)]).await),
    ];
    for (status, page) in pages.into_iter().chain(assets.into_iter().map(|asset| (200, asset))) {
        assert_eq!(page.status.as_u16(), status, "{}", page.url);
        is_guarded(&page, &world);
        let told = [web::TOLD, "/assets/"].iter().any(|path| page.url.path().starts_with(path));
        if status != 303 && !told {
            assert_eq!(problems(&page), Vec::<String>::new(), "{}: {}", page.url, page.body);
        }
    }
    let head = Client::builder().no_proxy().build().unwrap().head(format!("{}/", world.gateway_url()));
    let head = head.send().await.unwrap();
    assert_eq!(
        (head.status(), head.headers().get("x-frame-options").unwrap().as_bytes()),
        (StatusCode::OK, &b"DENY"[..])
    );
}

#[tokio::test]
async fn a_form_is_as_large_as_half_a_megabyte_and_has_two_thousand_fields_at_most() {
    let world = World::new().await;
    let records = Records::of(world.hmrc()).await;
    let mut dpo = world.visitor("hmrc-dpo", "dept.dpo").await;
    let token = dpo.get("/still-here").await.token();
    let posted =
        web::listed().into_iter().filter(|listed| matches!(listed.access, Access::Form | Access::Issuer));
    let fits = "x".repeat((512 << 10) - "text=".len());
    let too_large = format!("{fits}x");
    for listed in posted {
        let path = records.places().fill(listed.path);
        for (body, refused) in [
            (vec![("text", fits.as_str())], false),
            (vec![("text", too_large.as_str())], true),
            (vec![("a", ""); 2_000], false),
            (vec![("a", ""); 2_001], true),
        ] {
            let page = dpo.post(&path, &body).await;
            let answered = page.status == StatusCode::PAYLOAD_TOO_LARGE;
            assert_eq!(answered, refused, "{path} answers {} to {} fields", page.status, body.len());
            if refused {
                assert_eq!(page.title(), "What you sent is too large – Concordat", "{path}");
            }
        }
    }
    assert_eq!(dpo.get("/still-here").await.token(), token, "nobody was signed out");
    assert_eq!(records.again(world.hmrc()).await, records);
}

#[tokio::test]
async fn what_is_no_form_is_not_read_as_one() {
    let world = World::new().await;
    let mut dpo = world.visitor("hmrc-dpo", "dept.dpo").await;
    let token = dpo.get("/still-here").await.token();
    let session = dpo.jar.get(e2e::visitor::SESSION).unwrap();
    let http = Client::builder().no_proxy().build().unwrap();
    for kind in ["", "text/plain", "application/json", "multipart/form-data; boundary=x"] {
        let request = http
            .post(format!("{}/sign-out", world.gateway_url()))
            .header(CONTENT_TYPE, kind)
            .header(COOKIE, format!("{}={session}", e2e::visitor::SESSION))
            .body(format!("form_token={token}"));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE, "{kind:?}");
        let told = answer.text().await.unwrap();
        assert!(told.contains("<title>What you sent is not a form – Concordat</title>"), "{kind:?}: {told}");
    }
    assert_eq!(dpo.get("/still-here").await.token(), token);
}
