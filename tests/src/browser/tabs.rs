//! More than one tab.

use super::Browser;
use serde_json::{Value, json};

impl Browser {
    /// Presses what opens another tab, and goes on there.
    pub async fn press_into_new_tab(&self, name: &str) {
        let before = self.tabs().await;
        self.press(name).await;
        let look = async || {
            let tabs = self.tabs().await;
            let new = tabs.into_iter().find(|tab| !before.contains(tab));
            new.ok_or_else(|| format!("no tab was opened by “{name}”"))
        };
        let tab = self.wait(look).await;
        self.driver.post("window", &json!({ "handle": tab })).await.unwrap();
        self.wait(async || self.is_loaded().await).await;
    }

    /// Closes the tab, and goes on in the first one.
    pub async fn close_tab(&self) {
        self.driver.delete("window").await.unwrap();
        let first = self.tabs().await.swap_remove(0);
        self.driver.post("window", &json!({ "handle": first })).await.unwrap();
    }

    /// The tabs, in the order in which they were opened.
    async fn tabs(&self) -> Vec<Value> {
        let tabs = self.driver.get("window/handles").await.unwrap();
        tabs.as_array().expect("a list").clone()
    }
}
