//! Links that calendar programs follow: one's own, a new one with its secret, once; and what whoever follows one is answered.

use super::{ics, id, term};
use crate::{
    acts::FEED_ACTS,
    caller::{self, Caller},
    commitments::button,
    failure::Failure,
    frame::{self, Frame},
    govuk::Button,
    language::filters,
    posted::Submitted,
    site::Site,
    when::{day, stamp},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use chassis::deadline::london_day;
use contracts::{
    action::commitments::ExportFeed,
    commitments::{
        CreateFeedRequest, ExportFeedRequest, ExportFeedResponse, Feed, FeedState, ListFeedsRequest,
    },
};
use jiff::ToSpan as _;
use prost::Message as _;

/// For how many days a link counts.
const DAYS: i32 = 365;
/// How many links that count somebody has at most, as the contract says.
const MOST: usize = 5;
/// What the last part of a link ends in.
const SUFFIX: &str = ".ics";
/// The field that keeps a form from being taken twice.
const REQUEST: &str = "request_id";

#[derive(Template)]
#[template(path = "calendar/links.html")]
struct Page {
    frame: Frame,
    /// What keeps the form from being taken twice, if one more link can be made.
    makes: Option<String>,
    lines: Vec<Line>,
}

/// A link, without its secret, which nobody has but its maker.
struct Line {
    title: String,
    state: String,
    made: String,
    acts: Vec<Button>,
}

#[derive(Template)]
#[template(path = "calendar/link.html")]
struct Made {
    frame: Frame,
    /// The whole of it; empty if it was shown before.
    address: String,
    until: String,
}

/// Shows one's own links.
pub(super) async fn page(caller: Caller) -> Result<Response, Failure> {
    let language = caller.language();
    let feeds = caller.ask(ListFeedsRequest { parent: caller.parent() }).await?.feeds;
    let live = feeds.iter().filter(|feed| feed.state() == FeedState::Live).count();
    let page = Page {
        frame: Frame::of(&caller, language.say("links-title")),
        makes: (live < MOST).then(|| caller.site.ids.crossing().to_string()),
        lines: feeds.iter().map(|feed| Line::of(&caller, feed)).collect(),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// Makes one, and shows it.
pub(super) async fn make(form: Submitted) -> Result<Response, Failure> {
    makes(&form).await.map_err(|failure| form.keeps(failure))
}

async fn makes(form: &Submitted) -> Result<Response, Failure> {
    let caller = &form.caller;
    let ends_on = london_day(caller.now).saturating_add(DAYS.days()).to_string();
    let request_id = form.values.get(REQUEST).to_owned();
    let made = caller.ask(CreateFeedRequest { parent: caller.parent(), ends_on, request_id }).await?;
    let address = match made.secret.as_str() {
        "" => String::new(),
        secret => format!("{}/calendar/feed/{secret}{SUFFIX}", caller.site.origin),
    };
    let until = day(&made.feed.unwrap_or_default().ends_on);
    let page = Made { frame: Frame::of(caller, caller.language().say("link-made")), address, until };
    Ok(frame::show(StatusCode::OK, caller.language(), &page))
}

impl Line {
    fn of(caller: &Caller, feed: &Feed) -> Self {
        let language = caller.language();
        let live = feed.state() == FeedState::Live;
        let acts = FEED_ACTS.iter().filter(|act| live && act.is_for(caller));
        let path = format!("/calendar/links/{}", id(&feed.name));
        Self {
            title: language.say_with("link-until", &[("it", day(&feed.ends_on).into())]),
            state: term("FeedState", feed.state),
            made: stamp(feed.create_time.as_ref()),
            acts: acts.map(|act| button(caller, &path, act)).collect(),
        }
    }
}

/// Answers whoever follows a link: as the public, whoever they are. One that does not count is not there.
pub(super) async fn feed(State(site): State<Site>, Path(file): Path<String>) -> Result<Response, Failure> {
    let secret = file.strip_suffix(SUFFIX).ok_or(Failure::NotFound)?.to_owned();
    let question = ExportFeedRequest { secret }.encode_to_vec();
    let path = caller::path::<ExportFeed>();
    let answer = site.platform.call_publicly(&path, question.into()).await.map_err(Failure::from);
    let answer = crate::acts::there_is(answer)?;
    let entries = caller::read::<ExportFeedResponse>(answer)?.entries;
    let headers = [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CACHE_CONTROL, "private, no-store")];
    Ok((headers, ics::render(&entries, site.platform.now())).into_response())
}
