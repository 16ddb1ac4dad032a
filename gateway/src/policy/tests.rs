use super::{Expected, Files, Policy, Sources, compile};
use crate::contract::Contract;
use contracts::access::Party;
use std::{collections::BTreeSet, fs};

fn declared() -> BTreeSet<String> {
    Contract::new(contracts::DESCRIPTORS).unwrap().permissions()
}

fn own() -> Files {
    Sources(Vec::new()).read().unwrap()
}

async fn compiled(files: &Files, permissions: &[&str]) -> Result<Policy, String> {
    let permissions = permissions.iter().map(|permission| (*permission).to_owned()).collect();
    let expected = Expected { permissions, ..Expected::default() };
    compile(files, &expected).await.map_err(|problems| problems.to_string())
}

/// A policy of these grants, roles and examples, under the platform's model.
fn files(policy: &str, roles: &str, examples: &str) -> Files {
    under(own().model(), policy, roles, examples)
}

fn under(model: &str, policy: &str, roles: &str, examples: &str) -> Files {
    let dir = tempfile::tempdir().unwrap();
    let texts =
        [("model.conf", model), ("policy.csv", policy), ("roles.toml", roles), ("examples.csv", examples)];
    for (name, text) in texts {
        fs::write(dir.path().join(name), text).unwrap();
    }
    Sources(vec![dir.path().to_owned()]).read().unwrap()
}

const ROLES: &str =
    "[clerk]\nparty = 'DEPARTMENT'\nneeds = ['org']\n[judge]\nparty = 'ICO'\nneeds = ['org', 'case']\n";
const POLICY: &str = "p, clerk, x.write\ng, clerk, all\ng, judge, all\np, all, x.read\n";
const EXAMPLES: &str = "judge, x.write, deny\njudge, x.read, allow\n";
const PERMISSIONS: [&str; 2] = ["x.read", "x.write"];

#[tokio::test]
async fn a_role_holds_what_it_was_granted_and_a_role_that_there_is_not_holds_nothing() {
    let policy = compiled(&files(POLICY, ROLES, EXAMPLES), &PERMISSIONS).await.unwrap();
    for (role, permission, holds) in [
        ("clerk", "x.write", true),
        ("clerk", "x.read", true),
        ("judge", "x.read", true),
        ("judge", "x.write", false),
        ("clerk", "x.burn", false),
        ("usher", "x.read", false),
        ("all", "x.read", false),
    ] {
        assert_eq!(policy.grants(role, permission), holds, "{role} {permission}");
    }
}

#[tokio::test]
async fn the_platforms_own_policy_compiles_and_every_permission_has_an_example() {
    let (files, permissions) = (own(), declared());
    let expected = Expected { permissions: permissions.clone(), ..Expected::default() };
    let policy = compile(&files, &expected).await.unwrap();
    assert_eq!(policy.roles.len(), 23);
    for role in policy.roles.values() {
        assert_eq!(role.needs[0].as_str(), "org");
        assert_eq!(role.holds("directory.vocabularies"), role.party != Party::Public);
    }
    let shown: BTreeSet<_> =
        files.examples().filter_map(|line| line.split(", ").nth(1)).map(str::to_owned).collect();
    assert_eq!(shown, permissions);
}

#[tokio::test]
async fn a_role_holds_what_it_is_granted_itself_and_through_groups() {
    let policy = compiled(&files(POLICY, ROLES, EXAMPLES), &PERMISSIONS).await.unwrap();
    let held = |role: &str| PERMISSIONS.map(|permission| policy.role(role).unwrap().holds(permission));
    assert_eq!((held("clerk"), held("judge")), ([true, true], [true, false]));
    assert_eq!(policy.role("judge").unwrap().party, Party::Ico);
    assert!(policy.role("all").is_none(), "a group is no role");
}

