//! The access matrix: every role and every RPC, called through the running platform. What is allowed is kept as a page a
//! role in `golden/access/`, for data protection officers to read.

mod commitments;

pub(crate) use commitments::somebody;

use crate::rows::{About, Party, RECIPIENT, rows};
use casbin::{CoreApi as _, DefaultModel, Enforcer, StringAdapter};
use chassis_testing::{details, reason};
use contracts::breaches::{Action, Breach, Case, Exchange, Pointer, RiskLevel};
use e2e::{
    Actor, Answer, Question, Rpc, Side, Wire, World,
    deeds::{ActionStage, CaseStage, ExchangeStage, Stage},
    golden, next_page_token,
    requests::{self, AsRead, as_named_by, breach_of, last_part},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use tonic::Code;

const MODEL: &str = include_str!("../../../gateway/policy/model.conf");
const POLICY: &str = include_str!("../../../gateway/policy/policy.csv");
const ROLES: &str = include_str!("../../../gateway/policy/roles.toml");

const LEGEND: &str = "\
Somebody in this role made each of these calls through the running platform. What is not listed is refused, in the same
words whether or not there is anything to refuse.

- *own work*: what the caller wrote; *own organisation*: what a colleague wrote; an action, a colleague in another role.
- *disclosed*: a case, or an exchange that another organisation began with the caller's: each side has its copies under its
  own name. Something is disclosed of what is the caller's own, or of what was received and may be shared onward. Of
  commitments: evidence that a department submitted to the centre, a pack that it presented to a body across government, an
  amendment that the other party proposed, a view that was issued to the caller's, an invitation that it was sent; and to the
  public, what is for everybody.
- *by a system*: the same as *own organisation* or *disclosed*, whichever is the caller's to act on, but a system calls.
- *another's*: what another organisation has, by the name that it has there; *undisclosed*: the same, asked for under the
  own organisation's name.
- A list *shows* such a thing or does not. *Refused* is what the caller sees, but only a person or another role may do.
  Where there is no such thing, there is a dash.

";

/// Whose the thing is that a call is about, and who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    OwnWork,
    Own,
    Disclosed,
    System,
    Anothers,
    Undisclosed,
}

const RELATIONS: [(Relation, &str); 6] = [
    (Relation::OwnWork, "own work"),
    (Relation::Own, "own organisation"),
    (Relation::Disclosed, "disclosed"),
    (Relation::System, "by a system"),
    (Relation::Anothers, "another's"),
    (Relation::Undisclosed, "undisclosed"),
];

#[derive(Deserialize)]
struct Role {
    party: String,
    needs: Vec<String>,
}

/// Where the roles act, and what was brought there for them to ask about.
struct Scene<'w> {
    world: &'w World,
    policy: Enforcer,
    /// Things that nobody has moved yet, by where each came from.
    unmoved: BTreeMap<String, Thing>,
}

/// What a call can be about.
enum Thing {
    Breach(Box<Breach>),
    Action(Box<Action>),
    Case(Box<Case>),
    Exchange(Box<Exchange>),
    Pointer(Box<Pointer>),
    Kept(AsRead),
    /// Its name.
    Source(String),
}

/// A test a party, so that they run side by side.
macro_rules! walked_as {
    ($($name:ident: $party:literal),+ $(,)?) => {
        mod every_role_may_do_what_its_page_says_and_nothing_else {
            $(#[tokio::test]
            async fn $name() {
                super::walk_as($party).await;
            })+
        }

        const WALKED_AS: &[&str] = &[$($party),+];
    };
}

walked_as! {
    at_a_department: "DEPARTMENT",
    in_the_centre: "GCDO",
    at_the_regulator: "ICO",
    at_the_technical_authority: "NCSC",
    in_public: "PUBLIC",
}

