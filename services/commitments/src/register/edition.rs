//! The first edition of the register, as a file: read whole, or refused with what is wrong with it.

use super::{Code, Version, Versions};
use chassis::{Error, Fields, Violation};
use contracts::{
    access::Party,
    commitments::{
        Body, Cadence, CommitmentContent, CommitmentKind, Instrument, InstrumentDetails, Owner, PlatformArea,
        Section,
    },
};
use jiff::civil::Date;
use serde::Deserialize;
use std::{collections::BTreeMap, fs, sync::Arc};

/// The edition that stands where no other is given.
const FIRST: &str = concat!(
    include_str!("../../register/2026-01-08/memorandum.toml"),
    include_str!("../../register/2026-01-08/ncsc-memorandum.toml"),
    include_str!("../../register/2026-01-08/cabinet-office-letter.toml"),
);
/// The most commitments that a register holds: a list of them has one page.
const MOST: usize = 200;

/// The register, as the documents said it first. What was agreed since is in the database.
#[derive(Clone, Debug)]
pub struct Register {
    pub(super) edition: String,
    pub(super) instruments: Vec<InstrumentDetails>,
    entries: BTreeMap<Code, Version>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    edition: Date,
    instrument: Vec<InstrumentEntry>,
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InstrumentEntry {
    code: String,
    title: String,
    date: Date,
    /// `MONTH` where the day is not known.
    #[serde(default)]
    precision: Option<Precision>,
    signatories: Vec<String>,
    #[serde(default)]
    note: String,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
enum Precision {
    #[serde(rename = "MONTH")]
    Month,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    instrument: String,
    section: String,
    place: i32,
    owners: Vec<String>,
    owed_by: Vec<String>,
    title: String,
    text: String,
    kinds: Vec<String>,
    #[serde(default)]
    cadences: Vec<String>,
    #[serde(default)]
    bodies: Vec<String>,
    #[serde(default)]
    areas: Vec<String>,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    duplicate_of: String,
    #[serde(default)]
    related: Vec<String>,
    effective_from: Date,
    #[serde(default)]
    met_on: Option<Date>,
}

impl Default for Register {
    fn default() -> Self {
        Self::parse(FIRST).expect("a test reads the edition")
    }
}

impl Register {
    /// Reads the file of this path.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(path: &str) -> Result<Arc<Self>, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        Self::parse(&text).map(Arc::new).map_err(|problem| format!("{path}: {problem}"))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let instruments =
            file.instrument.into_iter().map(InstrumentEntry::read).collect::<Result<Vec<_>, _>>()?;
        let mut entries = BTreeMap::new();
        for entry in file.entry {
            let version = entry.read()?;
            let code = version.code;
            if entries.insert(code, version).is_some() {
                return Err(format!("{code} stands twice"));
            }
        }
        let register = Self { edition: file.edition.to_string(), instruments, entries };
        register.check()?;
        Ok(register)
    }

    /// What an entry alone cannot say: that what it names is there.
    fn check(&self) -> Result<(), String> {
        if self.entries.is_empty() || self.entries.len() > MOST {
            return Err(format!("a register has 1 to {MOST} commitments"));
        }
        for Version { code, content, .. } in self.all() {
            if !self.instruments.iter().any(|one| one.instrument == content.instrument) {
                return Err(format!("{code}: its document is not there"));
            }
            if let Err(Error::Invalid(wrong)) = self.knows(*code, content) {
                return Err(wrong
                    .first()
                    .map(|one| format!("{code}: {} {}", one.field, one.must))
                    .unwrap_or_default());
            }
            let mutual = |other: &&String| {
                let there = Code::parse(other).and_then(|other| self.first(other));
                there.is_some_and(|there| there.content.related.contains(&code.to_string()))
            };
            if let Some(other) = content.related.iter().find(|other| !mutual(other)) {
                return Err(format!("{code}: {other} does not name it in turn"));
            }
        }
        Ok(())
    }

    /// Refuses what names commitments that there are not, or itself.
    pub(crate) fn knows(&self, code: Code, content: &CommitmentContent) -> Result<(), Error> {
        let other = |text: &String| {
            Code::parse(text).is_some_and(|other| other != code && self.first(other).is_some())
        };
        let named = [
            ("content.related", content.related.iter().all(other)),
            ("content.duplicate_of", content.duplicate_of.is_empty() || other(&content.duplicate_of)),
        ];
        let wrong = named.into_iter().filter(|(_, known)| !known);
        let wrong: Vec<_> = wrong
            .map(|(field, _)| Violation::new(field, "must name other commitments of the register"))
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }

    /// What the document said of a commitment first.
    pub(crate) fn first(&self, code: Code) -> Option<&Version> {
        self.entries.get(&code)
    }

    /// All commitments, as the documents said them first, in their order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Version> {
        self.entries.values()
    }

