//! Messages by reflection: their JSON, their texts, and changes by mask. One descriptor pool for all.

use crate::Error;
use prost::{Message, Name};
use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor,
    SerializeOptions, Value,
};
use serde::de::DeserializeSeed as _;
use std::{collections::HashMap, sync::LazyLock};

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(contracts::DESCRIPTORS).expect("the contracts were compiled"));
static FREE_TEXT: LazyLock<ExtensionDescriptor> =
    LazyLock::new(|| extension("concordat.access.v1.free_text"));
static LABELS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let label = extension("concordat.access.v1.label");
    let values = POOL.all_enums().flat_map(|one| one.values().collect::<Vec<_>>());
    let labelled = values.filter_map(|value| {
        Some((value.name().to_owned(), value.options().get_extension(&label).as_str()?.to_owned()))
    });
    labelled.filter(|(_, label)| !label.is_empty()).collect()
});
static FIELD_BEHAVIOR: LazyLock<ExtensionDescriptor> =
    LazyLock::new(|| extension("google.api.field_behavior"));
/// `OUTPUT_ONLY` and `IDENTIFIER` of `google.api.FieldBehavior`: what no caller changes.
const NOT_WRITTEN: [i32; 2] = [3, 8];

fn extension(name: &str) -> ExtensionDescriptor {
    POOL.get_extension_by_name(name).expect("the contracts use it")
}

fn descriptor<M: Name>() -> Result<MessageDescriptor, Error> {
    POOL.get_message_by_name(&M::full_name()).ok_or_else(|| Error::internal("a message without a descriptor"))
}

fn dynamic<M: Message + Name>(message: &M) -> Result<DynamicMessage, Error> {
    DynamicMessage::decode(descriptor::<M>()?, message.encode_to_vec().as_slice()).map_err(Error::internal)
}

/// Whether `path` is that of an RPC of the contracts.
pub(crate) fn is_rpc(path: &str) -> bool {
    let names = path.trim_start_matches('/').split_once('/');
    names.is_some_and(|(service, rpc)| {
        let service = POOL.get_service_by_name(service);
        service.is_some_and(|service| service.methods().any(|method| method.name() == rpc))
    })
}

/// The message as proto-JSON.
///
/// # Errors
/// [`Error::Internal`] if the message is not one of the contracts.
pub fn to_json<M: Message + Name>(message: &M) -> Result<serde_json::Value, Error> {
    let options = SerializeOptions::new();
    dynamic(message)?.serialize_with_options(serde_json::value::Serializer, &options).map_err(Error::internal)
}

/// The message that proto-JSON stands for.
///
/// # Errors
/// [`Error::Internal`] if it stands for none: what the platform wrote itself is then spoilt.
pub fn from_json<M: Message + Name + Default>(json: &serde_json::Value) -> Result<M, Error> {
    let message = descriptor::<M>()?.deserialize(json).map_err(Error::internal)?;
    message.transcode_to().map_err(Error::internal)
}

/// What a person reads for the value of an enum of the contracts, by the value's name, such as `DATA_TYPE_HEALTH_DATA`.
/// `None` for one that says nothing. Names begin with their enum's, so that none is another's.
#[must_use]
pub fn label(name: &str) -> Option<&'static str> {
    LABELS.get(name).map(String::as_str)
}

/// A text of a message, and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// The field's path, such as `breach.facts.incident.description`.
    pub path: String,
    /// What it says.
    pub text: String,
    /// Whether its contract marks it as free text, which a person wrote.
    pub free: bool,
}

/// The texts of a message that are not empty.
///
/// # Errors
/// [`Error::Internal`] if the message is not one of the contracts.
pub fn texts<M: Message + Name>(message: &M) -> Result<Vec<Text>, Error> {
    let mut texts = Vec::new();
    collect(&dynamic(message)?, "", &mut texts);
    Ok(texts)
}

fn collect(message: &DynamicMessage, prefix: &str, texts: &mut Vec<Text>) {
    for (field, value) in message.fields() {
        let path =
            if prefix.is_empty() { field.name().to_owned() } else { format!("{prefix}.{}", field.name()) };
        match value {
            Value::Message(inner) => collect(inner, &path, texts),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    match item {
                        Value::Message(inner) => collect(inner, &path, texts),
                        Value::String(text) => texts.push(Text { path, text: text.clone(), free: false }),
                        _ => {}
                    }
                }
            }
            Value::String(text) => {
                let free = field.options().get_extension(&FREE_TEXT).as_bool() == Some(true);
                texts.push(Text { path, text: text.clone(), free });
            }
            _ => {}
        }
    }
}

/// Takes the masked fields of `patch` over into `current`: a field that `patch` does not set is cleared (AIP-134).
/// Messages are replaced as a whole where a path ends at one.
///
/// # Errors
/// [`Error::Internal`] if the message is not one of the contracts; the paths that name no field that a caller may
/// write, as `Ok(Err(paths))`.
pub fn apply<M: Message + Name + Default>(
    current: &M,
    patch: &M,
    paths: &[String],
) -> Result<Result<M, Vec<String>>, Error> {
    let descriptor = descriptor::<M>()?;
    let wrong: Vec<String> = paths.iter().filter(|path| !is_writable(&descriptor, path)).cloned().collect();
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let (mut target, source) = (dynamic(current)?, dynamic(patch)?);
    for path in paths {
        take_over(&mut target, &source, path);
    }
    Ok(Ok(target.transcode_to().map_err(Error::internal)?))
}

