//! Being signed in: how long that holds, in which role, and how somebody ends it.

use super::front::{Front, is_in};
use e2e::{
    Page, Sender, Visitor,
    visitor::{SESSION, is_answer},
};
use jiff::SignedDuration;
use local::issuer::{
    Organisation::{Hmrc, Ico, Moj},
    Persona,
};
use reqwest::StatusCode;

const TYPED: &str = "what somebody typed for a long time";

/// A form that nobody has, with something typed into a field of it that there is not.
async fn posts(visitor: &mut Visitor, token: &str) -> Page {
    let fields = [("form_token", token), ("role", "dept.dpo"), ("back", "/still-here"), ("typed", TYPED)];
    visitor.post("/role", &fields).await
}

/// What was typed is there to be sent again, and nothing was done.
#[track_caller]
fn can_be_sent_again(page: &Page, title: &str) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.title(), format!("{title} – Concordat"));
    let kept = page.form().filled(&[]);
    assert!(kept.contains(&("typed".to_owned(), TYPED.to_owned())), "{kept:?}");
    assert!(page.tags().iter().any(|tag| tag.name == "div" && tag.text.contains(TYPED)), "{}", page.body);
    assert_eq!(page.form().action.as_deref(), Some("/role"));
}

fn sids(front: &Front, persona: &str) -> Vec<String> {
    front.issuer.log_ins(Persona::named(persona).unwrap())
}

#[tokio::test]
async fn an_identity_is_proved_again_after_fifteen_minutes_which_nobody_notices() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    let token = visitor.get("/still-here").await.token();
    front.passes(SignedDuration::from_secs(899));
    assert!(is_in(&mut visitor).await);
    front.passes(SignedDuration::from_secs(1));

    let asked = visitor.get("/still-here?due=OVERDUE").await;
    assert_eq!(asked.leads_to_path(), "/sign-in/silent?back=%2Fstill-here%3Fdue%3DOVERDUE");
    let page = visitor.follows(asked).await;
    assert_eq!(
        (page.status.as_u16(), page.url.path(), page.url.query()),
        (200, "/still-here", Some("due=OVERDUE"))
    );
    assert_eq!(page.token(), token, "a form that was begun goes on");
    front.passes(SignedDuration::from_secs(899));
    assert!(is_in(&mut visitor).await);
}

#[tokio::test]
async fn whoever_is_not_signed_in_at_the_issuer_any_more_is_signed_out() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    front.passes(SignedDuration::from_mins(15));
    visitor.jar.lose("issuer-session");
    let asked = visitor.get("/still-here").await;
    let page = visitor.follows(asked).await;
    assert_eq!((page.url.path(), page.url.query()), ("/sign-in", Some("back=%2Fstill-here")));
    assert_eq!(visitor.jar.get(SESSION), None);
}

#[tokio::test]
async fn somebody_else_at_the_issuer_begins_anew_and_not_on_the_page_that_another_wanted() {
    let front = Front::new().await;
    for again in ["/sign-in/silent", "/sign-in/again"] {
        let mut visitor = front.signed_in(Moj, "moj-duty").await;
        visitor.chooses("dept.dpo").await;
        let token = visitor.get("/still-here").await.token();
        let asked = visitor.get(&format!("{again}?back=/still-here?of=another")).await.leads_to().unwrap();
        visitor.jar.lose("issuer-session");
        // Another person logs in at the issuer, whoever asked them to.
        let somebody = visitor.get(asked.as_str().replace("prompt=none", "prompt=login").as_str()).await;
        let answer = visitor.logs_in(somebody, "moj-dpo").await;
        let page = visitor.get(answer.leads_to().unwrap().as_str()).await;
        assert_eq!(page.leads_to_path(), "/", "{again}");
        let page = visitor.get("/still-here").await;
        assert!(page.body.contains("Helen Marsh") && !page.body.contains("Alex Farrow"), "{again}");
        can_be_sent_again(&posts(&mut visitor, &token).await, "Check what you typed and send it again");
    }
}