/// Has every role of a party ask everything.
async fn walk_as(party: &str) {
    let world = World::new().await;
    let policy = policy().await;
    let all: BTreeMap<String, Role> = toml::from_str(ROLES).unwrap();
    for (code, role) in &all {
        assert!(
            WALKED_AS.contains(&role.party.as_str()),
            "no test of tests/tests/it/matrix.rs walks as {code}"
        );
    }
    let roles: BTreeMap<_, _> = all.iter().filter(|(_, role)| role.party == party).collect();
    let mut lines: BTreeMap<_, _> = roles.keys().map(|code| (*code, String::new())).collect();
    let mut scene = Scene { world: &world, policy, unmoved: BTreeMap::new() };
    for (rpc, about) in rows() {
        for (code, role) in &roles {
            let holds = scene.holds(code, &rpc.permission);
            let line = match side(&world, role) {
                Some(side) if holds => Box::pin(scene.line(side, code, &rpc, &about)).await,
                None if holds => Box::pin(scene.public_line(&rpc, &about)).await,
                side => {
                    Box::pin(scene.denied(side, code, &about)).await;
                    continue;
                }
            };
            lines.get_mut(code).unwrap().push_str(&line);
        }
    }
    let page = |(code, lines): (&String, String)| (format!("{code}.md"), page(code, roles[code], &lines));
    let pages: Vec<_> = lines.into_iter().map(page).collect();
    // A page of no role stands for nothing, whoever walks.
    let others = |name: &str| {
        let of = name.strip_suffix(".md").and_then(|code| all.get(code));
        of.is_none_or(|role| role.party == party)
    };
    golden::check_those("access", others, &pages);
}

/// The platform's own policy, as casbin judges it.
pub(crate) async fn policy() -> Enforcer {
    let (model, policy) = (DefaultModel::from_str(MODEL).await.unwrap(), StringAdapter::new(POLICY));
    Enforcer::new(model, policy).await.unwrap()
}

/// The side that plays a role's party; none plays the public, which calls without a token.
fn side<'w>(world: &'w World, role: &Role) -> Option<Side<'w>> {
    Some(match role.party.as_str() {
        "DEPARTMENT" => world.hmrc(),
        "GCDO" => world.gcdo(),
        "ICO" => world.ico(),
        "NCSC" => world.ncsc(),
        "PUBLIC" => return None,
        party => panic!("nobody plays the party {party}: say in tests/tests/it/matrix.rs who does"),
    })
}

fn line(code: &str, rpc: &Rpc, cells: &[Option<&str>]) -> String {
    assert!(
        cells.iter().any(Option::is_some),
        "{code} may call {}, and nothing tells what comes of it",
        rpc.path
    );
    let cells: Vec<_> = cells.iter().map(|cell| cell.unwrap_or("–")).collect();
    let service = rpc.service.rsplit('.').next().unwrap_or_default();
    format!("| {} | {service}.{} | {} |\n", rpc.permission, rpc.name, cells.join(" | "))
}

fn page(code: &str, role: &Role, lines: &str) -> String {
    let (party, needs) = (role.party.as_str(), role.needs.join(", "));
    let head = format!(
        "# {code}\n\nParty: {party}. Sees, of its own organisation's rows, those marked {needs} (`gateway/policy/roles.toml` \
         says what these mean).\n\n"
    );
    if lines.is_empty() {
        return format!(
            "{head}May call nothing. Each call was made through the running platform, and refused.\n"
        );
    }
    let relations: Vec<_> = RELATIONS.iter().map(|(_, name)| *name).collect();
    let (relations, rule) = (relations.join(" | "), "---|".repeat(relations.len()));
    format!("{head}{LEGEND}| permission | RPC | {relations} |\n|---|---|{rule}\n{lines}")
}

