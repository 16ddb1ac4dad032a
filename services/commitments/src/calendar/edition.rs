//! The edition of the calendar, as a file: which duties there are, which bodies and which posts. Read whole, or refused with all
//! that is wrong with it.

use super::recurrence::{Course, Due};
use crate::register::Code;
use contracts::{
    access::Party,
    commitments::{self as pb, BodyKind, DutyRule, Post},
};
use jiff::civil::Date;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Display, Formatter},
    fs,
    sync::Arc,
};

/// The edition that stands where no other is given.
const FIRST: &str =
    concat!(include_str!("../../calendar/2026-01-08.toml"), include_str!("../../calendar/bodies.toml"));
/// The most duties and the most bodies: a list of them has one page.
const MOST: usize = 99;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 100;
/// The longest text, in characters.
const LONGEST_TEXT: usize = 1000;
/// The most months between two times, and the most working days after a quarter.
const MOST_MONTHS: i32 = 60;
const MOST_WORKING_DAYS: u16 = 60;
/// Nothing begins before: dates are of this century.
const EARLIEST: Date = jiff::civil::date(2000, 1, 1);

/// The code of a duty, such as CAL-07, which is never used for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DutyCode(u8);

/// What the calendar asks: duties, and who meets and is accountable.
#[derive(Clone, Debug)]
pub struct Agenda {
    pub(super) edition: Date,
    duties: BTreeMap<DutyCode, Duty>,
    bodies: Vec<Body>,
    posts: Vec<KeptPost>,
}

/// A duty.
#[derive(Clone, Debug)]
pub(crate) struct Duty {
    pub(crate) code: DutyCode,
    pub(crate) title: String,
    text: String,
    sources: Vec<Code>,
    pub(crate) owed_by: Vec<Party>,
    pub(crate) rule: Rule,
    default_until_agreed: String,
    pub(crate) information: bool,
    /// The code of the body that the regulator is to attend: then meetings that were held fulfil it, and nobody records it.
    pub(crate) attendance: Option<String>,
    /// Whether whoever owes it is reminded of it here, and by no other part of the platform.
    pub(crate) reminds: bool,
}

/// When a duty falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Again and again.
    Recurring(Course),
    /// When something happens, from a day on.
    Event(Date),
    /// On every day.
    Continuous,
}

/// A body, or a body of which each department has one.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    code: String,
    kind: BodyKind,
    /// Oldest first.
    names: Vec<(Date, String)>,
}

/// A post that each organisation of a party has somebody hold at all times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeptPost {
    pub(crate) post: Post,
    pub(crate) of: Party,
    /// The first day.
    pub(crate) from: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    edition: Date,
    duty: Vec<DutyEntry>,
    body: Vec<BodyEntry>,
    post: Vec<PostEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyEntry {
    code: String,
    title: String,
    text: String,
    sources: Vec<String>,
    owed_by: Vec<String>,
    rule: RuleEntry,
    #[serde(default)]
    default_until_agreed: String,
    #[serde(default)]
    information: bool,
    #[serde(default)]
    attendance: Option<String>,
    #[serde(default)]
    reminded_elsewhere: bool,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "UPPERCASE", deny_unknown_fields)]
