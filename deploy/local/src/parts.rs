//! What runs: started one after the other, ended in the opposite order, and missed as soon as it ends by itself.

use crate::Error;
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Completes when a part is to end.
pub(crate) type Stop = WaitForCancellationFutureOwned;

/// The parts that run, in the order of their start.
pub(crate) struct Parts {
    started: Vec<Part>,
    failures: (UnboundedSender<Error>, UnboundedReceiver<Error>),
}

struct Part {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Parts {
    pub(crate) fn new() -> Self {
        Self { started: Vec::new(), failures: unbounded_channel() }
    }

    /// Starts a part, which runs until it is told to stop.
    pub(crate) fn start<F>(&mut self, part: &'static str, run: impl FnOnce(Stop) -> F)
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let stop = CancellationToken::new();
        // On its own, so that its panic is seen too.
        let running = tokio::spawn(run(stop.clone().cancelled_owned()));
        let (asked, failures) = (stop.clone(), self.failures.0.clone());
        let task = tokio::spawn(async move {
            let failure = match running.await {
                Ok(Ok(())) if asked.is_cancelled() => return,
                Ok(Ok(())) => Error::of(part, "ended by itself"),
                Ok(Err(failure)) => failure,
                Err(_) => Error::of(part, "panicked"),
            };
            // Nobody listens any longer once the parts are dropped.
            let _ = failures.send(failure);
        });
        self.started.push(Part { stop, task });
    }

    /// Waits until a part fails or ends by itself.
    pub(crate) async fn failed(&mut self) -> Error {
        self.failures.1.recv().await.expect("a sender is kept beside the receiver")
    }

    /// Ends the parts, the last one first, each before the next. Says what else failed until then.
    pub(crate) async fn stop(mut self) -> Result<(), Error> {
        for part in self.started.into_iter().rev() {
            part.stop.cancel();
            // It only passes on what the part said.
            let _ = part.task.await;
        }
        self.failures.1.try_recv().map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;
    use crate::Error;
    use std::sync::{Arc, Mutex};

    #[tokio::test]
    async fn parts_end_in_the_opposite_order_of_their_start_each_before_the_next() {
        let (mut parts, log) = (Parts::new(), Arc::new(Mutex::new(Vec::new())));
        for part in ["database", "service", "gateway"] {
            let log = log.clone();
            parts.start(part, |stop| async move {
                stop.await;
                log.lock().unwrap().push(format!("{part} drains"));
                tokio::task::yield_now().await;
                log.lock().unwrap().push(format!("{part} ends"));
                Ok(())
            });
        }
        parts.stop().await.unwrap();
        let order = ["gateway drains", "gateway ends", "service drains", "service ends"];
        assert_eq!(log.lock().unwrap()[..4], order);
        assert_eq!(log.lock().unwrap()[4..], ["database drains", "database ends"]);
    }

    #[tokio::test]
    async fn a_part_that_ends_by_itself_is_named() {
        let mut parts = Parts::new();
        parts.start("steady", |stop| async {
            stop.await;
            Ok(())
        });
        parts.start("brief", |_| async { Ok(()) });
        assert_eq!(parts.failed().await.to_string(), "brief: ended by itself");
        parts.start("wrong", |_| async { Err(Error::of("wrong", "no disk")) });
        assert_eq!(parts.failed().await.to_string(), "wrong: no disk");
        parts.start("hasty", |_| async { panic!("on purpose") });
        assert_eq!(parts.failed().await.to_string(), "hasty: panicked");
        parts.stop().await.unwrap();
    }

    #[tokio::test]
    async fn what_fails_while_it_ends_is_told() {
        let mut parts = Parts::new();
        parts.start("database", |stop| async {
            stop.await;
            Err(Error::of("database", "would not stop"))
        });
        assert_eq!(parts.stop().await.unwrap_err().to_string(), "database: would not stop");
    }
}
