//! After any sequence of acts, what each party reads is what was disclosed to it and its own: the service beside a small model
//! that knows nothing of rows.

use super::{lines::draft, ncsc::scope, *};
use crate::actors::{NOW, confirmation, facts};
use chassis::clock;
use contracts::exchange::{Direction, OnwardSharing};
use jiff::{SignedDuration, Timestamp};
use proptest::{prelude::*, test_runner::TestRunner};
use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

const ORGANISATIONS: [&str; 5] = ["hmrc", "moj", "gcdo", "ico", "ncsc"];
const DEPARTMENTS: [&str; 2] = ["hmrc", "moj"];
/// Those to whom a pointer may be released.
const NAMED: [(&str, &str); 3] = [("gcdo", "pat"), ("gcdo", "pru"), ("ico", "lee")];
const CASES: u32 = 10;
const STEPS: usize = 40;

/// What somebody tries. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Prepare { by: u8, to: u8, parts: BTreeSet<i32>, hours: Option<u8>, free: bool },
    PassOn { what: u8, by: u8, to: u8, parts: BTreeSet<i32> },
    Approve(u8),
    Decline(u8),
    Acknowledge(u8),
    Recall(u8),
    ReportToCentre(u8, BTreeSet<i32>),
    ReportToNcsc(u8, BTreeSet<i32>),
    Grant(u8, BTreeSet<i32>),
    Withdraw(u8),
    DraftLines { by: u8, to: u8 },
    Revise(u8),
    Tie(u8),
    Restrict(u8),
    Lift(u8),
    Release(u8),
    Wait(u8),
}

fn parts() -> impl Strategy<Value = BTreeSet<i32>> {
    let some = [BreachPart::Title, BreachPart::Incident, BreachPart::People, BreachPart::Risk];
    prop::sample::subsequence(some.map(i32::from).to_vec(), 1..=some.len())
        .prop_map(|parts| parts.into_iter().collect())
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any::<u8>(), any::<u8>(), parts(), prop::option::of(1_u8..9), any::<bool>())
            .prop_map(|(by, to, parts, hours, free)| Step::Prepare { by, to, parts, hours, free }),
        3 => (any::<u8>(), any::<u8>(), any::<u8>(), parts())
            .prop_map(|(what, by, to, parts)| Step::PassOn { what, by, to, parts }),
        5 => any::<u8>().prop_map(Step::Approve),
        1 => any::<u8>().prop_map(Step::Decline),
        2 => any::<u8>().prop_map(Step::Acknowledge),
        1 => any::<u8>().prop_map(Step::Recall),
        1 => (any::<u8>(), parts()).prop_map(|(by, parts)| Step::ReportToCentre(by, parts)),
        2 => (any::<u8>(), parts()).prop_map(|(by, parts)| Step::ReportToNcsc(by, parts)),
        2 => (any::<u8>(), parts()).prop_map(|(what, parts)| Step::Grant(what, parts)),
        1 => any::<u8>().prop_map(Step::Withdraw),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(by, to)| Step::DraftLines { by, to }),
        2 => any::<u8>().prop_map(Step::Revise),
        2 => any::<u8>().prop_map(Step::Tie),
        2 => any::<u8>().prop_map(Step::Restrict),
        1 => any::<u8>().prop_map(Step::Lift),
        1 => any::<u8>().prop_map(Step::Release),
        2 => (1_u8..5).prop_map(Step::Wait),
    ]
}

/// What the model knows of an act: whose it is, whether it crossed, what of the breach it holds, and until when.
#[derive(Clone, Debug)]
struct Said {
    by: &'static str,
    crossed: bool,
    parts: Option<BTreeSet<i32>>,
    until: Option<Timestamp>,
}

/// What an exchange is about, for a party that said so.
#[derive(Clone, Debug)]
enum Source {
    Breach,
    Exchange(String),
}

