//! Whom the pages sign in by the word of an issuer that says whatever it likes, and what they tell a browser of https.

use crate::{
    issuer::{Signer, Token, encode},
    world::{Plan, World},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use gateway::config;
use jsonwebtoken::{EncodingKey, Header};
use reqwest::{
    Client, Response, Url,
    header::{COOKIE, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use serde_json::{Value, json};

const SESSION: &str = "__Host-concordat=";

/// A gateway with pages, which browsers know by this URL.
async fn world(url: &str) -> World {
    let plan = Plan::new().await;
    plan.write("pages.key", &BASE64_STANDARD.encode([9; 32]));
    plan.write("client.secret", "secret");
    let (key, secret) = (plan.dir.path().join("pages.key"), plan.dir.path().join("client.secret"));
    let url = url.parse().unwrap();
    let world = plan
        .start_with(|config| {
            config.pages = Some(config::Pages { url, key_files: vec![key], peers: Vec::new() });
            for issuer in &mut config.issuers {
                issuer.client_id = Some("web".to_owned());
                issuer.client_secret_file = Some(secret.clone());
            }
        })
        .await;
    // Whoever is asked who calls finds out about the issuer first.
    world.caller("hmrc", &["dept.dpo"]).await.echo("x").await.unwrap();
    let moj = world.plan.issuer.token("shared", world.plan.now()).claim("org", "MOJ-1");
    let moj = world.plan.issuer.sign(&moj.claim("groups", json!(["g-dpo"])));
    world.stranger().await.with_token(&moj).echo("x").await.unwrap();
    world
}

/// Somebody on the way to sign in.
struct Pending<'w> {
    world: &'w World,
    name: &'static str,
    cookie: String,
    state: String,
    nonce: String,
}

fn http() -> Client {
    Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
}

async fn get(world: &World, path: &str, cookie: &str) -> Response {
    let url = format!("http://{}{path}", world.address);
    http().get(url).header(COOKIE, cookie).send().await.unwrap()
}

/// The name and value of the cookie whose header begins so, if there is one.
fn cookie(answer: &Response, prefix: &str) -> Option<String> {
    let mut headers = answer.headers().get_all(SET_COOKIE).iter().map(|header| header.to_str().unwrap());
    let found = headers.find(|header| header.starts_with(prefix))?;
    Some(found.split(';').next().unwrap().to_owned())
}

/// Begins to sign in at an issuer, as somebody of an organisation.
async fn pending<'w>(world: &'w World, name: &'static str, organisation: &str) -> Pending<'w> {
    let path = format!("/sign-in/start?organisation={organisation}&back=/still-here");
    pending_at(world, name, &path, "").await
}

async fn pending_at<'w>(world: &'w World, name: &'static str, path: &str, cookies: &str) -> Pending<'w> {
    let answer = get(world, path, cookies).await;
    let asked: Url = answer.headers()[LOCATION].to_str().unwrap().parse().unwrap();
    let parameter = |name: &str| asked.query_pairs().find(|(own, _)| own == name).unwrap().1.into_owned();
    let cookie = cookie(&answer, "__Host-concordat-in-").unwrap();
    Pending { world, name, cookie, state: parameter("state"), nonce: parameter("nonce") }
}

impl Pending<'_> {
    /// An ID token with which nothing is wrong.
    fn token(&self) -> Token {
        let token = self.world.plan.issuer.token(self.name, self.world.plan.now());
        let header = Header { typ: Some("JWT".to_owned()), ..token.header.clone() };
        let token = Token { header, ..token }.without("client_id").without("jti").claim("aud", "web");
        let token = token.claim("nonce", self.nonce.as_str()).claim("sid", "a session");
        token.claim("roles", json!(["dept.dpo"]))
    }

    fn signed(&self, token: &Token) -> Value {
        json!({ "access_token": "x", "token_type": "Bearer", "id_token": self.world.plan.issuer.sign(token) })
    }

    /// Brings the issuer's answer, of which the token endpoint makes this.
    async fn brings(&self, status: u16, answer: Value) -> Response {
        self.world.plan.issuer.redeems(status, answer);
        get(self.world, &format!("/sign-in/callback?code=x&state={}", self.state), &self.cookie).await
    }

    /// The session of whomever a token is of; none if nobody is signed in by it.
    async fn signs_in(&self, token: &Token) -> Option<String> {
        let answer = self.brings(200, self.signed(token)).await;
        let session = cookie(&answer, SESSION);
        // What cannot be read at all may be some other server's answer.
        let expected: &[u16] = if session.is_some() { &[303] } else { &[400, 503] };
        assert!(expected.contains(&answer.status().as_u16()), "{answer:?}");
        session
    }
}

#[tokio::test]
async fn nobody_is_signed_in_by_an_id_token_with_anything_wrong_with_it() {
    let world = world("http://127.0.0.1:1").await;
    let pending = pending(&world, "hmrc", "hmrc").await;
    let (issuer, now) = (&world.plan.issuer, world.plan.now().as_second());
    let good = || pending.token();
    let long = "x".repeat(256);
    for (what, token) in [
        ("for another client", good().claim("aud", "another")),
        ("for nobody", good().without("aud")),
        ("for another client too, which nobody trusts", good().claim("aud", json!(["web", "another"]))),
        ("of another issuer with the same key", good().claim("iss", format!("{}/ico", issuer.url))),
        ("of no issuer", good().without("iss")),
        ("for another sign-in", good().claim("nonce", "another")),
        ("for no sign-in", good().without("nonce")),
        ("that has ended", good().claim("exp", now)),
        ("that does not end", good().without("exp")),
        ("of nobody", good().without("sub")),
        ("of an empty subject", good().claim("sub", "")),
        ("of a subject that is too long", good().claim("sub", long.as_str())),
        ("with roles that are none", good().claim("roles", json!([1]))),
        ("with roles that are an object", good().claim("roles", json!({}))),
        (
            "that is an access token",
            issuer.token("hmrc", world.plan.now()).claim("nonce", pending.nonce.as_str()),
        ),
    ] {
        assert_eq!(pending.signs_in(&token).await, None, "{what}");
    }

    let other = Signer::es256("first");
    let forged = good().sign(&other.key);
    let signed = issuer.sign(&good());
    let (body, _) = signed.rsplit_once('.').unwrap();
    let none = Token { header: Header { kid: None, ..good().header }, ..good() };
    let none =
        format!("{}.{}.", encode(br#"{"alg":"none"}"#), none.sign(&other.key).split('.').nth(1).unwrap());
    let mut confused = good();
    confused.header.alg = jsonwebtoken::Algorithm::HS256;
    let secret = EncodingKey::from_secret(issuer.signer().jwk["x"].as_str().unwrap().as_bytes());
    let client = EncodingKey::from_secret(b"secret");
    let mut unknown = good();
    unknown.header.kid = Some("unknown".to_owned());
    for (what, token) in [
        ("signed by another key of this name", forged),
        ("without its signature", format!("{body}.")),
        ("signed by nobody", none),
        ("signed with the public key as a secret", confused.sign(&secret)),
        ("signed with the client's secret, which this issuer does not", confused.sign(&client)),
        ("signed with an unknown key", unknown.sign(&other.key)),
        ("that is none", "x".to_owned()),
    ] {
        let answer = json!({ "access_token": "x", "token_type": "Bearer", "id_token": token });
        let answer = pending.brings(200, answer).await;
        assert_eq!(cookie(&answer, SESSION), None, "{what}");
        assert!([400, 503].contains(&answer.status().as_u16()), "{what}");
    }
    for (status, answer, refused) in [
        (200, json!({ "access_token": "x", "token_type": "Bearer" }), 400),
        (400, json!({ "error": "invalid_grant" }), 400),
        (401, json!({ "error": "invalid_client" }), 400),
        (200, json!("something else"), 503),
        (502, Value::Null, 503),
    ] {
        let said = pending.brings(status, answer.clone()).await;
        assert_eq!(cookie(&said, SESSION), None, "{status} {answer}");
        assert_eq!(said.status().as_u16(), refused, "{status} {answer}");
    }
    let session = pending.signs_in(&good()).await.unwrap();
    assert_eq!(get(&world, "/still-here", &session).await.status(), 200);
}

#[tokio::test]
async fn whoever_is_asked_to_sign_in_again_has_done_so_since() {
    let world = world("http://127.0.0.1:1").await;
    let first = pending(&world, "hmrc", "hmrc").await;
    let session = first.signs_in(&first.token()).await.unwrap();
    let again = pending_at(&world, "hmrc", "/sign-in/again?back=/still-here", &session).await;
    let now = world.plan.now().as_second();
    for (authenticated, counts) in [(None, false), (Some(now - 61), false), (Some(now - 60), true)] {
        let token = again.token();
        let token = authenticated.into_iter().fold(token, |token, time| token.claim("auth_time", time));
        assert_eq!(again.signs_in(&token).await.is_some(), counts, "{authenticated:?}");
    }
}

#[tokio::test]
async fn whoever_has_no_role_of_their_own_party_gets_no_page() {
    let world = world("http://127.0.0.1:1").await;
    let pending = pending(&world, "hmrc", "hmrc").await;
    for (roles, status) in [
        (json!(["dept.dpo"]), 200),
        (json!("dept.dpo"), 200),
        (json!(["dept.dpo", "something else"]), 200),
        (json!(["dept.dpo", "ico.case"]), 403),
        (json!(["ico.case"]), 403),
        (json!(["something else"]), 403),
        (json!([]), 403),
        (json!(null), 400),
        (json!(["dept.dpo", "dept.handler"]), 303),
    ] {
        let session = pending.signs_in(&pending.token().claim("roles", roles.clone())).await;
        let Some(session) = session else {
            assert_eq!(status, 400, "{roles}");
            continue;
        };
        let page = get(&world, "/still-here", &session).await;
        assert_eq!(page.status(), status, "{roles}");
        let body = page.text().await.unwrap();
        assert_eq!(body.contains("You do not have a role in Concordat"), status == 403, "{roles}");
    }
    let session = pending.signs_in(&pending.token().without("roles")).await.unwrap();
    assert_eq!(get(&world, "/still-here", &session).await.status(), 403);
}

#[tokio::test]
async fn what_an_issuer_calls_organisations_and_roles_is_what_it_was_given_to_say() {
    let world = world("http://127.0.0.1:1").await;
    let pending = pending(&world, "shared", "moj").await;
    for (organisation, groups, status) in [
        (json!("MOJ-1"), json!(["g-dpo"]), 200),
        (json!("HO-1"), json!(["g-case", "g-everybody"]), 200),
        (json!("MOJ-1"), json!(["dept.dpo"]), 403),
        (json!("MOJ-1"), json!(["g-dpo", "ico.case"]), 403),
        (json!("moj"), json!(["g-dpo"]), 400),
        (json!("HMRC-1"), json!(["g-dpo"]), 400),
        (json!(["MOJ-1"]), json!(["g-dpo"]), 400),
        (json!(null), json!(["g-dpo"]), 400),
    ] {
        let token = pending.token().claim("org", organisation.clone()).claim("groups", groups.clone());
        let status_now = match pending.signs_in(&token).await {
            Some(session) => get(&world, "/still-here", &session).await.status().as_u16(),
            None => 400,
        };
        assert_eq!(status_now, status, "{organisation} {groups}");
    }
}

#[tokio::test]
async fn an_identity_fits_into_its_cookie_however_much_is_said_of_it() {
    let world = world("http://127.0.0.1:1").await;
    let groups = |many: usize| -> Vec<String> {
        let group = |number| format!("3f1c9a52-6f0e-4d5c-9a50-{number:012}");
        (0..many).map(group).chain(["g-dpo".to_owned()]).collect()
    };
    let pending = pending(&world, "shared", "moj").await;
    let longest =
        pending.token().claim("org", "MOJ-1").claim("sub", "s".repeat(255)).claim("sid", "i".repeat(255));
    for (what, token, shown) in [
        (
            "the longest claims",
            longest.clone().claim("name", "n".repeat(200)).claim("groups", groups(0)),
            true,
        ),
        (
            "a name that is too long",
            longest.clone().claim("name", "n".repeat(201)).claim("groups", groups(0)),
            false,
        ),
        ("many groups", longest.claim("name", "n".repeat(200)).claim("groups", groups(300)), true),
    ] {
        let session = pending.signs_in(&token).await.unwrap_or_else(|| panic!("{what}"));
        assert!(session.len() < 2_048, "{what} makes {} bytes", session.len());
        let page = get(&world, "/still-here", &session).await;
        assert_eq!(page.status(), 200, "{what}");
        assert_eq!(page.text().await.unwrap().contains("nnnnn"), shown, "{what}");
    }
}

#[tokio::test]
async fn a_copy_of_a_cookie_is_nobodys_after_a_sign_out_even_if_the_issuer_names_no_session() {
    let world = world("http://127.0.0.1:1").await;
    let pending = pending(&world, "hmrc", "hmrc").await;
    let session = pending.signs_in(&pending.token().without("sid")).await.unwrap();
    let other = pending.signs_in(&pending.token().without("sid")).await.unwrap();
    let page = get(&world, "/still-here", &session).await.text().await.unwrap();
    let (_, token) = page.split_once(r#"name="form_token" value=""#).unwrap();
    let token = token.split('"').next().unwrap();
    let url = format!("http://{}/sign-out", world.address);
    let gone = http().post(url).header(COOKIE, &session).form(&[("form_token", token)]).send().await.unwrap();
    let issuer = gone.headers()[LOCATION].to_str().unwrap();
    assert!(issuer.starts_with(&format!("{}/hmrc/end?", world.plan.issuer.url)), "{issuer}");
    assert_eq!(get(&world, "/still-here", &session).await.status(), 303);
    assert_eq!(get(&world, "/still-here", &other).await.status(), 200, "another sign-in goes on");
}

#[tokio::test]
async fn a_page_for_anybody_is_kept_for_a_minute_unless_somebody_reads_it() {
    let world = world("http://127.0.0.1:1").await;
    let pending = pending(&world, "hmrc", "hmrc").await;
    let session = pending.signs_in(&pending.token()).await.unwrap();
    for path in ["/accessibility", "/privacy", "/cookies"] {
        for (session, cached, varies) in
            [("", "public, max-age=60", Some("cookie")), (session.as_str(), "no-store", None)]
        {
            let page = get(&world, path, session).await;
            assert_eq!(page.status(), 200, "{path}");
            assert_eq!(page.headers()["cache-control"], cached, "{path}");
            assert_eq!(page.headers().get("vary").map(|vary| vary.to_str().unwrap()), varies, "{path}");
            assert!(!page.headers().contains_key(SET_COOKIE), "{path}");
            let framed = page.text().await.unwrap().contains(r#"action="/sign-out""#);
            assert_eq!(framed, !session.is_empty(), "{path}");
        }
    }
}

#[tokio::test]
async fn browsers_are_told_to_come_by_https_only_where_there_is_https() {
    for (url, told) in [
        ("https://concordat.example", Some("max-age=63072000; includeSubDomains")),
        ("http://127.0.0.1:1", None),
    ] {
        let world = world(url).await;
        for path in ["/", "/still-here", "/nowhere", "/assets/nothing"] {
            let answer = get(&world, path, "").await;
            let header = answer.headers().get("strict-transport-security");
            assert_eq!(header.map(|header| header.to_str().unwrap()), told, "{path} at {url}");
        }
    }
}

#[tokio::test]
async fn an_address_may_ask_for_so_many_pages_and_is_probed_as_often_as_need_be() {
    let mut plan = Plan::new().await;
    plan.limits = "address = { per_minute = 1, burst = 3 }";
    plan.write("pages.key", &BASE64_STANDARD.encode([9; 32]));
    let key = plan.dir.path().join("pages.key");
    let url = "http://127.0.0.1:1".parse().unwrap();
    let pages = config::Pages { url, key_files: vec![key], peers: Vec::new() };
    let world = plan.start_with(|config| config.pages = Some(pages)).await;
    for path in ["/healthz", "/", "/readyz", "/nowhere", "/healthz", "/sign-in", "/healthz"] {
        assert_ne!(world.get(path).await.0, 429, "{path}");
    }
    for path in ["/", "/privacy", "/nowhere", "/sign-in/callback"] {
        assert_eq!(world.get(path).await.0, 429, "{path}");
    }
    assert_eq!(world.get("/healthz").await.0, 200);
}
