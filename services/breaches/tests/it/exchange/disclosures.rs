//! A disclosure from its preparation on: what each side reads of it, and when.

use super::*;
use crate::actors::at;
use chassis::seal::Sealed;
use chassis_testing::{details, reason};
use contracts::exchange::Attachment;
use tonic::Code;

#[tokio::test]
async fn what_was_prepared_is_approved_read_acknowledged_and_recalled() {
    let cast = Cast::new().await;
    let (hal, sid, mo) = (cast.handler(), cast.siro(), cast.moj());
    let breach = cast.known_breach().await;
    let parts = [BreachPart::People, BreachPart::Title, BreachPart::Risk, BreachPart::Title];
    let attachment = Attachment {
        title: "The letter".to_owned(),
        sha256: "ab".repeat(32),
        media_type: "application/pdf".to_owned(),
    };
    let ask = pb::PrepareDisclosureRequest {
        attachments: vec![attachment.clone()],
        statement: "Look for the same.".to_owned(),
        ..disclosure(&breach.name, MOJ, &parts)
    };
    let prepared = hal.prepares(ask.clone()).await.unwrap();
    assert_eq!((prepared.state(), kinds(&prepared)), (State::Prepared, vec![Kind::Preparation]));
    assert_eq!(prepared.source, breach.name);
    assert_eq!(mo.has(&prepared).await.unwrap_err().code(), Code::NotFound);
    assert!(mo.exchanges().await.is_empty() && mo.register().await.is_empty());
    assert!(hal.register().await.is_empty(), "nothing has crossed");

    // What the record says by the time that it is approved changes nothing.
    let renamed = Breach { title: "Another title".to_owned(), ..Breach::default() };
    hal.changes(&breach, renamed, &["title"]).await.unwrap();
    cast.world.set("2026-05-05T10:00:00Z");
    let disclosed = sid.approves(&prepared).await.unwrap();
    assert_eq!(kinds(&disclosed), [Kind::Preparation, Kind::Disclosure]);
    let received = mo.has(&prepared).await.unwrap();
    assert_eq!((received.state(), kinds(&received)), (State::Disclosed, vec![Kind::Disclosure]));
    let (before, after) = (&prepared.acts[0], &received.acts[0]);
    assert_eq!(
        (&after.sealed, &after.seal, &after.disclosure),
        (&before.sealed, &before.seal, &before.disclosure)
    );
    assert_eq!((after.at, after.role.as_str()), (at("2026-05-05T10:00:00Z"), "dept.siro"));
    let seal = after.seal.clone().unwrap();
    Sealed::kept(seal.r#type, after.sealed.clone(), &seal.hash).expect("the hash is of these bytes");

    let content = after.disclosure.clone().unwrap();
    let copy = pb::BreachCopyContent {
        parts: [BreachPart::Title, BreachPart::People, BreachPart::Risk].map(i32::from).to_vec(),
        title: breach.title.clone(),
        facts: Some(pb::Facts { people: breach.facts.clone().unwrap().people, ..Default::default() }),
        affected_band: breach.affected_band,
        risk_level: RiskLevel::Risk.into(),
        ..Default::default()
    };
    let expected = pb::DisclosureContent {
        discloser: breach.name.split("/breaches").next().unwrap().to_owned(),
        recipient: MOJ.to_owned(),
        purpose: ask.purpose,
        basis: ask.basis,
        handling: ask.handling,
        onward_sharing: contracts::exchange::OnwardSharing::None.into(),
        attachments: vec![attachment],
        statement: ask.statement,
        copy: Some(copy),
        incident: content.incident.clone(),
        ..Default::default()
    };
    assert_eq!(content, expected, "what was chosen, and nothing besides");
    assert_eq!((received.title.as_str(), received.source.as_str()), ("A letter", ""));

    let acknowledged = mo.acknowledges(&received).await.unwrap();
    assert_eq!(acknowledged.state(), State::Acknowledged);
    let seen = sid.reads_exchange(&prepared.name).await.unwrap();
    assert_eq!(seen.acts[2].receipt.clone().unwrap().message, "It arrived.");
    let recalled = sid.recalls(&seen).await.unwrap();
    let read = mo.has(&prepared).await.unwrap();
    assert_eq!(read.state(), State::Recalled);
    assert_eq!(kinds(&read), [Kind::Disclosure, Kind::Acknowledgement, Kind::Recall]);
    assert_eq!(read.acts[0], received.acts[0], "nothing is erased");
    assert_eq!(read.acts[2].recall.clone().unwrap().reason, "It was sent too early.");
    assert_eq!(reason(&sid.recalls(&recalled).await.unwrap_err()), "STATE", "once");
    let returned = mo.acknowledges(&read).await.unwrap();
    assert_eq!(returned.state(), State::Recalled, "that it was returned makes it no less recalled");
    assert_eq!(reason(&mo.acknowledges(&returned).await.unwrap_err()), "STATE", "once");
}

#[tokio::test]
async fn a_part_brings_what_it_names_and_nothing_else() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let facts = pb::Facts {
        cyber: Some(pb::CyberEffects { confidentiality: pb::Answer::Yes.into(), ..Default::default() }),
        prevention: Some(pb::Prevention { measures_before: "Checks.".to_owned(), ..Default::default() }),
        ..breach.facts.clone().unwrap()
    };
    let change = Breach { facts: Some(facts), ..Breach::default() };
    let breach = cast.handler().changes(&breach, change, &["facts"]).await.unwrap();
    let breach =
        cast.dpo().notify_regulator(crate::actors::notification(&breach)).await.unwrap().breach.unwrap();
    crate::machine::acts::does(&cast.siro(), "DeclareMajor", &breach).await.unwrap();
    let all: Vec<_> = (1..).map_while(|part| BreachPart::try_from(part).ok()).collect();
    let (of_records, _) = all.split_at(all.len() - 1);
    assert_eq!(all.last(), Some(&BreachPart::NcscFindings), "which stand in no record");
    let all = of_records.to_vec();
    for part in &all {
        let ask =
            pb::PrepareDisclosureRequest { validate_only: true, ..disclosure(&breach.name, MOJ, &[*part]) };
        let shown = cast.handler().prepares(ask).await.unwrap();
        let copy = shown.acts[0].disclosure.clone().unwrap().copy.unwrap();
        assert_eq!(copy.parts, [i32::from(*part)]);
        let rest = without(*part, copy.clone());
        assert_eq!(rest, pb::BreachCopyContent::default(), "{part:?} brings more");
        // Nothing was learnt yet.
        let empty = without_parts(copy) == pb::BreachCopyContent::default();
        assert_eq!(empty, matches!(part, BreachPart::Lessons), "{part:?}");
    }
    assert!(
        cast.handler()
            .exchanges()
            .await
            .iter()
            .all(|exchange| exchange.kind() != pb::ExchangeKind::Disclosure)
    );
    let whole = cast.handler().prepares(disclosure(&breach.name, MOJ, &all)).await.unwrap();
    let mut copy = whole.acts[0].disclosure.clone().unwrap().copy.unwrap();
    assert_eq!(copy.parts.len(), all.len());
    for part in all {
        copy = without(part, copy);
    }
    assert_eq!(copy, pb::BreachCopyContent::default(), "there is no part that no part names");
}

