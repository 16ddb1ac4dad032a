//! Every RPC of the contracts, called by whoever has no business to: with tokens that do not count, with proofs that are
//! the gateway's to give, and past the gateway.

use crate::{
    forgeries::{bad_permits, bad_tokens, good_permit},
    matrix::{policy, somebody},
    rows::{About, rows},
};
use breaches::Breaches;
use casbin::{CoreApi as _, Enforcer};
use chassis::{Directory, permit::METADATA, service::Service as _};
use chassis_testing::details;
use commitments::Commitments;
use contracts::breaches::{self as pb, RiskLevel};
use e2e::{
    Question, Rpc, Wire, World,
    deeds::{ActionStage, CaseStage, EvidenceStage, ExchangeStage, Kept, Stage},
    golden, refused, requests, rpcs,
};
use std::{collections::BTreeSet, fs};
use tonic::Code;
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

/// What says who calls or from where, to whoever believes it.
const FORGED: [(&str, &str); 10] = [
    ("concordat-organisation", "hmrc"),
    ("concordat-party", "DEPARTMENT"),
    ("concordat-role", "dept.dpo"),
    ("concordat-subject", "hmrc-dpo"),
    ("cookie", "session=hmrc-dpo"),
    ("forwarded", "for=127.0.0.1;host=hmrc"),
    ("proxy-authorization", "Basic aG1yYy1kcG86bG9jYWw="),
    ("x-forwarded-for", "127.0.0.1"),
    ("x-forwarded-user", "hmrc-dpo"),
    ("x-real-ip", "127.0.0.1"),
];

fn forged(wire: Wire) -> Wire {
    FORGED.iter().fold(wire, |wire, (name, value)| wire.with(name, value))
}

fn rejected() -> (Code, String) {
    (Code::Unauthenticated, "TOKEN_REJECTED".to_owned())
}

/// Whether anybody may call an RPC, without a token.
fn is_public(policy: &Enforcer, rpc: &Rpc) -> bool {
    policy.enforce((Directory::PUBLIC, rpc.permission.as_str())).unwrap()
}

#[tokio::test]
async fn a_token_that_does_not_count_opens_no_rpc() {
    let (world, policy) = (World::new().await, policy().await);
    let sides = [(world.hmrc(), "dept.dpo", "ico.case"), (world.ico(), "ico.case", "dept.dpo")];
    for (side, role, foreign) in sides {
        let bad = bad_tokens(&world, side, role, foreign);
        for rpc in rpcs() {
            let question = Question::empty(&rpc.path);
            // Vouched for as the bad ones are, but for what is wrong with each.
            let good = side.colleague(role).wire.asks(&question).await;
            let accepted = good.map_or_else(|status| status.code() != Code::Unauthenticated, |_| true);
            assert!(accepted, "{}: nothing is wrong with this token", rpc.path);
            for (what, wire) in &bad {
                assert_eq!(refused(wire.asks(&question).await), rejected(), "{} with {what}", rpc.path);
            }
            let answer = world.stranger().asks(&question).await;
            let is_rejected = answer.is_err_and(|status| refused::<()>(Err(status)) == rejected());
            assert_eq!(is_rejected, !is_public(&policy, &rpc), "{} without a token", rpc.path);
        }
    }
}

#[tokio::test]
async fn what_a_caller_says_of_itself_changes_nothing() {
    let (world, policy) = (World::new().await, policy().await);
    let (hmrc, moj) = (world.hmrc(), world.moj());
    let breach = hmrc.brings(&hmrc.handler(), "Somebody else's", Stage::Logged, RiskLevel::Risk).await;
    let action = hmrc.brings_action(&hmrc.handler(), "Somebody else's", ActionStage::Completed).await;
    let case = world.case(hmrc, "Somebody else's", CaseStage::Received).await;
    let case = pb::Case { name: requests::as_named_by("hmrc", &case.name), ..case };
    let stage = ExchangeStage::Disclosed;
    let exchange = world.exchange(hmrc, world.home_office(), stage, &hmrc.handler()).await;
    let pointer = hmrc.siro().points().await.unwrap();
    let evidence = hmrc.evidence(&hmrc.keeper(), EvidenceStage::Submitted).await;
    for (rpc, about) in rows() {
        let is_common = matches!(about, About::Common(_));
        let question = match about {
            About::Parent(ask)
            | About::Breaches(ask)
            | About::Cases(ask)
            | About::Exchanges(ask)
            | About::Pointers(ask)
            | About::AllKept(_, ask)
            | About::Common(ask) => ask(&hmrc.name()),
            About::Kept(Kept::Evidence(_), ask) => ask(&(&evidence).into()),
            About::Kept(kept, ask) => ask(&world.kept(somebody(&world, kept), kept, None).await),
            About::Source(ask) | About::Topic(ask) => ask(&exchange.source),
            About::Exchange(_, _, ask) => ask(&exchange),
            About::Pointer(ask) => ask(&pointer),
            About::Breach(_, _, ask) => ask(&breach),
            About::Actions(ask) => ask(requests::breach_of(&action.name)),
            About::Action(_, ask) => ask(&action),
            About::Case(_, ask) => ask(&case),
        };
        let permit = good_permit(&world, &rpc);
        let nobody = forged(world.stranger()).with_bytes(METADATA, &permit);
        if !is_public(&policy, &rpc) {
            assert_eq!(refused(nobody.asks(&question).await), rejected(), "{}", rpc.path);
        }
        assert_eq!(nobody.told(&question).await, world.stranger().told(&question).await, "{}", rpc.path);

        let plain = moj.dpo().wire;
        let posing = forged(plain.clone()).with_bytes(METADATA, &permit);
        let answer = plain.told(&question).await;
        assert!(answer.is_err() || is_common, "{} is HMRC's to call", rpc.path);
        assert_eq!(posing.told(&question).await, answer, "{}", rpc.path);
    }
    let unchanged = hmrc.handler().reads(&breach.name).await.unwrap();
    assert_eq!(unchanged, breach);
    let unchanged = hmrc.handler().wire.calls(requests::get_action(&action.name)).await.unwrap();
    assert_eq!(unchanged.action, Some(action));
    assert_eq!(hmrc.keeper().reads_evidence(&evidence.name).await.unwrap(), evidence);
    assert_eq!(hmrc.siro().reads_pointer(&pointer.name).await.unwrap(), pointer);
    assert_eq!(hmrc.approver().reads_exchange(&exchange.name).await.unwrap(), exchange);
}

