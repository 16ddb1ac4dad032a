//! Labels and resource names.

use std::fmt::{self, Display, Formatter};
use uuid::Uuid;

/// The longest label, in characters.
const LONGEST: usize = 63;

/// A code such as `hmrc` or `dept.dpo`: characters that need no escape in a name, a policy or an SQL literal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(String);

impl Label {
    /// Reads a label, unless the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".:_-".contains(&byte);
        ((1..=LONGEST).contains(&text.len()) && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }

    /// Reads the organisation that `organisations/{organisation}` names.
    #[must_use]
    pub fn parent(text: &str) -> Option<Self> {
        Self::parse(text.strip_prefix("organisations/")?)
    }

    /// The label's characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for Label {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a resource of an organisation: `organisations/{organisation}/{collection}/{id}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Whose it is.
    pub organisation: Label,
    /// What it is one of, such as `breaches`.
    pub collection: &'static str,
    /// Which one.
    pub id: Uuid,
}

impl Name {
    /// Reads the name of a resource in `collection`, unless the text is none. One resource has one name: another
    /// spelling of its id is refused.
    #[must_use]
    pub fn parse(collection: &'static str, text: &str) -> Option<Self> {
        let (parent, id) = text.rsplit_once('/')?;
        let organisation = Label::parent(parent.strip_suffix(collection)?.strip_suffix('/')?)?;
        let name = Self { organisation, collection, id: Uuid::parse_str(id).ok()? };
        (name.to_string() == text).then_some(name)
    }
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "organisations/{}/{}/{}", self.organisation, self.collection, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::{Label, Name};

    #[test]
    fn a_label_holds_nothing_that_sql_or_a_name_would_read_otherwise() {
        for text in ["hmrc", "home-office", "dept.dpo", "null", "p:0a_1"] {
            assert_eq!(Label::parse(text).map(|label| label.to_string()).as_deref(), Some(text));
        }
        for text in
            ["", "HMRC", "a b", "a\"", "a'", "a{", "a}", "a,", "a\\", "a/", "é", "\u{0}", &"a".repeat(64)]
        {
            assert_eq!(Label::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_resource_has_one_name() {
        let id = "0197a3c0-0000-7000-8000-00000000000a";
        let name = format!("organisations/hmrc/breaches/{id}");
        assert_eq!(Name::parse("breaches", &name).unwrap().to_string(), name);
        for text in [
            format!("organisations/hmrc/breaches/{}", id.to_uppercase()),
            format!("organisations/hmrc/breaches/{}", id.replace('-', "")),
            format!("organisations/hmrc/cases/{id}"),
            format!("organisations/hmrc/x/breaches/{id}"),
            format!("organisations//breaches/{id}"),
            format!("organisations/hmrcbreaches/{id}"),
            format!("{name}/"),
        ] {
            assert_eq!(Name::parse("breaches", &text), None, "{text}");
        }
    }
}
