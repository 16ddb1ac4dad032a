//! What holds of the catalogue, whoever adds to it: nothing is asked without words, and no words are said by nobody.

use super::{ENGLISH, Language, tests::source::Source};
use crate::{
    acts::{
        ACTION_ACTS, AMENDMENT_ACTS, APPOINTMENT_ACTS, ASSESSMENT_ACTS, Act, BREACH_ACTS, CASE_ACTS,
        CHALLENGE_ACTS, COMPLETION_ACTS, Check, EVIDENCE_ACTS, EXCHANGE_ACTS, FEED_ACTS, INVITATION_ACTS,
        MEETING_ACTS, OCCURRENCE_ACTS, OWN_ACTS, OWN_AGGREGATE, OWN_RETURN, PACK_ACTS, PAPER_ACTS,
        PERIOD_ACTS, PLAN_ACTS, POINTER_ACTS, REGISTER_ACTS, REPORT, SEAT_ACTS,
    },
    form::{Field, Form, Kind, schema},
};
use prost_reflect::{FieldDescriptor, FileDescriptor, MessageDescriptor, Value};
use std::collections::BTreeSet;

mod source;

const ENGLISH_ONLY: Language = Language::English;
/// The attributes that every act has.
const OF_ALL_ACTS: [&str; 3] = [".button", ".done", ".next"];
/// The attributes that an act can do without.
const OF_SOME_ACTS: [&str; 2] = [".intro", ".warning"];
/// Keys that begin so are computed of what the contracts and the policy name, and of nothing else.
const FAMILIES: [&str; 6] = ["act-", "field-", "reason-", "report-", "role-", "submission-"];

/// Every message's name and, after a point, its attribute's, in the order of the files.
fn keys() -> Vec<String> {
    ENGLISH.iter().flat_map(|(_, text)| names(text)).collect()
}

/// The names of a catalogue file's messages: they begin a line, and their attributes' an indented one with a point.
fn names(text: &str) -> Vec<String> {
    let mut message = "";
    let mut names = Vec::new();
    for line in text.lines() {
        let Some((name, _)) = line.split_once(" =") else { continue };
        if name.starts_with(|first: char| first.is_ascii_lowercase()) {
            message = name;
            names.push(name.to_owned());
        } else if let Some(attribute) = name.trim_start().strip_prefix('.') {
            names.push(format!("{message}.{attribute}"));
        }
    }
    names
}

fn has(key: &str) -> bool {
    keys().iter().any(|own| own == key)
}

/// Those of `keys` that the catalogue lacks.
fn lacks(keys: impl IntoIterator<Item = String>) -> Vec<String> {
    let known: BTreeSet<_> = self::keys().into_iter().collect();
    keys.into_iter().filter(|key| !known.contains(key)).collect()
}

fn acts() -> impl Iterator<Item = &'static Act> {
    let all = [
        BREACH_ACTS,
        CASE_ACTS,
        EXCHANGE_ACTS,
        OWN_ACTS,
        OWN_RETURN,
        OWN_AGGREGATE,
        POINTER_ACTS,
        ACTION_ACTS,
        PERIOD_ACTS,
        EVIDENCE_ACTS,
        ASSESSMENT_ACTS,
        REGISTER_ACTS,
        AMENDMENT_ACTS,
        PLAN_ACTS,
        PACK_ACTS,
        CHALLENGE_ACTS,
        MEETING_ACTS,
        PAPER_ACTS,
        SEAT_ACTS,
        INVITATION_ACTS,
        OCCURRENCE_ACTS,
        COMPLETION_ACTS,
        APPOINTMENT_ACTS,
        FEED_ACTS,
    ];
    all.into_iter().flatten()
}

/// Every form that asks: each act's, and each section of a report.
fn asking() -> Vec<Form> {
    acts().chain(REPORT).map(Act::form).collect()
}

