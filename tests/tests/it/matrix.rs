//! The access matrix: every role and every RPC, called through the running platform. What is allowed is kept as a page a
//! role in `golden/access/`, for data protection officers to read.

use crate::rows::{About, rows};
use casbin::{CoreApi as _, DefaultModel, Enforcer, StringAdapter};
use chassis_testing::{details, reason};
use contracts::breaches::{Breach, Case, RiskLevel};
use e2e::{
    Actor, Answer, Question, Rpc, Side, World,
    deeds::{CaseStage, Stage},
    golden, next_page_token,
    requests::{as_named_by, last_part},
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

- *own work*: what the caller wrote; *own organisation*: what a colleague wrote.
- *disclosed*: a case, of which each side has its copies under its own name.
- *by a system*: the same as *own organisation* or *disclosed*, but a system calls.
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

/// Where the roles act, and what is there for all of them to ask about.
struct Scene<'w> {
    world: &'w World,
    policy: Enforcer,
    our_breaches: BTreeMap<Stage, Breach>,
    our_cases: BTreeMap<CaseStage, Case>,
    their_breaches: BTreeMap<(Stage, i32), Breach>,
    their_cases: BTreeMap<CaseStage, Case>,
}

#[tokio::test]
async fn every_role_may_do_what_its_page_says_and_nothing_else() {
    let world = World::new().await;
    let policy = StringAdapter::new(POLICY);
    let policy = Enforcer::new(DefaultModel::from_str(MODEL).await.unwrap(), policy).await.unwrap();
    let roles: BTreeMap<String, Role> = toml::from_str(ROLES).unwrap();
    let mut pages: BTreeMap<&str, String> =
        roles.iter().map(|(code, role)| (code.as_str(), head(code, role))).collect();
    let mut scene = Scene { world: &world, their_breaches: BTreeMap::new(), their_cases: BTreeMap::new() };
    for (rpc, about) in rows() {
        let refused = scene.about_hmrc(&about).await;
        for (code, role) in &roles {
            let side = side(&world, role);
            if policy.enforce((code.as_str(), rpc.permission.as_str())).unwrap() {
                let line = scene.line(side, code, &rpc, &about).await;
                pages.get_mut(code.as_str()).unwrap().push_str(&line);
            } else {
                denied(side.role(code), &refused, code).await;
                denied(side.system_as(code), &refused, code).await;
            }
        }
    }
    let pages: Vec<_> = pages.into_iter().map(|(code, page)| (format!("{code}.md"), page)).collect();
    golden::check("access", &pages);
}

/// The side that plays a role's party.
fn side<'w>(world: &'w World, role: &Role) -> Side<'w> {
    match role.party.as_str() {
        "DEPARTMENT" => world.hmrc(),
        "GCDO" => world.gcdo(),
        "ICO" => world.ico(),
        "NCSC" => world.ncsc(),
        party => panic!("nobody plays the party {party}: say in tests/tests/it/matrix.rs who does"),
    }
}

fn head(code: &str, role: &Role) -> String {
    let party = role.party.as_str();
    let head: Vec<_> = RELATIONS.iter().map(|(_, name)| *name).collect();
    format!(
        "# {code}\n\nParty: {party}. Sees, of its own organisation's rows: {}.\n\n{LEGEND}\
         | permission | RPC | {} |\n|---|---|{}\n",
        role.needs.join(", "),
        head.join(" | "),
        "---|".repeat(head.len()),
    )
}

async fn denied(who: Actor, question: &Question, code: &str) {
    let status = who.wire.asks(question).await.expect_err("the policy denies it");
    let refusal = details(&status);
    let expected = (Code::PermissionDenied, "PERMISSION", "no role of the caller may call this");
    assert_eq!(
        (refusal.code, refusal.reason.as_str(), status.message()),
        expected,
        "{code}: {}",
        question.path()
    );
    assert_eq!(refusal.fields, [""; 0], "it says nothing of any record");
}

