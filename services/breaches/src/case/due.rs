//! How soon something is due in a case, which its place in lists tells.

use super::fold::NOTHING_DUE;
use contracts::breaches::CaseDue;
use jiff::{SignedDuration, Timestamp};

/// The bands of places at a time. A band ends where the next begins; the first begins before all places.
pub(crate) struct Bands([i64; 4]);

impl Bands {
    pub(crate) fn at(now: Timestamp) -> Self {
        // What is due in just so many hours is due within them.
        let after = |hours| {
            let end = now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX);
            end.as_microsecond() + 1
        };
        Self([now.as_microsecond(), after(24), after(7 * 24), NOTHING_DUE])
    }

    /// Where each band but the first begins, as `width_bucket` compares them.
    pub(crate) fn edges(&self) -> &[i64] {
        &self.0
    }

    /// The number of a band, as `width_bucket` counts.
    pub(crate) fn number(due: CaseDue) -> i32 {
        i32::from(due) - 1
    }

    /// The band of a number, as `width_bucket` counts.
    pub(crate) fn due(number: i32) -> CaseDue {
        CaseDue::try_from(number + 1).unwrap_or_default()
    }

    /// The first and the last place at which a case can be that is in one of these bands; any, if there are none.
    pub(crate) fn range(&self, bands: &[i32]) -> (i64, i64) {
        let edge = |band: i32| usize::try_from(band).ok().and_then(|band| self.0.get(band)).copied();
        let first = bands.iter().min().and_then(|band| edge(band - 1)).unwrap_or(i64::MIN);
        let last = bands.iter().max().and_then(|band| edge(*band)).map_or(i64::MAX, |end| end - 1);
        (first, last)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bands, CaseDue, NOTHING_DUE};

    #[test]
    fn the_range_of_bands_goes_from_the_beginning_of_the_first_to_the_end_of_the_last() {
        let bands = Bands([10, 20, 30, NOTHING_DUE]);
        let range =
            |dues: &[CaseDue]| bands.range(&dues.iter().map(|due| Bands::number(*due)).collect::<Vec<_>>());
        assert_eq!(range(&[]), (i64::MIN, i64::MAX));
        assert_eq!(range(&[CaseDue::Overdue]), (i64::MIN, 9));
        assert_eq!(range(&[CaseDue::WithinADay]), (10, 19));
        assert_eq!(range(&[CaseDue::Later, CaseDue::WithinADay]), (10, NOTHING_DUE - 1));
        assert_eq!(range(&[CaseDue::Nothing]), (NOTHING_DUE, i64::MAX));
    }
}
