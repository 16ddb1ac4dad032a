//! What the acts of a case come to.

use super::{Act, Content};
use crate::model::{rule, spoilt};
use chassis::{
    Error, Label, clock,
    deadline::{Calendar, Deadline, Event, Kind, fold},
    etag,
};
use contracts::breaches::{self as pb, CaseState, FollowUpKind, NextDue, NoticeContent, SubmissionContent};
use jiff::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where the places begin of cases that nothing is due in: no time is so late.
pub(super) const NOTHING_DUE: i64 = i64::MAX / 2;

/// A case, as the acts in it, oldest first. There is always a first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    pub(crate) id: Uuid,
    pub(crate) acts: Vec<Act>,
}

impl Case {
    /// A case in which nothing was done yet.
    pub(crate) fn new(id: Uuid) -> Self {
        Self { id, acts: Vec::new() }
    }

    /// How many acts it has, which is its version.
    pub(crate) fn version(&self) -> i32 {
        i32::try_from(self.acts.len()).unwrap_or(i32::MAX)
    }

    /// Where it is: what is furthest on of what happened, and an open question before an outcome. A submission moves
    /// nothing: the regulator's side is the regulator's to move.
    pub(crate) fn state(&self) -> CaseState {
        let has = |kind: fn(&Content) -> bool| self.acts.iter().any(|act| kind(&act.content));
        if has(|content| matches!(content, Content::Closure(_))) {
            CaseState::Closed
        } else if self.open_request().is_some() {
            CaseState::InfoRequested
        } else if self.outcome().is_some() {
            CaseState::OutcomeIssued
        } else if has(|content| matches!(content, Content::Answer(_))) {
            CaseState::InfoSupplied
        } else if self.acknowledgement().is_some() {
            CaseState::Acknowledged
        } else {
            CaseState::Received
        }
    }

    /// The department whose case it is.
    pub(crate) fn department(&self) -> Option<&Label> {
        self.acts.first().map(|act| &act.organisation)
    }

    /// The submissions, each with its act.
    pub(crate) fn all_submissions(&self) -> impl DoubleEndedIterator<Item = (&Act, &SubmissionContent)> {
        self.acts.iter().filter_map(|act| act.content.submitted().map(|submitted| (act, submitted)))
    }

    /// Says whether the department withdrew its notice.
    pub(crate) fn is_withdrawn(&self) -> bool {
        let mut kinds = self.acts.iter().filter_map(|act| act.content.follow_up());
        kinds.next_back().is_some_and(|(kind, _)| kind == FollowUpKind::Withdrawal)
    }

    /// How many submissions there are.
    pub(crate) fn submissions(&self) -> i32 {
        i32::try_from(self.all_submissions().count()).unwrap_or(i32::MAX)
    }

    /// How many things were ever listed as outstanding: of each kind, as many as in the submission that lists most of it.
    pub(crate) fn items_owed(&self) -> i32 {
        let mut most = BTreeMap::<i32, i32>::new();
        for (_, content) in self.all_submissions() {
            let mut listed = BTreeMap::<i32, i32>::new();
            for one in &content.items_outstanding {
                *listed.entry(one.item).or_default() += 1;
            }
            for (item, times) in listed {
                let most = most.entry(item).or_default();
                *most = times.max(*most);
            }
        }
        most.values().sum()
    }

    /// How and when the regulator first had notice.
    pub(crate) fn first_notice(&self) -> Option<NoticeContent> {
        let (_, content) = self.all_submissions().next()?;
        content.first_notice.clone().or_else(|| content.notice.clone())
    }

    /// The acknowledgement, once there is one.
    pub(crate) fn acknowledgement(&self) -> Option<&pb::AcknowledgementContent> {
        self.acts.iter().find_map(|act| match &act.content {
            Content::Acknowledgement(content) => Some(content),
            _ => None,
        })
    }

    /// The outcome that was issued last.
    pub(crate) fn outcome(&self) -> Option<&pb::OutcomeContent> {
        self.acts.iter().rev().find_map(|act| match &act.content {
            Content::Outcome(content) => Some(content),
            _ => None,
        })
    }

    /// What the department last said of how remediation goes, with its act.
    pub(crate) fn remediation_update(&self) -> Option<(&Act, &pb::RemediationUpdateContent)> {
        self.acts.iter().rev().find_map(|act| match &act.content {
            Content::RemediationUpdate(content) => Some((act, content)),
            _ => None,
        })
    }

    /// When the regulator ordered the department to tell the people affected, if it did.
    pub(crate) fn ordered_at(&self) -> Option<Timestamp> {
        self.acts.iter().find(|act| matches!(act.content, Content::Order(_))).map(|act| act.at)
    }

    /// When the regulator last recommended that the National Cyber Security Centre is told, if it did.
    pub(crate) fn ncsc_recommended_at(&self) -> Option<Timestamp> {
        let last = self.acts.iter().rev().find(|act| matches!(act.content, Content::NcscRecommendation(_)));
        last.map(|act| act.at)
    }