impl Scene<'_> {
    fn holds(&self, code: &str, permission: &str) -> bool {
        self.policy.enforce((code, permission)).unwrap()
    }

    /// Has a person and a system in a role, or else the public, ask about something that is there, so that only the policy
    /// can refuse them.
    async fn denied(&mut self, side: Option<Side<'_>>, code: &str, about: &About) {
        let (key, thing) = Box::pin(self.bring(about, self.world.hmrc(), None)).await;
        let (question, _) = question(about, &thing, "hmrc");
        let (wires, expected) = match side {
            Some(side) => (
                vec![side.role(code).wire, side.system_as(code).wire],
                (Code::PermissionDenied, "PERMISSION", "no role of the caller may call this"),
            ),
            None => (
                vec![self.world.stranger()],
                (Code::Unauthenticated, "TOKEN_REJECTED", "a valid bearer token is needed"),
            ),
        };
        for wire in wires {
            let status = wire.asks(&question).await.expect_err("the policy denies it");
            let refusal = details(&status);
            let told = (refusal.code, refusal.reason.as_str(), status.message());
            assert_eq!((told, refusal.fields), (expected, vec![]), "{code}: {}", question.path());
        }
        self.unmoved.insert(key, thing);
    }

    async fn line(&mut self, side: Side<'_>, code: &str, rpc: &Rpc, about: &About) -> String {
        let mut cells = Vec::new();
        for (relation, _) in RELATIONS {
            cells.push(Box::pin(self.cell(side, code, rpc, about, relation)).await);
        }
        line(code, rpc, &cells)
    }

    /// What comes of a call about a thing in a relation to the caller; nothing if there is no such thing.
    async fn cell(
        &mut self,
        side: Side<'_>,
        code: &str,
        rpc: &Rpc,
        about: &About,
        relation: Relation,
    ) -> Option<&'static str> {
        use Relation::{Anothers, Disclosed, Own, OwnWork, System, Undisclosed};
        let (hmrc, moj, own) = (self.world.hmrc(), self.world.moj(), side.organisation.to_string());
        let who = if relation == System { side.system_as(code) } else { side.role(code) };
        // Whose it is, and by whose name it is asked for.
        let (whose, named_by) = match relation {
            Anothers => (moj, "moj"),
            Undisclosed => (moj, own.as_str()),
            _ => (hmrc, own.as_str()),
        };
        let there_is = match about {
            About::Parent(_) | About::Common(_) => matches!(relation, Own | System | Anothers),
            About::Breach(..) | About::Breaches(_) => {
                let writes = relation != OwnWork || self.holds(code, "breaches.create");
                side.organisation == hmrc.organisation && relation != Disclosed && writes
            }
            About::Action(..) | About::Actions(_) => {
                let writes = relation != OwnWork || self.holds(code, "actions.create");
                side.organisation == hmrc.organisation && relation != Disclosed && writes
            }
            About::Pointer(_) | About::Pointers(_) => {
                side.organisation == hmrc.organisation && relation != Disclosed
            }
            About::Case(..) | About::Cases(_) => !matches!(relation, OwnWork | Own),
            About::Exchange(stage, ..) => {
                let begins = match stage {
                    ExchangeStage::Opened => false,
                    // The regulator prepares and drafts elsewhere.
                    ExchangeStage::Prepared | ExchangeStage::Declined | ExchangeStage::LinesDrafted
                        if own == "ico" =>
                    {
                        false
                    }
                    // The centre proposes none.
                    ExchangeStage::LinesDrafted | ExchangeStage::LinesProposed => {
                        let drafts = relation != OwnWork
                            || self.holds(code, "lines.draft")
                            || self.holds(code, "lines.enter");
                        side.organisation != self.world.gcdo().organisation && drafts
                    }
                    stage if *stage >= ExchangeStage::Reported => side.organisation == hmrc.organisation,
                    _ => {
                        relation != OwnWork
                            || self.holds(code, "disclosures.prepare")
                            || self.holds(code, "disclosures.enter")
                    }
                };
                begins || !matches!(relation, OwnWork | Own)
            }
            About::Kept(kept, _) | About::AllKept(kept, _) => self.is_kept(side, code, *kept, relation),
            About::Exchanges(_) | About::Source(_) => relation != OwnWork,
            // A department's is its own, and what the others speak of they were told.
            About::Topic(_) => {
                let own = side.organisation == hmrc.organisation;
                relation != OwnWork && relation != if own { Disclosed } else { Own }
            }
        };
        if !there_is {
            return None;
        }
        if matches!(about, About::Exchange(..) | About::Exchanges(_) | About::Source(_) | About::Topic(_)) {
            return Some(self.between(side, (code, &who), rpc, about, relation).await);
        }
        let (key, thing) = match about {
            About::Kept(kept, _) | About::AllKept(kept, _) => {
                Box::pin(self.bring_kept_for(side, (code, &who), *kept, relation)).await
            }
            About::Case(..) | About::Cases(_) if own == "ico" && relation == Undisclosed => {
                ("not told".to_owned(), self.untold().await)
            }
            About::Action(..) | About::Actions(_) if relation != OwnWork => {
                let role = if code == "dept.handler" { "dept.dpo" } else { "dept.handler" };
                Box::pin(self.bring(about, whose, Some((&format!("another {role}"), &whose.colleague(role)))))
                    .await
            }
            _ => Box::pin(self.bring(about, whose, (relation == OwnWork).then_some((code, &who)))).await,
        };
        let (question, sought) = question(about, &thing, named_by);
        let answer = asks(&who.wire, &question, sought.is_some()).await;
        if rpc.reads() || answer.is_err() {
            self.unmoved.insert(key, thing);
        }
        Some(word(&rpc.path, &answer, sought.as_deref()))
    }

    /// What comes of a call about something between two organisations, or that could be.
    async fn between(
        &mut self,
        side: Side<'_>,
        (code, who): (&str, &Actor),
        rpc: &Rpc,
        about: &About,
        relation: Relation,
    ) -> &'static str {
        use Relation::{Anothers, Disclosed, OwnWork, System, Undisclosed};
        let (own, moj) = (side.organisation.to_string(), self.world.moj());
        let named_by = if relation == Anothers { "moj" } else { own.as_str() };
        let (stage, receives) = match about {
            About::Exchange(stage, party, _) => (*stage, *party == Party::Recipient),
            _ => (ExchangeStage::Disclosed, false),
        };
        let received = relation == Disclosed || (relation == System && receives);
        let (key, thing) = match (about, relation) {
            (About::Source(_) | About::Topic(_), Anothers | Undisclosed) => {
                self.bring_source(moj, false).await
            }
            (About::Source(_), _) => self.bring_source(side, received).await,
            (About::Topic(_), _) => self.bring_topic(side).await,
            (_, Anothers | Undisclosed) => {
                let stage = stage.min(ExchangeStage::Disclosed);
                self.bring_exchange(stage, moj, self.world.home_office(), None).await
            }
            (_, _) if received => self.bring_exchange(stage, moj, side, None).await,
            (_, OwnWork) => self.bring_exchange(stage, side, moj, Some((code, who))).await,
            (_, _) => self.bring_exchange(stage, side, moj, None).await,
        };
        let (question, sought) = question(about, &thing, named_by);
        let answer = asks(&who.wire, &question, sought.is_some()).await;
        if rpc.reads() || answer.is_err() || matches!(thing, Thing::Source(_)) {
            self.unmoved.insert(key, thing);
        }
        word(&rpc.path, &answer, sought.as_deref())
    }

    /// Brings something that an organisation can disclose: its own, or what it received.
    async fn bring_source(&mut self, side: Side<'_>, received: bool) -> (String, Thing) {
        let key = format!("{} source {received}", side.organisation);
        if let Some(thing) = self.unmoved.remove(&key) {
            return (key, thing);
        }
        let moj = self.world.moj();
        let name = if received {
            let received = self.world.exchange(moj, side, ExchangeStage::Disclosed, &moj.preparer()).await;
            as_named_by(&side.organisation.to_string(), &received.name)
        } else {
            self.world.source(side).await
        };
        (key, Thing::Source(name))
    }

    /// Brings something that lines can be about.
    async fn bring_topic(&mut self, side: Side<'_>) -> (String, Thing) {
        let key = format!("{} topic", side.organisation);
        if let Some(thing) = self.unmoved.remove(&key) {
            return (key, thing);
        }
        if side.organisation != self.world.ncsc().organisation {
            return (key, Thing::Source(self.world.topic(side, self.world.moj()).await));
        }
        let opening = requests::open_engagement(&side.name(), RECIPIENT);
        let opened = side.preparer().wire.calls(opening).await.unwrap().exchange.unwrap();
        (key, Thing::Source(opened.name))
    }

    async fn bring_exchange(
        &mut self,
        stage: ExchangeStage,
        opener: Side<'_>,
        recipient: Side<'_>,
        preparer: Option<(&str, &Actor)>,
    ) -> (String, Thing) {
        let (opener, recipient) = match stage {
            ExchangeStage::Opened => (self.world.ncsc(), recipient),
            ExchangeStage::Released => (opener, self.world.ico()),
            stage if stage >= ExchangeStage::NcscTold => (opener, self.world.ncsc()),
            stage if stage >= ExchangeStage::Reported => (opener, self.world.gcdo()),
            _ => (opener, recipient),
        };
        let by = preparer.map(|(role, _)| role);
        let key = format!("{} to {} {stage:?} {by:?}", opener.organisation, recipient.organisation);
        if let Some(thing) = self.unmoved.remove(&key) {
            return (key, thing);
        }
        let colleague = opener.preparer();
        let preparer = preparer.map_or(&colleague, |(_, preparer)| preparer);
        let exchange = self.world.exchange(opener, recipient, stage, preparer).await;
        (key, Thing::Exchange(Box::new(exchange)))
    }

    /// Brings something of a department's to where a call can be about it, unless there is one that nobody has moved:
    /// started by somebody in a role, or else by a colleague.
    async fn bring(&mut self, about: &About, whose: Side<'_>, by: Option<(&str, &Actor)>) -> (String, Thing) {
        let key = |way: String| format!("{} {:?} {way}", whose.organisation, by.map(|(role, _)| role));
        let colleague = whose.colleague("dept.handler");
        let author = by.map_or(&colleague, |(_, author)| author);
        let (stage, level) = match about {
            About::Breach(stage, level, _) => (*stage, *level),
            About::Action(stage, _) => {
                return self.bring_action(key(format!("{stage:?}")), whose, author, *stage).await;
            }
            About::Actions(_) => {
                let stage = ActionStage::Planned;
                return self.bring_action(key("action".to_owned()), whose, author, stage).await;
            }
            About::Case(stage, _) => return self.bring_case(key(format!("{stage:?}")), whose, *stage).await,
            About::Cases(_) => {
                return self.bring_case(key("case".to_owned()), whose, CaseStage::Received).await;
            }
            About::Parent(_) | About::Breaches(_) | About::Common(_) => (Stage::Logged, RiskLevel::Risk),
            About::Exchange(stage, ..) => {
                return self.bring_exchange(*stage, whose, self.world.moj(), None).await;
            }
            About::Exchanges(_) => {
                return self.bring_exchange(ExchangeStage::Disclosed, whose, self.world.moj(), None).await;
            }
            About::Source(_) | About::Topic(_) => return self.bring_source(whose, false).await,
            About::Kept(kept, _) | About::AllKept(kept, _) => {
                return Box::pin(self.bring_kept(somebody(self.world, *kept), *kept, None)).await;
            }
            About::Pointer(_) | About::Pointers(_) => {
                let siro = whose.colleague("dept.siro");
                let author = by.map_or(&siro, |(_, author)| author);
                return self.bring_pointer(key("pointer".to_owned()), author).await;
            }
        };
        let key = key(format!("{stage:?} {level:?}"));
        match self.unmoved.remove(&key) {
            Some(thing) => (key, thing),
            None => {
                (key, Thing::Breach(Box::new(Box::pin(whose.brings(author, "A breach", stage, level)).await)))
            }
        }
    }

    async fn bring_action(
        &mut self,
        key: String,
        whose: Side<'_>,
        author: &Actor,
        stage: ActionStage,
    ) -> (String, Thing) {
        if let Some(thing) = self.unmoved.remove(&key) {
            return (key, thing);
        }
        let action = Box::pin(whose.brings_action(author, "A breach", stage)).await;
        (key, Thing::Action(Box::new(action)))
    }

    async fn bring_pointer(&mut self, key: String, author: &Actor) -> (String, Thing) {
        match self.unmoved.remove(&key) {
            Some(thing) => (key, thing),
            None => (key, Thing::Pointer(Box::new(author.points().await.unwrap()))),
        }
    }

    async fn bring_case(&mut self, key: String, whose: Side<'_>, stage: CaseStage) -> (String, Thing) {
        match self.unmoved.remove(&key) {
            Some(thing) => (key, thing),
            None => (key, Thing::Case(Box::new(self.world.case(whose, "A breach", stage).await))),
        }
    }

    /// What a department has not told the regulator of, as if it were a case.
    async fn untold(&self) -> Thing {
        let moj = self.world.moj();
        let breach = moj.brings(&moj.handler(), "Not told", Stage::Confirmed, RiskLevel::Risk).await;
        let name = format!("organisations/moj/cases/{}", last_part(&breach.name));
        Thing::Case(Box::new(Case { name, etag: breach.etag, ..Case::default() }))
    }
}

