//! The commands of a README, so that a test can run them as they are written.
//!
//! A fenced block marked `sh` is what a reader pastes into a shell. If the next thing after it is a block marked `text`,
//! that is what the reader then sees: line by line, where `…` stands for any characters within a line, and a line
//! that is only `…` for any lines, or none.
//!
//! ````
//! let readme = "\
//! ```sh
//! echo hello
//! date
//! ```
//!
//! ```text
//! hello
//! … 2026
//! ```
//! ";
//! let blocks = xtask::readme::commands(readme).unwrap();
//! assert_eq!(blocks[0].line, 2);
//! assert_eq!(blocks[0].text, "echo hello\ndate\n");
//! assert_eq!(blocks[0].accepts("hello\nSat 21 Nov 2026\n"), Ok(()));
//! ````

use std::fmt;

const ANYTHING: char = '…';

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fenced {
    /// The line of its first line, counted from 1.
    pub line: usize,
    /// The first word after the fence; empty if there is none.
    pub language: String,
    /// What stands in it.
    pub text: String,
    /// Whether nothing but blank lines stands between it and the block before.
    pub follows: bool,
}

/// Commands to run together, in one shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The line of the first command, counted from 1.
    pub line: usize,
    /// The commands.
    pub text: String,
    /// What they print, with `…` for what differs from run to run; `None` if the README does not say.
    pub expects: Option<String>,
}

/// Why a README's commands could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A fence, on this line, without an end.
    Unclosed(usize),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclosed(line) => write!(f, "the fence on line {line} has no end"),
        }
    }
}

impl std::error::Error for Error {}

/// Finds the fenced blocks, in order.
pub fn fenced(markdown: &str) -> Result<Vec<Fenced>, Error> {
    let mut blocks: Vec<Fenced> = Vec::new();
    let mut follows = false;
    let mut lines = markdown.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        let Some(fence) = Fence::open(line) else {
            follows &= line.trim().is_empty();
            continue;
        };
        let mut text = String::new();
        loop {
            let (line, _) = lines.next().ok_or(Error::Unclosed(number))?;
            if fence.is_closed_by(line) {
                break;
            }
            text.push_str(fence.unindented(line));
            text.push('\n');
        }
        blocks.push(Fenced { line: number + 1, language: fence.language.to_owned(), text, follows });
        follows = true;
    }
    Ok(blocks)
}

/// Finds the blocks of commands, in order.
pub fn commands(markdown: &str) -> Result<Vec<Block>, Error> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut after_commands = false;
    for Fenced { line, language, text, follows } in fenced(markdown)? {
        match (language.as_str(), blocks.last_mut()) {
            ("sh", _) => blocks.push(Block { line, text, expects: None }),
            ("text", Some(block)) if follows && after_commands => block.expects = Some(text),
            _ => {}
        }
        after_commands = language == "sh";
    }
    Ok(blocks)
}

impl Block {
    /// Compares what the commands printed with what the README says they print; a README that says nothing accepts
    /// anything. Blanks at the ends of lines and blank lines at the end do not matter. Returns what to tell the
    /// README's author.
    pub fn accepts(&self, printed: &str) -> Result<(), String> {
        let Some(expects) = &self.expects else { return Ok(()) };
        let lines =
            |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        if lines_match(&lines(expects), &lines(printed)) {
            return Ok(());
        }
        Err(format!("the block on line {} should print\n{expects}\nbut printed\n{printed}", self.line))
    }
}

/// The opening line of a fenced block.
struct Fence<'a> {
    indent: usize,
    ticks: usize,
    language: &'a str,
}

impl<'a> Fence<'a> {
    fn open(line: &'a str) -> Option<Self> {
        let rest = line.trim_start_matches(' ');
        let info = rest.trim_start_matches('`');
        let ticks = rest.len() - info.len();
        let language = info.split_whitespace().next().unwrap_or_default();
        (ticks >= 3 && !info.contains('`')).then_some(Self {
            indent: line.len() - rest.len(),
            ticks,
            language,
        })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.ticks && line.bytes().all(|byte| byte == b'`')
    }

    /// Takes from a line the indentation of the fence, which a block within a list has.
    fn unindented<'l>(&self, line: &'l str) -> &'l str {
        let blank = line.len() - line.trim_start_matches(' ').len();
        &line[blank.min(self.indent)..]
    }
}

