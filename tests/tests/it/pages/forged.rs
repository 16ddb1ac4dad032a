//! Forms that nobody sent from a page of ours: of another site, of another session, or of none.

use super::places::Records;
use chassis_testing::id;
use contracts::breaches::{BreachState, RiskLevel};
use e2e::{Sender, Visitor, World, deeds::Stage, requests::last_part};
use reqwest::StatusCode;
use web::Access;

const TYPED: &str = "what somebody typed for a long time";
const FOREIGN: [Sender; 4] = [Sender::Neighbour, Sender::Stranger, Sender::StrangerLongAgo, Sender::Hidden];

/// The paths of all forms, each about a record of the person's own organisation.
fn forms(records: &Records) -> Vec<String> {
    let forms = web::listed().into_iter().filter(|listed| listed.access == Access::Form);
    forms.map(|form| records.places().fill(form.path)).collect()
}

/// A form with which nothing is wrong, as far as all forms are alike, but the token.
async fn sends(visitor: &mut Visitor, sender: Sender, path: &str, etag: &str, token: &str) -> e2e::Page {
    let request_id = id();
    let fields = [
        ("form_token", token),
        ("request_id", &request_id),
        ("etag", etag),
        ("step", "do"),
        ("reason", TYPED),
        ("role", "dept.dpo"),
    ];
    visitor.post_from(sender, path, &fields).await
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing_whatever_it_brings() {
    let world = World::new().await;
    let records = Records::of(world.hmrc()).await;
    let mut dpo = world.visitor("hmrc-dpo", "dept.dpo").await;
    let token = dpo.get("/still-here").await.token();
    for path in forms(&records) {
        for sender in FOREIGN {
            let page = sends(&mut dpo, sender, &path, &records.breach.etag, &token).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path} {sender:?}");
            assert_eq!(page.title(), "Your request could not be trusted – Concordat", "{path} {sender:?}");
        }
    }
    assert_eq!(dpo.get("/still-here").await.token(), token, "nobody was signed out");
    assert_eq!(records.again(world.hmrc()).await, records);
}

#[tokio::test]
async fn a_form_without_its_sessions_token_does_nothing_and_keeps_what_was_typed() {
    let world = World::new().await;
    let records = Records::of(world.hmrc()).await;
    let mut dpo = world.visitor("hmrc-dpo", "dept.dpo").await;
    let others = [
        world.visitor("hmrc-handler", "dept.handler").await.get("/still-here").await.token(),
        world.visitor("hmrc-dpo", "dept.dpo").await.get("/still-here").await.token(),
    ];
    let token = dpo.get("/still-here").await.token();
    let cut = token[..token.len() - 1].to_owned();
    let none = [String::new(), "x".to_owned(), cut];
    for path in forms(&records) {
        for token in others.iter().chain(&none) {
            let page = sends(&mut dpo, Sender::Us, &path, &records.breach.etag, token).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} with {token:?}");
            let form = page.form();
            assert_eq!(form.action.as_deref(), Some(path.as_str()));
            let kept = form.filled(&[]);
            assert!(kept.contains(&("reason".to_owned(), TYPED.to_owned())), "{path}: {kept:?}");
        }
        // A field that is not there at all is no better than an empty one.
        let page = dpo.post(&path, &[("step", "do")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    assert_eq!(dpo.get("/still-here").await.token(), token, "nobody was signed out");
    assert_eq!(records.again(world.hmrc()).await, records);
}

#[tokio::test]
async fn the_same_form_is_done_once_it_comes_from_us_and_only_once() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let draft = hmrc.brings(&hmrc.handler(), "To be logged", Stage::Draft, RiskLevel::Risk).await;
    let mut handler = world.visitor("hmrc-handler", "dept.handler").await;
    let path = format!("/breaches/{}/log", last_part(&draft.name));
    for sender in FOREIGN {
        let token = handler.get("/still-here").await.token();
        sends(&mut handler, sender, &path, &draft.etag, &token).await;
    }
    sends(&mut handler, Sender::Us, &path, &draft.etag, "x").await;
    assert_eq!(hmrc.handler().reads(&draft.name).await.unwrap(), draft);

    let form = handler.get(&path).await;
    let filled = handler.submits(&form, &[("step", "do")]).await;
    assert_eq!(filled.status, StatusCode::SEE_OTHER, "{}", filled.body);
    let logged = hmrc.handler().reads(&draft.name).await.unwrap();
    assert_eq!(logged.state(), BreachState::Logged);
    let again = handler.submits(&form, &[("step", "do")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    assert_eq!(hmrc.handler().reads(&draft.name).await.unwrap(), logged);
    assert_eq!(hmrc.handler().lists().await.unwrap().len(), 1);
}
