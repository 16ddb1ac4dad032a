//! A bounded memory of what was worked out a moment ago.

use jiff::Timestamp;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

/// Values that hold until a time, at most a fixed number of them.
#[derive(Debug)]
pub struct Recent<K, V> {
    capacity: usize,
    entries: Mutex<HashMap<K, (Timestamp, V)>>,
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    /// Makes an empty memory for `capacity` values.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, entries: Mutex::default() }
    }

    /// Recalls what still holds.
    pub fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(key).filter(|(until, _)| now < *until).map(|(_, value)| value.clone())
    }

    /// Remembers a value until a time. A full memory forgets what no longer holds, and else everything: it is there
    /// to save work, and a caller that fills it must not be able to hold on to memory.
    pub fn put(&self, key: K, value: V, until: Timestamp, now: Timestamp) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= self.capacity {
            entries.retain(|_, (until, _)| now < *until);
        }
        if entries.len() >= self.capacity {
            entries.clear();
        }
        entries.insert(key, (until, value));
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn it_recalls_what_holds_and_never_grows_past_its_capacity() {
        let (start, second) = (Timestamp::UNIX_EPOCH, SignedDuration::from_secs(1));
        let recent = Recent::new(2);
        recent.put("a", 1, start + second, start);
        assert_eq!((recent.get(&"a", start), recent.get(&"a", start + second)), (Some(1), None));
        recent.put("b", 2, start + second * 9, start);
        recent.put("c", 3, start + second * 9, start + second);
        assert_eq!((recent.get(&"b", start), recent.get(&"c", start)), (Some(2), Some(3)), "only a expired");
        recent.put("d", 4, start + second * 9, start);
        assert_eq!((recent.get(&"b", start), recent.get(&"d", start)), (None, Some(4)), "full");
    }
}
