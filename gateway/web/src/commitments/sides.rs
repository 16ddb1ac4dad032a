//! How each party sees a commitment in a period, side by side.

use super::{party, view_tag};
use crate::{form::Words, frame, govuk::Tag, when::stamp};
use contracts::commitments::{Assessment, ReceivedAssessment, View, ViewState};
use prost_types::Timestamp;

/// How one party sees a commitment in a period.
pub(super) struct Side {
    pub(super) party: String,
    pub(super) view: Tag,
    pub(super) rationale: String,
    /// When it was issued, and by which role.
    pub(super) issued: String,
    /// Whether it is the regulator's of what others promised.
    pub(super) observation: bool,
    /// Where it stands whole.
    pub(super) href: String,
}

/// The latest view of each party, in the order in which they are given: the latest first.
pub(super) fn received(words: Words<'_>, views: &[ReceivedAssessment]) -> Vec<Side> {
    let latest = views.iter().enumerate().filter(|(at, view)| {
        let before = &views[..*at];
        !before.iter().any(|other| other.assessor == view.assessor)
    });
    let side = |(_, view): (usize, &ReceivedAssessment)| Side {
        rationale: view.rationale.clone(),
        observation: view.observation,
        href: path("received-assessments", &view.name),
        ..Side::of(words, &view.assessor, view.view(), &view.issued_by, view.issue_time.as_ref())
    };
    latest.map(side).collect()
}

/// One's own party's latest view that was issued.
pub(super) fn own(words: Words<'_>, parent: &str, views: &[Assessment]) -> Option<Side> {
    let view = views.iter().find(|view| view.state() == ViewState::Issued)?;
    Some(Side {
        rationale: view.rationale.clone(),
        observation: view.observation,
        href: path("assessments", &view.name),
        ..Side::of(words, parent, view.view(), &view.issued_by, view.issue_time.as_ref())
    })
}

impl Side {
    fn of(words: Words<'_>, whose: &str, view: View, role: &str, at: Option<&Timestamp>) -> Self {
        let role = frame::role(words.language, role);
        let issued = [("at", stamp(at).into()), ("role", role.into())];
        Self {
            party: party(words, whose),
            view: view_tag(view),
            rationale: String::new(),
            issued: words.language.say_with("view-issued", &issued),
            observation: false,
            href: String::new(),
        }
    }
}

fn path(collection: &str, name: &str) -> String {
    format!("/{collection}/{}", name.rsplit('/').next().unwrap_or_default())
}
