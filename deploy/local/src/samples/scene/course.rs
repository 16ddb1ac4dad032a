//! Plays what becomes of a breach besides telling the regulator.

use super::{FOLLOW_UP, PAGE, Scene, about};
use crate::samples::sample::Course;
use chassis::clock::to_wire;
use contracts::breaches::{
    self as pb, Action, ActionState, AffectedBand, Breach, ContainmentState, LibraryChoice, NearMissKind,
    StoppedBy,
};
use tonic::Status;

impl Scene<'_> {
    /// Reads what is to be done about the breach.
    pub(super) async fn read_actions(&mut self) -> Result<(), Status> {
        let [.., officer] = self.sample.personas();
        let (parent, page_size) = (self.breach.name.clone(), PAGE);
        let list = pb::ListActionsRequest { parent, page_size, ..Default::default() };
        self.actions = self.people.actions(officer).list_actions(list).await?.into_inner().actions;
        Ok(())
    }

    /// Says whether it came so far.
    pub(super) fn has_come_to(&self, course: &Course) -> bool {
        let came = self.breach.course.clone().unwrap_or_default();
        let reached = |title: &str, state| self.action(title).is_some_and(|action| action.state() >= state);
        match *course {
            Course::Classify(_) => came.near_miss.is_some(),
            Course::Review(_) => came.near_miss.is_some_and(|near| near.review.is_some()),
            Course::Contain(_) => came.containment.is_some(),
            Course::Plan { title, .. } => self.action(title).is_some(),
            Course::Complete(title, _) => reached(title, ActionState::Completed),
            Course::Verify(title, _) => reached(title, ActionState::Verified),
            Course::BeginRemediation => came.remediation.is_some(),
            Course::BeginLearning => came.remediation.is_some_and(|begun| begun.done_at.is_some()),
            Course::Close { .. } => came.closure.is_some(),
        }
    }

    /// Takes the next step, and answers the breach, unless the step was an action's.
    pub(super) async fn goes_on(&mut self, course: Course, id: String) -> Result<Option<Breach>, Status> {
        let (people, breach) = (self.people, &self.breach);
        let [_, handler, officer] = self.sample.personas();
        let breaches = || people.breaches(handler);
        let answered = match course {
            Course::Classify(stopped) => {
                let request = about!(breach, id => ClassifyNearMissRequest {
                    kind: NearMissKind::ReleaseCheck.into(),
                    stopped_by: vec![StoppedBy::Person.into()],
                    what_stopped_it: stopped.to_owned(),
                    potential_incident_type: self.sample.kind.into(),
                    potential_band: AffectedBand::From1k.into(),
                });
                breaches().classify_near_miss(request).await?.into_inner().breach
            }
            Course::Review(finding) => {
                let request = about!(breach, id => ReviewNearMissRequest { finding: finding.to_owned() });
                breaches().review_near_miss(request).await?.into_inner().breach
            }
            Course::Contain(note) => {
                let (state, note) = (ContainmentState::Contained.into(), note.to_owned());
                let request = about!(breach, id => RecordContainmentRequest { state, note });
                breaches().record_containment(request).await?.into_inner().breach
            }
            Course::BeginRemediation => {
                let request = about!(breach, id => BeginRemediationRequest {});
                breaches().begin_remediation(request).await?.into_inner().breach
            }
            Course::BeginLearning => {
                let (name, etag) = (breach.name.clone(), breach.etag.clone());
                let request = pb::BeginLearningRequest { name, etag, request_id: id };
                breaches().begin_learning(request).await?.into_inner().breach
            }
            Course::Close { root_cause, theme, lesson } => {
                let (theme, what_happened) = (theme.to_owned(), lesson.to_owned());
                let request = about!(breach, id => CloseBreachRequest {
                    root_cause: root_cause.into(),
                    lessons: vec![pb::Lesson { theme, what_happened, ..Default::default() }],
                    library_choice: LibraryChoice::Keep.into(),
                });
                people.breaches(officer).close_breach(request).await?.into_inner().breach
            }
            Course::Plan { kind, title, owner_role } => {
                let request = pb::CreateActionRequest {
                    parent: breach.name.clone(),
                    kind: kind.into(),
                    title: title.to_owned(),
                    owner_role: owner_role.to_owned(),
                    due_at: Some(to_wire(self.began + FOLLOW_UP)),
                    request_id: id,
                    ..Default::default()
                };
                people.actions(handler).create_action(request).await?;
                None
            }
            Course::Complete(title, evidence) => {
                let action = self.action(title).cloned().unwrap_or_default();
                let request = about!(action, id => CompleteActionRequest { evidence: evidence.to_owned() });
                people.actions(handler).complete_action(request).await?;
                None
            }
            Course::Verify(title, note) => {
                let action = self.action(title).cloned().unwrap_or_default();
                let request = about!(action, id => VerifyActionRequest { note: note.to_owned() });
                people.actions(officer).verify_action(request).await?;
                None
            }
        };
        if answered.is_none() {
            self.read_actions().await?;
        }
        Ok(answered)
    }

    fn action(&self, title: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.title == title)
    }
}
