//! How people sign in: on the site's own page they choose their organisation, and on its identity provider's who they
//! are.

use super::Browser;

/// The page, and the button under its choice of organisations.
const PATH: &str = "/sign-in";
const CONTINUE: &str = "Continue";

impl Browser {
    /// Signs a persona in, such as `hmrc-dpo`, whose organisation's name on the page is `organisation`.
    pub async fn sign_in(&self, organisation: &str, persona: &str) {
        self.open(PATH).await;
        self.choose(organisation).await;
        self.press(CONTINUE).await;
        self.log_in(persona).await;
    }

    /// Logs a persona in on the page of the development identity provider.
    pub async fn log_in(&self, persona: &str) {
        self.page().press_with(persona).await;
    }
}
