//! What cannot be taken back: whoever does it typed what their issuer asks for a short while ago, however often the issuer
//! vouched for them since.

use super::front::{Hands, finds_out, issuer_of, url};
use chassis::{Clock as _, SystemClock};
use contracts::breaches::RiskLevel;
use e2e::{Visitor, World, deeds::Stage, requests::last_part};
use gateway::Gateway;
use jiff::SignedDuration;
use local::issuer::Organisation::Hmrc;
use reqwest::StatusCode;
use std::{future::pending, sync::Arc};
use tokio::{net::TcpListener, task::JoinSet};

const TYPED: &str = "what somebody typed for a long time";
/// What tells the regulator something.
const FINAL: [&str; 5] = ["notify", "follow-up", "correct", "withdraw", "remediation-update"];

/// Somebody whose issuer says that they typed what it asks for so long ago, at a gateway of their own.
async fn who_signed_in(ago: SignedDuration, world: &World, serving: &mut JoinSet<()>) -> Visitor {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = url(&listener);
    let clock = Hands::at(SystemClock.now());
    let issuer = issuer_of(&url, clock.clone(), serving).await;
    let mut config = world.gateway_config();
    config.pages.as_mut().unwrap().url = url.parse().unwrap();
    for entry in &mut config.issuers {
        let organisation = entry.url.rsplit_once('/').unwrap().1;
        entry.url = format!("{}/{organisation}", issuer.url(Hmrc).rsplit_once('/').unwrap().0);
    }
    let gateway = Gateway::load(config, Arc::new(SystemClock)).await.unwrap();
    serving.spawn(gateway.serve(listener, pending()));
    finds_out(&url, &issuer).await;

    let mut visitor = Visitor::at(&url);
    let wanted = visitor.get("/still-here").await;
    clock.advance(-ago);
    visitor.answers_to(wanted, Hmrc, "hmrc-dpo").await;
    clock.advance(ago);
    // They are asked nothing any more.
    let sent = visitor.get("/sign-in/start?organisation=hmrc&back=/still-here").await;
    assert_eq!(visitor.follows(sent).await.url.path(), "/still-here");
    visitor
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_done_by_those_who_signed_in_a_short_while_ago() {
    let (world, mut serving) = (World::new().await, JoinSet::new());
    let hmrc = world.hmrc();
    let assessed = Box::pin(hmrc.brings(&hmrc.handler(), "A letter", Stage::Assessed, RiskLevel::Risk)).await;
    let path = |act: &str| format!("/breaches/{}/{act}", last_part(&assessed.name));
    let mut recent = who_signed_in(SignedDuration::from_mins(14), &world, &mut serving).await;
    let mut late = who_signed_in(SignedDuration::from_mins(15), &world, &mut serving).await;
    let token = late.get("/still-here").await.token();
    for act in FINAL {
        assert_eq!(recent.get(&path(act)).await.status, StatusCode::OK, "{act}");
        let back: String = url::form_urlencoded::byte_serialize(path(act).as_bytes()).collect();
        assert_eq!(late.get(&path(act)).await.leads_to_path(), format!("/sign-in/again?back={back}"));
        let fields =
            [("form_token", token.as_str()), ("etag", &assessed.etag), ("step", "do"), ("reason", TYPED)];
        let page = late.post(&path(act), &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        assert_eq!(page.title(), "Sign in again to do this – Concordat", "{act}");
        assert!(page.form().filled(&[]).contains(&("reason".to_owned(), TYPED.to_owned())), "{act}");
    }
    assert_eq!(late.get(&path("reassess")).await.status, StatusCode::OK, "the rest they may");
    assert_eq!(hmrc.dpo().reads(&assessed.name).await.unwrap(), assessed);

    // They sign in again, though they are signed in at their issuer, and go on with the form that they had.
    let asked = late.get(&path("notify")).await;
    let page = late.follows(asked).await;
    assert_eq!(page.url.path(), "/hmrc/authorize");
    let answer = late.submits(&page, &[("persona", "hmrc-dpo")]).await;
    let page = late.follows(answer).await;
    assert_eq!((page.url.path(), page.token()), (path("notify").as_str(), token));
}