fn without_parts(copy: pb::BreachCopyContent) -> pb::BreachCopyContent {
    pb::BreachCopyContent { parts: Vec::new(), ..copy }
}

/// A copy without what a part names.
fn without(part: BreachPart, copy: pb::BreachCopyContent) -> pb::BreachCopyContent {
    use BreachPart as P;
    let none = pb::BreachCopyContent::default();
    let mut copy = without_parts(copy);
    let mut facts = copy.facts.take().unwrap_or_default();
    match part {
        P::Unspecified | P::NcscFindings => {}
        P::Title => copy.title = none.title,
        P::Detection => (copy.detected_at, copy.detected_how) = (None, none.detected_how),
        P::Awareness => (copy.aware_at, copy.due_at) = (None, None),
        P::Controllers => {
            (copy.legal_regime, copy.controller) = (none.legal_regime, none.controller);
            (copy.processor, copy.joint_controllers) = (none.processor, none.joint_controllers);
        }
        P::Incident => facts.incident = None,
        P::Data => facts.data = None,
        P::People => (facts.people, copy.affected_band) = (None, none.affected_band),
        P::Cyber => facts.cyber = None,
        P::Response => facts.response = None,
        P::Prevention => facts.prevention = None,
        P::Contact => facts.contact = None,
        P::Risk => copy.risk_level = none.risk_level,
        P::Notice => copy.first_notice = None,
        P::Containment => (copy.containment, copy.individuals) = (none.containment, none.individuals),
        P::Major => copy.major_criteria = none.major_criteria,
        P::Lessons => (copy.root_cause, copy.lessons) = (none.root_cause, none.lessons),
        P::Advice => copy.advice = None,
    }
    pb::BreachCopyContent { facts: Some(facts).filter(|facts| *facts != pb::Facts::default()), ..copy }
}

#[tokio::test]
async fn of_what_was_declined_the_recipient_never_knows() {
    let cast = Cast::new().await;
    let prepared = cast.prepared(MOJ).await;
    let declined = cast.siro().declines(&prepared).await.unwrap();
    assert_eq!(
        (declined.state(), kinds(&declined)),
        (State::Declined, vec![Kind::Preparation, Kind::Refusal])
    );
    assert_eq!(declined.acts[1].refusal.clone().unwrap().reason, "It says too much.");
    let mo = cast.moj();
    let absent = mo.reads_exchange(&format!("{MOJ}/exchanges/{}", id())).await.unwrap_err();
    let theirs = Exchange { name: named_by("moj", &declined), ..declined.clone() };
    for refused in [
        mo.has(&declined).await.unwrap_err(),
        mo.reads_exchange(&declined.name).await.unwrap_err(),
        mo.acknowledges(&theirs).await.unwrap_err(),
        mo.approves(&theirs).await.unwrap_err(),
    ] {
        assert_eq!((refused.code(), refused.message()), (Code::NotFound, "not found"));
        assert_eq!(refused.details(), absent.details());
    }
    assert!(mo.exchanges().await.is_empty() && mo.register().await.is_empty());
    assert!(cast.siro().register().await.is_empty(), "nothing has crossed");
    let owner = cast.world.database.owner().await;
    for table in ["exchange_act", "exchange_view", "exchange_source", "outbox", "disclosure"] {
        let rows = format!("SELECT count(*) FROM {table} WHERE reader = 'moj'");
        let rows = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(rows)).fetch_one(&owner).await.unwrap();
        assert_eq!(rows, 0, "{table}");
    }
    for again in [cast.siro().approves(&declined).await, cast.siro().recalls(&declined).await] {
        assert_eq!(reason(&again.unwrap_err()), "STATE", "what was declined is prepared anew, or not at all");
    }
}

