//! What is known of a thing, or was answered, a line each.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content};

/// Lists what is known of a thing, or was answered.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/summary_list.html")]
pub struct SummaryList {
    /// The lines.
    pub rows: Vec<SummaryListRow>,
    /// The card the list stands in.
    pub card: Option<SummaryListCard>,
    /// Further classes, such as `govuk-summary-list--no-border`.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl SummaryList {
    fn any_row_has_actions(&self) -> bool {
        self.rows.iter().any(SummaryListRow::has_actions)
    }

    fn card_title(&self) -> Option<&Content> {
        self.card.as_ref()?.title.as_ref().map(|title| &title.text)
    }
}

impl HtmlSafe for SummaryList {}

/// Is a line of a [`SummaryList`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SummaryListRow {
    /// What is told.
    pub key: SummaryListText,
    /// What is known of it.
    pub value: SummaryListText,
    /// What can be done with it.
    pub actions: SummaryListActions,
    /// Further classes.
    pub classes: Classes,
}

impl SummaryListRow {
    /// Makes a line of what is told and what is known of it.
    #[must_use]
    pub fn new(key: impl Into<Content>, value: impl Into<Content>) -> Self {
        Self { key: SummaryListText::text(key), value: SummaryListText::text(value), ..Self::default() }
    }

    /// Adds something that can be done with it.
    #[must_use]
    pub fn with_action(mut self, action: SummaryListAction) -> Self {
        self.actions.items.push(action);
        self
    }

    fn has_actions(&self) -> bool {
        !self.actions.items.is_empty()
    }
}

/// Is one side of a line.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SummaryListText {
    /// What it says.
    pub text: Content,
    /// Further classes.
    pub classes: Classes,
}

impl SummaryListText {
    /// Makes a side of a text.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// Is what can be done with a line or a card.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SummaryListActions {
    /// The acts.
    pub items: Vec<SummaryListAction>,
    /// Further classes.
    pub classes: Classes,
}

/// Leads to where something can be done.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SummaryListAction {
    /// What can be done, such as "Change".
    pub text: Content,
    /// Where.
    pub href: String,
    /// What is read out after the words: what is changed.
    pub visually_hidden_text: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl SummaryListAction {
    /// Makes a link of its words, its address and what is read out after the words.
    #[must_use]
    pub fn new(text: impl Into<Content>, href: impl Into<String>, of: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), visually_hidden_text: of.into(), ..Self::default() }
    }
}

/// Is the card a [`SummaryList`] stands in.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SummaryListCard {
    /// The title.
    pub title: Option<SummaryListCardTitle>,
    /// What can be done with the whole card.
    pub actions: SummaryListActions,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Is the title of a card.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct SummaryListCardTitle {
    /// What it says.
    pub text: Content,
    /// The level of its heading; 2 if none is given.
    pub heading_level: Option<u8>,
    /// Further classes.
    pub classes: Classes,
}
