//! What an export says, of a record in which everything is filled in and of one in which nothing is.

mod reading;

use super::{
    Answer, Document, Submitted,
    answer::{Known, Status},
};
use chassis::{Directory, clock, message};
use contracts::{
    breaches::{self as pb, Breach, ExportFormat},
    handling::{Classification, Handling},
};
use proptest::prelude::{Strategy as _, prop_assert_eq, proptest};
use prost::{Message, Name};
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use reading::{Said, said_by_html, said_by_json};
use serde_json::Value as Json;
use std::{collections::BTreeSet, fs, sync::LazyLock};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(contracts::DESCRIPTORS).unwrap());
static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
    Directory::parse(include_str!("../../../../../deploy/reference/directory.toml")).unwrap()
});

fn descriptor<M: Name>() -> MessageDescriptor {
    POOL.get_message_by_name(&M::full_name()).unwrap()
}

/// A message in which every field is filled in: with what `text` makes of its path, the first value of a vocabulary that
/// says something, a number, a time.
fn filled<M: Message + Name + Default>(prefix: &str, text: &dyn Fn(&str) -> String) -> M {
    fill(&descriptor::<M>(), prefix, text).transcode_to().unwrap()
}

fn fill(message: &MessageDescriptor, prefix: &str, text: &dyn Fn(&str) -> String) -> DynamicMessage {
    let mut filled = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let path = format!("{prefix}.{}", field.json_name());
        let value = match field.kind() {
            Kind::String => Value::String(text(&path)),
            Kind::Enum(_) => Value::EnumNumber(1),
            Kind::Int64 => Value::I64(1_200),
            Kind::Message(inner) if inner.full_name() == "google.protobuf.Timestamp" => {
                let mut time = DynamicMessage::new(inner);
                // A day after the clocks went forward.
                time.set_field_by_name("seconds", Value::I64(1_774_864_800));
                Value::Message(time)
            }
            Kind::Message(inner) => Value::Message(fill(&inner, &path, text)),
            kind => panic!("{path} is of kind {kind:?}, which this test does not fill in"),
        };
        filled.set_field(&field, if field.is_list() { Value::List(vec![value]) } else { value });
    }
    filled
}

/// A breach in which everything that an export shows is filled in.
fn whole(text: &dyn Fn(&str) -> String) -> Breach {
    let controller = "organisations/hmrc".to_owned();
    Breach {
        name: "organisations/hmrc/breaches/01973a5e-0000-7000-8000-000000000001".to_owned(),
        etag: "v7".to_owned(),
        update_time: Some(clock::to_wire("2026-05-05T09:00:00Z".parse().unwrap())),
        state: pb::BreachState::Confirmed.into(),
        title: text("title"),
        detected_at: Some(clock::to_wire("2026-05-03T07:00:00Z".parse().unwrap())),
        detected_how: text("detectedHow"),
        handling: Some(Handling {
            classification: Classification::OfficialSensitive.into(),
            descriptors: vec!["PERSONAL".to_owned(), "LEGAL".to_owned()],
            instructions: text("handling.instructions"),
        }),
        privileged: true,
        retention_class: pb::RetentionClass::Breach.into(),
        facts: Some(filled("facts", text)),
        confirmation: Some(pb::Confirmation { controller, ..filled("confirmation", text) }),
        form: Some(filled("form", text)),
        ..Breach::default()
    }
}

fn bytes(breach: &Breach, format: ExportFormat) -> String {
    let file = Document::of(breach, None, &DIRECTORY).file(format).unwrap();
    String::from_utf8(file.content).unwrap()
}

/// The paths of a message's leaves, as JSON has them.
fn leaves(message: &MessageDescriptor, prefix: &str, found: &mut BTreeSet<String>) {
    for field in message.fields() {
        let path = format!("{prefix}.{}", field.json_name());
        match inner(&field) {
            Some(inner) => leaves(&inner, &path, found),
            None => assert!(found.insert(path)),
        }
    }
}

fn inner(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(inner) if inner.full_name() != "google.protobuf.Timestamp" => Some(inner),
        _ => None,
    }
}

