//! What is to be done about a breach: done with evidence, and verified by somebody else.

mod asks;
mod model;
mod service;
pub(crate) mod store;
mod wire;

pub(crate) use model::OfBreach;
pub(crate) use service::ActionHandlers;

use crate::model::BREACHES;
use chassis::Name;
use std::fmt::{self, Display, Formatter};
use uuid::Uuid;

/// The name of an action: `organisations/{organisation}/breaches/{breach}/actions/{action}`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ActionName {
    pub(crate) breach: Name,
    pub(crate) id: Uuid,
}

impl ActionName {
    /// Reads a name, unless the text is none. One action has one name: another spelling of its id is refused.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (breach, id) = text.rsplit_once("/actions/")?;
        let name = Self { breach: Name::parse(BREACHES, breach)?, id: Uuid::parse_str(id).ok()? };
        (name.to_string() == text).then_some(name)
    }
}

impl Display for ActionName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}/actions/{}", self.breach, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::ActionName;

    #[test]
    fn an_action_has_one_name() {
        let (breach, id) = ("0197a3c0-0000-7000-8000-00000000000a", "0197a3c0-0000-7000-8000-00000000000b");
        let name = format!("organisations/hmrc/breaches/{breach}/actions/{id}");
        assert_eq!(ActionName::parse(&name).unwrap().to_string(), name);
        for text in [
            name.replace(id, &id.to_uppercase()),
            name.replace(id, &id.replace('-', "")),
            name.replace("actions", "breaches"),
            name.replace("breaches", "cases"),
            format!("organisations/hmrc/actions/{id}"),
            format!("{name}/"),
        ] {
            assert_eq!(ActionName::parse(&text), None, "{text}");
        }
    }
}
