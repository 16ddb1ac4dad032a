//! What every page of ours holds to, whatever it shows.

use e2e::Page;
use std::collections::BTreeSet;

/// Attributes that name other elements by their ids.
const REFERENCES: [&str; 6] =
    ["for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "list"];
/// Elements whose text is a sentence or a name of ours.
const WORDED: [&str; 12] =
    ["a", "button", "caption", "dt", "h1", "h2", "h3", "label", "legend", "p", "summary", "title"];

/// What is wrong with a page.
pub(crate) fn problems(page: &Page) -> Vec<String> {
    let mut problems = Vec::new();
    let mut rule = |holds: bool, problem: String| {
        if !holds {
            problems.push(problem);
        }
    };
    let tags = page.tags();
    // A title with an id is a drawing's, which is named by it.
    let of_page = |name: &str, id: Option<&str>| name != "title" || id.is_none();
    let named =
        |name: &str| tags.iter().filter(|tag| tag.name == name && of_page(name, tag.get("id"))).count();
    rule(page.body.starts_with("<!DOCTYPE html>"), "it does not begin with a document type".to_owned());
    rule(page.header("content-type") == "text/html; charset=utf-8", "it is no HTML".to_owned());
    let language = tags.iter().find(|tag| tag.name == "html").and_then(|tag| tag.get("lang"));
    rule(language == Some("en-GB"), format!("its language is {language:?}"));
    rule(page.title().ends_with(" – Concordat"), format!("its title is {:?}", page.title()));
    for (element, times) in [("h1", 1), ("main", 1), ("title", 1), ("style", 0), ("iframe", 0), ("base", 0)] {
        rule(named(element) == times, format!("there are {} <{element}>", named(element)));
    }

    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.get("id")) {
        rule(ids.insert(id), format!("the id {id:?} is there twice"));
        rule(!id.is_empty() && !id.contains(char::is_whitespace), format!("{id:?} is no id"));
    }
    for tag in &tags {
        for (name, value) in &tag.attributes {
            let words = REFERENCES.contains(&name.as_str()).then(|| value.split_whitespace());
            for id in words.into_iter().flatten() {
                rule(ids.contains(id), format!("{name} names {id:?}, which is not there"));
            }
            rule(!name.starts_with("on"), format!("<{} {name}> is a script", tag.name));
            rule(name != "style", format!("<{} style> is a style", tag.name));
            rule(name != "http-equiv", "a header is in the page".to_owned());
        }
        let link = tag.get("href").or(tag.get("src")).unwrap_or_default();
        let fragment = link.strip_prefix('#');
        rule(fragment.is_none_or(|id| ids.contains(id)), format!("{link} leads nowhere"));
        let fetched = matches!(tag.name.as_str(), "link" | "script" | "img");
        rule(!fetched || link.starts_with("/assets/"), format!("<{}> fetches {link:?}", tag.name));
        rule(tag.name != "script" || tag.text.trim().is_empty(), "a script is in the page".to_owned());
        let ours = link.is_empty() || link.starts_with(['/', '#']) || link.starts_with("https://");
        rule(ours && !link.starts_with("//"), format!("{link} is no link"));
        rule(
            !WORDED.contains(&tag.name.as_str()) || !is_message(&tag.text),
            format!("nothing says {:?}", tag.text),
        );
    }
    for form in page.forms() {
        let ours = form.action.as_ref().is_some_and(|action| action.starts_with('/'));
        rule(ours, format!("a form is sent to {:?}", form.action));
        let tokens: Vec<_> = form.fields.iter().filter(|(name, _)| name == "form_token").collect();
        let posted = form.method == reqwest::Method::POST;
        rule(tokens.len() == usize::from(posted), format!("a form has {} tokens", tokens.len()));
        // Whoever is signed out has no session that a form could be of.
        let signed_out = page.title().starts_with("You have been signed out");
        let empty = tokens.iter().any(|(_, token)| token.is_empty());
        rule(!empty || signed_out, "a form has an empty token".to_owned());
    }
    problems
}

/// Whether a text is the name of a message: what stands where the catalogue has nothing to say.
fn is_message(text: &str) -> bool {
    let parts: Vec<_> = text.trim().split(['-', '.', '_']).collect();
    let plain = |part: &&str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    parts.len() > 1
        && parts.iter().all(plain)
        && parts[0].starts_with(|first: char| first.is_ascii_lowercase())
}

#[test]
fn the_names_of_messages_are_told_from_words() {
    for message in ["act-log", "field-legal-regime", "act-log.button", " reason-other ", "facts.incident"] {
        assert!(is_message(message), "{message}");
    }
    for words in
        ["", "Sign out", "save", "near miss", "Art. 33", "9:14am", "-", "e-mail address", "Follow-up"]
    {
        assert!(!is_message(words), "{words}");
    }
}
