//! What acts about meetings and invitations are about, who is told of them, and what is offered in their forms.

use super::{
    super::{at, list, term},
    items, yes_or_no,
};
use crate::{
    acts::{Head, Place, Subject, name},
    caller::Caller,
    failure::Failure,
    form::{Form, Words},
    govuk::SummaryList,
    when::{day, stamp},
};
use chassis::deadline::london_day;
use contracts::{
    action::commitments::{GetInvitation, GetMeeting, ListPacks},
    commitments::{
        GetInvitationRequest, GetMeetingRequest, Invitation, InvitationAnswer, ListPacksRequest, Meeting,
        MeetingPaper, MeetingSeat, PackBody, PackState,
    },
};
use prost_reflect::Value;

/// The most packs that are offered for a paper.
const MOST_PACKS: i32 = 100;

/// The other organisations that were invited for the item of a paper, and do not have it.
pub(super) fn may_be_given<'a>(meeting: &'a Meeting, paper: &'a MeetingPaper) -> Vec<&'a str> {
    let item = paper.facts.as_ref().map_or(0, |facts| facts.item);
    let invitees = meeting.seats.iter().filter_map(|seat| seat.invitee.as_ref());
    let others = invitees.filter(|one| !one.invitation.is_empty());
    let of_item = others.filter(|one| one.items.is_empty() || one.items.contains(&item));
    let names = of_item.map(|one| one.organisation.as_str());
    names.filter(|name| !paper.shared_with.iter().any(|has| has == name)).collect()
}

/// What each organisation of a list is called, by its name.
fn called<'a>(words: Words<'_>, names: impl IntoIterator<Item = &'a str>) -> Vec<(String, String)> {
    names.into_iter().map(|name| (name.to_owned(), words.organisation(name))).collect()
}

/// Who can be invited: one's own organisation first, and every other of the directory.
fn invitable(caller: &Caller) -> Vec<(String, String)> {
    let (directory, day) = (caller.site.platform.directory(), london_day(caller.now));
    let own = caller.organisation();
    let mut all: Vec<_> =
        directory.iter().map(|one| (one.code != *own, one.name_on(day), &one.code)).collect();
    all.sort_unstable_by_key(|(other, called, _)| (*other, *called));
    all.into_iter().map(|(_, called, code)| (format!("organisations/{code}"), called.to_owned())).collect()
}

/// The packs that were presented to a body, by their names.
async fn presented(caller: &Caller, body: &str) -> Result<Vec<(String, String)>, Failure> {
    let bodies = [
        ("bodies/department-board", PackBody::DepartmentBoard),
        ("bodies/risk-and-audit-board", PackBody::RiskAndAuditBoard),
        ("bodies/technology-risk-group", PackBody::TechnologyRiskGroup),
        ("bodies/government-security-board", PackBody::GovernmentSecurityBoard),
        ("bodies/transformation-board", PackBody::TransformationBoard),
    ];
    let known = bodies.into_iter().find(|(name, _)| *name == body).filter(|_| caller.may::<ListPacks>());
    let Some((_, body)) = known else { return Ok(Vec::new()) };
    let request = ListPacksRequest {
        parent: caller.parent(),
        page_size: MOST_PACKS,
        body: body.into(),
        states: vec![PackState::Presented.into()],
        ..ListPacksRequest::default()
    };
    let (words, packs) = (Words::from(caller), caller.ask(request).await?.packs.into_iter());
    let titled = packs.map(|pack| {
        let title = format!("{}, {}, {}", pack.title, words.organisation(&pack.owner), day(&pack.as_of));
        (pack.name, title)
    });
    Ok(titled.collect())
}

impl Subject for Meeting {
    /// Reads it; where its place names a paper or a seat, with that alone.
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetMeeting>(caller, "meetings", place)?;
        let mut meeting = caller.ask(GetMeetingRequest { name }).await?.meeting.ok_or(Failure::Broken)?;
        if let Some(number) = place.get("number") {
            meeting.papers.retain(|one| one.number.to_string() == *number);
            if meeting.papers.is_empty() {
                return Err(Failure::NotFound);
            }
        }
        if let Some(attendee) = place.get("attendee") {
            meeting.seats.retain(|one| one.number.to_string() == *attendee);
            if meeting.seats.is_empty() {
                return Err(Failure::NotFound);
            }
        }
        Ok(meeting)
    }

    fn page(place: &Place) -> String {
        format!("/meetings/{}", at(place, "meeting"))
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, title, .. } = self;
        Head { name, etag, title, state: term("MeetingState", self.state), changed: self.update_time }
    }

    /// Who is told of what is done, and of what.
    fn about(&self, words: Words<'_>, rpc: &str) -> Vec<SummaryList> {
        let language = words.language;
        let invited: Vec<_> = self.invited.iter().map(|name| words.organisation(name)).collect();
        let told = match rpc {
            "InviteToMeeting" => language.say("meeting-told.invite"),
            "SharePaper" => language.say("meeting-told.paper"),
            "CorrectAttendance" => {
                let invitee = self.seats.first().and_then(|seat| seat.invitee.as_ref());
                let other = invitee.filter(|one| !one.invitation.is_empty());
                let told = other.map(|one| words.organisation(&one.organisation));
                told.map_or_else(
                    || language.say("meeting-told.nobody"),
                    |it| language.say_with("meeting-told.corrected", &[("it", it.into())]),
                )
            }
            "RescheduleMeeting" | "HoldMeeting" | "CancelMeeting" if !invited.is_empty() => {
                language.say_with("meeting-told.invited", &[("it", invited.join(", ").into())])
            }
            _ => language.say("meeting-told.nobody"),
        };
        let when = stamp(self.start_time.as_ref());
        let kind = term("MeetingKind", self.kind);
        let rows =
            [("meeting-told", told.into()), ("meeting-kind", kind.into()), ("meeting-when", when.into())];
        let mut lists = vec![list(language, rows)];
        if let Some(seat) = self.seats.first().filter(|_| rpc == "CorrectAttendance") {
            lists.push(recorded(words, seat));
        }
        if let Some(paper) = self.papers.first().filter(|_| rpc == "SharePaper") {
            lists.push(given(words, paper));
        }
        lists
    }

    /// Each seat is called by whom it is for.
    fn called(&self, words: Words<'_>, rpc: &str) -> Vec<(String, String)> {
        let seats = self.seats.iter().filter(|_| rpc == "HoldMeeting").enumerate();
        let called = seats.map(|(row, seat)| {
            let invitee = seat.invitee.clone().unwrap_or_default();
            let organisation = words.organisation(&invitee.organisation);
            (format!("attendances.{row}.attendance"), format!("{}, {organisation}", invitee.role))
        });
        called.collect()
    }

    async fn fit(&self, caller: &Caller, rpc: &str, form: &mut Form) -> Result<(), Failure> {
        match rpc {
            "InviteToMeeting" => form.offer("invitees.organisation", invitable(caller)),
            "AddPaper" => match presented(caller, &self.body).await? {
                packs if packs.is_empty() => form.leave_out("paper.pack"),
                packs => form.offer("paper.pack", packs),
            },
            "SharePaper" => {
                let others = self.papers.iter().flat_map(|paper| may_be_given(self, paper));
                form.offer("organisation", called(caller.into(), others));
            }
            _ => {}
        }
        Ok(())
    }

    fn placed(&self, _: &Caller) -> Vec<(&'static str, Value)> {
        vec![
            ("number", Value::I32(self.papers.first().map_or(0, |paper| paper.number))),
            ("attendee", Value::I32(self.seats.first().map_or(0, |seat| seat.number))),
        ]
    }
}

