//! Consent of a department to what the National Cyber Security Centre passes on of it. Without it, disclosing what was told in
//! confidence may breach section 4(2) of the Intelligence Services Act 1994.

use super::{asks::PrepareDisclosure, content::Content, fold::Exchange};
use chassis::{Error, Label, Violation, clock};
use contracts::{
    access::Reason,
    breaches::{self as pb, BreachPart, ConsentScopeContent, ConsentState, DisclosureContent},
    exchange::Basis,
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

/// What would be passed on.
pub(super) struct Passed<'a> {
    pub(super) recipient: &'a Label,
    pub(super) parts: Vec<BreachPart>,
    /// SHA-256 of documents, in hexadecimal digits.
    pub(super) documents: Vec<&'a str>,
    /// Whether the discloser says anything in its own words.
    pub(super) says: bool,
    pub(super) basis: Basis,
}

impl<'a> Passed<'a> {
    /// What is asked to be disclosed.
    pub(super) fn asked(ask: &'a PrepareDisclosure) -> Self {
        Self {
            recipient: &ask.recipient,
            parts: ask.parts.clone(),
            documents: ask.attachments.iter().map(|one| one.sha256.as_str()).collect(),
            says: !ask.statement.is_empty(),
            basis: ask.basis,
        }
    }

    /// What was prepared to be disclosed.
    pub(super) fn prepared(content: &'a DisclosureContent, recipient: &'a Label) -> Self {
        Self {
            recipient,
            parts: content.copy.iter().flat_map(pb::BreachCopyContent::parts).collect(),
            documents: content.attachments.iter().map(|one| one.sha256.as_str()).collect(),
            says: !content.statement.is_empty(),
            basis: content.basis(),
        }
    }
}

impl Exchange {
    /// Since when the department consents to what would be passed on of its engagement; or a refusal, if it does not, or not to
    /// this.
    pub(super) fn consents_to(&self, passed: &Passed<'_>, now: Timestamp) -> Result<Timestamp, Error> {
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
    passed: &Passed<'_>,
    since: Timestamp,
    now: Timestamp,
) -> Vec<Violation> {
    let from = scope.from.and_then(clock::from_wire).unwrap_or(since);
    let until = scope.until.and_then(clock::from_wire).unwrap_or(since);
    let parts: Vec<BreachPart> = scope.parts().collect();
    let mut found = Vec::new();
    if !(from..until).contains(&now) {
        found.push(Violation::new("consent", "holds at another time"));
    }
    if scope.recipient != format!("organisations/{}", passed.recipient) {
        found.push(Violation::new("recipient", "is another in the consent"));
    }
    if passed.basis != Basis::Consent {
        found.push(Violation::new("basis", "must be consent"));
    }
    if passed.says && !parts.contains(&BreachPart::NcscFindings) {
        found.push(Violation::new("statement", "is beyond the consent"));
    }
    for (at, _) in passed.parts.iter().enumerate().filter(|(_, part)| !parts.contains(part)) {
        found.push(Violation::new(format!("parts[{at}]"), "is beyond the consent"));
    }
    let documents = passed.documents.iter().enumerate();
    for (at, _) in documents.filter(|(_, hash)| !scope.documents.iter().any(|known| known == *hash)) {
        found.push(Violation::new(format!("attachments[{at}]"), "is beyond the consent"));
    }
    found
}