#[tokio::test]
async fn nothing_of_when_it_was_prepared_by_whom_or_of_what_crosses() {
    let cast = Cast::new().await;
    let prepared = cast.prepared(MOJ).await;
    let breach = prepared.source.rsplit('/').next().unwrap().to_owned();
    cast.world.set("2026-05-06T10:00:00Z");
    cast.siro().approves(&prepared).await.unwrap();
    let received = cast.moj().has(&prepared).await.unwrap();
    let approved = at("2026-05-06T10:00:00Z");
    assert_eq!((received.create_time, received.update_time), (approved, approved));
    cast.moj().acknowledges(&received).await.unwrap();
    let owner = cast.world.database.owner().await;
    for table in ["exchange_act", "exchange_view", "outbox", "disclosure"] {
        let held = async |text: &str| {
            let held = format!(
                "SELECT count(*) FROM {table} AS t
                 WHERE organisation = 'hmrc' AND reader = 'moj' AND (to_jsonb(t)::text LIKE $1
                     OR convert_from(coalesce(decode(substr(to_jsonb(t) ->> 'content', 3), 'hex'), ''), 'UTF8') LIKE $1)"
            );
            let held = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(held)).bind(format!("%{text}%"));
            held.fetch_one(&owner).await.unwrap()
        };
        assert!(held("moj").await > 0, "{table} has rows for the recipient");
        for secret in [breach.as_str(), "breaches/", "2026-05-05", "by:"] {
            assert_eq!(held(secret).await, 0, "{table} says {secret}");
        }
    }
    let named = "SELECT count(*) FROM exchange_act WHERE (author LIKE 'by:%') <> (organisation = reader)";
    assert_eq!(sqlx::query_scalar::<_, i64>(named).fetch_one(&owner).await.unwrap(), 0);
}

#[tokio::test]
async fn lists_show_what_changed_last_first_and_what_is_asked_for() {
    let cast = Cast::new().await;
    let mut names = Vec::new();
    for (number, recipient) in [MOJ, GCDO, MOJ].into_iter().enumerate() {
        cast.world.set(&format!("2026-05-05T1{number}:00:00Z"));
        names.push(cast.prepared(recipient).await);
    }
    cast.world.set("2026-05-05T14:00:00Z");
    cast.siro().approves(&names[0]).await.unwrap();
    let all = pb::ListExchangesRequest { parent: "organisations/hmrc".to_owned(), ..Default::default() };
    let listed = async |request: pb::ListExchangesRequest| {
        let listed = cast.handler().list_exchanges(request).await.unwrap().exchanges;
        listed
            .iter()
            .map(|one| names.iter().position(|name| name.name == one.name).unwrap())
            .collect::<Vec<_>>()
    };
    let with = |change: fn(&mut pb::ListExchangesRequest)| {
        let mut request = all.clone();
        change(&mut request);
        request
    };
    assert_eq!(listed(all.clone()).await, [0, 2, 1]);
    assert_eq!(listed(with(|all| all.states = vec![State::Prepared.into()])).await, [2, 1]);
    assert_eq!(listed(with(|all| all.counterpart = GCDO.to_owned())).await, [1]);
    assert_eq!(listed(with(|all| all.kinds = vec![pb::ExchangeKind::CentreReport.into()])).await, [0; 0]);
    assert_eq!(listed(with(|all| all.kinds = vec![pb::ExchangeKind::Disclosure.into()])).await, [0, 2, 1]);
    let about = pb::ListExchangesRequest { source: names[2].source.clone(), ..all.clone() };
    assert_eq!(listed(about).await, [2]);
    let shown = cast.handler().exchanges().await.remove(0);
    let read = cast.handler().reads_exchange(&names[0].name).await.unwrap();
    let bare = Exchange { acts: vec![], possible_acts: vec![], source: String::new(), ..read };
    assert_eq!(shown, bare, "the view says what the fold of the acts says");
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::ListExchangesRequest { page_size: 1, page_token, ..all.clone() };
        let page = cast.handler().list_exchanges(request).await.unwrap();
        seen.extend(page.exchanges.into_iter().map(|one| one.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, [0, 2, 1].map(|at: usize| names[at].name.clone()));
    let unseen = pb::ListExchangesRequest { parent: MOJ.to_owned(), ..all };
    assert_eq!(details(&cast.handler().list_exchanges(unseen).await.unwrap_err()).code, Code::NotFound);
}
