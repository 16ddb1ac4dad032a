//! What a gateway refuses to start with.

use crate::world::{PROTO, Plan, TOY_POLICY, descriptors};
use contracts::access::Party;
use gateway::Config;
use std::fs;

async fn problems(plan: &Plan, change: impl FnOnce(&mut Config)) -> String {
    plan.load(change).await.err().expect("it is refused").to_string()
}

type Change = fn(&mut Config);

#[tokio::test]
async fn what_does_not_fit_together_is_refused() {
    let plan = Plan::new().await;
    assert!(plan.load(|_| {}).await.is_ok());
    let cases: [(Change, &str); 16] = [
        (|config| config.directory = "nowhere".into(), "nowhere: No such file"),
        (|config| config.policy = vec!["nowhere".into()], "one directory has the model.conf, and not 0"),
        (|config| drop(config.policy.pop()), "toys.echo is declared by an RPC, and not granted"),
        (
            |config| config.services[0].descriptors = None,
            "service toy.v1: its descriptor set has no such service",
        ),
        (|config| config.services[0].descriptors = Some("nowhere".into()), "nowhere: No such file"),
        (
            |config| config.services[0].descriptors = Some(config.directory.clone()),
            "directory.toml: descriptor set: ",
        ),
        (
            |config| config.services[0].serves.push("toy.v1.ToyService".to_owned()),
            "toy.v1.ToyService: it is served twice",
        ),
        (
            |config| {
                config.services[0].descriptors = None;
                config.services[0].serves = vec!["concordat.directory.v1".to_owned()];
            },
            "concordat.directory.v1.DirectoryService: it is served twice",
        ),
        (
            |config| config.trust_domains[0].permit_key_file = "nowhere".into(),
            "trust domain hmg: nowhere: No such",
        ),
        (
            |config| config.trust_domains[0].permit_key_file = config.directory.clone(),
            "not a PKCS#8 private key in PEM",
        ),
        (
            |config| config.trust_domains[1].pairwise_key_file = Some(config.directory.clone()),
            "not 32 bytes in base64",
        ),
        (|config| config.trust_domains[1].pairwise_key_file = None, "pairwise subjects need a key"),
        (|config| config.trust_domains[0].id = "ico".to_owned(), "trust domain ico: its id is there twice"),
        (
            |config| config.trust_domains[0].parties.push(Party::Ico),
            "PARTY_ICO is in another trust domain too",
        ),
        (|config| drop(config.trust_domains.pop()), "/ico: its party is in no trust domain"),
        (|config| config.issuers[1].organisation = Some("ico".to_owned()), "/hmrc: ico is of another party"),
    ];
    for (change, problem) in cases {
        let refused = problems(&plan, change).await;
        assert!(refused.contains(problem), "{problem}: {refused}");
    }
    let twice = problems(&plan, |config| config.issuers[0].url = config.issuers[1].url.clone()).await;
    assert!(twice.contains("/hmrc: it is there twice"), "{twice}");
    let unknown = problems(&plan, |config| config.issuers[1].organisation = Some("hmcr".to_owned())).await;
    assert!(unknown.contains("/hmrc: the directory has no hmcr"), "{unknown}");
    let foreign = problems(&plan, |config| {
        config.issuers[0].roles.extend(["ico.case", "public"].map(|role| (role.to_owned(), role.to_owned())));
    });
    let foreign = foreign.await;
    for role in ["ico.case", "public"] {
        let problem = format!("an issuer gives the role {role}, which is not of its party");
        assert!(foreign.contains(&problem), "{foreign}");
    }
}

#[tokio::test]
async fn a_grant_to_the_public_of_what_changes_something_or_streams_is_refused() {
    let plan = Plan::new().await;
    let read = "rpc GetEcho(google.protobuf.StringValue) returns (";
    let watched = PROTO.replace(read, &format!("{read}stream "));
    assert_ne!(watched, PROTO);
    fs::write(plan.dir.path().join("toy.binpb"), descriptors(&watched)).unwrap();
    let grants = "p, public, toys.echo\np, public, toys.play\np, public, breaches.create";
    plan.write("toy/policy.csv", &format!("{TOY_POLICY}\n{grants}\np, public, breaches.read"));
    let refused = problems(&plan, |_| {}).await;
    for permission in ["toys.echo", "toys.play", "toys.read", "breaches.create"] {
        let problem = format!("policy: the public holds {permission}, and an RPC that needs it changes");
        assert!(refused.contains(&problem), "{permission}: {refused}");
    }
    assert_eq!(refused.lines().count(), 4, "a read of one answer is not among them: {refused}");
}

#[tokio::test]
async fn an_rpc_without_a_permission_is_refused() {
    let plan = Plan::new().await;
    let bare = PROTO.replacen(r#"option (concordat.access.v1.permission) = "toys.play";"#, "", 1);
    fs::write(plan.dir.path().join("toy.binpb"), descriptors(&bare)).unwrap();
    let refused = problems(&plan, |_| {}).await;
    assert!(refused.contains("toy.v1.ToyService.Play declares no permission"), "{refused}");
}

#[tokio::test]
async fn problems_are_told_together() {
    let plan = Plan::new().await;
    let refused = problems(&plan, |config| {
        config.issuers[1].organisation = Some("hmcr".to_owned());
        config.issuers[2].organisation = Some("moj".to_owned());
        config.services[0].serves.push("toy.v2".to_owned());
        config.policy.pop();
    });
    assert_eq!(refused.await.lines().count(), 6, "two issuers, a service, and three permissions");
}
