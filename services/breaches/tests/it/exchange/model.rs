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

/// What the model knows of an exchange.
#[derive(Clone, Debug)]
struct Known {
    id: String,
    opener: &'static str,
    recipient: &'static str,
    acts: Vec<Said>,
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
        Self { cast, breaches, known: Vec::new() }
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
            _ => {
                (if decides { "dept.siro" } else { "dept.dpo" }, vec!["org", "reports", "handlers", "lines"])
            }
        };
        self.cast.actor(organisation, if decides { "decides" } else { "prepares" }, role, &needs)
    }

    fn pick(&self, number: u8) -> Option<usize> {
        (!self.known.is_empty()).then(|| usize::from(number) % self.known.len())
    }

    /// Tries a step, and has the model follow what was accepted.
    async fn takes(&mut self, step: Step) {
        match step {
            Step::Wait(hours) => {
                let later = self.now() + SignedDuration::from_hours(hours.into());
                self.cast.world.set(&later.to_string());
            }
            Step::Prepare { by, to, parts, hours, free } => {
                let by = ["hmrc", "moj"][usize::from(by) % 2];
                let source = self.breaches[by].name.clone();
                self.prepares(by, to, &source, parts, hours, free).await;
            }
            Step::PassOn { what, by, to, parts } => {
                let Some(at) = self.pick(what) else { return };
                let by = ORGANISATIONS[usize::from(by) % ORGANISATIONS.len()];
                let source = format!("organisations/{by}/exchanges/{}", self.known[at].id);
                self.prepares(by, to, &source, parts, None, false).await;
            }
            Step::DraftLines { by, to } => {
                let by = ["hmrc", "moj"][usize::from(by) % 2];
                let recipient = ORGANISATIONS[usize::from(to) % ORGANISATIONS.len()];
                let ask = draft(&self.breaches[by].name, &format!("organisations/{recipient}"));
                let Ok(drafted) = self.person(by, false).drafts_lines(ask).await else { return };
                let acts = vec![Said { by, crossed: false, parts: None, until: None }];
                self.known.push(Known { id: last(&drafted), opener: by, recipient, acts });
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
        source: &str,
        parts: BTreeSet<i32>,
        hours: Option<u8>,
        free: bool,
    ) {
        let to = ORGANISATIONS[usize::from(to) % ORGANISATIONS.len()];
        let until = hours.map(|hours| self.now() + SignedDuration::from_hours(hours.into()));
        let onward = if free { OnwardSharing::Free } else { OnwardSharing::None };
        // What the National Cyber Security Centre passes on takes consent, and says so.
        let basis = if by == "ncsc" { Basis::Consent } else { Basis::MouVoluntary };
        let request = pb::PrepareDisclosureRequest {
            parts: parts.iter().copied().collect(),
            expires_at: until.map(clock::to_wire),
            onward_sharing: onward.into(),
            basis: basis.into(),
            ..disclosure(source, &format!("organisations/{to}"), &[])
        };
        let Ok(prepared) = self.person(by, false).prepares(request).await else { return };
        let acts = vec![Said { by, crossed: false, parts: Some(parts), until: None }];
        let id = prepared.name.rsplit('/').next().unwrap().to_owned();
        self.known.push(Known { id, opener: by, recipient: to, acts });
    }

    async fn reports(&mut self, by: u8, to: &'static str, parts: BTreeSet<i32>) {
        let by = ["hmrc", "moj"][usize::from(by) % 2];
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
        let id = exchange.name.rsplit('/').next().unwrap().to_owned();
        match self.known.iter_mut().find(|known| known.id == id) {
            Some(known) => known.acts.push(said),
            None => self.known.push(Known { id, opener: by, recipient: to, acts: vec![said] }),
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

    /// Compares what every organisation reads with what the model says that it may.
    async fn compare(&self) {
        let now = self.now();
        for organisation in ORGANISATIONS {
            let who = self.person(organisation, true);
            let expected: BTreeMap<_, _> = self
                .known
                .iter()
                .filter_map(|known| Some((known.id.clone(), known.read_by(organisation, now)?)))
                .collect();
            let listed: BTreeSet<_> = who.exchanges().await.iter().map(last).collect();
            assert_eq!(listed, expected.keys().cloned().collect(), "{organisation} lists its own");
            for known in &self.known {
                let name = format!("organisations/{organisation}/exchanges/{}", known.id);
                let read = who.reads_exchange(&name).await.ok();
                let read = read.map(|exchange| exchange.acts.iter().map(held).collect::<Vec<_>>());
                assert_eq!(read.as_ref(), expected.get(&known.id), "{organisation} reads {known:?}");
            }
            let crossed = |known: &Known, given: bool| {
                let acts = known.acts.iter().filter(|act| act.crossed && (act.by == organisation) == given);
                if [known.opener, known.recipient].contains(&organisation) { acts.count() } else { 0 }
            };
            let register = who.register().await;
            for (direction, given) in [(Direction::Given, true), (Direction::Received, false)] {
                let entries = register.iter().filter(|entry| entry.direction() == direction).count();
                let all: usize = self.known.iter().map(|known| crossed(known, given)).sum();
                assert_eq!(entries, all, "the register of {organisation}");
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
    // How many acts the model followed: a test of nothing but refusals would prove nothing.
    let followed = Cell::new(0);
    let steps = prop::collection::vec(step(), STEPS..=STEPS);
    let result = runner.run(&steps, |steps| {
        runtime.block_on(Box::pin(async {
            let mut stage = Stage::new().await;
            assert_eq!(stage.now(), NOW.parse().unwrap());
            for step in steps {
                Box::pin(stage.takes(step)).await;
            }
            Box::pin(stage.compare()).await;
            stage.cast.world.set("2027-01-01T00:00:00Z");
            Box::pin(stage.compare()).await;
            followed.set(followed.get() + stage.known.iter().map(|known| known.acts.len()).sum::<usize>());
        }));
        Ok(())
    });
    result.unwrap();
    assert!(followed.get() > 10 * CASES as usize, "{} acts", followed.get());
}
