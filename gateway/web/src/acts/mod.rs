//! Acts: each a form that asks one RPC to do one thing to one record. A line of a table says which; the contract says what
//! is asked, and the catalogue in which words.

mod ask;
mod conflict;
mod done;
mod offer;
mod subject;
mod table;

pub(crate) use ask::wire_path;
pub(crate) use done::{DONE, Done};
pub(crate) use subject::{Head, Place, Subject, id, name, there_is};
pub(crate) use table::{
    ACTION_ACTS, AMENDMENT_ACTS, APPOINTMENT_ACTS, ASSESSMENT_ACTS, BREACH_ACTS, CASE_ACTS, CHALLENGE_ACTS,
    COMPLETION_ACTS, EVIDENCE_ACTS, EXCHANGE_ACTS, FEED_ACTS, INVITATION_ACTS, MEETING_ACTS, OCCURRENCE_ACTS,
    OWN_ACTS, OWN_AGGREGATE, OWN_RETURN, PACK_ACTS, PAPER_ACTS, PERIOD_ACTS, PLAN_ACTS, POINTER_ACTS,
    REGISTER_ACTS, REPORT, SEAT_ACTS,
};

use crate::{
    caller::Caller,
    form::{Field, Form, schema},
    pages::Pages,
    posted::Submitted,
};
use axum::extract::Path;
use contracts::{
    breaches::{Action, Breach, Case, CaseAggregatePreview, Exchange, Pointer, ReturnPreview},
    commitments::{
        Amendment, Appointment, Assessment, Commitment, CommitmentStanding, Completion, Evidence, Feed,
        Invitation, Meeting, Occurrence, Pack, Plan,
    },
    directory::Organisation,
};
use prost_reflect::MethodDescriptor;

/// Which version of lines an act means.
const VERSION: &str = "version";
/// Which version of the register an act replaces.
const REPLACES: &str = "replaces";
/// What was looked at, which an act is about.
const HASH: &str = "hash";

/// An act: one form, one RPC.
#[derive(Debug)]
pub(crate) struct Act {
    /// Where its form is, with places for the record's ids.
    pub(crate) path: &'static str,
    /// The full name of its RPC's service.
    pub(crate) service: &'static str,
    /// The RPC's own name.
    pub(crate) rpc: &'static str,
    /// What is asked, by path; all that the request holds if it is empty.
    pub(crate) fields: &'static [&'static str],
    /// What is known already: fields of the request, each with the record's field that says it.
    pub(crate) known: &'static [(&'static str, &'static str)],
    /// What is chosen until somebody chooses otherwise: fields of the request, each with a value of its vocabulary.
    pub(crate) chosen: &'static [(&'static str, &'static str)],
    /// What is shown before it is done.
    pub(crate) check: Check,
    /// Whether it changes what is known of a record, whose fields it then masks: nothing must be given, and who has done it
    /// goes on with the report.
    pub(crate) report: bool,
    /// Whether whoever does it must have signed in a short while ago, since it cannot be taken back.
    pub(crate) fresh: bool,
}

/// What is shown before an act is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// Nothing: it can be done again, or changes little.
    No,
    /// What was answered.
    Answers,
    /// What the regulator will see, as the service would seal it.
    Submission,
    /// What another party will see, and on what terms, as the service would seal it.
    Copy,
}

