//! The pages: what people do their work in, made here, without a database, a key of the platform's or a token.
//!
//! A browser's identity is one encrypted cookie (`session`); the gateway makes calls in its name (`platform`). A
//! handler of a page takes a `Caller`, one of a form takes `Submitted`, and neither can be made otherwise; one of a page
//! that anybody may read takes a `Visitor`. What goes wrong is a `Failure`, which one layer makes a page of. Forms are
//! described, not written (`form`): by the contracts' own fields, in words of the catalogue (`language`).

mod acts;
mod assets;
mod breaches;
mod calendar;
mod caller;
mod cases;
mod chart;
mod commitments;
mod errors;
mod exchanges;
mod failure;
mod form;
mod frame;
pub mod govuk;
mod headers;
mod information;
mod language;
mod link;
mod log;
mod pages;
mod platform;
mod pointers;
mod posted;
mod returns;
mod session;
mod sign_in;
mod site;
mod visitor;
mod when;

pub use log::TraceId;
pub use pages::{Access, Listed};
pub use platform::{Door, Ended, Identity, Later, LogIn, Platform, Prompt, Unvouched, Vouched};
pub use session::Keys;
pub use sign_in::FROM_PEER;
pub use site::Site;

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};
use pages::Pages;

/// Where an issuer sends somebody back to.
pub const SIGNED_IN: &str = "/sign-in/callback";
/// Where an issuer sends somebody who signed out.
pub const SIGNED_OUT: &str = "/signed-out";
/// Where an issuer says that a session has ended.
pub const TOLD: &str = "/sign-out/back-channel";

/// All pages, to be served.
pub fn router(site: Site) -> Router {
    all()
        .router()
        .merge(assets::router())
        .fallback(errors::not_found)
        .method_not_allowed_fallback(errors::not_found)
        .layer(headers::cross_site(&site))
        .layer(from_fn_with_state(site.clone(), errors::show))
        .layer(from_fn_with_state(site.clone(), headers::guard))
        .layer(from_fn(log::log))
        .with_state(site)
}

/// Lists all pages, for tests that must miss none.
#[must_use]
pub fn listed() -> Vec<Listed> {
    all().listed().to_vec()
}

fn all() -> Pages {
    [
        sign_in::routes,
        information::routes,
        acts::routes,
        breaches::routes,
        calendar::routes,
        cases::routes,
        commitments::routes,
        exchanges::routes,
        pointers::routes,
        returns::routes,
    ]
    .into_iter()
    .fold(Pages::default(), |pages, add| add(pages))
}
