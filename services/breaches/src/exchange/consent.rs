//! Consent of a department to what the National Cyber Security Centre passes on of it. Without it, disclosing what was told in
//! confidence may breach section 4(2) of the Intelligence Services Act 1994.

use super::{content::Content, fold::Exchange};
use chassis::{Error, Violation, clock};
use contracts::{
    access::Reason,
    breaches::{self as pb, BreachPart, ConsentScopeContent, ConsentState, DisclosureContent},
    exchange::{Basis, OnwardSharing},
};
use jiff::Timestamp;

/// What an act makes of a department's consent. A further request leaves what was granted as it is.
pub(super) fn consent(before: Option<pb::Consent>, content: &Content, at: Timestamp) -> Option<pb::Consent> {
    let (state, scope) = match content {
        Content::ConsentRequest(content) => (ConsentState::Requested, content.scope.clone()),
        Content::ConsentGrant(content) => (ConsentState::Granted, content.scope.clone()),
        Content::ConsentRefusal(_) => (ConsentState::Refused, before.clone().and_then(|before| before.scope)),
        Content::ConsentWithdrawal(_) => {
            (ConsentState::Withdrawn, before.clone().and_then(|before| before.scope))
        }
        _ => return before,
    };
    if state == ConsentState::Requested
        && before.as_ref().is_some_and(|before| before.state() == ConsentState::Granted)
    {
        return before;
    }
    Some(pb::Consent { state: state.into(), scope, at: Some(clock::to_wire(at)) })
}

impl Exchange {
    /// Since when the department consents to what would be passed on of its engagement; or a refusal, if it does not, or not to
    /// this.
    pub(super) fn consents_to(&self, passed: &DisclosureContent, now: Timestamp) -> Result<Timestamp, Error> {
        let refused = |violations| {
            let message = "the department that it is about has not consented to this";
            Err(Error::Refused(Reason::ConsentMissing, message, violations))
        };
        let granted =
            self.summary.consent.as_ref().filter(|consent| consent.state() == ConsentState::Granted);
        let Some((scope, at)) = granted.and_then(|consent| Some((consent.scope.as_ref()?, consent.at?)))
        else {
            return refused(vec![Violation::new("consent", "was not granted")]);
        };
        let since = clock::from_wire(at).ok_or_else(|| Error::internal("consent was given at no time"))?;
        let violations = beyond(scope, passed, since, now);
        if violations.is_empty() { Ok(since) } else { refused(violations) }
    }
}

/// What is beyond the scope of a consent that was given at a time.
fn beyond(
    scope: &ConsentScopeContent,
    passed: &DisclosureContent,
    since: Timestamp,
    now: Timestamp,
) -> Vec<Violation> {
    let from = scope.from.and_then(clock::from_wire).unwrap_or(since);
    let until = scope.until.and_then(clock::from_wire).unwrap_or(since);
    let says = !passed.statement.is_empty() && !scope.parts().any(|part| part == BreachPart::NcscFindings);
    let of_all = [
        ("consent", !(from..until).contains(&now), "holds at another time"),
        ("recipient", scope.recipient != passed.recipient, "is another in the consent"),
        ("basis", passed.basis() != Basis::Consent, "must be consent"),
        ("onward_sharing", passed.onward_sharing() != OnwardSharing::None, "is beyond the consent"),
        ("statement", says, "is beyond the consent"),
    ];
    let of_all = of_all.into_iter().filter(|(_, is, _)| *is);
    let of_all = of_all.map(|(field, _, must)| Violation::new(field, must));
    let each =
        |field: &'static str, at: usize| Violation::new(format!("{field}[{at}]"), "is beyond the consent");
    let parts = passed.copy.iter().flat_map(|copy| &copy.parts).enumerate();
    let parts = parts.filter(|(_, part)| !scope.parts.contains(part)).map(|(at, _)| each("parts", at));
    let documents = passed.attachments.iter().enumerate();
    let documents = documents.filter(|(_, one)| !scope.documents.contains(&one.sha256));
    of_all.chain(parts).chain(documents.map(|(at, _)| each("attachments", at))).collect()
}
