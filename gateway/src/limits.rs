//! How many calls may be made: by an address before anything is looked at, and by a caller once it is known.

use crate::{Refusal, config};
use governor::{Quota, RateLimiter, clock::Clock as _, state::keyed::DashMapStateStore};
use std::{
    hash::{BuildHasher as _, Hash, RandomState},
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

/// Keys are hashed into so many buckets, with a secret of this process: whoever makes up addresses cannot take more
/// memory than these, nor choose whose bucket to fill.
const BUCKETS: u64 = 1 << 18;

/// A limit that each key meets for itself.
pub(crate) struct Limit {
    limiter: RateLimiter<u64, DashMapStateStore<u64>, governor::clock::DefaultClock>,
    hasher: RandomState,
}

impl Limit {
    pub(crate) fn new(rate: config::Rate) -> Self {
        let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
        Self { limiter: RateLimiter::dashmap(quota), hasher: RandomState::new() }
    }

    /// Counts a call of `key`, or refuses it.
    pub(crate) fn count(&self, key: impl Hash) -> Result<(), Refusal> {
        let bucket = self.hasher.hash_one(key) % BUCKETS;
        self.limiter.check_key(&bucket).map_err(|until| {
            let wait = until.wait_time_from(self.limiter.clock().now());
            Refusal::RateLimited(wait.max(Duration::from_millis(1)))
        })
    }
}

/// What an address counts as: a host has a whole /64 of IPv6 addresses to call from.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_host_counts_once_whichever_of_its_addresses_it_calls_from() {
        for (one, other, same) in [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("::ffff:192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
        ] {
            assert_eq!(
                network(one.parse().unwrap()) == network(other.parse().unwrap()),
                same,
                "{one} {other}"
            );
        }
    }
}
