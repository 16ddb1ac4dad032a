//! How one comes to each page, who does, and what they do there.

mod boards;
mod calendar;
mod commitments;

use super::ground::Ground;
pub(super) use boards::boards;
pub(super) use calendar::calendar;
pub(super) use commitments::commitments;

const DPO: &str = "hmrc-dpo";
const HANDLER: &str = "hmrc-handler";
const SIRO: &str = "hmrc-siro";
const COMMS: &str = "hmrc-comms";
const REPORTER: &str = "hmrc-reporter";
const OFFICER: &str = "ico-case";
const LEAD: &str = "ico-lead";
const ANALYST: &str = "gcdo-analyst";
const CENTRE: &str = "gcdo-lead";
const RECIPIENT: &str = "moj-dpo";
const AUTHORITY: &str = "ncsc-incident";

/// What is downloaded, and is no page.
pub(super) const FILES: [&str; 11] = [
    "/breaches.csv",
    "/breaches/{breach}/notification.json",
    "/breaches/{breach}/notification.html",
    "/cases/{case}/submissions/{number}/sealed",
    "/exchanges/{exchange}/acts/{act}/sealed",
    "/evidence/{evidence}/acts/{act}/sealed",
    "/received-assessments/{assessment}/sealed",
    "/packs/{pack}/document",
    "/packs/{pack}/sealed",
    "/invitations/{invitation}/papers/{number}/sealed",
    "/calendar/feed/{file}",
];

/// A page, somebody who comes to it, and what they do there.
#[derive(Clone)]
pub(super) struct Visit {
    /// The path that it is listed under.
    pub(super) listed: &'static str,
    /// Who comes; nobody has to sign in for some.
    pub(super) who: Option<&'static str>,
    /// Where they go.
    pub(super) path: String,
    /// The status with which they are answered.
    pub(super) status: u16,
    pub(super) steps: &'static [Step],
}

/// Something that somebody does on a page.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Fills a field in, by its label.
    Fill(&'static str, &'static str),
    /// Fills in the day of a date, by its question.
    Day(&'static str, &'static str),
    /// Ticks what has this label.
    Choose(&'static str),
    /// Presses what is called so.
    Press(&'static str),
    /// Sends the page's form.
    Send,
}

use Step::{Choose, Day, Fill, Press, Send};

/// The visits to a part of the pages.
pub(super) type Part = fn(&Ground) -> Vec<Visit>;

/// Every part.
pub(super) const PARTS: [Part; 13] = [
    entrance,
    register,
    reports,
    breach_acts,
    cases,
    between,
    engagements,
    lines,
    returns,
    pointers,
    commitments,
    boards,
    calendar,
];

fn visit(listed: &'static str, who: &'static str, path: String) -> Visit {
    Visit { listed, who: Some(who), path, status: 200, steps: &[] }
}

impl Visit {
    fn answered(self, status: u16) -> Self {
        Self { status, ..self }
    }

    fn then(self, steps: &'static [Step]) -> Self {
        Self { steps, ..self }
    }
}

/// What anybody sees, and what everybody does who is signed in.
pub(super) fn entrance(_: &Ground) -> Vec<Visit> {
    [open(), signed_in()].concat()
}

fn open() -> Vec<Visit> {
    let page = |listed: &'static str, path: &str| Visit {
        listed,
        who: None,
        path: path.to_owned(),
        status: 200,
        steps: &[],
    };
    let itself = |listed: &'static str| page(listed, listed);
    vec![
        itself("/"),
        itself("/accessibility"),
        itself("/privacy"),
        itself("/cookies"),
        itself("/sign-in").then(&[Press("Continue")]),
        // The log-in page of an identity provider.
        itself("/sign-in").then(&[Choose("HM Revenue and Customs"), Press("Continue")]),
        itself("/sign-in/start").answered(422),
        itself("/sign-in/silent"),
        itself("/sign-in/again"),
        itself("/sign-in/callback").answered(400),
        itself("/signed-out"),
        page("/", "/nowhere").answered(404),
    ]
}

