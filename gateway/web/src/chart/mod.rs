//! Charts: SVG made here, whose every number also stands in words or in a table, and whose every colour has a pattern or a
//! label beside it.

mod bars;
mod gauge;

pub(crate) use bars::{Bars, Category};
pub(crate) use gauge::Gauge;
