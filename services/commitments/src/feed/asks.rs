//! Requests about links in the domain's words.

use super::model::{FEEDS, Secret};
use crate::register::service::date;
use chassis::{Ask, Asker, Fields, Label, Target};
use contracts::commitments as pb;
use jiff::civil::Date;

pub(super) struct CreateFeed {
    pub(super) organisation: Label,
    pub(super) ends_on: Date,
}

pub(super) struct RevokeFeed {
    pub(super) target: Target,
}

pub(super) struct ListFeeds {
    pub(super) organisation: Label,
}

pub(super) struct ExportFeed {
    organisation: Label,
    pub(super) secret: Secret,
}

impl Ask for CreateFeed {
    type Request = pb::CreateFeedRequest;

    fn read(_: &Asker<'_>, request: pb::CreateFeedRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let ends_on = date(fields, "ends_on", &request.ends_on);
        Some(Self { organisation: organisation?, ends_on: ends_on? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for RevokeFeed {
    type Request = pb::RevokeFeedRequest;

    fn read(_: &Asker<'_>, request: pb::RevokeFeedRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { target: fields.target(FEEDS, &request.name, &request.etag)? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for ListFeeds {
    type Request = pb::ListFeedsRequest;

    fn read(_: &Asker<'_>, request: pb::ListFeedsRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { organisation: fields.parent(&request.parent)? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for ExportFeed {
    type Request = pb::ExportFeedRequest;

    fn read(asker: &Asker<'_>, request: pb::ExportFeedRequest, _: &mut Fields) -> Option<Self> {
        let organisation = asker.caller.organisation.clone();
        Some(Self { organisation, secret: Secret::brought(request.secret) })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
