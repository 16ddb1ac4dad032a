//! Starting, reading, changing and logging breaches.

use crate::actors::{Cast, HMRC, at, mask, report};
use chassis_testing::{details, id};
use contracts::{
    breaches::{
        self as pb, AffectedBand, Breach, BreachState, CountBasis, DataInvolved, DataType, Facts, People,
    },
    time::DeadlineState,
};
use tonic::Code;

#[tokio::test]
async fn a_reporter_starts_a_draft_and_logs_it_and_every_act_is_recorded_and_told() {
    let cast = Cast::new().await;
    let draft = cast.reporter().drafts("Letter sent to a former address").await;
    assert_eq!((draft.state(), draft.deadline_state()), (BreachState::Draft, DeadlineState::NotStarted));
    let seen = cast.handler().reads(&draft.name).await.unwrap();
    assert_eq!(Breach { possible_acts: draft.possible_acts.clone(), ..seen }, draft);

    let logged = cast.reporter().logs_draft(&draft, &id()).await.unwrap();
    assert_eq!(logged.state(), BreachState::Logged);
    assert_ne!(logged.etag, draft.etag);
    assert_eq!(cast.reporter().reads(&draft.name).await.unwrap(), logged);

    let acts = "SELECT concat_ws(' ', organisation, reader, need, subject, kind, acting_role, policy_version, permission,
                                 act, resource = $1)
                FROM audit_record ORDER BY audit_id";
    let owner = cast.world.database.owner().await;
    let acts: Vec<String> = sqlx::query_scalar(acts).bind(&draft.name).fetch_all(&owner).await.unwrap();
    let who = "hmrc hmrc reports rae PRINCIPAL_KIND_PERSON dept.reporter policy-1";
    assert_eq!(
        acts,
        [format!("{who} breaches.create breach.started t"), format!("{who} breaches.log breach.logged t")]
    );
    let told = "SELECT concat_ws(' ', organisation, reader, need, act, payload ->> 'roles') FROM outbox
                WHERE resource = $1 ORDER BY event_id";
    let told: Vec<String> = sqlx::query_scalar(told).bind(&draft.name).fetch_all(&owner).await.unwrap();
    assert_eq!(
        told,
        [
            "hmrc hmrc reports breach.changed []",
            "hmrc hmrc reports breach.changed []",
            r#"hmrc hmrc handlers breach.logged ["dept.handler"]"#
        ]
    );
}

#[tokio::test]
async fn a_draft_needs_nothing_and_a_report_says_everything_that_it_lacks() {
    let cast = Cast::new().await;
    let draft = cast.handler().starts(HMRC, Breach::default(), &id()).await.unwrap();
    let refusal = details(&cast.handler().logs_draft(&draft, &id()).await.unwrap_err());
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, "INCOMPLETE"));
    assert_eq!(
        refusal.fields,
        ["title", "detected_at", "detected_how", "reporter_role", "handling.classification"]
    );

    let tomorrow = Breach { detected_at: at("2026-05-06T09:00:00Z"), ..report("From the future") };
    let paths = ["title", "detected_at", "detected_how", "reporter_role", "handling"];
    let draft = cast.handler().changes(&draft, tomorrow, &paths).await.unwrap();
    let refusal = details(&cast.handler().logs_draft(&draft, &id()).await.unwrap_err());
    assert_eq!(refusal.fields, ["detected_at"]);
}

#[tokio::test]
async fn a_breach_is_logged_once_as_it_was_read() {
    let cast = Cast::new().await;
    let draft = cast.handler().drafts("Lost laptop").await;
    let logged = cast.handler().logs_draft(&draft, &id()).await.unwrap();
    let stale = details(&cast.handler().logs_draft(&draft, &id()).await.unwrap_err());
    assert_eq!((stale.code, stale.reason.as_str()), (Code::Aborted, "ETAG_STALE"));
    let again = details(&cast.handler().logs_draft(&logged, &id()).await.unwrap_err());
    assert_eq!((again.code, again.reason.as_str()), (Code::FailedPrecondition, "STATE"));
}

