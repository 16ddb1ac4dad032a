//! Issuers that say that a session has ended (OpenID Connect Back-Channel Logout): whom they end it for, and what does not
//! count.

use super::front::{Front, is_in};
use e2e::{Page, Sender, Visitor};
use jiff::SignedDuration;
use local::issuer::{
    ACCESS_TOKEN_TYPE, LOGOUT_TOKEN_TYPE,
    Organisation::{Hmrc, Moj},
    Persona,
};
use reqwest::StatusCode;
use serde_json::{Value, json};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn persona(name: &str) -> &'static Persona {
    Persona::named(name).unwrap()
}

/// Somebody who signed in, and what their issuer calls the session.
async fn signed_in(front: &Front, name: &str) -> (Visitor, String) {
    let before = front.issuer.log_ins(persona(name));
    let visitor = front.signed_in(persona(name).organisation, name).await;
    let mut sids = front.issuer.log_ins(persona(name));
    sids.retain(|sid| !before.contains(sid));
    (visitor, sids.pop().unwrap())
}

/// What an issuer says, with changes: a claim that is null is left out.
fn claims(front: &Front, name: &str, sid: &str, changes: Value) -> Value {
    let mut claims = front.issuer.logout_claims(persona(name), sid);
    let Value::Object(changes) = changes else { panic!("{changes} are no claims") };
    for (name, value) in changes {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(&name)),
            value => claims[name] = value,
        }
    }
    claims
}

/// Tells a gateway something, as an issuer does: it is no browser.
async fn told(gateway: &str, token: &str) -> Page {
    Visitor::at(gateway).post_from(Sender::Issuer, web::TOLD, &[("logout_token", token)]).await
}

fn signed(front: &Front, claims: &Value) -> String {
    front.issuer.mint(Hmrc, &json!({ "typ": LOGOUT_TOKEN_TYPE }), claims)
}

