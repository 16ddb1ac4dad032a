//! What may be disclosed to whom: of a breach, of a case, or of what was received.

use super::{
    asks::{PrepareDisclosure, Source},
    content::Content,
    copy::{of_submission, only},
    fold::Exchange,
};
use crate::{
    case::Case,
    model::{Breach, HANDLERS},
};
use chassis::{Caller, Directory, Error, Label, Violation, clock};
use contracts::{
    access::{Party, Reason},
    breaches::{
        self as pb, BreachCopyContent, BreachPart, DisclosureContent, ExchangeKind, ExchangeState,
        LawfulBasis,
    },
    exchange::OnwardSharing,
};
use jiff::Timestamp;

/// What a disclosure is a copy of, as it stands.
pub(super) enum Material {
    Breach(Box<Breach>, Option<pb::NoticeContent>),
    Case(Box<Case>),
    Received(Box<Exchange>),
}

impl Material {
    /// Refuses what can be disclosed no longer, or not yet.
    pub(super) fn is_disclosable(&self, caller: &Caller, now: Timestamp) -> Result<(), Error> {
        match self {
            Self::Breach(breach, _) => {
                if !caller.has_need(HANDLERS) {
                    return Err(Error::ActingRole("whoever does this sees what it is about"));
                }
                breach.is_to_be_shared()
            }
            Self::Case(_) if caller.party == Party::Ico => Ok(()),
            Self::Case(_) => {
                Err(Error::ActingRole("a department discloses its breach, and the regulator a case"))
            }
            Self::Received(exchange) => may_share_onward(exchange, caller, now),
        }
    }

