//! What each RPC of commitments is asked about.

use super::{About, Row, row};
use contracts::{
    Authorised,
    commitments::{ListBodiesRequest, ListCommitmentsRequest, ListDutiesRequest},
};
use e2e::{
    deeds::{EvidenceStage, InvitationStage, Kept, MeetingStage, PackStage},
    requests::{self, AsRead, period_of},
};

/// What was promised, how that changes, and how it is kept.
pub(super) fn commitments() -> Vec<Row> {
    let parts = [promised(), shown(), seen(), planned(), met(), invited(), due(), accountable(), links()];
    parts.into_iter().flatten().collect()
}

/// The register, and amendments of it.
fn promised() -> Vec<Row> {
    vec![
        row(|_: &str| requests::get_commitment("JNT-01", ""), About::Common),
        row(|_: &str| ListCommitmentsRequest::default(), About::Common),
        row(|_: &str| requests::list_versions("JNT-01"), About::Common),
        row(requests::propose, About::Parent),
        row(requests::enter_amendment, About::Parent),
        kept(Kept::Amendment, requests::agree_amendment),
        kept(Kept::Amendment, requests::refuse_amendment),
        kept(Kept::Amendment, requests::withdraw_amendment),
        kept(Kept::Amendment, |amendment| requests::get_amendment(&amendment.name)),
        all(Kept::Amendment, requests::list_amendments),
    ]
}

/// What shows that commitments are kept.
fn shown() -> Vec<Row> {
    let (draft, submitted) = (Kept::Evidence(EvidenceStage::Draft), Kept::Evidence(EvidenceStage::Submitted));
    vec![
        row(requests::create_evidence, About::Parent),
        row(requests::enter_evidence, About::Parent),
        kept(draft, requests::update_evidence),
        kept(draft, requests::submit_evidence),
        kept(Kept::Evidence(EvidenceStage::Returned), requests::resubmit_evidence),
        kept(submitted, requests::accept_evidence),
        kept(submitted, requests::return_evidence),
        kept(submitted, requests::withdraw_evidence),
        kept(Kept::Evidence(EvidenceStage::Accepted), requests::disclose_evidence),
        kept(submitted, |evidence| requests::get_evidence(&evidence.name)),
        all(submitted, requests::list_evidence),
        all(submitted, requests::list_commitment_disclosures),
    ]
}

/// How each party sees the commitments, and how they stand.
fn seen() -> Vec<Row> {
    vec![
        row(|parent: &str| requests::create_assessment(parent, period_of(parent)), About::Parent),
        row(|parent: &str| requests::enter_assessment(parent, period_of(parent)), About::Parent),
        kept(Kept::View, requests::update_assessment),
        kept(Kept::View, requests::issue_assessment),
        kept(Kept::IssuedView, |view| requests::get_assessment(&view.name)),
        all(Kept::IssuedView, requests::list_assessments),
        kept(Kept::Received, |received| requests::get_received(&received.name)),
        all(Kept::Received, requests::list_received),
        row(requests::list_standings, About::Parent),
        row(requests::list_departments, About::Parent),
    ]
}

/// What is planned, and what boards are presented with.
fn planned() -> Vec<Row> {
    let [prepared, presented, challenged] =
        [PackStage::Prepared, PackStage::Presented, PackStage::Challenged].map(Kept::Pack);
    vec![
        row(requests::create_plan, About::Parent),
        kept(Kept::Plan, requests::update_plan),
        kept(Kept::Plan, |plan| requests::get_plan(&plan.name)),
        all(Kept::Plan, requests::list_plans),
        row(requests::prepare_pack, About::Parent),
        kept(prepared, requests::revise_pack),
        kept(prepared, requests::discard_pack),
        kept(prepared, requests::present_pack),
        kept(presented, requests::challenge_pack),
        kept(challenged, requests::answer_challenge),
        kept(presented, |pack| requests::get_pack(&pack.name)),
        all(presented, requests::list_packs),
    ]
}

/// Meetings of boards.
fn met() -> Vec<Row> {
    let [planned, invited, held, minuted] =
        [MeetingStage::Planned, MeetingStage::Invited, MeetingStage::Held, MeetingStage::Minuted]
            .map(Kept::Meeting);
    vec![
        row(requests::create_meeting, About::Parent),
        kept(planned, requests::reschedule_meeting),
        kept(planned, requests::invite_to_meeting),
        kept(planned, requests::add_paper),
        kept(invited, requests::share_paper),
        kept(invited, requests::hold_meeting),
        kept(held, requests::correct_attendance),
        kept(held, requests::minute_meeting),
        kept(minuted, requests::close_meeting),
        kept(planned, requests::cancel_meeting),
        kept(planned, |meeting| requests::get_meeting(&meeting.name)),
        all(planned, requests::list_meetings),
    ]
}

/// Invitations to them, and what was advised there.
fn invited() -> Vec<Row> {
    let waiting = Kept::Invitation(InvitationStage::Waiting);
    let advised = Kept::Invitation(InvitationStage::Advised);
    vec![
        kept(waiting, |invitation| requests::get_invitation(&invitation.name)),
        all(waiting, requests::list_invitations),
        kept(waiting, requests::reply_to_invitation),
        kept(Kept::Invitation(InvitationStage::Held), requests::contest_attendance),
        kept(Kept::SentInvitation(InvitationStage::Held), requests::propose_advice),
        kept(advised, requests::agree_advice),
        kept(advised, requests::refuse_advice),
    ]
}

/// The calendar.
fn due() -> Vec<Row> {
    vec![
        row(|_: &str| ListDutiesRequest::default(), About::Common),
        row(|_: &str| ListBodiesRequest::default(), About::Common),
        row(requests::list_occurrences, About::Parent),
        row(requests::get_occurrence, About::Parent),
        kept(Kept::Due, requests::record_done),
        kept(Kept::Completion, requests::withdraw_done),
    ]
}

/// Who is accountable.
fn accountable() -> Vec<Row> {
    vec![
        row(requests::record_appointment, About::Parent),
        kept(Kept::Appointment, requests::end_appointment),
        kept(Kept::Appointment, |appointment| requests::get_appointment(&appointment.name)),
        all(Kept::Appointment, requests::list_appointments),
        row(requests::list_vacancies, About::Parent),
    ]
}

/// Links to the calendar.
fn links() -> Vec<Row> {
    vec![
        row(requests::create_feed, About::Parent),
        kept(Kept::Feed, requests::revoke_feed),
        all(Kept::Feed, requests::list_feeds),
        kept(Kept::Secret, requests::export_feed),
    ]
}

pub(super) fn kept<R: Authorised>(kept: Kept, ask: impl Fn(&AsRead) -> R + 'static) -> Row {
    row(ask, |ask| About::Kept(kept, ask))
}

/// About all that its organisation has of a kind.
pub(super) fn all<R: Authorised>(kept: Kept, ask: impl Fn(&str) -> R + 'static) -> Row {
    row(ask, |ask| About::AllKept(kept, ask))
}
