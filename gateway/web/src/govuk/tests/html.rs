//! Compares HTML by its tags, their attributes in any order, and its text with white space collapsed.

/// The elements next to which white space is seen by readers.
const INLINE: [&str; 8] = ["a", "abbr", "b", "code", "em", "i", "span", "strong"];

/// The elements in which white space is kept as it is.
const VERBATIM: [&str; 2] = ["pre", "textarea"];

const ENTITIES: [(&str, char); 10] = [
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&amp;", '&'),
    ("&quot;", '"'),
    ("&#39;", '\''),
    ("&#34;", '"'),
    ("&#38;", '&'),
    ("&#60;", '<'),
    ("&#62;", '>'),
    ("&ctdot;", '⋯'),
];

/// Is a piece of HTML. The attributes are sorted, with repeated ones kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open(String, Vec<(String, String)>),
    Close(String),
    Text(String),
}

/// Gives the tokens of HTML; an element closed in its own tag gives both its tags.
pub(super) fn tokens(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (text, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if !text.is_empty() {
            tokens.push(Token::Text(decoded(text)));
        }
        rest = if tag.is_empty() { tag } else { read_tag(tag, &mut tokens) };
    }
    collapsed(&tokens)
}

/// Reads the tag HTML begins with and gives what follows it.
fn read_tag<'a>(html: &'a str, tokens: &mut Vec<Token>) -> &'a str {
    let (inside, rest) = html[1..].split_at(end_of_tag(&html[1..]));
    if let Some(name) = inside.strip_prefix('/') {
        tokens.push(Token::Close(name.trim().to_owned()));
    } else {
        let closed = inside.ends_with('/');
        let (name, attributes) = split_name(inside.trim_end_matches('/'));
        tokens.push(Token::Open(name.to_owned(), read_attributes(attributes)));
        if closed {
            tokens.push(Token::Close(name.to_owned()));
        }
    }
    &rest[1..]
}

/// Gives where a tag ends: at the first `>` outside quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    let end = tag.find(|c| {
        quoted ^= c == '"';
        c == '>' && !quoted
    });
    end.unwrap_or_else(|| panic!("a tag has no end: <{tag}"))
}

fn split_name(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(text.len()))
}

fn read_attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            attributes.sort();
            return attributes;
        }
        let (name, after) = split_name(rest);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(value) => value.split_once('"').unwrap_or_else(|| panic!("a value has no end: {value}")),
            None => ("", after),
        };
        assert!(!name.is_empty() && !after.starts_with('='), "an attribute cannot be read: {rest}");
        attributes.push((name.to_owned(), one_spaced(&decoded(value))));
        rest = after;
    }
}

fn decoded(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        let (entity, character) =
            ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)).copied().unwrap_or(("&", '&'));
        decoded.push(character);
        rest = &rest[entity.len()..];
    }
    decoded + rest
}

fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Collapses the white space of texts, and drops it where readers do not see it: beside anything not inline.
fn collapsed(tokens: &[Token]) -> Vec<Token> {
    let beside = |neighbour: Option<&Token>| match neighbour {
        Some(Token::Open(name, _) | Token::Close(name)) => INLINE.contains(&name.as_str()),
        _ => false,
    };
    let mut all = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        match (token, before) {
            (Token::Text(_), Some(Token::Open(name, _))) if VERBATIM.contains(&name.as_str()) => {
                all.push(token.clone());
            }
            (Token::Text(text), _) => {
                let lead = text.starts_with(char::is_whitespace) && beside(before);
                let trail = text.ends_with(char::is_whitespace) && beside(tokens.get(at + 1));
                let words = one_spaced(text);
                let seen = match (words.is_empty(), lead, trail) {
                    (true, true, true) => " ".to_owned(),
                    (true, ..) => continue,
                    _ => format!("{}{words}{}", if lead { " " } else { "" }, if trail { " " } else { "" }),
                };
                all.push(Token::Text(seen));
            }
            _ => all.push(token.clone()),
        }
    }
    all
}

