//! How far an exchange is, as each of its parties counts it.

use crate::{Error, etag};
use serde_json::Value;

/// How far an exchange is. What a party drafts before the other has anything is counted by itself: whoever receives what came of it
/// counts from 1, however often it was drafted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// How many acts both parties have; 0 in drafts.
    pub number: i32,
    /// How many drafts there are; in the first act after drafts, one more, for whoever drafted alone. 0 after it.
    pub draft: i32,
}

impl Version {
    /// The tag of the version.
    #[must_use]
    pub fn etag(self) -> String {
        if self.number > 0 { etag::of(self.number.into()) } else { format!("{}.{}", etag::of(0), self.draft) }
    }

    /// Refuses a mutation of an exchange that changed since its caller read it.
    ///
    /// # Errors
    /// [`Error::Stale`] if `given` is not the tag of this version.
    pub fn check(self, given: &str) -> Result<(), Error> {
        if given == self.etag() { Ok(()) } else { Err(Error::Stale) }
    }

    /// Which draft this is; 0 if it is none.
    #[must_use]
    pub fn drafted(self) -> i32 {
        if self.number > 0 { 0 } else { self.draft }
    }

    /// The version with another act. Of two who follow the same draft, both take the same.
    pub(super) fn next(self) -> Self {
        let after_drafts = self.number == 0 && self.draft > 0;
        Self { number: self.number + 1, draft: if after_drafts { self.draft + 1 } else { 0 } }
    }

    /// What news of the version say.
    #[must_use]
    pub fn payload(self) -> Value {
        match self.drafted() {
            0 => serde_json::json!({ "number": self.number }),
            draft => serde_json::json!({ "draft": draft }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A version after so many drafts and acts.
    fn after(drafts: i32, acts: usize) -> Version {
        std::iter::successors(Some(Version { number: 0, draft: drafts }), |before| Some(before.next()))
            .nth(acts)
            .unwrap_or_default()
    }

    #[test]
    fn what_both_have_is_counted_from_one_however_often_it_was_drafted() {
        for drafts in 0..5 {
            let counted: Vec<_> = (1..4).map(|acts| after(drafts, acts).number).collect();
            assert_eq!(counted, [1, 2, 3]);
        }
    }

    #[test]
    fn every_version_comes_after_those_before_it_and_has_another_tag() {
        let drafts = (1..4).map(|drafts| after(drafts, 0));
        let versions: Vec<_> = drafts.chain((1..4).map(|acts| after(3, acts))).collect();
        assert!(versions.is_sorted_by(|one, next| one < next), "{versions:?}");
        let tags: Vec<_> = versions.iter().map(|version| version.etag()).collect();
        assert_eq!(tags, ["v0.1", "v0.2", "v0.3", "v1", "v2", "v3"]);
    }

    #[test]
    fn what_follows_a_draft_takes_the_place_of_the_next_draft() {
        assert_eq!(after(3, 1), Version { number: 1, draft: 4 });
        assert_eq!(after(3, 2).draft, 0);
        assert_eq!(after(0, 1).draft, 0);
    }

    #[test]
    fn a_tag_and_news_of_what_both_have_say_nothing_of_drafts() {
        let news = |drafts| (after(drafts, 1).etag(), after(drafts, 1).payload(), after(drafts, 1).drafted());
        assert_eq!(news(0), news(7));
    }
}
