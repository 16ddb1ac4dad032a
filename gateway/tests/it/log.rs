//! What the gateway's operator is told of calls.

use crate::world::World;
use gateway::ACTING_ROLE;
use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt as _},
    registry::LookupSpan,
};

type Line = BTreeMap<String, String>;

/// Keeps everything that is logged.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<(String, Line)>>>);

struct Fields<'a>(&'a mut Line);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Kept {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line::new();
        event.record(&mut Fields(&mut line));
        self.0.lock().unwrap().push((event.metadata().target().to_owned(), line));
    }
}

#[tokio::test]
async fn every_call_leaves_one_line_that_says_what_was_decided_and_nothing_of_the_caller() {
    let kept = Kept::default();
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(kept.clone()));
    let world = World::new().await;
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let token = world.plan.issuer.token("hmrc", world.plan.now()).claim("sub", "sir humphrey");
    let token = world.plan.issuer.sign(&token.roles(&["dept.dpo"]));
    let stranger = world.stranger().await.with("traceparent", trace);
    let dpo = stranger.clone().with_token(&token);
    dpo.echo("a secret").await.unwrap();
    dpo.clone().with(ACTING_ROLE, "dept.siro").echo("a secret").await.unwrap_err();
    stranger.echo("a secret").await.unwrap_err();
    dpo.call::<String, String>("/a/secret", "a secret".to_owned()).await.unwrap_err();
    crate::own::health(&stranger, "").await.unwrap();

    let all = kept.0.lock().unwrap().clone();
    let lines: Vec<_> = all.iter().filter(|(target, _)| target == "decision").map(|(_, line)| line).collect();
    let policy = world.toy().asked().permit.policy_version;
    let (echo, check) = ("/toy.v1.ToyService/Echo", "/grpc.health.v1.Health/Check");
    let (someone, nobody) = ("PARTY_DEPARTMENT", "PARTY_UNSPECIFIED");
    let expected = [
        (echo, "allowed", someone, "dept.dpo", policy.as_str()),
        (echo, "PERMISSION", someone, "", ""),
        (echo, "TOKEN_REJECTED", nobody, "", ""),
        ("", "RPC_UNKNOWN", nobody, "", ""),
        (check, "allowed", nobody, "", ""),
    ];
    assert_eq!(lines.len(), expected.len());
    for (line, (rpc, outcome, party, role, policy)) in lines.iter().zip(expected) {
        let said =
            ["rpc", "outcome", "party", "acting_role", "policy.version"].map(|field| line[field].as_str());
        assert_eq!(said, [rpc, outcome, party, role, policy]);
        assert_eq!(line["trace.id"], "0af7651916cd43dd8448eb211c80319c");
        assert!(line.contains_key("duration_us"));
    }
    let logged = format!("{all:?}");
    for secret in ["humphrey", "secret", token.as_str(), token.split('.').nth(2).unwrap()] {
        assert!(!logged.contains(secret), "{secret}");
    }
}
