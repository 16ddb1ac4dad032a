//! What components are filled with: text, markup, classes and attributes.

use std::fmt::{self, Display, Formatter};

use askama::Template;
use askama::filters::{Escaper, Html, HtmlSafe};

/// Is HTML that a template has rendered, and goes to the page as it is.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(transparent))]
pub struct Markup(String);

impl Markup {
    /// Renders a component, or a page's own fragment, to put it inside another component.
    pub fn of(template: &(impl Template + HtmlSafe)) -> Self {
        Self(template.to_string())
    }
}

impl Display for Markup {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}

/// Is what a component says: text, which is escaped, or markup already rendered.
#[derive(Clone, Debug)]
pub enum Content {
    /// Text, escaped when written.
    Text(String),
    /// Markup, written as it is.
    Html(Markup),
}

impl Content {
    /// Tells whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) | Self::Html(Markup(text)) => text.is_empty(),
        }
    }

    /// Tells whether this is text and not markup.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Markup> for Content {
    fn from(markup: Markup) -> Self {
        Self::Html(markup)
    }
}

impl Display for Content {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => Html.write_escaped_str(f, text),
            Self::Html(markup) => markup.fmt(f),
        }
    }
}

impl HtmlSafe for Content {}

/// Is the classes an element has beside its component's own, separated by spaces.
///
/// Writes itself, escaped, with a space before it, or not at all: `class="govuk-tag{{ classes }}"`.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(transparent))]
pub struct Classes(String);

impl Classes {
    /// Tells whether any class is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds other classes after these.
    pub(super) fn and(&self, others: &Self) -> Self {
        Self(format!("{} {}", self.0, others.0).trim().to_owned())
    }

    /// Tells whether the classes have this in their names.
    pub(super) fn have(&self, part: &str) -> bool {
        self.0.contains(part)
    }
}

impl From<&str> for Classes {
    fn from(classes: &str) -> Self {
        Self(classes.to_owned())
    }
}

impl From<String> for Classes {
    fn from(classes: String) -> Self {
        Self(classes)
    }
}

impl Display for Classes {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return Ok(());
        }
        f.write_str(" ")?;
        Html.write_escaped_str(f, &self.0)
    }
}

impl HtmlSafe for Classes {}

/// Is the attributes an element has beside its component's own.
///
/// A name is a literal of the program, never of a request. Each is written with a space before it and its value escaped.
#[derive(Clone, Debug, Default)]
pub struct Attributes(Vec<(&'static str, String)>);

impl Attributes {
    /// Adds an attribute.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, value.into()));
        self
    }
}

impl<V: Into<String>, const N: usize> From<[(&'static str, V); N]> for Attributes {
    fn from(attributes: [(&'static str, V); N]) -> Self {
        Self(attributes.map(|(name, value)| (name, value.into())).into())
    }
}

impl FromIterator<(&'static str, String)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (&'static str, String)>>(attributes: I) -> Self {
        Self(attributes.into_iter().collect())
    }
}

impl IntoIterator for Attributes {
    type Item = (&'static str, String);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Display for Attributes {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.0 {
            write!(f, " {name}=\"")?;
            Html.write_escaped_str(&mut *f, value)?;
            f.write_str("\"")?;
        }
        Ok(())
    }
}

impl HtmlSafe for Attributes {}
