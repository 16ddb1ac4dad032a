//! Sample data: eleven records of three departments, reported, worked on and answered as their people and the
//! regulator's would, by calls to the gateway with their own tokens; and how commitments are kept, planned and governed.
//!
//! Three follow what is publicly known of real incidents, with details made up where the public knows none; eight are
//! synthetic, and say so. All are dated from the start, so that every state of a deadline is there at once.

mod governance;
mod meetings;
mod people;
mod promises;
mod public;
mod sample;
mod scene;
mod synthetic;

#[cfg(test)]
mod tests;

use crate::{Error, issuer::Issuer};
use chassis::{clock::from_wire, deadline::london_day};
use contracts::breaches::{CaseState, ListBreachesRequest, ListCasesRequest};
use jiff::{SignedDuration, Timestamp};
use people::People;
use sample::Sample;
use scene::Scene;
use std::time::Duration;
use tokio::time::timeout;
use tonic::Status;

const PART: &str = "sample data";
/// How long it may take.
const LONGEST: Duration = Duration::from_mins(1);
/// How long after it began a submission that was interrupted is taken up again: later, too many deadlines have passed.
const RESUMED: SignedDuration = SignedDuration::from_hours(24);
/// The most that a page of a list holds.
const PAGE: i32 = 100;
/// Acts for the regulator.
const CASEWORKER: &str = "ico-case";

/// In the order in which they are submitted. That the first is there shows that this was begun; that the case of the
/// last is closed, that it was completed.
const SAMPLES: [Sample; 11] = [
    public::CUSTOMER_ACCOUNTS,
    public::LEGAL_AID,
    public::VISA_RECORDS,
    synthetic::PAYSLIPS,
    synthetic::LAPTOP,
    synthetic::LOG_INS,
    synthetic::BUNDLE,
    synthetic::CONSULTATION,
    synthetic::WORKSHEET,
    synthetic::NAMESAKE,
    synthetic::ARCHIVE_BOXES,
];

/// What was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many acts of departments and of the regulator: none, where there was something already.
    pub acts: usize,
}

/// Submits the sample data as of `now`, what is kept of commitments first, unless HMRC has breaches already. What an earlier call began less than 24 hours
/// ago, and could not finish, is finished.
///
/// # Errors
/// If the gateway cannot be reached, refuses a call, or takes longer than a minute for all of them.
pub async fn submit(gateway_url: &str, issuer: &Issuer, now: Timestamp) -> Result<Summary, Error> {
    let all = async {
        keep_promises(gateway_url, issuer, now).await?;
        submit_these(&SAMPLES, gateway_url, issuer, now).await
    };
    let submitted = timeout(LONGEST, all).await;
    let late = |_| Err(format!("took longer than {} s", LONGEST.as_secs()));
    submitted.unwrap_or_else(late).map_err(|problem| Error::of(PART, problem))
}

/// Shows how commitments are kept, unless the samples are complete. Each step is taken where it was not yet, so that what an
/// earlier call began is finished.
async fn keep_promises(gateway_url: &str, issuer: &Issuer, now: Timestamp) -> Result<(), String> {
    let people = People::connect(gateway_url, issuer).await?;
    let Some(began) = began(&people, now).await.map_err(|status| status.to_string())? else {
        return Ok(());
    };
    let (of, today) = (|status: Status| format!("commitments: {status}"), london_day(began));
    promises::keep(&people, today).await.map_err(of)?;
    governance::govern(&people, today).await.map_err(of)?;
    meetings::meet(&people, today).await.map_err(of)
}

async fn submit_these(
    samples: &[Sample],
    gateway_url: &str,
    issuer: &Issuer,
    now: Timestamp,
) -> Result<Summary, String> {
    let people = People::connect(gateway_url, issuer).await?;
    let Some(began) = began(&people, now).await.map_err(|status| status.to_string())? else {
        return Ok(Summary { acts: 0 });
    };
    let mut acts = 0;
    for (number, sample) in samples.iter().enumerate() {
        let played = Box::pin(Scene::of(sample, &people, began).play(number)).await;
        acts += played.map_err(|status| format!("{}: {status}", sample.title))?;
    }
    Ok(Summary { acts })
}

/// When the samples were begun, which is now if there is nothing at all; `None` if there is nothing to do, since they are
/// complete, or too old, or what is there is somebody's own.
async fn began(people: &People<'_>, now: Timestamp) -> Result<Option<Timestamp>, Status> {
    let (first, [.., officer]) = (SAMPLES[0], SAMPLES[0].personas());
    let list = ListBreachesRequest { parent: first.parent(), page_size: PAGE, ..Default::default() };
    let breaches = people.breaches(officer).list_breaches(list).await?.into_inner().breaches;
    if breaches.is_empty() {
        return Ok(Some(now));
    }
    let closed = ListCasesRequest {
        parent: "organisations/ico".to_owned(),
        page_size: PAGE,
        states: vec![CaseState::Closed.into()],
        ..Default::default()
    };
    let closed = people.cases(CASEWORKER).list_cases(closed).await?.into_inner().cases;
    // A reference of the regulator's never changes, and a closed case stays closed.
    if closed.iter().any(|case| case.case_reference == synthetic::LAST_REFERENCE) {
        return Ok(None);
    }
    let first = breaches.into_iter().find(|breach| breach.title == first.title);
    let began = first.and_then(|breach| breach.create_time).and_then(from_wire);
    Ok(began.filter(|began| now.duration_since(*began) < RESUMED))
}
