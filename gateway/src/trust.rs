//! Trust domains: each with the key that signs its parties' permits, and its way to name their people.

use crate::{Problems, config};
use aws_lc_rs::{
    hmac::{self, HMAC_SHA256},
    signature::{Ed25519KeyPair, KeyPair as _},
};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use chassis::permit::{Mint, PermitKey};
use contracts::access::Party;
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use std::{collections::BTreeSet, fs, path::Path};

/// The trust domains, whose parties differ.
#[derive(Debug)]
pub(crate) struct Trust(Vec<Domain>);

#[derive(Debug)]
pub(crate) struct Domain {
    key: PermitKey,
    pub(crate) mint: Mint,
    pseudonyms: Option<hmac::Key>,
}

impl Trust {
    pub(crate) fn load(entries: &[config::TrustDomain]) -> Result<Self, Problems> {
        let (mut problems, mut parties, mut ids) = (Problems::default(), BTreeSet::new(), BTreeSet::new());
        let domains = entries.iter().filter_map(|entry| {
            if !ids.insert(&entry.id) {
                problems.note(format!("trust domain {}: its id is there twice", entry.id));
            }
            for party in entry.parties.iter().filter(|party| !parties.insert(**party)) {
                let party = party.as_str_name();
                problems.note(format!("trust domain {}: {party} is in another trust domain too", entry.id));
            }
            problems
                .take(Domain::load(entry).map_err(|problem| format!("trust domain {}: {problem}", entry.id)))
        });
        let domains = domains.collect();
        problems.finish(Self(domains))
    }

    /// The trust domain of a party.
    pub(crate) fn domain(&self, party: Party) -> Option<&Domain> {
        self.0.iter().find(|domain| domain.key.parties.contains(&party))
    }

    /// The public keys, as services pin them.
    pub(crate) fn keys(&self) -> Vec<PermitKey> {
        self.0.iter().map(|domain| domain.key.clone()).collect()
    }
}

impl Domain {
    fn load(entry: &config::TrustDomain) -> Result<Self, String> {
        let pair = signing_key(&entry.permit_key_file)?;
        let pseudonyms = match (&entry.subjects, &entry.pairwise_key_file) {
            (config::Subjects::Plain, None) => None,
            (config::Subjects::Pairwise, Some(path)) => Some(hmac::Key::new(HMAC_SHA256, &secret(path)?)),
            (config::Subjects::Plain, Some(_)) => {
                return Err("plain subjects need no pairwise key".to_owned());
            }
            (config::Subjects::Pairwise, None) => return Err("pairwise subjects need a key".to_owned()),
        };
        let key = PermitKey {
            id: entry.id.clone(),
            public: pair.public_key().as_ref().to_vec(),
            parties: entry.parties.clone(),
        };
        Ok(Self { key, mint: Mint::new(&entry.id, pair), pseudonyms })
    }

    /// What services are told a subject of an issuer is called. A pseudonym is the same in all calls, and only who has
    /// the trust domain's key can tell whose it is.
    pub(crate) fn subject(&self, issuer: &str, subject: &str) -> String {
        let Some(key) = &self.pseudonyms else { return subject.to_owned() };
        let tag = hmac::sign(key, format!("{issuer}\n{subject}").as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(tag)
    }
}

/// Reads an Ed25519 key: PKCS#8 in PEM, as `openssl genpkey -algorithm ed25519` writes it.
fn signing_key(path: &Path) -> Result<Ed25519KeyPair, String> {
    let named = |problem: String| format!("{}: {problem}", path.display());
    let text = fs::read(path).map_err(|error| named(error.to_string()))?;
    let der = PrivatePkcs8KeyDer::from_pem_slice(&text);
    let der = der.map_err(|_| named("not a PKCS#8 private key in PEM".to_owned()))?;
    Ed25519KeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| named("not an Ed25519 key".to_owned()))
}

/// Reads a secret: 32 bytes in base64, as `openssl rand -base64 32` writes it.
pub(crate) fn secret(path: &Path) -> Result<[u8; 32], String> {
    let named = |problem: String| format!("{}: {problem}", path.display());
    let text = fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
    let bytes = BASE64_STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| named("not 32 bytes in base64".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::Domain;
    use crate::config::{Subjects, TrustDomain};
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    use contracts::access::Party;
    use std::fs;

    /// What Ed25519's own test vectors (RFC 8410 section 10.3) call a private key.
    const PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
                       MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                       -----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    fn domain(pairwise: Option<[u8; 32]>) -> Domain {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str, text: &str| {
            fs::write(dir.path().join(name), text).unwrap();
            dir.path().join(name)
        };
        let entry = TrustDomain {
            id: "key".to_owned(),
            parties: vec![Party::Ico],
            permit_key_file: path("permit", PEM),
            subjects: if pairwise.is_some() { Subjects::Pairwise } else { Subjects::Plain },
            pairwise_key_file: pairwise.map(|key| path("pairwise", &BASE64_STANDARD.encode(key))),
        };
        Domain::load(&entry).unwrap()
    }

    #[test]
    fn a_key_as_openssl_writes_it_is_read() {
        let key = domain(None).key;
        assert_eq!((key.id.as_str(), BASE64_STANDARD.encode(key.public).as_str()), ("key", PUBLIC));
    }

    #[test]
    fn a_pseudonym_differs_by_key_issuer_and_subject() {
        let names = [domain(Some([1; 32])), domain(Some([2; 32]))].map(|domain| {
            [("a", "x"), ("a", "y"), ("b", "x")].map(|(issuer, subject)| domain.subject(issuer, subject))
        });
        let mut names = names.concat();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 6);
        assert_eq!(domain(None).subject("a", "x"), "x");
    }
}
