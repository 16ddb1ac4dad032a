//! Invitations to meetings: those that one's own organisation has, and those to meetings that it keeps.

use super::{invitation_path, invitation_tag};
use crate::{
    caller::Caller,
    commitments::term,
    exchanges::{Reader, address, checkboxes, chosen, page_of, pages},
    failure::Failure,
    form::Words,
    frame::{self, Frame},
    govuk::{Checkboxes, Pagination, Tag},
    language::filters,
    posted::Values,
    sign_in::values,
    when::stamp,
};
use askama::Template;
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::commitments::{Invitation, InvitationState, ListInvitationsRequest};
use uuid::Uuid;

/// The names of the filters in the address.
const STATE: &str = "state";
const MEETING: &str = "meeting";
const STATES: &str = "concordat.commitments.v1.InvitationState";

#[derive(Template)]
#[template(path = "meetings/invitations.html")]
struct List {
    frame: Frame,
    lines: Vec<Line>,
    none: String,
    narrowed: bool,
    pages: Option<Pagination>,
    states: Checkboxes,
    /// The one meeting whose invitations are listed; all if empty.
    meeting: String,
}

/// An invitation in a list.
struct Line {
    href: String,
    title: String,
    state: Tag,
    when: String,
    /// Of which body, who keeps the meeting, and who is invited.
    of: String,
    /// What was answered, and how the advice stands; empty if nothing is there.
    answered: String,
}

/// Which invitations are listed; all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    /// What a meeting is called where others are told of it.
    meeting: String,
    states: Vec<InvitationState>,
}

impl Asked {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    fn read(values: &Values) -> Self {
        let meeting = Some(values.get(MEETING)).filter(|name| is_meeting(name)).unwrap_or_default();
        let states = chosen(values, STATE, STATES).filter_map(InvitationState::from_str_name).collect();
        Self { meeting: meeting.to_owned(), states }
    }

    /// What the service is asked.
    fn request(&self, parent: String, page_token: String) -> ListInvitationsRequest {
        let states = self.states.iter().map(|state| (*state).into()).collect();
        let meeting = self.meeting.clone();
        ListInvitationsRequest { parent, page_token, meeting, states, ..ListInvitationsRequest::default() }
    }

    /// The address of the list, or of what of it begins at `page`.
    fn address(&self, page: &str) -> String {
        let meeting = Some((MEETING, self.meeting.as_str())).filter(|(_, name)| !name.is_empty());
        let states = self.states.iter().map(|state| (STATE, state.as_str_name()));
        address("/invitations", None, page, meeting.into_iter().chain(states))
    }
}

/// Whether a text is what a meeting is called where others are told of it.
fn is_meeting(text: &str) -> bool {
    let parts: Vec<_> = text.split('/').collect();
    let [bodies, body, meetings, id] = parts.as_slice() else { return false };
    let plain = |one: char| one.is_ascii_lowercase() || one == '-';
    let code = body.starts_with(|first: char| first.is_ascii_lowercase()) && body.chars().all(plain);
    let known = Uuid::parse_str(id).is_ok_and(|parsed| parsed.to_string() == *id);
    (*bodies, *meetings) == ("bodies", "meetings") && code && body.len() <= 40 && known
}

/// Lists them.
pub(super) async fn page(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (reader, values) = (Reader::of(&caller), values(query));
    let asked = Asked::read(&values);
    let begins = page_of(&values);
    let listed = match caller.ask(asked.request(caller.parent(), begins.to_owned())).await {
        // The place is none that this caller was shown for these filters.
        Err(Failure::Refused(_)) if !begins.is_empty() => {
            return Ok(Redirect::to(&asked.address("")).into_response());
        }
        listed => listed?,
    };
    let narrowed = asked != Asked::default();
    let none = if narrowed || !begins.is_empty() { "invitations-none-match" } else { "invitations-none" };
    let states = asked.states.iter().map(|state| state.as_str_name().to_owned()).collect();
    let words = Words::from(&caller);
    let page = List {
        frame: Frame::of(&caller, reader.say("invitations-title")),
        lines: listed.invitations.iter().map(|one| Line::of(words, one)).collect(),
        none: reader.say(none),
        narrowed,
        pages: pages(&reader, begins, &listed.next_page_token, |page| asked.address(page)),
        states: checkboxes(&reader, STATE, STATES, states),
        meeting: asked.meeting,
    };
    Ok(frame::show(StatusCode::OK, caller.language(), &page))
}

impl Line {
    fn of(words: Words<'_>, invitation: &Invitation) -> Self {
        let of = [
            ("body", invitation.body_title.clone().into()),
            ("keeper", words.organisation(&invitation.organisation).into()),
            ("role", invitation.role.clone().into()),
            ("invited", words.organisation(&invitation.invited).into()),
        ];
        let advice = term("AdviceState", invitation.advice_state);
        let advice = Some(advice).filter(|state| !state.is_empty());
        let advice = advice.map(|it| words.language.say_with("invitations-advice", &[("it", it.into())]));
        let contested = !invitation.contest_reason.is_empty();
        let contested = contested.then(|| words.language.say("invitations-contested"));
        let answered =
            [term("InvitationAnswer", invitation.answer), term("Attendance", invitation.attendance)];
        let answered = answered.into_iter().chain(contested).chain(advice).filter(|text| !text.is_empty());
        Self {
            href: invitation_path(&invitation.name),
            title: invitation.title.clone(),
            state: invitation_tag(invitation.state()),
            when: stamp(invitation.start_time.as_ref()),
            of: words.language.say_with("invitations-of", &of),
            answered: answered.collect::<Vec<_>>().join(" · "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_meeting;

    #[test]
    fn a_meeting_is_named_as_others_are_told_of_it_and_in_no_other_way() {
        const ID: &str = "5c1e2f7a-93d0-4c2b-8a43-4f1f0c6b7d21";
        assert!(is_meeting(&format!("bodies/transformation-board/meetings/{ID}")));
        for name in [
            String::new(),
            format!("bodies/transformation-board/meetings/{ID}/"),
            format!("boards/transformation-board/meetings/{ID}"),
            format!("bodies/transformation-board/packs/{ID}"),
            format!("bodies/Transformation/meetings/{ID}"),
            format!("bodies/-board/meetings/{ID}"),
            format!("bodies//meetings/{ID}"),
            format!("bodies/{}/meetings/{ID}", "b".repeat(41)),
            format!("bodies/board/meetings/{}", ID.to_uppercase()),
            "bodies/board/meetings/1".to_owned(),
        ] {
            assert!(!is_meeting(&name), "{name}");
        }
    }
}
