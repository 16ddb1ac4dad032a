//! Statistical disclosure control: counts as others than the organisation that they are of may read them. Pure: knows no
//! database and no clock but the time that it is given.
//!
//! A [`Table`] of counts is released under versioned [`Rules`] to an [`Audience`], which is a type, so that what is made for one
//! is not sent to another. Small counts are hidden, whatever leaves a small rest, what one organisation dominates, and then as
//! much more as it takes: a reader who knows everything that is shown, to the unit, and who knows of each hidden count whether
//! there is anything at all, cannot tell a hidden one from at least `smallest - 1` values, by whatever arithmetic; unless
//! everything is hidden that can be. What is left is rounded, each number by itself.
//!
//! It is deterministic, and no order of rows, columns or additions matters: of counts that are equal the one whose row, then whose
//! column has the lower number is hidden first, a total before what it is a total of.

mod attack;
mod audience;
mod hide;
mod rate;
mod release;
mod rules;
mod table;
#[cfg(test)]
mod tests;

pub use audience::{Audience, Boards, Centre, Others, OwnDepartment, Public};
pub use rate::Rate;
pub use release::{Figure, Number, Released};
pub use rules::Rules;
pub use table::{Place, Table};
