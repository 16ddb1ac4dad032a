//! What may happen to evidence.

use crate::{
    between::Fold,
    register::period::{Period, PeriodId},
};
use chassis::{
    Caller, Error, Label, Violation, clock,
    exchange::{self as kept, Standing},
    message,
    seal::Sealed,
};
use contracts::{
    access::Reason,
    commitments::{
        self as pb, EvidenceAcceptanceContent, EvidenceActKind, EvidenceContent, EvidenceDisclosureContent,
        EvidenceFacts, EvidenceReturnContent, EvidenceState, EvidenceWithdrawalContent,
    },
    exchange::Seal,
};
use jiff::civil::Date;
use uuid::Uuid;

/// The most acts of one piece of evidence: whoever needs more begins another.
const MOST_ACTS: usize = 50;
/// How names of acts and states begin on the wire.
const ACT: &str = "EVIDENCE_ACT_KIND_";
const STATE: &str = "EVIDENCE_STATE_";

/// What is done about evidence that is there: the RPC that begins so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Update,
    Submit,
    Resubmit,
    Accept,
    Return,
    Withdraw,
    Disclose,
}

const DEEDS: [Deed; 7] =
    [Deed::Update, Deed::Submit, Deed::Resubmit, Deed::Accept, Deed::Return, Deed::Withdraw, Deed::Disclose];

/// Evidence: the fold of what was done about it.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    pub(super) kept: kept::Exchange,
    pub(super) state: EvidenceState,
    /// What it says, as it was said last.
    pub(super) content: EvidenceContent,
    /// Whose it is: organisations/{organisation}.
    owner: String,
    /// Why it was returned or withdrawn last.
    reason: String,
}

impl Fold for Evidence {
    const KIND: &'static str = "EVIDENCE";
    const COLLECTION: &'static str = "evidence";

    fn fold(exchange: kept::Exchange) -> Result<Self, Error> {
        let bad = |what: &str| Error::internal(format!("evidence {}: {what}", exchange.id));
        let (mut state, mut content, mut reason) = (EvidenceState::Unspecified, None, String::new());
        let mut owner = format!("organisations/{}", exchange.opener);
        for act in &exchange.acts {
            state = match (act_kind(&act.kind), state) {
                // Drafts are its drafters' own: whoever else reads it begins with what was submitted.
                (EvidenceActKind::Draft, EvidenceState::Unspecified | EvidenceState::Draft) => {
                    EvidenceState::Draft
                }
                (
                    EvidenceActKind::Submission,
                    EvidenceState::Unspecified | EvidenceState::Draft | EvidenceState::Returned,
                ) => EvidenceState::Submitted,
                (EvidenceActKind::Issue | EvidenceActKind::Disclosure, EvidenceState::Unspecified) => {
                    EvidenceState::Issued
                }
                (EvidenceActKind::PassedOn, EvidenceState::Accepted) => continue,
                (EvidenceActKind::Acceptance, EvidenceState::Submitted) => EvidenceState::Accepted,
                (EvidenceActKind::Return, EvidenceState::Submitted) => EvidenceState::Returned,
                (EvidenceActKind::Withdrawal, before) if before != EvidenceState::Withdrawn => {
                    EvidenceState::Withdrawn
                }
                _ => return Err(bad("an act that cannot follow the one before")),
            };
            match state {
                EvidenceState::Issued if act_kind(&act.kind) == EvidenceActKind::Disclosure => {
                    let copy: EvidenceDisclosureContent = act.sealed.open()?;
                    owner = copy.owner;
                    content = Some(EvidenceContent { period: copy.period, facts: copy.facts });
                }
                EvidenceState::Draft | EvidenceState::Submitted | EvidenceState::Issued => {
                    content = Some(act.sealed.open::<EvidenceContent>()?);
                    reason = String::new();
                }
                EvidenceState::Returned => reason = act.sealed.open::<EvidenceReturnContent>()?.reason,
                EvidenceState::Withdrawn => reason = act.sealed.open::<EvidenceWithdrawalContent>()?.reason,
                EvidenceState::Accepted | EvidenceState::Unspecified => {}
            }
        }
        let content = content.ok_or_else(|| bad("it says nothing"))?;
        if content.period != exchange.subject {
            return Err(bad("it is for another period"));
        }
        Ok(Self { kept: exchange, state, content, owner, reason })
    }

    fn kept(&self) -> &kept::Exchange {
        &self.kept
    }

