//! The policy that serves now, and its reload.

use super::{Expected, Policy, Sources, compile};
use crate::Problems;
use arc_swap::ArcSwap;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{signal::unix::Signal, time};

/// The policy that serves now. A reload swaps it whole; each call sees one policy.
#[derive(Debug)]
pub(crate) struct Policies {
    sources: Sources,
    expected: Expected,
    current: ArcSwap<Policy>,
    refused: AtomicBool,
}

impl Policies {
    pub(crate) async fn load(sources: Sources, expected: Expected) -> Result<Self, Problems> {
        let policy = compile(&sources.read()?, &expected).await?;
        Ok(Self {
            sources,
            expected,
            current: ArcSwap::from_pointee(policy),
            refused: AtomicBool::new(false),
        })
    }

    pub(crate) fn current(&self) -> Arc<Policy> {
        self.current.load_full()
    }

    /// Says whether the files hold a policy that was refused, so that an older one serves.
    pub(crate) fn is_stale(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }

    /// Reads the files again, now and then and when asked to.
    pub(crate) async fn watch(self: Arc<Self>, every: Duration, mut asked: Signal) {
        let mut refused = None;
        loop {
            tokio::select! { () = time::sleep(every) => {}, _ = asked.recv() => {} }
            let problem = self.reload().await.err().map(|problems| problems.to_string());
            self.refused.store(problem.is_some(), Ordering::Relaxed);
            if let Some(problem) = problem.as_ref().filter(|problem| refused.as_ref() != Some(*problem)) {
                tracing::error!(problem, "the policy is refused, and the one before serves on");
            }
            refused = problem;
        }
    }

    async fn reload(&self) -> Result<(), Problems> {
        let files = self.sources.read()?;
        if *files.version() != *self.current().version() {
            let policy = compile(&files, &self.expected).await?;
            tracing::info!(policy.version = &*policy.version(), "the policy was reloaded");
            self.current.store(Arc::new(policy));
        }
        Ok(())
    }
}
