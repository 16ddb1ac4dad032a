//! What a page tells at its top: errors, and what has happened.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content};

/// Lists what is wrong with the answers, at the top of the page, each leading to its question.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/error_summary.html")]
pub struct ErrorSummary {
    /// The heading.
    pub title_text: Content,
    /// What is said before the list.
    pub description_text: Content,
    /// The errors.
    pub error_list: Vec<ErrorSummaryItem>,
    /// Whether the summary takes the focus when the page opens (with JavaScript); it does if none is given.
    pub disable_auto_focus: Option<bool>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl ErrorSummary {
    /// Makes "There is a problem" of the ids of the controls in error and what is wrong with them.
    pub fn of<I, M>(problems: impl IntoIterator<Item = (I, M)>) -> Self
    where
        I: AsRef<str>,
        M: Into<Content>,
    {
        let error_list = problems
            .into_iter()
            .map(|(id, message)| ErrorSummaryItem {
                href: format!("#{}", id.as_ref()),
                text: message.into(),
                ..ErrorSummaryItem::default()
            })
            .collect();
        Self { title_text: "There is a problem".into(), error_list, ..Self::default() }
    }
}

impl HtmlSafe for ErrorSummary {}

/// Is an error of an [`ErrorSummary`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct ErrorSummaryItem {
    /// Where the error leads: `#` and the id of the control; empty if it is of no control.
    pub href: String,
    /// What is wrong.
    pub text: Content,
    /// Further attributes of the link.
    pub attributes: Attributes,
}

/// Tells of something that is not of the page's own matter, or of what has just been done.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/notification_banner.html")]
pub struct NotificationBanner {
    /// What the banner says: text becomes a heading, markup stands as it is.
    pub text: Content,
    /// The title: "Important" or "Success" if empty.
    pub title_text: Content,
    /// The level of the title's heading; 2 if none is given.
    pub title_heading_level: Option<u8>,
    /// What kind of news it is.
    pub r#type: NotificationType,
    /// The ARIA role: "alert" for success and "region" otherwise if empty.
    pub role: String,
    /// The title's id: "govuk-notification-banner-title" if empty.
    pub title_id: String,
    /// Whether an alert leaves the focus where it is (with JavaScript); it takes it if none is given.
    pub disable_auto_focus: Option<bool>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl NotificationBanner {
    /// Tells that something has been done.
    #[must_use]
    pub fn success(text: impl Into<Content>) -> Self {
        Self { text: text.into(), r#type: NotificationType::Success, ..Self::default() }
    }

    fn is_success(&self) -> bool {
        matches!(self.r#type, NotificationType::Success)
    }

    fn title(&self) -> Content {
        match self.r#type {
            _ if !self.title_text.is_empty() => self.title_text.clone(),
            NotificationType::Success => "Success".into(),
            NotificationType::Neutral => "Important".into(),
        }
    }

    fn role(&self) -> &str {
        match (self.role.as_str(), self.r#type) {
            ("", NotificationType::Success) => "alert",
            ("", NotificationType::Neutral) => "region",
            (given, _) => given,
        }
    }

    fn title_id(&self) -> &str {
        if self.title_id.is_empty() { "govuk-notification-banner-title" } else { &self.title_id }
    }
}

impl HtmlSafe for NotificationBanner {}

/// Is what kind of news a [`NotificationBanner`] brings.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase"))]
pub enum NotificationType {
    /// Something to know.
    #[default]
    Neutral,
    /// Something has been done.
    Success,
}
