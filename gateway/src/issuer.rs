//! Who calls: bearer tokens of the configured issuers, each of which speaks for one party (RFC 9068, RFC 8725).

mod claims;
mod keys;
mod log_in;

use crate::{Problems, Refusal, config};
use aws_lc_rs::digest::{SHA256, digest};
use chassis::{Clock, Directory, Label, recent::Recent};
use claims::Claims;
use contracts::access::{Party, PrincipalKind};
use http::{HeaderMap, header::AUTHORIZATION};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Validation, dangerous, decode, decode_header};
use keys::Keys;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// How far an issuer's clock may be off.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
/// How long a verified token is not verified again, and how many are remembered.
const REMEMBERED: (SignedDuration, usize) = (SignedDuration::from_secs(60), 50_000);

/// The issuers, by URL.
pub(crate) struct Issuers {
    by_url: HashMap<String, Issuer>,
    token_bytes: usize,
    clock: Arc<dyn Clock>,
    verified: Recent<[u8; 32], Arc<Principal>>,
}

/// Whoever a token was issued to, or the public. Only a verified token makes anybody in particular.
#[derive(Debug)]
pub struct Principal {
    /// The hash of the token; the public, which has none, has zeros.
    pub(crate) key: [u8; 32],
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) kind: PrincipalKind,
    pub(crate) party: Party,
    pub(crate) organisation: Label,
    /// What the token's roles claim says, as it says it.
    pub(crate) claimed: Vec<String>,
    /// The roles that this stands for, which the policy need not know.
    pub(crate) roles: Vec<String>,
    /// When the token ends, the leeway included.
    pub(crate) ends: Timestamp,
}

pub(crate) struct Issuer {
    url: String,
    audience: String,
    party: Party,
    organisation: Organisation,
    roles_claim: String,
    roles: BTreeMap<String, String>,
    longest_life: SignedDuration,
    keys: Arc<Keys>,
    clock: Arc<dyn Clock>,
    /// What it knows the pages by, if people sign in at it.
    party_to_log_in: Option<log_in::Party>,
}

/// How an issuer's tokens name their organisation.
enum Organisation {
    /// Not at all: the issuer has one.
    One(Label),
    /// By a claim with these values.
    Claim(String, BTreeMap<String, Label>),
}

impl Principal {
    /// Whoever says nothing of who they are. It is no person, so it decides nothing.
    pub(crate) fn public() -> Self {
        let public = || Directory::PUBLIC.to_owned();
        Self {
            key: [0; 32],
            issuer: String::new(),
            subject: public(),
            kind: PrincipalKind::System,
            party: Party::Public,
            organisation: Label::parse(Directory::PUBLIC).expect("its code is a label"),
            claimed: Vec::new(),
            roles: vec![public()],
            ends: Timestamp::MAX,
        }
    }
}

#[derive(Deserialize)]
struct Unverified {
    iss: String,
}

impl Issuers {
    pub(crate) fn load(
        config: &config::Config,
        directory: &Directory,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Problems> {
        let (mut problems, mut issuers) = (Problems::default(), HashMap::new());
        for entry in &config.issuers {
            let named = |problem: String| format!("issuer {}: {problem}", entry.url);
            let issuer = Issuer::load(entry, config.pages.as_ref(), directory, clock.clone()).map_err(named);
            if let Some(issuer) = problems.take(issuer)
                && issuers.insert(entry.url.clone(), issuer).is_some()
            {
                problems.note(named("it is there twice".to_owned()));
            }
        }
        let verified = Recent::new(REMEMBERED.1);
        problems.finish(Self { by_url: issuers, token_bytes: config.limits.token_bytes, clock, verified })
    }

    /// Finds out who calls, from the one bearer token among the headers.
    pub(crate) async fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<Principal>, Refusal> {
        let token = bearer(headers)?;
        if token.len() > self.token_bytes {
            return Err(Refusal::Token("too long"));
        }
        let now = self.clock.now();
        let hash = digest(&SHA256, token.as_bytes());
        let key = <[u8; 32]>::try_from(hash.as_ref()).map_err(|_| Refusal::Token("not hashed"))?;
        if let Some(principal) = self.verified.get(&key, now) {
            return Ok(principal);
        }
        let unverified = dangerous::insecure_decode::<Unverified>(token);
        let iss = unverified.map_err(|_| Refusal::Token("malformed"))?.claims.iss;
        let issuer = self.by_url.get(&iss).ok_or(Refusal::Token("of an unknown issuer"))?;
        let claims = issuer.verify(token).await?;
        let principal = Arc::new(issuer.principal(key, claims, now)?);
        let until = principal.ends.min(now + REMEMBERED.0);
        self.verified.put(key, principal.clone(), until, now);
        Ok(principal)
    }

    /// Every issuer's keys, to be kept fresh.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Arc<Keys>> {
        self.by_url.values().map(|issuer| issuer.keys.clone())
    }
}

