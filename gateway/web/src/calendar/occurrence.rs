//! Something that is due: which duty it follows from, how it stands, and what was recorded of it.

use super::{due, id, path, state_tag, term, title};
use crate::{
    acts::{COMPLETION_ACTS, DONE, Done, OCCURRENCE_ACTS, Place, Subject as _, there_is},
    caller::Caller,
    commitments::{Bodies, Offered, button, invitation_path, list, register_path, seal},
    failure::Failure,
    form::{Words, schema::label},
    frame::{self, Frame},
    govuk::{Content, Markup, SummaryList, Tag},
    language::filters,
    link::link,
    sign_in::values,
    when::{day, stamp},
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::{
    action::commitments::GetInvitation,
    commitments::{Completion, Duty, GetInvitationRequest, ListDutiesRequest, Occurrence},
};

#[derive(Template)]
#[template(path = "calendar/occurrence.html")]
struct Page {
    frame: Frame,
    caption: String,
    state: Tag,
    due: String,
    why: String,
    text: String,
    /// What was not agreed, if anything.
    default: String,
    about: SummaryList,
    sources: Vec<Markup>,
    offered: Offered,
    /// What it follows from, where nobody records it.
    attendance: Option<Attendance>,
    entries: Vec<Entry>,
}

/// That something is done by attending meetings, and which were attended.
struct Attendance {
    rule: String,
    /// Links to the invitations, for whoever may read them.
    meetings: Vec<Markup>,
    /// Whether none was attended.
    none: bool,
}

/// What was recorded of it.
struct Entry {
    title: String,
    summary: SummaryList,
    seal: SummaryList,
    offered: Offered,
}

/// Shows it, or what was just done about it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let occurrence = Occurrence::load(&caller, &place).await?;
    let own = path(&occurrence);
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &own) {
        return Done::page(&caller, &act, &title(&occurrence), &own);
    }
    let duties = there_is(caller.ask(ListDutiesRequest::default()).await)?.duties;
    let duty = duties.into_iter().find(|duty| duty.name == occurrence.duty).ok_or(Failure::Broken)?;
    let (words, language) = (Words::from(&caller), caller.language());
    let entries = occurrence.completions.iter().map(|one| Entry::of(&caller, &own, one)).collect();
    let attendance = Attendance::of(&caller, &duty, &occurrence).await?;
    // Nobody records what follows from meetings.
    let possible = if attendance.is_some() { [].as_slice() } else { &occurrence.possible_acts };
    let page = Page {
        frame: Frame::of(&caller, duty.title.clone()),
        caption: id(&duty.name).to_owned(),
        state: state_tag(occurrence.state()),
        due: due(language, &occurrence),
        why: occurrence.explanation.clone(),
        text: duty.text.clone(),
        default: duty.default_until_agreed.clone(),
        about: about(words, &duty, &occurrence),
        sources: duty.sources.iter().map(|name| link(id(name), register_path(id(name)))).collect(),
        offered: Offered::of(&caller, &own, OCCURRENCE_ACTS, possible),
        attendance,
        entries,
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

fn about(words: Words<'_>, duty: &Duty, occurrence: &Occurrence) -> SummaryList {
    let owed_by: Vec<_> =
        duty.owed_by.iter().map(|party| label("concordat.access.v1.Party", *party)).collect();
    let days = [("first", day(&occurrence.first_day).into()), ("last", day(&occurrence.last_day).into())];
    let rows = [
        ("occurrence-days", words.language.say_with("period-days", &days).into()),
        ("occurrence-opens", day(&occurrence.opens_day).into()),
        ("occurrence-rule", duty.rule_explanation.clone().into()),
        ("occurrence-owed-by", Content::from(owed_by.join(", "))),
    ];
    list(words.language, rows)
}

impl Attendance {
    /// What a duty follows from, if it is done by attending meetings. Each that counts leads to the invitation to it.
    async fn of(caller: &Caller, duty: &Duty, occurrence: &Occurrence) -> Result<Option<Self>, Failure> {
        if duty.attendance.is_empty() {
            return Ok(None);
        }
        let (bodies, language) = (Bodies::ask(caller).await?, caller.language());
        let mut meetings = Vec::new();
        for name in occurrence.attended_at.iter().filter(|_| caller.may::<GetInvitation>()) {
            let request = GetInvitationRequest { name: name.clone() };
            let invitation = caller.ask(request).await?.invitation.ok_or(Failure::Broken)?;
            let said = [("title", invitation.title.into()), ("on", day(&invitation.held_on).into())];
            meetings.push(link(language.say_with("occurrence-meeting", &said), invitation_path(name)));
        }
        let body = [("it", bodies.title(&duty.attendance).into())];
        Ok(Some(Self {
            rule: language.say_with("occurrence-attendance", &body),
            meetings,
            none: occurrence.attended_at.is_empty(),
        }))
    }
}

impl Entry {
    fn of(caller: &Caller, own: &str, completion: &Completion) -> Self {
        let (words, language) = (Words::from(caller), caller.language());
        let role = frame::role(language, &completion.role);
        let rows = [
            ("completion-done-on", day(&completion.done_on).into()),
            ("completion-reference", completion.reference.clone().into()),
            ("completion-note", completion.note.clone().into()),
            ("completion-by", format!("{}, {role}", words.organisation(&completion.recorder)).into()),
            ("completion-at", stamp(completion.record_time.as_ref()).into()),
            ("completion-withdrawn-at", stamp(completion.withdraw_time.as_ref()).into()),
            ("completion-reason", Content::from(completion.reason.clone())),
        ];
        let acts = COMPLETION_ACTS.iter();
        let acts = acts.filter(|act| completion.possible_acts.iter().any(|one| one == act.rpc));
        let path = format!("{own}/completions/{}", id(&completion.name));
        Self {
            title: term("CompletionState", completion.state),
            summary: list(language, rows),
            seal: seal(language, completion.seal.as_ref()),
            offered: Offered {
                acts: acts.filter(|act| act.is_for(caller)).map(|act| button(caller, &path, act)).collect(),
                others: String::new(),
            },
        }
    }
}
