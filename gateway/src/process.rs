//! The gateway as a process of its own.

use crate::{Config, Gateway, Problems, Settings};
use chassis::{SystemClock, config, telemetry};
use std::{process::ExitCode, sync::Arc};
use tokio::{
    net::TcpListener,
    signal::{
        ctrl_c,
        unix::{SignalKind, signal},
    },
};

/// Runs the gateway's process to its end.
#[must_use]
pub fn main() -> ExitCode {
    let settings = config::load::<Settings>();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(run(settings)),
        Err(error) => Err(error.to_string().into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            eprintln!("gateway: {problems}");
            ExitCode::FAILURE
        }
    }
}

async fn run(settings: Settings) -> Result<(), Problems> {
    let _telemetry = telemetry::start("concordat-gateway", &settings.log)?;
    let gateway = Gateway::load(Config::read(&settings.config)?, Arc::new(SystemClock)).await?;
    if settings.check_config {
        println!("the settings are good");
        return Ok(());
    }
    let failed =
        |error: std::io::Error| Problems::from(format!("cannot listen on {}: {error}", settings.addr));
    let listener = TcpListener::bind(settings.addr).await.map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    gateway
        .serve(listener, async move {
            tokio::select! { _ = terminate.recv() => {}, _ = ctrl_c() => {} }
        })
        .await;
    Ok(())
}
