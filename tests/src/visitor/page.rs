//! What a browser is answered.

use super::html::{self, Tag};
use reqwest::{
    Method, Response, StatusCode, Url,
    header::{HeaderMap, LOCATION},
};
use std::time::Duration;

/// An answer, whether it is a page or leads to one.
#[derive(Clone, Debug)]
pub struct Page {
    /// What was asked for.
    pub url: Url,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as text.
    pub body: String,
    /// How long it took until the first of it came.
    pub first_byte: Duration,
}

/// A form on a page.
#[derive(Clone, Debug)]
pub struct Form {
    /// How it is sent.
    pub method: Method,
    /// Where to, if it says so.
    pub action: Option<String>,
    /// What it holds as long as nobody answers anything, in its order.
    pub fields: Vec<(String, String)>,
}

impl Page {
    pub(super) async fn read(url: Url, first_byte: Duration, answer: Response) -> Self {
        let (status, headers) = (answer.status(), answer.headers().clone());
        Self { url, status, headers, body: answer.text().await.unwrap(), first_byte }
    }

    /// Where it leads to, if it is no page itself.
    pub fn leads_to(&self) -> Option<Url> {
        let location = self.headers.get(LOCATION)?.to_str().unwrap();
        Some(self.url.join(location).unwrap())
    }

    /// Where it leads to on its own site, as a path with its query; empty if it leads nowhere, or elsewhere.
    pub fn leads_to_path(&self) -> String {
        let Some(next) = self.leads_to().filter(|next| next.origin() == self.url.origin()) else {
            return String::new();
        };
        next.query().map_or_else(|| next.path().to_owned(), |query| format!("{}?{query}", next.path()))
    }

    /// A header, as text; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Its tags, in their order.
    pub fn tags(&self) -> Vec<Tag> {
        html::tags(&self.body)
    }

    /// Its title.
    pub fn title(&self) -> String {
        self.tags().into_iter().find(|tag| tag.name == "title").map(|title| title.text).unwrap_or_default()
    }

    /// All its forms.
    pub fn forms(&self) -> Vec<Form> {
        forms(&self.tags())
    }

    /// The form that the page is about: the first of its main part.
    pub fn form(&self) -> Form {
        let tags = self.tags();
        let main = tags.iter().position(|tag| tag.name == "main").unwrap_or_default();
        let form = forms(&tags[main..]).into_iter().next();
        form.unwrap_or_else(|| panic!("no form in the answer {} to {}: {}", self.status, self.url, self.body))
    }

    /// The token of its forms, which all have the same.
    pub fn token(&self) -> String {
        let forms = self.forms();
        let tokens = forms.iter().flat_map(|form| &form.fields).filter(|(name, _)| name == "form_token");
        tokens.map(|(_, token)| token.clone()).next().expect("a page with a form")
    }

    /// The body as it is whenever and wherever it is asked for: without what is left of the time for which an identity
    /// holds, and without the place that was asked for, to which a form is sent again.
    pub fn lasting(&self) -> String {
        const HOLDS: &str = "data-holds=\"";
        let body = self.body.replace(&format!("action=\"{}\"", self.url.path()), "action=\"\"");
        let Some((before, after)) = body.split_once(HOLDS) else { return body };
        let (_, after) = after.split_once('"').expect("a value has an end");
        format!("{before}{HOLDS}\"{after}")
    }
}

fn forms(tags: &[Tag]) -> Vec<Form> {
    let starts = tags.iter().enumerate().filter(|(_, tag)| tag.name == "form");
    starts.map(|(start, tag)| Form::of(tag, &tags[start + 1..])).collect()
}

impl Form {
    /// Reads a form from its own tag and those that follow.
    fn of(tag: &Tag, rest: &[Tag]) -> Self {
        let method = if tag.get("method") == Some("post") { Method::POST } else { Method::GET };
        let mut form = Self { method, action: tag.get("action").map(str::to_owned), fields: Vec::new() };
        let mut select = "";
        for tag in rest.iter().take_while(|tag| tag.name != "/form") {
            let (name, value) = (tag.get("name").unwrap_or_default(), tag.get("value").unwrap_or_default());
            let given = match tag.get("type") {
                Some("checkbox" | "radio") => tag.get("checked").is_some(),
                _ => !name.is_empty(),
            };
            match tag.name.as_str() {
                "input" if given => form.add(name, value),
                "textarea" => form.add(name, tag.text.strip_prefix('\n').unwrap_or(&tag.text)),
                "select" => select = name,
                "option" if tag.get("selected").is_some() => form.add(select, value),
                _ => {}
            }
        }
        form
    }

    fn add(&mut self, name: &str, value: &str) {
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    /// What it holds once it is answered: an answer stands instead of all that is there of its name.
    pub fn filled(&self, answers: &[(&str, &str)]) -> Vec<(String, String)> {
        let answered = |name: &str| answers.iter().any(|(own, _)| *own == name);
        let kept = self.fields.iter().filter(|(name, _)| !answered(name)).cloned();
        kept.chain(answers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
    }
}
