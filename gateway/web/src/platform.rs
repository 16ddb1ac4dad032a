//! What the pages stand on: the gateway, which knows the issuers, the policy and the services. It hands out no key and
//! no permit; it makes calls in somebody's name, or in the public's.

#[cfg(test)]
pub(crate) mod tests;

use bytes::Bytes;
use chassis::{Directory, Label};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::pin::Pin;
use tonic::Status;
use url::Url;

/// Something that comes later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Somebody whom an issuer vouched for. Services never see it; the gateway makes a permit of it for each call.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The issuer, as the claim `iss` has it.
    pub issuer: String,
    /// The claim `sub`.
    pub subject: String,
    /// The organisation that they work for.
    #[serde(with = "label")]
    pub organisation: Label,
    /// What the roles claim says, as it says it.
    pub claimed: Vec<String>,
}

/// An issuer at which people sign in.
#[derive(Clone, Debug)]
pub struct Door {
    /// Its name, as the claim `iss` has it.
    pub issuer: String,
    /// The organisations that it speaks for, at least one.
    pub organisations: Vec<Label>,
}

/// What an issuer is asked when somebody is sent there (OpenID Connect Core section 3.1.2.1).
#[derive(Clone, Copy, Debug)]
pub struct LogIn<'a> {
    /// The claim `iss` of its tokens.
    pub issuer: &'a str,
    /// What the answer must bring back.
    pub state: &'a str,
    /// What the ID token must hold.
    pub nonce: &'a str,
    /// The hash of the verifier (RFC 7636).
    pub challenge: &'a str,
    /// Whether they are to be asked anything.
    pub prompt: Prompt,
}

/// Whether an issuer is to ask somebody anything.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub enum Prompt {
    /// As it sees fit.
    IfNeeded,
    /// Nothing: it says whether it would have to.
    Never,
    /// Everything, though they are signed in there.
    Again,
}

/// What an issuer vouched for.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// Who it is.
    pub who: Identity,
    /// What they are called, if it says so.
    pub name: Option<String>,
    /// What it calls their session, if it says so.
    pub sid: Option<String>,
    /// When they last typed whatever it asks for, if it says so.
    pub authenticated_at: Option<Timestamp>,
}

/// Why an issuer did not vouch for anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unvouched {
    /// It cannot be reached now.
    Away,
    /// What it said does not count; the operator is told why.
    Rejected,
}

/// What an issuer says has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The issuer.
    pub issuer: String,
    /// What it calls the session; all of the subject's, if it names none.
    pub sid: Option<String>,
    /// Whose.
    pub subject: Option<String>,
}

/// What the pages ask of the gateway.
pub trait Platform: Send + Sync + 'static {
    /// Tells the time.
    fn now(&self) -> Timestamp;

    /// Which organisations there are.
    fn directory(&self) -> &Directory;

    /// The issuers at which people sign in.
    fn doors(&self) -> &[Door];

    /// Where somebody is sent to sign in; none while nothing is known of the issuer.
    fn log_in(&self, ask: LogIn<'_>) -> Option<Url>;

    /// Where somebody is sent to sign out; none if the issuer has no such place.
    fn log_out(&self, issuer: &str) -> Option<Url>;

    /// Has an issuer vouch for whoever brought `code`.
    fn redeem<'a>(
        &'a self,
        issuer: &'a str,
        code: &'a str,
        verifier: &'a str,
        nonce: &'a str,
    ) -> Later<'a, Result<Vouched, Unvouched>>;

    /// Reads a log-out token (OpenID Connect Back-Channel Logout section 2.6); none if it does not count. One that does
    /// is passed on to the other gateways, unless it came from one.
    fn ended<'a>(&'a self, token: &'a str, from_peer: bool) -> Later<'a, Option<Ended>>;

    /// The roles that somebody has now, by their codes, as far as the policy knows them: none if they are of two
    /// parties, or their issuer no longer speaks for them.
    fn roles(&self, who: &Identity) -> Vec<String>;

    /// Whether a role may call the RPC at `path`, such as `/concordat.breaches.v1.BreachService/GetBreach`. A page asks
    /// it for every act that it could offer, of a role that is among [`Platform::roles`] already.
    fn may(&self, role: &str, path: &str) -> bool;

    /// Calls the RPC at `path` in a role of somebody's: one message there, one back.
    fn call<'a>(
        &'a self,
        who: &'a Identity,
        role: &'a str,
        path: &'a str,
        message: Bytes,
    ) -> Later<'a, Result<Bytes, Status>>;

    /// Calls the RPC at `path` as the public. The status is `UNAUTHENTICATED` where the public may not.
    fn call_publicly<'a>(&'a self, path: &'a str, message: Bytes) -> Later<'a, Result<Bytes, Status>>;
}

mod label {
    use chassis::Label;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(label: &Label, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(label.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Label, D::Error> {
        let text = String::deserialize(deserializer)?;
        Label::parse(&text).ok_or_else(|| D::Error::custom("not a label"))
    }
}
