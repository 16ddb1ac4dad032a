//! Forms and links, as people find them: by the name that is shown or said of them.

use super::{Browser, Element, follow::Means};
use serde_json::{Value, json};

/// What people type into.
const FIELDS: &str =
    "input:not([type=radio], [type=checkbox], [type=submit], [type=button], [type=hidden]), textarea";
/// What they tick.
const CHOICES: &str = "input[type=radio], input[type=checkbox]";
const LISTS: &str = "select";
/// What they press.
const BUTTONS: &str = "a[href], button, summary, input[type=submit], input[type=button], [role=button]";
/// What holds several of these under one name.
const GROUPS: &str = "fieldset, [role=group]";

/// Finds what people click of a control that is drawn on its label.
const LABEL: &str = "return arguments[0].labels?.[0] ?? arguments[0]";
const TWICE: &str = "arguments[0].click(); arguments[0].click()";
/// Finds a list's options, by what they say.
const OPTION: &str = "const [list, said] = arguments;
    return [...list.options].filter(it => it.label.trim() === said)";

/// A part of a page, or all of it.
pub struct Part<'a> {
    browser: &'a Browser,
    root: Option<Element>,
}

impl Browser {
    /// Puts `value` in place of whatever is in the field with this label.
    pub async fn fill(&self, label: &str, value: &str) {
        self.page().fill(label, value).await;
    }

    /// What the field with this label holds.
    pub async fn value_of(&self, label: &str) -> String {
        self.page().value_of(label).await
    }

    /// Ticks the radio button or box with this label, if it is not ticked.
    pub async fn choose(&self, label: &str) {
        self.page().choose(label).await;
    }

    /// Picks an option in the list with this label.
    pub async fn select(&self, label: &str, option: &str) {
        self.page().select(label, option).await;
    }

    /// Presses the button, or follows the link, with this name.
    pub async fn press(&self, name: &str) {
        self.page().press(name).await;
    }

    /// Presses the button with this name twice, faster than the page can go.
    pub async fn press_twice(&self, name: &str) {
        let button = self.page().called(BUTTONS, name).await;
        let arguments = json!([button.argument()]);
        let twice = async { drop(self.driver.run(TWICE, &arguments).await.unwrap()) };
        self.follow(&button, Means::Pointer, twice).await;
    }

    /// The controls under a legend, such as the day, month and year of one of several dates.
    pub async fn group(&self, legend: &str) -> Part<'_> {
        Part { browser: self, root: Some(self.page().called(GROUPS, legend).await) }
    }

    pub(super) fn page(&self) -> Part<'_> {
        Part { browser: self, root: None }
    }
}

impl Part<'_> {
    /// What the field with this label holds.
    pub async fn value_of(&self, label: &str) -> String {
        let field = self.called(FIELDS, label).await;
        let value = self.browser.driver.get(&field.path("property/value")).await.unwrap();
        value.as_str().expect("a text").to_owned()
    }

    /// Puts `value` in place of whatever is in the field with this label.
    pub async fn fill(&self, label: &str, value: &str) {
        let field = self.called(FIELDS, label).await;
        self.does(&field, "clear", json!({})).await;
        self.does(&field, "value", json!({ "text": value })).await;
    }

    /// Ticks the radio button or box with this label, if it is not ticked.
    pub async fn choose(&self, label: &str) {
        let choice = self.called(CHOICES, label).await;
        if self.is_chosen(&choice).await {
            return;
        }
        let target = self.browser.driver.run(LABEL, &json!([choice.argument()])).await.unwrap();
        self.does(&Element::of(&target).unwrap(), "click", json!({})).await;
        assert!(self.is_chosen(&choice).await, "{label} was clicked and is not chosen");
    }

    /// Picks an option in the list with this label.
    pub async fn select(&self, label: &str, option: &str) {
        let list = self.called(LISTS, label).await;
        let options = self.browser.driver.run(OPTION, &json!([list.argument(), option])).await.unwrap();
        let [found] = options.as_array().expect("a list").as_slice() else {
            panic!("{label} has {options} for {option}")
        };
        self.does(&Element::of(found).unwrap(), "click", json!({})).await;
    }

    /// Presses the button, or follows the link, with this name.
    pub async fn press(&self, name: &str) {
        let button = self.called(BUTTONS, name).await;
        self.press_that(&button).await;
    }

    /// Presses the button, or follows the link, in whose name `word` is.
    pub async fn press_with(&self, word: &str) {
        let has =
            |name: &str| name.split(|c: char| c.is_whitespace() || "()".contains(c)).any(|it| it == word);
        let button = self.find(BUTTONS, word, has).await;
        self.press_that(&button).await;
    }

    async fn press_that(&self, button: &Element) {
        self.browser.follow(button, Means::Pointer, self.does(button, "click", json!({}))).await;
    }

    async fn called(&self, css: &str, name: &str) -> Element {
        self.find(css, name, |found| found == name).await
    }

    /// Waits for the one element whose name `fits`. What is not shown has none.
    async fn find(&self, css: &str, wanted: &str, fits: impl Fn(&str) -> bool) -> Element {
        let all = self.root.as_ref().map_or_else(|| "elements".to_owned(), |root| root.path("elements"));
        let look = async || {
            let wanted_kind = json!({ "using": "css selector", "value": css });
            let elements = self.browser.driver.post(&all, &wanted_kind).await?;
            let (mut fitting, mut names) = (Vec::new(), Vec::new());
            for element in elements.as_array().into_iter().flatten() {
                let element = Element::of(element)?;
                let name = self.browser.driver.name_of(&element).await?;
                if fits(&name) {
                    fitting.push(element);
                }
                names.push(name);
            }
            assert!(fitting.len() < 2, "{} are called “{wanted}” among {names:?}", fitting.len());
            fitting.pop().ok_or_else(|| format!("none is called “{wanted}” among {names:?}"))
        };
        self.browser.wait(look).await
    }

    async fn is_chosen(&self, choice: &Element) -> bool {
        self.browser.driver.get(&choice.path("selected")).await.unwrap() == json!(true)
    }

    async fn does(&self, element: &Element, command: &str, about: Value) {
        if let Err(problem) = self.browser.driver.post(&element.path(command), &about).await {
            self.browser.fail(&problem).await;
        }
    }
}
