//! What the contracts say of a form's fields: their kind, their limits, whether they must be given, and what the values of
//! a vocabulary are called.

use prost::{Message, Name};
use prost_reflect::{
    Cardinality, DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, Kind as Wire,
    MessageDescriptor, MethodDescriptor, Value,
};
use std::sync::LazyLock;

/// The longest text that is asked for on one line, in characters.
const LINE: usize = 200;
/// What stands in requests for other reasons than to be asked.
const NEVER_ASKED: [&str; 7] =
    ["name", "parent", "source", "etag", "request_id", "personal_data_checked", "validate_only"];
/// Times of which people know the day only: the end of that day is meant.
const DAYS: [&str; 6] = ["due", "due_at", "expected_by", "expires_at", "next_update_at", "risk_board_at"];
/// What a handling says that must be given: all else of it can be left out.
const CLASSIFICATION: &str = ".classification";
/// How a civil day is written.
const DATE: &str = "^20[0-9]{2}-[01][0-9]-[0-3][0-9]$";
/// What numbers a row from 1 on, which nobody types.
pub(crate) const ROW: &str = "seat";
/// What is a time on the wire.
const TIMESTAMP: &str = "google.protobuf.Timestamp";

static CONTRACTS: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(contracts::DESCRIPTORS).expect("the contracts are a descriptor set")
});

/// A field of a message, as it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its path in the message, such as `facts.incident.description`.
    pub(crate) path: String,
    pub(crate) kind: Kind,
    /// Whether the contract says that it must be given.
    pub(crate) required: bool,
    /// The longest text, in characters, or the most rows.
    pub(crate) most: Option<usize>,
    /// The values of a vocabulary that are offered, where not all are.
    pub(crate) offered: Option<Vec<String>>,
}

impl Field {
    /// The values of its vocabulary that are offered, each with what it is called.
    pub(crate) fn offered_of(&self, vocabulary: &EnumDescriptor) -> Vec<(String, String)> {
        let offered = |value: &String| self.offered.as_ref().is_none_or(|all| all.contains(value));
        terms(vocabulary).into_iter().filter(|(value, _)| offered(value)).collect()
    }
}

/// How a field is asked for.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A text on one line.
    Line,
    /// A text of several lines.
    Text,
    /// An e-mail address.
    Email,
    /// The code of a role.
    Role(Vec<String>),
    /// One of these texts, each with what it is called.
    Among(Vec<(String, String)>),
    /// Some of these texts, each with what it is called.
    Several(Vec<(String, String)>),
    /// A number.
    Number,
    /// Numbers, with commas between them.
    Numbers,
    /// Texts, one on each line.
    Lines,
    /// Yes, or not.
    Flag,
    /// A day and a time.
    Moment,
    /// A day, of which its end is meant.
    Day,
    /// A civil day, which is no time.
    Date,
    /// A value of a vocabulary.
    One(EnumDescriptor),
    /// Values of a vocabulary.
    Many(EnumDescriptor),
    /// Several of the same, each with these fields, whose paths begin in the row.
    Rows(Vec<Field>),
}

/// Finds an RPC by its full name, such as `concordat.breaches.v1.BreachService.ConfirmBreach`.
pub(crate) fn method(name: &str) -> Option<MethodDescriptor> {
    let (service, method) = name.rsplit_once('.')?;
    CONTRACTS.get_service_by_name(service)?.methods().find(|own| own.name() == method)
}

/// Finds a message by its full name.
pub(crate) fn message(name: &str) -> Option<MessageDescriptor> {
    CONTRACTS.get_message_by_name(name)
}

/// A message as its contract describes it.
pub(crate) fn dynamic<M: Message + Name>(message: &M) -> Option<DynamicMessage> {
    DynamicMessage::decode(self::message(&M::full_name())?, message.encode_to_vec().as_slice()).ok()
}

/// Every field of a message that is asked for, in the contract's order; those of a message within it in its place.
pub(crate) fn fields(message: &MessageDescriptor) -> Vec<Field> {
    within(message, "").into_iter().filter(|field| !NEVER_ASKED.contains(&field.path.as_str())).collect()
}

/// Every field of a message at a path, in the contract's order.
fn within(message: &MessageDescriptor, before: &str) -> Vec<Field> {
    let mut fields: Vec<_> = message.fields().collect();
    fields.sort_by_key(FieldDescriptor::number);
    fields.iter().flat_map(|field| expand(field, before)).collect()
}

/// The field at a path of a message, or those of the message that is there.
pub(crate) fn at(message: &MessageDescriptor, path: &str) -> Vec<Field> {
    let (before, name) = path.rsplit_once('.').unwrap_or(("", path));
    let within =
        before.split('.').filter(|part| !part.is_empty()).try_fold(message.clone(), |within, part| {
            let field = within.get_field_by_name(part)?;
            field.kind().as_message().cloned()
        });
    let field = within.and_then(|within| within.get_field_by_name(name));
    field.map(|field| expand(&field, before)).unwrap_or_default()
}

