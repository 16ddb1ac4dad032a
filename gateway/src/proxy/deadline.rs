//! How long a call may take.

use crate::{Refusal, config::Limits, contract::Rpc};
use http::{HeaderMap, HeaderValue, header::HeaderName};
use jiff::SignedDuration;
use std::time::Duration;
use tokio::time::Instant;

pub(super) const TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");
/// The most digits of a time-out on the wire, and the longest in milliseconds that they hold.
const DIGITS: usize = 8;
const LONGEST_MILLIS: u128 = 99_999_999;

/// How much longer a service is given than the caller: the refusal is then the gateway's, with its reason, and not what
/// the service's framework makes of it.
const GRACE: Duration = Duration::from_millis(100);

/// When a call ends, come what may.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline(Instant);

impl Deadline {
    pub(super) fn of(rpc: &Rpc, asked: Option<Duration>, permit: SignedDuration, limits: &Limits) -> Self {
        Self(Instant::now() + life(rpc, asked, permit, limits))
    }

    pub(super) fn at(self) -> Instant {
        self.0
    }

    /// What is left of it, for the service.
    pub(super) fn left(self) -> HeaderValue {
        let left = self.0.saturating_duration_since(Instant::now()) + GRACE;
        let left = left.as_millis().min(LONGEST_MILLIS);
        HeaderValue::try_from(format!("{left}m")).expect("digits and a letter")
    }
}

/// A call ends when its caller says, but not after the platform's longest; a stream, not after its permit.
fn life(rpc: &Rpc, asked: Option<Duration>, permit: SignedDuration, limits: &Limits) -> Duration {
    let permit = Duration::try_from(permit).unwrap_or_default();
    if rpc.streams {
        asked.unwrap_or(permit).min(permit)
    } else {
        asked.unwrap_or(limits.usual_deadline).min(limits.longest_deadline).min(permit)
    }
}

/// The time-out that a caller asks for (gRPC over HTTP/2: at most eight digits, and a unit).
pub(super) fn asked(headers: &HeaderMap) -> Result<Option<Duration>, Refusal> {
    headers.get(TIMEOUT).map(|value| read(value).ok_or(Refusal::Timeout)).transpose()
}

fn read(value: &HeaderValue) -> Option<Duration> {
    let text = value.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let whole = (1..=DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let count: u64 = digits.parse().ok().filter(|_| whole)?;
    match unit {
        "H" => Some(Duration::from_hours(count)),
        "M" => Some(Duration::from_mins(count)),
        "S" => Some(Duration::from_secs(count)),
        "m" => Some(Duration::from_millis(count)),
        "u" => Some(Duration::from_micros(count)),
        "n" => Some(Duration::from_nanos(count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Deadline, life, read};
    use crate::{config::Limits, contract::Rpc};
    use http::HeaderValue;
    use jiff::SignedDuration;
    use std::time::Duration;
    use tokio::time::Instant;

    #[test]
    fn a_time_out_is_up_to_eight_digits_and_a_unit() {
        for (text, seconds) in
            [("2H", 7_200.0), ("3M", 180.0), ("4S", 4.0), ("5m", 0.005), ("6u", 6e-6), ("7n", 7e-9)]
        {
            assert_eq!(
                read(&HeaderValue::from_static(text)),
                Some(Duration::from_secs_f64(seconds)),
                "{text}"
            );
        }
        for text in ["", "S", "1", "1s", "123456789S", "-1S", "+1S", "1.5S", "1 S", "1\u{e9}"] {
            assert_eq!(read(&HeaderValue::from_str(text).unwrap()), None, "{text}");
        }
    }

    #[test]
    fn a_call_ends_by_its_caller_the_limits_and_its_permit_and_a_stream_by_caller_and_permit() {
        let limits = Limits::default();
        let rpc = |streams| Rpc {
            path: String::new(),
            service: "".into(),
            permission: None,
            takes_stream: false,
            streams,
        };
        let seconds = Duration::from_secs;
        for (streams, asked, permit, ends) in [
            (false, None, 900, limits.usual_deadline),
            (false, Some(seconds(5)), 900, seconds(5)),
            (false, Some(seconds(9_999)), 900, limits.longest_deadline),
            (false, None, 3, seconds(3)),
            (true, None, 900, seconds(900)),
            (true, Some(seconds(100)), 900, seconds(100)),
            (true, Some(seconds(9_999)), 900, seconds(900)),
            (false, None, -3, seconds(0)),
        ] {
            let life = life(&rpc(streams), asked, SignedDuration::from_secs(permit), &limits);
            assert_eq!(life, ends, "{streams} {asked:?} {permit}");
        }
    }

    #[test]
    fn what_is_left_fits_on_the_wire() {
        let (past, far) = (Instant::now(), Instant::now() + Duration::from_hours(999));
        assert_eq!(
            (Deadline(past).left(), Deadline(far).left()),
            ("100m".parse().unwrap(), "99999999m".parse().unwrap())
        );
    }
}
