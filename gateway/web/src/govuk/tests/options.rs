//! Says the options of GOV.UK Frontend's macros as ours.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use crate::govuk::{Attributes, Content, ContentLicence, Markup};

/// The options that are numbers for us too; any other number is a text that looks like one.
const NUMBERS: [&str; 9] = [
    "colspan",
    "columns",
    "headingLevel",
    "maxlength",
    "maxwords",
    "rows",
    "rowspan",
    "threshold",
    "titleHeadingLevel",
];

/// Gives the options of a component in our words.
pub(super) fn ours(component: &str, options: Value) -> Value {
    let options = said(options);
    match component {
        "fieldset" => fieldset_group(options),
        "date-input" => parts_of_date(options),
        _ => options,
    }
}

fn said(value: Value) -> Value {
    match value {
        Value::Object(options) => {
            let (markup, rest): (Vec<_>, Vec<_>) =
                options.into_iter().partition(|(name, _)| text_for(name).is_some());
            let rest = rest.into_iter().map(|(name, value)| (name.clone(), option(&name, value)));
            rest.chain(markup.into_iter().map(|(name, value)| as_markup(name, value)))
                .collect::<Map<_, _>>()
                .into()
        }
        Value::Array(values) => values.into_iter().map(said).collect(),
        Value::Number(number) => number.to_string().into(),
        _ => value,
    }
}

/// Gives the name of our option, text or markup, for an option that is markup only.
fn text_for(name: &str) -> Option<String> {
    match name {
        "html" => Some("text".to_owned()),
        _ => name.strip_suffix("Html").map(|what| format!("{what}Text")),
    }
}

/// Says an option that is markup as ours, which then goes before the text; what is not even a string is not ours.
fn as_markup(name: String, value: Value) -> (String, Value) {
    match text_for(&name) {
        Some(text) if value.is_string() => (text, json!({ "html": value })),
        _ => (name, value),
    }
}

fn option(name: &str, value: Value) -> Value {
    match name {
        "slots" => value,
        "conditional" => value.get("html").cloned().unwrap_or(value),
        _ if value.is_number() && NUMBERS.contains(&name) => value,
        _ => said(value),
    }
}

/// Splits what is about a fieldset from what is in it.
fn fieldset_group(mut fieldset: Value) -> Value {
    let inside = fieldset
        .as_object_mut()
        .and_then(|options| options.remove("text"))
        .unwrap_or_else(|| json!({ "html": "" }));
    json!({ "fieldset": fieldset, "html": inside["html"] })
}

/// Says a list of a day, a month and a year as each, if they are not said already.
fn parts_of_date(mut options: Value) -> Value {
    const PARTS: [&str; 3] = ["day", "month", "year"];
    let names = options["items"].as_array().into_iter().flatten().map(|item| item["name"].as_str());
    if !names.eq(PARTS.map(Some)) || PARTS.iter().any(|part| options.get(part).is_some()) {
        return options;
    }
    if let Some(options) = options.as_object_mut()
        && let Some(Value::Array(items)) = options.remove("items")
    {
        options.extend(PARTS.map(str::to_owned).into_iter().zip(items));
    }
    options
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Said {
            Text(String),
            Html { html: Markup },
        }
        Ok(match Said::deserialize(deserializer)? {
            Said::Text(text) => Self::Text(text),
            Said::Html { html } => Self::Html(html),
        })
    }
}

impl<'de> Deserialize<'de> for ContentLicence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Said {
            text: Content,
        }
        Ok(Option::<Said>::deserialize(deserializer)?.map_or(Self::Unsaid, |Said { text }| Self::Said(text)))
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let attributes = BTreeMap::<String, Value>::deserialize(deserializer)?;
        let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Ok(attributes.into_iter().map(|(name, value)| (&*name.leak(), text(value))).collect())
    }
}