fn expand(field: &FieldDescriptor, before: &str) -> Vec<Field> {
    let path = if before.is_empty() { field.name().to_owned() } else { format!("{before}.{}", field.name()) };
    let rules = Rules::of(field);
    let repeated = field.cardinality() == Cardinality::Repeated;
    let one =
        |kind, most| vec![Field { path: path.clone(), kind, required: rules.required, most, offered: None }];
    match field.kind() {
        Wire::Message(kind) if kind.full_name() == TIMESTAMP => {
            one(if DAYS.contains(&field.name()) { Kind::Day } else { Kind::Moment }, None)
        }
        Wire::Message(kind) if repeated => {
            let columns = within(&kind, "").into_iter().filter(|column| column.path != ROW);
            one(Kind::Rows(columns.collect()), rules.most_items)
        }
        Wire::Message(kind) => {
            // What stands in a message that can be left out can be left out too.
            let needed = |field: &Field| field.required || field.path.ends_with(CLASSIFICATION);
            let inner = within(&kind, &path).into_iter();
            inner.map(|field| Field { required: needed(&field) && rules.required, ..field }).collect()
        }
        Wire::Enum(kind) if repeated => one(Kind::Many(kind), None),
        Wire::Enum(kind) => one(Kind::One(kind), None),
        Wire::Bool => one(Kind::Flag, None),
        Wire::String if !rules.among.is_empty() => one(Kind::Role(rules.among), None),
        Wire::String if rules.date => one(Kind::Date, None),
        Wire::String if repeated => one(Kind::Lines, rules.most_items),
        Wire::String if rules.email => one(Kind::Email, rules.longest),
        Wire::String if rules.longest.is_none_or(|longest| longest <= LINE) => one(Kind::Line, rules.longest),
        Wire::String => one(Kind::Text, rules.longest),
        _ if repeated => one(Kind::Numbers, rules.most_items),
        _ => one(Kind::Number, None),
    }
}

/// What the contract's options say of a field.
struct Rules {
    required: bool,
    longest: Option<usize>,
    most_items: Option<usize>,
    email: bool,
    /// Whether it is a civil day.
    date: bool,
    /// The only texts that are taken, if there are such.
    among: Vec<String>,
}

impl Rules {
    fn of(field: &FieldDescriptor) -> Self {
        /// `REQUIRED` in `google.api.FieldBehavior`.
        const REQUIRED: i32 = 2;
        let options = field.options();
        let behaviour = CONTRACTS.get_extension_by_name("google.api.field_behavior");
        let behaviour = behaviour.map(|option| options.get_extension(&option).into_owned());
        let behaviour = behaviour.as_ref().and_then(Value::as_list).unwrap_or_default();
        let required = behaviour.iter().any(|value| value.as_enum_number() == Some(REQUIRED));
        let rules = CONTRACTS.get_extension_by_name("buf.validate.field");
        let rules = rules.filter(|option| options.has_extension(option));
        let rules = rules.map(|option| options.get_extension(&option).into_owned());
        let rules = rules.as_ref().and_then(Value::as_message);
        let of = |kind: &str| {
            rules.filter(|rules| rules.has_field_by_name(kind)).and_then(|rules| part(rules, kind))
        };
        let (text, list, choice) = (of("string"), of("repeated"), of("enum"));
        let barred = choice.as_ref().and_then(|choice| choice.get_field_by_name("not_in"));
        let barred = barred.as_ref().and_then(|value| value.as_list()).unwrap_or_default();
        let some = list.as_ref().and_then(|list| number(list, "min_items")).is_some();
        let required = required || some || barred.contains(&Value::I32(0));
        let among = text.as_ref().and_then(|text| text.get_field_by_name("in"));
        let among = among.as_ref().and_then(|value| value.as_list()).unwrap_or_default();
        let among = among.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let email = text.as_ref().and_then(|text| text.get_field_by_name("email")?.as_bool());
        let pattern = text.as_ref().and_then(|text| text.get_field_by_name("pattern"));
        let date = pattern.is_some_and(|pattern| pattern.as_str() == Some(DATE));
        Self {
            required,
            date,
            longest: text.and_then(|text| number(&text, "max_len")),
            most_items: list.and_then(|list| number(&list, "max_items")),
            email: email.unwrap_or_default(),
            among,
        }
    }
}

fn part(message: &DynamicMessage, name: &str) -> Option<DynamicMessage> {
    message.get_field_by_name(name)?.as_message().cloned()
}

fn number(message: &DynamicMessage, name: &str) -> Option<usize> {
    let number = message.get_field_by_name(name)?.as_u64()?;
    usize::try_from(number).ok().filter(|number| *number > 0)
}

/// The values of a vocabulary that people choose among, each with what it is called.
pub(crate) fn terms(vocabulary: &EnumDescriptor) -> Vec<(String, String)> {
    let Some(option) = CONTRACTS.get_extension_by_name("concordat.access.v1.label") else {
        return Vec::new();
    };
    let labelled = vocabulary.values().filter_map(|value| {
        let options = value.options();
        let label = options.get_extension(&option).as_str()?.to_owned();
        Some((value.name().to_owned(), label)).filter(|(_, label)| !label.is_empty())
    });
    labelled.collect()
}

/// Numbers as they are written.
pub(crate) fn numbers(numbers: &[Value]) -> String {
    let each = numbers.iter().filter_map(Value::as_i32).map(|number| number.to_string());
    each.collect::<Vec<_>>().join(", ")
}

/// What a value of a vocabulary is called; empty for one that says nothing.
pub(crate) fn term(vocabulary: &EnumDescriptor, number: i32) -> String {
    let value = vocabulary.get_value(number);
    let name = value.map(|value| value.name().to_owned()).unwrap_or_default();
    terms(vocabulary)
        .into_iter()
        .find(|(value, _)| *value == name)
        .map(|(_, label)| label)
        .unwrap_or_default()
}

/// What a value of a generated vocabulary is called.
pub(crate) fn label(vocabulary: &str, number: i32) -> String {
    CONTRACTS.get_enum_by_name(vocabulary).map(|vocabulary| term(&vocabulary, number)).unwrap_or_default()
}

/// The values of a vocabulary, by its full name.
pub(crate) fn vocabulary(name: &str) -> Vec<(String, String)> {
    CONTRACTS.get_enum_by_name(name).map(|vocabulary| terms(&vocabulary)).unwrap_or_default()
}
