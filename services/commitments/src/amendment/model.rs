//! What may happen to an amendment.

use crate::{
    between::Fold,
    register::{Register, Version, Versions},
};
use chassis::{
    Caller, Directory, Error, Label, Violation, clock,
    deadline::london_day,
    exchange::{self as kept, Standing},
    message,
};
use contracts::{
    access::Reason,
    commitments::{
        self as pb, AmendmentAgreementContent, AmendmentContent, AmendmentRefusalContent, AmendmentState,
        AmendmentWithdrawalContent, CommitmentContent, Owner,
    },
    exchange::Seal,
};
use jiff::{Timestamp, ToSpan as _, civil::Date};

/// Acts as they are kept.
pub(super) const PROPOSAL: &str = "PROPOSAL";
pub(super) const AGREEMENT: &str = "AGREEMENT";
pub(super) const REFUSAL: &str = "REFUSAL";
pub(super) const WITHDRAWAL: &str = "WITHDRAWAL";

/// What is done about a proposal: the RPC that begins so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Agree,
    Refuse,
    Withdraw,
}

const DEEDS: [Deed; 3] = [Deed::Agree, Deed::Refuse, Deed::Withdraw];

/// An amendment: the fold of what was done about it.
#[derive(Clone, Debug)]
pub(crate) struct Amendment {
    pub(super) kept: kept::Exchange,
    pub(super) proposal: AmendmentContent,
    pub(super) state: AmendmentState,
}

impl Fold for Amendment {
    const KIND: &'static str = "AMENDMENT";
    const COLLECTION: &'static str = "amendments";

    fn fold(exchange: kept::Exchange) -> Result<Self, Error> {
        let state = match exchange.acts.iter().map(|act| act.kind.as_str()).collect::<Vec<_>>().as_slice() {
            [PROPOSAL] => AmendmentState::Proposed,
            [PROPOSAL, AGREEMENT] => AmendmentState::Agreed,
            [PROPOSAL, REFUSAL] => AmendmentState::Refused,
            [PROPOSAL, WITHDRAWAL] => AmendmentState::Withdrawn,
            _ => return Err(Error::internal(format!("amendment {}: it has other acts", exchange.id))),
        };
        let proposal = exchange.acts[0].sealed.open()?;
        Ok(Self { kept: exchange, proposal, state })
    }

    fn kept(&self) -> &kept::Exchange {
        &self.kept
    }

    fn standing(&self) -> Result<Standing, Error> {
        let state = self.state.as_str_name().replacen("AMENDMENT_STATE_", "", 1);
        Ok(Standing { state, summary: message::to_json(&self.bare()?)? })
    }
}

impl Amendment {
    /// Refuses what whoever acts may not do about it as it stands.
    pub(super) fn may(&self, deed: Deed, caller: &Caller) -> Result<(), Error> {
        let own = &caller.organisation;
        let internal = self.kept.opener == self.kept.recipient;
        let proposer = self.kept.acts[0].author.as_ref();
        match deed {
            Deed::Withdraw if *own != self.kept.opener => {
                return Err(Error::ActingRole("whose party proposed it takes it back"));
            }
            Deed::Agree | Deed::Refuse if *own != self.kept.recipient => {
                return Err(Error::ActingRole("it is for the other party"));
            }
            Deed::Agree | Deed::Refuse if internal && proposer == Some(&caller.author) => {
                return Err(Error::ActingRole("another person than whoever proposed it decides"));
            }
            _ => {}
        }
        caller.in_person("a person does this, and no system")?;
        if self.state == AmendmentState::Proposed { Ok(()) } else { Err(refused("it no longer waits")) }
    }

    /// The version that the register gets, if the amendment still fits it.
    pub(super) fn agreed(&self, versions: &Versions, now: Timestamp) -> Result<Version, Error> {
        let version = Version::agreed(self.kept.acts[0].sealed.clone())?;
        if version.number != versions.latest().number + 1 {
            return Err(refused("the register has moved on since it was proposed"));
        }
        if version.effective_from < london_day(now) {
            return Err(refused("the day from which the register is to say so has passed"));
        }
        Ok(version)
    }

    /// The amendment as a party sees it.
    pub(super) fn to_wire(&self, caller: &Caller) -> Result<pb::Amendment, Error> {
        let possible = DEEDS.into_iter().filter(|deed| self.may(*deed, caller).is_ok());
        let possible_acts = possible.map(|deed| format!("{deed:?}Amendment")).collect();
        Ok(pb::Amendment {
            possible_acts,
            ..listed(self.bare()?, &caller.organisation, self.kept.id, self.kept.version)
        })
    }

