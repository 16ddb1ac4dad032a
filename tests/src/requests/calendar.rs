//! What is said about the calendar, about who is accountable, and about links.

use super::{about, commitments::AsRead, last_part};
use chassis::{Clock as _, SystemClock, deadline::london_day};
use chassis_testing::id;
use contracts::commitments::{self as pb, Appointment, Completion, Feed, Post};
use jiff::{ToSpan as _, civil::Date};
use std::sync::atomic::{AtomicI32, Ordering};

/// Counts what must not be said twice.
static NEXT: AtomicI32 = AtomicI32::new(0);

impl From<&Completion> for AsRead {
    fn from(completion: &Completion) -> Self {
        Self { name: completion.name.clone(), etag: completion.etag.clone(), ..Self::default() }
    }
}

impl From<&Appointment> for AsRead {
    fn from(appointment: &Appointment) -> Self {
        Self { name: appointment.name.clone(), etag: appointment.etag.clone(), ..Self::default() }
    }
}

impl From<&Feed> for AsRead {
    fn from(feed: &Feed) -> Self {
        Self { name: feed.name.clone(), etag: feed.etag.clone(), ..Self::default() }
    }
}

/// Today in London.
pub fn today() -> Date {
    london_day(SystemClock.now())
}

/// Lists what falls due for the organisation called `parent` in a year, and what is overdue.
pub fn list_occurrences(parent: &str) -> pb::ListOccurrencesRequest {
    let (from, to) = (today(), today().saturating_add(12.months()));
    pb::ListOccurrencesRequest {
        parent: parent.to_owned(),
        from: from.to_string(),
        to: to.to_string(),
        with_overdue: true,
        ..Default::default()
    }
}

/// Something that concerns the organisation called `parent`.
pub fn occurrence_of(parent: &str) -> String {
    let id = match parent {
        "organisations/gcdo" => "CAL-13-2026-01-08",
        "organisations/ico" => "CAL-06-2026-01-08",
        "organisations/ncsc" => "CAL-15-2025-09-12",
        _ => "CAL-12-2026-01-01",
    };
    format!("{parent}/occurrences/{id}")
}

/// Reads what concerns the organisation called `parent`.
pub fn get_occurrence(parent: &str) -> pb::GetOccurrenceRequest {
    pb::GetOccurrenceRequest { name: occurrence_of(parent) }
}

/// Records that something was done today.
pub fn record_done(occurrence: &AsRead) -> pb::RecordDoneRequest {
    pb::RecordDoneRequest {
        name: occurrence.name.clone(),
        done_on: today().to_string(),
        reference: "Minutes".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Takes back that it was.
pub fn withdraw_done(completion: &AsRead) -> pb::WithdrawDoneRequest {
    about!(completion => WithdrawDoneRequest { reason: "It was another meeting." })
}

/// Records who held the post of the organisation called `parent`, on a day of which nobody spoke before.
pub fn record_appointment(parent: &str) -> pb::RecordAppointmentRequest {
    let from = Date::constant(2026, 1, 8).saturating_add(NEXT.fetch_add(1, Ordering::Relaxed).days());
    let until = from.saturating_add(1.day()).to_string();
    pb::RecordAppointmentRequest { from: from.to_string(), until, ..appoint(parent) }
}

/// Records who will hold it, without an end, from a day later than any of which anybody spoke.
pub fn appoint_for_good(parent: &str) -> pb::RecordAppointmentRequest {
    let from = Date::constant(2090, 1, 1).saturating_add(NEXT.fetch_add(1, Ordering::Relaxed).days());
    pb::RecordAppointmentRequest { from: from.to_string(), ..appoint(parent) }
}

fn appoint(parent: &str) -> pb::RecordAppointmentRequest {
    let post =
        if parent == "organisations/gcdo" { Post::AccountableIndividual } else { Post::DepartmentLead };
    pb::RecordAppointmentRequest {
        parent: parent.to_owned(),
        post: post.into(),
        role_title: "Chief Data Officer".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Records that an appointment ends, on a day after any on which one begins.
pub fn end_appointment(appointment: &AsRead) -> pb::EndAppointmentRequest {
    let until = Date::constant(2090, 1, 2).saturating_add(NEXT.fetch_add(1, Ordering::Relaxed).days());
    let AsRead { name, etag, .. } = appointment.clone();
    pb::EndAppointmentRequest { name, etag, until: until.to_string(), request_id: id() }
}

/// Reads an appointment.
pub fn get_appointment(name: &str) -> pb::GetAppointmentRequest {
    pb::GetAppointmentRequest { name: name.to_owned() }
}

/// Lists the appointments of the organisation called `parent`, on the longest page.
pub fn list_appointments(parent: &str) -> pb::ListAppointmentsRequest {
    pb::ListAppointmentsRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Lists when posts that concern the organisation called `parent` stood vacant.
pub fn list_vacancies(parent: &str) -> pb::ListVacanciesRequest {
    pb::ListVacanciesRequest { parent: parent.to_owned() }
}

/// Makes a link that counts for a month.
pub fn create_feed(parent: &str) -> pb::CreateFeedRequest {
    let ends_on = today().saturating_add(30.days()).to_string();
    pb::CreateFeedRequest { parent: parent.to_owned(), ends_on, request_id: id() }
}

/// Has a link count no longer.
pub fn revoke_feed(feed: &AsRead) -> pb::RevokeFeedRequest {
    let AsRead { name, etag, .. } = feed.clone();
    pb::RevokeFeedRequest { name, etag, request_id: id() }
}

/// Lists one's own links.
pub fn list_feeds(parent: &str) -> pb::ListFeedsRequest {
    pb::ListFeedsRequest { parent: parent.to_owned() }
}

/// Follows the link whose secret is the last part of a name.
pub fn export_feed(link: &AsRead) -> pb::ExportFeedRequest {
    pb::ExportFeedRequest { secret: last_part(&link.name).to_owned() }
}
