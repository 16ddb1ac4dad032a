//! Pages without a mouse.

use super::{Browser, Element, follow::Means};
use serde_json::{Value, json};

/// How often somebody presses Tab before they give up, unless they have been all around the page by then.
const MOST_TABS: usize = 100;
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const SHIFT: &str = "\u{e008}";

/// A key that moves about in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Goes to the next control.
    Tab,
    /// Goes to the one before.
    ShiftTab,
    /// Goes to the next choice.
    Down,
    /// Goes to the choice before.
    Up,
    /// Closes what is in the way.
    Escape,
}

/// Says whether what has the focus, or its label, looks otherwise without it.
const STANDS_OUT: &str = "const it = document.activeElement;
    const look = () => [it, ...it.labels ?? []].flatMap(part => [null, '::before', '::after'].map(pseudo => {
        const { outline, boxShadow, backgroundColor, border, textDecoration } = getComputedStyle(part, pseudo);
        return [outline, boxShadow, backgroundColor, border, textDecoration].join()
    })).join();
    const focused = look();
    it.blur();
    const plain = look();
    it.focus();
    return focused !== plain";

impl Key {
    /// What is pressed, by the code points of the protocol.
    fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Tab => &["\u{e004}"],
            Self::ShiftTab => &[SHIFT, "\u{e004}"],
            Self::Down => &["\u{e015}"],
            Self::Up => &["\u{e013}"],
            Self::Escape => &["\u{e00c}"],
        }
    }
}

impl Browser {
    /// Presses keys, one after the other.
    pub async fn keyboard(&self, keys: &[Key]) {
        for key in keys {
            self.strike(key.codes()).await;
        }
    }

    /// Writes into whatever has the focus.
    pub async fn write(&self, text: &str) {
        for letter in text.chars() {
            self.strike(&[&letter.to_string()]).await;
        }
    }

    /// Presses Tab.
    pub async fn tab(&self) {
        self.keyboard(&[Key::Tab]).await;
    }

    /// Presses Enter, which follows a link, presses a button or sends the form of a field.
    pub async fn enter(&self) {
        self.follow(&self.active().await, Means::Enter, self.strike(&[ENTER])).await;
    }

    /// Presses the space bar, which ticks what can be ticked or presses a button.
    pub async fn space(&self) {
        self.follow(&self.active().await, Means::Space, self.strike(&[SPACE])).await;
    }

    /// The name that a screen reader says of what has the focus; empty if that is the page as a whole.
    pub async fn focused(&self) -> String {
        let element = self.active().await;
        let tag = self.driver.get(&element.path("name")).await.unwrap();
        if tag == "body" { String::new() } else { self.driver.name_of(&element).await.unwrap() }
    }

    /// Looks until one sees what has the focus.
    pub async fn sees_focus(&self) {
        let look = async || match self.driver.run(STANDS_OUT, &json!([])).await? {
            Value::Bool(true) => Ok(()),
            _ => Err("what has the focus looks as if it had not".to_owned()),
        };
        self.wait(look).await;
    }

    /// Presses Tab until what has the focus is called `name`.
    pub async fn tab_to(&self, name: &str) {
        let mut met = Vec::new();
        loop {
            let focused = self.focused().await;
            if focused == name {
                return;
            }
            met.push(focused);
            // Whoever tabs beyond the last control is at the page as a whole.
            let around = met.iter().filter(|name| name.is_empty()).count() > 1;
            if around || met.len() > MOST_TABS {
                self.fail(&format!("Tab never comes to “{name}”, but to {met:?}")).await;
            }
            self.tab().await;
        }
    }

    async fn active(&self) -> Element {
        self.driver.get("element/active").await.and_then(|found| Element::of(&found)).unwrap()
    }

    /// Presses keys one after the other, and lets them go in the opposite order.
    async fn strike(&self, codes: &[&str]) {
        let press = codes.iter().map(|code| json!({ "type": "keyDown", "value": code }));
        let let_go = codes.iter().rev().map(|code| json!({ "type": "keyUp", "value": code }));
        let strokes: Vec<_> = press.chain(let_go).collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.driver.post("actions", &json!({ "actions": [keyboard] })).await.unwrap();
    }
}
