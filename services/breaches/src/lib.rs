//! Personal data breaches, from the first report to the regulator's last word.
//!
//! `service` says what happens in a call, in order; `asks` reads requests into the domain's words; `model` decides, and
//! knows no database; `store` holds all SQL. `case` has the
//! same parts again for what stands between a department and the regulator, `exchange` for what else crosses between
//! parties, `action` for what is to be done, and `pointer` for breaches of which nothing may be written; `export` is what a department takes with it. `reminders` says what is due, without being asked.

mod action;
mod asks;
mod case;
mod exchange;
mod export;
mod model;
mod pointer;
mod reminders;
mod service;
mod store;

use chassis::{
    Directory, Error, config,
    database::Pool,
    deadline::Calendar,
    sdc::Rules,
    serve::{LARGEST_MESSAGE, Parts},
    service::Service,
    worker::Work,
};
pub use model::Criteria;

use clap::Args;
use contracts::breaches::{
    action_service_server::{self, ActionServiceServer},
    breach_service_server::{self, BreachServiceServer},
    case_service_server::{self, CaseServiceServer},
    centre_service_server::{self, CentreServiceServer},
    disclosure_service_server::{self, DisclosureServiceServer},
    exchange_service_server::{self, ExchangeServiceServer},
    lines_service_server::{self, LinesServiceServer},
    ncsc_service_server::{self, NcscServiceServer},
    pointer_service_server::{self, PointerServiceServer},
    return_service_server::{self, ReturnServiceServer},
};
use sqlx::migrate::Migrator;
use std::{sync::Arc, time::Duration};
use tonic::service::Routes;

/// Settings of the service's own.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Whether the regulator accepts a submission here as notice in law; off until it says so
    #[arg(long, env = "CONCORDAT_REGULATOR_ACCEPTS_PLATFORM_NOTICE", default_value = "false")]
    pub regulator_accepts_platform_notice: bool,
    /// The file of the criteria of a major breach, in the place of those that the service brings
    #[arg(long, env = "CONCORDAT_MAJOR_BREACH_CRITERIA", value_parser = Criteria::read)]
    pub major_breach_criteria: Option<Arc<Criteria>>,
    /// The file of the rules by which counts are released, in the place of those that the service brings
    #[arg(long, env = "CONCORDAT_DISCLOSURE_CONTROL_RULES", value_parser = Rules::read)]
    pub disclosure_control_rules: Option<Arc<Rules>>,
    /// Whether people are reminded of what is due; off over a copy of the data that nobody works with
    #[arg(long, env = "CONCORDAT_REMINDERS", default_value = "true", action = clap::ArgAction::Set)]
    pub reminders: bool,
    /// How often every replica looks for what people are to be reminded of
    #[arg(long, env = "CONCORDAT_REMINDERS_EVERY", value_parser = config::period, default_value = "60s")]
    pub reminders_every: Duration,
}

/// The service.
#[derive(Debug)]
pub enum Breaches {}

impl Service for Breaches {
    type Settings = Settings;

    const NAME: &'static str = "breaches";
    const SERVES: &'static [&'static str] = &[
        breach_service_server::SERVICE_NAME,
        case_service_server::SERVICE_NAME,
        action_service_server::SERVICE_NAME,
        exchange_service_server::SERVICE_NAME,
        disclosure_service_server::SERVICE_NAME,
        centre_service_server::SERVICE_NAME,
        ncsc_service_server::SERVICE_NAME,
        pointer_service_server::SERVICE_NAME,
        lines_service_server::SERVICE_NAME,
        return_service_server::SERVICE_NAME,
    ];

    fn migrations() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn check(pool: Pool, directory: &Directory, calendar: &Calendar) -> Result<Vec<String>, Error> {
        let breaches = store::check(&pool, calendar).await?;
        let cases = case::store::check(&pool, directory.regulator(), calendar).await?;
        let actions = action::store::check(&pool).await?;
        let pointers = pointer::store::check(&pool, calendar).await?;
        Ok([breaches, cases, actions, exchange::check(&pool).await?, pointers].concat())
    }

    fn routes(parts: Parts, settings: &Settings) -> Routes {
        let breaches = service::Handlers::new(
            parts.clone(),
            settings.regulator_accepts_platform_notice,
            settings.major_breach_criteria.clone().unwrap_or_default(),
        );
        let breaches = BreachServiceServer::new(breaches).max_decoding_message_size(LARGEST_MESSAGE);
        let cases = CaseServiceServer::new(case::CaseHandlers::new(parts.clone()));
        let actions = ActionServiceServer::new(action::ActionHandlers::new(parts.clone()));
        let exchanges = exchange::ExchangeHandlers::new(parts.clone());
        let rules = settings.disclosure_control_rules.clone().unwrap_or_default();
        let returns = ReturnServiceServer::new(exchange::ReturnHandlers::new(parts.clone(), rules));
        let criteria = settings.major_breach_criteria.clone().unwrap_or_default();
        let pointers = pointer::PointerHandlers::new(parts, criteria, exchanges.clone());
        let pointers = PointerServiceServer::new(pointers);
        let disclosures = DisclosureServiceServer::new(exchanges.clone());
        let centre = CentreServiceServer::new(exchanges.clone());
        let ncsc = NcscServiceServer::new(exchanges.clone());
        let lines = LinesServiceServer::new(exchanges.clone());
        let exchanges = ExchangeServiceServer::new(exchanges);
        Routes::new(breaches)
            .add_service(cases.max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(actions.max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(exchanges.max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(disclosures.max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(centre.max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(ncsc.max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(pointers.max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(lines.max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(returns.max_decoding_message_size(LARGEST_MESSAGE))
    }

    fn workers(parts: &Parts, settings: &Settings) -> Vec<Work> {
        if settings.reminders { reminders::workers(parts, settings.reminders_every) } else { Vec::new() }
    }
}