    fn standing(&self) -> Result<Standing, Error> {
        let state = self.state.as_str_name().replacen(STATE, "", 1);
        Ok(Standing { state, summary: message::to_json(&self.bare())? })
    }
}

impl Evidence {
    /// Refuses what whoever acts may not do about it as it stands.
    pub(super) fn may(&self, deed: Deed, caller: &Caller) -> Result<(), Error> {
        let own = &caller.organisation;
        let (whose, from): (_, &[EvidenceState]) = match deed {
            Deed::Update | Deed::Submit => (&self.kept.opener, &[EvidenceState::Draft]),
            Deed::Resubmit => (&self.kept.opener, &[EvidenceState::Returned]),
            Deed::Accept | Deed::Return => (&self.kept.recipient, &[EvidenceState::Submitted]),
            Deed::Disclose => (&self.kept.recipient, &[EvidenceState::Accepted]),
            Deed::Withdraw => (
                &self.kept.opener,
                &[
                    EvidenceState::Draft,
                    EvidenceState::Submitted,
                    EvidenceState::Accepted,
                    EvidenceState::Returned,
                    EvidenceState::Issued,
                ],
            ),
        };
        if own != whose {
            return Err(Error::ActingRole("it is for the other party"));
        }
        if deed != Deed::Update {
            caller.in_person("a person does this, and no system")?;
        }
        let judged = matches!(deed, Deed::Accept | Deed::Return);
        if judged && self.submitter() == Some(&caller.author) {
            return Err(Error::ActingRole("another person than whoever submitted it judges it"));
        }
        let accepted = self.last(EvidenceActKind::Acceptance).and_then(|act| act.author.as_ref());
        if deed == Deed::Disclose && accepted == Some(&caller.author) {
            return Err(Error::ActingRole("another person than whoever accepted it discloses it"));
        }
        if deed == Deed::Disclose && self.last(EvidenceActKind::PassedOn).is_some() {
            return Err(Error::refused(Reason::State, "it was disclosed already"));
        }
        if !from.contains(&self.state) {
            return Err(Error::refused(Reason::State, "it is not where this can be done"));
        }
        if self.kept.acts.len() >= MOST_ACTS && deed != Deed::Withdraw {
            return Err(Error::refused(
                Reason::State,
                "too much was done about it; withdraw it and begin another",
            ));
        }
        Ok(())
    }

    /// Who submitted it last, where the same organisation asks.
    fn submitter(&self) -> Option<&Label> {
        self.submission().and_then(|act| act.author.as_ref())
    }

    fn submission(&self) -> Option<&kept::Act> {
        self.last(EvidenceActKind::Submission)
    }

    fn last(&self, kind: EvidenceActKind) -> Option<&kept::Act> {
        self.kept.acts.iter().rev().find(|act| act_kind(&act.kind) == kind)
    }

    /// What the other party to the document gets of it.
    pub(super) fn copy(&self) -> Result<EvidenceDisclosureContent, Error> {
        let (period, facts) = (self.content.period.clone(), self.content.facts.clone());
        if facts.as_ref().is_some_and(|facts| facts.privileged) {
            return Err(privileged());
        }
        Ok(EvidenceDisclosureContent { period, facts, owner: self.owner.clone(), hash: self.submitted()? })
    }

    /// What was submitted last, by its hash.
    pub(super) fn submitted(&self) -> Result<Vec<u8>, Error> {
        let last = self.submission().ok_or_else(|| Error::internal("evidence that was not submitted"))?;
        Ok(last.sealed.hash().to_vec())
    }

    /// The evidence as a party sees it.
    pub(super) fn to_wire(&self, caller: &Caller) -> Result<pb::Evidence, Error> {
        let possible = DEEDS.into_iter().filter(|deed| self.may(*deed, caller).is_ok());
        let possible_acts = possible.map(|deed| format!("{deed:?}Evidence")).collect();
        let acts = self.kept.acts.iter().map(act).collect::<Result<_, _>>()?;
        let listed = listed(self.bare(), &caller.organisation, self.kept.id, self.kept.version);
        Ok(pb::Evidence { possible_acts, acts, ..listed })
    }

