//! Permits for what calls services inside the gateway's process.

use crate::world::Plan;
use chassis::permit::METADATA;
use gateway::{Gateway, Principal, Refusal};
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use std::sync::Arc;
use tonic::{Request, metadata::MetadataMap, service::Interceptor as _};

const ECHO: &str = "/toy.v1.ToyService/Echo";

async fn principal(plan: &Plan, gateway: &Gateway, roles: &[&str]) -> Result<Arc<Principal>, Refusal> {
    let token = plan.issuer.sign(&plan.issuer.token("hmrc", plan.now()).roles(roles));
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::try_from(format!("Bearer {token}")).unwrap());
    gateway.authenticate(&headers).await
}

#[tokio::test]
async fn a_grant_holds_a_permit_that_the_service_accepts() {
    let plan = Plan::new().await;
    let gateway = plan.load(|_| {}).await.unwrap();
    let caller = principal(&plan, &gateway, &["dept.dpo"]).await.unwrap();
    let grant = gateway.authorise(&caller, None, ECHO).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(METADATA, grant.permit().clone());
    let mut request = Request::new(());
    *request.metadata_mut() = MetadataMap::from_headers(headers);
    plan.verifier().call(request).unwrap();
    assert_eq!(grant.until().duration_since(plan.now()).as_secs(), 600 + 60);
}

#[tokio::test]
async fn a_refusal_is_the_one_that_a_caller_from_outside_would_get() {
    let mut plan = Plan::new().await;
    plan.limits = "caller = { per_minute = 1, burst = 4 }";
    let gateway = plan.load(|_| {}).await.unwrap();
    assert!(matches!(gateway.authenticate(&HeaderMap::new()).await, Err(Refusal::Token(_))));
    let both = principal(&plan, &gateway, &["dept.dpo", "dept.handler"]).await.unwrap();
    let ask = |role, path| gateway.authorise(&both, role, path).map(|_| ());
    assert_eq!(ask(None, "/grpc.health.v1.Health/Check"), Err(Refusal::UnknownRpc), "it needs no grant");
    assert_eq!(ask(None, "/toy.v1.ToyService/None"), Err(Refusal::UnknownRpc));
    let roles = ["dept.dpo", "dept.handler"].map(str::to_owned).to_vec();
    assert_eq!(ask(None, ECHO), Err(Refusal::ActingRoleRequired(roles)));
    assert_eq!(ask(Some("dept.siro"), ECHO), Err(Refusal::Permission));
    assert_eq!(ask(Some("dept.dpo"), ECHO), Ok(()));
    assert!(matches!(ask(Some("dept.dpo"), ECHO), Err(Refusal::RateLimited(_))));
    let spy = principal(&plan, &gateway, &["dept.dpo", "ncsc.liaison"]).await.unwrap();
    assert!(matches!(gateway.authorise(&spy, None, ECHO), Err(Refusal::RateLimited(_))), "the same subject");
}

#[tokio::test]
async fn a_stream_has_a_quarter_of_an_hour_where_the_token_lives_longer() {
    let plan = Plan::new().await;
    let gateway = plan.load(|_| {}).await.unwrap();
    let token = plan.issuer.token("hmrc", plan.now()).roles(&["dept.dpo"]);
    let token = plan.issuer.sign(&token.claim("exp", plan.now().as_second() + 3_600));
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::try_from(format!("Bearer {token}")).unwrap());
    let caller = gateway.authenticate(&headers).await.unwrap();
    let grant = gateway.authorise(&caller, None, ECHO).unwrap();
    assert_eq!(grant.until().duration_since(plan.now()).as_mins(), 15);
}
