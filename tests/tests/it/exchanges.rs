//! What each party reads of what stands between two of them, at every stage, and that nobody else can tell that there is
//! anything. A page a recipient is kept in `golden/exchanges/`, for data protection officers to read.

use crate::{
    matrix::somebody,
    rows::{About, rows},
};
use contracts::breaches::{Exchange, ExchangeAct};
use e2e::{
    Actor, Question, Side, World,
    deeds::{ExchangeStage, Kept},
    golden,
    requests::{AsRead, as_named_by, last_part},
};
use std::fmt::Write as _;
use tonic::Code;

const STAGES: [ExchangeStage; 8] = [
    ExchangeStage::Prepared,
    ExchangeStage::Declined,
    ExchangeStage::Disclosed,
    ExchangeStage::Acknowledged,
    ExchangeStage::Recalled,
    ExchangeStage::Expired,
    ExchangeStage::LinesDrafted,
    ExchangeStage::LinesProposed,
];
const REPORTS: [ExchangeStage; 2] = [ExchangeStage::Reported, ExchangeStage::ReportAcknowledged];
const ENGAGEMENTS: [ExchangeStage; 3] =
    [ExchangeStage::NcscTold, ExchangeStage::ConsentAsked, ExchangeStage::Consented];
const POINTERS: [ExchangeStage; 1] = [ExchangeStage::Released];

/// The id of nothing.
const NOBODYS: &str = "00000000-0000-4000-8000-000000000000";

const LEGEND: &str = "\
HM Revenue and Customs began each of these through the running platform, and somebody in each of these roles then looked for
it: by its name under their own organisation, in their list, and in their register of disclosures.

- *reads it*: what was disclosed, or is to be. *Knows of it*: that there is one, and their own acts.
- The number says how many times something of it crossed to or from them, as their register has it.
- A dash: it is neither found, nor listed, nor in the register.

";

/// What somebody has of an exchange, in a word or two.
async fn word(who: &Actor, exchange: &Exchange) -> String {
    let id = last_part(&exchange.name);
    let name = as_named_by(&who.organisation.to_string(), &exchange.name);
    let listed = who.lists_exchanges().await.unwrap().into_iter().find(|one| one.name == name);
    let register = who.lists_disclosures().await.unwrap();
    let crossed = register.iter().filter(|entry| last_part(&entry.resource) == id).count();
    match who.reads_exchange(&name).await {
        Err(status) => {
            assert_eq!((status.code(), &listed, crossed), (Code::NotFound, &None, 0), "{name}");
            "–".to_owned()
        }
        Ok(read) => {
            let titled = |act: &ExchangeAct| {
                act.disclosure.is_some()
                    || act.centre_report.is_some()
                    || act.ncsc_notice.is_some()
                    || act.lines.is_some()
            };
            let (has_title, listed) = (read.acts.iter().any(titled), listed.unwrap());
            assert_eq!((has_title, has_title), (!read.title.is_empty(), !listed.title.is_empty()), "{name}");
            let reads = has_title || read.acts.iter().any(|act| act.pointer.is_some());
            format!("{}, {crossed}", if reads { "reads it" } else { "knows of it" })
        }
    }
}

#[tokio::test]
async fn each_party_reads_what_was_disclosed_to_it_and_its_own_and_nothing_else() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let watchers = [
        ("HMRC, dept.handler", hmrc.handler()),
        ("HMRC, dept.siro", hmrc.siro()),
        ("Ministry of Justice, dept.handler", world.moj().handler()),
        ("centre, gcdo.analyst", world.gcdo().role("gcdo.analyst")),
        ("regulator, ico.case", world.ico().case_officer()),
        ("regulator, ico.lead", world.ico().lead()),
        ("technical authority, ncsc.incident", world.ncsc().role("ncsc.incident")),
        ("Home Office, dept.handler", world.home_office().handler()),
    ];
    let head: Vec<_> = watchers.iter().map(|(name, _)| *name).collect();
    let mut pages = Vec::new();
    for (recipient, title) in [
        (world.moj(), "the Ministry of Justice"),
        (world.gcdo(), "the centre"),
        (world.ico(), "the regulator"),
        (world.ncsc(), "the technical authority"),
    ] {
        let others: &[ExchangeStage] = match title {
            "the centre" => &REPORTS,
            "the technical authority" => &ENGAGEMENTS,
            "the regulator" => &POINTERS,
            _ => &[],
        };
        let mut page = format!(
            "# To {title}\n\n{LEGEND}| stage | {} |\n|---|{}\n",
            head.join(" | "),
            "---|".repeat(head.len())
        );
        for stage in STAGES.iter().chain(others) {
            let exchange = world.exchange(hmrc, recipient, *stage, &hmrc.preparer()).await;
            let _ = write!(page, "| {stage:?} |");
            for (_, who) in &watchers {
                let _ = write!(page, " {} |", word(who, &exchange).await);
            }
            page.push('\n');
        }
        pages.push((format!("{}.md", recipient.organisation), page));
    }
    golden::check("exchanges", &pages);
}