/// What parties tell each other, each message as it is told. What a follow-up holds is a submission's.
fn telling() -> Vec<Form> {
    let submission = schema::message("concordat.breaches.v1.SubmissionContent").unwrap();
    let contents = submission.parent_file().messages().collect::<Vec<_>>();
    assert!(contents.len() > 5, "the contents of sealed copies are in one file");
    let told = |message: &MessageDescriptor| {
        let id = if *message == submission { "submission" } else { "told" };
        let own = |field: &Field| !field.path.starts_with("submission.");
        form(id, message, schema::fields(message).into_iter().filter(own).collect())
    };
    contents.iter().map(told).chain(exchanged()).collect()
}

/// What parties tell each other in exchanges. What a copy or a submission holds is told as it is in a submission.
fn exchanged() -> Vec<Form> {
    let disclosure = schema::message("concordat.breaches.v1.DisclosureContent").unwrap();
    let pointer = schema::message("concordat.breaches.v1.PointerContent").unwrap();
    let files = [disclosure.parent_file(), pointer.parent_file()];
    let contents = files.iter().flat_map(FileDescriptor::messages).collect::<Vec<_>>();
    assert!(contents.len() > 8, "the contents of exchanges are in these files");
    let told = |message: &MessageDescriptor| {
        let id = if message.name() == "BreachCopyContent" { "submission" } else { "disclosed" };
        // Which parts a copy has is seen, whose copy it is is its author; attachments are told by their own titles, and what is
        // counted in tables.
        let unsaid = [
            "copy.",
            "attachments",
            "discloser",
            "department",
            "regulator",
            "totals",
            "by_incident",
            "by_people",
            "cases",
            "corrects",
        ];
        let own = |field: &Field| {
            !(unsaid.iter().any(|path| field.path.starts_with(path)) || field.path == "parts")
        };
        form(id, message, schema::fields(message).into_iter().filter(own).collect())
    };
    // What stands within a copy is told at its place there.
    let within = ["LessonContent", "AdviceCopyContent", "ConsentScopeContent"];
    let counts = ["QuarterlyReturnContent", "CaseAggregateContent"];
    let counts = counts.map(|name| schema::message(&format!("concordat.breaches.v1.{name}")).unwrap());
    let contents = contents.into_iter().filter(|message| !within.contains(&message.name()));
    contents.chain(counts).map(|message| told(&message)).collect()
}

fn form(id: &str, message: &MessageDescriptor, fields: Vec<Field>) -> Form {
    Form { id: id.to_owned(), message: message.clone(), fields, called: Vec::new(), draft: true }
}

/// Whether callers write a field of a resource.
fn is_written(field: &FieldDescriptor) -> bool {
    /// `OUTPUT_ONLY` and `IDENTIFIER` in `google.api.FieldBehavior`.
    const NOT_WRITTEN: [i32; 2] = [3, 8];
    let option = field.parent_pool().get_extension_by_name("google.api.field_behavior").unwrap();
    let options = field.options();
    let behaviour = options.get_extension(&option);
    let behaviour = behaviour.as_list().unwrap_or_default();
    !behaviour.iter().filter_map(Value::as_enum_number).any(|number| NOT_WRITTEN.contains(&number))
}

/// Every field of a form, its rows and what stands in them.
fn fields(form: &Form) -> Vec<Field> {
    let within = |field: &Field| match &field.kind {
        Kind::Rows(columns) => columns.iter().map(|column| placed(field, column)).collect(),
        _ => Vec::new(),
    };
    form.fields.iter().flat_map(|field| [vec![field.clone()], within(field)].concat()).collect()
}

fn placed(row: &Field, column: &Field) -> Field {
    Field { path: format!("{}.0.{}", row.path, column.path), ..column.clone() }
}

/// A field's path, as keys have it: a record's own fields are called so whatever holds the record.
fn plain(field: &Field) -> String {
    let path = field.path.strip_prefix("breach.").unwrap_or(&field.path);
    path.replace(".0.", "-").replace(['.', '_'], "-")
}

