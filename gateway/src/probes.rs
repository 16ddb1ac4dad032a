//! What is not gRPC: for now, what an orchestrator asks.

use crate::policy::Policies;
use axum::{Json, Router, extract, http::StatusCode, routing::get};
use chassis::Directory;
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// What an orchestrator asks.
pub(crate) const PATHS: [&str; 2] = ["/healthz", "/readyz"];

/// What the gateway tells of itself.
pub(crate) struct State {
    pub(crate) policies: Arc<Policies>,
    directory: Arc<Directory>,
    draining: AtomicBool,
}

impl State {
    pub(crate) fn new(policies: Arc<Policies>, directory: Arc<Directory>) -> Self {
        Self { policies, directory, draining: AtomicBool::new(false) }
    }

    /// Says from now on that no new calls should come.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }
}

/// Routes for everything that is not gRPC.
pub(crate) fn router(state: Arc<State>) -> Router {
    // Alive is whoever answers: what else may be wrong, a restart does not mend.
    let [alive, is_ready] = PATHS;
    Router::new().route(alive, get("ok")).route(is_ready, get(ready)).with_state(state)
}

async fn ready(extract::State(state): extract::State<Arc<State>>) -> (StatusCode, Json<Value>) {
    let ready = !state.draining.load(Ordering::Relaxed);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let report = json!({
        "ready": ready,
        "policy": { "version": &*state.policies.current().version(), "stale": state.policies.is_stale() },
        "directory": { "version": state.directory.version(), "hash": state.directory.hash() },
    });
    (status, Json(report))
}