#[tokio::test]
async fn what_is_known_changes_field_by_field_and_what_it_took_to_log_stays() {
    let cast = Cast::new().await;
    let logged = cast.handler().logs("Lost laptop").await;
    let people = People {
        affected_approx: Some(1_000),
        affected_basis: CountBasis::Maximum.into(),
        ..People::default()
    };
    let data = DataInvolved { types: vec![DataType::Unknown.into()], ..DataInvolved::default() };
    let facts = Facts { people: Some(people), data: Some(data), ..Facts::default() };
    let change = Breach { facts: Some(facts), title: "Not masked".to_owned(), ..Breach::default() };
    let changed =
        cast.handler().changes(&logged, change, &["facts.people", "facts.data.types"]).await.unwrap();
    assert_eq!((changed.title.as_str(), changed.affected_band()), ("Lost laptop", AffectedBand::From1k));
    assert_eq!(cast.handler().reads(&logged.name).await.unwrap(), changed);

    let refusal = details(
        &cast.handler().changes(&changed, Breach::default(), &["title", "detected_at"]).await.unwrap_err(),
    );
    assert_eq!((refusal.reason.as_str(), refusal.fields.len()), ("INCOMPLETE", 2));
    for path in ["state", "deadline", "etag", "titel", "facts.people.x"] {
        let refusal =
            details(&cast.handler().changes(&changed, Breach::default(), &[path]).await.unwrap_err());
        assert_eq!(
            (refusal.code, refusal.fields),
            (Code::InvalidArgument, vec!["update_mask".to_owned()]),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_reporter_changes_a_draft_and_not_what_the_handlers_keep() {
    let cast = Cast::new().await;
    let draft = cast.reporter().drafts("Lost laptop").await;
    let retitled = Breach { title: "Lost telephone".to_owned(), ..Breach::default() };
    let draft = cast.reporter().changes(&draft, retitled.clone(), &["title"]).await.unwrap();
    let logged = cast.reporter().logs_draft(&draft, &id()).await.unwrap();
    let refusal = details(&cast.reporter().changes(&logged, retitled.clone(), &["title"]).await.unwrap_err());
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
    cast.handler().changes(&logged, retitled, &["title"]).await.unwrap();
}

#[tokio::test]
async fn a_caller_hears_of_every_wrong_field_at_once() {
    let cast = Cast::new().await;
    let breach = Breach {
        title: "x".repeat(201),
        facts: Some(Facts {
            people: Some(People {
                affected_approx: Some(5),
                affected_basis: CountBasis::Unknown.into(),
                ..People::default()
            }),
            data: Some(DataInvolved { types: vec![0, 99], ..DataInvolved::default() }),
            ..Facts::default()
        }),
        ..Breach::default()
    };
    let request = pb::CreateBreachRequest {
        parent: "organisations/HMRC".to_owned(),
        breach: Some(breach),
        request_id: "1".to_owned(),
        ..Default::default()
    };
    let refusal = details(&cast.handler().create_breach(request).await.unwrap_err());
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, "FIELD_INVALID"));
    let mut fields = refusal.fields;
    fields.sort();
    fields.dedup();
    assert_eq!(
        fields,
        [
            "breach.facts.data.types[0]",
            "breach.facts.data.types[1]",
            "breach.facts.people.affected_approx",
            "breach.title",
            "parent",
            "request_id"
        ]
    );
    let update = pb::UpdateBreachRequest {
        breach: Some(Breach::default()),
        update_mask: mask(&[]),
        ..Default::default()
    };
    let refusal = details(&cast.handler().update_breach(update).await.unwrap_err());
    assert_eq!(refusal.fields, ["request_id", "breach.etag", "update_mask", "breach.name"]);
}

#[tokio::test]
async fn a_text_that_looks_like_personal_data_is_kept_only_once_a_person_looked() {
    let cast = Cast::new().await;
    let titled = Breach { title: "Sent to ann@example.org".to_owned(), ..Breach::default() };
    let mut request = pb::CreateBreachRequest {
        parent: HMRC.to_owned(),
        breach: Some(titled),
        request_id: id(),
        ..Default::default()
    };
    let status = cast.handler().create_breach(request.clone()).await.unwrap_err();
    let refusal = details(&status);
    assert_eq!(
        (refusal.reason.as_str(), refusal.fields),
        ("PERSONAL_DATA_SUSPECTED", vec!["breach.title".to_owned()])
    );
    assert!(!status.message().contains("ann") && !String::from_utf8_lossy(status.details()).contains("ann"));
    request.personal_data_checked = vec!["breach.title".to_owned()];
    cast.handler().create_breach(request).await.unwrap();
}

#[tokio::test]
async fn what_no_person_writes_and_no_calendar_knows_is_refused() {
    let cast = Cast::new().await;
    let ask = |breach: Breach| pb::CreateBreachRequest {
        parent: HMRC.to_owned(),
        breach: Some(breach),
        request_id: id(),
        ..Default::default()
    };
    let fields = async |request| details(&cast.handler().create_breach(request).await.unwrap_err()).fields;
    let year_zero = prost_types::Timestamp { seconds: -62_135_596_801, nanos: 0 };
    let early = Breach { detected_at: Some(year_zero), ..Breach::default() };
    assert_eq!(fields(ask(early)).await, ["breach.detected_at"]);
    for character in ['\0', '\u{1b}', '\u{9d}'] {
        let breach = Breach { title: format!("a{character}b"), ..Breach::default() };
        assert_eq!(fields(ask(breach)).await, ["breach.title"]);
    }
    let lines = Breach { detected_how: "one\r\ntwo\tthree".to_owned(), ..Breach::default() };
    cast.handler().create_breach(ask(lines)).await.unwrap();
    let list =
        pb::ListBreachesRequest { parent: HMRC.to_owned(), text: "\0".to_owned(), ..Default::default() };
    assert_eq!(details(&cast.handler().list_breaches(list).await.unwrap_err()).fields, ["text"]);

    let logged = cast.handler().logs("Lost laptop").await;
    let mask = "John Smith, 07700 900123";
    let status = cast.handler().changes(&logged, Breach::default(), &[mask]).await.unwrap_err();
    assert!(
        !String::from_utf8_lossy(status.details()).contains("John"),
        "what a caller wrote is not said again"
    );
    let many = Breach {
        facts: Some(Facts {
            data: Some(DataInvolved { types: vec![99; 5_000], ..Default::default() }),
            ..Default::default()
        }),
        ..Breach::default()
    };
    let status = cast.handler().create_breach(ask(many)).await.unwrap_err();
    assert!(status.details().len() < 5_000, "{}", status.details().len());

    let people =
        People { affected_approx: Some(5), affected_basis: CountBasis::Exact.into(), ..People::default() };
    let known =
        Breach { facts: Some(Facts { people: Some(people), ..Facts::default() }), ..Breach::default() };
    let known = cast.handler().changes(&logged, known, &["facts.people"]).await.unwrap();
    let people = People { affected_basis: CountBasis::Unknown.into(), ..People::default() };
    let unknown =
        Breach { facts: Some(Facts { people: Some(people), ..Facts::default() }), ..Breach::default() };
    let refusal =
        cast.handler().changes(&known, unknown, &["facts.people.affected_basis"]).await.unwrap_err();
    assert_eq!(details(&refusal).fields, ["breach.facts.people.affected_approx"]);
}

#[tokio::test]
async fn what_cannot_be_decoded_or_is_too_large_is_refused_in_the_platforms_words() {
    let cast = Cast::new().await;
    let hal = cast.handler();
    let mut client = tonic::client::Grpc::new(cast.world.routes.clone());
    client.ready().await.unwrap();
    let path = "/concordat.breaches.v1.BreachService/GetBreach".parse().unwrap();
    // A number where a name should be.
    let garbled = hal
        .person
        .asks(pb::GetBreachRequest::default())
        .map(|_| pb::CaseAct { number: 1, ..Default::default() });
    let codec = tonic_prost::ProstCodec::<pb::CaseAct, pb::GetBreachResponse>::default();
    let refusal = details(&client.unary(garbled, path, codec).await.unwrap_err());
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, "FIELD_INVALID"));

    let large = Breach { detected_how: "x".repeat(5 << 20), ..Breach::default() };
    let refusal = details(&hal.starts(HMRC, large, &id()).await.unwrap_err());
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::ResourceExhausted, "TOO_LARGE"));
}
