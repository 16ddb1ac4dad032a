//! Takes pictures of the platform's pages, as people see its samples, into the folder that is its argument: for
//! `cargo xtask screenshots`.

use chassis::{Clock as _, SystemClock};
use e2e::browser::{Browser, Options};
use local::{Databases, Platform, samples};
use std::{
    env, error, fs,
    fs::Permissions,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tokio::signal::unix::{SignalKind, signal};

/// A page of which there is a picture.
struct Page {
    /// What its pictures are called.
    name: &'static str,
    /// Who sees it: an organisation, by its name on the sign-in page, and a persona. Nobody has to sign in for some.
    who: Option<(&'static str, &'static str)>,
    /// Where one goes.
    path: &'static str,
    /// What one presses from there, as a record's path is nobody's to know.
    presses: &'static [&'static str],
}

const DPO: Option<(&str, &str)> = Some(("HM Revenue and Customs", "hmrc-dpo"));
const ASSESSED: &str = "Synthetic: payslips emailed to the wrong employer";
const ICO: Option<(&str, &str)> = Some(("Information Commissioner's Office", "ico-case"));
const PAGES: [Page; 4] = [
    Page { name: "register", who: DPO, path: "/breaches", presses: &[] },
    Page { name: "breach", who: DPO, path: "/breaches", presses: &[ASSESSED] },
    Page { name: "inbox", who: ICO, path: "/cases", presses: &[] },
    Page {
        name: "case",
        who: ICO,
        path: "/cases",
        presses: &["Legal Aid Agency: applicants' data taken from the digital service"],
    },
];
const SIZES: [(&str, Options); 2] = [("desktop", Options::DESKTOP), ("phone", Options::PHONE)];

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn error::Error>> {
    let folder = PathBuf::from(env::args_os().nth(1).ok_or("the folder for the pictures is missing")?);
    let mut stops = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    // Whoever interrupts it has all that it started stopped, since that is gone with the future.
    tokio::select! {
        taken = take(&folder) => taken.map(|()| ExitCode::SUCCESS),
        _ = stops.0.recv() => Ok(ExitCode::FAILURE),
        _ = stops.1.recv() => Ok(ExitCode::FAILURE),
    }
}

async fn take(folder: &Path) -> Result<(), Box<dyn error::Error>> {
    fs::create_dir_all(folder)?;
    // PostgreSQL's user may enter it, too.
    let data = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir()?;
    let options = local::Options::anywhere(data.path().to_owned(), Databases::Private);
    let platform = Platform::start(options).await?;
    samples::submit(platform.gateway_url(), platform.issuer(), SystemClock.now()).await?;
    for (size, options) in SIZES {
        for page in &PAGES {
            let browser = Browser::start(platform.gateway_url(), options).await;
            page.show(&browser).await;
            browser.screenshot(&folder.join(format!("{}-{size}.png", page.name))).await;
        }
    }
    Ok(platform.stop().await?)
}

impl Page {
    /// Goes where it is.
    async fn show(&self, browser: &Browser) {
        if let Some((organisation, persona)) = self.who {
            browser.sign_in(organisation, persona).await;
        }
        browser.open(self.path).await;
        for name in self.presses {
            browser.press(name).await;
        }
    }
}
