//! House rules on READMEs: nothing stands in a fenced block that nothing judges.

use super::{Finding, Source, is_of_type, name_of};
use xtask::readme::{Fenced, fenced};

/// What is run as it is written, by the tests of the whole platform, and what is then printed.
const COMMANDS: &str = "sh";
const OUTPUT: &str = "text";
/// What must stand somewhere just so, by the ending of the files in which it may.
const EXCERPTS: [(&str, &str); 4] = [("csv", "csv"), ("proto", "proto"), ("rust", "rs"), ("toml", "toml")];
/// What commands begin with: beside commands, output is nothing that a reader types.
const PROGRAMS: [&str; 8] = ["breaches", "buf", "cargo", "commitments", "curl", "gateway", "make", "python3"];

/// Checks every README's blocks.
pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let readmes = sources.iter().filter(|source| name_of(&source.path) == "README.md");
    readmes.flat_map(|readme| check_one(readme, sources)).collect()
}

fn check_one(readme: &Source, sources: &[Source]) -> Vec<Finding> {
    match fenced(&readme.text) {
        Ok(blocks) => {
            let finding = |block: &Fenced| Some(readme.finding(block.line, problem(block, sources)?));
            blocks.iter().filter_map(finding).collect()
        }
        Err(error) => vec![readme.finding(0, error.to_string())],
    }
}

fn problem(block: &Fenced, sources: &[Source]) -> Option<String> {
    let language = block.language.as_str();
    if language == COMMANDS {
        return None;
    }
    if language == OUTPUT {
        let typed = !block.follows && block.text.lines().any(begins_with_a_program);
        return typed.then(|| "holds commands, which only a block marked sh has run".to_owned());
    }
    let Some((_, ending)) = EXCERPTS.iter().find(|(excerpt, _)| *excerpt == language) else {
        return Some(format!("nothing judges a block of `{language}`"));
    };
    let mut files = sources.iter().filter(|source| is_of_type(&source.path, ending));
    let found = files.any(|file| has_lines(&file.text, &block.text));
    (!found).then(|| format!("is in no file that ends in .{ending}"))
}

fn begins_with_a_program(line: &str) -> bool {
    line.split_whitespace().next().is_some_and(|word| PROGRAMS.contains(&word))
}

/// Whether the lines of `excerpt` stand together in `text`, however far they are indented.
fn has_lines(text: &str, excerpt: &str) -> bool {
    let lines = |text: &'_ str| text.trim().lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    let (text, excerpt) = (lines(text), lines(excerpt));
    !excerpt.is_empty() && text.windows(excerpt.len()).any(|lines| lines == excerpt)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::Source;

    fn findings(readme: &str) -> Vec<String> {
        let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let code = source("services/a/src/lib.rs", "mod a {\n    fn b() {\n        c();\n    }\n}\n");
        let other = source("services/a/notes.md", "```json\n{}\n```\n");
        let findings = check(&[code, other, source("services/README.md", readme)]).into_iter();
        findings.map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn commands_their_output_and_pictures_are_fine() {
        let readme = "```sh\nmake run\n```\n\n```text\nmake: done\ncargo is there\n```\n\nSo:\n\n```text\na ──▶ b\n```\n";
        assert_eq!(findings(readme), [""; 0]);
    }

    #[test]
    fn commands_that_nothing_runs_are_found() {
        let found = findings("Type\n\n```text\nfirst\n  make run\n```\n");
        assert_eq!(found, ["services/README.md:4: holds commands, which only a block marked sh has run"]);
    }

    #[test]
    fn an_excerpt_stands_somewhere_as_it_is_shown_but_for_its_indentation() {
        assert_eq!(findings("```rust\nfn b() {\n    c();\n}\n```\n"), [""; 0]);
        for readme in ["```rust\nfn b() {\n    d();\n}\n```\n", "```proto\nfn b() {\n```\n", "```rust\n```\n"]
        {
            assert!(findings(readme)[0].starts_with("services/README.md:2: is in no file"), "{readme}");
        }
    }

    #[test]
    fn what_nothing_judges_is_found() {
        for language in ["json", "", "rust,ignore", "bash"] {
            let expected = format!("services/README.md:2: nothing judges a block of `{language}`");
            assert_eq!(findings(&format!("```{language}\n{{}}\n```\n")), [expected]);
        }
    }

    #[test]
    fn a_block_without_an_end_is_found() {
        assert_eq!(findings("```sh\nmake run\n"), ["services/README.md:0: the fence on line 1 has no end"]);
    }
}
