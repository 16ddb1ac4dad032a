//! Log-out, by whomever, and how the web client hears of it.

use crate::world::{CALLBACK, GOODBYE, World, body, cookie, sent_back, text};
use axum::{Form, Router, http::StatusCode, routing::post};
use jiff::SignedDuration;
use local::issuer::{ID_TOKEN_TYPE, LOGOUT_TOKEN_TYPE, Organisation, Persona, WEB_CLIENT};
use reqwest::Response;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc},
};
use url::Url;

const HMRC: Organisation = Organisation::Hmrc;

/// The web client's back channel.
struct WebClient {
    url: Url,
    /// Who has a permit takes a notice.
    gate: Arc<Semaphore>,
    taken: mpsc::UnboundedReceiver<HashMap<String, String>>,
}

impl WebClient {
    /// Listens, and keeps whoever brings a notice waiting for a permit.
    async fn new(permits: usize) -> Self {
        let (gate, (tell, taken)) = (Arc::new(Semaphore::new(permits)), mpsc::unbounded_channel());
        let opens = Arc::clone(&gate);
        let take = move |Form(notice)| {
            let (opens, tell) = (Arc::clone(&opens), tell.clone());
            async move {
                let _permit = opens.acquire().await.expect("nobody closes it");
                tell.send(notice).expect("the test goes on");
                StatusCode::OK
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url =
            format!("http://{}/told", listener.local_addr().expect("it listens")).parse().expect("a URL");
        tokio::spawn(async {
            axum::serve(listener, Router::new().route("/told", post(take))).await.expect("it serves");
        });
        Self { url, gate, taken }
    }

    /// Waits for the next notice, and returns its token.
    async fn hears(&mut self) -> String {
        let notice = self.taken.recv().await.expect("a notice");
        assert_eq!(notice.len(), 1, "{notice:?}");
        notice["logout_token"].clone()
    }

    fn has_heard_nothing_else(&mut self) -> bool {
        self.taken.try_recv() == Err(mpsc::error::TryRecvError::Empty)
    }
}

/// A provider, and a web client that it tells of log-outs.
async fn told() -> (World, WebClient) {
    let client = WebClient::new(1).await;
    (World::telling(vec![client.url.clone()]).await, client)
}

/// Asks to be logged out, in the query and in the body.
async fn leave(world: &World, parameters: &[(&str, &str)], cookie: &str) -> [Response; 2] {
    let url = world.url(HMRC, "/logout");
    let query = Url::parse_with_params(&url, parameters).expect("a URL");
    let get = world.http.get(query).header("cookie", cookie).send().await.expect("an answer");
    [get, world.http.post(url).form(parameters).header("cookie", cookie).send().await.expect("an answer")]
}

fn location(answer: &Response) -> Option<&str> {
    answer.headers().get("location").map(|url| url.to_str().expect("text"))
}

fn forgets_the_cookie(answer: &Response) -> bool {
    let set = answer.headers().get("set-cookie").map(|set| set.to_str().expect("text"));
    set.is_some_and(|set| set.starts_with("issuer-session=; Path=/hmrc; Max-Age=0;"))
}

#[tokio::test]
async fn log_out_ends_the_browser_s_session_and_returns_to_listed_pages_only() {
    let world = World::new().await;
    let client = ("client_id", WEB_CLIENT);
    let to = |url| ("post_logout_redirect_uri", url);
    let (more, stated) = (format!("{GOODBYE}/more"), format!("{GOODBYE}?state=s"));
    for (parameters, status, found) in [
        (&[][..], 200, None),
        (&[client], 200, None),
        (&[client, ("state", "s")], 200, None),
        (&[client, to(GOODBYE)], 303, Some(GOODBYE)),
        (&[client, to(GOODBYE), ("state", "s")], 303, Some(&*stated)),
        (&[client, to(&more)], 400, None),
        (&[client, to(CALLBACK)], 400, None),
        (&[to(GOODBYE)], 400, None),
    ] {
        for way in 0..2 {
            let browser = cookie(&world.press(HMRC, "hmrc-dpo").await);
            let url = world.url(HMRC, "/logout");
            let request = match way {
                0 => world.http.get(Url::parse_with_params(&url, parameters).unwrap()),
                _ => world.http.post(url).form(parameters),
            };
            let answer = request.header("cookie", &browser).send().await.unwrap();
            assert_eq!(answer.status(), status, "{parameters:?}");
            assert_eq!(location(&answer), found);
            assert_eq!(answer.headers()["cache-control"], "no-store");
            assert!(forgets_the_cookie(&answer));
            assert!(!world.knows(HMRC, &browser).await, "{parameters:?}");
        }
    }
}

#[tokio::test]
async fn an_id_token_names_the_session_that_ends_and_whose_page_to_return_to() {
    let world = World::new().await;
    let pressed = world.press(HMRC, "hmrc-dpo").await;
    let (dpo, token) = (cookie(&pressed), world.id_token(HMRC, &pressed).await);
    let siro = cookie(&world.press(HMRC, "hmrc-siro").await);
    // A session outlives its tokens, and the key that signed them.
    world.issuer.rotate(HMRC, SignedDuration::from_hours(2));
    world.pass(SignedDuration::from_hours(1));
    let hint = [("id_token_hint", &*token), ("post_logout_redirect_uri", GOODBYE)];
    // The browser's own goes on, since it is another.
    for answer in leave(&world, &hint, &siro).await {
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, Some(GOODBYE)));
        assert!(!answer.headers().contains_key("set-cookie"));
    }
    assert!(!world.knows(HMRC, &dpo).await);
    assert!(world.knows(HMRC, &siro).await);

