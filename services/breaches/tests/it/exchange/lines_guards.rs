//! Who may do what with lines, about what and with whom, and in which order.

use super::{
    lines::{EMBARGO, draft, version},
    *,
};
use crate::actors::{HMRC, NOW, at, regulators};
use breaches::Breaches;
use chassis::service::Service as _;
use chassis_testing::{details, reason};
use contracts::breaches::NcscCategory;
use tonic::Code;

#[tokio::test]
async fn persons_do_everything_with_lines_and_whoever_drafted_them_does_not_approve_them() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let system = cast.press().as_system().drafts_lines(draft(&breach.name, ICO)).await.unwrap_err();
    assert_eq!((system.code(), reason(&system).as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
    let drafted = cast.press().drafts_lines(draft(&breach.name, ICO)).await.unwrap();
    let same = cast.actor("hmrc", "cam", "dept.siro", &["org", "reports", "handlers", "lines"]);
    assert_eq!(reason(&same.approves_lines(&drafted).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&cast.siro().as_system().approves_lines(&drafted).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&cast.siro().approves(&drafted).await.unwrap_err()), "STATE", "these are lines");
    let proposed = cast.siro().approves_lines(&drafted).await.unwrap();
    let theirs = cast.lead().has(&proposed).await.unwrap();
    let system = cast.lead().as_system();
    assert_eq!(reason(&system.agrees(&theirs).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&system.does_not_agree(&theirs).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&system.revises(&theirs, "No.").await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&system.issues(&theirs, NOW).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(system.has(&proposed).await.unwrap().possible_acts, [""; 0]);
}

#[tokio::test]
async fn nothing_is_said_of_what_is_privileged_and_what_was_said_can_still_be_refused() {
    let cast = Cast::new().await;
    let (press, siro) = (cast.press(), cast.siro());
    let breach = cast.known_breach().await;
    let drafted = press.drafts_lines(draft(&breach.name, ICO)).await.unwrap();
    let proposed =
        siro.approves_lines(&press.drafts_lines(draft(&breach.name, MOJ)).await.unwrap()).await.unwrap();
    let flagged = Breach { privileged: true, ..Breach::default() };
    cast.handler().changes(&breach, flagged, &["privileged"]).await.unwrap();
    let refused = [
        press.drafts_lines(draft(&breach.name, ICO)).await.unwrap_err(),
        siro.approves_lines(&drafted).await.unwrap_err(),
        siro.revises(&proposed, "More of it.").await.unwrap_err(),
    ];
    for refused in refused {
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "PRIVILEGED"));
    }
    assert!(cast.lead().exchanges().await.is_empty());
    cast.moj().revises(&cast.moj().has(&proposed).await.unwrap(), "Theirs.").await.unwrap();
    siro.does_not_agree(&siro.has(&proposed).await.unwrap()).await.unwrap();
}

#[tokio::test]
async fn each_party_speaks_of_its_own_and_with_whom_it_concerns() {
    let cast = Cast::new().await;
    let case = cast.dpo().notifies(&cast, "A letter").await;
    let breach = cast.dpo().lists_own().await.remove(0);
    let (lead, incident) = (cast.lead(), cast.incident());
    let of_case = |recipient| draft(&regulators(&case), recipient);
    let elsewhere = details(&lead.enters_lines(of_case(MOJ)).await.unwrap_err());
    assert_eq!((elsewhere.code, elsewhere.fields), (Code::InvalidArgument, vec!["recipient".to_owned()]));
    let proposed = lead.enters_lines(of_case(HMRC)).await.unwrap();
    let theirs = cast.press().has(&proposed).await.unwrap();
    assert_eq!((theirs.state(), theirs.source.as_str()), (State::AwaitingAgreement, ""));

    let report = pb::ReportToNcscRequest {
        name: breach.name.clone(),
        etag: cast.dpo().reads(&breach.name).await.unwrap().etag,
        parts: vec![BreachPart::Title.into()],
        suspected_category: NcscCategory::Unspecified.into(),
        request_id: id(),
        ..Default::default()
    };
    let told = cast.dpo().report_to_ncsc(report).await.unwrap().exchange.unwrap();
    let engagement = named_by("ncsc", &told);
    incident.drafts_lines(draft(&engagement, HMRC)).await.unwrap();
    let elsewhere = details(&incident.drafts_lines(draft(&engagement, ICO)).await.unwrap_err());
    assert_eq!(elsewhere.fields, ["recipient"], "that would tell the regulator without consent");
    let own = cast.press().drafts_lines(draft(&told.name, NCSC)).await.unwrap_err();
    assert_eq!(reason(&own), "NOT_FOUND", "an engagement is the handlers'");
    let own = cast.handler().drafts_lines(draft(&told.name, NCSC)).await.unwrap_err();
    assert_eq!(reason(&own), "ACTING_ROLE", "a department speaks of its breach");
    let own = cast.handler().drafts_lines(draft(&case, ICO)).await.unwrap_err();
    assert_eq!(reason(&own), "ACTING_ROLE", "a department speaks of its breach");
    let received = cast.disclosed(GCDO).await;
    let of_it = draft(&named_by("gcdo", &received), HMRC);
    assert_eq!(reason(&cast.centre_lead().drafts_lines(of_it).await.unwrap_err()), "ACTING_ROLE");
    let logged = cast.handler().logs("Lost laptop").await;
    let early = cast.press().drafts_lines(draft(&logged.name, ICO)).await.unwrap_err();
    assert_eq!(reason(&early), "STATE", "it is no breach yet");
    let offered = async |who: &Actor, name: &str| {
        who.reads(name).await.unwrap().possible_acts.iter().any(|act| act == "DraftLines")
    };
    assert!(offered(&cast.press(), &breach.name).await && !offered(&cast.press(), &logged.name).await);
    assert!(!offered(&cast.press().as_system(), &breach.name).await);
    let legal = cast.actor("hmrc", "lex", "dept.legal", &["org", "reports", "handlers"]);
    assert!(!offered(&legal, &breach.name).await, "whoever does not see lines does not draft them");
}

#[tokio::test]
async fn a_department_says_which_breach_lines_of_another_are_about_and_its_press_office_sees_it() {
    let cast = Cast::new().await;
    let case = cast.dpo().notifies(&cast, "A letter").await;
    let breach = cast.dpo().lists_own().await.remove(0);
    let proposed = cast.lead().enters_lines(draft(&regulators(&case), HMRC)).await.unwrap();
    let mine = cast.handler().has(&proposed).await.unwrap();
    let (name, etag) = (mine.name.clone(), mine.etag);
    let tie = pb::TieExchangeRequest { name, etag, breach: breach.name.clone(), request_id: id() };
    cast.handler().tie_exchange(tie).await.unwrap();
    assert_eq!(cast.press().has(&proposed).await.unwrap().source, breach.name);
    let track = cast.press().reads(&breach.name).await.unwrap().course.unwrap().media_lines.unwrap();
    assert_eq!((track.state(), track.exchange), (pb::MediaLinesState::AwaitingAgreement, mine.name));
}

#[tokio::test]
async fn what_cannot_be_drafted_is_said_at_once() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let with = |change: fn(&mut pb::DraftLinesRequest)| {
        let mut ask = draft(&breach.name, ICO);
        change(&mut ask);
        ask
    };
    for (field, ask) in [
        ("recipient", with(|ask| ask.recipient = HMRC.to_owned())),
        ("recipient", with(|ask| ask.recipient = "organisations/nobody".to_owned())),
        ("subject", with(|ask| ask.subject = " ".to_owned())),
        ("text", with(|ask| ask.text = "\n".to_owned())),
        ("text", with(|ask| ask.text = "a".repeat(10_001))),
        ("text", with(|ask| ask.text = "Write to jo.bloggs@example.com.".to_owned())),
        ("note", with(|ask| ask.note = "Ring 07700 900123.".to_owned())),
        ("handling", with(|ask| ask.handling = None)),
        ("handling.classification", with(|ask| ask.handling = Some(Handling::default()))),
        ("source", with(|ask| ask.source = ask.source.replace("hmrc", "moj"))),
        (
            "embargo_until",
            with(|ask| {
                ask.embargo_until = Some(prost_types::Timestamp { seconds: 0, nanos: -1 });
            }),
        ),
    ] {
        let refusal = details(&cast.press().drafts_lines(ask).await.unwrap_err());
        assert_eq!(refusal.code, Code::InvalidArgument, "{field}");
        assert!(refusal.fields.iter().any(|named| named == field), "{field}: {:?}", refusal.fields);
    }
    let nobodys = with(|ask| ask.source = format!("{HMRC}/breaches/00000000-0000-4000-8000-000000000000"));
    assert_eq!(cast.press().drafts_lines(nobodys).await.unwrap_err().code(), Code::NotFound);
    assert!(cast.press().exchanges().await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_said_of_lines_is_said_at_once() {
    let cast = Cast::new().await;
    let proposed = cast.proposed(ICO).await;
    let silent = says!(proposed, ReviseLinesRequest { text: "\n" });
    assert_eq!(details(&cast.siro().revise_lines(silent).await.unwrap_err()).fields, ["text"]);
    let never = pb::ReviseLinesRequest {
        embargo_until: Some(prost_types::Timestamp { seconds: 0, nanos: -1 }),
        ..says!(proposed, ReviseLinesRequest { text: "Anew." })
    };
    assert_eq!(details(&cast.siro().revise_lines(never).await.unwrap_err()).fields, ["embargo_until"]);
    let nowhere = pb::RecordLinesIssueRequest {
        issued_at: at(NOW),
        ..says!(proposed, RecordLinesIssueRequest { version: 1, place: " " })
    };
    assert_eq!(details(&cast.siro().record_lines_issue(nowhere).await.unwrap_err()).fields, ["place"]);
    let never = says!(proposed, RecordLinesIssueRequest { version: 1, place: "Here." });
    assert_eq!(details(&cast.siro().record_lines_issue(never).await.unwrap_err()).fields, ["issued_at"]);
    let to_jo = says!(proposed, RefuseLinesRequest { version: 1, reason: "Ask jo.bloggs@example.com." });
    let suspected = details(&cast.siro().refuse_lines(to_jo).await.unwrap_err());
    assert_eq!(
        (suspected.reason.as_str(), suspected.fields),
        ("PERSONAL_DATA_SUSPECTED", vec!["reason".to_owned()])
    );
    assert_eq!(cast.siro().has(&proposed).await.unwrap(), proposed, "nothing was done");
}

#[tokio::test]
async fn the_acts_of_lines_come_for_either_reader_to_what_its_view_says() {
    let cast = Cast::new().await;
    let owner = cast.world.database.owner().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let proposed = cast.proposed(ICO).await;
    let revised = lead.revises(&lead.has(&proposed).await.unwrap(), "Other words.").await.unwrap();
    siro.agrees(&siro.has(&revised).await.unwrap()).await.unwrap();
    cast.world.set(EMBARGO);
    lead.issues(&lead.has(&proposed).await.unwrap(), EMBARGO).await.unwrap();
    siro.does_not_agree(&siro.has(&proposed).await.unwrap()).await.unwrap();
    siro.recalls(&siro.has(&proposed).await.unwrap()).await.unwrap();
    lead.acknowledges(&lead.has(&proposed).await.unwrap()).await.unwrap();
    let (directory, calendar) = (chassis_testing::directory(), chassis_testing::calendar());
    let problems = Breaches::check(owner, &directory, &calendar).await.unwrap();
    assert_eq!(problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_repeated_request_about_lines_is_answered_again_and_a_stale_one_is_refused() {
    let cast = Cast::new().await;
    let (press, siro, lead) = (cast.press(), cast.siro(), cast.lead());
    let breach = cast.known_breach().await;
    let ask = draft(&breach.name, ICO);
    let drafted = press.drafts_lines(ask.clone()).await.unwrap();
    assert_eq!(press.drafts_lines(ask).await.unwrap(), drafted);
    let approval = says!(drafted, ApproveLinesRequest {});
    let first = siro.approve_lines(approval.clone()).await.unwrap();
    assert_eq!(siro.approve_lines(approval).await.unwrap(), first, "though it is stale by now");
    let theirs = lead.has(&drafted).await.unwrap();
    let agreement = says!(theirs, AgreeLinesRequest { version: 1 });
    let agreed = lead.agree_lines(agreement.clone()).await.unwrap();
    assert_eq!(lead.agree_lines(agreement).await.unwrap(), agreed);
    for stale in [
        lead.agrees(&theirs).await.unwrap_err(),
        lead.does_not_agree(&theirs).await.unwrap_err(),
        siro.revises(&first.exchange.unwrap(), "Another.").await.unwrap_err(),
        siro.issues(&drafted, NOW).await.unwrap_err(),
    ] {
        assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "ETAG_STALE"));
    }
    assert_eq!(lead.has(&drafted).await.unwrap().acts.len(), 2);
    assert_eq!((siro.register().await.len(), lead.register().await.len()), (2, 2));
}

const DEEDS: [&str; 8] = [
    "ApproveLines",
    "DeclineDisclosure",
    "ReviseLines",
    "AgreeLines",
    "RefuseLines",
    "RecordLinesIssue",
    "RecallDisclosure",
    "AcknowledgeExchange",
];

async fn does(who: &Actor, deed: &str, exchange: &Exchange) -> Reply<Exchange> {
    match deed {
        "ApproveLines" => who.approves_lines(exchange).await,
        "DeclineDisclosure" => who.declines(exchange).await,
        "ReviseLines" => who.revises(exchange, "Other words.").await,
        "AgreeLines" => who.agrees(exchange).await,
        "RefuseLines" => who.does_not_agree(exchange).await,
        "RecordLinesIssue" => who.issues(exchange, NOW).await,
        "RecallDisclosure" => who.recalls(exchange).await,
        _ => who.acknowledges(exchange).await,
    }
}

#[tokio::test]
async fn with_lines_each_side_is_offered_what_it_is_not_refused() {
    let cast = Cast::new().await;
    let (ours, theirs) = (cast.siro(), cast.lead());
    let ways: &[&[(&Actor, &str)]] = &[
        &[],
        &[(&ours, "DeclineDisclosure")],
        &[(&ours, "ApproveLines")],
        &[(&ours, "ApproveLines"), (&theirs, "ReviseLines")],
        &[(&ours, "ApproveLines"), (&theirs, "AgreeLines")],
        &[(&ours, "ApproveLines"), (&ours, "RefuseLines")],
        &[(&ours, "ApproveLines"), (&theirs, "RecordLinesIssue")],
        &[(&ours, "ApproveLines"), (&ours, "RecallDisclosure")],
    ];
    let breach = cast.known_breach().await;
    let mut offered = Vec::new();
    for way in ways {
        for (side, who) in [("ours", &ours), ("theirs", &theirs)] {
            for deed in DEEDS {
                let begun = cast.press().drafts_lines(draft(&breach.name, ICO)).await.unwrap();
                for (by, step) in *way {
                    does(by, step, &by.has(&begun).await.unwrap()).await.unwrap();
                }
                let Ok(exchange) = who.has(&begun).await else { continue };
                let offers = exchange.possible_acts.iter().any(|act| act == deed);
                match does(who, deed, &exchange).await {
                    Ok(done) => {
                        assert!(offers, "{way:?}, then {deed}", way = way.len());
                        assert_eq!(done.possible_acts, who.has(&begun).await.unwrap().possible_acts);
                        let way: Vec<_> = way.iter().map(|(_, step)| *step).collect();
                        offered.push(format!("{} > {side} {deed}", way.join(" > ")));
                    }
                    Err(refusal) => {
                        let reason = reason(&refusal);
                        assert!(["STATE", "ACTING_ROLE", "EMBARGO"].contains(&reason.as_str()), "{reason}");
                        assert!(!offers, "{deed}: {refusal:?}");
                    }
                }
            }
        }
    }
    let expected = [
        " > ours ApproveLines",
        " > ours DeclineDisclosure",
        "ApproveLines > ours ReviseLines",
        "ApproveLines > ours RefuseLines",
        "ApproveLines > ours RecordLinesIssue",
        "ApproveLines > ours RecallDisclosure",
        "ApproveLines > theirs ReviseLines",
        "ApproveLines > theirs AgreeLines",
        "ApproveLines > theirs RefuseLines",
        "ApproveLines > theirs RecordLinesIssue",
        "ApproveLines > ReviseLines > ours ReviseLines",
        "ApproveLines > ReviseLines > ours AgreeLines",
        "ApproveLines > ReviseLines > ours RefuseLines",
        "ApproveLines > ReviseLines > ours RecordLinesIssue",
        "ApproveLines > ReviseLines > ours RecallDisclosure",
        "ApproveLines > ReviseLines > theirs ReviseLines",
        "ApproveLines > ReviseLines > theirs RefuseLines",
        "ApproveLines > ReviseLines > theirs RecordLinesIssue",
        "ApproveLines > AgreeLines > ours ReviseLines",
        "ApproveLines > AgreeLines > ours RefuseLines",
        "ApproveLines > AgreeLines > ours RecallDisclosure",
        "ApproveLines > AgreeLines > theirs ReviseLines",
        "ApproveLines > AgreeLines > theirs RefuseLines",
        "ApproveLines > RefuseLines > ours ReviseLines",
        "ApproveLines > RefuseLines > ours RecordLinesIssue",
        "ApproveLines > RefuseLines > ours RecallDisclosure",
        "ApproveLines > RefuseLines > theirs ReviseLines",
        "ApproveLines > RefuseLines > theirs RecordLinesIssue",
        "ApproveLines > RecordLinesIssue > ours ReviseLines",
        "ApproveLines > RecordLinesIssue > ours RefuseLines",
        "ApproveLines > RecordLinesIssue > ours RecordLinesIssue",
        "ApproveLines > RecordLinesIssue > ours RecallDisclosure",
        "ApproveLines > RecordLinesIssue > theirs ReviseLines",
        "ApproveLines > RecordLinesIssue > theirs AgreeLines",
        "ApproveLines > RecordLinesIssue > theirs RefuseLines",
        "ApproveLines > RecordLinesIssue > theirs RecordLinesIssue",
        "ApproveLines > RecallDisclosure > ours RecordLinesIssue",
        "ApproveLines > RecallDisclosure > theirs RecordLinesIssue",
        "ApproveLines > RecallDisclosure > theirs AcknowledgeExchange",
    ];
    assert_eq!(offered, expected);
}

#[tokio::test]
async fn lines_are_shared_onward_by_nobody_and_no_engagement_or_disclosure_is_taken_for_lines() {
    let cast = Cast::new().await;
    let proposed = cast.proposed(ICO).await;
    let theirs = named_by("ico", &proposed);
    let onward = cast.lead().enters(disclosure(&theirs, MOJ, &[BreachPart::Title])).await;
    assert_eq!(reason(&onward.unwrap_err()), "ONWARD_SHARING");
    let disclosed = cast.disclosed(MOJ).await;
    let taken = says!(disclosed, AgreeLinesRequest { version: 1 });
    assert_eq!(reason(&cast.siro().agree_lines(taken).await.unwrap_err()), "STATE");
    let drafted = cast.press().drafts_lines(draft(&proposed.source, NCSC)).await.unwrap();
    assert_eq!(version(&drafted), 1);
    assert_eq!(drafted.lines.unwrap().embargo_until, at(EMBARGO));
    assert!(cast.incident().exchanges().await.is_empty());
}
