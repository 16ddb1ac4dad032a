//! A meeting, as whoever keeps it sees it.

use super::{
    super::{Offered, list, plans::table, term},
    Bodies, id, invitation_path, item, items, meeting_tag, paper_rows, rows,
    subjects::may_be_given,
    yes_or_no,
};
use crate::{
    acts::{Act, DONE, Done, MEETING_ACTS, PAPER_ACTS, Place, SEAT_ACTS, Subject as _},
    caller::Caller,
    failure::Failure,
    form::Words,
    frame::{self, Frame},
    govuk::{Cell, SummaryList, Table, Tag},
    language::{Language, filters},
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
    access::Party,
    commitments::{Meeting, MeetingAction, MeetingDecision, MeetingPaper, MeetingRescheduling, MeetingSeat},
};
use url::form_urlencoded::byte_serialize;

#[derive(Template)]
#[template(path = "meetings/meeting.html")]
struct Page {
    frame: Frame,
    state: Tag,
    when: String,
    /// Who reads this page.
    readers: String,
    offered: Offered,
    summary: SummaryList,
    seats: Option<Table>,
    /// Where all invitations to it are, if other organisations have any.
    invitations: Option<String>,
    papers: Vec<Paper>,
    /// What was decided, what is to be done, and when it was to take place before.
    tables: Vec<Table>,
}

/// A paper.
struct Paper {
    number: i32,
    title: String,
    summary: SummaryList,
    /// Where whoever may shares it, while there is somebody who can be given it.
    share: Option<String>,
}