/// What the model knows of an exchange.
#[derive(Clone, Debug)]
struct Known {
    id: String,
    opener: &'static str,
    recipient: &'static str,
    /// What it is about, for each party that said so.
    sources: BTreeMap<&'static str, Source>,
    /// Who of an organisation sees it, unless its breach is restricted.
    usual: Audience,
    acts: Vec<Said>,
}

/// Who at an organisation sees something.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Audience {
    /// Whoever handles what stands between parties.
    Handlers,
    /// They, and the press office.
    Press,
    /// The named few of the department, and one person elsewhere.
    Few(&'static str),
}

/// In which place somebody looks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    /// One of the named few of a department, or anybody elsewhere.
    Whole,
    /// A handler of a department.
    Handler,
    /// The press office of a department.
    Press,
    /// A person elsewhere who may be named.
    Named(&'static str),
}

impl Role {
    /// Says whether somebody sees what an audience sees, in an organisation that is a department or is none.
    fn is_of(self, audience: Audience, department: bool) -> bool {
        match (self, audience) {
            (Self::Whole, Audience::Few(_)) => department,
            (Self::Named(person), Audience::Few(named)) => person == named,
            (Self::Whole | Self::Named(_), _) | (Self::Handler, Audience::Handlers | Audience::Press) => true,
            (Self::Press, audience) => audience == Audience::Press,
            (Self::Handler, Audience::Few(_)) => false,
        }
    }
}

impl Known {
    /// The parts of each act that an organisation reads at a time; nothing if it may not know of the exchange.
    fn read_by(&self, organisation: &str, now: Timestamp) -> Option<Vec<Option<BTreeSet<i32>>>> {
        let opens = organisation == self.opener;
        if !opens && (organisation != self.recipient || self.acts.iter().all(|act| !act.crossed)) {
            return None;
        }
        let reads = |act: &&Said| {
            act.by == organisation || (act.crossed && act.until.is_none_or(|until| now < until))
        };
        Some(self.acts.iter().filter(reads).map(|act| act.parts.clone()).collect())
    }
}

/// The people of the organisations, their breaches, and what the model knows.
struct Stage {
    cast: Cast,
    breaches: BTreeMap<&'static str, Breach>,
    restricted: BTreeSet<&'static str>,
    pointer: String,
    known: Vec<Known>,
}

impl Stage {
    async fn new() -> Self {
        let cast = Cast::new().await;
        let moj = cast.moj();
        let logged = moj.logs("Theirs").await;
        let confirmed = moj.confirm_breach(confirmation(&logged)).await.unwrap().breach.unwrap();
        let change = Breach { facts: Some(facts()), ..Breach::default() };
        let theirs = moj.changes(&confirmed, change, &["facts"]).await.unwrap();
        let breaches = BTreeMap::from([("hmrc", cast.known_breach().await), ("moj", theirs)]);
        let pointer = cast.siro().points("2026-05-04T09:00:00Z").await.name;
        Self { cast, breaches, restricted: BTreeSet::new(), pointer, known: Vec::new() }
    }

    fn now(&self) -> Timestamp {
        self.cast.world.now()
    }

    /// Somebody in an organisation: one who prepares, or another who decides.
    fn person(&self, organisation: &str, decides: bool) -> Actor {
        let (role, needs) = match organisation {
            "gcdo" => ("gcdo.lead", vec!["org", "centre"]),
            "ico" => ("ico.lead", vec!["org", "case"]),
            "ncsc" => ("ncsc.incident", vec!["org", "incidents"]),
            _ => (
                if decides { "dept.siro" } else { "dept.dpo" },
                vec!["org", "reports", "handlers", "lines", "pointers"],
            ),
        };
        self.cast.actor(organisation, if decides { "decides" } else { "prepares" }, role, &needs)
    }

    fn named(&self, (organisation, person): (&str, &str)) -> Actor {
        let (role, need) =
            if organisation == "ico" { ("ico.lead", "case") } else { ("gcdo.principal", "centre") };
        self.cast.actor(organisation, person, role, &["org", need, "named"])
    }

