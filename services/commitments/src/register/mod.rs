//! The register: what was promised, by whom, in which document. A first edition that the service brings, and versions that
//! two agreed since.

mod code;
mod edition;
pub(crate) mod period;
pub(crate) mod service;
pub(crate) mod store;

pub(crate) use code::Code;
pub use edition::Register;

use chassis::{deadline::london_day, seal::Sealed};
use contracts::{
    commitments::{self as pb, CommitmentContent},
    exchange::Seal,
};
use jiff::{Timestamp, civil::Date};

/// A commitment, as the register says it from a day on.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) code: Code,
    /// 1 for what the document said first.
    pub(crate) number: i32,
    pub(crate) effective_from: Date,
    pub(crate) content: CommitmentContent,
    /// Why it differs from the one before.
    reason: String,
    /// What was agreed; nothing for the first.
    sealed: Option<Sealed>,
}

/// All versions of a commitment, oldest first. There is one at least.
#[derive(Clone, Debug)]
pub(crate) struct Versions(Vec<Version>);

impl Versions {
    /// The last, whether or not it is in force yet.
    pub(crate) fn latest(&self) -> &Version {
        self.0.last().expect("a commitment has a first version")
    }

    /// The one that the register has on a day: of those whose day has come, the one that was agreed last. None before the first,
    /// and none once it no longer holds.
    pub(crate) fn on(&self, day: Date) -> Option<&Version> {
        let version = self.0.iter().rev().find(|version| version.effective_from <= day)?;
        version.ends().is_none_or(|end| day < end).then_some(version)
    }
}

impl Version {
    /// The first day on which the commitment no longer holds.
    pub(crate) fn ends(&self) -> Option<Date> {
        self.content.effective_to.parse().ok()
    }

    /// The version on the wire.
    pub(crate) fn to_wire(&self) -> pb::Commitment {
        let duty = if self.content.duplicate_of.is_empty() {
            self.code.to_string()
        } else {
            self.content.duplicate_of.clone()
        };
        let seal =
            |sealed: &Sealed| Seal { r#type: sealed.content_type().to_owned(), hash: sealed.hash().to_vec() };
        pb::Commitment {
            name: self.code.name(),
            version: self.number,
            effective_from: self.effective_from.to_string(),
            content: Some(self.content.clone()),
            reason: self.reason.clone(),
            duty,
            periods: Vec::new(),
            seal: self.sealed.as_ref().map(seal),
        }
    }
}

/// The day that a request asks about, or else today in London.
pub(crate) fn day(asked: Option<Date>, now: Timestamp) -> Date {
    asked.unwrap_or_else(|| london_day(now))
}