/// Shows it, or what was just done about it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let meeting = Meeting::load(&caller, &place).await?;
    let path = Meeting::page(&place);
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &meeting.title, &path);
    }
    let bodies = Bodies::ask(&caller).await?;
    let (words, language) = (Words::from(&caller), caller.language());
    let department = caller.party() == Party::Department;
    let readers = if department { "meeting-readers-department" } else { "meeting-readers-centre" };
    let possible = |acts: &'static [Act]| {
        let act = acts.iter().find(|act| act.is_for(&caller));
        act.filter(|act| meeting.possible_acts.iter().any(|name| name == act.rpc))
    };
    let (share, correct) = (possible(PAPER_ACTS), possible(SEAT_ACTS));
    let correct = correct.map(|act| |number: i32| format!("{path}/seats/{number}/{}", act.slug()));
    let href = |paper: &MeetingPaper| {
        let slug = share.filter(|_| !may_be_given(&meeting, paper).is_empty())?.slug();
        Some(format!("{path}/papers/{}/{slug}", paper.number))
    };
    let tables = [
        decisions(language, &meeting.decisions),
        actions(language, &meeting.actions),
        reschedulings(language, &meeting.reschedulings),
    ];
    let page = Page {
        frame: Frame::of(&caller, meeting.title.clone()),
        state: meeting_tag(meeting.state()),
        when: stamp(meeting.start_time.as_ref()),
        readers: language.say(readers),
        offered: Offered::of(&caller, &path, MEETING_ACTS, &meeting.possible_acts),
        summary: summary(language, &bodies, &meeting),
        seats: seats(words, &meeting.seats, correct.as_ref()).map(beneath_heading),
        invitations: (!meeting.invited.is_empty()).then(|| invitations(&meeting.meeting)),
        papers: meeting.papers.iter().map(|paper| Paper::of(words, paper, href(paper))).collect(),
        tables: tables.into_iter().flatten().map(beneath_heading).collect(),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// The list of the invitations to a meeting, which others are told of by this name.
fn invitations(meeting: &str) -> String {
    format!("/invitations?meeting={}", byte_serialize(meeting.as_bytes()).collect::<String>())
}

fn summary(language: Language, bodies: &Bodies, meeting: &Meeting) -> SummaryList {
    let rows = [
        ("meeting-body", bodies.title(&meeting.body).into()),
        ("meeting-kind", term("MeetingKind", meeting.kind).into()),
        ("meeting-when", stamp(meeting.start_time.as_ref()).into()),
        ("meeting-reason", meeting.reason.clone().into()),
        ("last-changed", stamp(meeting.update_time.as_ref()).into()),
    ];
    list(language, rows)
}

/// A table whose caption the heading before it says to whoever sees it.
fn beneath_heading(table: Table) -> Table {
    Table { caption_classes: "govuk-visually-hidden".into(), ..table }
}

/// Who was invited, whether they attended, and why they contest that. `correct` says where it is corrected, where it can be.
fn seats(words: Words<'_>, seats: &[MeetingSeat], correct: Option<&impl Fn(i32) -> String>) -> Option<Table> {
    let language = words.language;
    let head = [
        "meeting-seat-role",
        "meeting-seat-organisation",
        "meeting-seat-items",
        "meeting-seat-deputy",
        "meeting-seat-attendance",
        "meeting-seat-invitation",
    ];
    let contested = seats.iter().any(|seat| !seat.contest_reason.is_empty());
    let more =
        [contested.then_some("invitation-contested"), correct.is_some().then_some("meeting-seat-correct")];
    let head: Vec<_> = head.into_iter().chain(more.into_iter().flatten()).collect();
    let row = |seat: &MeetingSeat| {
        let invitee = seat.invitee.clone().unwrap_or_default();
        let organisation = words.organisation(&invitee.organisation);
        let attended = term("Attendance", seat.attendance);
        let attended = if attended.is_empty() { language.say("meeting-attendance-none") } else { attended };
        let invitation = if invitee.invitation.is_empty() {
            Cell::text(language.say("meeting-seat-own"))
        } else {
            let text = language.say_with("meeting-seat-of", &[("it", organisation.clone().into())]);
            Cell::text(link(text, invitation_path(&invitee.invitation)))
        };
        let contest = contested.then(|| Cell::text(seat.contest_reason.clone()));
        let correct = correct.map(|href| {
            let of = [("role", invitee.role.clone().into()), ("it", organisation.clone().into())];
            Cell::text(link(language.say_with("meeting-seat-correct.link", &of), href(seat.number)))
        });
        let texts = [
            invitee.role,
            organisation,
            items(language, &invitee.items),
            yes_or_no(language, invitee.deputy_allowed),
            attended,
        ];
        texts.into_iter().map(Cell::text).chain([invitation]).chain(contest).chain(correct).collect()
    };
    table(language, "meeting-seats", &head, seats.iter().map(row).collect())
}

impl Paper {
    fn of(words: Words<'_>, paper: &MeetingPaper, share: Option<String>) -> Self {
        let (language, facts) = (words.language, paper.facts.clone().unwrap_or_default());
        let shared: Vec<_> = paper.shared_with.iter().map(|name| words.organisation(name)).collect();
        let shared =
            if shared.is_empty() { language.say("meeting-paper-shared-none") } else { shared.join(", ") };
        let pack = || link(language.say("meeting-paper-pack-read"), format!("/packs/{}", id(&facts.pack)));
        let more = [
            ("meeting-paper-pack", if facts.pack.is_empty() { String::new().into() } else { pack().into() }),
            ("meeting-paper-shared", shared.into()),
        ];
        let mut lines = paper_rows(words, facts.item, facts.handling.as_ref(), facts.attachment.as_ref());
        lines.extend(rows(language, more));
        Self {
            number: paper.number,
            summary: SummaryList { rows: lines, ..SummaryList::default() },
            share,
            title: facts.title,
        }
    }
}

fn decisions(language: Language, decisions: &[MeetingDecision]) -> Option<Table> {
    let head = ["meeting-decision", "meeting-paper-item"];
    let row =
        |one: &MeetingDecision| [one.decision.clone(), item(language, one.item)].map(Cell::text).to_vec();
    table(language, "meeting-decisions", &head, decisions.iter().map(row).collect())
}

fn actions(language: Language, actions: &[MeetingAction]) -> Option<Table> {
    let head = ["meeting-action", "meeting-action-who", "meeting-action-due"];
    let row = |one: &MeetingAction| {
        [one.what.clone(), one.owner_role.clone(), day(&one.due_on)].map(Cell::text).to_vec()
    };
    table(language, "meeting-actions", &head, actions.iter().map(row).collect())
}

fn reschedulings(language: Language, times: &[MeetingRescheduling]) -> Option<Table> {
    let head = ["meeting-rescheduled-from", "meeting-rescheduled-why"];
    let row = |one: &MeetingRescheduling| {
        [stamp(one.start_time.as_ref()), one.reason.clone()].map(Cell::text).to_vec()
    };
    table(language, "meeting-reschedulings", &head, times.iter().map(row).collect())
}
