//! What is kept for a while under a name that nobody can guess: authorization codes and log-in sessions.

use super::keys::random_text;
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The most that is kept: beyond it, the first to expire goes.
const CAPACITY: usize = 10_000;

/// Values by unguessable name, each until its time.
#[derive(Debug)]
pub(crate) struct Expiring<T> {
    kept: Mutex<HashMap<String, (Timestamp, T)>>,
}

impl<T: Clone> Expiring<T> {
    /// Keeps `value` for `life` and returns its name.
    pub(crate) fn keep(&self, value: T, now: Timestamp, life: SignedDuration) -> String {
        let name = random_text();
        let mut kept = self.lock(now);
        while kept.len() >= CAPACITY {
            let Some(first) = kept.iter().min_by_key(|(_, (until, _))| *until).map(|(name, _)| name.clone())
            else {
                break;
            };
            kept.remove(&first);
        }
        kept.insert(name.clone(), (now + life, value));
        name
    }

    /// Looks at what is kept under `name`.
    pub(crate) fn get(&self, name: &str, now: Timestamp) -> Option<T> {
        self.lock(now).get(name).map(|(_, value)| value.clone())
    }

    /// Takes what is kept under `name`: only once does it come.
    pub(crate) fn take(&self, name: &str, now: Timestamp) -> Option<T> {
        self.lock(now).remove(name).map(|(_, value)| value)
    }

    /// Looks at all that is kept, in no order.
    pub(crate) fn list(&self, now: Timestamp) -> Vec<T> {
        self.lock(now).values().map(|(_, value)| value.clone()).collect()
    }

    /// Takes everything that is `wanted`.
    pub(crate) fn take_all(&self, now: Timestamp, wanted: impl Fn(&T) -> bool) -> Vec<T> {
        self.lock(now).extract_if(|_, (_, value)| wanted(value)).map(|(_, (_, value))| value).collect()
    }

    fn lock(&self, now: Timestamp) -> MutexGuard<'_, HashMap<String, (Timestamp, T)>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (until, _)| *until > now);
        kept
    }
}

impl<T> Default for Expiring<T> {
    fn default() -> Self {
        Self { kept: Mutex::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, Expiring};
    use jiff::{SignedDuration, Timestamp};

    const MINUTE: SignedDuration = SignedDuration::from_mins(1);

    #[test]
    fn the_first_to_expire_makes_room() {
        let (kept, now) = (Expiring::default(), Timestamp::UNIX_EPOCH);
        let later = kept.keep((), now, MINUTE * 2);
        let first = kept.keep((), now, MINUTE);
        for _ in 2..=CAPACITY {
            kept.keep((), now, MINUTE * 2);
        }
        assert_eq!(kept.get(&first, now), None);
        assert_eq!(kept.get(&later, now), Some(()));
    }

    #[test]
    fn what_is_kept_is_gone_at_its_time() {
        let (kept, now) = (Expiring::default(), Timestamp::UNIX_EPOCH);
        let name = kept.keep((), now, MINUTE);
        assert_eq!(kept.get(&name, now + MINUTE - SignedDuration::from_nanos(1)), Some(()));
        assert_eq!(kept.get(&name, now + MINUTE), None);
    }
}