fn signed_in() -> Vec<Visit> {
    let here = |listed: &'static str, who| visit(listed, who, listed.to_owned());
    vec![
        here("/", "hmrc-learning"),
        here("/still-here", DPO),
        here("/role", "moj-duty").then(&[Press("Continue"), Choose("Breach handler"), Press("Continue")]),
        visit("/", DPO, "/nowhere".to_owned()).answered(404),
        here("/cases", REPORTER).answered(403),
    ]
}

/// The register and its records.
pub(super) fn register(ground: &Ground) -> Vec<Visit> {
    [lists(ground), records(ground)].concat()
}

fn lists(ground: &Ground) -> Vec<Visit> {
    let filtered = |query: &str| visit("/breaches", DPO, format!("/breaches?{query}"));
    let missing = visit("/breaches/{breach}", DPO, format!("/breaches/{}", ground.nothing)).answered(404);
    let new = |listed: &'static str, who| visit(listed, who, listed.to_owned());
    vec![
        filtered(""),
        filtered("state=BREACH_STATE_LOGGED&deadline=DEADLINE_STATE_NOT_STARTED&order=BREACH_ORDER_DEADLINE"),
        filtered("text=nothing-says-this"),
        visit("/breaches", REPORTER, "/breaches".to_owned()),
        visit("/breaches", "moj-dpo", "/breaches".to_owned()),
        missing,
        new("/breaches/new", DPO)
            .then(&[Day("When was it first noticed?", "99"), Press("Save and continue")]),
        new("/breaches/new-near-miss", REPORTER).then(&[Press("Record the near miss")]),
    ]
}

/// Records in every state that there is, and by whoever sees them.
fn records(ground: &Ground) -> Vec<Visit> {
    let record = |who, breach: &String| visit("/breaches/{breach}", who, format!("/breaches/{breach}"));
    let of = |listed, rest: &str, breach: &String| visit(listed, DPO, format!("/breaches/{breach}/{rest}"));
    let all = ground.all.iter().map(|breach| record(DPO, breach));
    let others = [HANDLER, SIRO, COMMS].map(|who| record(who, &ground.remediation));
    let papers = [
        of("/breaches/{breach}/history", "history", &ground.remediation),
        of("/breaches/{breach}/receipt", "receipt", &ground.told),
        of("/breaches/{breach}/receipt", "receipt", &ground.draft).answered(409),
        of("/breaches/{breach}/report", "report", &ground.draft),
        of("/breaches/{breach}/report", "report", &ground.logged),
    ];
    all.chain(others).chain([record(REPORTER, &ground.logged)]).chain(papers).collect()
}

/// The sections of a report; wherever something can be wrong, it is.
pub(super) fn reports(ground: &Ground) -> Vec<Visit> {
    macro_rules! section {
        ($slug:literal, $steps:expr) => {
            visit(
                concat!("/breaches/{breach}/report/", $slug),
                DPO,
                format!("/breaches/{}/report/{}", ground.logged, $slug),
            )
            .then($steps)
        };
    }
    vec![
        section!("what", &[Day("When was it first noticed?", "99"), Send]),
        section!("incident", &[Day("When did it end?", "99"), Send]),
        section!("data", &[Fill("About how many records are involved?", "many"), Send]),
        section!("people", &[Fill("About how many people are affected?", "many"), Send]),
        section!("cyber", &[]),
        section!(
            "prevention",
            &[Fill("What was in place to prevent this?", "Ask a.person@example.com."), Send]
        ),
        section!("response", &[Press("Add another"), Send]),
        section!("contact", &[Fill("What is their work email address?", "nobody"), Send]),
        section!("regulator-form", &[Fill("What is their work email address?", "nobody"), Send]),
        section!("handling", &[Fill("Which group of breaches does it belong to?", "No Group"), Send]),
    ]
}