    let pressed = world.press_again(HMRC, "hmrc-siro", &siro, &[]).await;
    let (siro, token) = (cookie(&pressed), world.id_token(HMRC, &pressed).await);
    for answer in leave(&world, &[("id_token_hint", &token), ("client_id", WEB_CLIENT)], &siro).await {
        assert!(forgets_the_cookie(&answer));
    }
    assert!(!world.knows(HMRC, &siro).await);
}

#[tokio::test]
async fn a_request_that_is_not_the_web_client_s_ends_nothing() {
    let world = World::new().await;
    let pressed = world.press(HMRC, "hmrc-dpo").await;
    let code = sent_back(&pressed)["code"].clone();
    let (browser, tokens) = (cookie(&pressed), body(world.redeem(HMRC, &code, &[]).await).await);
    let id_token = text(&tokens["id_token"]);
    let claims = world.verified(HMRC, &id_token).await.unwrap();
    let signed = |organisation, typ: &str, changes: Value| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        world.issuer.mint(organisation, &json!({ "typ": typ }), &claims)
    };
    let (access_token, signature) = (text(&tokens["access_token"]), |token: &str| token.rfind('.').unwrap());
    let badly_signed =
        [&id_token[..signature(&id_token)], &access_token[signature(&access_token)..]].concat();
    let hint = |token| vec![("id_token_hint".to_owned(), token)];
    let [mut twice, another_client] = [(); 2].map(|()| hint(id_token.clone()));
    twice.extend(hint(id_token.clone()));
    let another_client = [another_client, vec![("client_id".to_owned(), "hmrc-dpo".to_owned())]].concat();
    for parameters in [
        hint(String::new()),
        hint("made.up.token".to_owned()),
        hint(access_token),
        hint(badly_signed),
        hint(signed(Organisation::Moj, ID_TOKEN_TYPE, json!({}))),
        hint(signed(HMRC, LOGOUT_TOKEN_TYPE, json!({}))),
        hint(signed(HMRC, ID_TOKEN_TYPE, json!({ "aud": "concordat" }))),
        hint(signed(HMRC, ID_TOKEN_TYPE, json!({ "aud": null }))),
        hint(signed(HMRC, ID_TOKEN_TYPE, json!({ "iss": world.issuer.url(Organisation::Moj) }))),
        hint(signed(HMRC, ID_TOKEN_TYPE, json!({ "iss": null }))),
        hint(signed(HMRC, ID_TOKEN_TYPE, json!({ "sid": null }))),
        twice,
        another_client,
    ] {
        let parameters: Vec<_> = parameters.iter().map(|(name, value)| (&**name, &**value)).collect();
        for answer in leave(&world, &parameters, &browser).await {
            assert_eq!(answer.status(), 400, "{parameters:?}");
            assert!(!answer.headers().contains_key("set-cookie"));
        }
        assert!(world.knows(HMRC, &browser).await, "{parameters:?}");
    }
    // So signed and unchanged, it would have.
    let sound = signed(HMRC, ID_TOKEN_TYPE, json!({ "exp": null }));
    leave(&world, &[("id_token_hint", &sound)], &browser).await;
    assert!(!world.knows(HMRC, &browser).await);
}