fn lines_match(expected: &[String], printed: &[String]) -> bool {
    match expected {
        [] => printed.is_empty(),
        [first, rest @ ..] if first.trim().chars().eq([ANYTHING]) => {
            (0..=printed.len()).any(|skipped| lines_match(rest, &printed[skipped..]))
        }
        [first, rest @ ..] => printed
            .split_first()
            .is_some_and(|(line, others)| line_matches(first, line) && lines_match(rest, others)),
    }
}

fn line_matches(expected: &str, printed: &str) -> bool {
    let Some((start, rest)) = expected.split_once(ANYTHING) else { return expected == printed };
    let Some(printed) = printed.strip_prefix(start) else { return false };
    let ends = printed.char_indices().map(|(at, _)| at).chain([printed.len()]);
    ends.into_iter().any(|at| line_matches(rest, &printed[at..]))
}

#[cfg(test)]
mod tests {
    use super::{Block, Error, commands};

    fn block(line: usize, text: &str, expects: Option<&str>) -> Block {
        Block { line, text: text.into(), expects: expects.map(str::to_owned) }
    }

    #[test]
    fn commands_are_found_in_order_with_their_lines() {
        let readme = "# Title\n\n```sh\nmake run\n```\n\n```json\n{}\n```\n\n```sh\na\n  b\n```\n";
        assert_eq!(commands(readme), Ok(vec![block(4, "make run\n", None), block(12, "a\n  b\n", None)]));
    }

    #[test]
    fn the_text_right_after_commands_is_what_they_print() {
        let readme = "```sh\na\n```\n\n```text\nb\n```\n```text\nc\n```\n";
        assert_eq!(commands(readme), Ok(vec![block(2, "a\n", Some("b\n"))]));
    }

    #[test]
    fn text_after_other_words_is_nobodys_output() {
        for between in ["words", "```json\n```"] {
            let readme = format!("```text\nz\n```\n```sh\na\n```\n{between}\n```text\nb\n```\n");
            assert_eq!(commands(&readme), Ok(vec![block(5, "a\n", None)]), "{between}");
        }
    }

    #[test]
    fn a_block_in_a_list_loses_the_lists_indentation_and_no_more() {
        let readme = "1. Run\n   ```sh\n   a \\\n     b\n\n   ```\n";
        assert_eq!(commands(readme), Ok(vec![block(3, "a \\\n  b\n\n", None)]));
    }

    #[test]
    fn a_longer_fence_may_hold_a_shorter_one() {
        let readme = "````md\n```sh\na\n```\n````\n````sh\n```\n````\n";
        assert_eq!(commands(readme), Ok(vec![block(7, "```\n", None)]));
    }

    #[test]
    fn code_within_a_line_is_no_fence() {
        assert_eq!(commands("```sh``` is not\na fence\n"), Ok(vec![]));
    }

    #[test]
    fn a_fence_without_an_end_is_an_error() {
        assert_eq!(commands("\n```sh\na\n"), Err(Error::Unclosed(2)));
    }

    #[track_caller]
    fn accepts(expects: &str, printed: &str, accepted: bool) {
        assert_eq!(block(1, "", Some(expects)).accepts(printed).is_ok(), accepted);
    }

    #[test]
    fn output_is_compared_line_by_line_but_for_blanks_at_the_end() {
        accepts("a\nb\n", "a  \nb\n\n", true);
        accepts("a\nb\n", "a\n", false);
        accepts("a\n", "a\nb\n", false);
        accepts("a\n", " a\n", false);
        accepts("", "a\n", false);
    }

    #[test]
    fn an_ellipsis_within_a_line_stands_for_any_characters_of_it() {
        accepts("id: …, state: …!\n", "id: 1, 2, state: é!\n", true);
        accepts("id: …, state: …!\n", "id: , state: !\n", true);
        accepts("id: …, state: …!\n", "id: 1,\n state: x!\n", false);
        accepts("…b\n", "abc\n", false);
        accepts("a…\n", "ba\n", false);
        accepts("…ab…ab\n", "xab\n", false);
    }

    #[test]
    fn a_line_of_an_ellipsis_stands_for_any_lines_or_none() {
        accepts("a\n…\nb\n", "a\nb\n", true);
        accepts("a\n  …\nb\n", "a\nx\n\nb\nb\n", true);
        accepts("a\n…\nb\n", "a\nx\n", false);
        accepts("…\n", "", true);
    }

    #[test]
    fn a_readme_that_does_not_say_accepts_anything_and_one_that_does_tells_where() {
        assert_eq!(block(7, "a", None).accepts("b"), Ok(()));
        assert!(
            block(7, "a", Some("c\n"))
                .accepts("b")
                .unwrap_err()
                .starts_with("the block on line 7 should print\nc")
        );
    }
}
