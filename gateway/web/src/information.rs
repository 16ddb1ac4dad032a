//! Pages for anybody: what this is, how accessible it is, what becomes of whose data.

use crate::{
    caller::Caller,
    failure::Failure,
    frame::{self, Frame},
    language::{Language, filters},
    pages::Pages,
    visitor::Visitor,
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::{
    access::Party,
    action::{
        breaches::{ListBreaches, ListCases, ListExchanges},
        commitments::ListStandings,
    },
};

/// The routes of the pages for anybody.
pub(crate) fn routes(pages: Pages) -> Pages {
    pages
        .open("/", start)
        .open("/accessibility", async |visitor: Visitor| text(&visitor, "accessibility"))
        .open("/privacy", async |visitor: Visitor| text(&visitor, "privacy"))
        .open("/cookies", async |visitor: Visitor| text(&visitor, "cookies"))
}

#[derive(Template)]
#[template(path = "information/start.html")]
struct Start {
    frame: Frame,
    /// Whether somebody is signed in, for whom there is nothing here yet.
    signed_in: bool,
}

/// Leads whoever is signed in to their work, and shows everybody else what this is.
async fn start(caller: Result<Caller, Failure>) -> Response {
    let caller = match caller {
        Ok(caller) => caller,
        Err(Failure::SignIn { .. }) => {
            let language = Language::default();
            let frame = Frame::open(language.say("start-title"), "/");
            return frame::show(StatusCode::OK, language, &Start { frame, signed_in: false });
        }
        Err(failure) => return failure.into_response(),
    };
    match caller.party() {
        Party::Department if caller.may::<ListBreaches>() => Redirect::to("/breaches").into_response(),
        _ if caller.may::<ListCases>() => Redirect::to("/cases").into_response(),
        _ if caller.may::<ListExchanges>() => Redirect::to("/exchanges").into_response(),
        _ if caller.may::<ListStandings>() => Redirect::to("/commitments").into_response(),
        _ => {
            let frame = Frame::of(&caller, caller.language().say("start-title"));
            frame::show(StatusCode::OK, caller.language(), &Start { frame, signed_in: true })
        }
    }
}

/// A page of headings and paragraphs: `name-title`, then for each number from 1 `name-1`, a paragraph with the attribute
/// `heading` where a section begins.
#[derive(Template)]
#[template(path = "information/text.html")]
struct Text {
    frame: Frame,
    title: String,
    /// A heading, if a section begins, and a paragraph.
    paragraphs: Vec<(Option<String>, String)>,
}

fn text(visitor: &Visitor, name: &str) -> Response {
    let language = visitor.language();
    let title = language.say(&format!("{name}-title"));
    let paragraph = |number: u32| {
        let text = language.find(&format!("{name}-{number}"), &[])?;
        Some((language.find(&format!("{name}-{number}.heading"), &[]), text))
    };
    let frame = visitor.frame(title.as_str());
    visitor.show(StatusCode::OK, &Text { frame, title, paragraphs: (1..).map_while(paragraph).collect() })
}