    /// Everybody whose reading differs, each in the place in which they look.
    fn everybody(&self) -> Vec<(&'static str, Role, Actor)> {
        let whole = ORGANISATIONS.map(|one| (one, Role::Whole, self.person(one, true)));
        let named = NAMED.map(|(one, person)| (one, Role::Named(person), self.named((one, person))));
        let mut all: Vec<_> = whole.into_iter().chain(named).collect();
        for one in DEPARTMENTS {
            let handler = ["org", "reports", "handlers", "lines"];
            all.push((one, Role::Handler, self.cast.actor(one, "handles", "dept.handler", &handler)));
            let press = ["org", "reports", "comms", "lines"];
            all.push((one, Role::Press, self.cast.actor(one, "speaks", "dept.comms", &press)));
        }
        all
    }

    /// Says whether what an organisation has of an exchange belongs to its breach: as it said, or as it said of what that is about.
    fn is_of_breach(&self, organisation: &str, known: &Known) -> bool {
        match known.sources.get(organisation) {
            None => false,
            Some(Source::Breach) => true,
            Some(Source::Exchange(id)) => {
                let about = self.known.iter().find(|one| one.id == *id);
                about.is_some_and(|about| self.is_of_breach(organisation, about))
            }
        }
    }

    /// Says whether somebody in a place sees what their organisation has of an exchange.
    fn sees(&self, organisation: &str, role: Role, known: &Known) -> bool {
        let hidden = self.restricted.contains(organisation) && self.is_of_breach(organisation, known);
        let audience = if hidden { Audience::Few("") } else { known.usual };
        role.is_of(audience, DEPARTMENTS.contains(&organisation))
    }

    fn pick(&self, number: u8) -> Option<usize> {
        (!self.known.is_empty()).then(|| usize::from(number) % self.known.len())
    }

    /// Says whether an exchange is kept from the handlers of a department that has a part in it.
    fn is_kept(&self, known: &Known) -> bool {
        let mut parties = DEPARTMENTS.into_iter().filter(|one| [known.opener, known.recipient].contains(one));
        parties.any(|one| !self.sees(one, Role::Handler, known))
    }

