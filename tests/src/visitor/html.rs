//! As much of HTML as our own pages are written in: tags with quoted attributes, and the text between them.

/// A tag, and the text from it to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name, with a slash before it if it closes an element.
    pub name: String,
    /// Its attributes, in their order.
    pub attributes: Vec<(String, String)>,
    /// What follows, up to the next tag.
    pub text: String,
}

impl Tag {
    /// The value of an attribute, if it has it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Reads all tags.
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let inside = &rest[start + 1..];
        let end = end_of_tag(inside);
        let (tag, after) = (inside[..end].trim_end_matches('/'), &inside[end + 1..]);
        let text = &after[..after.find('<').unwrap_or(after.len())];
        let (name, attributes) = tag.split_at(tag.find(char::is_whitespace).unwrap_or(tag.len()));
        let name = name.to_ascii_lowercase();
        tags.push(Tag { name, attributes: attributes_of(attributes), text: plain(text) });
        rest = after;
    }
    tags
}

/// Where a tag ends: at the first `>` outside quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    let ends = |character: char| {
        quoted ^= character == '"';
        character == '>' && !quoted
    };
    tag.find(ends).expect("a tag has an end")
}

fn attributes_of(mut rest: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return attributes;
        }
        let (name, after) =
            rest.split_at(rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len()));
        let quoted =
            after.strip_prefix("=\"").map(|value| value.split_once('"').expect("a value has an end"));
        let (value, after) = quoted.unwrap_or(("", after));
        assert!(!after.starts_with('='), "a value has no quotes: {rest}");
        attributes.push((name.to_ascii_lowercase(), plain(value)));
        rest = after;
    }
}

/// Text without the references that stand for characters.
fn plain(text: &str) -> String {
    let mut parts = text.split('&');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        let (reference, rest) = part.split_once(';').expect("an ampersand begins a reference");
        let character = match reference {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "nbsp" => '\u{a0}',
            number => {
                let number = number.strip_prefix('#').and_then(|number| number.parse().ok());
                number.and_then(char::from_u32).expect("a reference that our pages use")
            }
        };
        format!("{plain}{character}{rest}")
    })
}
