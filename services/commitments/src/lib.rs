//! Commitments: what government, the regulator and the National Cyber Security Centre promised, and how they keep it.
//!
//! `register` is what was promised, which anybody may read, and `amendment` how that changes; `evidence` is what shows that it is
//! kept, `assessment` how each party sees that, and `standing` what follows. Each part has the same pieces: `service` says
//! what happens in a call, in order; `asks` reads requests into the domain's words; `model` decides, and knows no database; `store`
//! holds all SQL. What is settled between two is an exchange: `between` is what those have in common.

mod amendment;
mod assessment;
mod between;
mod evidence;
mod register;
mod standing;

pub use register::Register;

use chassis::{
    Directory, Error,
    database::Pool,
    deadline::Calendar,
    serve::{LARGEST_MESSAGE, Parts},
    service::Service,
    worker::Work,
};
use clap::Args;
use contracts::commitments::{
    amendment_service_server::{self, AmendmentServiceServer},
    assessment_service_server::{self, AssessmentServiceServer},
    evidence_service_server::{self, EvidenceServiceServer},
    register_service_server::{self, RegisterServiceServer},
    standing_service_server::{self, StandingServiceServer},
};
use sqlx::migrate::Migrator;
use std::sync::Arc;
use tonic::service::Routes;

/// Settings of the service's own.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// The file of the register's first edition, in the place of the one that the service brings
    #[arg(long, env = "CONCORDAT_REGISTER", value_parser = Register::read)]
    pub register: Option<Arc<Register>>,
}

/// The service.
#[derive(Debug)]
pub enum Commitments {}

impl Service for Commitments {
    type Settings = Settings;

    const NAME: &'static str = "commitments";
    const SERVES: &'static [&'static str] = &[
        register_service_server::SERVICE_NAME,
        amendment_service_server::SERVICE_NAME,
        evidence_service_server::SERVICE_NAME,
        assessment_service_server::SERVICE_NAME,
        standing_service_server::SERVICE_NAME,
    ];

    fn migrations() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn check(pool: Pool, _: &Directory, _: &Calendar) -> Result<Vec<String>, Error> {
        let register = register::store::check(&pool).await?;
        let received = assessment::store::check(&pool).await?;
        Ok([register, between::check(&pool).await?, received].concat())
    }

    fn routes(parts: Parts, settings: &Settings) -> Routes {
        let register = settings.register.clone().unwrap_or_default();
        let registers = register::service::RegisterHandlers::new(parts.clone(), register.clone());
        let amendments = amendment::AmendmentHandlers::new(parts.clone(), register.clone());
        let evidence = evidence::EvidenceHandlers::new(parts.clone(), register.clone());
        let assessments = assessment::AssessmentHandlers::new(parts.clone(), register.clone());
        let standings = standing::StandingHandlers::new(parts, register);
        Routes::new(RegisterServiceServer::new(registers).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(AmendmentServiceServer::new(amendments).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(EvidenceServiceServer::new(evidence).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(AssessmentServiceServer::new(assessments).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(StandingServiceServer::new(standings).max_decoding_message_size(LARGEST_MESSAGE))
    }

    fn workers(_: &Parts, _: &Settings) -> Vec<Work> {
        Vec::new()
    }
}