    /// Tries a step, and has the model follow what was accepted.
    async fn takes(&mut self, step: Step) {
        match step {
            Step::Wait(hours) => {
                let later = self.now() + SignedDuration::from_hours(hours.into());
                self.cast.world.set(&later.to_string());
            }
            Step::Prepare { by, to, parts, hours, free } => {
                let by = DEPARTMENTS[usize::from(by) % 2];
                self.prepares(by, to, Source::Breach, parts, hours, free).await;
            }
            Step::PassOn { what, by, to, parts } => {
                let Some(at) = self.pick(what) else { return };
                let by = ORGANISATIONS[usize::from(by) % ORGANISATIONS.len()];
                let source = Source::Exchange(self.known[at].id.clone());
                self.prepares(by, to, source, parts, None, false).await;
            }
            Step::DraftLines { by, to } => {
                let by = DEPARTMENTS[usize::from(by) % 2];
                let recipient = ORGANISATIONS[usize::from(to) % ORGANISATIONS.len()];
                let ask = draft(&self.breaches[by].name, &format!("organisations/{recipient}"));
                let Ok(drafted) = self.person(by, false).drafts_lines(ask).await else { return };
                let acts = vec![Said { by, crossed: false, parts: None, until: None }];
                let (sources, usual) = (BTreeMap::from([(by, Source::Breach)]), Audience::Press);
                self.known.push(Known { id: last(&drafted), opener: by, recipient, sources, usual, acts });
            }
            Step::Restrict(by) | Step::Lift(by) => {
                let (by, restricts) = (DEPARTMENTS[usize::from(by) % 2], matches!(step, Step::Restrict(_)));
                let siro = self.person(by, true);
                let breach = siro.reads(&self.breaches[by].name).await.unwrap();
                if restricts && siro.restricts(&breach).await.is_ok() {
                    self.restricted.insert(by);
                } else if !restricts && siro.unrestricts(&breach).await.is_ok() {
                    self.restricted.remove(by);
                }
            }
            Step::Release(to) => {
                let (recipient, person) = NAMED[usize::from(to) % NAMED.len()];
                let read = pb::GetPointerRequest { name: self.pointer.clone() };
                let siro = self.person("hmrc", true);
                let pointer = siro.get_pointer(read).await.unwrap().pointer.unwrap();
                let named = self.named((recipient, person));
                let Ok((_, released)) = siro.releases(&pointer, &named).await else { return };
                let acts = vec![Said { by: "hmrc", crossed: true, parts: None, until: None }];
                let (id, usual, sources) = (last(&released), Audience::Few(person), BTreeMap::new());
                self.known.push(Known { id, opener: "hmrc", recipient, sources, usual, acts });
            }
            Step::Tie(at) => {
                let Some(at) = self.pick(at) else { return };
                let by = self.known[at].recipient;
                let Some(breach) = self.breaches.get(by) else { return };
                let who = self.person(by, true);
                let name = format!("organisations/{by}/exchanges/{}", self.known[at].id);
                let Ok(mine) = who.reads_exchange(&name).await else { return };
                let (breach, etag) = (breach.name.clone(), mine.etag);
                let tie = pb::TieExchangeRequest { name, etag, breach, request_id: id() };
                if who.tie_exchange(tie).await.is_ok() {
                    self.known[at].sources.insert(by, Source::Breach);
                }
            }
            Step::ReportToCentre(by, parts) => self.reports(by, "gcdo", parts).await,
            Step::ReportToNcsc(by, parts) => self.reports(by, "ncsc", parts).await,
            step => self.acts(step).await,
        }
    }

    async fn prepares(
        &mut self,
        by: &'static str,
        to: u8,
        source: Source,
        parts: BTreeSet<i32>,
        hours: Option<u8>,
        free: bool,
    ) {
        let to = ORGANISATIONS[usize::from(to) % ORGANISATIONS.len()];
        let until = hours.map(|hours| self.now() + SignedDuration::from_hours(hours.into()));
        let onward = if free { OnwardSharing::Free } else { OnwardSharing::None };
        // What the National Cyber Security Centre passes on takes consent, and says so.
        let basis = if by == "ncsc" { Basis::Consent } else { Basis::MouVoluntary };
        let name = match &source {
            Source::Breach => self.breaches[by].name.clone(),
            Source::Exchange(id) => format!("organisations/{by}/exchanges/{id}"),
        };
        let request = pb::PrepareDisclosureRequest {
            parts: parts.iter().copied().collect(),
            expires_at: until.map(clock::to_wire),
            onward_sharing: onward.into(),
            basis: basis.into(),
            ..disclosure(&name, &format!("organisations/{to}"), &[])
        };
        // The regulator prepares elsewhere.
        let crossed = by == "ico";
        let who = self.person(by, crossed);
        let done = if crossed { who.enters(request).await } else { who.prepares(request).await };
        let Ok(prepared) = done else { return };
        let until = until.filter(|_| crossed);
        let acts = vec![Said { by, crossed, parts: Some(parts), until }];
        let (id, sources, usual) = (last(&prepared), BTreeMap::from([(by, source)]), Audience::Handlers);
        self.known.push(Known { id, opener: by, recipient: to, sources, usual, acts });
    }