impl Act {
    /// The last part of its path, by which the catalogue knows it.
    pub(crate) fn slug(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The message of the catalogue that it is called by.
    pub(crate) fn message(&self) -> String {
        if self.report { format!("report-{}", self.slug()) } else { format!("act-{}", self.slug()) }
    }

    pub(crate) fn method(&self) -> MethodDescriptor {
        let name = format!("{}.{}", self.service, self.rpc);
        schema::method(&name).unwrap_or_else(|| panic!("there is no RPC {name}"))
    }

    /// Its form. Which version is meant is nobody's to type, as it is the one that was read; nor what its place says.
    pub(crate) fn form(&self) -> Form {
        let message = self.method().input();
        let mut fields: Vec<_> = if self.fields.is_empty() {
            schema::fields(&message)
        } else {
            self.fields.iter().flat_map(|path| schema::at(&message, path)).collect()
        };
        let placed = |field: &Field| self.path.contains(&format!("{{{}}}", field.path));
        fields.retain(|field| ![VERSION, REPLACES, HASH].contains(&field.path.as_str()) && !placed(field));
        let id = if self.report { format!("report-{}", self.slug()) } else { self.slug().to_owned() };
        Form { id, message, fields, called: Vec::new(), draft: self.report }
    }

    /// Whether somebody may do it, as far as their role says.
    pub(crate) fn is_for(&self, caller: &Caller) -> bool {
        caller.may_call(&self.method())
    }
}

/// The routes of all acts.
pub(crate) fn routes(pages: Pages) -> Pages {
    let pages = add::<Breach>(pages, BREACH_ACTS);
    let pages = add::<Breach>(pages, REPORT);
    let pages = add::<Case>(pages, CASE_ACTS);
    let pages = add::<Exchange>(pages, EXCHANGE_ACTS);
    let pages = add::<CaseAggregatePreview>(pages, OWN_AGGREGATE);
    let pages = add::<Pointer>(pages, POINTER_ACTS);
    let pages = add::<Organisation>(pages, OWN_ACTS);
    let pages = add::<CommitmentStanding>(pages, PERIOD_ACTS);
    let pages = add::<Evidence>(pages, EVIDENCE_ACTS);
    let pages = add::<Assessment>(pages, ASSESSMENT_ACTS);
    let pages = add::<Commitment>(pages, REGISTER_ACTS);
    let pages = add::<Amendment>(pages, AMENDMENT_ACTS);
    let pages = add::<Plan>(pages, PLAN_ACTS);
    let pages = add::<Pack>(pages, PACK_ACTS);
    let pages = add::<Pack>(pages, CHALLENGE_ACTS);
    let pages = add::<Meeting>(pages, MEETING_ACTS);
    let pages = add::<Meeting>(pages, SEAT_ACTS);
    let pages = add::<Meeting>(pages, PAPER_ACTS);
    let pages = add::<Invitation>(pages, INVITATION_ACTS);
    let pages = add::<Occurrence>(pages, OCCURRENCE_ACTS);
    let pages = add::<Completion>(pages, COMPLETION_ACTS);
    let pages = add::<Appointment>(pages, APPOINTMENT_ACTS);
    let pages = add::<Feed>(pages, FEED_ACTS);
    let pages = add::<ReturnPreview>(pages, OWN_RETURN);
    add::<Action>(pages, ACTION_ACTS)
}

fn add<S: Subject>(pages: Pages, acts: &'static [Act]) -> Pages {
    acts.iter().fold(pages, |pages, act| {
        pages
            .page(act.path, move |caller: Caller, Path(place): Path<Place>| {
                ask::form::<S>(act, caller, place)
            })
            .form(act.path, move |Path(place): Path<Place>, form: Submitted| {
                ask::posted::<S>(act, place, form)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::{
        ACTION_ACTS, ASSESSMENT_ACTS, Act, BREACH_ACTS, CASE_ACTS, EVIDENCE_ACTS, EXCHANGE_ACTS, PACK_ACTS,
        PERIOD_ACTS, PLAN_ACTS, REGISTER_ACTS, schema,
    };
    use crate::form::Kind;

    #[test]
    fn what_is_known_already_is_a_field_of_the_record_and_asked_by_the_act() {
        let about = [
            (BREACH_ACTS, "breaches.v1.Breach"),
            (CASE_ACTS, "breaches.v1.Case"),
            (EXCHANGE_ACTS, "breaches.v1.Exchange"),
            (ACTION_ACTS, "breaches.v1.Action"),
            (EVIDENCE_ACTS, "commitments.v1.Evidence"),
            (ASSESSMENT_ACTS, "commitments.v1.Assessment"),
            (REGISTER_ACTS, "commitments.v1.Commitment"),
            (PLAN_ACTS, "commitments.v1.Plan"),
            (PACK_ACTS, "commitments.v1.Pack"),
        ];
        for (acts, record) in about {
            let record = schema::message(&format!("concordat.{record}")).unwrap();
            for (act, (field, from)) in
                acts.iter().flat_map(|act| act.known.iter().map(move |one| (act, one)))
            {
                let (asked, said) = (schema::at(&act.method().input(), field), schema::at(&record, from));
                assert!(!asked.is_empty() && asked.len() == said.len(), "{}: {field} of {from}", act.rpc);
            }
        }
    }

    #[test]
    fn what_is_chosen_already_is_a_value_of_what_the_act_asks() {
        let chosen = |act: &'static Act| act.chosen.iter().map(move |one| (act, one));
        let all: Vec<_> =
            [BREACH_ACTS, CASE_ACTS, EXCHANGE_ACTS].into_iter().flatten().flat_map(chosen).collect();
        assert!(all.len() > 10, "the centre's parts are among them");
        for (act, (path, value)) in all {
            let field = act.form().fields.into_iter().find(|field| field.path == *path).unwrap();
            let (Kind::One(vocabulary) | Kind::Many(vocabulary)) = field.kind else { panic!("{path}") };
            assert!(vocabulary.get_value_by_name(value).is_some(), "{}: {value}", act.rpc);
        }
    }

    #[test]
    fn nobody_types_which_version_of_lines_they_mean() {
        for rpc in ["AgreeLines", "RefuseLines", "RecordLinesIssue"] {
            let act = EXCHANGE_ACTS.iter().find(|act| act.rpc == rpc).unwrap();
            assert!(!schema::at(&act.method().input(), "version").is_empty());
            assert!(act.form().fields.iter().all(|field| field.path != "version"), "{rpc}");
        }
    }

    #[test]
    fn nobody_types_what_the_place_of_a_commitment_says() {
        let asked = |acts: &'static [Act], rpc| {
            let act = acts.iter().find(|act| act.rpc == rpc).unwrap();
            act.form().fields.into_iter().map(|field| field.path).collect::<Vec<_>>()
        };
        let proposed = asked(REGISTER_ACTS, "ProposeAmendment");
        assert!(proposed.contains(&"content.text".to_owned()) && proposed.contains(&"reason".to_owned()));
        assert!(proposed.iter().all(|path| !["commitment", "replaces"].contains(&path.as_str())));
        let entered = asked(REGISTER_ACTS, "EnterAmendment");
        assert_eq!(entered, proposed);
        for rpc in ["CreateEvidence", "CreateAssessment", "EnterEvidence", "EnterAssessment", "CreatePlan"] {
            let asked = asked(PERIOD_ACTS, rpc);
            assert!(asked.iter().all(|path| !["period", "commitment"].contains(&path.as_str())), "{rpc}");
        }
        assert_eq!(asked(PACK_ACTS, "PresentPack"), [""; 0], "what was looked at");
    }

    #[test]
    fn another_draft_of_an_assessment_begins_with_the_last() {
        let redraft = BREACH_ACTS.iter().find(|act| act.rpc == "DraftAssessment").unwrap();
        let known: Vec<_> = redraft.known.iter().map(|(field, _)| *field).collect();
        assert_eq!(known, ["risk_level", "factors", "rationale"]);
    }
}