#[tokio::test]
async fn the_web_client_is_told_of_a_session_s_end_once() {
    let (world, mut client) = told().await;
    let pressed = world.press(HMRC, "hmrc-dpo").await;
    let id = world.identity(HMRC, &pressed).await;
    leave(&world, &[], &cookie(&pressed)).await;
    let token = client.hears().await;
    assert_eq!(jsonwebtoken::decode_header(&token).unwrap().typ.as_deref(), Some("logout+jwt"));
    let claims = world.verified(HMRC, &token).await.unwrap();
    let now = world.now().as_second();
    assert_eq!(
        claims,
        json!({
            "iss": world.issuer.url(HMRC), "sub": id["sub"], "sid": id["sid"], "aud": WEB_CLIENT,
            "iat": now, "exp": now + 120, "jti": claims["jti"],
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        })
    );
    assert_eq!(text(&claims["jti"]).len(), 43);
    // Nobody was logged in any more when the browser asked again.
    let other = cookie(&world.press(HMRC, "hmrc-siro").await);
    leave(&world, &[], &other).await;
    let next = world.verified(HMRC, &client.hears().await).await.unwrap();
    assert_eq!(next["sub"], Persona::named("hmrc-siro").unwrap().subject());
    assert_ne!(next["jti"], claims["jti"]);
    assert!(client.has_heard_nothing_else());
}

#[tokio::test]
async fn every_back_channel_gets_a_token_of_its_own() {
    let [mut one, mut other] = [WebClient::new(1).await, WebClient::new(1).await];
    let world = World::telling(vec![one.url.clone(), other.url.clone()]).await;
    world.press(HMRC, "hmrc-dpo").await;
    let [sid] = &world.issuer.log_ins(Persona::named("hmrc-dpo").unwrap())[..] else { panic!() };
    world.issuer.log_out(HMRC, sid).await;
    let [first, second] = [one.hears().await, other.hears().await];
    let [first, second] = [world.verified(HMRC, &first).await, world.verified(HMRC, &second).await];
    let [first, second] = [first.unwrap(), second.unwrap()];
    assert_eq!([&first["sid"], &second["sid"]], [sid, sid]);
    assert_ne!(first["jti"], second["jti"]);
}

#[tokio::test]
async fn another_person_s_log_in_ends_the_session_before_and_the_same_person_s_does_not() {
    let (world, mut client) = told().await;
    let dpo = world.press(HMRC, "hmrc-dpo").await;
    let sid = world.identity(HMRC, &dpo).await["sid"].clone();
    let dpo = world.press_again(HMRC, "hmrc-dpo", &cookie(&dpo), &[]).await;
    let unredeemed = sent_back(&dpo)["code"].clone();
    let siro = world.press_again(HMRC, "hmrc-siro", &cookie(&dpo), &[]).await;
    let told = world.verified(HMRC, &client.hears().await).await.unwrap();
    assert_eq!((&told["sid"], &told["sub"]), (&sid, &json!(Persona::named("hmrc-dpo").unwrap().subject())));
    assert!(client.has_heard_nothing_else());
    // Nor does what that log-in had left behind serve.
    assert_eq!(world.redeem(HMRC, &unredeemed, &[]).await.status(), 400);
    world.identity(HMRC, &siro).await;
}

