//! What actors say: requests with which nothing is wrong, at times around the present.

mod actions;
mod calendar;
mod cases;
mod commitments;
mod course;
mod exchanges;
mod meetings;
mod packs;
mod pointers;
mod register;
mod returns;

pub use actions::*;
pub use calendar::*;
pub use cases::*;
pub use commitments::*;
pub use course::*;
pub use exchanges::*;
pub use meetings::*;
pub use packs::*;
pub use pointers::*;
pub use register::*;
pub use returns::*;

use chassis::{Clock as _, SystemClock, clock};
use jiff::SignedDuration;
use prost_types::Timestamp;

/// A request about something as it was read.
macro_rules! about {
    ($thing:expr => $request:ident { $($field:ident: $value:expr),* $(,)? }) => {
        pb::$request {
            name: $thing.name.clone(),
            etag: $thing.etag.clone(),
            request_id: id(),
            $($field: $value.into(),)*
            ..Default::default()
        }
    };
}
use about;

/// A time on the wire, so many minutes from now; negative is past.
pub fn minutes_from_now(minutes: i64) -> Timestamp {
    clock::to_wire(SystemClock.now() + SignedDuration::from_mins(minutes))
}

/// A time so many hours ago.
pub fn hours_ago(hours: i64) -> Option<Timestamp> {
    Some(minutes_from_now(-60 * hours))
}

/// A time in so many hours.
pub fn in_hours(hours: i64) -> Option<Timestamp> {
    hours_ago(-hours)
}

/// The resource called `name` as `organisation` would name it.
pub fn as_named_by(organisation: &str, name: &str) -> String {
    let rest = name.splitn(3, '/').nth(2).expect("a name is organisations/{organisation}/…");
    format!("organisations/{organisation}/{rest}")
}

/// The name of the breach that the action called `name` is of.
pub fn breach_of(name: &str) -> &str {
    name.split_once("/actions/").expect("a name of an action is …/actions/{action}").0
}

/// The last part of a name.
pub fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}
