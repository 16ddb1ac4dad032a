//! Personal data breaches, from the first report to the regulator's last word.
//!
//! `service` says what happens in a call, in order; `asks` reads requests into the domain's words; `model` decides, and
//! knows no database; `store` holds all SQL. `case` has the
//! same parts again for what stands between a department and the regulator.

mod asks;
mod case;
mod model;
mod service;
mod store;

use chassis::{
    Directory, Error,
    database::Pool,
    deadline::Calendar,
    serve::{LARGEST_MESSAGE, Parts},
    service::Service,
};
use clap::Args;
use contracts::breaches::{
    breach_service_server::{self, BreachServiceServer},
    case_service_server::{self, CaseServiceServer},
};
use sqlx::migrate::Migrator;
use tonic::service::Routes;

/// Settings of the service's own.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Whether the regulator accepts a submission here as notice in law; off until it says so
    #[arg(long, env = "CONCORDAT_REGULATOR_ACCEPTS_PLATFORM_NOTICE")]
    pub regulator_accepts_platform_notice: bool,
}

/// The service.
#[derive(Debug)]
pub enum Breaches {}

impl Service for Breaches {
    type Settings = Settings;

    const NAME: &'static str = "breaches";
    const SERVES: &'static [&'static str] =
        &[breach_service_server::SERVICE_NAME, case_service_server::SERVICE_NAME];

    fn migrations() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn check(pool: Pool, directory: &Directory, calendar: &Calendar) -> Result<Vec<String>, Error> {
        let breaches = store::check(&pool, calendar).await?;
        Ok([breaches, case::store::check(&pool, directory.regulator(), calendar).await?].concat())
    }

    fn routes(parts: Parts, settings: &Settings) -> Routes {
        let breaches = service::Handlers::new(parts.clone(), settings.regulator_accepts_platform_notice);
        let breaches = BreachServiceServer::new(breaches).max_decoding_message_size(LARGEST_MESSAGE);
        let cases = CaseServiceServer::new(case::CaseHandlers::new(parts));
        Routes::new(breaches).add_service(cases.max_decoding_message_size(LARGEST_MESSAGE))
    }
}
