# What people run here; `cargo xtask` lists the gates one by one.

.PHONY: run build test screenshots clean

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

# Writes pictures of the pages, as people see the samples, into target/screenshots.
screenshots:
	cargo xtask setup
	cargo xtask screenshots

# Removes the platform's data.
clean:
	rm -rf .concordat