    async fn reports(&mut self, by: u8, to: &'static str, parts: BTreeSet<i32>) {
        let by = DEPARTMENTS[usize::from(by) % 2];
        let officer = self.person(by, false);
        let breach = officer.reads(&self.breaches[by].name).await.unwrap();
        let (name, etag, chosen) = (breach.name, breach.etag, parts.iter().copied().collect());
        let exchange = if to == "gcdo" {
            let request = pb::ReportToCentreRequest {
                name,
                etag,
                parts: chosen,
                request_id: id(),
                ..Default::default()
            };
            officer.report_to_centre(request).await.unwrap().exchange.unwrap()
        } else {
            let request =
                pb::ReportToNcscRequest { name, etag, parts: chosen, request_id: id(), ..Default::default() };
            officer.report_to_ncsc(request).await.unwrap().exchange.unwrap()
        };
        let said = Said { by, crossed: true, parts: Some(parts), until: None };
        let id = last(&exchange);
        if let Some(known) = self.known.iter_mut().find(|known| known.id == id) {
            known.acts.push(said);
        } else {
            let (sources, usual) = (BTreeMap::from([(by, Source::Breach)]), Audience::Handlers);
            self.known.push(Known { id, opener: by, recipient: to, sources, usual, acts: vec![said] });
        }
    }

    /// Tries an act in an exchange, by whoever is to do it.
    async fn acts(&mut self, step: Step) {
        let (Step::Approve(at)
        | Step::Decline(at)
        | Step::Acknowledge(at)
        | Step::Recall(at)
        | Step::Grant(at, _)
        | Step::Withdraw(at)
        | Step::Revise(at)) = &step
        else {
            return;
        };
        let Some(at) = self.pick(*at) else { return };
        let known = self.known[at].clone();
        let answers = matches!(step, Step::Acknowledge(_) | Step::Revise(_));
        let by = if answers { known.recipient } else { known.opener };
        let who = self.person(by, true);
        let Ok(mine) = who.reads_exchange(&format!("organisations/{by}/exchanges/{}", known.id)).await else {
            return;
        };
        let plain = |crossed| Said { by, crossed, parts: None, until: None };
        let said = match step {
            Step::Approve(_) if mine.kind() == pb::ExchangeKind::AgreedLines => {
                who.approves_lines(&mine).await.map(|_| plain(true))
            }
            Step::Revise(_) => who.revises(&mine, "Other words.").await.map(|_| plain(true)),
            Step::Approve(_) => who.approves(&mine).await.map(|approved| Said {
                parts: known.acts[0].parts.clone(),
                until: approved.expires_at.and_then(clock::from_wire),
                ..plain(true)
            }),
            Step::Decline(_) => who.declines(&mine).await.map(|_| plain(false)),
            Step::Acknowledge(_) => who.acknowledges(&mine).await.map(|_| plain(true)),
            Step::Recall(_) => who.recalls(&mine).await.map(|_| plain(true)),
            Step::Grant(_, parts) => {
                let parts: Vec<_> = parts.iter().map(|part| BreachPart::try_from(*part).unwrap()).collect();
                let until = clock::to_wire(self.now() + SignedDuration::from_hours(3));
                let scope = pb::ConsentScope { until: Some(until), ..scope(ICO, &parts) };
                who.grants(&mine, scope).await.map(|_| plain(true))
            }
            _ => who.withdraws(&mine).await.map(|_| plain(true)),
        };
        if let Ok(said) = said {
            self.known[at].acts.push(said);
        }
    }

