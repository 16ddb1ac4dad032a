//! Signing in: only the answer to what this browser asked, from whom it was asked, in time and once, and then only back to
//! a page of ours.

use super::front::{Front, is_in, signs_in};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use e2e::{
    Page, Visitor,
    visitor::{SESSION, is_answer},
};
use jiff::SignedDuration;
use local::issuer::Organisation::{Hmrc, Ico, Moj};
use reqwest::{StatusCode, Url, header::SET_COOKIE};

/// Where somebody is asked to go, with one parameter changed, or left out if there is no other value.
fn with(url: &Url, name: &str, value: Option<&str>) -> Url {
    let kept: Vec<_> = url.query_pairs().into_owned().filter(|(own, _)| own != name).collect();
    let mut changed = url.clone();
    changed.query_pairs_mut().clear().extend_pairs(kept);
    if let Some(value) = value {
        changed.query_pairs_mut().append_pair(name, value);
    }
    changed
}

fn parameter(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(own, _)| own == name);
    found.unwrap_or_else(|| panic!("{url} has no {name}")).1.into_owned()
}

/// Somebody whom their issuer sends back with this answer, which they have not brought yet.
async fn answered(front: &Front) -> (Visitor, Url) {
    let mut visitor = front.stranger();
    let wanted = visitor.get("/still-here").await;
    let answer = visitor.answers_to(wanted, Hmrc, "hmrc-dpo").await.leads_to().unwrap();
    assert!(is_answer(&answer));
    (visitor, answer)
}

/// Somebody is told that they could not be signed in, and nobody is.
async fn is_refused(visitor: &mut Visitor, answer: &Url, why: &str) -> Page {
    let before = visitor.jar.get(SESSION).map(str::to_owned);
    let page = visitor.get(answer.as_str()).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{why}");
    assert_eq!(page.title(), "You could not be signed in – Concordat", "{why}");
    assert_eq!(visitor.jar.get(SESSION), before.as_deref(), "{why}");
    page
}

#[tokio::test]
async fn an_answer_signs_in_whoever_asked_for_it_by_its_state_and_nobody_else() {
    let front = Front::new().await;
    let (mut visitor, answer) = answered(&front).await;
    let state = parameter(&answer, "state");
    let last = if state.ends_with('0') { '1' } else { '0' };
    let near = format!("{}{last}", &state[..state.len() - 1]);
    for (why, other) in [
        ("no state", None),
        ("an empty state", Some("")),
        ("an unknown state", Some("0123456789abcdef0123456789abcdef")),
        ("the state but for its end", Some(near.as_str())),
        ("the beginning of the state", Some(&state[..12])),
    ] {
        is_refused(&mut visitor, &with(&answer, "state", other), why).await;
    }
    is_refused(&mut front.stranger(), &answer, "another browser").await;

    let page = visitor.get(answer.as_str()).await;
    assert_eq!(page.leads_to_path(), "/still-here");
    assert!(is_in(&mut visitor).await);

    is_refused(&mut visitor, &answer, "it was brought before").await;
    assert!(is_in(&mut visitor).await, "whoever is signed in stays so");
    is_refused(&mut front.stranger(), &answer, "another browser, later").await;
}

#[tokio::test]
async fn an_answer_is_to_one_of_several_sign_ins_of_a_browser() {
    let front = Front::new().await;
    let (mut visitor, first) = answered(&front).await;
    let wanted = visitor.get("/still-here").await;
    let second = visitor.answers_to(wanted, Hmrc, "hmrc-dpo").await.leads_to().unwrap();
    let crossed = with(&second, "state", Some(&parameter(&first, "state")));
    is_refused(&mut visitor, &crossed, "the code of one with the state of the other").await;
    is_refused(&mut visitor, &first, "its state is used").await;

    let (mut visitor, first) = answered(&front).await;
    let wanted = visitor.get("/role").await;
    let second = visitor.answers_to(wanted, Hmrc, "hmrc-dpo").await.leads_to().unwrap();
    assert_eq!(visitor.get(second.as_str()).await.leads_to_path(), "/role");
    assert_eq!(visitor.get(first.as_str()).await.leads_to_path(), "/still-here", "two tabs");
}

