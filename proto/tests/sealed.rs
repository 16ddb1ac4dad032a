//! What was sealed under a message is read by it for ever: no content message changes, nor anything inside one.

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};
use std::{collections::BTreeMap, fmt::Write as _};

/// The contents as they were when the first was sealed.
const GOLDEN: &str = include_str!("sealed.txt");
const CONTENTS: [&str; 9] = [
    "concordat/breaches/v1/content.proto",
    "concordat/breaches/v1/exchange_content.proto",
    "concordat/breaches/v1/pointer_content.proto",
    "concordat/breaches/v1/return_content.proto",
    "concordat/commitments/v1/calendar_content.proto",
    "concordat/commitments/v1/commitment_content.proto",
    "concordat/commitments/v1/evidence_content.proto",
    "concordat/commitments/v1/meeting_content.proto",
    "concordat/commitments/v1/pack_content.proto",
];

fn describe(message: &MessageDescriptor, found: &mut BTreeMap<String, String>) {
    if message.full_name().starts_with("google.protobuf.") || found.contains_key(message.full_name()) {
        return;
    }
    found.insert(message.full_name().to_owned(), String::new());
    let mut text = String::new();
    for field in message.fields() {
        let kind = match field.kind() {
            Kind::Message(inner) => {
                describe(&inner, found);
                inner.full_name().to_owned()
            }
            Kind::Enum(values) => values.full_name().to_owned(),
            kind => format!("{kind:?}"),
        };
        let many = if field.is_list() { "repeated " } else { "" };
        let known = if field.field_descriptor_proto().proto3_optional() { "optional " } else { "" };
        let _ =
            writeln!(text, "  {} {many}{known}{kind} {} {}", field.number(), field.name(), field.json_name());
    }
    found.insert(message.full_name().to_owned(), text);
}

/// The messages of a listing, each with its fields.
fn read(listing: &str) -> BTreeMap<String, String> {
    let mut messages = BTreeMap::<String, String>::new();
    let mut message = String::new();
    for line in listing.lines() {
        if line.starts_with(' ') {
            let _ = writeln!(messages.entry(message.clone()).or_default(), "{line}");
        } else {
            line.clone_into(&mut message);
        }
    }
    messages
}

#[test]
fn no_message_that_was_sealed_under_ever_changes() {
    let pool = DescriptorPool::decode(contracts::DESCRIPTORS).unwrap();
    let mut now = BTreeMap::new();
    for message in pool.all_messages().filter(|message| CONTENTS.contains(&message.parent_file().name())) {
        describe(&message, &mut now);
    }
    let before = read(GOLDEN);
    for (message, fields) in &before {
        assert_eq!(now.get(message), Some(fields), "{message} changed; what must differ is a new message");
    }
    let added: Vec<_> = now.iter().filter(|(message, _)| !before.contains_key(*message)).collect();
    let added = added.iter().fold(String::new(), |all, (message, fields)| all + message + "\n" + fields);
    assert!(added.is_empty(), "add to sealed.txt, once it is what you mean for ever:\n{added}");
}