#[tokio::test]
async fn nobody_is_signed_in_for_longer_than_ten_hours() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    let token = visitor.get("/still-here").await.token();
    for _ in 0..2 {
        front.passes(SignedDuration::from_hours(5) - SignedDuration::from_secs(1));
        // The issuer's own log-in begins anew, and ours does not.
        let asked = visitor.get("/sign-in/again?back=/still-here").await;
        let answer = visitor.logs_in(asked, "hmrc-dpo").await;
        let page = visitor.follows(answer).await;
        assert_eq!((page.status, page.token()), (StatusCode::OK, token.clone()));
    }
    front.passes(SignedDuration::from_secs(1));
    assert!(is_in(&mut visitor).await);
    front.passes(SignedDuration::from_secs(1));
    for path in ["/still-here", "/sign-in/silent?back=/still-here", "/sign-in/again?back=/still-here"] {
        assert_eq!(visitor.get(path).await.leads_to_path(), "/sign-in?back=%2Fstill-here", "{path}");
    }
    can_be_sent_again(&posts(&mut visitor, &token).await, "You have been signed out");
}

#[tokio::test]
async fn what_is_typed_for_longer_than_an_identity_holds_is_sent_once_it_is_proved_again() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    let token = visitor.get("/still-here").await.token();
    front.passes(SignedDuration::from_mins(15));
    let page = posts(&mut visitor, &token).await;
    can_be_sent_again(&page, "Confirm that it is still you");
    let still = visitor.submits(&page, &[]).await;
    can_be_sent_again(&still, "Confirm that it is still you");

    // As the link on it says, in another tab.
    let proof = page.tags().into_iter().find(|tag| tag.get("target") == Some("_blank")).unwrap();
    let proof = visitor.get(proof.get("href").unwrap()).await;
    assert_eq!(visitor.follows(proof).await.status, StatusCode::OK);
    assert_eq!(visitor.submits(&page, &[]).await.leads_to_path(), "/still-here");
}

#[tokio::test]
async fn what_was_typed_in_another_session_is_sent_once_it_was_looked_at() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    let token = visitor.get("/still-here").await.token();
    visitor.jar.lose(SESSION);
    let page = posts(&mut visitor, &token).await;
    can_be_sent_again(&page, "You have been signed out");
    let proof = page.tags().into_iter().find(|tag| tag.get("target") == Some("_blank")).unwrap();
    let start = visitor.get(proof.get("href").unwrap()).await;
    visitor.signs_in_to(start, Hmrc, "hmrc-dpo").await;
    let page = visitor.submits(&page, &[]).await;
    can_be_sent_again(&page, "Check what you typed and send it again");
    assert_eq!(visitor.submits(&page, &[]).await.leads_to_path(), "/still-here");
}

#[tokio::test]
async fn whoever_has_two_roles_says_first_in_which_they_act() {
    let front = Front::new().await;
    for (organisation, persona, roles, names, other) in [
        (
            Moj,
            "moj-duty",
            ["dept.dpo", "dept.handler"],
            ["Data protection officer", "Breach handler"],
            "dept.siro",
        ),
        (Ico, "ico-duty", ["ico.case", "ico.lead"], ["Case officer", "Lead officer"], "dept.dpo"),
    ] {
        let mut visitor = front.stranger();
        let wanted = visitor.get("/still-here?a=b").await;
        let ask = visitor.signs_in_to(wanted, organisation, persona).await;
        assert_eq!((ask.url.path(), ask.status.as_u16()), ("/role", 200), "{persona}");
        let offered: Vec<_> = ask.tags().into_iter().filter(|tag| tag.get("type") == Some("radio")).collect();
        let offered: Vec<_> = offered.iter().map(|radio| radio.get("value").unwrap()).collect();
        assert_eq!(offered, roles, "{persona}");

        for no in ["", other, "everyone", &roles.join(" ")] {
            let again = visitor.submits(&ask, &[("role", no)]).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{persona} as {no}");
            assert!(again.title().starts_with("Error: "));
            let asked = visitor.get("/still-here").await;
            assert_eq!(asked.leads_to_path(), "/role?back=%2Fstill-here", "{persona} as {no}");
        }
        let chosen = visitor.submits(&ask, &[("role", roles[0])]).await;
        let page = visitor.follows(chosen).await;
        assert_eq!((page.url.path(), page.url.query()), ("/still-here", Some("a=b")), "{persona}");
        assert!(page.body.contains(names[0]) && !page.body.contains(names[1]), "{persona}");
        visitor.chooses(roles[1]).await;
        let page = visitor.get("/still-here").await;
        assert!(page.body.contains(names[1]) && !page.body.contains(names[0]), "{persona}");
    }
}