/// What is done to a breach: first nothing is typed, so that whatever must be is complained of.
pub(super) fn breach_acts(ground: &Ground) -> Vec<Visit> {
    macro_rules! act {
        ($slug:literal, $who:expr, $breach:ident) => {
            act!($slug, $who, $breach, &[Send])
        };
        ($slug:literal, $who:expr, $breach:ident, $steps:expr) => {
            visit(
                concat!("/breaches/{breach}/", $slug),
                $who,
                format!("/breaches/{}/{}", ground.$breach, $slug),
            )
            .then($steps)
        };
    }
    vec![
        act!("log", DPO, draft),
        act!("confirm", DPO, logged),
        act!("near-miss", HANDLER, logged),
        act!("dismiss", HANDLER, logged),
        act!("confirm-dismissal", DPO, dismissal_proposed),
        act!("assess", HANDLER, confirmed),
        act!("advise", DPO, drafted),
        act!("decide", SIRO, drafted),
        act!("notify", DPO, assessed, &[Press("Add another"), Send, Choose("Through this platform"), Send]),
        act!("follow-up", DPO, told),
        act!("correct", DPO, told),
        act!("withdraw", DPO, told),
        act!("not-notifiable", SIRO, assessed),
        act!("reassess", DPO, assessed),
        act!("containment", HANDLER, confirmed),
        act!("exemption", SIRO, assessed),
        act!("communication", DPO, assessed),
        act!("media-lines", COMMS, confirmed, &[Send, Choose("Draft"), Send]),
        act!("major", SIRO, confirmed),
        act!("remediation-update", DPO, remediation),
        act!("new-action", DPO, remediation),
        act!("begin-remediation", HANDLER, told),
        act!("begin-learning", HANDLER, remediation),
        act!("close", DPO, remediation),
        act!("reopen", DPO, remediation),
        act!("review-near-miss", DPO, near_miss),
        act!("finish-near-miss", DPO, near_miss),
        act!("upgrade-near-miss", DPO, near_miss),
        act!("correct-awareness", DPO, confirmed),
        act!("withdraw-confirmation", DPO, confirmed),
        act!("void", DPO, confirmed),
    ]
}

/// What is done to an action.
fn action_acts(ground: &Ground) -> Vec<Visit> {
    macro_rules! act {
        ($slug:literal, $who:expr) => {
            visit(
                concat!("/breaches/{breach}/actions/{action}/", $slug),
                $who,
                format!("/breaches/{}/{}", ground.action, $slug),
            )
            .then(&[Send])
        };
    }
    vec![
        act!("complete", DPO),
        act!("verify", DPO),
        act!("return", DPO),
        act!("reschedule", DPO),
        act!("accept-risk", SIRO),
    ]
}

/// Cases, what is done in them, and what is done to actions.
pub(super) fn cases(ground: &Ground) -> Vec<Visit> {
    [cases_of_both(ground), case_acts(ground), action_acts(ground)].concat()
}

/// The cases of both sides, in every state that there is.
fn cases_of_both(ground: &Ground) -> Vec<Visit> {
    let list = |who, query: &str| visit("/cases", who, format!("/cases{query}"));
    let case = |who, case: &String| visit("/cases/{case}", who, format!("/cases/{case}"));
    let submission =
        |who, path: &String| visit("/cases/{case}/submissions/{number}", who, format!("/cases/{path}"));
    let lists = [
        list(OFFICER, ""),
        list(OFFICER, "?reference=IC&department=hmrc&state=received&due=overdue"),
        list(OFFICER, "?reference=nothing-is-called-this"),
        list(DPO, ""),
    ];
    let cases = ground.cases.iter().map(|name| case(OFFICER, name));
    let submissions = ground.submissions.iter().map(|path| submission(OFFICER, path));
    let own = [case(DPO, &ground.asked), submission(DPO, &format!("{}/submissions/1", ground.asked))];
    lists.into_iter().chain(cases).chain(submissions).chain(own).collect()
}

/// What is done in a case.
fn case_acts(ground: &Ground) -> Vec<Visit> {
    macro_rules! act {
        ($slug:literal, $who:expr, $case:ident) => {
            visit(concat!("/cases/{case}/", $slug), $who, format!("/cases/{}/{}", ground.$case, $slug))
                .then(&[Send])
        };
    }
    vec![
        act!("acknowledge", OFFICER, received),
        act!("ask", OFFICER, received),
        act!("answer", DPO, asked),
        act!("outcome", LEAD, received),
        act!("order", LEAD, received),
        act!("close-case", OFFICER, received),
    ]
}

