//! The name of the service and the ways to its parts.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content, Markup};

/// Names the service and leads to its parts.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/service_navigation.html")]
pub struct ServiceNavigation {
    /// The service's name.
    pub service_name: String,
    /// Where the name leads; no link if empty.
    pub service_url: String,
    /// The ways to its parts.
    pub navigation: Vec<ServiceNavigationItem>,
    /// Further classes of the list of ways.
    pub navigation_classes: Classes,
    /// The id of the list of ways: "navigation" if empty.
    pub navigation_id: String,
    /// What the landmark of the ways is called; as the menu button if empty.
    pub navigation_label: String,
    /// What the menu button of a small screen says: "Menu" if empty.
    pub menu_button_text: String,
    /// What the menu button is called, if not what it says.
    pub menu_button_label: String,
    /// Whether the ways fold into a menu on a small screen; if none is given, more than one does.
    pub collapse_navigation_on_mobile: Option<bool>,
    /// What the landmark round it all is called: "Service information" if empty.
    pub aria_label: String,
    /// What pages put into it beside.
    pub slots: ServiceNavigationSlots,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl ServiceNavigation {
    fn has_navigation(&self) -> bool {
        let slots = &self.slots;
        !self.navigation.is_empty() || slots.navigation_start.is_some() || slots.navigation_end.is_some()
    }

    fn menu(&self) -> &str {
        if self.menu_button_text.is_empty() { "Menu" } else { &self.menu_button_text }
    }

    fn navigation_label(&self) -> &str {
        if self.navigation_label.is_empty() { self.menu() } else { &self.navigation_label }
    }

    fn navigation_id(&self) -> &str {
        if self.navigation_id.is_empty() { "navigation" } else { &self.navigation_id }
    }

    fn is_landmark(&self) -> bool {
        !self.service_name.is_empty() || self.slots.start.is_some() || self.slots.end.is_some()
    }

    fn collapses(&self) -> bool {
        self.collapse_navigation_on_mobile.unwrap_or(self.navigation.len() > 1)
    }
}

impl HtmlSafe for ServiceNavigation {}

/// Is a way to a part of the service.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct ServiceNavigationItem {
    /// What it says.
    pub text: Content,
    /// Where it leads; no link if empty.
    pub href: String,
    /// Whether it is this very page.
    pub current: bool,
    /// Whether this page is in that part.
    pub active: bool,
    /// Further attributes of the link.
    pub attributes: Attributes,
}

impl ServiceNavigationItem {
    /// Makes a way of its words and address.
    #[must_use]
    pub fn new(text: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }

    fn is_active(&self) -> bool {
        self.active || self.current
    }
}

/// Is what pages put into a [`ServiceNavigation`] beside.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct ServiceNavigationSlots {
    /// What stands first.
    pub start: Option<Markup>,
    /// What stands last.
    pub end: Option<Markup>,
    /// List items before the ways.
    pub navigation_start: Option<Markup>,
    /// List items after the ways.
    pub navigation_end: Option<Markup>,
}
