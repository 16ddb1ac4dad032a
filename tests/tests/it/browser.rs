//! The pages in a real browser, as people use them; and the browser itself: that it does what people do, and finds what is
//! wrong with pages.

mod desk;
mod every_page;
mod journeys;
mod keyboard;
mod log_in;
mod mishaps;
mod processes;
mod sessions;
mod site;

use axum::{Router, http::header::SET_COOKIE, response::Html, routing::get};
use e2e::browser::{Browser, Key, Options};
use site::Site;
use std::{fs, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Notify, time::timeout};

/// A policy under which no page's script runs, nor anything is loaded.
const STRICT: &str = "default-src 'none'; form-action 'self'";
const ANYTHING: &str = "";

/// Says with a script of its own whether scripts run.
const SCRIPTED: &str = "<p id=\"said\">No script</p>\
     <script>document.getElementById('said').textContent = 'A script'</script>";

const FORM: &str = r#"<form method="post" action="/sent">
    <label for="name">Full name</label><input id="name" name="name" value="Somebody">
    <label>What happened<textarea name="what"></textarea></label>
    <fieldset><legend>When it began</legend><label>Day<input name="began"></label></fieldset>
    <fieldset><legend>When it ended</legend><label>Day<input name="ended"></label></fieldset>
    <fieldset><legend>Risk</legend>
      <input type="radio" name="risk" value="none" id="none" style="opacity:0"><label for="none">No risk</label>
      <input type="radio" name="risk" value="high" id="high" style="opacity:0"><label for="high">High risk</label>
    </fieldset>
    <label><input type="checkbox" name="seen" value="yes">I have seen it</label>
    <label for="state">State</label><select id="state" name="state"><option value="1">Open</option><option value="2">Closed</option></select>
    <label hidden>Full name<input name="unseen"></label>
    <button>Send</button></form>
    <a href="/sent?followed">Read on</a>"#;

/// What is sent of the form once it is filled in.
const FILLED: &str = "name=Priya+Nair&what=A+letter&began=1&ended=2&risk=high&seen=yes&state=2&unseen=";

async fn desktop(site: &Site) -> Browser {
    Browser::start(&site.url, Options::DESKTOP).await
}

#[tokio::test]
async fn a_form_is_filled_in_by_its_labels_and_sent_by_its_button_with_scripts_or_without() {
    let site = Site::of(FORM, STRICT).await;
    for options in [Options::DESKTOP, Options::PHONE.without_javascript()] {
        let browser = Browser::start(&site.url, options).await;
        browser.open("/").await;
        assert_eq!((browser.title().await, browser.heading().await), ("A page".into(), "A page".into()));
        browser.fill("Full name", "Priya Nair").await;
        browser.fill("What happened", "A letter").await;
        browser.group("When it began").await.fill("Day", "1").await;
        browser.group("When it ended").await.fill("Day", "2").await;
        browser.choose("High risk").await;
        browser.choose("I have seen it").await;
        browser.choose("I have seen it").await;
        browser.select("State", "Closed").await;
        browser.press("Send").await;
        assert_eq!(browser.heading().await, "Sent");
        assert_eq!(browser.text_of("main p").await, FILLED);
        assert_eq!(browser.path().await, "/sent");
        browser.open("/").await;
        browser.press("Read on").await;
        assert_eq!(browser.path().await, "/sent?followed");
    }
}

#[tokio::test]
#[should_panic(expected = "2 are called “Day”")]
async fn a_label_that_two_fields_have_fills_neither_in() {
    let site = Site::of(FORM, STRICT).await;
    let browser = desktop(&site).await;
    browser.open("/").await;
    browser.fill("Day", "1").await;
}