#[tokio::test]
async fn a_form_that_was_made_in_one_role_is_not_sent_in_another_unnoticed() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Moj, "moj-duty").await;
    visitor.chooses("dept.handler").await;
    let token = visitor.get("/still-here").await.token();
    visitor.chooses("dept.dpo").await;
    can_be_sent_again(&posts(&mut visitor, &token).await, "Check what you typed and send it again");
}

#[tokio::test]
async fn what_somebody_with_two_roles_typed_before_they_chose_one_is_not_lost() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Moj, "moj-duty").await;
    let token = visitor.get("/role").await.token();
    let path = "/breaches/0b54c0a8-3f53-4c50-93b1-1f2f3c1d7f11/log";
    let page = visitor.post(path, &[("form_token", &token), ("typed", TYPED)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = page.form().filled(&[]);
    assert!(kept.contains(&("typed".to_owned(), TYPED.to_owned())), "{kept:?}");
    let ask = page.tags().into_iter().find(|tag| tag.get("target") == Some("_blank")).unwrap();
    assert_eq!(ask.get("href"), Some("/role?back=/still-here"));
}

#[tokio::test]
async fn what_the_role_chosen_meanwhile_may_not_send_is_kept_for_the_one_that_may() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Moj, "moj-duty").await;
    let advice = "/breaches/0b54c0a8-3f53-4c50-93b1-1f2f3c1d7f11/advise";
    let kept = |page: &Page| {
        let form = page.form();
        assert_eq!(form.action.as_deref(), Some(advice));
        assert!(form.filled(&[]).contains(&("advice".to_owned(), TYPED.to_owned())), "{}", page.body);
        assert!(page.tags().iter().any(|tag| tag.name == "div" && tag.text.contains(TYPED)), "{}", page.body);
    };
    visitor.chooses("dept.handler").await;
    let token = visitor.get("/still-here").await.token();
    let denied = visitor.post(advice, &[("form_token", &token), ("step", "do"), ("advice", TYPED)]).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    assert_eq!(denied.title(), "You cannot do this in your role – Concordat");
    kept(&denied);
    let ask = denied.tags().into_iter().find(|tag| tag.get("target") == Some("_blank")).unwrap();
    assert_eq!(ask.get("href"), Some("/role?back=/still-here"));

    // They change it back, see that the form is of another role's session, and send it.
    visitor.chooses("dept.dpo").await;
    let again = visitor.submits(&denied, &[]).await;
    assert_eq!(again.title(), "Check what you typed and send it again – Concordat");
    kept(&again);
    let sent = visitor.submits(&again, &[]).await;
    assert_eq!(sent.status, StatusCode::SERVICE_UNAVAILABLE, "there is no service behind these pages");
    kept(&sent);
}

