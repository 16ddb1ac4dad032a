//! Tables.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Attributes, Classes, Content};

/// Sets things beside each other to compare.
#[derive(Clone, Debug, Default, Template)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
#[template(path = "govuk/table.html")]
pub struct Table {
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// The headings of the columns.
    pub head: Vec<Cell>,
    /// What the table is called.
    pub caption: String,
    /// Further classes of the caption, such as `govuk-table__caption--m`.
    pub caption_classes: Classes,
    /// Whether the first cell of a row is its heading.
    pub first_cell_is_header: bool,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl HtmlSafe for Table {}

/// Is a cell of a [`Table`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct Cell {
    /// What it says.
    pub text: Content,
    /// How it is set.
    pub format: CellFormat,
    /// Over how many columns it goes; 1 if none is given.
    pub colspan: Option<u16>,
    /// Over how many rows it goes; 1 if none is given.
    pub rowspan: Option<u16>,
    /// Further classes.
    pub classes: Classes,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Cell {
    /// Makes a cell of words.
    #[must_use]
    pub fn text(text: impl Into<Content>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Makes a cell of a figure, or the heading of a column of figures.
    #[must_use]
    pub fn numeric(text: impl Into<Content>) -> Self {
        Self { format: CellFormat::Numeric, ..Self::text(text) }
    }

    fn is_numeric(&self) -> bool {
        matches!(self.format, CellFormat::Numeric)
    }
}

/// Is how a cell is set.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase"))]
pub enum CellFormat {
    /// As words.
    #[default]
    Plain,
    /// As figures, to the right.
    Numeric,
}
