//! A link where a component says something.

use crate::govuk::Markup;
use askama::{Template, filters::HtmlSafe};

#[derive(Template)]
#[template(path = "chart/link.html")]
struct Link {
    text: String,
    href: String,
}

impl HtmlSafe for Link {}

/// Makes a link of what it says and where it leads.
pub(crate) fn link(text: impl Into<String>, href: impl Into<String>) -> Markup {
    Markup::of(&Link { text: text.into(), href: href.into() })
}