#[test]
fn every_field_of_facts_confirmation_and_form_is_exported() {
    let breach = whole(&|path| format!("what {path} says"));
    let mut fields = BTreeSet::new();
    leaves(&descriptor::<pb::Facts>(), "facts", &mut fields);
    leaves(&descriptor::<pb::Confirmation>(), "confirmation", &mut fields);
    leaves(&descriptor::<pb::RegulatorForm>(), "form", &mut fields);
    assert!(fields.len() > 50, "{}", fields.len());
    let json = serde_json::from_str(&bytes(&breach, ExportFormat::Json)).unwrap();
    let html = bytes(&breach, ExportFormat::Html);
    for said in [said_by_json(&json), said_by_html(&html)] {
        for field in &fields {
            let named = |name: &str| name.replace("[0]", "") == *field;
            let (name, open, values) = said.iter().find(|(name, ..)| named(name)).unwrap_or_else(|| {
                panic!("{field} is not exported: show it in services/breaches/src/export/form.rs")
            });
            assert_eq!((*open, values.len()), (None, 1), "{field}");
            let text = format!("what {} says", name.replace("[0]", ""));
            let is_text = values[0].starts_with("what ");
            assert!(!is_text || values[0] == text, "{field} shows what another says: {}", values[0]);
        }
    }
}

#[test]
fn nothing_is_asked_twice_and_a_blank_record_has_every_question_of_the_form() {
    let json = |breach: &Breach| serde_json::from_str(&bytes(breach, ExportFormat::Json)).unwrap();
    let blank = said_by_json(&json(&Breach::default()));
    let full = said_by_json(&json(&whole(&str::to_owned)));
    let names = |said: &Said| said.iter().map(|(name, ..)| name.clone()).collect::<Vec<_>>();
    let unlisted: Vec<_> = names(&full).into_iter().filter(|name| !name.contains('[')).collect();
    assert_eq!(names(&blank), unlisted);
    assert_eq!(names(&full).iter().collect::<BTreeSet<_>>().len(), full.len());
    let answered = blank.iter().filter(|(_, open, _)| open.is_none()).map(|(name, ..)| name.as_str());
    assert_eq!(answered.collect::<Vec<_>>(), ["privileged", "report.phase"], "which have no blank");
}