#[tokio::test]
async fn a_form_is_filled_in_and_sent_by_keyboard_only() {
    let site = Site::of(FORM, STRICT).await;
    let browser = desktop(&site).await;
    browser.open("/").await;
    assert_eq!(browser.focused().await, "");
    browser.tab().await;
    assert_eq!(browser.focused().await, "Full name");
    browser.write("Priya Nair").await;
    browser.tab_to("What happened").await;
    browser.write("A letter").await;
    browser.keyboard(&[Key::Tab]).await;
    browser.write("1").await;
    browser.tab().await;
    browser.write("2").await;
    browser.tab_to("No risk").await;
    browser.keyboard(&[Key::Down]).await;
    assert_eq!(browser.focused().await, "High risk");
    browser.tab_to("I have seen it").await;
    browser.space().await;
    browser.keyboard(&[Key::Tab, Key::Tab, Key::ShiftTab]).await;
    assert_eq!(browser.focused().await, "State");
    browser.keyboard(&[Key::Down]).await;
    browser.tab_to("Send").await;
    browser.enter().await;
    assert_eq!(browser.text_of("main p").await, FILLED);
}

#[tokio::test]
#[should_panic(expected = "Tab never comes to “Unseen”")]
async fn the_keyboard_comes_to_nothing_that_is_not_shown() {
    let site = Site::of(FORM, STRICT).await;
    let browser = desktop(&site).await;
    browser.open("/").await;
    browser.tab_to("Unseen").await;
}

#[tokio::test]
async fn a_page_s_script_runs_unless_scripts_are_off() {
    let site = Site::of(SCRIPTED, ANYTHING).await;
    for (options, says) in
        [(Options::DESKTOP, "A script"), (Options::DESKTOP.without_javascript(), "No script")]
    {
        let browser = Browser::start(&site.url, options).await;
        browser.open("/").await;
        assert_eq!(browser.text_of("#said").await, says);
        assert!(browser.page_source().await.contains(&format!(">{says}</p>")), "{says}");
    }
}

#[tokio::test]
async fn whoever_leaves_a_page_waits_for_the_next() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (asked, answers) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (asks, answered) = (asked.clone(), answers.clone());
    let held = get(async move || {
        asks.notify_one();
        answered.notified().await;
        Html("<h1>Next</h1>")
    });
    let links = "<p id=\"here\"></p><a href=\"#here\">Stay</a> <a href=\"/\">Again</a> <a href=\"/held\">Go</a>\
                 <form action=\"/held\"><label>Name<input></label><button>Send</button></form>";
    let site = Site::on(listener, Router::new().route("/held", held), links, ANYTHING);
    for options in [Options::DESKTOP, Options::DESKTOP.without_javascript()] {
        let browser = Browser::start(&site.url, options).await;
        for (name, by) in
            [("Go", "pointer"), ("Send", "pointer"), ("Go", "enter"), ("Name", "enter"), ("Send", "space")]
        {
            browser.open("/").await;
            browser.press("Again").await;
            browser.press("Stay").await;
            assert_eq!(browser.path().await, "/#here");
            let mut leaving = Box::pin(async {
                if by == "pointer" {
                    return browser.press(name).await;
                }
                browser.tab_to(name).await;
                if by == "enter" { browser.enter().await } else { browser.space().await }
            });
            tokio::select! {
                () = &mut leaving => panic!("nobody asked for the page of {name}"),
                () = asked.notified() => {}
            }
            // However long that takes.
            timeout(Duration::from_millis(100), &mut leaving).await.expect_err("the page is not there yet");
            answers.notify_one();
            leaving.await;
            assert_eq!(browser.heading().await, "Next");
        }
    }
}

#[tokio::test]
async fn what_appears_later_is_waited_for() {
    let later = "<button onclick=\"setTimeout(() => document.querySelector('main').append('') || \
                 (document.getElementById('more').hidden = false), 50)\">More</button>\
                 <div id=\"more\" hidden><label>Reason<input></label></div>";
    let site = Site::of(later, ANYTHING).await;
    let browser = desktop(&site).await;
    browser.open("/").await;
    browser.press("More").await;
    browser.fill("Reason", "late").await;
}

