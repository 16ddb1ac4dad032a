//! The foot of a page.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content};

/// Ends a page: ways out of the service, and the licence of what it says.
///
/// It has neither the crown nor the Royal Arms, which are not ours to show.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/footer.html")]
pub struct Footer {
    /// Links by subject.
    pub navigation: Vec<FooterNavigation>,
    /// Links about the service itself, such as its accessibility statement.
    pub meta: Option<FooterMeta>,
    /// Under which licence the words are.
    pub content_licence: ContentLicence,
    /// Further classes of the width container.
    pub container_classes: Classes,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl HtmlSafe for Footer {}

/// Is the links of one subject.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct FooterNavigation {
    /// The subject.
    pub title: String,
    /// In how many columns the links are set; one if none is given.
    pub columns: Option<u8>,
    /// How wide the subject is, as a grid column, such as "one-third": "full" if empty.
    pub width: String,
    /// The links.
    pub items: Vec<FooterLink>,
}

/// Is what a footer says about the service itself.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct FooterMeta {
    /// What is read out before the links: "Support links" if empty.
    pub visually_hidden_title: String,
    /// The links.
    pub items: Vec<FooterLink>,
    /// What is said beneath the links.
    pub text: Content,
}

/// Is a link of a footer.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct FooterLink {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl FooterLink {
    /// Makes a link of its words and address.
    #[must_use]
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }
}

/// Is the licence of what a page says.
#[derive(Clone, Debug, Default)]
pub enum ContentLicence {
    /// The Open Government Licence v3.0, in English.
    #[default]
    OpenGovernment,
    /// The Open Government Licence in other words.
    Said(Content),
    /// Not said.
    Unsaid,
}