/// Of whom it was recorded whether they attended, what, and why they contest it.
fn recorded(words: Words<'_>, seat: &MeetingSeat) -> SummaryList {
    let invitee = seat.invitee.clone().unwrap_or_default();
    let rows = [
        ("meeting-seat-role", invitee.role.into()),
        ("meeting-seat-organisation", words.organisation(&invitee.organisation).into()),
        ("meeting-seat-attendance", term("Attendance", seat.attendance).into()),
        ("invitation-contested", seat.contest_reason.clone().into()),
    ];
    list(words.language, rows)
}

/// What somebody is given with a paper.
fn given(words: Words<'_>, paper: &MeetingPaper) -> SummaryList {
    let facts = paper.facts.clone().unwrap_or_default();
    let pack = if facts.pack.is_empty() { String::new() } else { words.language.say("meeting-paper-whole") };
    let title = [("meeting-paper-title", facts.title.clone().into())];
    let handling = facts.handling.as_ref();
    let mut lines = super::rows(words.language, title);
    lines.extend(super::paper_rows(words, facts.item, handling, facts.attachment.as_ref()));
    lines.extend(super::rows(words.language, [("meeting-paper-pack", pack.into())]));
    SummaryList { rows: lines, ..SummaryList::default() }
}

impl Subject for Invitation {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetInvitation>(caller, "invitations", place)?;
        caller.ask(GetInvitationRequest { name }).await?.invitation.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/invitations/{}", at(place, "invitation"))
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, title, .. } = self;
        Head { name, etag, title, state: term("InvitationState", self.state), changed: self.update_time }
    }

    /// What is answered, or agreed to, and who reads what is said.
    fn about(&self, words: Words<'_>, rpc: &str) -> Vec<SummaryList> {
        let language = words.language;
        let other = if rpc == "ProposeAdvice" { &self.invited } else { &self.organisation };
        let reads = [("it", words.organisation(other).into())];
        let told = ("meeting-told", language.say_with("invitation-told", &reads).into());
        let proposal = self.advice_proposal.clone().unwrap_or_default();
        let rows = match rpc {
            "ReplyToInvitation" => vec![
                told,
                ("meeting-body", self.body_title.clone().into()),
                ("meeting-when", stamp(self.start_time.as_ref()).into()),
                ("meeting-seat-role", self.role.clone().into()),
                ("meeting-seat-items", items(language, &self.items).into()),
                ("meeting-seat-deputy", yes_or_no(language, self.deputy_allowed).into()),
            ],
            "AgreeAdvice" | "RefuseAdvice" => vec![
                told,
                ("advice-proposal", proposal.summary.into()),
                ("advice-proposed-at", stamp(proposal.propose_time.as_ref()).into()),
            ],
            "ContestAttendance" => vec![
                told,
                ("invitation-held", day(&self.held_on).into()),
                ("meeting-seat-attendance", term("Attendance", self.attendance).into()),
            ],
            _ => vec![told, ("invitation-held", day(&self.held_on).into())],
        };
        vec![list(language, rows)]
    }

    /// Nobody sends a deputy where the invitation allows none.
    async fn fit(&self, _: &Caller, rpc: &str, form: &mut Form) -> Result<(), Failure> {
        if rpc == "ReplyToInvitation" && !self.deputy_allowed {
            let answers = [InvitationAnswer::Accepted, InvitationAnswer::Declined];
            form.offer_values("answer", &answers.map(|answer| answer.as_str_name()));
            form.leave_out("deputy_role");
        }
        Ok(())
    }

    /// The summary that was looked at.
    fn placed(&self, _: &Caller) -> Vec<(&'static str, Value)> {
        let seal = self.advice_proposal.as_ref().and_then(|proposal| proposal.seal.as_ref());
        vec![("hash", Value::Bytes(seal.map(|seal| seal.hash.clone()).unwrap_or_default().into()))]
    }
}