impl Scene<'_> {
    /// A question about something of HMRC's that is there, so that only the policy can be what refuses it.
    async fn about_hmrc(&self, about: &About) -> Question {
        let hmrc = self.world.hmrc();
        match about {
            About::Parent(ask) | About::Breaches(ask) | About::Cases(ask) | About::Common(ask) => {
                ask(&hmrc.name())
            }
            About::Breach(stage, level, ask) => {
                ask(&hmrc.brings(&hmrc.handler(), "Denied", *stage, *level).await)
            }
            About::Case(stage, ask) => ask(&self.world.case(hmrc, "Denied", *stage).await),
        }
    }

    async fn line(&mut self, side: Side<'_>, code: &str, rpc: &Rpc, about: &About) -> String {
        let mut cells = Vec::new();
        for (relation, _) in RELATIONS {
            let who = if relation == Relation::System { side.system_as(code) } else { side.role(code) };
            let by_caller = relation == Relation::OwnWork;
            let author = if by_caller { who.clone() } else { side.colleague("dept.handler") };
            cells.push(match self.asked(side, &author, about, relation).await {
                Some((question, sought)) => cell(&who.wire.asks(&question).await, sought.as_deref()),
                None => "–",
            });
        }
        let said = cells.iter().any(|cell| *cell != "–");
        assert!(said, "{code} may call {}, and nothing tells what comes of it", rpc.path);
        let service = rpc.service.rsplit('.').next().unwrap_or_default();
        format!("| {} | {service}.{} | {} |\n", rpc.permission, rpc.name, cells.join(" | "))
    }

    /// What is asked about a thing in a relation, and what to look for in the answer if that is a list. Nothing if there
    /// is no such thing.
    async fn asked(
        &mut self,
        side: Side<'_>,
        author: &Actor,
        about: &About,
        relation: Relation,
    ) -> Option<(Question, Option<String>)> {
        match about {
            About::Parent(ask) | About::Common(ask) => match relation {
                Relation::Own | Relation::System => Some((ask(&side.name()), None)),
                Relation::Anothers => Some((ask(&self.world.moj().name()), None)),
                _ => None,
            },
            About::Breach(stage, level, ask) => {
                let breach = self.breach(side, author, (*stage, *level), relation).await?;
                Some((ask(&breach), None))
            }
            About::Breaches(ask) => {
                let breach = self.breach(side, author, (Stage::Logged, RiskLevel::Risk), relation).await?;
                Some(listed(ask, &breach.name))
            }
            About::Case(stage, ask) => Some((ask(&self.case(side, *stage, relation).await?), None)),
            About::Cases(ask) => {
                Some(listed(ask, &self.case(side, CaseStage::Received, relation).await?.name))
            }
        }
    }

    /// A breach in a relation to a department; there is none in any to another side.
    async fn breach(
        &mut self,
        side: Side<'_>,
        author: &Actor,
        (stage, level): (Stage, RiskLevel),
        relation: Relation,
    ) -> Option<Breach> {
        let hmrc = self.world.hmrc();
        if side.organisation != hmrc.organisation {
            return None;
        }
        match relation {
            Relation::OwnWork if self.starts(author).await => {
                Some(hmrc.brings(author, "Ours", stage, level).await)
            }
            Relation::Own | Relation::System => Some(hmrc.brings(author, "Ours", stage, level).await),
            Relation::OwnWork | Relation::Disclosed => None,
            Relation::Anothers => Some(self.their_breach(stage, level).await),
            Relation::Undisclosed => {
                let breach = self.their_breach(stage, level).await;
                Some(Breach { name: as_named_by("hmrc", &breach.name), ..breach })
            }
        }
    }

    /// A case in a relation to one of the two sides that there are to a case.
    async fn case(&mut self, side: Side<'_>, stage: CaseStage, relation: Relation) -> Option<Case> {
        let (own, hmrc, ico) = (side.organisation.to_string(), self.world.hmrc(), self.world.ico());
        match relation {
            Relation::OwnWork | Relation::Own => None,
            Relation::Disclosed | Relation::System => {
                let case = self.world.case(hmrc, "Ours", stage).await;
                Some(Case { name: as_named_by(&own, &case.name), ..case })
            }
            Relation::Anothers => {
                let case = self.their_case(stage).await;
                Some(Case { name: as_named_by("moj", &case.name), ..case })
            }
            Relation::Undisclosed if side.organisation == ico.organisation => {
                // What a department has not told the regulator of is no case.
                let breach = self.their_breach(Stage::Confirmed, RiskLevel::Risk).await;
                let name = format!("{}/cases/{}", side.name(), last_part(&breach.name));
                Some(Case { name, etag: breach.etag, ..Case::default() })
            }
            Relation::Undisclosed => {
                let case = self.their_case(stage).await;
                Some(Case { name: as_named_by(&own, &case.name), ..case })
            }
        }
    }

    /// The Ministry of Justice's breach at a stage. Nobody of these roles can move it.
    async fn their_breach(&mut self, stage: Stage, level: RiskLevel) -> Breach {
        if let Some(known) = self.their_breaches.get(&(stage, level.into())) {
            return known.clone();
        }
        let moj = self.world.moj();
        let breach = moj.brings(&moj.handler(), "Theirs", stage, level).await;
        self.their_breaches.insert((stage, level.into()), breach.clone());
        breach
    }

    /// The Ministry of Justice's case at a stage. Nobody of a department can move it, nor the regulator by this name.
    async fn their_case(&mut self, stage: CaseStage) -> Case {
        if let Some(known) = self.their_cases.get(&stage) {
            return known.clone();
        }
        let case = self.world.case(self.world.moj(), "Theirs", stage).await;
        self.their_cases.insert(stage, case.clone());
        case
    }

    /// Whether somebody may start a breach.
    async fn starts(&self, who: &Actor) -> bool {
        who.starts(Breach::default()).await.is_ok()
    }
}

/// Asks for the list that a thing of this name would stand in, to look for its id.
fn listed(ask: &dyn Fn(&str) -> Question, name: &str) -> (Question, Option<String>) {
    let parent: Vec<_> = name.split('/').take(2).collect();
    (ask(&parent.join("/")), Some(last_part(name).to_owned()))
}

/// What came of a call, in a word or two.
fn cell(answer: &Answer<Vec<u8>>, sought: Option<&str>) -> &'static str {
    match (answer, sought) {
        (Ok(_), None) => "allowed",
        (Ok(page), Some(id)) => {
            assert_eq!(next_page_token(page), "", "what a page does not hold may be on another");
            let holds = page.windows(id.len()).any(|part| part == id.as_bytes());
            if holds { "shown" } else { "not shown" }
        }
        (Err(status), _) => match (status.code(), reason(status).as_str()) {
            (Code::NotFound, "NOT_FOUND") => "not found",
            (Code::PermissionDenied, "ACTING_ROLE") => "refused",
            _ => panic!("a permitted call that was well prepared was answered with {status:?}"),
        },
    }
}
