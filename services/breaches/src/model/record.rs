//! What is recorded of an act on a breach.

use super::{Breach, HANDLERS, REPORTS};
use chassis::{Caller, Effect, Record, etag};
use serde_json::json;

impl Breach {
    /// What is recorded of an act of `caller` on the breach, and for whom it is news besides those who see the breach.
    pub(crate) fn record(&self, act: &'static str, caller: &Caller, news: Vec<Effect>) -> Record {
        // What is answered to a handler holds what only handlers see, and so does the memory of it.
        let need = if caller.has_need(HANDLERS) { HANDLERS } else { REPORTS };
        let effects = [vec![self.news("breach.changed", REPORTS, &[])], news].concat();
        Record { act, resource: self.name.to_string(), need, effects }
    }

    /// An event for those of the organisation who have `need`, which asks `roles` to look. It is thin: it says that the
    /// breach changed, and nothing of it.
    pub(crate) fn news(&self, act: &'static str, need: &'static str, roles: &[&str]) -> Effect {
        let payload = json!({ "etag": etag::of(self.version), "roles": roles });
        Effect { reader: self.name.organisation.clone(), need, act, resource: self.name.to_string(), payload }
    }
}
