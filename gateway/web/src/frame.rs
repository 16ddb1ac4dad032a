//! What stands around every page.

use crate::{
    assets::{self, Assets},
    caller::Caller,
    exchanges,
    language::{Language, Spoken},
    pointers, posted,
    session::{PROVED, Session},
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use chassis::deadline::words;
use contracts::{
    access::Party,
    action::{
        breaches::{
            GetCaseAggregatePreview, ListBreaches, ListCases, ListDisclosures, ListExchanges, ListReturns,
        },
        commitments::{
            self, ListCommitments, ListInvitations, ListMeetings, ListOccurrences, ListPacks, ListPlans,
            ListStandings,
        },
    },
};

/// What stands around a page.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) language: Language,
    pub(crate) title: String,
    /// Whether something is wrong with what was typed, which the title says first.
    pub(crate) problem: bool,
    pub(crate) menu: Vec<MenuItem>,
    pub(crate) user: Option<User>,
    pub(crate) assets: &'static Assets,
}

/// A place that the menu leads to.
#[derive(Clone, Debug)]
pub(crate) struct MenuItem {
    pub(crate) text: String,
    pub(crate) path: &'static str,
    pub(crate) here: bool,
}

/// Whoever is signed in, as pages show them.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) organisation: String,
    pub(crate) role: String,
    /// Whether there are other roles to choose.
    pub(crate) several: bool,
    /// When they had signed in before, in words.
    pub(crate) last: Option<String>,
    /// What a form must bring back.
    pub(crate) token: String,
    /// How long from now their identity holds, in seconds.
    pub(crate) holds: i64,
}

impl Frame {
    /// Frames a page for anybody.
    pub(crate) fn bare(title: &str) -> Self {
        let language = Language::default();
        Self {
            language,
            title: language.say(title),
            problem: false,
            menu: Vec::new(),
            user: None,
            assets: assets::all(),
        }
    }

    /// Frames a page for whoever is not signed in: it leads to what anybody may read, and to signing in.
    pub(crate) fn open(title: impl Into<String>, page: &str) -> Self {
        let bare = Self::bare("service-name");
        let menu = items([("promises-title", "/register"), ("sign-in", "/sign-in")], page, bare.language);
        Self { title: title.into(), menu, ..bare }
    }

    /// Frames a page for whoever is signed in.
    pub(crate) fn of(caller: &Caller, title: impl Into<String>) -> Self {
        let language = caller.language();
        Self {
            title: title.into(),
            menu: menu(caller, language),
            user: Some(User::of(caller, language)),
            ..Self::bare("service-name")
        }
    }

    /// Says in the title that something is wrong with what was typed.
    pub(crate) fn with_problem(self, problem: bool) -> Self {
        Self { problem, ..self }
    }

    /// What a form must bring back.
    pub(crate) fn token(&self) -> &str {
        self.user.as_ref().map_or("", |user| &user.token)
    }
}

impl User {
    fn of(caller: &Caller, language: Language) -> Self {
        let session = &caller.session;
        let day = chassis::deadline::london_day(caller.now);
        let own = caller.site.platform.directory().get(caller.organisation());
        Self {
            name: session.name.clone().unwrap_or_default(),
            organisation: own
                .map_or_else(|| caller.organisation().to_string(), |own| own.name_on(day).to_owned()),
            role: role(language, &caller.role),
            several: caller.roles.len() > 1,
            last: session.last_at.map(words),
            token: posted::token(&caller.site.keys, &session.id),
            holds: holds(session, caller),
        }
    }
}

/// How long from now an identity holds, in seconds.
fn holds(session: &Session, caller: &Caller) -> i64 {
    (PROVED - caller.now.duration_since(session.proved_at)).as_secs()
}

/// What a role is called.
pub(crate) fn role(language: Language, code: &str) -> String {
    language.find(&format!("role-{}", code.replace('.', "-")), &[]).unwrap_or_else(|| code.to_owned())
}

fn menu(caller: &Caller, language: Language) -> Vec<MenuItem> {
    let breaches = (caller.party() == Party::Department && caller.may::<ListBreaches>())
        .then_some(("menu-breaches", "/breaches"));
    let cases = caller.may::<ListCases>().then_some(("menu-cases", "/cases"));
    let title = exchanges::list_title(caller.party());
    let exchanges = caller.may::<ListExchanges>().then_some((title.as_str(), "/exchanges"));
    let disclosures = caller.may::<ListDisclosures>() || caller.may::<commitments::ListDisclosures>();
    let disclosures = disclosures.then_some(("disclosures-title", "/disclosures"));
    let returns = caller.may::<ListReturns>().then_some(("returns-title", "/returns"));
    let pointers = pointers::has_page(caller).then_some(("pointers-title", "/pointers"));
    let all = breaches.into_iter().chain(cases).chain(exchanges).chain(disclosures);
    let counts = caller.may::<GetCaseAggregatePreview>().then_some(("aggregates-title", "/aggregates"));
    let commitments = caller.may::<ListStandings>().then_some(("commitments-title", "/commitments"));
    let register = caller.may::<ListCommitments>().then_some(("promises-title", "/register"));
    let plans = caller.may::<ListPlans>().then_some(("plans-title", "/plans"));
    let packs = caller.may::<ListPacks>().then_some(("packs-title", "/packs"));
    let meetings = caller.may::<ListMeetings>().then_some(("meetings-title", "/meetings"));
    let invitations = caller.may::<ListInvitations>().then_some(("invitations-title", "/invitations"));
    let calendar = caller.may::<ListOccurrences>().then_some(("calendar-title", "/calendar"));
    let all = all.chain(returns).chain(counts).chain(pointers).chain(commitments);
    let all = all.chain(plans).chain(packs).chain(meetings).chain(invitations);
    let all = all.chain(calendar).chain(register);
    items(all, &caller.page, language)
}

fn items<'a>(
    all: impl IntoIterator<Item = (&'a str, &'static str)>,
    page: &str,
    language: Language,
) -> Vec<MenuItem> {
    let item =
        |(text, path): (&str, _)| MenuItem { text: language.say(text), path, here: page.starts_with(path) };
    all.into_iter().map(item).collect()
}

/// Renders a page.
pub(crate) fn show(status: StatusCode, language: Language, page: &impl Template) -> Response {
    match page.render_with_values(&Spoken(language)) {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => crate::caller::broken("a page cannot be rendered", &error).into_response(),
    }
}
