//! What the model derives.

use super::wire::affected_band;
use contracts::breaches::{AffectedBand, CountBasis, Facts, People};

#[test]
fn numbers_fall_into_the_regulators_bands_from_their_lower_bounds() {
    let band = |number, basis: CountBasis| {
        let people = People { affected_approx: number, affected_basis: basis.into(), ..People::default() };
        affected_band(&Facts { people: Some(people), ..Facts::default() })
    };
    for (number, expected) in [
        (0, AffectedBand::Unknown),
        (1, AffectedBand::From1),
        (9, AffectedBand::From1),
        (10, AffectedBand::From10),
        (99, AffectedBand::From10),
        (100, AffectedBand::From100),
        (999, AffectedBand::From100),
        (1_000, AffectedBand::From1k),
        (9_999, AffectedBand::From1k),
        (10_000, AffectedBand::From10k),
        (99_999, AffectedBand::From10k),
        (100_000, AffectedBand::From100k),
        (40_000_000, AffectedBand::From100k),
    ] {
        assert_eq!(band(Some(number), CountBasis::Maximum), expected, "{number}");
    }
    assert_eq!(band(None, CountBasis::Exact), AffectedBand::Unknown);
    assert_eq!(band(Some(500), CountBasis::Unknown), AffectedBand::Unknown);
    assert_eq!(affected_band(&Facts::default()), AffectedBand::Unknown);
}
