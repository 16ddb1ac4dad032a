//! What is offered to whoever does an act, where not all that the contract takes is to be chosen among.

use super::Subject;
use crate::{
    caller::Caller,
    exchanges,
    failure::Failure,
    form::{Form, Kind},
    when::day,
};
use contracts::{
    access::Party,
    breaches::BreachPart,
    commitments::{ListPlansRequest, ListStandingsRequest, PackBody},
};
use std::collections::BTreeMap;

/// The most plans that are offered for a pack: as many as it takes.
const MOST_PLANS: i32 = 100;
const COMMITMENTS: &str = "draft.commitments";
const PLANS: &str = "draft.plans";

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

/// What a pack can show: the commitments that its party keeps, and what it plans; and for whom a party that has no board of its own
/// makes one. Answers which of them the record shows already.
pub(super) async fn shown(
    caller: &Caller,
    subject: &impl Subject,
    form: &mut Form,
) -> Result<Vec<(&'static str, String)>, Failure> {
    if !form.fields.iter().any(|field| field.path == COMMITMENTS) {
        return Ok(Vec::new());
    }
    let request = ListStandingsRequest { parent: caller.parent(), ..ListStandingsRequest::default() };
    let standings = caller.ask(request).await?.standings;
    let titled = standings.into_iter().filter_map(|standing| {
        let period = standing.period?.name;
        let (commitment, _) = period.split_once("/periods/")?;
        let code = commitment.strip_prefix("commitments/")?;
        Some((commitment.to_owned(), format!("{code}: {}", standing.title)))
    });
    let commitments: BTreeMap<_, _> = titled.collect();
    let request =
        ListPlansRequest { parent: caller.parent(), page_size: MOST_PLANS, ..ListPlansRequest::default() };
    let plans = caller.ask(request).await?.plans;
    let picked = plans.iter().filter(|plan| subject.picks(plan)).map(|plan| (PLANS, plan.name.clone()));
    let picked = picked.collect();
    let plans = plans.into_iter().map(|plan| {
        let (code, facts) = (plan.commitment.replace("commitments/", ""), plan.facts.unwrap_or_default());
        (plan.name, format!("{code}: {}, {}", facts.what, day(&facts.due_on)))
    });
    let plans: Vec<_> = plans.collect();
    form.fields.retain(|field| field.path != PLANS || !plans.is_empty());
    for field in &mut form.fields {
        match field.path.as_str() {
            COMMITMENTS => field.kind = Kind::Several(commitments.clone().into_iter().collect()),
            PLANS => field.kind = Kind::Several(plans.clone()),
            "body" if caller.party() != Party::Department => {
                let bodies = [
                    PackBody::TechnologyRiskGroup,
                    PackBody::GovernmentSecurityBoard,
                    PackBody::TransformationBoard,
                ];
                field.offered = Some(bodies.map(|body| body.as_str_name().to_owned()).to_vec());
            }
            _ => {}
        }
    }
    Ok(picked)
}
