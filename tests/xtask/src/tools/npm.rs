//! Packages of npm that are files to read and no programs to run: fetched without Node.js, as building takes one.

use super::{absolute, ensure, once};
use crate::run::{Outcome, read};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// The look of GOV.UK's pages, which the gateway's are built with.
pub(super) const GOVUK_FRONTEND: Package = Package {
    name: "govuk-frontend",
    version: "6.6.0",
    sha512: "xctkWrQvLnvQt7fyjQ3MGX9S0wz0x0RQuLxCeoXF+s8EjGICG81/DYQGKN5qgO+0KVT12UAaRwUsGY6fulRcRg==",
};
/// What finds the faults in pages that keep people from using them.
pub(super) const AXE_CORE: Package = Package {
    name: "axe-core",
    version: "4.14.1",
    sha512: "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
};

/// Where each has a folder, by its name and version.
const HOME: &str = ".tools/npm";
/// The variables in which npm's users name another registry, and the one that there is otherwise.
const REGISTRY_VARIABLES: [&str; 2] = ["npm_config_registry", "NPM_CONFIG_REGISTRY"];
const REGISTRY: &str = "https://registry.npmjs.org";
/// How many seconds a registry has to send a package of a few megabytes.
const PATIENCE: &str = "300";

/// One version of a package.
pub(super) struct Package {
    name: &'static str,
    version: &'static str,
    /// The digest of its tarball, as npm's `integrity` has it.
    sha512: &'static str,
}

impl Package {
    /// Returns the folder of what is in the package, having fetched that if need be.
    pub(super) fn install(&self) -> Outcome<PathBuf> {
        let folder = absolute(HOME)?.join(format!("{}-{}", self.name, self.version));
        once(&folder, self.sha512, || {
            ensure("curl", &["ca-certificates", "curl"])?;
            self.fetch(&registry(|name| env::var_os(name)?.into_string().ok()), &folder)
        })?;
        Ok(folder)
    }

    /// Makes `folder` anew of the package that a registry has.
    fn fetch(&self, registry: &str, folder: &Path) -> Outcome {
        let Self { name, version, .. } = self;
        println!("fetching {name} {version} from {registry}");
        let emptied = match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => fs::create_dir_all(folder),
        };
        emptied.map_err(|error| format!("cannot empty {}: {error}", folder.display()))?;
        let tarball = folder.join("tarball");
        let mut curl = Command::new("curl");
        curl.args(["--fail", "--silent", "--show-error", "--location", "--max-time", PATIENCE, "--output"]);
        curl.arg(&tarball).arg(format!("{registry}/{name}/-/{name}-{version}.tgz"));
        read(&mut curl)?;
        if digest(&tarball)? != self.digest()? {
            return Err(format!("{registry} has another {name} {version} than the one that is known here"));
        }
        let mut tar = Command::new("tar");
        tar.args(["--extract", "--gzip", "--strip-components=1", "--no-same-owner", "--directory"]);
        read(tar.arg(folder).arg("--file").arg(&tarball))?;
        fs::remove_file(&tarball).map_err(|error| format!("cannot remove {}: {error}", tarball.display()))
    }

    /// The digest that its tarball has, in hexadecimal digits.
    fn digest(&self) -> Outcome<String> {
        let bytes = BASE64_STANDARD.decode(self.sha512);
        let bytes = bytes.map_err(|error| format!("the digest of {}: {error}", self.name))?;
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        Ok(digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect())
    }
}

/// The digest that a file has, in hexadecimal digits.
fn digest(file: &Path) -> Outcome<String> {
    let said = read(Command::new("sha512sum").arg("--").arg(file))?;
    Ok(said.split_whitespace().next().unwrap_or_default().to_owned())
}

/// The registry that the variables name, or npm's own; without the slash in which both may end.
fn registry(variable: impl Fn(&str) -> Option<String>) -> String {
    let named = REGISTRY_VARIABLES.into_iter().filter_map(variable).find(|url| !url.is_empty());
    named.as_deref().unwrap_or(REGISTRY).trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Package, REGISTRY, digest, registry};
    use crate::run::read;
    use std::{fs, path::PathBuf, process::Command};

    /// A registry as a folder, with one package in it; removed with the value.
    struct Registry(PathBuf);

    impl Registry {
        fn new(name: &str) -> Self {
            let registry = Self(std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id())));
            fs::create_dir_all(registry.0.join("a/-/package/dist")).unwrap();
            fs::write(registry.0.join("a/-/package/dist/file"), "read me").unwrap();
            let mut tar = Command::new("tar");
            tar.args(["--create", "--gzip", "--file", "a-1.0.0.tgz", "package"]);
            read(tar.current_dir(registry.0.join("a/-"))).unwrap();
            registry
        }

        fn url(&self) -> String {
            format!("file://{}", self.0.display())
        }

        /// The digest of its package, as npm writes it.
        fn sha512(&self) -> &'static str {
            use base64::{Engine as _, prelude::BASE64_STANDARD};
            let digits = digest(&self.0.join("a/-/a-1.0.0.tgz")).unwrap();
            let bytes = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16));
            BASE64_STANDARD.encode(bytes.collect::<Result<Vec<_>, _>>().unwrap()).leak()
        }
    }

    impl Drop for Registry {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn package(sha512: &'static str) -> Package {
        Package { name: "a", version: "1.0.0", sha512 }
    }

    #[test]
    fn a_folder_is_what_is_in_the_package_and_nothing_of_before() {
        let registry = Registry::new("package");
        let folder = registry.0.join("folder");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("old"), "").unwrap();
        package(registry.sha512()).fetch(&registry.url(), &folder).unwrap();
        assert_eq!(fs::read_to_string(folder.join("dist/file")).unwrap(), "read me");
        let found: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(found, ["dist"]);
    }

    #[test]
    fn nothing_of_another_package_than_the_known_one_is_unpacked() {
        let registry = Registry::new("forgery");
        let folder = registry.0.join("folder");
        let problem = package(super::AXE_CORE.sha512).fetch(&registry.url(), &folder).unwrap_err();
        assert!(problem.contains("another a 1.0.0"), "{problem}");
        assert!(!folder.join("dist").exists());
    }

    #[test]
    fn the_registry_is_npms_unless_a_variable_names_another() {
        let set = |name: &'static str, url: &'static str| {
            registry(move |variable| (variable == name).then(|| url.to_owned()))
        };
        assert_eq!(set("other", "https://a.example"), REGISTRY);
        assert_eq!(set("npm_config_registry", ""), REGISTRY);
        assert_eq!(set("npm_config_registry", "https://a.example/npm/"), "https://a.example/npm");
        assert_eq!(set("NPM_CONFIG_REGISTRY", "https://a.example"), "https://a.example");
    }
}