    /// All that does not depend on who reads it.
    fn bare(&self) -> Result<pb::Amendment, Error> {
        let first = &self.kept.acts[0];
        let mut shown = pb::Amendment {
            state: self.state.into(),
            proposer: format!("organisations/{}", self.kept.opener),
            counterpart: format!("organisations/{}", self.kept.recipient),
            proposal: Some(self.proposal.clone()),
            seal: Some(Seal {
                r#type: first.sealed.content_type().to_owned(),
                hash: first.sealed.hash().to_vec(),
            }),
            proposed_by: first.role.clone(),
            propose_time: Some(clock::to_wire(first.at)),
            ..pb::Amendment::default()
        };
        if let Some(last) = self.kept.acts.get(1) {
            shown.settled_by.clone_from(&last.role);
            shown.settle_time = Some(clock::to_wire(last.at));
            shown.settle_reason = match last.kind.as_str() {
                REFUSAL => last.sealed.open::<AmendmentRefusalContent>()?.reason,
                WITHDRAWAL => last.sealed.open::<AmendmentWithdrawalContent>()?.reason,
                _ => {
                    let said: AmendmentAgreementContent = last.sealed.open()?;
                    if said.hash != first.sealed.hash() {
                        return Err(Error::internal("what was agreed is not what was proposed"));
                    }
                    String::new()
                }
            };
        }
        Ok(shown)
    }
}

/// An amendment as a list shows it.
pub(super) fn listed(
    summary: pb::Amendment,
    reader: &Label,
    id: uuid::Uuid,
    version: kept::Version,
) -> pb::Amendment {
    pb::Amendment {
        name: format!("organisations/{reader}/{}/{id}", Amendment::COLLECTION),
        etag: version.etag(),
        ..summary
    }
}

/// Who is to agree, if a party proposes that a commitment says something else: the other party where the meaning changes or
/// where both made it, and else another person of the same.
pub(super) fn counterpart(
    own: &Label,
    latest: &Version,
    content: &CommitmentContent,
    register: &Register,
    directory: &Directory,
) -> Result<Label, Error> {
    let missing = || Error::internal("a party to the register is not in the directory");
    let concerned: Vec<Label> = if meaning(&latest.content) == meaning(content) {
        let owner = |owner| match owner {
            Owner::Hmg => directory.centre(),
            Owner::Ico => Some(directory.regulator()),
            Owner::Ncsc => directory.technical_authority(),
            Owner::Unspecified => None,
        };
        latest
            .content
            .owners()
            .map(|one| owner(one).cloned().ok_or_else(missing))
            .collect::<Result<_, _>>()?
    } else {
        let named = register.signatories(latest.content.instrument());
        named.map(|code| Label::parse(code).ok_or_else(missing)).collect::<Result<_, _>>()?
    };
    if !concerned.contains(own) {
        return Err(Error::ActingRole("the commitment is for others to amend"));
    }
    let mut others = concerned.into_iter().filter(|one| one != own);
    match (others.next(), others.next()) {
        (other, None) => Ok(other.unwrap_or_else(|| own.clone())),
        _ => Err(Error::internal("a commitment of three parties")),
    }
}

/// What a commitment means: all but at what interval it is kept, who watches, and what would show it; and in whatever order it
/// lists what it lists.
fn meaning(content: &CommitmentContent) -> CommitmentContent {
    let sorted = |list: &[i32]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    let mut related = content.related.clone();
    related.sort_unstable();
    CommitmentContent {
        owners: sorted(&content.owners),
        owed_by: sorted(&content.owed_by),
        kinds: sorted(&content.kinds),
        cadences: sorted(&content.cadences),
        related,
        agreed_interval: None,
        bodies: Vec::new(),
        areas: Vec::new(),
        evidence: Vec::new(),
        ..content.clone()
    }
}

/// How many months ahead the register is amended at most.
const AHEAD: i32 = 24;

/// Refuses an amendment that changes nothing, or whose day has passed or is far away. A version replaces all that were agreed
/// before it, from its day on, whatever days they named.
pub(super) fn differs(
    latest: &Version,
    content: &CommitmentContent,
    from: Date,
    now: Timestamp,
) -> Result<(), Error> {
    let mut wrong = Vec::new();
    if content.instrument != latest.content.instrument {
        wrong
            .push(Violation::new("content.instrument", "must be the document that the commitment stands in"));
    }
    let today = london_day(now);
    if from < today || from > today.saturating_add(AHEAD.months()) {
        wrong.push(Violation::new("effective_from", "must be today or in the next 24 months"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if *content == latest.content { Err(refused("it says what the register says")) } else { Ok(()) }
}

fn refused(message: &'static str) -> Error {
    Error::refused(Reason::State, message)
}