    /// Compares what everybody reads in every organisation with what the model says that they may.
    async fn compare(&self, everybody: impl IntoIterator<Item = (&'static str, Role, Actor)>) {
        let now = self.now();
        for (organisation, role, who) in everybody {
            let sees = |known: &&Known| self.sees(organisation, role, known);
            let expected: BTreeMap<_, _> = self
                .known
                .iter()
                .filter(sees)
                .filter_map(|known| Some((known.id.clone(), known.read_by(organisation, now)?)))
                .collect();
            let listed: BTreeSet<_> = who.exchanges().await.iter().map(last).collect();
            assert_eq!(listed, expected.keys().cloned().collect(), "{organisation} {role:?} lists their own");
            for known in &self.known {
                // What others of an organisation may read is what one of them reads: of the rest, what is kept from them there.
                let kept = !sees(&known) && known.read_by(organisation, now).is_some();
                if role != Role::Whole && !kept {
                    continue;
                }
                let name = format!("organisations/{organisation}/exchanges/{}", known.id);
                let read = who.reads_exchange(&name).await.ok();
                let read = read.map(|exchange| exchange.acts.iter().map(held).collect::<Vec<_>>());
                assert_eq!(read.as_ref(), expected.get(&known.id), "{organisation} {role:?} reads {known:?}");
            }
            if let Some(breach) = self.breaches.get(organisation) {
                let hidden = self.restricted.contains(organisation) && role != Role::Whole;
                assert_eq!(who.reads(&breach.name).await.is_err(), hidden, "{organisation} {role:?}");
            }
            let crossed = |known: &Known, given: bool| {
                let acts = known.acts.iter().filter(|act| act.crossed && (act.by == organisation) == given);
                if [known.opener, known.recipient].contains(&organisation) { acts.count() } else { 0 }
            };
            let register = who.register().await;
            for (direction, given) in [(Direction::Given, true), (Direction::Received, false)] {
                let entries = register.iter().filter(|entry| entry.direction() == direction).count();
                let all: usize = self.known.iter().filter(sees).map(|known| crossed(known, given)).sum();
                assert_eq!(entries, all, "the register of {organisation} for {role:?}");
            }
        }
    }
}

fn last(exchange: &Exchange) -> String {
    exchange.name.rsplit('/').next().unwrap().to_owned()
}

/// The parts of a breach that an act holds, and that what it holds is no more than those.
fn held(act: &pb::ExchangeAct) -> Option<BTreeSet<i32>> {
    let disclosed = act.disclosure.clone().and_then(|content| content.copy);
    let reported = act.centre_report.clone().and_then(|content| content.copy);
    let copy = disclosed.or(reported).or(act.ncsc_notice.clone().and_then(|content| content.copy))?;
    let parts: BTreeSet<i32> = copy.parts.iter().copied().collect();
    let has = |part: BreachPart| parts.contains(&i32::from(part));
    let facts = copy.facts.clone().unwrap_or_default();
    assert_eq!(!copy.title.is_empty(), has(BreachPart::Title));
    assert_eq!(facts.incident.is_some(), has(BreachPart::Incident));
    assert_eq!(facts.people.is_some(), has(BreachPart::People));
    assert!(facts.data.is_none() && facts.contact.is_none() && copy.advice.is_none());
    Some(parts)
}

#[test]
fn after_any_sequence_of_acts_each_party_reads_what_was_disclosed_to_it_and_its_own() {
    let config = ProptestConfig {
        cases: CASES,
        max_shrink_iters: 20,
        failure_persistence: None,
        ..Default::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    // How many acts the model followed, and how much was kept from handlers: a test of nothing but refusals would prove nothing.
    let (followed, kept) = (Cell::new(0), Cell::new(0));
    let steps = prop::collection::vec(step(), STEPS..=STEPS);
    let result = runner.run(&steps, |steps| {
        runtime.block_on(Box::pin(async {
            let mut stage = Stage::new().await;
            assert_eq!(stage.now(), NOW.parse().unwrap());
            for step in steps {
                Box::pin(stage.takes(step)).await;
            }
            Box::pin(stage.compare(stage.everybody())).await;
            // What expires does so for all of an organisation.
            stage.cast.world.set("2027-01-01T00:00:00Z");
            let whole = stage.everybody().into_iter().filter(|(_, role, _)| *role == Role::Whole);
            Box::pin(stage.compare(whole)).await;
            kept.set(kept.get() + stage.known.iter().filter(|known| stage.is_kept(known)).count());
            followed.set(followed.get() + stage.known.iter().map(|known| known.acts.len()).sum::<usize>());
        }));
        Ok(())
    });
    result.unwrap();
    assert!(followed.get() > 10 * CASES as usize, "{} acts", followed.get());
    assert!(kept.get() > CASES as usize, "{} exchanges", kept.get());
}
