//! What a department takes with it: the record for the regulator's form, and the receipt.

use crate::actors::{Actor, Cast, Reply, at, facts, notification, owes, regulators, supplement};
use chassis_testing::{details, id, reason};
use contracts::{
    breaches::{
        self as pb, Breach, ExportFormat, FormReporter, Notice, NoticeChannel, OutstandingItem, Receipt,
        RegulatorForm, RiskLevel,
    },
    time::DeadlineState,
};
use tonic::Code;

async fn exports(who: &Actor, name: &str, format: ExportFormat) -> Reply<pb::ExportNotificationResponse> {
    let request = pb::ExportNotificationRequest { name: name.to_owned(), format: format.into() };
    who.export_notification(request).await
}

/// What an export answers to each field, open questions left out.
async fn answers(who: &Actor, name: &str) -> impl Fn(&str) -> String + use<> {
    let file = exports(who, name, ExportFormat::Json).await.unwrap();
    let json: serde_json::Value = serde_json::from_slice(&file.content).unwrap();
    let of = |answers: &serde_json::Value| answers.as_array().unwrap().clone();
    let parts = of(&json["parts"]).iter().flat_map(|part| of(&part["answers"])).collect::<Vec<_>>();
    let all = [of(&json["record"]), parts].concat();
    move |field| {
        let answer = all.iter().find(|answer| answer["field"] == field).unwrap();
        answer["values"][0]["text"].as_str().unwrap_or_default().to_owned()
    }
}

async fn receipt(who: &Actor, name: &str) -> Reply<Receipt> {
    Ok(who.get_receipt(pb::GetReceiptRequest { name: name.to_owned() }).await?.receipt.unwrap())
}

fn form() -> RegulatorForm {
    RegulatorForm {
        spoken_to: "Duty officer".to_owned(),
        delay_reason: "It was a holiday.".to_owned(),
        reporter: Some(FormReporter {
            name_role: "Breach handler".to_owned(),
            email: "breaches@hmrc.example".to_owned(),
            phone: "+44 300 200 3300".to_owned(),
        }),
        ..RegulatorForm::default()
    }
}

#[tokio::test]
async fn what_the_form_asks_besides_is_written_with_the_record_and_kept() {
    let cast = Cast::new().await;
    let started = Breach { form: Some(form()), ..crate::actors::report("Letters") };
    let draft = cast.reporter().starts("organisations/hmrc", started, &id()).await.unwrap();
    assert_eq!(draft.form, Some(form()));
    let other = RegulatorForm { other_data: "Handwriting".to_owned(), ..RegulatorForm::default() };
    let change = Breach { form: Some(other), ..Breach::default() };
    let paths = ["form.other_data", "form.reporter.phone"];
    let changed = cast.handler().changes(&draft, change, &paths).await.unwrap();
    let mut expected = RegulatorForm { other_data: "Handwriting".to_owned(), ..form() };
    expected.reporter.as_mut().unwrap().phone.clear();
    assert_eq!(changed.form, Some(expected));
    assert_eq!(cast.handler().reads(&draft.name).await.unwrap(), changed);
    assert_eq!(cast.handler().lists_own().await[0].form, changed.form);

    let suspect = RegulatorForm { delay_reason: "Call ann@example.org".to_owned(), ..form() };
    let change = Breach { form: Some(suspect), ..Breach::default() };
    let refusal = details(&cast.handler().changes(&changed, change, &["form"]).await.unwrap_err());
    assert_eq!(
        (refusal.reason.as_str(), refusal.fields),
        ("PERSONAL_DATA_SUSPECTED", vec!["breach.form.delay_reason".to_owned()])
    );
}

#[tokio::test]
async fn a_record_is_exported_as_it_stands_with_its_handling_at_the_head() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Letters & more").await;
    let change = Breach { facts: Some(facts()), form: Some(form()), privileged: true, ..Breach::default() };
    let breach = cast.handler().changes(&breach, change, &["facts", "form", "privileged"]).await.unwrap();

    let said = answers(&cast.dpo(), &breach.name).await;
    for (field, text) in [
        ("handling.classification", "OFFICIAL"),
        ("privileged", "Yes"),
        ("retentionClass", "Breach: six years"),
        ("report.phase", "Initial"),
        ("form.spokenTo", "Duty officer"),
        ("facts.incident.description", "A letter went to a former address."),
        ("report.cyberIncident", "No"),
        ("detectedAt", "8:00am on 3 May 2026 (BST)"),
        ("confirmation.awareAt", "9:14am on 3 May 2026 (BST)"),
        ("form.delayReason", "It was a holiday."),
        ("facts.data.recordsApprox", "1"),
        ("facts.people.likelihood", ""),
        ("confirmation.controller", "HM Revenue and Customs"),
        ("facts.contact.nameRole", "Data protection officer"),
    ] {
        assert_eq!(said(field), text, "{field}");
    }

    let page = exports(&cast.handler(), &breach.name, ExportFormat::Html).await.unwrap();
    let breach_id = breach.name.rsplit('/').next().unwrap();
    assert_eq!(
        (page.media_type.as_str(), page.file_name),
        ("text/html; charset=utf-8", format!("notification-{breach_id}.html"))
    );
    let text = String::from_utf8(page.content.clone()).unwrap();
    assert!(text.contains("<h1>Letters &#38; more</h1>") && text.contains("Privileged in law"));
    let json = exports(&cast.handler(), &breach.name, ExportFormat::Json).await.unwrap();
    assert_eq!(
        (json.media_type.as_str(), json.file_name),
        ("application/json", format!("notification-{breach_id}.json"))
    );
    cast.world.set("2026-06-05T09:00:00Z");
    assert_eq!(
        exports(&cast.iao(), &breach.name, ExportFormat::Html).await.unwrap().content,
        page.content,
        "the same record gives the same bytes, whoever asks and whenever"
    );
}

