//! Who calls: the personas of the development issuer, and whoever else a test needs.

use crate::{Wire, World};
use local::issuer::{Kind, Organisation, PERSONAS, Persona};
use serde_json::Value;

/// An organisation, and whoever acts for it.
#[derive(Clone, Copy)]
pub struct Side<'w> {
    pub(crate) world: &'w World,
    /// Which organisation.
    pub organisation: Organisation,
}

/// Somebody, or something, that acts for an organisation in a role.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The connection to the gateway, with a token.
    pub wire: Wire,
    /// Whom it acts for.
    pub organisation: Organisation,
}

impl Side<'_> {
    /// The organisation's name as a parent: `organisations/{organisation}`.
    pub fn name(&self) -> String {
        format!("organisations/{}", self.organisation)
    }

    /// The person in a role, and in no other: the persona with a token from the issuer's endpoint, or somebody whom it vouches for
    /// likewise.
    pub fn role(&self, role: &str) -> Actor {
        let persona = self.personas().find(|one| one.roles == [role] && matches!(one.kind, Kind::Person(_)));
        persona.map_or_else(|| self.somebody(role, &format!("a-{role}")), |persona| self.persona(persona))
    }

    /// Another person in a role.
    pub fn colleague(&self, role: &str) -> Actor {
        self.somebody(role, &format!("another-{role}"))
    }

    /// A system in a role.
    pub fn system_as(&self, role: &str) -> Actor {
        // A token that a client got for itself has the client as its subject.
        self.vouched(role, "a-system", "a-system")
    }

    /// The organisation's own system.
    pub fn system(&self) -> Actor {
        self.persona(self.personas().find(|one| matches!(one.kind, Kind::System)).unwrap())
    }

    /// Whoever reports that something went wrong.
    pub fn reporter(&self) -> Actor {
        self.role("dept.reporter")
    }

    /// Whoever runs the record of a breach.
    pub fn handler(&self) -> Actor {
        self.role("dept.handler")
    }

    /// The data protection officer.
    pub fn dpo(&self) -> Actor {
        self.role("dept.dpo")
    }

    /// The senior information risk owner.
    pub fn siro(&self) -> Actor {
        self.role("dept.siro")
    }

    /// The regulator's case officer.
    pub fn case_officer(&self) -> Actor {
        self.role("ico.case")
    }

    /// The regulator's lead.
    pub fn lead(&self) -> Actor {
        self.role("ico.lead")
    }

    /// The claims of the token of somebody in `roles` with whom nothing is wrong.
    pub fn claims(&self, roles: &[&str], subject: &str, client: &str) -> Value {
        let mut claims = self.world.issuer().claims(self.personas().next().unwrap());
        claims["roles"] = roles.into();
        claims["sub"] = subject.into();
        claims["client_id"] = client.into();
        claims
    }

    pub(crate) fn somebody(&self, role: &str, subject: &str) -> Actor {
        self.vouched(role, subject, "a-client")
    }

    fn vouched(&self, role: &str, subject: &str, client: &str) -> Actor {
        let claims = self.claims(&[role], subject, client);
        let token = self.world.issuer().mint(self.organisation, &Value::Null, &claims);
        self.actor(&token)
    }

    fn persona(&self, persona: &Persona) -> Actor {
        self.actor(self.world.token(persona.client_id))
    }

    fn actor(&self, token: &str) -> Actor {
        Actor { wire: self.world.stranger().with_token(token), organisation: self.organisation }
    }

    fn personas(&self) -> impl Iterator<Item = &'static Persona> {
        let organisation = self.organisation;
        PERSONAS.iter().filter(move |persona| persona.organisation == organisation)
    }
}
