//! A breach: what is due, what can be done now, what is known, and what was done.

mod centre;
mod facts;

pub(crate) use facts::{assessment, evidence};

use super::{
    history::Event,
    register::{Due, state_tag},
    title,
};
use crate::{
    acts::{ACTION_ACTS, Act, BREACH_ACTS, Done, Place, Subject as _, name},
    caller::Caller,
    chart::Gauge,
    exchanges::{self, Line},
    failure::Failure,
    form::schema::label,
    frame::{self, Frame},
    govuk::{Markup, SummaryList, Tag},
    language::{Language, filters},
    sign_in::values,
    when,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::{
    action::breaches::{
        ExportNotification, GetBreach, GetExchange, GetReceipt, ListActions, ListBreachEvents, ListBreaches,
    },
    breaches::{
        Action, ActionState, Breach, BreachState, ListActionsRequest, ListActionsResponse,
        ListBreachEventsRequest, ListBreachEventsResponse,
    },
};

use centre::Owed;

const ACTION_STATES: &str = "concordat.breaches.v1.ActionState";
/// How many of the first acts a breach's page shows; all are on a page of their own.
const EVENTS: i32 = 100;
/// How many of the last ones are shown.
const LATEST: usize = 5;
/// How many actions are shown.
const ACTIONS: i32 = 100;

#[derive(Template)]
#[template(path = "breaches/record.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is whether a part of the page is there")]
struct Record {
    frame: Frame,
    title: String,
    /// Whether they see the register, to go back to.
    lists: bool,
    state: Tag,
    /// Why the few alone know of it, where that is so.
    restricted: Option<String>,
    due: Option<Due>,
    explanation: String,
    /// What is owed to the centre.
    owed: Option<Owed>,
    /// The first act that can be done, and the others.
    first: Option<Offer>,
    offers: Vec<Offer>,
    draft: bool,
    /// Where the report goes on, if it may.
    report: Option<String>,
    case: Option<String>,
    /// Where the centre has it, if it was told anything.
    centre: Option<String>,
    receipt: Option<String>,
    exports: Option<String>,
    summary: SummaryList,
    assessment: SummaryList,
    facts: SummaryList,
    actions: Vec<Task>,
    /// Whether there are more actions than are shown.
    more_actions: bool,
    sees_actions: bool,
    /// What was disclosed of it.
    exchanges: Vec<Line>,
    events: Vec<Event>,
    history: String,
    gauge: Option<Markup>,
}

/// Something that can be done now.
struct Offer {
    path: String,
    text: String,
}

/// An action, as a breach's page lists it.
struct Task {
    title: String,
    owner: String,
    state: Tag,
    due: String,
    slipped: Option<String>,
    note: String,
    offers: Vec<Offer>,
}

/// Shows a breach.
pub(crate) async fn record(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let parent = name::<GetBreach>(&caller, "breaches", &place)?;
    let (breach, actions, events, exchanges) = tokio::join!(
        Breach::load(&caller, &place),
        actions(&caller, &parent),
        events(&caller, &parent),
        exchanges::about(&caller, &parent),
    );
    let breach = breach?;
    let back = Breach::page(&place);
    if let Some(act) = Done::read(&caller, values(query).get("done"), &back) {
        return Done::page(&caller, &act, &title(caller.language(), &breach), &back);
    }
    let page = Record { exchanges: exchanges?, ..page(&caller, &place, &breach, actions?, &events?) };
    Ok(frame::show(StatusCode::OK, caller.language(), &page))
}

/// Asks for its actions, if the caller's role may see any.
async fn actions(caller: &Caller, parent: &str) -> Result<Option<ListActionsResponse>, Failure> {
    if !caller.may::<ListActions>() {
        return Ok(None);
    }
    let request =
        ListActionsRequest { parent: parent.to_owned(), page_size: ACTIONS, page_token: String::new() };
    caller.ask(request).await.map(Some)
}

/// Asks for what was done, if the caller's role may see that.
async fn events(caller: &Caller, parent: &str) -> Result<ListBreachEventsResponse, Failure> {
    if !caller.may::<ListBreachEvents>() {
        return Ok(ListBreachEventsResponse::default());
    }
    let request =
        ListBreachEventsRequest { parent: parent.to_owned(), page_size: EVENTS, page_token: String::new() };
    caller.ask(request).await
}

fn page(
    caller: &Caller,
    place: &Place,
    breach: &Breach,
    actions: Option<ListActionsResponse>,
    events: &ListBreachEventsResponse,
) -> Record {
    let (language, back) = (caller.language(), Breach::page(place));
    let mut offers = offers(caller, BREACH_ACTS, &possible_now(breach), &back);
    let first = (!offers.is_empty()).then(|| offers.remove(0));
    let may_change = breach.possible_acts.iter().any(|act| act == "UpdateBreach");
    let told = !breach.case.is_empty();
    let sees_actions = actions.is_some() && breach.state() != BreachState::Draft;
    let actions = actions.unwrap_or_default();
    let latest = events.events.iter().rev().take(LATEST);
    Record {
        frame: Frame::of(caller, title(language, breach)),
        title: title(language, breach),
        lists: caller.may::<ListBreaches>(),
        state: state_tag(breach.state()),
        restricted: breach.restriction.as_ref().map(|restriction| {
            let reason = label("concordat.breaches.v1.PointerReason", restriction.reason_code);
            language.say_with("record-restricted", &[("reason", reason.into())])
        }),
        due: Due::of(language, breach, caller.now),
        explanation: breach
            .deadline
            .as_ref()
            .map(|deadline| deadline.explanation.clone())
            .unwrap_or_default(),
        first,
        offers,
        draft: breach.state() == BreachState::Draft,
        report: may_change.then(|| format!("{back}/report")),
        owed: Owed::of(caller.into(), breach),
        centre: centre_of(caller, breach),
        case: told.then(|| format!("/cases/{}", breach.case.rsplit('/').next().unwrap_or_default())),
        receipt: (told && caller.may::<GetReceipt>()).then(|| format!("{back}/receipt")),
        exports: caller.may::<ExportNotification>().then(|| format!("{back}/notification")),
        summary: facts::summary(caller, breach),
        assessment: facts::assessment(caller.into(), breach),
        facts: facts::known(caller, breach),
        actions: actions.actions.iter().map(|action| Task::of(caller, action, breach, &back)).collect(),
        more_actions: !actions.next_page_token.is_empty(),
        sees_actions,
        exchanges: Vec::new(),
        events: latest.map(|event| Event::of(language, event)).collect(),
        history: format!("{back}/history"),
        gauge: breach
            .deadline
            .as_ref()
            .and_then(|clock| Gauge::of(language, clock, breach.deadline_state(), caller.now)),
    }
}

/// What the record allows now. What can be reported to the centre can be disclosed to others too.
fn possible_now(breach: &Breach) -> Vec<String> {
    let reportable = !breach.privileged && breach.possible_acts.iter().any(|act| act == "ReportToCentre");
    let disclose = reportable.then(|| "PrepareDisclosure".to_owned());
    breach.possible_acts.iter().cloned().chain(disclose).collect()
}

/// The page of what the centre was told, for whoever may read it.
fn centre_of(caller: &Caller, breach: &Breach) -> Option<String> {
    let exchange = &breach.course.as_ref()?.centre.as_ref()?.exchange;
    let id = exchange.rsplit('/').next().filter(|id| !id.is_empty() && caller.may::<GetExchange>())?;
    Some(format!("/exchanges/{id}"))
}

/// What somebody may do now, by their role and by the record.
fn offers(caller: &Caller, acts: &'static [Act], possible: &[String], back: &str) -> Vec<Offer> {
    let may = acts.iter().filter(|act| possible.iter().any(|name| name == act.rpc) && act.is_for(caller));
    let offer = |act: &Act| Offer {
        path: format!("{back}/{}", act.slug()),
        text: caller.language().say(&act.message()),
    };
    may.map(offer).collect()
}

impl Task {
    fn of(caller: &Caller, action: &Action, breach: &Breach, back: &str) -> Self {
        let language = caller.language();
        let path = format!("{back}/actions/{}", action.name.rsplit('/').next().unwrap_or_default());
        Self {
            title: action.title.clone(),
            owner: action.owner_role.clone(),
            state: action_tag(language, action),
            due: when::stamp(action.due_at.as_ref()),
            slipped: (action.slipped_days > 0)
                .then(|| language.say_with("action-slipped", &[("n", action.slipped_days.into())])),
            note: action.evidence.as_ref().map(|evidence| evidence.note.clone()).unwrap_or_default(),
            offers: offers(caller, ACTION_ACTS, &possible(action, breach), &path),
        }
    }
}

/// What an action's own state allows, as long as its breach takes actions.
fn possible(action: &Action, breach: &Breach) -> Vec<String> {
    let acts: &[&str] = match action.state() {
        ActionState::Open | ActionState::RiskAccepted => {
            &["CompleteAction", "RescheduleAction", "AcceptActionRisk"]
        }
        ActionState::Completed => &["VerifyAction", "ReturnAction"],
        ActionState::Verified | ActionState::Unspecified => &[],
    };
    let ended = [BreachState::NotPdb, BreachState::Closed, BreachState::Void].contains(&breach.state());
    acts.iter().filter(|_| !ended).map(|act| (*act).to_owned()).collect()
}

fn action_tag(language: Language, action: &Action) -> Tag {
    if action.overdue {
        return Tag::coloured(language.say("action-overdue"), "govuk-tag--red");
    }
    let colour = match action.state() {
        ActionState::Open => "govuk-tag--blue",
        ActionState::Completed | ActionState::RiskAccepted => "govuk-tag--yellow",
        ActionState::Verified => "govuk-tag--green",
        ActionState::Unspecified => "govuk-tag--grey",
    };
    Tag::coloured(label(ACTION_STATES, action.state), colour)
}
