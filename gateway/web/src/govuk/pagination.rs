//! The pages of a list.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content};

/// Leads to the other pages of a list, or to the step before and after.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/pagination.html")]
pub struct Pagination {
    /// The pages; without any, `previous` and `next` are shown large.
    pub items: Vec<PaginationItem>,
    /// The page before.
    pub previous: Option<PaginationLink>,
    /// The page after.
    pub next: Option<PaginationLink>,
    /// What the landmark is called: "Pagination" if empty.
    pub landmark_label: String,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Pagination {
    fn is_block(&self) -> bool {
        self.items.is_empty() && (self.previous.is_some() || self.next.is_some())
    }
}

impl HtmlSafe for Pagination {}

/// Is a page of a [`Pagination`], or a gap between pages.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct PaginationItem {
    /// The page's number.
    pub number: String,
    /// What is read out for it: "Page" and its number if empty.
    pub visually_hidden_text: String,
    /// Where it is.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
    /// Whether it is a gap.
    pub ellipsis: bool,
    /// Further attributes of the link.
    pub attributes: Attributes,
}

impl PaginationItem {
    /// Makes a page of its number and address.
    #[must_use]
    pub fn page(number: u64, href: impl Into<String>) -> Self {
        Self { number: number.to_string(), href: href.into(), ..Self::default() }
    }

    /// Makes a gap between pages.
    #[must_use]
    pub fn gap() -> Self {
        Self { ellipsis: true, ..Self::default() }
    }
}

/// Is the way to the page before or after.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct PaginationLink {
    /// What the link says: "Previous page" or "Next page" if empty.
    pub text: Content,
    /// What the page is about; shown only without numbered pages.
    pub label_text: String,
    /// Where it is.
    pub href: String,
    /// Further attributes of the link.
    pub attributes: Attributes,
}

impl PaginationLink {
    /// Makes a way to a page.
    #[must_use]
    pub fn to(href: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::default() }
    }
}
