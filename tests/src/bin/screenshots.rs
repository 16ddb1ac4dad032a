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
    /// Where one goes; nowhere if one is there after the page before.
    path: Option<&'static str>,
    /// What one does from there, as a record's path is nobody's to know.
    steps: &'static [Step],
}

/// Something that is done on a page.
enum Step {
    /// The link or the button with this name is pressed.
    Press(&'static str),
    /// What has this label is ticked.
    Choose(&'static str),
}

use Step::{Choose, Press};

const DPO: Option<(&str, &str)> = Some(("HM Revenue and Customs", "hmrc-dpo"));
const OFFICER: Option<(&str, &str)> = Some(("Information Commissioner's Office", "ico-case"));
const LEAD: Option<(&str, &str)> = Some(("Information Commissioner's Office", "ico-lead"));
const SECRETARIAT: Option<(&str, &str)> = Some(("Government Chief Data Officer", "gcdo-secretariat"));
const LOGGED: &str = "Synthetic: unfamiliar log-ins to a training portal";
const ASSESSED: &str = "Synthetic: payslips emailed to the wrong employer";
const REMEDIATION: &str = "Synthetic: rota emailed to a colleague of the same name";
const TOLD_MORE: &str = "Legal Aid Agency: applicants' data taken from the digital service";

const PACK: &str = "Synthetic: how we keep what was promised";

const fn page(name: &'static str, path: &'static str, steps: &'static [Step]) -> Page {
    Page { name, who: DPO, path: Some(path), steps }
}

const PAGES: [Page; 21] = [
    Page { who: None, ..page("start", "/", &[]) },
    Page { who: None, ..page("sign-in", "/sign-in", &[]) },
    page("register", "/breaches", &[]),
    page("breach", "/breaches", &[Press(ASSESSED)]),
    page("remediation", "/breaches", &[Press(REMEDIATION)]),
    page("report", "/breaches", &[Press(LOGGED), Press("Add to or change what is known")]),
    Page { path: None, ..page("section", "", &[Press("What happened")]) },
    page("problem", "/breaches/new", &[Press("Save and continue")]),
    page(
        "check",
        "/breaches",
        &[Press(ASSESSED), Press("Tell the regulator"), Choose("Through this platform"), Press("Continue")],
    ),
    Page { path: None, ..page("sent", "", &[Press("Send to the regulator")]) },
    Page { who: OFFICER, ..page("cases", "/cases", &[]) },
    Page { who: OFFICER, ..page("case", "/cases", &[Press(TOLD_MORE)]) },
    Page { who: OFFICER, path: None, ..page("submission", "", &[Press("Read submission 2")]) },
    Page { who: None, ..page("commitment", "/register/HMG-02", &[]) },
    page("standings", "/commitments", &[]),
    page("agenda", "/calendar", &[]),
    page("year", "/calendar/year", &[]),
    page("pack", "/packs", &[Press(PACK)]),
    Page { who: SECRETARIAT, ..page("meetings", "/meetings", &[]) },
    Page { who: LEAD, ..page("invitations", "/invitations", &[]) },
    Page { who: None, ..page("not-found", "/nowhere", &[]) },
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
    let mut seen: Option<(_, Browser)> = None;
    for page in &PAGES {
        let browser = match seen.take() {
            Some((who, browser)) if who == page.who => browser,
            _ => page.begin(platform.gateway_url()).await,
        };
        page.show(&browser).await;
        for (size, options) in SIZES {
            browser.resize(options).await;
            browser.screenshot(&folder.join(format!("{}-{size}.png", page.name))).await;
        }
        seen = Some((page.who, browser));
    }
    Ok(platform.stop().await?)
}

impl Page {
    /// Starts a browser in which whoever sees it is signed in.
    async fn begin(&self, url: &str) -> Browser {
        let browser = Browser::start(url, Options::DESKTOP).await;
        if let Some((organisation, persona)) = self.who {
            browser.sign_in(organisation, persona).await;
        }
        browser
    }

    /// Goes where it is.
    async fn show(&self, browser: &Browser) {
        browser.resize(Options::DESKTOP).await;
        if let Some(path) = self.path {
            browser.open(path).await;
        }
        for step in self.steps {
            match step {
                Press(name) => browser.press(name).await,
                Choose(label) => browser.choose(label).await,
            }
        }
    }
}
