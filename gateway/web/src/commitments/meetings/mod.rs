//! Meetings of boards, as whoever keeps them sees them, and invitations to them, as both sides do.

mod invitation;
mod invitations;
mod list;
mod meeting;
mod paper;
mod subjects;

use super::{code, pack::marks, term};
use crate::{
    caller::Caller,
    exchanges::document,
    failure::Failure,
    form::Words,
    govuk::{Content, SummaryListRow, Tag},
    language::Language,
    pages::Pages,
};
use contracts::{
    access::Party,
    commitments::{BodyKind, InvitationState, ListBodiesRequest, MeetingState},
    exchange::Attachment,
    handling::Handling,
};

/// The routes of meetings and invitations.
pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .page("/meetings", list::page)
        .page("/meetings/{meeting}", meeting::page)
        .page("/invitations", invitations::page)
        .page("/invitations/{invitation}", invitation::page)
        .page("/invitations/{invitation}/papers/{number}", paper::page)
        .page("/invitations/{invitation}/papers/{number}/sealed", paper::sealed)
}

/// The last part of a name.
fn id(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// Where the page of an invitation is, by its name.
pub(crate) fn invitation_path(name: &str) -> String {
    format!("/invitations/{}", id(name))
}

/// The bodies that meet, with what each is called today: by their names.
pub(crate) struct Bodies(Vec<(String, String, BodyKind)>);

impl Bodies {
    pub(crate) async fn ask(caller: &Caller) -> Result<Self, Failure> {
        let bodies = caller.ask(ListBodiesRequest::default()).await?.bodies.into_iter();
        Ok(Self(
            bodies.map(|body| (format!("bodies/{}", body.code), body.title.clone(), body.kind())).collect(),
        ))
    }

    /// What a body is called; its code, if there is none of that name any more.
    pub(crate) fn title<'a>(&'a self, name: &'a str) -> &'a str {
        let known = self.0.iter().find(|(own, ..)| own == name);
        known.map_or_else(|| code(name), |(_, title, _)| title.as_str())
    }

    /// Those whose meetings a party keeps: a department its own, the centre all others.
    pub(crate) fn kept_by(&self, party: Party) -> Vec<(String, String)> {
        let department = party == Party::Department;
        let kept = self.0.iter().filter(|(.., kind)| (*kind == BodyKind::Department) == department);
        kept.map(|(name, title, _)| (name.clone(), title.clone())).collect()
    }
}

/// A state as a tag: its word says it, its colour only helps.
fn meeting_tag(state: MeetingState) -> Tag {
    let colour = match state {
        MeetingState::Planned => "govuk-tag--yellow",
        // As every tag is that says no colour: blue.
        MeetingState::Invited | MeetingState::PapersShared => "",
        MeetingState::Held | MeetingState::Minuted => "govuk-tag--green",
        MeetingState::Closed | MeetingState::Cancelled | MeetingState::Unspecified => "govuk-tag--grey",
    };
    Tag::coloured(term("MeetingState", state.into()), colour)
}

/// A state as a tag.
fn invitation_tag(state: InvitationState) -> Tag {
    let colour = match state {
        InvitationState::Waiting => "govuk-tag--yellow",
        InvitationState::Replied => "",
        InvitationState::Held => "govuk-tag--green",
        InvitationState::Cancelled | InvitationState::Unspecified => "govuk-tag--grey",
    };
    Tag::coloured(term("InvitationState", state.into()), colour)
}

/// For which items somebody is invited.
fn items(language: Language, numbers: &[i32]) -> String {
    if numbers.is_empty() {
        return language.say("meeting-items-all");
    }
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The item that something belongs to.
fn item(language: Language, number: i32) -> String {
    if number == 0 { language.say("meeting-item-none") } else { number.to_string() }
}

fn yes_or_no(language: Language, yes: bool) -> String {
    language.say(if yes { "yes" } else { "no" })
}

/// Lines under their names, but for those that say nothing.
fn rows(language: Language, lines: impl IntoIterator<Item = (&'static str, Content)>) -> Vec<SummaryListRow> {
    super::list(language, lines).rows
}

/// What a paper says of itself, wherever it is shown.
fn paper_rows(
    words: Words<'_>,
    number: i32,
    handling: Option<&Handling>,
    attachment: Option<&Attachment>,
) -> Vec<SummaryListRow> {
    let handling = handling.cloned().unwrap_or_default();
    let title = attachment.map(|attachment| attachment.title.clone()).unwrap_or_default();
    let lines = [
        ("meeting-paper-item", item(words.language, number).into()),
        ("meeting-paper-handling", marks(&handling).into()),
        ("meeting-paper-instructions", handling.instructions.into()),
        ("meeting-paper-document-title", title.into()),
        ("meeting-paper-document", attachment.map(|one| document(one).into()).unwrap_or_default()),
    ];
    rows(words.language, lines)
}
