//! What a load came to, in figures.

use std::time::Duration;

/// How long each of some calls took.
#[derive(Clone, Debug)]
pub struct Latencies(Vec<Duration>);

/// What some calls cost, direct or through the gateway.
#[derive(Clone, Debug)]
pub struct Sample {
    /// How long each took.
    pub latencies: Latencies,
    /// How long all took together.
    pub elapsed: Duration,
    /// The processor time of the gateway's process, the service's and all of PostgreSQL's, in this order.
    pub cpu: [Duration; 3],
}

impl Latencies {
    /// Takes the latencies of at least one call.
    pub fn new(mut latencies: Vec<Duration>) -> Self {
        assert!(!latencies.is_empty(), "something was measured");
        latencies.sort_unstable();
        Self(latencies)
    }

    /// How many calls there were.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The latency that `percent` of the calls did not exceed: the nearest rank, so one that was measured.
    pub fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100);
        self.0[rank.clamp(1, self.0.len()) - 1]
    }
}

impl Sample {
    /// Takes samples of the same calls together.
    pub(super) fn together(samples: Vec<Self>) -> Self {
        let elapsed = samples.iter().map(|sample| sample.elapsed).sum();
        let cpu = std::array::from_fn(|process| samples.iter().map(|sample| sample.cpu[process]).sum());
        let latencies = samples.into_iter().flat_map(|sample| sample.latencies.0).collect();
        Self { latencies: Latencies::new(latencies), elapsed, cpu }
    }

    /// The calls that were answered in a second.
    pub fn per_second(&self) -> f64 {
        count(self.latencies.count()) / self.elapsed.as_secs_f64()
    }

    /// What one call cost in microseconds of processor time: of the gateway, the service, PostgreSQL, and of all three.
    pub fn cpu_per_call(&self) -> [f64; 4] {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / count(self.latencies.count());
        let [gateway, service, postgres] = self.cpu.map(each);
        [gateway, service, postgres, gateway + service + postgres]
    }
}

fn count(calls: usize) -> f64 {
    u32::try_from(calls).map(f64::from).expect("calls are counted in thousands")
}

#[cfg(test)]
mod tests {
    use super::{Latencies, Sample};
    use std::time::Duration;

    fn milliseconds(latencies: impl IntoIterator<Item = u64>) -> Latencies {
        Latencies::new(latencies.into_iter().map(Duration::from_millis).collect())
    }

    #[test]
    fn a_percentile_is_the_least_latency_that_so_many_did_not_exceed() {
        let latencies = milliseconds((1..=200).rev());
        for (percent, expected) in [(50, 100), (95, 190), (99, 198), (100, 200), (0, 1)] {
            assert_eq!(latencies.percentile(percent), Duration::from_millis(expected), "{percent}");
        }
        // Of few, the rank is rounded up: half of three is two of them.
        let few = milliseconds([30, 10, 20]);
        assert_eq!(
            (few.percentile(50), few.percentile(99)),
            (Duration::from_millis(20), Duration::from_millis(30))
        );
    }

    #[test]
    fn samples_together_are_one_of_all_their_calls() {
        let sample = |latency, elapsed, cpu: [u64; 3]| Sample {
            latencies: milliseconds([latency]),
            elapsed: Duration::from_millis(elapsed),
            cpu: cpu.map(Duration::from_millis),
        };
        let both = Sample::together(vec![sample(30, 40, [1, 2, 3]), sample(10, 20, [4, 5, 6])]);
        assert_eq!((both.latencies.count(), both.latencies.percentile(50)), (2, Duration::from_millis(10)));
        assert_eq!(
            (both.elapsed, both.cpu),
            (Duration::from_millis(60), [5, 7, 9].map(Duration::from_millis))
        );
    }

    #[test]
    fn processor_time_is_shared_among_the_calls_and_added_up_over_the_processes() {
        let sample = Sample {
            latencies: milliseconds([1, 1, 1, 1]),
            elapsed: Duration::from_millis(2),
            cpu: [1, 2, 3].map(Duration::from_millis),
        };
        let microseconds = sample.cpu_per_call().map(|figure| format!("{figure:.3}"));
        assert_eq!(microseconds, ["250.000", "500.000", "750.000", "1500.000"]);
        assert_eq!(format!("{:.3}", sample.per_second()), "2000.000");
    }
}
