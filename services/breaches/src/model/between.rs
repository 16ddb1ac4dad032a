//! What stands between a breach's department and others than the regulator, as far as whoever asks may see it.

use chassis::{Error, Label, clock, exchange, message::from_json};
use contracts::breaches::{
    self as pb, ConsentState, ExchangeKind, ExchangeState, MediaLinesState, NcscCategory,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// With the centre, with the National Cyber Security Centre, and with whomever lines were agreed or are to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Between {
    pub(crate) centre: Option<ExchangeView>,
    pub(crate) ncsc: Option<ExchangeView>,
    /// When the National Cyber Security Centre first assigned a category that makes it nationally significant.
    pub(crate) significant_at: Option<Timestamp>,
    /// The lines that moved last, of those that were neither declined nor withdrawn, or were issued by the department itself.
    pub(crate) lines: Option<LinesView>,
}

/// What lines come to for their department.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LinesView {
    id: Uuid,
    pub(crate) state: MediaLinesState,
    pub(crate) moved_at: Option<Timestamp>,
    pub(crate) refusal_reason: String,
}

impl LinesView {
    /// What an exchange's summary says to `department`; nothing, of lines that nobody means to issue. What it issued itself
    /// stays issued, whatever the other party does, until it proposes another version.
    fn of(id: Uuid, department: &Label, summary: &pb::Exchange) -> Option<Self> {
        let lines = summary.lines.clone().unwrap_or_default();
        let state = match summary.state() {
            _ if lines.issued_by.contains(&format!("organisations/{department}")) => MediaLinesState::Issued,
            ExchangeState::Declined | ExchangeState::Recalled => return None,
            _ if lines.issued_at.is_some() => MediaLinesState::Issued,
            ExchangeState::Prepared => MediaLinesState::Draft,
            ExchangeState::Agreed => MediaLinesState::Agreed,
            ExchangeState::NotAgreed => MediaLinesState::NotAgreed,
            _ => MediaLinesState::AwaitingAgreement,
        };
        let moved_at = summary.update_time.and_then(clock::from_wire);
        Some(Self { id, state, moved_at, refusal_reason: lines.refusal_reason })
    }

    /// Its name for the department.
    pub(crate) fn name(&self, organisation: &Label) -> String {
        exchange::name(organisation, self.id)
    }
}

/// What an exchange comes to for its department.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ExchangeView {
    id: Uuid,
    kind: ExchangeKind,
    pub(crate) state: ExchangeState,
    pub(crate) consent: ConsentState,
    pub(crate) category: NcscCategory,
}

impl ExchangeView {
    /// What an exchange's summary says to its department.
    pub(crate) fn of(id: Uuid, summary: &pb::Exchange) -> Self {
        let consent = summary.consent.as_ref().map(pb::Consent::state).unwrap_or_default();
        Self { id, kind: summary.kind(), state: summary.state(), consent, category: summary.category() }
    }

    /// Its name for the department.
    pub(crate) fn name(self, organisation: &Label) -> String {
        exchange::name(organisation, self.id)
    }
}

#[derive(Deserialize)]
struct Kept {
    id: Uuid,
    summary: Value,
    significant_at: Option<Timestamp>,
}

impl Between {
    /// Reads what SQL hands over of a department's: an array, oldest first; nothing, if there is none.
    pub(crate) fn read(kept: Option<&Value>, department: &Label) -> Result<Self, Error> {
        let kept: Option<Vec<Kept>> = kept.map(Vec::deserialize).transpose().map_err(Error::internal)?;
        let mut between = Self::default();
        for Kept { id, summary, significant_at } in kept.unwrap_or_default() {
            let summary: pb::Exchange = from_json(&summary)?;
            if summary.kind() == ExchangeKind::AgreedLines {
                between.lines = LinesView::of(id, department, &summary).or(between.lines);
            }
            between.significant_at = between.significant_at.into_iter().chain(significant_at).min();
            between.stands(ExchangeView::of(id, &summary));
        }
        Ok(between)
    }

    /// Takes in how an exchange stands.
    pub(crate) fn stands(&mut self, view: ExchangeView) {
        match view.kind {
            ExchangeKind::CentreReport => self.centre = Some(view),
            ExchangeKind::NcscEngagement => self.ncsc = Some(view),
            _ => {}
        }
    }

    /// Says whether the incident is, or is suspected to be, one that the National Cyber Security Centre always leads on.
    pub(crate) fn is_nationally_significant(&self) -> bool {
        let category = self.ncsc.map(|view| view.category).unwrap_or_default();
        matches!(
            category,
            NcscCategory::NcscCategory1 | NcscCategory::NcscCategory2 | NcscCategory::NcscCategory3
        )
    }
}
