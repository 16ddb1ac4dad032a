//! What a caller may do: one role, found in the policy, and the permit that says so.

use crate::{
    Principal, Refusal,
    contract::Rpc,
    policy::{Policies, Policy, Role},
    trust::Trust,
};
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use chassis::{Clock, Directory, Label, recent::Recent};
use contracts::access::{Caller, Party};
use http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How long a permit is used again, and how many are remembered. It lives longer, by what a call may take to begin.
const REMEMBERED: (SignedDuration, usize) = (SignedDuration::from_secs(20), 50_000);
/// The longest that a stream may go on under one permit.
pub(crate) const STREAM_LIFE: SignedDuration = SignedDuration::from_mins(15);

/// The permission to make one call, in one role.
#[derive(Clone, Debug)]
pub struct Grant {
    permit: HeaderValue,
    until: Timestamp,
    /// The role that the caller acts in.
    pub(crate) acting_role: Label,
    /// The policy under which it was granted.
    pub(crate) policy_version: Arc<str>,
}

impl Grant {
    /// The permit, as the value of the metadata [`chassis::permit::METADATA`].
    #[must_use]
    pub fn permit(&self) -> &HeaderValue {
        &self.permit
    }

    /// When a stream that begins with it ends.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.until
    }
}

/// Grants permits. Nothing else in the gateway sees the keys that sign them.
pub(crate) struct Authoriser {
    pub(crate) policies: Arc<Policies>,
    trust: Trust,
    /// The public, if a trust domain speaks for it.
    public: Option<Arc<Principal>>,
    clock: Arc<dyn Clock>,
    granted: Recent<Question, Grant>,
}

/// What a permit answers.
#[derive(PartialEq, Eq, Hash)]
struct Question {
    token: [u8; 32],
    service: Arc<str>,
    permission: Arc<str>,
    acting_role: Label,
    policy: Arc<str>,
}

impl Authoriser {
    pub(crate) fn new(policies: Arc<Policies>, trust: Trust, clock: Arc<dyn Clock>) -> Self {
        let public = trust.domain(Party::Public).map(|_| Arc::new(Principal::public()));
        Self { policies, trust, public, clock, granted: Recent::new(REMEMBERED.1) }
    }

    /// The public, if it may call an RPC.
    pub(crate) fn public(&self, rpc: &Rpc) -> Option<Arc<Principal>> {
        self.public.clone().filter(|_| self.may(Directory::PUBLIC, rpc))
    }

    /// Grants a caller one call of an RPC, in the role that it names or in the only one that may.
    pub(crate) fn authorise(
        &self,
        caller: &Principal,
        acting_role: Option<&str>,
        rpc: &Rpc,
    ) -> Result<Grant, Refusal> {
        let permission = rpc.permission.as_ref().ok_or(Refusal::UnknownRpc)?;
        let policy = self.policies.current();
        let role = acting(&policy, caller, acting_role, permission)?;
        let question = Question {
            token: caller.key,
            service: rpc.service.clone(),
            permission: permission.clone(),
            acting_role: role.code.clone(),
            policy: policy.version(),
        };
        let now = self.clock.now();
        if let Some(grant) = self.granted.get(&question, now) {
            return Ok(grant);
        }
        let until = caller.ends.min(now + STREAM_LIFE);
        let permit = self.permit(caller, role, &question, now, until)?;
        let grant = Grant { permit, until, acting_role: role.code.clone(), policy_version: policy.version() };
        self.granted.put(question, grant.clone(), now + REMEMBERED.0, now);
        Ok(grant)
    }

    /// The roles that a caller has and the policy knows; none if the claims are of two parties.
    pub(crate) fn roles(&self, caller: &Principal) -> Vec<String> {
        let policy = self.policies.current();
        let mut roles: Vec<_> = roles(&policy, caller).unwrap_or_default();
        roles.sort_by_key(|role| &role.code);
        roles.dedup_by_key(|role| &role.code);
        roles.iter().map(|role| role.code.to_string()).collect()
    }

    /// Whether whoever has a role may call an RPC in it.
    pub(crate) fn may(&self, role: &str, rpc: &Rpc) -> bool {
        let policy = self.policies.current();
        rpc.permission.as_ref().is_some_and(|permission| policy.grants(role, permission))
    }

    fn permit(
        &self,
        caller: &Principal,
        role: &Role,
        question: &Question,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<HeaderValue, Refusal> {
        let Question { service, permission, policy, .. } = question;
        let domain =
            self.trust.domain(caller.party).ok_or(Refusal::Token("of a party without a trust domain"))?;
        let named = Caller {
            subject: domain.subject(&caller.issuer, &caller.subject),
            kind: caller.kind.into(),
            party: caller.party.into(),
            organisation: caller.organisation.to_string(),
            acting_role: role.code.to_string(),
            needs: role.needs.iter().map(ToString::to_string).collect(),
        };
        let permit = domain.mint.permit(named, service, permission, policy, now, until);
        let value = HeaderValue::try_from(BASE64_STANDARD_NO_PAD.encode(permit));
        value.map_err(|_| Refusal::Unavailable("a permit does not fit into a header"))
    }
}

/// The roles of a caller that the policy knows. A token that claims roles of two parties does not count at all: a person
/// who changes sides gets a new one.
fn roles<'a>(policy: &'a Policy, caller: &Principal) -> Result<Vec<&'a Role>, Refusal> {
    let known = |codes: &[String]| codes.iter().filter_map(|code| policy.role(code)).collect::<Vec<_>>();
    if known(&caller.claimed).iter().any(|role| role.party != caller.party) {
        return Err(Refusal::Token("with roles of two parties"));
    }
    Ok(known(&caller.roles))
}

/// Finds the role that a caller acts in.
fn acting<'a>(
    policy: &'a Policy,
    caller: &Principal,
    named: Option<&str>,
    permission: &str,
) -> Result<&'a Role, Refusal> {
    let mut may = roles(policy, caller)?;
    may.retain(|role| role.holds(permission));
    may.sort_by_key(|role| &role.code);
    may.dedup_by_key(|role| &role.code);
    match (named, may.as_slice()) {
        (Some(named), may) => {
            may.iter().find(|role| role.code.as_str() == named).copied().ok_or(Refusal::Permission)
        }
        (None, []) => Err(Refusal::Permission),
        (None, [role]) => Ok(role),
        (None, several) => {
            Err(Refusal::ActingRoleRequired(several.iter().map(|role| role.code.to_string()).collect()))
        }
    }
}
