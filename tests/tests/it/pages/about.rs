//! What people read on the form of an act, before they do it.

use super::html::problems;
use contracts::breaches::{Action, Breach, RiskLevel};
use e2e::{Page, Visitor, World, deeds::Stage, requests::last_part};
use reqwest::StatusCode;

const DRAFTED: &str = "A stranger has the data.";
const ADVISED: &str = "Tell the regulator.";
const SHOWN: &str = "The new procedure, in the register.";

/// The form of an act of a breach.
async fn form(visitor: &mut Visitor, breach: &Breach, act: &str) -> Page {
    let page = visitor.get(&format!("/breaches/{}/{act}", last_part(&breach.name))).await;
    assert_eq!(page.status, StatusCode::OK, "{act}");
    assert_eq!(problems(&page), Vec::<String>::new(), "{act}");
    page
}

#[tokio::test]
async fn nobody_advises_or_decides_without_what_was_drafted_and_advised_before_their_eyes() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let handler = hmrc.handler();
    let drafted = Box::pin(hmrc.brings(&handler, "A letter", Stage::Drafted, RiskLevel::Risk)).await;
    let mut dpo = world.visitor("hmrc-dpo", "dept.dpo").await;
    let advises = form(&mut dpo, &drafted, "advise").await;
    assert!(advises.body.contains(DRAFTED), "{}", advises.body);

    let mut drafts = world.visitor("hmrc-handler", "dept.handler").await;
    let again = form(&mut drafts, &drafted, "assess").await.form().filled(&[]);
    for (name, value) in [
        ("risk_level", "RISK_LEVEL_RISK"),
        ("factors.severity", "SEVERITY_LIMITED"),
        ("factors.likelihood", "LIKELIHOOD_LIKELY"),
        ("rationale", DRAFTED),
    ] {
        assert!(again.contains(&(name.to_owned(), value.to_owned())), "{name}: {again:?}");
    }

    let advised = hmrc.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    let mut siro = world.visitor("hmrc-siro", "dept.siro").await;
    let decides = form(&mut siro, &advised, "decide").await;
    assert!(decides.body.contains(DRAFTED) && decides.body.contains(ADVISED), "{}", decides.body);
}

#[tokio::test]
async fn nobody_judges_an_action_without_its_evidence_before_their_eyes() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let handler = hmrc.handler();
    let breach = Box::pin(hmrc.brings(&handler, "A letter", Stage::Confirmed, RiskLevel::Risk)).await;
    let action: Action = handler.plans(&breach).await.unwrap();
    handler.completes(&action).await.unwrap();
    let mut dpo = world.visitor("hmrc-dpo", "dept.dpo").await;
    for act in ["verify", "return"] {
        let page = form(&mut dpo, &breach, &format!("actions/{}/{act}", last_part(&action.name))).await;
        assert!(page.body.contains(SHOWN) && page.body.contains("Breach handler"), "{act}: {}", page.body);
    }
}

#[tokio::test]
async fn whoever_notifies_for_somebody_else_says_who_decided_and_whoever_decides_is_not_asked() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let assessed = Box::pin(hmrc.brings(&hmrc.handler(), "A letter", Stage::Assessed, RiskLevel::Risk)).await;
    let mut handler = world.visitor("hmrc-handler", "dept.handler").await;
    let asked = form(&mut handler, &assessed, "notify").await;
    let refused = handler.submits(&asked, &[("step", "onwards")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Whoever decided must be given"), "{}", refused.body);
    let mut dpo = world.visitor("hmrc-dpo", "dept.dpo").await;
    let asked = form(&mut dpo, &assessed, "notify").await;
    assert!(!asked.body.contains("decision_maker_role"), "{}", asked.body);
}
