//! The report, in Markdown.

use super::{Call, Machine, PageRow, Sample};
use std::{fmt, time::Duration};

const MEBIBYTE: u64 = 1 << 20;
const KIBIBYTE: usize = 1 << 10;
const PERCENTILES: [usize; 3] = [50, 95, 99];

/// All that was measured.
#[derive(Clone, Debug)]
pub struct Report {
    /// On what.
    pub machine: Machine,
    /// How many breaches there were to list.
    pub rows: usize,
    /// The processes.
    pub processes: Vec<ProcessRow>,
    /// The calls.
    pub calls: Vec<CallRow>,
    /// What is another's, and what is nobody's.
    pub secret: SecretRow,
    /// The pages.
    pub pages: Vec<PageRow>,
}

/// What a process takes.
#[derive(Clone, Debug)]
pub struct ProcessRow {
    /// Which.
    pub name: &'static str,
    /// How long it took from its start until it served.
    pub ready_after: Duration,
    /// Its memory when it had served nobody, in bytes.
    pub idle: u64,
    /// Its memory after all calls, if it was called.
    pub after: Option<u64>,
}

/// What a call costs both ways.
#[derive(Clone, Debug)]
pub struct CallRow {
    /// Which.
    pub call: Call,
    /// How many were under way at once.
    pub in_flight: usize,
    /// Direct.
    pub direct: Sample,
    /// Through the gateway.
    pub gateway: Sample,
}

/// How long it takes to be told that there is no such thing, through the gateway, one call after the other.
#[derive(Clone, Debug)]
pub struct SecretRow {
    /// Where there is, at another department.
    pub anothers: Sample,
    /// Where there is none.
    pub nobodys: Sample,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.machine)?;
        writeln!(f, "| process | start to ready, ms | memory idle, MiB | after the calls, MiB |")?;
        writeln!(f, "|---|--:|--:|--:|")?;
        self.processes.iter().try_for_each(|row| write!(f, "{row}"))?;
        writeln!(
            f,
            "\nMemory is the proportional set size. Calls are made one after the other, or sixteen at a time, by a client on \
             the same cores, at the default log level, with a disk that is waited for; the list is a page of 100 of {} \
             breaches at most.\n",
            self.rows
        )?;
        write!(f, "| call | in flight | calls | way | p50, ms | p95, ms | p99, ms | calls/s ")?;
        writeln!(f, "| CPU/call, µs: gateway | service | PostgreSQL | all |")?;
        writeln!(f, "|---|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        self.calls.iter().try_for_each(|row| write!(f, "{row}"))?;
        writeln!(
            f,
            "\nWhat is another's is not found, as what is nobody's; nor does the time tell which it was, as far as the two \
             are alike.\n"
        )?;
        writeln!(f, "| GetBreach, not found | calls | p50, ms | p95, ms | p99, ms |")?;
        writeln!(f, "|---|--:|--:|--:|--:|")?;
        write!(f, "{}", self.secret)?;
        writeln!(
            f,
            "\nPages are opened one after the other, by somebody who is signed in; what a browser fetches besides it fetches \
             once, as it is kept for ever.\n"
        )?;
        writeln!(
            f,
            "| page | opened | first byte p50, ms | p95, ms | HTML, KiB | styles and scripts, KiB |"
        )?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|")?;
        self.pages.iter().try_for_each(|row| write!(f, "{row}"))
    }
}

impl fmt::Display for ProcessRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, ready_after, idle, after } = self;
        let after = after.map_or_else(|| "–".to_owned(), mebibytes);
        writeln!(f, "| {name} | {} | {} | {after} |", ready_after.as_millis(), mebibytes(*idle))
    }
}

impl fmt::Display for CallRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, in_flight, direct, gateway } = self;
        let lead = |way| format!("| {call} | {in_flight} | {} | {way}", direct.latencies.count());
        writeln!(f, "{} {} |", lead("direct"), cells(direct))?;
        writeln!(f, "{} {} |", lead("gateway"), cells(gateway))?;
        let ratios = figures(gateway).into_iter().zip(figures(direct)).map(|(one, other)| ratio(one, other));
        writeln!(f, "{} | {} |", lead("**gateway ÷ direct**"), ratios.collect::<Vec<_>>().join(" | "))
    }
}

