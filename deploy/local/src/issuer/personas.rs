//! The made-up people and systems, and whom they work for.

use aws_lc_rs::digest::{SHA256, digest};
use std::fmt::{self, Write as _};

/// An organisation with an issuer of its own, in the order of [`Organisation::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Organisation {
    /// HM Revenue and Customs.
    Hmrc,
    /// The Ministry of Justice.
    Moj,
    /// The Home Office.
    HomeOffice,
    /// The Government Chief Data Officer's team.
    Gcdo,
    /// The Information Commissioner's Office.
    Ico,
    /// The National Cyber Security Centre.
    Ncsc,
}

/// Who is behind a persona.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A human being, with a name to show.
    Person(&'static str),
    /// A department's own software, which never logs in on a page.
    System,
}

/// Somebody, or something, that an issuer vouches for.
#[derive(Clone, Copy, Debug)]
pub struct Persona {
    /// The name as a client, and on the log-in page.
    pub client_id: &'static str,
    /// Whose issuer knows it. No other does.
    pub organisation: Organisation,
    /// Its roles, as the tokens' claim `roles` states them. Whoever has several chooses which one to act in.
    pub roles: &'static [&'static str],
    /// Who is behind it.
    pub kind: Kind,
}

/// Everyone there is.
pub const PERSONAS: [Persona; 22] = {
    use Kind::{Person, System};
    use Organisation::{Gcdo, Hmrc, HomeOffice, Ico, Moj, Ncsc};
    [
        persona("hmrc-reporter", Hmrc, &["dept.reporter"], Person("Morgan Ellis")),
        persona("hmrc-handler", Hmrc, &["dept.handler"], Person("Priya Nair")),
        persona("hmrc-dpo", Hmrc, &["dept.dpo"], Person("Gareth Hughes")),
        persona("hmrc-siro", Hmrc, &["dept.siro"], Person("Fiona MacLeod")),
        persona("hmrc-ao", Hmrc, &["dept.ao"], Person("Thomas Wright")),
        persona("hmrc-board", Hmrc, &["dept.board"], Person("Rosalind Achebe")),
        persona("hmrc-comms", Hmrc, &["dept.comms"], Person("Leila Haddad")),
        persona("hmrc-learning", Hmrc, &["dept.learning"], Person("Tunde Adeyemi")),
        persona("moj-dpo", Moj, &["dept.dpo"], Person("Helen Marsh")),
        persona("moj-duty", Moj, &["dept.handler", "dept.dpo"], Person("Alex Farrow")),
        persona("home-office-dpo", HomeOffice, &["dept.dpo"], Person("Imran Siddiqui")),
        persona("gcdo-analyst", Gcdo, &["gcdo.analyst"], Person("Chloe Bennett")),
        persona("gcdo-lead", Gcdo, &["gcdo.lead"], Person("Daniel Osei")),
        persona("gcdo-secretariat", Gcdo, &["centre.secretariat"], Person("Bethan Lloyd")),
        persona("ico-case", Ico, &["ico.case"], Person("Sian Price")),
        persona("ico-lead", Ico, &["ico.lead"], Person("Robert Lyle")),
        persona("ico-policy", Ico, &["ico.policy"], Person("Gwen Hartley")),
        persona("ico-duty", Ico, &["ico.case", "ico.lead"], Person("Nia Rees")),
        persona("ncsc-incident", Ncsc, &["ncsc.incident"], Person("Aoife Brennan")),
        persona("ncsc-liaison", Ncsc, &["ncsc.liaison"], Person("Callum Reid")),
        persona("hmrc-system", Hmrc, &["dept.handler"], System),
        persona("moj-system", Moj, &["dept.handler"], System),
    ]
};

const fn persona(
    client_id: &'static str,
    organisation: Organisation,
    roles: &'static [&'static str],
    kind: Kind,
) -> Persona {
    Persona { client_id, organisation, roles, kind }
}

impl Organisation {
    /// Every organisation.
    pub const ALL: [Self; 6] = [Self::Hmrc, Self::Moj, Self::HomeOffice, Self::Gcdo, Self::Ico, Self::Ncsc];

    /// Finds its persona of this name.
    pub(crate) fn persona(self, client_id: &str) -> Option<&'static Persona> {
        Persona::named(client_id).filter(|persona| persona.organisation == self)
    }
}

/// Writes the organisation's label, as its issuer's path has it.
impl fmt::Display for Organisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hmrc => "hmrc",
            Self::Moj => "moj",
            Self::HomeOffice => "home-office",
            Self::Gcdo => "gcdo",
            Self::Ico => "ico",
            Self::Ncsc => "ncsc",
        })
    }
}

impl Persona {
    /// Finds a persona by its name.
    #[must_use]
    pub fn named(client_id: &str) -> Option<&'static Self> {
        PERSONAS.iter().find(|persona| persona.client_id == client_id)
    }

    /// Writes the subject of its tokens, the same for ever: a system's is its `client_id`; a person's tells nothing.
    #[must_use]
    pub fn subject(&self) -> String {
        match self.kind {
            Kind::System => self.client_id.to_owned(),
            Kind::Person(_) => digest(&SHA256, self.client_id.as_bytes()).as_ref()[..16].iter().fold(
                String::new(),
                |mut subject, byte| {
                    // Writing to a string cannot fail.
                    let _ = write!(subject, "{byte:02x}");
                    subject
                },
            ),
        }
    }
}