#[tokio::test]
async fn axe_finds_each_fault_and_none_where_there_is_none() {
    let faulty =
        Site::of("<img src=\"data:,\"><input name=\"a\"><p style=\"color:#bbb\">Pale</p>", ANYTHING).await;
    let strict = Site::of("<img src=\"data:,\"><input name=\"a\">", STRICT).await;
    let good = Site::of(FORM, STRICT).await;
    for options in [Options::DESKTOP, Options::DESKTOP.without_javascript()] {
        let browser = Browser::start(&good.url, options).await;
        let found = async |site: &Site| {
            browser.open(&site.url).await;
            browser.axe().await
        };
        let rules: Vec<_> = found(&faulty).await.into_iter().map(|fault| fault.id).collect();
        assert_eq!(rules, ["color-contrast", "image-alt", "label"]);
        let faults = found(&strict).await;
        let [image, label] = faults.as_slice() else { panic!("{faults:?}") };
        assert_eq!((image.impact.as_deref(), &*image.nodes[0].target[0]), (Some("critical"), "img"));
        assert!(label.to_string().ends_with("\n  input: <input name=\"a\">"), "{label}");
        assert_eq!(found(&good).await, []);
    }
}

#[tokio::test]
async fn what_goes_wrong_in_a_page_is_told_once() {
    let broken = "<script>absent()</script><script src=\"/absent.js\"></script><img src=\"http://127.0.0.1:1/\" alt=\"\">";
    let site = Site::of(broken, "img-src 'none'").await;
    let browser = desktop(&site).await;
    browser.open("/").await;
    let errors = browser.console_errors().await;
    for part in ["absent is not defined", "absent.js", "Content Security Policy directive"] {
        assert_eq!(errors.iter().filter(|error| error.contains(part)).count(), 1, "{part}: {errors:?}");
    }
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert_eq!(browser.console_errors().await, [""; 0]);
    browser.open("/refused").await;
    assert_eq!(browser.heading().await, "Not here");
    assert_eq!(browser.console_errors().await, [""; 0]);
}

#[tokio::test]
async fn cookies_are_kept_as_they_were_set() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let cookie = [(SET_COOKIE, "__Host-a=b; Path=/; Secure; HttpOnly; SameSite=Lax")];
    let more = Router::new().route("/cookie", get(async move || (cookie, "set")));
    let site = Site::on(listener, more, "", STRICT);
    let browser = desktop(&site).await;
    browser.open("/cookie").await;
    let cookies = browser.cookies().await;
    let [cookie] = cookies.as_slice() else { panic!("{cookies:?}") };
    assert_eq!((&*cookie.name, &*cookie.value, &*cookie.path), ("__Host-a", "b", "/"));
    assert_eq!((cookie.secure, cookie.http_only, cookie.expiry), (true, true, None));
    assert_eq!(cookie.same_site.as_deref(), Some("Lax"));
    assert_eq!(desktop(&site).await.cookies().await, []);
}

#[tokio::test]
async fn a_page_is_as_wide_as_asked_and_its_picture_shows_all_of_it() {
    let tall = Site::of("<div style=\"height:3000px\"></div>", ANYTHING).await;
    let wide = Site::of("<div style=\"width:600px\">x</div>", ANYTHING).await;
    let pictures = tempfile::tempdir().unwrap();
    for (options, sideways) in [(Options::DESKTOP, false), (Options::PHONE, true)] {
        let browser = Browser::start(&tall.url, options).await;
        browser.open("/").await;
        let file = pictures.path().join("page.png");
        browser.screenshot(&file).await;
        let (width, height) = size(&fs::read(file).unwrap());
        assert_eq!(width, options.width);
        assert!((3000..3200).contains(&height), "{height}");
        assert!(!browser.scrolls_sideways().await);
        browser.open(&wide.url).await;
        assert_eq!(browser.scrolls_sideways().await, sideways);
    }
}

/// The width and height that a PNG states.
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}