    /// The versions of a commitment, with those that were agreed `since`, oldest first.
    pub(crate) fn versions(&self, code: Code, since: Vec<Version>) -> Option<Versions> {
        let first = self.first(code)?.clone();
        Some(Versions(std::iter::once(first).chain(since).collect()))
    }

    /// The codes of the organisations that agree to what changes the meaning of what stands in a document.
    pub(crate) fn signatories(&self, instrument: Instrument) -> impl Iterator<Item = &str> {
        let found = self.instruments.iter().find(move |one| one.instrument == i32::from(instrument));
        let named = found.into_iter().flat_map(|one| &one.signatories);
        named.filter_map(|name| name.strip_prefix("organisations/"))
    }
}

impl InstrumentEntry {
    fn read(self) -> Result<InstrumentDetails, String> {
        let instrument = word(Instrument::from_str_name, "INSTRUMENT", &self.code)?;
        if self.signatories.is_empty() {
            return Err(format!("{}: nobody signed it", self.code));
        }
        let month = self.precision == Some(Precision::Month);
        let date = if month { self.date.strftime("%Y-%m").to_string() } else { self.date.to_string() };
        Ok(InstrumentDetails {
            instrument: instrument.into(),
            title: self.title,
            date,
            signatories: self.signatories.iter().map(|code| format!("organisations/{code}")).collect(),
            note: self.note,
        })
    }
}

impl Entry {
    fn read(self) -> Result<Version, String> {
        let bad = |problem: String| format!("{}: {problem}", self.code);
        let code = Code::parse(&self.code).ok_or_else(|| bad("is no code".to_owned()))?;
        let content = CommitmentContent {
            instrument: word(Instrument::from_str_name, "INSTRUMENT", &self.instrument).map_err(bad)?.into(),
            section: word(Section::from_str_name, "SECTION", &self.section).map_err(bad)?.into(),
            place: self.place,
            owners: words(Owner::from_str_name, "OWNER", &self.owners).map_err(bad)?,
            owed_by: words(Party::from_str_name, "PARTY", &self.owed_by).map_err(bad)?,
            kinds: words(CommitmentKind::from_str_name, "COMMITMENT_KIND", &self.kinds).map_err(bad)?,
            cadences: words(Cadence::from_str_name, "CADENCE", &self.cadences).map_err(bad)?,
            agreed_interval: None,
            bodies: words(Body::from_str_name, "BODY", &self.bodies).map_err(bad)?,
            areas: words(PlatformArea::from_str_name, "PLATFORM_AREA", &self.areas).map_err(bad)?,
            met_on: self.met_on.map(|day| day.to_string()).unwrap_or_default(),
            effective_to: String::new(),
            title: self.title,
            text: self.text,
            evidence: self.evidence,
            duplicate_of: self.duplicate_of,
            related: self.related,
        };
        // The same limits bind the documents and what amends them.
        if let Err(Error::Invalid(wrong)) = Fields::of(&content).finish(Some(())) {
            let wrong = wrong.first().map(|one| format!("{code}: {} {}", one.field, one.must));
            return Err(wrong.unwrap_or_default());
        }
        let (effective_from, reason) = (self.effective_from, String::new());
        Ok(Version { code, number: 1, effective_from, content, reason, sealed: None })
    }
}

/// Reads a value of a vocabulary by its name without the prefix.
fn word<T>(read: impl Fn(&str) -> Option<T>, prefix: &str, text: &str) -> Result<T, String> {
    read(&format!("{prefix}_{text}")).ok_or_else(|| format!("there is no {} {text}", prefix.to_lowercase()))
}

fn words<T: Into<i32>>(
    read: impl Fn(&str) -> Option<T>,
    prefix: &str,
    texts: &[String],
) -> Result<Vec<i32>, String> {
    texts.iter().map(|text| word(&read, prefix, text).map(Into::into)).collect()
}