#[tokio::test]
async fn an_answer_is_of_the_issuer_that_was_asked() {
    let front = Front::new().await;
    let (mut visitor, answer) = answered(&front).await;
    let other = front.issuer.url(Moj);
    is_refused(&mut visitor, &with(&answer, "iss", Some(&other)), "it says that another answers").await;

    // The same request, brought to another issuer, which knows the same client.
    let mut visitor = front.stranger();
    let asked = visitor.get("/sign-in/start?organisation=hmrc").await.leads_to().unwrap();
    let elsewhere = asked.as_str().replace("/hmrc/", "/ico/");
    let sent = visitor.get(&elsewhere).await;
    let answer = visitor.logs_in(sent, "ico-case").await.leads_to().unwrap();
    let unsigned = with(&answer, "iss", None);
    is_refused(&mut visitor.clone(), &answer, "it says that it is another's").await;
    is_refused(&mut visitor, &unsigned, "it does not say that it is another's").await;
}

#[tokio::test]
async fn an_identity_is_proved_for_this_sign_in_alone() {
    let front = Front::new().await;
    for (parameter, value) in [
        ("nonce", Some("another")),
        ("nonce", None),
        // Of another verifier.
        ("code_challenge", Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
    ] {
        let mut visitor = front.stranger();
        let asked = visitor.get("/sign-in/start?organisation=hmrc").await.leads_to().unwrap();
        let sent = visitor.get(with(&asked, parameter, value).as_str()).await;
        let answer = visitor.logs_in(sent, "hmrc-dpo").await.leads_to().unwrap();
        is_refused(&mut visitor, &answer, parameter).await;
    }
}

#[tokio::test]
async fn an_issuer_that_refuses_signs_nobody_in_or_out() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    for error in ["access_denied", "login_required", "server_error", "<script>"] {
        let asked = visitor.get("/sign-in/start?organisation=hmrc").await.leads_to().unwrap();
        let state = parameter(&asked, "state");
        let mut answer: Url = format!("{}{}", front.url(0), web::SIGNED_IN).parse().unwrap();
        let said = [("error", error), ("error_description", "<b>said</b>"), ("state", &state)];
        answer.query_pairs_mut().extend_pairs(said);
        let page = is_refused(&mut visitor, &answer, error).await;
        assert!(!page.body.contains("said") && !page.body.contains(error), "nothing it says is shown");
        assert!(is_in(&mut visitor).await);
        // It was this sign-in's one answer.
        is_refused(&mut visitor, &with(&with(&answer, "error", None), "code", Some("x")), "again").await;
    }
}

#[tokio::test]
async fn signing_in_takes_ten_minutes_at_most_whatever_a_browser_keeps() {
    let front = Front::new().await;
    for (seconds, in_time) in [(599, true), (600, false)] {
        let mut visitor = front.stranger();
        let wanted = visitor.get("/still-here").await;
        let choose = visitor.follows(wanted).await;
        let sent = visitor.submits(&choose, &[("organisation", "hmrc")]).await;
        let cookie = sent.header("set-cookie");
        assert!(cookie.starts_with("__Host-concordat-in-") && cookie.ends_with("; Max-Age=600"), "{cookie}");
        front.passes(SignedDuration::from_secs(seconds));
        let answer = visitor.logs_in(sent, "hmrc-dpo").await.leads_to().unwrap();
        if in_time {
            visitor.get(answer.as_str()).await;
            assert!(is_in(&mut visitor).await);
        } else {
            is_refused(&mut visitor, &answer, "too late").await;
        }
    }
}

#[tokio::test]
async fn an_answer_serves_once_the_issuer_can_be_reached_again() {
    let front = Front::new().await;
    let (mut visitor, answer) = answered(&front).await;
    front.issuer.set_available(Hmrc, false);
    let page = visitor.get(answer.as_str()).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(visitor.jar.get(SESSION), None);
    front.issuer.set_available(Hmrc, true);
    assert_eq!(visitor.get(answer.as_str()).await.leads_to_path(), "/still-here");
}

/// Places to come back to that are not ours.
fn elsewhere() -> Vec<String> {
    let places = [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "evil.example",
        "@evil.example",
        ".evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        "/\u{0}",
        "/\u{a0}",
        "/ /evil.example",
        "",
    ];
    let long = format!("/{}", "a".repeat(600));
    places.into_iter().map(str::to_owned).chain([long]).collect()
}

fn back(path: &str, place: &str) -> String {
    let mut url: Url = "http://localhost".parse::<Url>().unwrap().join(path).unwrap();
    url.query_pairs_mut().append_pair("back", place);
    format!("{}?{}", url.path(), url.query().unwrap())
}

