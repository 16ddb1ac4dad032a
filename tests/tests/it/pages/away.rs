//! Pages whose services are away.

use super::{front::Front, html::problems, places::Places};
use local::issuer::Persona;
use reqwest::StatusCode;
use web::Access;

const TYPED: &str = "what somebody typed for a long time";

#[tokio::test]
async fn what_is_typed_while_a_service_is_away_is_kept_and_can_be_sent_again() {
    let front = Front::new().await;
    let places = Places::nowhere();
    let mut kept = 0;
    for name in ["hmrc-handler", "hmrc-dpo", "hmrc-siro", "ico-lead"] {
        let mut visitor = front.signed_in(Persona::named(name).unwrap().organisation, name).await;
        let token = visitor.get("/still-here").await.token();
        let records = web::listed().into_iter().filter(|listed| listed.path.contains('{'));
        for listed in records.filter(|listed| listed.access == Access::Form) {
            let path = places.fill(listed.path);
            let fields = [("form_token", token.as_str()), ("step", "do"), ("reason", TYPED)];
            let page = visitor.post(&path, &fields).await;
            if page.status == StatusCode::FORBIDDEN {
                continue;
            }
            assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{path} as {name}");
            let form = page.form();
            assert_eq!(form.action.as_deref(), Some(path.as_str()));
            let filled = form.filled(&[]);
            for field in [("reason", TYPED), ("step", "do"), ("form_token", token.as_str())] {
                let field = (field.0.to_owned(), field.1.to_owned());
                assert!(filled.contains(&field), "{path} as {name}: {filled:?}");
            }
            assert_eq!(problems(&page), Vec::<String>::new(), "{path} as {name}");
            kept += 1;
        }
    }
    assert!(kept > 30, "{kept}");
}

#[tokio::test]
async fn a_page_whose_service_is_away_says_so_and_what_to_do() {
    let front = Front::new().await;
    let mut dpo = front.signed_in(Persona::named("hmrc-dpo").unwrap().organisation, "hmrc-dpo").await;
    let page = dpo.get(&Places::nowhere().fill("/breaches/{breach}/confirm")).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.title(), "Sorry, the service is unavailable – Concordat");
    assert!(page.body.contains("use the regulator&#39;s own form or telephone line"), "{}", page.body);
    assert_eq!(problems(&page), Vec::<String>::new());
}