/// What is asked about a thing by the name that an organisation has for it; and, for lists, what to look for in the answer.
fn question(about: &About, thing: &Thing, named_by: &str) -> (Question, Option<String>) {
    let parent = format!("organisations/{named_by}");
    match (about, thing) {
        (About::Parent(ask) | About::Common(ask), _) => (ask(&parent), None),
        (About::Breach(_, _, ask), Thing::Breach(breach)) => {
            let name = as_named_by(named_by, &breach.name);
            (ask(&Breach { name, ..breach.as_ref().clone() }), None)
        }
        (About::Action(_, ask), Thing::Action(action)) => {
            let name = as_named_by(named_by, &action.name);
            (ask(&Action { name, ..action.as_ref().clone() }), None)
        }
        (About::Actions(ask), Thing::Action(action)) => {
            let breach = as_named_by(named_by, breach_of(&action.name));
            (ask(&breach), Some(last_part(&action.name).to_owned()))
        }
        (About::Case(_, ask), Thing::Case(case)) => {
            (ask(&Case { name: as_named_by(named_by, &case.name), ..case.as_ref().clone() }), None)
        }
        (About::Breaches(ask), Thing::Breach(breach)) => {
            (ask(&parent), Some(last_part(&breach.name).to_owned()))
        }
        (About::Exchange(_, _, ask), Thing::Exchange(exchange)) => {
            let name = as_named_by(named_by, &exchange.name);
            (ask(&Exchange { name, ..exchange.as_ref().clone() }), None)
        }
        (About::Exchanges(ask), Thing::Exchange(exchange)) => {
            (ask(&parent), Some(last_part(&exchange.name).to_owned()))
        }
        (About::Pointer(ask), Thing::Pointer(pointer)) => {
            (ask(&Pointer { name: as_named_by(named_by, &pointer.name), ..pointer.as_ref().clone() }), None)
        }
        (About::Pointers(ask), Thing::Pointer(pointer)) => {
            (ask(&parent), Some(last_part(&pointer.name).to_owned()))
        }
        (About::Source(ask) | About::Topic(ask), Thing::Source(name)) => {
            (ask(&as_named_by(named_by, name)), None)
        }
        (About::Kept(_, ask), Thing::Kept(kept)) => (ask(&kept.by(named_by)), None),
        (About::AllKept(_, ask), Thing::Kept(kept)) => (ask(&parent), Some(last_part(&kept.name).to_owned())),
        (About::Cases(ask), Thing::Case(case)) => (ask(&parent), Some(last_part(&case.name).to_owned())),
        _ => unreachable!("what is brought is what the call is about"),
    }
}