/// The keys that are looked up for a field, the form's own first.
fn candidates(form: &Form, field: &Field) -> [String; 3] {
    let last = field.path.rsplit('.').next().unwrap().replace('_', "-");
    [format!("{}-{}", form.id, plain(field)), format!("field-{}", plain(field)), format!("field-{last}")]
}

/// Those of the fields that have no words of a kind, each with the keys of which one is to be added.
fn unsaid(forms: &[Form], attribute: &str) -> Vec<String> {
    let unsaid = forms.iter().flat_map(|form| {
        let fields = fields(form).into_iter().map(|field| candidates(form, &field));
        fields.filter(|keys| !keys.iter().any(|key| has(&format!("{key}{attribute}")))).collect::<Vec<_>>()
    });
    unsaid.map(|keys| format!("add {attribute} to one of {keys:?}")).collect()
}

#[test]
fn every_act_says_what_it_is_how_it_is_done_and_what_happens_next() {
    let needed = acts().flat_map(|act| {
        let message = format!("act-{}", act.slug());
        let attributes = OF_ALL_ACTS.map(|attribute| format!("{message}{attribute}"));
        [vec![message], attributes.to_vec()].concat()
    });
    assert_eq!(lacks(needed), [""; 0]);
}

#[test]
fn all_that_a_person_may_write_of_a_breach_is_asked_in_one_section_of_its_report() {
    let breach = schema::message("concordat.breaches.v1.Breach").unwrap();
    let written = breach.fields().filter(is_written).map(|field| field.name().to_owned()).collect::<Vec<_>>();
    let mut written: Vec<_> =
        written.iter().flat_map(|path| schema::at(&breach, path)).map(|field| field.path).collect();
    let asked = REPORT.iter().flat_map(|section| section.form().fields);
    let mut asked: Vec<_> =
        asked.map(|field| field.path.strip_prefix("breach.").unwrap_or_default().to_owned()).collect();
    written.sort();
    asked.sort();
    assert_eq!(asked, written);
}

#[test]
fn every_section_of_a_report_has_a_title() {
    assert_eq!(lacks(REPORT.iter().map(Act::message)), [""; 0]);
}

#[test]
fn what_cannot_be_taken_back_is_warned_of() {
    let needed = acts().filter(|act| act.fresh).map(|act| format!("act-{}.warning", act.slug()));
    assert_eq!(lacks(needed), [""; 0]);
}

#[test]
fn no_two_acts_share_their_words() {
    // What is disclosed of different records is disclosed by the same RPC, in the same words.
    let acts: BTreeSet<_> = acts().map(|act| (act.slug(), act.rpc)).collect();
    let slugs: BTreeSet<_> = acts.iter().map(|(slug, _)| slug).collect();
    assert_eq!(slugs.len(), acts.len(), "{acts:?}");
}

#[test]
fn every_field_that_is_asked_has_a_question_and_a_name() {
    assert_eq!(unsaid(&asking(), ""), [""; 0]);
    assert_eq!(unsaid(&asking(), ".name"), [""; 0]);
}

#[test]
fn every_field_that_is_told_has_words() {
    assert_eq!(unsaid(&telling(), ""), [""; 0]);
}

#[test]
fn what_a_field_is_called_begins_a_sentence() {
    for form in asking() {
        for field in fields(&form) {
            let name = form.name(ENGLISH_ONLY, &field);
            let begins = name.starts_with(|first: char| first.is_uppercase());
            assert!(begins && !name.ends_with(['?', '.', ':']), "{}: {name:?} must be …", field.path);
        }
    }
}

#[test]
fn every_refusal_that_a_form_can_meet_says_what_to_do() {
    let reasons = source::refusals();
    assert!(
        reasons.contains(&"STATE".to_owned()) && reasons.contains(&"ACTING_ROLE".to_owned()),
        "{reasons:?}"
    );
    assert_eq!(lacks(reasons.iter().map(|reason| reason_key(reason))), [""; 0]);
}

#[test]
fn every_role_of_the_policy_has_a_name() {
    let roles = source::roles();
    assert!(roles.contains(&"dept.dpo".to_owned()), "{roles:?}");
    assert_eq!(lacks(roles.iter().map(|role| role_key(role))), [""; 0]);
}

