//! Which role may do what: a casbin model and policy, compiled into a table when it is loaded.

mod files;
mod watch;

pub(crate) use files::Sources;
pub(crate) use watch::Policies;

use crate::Problems;
use casbin::{CoreApi as _, DefaultModel, Enforcer, MgmtApi as _, RbacApi as _, StringAdapter};
use chassis::{Directory, Label};
use contracts::access::Party;
use files::{Files, RoleEntry};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

/// A policy that keeps every rule of [`compile`].
#[derive(Debug)]
pub(crate) struct Policy {
    version: Arc<str>,
    roles: BTreeMap<String, Role>,
}

/// A role: whose side it is on, what it may see, and what it may do.
#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) code: Label,
    pub(crate) party: Party,
    pub(crate) needs: Vec<Label>,
    permissions: HashSet<String>,
}

impl Role {
    pub(crate) fn holds(&self, permission: &str) -> bool {
        self.permissions.contains(permission)
    }
}

impl Policy {
    /// The first characters of the hash of its files.
    #[must_use]
    pub(crate) fn version(&self) -> Arc<str> {
        self.version.clone()
    }

    pub(crate) fn role(&self, code: &str) -> Option<&Role> {
        self.roles.get(code)
    }

    /// Whether a role holds a permission. One that there is not holds none.
    pub(crate) fn grants(&self, code: &str, permission: &str) -> bool {
        self.role(code).is_some_and(|role| role.holds(permission))
    }
}

/// What the rest of the gateway needs of a policy.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    /// The permissions that the contracts declare.
    pub(crate) permissions: BTreeSet<String>,
    /// Those of RPCs that change something, or stream.
    pub(crate) beyond_reading: BTreeSet<String>,
    /// The roles that the issuers' claims are mapped to, each with the issuer's party.
    pub(crate) roles: BTreeSet<(String, Party)>,
}

/// Compiles a policy. It is refused if it says anything twice, names what there is not, grants a permission to nobody,
/// leaves one ungranted, lets the public do more than read, contradicts its examples, or means something else to casbin
/// than in the table.
pub(crate) async fn compile(files: &Files, expected: &Expected) -> Result<Policy, Problems> {
    let mut problems = Problems::default();
    let entries = problems.take(files.roles()).unwrap_or_default();
    let enforcer = enforcer(files).await?;
    let mut roles = BTreeMap::new();
    for (code, entry) in entries {
        let granted = enforcer.get_implicit_permissions_for_user(&code, None);
        let permissions = granted.into_iter().filter_map(|mut rule| rule.pop()).collect();
        if let Some(role) = problems.take(role(&code, &entry, permissions)) {
            roles.insert(code, role);
        }
    }
    let mut seen = BTreeSet::new();
    for rule in files.rules().filter(|rule| !seen.insert(rule.clone())) {
        problems.note(format!("policy: this line stands twice: {}", rule.join(", ")));
    }
    check_names(files, &roles, &mut problems);
    check_grants(&enforcer, &roles, &expected.permissions, &mut problems);
    check_public(&roles, &expected.beyond_reading, &mut problems);
    check_issuers(&roles, expected, &mut problems);
    check_examples(files, &roles, &expected.permissions, &mut problems);
    check_table(&enforcer, &roles, &expected.permissions, &mut problems);
    problems.finish(Policy { version: files.version().into(), roles })
}

async fn enforcer(files: &Files) -> Result<Enforcer, Problems> {
    let bad = |error: casbin::Error| format!("policy: {error}");
    let model = DefaultModel::from_str(files.model()).await.map_err(bad)?;
    Ok(Enforcer::new(model, StringAdapter::new(files.policy())).await.map_err(bad)?)
}

fn role(code: &str, entry: &RoleEntry, permissions: HashSet<String>) -> Result<Role, String> {
    let bad = |what: String| format!("roles: {code}: {what}");
    let label = |text: &str| {
        Label::parse(text).ok_or_else(|| bad(format!("{text:?} is not made of label characters")))
    };
    let party = Party::from_str_name(&format!("PARTY_{}", entry.party));
    let party = party.ok_or_else(|| bad(format!("there is no party {:?}", entry.party)))?;
    if (code == Directory::PUBLIC) != (party == Party::Public) {
        return Err(bad("one role is the public's, and it is called public".to_owned()));
    }
    Ok(Role {
        code: label(code)?,
        party,
        needs: entry.needs.iter().map(|need| label(need)).collect::<Result<_, _>>()?,
        permissions,
    })
}

