//! What tests share with the gates: reading the commands that a README tells its readers to run.

pub mod readme;
