//! How many calls may be made: by an address before anything is looked at, and by a caller once it is known. And how many
//! connections there may be, in all and of one address.

use crate::{Refusal, config};
use governor::{Quota, RateLimiter, clock::Clock as _, state::keyed::DashMapStateStore};
use std::{
    collections::HashMap,
    fs,
    hash::{BuildHasher as _, Hash, RandomState},
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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

/// How many connections each address has. There are as many entries as addresses that have one, at most.
#[derive(Debug)]
pub(crate) struct Addresses {
    most: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's place among those of its address, which it gives back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    addresses: Arc<Addresses>,
    network: IpAddr,
}

impl Addresses {
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, open: Mutex::default() })
    }

    /// Takes a place for a connection, unless its address has all of its own.
    pub(crate) fn place(self: &Arc<Self>, from: IpAddr) -> Option<Place> {
        let network = network(from);
        let mut open = self.open();
        let count = open.get(&network).copied().unwrap_or_default();
        if count >= self.most {
            return None;
        }
        open.insert(network, count + 1);
        Some(Place { addresses: self.clone(), network })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.addresses.open();
        match open.get_mut(&self.network) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(open.remove(&self.network)),
        }
    }
}

/// The files that the gateway has open besides its callers' connections: its services', its issuers', its own.
const OTHER_FILES: usize = 64;

/// As many connections as are `wanted`, or as the process may have files for: one that cannot be accepted would keep a
/// service from being reached.
pub(crate) fn connections(wanted: usize) -> usize {
    let files = fs::read_to_string("/proc/self/limits").ok().and_then(|limits| most_files(&limits));
    let Some(files) = files.filter(|files| *files < wanted.saturating_add(OTHER_FILES)) else {
        return wanted;
    };
    let connections = files.saturating_sub(OTHER_FILES).max(1);
    tracing::info!(files, connections, wanted, "there are files for fewer connections than were asked for");
    connections
}

/// How many files a process may have open, if there is a limit.
fn most_files(limits: &str) -> Option<usize> {
    let limit = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    limit.split_whitespace().next()?.parse().ok()
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
    use super::{Addresses, most_files, network};
    use std::net::IpAddr;

    #[test]
    fn an_address_has_so_many_places_and_gives_them_back() {
        let addresses = Addresses::new(2);
        let place = |from: &str| addresses.place(from.parse::<IpAddr>().unwrap());
        let (one, other) = (place("2001:db8::1").unwrap(), place("2001:db8::2").unwrap());
        assert!(place("2001:db8::3").is_none(), "they are one host's");
        let neighbour = place("2001:db8:0:1::1").unwrap();
        drop(one);
        let again = place("2001:db8::3").unwrap();
        assert!(place("2001:db8::1").is_none());
        drop((other, again, neighbour));
        assert!(addresses.open().is_empty());
    }

    #[test]
    fn the_most_files_are_the_soft_limit() {
        let limits = |files: &str| {
            format!(
                "Limit                     Soft Limit           Hard Limit           Units     \n\
                     Max processes             7                    7                    processes \n\
                     Max open files            {files}                 524288               files     \n"
            )
        };
        assert_eq!(most_files(&limits("1024")), Some(1024));
        assert_eq!(most_files(&limits("unlimited")), None);
        assert_eq!(most_files(""), None);
    }

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