/// What stands between parties, as each side reads it, and what is done there.
pub(super) fn between(ground: &Ground) -> Vec<Visit> {
    let list = |who, query: &str| visit("/exchanges", who, format!("/exchanges{query}"));
    let register = |who, query: &str| visit("/disclosures", who, format!("/disclosures{query}"));
    let exchange = |who, id: &String| visit("/exchanges/{exchange}", who, format!("/exchanges/{id}"));
    let lists = [
        list(DPO, ""),
        list(DPO, "?kind=EXCHANGE_KIND_DISCLOSURE&state=EXCHANGE_STATE_PREPARED&with=ncsc"),
        list(DPO, "?state=EXCHANGE_STATE_STOOD_DOWN"),
        list(ANALYST, ""),
        list(AUTHORITY, ""),
        list(OFFICER, ""),
        list(REPORTER, "").answered(403),
        register(DPO, ""),
        register(RECIPIENT, "?direction=DIRECTION_RECEIVED&with=hmrc"),
        register(AUTHORITY, ""),
        register(DPO, "?about=commitments&direction=DIRECTION_GIVEN&with=gcdo"),
        register("hmrc-board", ""),
        register(OFFICER, ""),
        register(ANALYST, ""),
    ];
    let exchanges = [
        exchange(DPO, &ground.prepared),
        exchange(SIRO, &ground.prepared),
        exchange(HANDLER, &ground.disclosed),
        exchange(RECIPIENT, &ground.disclosed),
        exchange(DPO, &ground.reported),
        exchange(ANALYST, &ground.reported),
        exchange(AUTHORITY, &ground.prepared).answered(404),
    ];
    let of_breach =
        |listed, who, rest: &str| visit(listed, who, format!("/breaches/{}/{rest}", ground.confirmed));
    let begun = [
        of_breach("/breaches/{breach}/report-to-centre", DPO, "report-to-centre").then(&[Send]),
        of_breach("/breaches/{breach}/disclose", HANDLER, "disclose").then(&[
            Send,
            Press("Add another"),
            Send,
        ]),
        visit("/cases/{case}/enter-disclosure", LEAD, format!("/cases/{}/enter-disclosure", ground.received))
            .then(&[Send]),
    ];
    lists.into_iter().chain(exchanges).chain(begun).chain(exchange_acts(ground)).collect()
}

/// What is done in an exchange, by this person to this one; first nothing is typed.
macro_rules! exchange_act {
    ($slug:literal, $who:expr, $exchange:expr) => {
        visit(concat!("/exchanges/{exchange}/", $slug), $who, format!("/exchanges/{}/{}", $exchange, $slug))
            .then(&[Send])
    };
}

/// What is done in a disclosure, or in a report.
fn exchange_acts(ground: &Ground) -> Vec<Visit> {
    let Ground { prepared, disclosed, reported, .. } = ground;
    vec![
        exchange_act!("approve", SIRO, prepared).then(&[]),
        exchange_act!("decline", SIRO, prepared),
        exchange_act!("recall", SIRO, disclosed),
        exchange_act!("acknowledge-receipt", RECIPIENT, disclosed),
        exchange_act!("disclose", RECIPIENT, disclosed),
        exchange_act!("enter-disclosure", LEAD, ground.lines_proposed),
        exchange_act!("tie", RECIPIENT, disclosed),
        exchange_act!("support", CENTRE, reported),
        exchange_act!("stand-down", CENTRE, reported),
    ]
}

/// What is counted.
pub(super) fn returns(_: &Ground) -> Vec<Visit> {
    let quarter = "/returns/2026-Q2";
    vec![
        visit("/returns", HANDLER, "/returns".to_owned()),
        visit("/returns", ANALYST, "/returns".to_owned()),
        visit("/returns/{quarter}", HANDLER, quarter.to_owned()),
        visit("/returns/{quarter}", DPO, "/returns/2026-Q1".to_owned()).answered(404),
        visit("/returns/{quarter}/confirm-return", DPO, format!("{quarter}/confirm-return")),
        visit("/aggregates", OFFICER, "/aggregates".to_owned()),
        visit("/aggregates/{quarter}", OFFICER, "/aggregates/2026-Q3".to_owned()),
        visit("/aggregates/{quarter}", LEAD, "/aggregates/2026-Q1".to_owned()).answered(404),
        visit(
            "/aggregates/{quarter}/disclose-counts",
            LEAD,
            "/aggregates/2026-Q3/disclose-counts".to_owned(),
        ),
    ]
}

