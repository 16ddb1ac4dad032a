# What people run here; `cargo xtask` lists the gates one by one.

.PHONY: run build test clean

# Builds and starts the platform on loopback. Stop it with Ctrl-C; its data stay.
# `--workspace` is the set of features that the tests are built with: nothing is compiled twice.
run:
	cargo xtask setup
	cargo build --workspace --bin local
	exec "$${CARGO_TARGET_DIR:-target}/debug/local"

# Builds every program, into target/debug.
build:
	cargo xtask setup
	cargo build --workspace --bins

# Passes everything through every gate.
test:
	cargo xtask ci

# Removes the platform's data.
clean:
	rm -rf .concordat