/// Somebody in each role of a side that does anything between parties.
fn people(side: Side<'_>, roles: &[&str]) -> Vec<Actor> {
    roles.iter().map(|role| side.role(role)).collect()
}

#[tokio::test]
async fn what_is_not_yours_is_refused_in_the_words_for_what_is_not_there() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let exchange = world.exchange(hmrc, world.moj(), ExchangeStage::Disclosed, &hmrc.handler()).await;
    let strangers = [
        people(world.home_office(), &["dept.handler", "dept.siro"]),
        people(world.gcdo(), &["gcdo.analyst", "gcdo.lead"]),
        people(world.ico(), &["ico.case", "ico.lead"]),
        people(world.ncsc(), &["ncsc.incident"]),
    ]
    .concat();
    let mut asked = 0;
    for (rpc, about) in rows() {
        for who in &strangers {
            let own = who.organisation.to_string();
            let questions = |name: &str| -> Option<Question> {
                match &about {
                    About::Exchange(_, _, ask) => {
                        Some(ask(&Exchange { name: name.to_owned(), ..exchange.clone() }))
                    }
                    About::Source(ask) | About::Topic(ask) => Some(ask(name)),
                    _ => None,
                }
            };
            for named_by in [own.as_str(), "hmrc", "moj"] {
                let theirs = as_named_by(named_by, &exchange.name);
                let absent = theirs.replace(last_part(&theirs), NOBODYS);
                let (Some(theirs), Some(absent)) = (questions(&theirs), questions(&absent)) else { continue };
                let (theirs, absent) = (who.wire.told(&theirs).await, who.wire.told(&absent).await);
                assert_eq!(theirs, absent, "{} by {own} as {named_by} names it", rpc.path);
                let code = theirs.expect_err("it is not theirs").0;
                let place = format!("{} by {own} as {named_by} names it: {code}", rpc.path);
                assert!(matches!(code, Code::NotFound | Code::PermissionDenied), "{place}");
                asked += usize::from(code == Code::NotFound);
            }
            if let About::Exchanges(ask) = &about {
                let theirs = who.wire.told(&ask("organisations/hmrc")).await;
                assert_eq!(theirs, who.wire.told(&ask("organisations/nobody")).await, "{}", rpc.path);
                assert!(theirs.is_err());
            }
        }
    }
    assert!(asked > 50, "somebody of those holds the permission");
}

#[tokio::test]
async fn what_others_keep_of_commitments_is_refused_in_the_words_for_what_is_not_there() {
    let world = World::new().await;
    let strangers = [
        world.moj().dpo(),
        world.home_office().siro(),
        world.ico().role("ico.policy"),
        world.ico().lead(),
        world.ncsc().role("ncsc.liaison"),
    ];
    let mut asked = 0;
    for (rpc, about) in rows() {
        // What departments received all of them have, what is due each has of its own, and invitations are sent to a stranger.
        let About::Kept(kept, ask) = about else { continue };
        if matches!(kept, Kept::Received | Kept::Due | Kept::SentInvitation(_)) {
            continue;
        }
        let there = world.kept(somebody(&world, kept), kept, None).await;
        let nobodys = there.name.replace(last_part(&there.name), NOBODYS);
        let absent = AsRead { name: nobodys, ..there.clone() };
        for who in &strangers {
            let own = who.organisation.to_string();
            for named_by in [own.as_str(), "hmrc", "gcdo"] {
                let [there, absent] = [&there, &absent].map(|one| ask(&one.by(named_by)));
                let (there, absent) = (who.wire.told(&there).await, who.wire.told(&absent).await);
                let place = format!("{} by {own} as {named_by} names it", rpc.path);
                assert_eq!(there, absent, "{place}");
                let code = there.expect_err("it is not theirs").0;
                assert!(matches!(code, Code::NotFound | Code::PermissionDenied), "{place}: {code}");
                asked += usize::from(code == Code::NotFound);
            }
        }
    }
    assert!(asked > 50, "somebody of those holds the permission");
}