enum RuleEntry {
    Months { every: i32, from: Date, due: DueEntry },
    Quarters { from: Date, working_days: u16 },
    Event {},
    Continuous {},
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum DueEntry {
    LastDay,
    DayAfter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyEntry {
    code: String,
    kind: String,
    names: Vec<NameEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameEntry {
    from: Date,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostEntry {
    post: String,
    of: String,
    from: Date,
}

impl Default for Agenda {
    fn default() -> Self {
        Self::parse(FIRST).expect("a test reads the edition")
    }
}

impl Agenda {
    /// Reads the file of this path.
    ///
    /// # Errors
    /// All that is wrong with it, a problem a line.
    pub fn read(path: &str) -> Result<Arc<Self>, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        Self::parse(&text).map(Arc::new).map_err(|problems| format!("{path}: {problems}"))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let edition = file.edition;
        let mut problems = Vec::new();
        let mut duties = BTreeMap::new();
        for entry in file.duty {
            let name = entry.code.clone();
            match entry.read(edition, &mut problems) {
                Some(duty) if duties.contains_key(&duty.code) => {
                    problems.push(format!("{name} stands twice"));
                }
                Some(duty) => _ = duties.insert(duty.code, duty),
                None => {}
            }
        }
        let bodies: Vec<_> = file.body.into_iter().filter_map(|entry| entry.read(&mut problems)).collect();
        let posts: Vec<_> = file.post.into_iter().filter_map(|entry| entry.read(&mut problems)).collect();
        let codes: BTreeSet<_> = bodies.iter().map(|body| &body.code).collect();
        if codes.len() < bodies.len() {
            problems.push("a body stands twice".to_owned());
        }
        for duty in duties.values().filter(|duty: &&Duty| duty.attendance.is_some()) {
            if duty.attendance.as_ref().is_none_or(|code| !codes.contains(code)) || !duty.is_joint() {
                let code = duty.code;
                problems.push(format!(
                    "{code}: what is attended must be a body, by the centre and the regulator"
                ));
            }
        }
        let held: BTreeSet<_> = posts.iter().map(|post| i32::from(post.post)).collect();
        if held.len() < posts.len() {
            problems.push("a post stands twice".to_owned());
        }
        if duties.is_empty() || duties.len() > MOST || bodies.len() > MOST {
            problems.push(format!("a calendar has 1 to {MOST} duties, and at most {MOST} bodies"));
        }
        if problems.is_empty() {
            Ok(Self { edition, duties, bodies, posts })
        } else {
            Err(problems.join("\n"))
        }
    }

    /// The duty of a code.
    pub(crate) fn duty(&self, code: DutyCode) -> Option<&Duty> {
        self.duties.get(&code)
    }

    /// All duties, by their codes.
    pub(crate) fn duties(&self) -> impl Iterator<Item = &Duty> {
        self.duties.values()
    }

    /// The posts that organisations of a party have.
    pub(crate) fn posts_of(&self, party: Party) -> impl Iterator<Item = &KeptPost> {
        self.posts.iter().filter(move |post| post.of == party)
    }

    /// The bodies that there are on a day, as they are called then.
    pub(super) fn bodies_on(&self, day: Date) -> Vec<pb::GoverningBody> {
        let named = self.bodies.iter().filter_map(|body| {
            let (from, title) = body.called(day)?;
            Some(pb::GoverningBody {
                code: body.code.clone(),
                kind: body.kind.into(),
                title: title.clone(),
                effective_from: from.to_string(),
            })
        });
        named.collect()
    }

    /// What kind of body has a code, and what it is called on a day, if it is there then.
    pub(crate) fn body(&self, code: &str, day: Date) -> Option<(BodyKind, &str)> {
        let body = self.bodies.iter().find(|body| body.code == code)?;
        body.called(day).map(|(_, title)| (body.kind, title.as_str()))
    }
}

impl Body {
    /// What it is called on a day, and since when.
    fn called(&self, day: Date) -> Option<&(Date, String)> {
        self.names.iter().rev().find(|(from, _)| *from <= day)
    }
}

impl DutyCode {
    /// Reads a code, unless the text is none. One duty has one code: another spelling is refused.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let code = Self(text.strip_prefix("CAL-")?.parse().ok()?);
        ((1..=99).contains(&code.0) && code.to_string() == text).then_some(code)
    }

    /// The number in it.
    pub(crate) fn number(self) -> u8 {
        self.0
    }

    /// The name of the duty.
    pub(crate) fn name(self) -> String {
        format!("duties/{self}")
    }
}

impl Display for DutyCode {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "CAL-{:02}", self.0)
    }
}

impl Duty {
    /// Whether the centre and the regulator owe it together.
    pub(crate) fn is_joint(&self) -> bool {
        [Party::Gcdo, Party::Ico].iter().all(|party| self.owed_by.contains(party))
    }

    /// Whether a party sees when it is due: whoever owes it, and the centre of what the regulator owes, which it is told of.
    pub(crate) fn concerns(&self, party: Party) -> bool {
        self.owed_by.contains(&party) || party == Party::Gcdo && self.owed_by.contains(&Party::Ico)
    }

    /// The duty on the wire.
    pub(super) fn to_wire(&self) -> pb::Duty {
        let rule = match self.rule {
            Rule::Recurring(Course { due: Due::WorkingDaysAfter(_), .. }) => DutyRule::Quarters,
            Rule::Recurring(_) => DutyRule::Months,
            Rule::Event(_) => DutyRule::Event,
            Rule::Continuous => DutyRule::Continuous,
        };
        pb::Duty {
            name: self.code.name(),
            title: self.title.clone(),
            text: self.text.clone(),
            sources: self.sources.iter().map(|code| code.name()).collect(),
            owed_by: self.owed_by.iter().map(|party| i32::from(*party)).collect(),
            rule: rule.into(),
            rule_explanation: match self.rule {
                Rule::Recurring(course) => course.explained(),
                Rule::Event(_) => "whenever it happens".to_owned(),
                Rule::Continuous => "on every day".to_owned(),
            },
            default_until_agreed: self.default_until_agreed.clone(),
            information: self.information,
            attendance: self.attendance.as_ref().map(|code| format!("bodies/{code}")).unwrap_or_default(),
        }
    }
}

