//! What all pages share.

use crate::{
    platform::Platform,
    session::{Keys, Revoked},
};
use chassis::Ids;
use std::{collections::BTreeSet, fmt, ops::Deref, sync::Arc};
use url::Url;

/// What all pages share. Clones are the same.
#[derive(Clone)]
pub struct Site(Arc<Shared>);

/// What all pages share, behind a [`Site`].
pub struct Shared {
    pub(crate) platform: Arc<dyn Platform>,
    pub(crate) keys: Keys,
    pub(crate) revoked: Revoked,
    pub(crate) ids: Ids,
    /// Where browsers find the pages, such as `https://concordat.example`.
    pub(crate) origin: String,
    /// Where forms may lead: the issuers, to which a log-out is sent on.
    pub(crate) issuers: BTreeSet<String>,
}

impl Site {
    /// Makes the pages of `platform`, found at `url`, with these keys.
    #[must_use]
    pub fn new(platform: Arc<dyn Platform>, url: &Url, keys: Keys) -> Self {
        let origin = url.origin().ascii_serialization();
        let issuers = platform.doors().iter().filter_map(|door| Url::parse(&door.issuer).ok());
        let issuers: BTreeSet<_> = issuers.map(|issuer| issuer.origin().ascii_serialization()).collect();
        Self(Arc::new(Shared { platform, keys, revoked: Revoked::new(), ids: Ids::Random, origin, issuers }))
    }

    /// Makes 128 bits that nobody can guess.
    pub(crate) fn random(&self) -> String {
        self.ids.crossing().simple().to_string()
    }
}

impl Deref for Site {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site").field("origin", &self.origin).finish_non_exhaustive()
    }
}