#[tokio::test]
async fn a_format_is_named_and_what_is_not_yours_is_not_found() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs("Letters").await;
    let unnamed = exports(&cast.handler(), &breach.name, ExportFormat::Unspecified).await.unwrap_err();
    assert_eq!(details(&unnamed).fields, ["format"]);
    let shapeless = exports(&cast.handler(), "organisations/hmrc", ExportFormat::Json).await.unwrap_err();
    assert_eq!(details(&shapeless).fields, ["name"]);
    let others = exports(&cast.moj(), &breach.name, ExportFormat::Json).await.unwrap_err();
    assert_eq!((others.code(), reason(&others).as_str()), (Code::NotFound, "NOT_FOUND"));
    let others = receipt(&cast.moj(), &breach.name).await.unwrap_err();
    assert_eq!((others.code(), reason(&others).as_str()), (Code::NotFound, "NOT_FOUND"));
}

#[tokio::test]
async fn a_receipt_says_what_was_submitted_when_how_notice_was_given_and_its_hash() {
    let cast = Cast::new().await;
    let breach = cast.handler().assesses_whole(&cast, "Letters", RiskLevel::Risk).await;
    let none = details(&receipt(&cast.dpo(), &breach.name).await.unwrap_err());
    assert_eq!((none.code, none.reason.as_str()), (Code::FailedPrecondition, "STATE"));

    // Awareness was at 08:14 on the third: notice by the online form came two hours too late.
    cast.world.set("2026-05-06T12:00:00Z");
    let elsewhere = Notice {
        channel: NoticeChannel::OnlineForm.into(),
        reference: "WEB-7".to_owned(),
        received_at: at("2026-05-06T10:20:00Z"),
    };
    let first = pb::NotifyRegulatorRequest {
        notice: Some(elsewhere),
        items_outstanding: vec![owes(OutstandingItem::Measures)],
        expected_by: at("2026-05-12T09:00:00Z"),
        delay_reasons: "It was a holiday.".to_owned(),
        ..notification(&breach)
    };
    let first = cast.dpo().notify_regulator(first).await.unwrap();
    let (case, told) = (first.case.clone(), first.breach.unwrap());
    let kept = receipt(&cast.handler(), &breach.name).await.unwrap();
    assert_eq!((kept.case.as_str(), kept.case_reference.as_str()), (case.as_str(), ""));
    assert_eq!(
        (kept.deadline_state(), kept.deadline.clone()),
        (DeadlineState::MetLate, told.deadline.clone())
    );
    let [only] = kept.submissions.as_slice() else { panic!("{:?}", kept.submissions) };
    let submission = first.submission.unwrap();
    assert_eq!((only.number, only.submitted_at), (1, at("2026-05-06T12:00:00Z")));
    assert_eq!(only.seal, submission.seal, "the hash of what the regulator has");
    let notice = only.notice.clone().unwrap();
    assert_eq!((notice.channel(), notice.reference.as_str()), (NoticeChannel::OnlineForm, "WEB-7"));
    assert_eq!(notice.received_at, at("2026-05-06T10:20:00Z"));
    let said = answers(&cast.dpo(), &breach.name).await;
    assert_eq!(
        (said("report.phase"), said("form.delayReason")),
        ("Follow-up".into(), "It was a holiday.".into())
    );

    let theirs = regulators(&case);
    let etag = cast.caseworker().reads_case(&theirs).await.unwrap().etag;
    let acknowledgement = pb::AcknowledgeCaseRequest {
        name: theirs,
        etag,
        case_reference: "IC-2026-0042".to_owned(),
        contact_role: "Case officer".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    cast.caseworker().acknowledge_case(acknowledgement).await.unwrap();
    cast.world.set("2026-05-07T09:00:00Z");
    cast.dpo().supplement_notification(supplement(&told)).await.unwrap();
    let kept = receipt(&cast.siro(), &breach.name).await.unwrap();
    assert_eq!(kept.case_reference, "IC-2026-0042");
    assert_eq!(kept.deadline_state(), DeadlineState::MetLate, "judged on the first notice");
    let numbers: Vec<_> = kept.submissions.iter().map(|one| (one.number, one.submitted_at)).collect();
    assert_eq!(numbers, [(1, at("2026-05-06T12:00:00Z")), (2, at("2026-05-07T09:00:00Z"))]);
    assert_ne!(kept.submissions[0].seal, kept.submissions[1].seal);
    let said = answers(&cast.dpo(), &breach.name).await;
    assert_eq!(said("form.existingCaseReference"), "IC-2026-0042");
}