    /// All that does not depend on who reads it, or on what was drafted before.
    fn bare(&self) -> pb::Evidence {
        let submission = self.kept.acts.iter().find(|act| submits(act));
        // To whoever it was submitted to, it began with that.
        let (first, last) =
            (submission.unwrap_or(&self.kept.acts[0]), &self.kept.acts[self.kept.acts.len() - 1]);
        pb::Evidence {
            state: self.state.into(),
            owner: self.owner.clone(),
            accepter: format!("organisations/{}", self.kept.recipient),
            period: self.content.period.clone(),
            facts: self.content.facts.clone(),
            create_time: Some(clock::to_wire(first.at)),
            update_time: Some(clock::to_wire(last.at)),
            submit_time: submission.map(|act| clock::to_wire(act.at)),
            reason: self.reason.clone(),
            ..pb::Evidence::default()
        }
    }
}

/// That what is privileged goes nowhere.
pub(super) fn privileged() -> Error {
    Error::refused(Reason::Privileged, "what is privileged in law goes to no other party")
}

/// Evidence as a list shows it.
pub(super) fn listed(
    summary: pb::Evidence,
    reader: &Label,
    id: Uuid,
    version: kept::Version,
) -> pb::Evidence {
    let name = format!("organisations/{reader}/{}/{id}", Evidence::COLLECTION);
    pb::Evidence { name, etag: version.etag(), ..summary }
}

fn act(act: &kept::Act) -> Result<pb::EvidenceAct, Error> {
    let kind = act_kind(&act.kind);
    let note = match kind {
        EvidenceActKind::Acceptance => act.sealed.open::<EvidenceAcceptanceContent>()?.note,
        EvidenceActKind::Return => act.sealed.open::<EvidenceReturnContent>()?.reason,
        EvidenceActKind::Withdrawal => act.sealed.open::<EvidenceWithdrawalContent>()?.reason,
        EvidenceActKind::Draft
        | EvidenceActKind::Submission
        | EvidenceActKind::Issue
        | EvidenceActKind::Disclosure
        | EvidenceActKind::PassedOn
        | EvidenceActKind::Unspecified => String::new(),
    };
    Ok(pb::EvidenceAct {
        number: act.version.number,
        draft: act.version.drafted(),
        kind: kind.into(),
        at: Some(clock::to_wire(act.at)),
        organisation: format!("organisations/{}", act.organisation),
        role: act.role.clone(),
        seal: Some(seal(&act.sealed)),
        sealed: act.sealed.bytes().to_vec(),
        note,
    })
}

pub(crate) fn seal(sealed: &Sealed) -> Seal {
    Seal { r#type: sealed.content_type().to_owned(), hash: sealed.hash().to_vec() }
}

/// Whether others than its drafters read it from this act on.
pub(super) fn submits(act: &kept::Act) -> bool {
    begins(act_kind(&act.kind))
}

/// If the other party has such an act, and whatever follows it.
pub(super) fn begins(kind: EvidenceActKind) -> bool {
    matches!(kind, EvidenceActKind::Submission | EvidenceActKind::Issue | EvidenceActKind::Disclosure)
}

fn act_kind(kept: &str) -> EvidenceActKind {
    EvidenceActKind::from_str_name(&format!("{ACT}{kept}")).unwrap_or_default()
}

/// An act as it is kept.
pub(super) fn bare_act(kind: EvidenceActKind) -> &'static str {
    let name = kind.as_str_name();
    name.strip_prefix(ACT).unwrap_or(name)
}

/// Refuses evidence that nobody has yet, or that is about no day of its period.
pub(super) fn is_of(facts: &EvidenceFacts, period: &Period, today: Date) -> Result<(), Error> {
    if facts.received_on.parse::<Date>().is_ok_and(|day| day > today) {
        return Err(Error::Invalid(vec![Violation::new("facts.received_on", "must not be in the future")]));
    }
    let [from, to] = [&facts.effective_from, &facts.effective_to].map(|day| day.parse::<Date>().ok());
    let before = to.is_none_or(|to| to < period.first);
    let after = from.is_none_or(|from| period.last().is_some_and(|last| last < from));
    if !before && !after {
        return Ok(());
    }
    let field = if before { "facts.effective_to" } else { "facts.effective_from" };
    let wrong = vec![Violation::new(field, "must leave it about the period")];
    Err(Error::Refused(Reason::Incomplete, "evidence for a period is about a day of it", wrong))
}

/// The period of evidence that is there.
pub(super) fn period_of(content: &EvidenceContent) -> Result<(crate::register::Code, PeriodId), Error> {
    PeriodId::parse_name(&content.period).ok_or_else(|| Error::internal("evidence of no period"))
}
