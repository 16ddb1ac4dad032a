//! The directory: which organisations there are, from one versioned, effective-dated file.

use crate::Label;
use aws_lc_rs::digest::{SHA256, digest};
use contracts::{access::Party, directory as pb};
use jiff::civil::Date;
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write as _};

/// All organisations, by code.
#[derive(Debug)]
pub struct Directory {
    version: String,
    hash: String,
    regulator: Label,
    organisations: BTreeMap<Label, Organisation>,
}

/// An organisation.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Its code, which is never used again for another.
    pub code: Label,
    /// The side that it is on.
    pub party: Party,
    /// What kind of body it is.
    pub kind: pb::OrganisationType,
    /// Whether it answers for its own processing.
    pub controller_status: pb::ControllerStatus,
    /// The organisation that it is part of.
    pub parent: Option<Label>,
    /// Whose bank holidays its working days observe.
    pub division: pb::Division,
    /// What took over its functions, if it was dissolved.
    pub successor: Option<Label>,
    /// The day from which it uses the platform.
    pub in_scope_from: Date,
    /// Its names, each with the day from which it holds, oldest first.
    names: Vec<(Date, String)>,
}

impl Organisation {
    /// What it is called on a day; before its first name, by that one.
    #[must_use]
    pub fn name_on(&self, day: Date) -> &str {
        let current = self.names.iter().rev().find(|(from, _)| *from <= day);
        current.or(self.names.first()).map_or(self.code.as_str(), |(_, name)| name)
    }
}

impl Directory {
    /// What stands in the place of an organisation's code where the public calls, which is of none. No organisation has it.
    pub const PUBLIC: &str = "public";

    /// Reads the directory's file.
    ///
    /// # Errors
    /// Everything that is wrong with it, a problem a line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| format!("directory: {error}"))?;
        let mut problems = Vec::new();
        let mut organisations = BTreeMap::new();
        for entry in file.organisation {
            let code = entry.code.clone();
            match Organisation::try_from(entry) {
                Ok(organisation) => {
                    if organisations.insert(organisation.code.clone(), organisation).is_some() {
                        problems.push(format!("organisation {code}: its code is there twice"));
                    }
                }
                Err(problem) => problems.push(format!("organisation {code}: {problem}")),
            }
        }
        if file.version.is_empty() || organisations.is_empty() {
            problems.push("directory: a version and at least one organisation are needed".to_owned());
        }
        problems.extend(dangling(&organisations));
        let mut regulators = organisations.values().filter(|one| one.kind == pb::OrganisationType::Regulator);
        let regulator = match (regulators.next(), regulators.next()) {
            (Some(one), None) if one.party == Party::Ico => Some(one.code.clone()),
            _ => None,
        };
        if regulator.is_none() {
            problems.push("directory: there must be one regulator, on its own side".to_owned());
        }
        let Some(regulator) = regulator.filter(|_| problems.is_empty()) else {
            return Err(problems.join("\n"));
        };
        let mut hash = String::new();
        for byte in digest(&SHA256, text.as_bytes()).as_ref() {
            let _ = write!(hash, "{byte:02x}");
        }
        Ok(Self { version: file.version, hash, regulator, organisations })
    }

    /// The version that the file gives itself.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The SHA-256 of the file, in hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The regulator's code, whatever the regulator is called.
    #[must_use]
    pub fn regulator(&self) -> &Label {
        &self.regulator
    }

    /// The code of the centre: the organisation on the side of the Government Chief Data Officer, if there is one.
    #[must_use]
    pub fn centre(&self) -> Option<&Label> {
        self.iter().find(|one| one.party == Party::Gcdo).map(|one| &one.code)
    }

    /// The code of the National Cyber Security Centre: the organisation on its side, if there is one.
    #[must_use]
    pub fn technical_authority(&self) -> Option<&Label> {
        self.iter().find(|one| one.party == Party::Ncsc).map(|one| &one.code)
    }

    /// The side of whoever calls under a code: the public's, or an organisation's.
    #[must_use]
    pub fn party_of(&self, code: &Label) -> Option<Party> {
        if code.as_str() == Self::PUBLIC {
            return Some(Party::Public);
        }
        self.get(code).map(|organisation| organisation.party)
    }

    /// The organisation with a code.
    #[must_use]
    pub fn get(&self, code: &Label) -> Option<&Organisation> {
        self.organisations.get(code)
    }

    /// All organisations, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Organisation> {
        self.organisations.values()
    }

    /// The organisations after a code, by code.
    pub fn after<'a>(&'a self, code: &str) -> impl Iterator<Item = &'a Organisation> {
        let code = code.to_owned();
        self.organisations
            .values()
            .skip_while(move |organisation| organisation.code.as_str() <= code.as_str())
    }
}

