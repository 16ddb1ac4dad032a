//! What the acts of an exchange come to.

use super::{asks::Source, consent::consent, content::Content, lines::lines};
use chassis::{
    Caller, Error, Label, WriteTx, clock,
    exchange::{self as kept, Standing},
    message::{from_json, to_json},
    seal::Sealed,
};
use contracts::{
    Write,
    breaches::{self as pb, ExchangeActKind, ExchangeKind, ExchangeState},
    exchange::Seal,
};
use jiff::Timestamp;
use uuid::Uuid;

/// An exchange as one of its parties sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Exchange {
    pub(super) kept: kept::Exchange,
    /// What a list shows of it.
    pub(super) summary: pb::Exchange,
}

impl Exchange {
    /// Begins one in which nothing was done yet.
    pub(super) fn begin(id: Uuid, kind: ExchangeKind, opener: Label, recipient: Label) -> Self {
        let summary = pb::Exchange {
            kind: kind.into(),
            opener: format!("organisations/{opener}"),
            recipient: format!("organisations/{recipient}"),
            ..pb::Exchange::default()
        };
        Self { kept: kept::Exchange::begin(id, bare_kind(kind), opener, recipient), summary }
    }

    /// Takes one as it is kept.
    pub(super) fn read(kept: kept::Exchange) -> Result<Self, Error> {
        let summary = from_json(&kept.summary)?;
        Ok(Self { kept, summary })
    }

    /// Where it is.
    pub(super) fn state(&self) -> ExchangeState {
        self.summary.state()
    }

    /// What kind of exchange it is.
    pub(super) fn kind(&self) -> ExchangeKind {
        self.summary.kind()
    }

    /// Says whether the time has passed after which the recipient can no longer read what was disclosed.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        self.summary.expires_at.and_then(clock::from_wire).is_some_and(|at| at <= now)
    }

    /// The last act of a kind, as far as the party may read it.
    pub(super) fn last(&self, kind: ExchangeActKind) -> Option<&kept::Act> {
        self.kept.acts.iter().rev().find(|act| act.kind == bare_act(kind))
    }

    /// What was prepared for approval, with the act.
    pub(super) fn prepared(&self) -> Result<(&kept::Act, pb::DisclosureContent), Error> {
        let act =
            self.last(ExchangeActKind::Preparation).ok_or_else(|| Error::internal("nothing was prepared"))?;
        Ok((act, act.sealed.open()?))
    }

    /// Adds an act of the caller's, and what follows from it.
    pub(super) fn add(
        &mut self,
        tx: &WriteTx<impl Write>,
        kind: ExchangeActKind,
        sealed: Sealed,
    ) -> Result<(), Error> {
        let content = Content::open(&sealed)?;
        // Nobody else knows of what was prepared, and nobody learns that it was not disclosed.
        if matches!(kind, ExchangeActKind::Preparation | ExchangeActKind::Refusal) {
            self.kept.draft(tx, bare_act(kind), sealed);
        } else {
            self.kept.add(tx, bare_act(kind), sealed);
        }
        self.summary = after(&self.summary, kind, &content, &tx.caller().organisation, tx.now());
        Ok(())
    }

    /// What lists keep of it.
    pub(super) fn standing(&self) -> Result<Standing, Error> {
        Ok(Standing { state: bare_state(self.state()).to_owned(), summary: to_json(&self.summary)? })
    }

    /// The exchange as `reader` names it, without its acts; and without what was disclosed, where they can no longer read it.
    pub(super) fn listed(
        summary: pb::Exchange,
        version: kept::Version,
        id: Uuid,
        reader: &Label,
        now: Timestamp,
    ) -> pb::Exchange {
        let expired = summary.expires_at.and_then(clock::from_wire).is_some_and(|at| at <= now);
        let opens = summary.opener == format!("organisations/{reader}");
        let title = if expired && !opens { String::new() } else { summary.title.clone() };
        pb::Exchange { name: kept::name(reader, id), etag: version.etag(), title, expired, ..summary }
    }

    /// The incident that it names, if it names one that several organisations have a part in.
    pub(super) fn incident(&self) -> Result<Option<uuid::Uuid>, Error> {
        match self.summary.incident.as_str() {
            "" => Ok(None),
            incident => incident.parse().map(Some).map_err(Error::internal),
        }
    }

    /// What it is about, for the party that said so.
    pub(super) fn source(&self) -> Result<Source, Error> {
        let source = self.kept.source.as_deref().and_then(Source::parse);
        source.ok_or_else(|| Error::internal("an exchange is about nothing"))
    }

    /// The exchange with its acts, as `reader` names it.
    fn to_wire(&self, reader: &Label, now: Timestamp) -> Result<pb::Exchange, Error> {
        let acts = self.kept.acts.iter().map(act).collect::<Result<_, _>>()?;
        Ok(pb::Exchange {
            source: self.kept.source.clone().unwrap_or_default(),
            acts,
            ..Self::listed(self.summary.clone(), self.kept.version, self.kept.id, reader, now)
        })
    }

    /// The exchange as a caller sees it, and what they may do in it.
    pub(crate) fn shown(&self, caller: &Caller, now: Timestamp) -> Result<pb::Exchange, Error> {
        let possible_acts = self.possible_acts(caller, now);
        Ok(pb::Exchange { possible_acts, ..self.to_wire(&caller.organisation, now)? })
    }

    /// Folds the acts again, and says whether they come to what was kept.
    pub(super) fn stands(&self, state: &str) -> Result<bool, Error> {
        let mut folded =
            Self::begin(self.kept.id, self.kind(), self.kept.opener.clone(), self.kept.recipient.clone());
        for one in &self.kept.acts {
            let kind = act_kind(&one.kind)?;
            let content = Content::open(&one.sealed)?;
            folded.summary = after(&folded.summary, kind, &content, &one.organisation, one.at);
        }
        let last = self.kept.acts.last().map(|act| act.version);
        Ok(folded.summary == self.summary
            && bare_state(folded.state()) == state
            && bare_kind(folded.kind()) == self.kept.kind
            && last == Some(self.kept.version))
    }
}