    /// Refuses what goes beyond what whoever it came from allows; of an engagement, says since when its department consents.
    pub(super) fn allows(
        &self,
        content: &DisclosureContent,
        directory: &Directory,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Error> {
        let Self::Received(exchange) = self else { return Ok(None) };
        if exchange.kind() == ExchangeKind::NcscEngagement {
            return exchange.consents_to(content, now).map(Some);
        }
        let to_regulator = content.recipient == format!("organisations/{}", directory.regulator());
        if caller.party == Party::Ncsc && to_regulator {
            let message = "what it tells the regulator, it tells of an engagement whose department consents";
            return Err(Error::refused(Reason::ConsentMissing, message));
        }
        on_no_easier_terms(exchange, content)?;
        Ok(None)
    }

    /// The incident that it is of, where several organisations have a part in one.
    pub(super) fn incident(&self) -> String {
        match self {
            Self::Breach(breach, _) => breach.wire_incident(),
            Self::Case(case) => case.incident().unwrap_or_default().to_owned(),
            Self::Received(exchange) => exchange.summary.incident.clone(),
        }
    }

    /// All that there is to choose from.
    fn whole(&self) -> BreachCopyContent {
        match self {
            Self::Breach(breach, first_notice) => breach.whole_copy(first_notice.clone()),
            Self::Case(case) => {
                let last = case.all_submissions().next_back().map(|(_, content)| content.clone());
                of_submission(last.unwrap_or_default(), case.first_notice())
            }
            Self::Received(exchange) => received(exchange).unwrap_or_default(),
        }
    }

    /// The copy that holds these parts, or what keeps it from holding them. A working record has every part, said or not;
    /// of what was received there is no more than was received.
    fn copy(&self, parts: &[BreachPart]) -> Result<BreachCopyContent, Error> {
        let whole = self.whole();
        let absent = |part: &BreachPart| !whole.parts.contains(&i32::from(*part));
        if !matches!(self, Self::Breach(..)) {
            let missing = parts.iter().enumerate().filter(|(_, part)| absent(part));
            let missing: Vec<_> = missing
                .map(|(at, _)| Violation::new(format!("parts[{at}]"), "is not among what was received"))
                .collect();
            if !missing.is_empty() {
                return Err(Error::Refused(
                    Reason::Incomplete,
                    "what was not received cannot be disclosed",
                    missing,
                ));
            }
        }
        Ok(only(whole, parts))
    }
}

/// The last copy that was received in an exchange.
fn received(exchange: &Exchange) -> Option<BreachCopyContent> {
    exchange.kept.acts.iter().rev().find_map(|act| Content::open(&act.sealed).ok()?.copy().cloned())
}

/// Refuses to share what was received, unless its discloser left that free. Of an engagement, consent decides.
fn may_share_onward(exchange: &Exchange, caller: &Caller, now: Timestamp) -> Result<(), Error> {
    if exchange.kind() == ExchangeKind::NcscEngagement {
        let message = "the National Cyber Security Centre passes it on; a department discloses its breach";
        return if caller.party == Party::Ncsc { Ok(()) } else { Err(Error::ActingRole(message)) };
    }
    if caller.organisation == exchange.kept.opener {
        return Err(exchange.refuse("disclose the record that it is a copy of"));
    }
    if exchange.is_expired(now) || matches!(exchange.state(), ExchangeState::Recalled) {
        return Err(exchange.refuse("it has expired, or was recalled"));
    }
    match terms(exchange).map(|terms| terms.onward_sharing()) {
        Some(OnwardSharing::Free) => Ok(()),
        Some(OnwardSharing::WithConsent) => Err(Error::refused(
            Reason::OnwardSharing,
            "whoever disclosed it consents by disclosing it to the other party too",
        )),
        _ => Err(Error::refused(Reason::OnwardSharing, "what was received may not be shared onward")),
    }
}

/// What was disclosed in an exchange, and on what terms.
fn terms(exchange: &Exchange) -> Option<DisclosureContent> {
    exchange.kept.acts.iter().rev().find_map(|act| match Content::open(&act.sealed) {
        Ok(Content::Disclosure(content)) => Some(*content),
        _ => None,
    })
}

/// Refuses to share what was received for longer, or as if it were less sensitive, than it was disclosed.
fn on_no_easier_terms(exchange: &Exchange, content: &DisclosureContent) -> Result<(), Error> {
    let received = terms(exchange).unwrap_or_default();
    let time = |content: &DisclosureContent| content.expires_at.and_then(clock::from_wire);
    let class = |content: &DisclosureContent| {
        i32::from(content.handling.clone().unwrap_or_default().classification())
    };
    let outlasts = time(&received).is_some_and(|end| time(content).is_none_or(|own| own > end));
    let eased = [
        ("expires_at", outlasts, "must be no later than that of what was received"),
        (
            "handling.classification",
            class(content) < class(&received),
            "must be no lower than that of what was received",
        ),
    ];
    let eased = eased.into_iter().filter(|(_, is, _)| *is);
    let eased: Vec<_> = eased.map(|(field, _, must)| Violation::new(field, must)).collect();
    if eased.is_empty() {
        return Ok(());
    }
    Err(Error::Refused(Reason::OnwardSharing, "what was received is shared onward on no easier terms", eased))
}

impl PrepareDisclosure {
    /// What is to be sealed for the recipient, or what keeps it from being disclosed.
    pub(super) fn content(
        self,
        material: &Material,
        incident: String,
        directory: &Directory,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<DisclosureContent, Error> {
        let recipient = receives(directory, &self.recipient)?;
        material.is_disclosable(caller, now)?;
        is_ahead(self.expires_at, now)?;
        self.has_lawful_basis(material, recipient)?;
        let copy = material.copy(&self.parts)?;
        let content = DisclosureContent {
            discloser: format!("organisations/{}", self.organisation),
            recipient: format!("organisations/{}", self.recipient),
            purpose: self.purpose,
            basis: self.basis.into(),
            handling: Some(self.handling),
            onward_sharing: self.onward_sharing.into(),
            expires_at: self.expires_at.map(clock::to_wire),
            attachments: self.attachments,
            statement: self.statement,
            lawful_basis: self.lawful_basis.into(),
            harm_reduction_reason: self.harm_reduction_reason,
            copy: Some(copy).filter(|copy| !copy.parts.is_empty()),
            consented_at: None,
            incident,
        };
        let consented_at = material.allows(&content, directory, caller, now)?;
        Ok(DisclosureContent { consented_at: consented_at.map(clock::to_wire), ..content })
    }

    /// Refuses what the regulator would disclose of an organisation without a ground of section 132 of the Data Protection
    /// Act 2018; and to the technical authority, without how it reduces harm.
    fn has_lawful_basis(&self, material: &Material, recipient: Party) -> Result<(), Error> {
        let Material::Case(case) = material else {
            return self.has_none("is the regulator's to say, of what it discloses of an organisation");
        };
        if case.department() == Some(&self.recipient) {
            return self.has_none("is not needed towards the organisation that it is about");
        }
        let mut missing = Vec::new();
        if self.lawful_basis == LawfulBasis::Unspecified {
            missing.push(Violation::new("lawful_basis", "is needed"));
        }
        if recipient == Party::Ncsc && self.harm_reduction_reason.is_empty() {
            missing.push(Violation::new("harm_reduction_reason", "is needed"));
        }
        if missing.is_empty() {
            return Ok(());
        }
        let must = "say on what ground the regulator discloses this, and to the technical authority how it reduces harm";
        Err(Error::Refused(Reason::LawfulBasisRequired, must, missing))
    }

    fn has_none(&self, must: &str) -> Result<(), Error> {
        let given = [
            ("lawful_basis", self.lawful_basis != LawfulBasis::Unspecified),
            ("harm_reduction_reason", !self.harm_reduction_reason.is_empty()),
        ];
        let given = given.into_iter().filter(|(_, given)| *given);
        let given: Vec<_> = given.map(|(field, _)| Violation::new(field, must)).collect();
        if given.is_empty() { Ok(()) } else { Err(Error::Invalid(given)) }
    }

    /// The source that a caller means.
    pub(super) fn source(&self) -> Source {
        self.source.clone()
    }
}

/// The party of a recipient that is known and on the platform.
fn receives(directory: &Directory, recipient: &Label) -> Result<Party, Error> {
    let found = directory.get(recipient).ok_or_else(|| {
        Error::Invalid(vec![Violation::new("recipient", "must be an organisation of the directory")])
    })?;
    Ok(found.party)
}

/// Refuses a disclosure that nobody could read any longer.
pub(super) fn is_ahead(expires_at: Option<Timestamp>, now: Timestamp) -> Result<(), Error> {
    if expires_at.is_some_and(|at| at <= now) {
        return Err(Error::refused(Reason::ExpiryInThePast, "a disclosure cannot expire in the past"));
    }
    Ok(())
}
