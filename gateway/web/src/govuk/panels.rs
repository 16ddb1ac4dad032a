//! Small pieces of a page's matter.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content};

/// Says that the whole of a task is done.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/panel.html")]
pub struct Panel {
    /// What is done.
    pub title_text: Content,
    /// The level of the title's heading; 1 if none is given.
    pub heading_level: Option<u8>,
    /// What is said beneath, such as a reference.
    pub text: Content,
    /// Further classes; `govuk-panel--interruption` in place of a confirmation.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Panel {
    fn is_interruption(&self) -> bool {
        self.classes.have("govuk-panel--interruption")
    }
}

impl HtmlSafe for Panel {}

/// Says that the service is still being worked on.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/phase_banner.html")]
pub struct PhaseBanner {
    /// What the banner says.
    pub text: Content,
    /// The phase.
    pub tag: Tag,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl PhaseBanner {
    fn phase(&self) -> Tag {
        let classes = Classes::from("govuk-phase-banner__content__tag").and(&self.tag.classes);
        Tag { classes, ..self.tag.clone() }
    }
}

impl HtmlSafe for PhaseBanner {}

/// Sets words apart from what stands round them.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/inset_text.html")]
pub struct InsetText {
    /// What is said.
    pub text: Content,
    /// The element's id.
    pub id: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl InsetText {
    /// Makes an inset of a text.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl HtmlSafe for InsetText {}

/// Warns of what follows from an act.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/warning_text.html")]
pub struct WarningText {
    /// What is said.
    pub text: Content,
    /// What is read out for the sign: "Warning" if empty.
    pub icon_fallback_text: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl WarningText {
    /// Makes a warning of a text.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl HtmlSafe for WarningText {}

/// Keeps what only some need to read folded.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/details.html")]
pub struct Details {
    /// What says what is folded.
    pub summary_text: Content,
    /// What is folded.
    pub text: Content,
    /// The element's id.
    pub id: String,
    /// Whether it is unfolded from the start.
    pub open: bool,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl HtmlSafe for Details {}

/// Shows the state of a thing in a word.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/tag.html")]
pub struct Tag {
    /// The word.
    pub text: Content,
    /// Further classes: a colour, such as `govuk-tag--red`.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Tag {
    /// Makes a tag of a word.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Makes a tag of a word and a class that colours it, such as `govuk-tag--red`.
    #[must_use]
    pub fn coloured(text: impl Into<Content>, class: &'static str) -> Self {
        Self { classes: class.into(), ..Self::text(text) }
    }
}

impl HtmlSafe for Tag {}
