//! The current time and new ids, as parameters; and times on the wire, kept to the microsecond as PostgreSQL does.

use jiff::{Timestamp, Unit};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::{Builder, Uuid};

/// Tells the time; tests hold it still.
pub trait Clock: Send + Sync + 'static {
    /// The time, to the microsecond.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        to_microsecond(Timestamp::now())
    }
}

impl Clock for Timestamp {
    fn now(&self) -> Timestamp {
        *self
    }
}

/// Makes ids; tests make them in a fixed order.
#[derive(Debug)]
pub enum Ids {
    /// From the machine's randomness.
    Random,
    /// One after the other, for tests.
    Counted(AtomicU64),
}

impl Ids {
    /// Makes an id that sorts by time, for a row that only its organisation sees: it tells when it was made.
    #[must_use]
    pub fn internal(&self, now: Timestamp) -> Uuid {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// Makes an id that tells nothing, for what crosses a party boundary.
    #[must_use]
    pub fn crossing(&self) -> Uuid {
        Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            Self::Random => aws_lc_rs::rand::fill(&mut bytes).expect("the machine has randomness"),
            Self::Counted(next) => {
                let next = next.fetch_add(1, Ordering::Relaxed).to_be_bytes();
                bytes[N - next.len()..].copy_from_slice(&next);
            }
        }
        bytes
    }
}

/// The first second that the wire knows: of year 1, as `google.protobuf.Timestamp` says. The last is [`Timestamp::MAX`].
const EARLIEST: i64 = -62_135_596_800;

/// Reads a time from the wire, unless it is out of range.
#[must_use]
pub fn from_wire(time: prost_types::Timestamp) -> Option<Timestamp> {
    (time.seconds >= EARLIEST && (0..1_000_000_000).contains(&time.nanos))
        .then(|| Timestamp::new(time.seconds, time.nanos).ok())
        .flatten()
        .map(to_microsecond)
}

/// Puts a time on the wire.
#[must_use]
pub fn to_wire(time: Timestamp) -> prost_types::Timestamp {
    // A time before 1970 has a negative fraction here, and none on the wire.
    let nanos = time.as_nanosecond().rem_euclid(1_000_000_000);
    let seconds = time.as_nanosecond().div_euclid(1_000_000_000);
    prost_types::Timestamp {
        seconds: i64::try_from(seconds).unwrap_or_default(),
        nanos: i32::try_from(nanos).unwrap_or_default(),
    }
}

fn to_microsecond(time: Timestamp) -> Timestamp {
    time.round(Unit::Microsecond).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::{Ids, from_wire, to_wire};
    use jiff::Timestamp;
    use std::{collections::BTreeSet, sync::atomic::AtomicU64};

    #[test]
    fn times_are_kept_to_the_microsecond_on_both_sides_of_1970() {
        let nanos = prost_types::Timestamp { seconds: 1, nanos: 1_500 };
        assert_eq!(to_wire(from_wire(nanos).unwrap()).nanos, 2_000);
        for text in ["2026-05-03T09:00:00.000001Z", "1969-12-31T23:59:59.5Z", "1970-01-01T00:00:00Z"] {
            let time: Timestamp = text.parse().unwrap();
            let wire = to_wire(time);
            assert!((0..1_000_000_000).contains(&wire.nanos));
            assert_eq!(from_wire(wire), Some(time));
        }
        for nanos in [-1, 1_000_000_000] {
            assert_eq!(from_wire(prost_types::Timestamp { seconds: 0, nanos }), None);
        }
        for (seconds, known) in [
            (-62_135_596_801, false),
            (-62_135_596_800, true),
            (253_402_207_200, true),
            (253_402_207_201, false),
            (i64::MAX, false),
        ] {
            assert_eq!(from_wire(prost_types::Timestamp { seconds, nanos: 0 }).is_some(), known, "{seconds}");
        }
    }

    #[test]
    fn ids_differ_and_only_internal_ones_tell_when_they_were_made() {
        let now: Timestamp = "2026-05-03T09:00:00Z".parse().unwrap();
        for ids in [Ids::Random, Ids::Counted(AtomicU64::new(0))] {
            let mut seen = BTreeSet::new();
            for _ in 0..1_000 {
                let (internal, crossing) = (ids.internal(now), ids.crossing());
                assert_eq!((internal.get_version_num(), crossing.get_version_num()), (7, 4));
                assert!(seen.insert(internal) && seen.insert(crossing));
            }
        }
    }
}
