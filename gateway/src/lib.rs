//! The gateway: finds out who calls, what the policy lets them do, and passes the call on with a permit.
//!
//! The life of a call: `proxy` looks up the RPC in the contracts' descriptor sets (`contract`), `issuer` authenticates
//! the caller, `authorise` asks the `policy` and grants a permit that a key of `trust` signs, and the frames go through
//! untouched. [`Refusal`] is the one way in which a call is refused. There is no database, and nothing here knows what a
//! service's messages mean.

mod authorise;
pub mod config;
mod contract;
mod decision;
mod directory;
mod issuer;
mod limits;
mod load;
mod own;
mod pages;
mod policy;
mod probes;
mod problems;
mod process;
mod proxy;
mod refusal;
mod serve;
mod trace;
mod trust;

pub use authorise::Grant;
pub use config::{Config, Settings};
pub use issuer::Principal;
pub use own::OPEN;
pub use problems::Problems;
pub use process::main;
pub use refusal::{ACTING_ROLE, Refusal};

use chassis::Clock;
use http::HeaderMap;
use probes::State;
use proxy::Proxy;
use std::{sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tonic_health::server::HealthReporter;

/// A gateway, ready to serve. A clone is the same gateway.
#[derive(Clone)]
pub struct Gateway {
    proxy: Arc<Proxy>,
    pages: Option<axum::Router>,
    state: Arc<State>,
    health: HealthReporter,
    policy_interval: Duration,
    keys_interval: Duration,
}

impl Gateway {
    /// Loads everything that `config` names. Issuers and services need not be there yet.
    ///
    /// # Errors
    /// Everything that is wrong with it, as far as one thing does not hide the next.
    pub async fn load(config: Config, clock: Arc<dyn Clock>) -> Result<Self, Problems> {
        load::gateway(config, clock).await
    }

    /// Serves on `listener` until `shutdown`, and then ends what is under way.
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        serve::serve(self, listener, shutdown).await;
    }

    /// Finds out who calls, from the bearer token among a request's headers.
    ///
    /// # Errors
    /// [`Refusal::Token`], or [`Refusal::Unavailable`] if the issuer's keys cannot be had.
    pub async fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<Principal>, Refusal> {
        self.proxy.issuers.authenticate(headers).await
    }

    /// Grants a caller one call of the RPC at `path`, such as `/concordat.breaches.v1.BreachService/GetBreach`, in the
    /// role that it names or in the only one that may. What calls services in somebody's name gets its permits here, and
    /// never sees a key.
    ///
    /// # Errors
    /// [`Refusal::UnknownRpc`], [`Refusal::RateLimited`], [`Refusal::Permission`], [`Refusal::ActingRoleRequired`], or [`Refusal::Token`] if the
    /// caller's roles are of two parties.
    pub fn authorise(
        &self,
        caller: &Principal,
        acting_role: Option<&str>,
        path: &str,
    ) -> Result<Grant, Refusal> {
        self.proxy.authorise(caller, acting_role, &self.proxy.route(path)?.rpc)
    }
}