impl DutyEntry {
    fn read(self, edition: Date, problems: &mut Vec<String>) -> Option<Duty> {
        let before = problems.len();
        let name = self.code.clone();
        let mut must = |holds: bool, what: &str| {
            if !holds {
                problems.push(format!("{name}: {what}"));
            }
        };
        let code = DutyCode::parse(&self.code);
        must(code.is_some(), "is no code such as CAL-07");
        must(fits(&self.title, LONGEST_TITLE), "its title must have 1 to 100 characters");
        must(fits(&self.text, LONGEST_TEXT), "its text must have 1 to 1000 characters");
        must(self.default_until_agreed.chars().count() <= LONGEST_TEXT, "what was not agreed is too long");
        let sources: Option<Vec<_>> = self.sources.iter().map(|text| Code::parse(text)).collect();
        must(sources.is_some(), "its sources must be codes of commitments");
        let owed_by: Option<Vec<_>> = self.owed_by.iter().map(|text| party(text)).collect();
        must(
            owed_by.as_ref().is_some_and(|parties| !parties.is_empty()),
            "somebody must owe it, and be known",
        );
        let rule = self.rule.read(edition);
        must(rule.is_ok(), rule.as_ref().err().copied().unwrap_or_default());
        if problems.len() > before {
            return None;
        }
        Some(Duty {
            code: code?,
            title: self.title,
            text: self.text,
            sources: sources?,
            owed_by: owed_by?,
            rule: rule.ok()?,
            default_until_agreed: self.default_until_agreed,
            information: self.information,
            attendance: self.attendance,
            reminds: !self.information && !self.reminded_elsewhere,
        })
    }
}

impl RuleEntry {
    fn read(self, edition: Date) -> Result<Rule, &'static str> {
        match self {
            Self::Months { every, from, due } => {
                if !(1..=MOST_MONTHS).contains(&every) {
                    return Err("its interval must be 1 to 60 months");
                }
                let due = match due {
                    DueEntry::LastDay => Due::LastDay,
                    DueEntry::DayAfter => Due::DayAfter,
                };
                begins(from).map(|from| Rule::Recurring(Course { every, from, due }))
            }
            Self::Quarters { from, working_days } => {
                if !(1..=MOST_WORKING_DAYS).contains(&working_days) {
                    return Err("it must be due 1 to 60 working days after the quarter");
                }
                if from.day() != 1 || from.month() % 3 != 1 {
                    return Err("its first quarter must be one of the calendar");
                }
                let due = Due::WorkingDaysAfter(working_days);
                begins(from).map(|from| Rule::Recurring(Course { every: 3, from, due }))
            }
            Self::Event {} => Ok(Rule::Event(edition)),
            Self::Continuous {} => Ok(Rule::Continuous),
        }
    }
}

impl BodyEntry {
    fn read(self, problems: &mut Vec<String>) -> Option<Body> {
        let plain =
            |code: &str| fits(code, 40) && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let kind = BodyKind::from_str_name(&format!("BODY_KIND_{}", self.kind));
        let kind = kind.filter(|kind| *kind != BodyKind::Unspecified);
        let ordered = self.names.is_sorted_by(|one, next| one.from < next.from) && !self.names.is_empty();
        let titled = self.names.iter().all(|name| fits(&name.name, LONGEST_TITLE));
        if !plain(&self.code) || kind.is_none() || !ordered || !titled {
            problems.push(format!("body {}: needs a plain code, a known kind and names in order", self.code));
            return None;
        }
        let names = self.names.into_iter().map(|name| (name.from, name.name)).collect();
        Some(Body { code: self.code, kind: kind?, names })
    }
}

impl PostEntry {
    fn read(self, problems: &mut Vec<String>) -> Option<KeptPost> {
        let post = Post::from_str_name(&format!("POST_{}", self.post));
        let read = post.filter(|post| *post != Post::Unspecified).zip(party(&self.of));
        if read.is_none() {
            problems.push(format!("post {}: it or its party is unknown", self.post));
        }
        read.map(|(post, of)| KeptPost { post, of, from: self.from })
    }
}

fn begins(from: Date) -> Result<Date, &'static str> {
    if from < EARLIEST { Err("it must not begin before 2000") } else { Ok(from) }
}

fn fits(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
}

fn party(text: &str) -> Option<Party> {
    let party = Party::from_str_name(&format!("PARTY_{text}"))?;
    (!matches!(party, Party::Unspecified | Party::Public)).then_some(party)
}

#[cfg(test)]
mod tests;
