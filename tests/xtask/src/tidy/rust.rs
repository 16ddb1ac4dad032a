//! Rust code as the rules see it: tokens, with the line that each stands on and whether it is test code.

use super::{Finding, Source, name_of};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Folders with these names hold test code, as does the whole crate in `tests/`.
const TEST_FOLDERS: [&str; 2] = ["tests", "benches"];
/// The gates live beside the tests, but are not one.
const NOT_TESTS: &str = "tests/xtask/src/";

/// A token, brackets included.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) tested: bool,
}

/// An attribute's tokens, between its square brackets. A doc comment is the attribute `doc = "…"`.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) words: Vec<String>,
    pub(super) line: usize,
}

/// The tokens of one file.
#[derive(Debug, Default)]
pub(super) struct Rust {
    /// All that stands outside attributes.
    pub(super) code: Vec<Token>,
    pub(super) attributes: Vec<Attribute>,
}

impl Rust {
    /// Splits a file into tokens.
    pub(super) fn read(source: &Source) -> Result<Self, Finding> {
        let tokens: TokenStream = source.text.parse().map_err(|error: proc_macro2::LexError| {
            source.finding(error.span().start().line, "is not Rust")
        })?;
        let mut rust = Self::default();
        rust.walk(tokens, is_test_file(&source.path));
        Ok(rust)
    }

    /// Finds where `words` stand next to each other outside attributes; an empty word is any token.
    pub(super) fn places(&self, words: &[&str]) -> Vec<&[Token]> {
        let fits = |(token, word): (&Token, &&str)| word.is_empty() || token.text == **word;
        self.code.windows(words.len()).filter(|tokens| tokens.iter().zip(words).all(fits)).collect()
    }

    fn walk(&mut self, tokens: TokenStream, tested: bool) {
        let mut tokens = tokens.into_iter().peekable();
        // Whether an attribute said that the item up to the next body or semicolon is test code.
        let mut tested_item = false;
        while let Some(token) = tokens.next() {
            if is(&token, '#') {
                let inner = tokens.next_if(|next| is(next, '!')).is_some();
                if let Some(TokenTree::Group(group)) = tokens.next_if(is_bracketed) {
                    let attribute = Attribute::read(&group);
                    tested_item |= attribute.marks_tests() && !inner;
                    self.attributes.push(attribute);
                    continue;
                }
            }
            let tested = tested || tested_item;
            match token {
                TokenTree::Group(group) => {
                    if group.delimiter() == Delimiter::Brace {
                        tested_item = false;
                    }
                    self.walk_group(&group, tested);
                }
                token => {
                    tested_item &= !is(&token, ';');
                    self.push(token.to_string(), token.span().start().line, tested);
                }
            }
        }
    }

    fn walk_group(&mut self, group: &Group, tested: bool) {
        let (open, close) = brackets(group.delimiter());
        self.push(open.into(), group.span_open().start().line, tested);
        self.walk(group.stream(), tested);
        self.push(close.into(), group.span_close().start().line, tested);
    }

    fn push(&mut self, text: String, line: usize, tested: bool) {
        if !text.is_empty() {
            self.code.push(Token { text, line, tested });
        }
    }
}

impl Attribute {
    fn read(group: &Group) -> Self {
        let mut words = Rust::default();
        words.walk(group.stream(), false);
        let line = group.span_open().start().line;
        Self { words: words.code.into_iter().map(|token| token.text).collect(), line }
    }

    /// Whether the item beneath is compiled for tests only, or is a test: `cfg(test)`, `test`, `tokio::test(…)`.
    fn marks_tests(&self) -> bool {
        let has = |word: &str| self.words.iter().any(|found| found == word);
        let path = self.words.iter().take_while(|word| *word != "(").last();
        path.is_some_and(|last| last == "test") || (self.begins("cfg") && has("test") && !has("not"))
    }

    /// Whether `word` is its first.
    pub(super) fn begins(&self, word: &str) -> bool {
        self.words.first().is_some_and(|first| first == word)
    }
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_bracketed(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

fn is_test_file(path: &str) -> bool {
    let in_test_folder = path.split('/').any(|folder| TEST_FOLDERS.contains(&folder));
    (in_test_folder && !path.starts_with(NOT_TESTS)) || name_of(path) == "tests.rs"
}

#[cfg(test)]
mod tests {
    use super::{Rust, Source, is_test_file};

    fn tested(text: &str) -> Vec<String> {
        let source = Source { path: "src/lib.rs".into(), text: text.into() };
        let words = Rust::read(&source).unwrap().code.into_iter();
        words.filter(|token| token.tested && token.text.starts_with('t')).map(|token| token.text).collect()
    }

    #[test]
    fn items_under_a_test_attribute_are_test_code_and_what_follows_is_not() {
        assert_eq!(tested("fn a() {} #[cfg(test)] mod t1 { fn t2() {} } fn b() {}"), ["t1", "t2"]);
        assert_eq!(tested("#[test] fn t1() { t2 } fn b() {}"), ["t1", "t2"]);
        assert_eq!(tested("#[tokio::test(flavor = \"x\")] async fn t1() {} fn b() {}"), ["t1"]);
        assert_eq!(tested("#[cfg(test)] #[other] use t1; mod b {}"), ["t1"]);
        assert_eq!(tested("#[cfg(all(test, unix))] const t1: u8 = 1; fn b() {}"), ["t1"]);
    }

    #[test]
    fn code_for_everything_but_tests_is_no_test_code() {
        assert_eq!(
            tested("#[cfg(not(test))] mod t1 {} #[derive(test)] struct t2; #[doc = \"test\"] fn t3() {}"),
            [""; 0]
        );
    }

    #[test]
    fn comments_and_strings_are_not_code() {
        let source = Source { path: "src/lib.rs".into(), text: "// a.b()\n/// c.d()\nf(\"e.f()\");".into() };
        let rust = Rust::read(&source).unwrap();
        let words: Vec<_> = rust.code.iter().map(|token| (token.text.as_str(), token.line)).collect();
        assert_eq!(words, [("f", 3), ("(", 3), ("\"e.f()\"", 3), (")", 3), (";", 3)]);
        assert_eq!(rust.attributes[0].words, ["doc", "=", "\" c.d()\""]);
        assert_eq!(rust.attributes[0].line, 2);
    }

    #[test]
    fn what_is_not_rust_is_told_with_its_line() {
        let source = Source { path: "src/lib.rs".into(), text: "fn a() {}\nfn b() { (".into() };
        assert_eq!(Rust::read(&source).unwrap_err().what, "is not Rust");
    }

    #[test]
    fn test_folders_and_test_modules_are_test_files_and_the_gates_are_not() {
        assert!(is_test_file("tests/src/lib.rs"));
        assert!(is_test_file("services/breaches/tests/it/main.rs"));
        assert!(is_test_file("gateway/src/tests.rs"));
        assert!(is_test_file("gateway/benches/proxy.rs"));
        assert!(!is_test_file("tests/xtask/src/main.rs"));
        assert!(!is_test_file("services/breaches/src/store.rs"));
    }
}
