//! What the paths of the pages have places for: records of two departments, and ids that are nobody's.

use chassis_testing::id;
use contracts::breaches::{Action, Breach, Case, RiskLevel};
use e2e::{
    Side, Visitor, World,
    deeds::Stage,
    requests::{self, last_part},
};
use local::issuer::{Kind, Organisation, PERSONAS, Persona};
use std::collections::BTreeMap;

/// What the title of every breach begins with that a department did not tell of.
pub(crate) const UNDISCLOSED: &str = "Undisclosed";

/// An id for each place that a path may have.
#[derive(Clone, Debug)]
pub(crate) struct Places(BTreeMap<&'static str, String>);

/// A department's records: a breach that the regulator was told of, with an action and its case, and one that nobody was.
#[derive(Debug, PartialEq)]
pub(crate) struct Records {
    pub(crate) breach: Breach,
    pub(crate) action: Action,
    pub(crate) case: Case,
    pub(crate) kept: Breach,
}

impl Places {
    /// Ids that are nobody's.
    pub(crate) fn nowhere() -> Self {
        Self::of([id(), id(), id()], "1")
    }

    /// What is no id.
    pub(crate) fn malformed() -> Self {
        Self::of(["x", "0", "%27"].map(str::to_owned), "-1")
    }

    fn of([breach, action, case]: [String; 3], number: &str) -> Self {
        let number = number.to_owned();
        Self(BTreeMap::from([("breach", breach), ("action", action), ("case", case), ("number", number)]))
    }

    /// A path with the ids in its places.
    pub(crate) fn fill(&self, path: &str) -> String {
        let mut filled = path.to_owned();
        while let Some((before, after)) = filled.split_once('{') {
            let (place, after) = after.split_once('}').unwrap();
            let id = self.0.get(place);
            let id =
                id.unwrap_or_else(|| panic!("say in tests/tests/it/pages/places.rs what {{{place}}} is"));
            filled = format!("{before}{id}{after}");
        }
        filled
    }
}

impl Records {
    /// Has a department work for a while.
    pub(crate) async fn of(side: Side<'_>) -> Self {
        Box::pin(Self::made(side)).await
    }

    async fn made(side: Side<'_>) -> Self {
        let handler = side.handler();
        let title = "A letter that went astray";
        let breach = Box::pin(side.brings(&handler, title, Stage::Told, RiskLevel::Risk)).await;
        let action = handler.plans(&breach).await.unwrap();
        let undisclosed = format!("{UNDISCLOSED} at {}", side.organisation);
        let kept = Box::pin(side.brings(&handler, &undisclosed, Stage::Confirmed, RiskLevel::Risk)).await;
        let case = side.dpo().lists_cases().await.unwrap().remove(0).name;
        Self::read(side, &breach.name, &action.name, &case, &kept.name).await
    }

    /// Reads them again.
    pub(crate) async fn again(&self, side: Side<'_>) -> Self {
        Self::read(side, &self.breach.name, &self.action.name, &self.case.name, &self.kept.name).await
    }

    async fn read(side: Side<'_>, breach: &str, action: &str, case: &str, kept: &str) -> Self {
        let handler = side.handler();
        let read = handler.wire.calls(requests::get_action(action)).await.unwrap();
        Self {
            breach: handler.reads(breach).await.unwrap(),
            action: read.action.unwrap(),
            case: side.dpo().reads_case(case).await.unwrap(),
            kept: handler.reads(kept).await.unwrap(),
        }
    }

    /// Their ids.
    pub(crate) fn places(&self) -> Places {
        let ids = [&self.breach.name, &self.action.name, &self.case.name];
        Places::of(ids.map(|name| last_part(name).to_owned()), "1")
    }

    /// Their ids for somebody to whom the case is no secret: what stands for it is the id of something else.
    pub(crate) fn without_the_case(&self) -> Places {
        let ids = [&self.breach.name, &self.action.name, &self.kept.name];
        Places::of(ids.map(|name| last_part(name).to_owned()), "1")
    }
}

/// Every persona that can sign in, in each role of theirs.
pub(crate) fn everybody() -> impl Iterator<Item = (&'static Persona, &'static str)> {
    let people = PERSONAS.iter().filter(|persona| matches!(persona.kind, Kind::Person(_)));
    people.flat_map(|persona| persona.roles.iter().map(move |role| (persona, *role)))
}

/// A visitor for every persona and role.
pub(crate) async fn all_visitors(world: &World) -> Vec<(Organisation, &'static str, Visitor)> {
    let mut visitors = Vec::new();
    for (persona, role) in everybody() {
        visitors.push((persona.organisation, role, world.visitor(persona.client_id, role).await));
    }
    visitors
}