#[cfg(test)]
mod tests {
    use super::Register;
    use contracts::commitments::{Cadence, CommitmentKind, Section};
    use std::collections::BTreeMap;

    #[test]
    fn the_register_counts_what_the_documents_count() {
        let (mut prefixes, mut sections) = (BTreeMap::new(), BTreeMap::new());
        for version in Register::default().all() {
            let code = version.code.to_string();
            let prefix = code.split('-').next().unwrap().to_owned();
            *prefixes.entry(prefix.clone()).or_insert(0) += 1;
            *sections.entry((version.content.section().as_str_name(), prefix)).or_insert(0) += 1;
        }
        let counted = |section: Section, prefix: &str| {
            sections.get(&(section.as_str_name(), prefix.to_owned())).copied()
        };
        assert_eq!(prefixes.into_iter().collect::<Vec<_>>().len(), 5);
        for (prefix, section, count) in [
            ("JNT", Section::Shared, 4),
            ("HMG", Section::Compliance, 9),
            ("HMG", Section::EarlyEngagement, 3),
            ("HMG", Section::Reporting, 5),
            ("ICO", Section::Compliance, 7),
            ("ICO", Section::EarlyEngagement, 3),
            ("ICO", Section::Reporting, 2),
            ("NCSC", Section::Areas, 6),
        ] {
            assert_eq!(counted(section, prefix), Some(count), "{prefix} {section:?}");
        }
        assert_eq!(Register::default().all().count(), 52);
    }

    #[test]
    fn two_entries_are_one_duty() {
        let register = Register::default();
        let duplicates: Vec<_> = register.all().filter(|one| !one.content.duplicate_of.is_empty()).collect();
        let [duplicate] = duplicates.as_slice() else { panic!("{duplicates:?}") };
        assert_eq!(
            (duplicate.code.to_string().as_str(), duplicate.content.duplicate_of.as_str()),
            ("HMG-13", "HMG-01")
        );
    }

    #[test]
    fn what_recurs_says_how_often() {
        for version in Register::default().all() {
            let recurs = version.content.kinds().any(|kind| kind == CommitmentKind::Recurring);
            let known = version.content.cadences().all(|cadence| cadence != Cadence::Unspecified);
            assert!(known && recurs != version.content.cadences.is_empty(), "{}", version.code);
        }
    }

    /// An edition with one entry, of which some text is replaced.
    fn edition(from: &str, to: &str) -> Result<Register, String> {
        let text = r#"
            edition = "2026-01-08"
            [[instrument]]
            code = "MOU"
            title = "A memorandum"
            date = "2026-01-08"
            signatories = ["gcdo", "ico"]
            [[entry]]
            code = "HMG-01"
            instrument = "MOU"
            section = "COMPLIANCE"
            place = 1
            owners = ["HMG"]
            owed_by = ["GCDO"]
            title = "A promise"
            text = "It is kept."
            kinds = ["CONTINUOUS"]
            effective_from = "2026-01-08"
        "#;
        assert!(from.is_empty() || text.contains(from), "{from}");
        Register::parse(&text.replace(from, to))
    }

    #[test]
    fn an_edition_that_is_wrong_is_refused_with_what_is_wrong_with_it() {
        assert!(edition("A promise", "Another").is_ok());
        for (from, to, problem) in [
            ("HMG-01", "HMG-1", "HMG-1: is no code"),
            ("COMPLIANCE", "COMPLICITY", "HMG-01: there is no section COMPLICITY"),
            ("[\"HMG\"]", "[\"HMT\"]", "HMG-01: there is no owner HMT"),
            (
                "\"MOU\"\n            section",
                "\"NCSC_MOU\"\n            section",
                "HMG-01: its document is not there",
            ),
            ("place = 1", "place = 1\nduplicate_of = \"HMG-02\"", "HMG-01: content.duplicate_of must name"),
            ("place = 1", "place = 1\nrelated = [\"ICO-02\"]", "HMG-01: content.related must name"),
            ("[\"gcdo\", \"ico\"]", "[]", "MOU: nobody signed it"),
            ("place = 1", "place = 1\nwhat = 2", "unknown field"),
        ] {
            let found = edition(from, to).unwrap_err();
            assert!(found.starts_with(problem), "{found}");
        }
        let long = edition("A promise", &"long ".repeat(20)).unwrap_err();
        assert!(long.starts_with("HMG-01: title"), "{long}");
    }
}