#[tokio::test]
async fn what_is_no_word_of_the_issuers_ends_nothing() {
    let front = Front::new().await;
    let (mut visitor, sid) = signed_in(&front, "hmrc-dpo").await;
    let now = front.now().as_second();
    let typed = json!({ "typ": LOGOUT_TOKEN_TYPE });
    let good = |changes| claims(&front, "hmrc-dpo", &sid, changes);
    let key = front.issuer.jwks(Hmrc)["keys"][0]["kid"].clone();
    let token = signed(&front, &good(json!({})));
    let (body, signature) = token.rsplit_once('.').unwrap();
    let another = claims(&front, "hmrc-siro", &sid, json!({}));
    let another = signed(&front, &another);
    let crossed = format!("{}.{signature}", another.rsplit_once('.').unwrap().0);
    let mut tokens = vec![
        ("no token", String::new()),
        ("a token that is none", "x".to_owned()),
        ("a token without its signature", format!("{body}.")),
        ("a token with another's signature", crossed),
        ("a token that is too long", signed(&front, &good(json!({ "padding": "x".repeat(9_000) })))),
        ("a token of another issuer", front.issuer.mint(Moj, &typed, &good(json!({})))),
        (
            "a token of another issuer's key by this one's name",
            front.issuer.mint(Moj, &json!({ "typ": LOGOUT_TOKEN_TYPE, "kid": key }), &good(json!({}))),
        ),
    ];
    for (what, header) in [
        ("an access token's type", json!({ "typ": ACCESS_TOKEN_TYPE })),
        ("an unknown type", json!({ "typ": "secevent+jwt" })),
        ("an unknown key", json!({ "typ": LOGOUT_TOKEN_TYPE, "kid": "unknown" })),
        ("no key", json!({ "typ": LOGOUT_TOKEN_TYPE, "kid": null })),
        ("no algorithm", json!({ "typ": LOGOUT_TOKEN_TYPE, "alg": "none" })),
        ("another algorithm", json!({ "typ": LOGOUT_TOKEN_TYPE, "alg": "HS256" })),
        ("something to be understood", json!({ "typ": LOGOUT_TOKEN_TYPE, "crit": ["exp"] })),
    ] {
        tokens.push((what, front.issuer.mint(Hmrc, &header, &good(json!({})))));
    }
    for (what, changes) in [
        ("another client's", json!({ "aud": "another" })),
        ("nobody's", json!({ "aud": null })),
        ("another issuer's name", json!({ "iss": front.issuer.url(Moj) })),
        ("an unknown issuer's name", json!({ "iss": "http://127.0.0.1:9/hmrc" })),
        ("no issuer's name", json!({ "iss": null })),
        ("a nonce", json!({ "nonce": "x" })),
        ("no event", json!({ "events": null })),
        ("other events", json!({ "events": { "http://schemas.openid.net/event/another": {} } })),
        ("events that are none", json!({ "events": EVENT })),
        ("nobody to sign out", json!({ "sub": null, "sid": null })),
        ("a session that is no text", json!({ "sid": 1 })),
        ("an old time", json!({ "iat": now - 601, "exp": null })),
        ("a time to come", json!({ "iat": now + 61 })),
        ("no time", json!({ "iat": null })),
        ("an end that has come", json!({ "iat": now - 200, "exp": now - 60 })),
        ("another session", json!({ "sid": "another", "sub": null })),
        ("another person", json!({ "sid": null, "sub": persona("hmrc-siro").subject() })),
    ] {
        tokens.push((what, signed(&front, &good(changes))));
    }
    for (what, token) in tokens {
        let answer = told(front.url(0), &token).await;
        // What is said of others counts, for them.
        let of_others = ["another session", "another person"].contains(&what);
        let expected = if of_others { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        assert_eq!(answer.status, expected, "{what}");
        assert!(is_in(&mut visitor).await, "{what}");
    }
    let answer = told(front.url(0), &signed(&front, &good(json!({})))).await;
    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"));
    assert!(!is_in(&mut visitor).await);
}

#[tokio::test]
async fn a_word_of_the_issuers_counts_in_all_forms_that_the_standard_allows() {
    let front = Front::new().await;
    let now = front.now().as_second();
    for (what, header, changes) in [
        ("no type", json!({ "typ": null }), json!({})),
        ("the usual type", json!({ "typ": "JWT" }), json!({})),
        ("the whole type", json!({ "typ": "application/logout+jwt" }), json!({})),
        ("several clients", json!({}), json!({ "aud": ["another", "concordat-web"] })),
        ("no end", json!({ "typ": LOGOUT_TOKEN_TYPE }), json!({ "exp": null })),
        ("ten minutes ago", json!({ "typ": LOGOUT_TOKEN_TYPE }), json!({ "iat": now - 600, "exp": null })),
        ("a clock that is fast", json!({ "typ": LOGOUT_TOKEN_TYPE }), json!({ "iat": now + 60 })),
        ("no person", json!({ "typ": LOGOUT_TOKEN_TYPE }), json!({ "sub": null })),
    ] {
        let (mut visitor, sid) = signed_in(&front, "hmrc-dpo").await;
        let header = if header == json!({}) { json!({ "typ": LOGOUT_TOKEN_TYPE }) } else { header };
        let token = front.issuer.mint(Hmrc, &header, &claims(&front, "hmrc-dpo", &sid, changes));
        assert_eq!(told(front.url(0), &token).await.status, StatusCode::OK, "{what}");
        assert!(!is_in(&mut visitor).await, "{what}");
    }
}

#[tokio::test]
async fn one_session_is_ended_by_its_name_and_all_of_a_person_by_theirs() {
    let front = Front::new().await;
    let (mut desk, sid) = signed_in(&front, "hmrc-dpo").await;
    let (mut phone, _) = signed_in(&front, "hmrc-dpo").await;
    let (mut tablet, _) = signed_in(&front, "hmrc-dpo").await;
    let (mut colleague, _) = signed_in(&front, "hmrc-siro").await;
    assert_eq!(front.issuer.log_out(Hmrc, &sid).await, 1);
    assert!(!is_in(&mut desk).await);
    assert!(is_in(&mut phone).await && is_in(&mut tablet).await && is_in(&mut colleague).await);

    let all = claims(&front, "hmrc-dpo", "", json!({ "sid": null }));
    assert_eq!(told(front.url(0), &signed(&front, &all)).await.status, StatusCode::OK);
    assert!(!is_in(&mut phone).await && !is_in(&mut tablet).await);
    assert!(is_in(&mut colleague).await);

    // Of those who were signed in then.
    front.passes(SignedDuration::from_micros(1));
    let (mut later, _) = signed_in(&front, "hmrc-dpo").await;
    assert!(is_in(&mut later).await && !is_in(&mut phone).await);
}

#[tokio::test]
async fn a_session_that_was_ended_sends_no_form_and_does_not_go_on() {
    let front = Front::new().await;
    let (mut visitor, sid) = signed_in(&front, "hmrc-dpo").await;
    let token = visitor.get("/role").await.token();
    assert_eq!(front.issuer.log_out(Hmrc, &sid).await, 1);
    let fields = [("form_token", token.as_str()), ("role", "dept.dpo"), ("typed", "some words")];
    let page = visitor.post("/role", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.title(), "You have been signed out – Concordat");
    assert!(page.body.contains("some words"));
    for again in ["/sign-in/silent", "/sign-in/again"] {
        let page = visitor.get(&format!("{again}?back=/still-here")).await;
        assert_eq!(page.leads_to_path(), "/sign-in?back=%2Fstill-here", "{again}");
    }
    // Whoever was on the way to prove their identity when it was ended comes back to another session.
    let (mut visitor, sid) = signed_in(&front, "hmrc-dpo").await;
    let token = visitor.get("/role").await.token();
    let sent = visitor.get("/sign-in/again?back=/still-here").await;
    assert_eq!(front.issuer.log_out(Hmrc, &sid).await, 1);
    front.passes(SignedDuration::from_micros(1));
    let answer = visitor.logs_in(sent, "hmrc-dpo").await;
    visitor.follows(answer).await;
    assert!(is_in(&mut visitor).await);
    assert_ne!(visitor.get("/role").await.token(), token);
}

#[tokio::test]
async fn a_session_that_was_ended_stays_so_until_the_issuer_is_asked_itself() {
    let front = Front::new().await;
    let (mut visitor, sid) = signed_in(&front, "hmrc-dpo").await;
    assert_eq!(front.issuer.log_out(Hmrc, &sid).await, 1);
    front.passes(SignedDuration::from_secs(899));
    assert_eq!(visitor.get("/still-here").await.leads_to_path(), "/sign-in?back=%2Fstill-here");
    // Nothing is remembered of it any more, and nothing need be.
    front.passes(SignedDuration::from_secs(1));
    let page = visitor.get("/still-here").await;
    let page = visitor.follows(page).await;
    assert_eq!((page.url.path(), page.status.as_u16()), ("/sign-in", 200));
}

#[tokio::test]
async fn every_gateway_is_told_by_the_one_that_the_issuer_told() {
    let front = Front::of(3).await;
    let (visitor, sid) = signed_in(&front, "hmrc-dpo").await;
    let mut everywhere = Vec::new();
    for gateway in 0..3 {
        let mut there = visitor.clone().through(front.url(gateway));
        assert!(is_in(&mut there).await);
        everywhere.push(there);
    }
    assert_eq!(front.issuer.log_out(Hmrc, &sid).await, 1);
    assert!(!is_in(&mut everywhere[0]).await);
    // It passes it on in its own time.
    for there in &mut everywhere[1..] {
        while is_in(there).await {}
    }
}

#[tokio::test]
async fn what_another_gateway_passes_on_is_not_passed_on_again() {
    let front = Front::of(2).await;
    let (dpo, dpos) = signed_in(&front, "hmrc-dpo").await;
    let (siro, siros) = signed_in(&front, "hmrc-siro").await;
    let token = signed(&front, &claims(&front, "hmrc-dpo", &dpos, json!({})));
    let mut peer = Visitor::at(front.url(0));
    let answer = peer.post_from(Sender::Gateway, web::TOLD, &[("logout_token", &token)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!is_in(&mut dpo.clone()).await);
    // What is passed on would have been so before what came later.
    let token = signed(&front, &claims(&front, "hmrc-siro", &siros, json!({})));
    assert_eq!(told(front.url(0), &token).await.status, StatusCode::OK);
    while is_in(&mut siro.clone().through(front.url(1))).await {}
    assert!(is_in(&mut dpo.clone().through(front.url(1))).await);
}
