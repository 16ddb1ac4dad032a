//! Every act, in every situation, by every role that the policy lets call it: what comes of it stands in
//! `tests/golden/machine.md`, which `model::machine` is held to as well.

pub(crate) mod acts;
pub(crate) mod situations;

use crate::actors::{Actor, Cast};
use acts::{ACTS, does};
use chassis_testing::reason;
use contracts::breaches::{Breach, BreachState};
use situations::{SITUATIONS, Situation, reach};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/machine.md");
const POLICY: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../gateway/policy/policy.csv"));

const HEAD: &str = "\
# What can be done to a breach, and where it leads

A section a situation; in it, who may do what, and the state that it leads to. What a role may call but is refused for
another reason than the state is listed with that reason. Whatever else the policy lets a role call is refused with the
reason `STATE`.
";

#[tokio::test]
async fn every_act_in_every_situation_leads_where_the_page_says() {
    let cast = Cast::new().await;
    let mut page = HEAD.to_owned();
    for situation in SITUATIONS {
        let mut unmoved = reach(&cast, situation).await;
        let _ = write!(
            page,
            "\n## {}: {situation:?}\n\n| act | role | outcome |\n|---|---|---|\n",
            name(unmoved.state())
        );
        let offered = offered(&cast, &unmoved).await;
        for (act, permission) in ACTS {
            for role in holders(permission) {
                let outcome = outcome(&cast, situation, &mut unmoved, act, &role).await;
                let refused = ["`STATE`", "`ACTING_ROLE`", "`NOTIFIED_ALREADY`"].contains(&outcome.as_str());
                let offers = offered[&role].contains(act);
                assert_ne!(offers, refused, "{situation:?}: {act} by {role}: {outcome}");
                if outcome != "`STATE`" {
                    let _ = writeln!(page, "| {act} | {role} | {outcome} |");
                }
            }
        }
    }
    let kept = fs::read_to_string(PAGE).unwrap_or_default();
    if kept != page {
        let found = format!("{PAGE}.found");
        fs::write(&found, &page).unwrap();
        panic!("the page differs: compare it with {found}, and put that in its place if it should be so");
    }
}

/// What each role is told that it may do, as far as it sees the breach.
async fn offered(cast: &Cast, breach: &Breach) -> BTreeMap<String, BTreeSet<String>> {
    let mut offered = BTreeMap::new();
    for role in holders("breaches.read") {
        if let Ok(seen) = actor(cast, &role).reads(&breach.name).await {
            offered.insert(role, seen.possible_acts.into_iter().collect());
        }
    }
    offered
}

/// What comes of an act; what it moves is replaced.
async fn outcome(cast: &Cast, situation: Situation, unmoved: &mut Breach, act: &str, role: &str) -> String {
    match Box::pin(does(&actor(cast, role), act, unmoved)).await {
        Ok(after) => {
            *unmoved = reach(cast, situation).await;
            name(after).to_owned()
        }
        Err(refusal) => format!("`{}`", reason(&refusal)),
    }
}

/// Somebody in a role. Nobody else acts in it.
pub(crate) fn actor(cast: &Cast, role: &str) -> Actor {
    match role {
        "dept.reporter" => cast.reporter(),
        "dept.handler" => cast.handler(),
        "dept.dpo" => cast.dpo(),
        "dept.siro" => cast.siro(),
        "dept.iao" => cast.iao(),
        "dept.ao" => cast.actor("hmrc", "al", "dept.ao", &["org", "reports", "escalations"]),
        "dept.comms" => cast.actor("hmrc", "cam", "dept.comms", &["org", "reports", "comms"]),
        role => panic!("nobody acts as {role}"),
    }
}

fn name(state: BreachState) -> &'static str {
    state.as_str_name().trim_start_matches("BREACH_STATE_")
}

/// The roles that hold a permission, themselves or through a group.
fn holders(permission: &str) -> BTreeSet<String> {
    let lines: Vec<Vec<&str>> = POLICY.lines().map(|line| line.split(", ").collect()).collect();
    let mut holders: BTreeSet<&str> = BTreeSet::new();
    for line in &lines {
        if let ["p", subject, granted] = line.as_slice()
            && *granted == permission
        {
            holders.insert(subject);
        }
    }
    loop {
        let members: Vec<&str> = lines
            .iter()
            .filter_map(|line| match line.as_slice() {
                ["g", member, group] if holders.contains(group) && !holders.contains(member) => Some(*member),
                _ => None,
            })
            .collect();
        if members.is_empty() {
            return holders.into_iter().filter(|role| role.contains('.')).map(str::to_owned).collect();
        }
        holders.extend(members);
    }
}