/// Every line must be a grant to, or a membership of, a role or a group that has members. Casbin passes over others.
fn check_names(files: &Files, roles: &BTreeMap<String, Role>, problems: &mut Problems) {
    let groups: BTreeSet<&str> =
        files.rules().filter(|rule| rule[0] == "g").filter_map(|rule| rule.get(2).copied()).collect();
    for rule in files.rules() {
        match rule.as_slice() {
            ["p" | "g", subject, _] if roles.contains_key(*subject) || groups.contains(subject) => {}
            ["p" | "g", subject, _] => {
                problems.note(format!("policy: there is no role or group {subject}: {}", rule.join(", ")));
            }
            _ => problems.note(format!("policy: neither a grant nor a membership: {}", rule.join(", "))),
        }
    }
}

fn check_grants(
    enforcer: &Enforcer,
    roles: &BTreeMap<String, Role>,
    declared: &BTreeSet<String>,
    problems: &mut Problems,
) {
    let granted: BTreeSet<String> =
        enforcer.get_policy().into_iter().filter_map(|mut rule| rule.pop()).collect();
    for permission in granted.difference(declared) {
        problems.note(format!("policy: {permission} is granted, and no RPC declares it"));
    }
    for permission in declared.difference(&granted) {
        problems.note(format!("policy: {permission} is declared by an RPC, and not granted"));
    }
    for permission in granted.intersection(declared) {
        if !roles.values().any(|role| role.holds(permission)) {
            problems.note(format!("policy: {permission} is granted to nobody"));
        }
    }
}

/// What the public may do, anybody may, and leaves no name.
fn check_public(roles: &BTreeMap<String, Role>, beyond_reading: &BTreeSet<String>, problems: &mut Problems) {
    for public in roles.values().filter(|role| role.party == Party::Public) {
        for permission in beyond_reading.iter().filter(|permission| public.holds(permission)) {
            problems.note(format!(
                "policy: the public holds {permission}, and an RPC that needs it changes something or streams"
            ));
        }
    }
}

fn check_issuers(roles: &BTreeMap<String, Role>, expected: &Expected, problems: &mut Problems) {
    for (code, party) in &expected.roles {
        if roles.get(code).is_none_or(|role| role.party != *party) {
            problems.note(format!("policy: an issuer gives the role {code}, which is not of its party"));
        }
    }
}

fn check_examples(
    files: &Files,
    roles: &BTreeMap<String, Role>,
    declared: &BTreeSet<String>,
    problems: &mut Problems,
) {
    for example in files.examples() {
        let fields: Vec<_> = example.split(',').map(str::trim).collect();
        let kept = match fields.as_slice() {
            [role, permission, verdict @ ("allow" | "deny")] => roles
                .get(*role)
                .filter(|_| declared.contains(*permission))
                .map(|role| role.holds(permission) == (*verdict == "allow")),
            _ => None,
        };
        match kept {
            Some(true) => {}
            Some(false) => problems.note(format!("policy: this example does not hold: {example}")),
            None => problems.note(format!("policy: this example names what there is not: {example}")),
        }
    }
}

/// The table serves because looking it up is some hundred times faster than asking casbin; so both must say the same.
fn check_table(
    enforcer: &Enforcer,
    roles: &BTreeMap<String, Role>,
    declared: &BTreeSet<String>,
    problems: &mut Problems,
) {
    for (code, role) in roles {
        for permission in declared {
            match enforcer.enforce((code.as_str(), permission.as_str())) {
                Ok(allowed) if allowed == role.holds(permission) => {}
                Ok(_) => problems.note(format!("policy: the model judges {code} and {permission} otherwise")),
                Err(error) => problems.note(format!("policy: {code}, {permission}: {error}")),
            }
        }
    }
}

#[cfg(test)]
mod tests;
