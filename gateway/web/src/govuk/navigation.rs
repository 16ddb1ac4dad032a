//! Ways to another page, or to the main part of this one.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content};

/// Leads to the page before.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/back_link.html")]
pub struct BackLink {
    /// What the link says: "Back" if empty.
    pub text: Content,
    /// Where it leads: "#" if empty.
    pub href: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl BackLink {
    /// Makes a link back to a page.
    #[must_use]
    pub fn to(href: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::default() }
    }
}

impl HtmlSafe for BackLink {}

/// Says where the page stands among others.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/breadcrumbs.html")]
pub struct Breadcrumbs {
    /// The pages above this one, from the top.
    pub items: Vec<Breadcrumb>,
    /// Whether only the first and last are shown on a small screen.
    pub collapse_on_mobile: bool,
    /// What the landmark is called: "Breadcrumb" if empty.
    pub label_text: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl HtmlSafe for Breadcrumbs {}

/// Is a page of [`Breadcrumbs`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Breadcrumb {
    /// What the page is called.
    pub text: Content,
    /// Where it is; empty for this page.
    pub href: String,
    /// Further attributes of the link.
    pub attributes: Attributes,
}

impl Breadcrumb {
    /// Makes a step of a page's name and address.
    #[must_use]
    pub fn new(text: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }
}

/// Leads those who use a keyboard past the head of the page.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/skip_link.html")]
pub struct SkipLink {
    /// What the link says.
    pub text: Content,
    /// Where it leads: "#content" if empty.
    pub href: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl HtmlSafe for SkipLink {}