#[tokio::test]
async fn a_service_answers_nobody_without_a_permit_for_just_this() {
    let world = World::new().await;
    let config = world.gateway_config();
    let direct = |rpc: &Rpc| {
        let upstream = config.services.iter().find(|one| one.serves.contains(&rpc.service)).unwrap();
        Wire::to(upstream.upstreams[0].as_str().trim_end_matches('/'))
    };
    let served: BTreeSet<&str> = Breaches::SERVES.iter().chain(Commitments::SERVES).copied().collect();
    // The gateway itself answers the others.
    let (rpcs, own): (Vec<_>, Vec<_>) =
        rpcs().into_iter().partition(|rpc| served.contains(rpc.service.as_str()));
    assert!(own.iter().all(|rpc| rpc.service.contains(".directory.")), "every service is asked");
    for rpc in rpcs {
        let (question, direct) = (Question::empty(&rpc.path), direct(&rpc));
        let good = direct.clone().with_bytes(METADATA, &good_permit(&world, &rpc));
        let accepted = good
            .asks(&question)
            .await
            .map_or_else(|status| details(&status).reason != "PERMIT_REJECTED", |_| true);
        assert!(accepted, "{}: nothing is wrong with this permit", rpc.path);
        let bad = bad_permits(&world, &rpc).into_iter().map(|(what, permits)| {
            let wire = permits.iter().fold(direct.clone(), |wire, permit| wire.with_bytes(METADATA, permit));
            (what, wire)
        });
        let token = ("a token instead", direct.clone().with_token(world.token("hmrc-dpo")));
        for (what, wire) in bad.chain([token]) {
            let refusal = refused(forged(wire).asks(&question).await);
            assert_eq!(
                refusal,
                (Code::Unavailable, "PERMIT_REJECTED".to_owned()),
                "{} with {what}",
                rpc.path
            );
        }
    }
}

/// The exemptions that there were at first. One may go. Another may not come: what it would answer needs a permission.
const AT_FIRST: [&str; 3] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];

#[tokio::test]
async fn only_health_and_reflection_need_no_permission() {
    let exempt = fs::read_to_string(golden::path("exempt.txt")).unwrap();
    let exempt: BTreeSet<&str> = exempt.lines().collect();
    let at_first = BTreeSet::from(AT_FIRST);
    assert!(exempt.is_subset(&at_first), "the list of exemptions only shrinks");
    assert_eq!(BTreeSet::from(gateway::OPEN), exempt, "what the gateway exempts is what the list says");

    let world = World::new().await;
    let list = MessageRequest::ListServices(String::new());
    let asked = ServerReflectionRequest { host: String::new(), message_request: Some(list) };
    let mut reflection = ServerReflectionClient::new(world.stranger().channel());
    let answer = reflection.server_reflection_info(tokio_stream::once(asked)).await.unwrap();
    let answer = answer.into_inner().message().await.unwrap().unwrap().message_response;
    let Some(MessageResponse::ListServicesResponse(listed)) = answer else { panic!("{answer:?} is no list") };
    let served: BTreeSet<String> = listed.service.into_iter().map(|service| service.name).collect();
    let declared = rpcs().into_iter().map(|rpc| rpc.service);
    assert_eq!(served, declared.chain(exempt.into_iter().map(str::to_owned)).collect());
}
