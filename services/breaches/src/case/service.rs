//! The RPCs of cases: what happens in each call, in order.

use super::{CASEWORK, Case, acts, asks, case_name, store};
use crate::model::{HANDLERS, values};
use chassis::{
    Answer, Caller, Effect, Error, Label, Record,
    deadline::Deadline,
    message,
    seal::{Change, changes},
    serve::Parts,
};
use contracts::{
    access::Party,
    breaches::{self as pb, CaseDue, CaseState, case_service_server::CaseService},
    time::DeadlineState,
};
use jiff::Timestamp;
use serde_json::json;
use tonic::Request;

/// The handlers.
pub(crate) struct CaseHandlers {
    parts: Parts,
}

impl CaseHandlers {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts }
    }

    /// The case with its acts, as whoever reads it names it, and what they may do in it.
    fn shown(&self, case: &Case, caller: &Caller, now: Timestamp) -> Result<pb::Case, Error> {
        let reader = &caller.organisation;
        Ok(pb::Case {
            possible_acts: case.possible_acts(caller),
            name: case_name(reader, case.id),
            deadline_state: case.deadline(&self.parts.calendar)?.state(now).into(),
            acts: case.acts.iter().map(|act| act.to_wire(reader, case)).collect(),
            ..case.summary(&self.parts.calendar)?
        })
    }

    /// What is recorded of an act, and the news of it for both parties.
    fn record(&self, case: &Case, caller: &Caller, act: &'static str) -> Record {
        let (own, regulator) = (&caller.organisation, self.parts.directory.regulator());
        let need = if caller.party == Party::Ico { CASEWORK } else { HANDLERS };
        Record { act, resource: case_name(own, case.id), need, effects: case.news(act, regulator) }
    }
}

impl Case {
    /// An event for each party, which names the case as that party does.
    pub(crate) fn news(&self, act: &'static str, regulator: &Label) -> Vec<Effect> {
        let readers =
            [self.department().map(|department| (department, HANDLERS)), Some((regulator, CASEWORK))];
        let news = |(reader, need): (&Label, &'static str)| Effect {
            reader: reader.clone(),
            need,
            act,
            resource: case_name(reader, self.id),
            payload: json!({ "number": self.version() }),
        };
        readers.into_iter().flatten().map(news).collect()
    }
}

/// A submission as its reader sees it: the one with `number`.
pub(crate) fn submission(case: &Case, number: i32, reader: &Label) -> Result<pb::Submission, Error> {
    let mut before = None;
    for (act, content) in case.all_submissions() {
        if content.number == number {
            let found = match before {
                Some(before) => changes(&message::to_json(before)?, &message::to_json(content)?),
                None => Vec::new(),
            };
            let (kind, reason) = act.content.follow_up().unwrap_or_default();
            return Ok(pb::Submission {
                follow_up_kind: kind.into(),
                reason: reason.to_owned(),
                name: format!("{}/submissions/{number}", case_name(reader, case.id)),
                submitted_at: Some(chassis::clock::to_wire(act.at)),
                seal: Some(acts::seal(&act.sealed)),
                sealed: act.sealed.bytes().to_vec(),
                content: Some(content.clone()),
                changes: found.into_iter().filter(|change| change.path != "number").map(wire).collect(),
            });
        }
        before = Some(content);
    }
    Err(Error::NotFound)
}

fn wire(change: Change) -> pb::FieldChange {
    let text = |value: Option<serde_json::Value>| value.map(|value| value.to_string()).unwrap_or_default();
    pb::FieldChange { path: change.path, before: text(change.before), after: text(change.after) }
}