/// Asks; of a `list`, for every page.
async fn asks(who: &Wire, question: &Question, list: bool) -> Answer<Vec<u8>> {
    let mut all = who.asks(question).await?;
    let mut next = if list { next_page_token(&all) } else { String::new() };
    while !next.is_empty() {
        let page = who.asks(&question.at(&next)).await?;
        next = next_page_token(&page);
        all.extend(page);
    }
    Ok(all)
}

fn confirms_counts(path: &str) -> bool {
    ["/ConfirmReturn", "/DiscloseCaseAggregate"].iter().any(|rpc| path.ends_with(rpc))
}

/// What came of a call, in a word or two.
fn word(path: &str, answer: &Answer<Vec<u8>>, sought: Option<&str>) -> &'static str {
    match (answer, sought) {
        (Ok(_), None) => "allowed",
        (Ok(page), Some(id)) => {
            let holds = page.windows(id.len()).any(|part| part == id.as_bytes());
            if holds { "shown" } else { "not shown" }
        }
        (Err(status), _) => match (status.code(), reason(status).as_str()) {
            (Code::NotFound, "NOT_FOUND") => "not found",
            (Code::PermissionDenied, "ACTING_ROLE") => "refused",
            // Only somebody who may confirm what is counted is told that they have not looked at it.
            (Code::Aborted, "ETAG_STALE") if confirms_counts(path) => "allowed",
            _ => panic!("a permitted call that was well prepared was answered with {status:?}"),
        },
    }
}