/// Gives the tokens without the elements that have one of some first classes and no other modifier of it.
pub(super) fn without(tokens: Vec<Token>, classes: &[&str]) -> Vec<Token> {
    let unwanted = |attributes: &[(String, String)]| {
        attributes.iter().any(|(name, value)| name == "class" && classes.contains(&value.as_str()))
    };
    let mut kept = Vec::new();
    let mut inside: Option<(String, usize)> = None;
    for token in tokens {
        match (&mut inside, &token) {
            (None, Token::Open(name, attributes)) if unwanted(attributes) => inside = Some((name.clone(), 1)),
            (None, _) => kept.push(token),
            (Some((element, depth)), Token::Open(name, _)) if name == element => *depth += 1,
            (Some((element, depth)), Token::Close(name)) if name == element => {
                *depth -= 1;
                if *depth == 0 {
                    inside = None;
                }
            }
            (Some(_), _) => (),
        }
    }
    kept
}

/// Gives the first difference of two pieces of HTML, if there is one.
pub(super) fn difference(expected: &[Token], actual: &[Token]) -> Option<String> {
    let length = expected.len().max(actual.len());
    let at = (0..length).find(|&at| expected.get(at) != actual.get(at))?;
    Some(format!("after {at} tokens, expected {:?} but found {:?}", expected.get(at), actual.get(at)))
}

fn same(one: &str, other: &str) -> bool {
    difference(&tokens(one), &tokens(other)).is_none()
}

#[test]
fn white_space_and_the_order_of_attributes_and_ways_to_escape_make_no_difference() {
    assert!(same(r#"<p id="a" class="b  c">It&#39;s</p>"#, "<p\n class=\"b c\" id=\"a\">\n  It's\n</p>\n"));
    assert!(same("<path d=\"m\"/>", "<path d=\"m\"></path>"));
    assert!(same("<p>&lt;b&gt; &amp; &quot;</p>", "<p>&#60;b&#62; &#38; &#34;</p>"));
}

#[test]
fn every_difference_of_meaning_is_found() {
    let one = r#"<p id="a" class="b" hidden>Some <b>bold</b> text</p>"#;
    let others = [
        r#"<p class="b" hidden>Some <b>bold</b> text</p>"#,
        r#"<p id="a" id="a" class="b" hidden>Some <b>bold</b> text</p>"#,
        r#"<p id="a" class="b c" hidden>Some <b>bold</b> text</p>"#,
        r#"<p id="a" class="" hidden>Some <b>bold</b> text</p>"#,
        r#"<p id="A" class="b" hidden>Some <b>bold</b> text</p>"#,
        r#"<p id="a" class="b">Some <b>bold</b> text</p>"#,
        r#"<p id="a" class="b" hidden>Some bold text</p>"#,
        r#"<p id="a" class="b" hidden>Some<b>bold</b> text</p>"#,
        r#"<p id="a" class="b" hidden>Some <b>bold</b>text</p>"#,
        r#"<p id="a" class="b" hidden>Some <b>bold</b> words</p>"#,
        r#"<p id="a" class="b" hidden>Some <i>bold</i> text</p>"#,
        r#"<div id="a" class="b" hidden>Some <b>bold</b> text</div>"#,
        r#"<p id="a" class="b" hidden>Some <b>bold</b> text"#,
        r#"<p id="a" class="b" hidden>Some <b>bold</b> text</p><p></p>"#,
        "",
    ];
    for other in others {
        assert!(!same(one, other) && !same(other, one), "not told apart: {other}");
    }
    assert!(!same("<p>&lt;b&gt;</p>", "<p><b></p>"));
    assert!(!same("<p>&amp;lt;</p>", "<p>&lt;</p>"));
    assert!(!same("<a>b</a> <a>c</a>", "<a>b</a><a>c</a>"));
    assert!(!same("<textarea>\na</textarea>", "<textarea>a</textarea>"));
}

#[test]
fn an_element_is_left_out_whole_and_alone() {
    let html = "<p>a</p><p class=\"x\"><p>b</p><br>c</p><p class=\"x y\">d</p>";
    assert_eq!(without(tokens(html), &["x"]), tokens("<p>a</p><p class=\"x y\">d</p>"));
}
