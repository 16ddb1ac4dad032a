//! The RPCs of links: what happens in each call, in order.

use super::{
    asks,
    model::{FEEDS, Feed, Secret, may_create},
    store,
};
use crate::calendar::Agenda;
use chassis::{Answer, Error, Name, Record, WriteTx, deadline::london_day, serve::Parts};
use contracts::{
    action::commitments::FeedWrite,
    commitments::{self as pb, feed_service_server::FeedService},
};
use jiff::ToSpan as _;
use std::sync::Arc;
use tonic::Request;

/// What in their organisation lets somebody read their own links.
const EVERYBODY: &str = "org";
/// How far ahead a link shows what is due, in months.
const AHEAD: i32 = 12;

/// The handlers.
#[derive(Clone)]
pub(crate) struct FeedHandlers {
    parts: Parts,
    agenda: Arc<Agenda>,
}

impl FeedHandlers {
    pub(crate) fn new(parts: Parts, agenda: Arc<Agenda>) -> Self {
        Self { parts, agenda }
    }
}

/// Finds a link that was named before.
async fn see(tx: &mut WriteTx<impl FeedWrite>, name: &str) -> Result<(), Error> {
    let name = Name::parse(FEEDS, name).ok_or_else(|| Error::internal("a remembered name is none"))?;
    store::take(tx, name.id).await?;
    Ok(())
}

fn record(act: &'static str, feed: &pb::Feed) -> Record {
    Record { act, resource: feed.name.clone(), need: EVERYBODY, effects: Vec::new() }
}

#[tonic::async_trait]
impl FeedService for FeedHandlers {
    async fn create_feed(&self, request: Request<pb::CreateFeedRequest>) -> Answer<pb::CreateFeedResponse> {
        let mut made = None;
        let act = async |tx: &mut WriteTx<_>, ask: asks::CreateFeed| {
            let (today, own) = (london_day(tx.now()), store::own(tx).await?);
            may_create(tx.caller(), &own, ask.ends_on, today)?;
            let secret = Secret::of([(); 3].map(|()| tx.new_crossing_id()));
            let role = tx.caller().acting_role.to_string();
            let (id, at) = (tx.new_id(), tx.now());
            let feed = Feed { id, role, at, ends_on: ask.ends_on, revoked_at: None };
            store::insert(tx, &feed, EVERYBODY, &secret).await?;
            made = Some(secret);
            let feed = feed.to_wire(&ask.organisation, today);
            Ok((
                record("feed.created", &feed),
                pb::CreateFeedResponse { feed: Some(feed), secret: String::new() },
            ))
        };
        let mut answer = self.parts.db.act(request, see, act).await?;
        // The response is remembered for a day, and the secret nowhere: it is added to what was committed.
        answer.get_mut().secret = made.map(Secret::shown).unwrap_or_default();
        Ok(answer)
    }

    async fn revoke_feed(&self, request: Request<pb::RevokeFeedRequest>) -> Answer<pb::RevokeFeedResponse> {
        let act = async |tx: &mut WriteTx<_>, ask: asks::RevokeFeed| {
            let (today, now) = (london_day(tx.now()), tx.now());
            let feed = store::take(tx, ask.target.name.id).await?;
            feed.is_as_read(&ask.target.etag)?;
            feed.may_be_revoked(today)?;
            store::revoke(tx, feed.id, now).await?;
            let feed = Feed { revoked_at: Some(now), ..feed }.to_wire(&ask.target.name.organisation, today);
            Ok((record("feed.revoked", &feed), feed.into()))
        };
        self.parts.db.act(request, see, act).await
    }

    async fn list_feeds(&self, request: Request<pb::ListFeedsRequest>) -> Answer<pb::ListFeedsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListFeeds| {
            let (own, today) = (store::list(tx).await?, london_day(tx.now()));
            let feeds = own.iter().map(|feed| feed.to_wire(&ask.organisation, today)).collect();
            Ok(pb::ListFeedsResponse { feeds })
        });
        answer.await
    }

    async fn export_feed(&self, request: Request<pb::ExportFeedRequest>) -> Answer<pb::ExportFeedResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ExportFeed| {
            let today = london_day(tx.now());
            let own = store::of(tx, &ask.secret, today).await?.ok_or(Error::NotFound)?;
            let organisation = self.parts.directory.get(&own).ok_or(Error::NotFound)?;
            let span = (today, today.saturating_add(AHEAD.months()));
            let owed = self.agenda.owed(organisation, &self.parts.calendar, span).into_iter();
            let entries = owed.filter_map(|(duty, one)| {
                let due_day = one.due?.to_string();
                Some(pb::FeedEntry { uid: one.id.to_string(), title: duty.title.clone(), due_day })
            });
            Ok(pb::ExportFeedResponse { entries: entries.collect() })
        });
        answer.await
    }
}