#[tonic::async_trait]
impl CaseService for CaseHandlers {
    async fn get_case(&self, request: Request<pb::GetCaseRequest>) -> Answer<pb::GetCaseResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetCase| {
            let case = store::get(tx, ask.name.id, self.parts.directory.regulator()).await?;
            Ok(pb::GetCaseResponse { case: Some(self.shown(&case, tx.caller(), tx.now())?) })
        });
        answer.await
    }

    async fn list_cases(&self, request: Request<pb::ListCasesRequest>) -> Answer<pb::ListCasesResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListCases| {
            let mut listed = store::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut listed, |listed| (listed.place, listed.id));
            let now = tx.now();
            let cases = listed.into_iter().map(|listed| pb::Case {
                name: case_name(&ask.organisation, listed.id),
                deadline_state: state(listed.summary.deadline.as_ref(), now).into(),
                ..listed.summary
            });
            Ok(pb::ListCasesResponse { cases: cases.collect(), next_page_token })
        });
        answer.await
    }

    async fn summarise_cases(
        &self,
        request: Request<pb::SummariseCasesRequest>,
    ) -> Answer<pb::SummariseCasesResponse> {
        let answer = self.parts.db.answer(request, async |tx, _: asks::SummariseCases| {
            let incidents = store::incidents(tx).await?;
            Ok(summary(&store::tallies(tx).await?, incidents))
        });
        answer.await
    }

    async fn get_submission(
        &self,
        request: Request<pb::GetSubmissionRequest>,
    ) -> Answer<pb::GetSubmissionResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetSubmission| {
            let case = store::get(tx, ask.case.id, self.parts.directory.regulator()).await?;
            let submission = submission(&case, ask.number, &ask.case.organisation)?;
            Ok(pb::GetSubmissionResponse { submission: Some(submission) })
        });
        answer.await
    }

    async fn acknowledge_case(
        &self,
        request: Request<pb::AcknowledgeCaseRequest>,
    ) -> Answer<pb::AcknowledgeCaseResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::Acknowledge| {
            let case = store::as_read(tx, &ask.target, self.parts.directory.regulator()).await?;
            let case = case.acknowledge(ask.content, tx.caller(), tx.now())?;
            store::append(tx, &case, self.parts.directory.regulator(), &self.parts.calendar).await?;
            let response =
                pb::AcknowledgeCaseResponse { case: Some(self.shown(&case, tx.caller(), tx.now())?) };
            Ok((self.record(&case, tx.caller(), "case.acknowledged"), response))
        });
        act.await
    }

    async fn request_information(
        &self,
        request: Request<pb::RequestInformationRequest>,
    ) -> Answer<pb::RequestInformationResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::RequestInformation| {
            let case = store::as_read(tx, &ask.target, self.parts.directory.regulator()).await?;
            let case = case.request_information(ask.content, ask.due, tx.caller(), tx.now())?;
            store::append(tx, &case, self.parts.directory.regulator(), &self.parts.calendar).await?;
            let response =
                pb::RequestInformationResponse { case: Some(self.shown(&case, tx.caller(), tx.now())?) };
            Ok((self.record(&case, tx.caller(), "case.information_requested"), response))
        });
        act.await
    }

    async fn answer_information_request(
        &self,
        request: Request<pb::AnswerInformationRequestRequest>,
    ) -> Answer<pb::AnswerInformationRequestResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::AnswerInformationRequest| {
            let case = store::as_read(tx, &ask.target, self.parts.directory.regulator()).await?;
            let case = case.answer(ask.answers, tx.caller(), tx.now())?;
            store::append(tx, &case, self.parts.directory.regulator(), &self.parts.calendar).await?;
            let response = pb::AnswerInformationRequestResponse {
                case: Some(self.shown(&case, tx.caller(), tx.now())?),
            };
            Ok((self.record(&case, tx.caller(), "case.answered"), response))
        });
        act.await
    }

    async fn issue_outcome(
        &self,
        request: Request<pb::IssueOutcomeRequest>,
    ) -> Answer<pb::IssueOutcomeResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::IssueOutcome| {
            let case = store::as_read(tx, &ask.target, self.parts.directory.regulator()).await?;
            let case = case.issue_outcome(ask.content, tx.caller(), tx.now())?;
            store::append(tx, &case, self.parts.directory.regulator(), &self.parts.calendar).await?;
            let response = pb::IssueOutcomeResponse { case: Some(self.shown(&case, tx.caller(), tx.now())?) };
            Ok((self.record(&case, tx.caller(), "case.outcome_issued"), response))
        });
        act.await
    }

    async fn order_communication(
        &self,
        request: Request<pb::OrderCommunicationRequest>,
    ) -> Answer<pb::OrderCommunicationResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::OrderCommunication| {
            let case = store::as_read(tx, &ask.target, self.parts.directory.regulator()).await?;
            let case = case.order_communication(ask.content, ask.due, tx.caller(), tx.now())?;
            store::append(tx, &case, self.parts.directory.regulator(), &self.parts.calendar).await?;
            let response =
                pb::OrderCommunicationResponse { case: Some(self.shown(&case, tx.caller(), tx.now())?) };
            Ok((self.record(&case, tx.caller(), "case.communication_ordered"), response))
        });
        act.await
    }

    async fn recommend_ncsc(
        &self,
        request: Request<pb::RecommendNcscRequest>,
    ) -> Answer<pb::RecommendNcscResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::RecommendNcsc| {
            let case = store::as_read(tx, &ask.target, self.parts.directory.regulator()).await?;
            let case = case.recommend_ncsc(ask.content, tx.caller(), tx.now())?;
            store::append(tx, &case, self.parts.directory.regulator(), &self.parts.calendar).await?;
            let response =
                pb::RecommendNcscResponse { case: Some(self.shown(&case, tx.caller(), tx.now())?) };
            Ok((self.record(&case, tx.caller(), "case.ncsc_recommended"), response))
        });
        act.await
    }

    async fn close_case(&self, request: Request<pb::CloseCaseRequest>) -> Answer<pb::CloseCaseResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::CloseCase| {
            let case = store::as_read(tx, &ask.target, self.parts.directory.regulator()).await?;
            let case = case.close(ask.content, tx.caller(), tx.now())?;
            store::append(tx, &case, self.parts.directory.regulator(), &self.parts.calendar).await?;
            let response = pb::CloseCaseResponse { case: Some(self.shown(&case, tx.caller(), tx.now())?) };
            Ok((self.record(&case, tx.caller(), "case.closed"), response))
        });
        act.await
    }
}

