//! Whether a page keeps nobody from using it, as far as a machine can tell.

use super::{Browser, Options};

impl Browser {
    /// What keeps people from using the page as it is shown now: the rules of axe that it breaks, and that it scrolls
    /// sideways, at a desk or on a telephone; and what went wrong in it.
    pub async fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for options in [Options::DESKTOP, Options::PHONE] {
            self.resize(options).await;
            faults.extend(self.axe().await.iter().map(|fault| format!("{} px wide: {fault}", options.width)));
            if self.scrolls_sideways().await {
                faults.push(format!("{} px wide: it scrolls sideways", options.width));
            }
        }
        self.resize(self.options).await;
        faults.extend(self.console_errors().await);
        faults
    }

    /// Fails the test if anything keeps people from using the page as it is shown now.
    pub async fn assert_sound(&self) {
        let faults = self.faults().await;
        if !faults.is_empty() {
            self.fail(&faults.join("\n")).await;
        }
    }
}
