//! What makes a link count.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chassis::{Caller, Error, Label, Violation, clock, etag};
use contracts::{
    access::Reason,
    commitments::{self as pb, FeedState},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use uuid::Uuid;

/// The collection that links are named in.
pub(super) const FEEDS: &str = "feeds";
/// How many days a link counts at most.
const LONGEST: i32 = 400;
/// How many links that count somebody has at most.
const MOST: usize = 5;

/// What a link ends in: whoever has it follows the link.
pub(super) struct Secret(String);

/// A link, as its maker sees it: never its secret.
#[derive(Clone, Debug)]
pub(super) struct Feed {
    pub(super) id: Uuid,
    pub(super) role: String,
    pub(super) at: Timestamp,
    pub(super) ends_on: Date,
    pub(super) revoked_at: Option<Timestamp>,
}

impl Secret {
    /// Makes one of 256 bits, of three ids that tell nothing: each has 122 random ones.
    pub(super) fn of(ids: [Uuid; 3]) -> Self {
        let bytes = ids.map(Uuid::into_bytes).concat();
        Self(BASE64.encode(digest(&SHA256, &bytes)))
    }

    /// The secret as somebody brings it.
    pub(super) fn brought(text: String) -> Self {
        Self(text)
    }

    /// What is kept of it.
    pub(super) fn hash(&self) -> Vec<u8> {
        digest(&SHA256, self.0.as_bytes()).as_ref().to_vec()
    }

    /// The text that is shown once.
    pub(super) fn shown(self) -> String {
        self.0
    }
}

impl Feed {
    /// How it stands on a day.
    pub(super) fn state(&self, today: Date) -> FeedState {
        match self.revoked_at {
            Some(_) => FeedState::Revoked,
            None if self.ends_on < today => FeedState::Ended,
            None => FeedState::Live,
        }
    }

    /// Refuses to revoke what counts no longer.
    pub(super) fn may_be_revoked(&self, today: Date) -> Result<(), Error> {
        if self.state(today) == FeedState::Live {
            return Ok(());
        }
        Err(Error::refused(Reason::State, "it counts no longer"))
    }

    fn version(&self) -> i64 {
        if self.revoked_at.is_some() { 2 } else { 1 }
    }

    /// Refuses a link that changed since it was read.
    pub(super) fn is_as_read(&self, etag: &str) -> Result<(), Error> {
        etag::check(etag, self.version())
    }

    /// The link on the wire.
    pub(super) fn to_wire(&self, own: &Label, today: Date) -> pb::Feed {
        pb::Feed {
            name: format!("organisations/{own}/{FEEDS}/{}", self.id),
            etag: etag::of(self.version()),
            state: self.state(today).into(),
            role: self.role.clone(),
            create_time: Some(clock::to_wire(self.at)),
            ends_on: self.ends_on.to_string(),
            revoke_time: self.revoked_at.map(clock::to_wire),
        }
    }
}

/// Refuses a link that ends too soon or too late, or more of them than anybody needs.
pub(super) fn may_create(caller: &Caller, own: &[Feed], ends_on: Date, today: Date) -> Result<(), Error> {
    caller.in_person("a person makes a link, and no system")?;
    caller.drafts_here()?;
    if ends_on <= today || ends_on > today.saturating_add(LONGEST.days()) {
        let must = "must be after today, and within 400 days";
        return Err(Error::Invalid(vec![Violation::new("ends_on", must)]));
    }
    if own.iter().filter(|feed| feed.state(today) == FeedState::Live).count() >= MOST {
        return Err(Error::refused(Reason::State, "there are five links that count; revoke one first"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Feed, Secret};
    use contracts::commitments::FeedState;
    use jiff::{Timestamp, civil::date};
    use uuid::Uuid;

    #[test]
    fn a_link_counts_to_the_end_of_its_last_day_unless_it_was_revoked() {
        let feed = Feed {
            id: Uuid::nil(),
            role: String::new(),
            at: Timestamp::UNIX_EPOCH,
            ends_on: date(2026, 6, 1),
            revoked_at: None,
        };
        assert_eq!(feed.state(date(2026, 6, 1)), FeedState::Live);
        assert_eq!(feed.state(date(2026, 6, 2)), FeedState::Ended);
        let revoked = Feed { revoked_at: Some(Timestamp::UNIX_EPOCH), ..feed };
        assert_eq!(revoked.state(date(2026, 6, 1)), FeedState::Revoked);
        assert!(revoked.may_be_revoked(date(2026, 6, 1)).is_err());
    }

    #[test]
    fn a_secret_has_256_bits_and_depends_on_every_id() {
        let ids = [1, 2, 3].map(Uuid::from_u128);
        let one = Secret::of(ids).shown();
        assert_eq!(one.len(), 43);
        for place in 0..3 {
            let mut other = ids;
            other[place] = Uuid::from_u128(9);
            assert_ne!(Secret::of(other).shown(), one, "{place}");
        }
        assert_eq!(Secret::brought(one).hash(), Secret::of(ids).hash());
    }
}
