//! The protocol `WebDriver` of the W3C: commands to a browser, and its answers.

use super::PATIENCE;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

/// The name of the field by which an element is told.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser's session.
pub(super) struct Driver {
    http: Client,
    url: String,
}

/// An element of a page, as long as the page is there.
#[derive(Clone, Debug)]
pub(super) struct Element(String);

impl Driver {
    /// Has the driver at `url` start a browser.
    pub(super) async fn connect(url: &str, capabilities: &Value) -> Self {
        let http = Client::builder().no_proxy().build().unwrap();
        let url = format!("{url}/session");
        let milliseconds = PATIENCE.as_millis();
        let mut wanted = capabilities.clone();
        wanted["timeouts"] = json!({ "implicit": 0, "pageLoad": milliseconds, "script": milliseconds });
        let request = http.post(&url).json(&json!({ "capabilities": { "alwaysMatch": wanted } }));
        let session = answer(request).await.unwrap();
        let id = session["sessionId"].as_str().expect("a session has a name");
        Self { url: format!("{url}/{id}"), http }
    }

    /// Asks for something.
    pub(super) async fn get(&self, command: &str) -> Result<Value, String> {
        answer(self.http.get(format!("{}/{command}", self.url))).await
    }

    /// Has something done.
    pub(super) async fn post(&self, command: &str, about: &Value) -> Result<Value, String> {
        answer(self.http.post(format!("{}/{command}", self.url)).json(about)).await
    }

    /// Has something ended.
    pub(super) async fn delete(&self, command: &str) -> Result<Value, String> {
        answer(self.http.delete(format!("{}/{command}", self.url))).await
    }

    /// Runs the body of a function in the page, and waits for the promise that it may return. Neither the page's policy
    /// nor the browser's setting keeps it from running.
    pub(super) async fn run(&self, script: &str, arguments: &Value) -> Result<Value, String> {
        self.post("execute/sync", &json!({ "script": script, "args": arguments })).await
    }

    /// Sends a command of the protocol that Chromium's own developer tools speak.
    pub(super) async fn devtools(&self, command: &str, parameters: Value) -> Result<Value, String> {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).await
    }

    /// The name that a screen reader says of an element.
    pub(super) async fn name_of(&self, element: &Element) -> Result<String, String> {
        let name = self.get(&element.path("computedlabel")).await?;
        Ok(name.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl Element {
    /// Reads the element that an answer tells.
    pub(super) fn of(answer: &Value) -> Result<Self, String> {
        let name = answer[ELEMENT].as_str().map(str::to_owned);
        name.map(Self).ok_or_else(|| format!("{answer} is not an element"))
    }

    /// The element as an argument of a script.
    pub(super) fn argument(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }

    /// The command that concerns the element.
    pub(super) fn path(&self, command: &str) -> String {
        format!("element/{}/{command}", self.0)
    }
}

/// Reads what was answered, or why it was not done.
async fn answer(request: RequestBuilder) -> Result<Value, String> {
    let answer = request.send().await.map_err(|error| error.to_string())?;
    let done = answer.status().is_success();
    let mut answer: Value = answer.json().await.map_err(|error| error.to_string())?;
    let value = answer["value"].take();
    if done { Ok(value) } else { Err(format!("{}: {}", value["error"], value["message"])) }
}