    /// The incident that the department named last, if it named one that several organisations have a part in.
    pub(crate) fn incident(&self) -> Option<&str> {
        self.acts.iter().rev().find_map(|act| match &act.content {
            Content::SharedIncident(content) => Some(content.incident.as_str()),
            _ => None,
        })
    }

    /// The request that waits for its answer, with the number of the act.
    pub(crate) fn open_request(&self) -> Option<(i32, &pb::InformationRequestContent)> {
        let last = self.acts.iter().rev().find_map(|act| match &act.content {
            Content::InformationRequest(content) => Some(Some((act.number, content))),
            Content::Answer(_) => Some(None),
            _ => None,
        });
        last.flatten()
    }

    /// What the case waits for next, and until when. A closed case waits for nothing.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, NextDue)> {
        if self.state() == CaseState::Closed {
            return None;
        }
        let answer = self.open_request().and_then(|(_, request)| request.due).and_then(clock::from_wire);
        let follow_up = self.all_submissions().next_back().and_then(|(_, content)| content.expected_by);
        let update = self.remediation_update().and_then(|(_, update)| update.next_update_at);
        let update = update.and_then(clock::from_wire).map(|at| (at, NextDue::RemediationUpdate));
        let answer = answer.map(|at| (at, NextDue::Answer));
        let follow_up = follow_up.and_then(clock::from_wire).map(|at| (at, NextDue::FollowUp));
        answer.into_iter().chain(follow_up).chain(update).min_by_key(|(at, _)| *at)
    }

    /// The clock for telling the regulator, from what was submitted: judged on the first notice, from awareness as it
    /// was corrected last.
    pub(crate) fn deadline(&self, calendar: &Calendar) -> Result<Deadline, Error> {
        let event = |kind, at, recorded_at| Event { kind, at, recorded_at };
        let mut events = Vec::new();
        let mut pinned = None;
        for (act, content) in self.all_submissions() {
            let aware_at =
                content.aware_at.and_then(clock::from_wire).ok_or_else(|| Error::internal("no awareness"))?;
            if events.is_empty() {
                pinned = Some(rule(content.legal_regime(), aware_at)?);
                events.push(event(Kind::Start, aware_at, act.at));
                let notice = self.first_notice().and_then(|notice| notice.received_at);
                let notice = notice.and_then(clock::from_wire);
                events.extend(notice.map(|at| event(Kind::Satisfy, at, act.at)));
            } else {
                events.push(event(Kind::Correct, aware_at, act.at));
            }
        }
        let pinned = pinned.ok_or_else(|| Error::internal("a case without a submission"))?;
        fold(pinned, &events, calendar).map_err(spoilt)
    }

    /// Its place in lists: what is due next first, then what changed last.
    pub(crate) fn place(&self) -> i64 {
        let changed = self.acts.last().map_or(0, |act| act.at.as_microsecond());
        self.next_due().map_or(i64::MAX - changed, |(at, _)| at.as_microsecond())
    }

    /// The case without what depends on its reader or on the time, and without its acts.
    pub(crate) fn summary(&self, calendar: &Calendar) -> Result<pb::Case, Error> {
        let last = self.all_submissions().next_back().map(|(_, content)| content.clone()).unwrap_or_default();
        let acknowledgement = self.acknowledgement().cloned().unwrap_or_default();
        let (next_due_at, next_due) = self.next_due().unzip();
        Ok(pb::Case {
            etag: etag::of(i64::from(self.version())),
            state: self.state().into(),
            department: self.department().map(|code| format!("organisations/{code}")).unwrap_or_default(),
            risk_level: last.risk_level,
            affected_band: last.affected_band,
            deadline: Some(self.deadline(calendar)?.to_wire()),
            first_notice: self.first_notice(),
            submissions: self.submissions(),
            case_reference: acknowledgement.case_reference,
            contact_role: acknowledgement.contact_role,
            decision_taken: self.outcome().map_or(0, |outcome| outcome.decision_taken),
            next_due_at: next_due_at.map(clock::to_wire),
            next_due: next_due.unwrap_or(NextDue::Unspecified).into(),
            update_time: self.acts.last().map(|act| clock::to_wire(act.at)),
            title: last.title,
            items_outstanding: last.items_outstanding,
            expected_by: last.expected_by,
            items_owed: self.items_owed(),
            received_at: self.acts.first().map(|act| clock::to_wire(act.at)),
            withdrawn: self.is_withdrawn(),
            remediation_update_due_at: self
                .remediation_update()
                .and_then(|(_, update)| update.next_update_at),
            remediation_update_time: self.remediation_update().map(|(act, _)| clock::to_wire(act.at)),
            ncsc_recommended_at: self.ncsc_recommended_at().map(clock::to_wire),
            incident: self.incident().unwrap_or_default().to_owned(),
            communication_ordered_at: self.ordered_at().map(clock::to_wire),
            ..pb::Case::default()
        })
    }
}
