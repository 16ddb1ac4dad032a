//! What is counted and released: a department's quarterly return to the centre, and the regulator's counts to the National Cyber
//! Security Centre. It is counted from the working rows for whoever looks at it first, and sealed once they confirm what they saw;
//! what was sealed is never counted again.

mod asks;
mod cases;
mod counts;
mod quarter;
mod service;
mod store;

pub(crate) use quarter::Quarter;
pub(crate) use service::ReturnHandlers;

use chassis::Label;

/// The return of a quarter as its department names it while it is owed. Once it is returned it is an exchange.
pub(crate) fn return_name(department: &Label, quarter: Quarter) -> String {
    format!("organisations/{department}/returns/{quarter}")
}
