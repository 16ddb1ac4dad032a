//! That the pages of exchanges say what an exchange says, to each party its own side.

mod content;
mod filters;
mod register;
mod sides;

use super::Reader;
use crate::language::Language;
use chassis::{Directory, Label, clock::to_wire};
use contracts::{
    breaches::{BreachCopyContent, BreachPart, DisclosureContent, ExchangeAct, ExchangeActKind},
    exchange::{Attachment, Basis, OnwardSharing},
    handling::{Classification, Handling},
};
use jiff::Timestamp;
use prost_types::Timestamp as Time;
use std::sync::LazyLock;

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
    Directory::parse(include_str!("../../../../../deploy/reference/directory.toml")).unwrap()
});

/// Somebody of an organisation, at the time at which everybody reads here.
fn reader(own: &str) -> Reader<'static> {
    let (own, now) = (Label::parse(own).unwrap(), "2026-05-06T08:14:00Z".parse().unwrap());
    Reader { language: Language::English, directory: &DIRECTORY, own, now }
}

/// A time of the wire.
fn at(time: &str) -> Option<Time> {
    time.parse::<Timestamp>().ok().map(to_wire)
}

/// What a department disclosed to another.
fn disclosure() -> DisclosureContent {
    let attachment =
        Attachment { title: "Letter".into(), sha256: "ab".repeat(32), media_type: "application/pdf".into() };
    DisclosureContent {
        discloser: "organisations/hmrc".into(),
        recipient: "organisations/moj".into(),
        purpose: "To warn of the supplier".into(),
        basis: Basis::MouVoluntary.into(),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        onward_sharing: OnwardSharing::Free.into(),
        attachments: vec![attachment],
        copy: Some(BreachCopyContent {
            parts: [BreachPart::Title, BreachPart::Controllers, BreachPart::Cyber].map(Into::into).into(),
            title: "Payroll file".into(),
            controller: "organisations/hmrc".into(),
            joint_controllers: vec!["organisations/home-office".into()],
            ..BreachCopyContent::default()
        }),
        ..DisclosureContent::default()
    }
}

fn act(number: i32, kind: ExchangeActKind) -> ExchangeAct {
    ExchangeAct {
        number,
        kind: kind.into(),
        at: at("2026-05-06T04:14:00Z"),
        organisation: "organisations/hmrc".into(),
        role: "dept.dpo".into(),
        ..ExchangeAct::default()
    }
}