/// What is done with the National Cyber Security Centre.
pub(super) fn engagements(ground: &Ground) -> Vec<Visit> {
    let Ground { confirmed, received, engaged, .. } = ground;
    let exchange = |who| visit("/exchanges/{exchange}", who, format!("/exchanges/{engaged}"));
    let begins = "/exchanges/new-engagement";
    let tell = format!("/breaches/{confirmed}/report-to-ncsc");
    let recommend = format!("/cases/{received}/recommend-ncsc");
    vec![
        visit("/breaches/{breach}/report-to-ncsc", DPO, tell).then(&[Send]),
        visit("/cases/{case}/recommend-ncsc", OFFICER, recommend).then(&[Send]),
        visit(begins, AUTHORITY, begins.to_owned()).then(&[Send]),
        exchange(AUTHORITY),
        exchange(SIRO),
        exchange_act!("record-engagement", AUTHORITY, engaged),
        exchange_act!("assign-category", AUTHORITY, engaged),
        exchange_act!("remind-of-duty", AUTHORITY, engaged),
        exchange_act!("request-consent", AUTHORITY, engaged),
        exchange_act!("end-engagement", AUTHORITY, engaged),
        exchange_act!("grant-consent", SIRO, engaged),
        exchange_act!("refuse-consent", SIRO, engaged),
        exchange_act!("withdraw-consent", SIRO, engaged),
    ]
}

/// What is done with lines that a department and another party would agree on.
pub(super) fn lines(ground: &Ground) -> Vec<Visit> {
    let Ground { confirmed, received, engaged, lines_drafted: drafted, lines_proposed: proposed, .. } =
        ground;
    let exchange = |who, lines: &String| visit("/exchanges/{exchange}", who, format!("/exchanges/{lines}"));
    let of_breach = format!("/breaches/{confirmed}/draft-lines");
    let of_case = format!("/cases/{received}/enter-lines");
    vec![
        visit("/breaches/{breach}/draft-lines", COMMS, of_breach).then(&[Send]),
        visit("/cases/{case}/enter-lines", LEAD, of_case).then(&[Send]),
        exchange_act!("draft-lines", AUTHORITY, engaged),
        visit("/exchanges", COMMS, "/exchanges".to_owned()),
        exchange(COMMS, drafted),
        exchange(SIRO, drafted),
        exchange(LEAD, proposed),
        exchange(COMMS, proposed),
        exchange_act!("approve-lines", SIRO, drafted).then(&[]),
        exchange_act!("agree-lines", LEAD, proposed).then(&[]),
        exchange_act!("revise-lines", LEAD, proposed),
        exchange_act!("refuse-lines", LEAD, proposed),
        exchange_act!("issue-lines", COMMS, proposed),
    ]
}

/// What only the few know of.
pub(super) fn pointers(ground: &Ground) -> Vec<Visit> {
    let Ground { pointer, unreleased, restricted, released, confirmed, .. } = ground;
    let list = |who| visit("/pointers", who, "/pointers".to_owned());
    let of = |listed: &'static str, who, id: &String| {
        let slug = listed.rsplit('/').next().unwrap();
        visit(listed, who, format!("/pointers/{id}/{slug}")).then(&[Send])
    };
    let one = |who, id: &String| visit("/pointers/{pointer}", who, format!("/pointers/{id}"));
    let begins = "/pointers/new-pointer";
    vec![
        list(SIRO),
        list("moj-dpo"),
        list(LEAD),
        list(HANDLER).answered(403),
        one(SIRO, pointer),
        one(DPO, unreleased),
        visit(begins, DPO, begins.to_owned()).then(&[Send]),
        of("/pointers/{pointer}/regulator-informed", DPO, unreleased),
        of("/pointers/{pointer}/release", SIRO, unreleased),
        of("/pointers/{pointer}/lift", SIRO, unreleased),
        visit("/exchanges/{exchange}", LEAD, format!("/exchanges/{released}")),
        exchange_act!("record-decision", LEAD, released),
        visit("/breaches/{breach}", DPO, format!("/breaches/{restricted}")),
        visit("/breaches/{breach}/restrict", DPO, format!("/breaches/{confirmed}/restrict")).then(&[Send]),
        visit(
            "/breaches/{breach}/lift-restriction",
            SIRO,
            format!("/breaches/{restricted}/lift-restriction"),
        ),
    ]
}
