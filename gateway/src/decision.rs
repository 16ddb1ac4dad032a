//! The decision log: one line a call, also told of the call's span. Never a subject, a resource, a token or content.

use crate::{Principal, Refusal, authorise::Grant, contract::Rpc};
use chassis::telemetry::{Call, Trace};
use contracts::access::Party;
use std::time::Instant;

/// What is being decided about a call.
pub(crate) struct Decision<'a> {
    begun: Instant,
    trace: &'a Trace,
    call: &'a mut Call,
    rpc: String,
    party: Party,
    acting_role: String,
    policy_version: String,
}

impl<'a> Decision<'a> {
    pub(crate) fn begin(trace: &'a Trace, call: &'a mut Call) -> Self {
        Self {
            begun: Instant::now(),
            trace,
            call,
            rpc: String::new(),
            party: Party::Unspecified,
            acting_role: String::new(),
            policy_version: String::new(),
        }
    }

    /// Notes the RPC, once it is known to be one: a path that a caller made up may hold anything.
    pub(crate) fn known(&mut self, rpc: &Rpc) {
        self.rpc.clone_from(&rpc.path);
        self.call.known(&rpc.path);
    }

    pub(crate) fn caller(&mut self, caller: &Principal) {
        self.party = caller.party;
    }

    pub(crate) fn granted(&mut self, grant: &Grant) {
        self.acting_role = grant.acting_role.to_string();
        self.policy_version = grant.policy_version.to_string();
    }

    pub(crate) fn allowed(self) {
        self.log("allowed", "");
    }

    pub(crate) fn refused(self, refusal: &Refusal) {
        self.log(refusal.reason(), refusal.detail());
    }

    fn log(self, outcome: &'static str, detail: &str) {
        let party = self.party.as_str_name();
        self.call.decided(outcome, party);
        tracing::info!(
            target: "decision",
            rpc = self.rpc,
            trace.id = %self.trace.id(),
            outcome,
            detail,
            party,
            acting_role = self.acting_role,
            policy.version = self.policy_version,
            duration_us = self.begun.elapsed().as_micros(),
            "decided"
        );
    }
}

/// Logs that an allowed call had no answer from its service.
pub(crate) fn failed(trace: &Trace, rpc: &Rpc, refusal: &Refusal) {
    let (reason, detail) = (refusal.reason(), refusal.detail());
    tracing::info!(rpc = rpc.path, trace.id = %trace.id(), reason, detail, "the call failed");
}
