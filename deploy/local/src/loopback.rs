//! Addresses that only this machine can reach: the type of everything that the local platform listens on.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
};

/// An address that only this machine can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loopback(SocketAddr);

/// An address that others can reach, on which nothing here listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a loopback address, and the local platform listens on no other")]
pub struct NotLoopback(pub SocketAddr);

impl Loopback {
    /// Any port of 127.0.0.1 that is free.
    pub const ANY: Self = Self(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0));

    /// The address.
    #[must_use]
    pub fn address(self) -> SocketAddr {
        self.0
    }
}

impl TryFrom<SocketAddr> for Loopback {
    type Error = NotLoopback;

    fn try_from(address: SocketAddr) -> Result<Self, NotLoopback> {
        if address.ip().is_loopback() { Ok(Self(address)) } else { Err(NotLoopback(address)) }
    }
}

impl FromStr for Loopback {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let address: SocketAddr = text.parse().map_err(|_| format!("{text:?} is not <address>:<port>"))?;
        address.try_into().map_err(|refused: NotLoopback| refused.to_string())
    }
}

impl fmt::Display for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Loopback;

    #[test]
    fn only_loopback_is_an_address_to_listen_on() {
        for text in ["0.0.0.0:8090", "[::]:8090", "192.168.0.1:8090", "169.254.1.1:80", "[fe80::1]:80"] {
            let refused = text.parse::<Loopback>().unwrap_err();
            assert!(refused.starts_with(&format!("{text} is not a loopback address")), "{refused}");
        }
        for text in ["127.0.0.1:8090", "127.8.0.1:0", "[::1]:8090"] {
            assert_eq!(text.parse::<Loopback>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_name_or_a_bare_port_is_no_address() {
        for text in ["localhost:8090", "8090", "127.0.0.1", ""] {
            assert_eq!(text.parse::<Loopback>(), Err(format!("{text:?} is not <address>:<port>")));
        }
    }
}