/// What a party's act makes of what was there. What crosses first is what the exchange begins with: of what came before it, the other
/// party learns nothing, not even when.
fn after(
    before: &pb::Exchange,
    kind: ExchangeActKind,
    content: &Content,
    by: &Label,
    at: Timestamp,
) -> pb::Exchange {
    let mut summary = before.clone();
    summary.set_state(next(before.state(), kind));
    let begins = matches!(before.state(), ExchangeState::Unspecified | ExchangeState::Prepared);
    if begins {
        summary.create_time = Some(clock::to_wire(at));
    }
    summary.update_time = Some(clock::to_wire(at));
    if let Some(title) = content.title() {
        title.clone_into(&mut summary.title);
    }
    match content {
        Content::Disclosure(content) => summary.expires_at = content.expires_at,
        Content::NcscNotice(content) if !summary.category_assigned => {
            summary.category = content.suspected_category;
        }
        Content::NcscCategory(content) => {
            (summary.category, summary.category_assigned) = (content.category, true);
        }
        _ => {}
    }
    if let Some(incident) = content.incident() {
        incident.clone_into(&mut summary.incident);
    }
    summary.consent = consent(summary.consent, content, at);
    summary.lines = lines(summary.lines, content, by);
    summary
}

/// Where an act leads.
fn next(before: ExchangeState, act: ExchangeActKind) -> ExchangeState {
    use {ExchangeActKind as Act, ExchangeState as State};
    match act {
        Act::Preparation => State::Prepared,
        Act::Refusal => State::Declined,
        Act::Disclosure => State::Disclosed,
        // More of what is dealt with already; what was left alone or asked back is taken up again.
        Act::Reference | Act::Copy | Act::Report => match before {
            State::Acknowledged | State::SupportActive => before,
            _ => State::Disclosed,
        },
        Act::Acknowledgement if before == State::Recalled => State::Recalled,
        Act::Acknowledgement => State::Acknowledged,
        Act::Recall => State::Recalled,
        Act::Support => State::SupportActive,
        Act::StandDown => State::StoodDown,
        Act::Notice if before != State::Engaged => State::Notified,
        Act::DutyReminder if before == State::Unspecified => State::RemindedOfDuty,
        Act::Engagement => State::Engaged,
        Act::Lines => State::AwaitingAgreement,
        Act::LinesAgreement => State::Agreed,
        Act::LinesRefusal => State::NotAgreed,
        Act::Return | Act::ReturnCorrection => State::Returned,
        Act::CaseAggregate => State::AggregateDisclosed,
        Act::Notice
        | Act::DutyReminder
        | Act::Category
        | Act::ConsentRequest
        | Act::ConsentGrant
        | Act::ConsentRefusal
        | Act::ConsentWithdrawal
        | Act::DecisionStub
        | Act::LinesIssue
        | Act::Unspecified => before,
        Act::Pointer => State::Released,
        Act::PointerLifted => State::Lifted,
    }
}

/// An act on the wire.
fn act(act: &kept::Act) -> Result<pb::ExchangeAct, Error> {
    let mut shown = pb::ExchangeAct {
        number: act.version.number,
        draft: act.version.drafted(),
        kind: act_kind(&act.kind)?.into(),
        at: Some(clock::to_wire(act.at)),
        organisation: format!("organisations/{}", act.organisation),
        role: act.role.clone(),
        seal: Some(Seal { r#type: act.sealed.content_type().to_owned(), hash: act.sealed.hash().to_vec() }),
        sealed: act.sealed.bytes().to_vec(),
        ..pb::ExchangeAct::default()
    };
    Content::open(&act.sealed)?.show(&mut shown);
    Ok(shown)
}

fn act_kind(kept: &str) -> Result<ExchangeActKind, Error> {
    let kind = ExchangeActKind::from_str_name(&format!("EXCHANGE_ACT_KIND_{kept}"));
    kind.ok_or_else(|| Error::internal("an act is of no known kind"))
}

fn bare_act(kind: ExchangeActKind) -> &'static str {
    bare(kind.as_str_name(), "EXCHANGE_ACT_KIND_")
}

/// A kind of exchange as it is kept.
pub(super) fn bare_kind(kind: ExchangeKind) -> &'static str {
    bare(kind.as_str_name(), "EXCHANGE_KIND_")
}

/// A state as it is kept.
pub(super) fn bare_state(state: ExchangeState) -> &'static str {
    bare(state.as_str_name(), "EXCHANGE_STATE_")
}

fn bare(name: &'static str, prefix: &str) -> &'static str {
    name.strip_prefix(prefix).unwrap_or(name)
}