#[test]
fn what_is_not_yet_known_is_said_so_and_is_not_blank() {
    let facts = pb::Facts {
        data: Some(pb::DataInvolved {
            types: vec![pb::DataType::HealthData.into(), pb::DataType::Unknown.into()],
            records_basis: pb::CountBasis::Unknown.into(),
            ..Default::default()
        }),
        people: Some(pb::People {
            affected_approx: Some(0),
            high_risk: pb::Answer::NotYetKnown.into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let breach = Breach { facts: Some(facts), ..Breach::default() };
    let said = said_by_html(&bytes(&breach, ExportFormat::Html));
    let of = |field: &str| {
        let (_, open, values) = said.iter().find(|(name, ..)| name == field).unwrap();
        (*open, values.join(", "))
    };
    let unknown = Some("Not yet known");
    assert_eq!(of("facts.data.types"), (unknown, "Health data".to_owned()));
    assert_eq!(of("facts.data.recordsApprox"), (unknown, String::new()));
    assert_eq!(of("facts.people.affectedApprox"), (None, "0".to_owned()), "none is a number");
    assert_eq!(of("facts.people.highRisk"), (unknown, String::new()));
    assert_eq!(of("facts.people.likelihood"), (Some("Not answered"), String::new()));
}

#[test]
fn what_the_case_says_stands_where_nothing_else_was_typed() {
    let submitted = || {
        let content =
            pb::SubmissionContent { delay_reasons: "It was a holiday.".to_owned(), ..Default::default() };
        let later = pb::SubmissionContent { delay_reasons: "Later.".to_owned(), ..Default::default() };
        Submitted {
            case_reference: "IC-2026-0042".to_owned(),
            submissions: [content, later]
                .map(|one| (jiff::Timestamp::UNIX_EPOCH, one, pb::Seal::default()))
                .into(),
        }
    };
    let said = |breach: &Breach, submitted: Option<&Submitted>| {
        let document = Document::of(breach, submitted, &DIRECTORY);
        let file = document.file(ExportFormat::Json).unwrap();
        let said = said_by_json(&serde_json::from_slice(&file.content).unwrap());
        ["report.phase", "form.existingCaseReference", "form.delayReason"].map(|field| {
            let (.., values) = said.iter().find(|(name, ..)| name == field).unwrap();
            values.first().cloned().unwrap_or_default()
        })
    };
    assert_eq!(said(&Breach::default(), None), ["Initial", "", ""]);
    assert_eq!(
        said(&Breach::default(), Some(&submitted())),
        ["Follow-up", "IC-2026-0042", "It was a holiday."]
    );
    let form = pb::RegulatorForm {
        existing_case_reference: "INV-1".to_owned(),
        delay_reason: "It was found late.".to_owned(),
        ..Default::default()
    };
    let typed = Breach { form: Some(form), ..Breach::default() };
    assert_eq!(said(&typed, Some(&submitted())), ["Follow-up", "INV-1", "It was found late."]);
}

#[test]
fn a_record_is_marked_above_and_below() {
    let marks = |breach: &Breach| {
        let html = bytes(breach, ExportFormat::Html);
        let marks = html.split("<p class=\"mark\">").skip(1);
        marks.map(|mark| mark.split_once('<').unwrap().0.to_owned()).collect::<Vec<_>>()
    };
    let mut breach = whole(&str::to_owned);
    assert_eq!(
        marks(&breach),
        ["OFFICIAL-SENSITIVE", "Privileged in law", "OFFICIAL-SENSITIVE", "Privileged in law"]
    );
    breach.privileged = false;
    assert_eq!(marks(&breach), ["OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"]);
}

#[test]
fn markup_in_a_record_is_text_in_its_export() {
    let attack = "</dd></title><script>alert(\"1\")</script><img src='x' onerror=alert(2)>&amp;";
    let html = bytes(&whole(&|_| attack.to_owned()), ExportFormat::Html);
    for tag in ["<script", "<img", "</title><", "javascript:", "http:", "https:", "<link", "url("] {
        assert!(!html.contains(tag), "{tag}");
    }
    let (_, _, values) =
        said_by_html(&html).into_iter().find(|(name, ..)| name == "facts.incident.description").unwrap();
    assert_eq!(values, [attack]);
}

#[test]
fn the_files_are_as_they_were_published() {
    let breach = whole(&|path| format!("What {path} says.\nIn <two> lines."));
    let files = [("notification.json", ExportFormat::Json), ("notification.html", ExportFormat::Html)];
    let differs = files.into_iter().filter(|(name, format)| {
        let (path, found) = (format!("{GOLDEN}/{name}"), bytes(&breach, *format));
        assert_eq!(found, bytes(&breach, *format), "the same record gives the same bytes");
        let differs = fs::read_to_string(&path).unwrap_or_default() != found;
        if differs {
            fs::write(format!("{path}.found"), &found).unwrap();
        }
        differs
    });
    let differs: Vec<_> = differs.map(|(name, _)| name).collect();
    assert!(
        differs.is_empty(),
        "{differs:?} differ in {GOLDEN}: compare with what was .found, and put that in its place if it should be so"
    );
    assert!(Document::of(&breach, None, &DIRECTORY).file(ExportFormat::Unspecified).is_err());
}

#[test]
fn known_times_and_numbers_are_read_by_programs_too() {
    let at = Some("2026-07-01T09:00:00Z".parse().unwrap());
    let time = Answer::time("detectedAt", "", at);
    assert_eq!(
        serde_json::to_value(&time.values[0]).unwrap(),
        serde_json::json!({ "text": "10:00am on 1 July 2026 (BST)", "value": "2026-07-01T09:00:00Z" })
    );
    assert_eq!((time.values[0].time(), time.status), (at, Status::Answered));
    let number = Answer::number("n", "", Some(1_200), pb::CountBasis::Exact);
    assert_eq!(
        serde_json::to_value(&number.values[0]).unwrap(),
        serde_json::json!({ "text": "1200", "value": 1200 })
    );
    let text = Answer::text("t", "", "words");
    assert_eq!(text.values, [Known { text: "words".to_owned(), value: None }]);
    assert_eq!(message::label("HARM_LEVEL_VERY_HIGH"), Some("Very high"));
}

proptest! {
    #[test]
    fn both_formats_hold_the_same_answers(
        text in "[ -~é\n]{0,40}".prop_map(|text| text.trim().to_owned()),
        answer in 0..=3,
        number in proptest::option::of(0..10_000_000_000_i64),
        basis in 0..=4,
        types in proptest::collection::vec(1..=16, 0..4),
        privileged in proptest::bool::ANY,
    ) {
        let mut breach = whole(&|_| text.clone());
        breach.privileged = privileged;
        let facts = breach.facts.get_or_insert_default();
        facts.people.get_or_insert_default().high_risk = answer;
        let data = facts.data.get_or_insert_default();
        (data.records_approx, data.records_basis, data.types) = (number, basis, types);
        let json: Json = serde_json::from_str(&bytes(&breach, ExportFormat::Json)).unwrap();
        prop_assert_eq!(said_by_json(&json), said_by_html(&bytes(&breach, ExportFormat::Html)));
    }
}
