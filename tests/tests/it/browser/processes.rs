//! What a browser starts, it takes with it.

use super::site::Site;
use e2e::browser::{Browser, Options};
use std::{collections::BTreeSet, fs, panic::panic_any, time::Duration};
use tokio::time::{interval, timeout};

#[tokio::test]
async fn nothing_of_a_browser_outlives_it_even_if_the_test_fails() {
    let site = Site::of("", "").await;
    let browser = Browser::start(&site.url, Options::DESKTOP).await;
    let groups = groups_of_drivers();
    assert!(groups.len() == 1 && living(&groups) > 3, "{groups:?}");
    drop(browser);
    gone(&groups).await;

    let failing = tokio::spawn(async move {
        let _browser = Browser::start(&site.url, Options::DESKTOP).await;
        panic_any(groups_of_drivers());
    });
    let groups = failing.await.unwrap_err().into_panic().downcast::<BTreeSet<String>>().unwrap();
    assert_eq!(groups.len(), 1);
    gone(&groups).await;
}

/// The process groups of the drivers that this process started.
fn groups_of_drivers() -> BTreeSet<String> {
    let own = std::process::id().to_string();
    let drivers = processes().into_iter().filter(|process| process.parent == own);
    drivers.map(|process| process.group).filter(|group| *group != own).collect()
}

fn living(groups: &BTreeSet<String>) -> usize {
    processes().iter().filter(|process| groups.contains(&process.group)).count()
}

async fn gone(groups: &BTreeSet<String>) {
    let mut looks = interval(Duration::from_millis(5));
    let gone = async {
        while living(groups) > 0 {
            looks.tick().await;
        }
    };
    timeout(Duration::from_secs(10), gone).await.expect("they end");
}

struct Running {
    parent: String,
    group: String,
}

/// Every process that runs: not those that have ended and were not asked how.
fn processes() -> Vec<Running> {
    let folders = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let stats = folders.filter_map(|folder| fs::read_to_string(folder.path().join("stat")).ok());
    let running = stats.filter_map(|stat| {
        // Its state, its parent and its group follow its name, which may hold anything, in brackets.
        let (_, about) = stat.rsplit_once(") ")?;
        let mut about = about.split(' ').map(str::to_owned);
        let (state, parent, group) = (about.next()?, about.next()?, about.next()?);
        (state != "Z").then_some(Running { parent, group })
    });
    running.collect()
}
