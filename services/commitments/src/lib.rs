//! Commitments: what government, the regulator and the National Cyber Security Centre promised, and how they keep it.
//!
//! `register` is what was promised, which anybody may read, and `amendment` how that changes; `evidence` is what shows that it is
//! kept, `assessment` how each party sees that, and `standing` what follows; `plan` is what is planned so that it is, and `pack`
//! what boards are presented with, and `meeting` that they meet. `calendar` is what is due again and again, `appointment` who is
//! accountable, and `feed` the calendar as a link. Each part has the same pieces: `service` says what happens in a call, in order; `asks` reads requests into
//! the domain's words; `model` decides, and knows no database; `store` holds all SQL. What is settled between two is an exchange:
//! `between` is what those have in common, and `disclosures` the register of what crossed.

mod amendment;
mod appointment;
mod assessment;
mod between;
mod calendar;
mod disclosures;
mod evidence;
mod feed;
mod meeting;
mod pack;
mod plan;
mod register;
mod standing;

pub use calendar::Agenda;
pub use register::Register;

use chassis::{
    Directory, Error, config,
    database::Pool,
    deadline::Calendar,
    serve::{LARGEST_MESSAGE, Parts},
    service::Service,
    worker::Work,
};
use clap::Args;
use contracts::commitments::{
    amendment_service_server::{self, AmendmentServiceServer},
    appointment_service_server::{self, AppointmentServiceServer},
    assessment_service_server::{self, AssessmentServiceServer},
    calendar_service_server::{self, CalendarServiceServer},
    disclosure_service_server::{self, DisclosureServiceServer},
    evidence_service_server::{self, EvidenceServiceServer},
    feed_service_server::{self, FeedServiceServer},
    meeting_service_server::{self, MeetingServiceServer},
    pack_service_server::{self, PackServiceServer},
    plan_service_server::{self, PlanServiceServer},
    register_service_server::{self, RegisterServiceServer},
    standing_service_server::{self, StandingServiceServer},
};
use sqlx::migrate::Migrator;
use std::{sync::Arc, time::Duration};
use tonic::service::Routes;

/// Settings of the service's own.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// The file of the register's first edition, in the place of the one that the service brings
    #[arg(long, env = "CONCORDAT_REGISTER", value_parser = Register::read)]
    pub register: Option<Arc<Register>>,
    /// The file of the calendar's duties, bodies and posts, in the place of the one that the service brings
    #[arg(long, env = "CONCORDAT_CALENDAR", value_parser = Agenda::read)]
    pub calendar: Option<Arc<Agenda>>,
    /// Whether people are reminded of what is due and of what stands vacant; off over a copy of the data that nobody works with
    #[arg(long, env = "CONCORDAT_REMINDERS", default_value = "true", action = clap::ArgAction::Set)]
    pub reminders: bool,
    /// How often every replica looks for what people are to be reminded of
    #[arg(long, env = "CONCORDAT_REMINDERS_EVERY", value_parser = config::period, default_value = "60s")]
    pub reminders_every: Duration,
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
        plan_service_server::SERVICE_NAME,
        pack_service_server::SERVICE_NAME,
        calendar_service_server::SERVICE_NAME,
        appointment_service_server::SERVICE_NAME,
        feed_service_server::SERVICE_NAME,
        meeting_service_server::SERVICE_NAME,
        disclosure_service_server::SERVICE_NAME,
    ];

    fn migrations() -> Migrator {
        sqlx::migrate!("./migrations")
    }

    async fn check(pool: Pool, _: &Directory, _: &Calendar) -> Result<Vec<String>, Error> {
        let register = register::store::check(&pool).await?;
        let received = assessment::store::check(&pool).await?;
        let held = appointment::check(&pool).await?;
        let plans = plan::store::check(&pool).await?;
        Ok([register, between::check(&pool).await?, received, plans, held].concat())
    }

    fn routes(parts: Parts, settings: &Settings) -> Routes {
        let register = settings.register.clone().unwrap_or_default();
        let registers = register::service::RegisterHandlers::new(parts.clone(), register.clone());
        let amendments = amendment::AmendmentHandlers::new(parts.clone(), register.clone());
        let evidence = evidence::EvidenceHandlers::new(parts.clone(), register.clone());
        let assessments = assessment::AssessmentHandlers::new(parts.clone(), register.clone());
        let plans = plan::PlanHandlers::new(parts.clone(), register.clone());
        let packs = pack::PackHandlers::new(parts.clone(), register.clone());
        let standings = standing::StandingHandlers::new(parts.clone(), register);
        let agenda = settings.calendar.clone().unwrap_or_default();
        let calendar = calendar::CalendarHandlers::new(parts.clone(), agenda.clone());
        let appointments = appointment::AppointmentHandlers::new(parts.clone(), agenda.clone());
        let meetings = meeting::MeetingHandlers::new(parts.clone(), agenda.clone());
        let disclosures = disclosures::DisclosureHandlers(parts.clone());
        let feeds = feed::FeedHandlers::new(parts, agenda);
        Routes::new(RegisterServiceServer::new(registers).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(AmendmentServiceServer::new(amendments).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(EvidenceServiceServer::new(evidence).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(AssessmentServiceServer::new(assessments).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(StandingServiceServer::new(standings).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(PlanServiceServer::new(plans).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(PackServiceServer::new(packs).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(CalendarServiceServer::new(calendar).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(
                AppointmentServiceServer::new(appointments).max_decoding_message_size(LARGEST_MESSAGE),
            )
            .add_service(FeedServiceServer::new(feeds).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(MeetingServiceServer::new(meetings).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(DisclosureServiceServer::new(disclosures).max_decoding_message_size(LARGEST_MESSAGE))
    }

    fn workers(parts: &Parts, settings: &Settings) -> Vec<Work> {
        let agenda = settings.calendar.clone().unwrap_or_default();
        if !settings.reminders {
            return Vec::new();
        }
        let every = settings.reminders_every;
        vec![
            appointment::watch::worker(parts, agenda.clone(), every),
            calendar::reminders::worker(parts, agenda, every),
        ]
    }
}