impl fmt::Display for SecretRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percentiles = |sample: &Sample| PERCENTILES.map(|percent| sample.latencies.percentile(percent));
        let (anothers, nobodys) = (percentiles(&self.anothers), percentiles(&self.nobodys));
        for (name, sample, latencies) in
            [("another's", &self.anothers, anothers), ("nobody's", &self.nobodys, nobodys)]
        {
            let [p50, p95, p99] = latencies.map(|latency| latency.as_secs_f64() * 1e3);
            writeln!(f, "| {name} | {} | {p50:.2} | {p95:.2} | {p99:.2} |", sample.latencies.count())?;
        }
        let ratio = |at: usize| ratio(anothers[at].as_secs_f64(), nobodys[at].as_secs_f64());
        let (count, [p50, p95, p99]) = (self.anothers.latencies.count(), [0, 1, 2].map(ratio));
        writeln!(f, "| **another's ÷ nobody's** | {count} | {p50} | {p95} | {p99} |")
    }
}

impl fmt::Display for PageRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |percent| self.first_byte.percentile(percent).as_secs_f64() * 1e3;
        let kibibytes = |bytes: usize| bytes.div_ceil(KIBIBYTE);
        let (count, p50, p95) = (self.first_byte.count(), millis(50), millis(95));
        let (html, assets) = (kibibytes(self.html), kibibytes(self.assets));
        writeln!(f, "| {} | {count} | {p50:.2} | {p95:.2} | {html} | {assets} |", self.page)
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GetBreach",
            Self::List => "ListBreaches",
            Self::Create => "CreateBreach",
            Self::Anothers => "GetBreach, another's",
            Self::Nobodys => "GetBreach, nobody's",
        })
    }
}

/// Percentiles in milliseconds, calls a second, and processor time a call in microseconds.
fn figures(sample: &Sample) -> Vec<f64> {
    let latencies = PERCENTILES.map(|percent| sample.latencies.percentile(percent).as_secs_f64() * 1e3);
    [&latencies[..], &[sample.per_second()], &sample.cpu_per_call()].concat()
}

fn cells(sample: &Sample) -> String {
    let figures = figures(sample);
    let (latencies, others) = figures.split_at(PERCENTILES.len());
    let latencies = latencies.iter().map(|figure| format!("| {figure:.2}"));
    latencies.chain(others.iter().map(|figure| format!("| {figure:.0}"))).collect::<Vec<_>>().join(" ")
}

/// How many times one is the other, unless that says nothing: nobody calls the gateway who calls directly.
fn ratio(one: f64, other: f64) -> String {
    if other > 0.0 { format!("**{:.2}**", one / other) } else { "–".to_owned() }
}

fn mebibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / MEBIBYTE;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{Call, CallRow, ProcessRow, SecretRow};
    use crate::measure::{Latencies, Sample};
    use std::time::Duration;

    fn sample(milliseconds: u64, cpu: [u64; 3]) -> Sample {
        Sample {
            latencies: Latencies::new(vec![Duration::from_millis(milliseconds); 2]),
            elapsed: Duration::from_millis(2 * milliseconds),
            cpu: cpu.map(Duration::from_millis),
        }
    }

    #[test]
    fn a_call_is_three_rows_and_the_third_compares_the_others() {
        let (direct, gateway) = (sample(2, [0, 2, 2]), sample(3, [4, 2, 4]));
        let row = CallRow { call: Call::Get, in_flight: 16, direct, gateway };
        assert_eq!(
            row.to_string(),
            "| GetBreach | 16 | 2 | direct | 2.00 | 2.00 | 2.00 | 500 | 0 | 1000 | 1000 | 2000 |\n\
             | GetBreach | 16 | 2 | gateway | 3.00 | 3.00 | 3.00 | 333 | 2000 | 1000 | 2000 | 5000 |\n\
             | GetBreach | 16 | 2 | **gateway ÷ direct** | **1.50** | **1.50** | **1.50** | **0.67** | – | **1.00** \
             | **2.00** | **2.50** |\n"
        );
    }

    #[test]
    fn what_is_anothers_is_compared_with_what_is_nobodys() {
        let row = SecretRow { anothers: sample(3, [0; 3]), nobodys: sample(2, [0; 3]) };
        assert_eq!(
            row.to_string(),
            "| another's | 2 | 3.00 | 3.00 | 3.00 |\n| nobody's | 2 | 2.00 | 2.00 | 2.00 |\n\
             | **another's ÷ nobody's** | 2 | **1.50** | **1.50** | **1.50** |\n"
        );
    }

    #[test]
    fn memory_is_told_in_tenths_of_a_mebibyte() {
        let row = ProcessRow {
            name: "gateway",
            ready_after: Duration::from_micros(12_900),
            idle: 10 << 20,
            after: Some((10 << 20) + (1 << 19)),
        };
        assert_eq!(row.to_string(), "| gateway | 12 | 10.0 | 10.5 |\n");
    }
}
