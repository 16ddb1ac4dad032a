//! Breaches that happened, with the times of the present, and commitments: what the platform makes of each.

mod calendar;
mod commitments;
mod counted;
mod crossing;
mod exposed;
mod holidays;
mod meetings;
mod packs;
mod suspected;
mod unfolding;
mod weighed;
mod whole;
mod withheld;

use contracts::breaches::{
    self as pb, Action, ActionKind, Breach, CountBasis, DataSubjectType, DataType, Facts, IncidentCategory,
    IncidentType, IndividualsState, RiskLevel,
};
use e2e::{
    Side,
    requests::{self, hours_ago},
};

fn facts(
    category: IncidentCategory,
    kind: IncidentType,
    data: &[DataType],
    people: &[DataSubjectType],
) -> Facts {
    let mut facts = requests::facts();
    let incident = facts.incident.as_mut().unwrap();
    incident.set_category(category);
    incident.set_type(kind);
    facts.data.as_mut().unwrap().types = data.iter().map(|kind| (*kind).into()).collect();
    facts.people.as_mut().unwrap().types = people.iter().map(|kind| (*kind).into()).collect();
    facts
}

fn affecting(mut facts: Facts, people: Option<i64>, basis: CountBasis) -> Facts {
    let counted = facts.people.get_or_insert_default();
    counted.affected_approx = people;
    counted.set_affected_basis(basis);
    facts
}

/// Confirms a breach of which the organisation became aware so many hours ago, as what is known of it.
fn confirmation(known: &Breach, hours: i64) -> pb::ConfirmBreachRequest {
    let incident = known.facts.clone().unwrap().incident.unwrap();
    pb::ConfirmBreachRequest {
        aware_at: hours_ago(hours),
        incident_type: incident.r#type,
        incident_category: incident.category,
        ..requests::confirm(known)
    }
}

/// Something is reported, and the handlers find out what there is to know of it.
fn known(side: Side<'_>, report: Breach, facts: Facts) -> impl Future<Output = Breach> {
    Box::pin(async move {
        let draft = side.reporter().starts(report).await.unwrap();
        let logged = side.reporter().logs(&draft).await.unwrap();
        side.handler().finds_out(&logged, facts).await.unwrap()
    })
}

/// A handler confirms what the organisation became aware of so many hours ago.
async fn confirmed(side: Side<'_>, known: &Breach, hours: i64) -> Breach {
    side.handler().wire.calls(confirmation(known, hours)).await.unwrap().breach.unwrap()
}

/// Three come to the same level of risk.
async fn assessed(side: Side<'_>, confirmed: &Breach, level: RiskLevel) -> Breach {
    let drafted = side.handler().assesses(confirmed, level).await.unwrap();
    let advised = side.dpo().advises(&drafted, level).await.unwrap();
    side.siro().decides(&advised, level).await.unwrap()
}

/// A handler adds an action, due in a week.
async fn planned(side: Side<'_>, breach: &Breach, kind: ActionKind, title: &str) -> Action {
    let plan = pb::CreateActionRequest {
        kind: kind.into(),
        title: title.to_owned(),
        ..requests::plan(&breach.name)
    };
    side.handler().wire.calls(plan).await.unwrap().action.unwrap()
}

/// A handler does an action, and the data protection officer sees that it was done.
async fn done(side: Side<'_>, action: &Action) -> Action {
    let completed = side.handler().completes(action).await.unwrap();
    side.dpo().verifies(&completed).await.unwrap()
}

fn individuals(breach: &Breach) -> IndividualsState {
    breach.course.clone().unwrap().individuals.unwrap().state()
}
