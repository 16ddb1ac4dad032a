//! What is offered to whoever does an act, where not all that the contract takes is to be chosen among.

use crate::{
    caller::Caller,
    exchanges,
    form::{Form, Kind},
};
use contracts::{access::Party, breaches::BreachPart};

/// The controllers that somebody may name: their organisation, what is part of it, and what it is part of. Where there is
/// one only, nothing is asked.
pub(super) fn controllers(caller: &Caller, form: &mut Form) {
    let Some(at) = form.fields.iter().position(|field| field.path == "controller") else { return };
    let (directory, own) = (caller.site.platform.directory(), caller.organisation());
    let day = chassis::deadline::london_day(caller.now);
    let parent = directory.get(own).and_then(|organisation| organisation.parent.clone());
    let near = directory.iter().filter(|other| {
        other.code == *own || other.parent.as_ref() == Some(own) || Some(&other.code) == parent.as_ref()
    });
    let near: Vec<_> =
        near.map(|near| (format!("organisations/{}", near.code), near.name_on(day).to_owned())).collect();
    if near.len() > 1 {
        form.fields[at].kind = Kind::Among(near);
    } else {
        form.fields.remove(at);
    }
}

/// Whom something may be disclosed to, every other organisation of the directory; with whom something is begun, a department; and
/// where one named person is told, the centre and the regulator.
pub(super) fn recipients(caller: &Caller, form: &mut Form) {
    let asked = ["recipient", "scope.recipient", "department"];
    let named = form.fields.iter().any(|field| field.path == "person");
    let Some(field) = form.fields.iter_mut().find(|field| asked.contains(&field.path.as_str())) else {
        return;
    };
    let only: &[Party] = match (field.path.as_str(), named) {
        ("department", _) => &[Party::Department],
        (_, true) => &[Party::Gcdo, Party::Ico],
        _ => &[],
    };
    let others = exchanges::Reader::of(caller).others(only).into_iter();
    field.kind = Kind::Among(others.map(|(code, name)| (format!("organisations/{code}"), name)).collect());
}

/// Who can be asked about what is written elsewhere.
pub(super) fn contacts(form: &mut Form) {
    const CONTACTS: [&str; 4] = ["dept.siro", "dept.dpo", "dept.ao", "dept.legal"];
    if let Some(field) = form.fields.iter_mut().find(|field| field.path == "handling_contact_role") {
        field.kind = Kind::Role(CONTACTS.map(str::to_owned).to_vec());
    }
}

/// Of those whom something may be said to, only this one.
pub(super) fn only(recipient: &str, form: &mut Form) {
    if let Some(Kind::Among(others)) =
        form.fields.iter_mut().find(|field| field.path == "recipient").map(|field| &mut field.kind)
    {
        others.retain(|(name, _)| name == recipient);
    }
}

/// Of the parts of a record those that it has.
pub(super) fn parts(parts: &[BreachPart], form: &mut Form) {
    if let Some(field) = form.fields.iter_mut().find(|field| field.path == "parts") {
        field.offered = Some(parts.iter().map(|part| part.as_str_name().to_owned()).collect());
    }
}

/// Whom a view may be for: a department's is for the centre alone.
pub(super) fn readers(caller: &Caller, form: &mut Form) {
    if caller.party() == Party::Department {
        form.fields.retain(|field| !["to_departments", "to_public"].contains(&field.path.as_str()));
    }
}

/// Who may keep a commitment: every party but the public.
pub(super) fn keepers(form: &mut Form) {
    if let Some(field) = form.fields.iter_mut().find(|field| field.path == "content.owed_by") {
        let keepers = [Party::Department, Party::Gcdo, Party::Ico, Party::Ncsc];
        field.offered = Some(keepers.map(|party| party.as_str_name().to_owned()).to_vec());
    }
}