#[tokio::test]
async fn the_version_follows_every_file() {
    let mut versions = BTreeSet::new();
    for (policy, roles, examples) in [
        (POLICY, ROLES, EXAMPLES),
        (&format!("{POLICY}# a word"), ROLES, EXAMPLES),
        (POLICY, &format!("{ROLES}# a word"), EXAMPLES),
        (POLICY, ROLES, &format!("{EXAMPLES}# a word")),
    ] {
        versions.insert(compiled(&files(policy, roles, examples), &PERMISSIONS).await.unwrap().version());
    }
    assert_eq!(versions.len(), 4);
}

#[tokio::test]
async fn a_policy_that_contradicts_itself_the_contracts_or_its_examples_is_refused() {
    let with = |line: &str| format!("{POLICY}{line}\n");
    let without = |line: &str| POLICY.replace(line, "");
    let roles = |text: &str| format!("{ROLES}{text}");
    for (policy, roles, examples, problem) in [
        (with("p, clerk, x.sell"), ROLES, EXAMPLES, "x.sell is granted, and no RPC declares it"),
        (without("p, clerk, x.write"), ROLES, EXAMPLES, "x.write is declared by an RPC, and not granted"),
        (with("p, all, x.read"), ROLES, EXAMPLES, "this line stands twice: p, all, x.read"),
        (with("p,all,  x.read"), ROLES, EXAMPLES, "this line stands twice: p, all, x.read"),
        (with("p, clark, x.read"), ROLES, EXAMPLES, "there is no role or group clark: p, clark, x.read"),
        (with("g, clark, all"), ROLES, EXAMPLES, "there is no role or group clark: g, clark, all"),
        (with("p2, clerk, x.read"), ROLES, EXAMPLES, "neither a grant nor a membership: p2, clerk, x.read"),
        (with("p, clerk"), ROLES, EXAMPLES, "neither a grant nor a membership: p, clerk"),
        (with("p, clerk, x.read, deny"), ROLES, EXAMPLES, "neither a grant nor a membership"),
        (
            with("g, some, more\ng, more, some\np, some, x.sell"),
            ROLES,
            EXAMPLES,
            "x.sell is granted, and no RPC",
        ),
        (
            POLICY.replace("p, clerk, x.write", "g, a, b\ng, b, a\np, a, x.write"),
            ROLES,
            "",
            "x.write is granted to nobody",
        ),
        (POLICY.to_owned(), &roles("[clerk]\nparty = 'ICO'\nneeds = []"), EXAMPLES, "duplicate key"),
        (
            POLICY.to_owned(),
            &roles("[spy]\nparty = 'SMERSH'\nneeds = []"),
            EXAMPLES,
            "there is no party \"SMERSH\"",
        ),
        (
            POLICY.to_owned(),
            &roles("[Spy]\nparty = 'ICO'\nneeds = []"),
            EXAMPLES,
            "\"Spy\" is not made of label",
        ),
        (
            POLICY.to_owned(),
            &roles("[spy]\nparty = 'ICO'\nneeds = ['a b']"),
            EXAMPLES,
            "\"a b\" is not made of",
        ),
        (POLICY.to_owned(), &roles("[spy]\nparty = 'ICO'"), EXAMPLES, "needs"),
        (
            POLICY.to_owned(),
            &roles("[spy]\nparty = 'PUBLIC'\nneeds = []"),
            EXAMPLES,
            "spy: one role is the public's",
        ),
        (
            POLICY.to_owned(),
            &roles("[public]\nparty = 'ICO'\nneeds = []"),
            EXAMPLES,
            "public: one role is the public's",
        ),
        (
            POLICY.to_owned(),
            ROLES,
            "judge, x.write, allow",
            "this example does not hold: judge, x.write, allow",
        ),
        (
            POLICY.to_owned(),
            ROLES,
            "clerk, x.write, deny",
            "this example does not hold: clerk, x.write, deny",
        ),
        (POLICY.to_owned(), ROLES, "clark, x.write, deny", "this example names what there is not"),
        (POLICY.to_owned(), ROLES, "clerk, x.sell, deny", "this example names what there is not"),
        (POLICY.to_owned(), ROLES, "clerk, x.write, maybe", "this example names what there is not"),
    ] {
        let refused = compiled(&files(&policy, roles, examples), &PERMISSIONS).await.expect_err(problem);
        assert!(refused.contains(problem), "{refused}");
    }
}

