//! An invitation, as whoever keeps the meeting and whoever is invited see it: what was said, what was shared, and what came of it.

use super::{
    super::{Offered, list, seal, term},
    invitation_tag, items, paper_rows, rows, yes_or_no,
};
use crate::{
    acts::{DONE, Done, INVITATION_ACTS, Place, Subject as _},
    caller::Caller,
    failure::Failure,
    form::Words,
    frame::{self, Frame, role},
    govuk::{SummaryList, Tag},
    language::{Language, filters},
    sign_in::values,
    when::{day, stamp},
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::commitments::{
    AdviceNoted, AdviceProposal, AdviceState, Invitation, InvitationPaper, InvitationState,
};

#[derive(Template)]
#[template(path = "meetings/invitation.html")]
struct Page {
    frame: Frame,
    state: Tag,
    when: String,
    /// Who reads this page.
    readers: String,
    offered: Offered,
    summary: SummaryList,
    reply: SummaryList,
    /// What is said where nobody replied.
    unanswered: String,
    papers: Vec<Paper>,
    advice: Option<Advice>,
    seal: SummaryList,
}

/// A paper that was shared.
struct Paper {
    number: i32,
    title: String,
    summary: SummaryList,
    /// What identifies it.
    seal: SummaryList,
    /// Where the pack is read that it is, if it is one.
    pack: Option<String>,
}

/// What the regulator advised, or is proposed to have advised.
struct Advice {
    heading: String,
    state: Tag,
    /// That it is no advice, where the regulator did not agree; empty where it did.
    warning: String,
    summary: String,
    about: SummaryList,
    seal: SummaryList,
}

/// Shows it, or what was just done about it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let invitation = Invitation::load(&caller, &place).await?;
    let path = Invitation::page(&place);
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &invitation.title, &path);
    }
    let (words, language) = (Words::from(&caller), caller.language());
    let papers = invitation.papers.iter().map(|paper| Paper::of(words, &path, paper));
    let page = Page {
        frame: Frame::of(&caller, invitation.title.clone()),
        state: invitation_tag(invitation.state()),
        when: stamp(invitation.start_time.as_ref()),
        readers: readers(words, &invitation),
        offered: Offered::of(&caller, &path, INVITATION_ACTS, &invitation.possible_acts),
        summary: summary(words, &invitation),
        reply: reply(language, &invitation),
        unanswered: unanswered(language, &invitation),
        papers: papers.collect(),
        advice: Advice::of(words, &invitation),
        seal: seal(language, invitation.seal.as_ref()),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// That both sides read it, and nobody else.
fn readers(words: Words<'_>, invitation: &Invitation) -> String {
    let sides = [
        ("keeper", words.organisation(&invitation.organisation).into()),
        ("invited", words.organisation(&invitation.invited).into()),
    ];
    words.language.say_with("invitation-readers", &sides)
}

fn summary(words: Words<'_>, invitation: &Invitation) -> SummaryList {
    let language = words.language;
    let held = invitation.state() == InvitationState::Held;
    let counts = if invitation.attended { "invitation-attended.yes" } else { "invitation-attended.no" };
    let rows = [
        ("meeting-body", invitation.body_title.clone().into()),
        ("meeting-kind", term("MeetingKind", invitation.kind).into()),
        ("meeting-when", stamp(invitation.start_time.as_ref()).into()),
        ("invitation-rescheduled", invitation.rescheduling_reason.clone().into()),
        ("invitation-keeper", words.organisation(&invitation.organisation).into()),
        ("invitation-invited", words.organisation(&invitation.invited).into()),
        ("meeting-seat-role", invitation.role.clone().into()),
        ("meeting-seat-deputy", yes_or_no(language, invitation.deputy_allowed).into()),
        ("meeting-seat-items", items(language, &invitation.items).into()),
        ("meeting-reason", invitation.reason.clone().into()),
        ("invitation-held", day(&invitation.held_on).into()),
        ("meeting-seat-attendance", term("Attendance", invitation.attendance).into()),
        ("invitation-corrected", invitation.correction_reason.clone().into()),
        ("invitation-contested", invitation.contest_reason.clone().into()),
        ("invitation-attended", if held { language.say(counts) } else { String::new() }.into()),
    ];
    list(language, rows)
}

fn reply(language: Language, invitation: &Invitation) -> SummaryList {
    let rows = [
        ("invitation-answer", term("InvitationAnswer", invitation.answer).into()),
        ("invitation-deputy", invitation.deputy_role.clone().into()),
        ("invitation-answer-reason", invitation.answer_reason.clone().into()),
    ];
    list(language, rows)
}

/// What is said of a reply that is not there; nothing where it is.
fn unanswered(language: Language, invitation: &Invitation) -> String {
    let id = match (invitation.state(), invitation.rescheduling_reason.is_empty()) {
        _ if invitation.answer != 0 => return String::new(),
        (InvitationState::Waiting, false) => "invitation-unanswered-anew",
        (InvitationState::Waiting, true) => "invitation-unanswered-waits",
        _ => "invitation-unanswered-never",
    };
    language.say(id)
}

impl Paper {
    fn of(words: Words<'_>, path: &str, paper: &InvitationPaper) -> Self {
        let (language, content) = (words.language, paper.content.clone().unwrap_or_default());
        let shared = [("invitation-paper-shared", stamp(paper.share_time.as_ref()).into())];
        let mut lines =
            paper_rows(words, content.item, content.handling.as_ref(), content.attachment.as_ref());
        lines.extend(rows(language, shared));
        let pack = (!content.pack.is_empty()).then(|| format!("{path}/papers/{}", paper.number));
        Self {
            number: paper.number,
            title: content.title,
            summary: SummaryList { rows: lines, ..SummaryList::default() },
            seal: seal(language, paper.seal.as_ref()),
            pack,
        }
    }
}

impl Advice {
    /// There is advice only once the regulator agreed to its words; all else is a proposal.
    fn of(words: Words<'_>, invitation: &Invitation) -> Option<Self> {
        match (&invitation.advice_noted, &invitation.advice_proposal) {
            (Some(noted), _) => Some(Self::noted(words, invitation, noted)),
            (None, Some(proposal)) => Some(Self::proposed(words, invitation, proposal)),
            (None, None) => None,
        }
    }

    fn noted(words: Words<'_>, invitation: &Invitation, noted: &AdviceNoted) -> Self {
        let language = words.language;
        let by = [
            ("organisation", words.organisation(&invitation.invited).into()),
            ("role", role(language, &noted.agreed_by).into()),
        ];
        let rows = [
            ("advice-agreed-by", language.say_with("case-act-by", &by).into()),
            ("advice-agreed-at", stamp(noted.agree_time.as_ref()).into()),
        ];
        Self {
            heading: language.say("advice-noted"),
            state: advice_tag(AdviceState::Agreed),
            warning: String::new(),
            summary: noted.summary.clone(),
            about: list(language, rows),
            seal: seal(language, noted.seal.as_ref()),
        }
    }

    fn proposed(words: Words<'_>, invitation: &Invitation, proposal: &AdviceProposal) -> Self {
        let language = words.language;
        let sides = [
            ("keeper", words.organisation(&invitation.organisation).into()),
            ("invited", words.organisation(&invitation.invited).into()),
        ];
        let refused = invitation.advice_state() == AdviceState::Refused;
        let warning = if refused { "advice-not-agreed-refused" } else { "advice-not-agreed-waits" };
        let rows = [
            ("advice-proposed-at", stamp(proposal.propose_time.as_ref()).into()),
            ("advice-refused-why", proposal.reason.clone().into()),
            ("advice-other-words", proposal.other_words.clone().into()),
        ];
        Self {
            heading: language.say("advice-proposal"),
            state: advice_tag(invitation.advice_state()),
            warning: language.say_with(warning, &sides),
            summary: proposal.summary.clone(),
            about: list(language, rows),
            seal: seal(language, proposal.seal.as_ref()),
        }
    }
}

/// A state as a tag: its word says it, its colour only helps.
fn advice_tag(state: AdviceState) -> Tag {
    let colour = match state {
        AdviceState::Agreed => "govuk-tag--green",
        AdviceState::Proposed => "govuk-tag--yellow",
        AdviceState::Refused => "govuk-tag--orange",
        AdviceState::Unspecified => "govuk-tag--grey",
    };
    Tag::coloured(term("AdviceState", state.into()), colour)
}