/// References to organisations that are not there, or to a parent that is part of another.
fn dangling(organisations: &BTreeMap<Label, Organisation>) -> Vec<String> {
    let mut problems = Vec::new();
    for organisation in organisations.values() {
        for (what, other) in [("parent", &organisation.parent), ("successor", &organisation.successor)] {
            let Some(other) = other else { continue };
            match organisations.get(other) {
                None => problems
                    .push(format!("organisation {}: its {what} {other} is unknown", organisation.code)),
                Some(other) if what == "parent" && other.parent.is_some() => {
                    problems.push(format!("organisation {}: its parent has a parent", organisation.code));
                }
                Some(_) => {}
            }
        }
    }
    problems
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    #[serde(default)]
    organisation: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    party: String,
    r#type: String,
    controller_status: String,
    parent: Option<String>,
    division: String,
    successor: Option<String>,
    in_scope_from: Date,
    names: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    from: Date,
    name: String,
}

impl TryFrom<Entry> for Organisation {
    type Error = String;

    fn try_from(entry: Entry) -> Result<Self, String> {
        let label = |text: String| Label::parse(&text).ok_or(format!("{text} is not a code"));
        let unknown = |what: &str, value: &str| format!("{what} {value} is unknown");
        let party = Party::from_str_name(&format!("PARTY_{}", entry.party));
        let kind = pb::OrganisationType::from_str_name(&format!("ORGANISATION_TYPE_{}", entry.r#type));
        let status =
            pb::ControllerStatus::from_str_name(&format!("CONTROLLER_STATUS_{}", entry.controller_status));
        let division = entry.division.to_uppercase().replace('-', "_");
        let names: Vec<_> = entry.names.into_iter().map(|named| (named.from, named.name)).collect();
        if entry.code == Directory::PUBLIC || party == Some(Party::Public) {
            return Err("the public is no organisation".to_owned());
        }
        if names.is_empty() || names.iter().any(|(_, name)| name.trim().is_empty()) {
            return Err("it has no name".to_owned());
        }
        if !names.is_sorted_by(|(one, _), (next, _)| one < next) {
            return Err("its names are not in the order of their days".to_owned());
        }
        Ok(Self {
            code: label(entry.code)?,
            party: party.ok_or_else(|| unknown("party", &entry.party))?,
            kind: kind.ok_or_else(|| unknown("type", &entry.r#type))?,
            controller_status: status
                .ok_or_else(|| unknown("controller status", &entry.controller_status))?,
            parent: entry.parent.map(label).transpose()?,
            division: pb::Division::from_str_name(&format!("DIVISION_{division}"))
                .ok_or_else(|| unknown("division", &entry.division))?,
            successor: entry.successor.map(label).transpose()?,
            in_scope_from: entry.in_scope_from,
            names,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Directory;
    use crate::Label;
    use jiff::civil::date;

    const FILE: &str = include_str!("../../../deploy/reference/directory.toml");

    #[test]
    fn the_shipped_directory_loads_and_names_are_those_of_the_day() {
        let directory = Directory::parse(FILE).unwrap();
        let renamed = FILE.replace(
            r#"names = [{ from = "1984-07-12","#,
            r#"names = [{ from = "1984-07-12", name = "Registrar" }, { from = "2001-01-30","#,
        );
        let renamed = Directory::parse(&renamed).unwrap();
        let regulator = renamed.get(&Label::parse("ico").unwrap()).unwrap();
        assert_eq!(regulator.name_on(date(2001, 1, 29)), "Registrar");
        assert_eq!(regulator.name_on(date(2001, 1, 30)), "Information Commissioner's Office");
        assert_eq!(regulator.name_on(date(1900, 1, 1)), "Registrar");
        assert_ne!(directory.hash(), renamed.hash());
    }

    #[test]
    fn a_directory_that_contradicts_itself_does_not_load_and_every_problem_is_named() {
        let entry = FILE.split("[[organisation]]").nth(1).unwrap();
        let twice = format!("{FILE}\n[[organisation]]{entry}");
        for (file, problem) in [
            (twice.as_str(), "organisation hmrc: its code is there twice"),
            (&FILE.replace("parent = \"moj\"", "parent = \"mol\""), "its parent mol is unknown"),
            (&FILE.replace("party = \"ICO\"", "party = \"OCI\""), "organisation ico: party OCI is unknown"),
            (&FILE.replace("code = \"moj\"", "code = \"MoJ\""), "MoJ is not a code"),
            (
                &FILE.replace("code = \"moj\"", "code = \"public\""),
                "organisation public: the public is no organisation",
            ),
            (
                &FILE.replace("party = \"NCSC\"", "party = \"PUBLIC\""),
                "organisation ncsc: the public is no organisation",
            ),
            (&FILE.replace("2026-11-01", ""), "a version"),
            (&FILE.replace("\"REGULATOR\"", "\"NDPB\""), "there must be one regulator"),
            (&FILE.replace("in_scope_from", "in_scope"), "in_scope"),
        ] {
            let problems = Directory::parse(file).unwrap_err();
            assert!(problems.contains(problem), "{problems}");
        }
    }
}