#[tokio::test]
async fn what_somebody_typed_whose_only_role_may_not_send_it_is_shown_to_them() {
    let front = Front::new().await;
    let mut reporter = front.signed_in(Hmrc, "hmrc-reporter").await;
    let token = reporter.get("/still-here").await.token();
    for path in [
        "/breaches/0b54c0a8-3f53-4c50-93b1-1f2f3c1d7f11/advise",
        "/cases/0b54c0a8-3f53-4c50-93b1-1f2f3c1d7f11/answer",
    ] {
        let page = reporter.post(path, &[("form_token", &token), ("advice", TYPED)]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(page.tags().iter().any(|tag| tag.name == "div" && tag.text.contains(TYPED)), "{}", page.body);
        let other = page.tags().into_iter().find(|tag| tag.get("href") == Some("/role?back=/still-here"));
        assert!(other.is_none(), "they have no other role");
    }
    // Nor is a new record lost that their role may not begin.
    let mut lead = front.signed_in(Ico, "ico-lead").await;
    let token = lead.get("/still-here").await.token();
    let page = lead.post("/breaches/new", &[("form_token", &token), ("breach.title", TYPED)]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(
        page.form().filled(&[]).contains(&("breach.title".to_owned(), TYPED.to_owned())),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn signing_out_ends_the_session_here_and_at_the_issuer() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    assert_eq!(sids(&front, "hmrc-dpo").len(), 1);
    let mut thief = visitor.clone();
    let page = visitor.get("/still-here").await;
    let token = page.token();
    let gone = visitor.post("/sign-out", &[("form_token", &token)]).await;
    assert_eq!(visitor.jar.get(SESSION), None);
    assert!(!is_in(&mut thief).await, "a copy of the cookie is nobody's");
    can_be_sent_again(&posts(&mut thief, &token).await, "You have been signed out");

    let issuer = gone.leads_to().unwrap();
    assert!(issuer.as_str().starts_with(&front.issuer.url(Hmrc)), "{issuer}");
    assert!(!is_answer(&issuer) && !issuer.as_str().contains("token"), "{issuer}");
    let page = visitor.follows(gone).await;
    assert_eq!((page.url.path(), page.status.as_u16()), ("/signed-out", 200));
    assert_eq!(sids(&front, "hmrc-dpo"), Vec::<String>::new());

    let start = visitor.get("/sign-in/start?organisation=hmrc").await;
    let asked = visitor.follows(start).await;
    assert_eq!(asked.url.path(), "/hmrc/authorize", "they are asked who they are");
}

#[tokio::test]
async fn whoever_is_asked_for_their_role_can_sign_out_instead() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Moj, "moj-duty").await;
    let ask = visitor.get("/role").await;
    let leave = ask.forms().into_iter().find(|form| form.action.as_deref() == Some("/sign-out")).unwrap();
    let fields = leave.filled(&[]);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post("/sign-out", &fields).await;
    assert_eq!(visitor.jar.get(SESSION), None);
    // Whoever chooses an organisation is not signed in.
    let organisations = visitor.get("/sign-in").await.forms();
    assert!(organisations.iter().all(|form| form.action.as_deref() != Some("/sign-out")));
}

#[tokio::test]
async fn nobody_is_signed_out_by_another_site_or_by_a_link() {
    let front = Front::new().await;
    let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
    let token = visitor.get("/still-here").await.token();
    for sender in [Sender::Neighbour, Sender::Stranger, Sender::StrangerLongAgo, Sender::Hidden] {
        for fields in [vec![], vec![("form_token", token.as_str())]] {
            let page = visitor.post_from(sender, "/sign-out", &fields).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{sender:?}");
        }
    }
    for token in ["", "x", &"A".repeat(43)] {
        let page = visitor.post("/sign-out", &[("form_token", token)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{token}");
    }
    assert_eq!(visitor.get("/sign-out").await.status, StatusCode::NOT_FOUND);
    assert!(is_in(&mut visitor).await);
}

#[tokio::test]
async fn whoever_wants_to_sign_out_does_however_long_they_were_away() {
    let front = Front::new().await;
    for minutes in [15, 10 * 60] {
        let mut visitor = front.signed_in(Hmrc, "hmrc-dpo").await;
        let token = visitor.get("/still-here").await.token();
        front.passes(SignedDuration::from_mins(minutes));
        let gone = visitor.post("/sign-out", &[("form_token", &token)]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "after {minutes} minutes");
        assert_eq!(visitor.jar.get(SESSION), None);
        visitor.follows(gone).await;
        assert_eq!(sids(&front, "hmrc-dpo"), Vec::<String>::new());
    }
}
