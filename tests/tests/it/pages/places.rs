//! What the paths of the pages have places for: records of two departments, and ids that are nobody's.

use chassis_testing::id;
use contracts::{
    breaches::{
        Action, ApproveDisclosureRequest, Breach, BreachPart, Case, Exchange, GetExchangeRequest, Pointer,
        PrepareDisclosureRequest, RiskLevel,
    },
    exchange::{Basis, OnwardSharing},
    handling::{Classification, Handling},
};
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

/// A department's records: a breach that the regulator was told of, with an action, its case and a disclosure of it to the
/// regulator, one that nobody was told of, and a pointer.
#[derive(Debug, PartialEq)]
pub(crate) struct Records {
    pub(crate) breach: Breach,
    pub(crate) action: Action,
    pub(crate) case: Case,
    pub(crate) exchange: Exchange,
    pub(crate) kept: Breach,
    pub(crate) pointer: Pointer,
}

impl Places {
    /// Ids that are nobody's.
    pub(crate) fn nowhere() -> Self {
        Self::of([id(), id(), id(), id(), id()], "1")
    }

    /// What is no id.
    pub(crate) fn malformed() -> Self {
        Self::of(["x", "0", "%27", "x", "-"].map(str::to_owned), "-1")
    }

    fn of([breach, action, case, exchange, pointer]: [String; 5], number: &str) -> Self {
        let commitment = if number == "1" { "HMG-99" } else { "x" };
        let number = number.to_owned();
        Self(BTreeMap::from([
            ("breach", breach),
            ("action", action),
            ("case", case),
            ("exchange", exchange),
            ("pointer", pointer),
            ("number", number.clone()),
            ("act", number.clone()),
            ("attendee", number),
            // Of which nobody owes anything: a quarter is nobody's record.
            ("quarter", "2026-Q1".to_owned()),
            // Nor is a commitment anybody's record: the register has none of this code.
            ("commitment", commitment.to_owned()),
            ("period", "once".to_owned()),
            ("evidence", id()),
            ("assessment", id()),
            ("amendment", id()),
            ("plan", id()),
            ("pack", id()),
            ("meeting", id()),
            ("invitation", id()),
            // Nor is a duty: the calendar has none of this code.
            ("occurrence", "CAL-99-2026-01-08".to_owned()),
            ("completion", id()),
            ("appointment", id()),
            ("feed", id()),
            ("file", "nothing.ics".to_owned()),
        ]))
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
        let exchange = Box::pin(disclosed(side, &breach, "organisations/ico")).await.name;
        let pointer = side.siro().points().await.unwrap().name;
        Self::read(side, [&breach.name, &action.name, &case, &exchange, &kept.name, &pointer]).await
    }

    /// Reads them again.
    pub(crate) async fn again(&self, side: Side<'_>) -> Self {
        let Self { breach, action, case, exchange, kept, pointer } = self;
        let names = [&breach.name, &action.name, &case.name, &exchange.name, &kept.name, &pointer.name]
            .map(String::as_str);
        Self::read(side, names).await
    }

    async fn read(side: Side<'_>, [breach, action, case, exchange, kept, pointer]: [&str; 6]) -> Self {
        let handler = side.handler();
        let read = handler.wire.calls(requests::get_action(action)).await.unwrap();
        Self {
            breach: handler.reads(breach).await.unwrap(),
            action: read.action.unwrap(),
            case: side.dpo().reads_case(case).await.unwrap(),
            exchange: handler
                .wire
                .calls(GetExchangeRequest { name: exchange.to_owned() })
                .await
                .unwrap()
                .exchange
                .unwrap(),
            kept: handler.reads(kept).await.unwrap(),
            pointer: side.siro().reads_pointer(pointer).await.unwrap(),
        }
    }

    /// Their ids.
    pub(crate) fn places(&self) -> Places {
        let Self { breach, action, case, exchange, pointer, .. } = self;
        let ids = [&breach.name, &action.name, &case.name, &exchange.name, &pointer.name];
        Places::of(ids.map(|name| last_part(name).to_owned()), "1")
    }

    /// Their ids for somebody to whom the case and the disclosure are no secret: what stands for them is the id of something
    /// else.
    pub(crate) fn without_the_case(&self) -> Places {
        let Self { breach, action, kept, pointer, .. } = self;
        let ids = [&breach.name, &action.name, &kept.name, &kept.name, &pointer.name];
        Places::of(ids.map(|name| last_part(name).to_owned()), "1")
    }
}

/// A disclosure of a breach's title and of what happened, which waits for approval.
pub(crate) async fn prepared(side: Side<'_>, breach: &Breach, recipient: &str) -> Exchange {
    let request = PrepareDisclosureRequest {
        parent: side.name(),
        source: breach.name.clone(),
        recipient: recipient.to_owned(),
        parts: [BreachPart::Title, BreachPart::Incident].map(Into::into).to_vec(),
        purpose: "To warn of the same".into(),
        basis: Basis::MouVoluntary.into(),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        onward_sharing: OnwardSharing::Free.into(),
        request_id: id(),
        ..PrepareDisclosureRequest::default()
    };
    side.dpo().wire.calls(request).await.unwrap().exchange.unwrap()
}

/// The same, approved by another person.
pub(crate) async fn disclosed(side: Side<'_>, breach: &Breach, recipient: &str) -> Exchange {
    let Exchange { name, etag, .. } = prepared(side, breach, recipient).await;
    let request = ApproveDisclosureRequest { name, etag, request_id: id() };
    side.siro().wire.calls(request).await.unwrap().exchange.unwrap()
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
