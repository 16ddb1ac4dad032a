//! Log-ins as they go on in a browser.

use crate::world::{World, body, cookie, sent_back, text};
use jiff::SignedDuration;
use local::issuer::Organisation;

const SECOND: SignedDuration = SignedDuration::from_secs(1);

#[tokio::test]
async fn who_has_logged_in_is_not_asked_again_unless_the_client_wants_it() {
    let world = World::new().await;
    let hmrc = Organisation::Hmrc;
    let logged_in = world.now().as_second();
    let pressed = world.press(hmrc, "hmrc-siro").await;
    let set = pressed.headers()["set-cookie"].to_str().unwrap();
    assert!(set.ends_with("; Path=/hmrc; Max-Age=36000; HttpOnly; SameSite=Lax"), "{set}");
    let session = format!("other=1; {}", cookie(&pressed));
    world.pass(SECOND * 100);

    for silently in [("prompt", "none"), ("prompt", ""), ("prompt", "consent"), ("max_age", "100")] {
        let code = sent_back(&world.ask(hmrc, &[silently], &session).await)["code"].clone();
        let tokens = body(world.redeem(hmrc, &code, &[]).await).await;
        let claims = world.verified(hmrc, &text(&tokens["id_token"])).await.unwrap();
        assert_eq!(claims["name"], "Fiona MacLeod");
        assert_eq!(claims["auth_time"], logged_in);
    }
    for asking in
        [("prompt", "login"), ("prompt", "select_account"), ("prompt", "consent login"), ("max_age", "99")]
    {
        assert_eq!(world.ask(hmrc, &[asking], &session).await.status(), 200, "{asking:?}");
    }
    let too_old = [("prompt", "none"), ("max_age", "99")];
    assert_eq!(sent_back(&world.ask(hmrc, &too_old, &session).await)["error"], "login_required");
    // Nor does it count elsewhere, or for ever.
    let silently = [("prompt", "none")];
    assert_eq!(
        sent_back(&world.ask(Organisation::Moj, &silently, &session).await)["error"],
        "login_required"
    );
    assert_eq!(
        sent_back(&world.ask(hmrc, &silently, "issuer-session=made-up").await)["error"],
        "login_required"
    );
    world.pass(SignedDuration::from_hours(10) - SECOND * 100);
    assert_eq!(sent_back(&world.ask(hmrc, &silently, &session).await)["error"], "login_required");
}

#[tokio::test]
async fn who_is_asked_again_is_offered_the_same_people_and_logs_in_anew() {
    let world = World::new().await;
    let hmrc = Organisation::Hmrc;
    let first_page = world.ask(hmrc, &[], "").await.text().await.unwrap();
    let mut browser = cookie(&world.press(hmrc, "hmrc-siro").await);
    for asking in [("prompt", "login"), ("max_age", "0"), ("max_age", "59")] {
        world.pass(SECOND * 60);
        let page = world.ask(hmrc, &[asking], &browser).await;
        assert_eq!((page.status().as_u16(), page.text().await.unwrap()), (200, first_page.clone()));
        let pressed = world.press_again(hmrc, "hmrc-siro", &browser, &[asking]).await;
        browser = cookie(&pressed);
        assert_eq!(world.identity(hmrc, &pressed).await["auth_time"], world.now().as_second(), "{asking:?}");
    }
}

#[tokio::test]
async fn a_log_in_without_age_is_too_old_for_a_client_that_wants_a_new_one() {
    let world = World::new().await;
    let browser = cookie(&world.press(Organisation::Hmrc, "hmrc-siro").await);
    let age = |age| [("prompt", "none"), ("max_age", age)];
    let refused = sent_back(&world.ask(Organisation::Hmrc, &age("0"), &browser).await);
    assert_eq!(refused["error"], "login_required");
    assert!(sent_back(&world.ask(Organisation::Hmrc, &age("1"), &browser).await).contains_key("code"));
}

#[tokio::test]
async fn a_session_keeps_its_name_while_the_same_person_logs_in_again() {
    let world = World::new().await;
    let hmrc = Organisation::Hmrc;
    let pressed = world.press(hmrc, "hmrc-dpo").await;
    let (first_cookie, first) = (cookie(&pressed), world.identity(hmrc, &pressed).await);
    let silently = world.ask(hmrc, &[("prompt", "none")], &first_cookie).await;
    assert_eq!(world.identity(hmrc, &silently).await["sid"], first["sid"]);
    let again = world.press_again(hmrc, "hmrc-dpo", &first_cookie, &[("prompt", "login")]).await;
    let second_cookie = cookie(&again);
    assert_eq!(world.identity(hmrc, &again).await["sid"], first["sid"]);
    // The cookie is another each time, and only the last counts.
    assert_ne!(first_cookie, second_cookie);
    assert!(!world.knows(hmrc, &first_cookie).await);
    assert!(world.knows(hmrc, &second_cookie).await);
    // From the name nobody learns the cookie.
    let sid = text(&first["sid"]);
    assert_eq!(sid.len(), 43);
    assert!(![first_cookie, second_cookie].iter().any(|cookie| cookie.contains(&sid)));
    assert!(!world.knows(hmrc, &format!("issuer-session={sid}")).await);
}

#[tokio::test]
async fn every_browser_and_every_person_has_a_session_of_its_own() {
    let world = World::new().await;
    let hmrc = Organisation::Hmrc;
    let [one, other] = [world.press(hmrc, "hmrc-dpo").await, world.press(hmrc, "hmrc-dpo").await];
    let [in_one, in_other] = [&one, &other].map(cookie);
    let first = world.identity(hmrc, &one).await;
    assert_ne!(first["sid"], world.identity(hmrc, &other).await["sid"]);

    let siro = world.press_again(hmrc, "hmrc-siro", &in_one, &[("prompt", "select_account")]).await;
    let second = world.identity(hmrc, &siro).await;
    assert_eq!(second["name"], "Fiona MacLeod");
    assert_ne!(second["sid"], first["sid"]);
    assert!(!world.knows(hmrc, &in_one).await);
    assert!(world.knows(hmrc, &cookie(&siro)).await);
    assert!(world.knows(hmrc, &in_other).await);
    // Somebody who comes back starts anew.
    let back = world.press_again(hmrc, "hmrc-dpo", &cookie(&siro), &[]).await;
    assert_ne!(world.identity(hmrc, &back).await["sid"], first["sid"]);
}
