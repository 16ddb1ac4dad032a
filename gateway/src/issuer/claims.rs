//! What a token claims.

use crate::Refusal;
use contracts::access::PrincipalKind;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};

/// The longest subject, in bytes (OpenID Connect Core, section 2).
pub(super) const LONGEST_SUBJECT: usize = 255;

/// The claims that every token has (RFC 9068 section 2.2), and those that its issuer adds.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    sub: String,
    client_id: String,
    #[serde(deserialize_with = "time")]
    exp: Timestamp,
    #[serde(deserialize_with = "time")]
    iat: Timestamp,
    #[serde(default, deserialize_with = "optional_time")]
    nbf: Option<Timestamp>,
    /// Required, and good for nothing here: a token may be used more than once.
    #[serde(rename = "jti")]
    _jti: String,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Claims {
    /// Says when the token ends, the leeway included, unless it has ended, has not begun or lives too long.
    pub(super) fn check_times(
        &self,
        now: Timestamp,
        leeway: SignedDuration,
        longest_life: SignedDuration,
    ) -> Result<Timestamp, Refusal> {
        if self.exp.duration_since(self.iat) > longest_life {
            return Err(Refusal::Token("longer lived than is allowed"));
        }
        if now.duration_since(self.exp) >= leeway {
            return Err(Refusal::Token("expired"));
        }
        let begins = self.nbf.unwrap_or(self.iat).max(self.iat);
        if begins.duration_since(now) > leeway {
            return Err(Refusal::Token("not valid yet"));
        }
        self.exp.checked_add(leeway).map_err(|_| Refusal::Token("without an end"))
    }

    /// A token that a client got for itself has the client as its subject (RFC 9068 section 2.2).
    pub(super) fn kind(&self) -> PrincipalKind {
        if self.sub == self.client_id { PrincipalKind::System } else { PrincipalKind::Person }
    }

    /// The text of another claim.
    pub(super) fn text(&self, claim: &str) -> Option<&str> {
        self.others.get(claim)?.as_str()
    }

    /// The texts of another claim; none if it is not there.
    pub(super) fn texts(&self, claim: &str) -> Result<Vec<String>, Refusal> {
        let texts = match self.others.get(claim) {
            None => Some(Vec::new()),
            Some(Value::String(text)) => Some(vec![text.clone()]),
            Some(Value::Array(values)) => {
                values.iter().map(|value| value.as_str().map(str::to_owned)).collect()
            }
            Some(_) => None,
        };
        texts.ok_or(Refusal::Token("with roles that are not texts"))
    }

    pub(super) fn into_subject(self) -> Result<String, Refusal> {
        let fits = (1..=LONGEST_SUBJECT).contains(&self.sub.len());
        if fits { Ok(self.sub) } else { Err(Refusal::Token("with a subject that is empty or too long")) }
    }
}

/// Reads a `NumericDate` (RFC 7519 section 2), which may have a fraction.
fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let seconds = SignedDuration::try_from_secs_f64(f64::deserialize(deserializer)?);
    let time = seconds.ok().and_then(|seconds| Timestamp::from_duration(seconds).ok());
    time.ok_or_else(|| D::Error::custom("not a time"))
}

fn optional_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    time(deserializer).map(Some)
}