/// Clears every field of `message` that no caller writes, so that what a caller sent there counts for nothing.
///
/// # Errors
/// [`Error::Internal`] if the message is not one of the contracts.
pub fn written<M: Message + Name + Default>(message: &M) -> Result<M, Error> {
    let mut dynamic = dynamic(message)?;
    for field in descriptor::<M>()?.fields().filter(|field| !may_be_written(field)) {
        dynamic.clear_field(&field);
    }
    dynamic.transcode_to().map_err(Error::internal)
}

fn is_writable(message: &MessageDescriptor, path: &str) -> bool {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(field) = message.get_field_by_name(name).filter(may_be_written) else { return false };
    match (rest, field.kind()) {
        (None, _) => true,
        (Some(rest), Kind::Message(inner)) => !field.is_list() && is_writable(&inner, rest),
        (Some(_), _) => false,
    }
}

fn may_be_written(field: &FieldDescriptor) -> bool {
    let behaviours = field.options();
    let behaviours = behaviours.get_extension(&FIELD_BEHAVIOR);
    let behaviours = behaviours.as_list().unwrap_or_default();
    !behaviours.iter().any(|one| one.as_enum_number().is_some_and(|one| NOT_WRITTEN.contains(&one)))
}

fn take_over(target: &mut DynamicMessage, source: &DynamicMessage, path: &str) {
    match path.split_once('.') {
        None if source.has_field_by_name(path) => {
            if let Some(value) = source.get_field_by_name(path) {
                target.set_field_by_name(path, value.into_owned());
            }
        }
        None => target.clear_field_by_name(path),
        Some((name, rest)) => {
            let Some(inner) = source.get_field_by_name(name) else { return };
            let Some(inner) = inner.as_message() else { return };
            if let Some(target) = target.get_field_by_name_mut(name).and_then(Value::as_message_mut) {
                take_over(target, inner, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LABELS, POOL, apply, from_json, label, texts, to_json, written};
    use contracts::breaches::{Breach, BreachState, DataType, Facts, Incident, OtherBody, People, Response};

    fn breach() -> Breach {
        Breach {
            name: "organisations/hmrc/breaches/1".to_owned(),
            etag: "v1".to_owned(),
            title: "Lost laptop".to_owned(),
            state: BreachState::Logged.into(),
            facts: Some(Facts {
                incident: Some(Incident { description: "On a train".to_owned(), ..Incident::default() }),
                people: Some(People { affected_approx: Some(0), ..People::default() }),
                response: Some(Response {
                    other_bodies: vec![OtherBody { name: "Police".to_owned(), ..OtherBody::default() }],
                    ..Response::default()
                }),
                ..Facts::default()
            }),
            ..Breach::default()
        }
    }

    fn apply_to(patch: &Breach, paths: &[&str]) -> Result<Breach, Vec<String>> {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        apply(&breach(), patch, &paths).unwrap()
    }

    #[test]
    fn a_message_survives_its_json_and_zero_is_not_unknown() {
        let json = to_json(&breach()).unwrap();
        assert_eq!(json["facts"]["people"]["affectedApprox"], "0");
        assert_eq!(from_json::<Breach>(&json).unwrap(), breach());
    }

    #[test]
    fn values_are_labelled_and_no_name_stands_for_two() {
        assert_eq!(label(DataType::HealthData.as_str_name()), Some("Health data"));
        assert_eq!(label(DataType::Unspecified.as_str_name()), None);
        let ours = POOL.all_enums().filter(|one| one.full_name().starts_with("concordat."));
        let named: Vec<_> = ours
            .flat_map(|one| one.values().map(|value| value.name().to_owned()).collect::<Vec<_>>())
            .filter(|name| LABELS.contains_key(name))
            .collect();
        assert_eq!(named.len(), LABELS.len());
    }

    #[test]
    fn free_texts_are_found_wherever_they_stand_and_nothing_else_is() {
        let texts = texts(&breach()).unwrap().into_iter().filter(|text| text.free);
        let texts: Vec<_> = texts.map(|text| text.path).collect();
        assert_eq!(
            texts,
            ["title", "facts.incident.description", "facts.response.other_bodies[0].name"],
            "names, etags and contacts are not free text"
        );
    }

    #[test]
    fn only_masked_fields_change_and_one_that_is_left_out_is_cleared() {
        let patch = Breach {
            title: "Lost phone".to_owned(),
            detected_how: "not masked".to_owned(),
            facts: Some(Facts {
                data: Some(contracts::breaches::DataInvolved {
                    types: vec![DataType::HealthData.into()],
                    ..Default::default()
                }),
                ..Facts::default()
            }),
            ..Breach::default()
        };
        let changed =
            apply_to(&patch, &["title", "facts.data.types", "facts.incident.description", "facts.people"])
                .unwrap();
        let mut expected = breach();
        expected.title = "Lost phone".to_owned();
        let facts = expected.facts.as_mut().unwrap();
        facts.data = patch.facts.unwrap().data;
        facts.incident = Some(Incident::default());
        facts.people = None;
        assert_eq!(changed, expected);
    }

    #[test]
    fn what_no_caller_writes_cannot_be_masked_and_counts_for_nothing() {
        let patch = Breach { state: BreachState::Assessed.into(), ..breach() };
        for path in [
            "state",
            "name",
            "etag",
            "deadline",
            "titel",
            "title.x",
            "facts.incident.x",
            "facts.data.types.x",
            "",
        ] {
            assert_eq!(apply_to(&patch, &["title", path]), Err(vec![path.to_owned()]));
        }
        let written = written(&patch).unwrap();
        assert_eq!((written.state, written.name.as_str(), written.title.as_str()), (0, "", "Lost laptop"));
    }
}