#[tokio::test]
async fn a_model_that_means_something_else_than_the_table_is_refused() {
    let matcher = "m = r.permission == p.permission && g(r.role, p.role)";
    let model = own().model().to_owned();
    assert!(model.contains(matcher));
    for other in ["m = r.role == p.role && r.permission == p.permission", "m = g(r.role, p.role)"] {
        let files = under(&model.replace(matcher, other), POLICY, ROLES, EXAMPLES);
        let refused = compiled(&files, &PERMISSIONS).await.unwrap_err();
        assert!(refused.contains("the model judges"), "{refused}");
    }
    assert!(compiled(&under("[matchers]", POLICY, ROLES, EXAMPLES), &PERMISSIONS).await.is_err());
}

#[tokio::test]
async fn the_public_reads_and_does_nothing_else_whether_it_is_granted_that_itself_or_through_a_group() {
    let roles = format!("{ROLES}[public]\nparty = 'PUBLIC'\nneeds = ['org']\n");
    for (grants, refused) in [
        ("", None),
        ("p, public, x.read", None),
        ("p, public, x.write", Some("x.write")),
        ("g, public, all", None),
        ("g, public, some\np, some, x.write", Some("x.write")),
    ] {
        let expected = Expected {
            permissions: PERMISSIONS.map(str::to_owned).into(),
            beyond_reading: ["x.write".to_owned()].into(),
            ..Expected::default()
        };
        let compiled = compile(&files(&format!("{POLICY}{grants}\n"), &roles, EXAMPLES), &expected).await;
        let problem = compiled.err().map(|problems| problems.to_string());
        let expected = refused.map(|permission| {
            format!(
                "policy: the public holds {permission}, and an RPC that needs it changes something or streams"
            )
        });
        assert_eq!(problem, expected, "{grants}");
    }
}

#[tokio::test]
async fn roles_that_issuers_give_must_be_of_their_party() {
    let roles = format!("{ROLES}[public]\nparty = 'PUBLIC'\nneeds = ['org']\n");
    let files = files(POLICY, &roles, EXAMPLES);
    let expected = |role: &str, party| Expected {
        permissions: PERMISSIONS.map(str::to_owned).into(),
        roles: [(role.to_owned(), party)].into(),
        ..Expected::default()
    };
    assert!(compile(&files, &expected("judge", Party::Ico)).await.is_ok());
    for expected in [
        expected("judge", Party::Department),
        expected("jugde", Party::Ico),
        expected("public", Party::Department),
    ] {
        assert!(
            compile(&files, &expected).await.unwrap_err().to_string().contains("which is not of its party")
        );
    }
}

#[tokio::test]
async fn a_policy_may_stand_in_several_directories_but_says_nothing_twice() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let sources = Sources(dirs.iter().map(|dir| dir.path().to_owned()).collect());
    let write = |dir: usize, name: &str, text: &str| fs::write(dirs[dir].path().join(name), text).unwrap();
    write(0, "model.conf", own().model());
    write(0, "policy.csv", POLICY);
    write(0, "roles.toml", ROLES);
    write(1, "policy.csv", "p, judge, x.judge");
    let permissions = ["x.read", "x.write", "x.judge"];
    let policy = compiled(&sources.read().unwrap(), &permissions).await.unwrap();
    assert!(policy.role("judge").unwrap().holds("x.judge"));

    write(1, "roles.toml", "[clerk]\nparty = 'ICO'\nneeds = []");
    let refused = compiled(&sources.read().unwrap(), &permissions).await.unwrap_err();
    assert!(refused.contains("clerk stands twice"), "{refused}");
    write(1, "model.conf", own().model());
    assert!(sources.read().unwrap_err().to_string().contains("one directory has the model.conf, and not 2"));
}