/// The one bearer token among a request's headers.
fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Refusal::Token("absent, or not alone"));
    };
    let value = value.to_str().map_err(|_| Refusal::Token("malformed"))?;
    let (scheme, token) = value.split_once(' ').ok_or(Refusal::Token("malformed"))?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(Refusal::Token("not a bearer token"))
    }
}

impl Issuer {
    fn load(
        entry: &config::Issuer,
        pages: Option<&config::Pages>,
        directory: &Directory,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, String> {
        let organisation = |code: &String| {
            let label =
                Label::parse(code).ok_or_else(|| format!("{code:?} is not an organisation's code"))?;
            let known = directory.get(&label).ok_or_else(|| format!("the directory has no {code}"))?;
            if known.party == entry.party { Ok(label) } else { Err(format!("{code} is of another party")) }
        };
        let organisation = match (&entry.organisation, &entry.organisation_claim) {
            (Some(code), _) => Organisation::One(organisation(code)?),
            (None, claim) => {
                let allowed = entry.organisations.iter();
                let allowed = allowed.map(|(value, code)| Ok((value.clone(), organisation(code)?)));
                Organisation::Claim(
                    claim.clone().unwrap_or_default(),
                    allowed.collect::<Result<_, String>>()?,
                )
            }
        };
        Ok(Self {
            url: entry.url.clone(),
            audience: entry.audience.clone(),
            party: entry.party,
            organisation,
            roles_claim: entry.roles_claim.clone(),
            roles: entry.roles.clone(),
            longest_life: entry.longest_token_life.try_into().unwrap_or(SignedDuration::MAX),
            party_to_log_in: pages.map(|pages| log_in::Party::load(entry, pages)).transpose()?.flatten(),
            keys: Arc::new(Keys::new(&entry.url, clock.clone())?),
            clock,
        })
    }

    /// Checks a token's type, signature, issuer and audience.
    async fn verify(&self, token: &str) -> Result<Claims, Refusal> {
        let header = decode_header(token).map_err(|_| Refusal::Token("malformed"))?;
        // An ID token, or whatever else an issuer signs, is not an access token (RFC 9068 section 4).
        let typ = header.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
        if typ.strip_prefix("application/").unwrap_or(&typ) != "at+jwt" {
            return Err(Refusal::Token("of another type"));
        }
        if header.crit.is_some() {
            return Err(Refusal::Token("with extensions that must be understood"));
        }
        let kid = header.kid.ok_or(Refusal::Token("without a key id"))?;
        let key = self.keys.find(&kid).await?;
        // The key says which algorithm it is for. The header may only agree (RFC 8725 section 3.1).
        let mut validation = Validation::new(key.algorithm);
        validation.set_audience(&[&self.audience]);
        validation.set_issuer(&[&self.url]);
        validation.set_required_spec_claims(&["aud", "exp", "iss", "sub"]);
        // Times are compared with the injected clock, in `Claims::check_times`.
        validation.validate_exp = false;
        let token = decode::<Claims>(token, &key.key, &validation);
        Ok(token.map_err(|_| Refusal::Token("not signed with its key, or with the wrong claims"))?.claims)
    }

    /// The party of an organisation, if the issuer speaks for it.
    pub(crate) fn party_of(&self, organisation: &Label) -> Option<Party> {
        let speaks = match &self.organisation {
            Organisation::One(own) => own == organisation,
            Organisation::Claim(_, allowed) => allowed.values().any(|own| own == organisation),
        };
        speaks.then_some(self.party)
    }

    /// The roles that the values of the roles claim stand for, which the policy need not know.
    pub(crate) fn roles_of(&self, claimed: &[String]) -> Vec<String> {
        let role = |value: &String| {
            if self.roles.is_empty() { Some(value.clone()) } else { self.roles.get(value).cloned() }
        };
        claimed.iter().filter_map(role).collect()
    }

    fn principal(&self, key: [u8; 32], claims: Claims, now: Timestamp) -> Result<Principal, Refusal> {
        let ends = claims.check_times(now, LEEWAY, self.longest_life)?;
        let organisation = match &self.organisation {
            Organisation::One(organisation) => organisation,
            Organisation::Claim(claim, allowed) => claims
                .text(claim)
                .and_then(|value| allowed.get(value))
                .ok_or(Refusal::Token("of an organisation that its issuer does not speak for"))?,
        };
        let claimed = claims.texts(&self.roles_claim)?;
        Ok(Principal {
            key,
            issuer: self.url.clone(),
            kind: claims.kind(),
            party: self.party,
            organisation: organisation.clone(),
            roles: self.roles_of(&claimed),
            claimed,
            subject: claims.into_subject()?,
            ends,
        })
    }
}
