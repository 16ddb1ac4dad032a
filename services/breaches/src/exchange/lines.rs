//! Agreed lines: what a department and one other party would say in public, where possible in the same words. Where it is not,
//! that is an answer, and holds nobody up.

use super::{content::Content, fold::Exchange, may::Deed};
use chassis::{Caller, Error, Label, Violation, clock, disclosure::Terms, exchange::Act};
use contracts::{
    access::Reason,
    breaches::{self as pb, ExchangeActKind as Kind, ExchangeKind, ExchangeState as State, LinesContent},
    exchange::Basis,
};
use jiff::Timestamp;
use std::fmt::Write as _;

/// What lines cross for, as both registers say.
const PURPOSE: &str = "agreed lines about a personal data breach";

/// What an act of a party's makes of the version of lines that stands.
pub(super) fn lines(before: Option<pb::Lines>, content: &Content, by: &Label) -> Option<pb::Lines> {
    let mut stood = before.clone().unwrap_or_default();
    // Whoever proposes another version takes back what they issued themselves, and nothing that others did.
    let by = format!("organisations/{by}");
    if matches!(content, Content::Lines(_) | Content::LinesIssue(_)) {
        stood.issued_by.retain(|issuer| *issuer != by);
    }
    Some(match content {
        Content::Lines(content) => pb::Lines {
            version: content.version,
            embargo_until: content.embargo_until,
            issued_by: stood.issued_by,
            ..pb::Lines::default()
        },
        Content::LinesRefusal(content) => pb::Lines { refusal_reason: content.reason.clone(), ..stood },
        Content::LinesIssue(content) => {
            stood.issued_by.push(by);
            pb::Lines { issued_at: content.issued_at, issued_as_agreed: content.agreed, ..stood }
        }
        _ => return before,
    })
}

/// On what terms something of lines crosses: they are kept, so that each party can show what was agreed.
pub(super) fn terms(content: &LinesContent) -> Terms<'static> {
    let classification = content.handling.clone().unwrap_or_default().classification();
    Terms::new(PURPOSE, Basis::MouVoluntary, classification)
}

impl Exchange {
    /// The version of lines that stands, with the act that proposed it, or its draft.
    pub(super) fn version(&self) -> Result<(&Act, LinesContent), Error> {
        let act = self.last(Kind::Lines).or_else(|| self.last(Kind::Preparation));
        let act = act.ok_or_else(|| Error::internal("lines without a text"))?;
        Ok((act, act.sealed.open()?))
    }

    /// The hash of the version that stands, in hexadecimal digits; or a refusal, if another is meant.
    pub(super) fn is_at(&self, version: i32) -> Result<String, Error> {
        let (act, content) = self.version()?;
        if content.version != version {
            let stands = Violation::new("version", format!("is {}", content.version));
            let message = "the lines were revised: read the version that stands";
            return Err(Error::Refused(Reason::LinesRevised, message, vec![stands]));
        }
        let mut digits = String::new();
        for byte in act.sealed.hash() {
            let _ = write!(digits, "{byte:02x}");
        }
        Ok(digits)
    }

    /// Refuses to issue at a time what is agreed to be held back until later.
    pub(super) fn is_free_at(&self, at: Timestamp) -> Result<(), Error> {
        if self.embargo()?.is_none_or(|end| at >= end) {
            return Ok(());
        }
        let message = "what is agreed is not issued before its embargo ends: say first that it is not agreed";
        Err(Error::refused(Reason::Embargo, message))
    }

    /// Until when the agreement that was reached last holds lines back: whatever became of them since, unless somebody has said
    /// that they are not agreed.
    fn embargo(&self) -> Result<Option<Timestamp>, Error> {
        let (mut proposed, mut agreed) = (None, None);
        for act in &self.kept.acts {
            match Content::open(&act.sealed)? {
                Content::Lines(content) => proposed = content.embargo_until.and_then(clock::from_wire),
                Content::LinesAgreement(_) => agreed = proposed,
                Content::LinesRefusal(_) => agreed = None,
                _ => {}
            }
        }
        Ok(agreed)
    }

    /// Refuses what is not the caller's to do with lines, and what they do not allow.
    pub(super) fn may_on_lines(&self, deed: Deed, caller: &Caller, now: Timestamp) -> Result<(), Error> {
        use Deed as D;
        if self.kind() != ExchangeKind::AgreedLines {
            return Err(self.refuse("these are no lines"));
        }
        let state = self.state();
        let (act, _) = self.version()?;
        match deed {
            D::ApproveLines if caller.organisation != self.kept.opener => {
                Err(Error::ActingRole("whoever drafted the lines does this"))
            }
            D::ApproveLines if state != State::Prepared => Err(self.refuse("it does not wait for approval")),
            D::ApproveLines if act.author.as_ref() == Some(&caller.author) => {
                Err(Error::ActingRole("whoever drafted the lines does not approve them"))
            }
            D::ApproveLines => Ok(()),
            _ if matches!(state, State::Prepared | State::Declined) => {
                Err(self.refuse("the lines were not proposed"))
            }
            D::RecordLinesIssue => self.is_free_at(now),
            _ if state == State::Recalled => Err(self.refuse("the lines were withdrawn")),
            D::AgreeLines if act.organisation == caller.organisation => {
                Err(Error::ActingRole("the other party agrees to what was proposed to it"))
            }
            D::AgreeLines if state != State::AwaitingAgreement => {
                Err(self.refuse("no version awaits agreement"))
            }
            D::RefuseLines if state == State::NotAgreed => {
                Err(self.refuse("that this version is not agreed was said already"))
            }
            _ => Ok(()),
        }
    }
}