#[tokio::test]
async fn nobody_is_led_to_another_site_by_signing_in() {
    let front = Front::new().await;
    let mut duty = front.signed_in(Moj, "moj-duty").await;
    duty.chooses("dept.dpo").await;
    for place in elsewhere() {
        let mut visitor = front.stranger();
        let wanted = visitor.get(&back("/sign-in", &place)).await;
        assert_eq!(wanted.form().filled(&[]), [("back".to_owned(), "/".to_owned())], "{place:?}");
        let failed = visitor.get(&back("/sign-in/start?organisation=nobody", &place)).await;
        assert_eq!(failed.form().filled(&[]), [("back".to_owned(), "/".to_owned())], "{place:?}");
        let sent = visitor.get(&back("/sign-in/start?organisation=hmrc", &place)).await;
        let answer = visitor.logs_in(sent, "hmrc-dpo").await;
        assert_eq!(led_by(&mut visitor, &answer).await, "/", "{place:?}");

        for again in ["/sign-in/silent", "/sign-in/again"] {
            let sent = visitor.get(&back(again, &place)).await;
            let answer = visitor.logs_in(sent, "hmrc-dpo").await;
            assert_eq!(led_by(&mut visitor, &answer).await, "/", "{again} {place:?}");
        }
        let ask = duty.get(&back("/role", &place)).await;
        let fields = [("form_token", ask.token().as_str()), ("role", "dept.dpo"), ("back", "/")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut filled = ask.form().filled(&[("role", "dept.dpo")]);
        filled.sort_by_key(|(name, _)| ["form_token", "role", "back"].iter().position(|own| own == name));
        assert_eq!(filled, fields, "{place:?}");
        let token = ask.token();
        let fields = [("form_token", token.as_str()), ("role", "dept.dpo"), ("back", &place)];
        assert_eq!(duty.post("/role", &fields).await.leads_to_path(), "/", "{place:?}");
    }
    // What is asked for without being signed in is no better.
    for path in ["//evil.example/still-here", "/%2f/evil.example", "/\\evil.example"] {
        let page = front.stranger().get(&format!("{}{path}", front.url(0))).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// The path to which an answer leads, on our own site.
async fn led_by(visitor: &mut Visitor, answer: &Page) -> String {
    visitor.get(answer.leads_to().unwrap().as_str()).await.leads_to_path()
}

#[tokio::test]
async fn whoever_signs_in_comes_back_to_the_page_that_they_wanted_with_its_query() {
    let front = Front::new().await;
    let mut visitor = front.stranger();
    let wanted = visitor.get("/still-here?due=OVERDUE&text=a%20b%26c").await;
    assert_eq!(wanted.status, StatusCode::SEE_OTHER);
    let page = visitor.signs_in_to(wanted, Ico, "ico-case").await;
    assert_eq!((page.status.as_u16(), page.url.query()), (200, Some("due=OVERDUE&text=a%20b%26c")));
}

#[tokio::test]
async fn cookies_are_the_hosts_own_sealed_small_and_out_of_reach_of_scripts() {
    let front = Front::new().await;
    let mut visitor = front.stranger();
    let mut cookies = Vec::new();
    let longest = format!("/{}", "b".repeat(599));
    let page = visitor.get(&back("/sign-in/start?organisation=moj", &longest)).await;
    let answer = visitor.logs_in(page.clone(), "moj-duty").await.leads_to().unwrap();
    let signed_in = visitor.get(answer.as_str()).await;
    let ask = visitor.get("/role").await;
    let chosen = visitor.submits(&ask, &[("role", "dept.dpo")]).await;
    let ask = visitor.get("/role").await;
    let token = ask.token();
    let gone = visitor.post("/sign-out", &[("form_token", &token)]).await;
    for page in [page, signed_in, chosen, gone] {
        let headers = page.headers.get_all(SET_COOKIE);
        cookies.extend(headers.iter().map(|cookie| cookie.to_str().unwrap().to_owned()));
    }
    let names: Vec<_> = cookies.iter().map(|cookie| cookie.split_once('=').unwrap().0).collect();
    assert!(names.contains(&SESSION) && names.contains(&"__Host-concordat-last"), "{names:?}");
    assert_eq!(cookies.len(), 6, "{names:?}");
    for cookie in &cookies {
        assert!(cookie.starts_with("__Host-") && cookie.len() < 2_300, "{cookie}");
        let (pair, attributes) = cookie.split_once("; ").unwrap();
        let age = attributes.strip_prefix("Path=/; Secure; HttpOnly; SameSite=Lax").unwrap();
        assert!(["", "; Max-Age=0", "; Max-Age=600", "; Max-Age=7776000"].contains(&age), "{cookie}");
        let (name, value) = pair.split_once('=').unwrap();
        assert!(value.len() <= 2_048, "{name} is {} bytes long", value.len());
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(value).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !["dept.dpo", "issuer", "Alex Farrow", "began_at", "/moj"].iter().any(|told| text.contains(told)),
            "{name}"
        );
    }
    // Whoever is signed in is so until the browser ends, and no longer than that.
    let session = cookies.iter().find(|cookie| cookie.starts_with("__Host-concordat=")).unwrap();
    assert!(session.ends_with("SameSite=Lax"), "{session}");
}

#[tokio::test]
async fn a_cookie_that_was_planted_is_nobodys_and_does_not_survive_signing_in() {
    let front = Front::new().await;
    let thief = front.signed_in(Hmrc, "hmrc-reporter").await;
    let stolen = thief.jar.get(SESSION).unwrap().to_owned();
    for value in ["", "admin", "eyJhbGciOiJub25lIn0", &"A".repeat(4_000)] {
        let mut visitor = front.stranger();
        visitor.jar.plant(SESSION, value);
        assert!(!is_in(&mut visitor).await, "{value}");
    }
    let mut visitor = front.stranger();
    visitor.get("/sign-in/start?organisation=hmrc").await;
    let name = visitor.jar.names()[0].to_owned();
    let pending = visitor.jar.get(&name).unwrap().to_owned();
    visitor.jar.plant(SESSION, &pending);
    assert!(!is_in(&mut visitor).await, "another cookie's value");

    let mut visitor = front.stranger();
    visitor.jar.plant(SESSION, &stolen);
    assert!(is_in(&mut visitor).await);
    visitor.jar.plant(SESSION, &stolen);
    assert!(!is_in(&mut visitor).await, "which of two it is, nobody knows");

    // A thief who has somebody use the thief's own session knows nothing of the one that follows.
    let mut thief = thief;
    let planted = thief.get("/role").await.token();
    let mut victim = front.stranger();
    victim.jar.plant(SESSION, &stolen);
    let start = victim.get("/sign-in").await;
    victim.signs_in_to(start, Hmrc, "hmrc-dpo").await;
    assert_ne!(victim.jar.get(SESSION), Some(stolen.as_str()));
    let page = victim.get("/still-here").await;
    assert!(page.body.contains("Gareth Hughes") && !page.body.contains("Morgan Ellis"));
    assert_ne!(page.token(), planted);
    let refused = victim.post("/role", &[("form_token", &planted), ("role", "dept.dpo")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_new_sign_in_is_a_new_session_even_the_same_persons() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    let before = visitor.get("/still-here").await.token();
    assert_eq!(visitor.get("/still-here").await.token(), before);
    let start = visitor.get("/sign-in").await;
    visitor.signs_in_to(start, Hmrc, "hmrc-dpo").await;
    let after = visitor.get("/still-here").await.token();
    assert_ne!(after, before);
    let refused = visitor.post("/role", &[("form_token", &before), ("role", "dept.dpo")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_cookie_that_was_changed_anywhere_is_nobodys() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    let cookie = visitor.jar.get(SESSION).unwrap().to_owned();
    visitor.jar.lose("");
    for at in 0..cookie.len() {
        let mut changed = cookie.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let mut thief = visitor.clone();
        thief.jar.plant(SESSION, std::str::from_utf8(&changed).unwrap());
        assert!(!is_in(&mut thief).await, "{at}");
    }
    visitor.jar.plant(SESSION, &cookie);
    assert!(is_in(&mut visitor).await);
}

#[tokio::test]
async fn a_cookie_outlives_a_change_of_keys_until_its_own_is_taken_away() {
    let mut front = Front::new().await;
    let visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    let both = front.with_keys(&["new.key", "pages.key"]).await;
    let new = front.with_keys(&["new.key"]).await;

    assert!(is_in(&mut visitor.clone().through(&both)).await);
    assert!(!is_in(&mut visitor.clone().through(&new)).await);
    // A form that was made before goes on, and what is sealed now is sealed with the new key.
    let mut later = visitor.clone().through(&both);
    let before = visitor.clone().get("/role").await.token();
    let chosen =
        later.post("/role", &[("form_token", &before), ("role", "dept.dpo"), ("back", "/still-here")]).await;
    assert_eq!(chosen.leads_to_path(), "/still-here");
    assert!(is_in(&mut later.clone().through(&new)).await);
    assert!(!is_in(&mut later.through(front.url(0))).await);
}

#[tokio::test]
async fn several_sign_ins_may_be_under_way_and_a_browser_is_never_filled_with_them() {
    let front = Front::new().await;
    let mut visitor = front.stranger();
    let long = back("/sign-in/start?organisation=hmrc", &format!("/{}", "b".repeat(599)));
    for _ in 0..40 {
        let sent = visitor.get(&long).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
    }
    assert!(visitor.jar.names().len() <= 8, "{:?}", visitor.jar.names());
    let page = signs_in(&mut visitor, Hmrc, "hmrc-dpo").await;
    assert_eq!(page.status, StatusCode::OK);
}
