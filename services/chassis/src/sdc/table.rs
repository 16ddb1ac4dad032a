//! Counts in a table, with its totals, and how much of each every unit supplies.

use std::collections::{BTreeMap, BTreeSet};

/// Where a count stands. Categories are numbers, such as those of an enum of the contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The row; none for the total of a column.
    pub row: Option<i32>,
    /// The column; none for the total of a row, and everywhere in a list.
    pub column: Option<i32>,
}

impl Place {
    /// The total of a whole table.
    pub const TOTAL: Self = Self { row: None, column: None };

    /// A count in a table.
    #[must_use]
    pub fn at(row: i32, column: i32) -> Self {
        Self { row: Some(row), column: Some(column) }
    }

    /// The total of a row; in a list, a count.
    #[must_use]
    pub fn row(row: i32) -> Self {
        Self { row: Some(row), column: None }
    }

    /// The total of a column.
    #[must_use]
    pub fn column(column: i32) -> Self {
        Self { row: None, column: Some(column) }
    }

    /// The totals that it is a part of, next above.
    pub(super) fn wholes(self) -> Vec<Self> {
        match self {
            Self { row: Some(row), column: Some(column) } => vec![Self::row(row), Self::column(column)],
            Self::TOTAL => vec![],
            _ => vec![Self::TOTAL],
        }
    }
}

/// What a reader adds up: a row or a column with its total, or the totals of the rows or the columns with the total of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Row(Option<i32>),
    Column(Option<i32>),
}

impl Line {
    pub(super) fn holds(self, place: Place) -> bool {
        match self {
            Self::Row(row) => place.row == row,
            Self::Column(column) => place.column == column,
        }
    }
}

/// Counts by row and column, or by row alone, with their totals.
#[derive(Clone, Debug)]
pub struct Table {
    rows: BTreeSet<i32>,
    columns: BTreeSet<i32>,
    /// How much of the count at a place each unit supplies.
    supplied: BTreeMap<Place, BTreeMap<String, u32>>,
    /// Whether several units supply it, so that one may dominate a count.
    of_several: bool,
    structural: BTreeSet<Place>,
}

impl Table {
    /// Makes a table in which nothing is counted yet, of one unit's.
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = i32>, columns: impl IntoIterator<Item = i32>) -> Self {
        Self {
            rows: rows.into_iter().collect(),
            columns: columns.into_iter().collect(),
            supplied: BTreeMap::new(),
            of_several: false,
            structural: BTreeSet::new(),
        }
    }

    /// Makes a list in which nothing is counted yet: a table that has no columns.
    #[must_use]
    pub fn list(rows: impl IntoIterator<Item = i32>) -> Self {
        Self::new(rows, [])
    }

    /// The table as one that several units supply: none of them is to be recognised in a count.
    #[must_use]
    pub fn of_several(self) -> Self {
        Self { of_several: true, ..self }
    }

    /// The table with a count that can only be nothing.
    #[must_use]
    pub fn with_structural_zero(mut self, place: Place) -> Self {
        self.structural.insert(place);
        self
    }

    /// Adds to a count, and to each total of it, what a unit supplies. A list has no columns. A category that was not named is
    /// added to the table.
    pub fn add(&mut self, row: i32, column: Option<i32>, unit: &str, count: u32) {
        self.rows.insert(row);
        self.columns.extend(column);
        let place = Place { row: Some(row), column };
        let totals = [Place { row: None, column }, Place::row(row), Place::TOTAL];
        for place in totals.into_iter().chain([place]).collect::<BTreeSet<_>>() {
            let supplied = self.supplied.entry(place).or_default().entry(unit.to_owned()).or_default();
            *supplied = supplied.saturating_add(count);
        }
    }

    /// How many there are at a place.
    #[must_use]
    pub fn count(&self, place: Place) -> u32 {
        let supplied = self.supplied.get(&place).into_iter().flat_map(BTreeMap::values);
        supplied.fold(0, |sum, one| sum.saturating_add(*one))
    }

    /// Every place, the totals among them.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let with_total = |known: &BTreeSet<i32>| -> Vec<Option<i32>> {
            std::iter::once(None).chain(known.iter().copied().map(Some)).collect()
        };
        let columns = with_total(&self.columns);
        let rows = with_total(&self.rows).into_iter();
        rows.flat_map(move |row| columns.clone().into_iter().map(move |column| Place { row, column }))
    }

    /// The lines that a place is in.
    pub(super) fn lines(&self, place: Place) -> Vec<Line> {
        let rows = (!self.columns.is_empty()).then_some(Line::Row(place.row));
        rows.into_iter().chain([Line::Column(place.column)]).collect()
    }

    /// Says whether it is a total of others, and not counted itself.
    pub(super) fn is_total(&self, place: Place) -> bool {
        place.row.is_none() || (place.column.is_none() && !self.columns.is_empty())
    }

    /// Says whether there can be nothing at a place.
    pub(super) fn is_structural(&self, place: Place) -> bool {
        self.structural.contains(&place)
    }

    /// Says whether fewer than two units supply what is at a place, or one of them more than so many per cent of it.
    pub(super) fn is_dominated(&self, place: Place, percent: u32) -> bool {
        let supplied = self.supplied.get(&place).into_iter().flat_map(BTreeMap::values);
        let supplied: Vec<u64> = supplied.map(|one| u64::from(*one)).filter(|one| *one > 0).collect();
        let most = supplied.iter().max().copied().unwrap_or_default();
        self.of_several
            && most > 0
            && (supplied.len() < 2 || most * 100 > u64::from(percent) * supplied.iter().sum::<u64>())
    }

    /// The categories of rows, and of columns.
    pub(super) fn categories(&self) -> [&BTreeSet<i32>; 2] {
        [&self.rows, &self.columns]
    }
}
