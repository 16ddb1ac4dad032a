//! What tests share with the gates: the gates' names, and reading the commands that a README tells its readers to run.

pub mod readme;
pub mod stand_in;

/// The commands, a line each: the command in the form in which it is typed, two blanks or more, and what it does.
pub const USAGE: &str = "\
cargo xtask ci [--keep-going]    run all gates; without --keep-going, up to the first that fails
cargo xtask setup                install what building takes besides Rust and a C compiler
cargo xtask tools                install buf and gRPC for Python, and say where they are
cargo xtask fmt                  gate: code is formatted
cargo xtask tidy                 gate: the house rules hold
cargo xtask contracts            gate: buf finds no fault, and nothing that has landed is broken
cargo xtask contracts --land     as the gate, and later contracts will be compared with these
cargo xtask deny                 gate: dependencies are licensed, permitted and from crates.io
cargo xtask clippy               gate: no lints, and each query fits its migrated database, as .sqlx says
cargo xtask sqlx --write         as the gate, but makes .sqlx what the databases say
cargo xtask docs                 gate: documentation has no warnings
cargo xtask test                 gate: all tests pass
cargo xtask test ARGUMENTS       the tests that cargo-nextest's arguments choose, such as `-p chassis clock`
cargo xtask measure              print what the platform costs to run, to call and to build; builds with --release first
cargo xtask measure --dev        the same of the dev profile, which is there already and says little
cargo xtask screenshots          write pictures of the pages, as people see the samples, into target/screenshots";
