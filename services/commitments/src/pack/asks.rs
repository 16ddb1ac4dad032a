//! Requests about packs in the domain's words.

use super::model::{Pack, STATE, subject};
use crate::{
    between::{Fold, Says},
    plan::PLANS,
    register::{
        Code,
        service::{code, date},
    },
};
use chassis::{Ask, Asker, Fields, Label, Name, Page, exchange::Filter};
use contracts::{
    commitments::{self as pb, PackBody},
    handling::Handling,
};
use jiff::civil::Date;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

/// What a pack is made of.
pub(super) struct Draft {
    pub(super) title: String,
    /// Today, if nothing is said.
    pub(super) as_of: Option<Date>,
    pub(super) introduction: String,
    pub(super) commitments: Vec<Code>,
    pub(super) plans: Vec<Name>,
    pub(super) handling: Handling,
}

pub(super) struct PreparePack {
    pub(super) organisation: Label,
    pub(super) body: PackBody,
    pub(super) draft: Draft,
}

pub(super) struct Revise(pub(super) Draft);

pub(super) struct Discard(pub(super) String);

/// What was looked at, by its hash.
pub(super) struct Present(pub(super) Vec<u8>);

pub(super) struct Challenge {
    pub(super) challenge: String,
    pub(super) asked_action: String,
}

pub(super) struct Answer {
    pub(super) number: i32,
    pub(super) answer: String,
}

pub(super) struct GetPack {
    pub(super) name: Name,
}

pub(super) struct ListPacks {
    pub(super) organisation: Label,
    pub(super) filter: Filter,
    pub(super) page: Page<(i64, Uuid)>,
}

/// Reads what a pack is made of, without the space around its texts.
fn draft(fields: &mut Fields, said: Option<pb::PackDraft>) -> Option<Draft> {
    let said = said?;
    let title = fields.text("draft.title", &said.title);
    let as_of = match said.as_of.as_str() {
        "" => Some(None),
        day => date(fields, "draft.as_of", day).map(Some),
    };
    let commitments = said.commitments.iter().enumerate();
    let commitments: Vec<_> =
        commitments.map(|(at, name)| code(fields, &format!("draft.commitments[{at}]"), name)).collect();
    let plans = said.plans.iter().enumerate();
    let plans: Vec<_> =
        plans.map(|(at, name)| fields.name(&format!("draft.plans[{at}]"), PLANS, name)).collect();
    let handling = said.handling.filter(|handling| handling.classification != 0);
    let handling = fields.read("draft.handling.classification", "must be said", handling);
    Some(Draft {
        title: title?,
        as_of: as_of?,
        introduction: said.introduction.trim().to_owned(),
        commitments: commitments.into_iter().collect::<Option<_>>()?,
        plans: plans.into_iter().collect::<Option<_>>()?,
        handling: handling?,
    })
}

impl Ask for PreparePack {
    type Request = pb::PreparePackRequest;

    fn read(_: &Asker<'_>, request: pb::PreparePackRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, body) = (fields.parent(&request.parent), request.body());
        let draft = draft(fields, request.draft);
        Some(Self { organisation: organisation?, body, draft: draft? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Says for Revise {
    type Of = Pack;
    type Request = pb::RevisePackRequest;

    fn read(_: &Asker<'_>, request: pb::RevisePackRequest, fields: &mut Fields) -> Option<Self> {
        draft(fields, request.draft).map(Self)
    }
}

impl Says for Discard {
    type Of = Pack;
    type Request = pb::DiscardPackRequest;

    fn read(_: &Asker<'_>, request: pb::DiscardPackRequest, fields: &mut Fields) -> Option<Self> {
        fields.text("reason", &request.reason).map(Self)
    }
}

impl Says for Present {
    type Of = Pack;
    type Request = pb::PresentPackRequest;

    fn read(_: &Asker<'_>, request: pb::PresentPackRequest, _: &mut Fields) -> Option<Self> {
        Some(Self(request.hash))
    }
}

impl Says for Challenge {
    type Of = Pack;
    type Request = pb::RecordChallengeRequest;

    fn read(_: &Asker<'_>, request: pb::RecordChallengeRequest, fields: &mut Fields) -> Option<Self> {
        let challenge = fields.text("challenge", &request.challenge);
        let asked_action = fields.text("asked_action", &request.asked_action);
        Some(Self { challenge: challenge?, asked_action: asked_action? })
    }
}

impl Says for Answer {
    type Of = Pack;
    type Request = pb::AnswerChallengeRequest;

    fn read(_: &Asker<'_>, request: pb::AnswerChallengeRequest, fields: &mut Fields) -> Option<Self> {
        let answer = fields.text("answer", &request.answer)?;
        Some(Self { number: request.number, answer })
    }
}

impl Ask for GetPack {
    type Request = pb::GetPackRequest;

    fn read(_: &Asker<'_>, request: pb::GetPackRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.name("name", Pack::COLLECTION, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListPacks {
    type Request = pb::ListPacksRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListPacksRequest, fields: &mut Fields) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let organisation = fields.parent(&request.parent);
        let state = |state: pb::PackState| state.as_str_name().replacen(STATE, "", 1);
        let filter = Filter {
            kinds: vec![Pack::KIND.to_owned()],
            states: request.states().map(state).collect(),
            subject: Some(request.body()).filter(|body| *body != PackBody::Unspecified).map(subject),
            ..Filter::default()
        };
        Some(Self { organisation: organisation?, filter, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
