//! That the pages of commitments say what services answer, to each reader what is theirs, and nothing else.

mod acts;
mod amendments;
mod evidence;
mod fixtures;
mod invitation_acts;
mod invitations;
mod meeting_acts;
mod meetings;
mod packs;
mod plans;
mod register;
mod standings;
mod views;

use super::{days, due, often, period_words, standing_tag, view_tag};
use crate::{form::schema::vocabulary, language::Language};
use contracts::commitments::{
    AgreedInterval, Cadence, CommitmentContent, CommitmentKind, Period, Standing, View,
};
use fixtures::{half_year, once};

const ENGLISH: Language = Language::English;

#[test]
fn a_standing_is_said_in_its_own_words_and_in_no_others() {
    let said = [Standing::Evidenced, Standing::NotEvidenced, Standing::AtRisk, Standing::Overdue]
        .map(|standing| standing_tag(standing).to_string());
    for (tag, word) in said.iter().zip(["Evidenced", "Not evidenced", "At risk", "Overdue"]) {
        assert!(tag.contains(&format!("\n  {word}\n")), "{tag}");
    }
    let views = [View::OnTrack, View::AtRisk, View::NotEvidenced, View::Evidenced];
    for (view, word) in views.into_iter().zip(["On track", "At risk", "Not evidenced", "Evidenced"]) {
        assert!(view_tag(view).to_string().contains(word));
    }
}

#[test]
fn every_value_that_a_page_says_has_words() {
    for (name, values) in [
        ("Instrument", 3),
        ("Section", 11),
        ("Owner", 3),
        ("CommitmentKind", 4),
        ("Cadence", 4),
        ("Body", 6),
        ("PlatformArea", 7),
        ("EvidenceKind", 4),
        ("EvidenceState", 6),
        ("EvidenceActKind", 8),
        ("View", 4),
        ("ViewState", 2),
        ("Standing", 4),
        ("AmendmentState", 4),
        ("PlanProgress", 5),
        ("PackBody", 5),
        ("PackState", 3),
        ("MeetingState", 7),
        ("MeetingKind", 2),
        ("InvitationState", 4),
        ("InvitationAnswer", 3),
        ("Attendance", 4),
        ("AdviceState", 3),
    ] {
        assert_eq!(vocabulary(&format!("concordat.commitments.v1.{name}")).len(), values, "{name}");
    }
}

#[test]
fn how_often_is_said_by_what_was_agreed() {
    let kept = |kinds: &[CommitmentKind], cadences: &[Cadence], agreed: Option<i32>| {
        let content = CommitmentContent {
            kinds: kinds.iter().map(|kind| (*kind).into()).collect(),
            cadences: cadences.iter().map(|cadence| (*cadence).into()).collect(),
            agreed_interval: agreed.map(|months| AgreedInterval { months }),
            ..CommitmentContent::default()
        };
        often(ENGLISH, &content)
    };
    let recurring = [CommitmentKind::Recurring];
    assert_eq!(kept(&recurring, &[Cadence::SixMonthly], None), "Every six months");
    assert_eq!(
        kept(&recurring, &[Cadence::Regular], None),
        "Regularly: every three months, as no interval was agreed"
    );
    assert_eq!(kept(&recurring, &[Cadence::Regular], Some(4)), "Regularly, as agreed: every 4 months");
    assert_eq!(kept(&recurring, &[Cadence::Regular], Some(1)), "Regularly, as agreed: every month");
    assert_eq!(
        kept(&[CommitmentKind::Continuous, CommitmentKind::Recurring], &[Cadence::Annual], None),
        "Continuously; Every year"
    );
    assert_eq!(kept(&[CommitmentKind::OneOff], &[], None), "Once");
}

#[test]
fn a_period_is_told_by_its_days_and_what_is_done_once_has_no_end() {
    assert_eq!(days(ENGLISH, &half_year()), "8 January 2026 to 7 July 2026");
    assert_eq!(due(ENGLISH, &half_year()), "Due by 7 July 2026");
    assert_eq!(days(ENGLISH, &once()), "Once, since 8 January 2026");
    assert_eq!(due(ENGLISH, &once()), "No day is set by which it is due");
    assert_eq!(period_words(ENGLISH, &half_year().name), "6 months from 8 January 2026");
    assert_eq!(period_words(ENGLISH, &once().name), "Once");
    assert_eq!(due(ENGLISH, &Period::default()), "No day is set by which it is due");
}