/// How many cases there are, by state and by how soon something is due in those that are not closed; and about how many
/// incidents.
fn summary(tallies: &[store::Tally], incidents: i64) -> pb::SummariseCasesResponse {
    let count = |counts: &dyn Fn(&store::Tally) -> bool| {
        let counted: i64 = tallies.iter().filter(|tally| counts(tally)).map(|tally| tally.count).sum();
        i32::try_from(counted).unwrap_or(i32::MAX)
    };
    let state = |state: CaseState| pb::CaseStateCount {
        state: state.into(),
        count: count(&|tally| tally.state == state),
    };
    let due = |due: CaseDue| pb::CaseDueCount {
        due: due.into(),
        count: count(&|tally| tally.state != CaseState::Closed && tally.due == due),
    };
    pb::SummariseCasesResponse {
        by_state: values().map(state).filter(|counted| counted.count > 0).collect(),
        by_due: values().map(due).collect(),
        incidents: i32::try_from(incidents).unwrap_or(i32::MAX),
    }
}

/// How the deadline of a listed case stands. Notice was given, or there would be no case: time does not move it.
fn state(deadline: Option<&contracts::time::Deadline>, now: Timestamp) -> DeadlineState {
    let read = |time: Option<prost_types::Timestamp>| time.and_then(chassis::clock::from_wire);
    deadline.map_or(DeadlineState::Unspecified, |deadline| {
        Deadline::state_of(read(deadline.due_at), read(deadline.satisfied_at), None, now)
    })
}
