//! What stands between parties besides cases: disclosures of parts of a record, reports to the centre, engagements of the
//! National Cyber Security Centre, what two parties would say in public, pointers, and counts. Each is the fold of acts,
//! sealed by their authors and never changed; what crosses stands in both parties' registers.

mod asks;
mod consent;
mod content;
mod copy;
mod fold;
mod lines;
mod lines_asks;
mod lines_service;
mod may;
mod ncsc;
mod ncsc_asks;
mod pointer;
mod prepare;
mod report;
mod returns;
mod service;
mod store;

pub(crate) use content::Content;
pub(crate) use may::Deed;
pub(crate) use pointer::{lifted, release};
pub(crate) use report::{Notice, Report, let_know, notify_ncsc, report};
pub(crate) use returns::{Quarter, ReturnHandlers, return_name};
pub(crate) use service::ExchangeHandlers;
pub(crate) use store::{Acts, check};

use crate::{
    case::CASEWORK,
    model::{HANDLERS, LINES, POINTERS},
};
use chassis::{Directory, Error, Label, disclosure::Terms};
use contracts::{access::Party, breaches::ExchangeKind, exchange::Basis, handling::Classification};
use fold::Exchange;

/// Who at the centre sees what departments disclose to it.
const CENTRE: &str = "centre";
/// Who at the technical authority sees what is disclosed to it.
const INCIDENTS: &str = "incidents";
/// Who sees what names them, and nothing else.
const NAMED: &str = "named";

/// Who inside an organisation sees what stands between it and others.
fn need_of(directory: &Directory, organisation: &Label) -> Result<&'static str, Error> {
    match directory.get(organisation).map(|found| found.party) {
        Some(Party::Department) => Ok(HANDLERS),
        Some(Party::Gcdo) => Ok(CENTRE),
        Some(Party::Ico) => Ok(CASEWORK),
        Some(Party::Ncsc) => Ok(INCIDENTS),
        Some(Party::Public | Party::Unspecified) | None => {
            Err(Error::internal(format!("{organisation} is no party's")))
        }
    }
}

impl Exchange {
    /// Who inside an organisation sees it.
    fn need_at(&self, directory: &Directory, organisation: &Label) -> Result<&'static str, Error> {
        Ok(match (self.kind(), need_of(directory, organisation)?) {
            (ExchangeKind::Pointer, _) if self.is_for_one_at(organisation) => NAMED,
            (ExchangeKind::Pointer, _) => POINTERS,
            (ExchangeKind::AgreedLines, HANDLERS) => LINES,
            (_, need) => need,
        })
    }
}

/// Terms of what is said in an exchange: it may repeat what was disclosed.
fn terms_of_talk() -> Terms<'static> {
    Terms::new("personal data breach", Basis::MouVoluntary, Classification::OfficialSensitive)
}
