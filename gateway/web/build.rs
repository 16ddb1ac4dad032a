//! Puts the pages' assets together: GOV.UK Frontend's, as `cargo xtask setup` fetched it from npm, and our own.

use std::{
    env,
    fmt::Write as _,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

/// Where `cargo xtask setup` puts GOV.UK Frontend.
const GOVUK: &str = "../../.tools/npm/govuk-frontend-6.6.0/dist/govuk";

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=messages");
    println!("cargo::rerun-if-changed={GOVUK}");
    let govuk = Path::new(GOVUK);
    let style = [govuk_style(govuk), text(Path::new("assets/style.css"))].concat();
    let assets = [
        ("style", "css", "text/css; charset=utf-8", style),
        ("early", "js", "text/javascript; charset=utf-8", text(Path::new("assets/early.js"))),
        ("govuk", "js", "text/javascript; charset=utf-8", govuk_script(govuk)),
        ("script", "js", "text/javascript; charset=utf-8", text(Path::new("assets/script.js"))),
        ("icon", "svg", "image/svg+xml", text(Path::new("assets/icon.svg"))),
    ];
    let (mut paths, mut contents) = (String::new(), String::new());
    let mut module = String::new();
    for (name, extension, kind, content) in assets {
        // Our script imports the package's by the name that its content gives it.
        let content = content.replace("%GOVUK%", &module);
        let file = out.join(format!("{name}.{extension}"));
        fs::write(&file, &content).expect("OUT_DIR is writable");
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let path = format!("/assets/{name}-{:016x}.{extension}", hasher.finish());
        if name == "govuk" {
            module.clone_from(&path);
        } else {
            let _ = write!(paths, "{name}: {path:?}, ");
        }
        let file = file.display().to_string();
        let _ = write!(
            contents,
            "Asset {{ path: {path:?}, kind: {kind:?}, content: include_bytes!({file:?}) }}, "
        );
    }
    let code =
        format!("const PATHS: Assets = Assets {{ {paths} }};\nconst CONTENTS: &[Asset] = &[{contents}];\n");
    fs::write(out.join("assets.rs"), code).expect("OUT_DIR is writable");
}

/// The package's style, without its typeface and the pictures that go with the crown: both are licensed to GOV.UK alone.
fn govuk_style(govuk: &Path) -> String {
    let style = without_font_faces(&text(&govuk.join("govuk-frontend.min.css")));
    let style = style.replace("GDS Transport,", "").replace("url(/assets/images/govuk-crest.svg)", "none");
    assert!(!style.contains("url(") && !style.contains("GDS"), "the style asks for what we do not serve");
    without_source_map(&style)
}

/// The package's script, a module.
fn govuk_script(govuk: &Path) -> String {
    without_source_map(&text(&govuk.join("govuk-frontend.min.js")))
}

fn without_font_faces(style: &str) -> String {
    let mut blocks = style.split("@font-face{");
    let first = blocks.next().unwrap_or_default().to_owned();
    blocks.fold(first, |kept, block| kept + block.split_once('}').map_or("", |(_, rest)| rest))
}

fn without_source_map(text: &str) -> String {
    let end =
        ["//# sourceMappingURL", "/*# sourceMappingURL"].iter().filter_map(|mark| text.rfind(mark)).max();
    text[..end.unwrap_or(text.len())].to_owned()
}

fn text(path: &Path) -> String {
    let problem = |error| panic!("{}: {error}; run `cargo xtask setup`", path.display());
    fs::read_to_string(path).unwrap_or_else(problem)
}