#[test]
fn all_that_pages_say_by_name_is_in_the_catalogue() {
    let said = Source::read().said;
    for (key, arguments) in &said {
        assert!(has(key), "{key:?} is said, and not in messages/en");
        // Panics if the message has a place that whoever says it has nothing for.
        if let Some(arguments) = arguments {
            let arguments: Vec<_> = arguments.iter().map(|name| (*name, 2.into())).collect();
            assert!(ENGLISH_ONLY.find(key, &arguments).is_some(), "{key:?}");
        }
    }
    assert!(said.iter().any(|(key, _)| key == "problem-title"), "no page says anything");
}

#[test]
fn nothing_is_in_the_catalogue_that_nothing_says() {
    let (source, looked_up) = (Source::read(), looked_up());
    let other: Vec<_> =
        asking().iter().chain(&telling()).flat_map(fields).map(|field| plain(&field)).collect();
    let said = |key: &String| {
        let message = key.split('.').next().unwrap_or_default();
        let strict = FAMILIES.iter().any(|family| message.starts_with(family));
        // A page's own form asks fields too, in words that begin with its id.
        let own = || other.iter().filter_map(|path| message.strip_suffix(path.as_str())?.strip_suffix('-'));
        let by_page = || source.says(key) || own().any(|id| source.has(id));
        looked_up.contains(key) || source.has(key) || !strict && by_page()
    };
    let unsaid: Vec<_> = keys().into_iter().filter(|key| !said(key)).collect();
    assert_eq!(unsaid, [""; 0]);
}

/// The keys that names of the contracts and of the policy lead to.
fn looked_up() -> BTreeSet<String> {
    let known: BTreeSet<_> = keys().into_iter().collect();
    let acts = acts().flat_map(|act| {
        let check = (act.check != Check::No).then_some(".check");
        let attributes = ["", ".intro"].into_iter().chain(OF_ALL_ACTS).chain(OF_SOME_ACTS).chain(check);
        attributes.map(move |attribute| format!("act-{}{attribute}", act.slug()))
    });
    let forms = [asking(), telling()].concat();
    let fields = forms.iter().flat_map(|form| {
        let found = |keys: [String; 3], attribute: &str| {
            keys.into_iter().map(|key| format!("{key}{attribute}")).find(|key| known.contains(key))
        };
        let fields = fields(form).into_iter().map(|field| candidates(form, &field));
        fields
            .flat_map(|keys| ["", ".hint", ".name"].map(|attribute| found(keys.clone(), attribute)))
            .flatten()
            .collect::<Vec<_>>()
    });
    let reasons =
        source::refusals().into_iter().chain(["OTHER".to_owned()]).map(|reason| reason_key(&reason));
    let roles = source::roles().into_iter().map(|role| role_key(&role));
    let own_reasons = self::acts().flat_map(|act| {
        let refusals = source::refusals().into_iter();
        refusals.map(|reason| format!("{}-{}", act.slug(), reason_key(&reason)))
    });
    let sections =
        REPORT.iter().flat_map(|section| ["", ".intro"].map(|part| format!("{}{part}", section.message())));
    acts.chain(sections).chain(fields).chain(reasons).chain(own_reasons).chain(roles).collect()
}

fn reason_key(reason: &str) -> String {
    format!("reason-{}", reason.to_ascii_lowercase().replace('_', "-"))
}

fn role_key(role: &str) -> String {
    format!("role-{}", role.replace('.', "-"))
}

#[test]
fn nothing_is_said_twice() {
    let keys = keys();
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = keys.iter().filter(|key| !seen.insert(*key)).collect();
    assert_eq!(twice, [""; 0]);
}

#[test]
fn nothing_claims_that_a_law_was_kept() {
    for (area, text) in ENGLISH {
        let text = text.to_lowercase();
        for claim in ["complian", "approved"] {
            assert!(!text.contains(claim), "messages/en/{area}.ftl says {claim:?}");
        }
    }
}