#[tokio::test]
async fn an_administrator_ends_one_session_or_all_of_a_person_s() {
    let (world, mut client) = told().await;
    let persona = Persona::named("hmrc-dpo").unwrap();
    let mut browsers = Vec::new();
    for person in ["hmrc-dpo", "hmrc-dpo", "hmrc-dpo", "hmrc-siro"] {
        let pressed = world.press(HMRC, person).await;
        browsers.push((cookie(&pressed), text(&world.identity(HMRC, &pressed).await["sid"])));
    }
    let known = async || {
        let mut known = Vec::new();
        for (cookie, _) in &browsers {
            known.push(world.knows(HMRC, cookie).await);
        }
        known
    };
    let sids = |browsers: &[(String, String)]| {
        let mut sids: Vec<_> = browsers.iter().map(|(_, sid)| sid.clone()).collect();
        sids.sort_unstable();
        sids
    };
    let listed = || {
        let mut listed = world.issuer.log_ins(persona);
        listed.sort_unstable();
        listed
    };
    assert_eq!(listed(), sids(&browsers[..3]));
    for nobody in ["", "hmrc-dpo", "made-up"] {
        assert_eq!(world.issuer.log_out(HMRC, nobody).await, 0);
    }
    assert_eq!(world.issuer.log_out(Organisation::Moj, &persona.subject()).await, 0);
    assert_eq!(known().await, [true; 4]);

    assert_eq!(world.issuer.log_out(HMRC, &browsers[1].1).await, 1);
    assert_eq!(known().await, [true, false, true, true]);
    assert_eq!(world.verified(HMRC, &client.hears().await).await.unwrap()["sid"], browsers[1].1);

    assert_eq!(world.issuer.log_out(HMRC, &persona.subject()).await, 2);
    assert_eq!(known().await, [false, false, false, true]);
    assert_eq!(listed(), [""; 0]);
    let mut told = [client.hears().await, client.hears().await];
    for token in &mut told {
        *token = text(&world.verified(HMRC, token).await.unwrap()["sid"]);
    }
    told.sort_unstable();
    let mut left = [browsers[0].clone(), browsers[2].clone()];
    left.sort_unstable();
    assert_eq!(told.to_vec(), sids(&left));
    assert!(client.has_heard_nothing_else());
}

#[tokio::test]
async fn log_out_does_not_wait_for_the_web_client() {
    let mut client = WebClient::new(0).await;
    let world = World::telling(vec![client.url.clone()]).await;
    let browser = cookie(&world.press(HMRC, "hmrc-dpo").await);
    let [answer, _] = leave(&world, &[], &browser).await;
    assert_eq!(answer.status(), 200);
    // It takes the notice only now: had the provider waited until it gave up, there would be none to take.
    client.gate.add_permits(1);
    client.hears().await;
}

#[tokio::test]
async fn a_web_client_that_cannot_be_told_holds_up_neither_the_log_out_nor_the_others() {
    let mut client = WebClient::new(1).await;
    let nobody_home = TcpListener::bind("127.0.0.1:0").await.unwrap();
    // Connections to it are made, and never answered.
    let silent = format!("http://{}/", nobody_home.local_addr().unwrap()).parse().unwrap();
    let refusing = client.url.join("/elsewhere").unwrap();
    let world = World::telling(vec![silent, refusing, client.url.clone()]).await;
    let browser = cookie(&world.press(HMRC, "hmrc-dpo").await);
    let subject = Persona::named("hmrc-dpo").unwrap().subject();
    // This one returns once every notice has been given or given up.
    assert_eq!(world.issuer.log_out(HMRC, &subject).await, 1);
    assert!(!world.knows(HMRC, &browser).await);
    client.hears().await;
}

#[tokio::test]
async fn a_logout_token_can_be_minted_with_anything_wrong_about_it() {
    let world = World::new().await;
    let persona = Persona::named("hmrc-dpo").unwrap();
    let mut claims = world.issuer.logout_claims(persona, "a session");
    assert_eq!((&claims["sid"], &claims["sub"]), (&json!("a session"), &json!(persona.subject())));
    claims["events"] = json!({});
    for typ in [LOGOUT_TOKEN_TYPE, "something+else"] {
        let token = world.issuer.mint(HMRC, &json!({ "typ": typ }), &claims);
        assert_eq!(jsonwebtoken::decode_header(&token).unwrap().typ.as_deref(), Some(typ));
        assert_eq!(world.verified(HMRC, &token).await.unwrap(), claims);
    }
}
