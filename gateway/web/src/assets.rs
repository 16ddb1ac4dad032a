//! Styles, scripts and pictures: part of the program, each under a name that says what is in it, and so kept for ever.

use crate::site::Site;
use axum::{
    Router,
    body::Bytes,
    extract::Path,
    http::{
        HeaderName, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};

/// Browsers need not ask again: another content has another name.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Where the pages' assets are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Assets {
    /// All styles.
    pub(crate) style: &'static str,
    /// What says that scripts run, before anything is drawn.
    pub(crate) early: &'static str,
    /// What makes components livelier.
    pub(crate) script: &'static str,
    /// The service's sign.
    pub(crate) icon: &'static str,
}

struct Asset {
    path: &'static str,
    kind: &'static str,
    content: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Where the pages' assets are.
pub(crate) fn all() -> &'static Assets {
    &PATHS
}

/// What a browser asks for under `/assets/`.
pub(crate) fn router() -> Router<Site> {
    Router::new().route("/assets/{*name}", get(asset))
}

async fn asset(Path(name): Path<String>) -> Response {
    let found = CONTENTS.iter().find(|asset| asset.path.strip_prefix("/assets/") == Some(&name));
    let Some(asset) = found else { return StatusCode::NOT_FOUND.into_response() };
    let headers: [(HeaderName, &str); 2] = [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, FOR_EVER)];
    (headers, Bytes::from_static(asset.content)).into_response()
}
