//! The words of the pages: a catalogue a language, in Project Fluent's format, so that a further language is data.

use askama::Values;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{any::Any, borrow::Cow, sync::LazyLock};
use unic_langid::langid;

#[cfg(test)]
mod tests;

/// The catalogue's files, by area.
const ENGLISH: &[(&str, &str)] = &[
    ("common", include_str!("../messages/en/common.ftl")),
    ("sign-in", include_str!("../messages/en/sign-in.ftl")),
    ("forms", include_str!("../messages/en/forms.ftl")),
    ("fields", include_str!("../messages/en/fields.ftl")),
    ("acts", include_str!("../messages/en/acts.ftl")),
    ("breaches", include_str!("../messages/en/breaches.ftl")),
    ("cases", include_str!("../messages/en/cases.ftl")),
    ("exchanges", include_str!("../messages/en/exchanges.ftl")),
    ("pointers", include_str!("../messages/en/pointers.ftl")),
    ("commitments", include_str!("../messages/en/commitments.ftl")),
    ("plans", include_str!("../messages/en/plans.ftl")),
    ("packs", include_str!("../messages/en/packs.ftl")),
    ("meetings", include_str!("../messages/en/meetings.ftl")),
    ("calendar", include_str!("../messages/en/calendar.ftl")),
    ("returns", include_str!("../messages/en/returns.ftl")),
    ("information", include_str!("../messages/en/information.ftl")),
];

static CATALOGUE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec![langid!("en-GB")]);
    // Pages are HTML, which has markup of its own to isolate directions.
    bundle.set_use_isolating(false);
    for (area, text) in ENGLISH {
        let resource = FluentResource::try_new((*text).to_owned())
            .unwrap_or_else(|(_, errors)| panic!("messages/en/{area}.ftl: {errors:?}"));
        bundle.add_resource(resource).unwrap_or_else(|errors| panic!("messages/en/{area}.ftl: {errors:?}"));
    }
    bundle
});

/// A language that pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// English, as it is written in the United Kingdom.
    #[default]
    English,
}

/// A value that a message has a place for.
pub(crate) type Argument<'a> = (&'a str, FluentValue<'a>);

impl Language {
    /// The language's tag (BCP 47), as the attribute `lang` has it.
    #[must_use]
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en-GB",
        }
    }

    /// Says the message called `id`. One that the catalogue lacks says its name, which the tests do not let happen.
    #[must_use]
    pub(crate) fn say(self, id: &str) -> String {
        self.say_with(id, &[])
    }

    /// Says the message called `id` with `arguments` in its places.
    #[must_use]
    pub(crate) fn say_with(self, id: &str, arguments: &[Argument<'_>]) -> String {
        self.find(id, arguments).unwrap_or_else(|| id.to_owned())
    }

    /// Says the message called `id`, or the attribute of one if it is called `message.attribute`; none if the catalogue
    /// has none.
    #[must_use]
    #[expect(clippy::unused_self, reason = "there is one language so far")]
    pub(crate) fn find(self, id: &str, arguments: &[Argument<'_>]) -> Option<String> {
        let (message, attribute) = id.split_once('.').map_or((id, None), |(id, name)| (id, Some(name)));
        let message = CATALOGUE.get_message(message)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let arguments: FluentArgs<'_> =
            arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        let mut problems = Vec::new();
        let text = CATALOGUE.format_pattern(pattern, Some(&arguments), &mut problems).into_owned();
        debug_assert!(problems.is_empty(), "{id:?}: {problems:?}");
        Some(text)
    }
}

/// A page's language, as it travels to its template.
pub(crate) struct Spoken(pub(crate) Language);

impl Values for Spoken {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        (key == filters::LANGUAGE).then_some(&self.0 as &dyn Any)
    }
}

/// What templates say: `{{ "sign-in-title"|t }}`.
#[expect(
    unreachable_pub,
    clippy::inline_always,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "askama's macro writes what calls them, and has them return results"
)]
pub(crate) mod filters {
    use super::{Language, Values};

    /// The key under which a page's language travels to its template.
    pub(super) const LANGUAGE: &str = "language";

    /// Says a message.
    #[askama::filter_fn]
    pub(crate) fn t(id: &str, values: &dyn Values) -> askama::Result<String> {
        Ok(language(values).say(id))
    }

    /// Says a message that has one place, called `it`.
    #[askama::filter_fn]
    pub(crate) fn of(id: &str, values: &dyn Values, it: &str) -> askama::Result<String> {
        Ok(language(values).say_with(id, &[("it", it.into())]))
    }

    fn language(values: &dyn Values) -> Language {
        askama::get_value::<Language>(values, LANGUAGE).copied().unwrap_or_default()
    }
}
