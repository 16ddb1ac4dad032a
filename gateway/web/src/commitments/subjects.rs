//! What acts about commitments are about: a period, evidence, a view, a commitment as the register has it last, an amendment.

use super::{at, code, list, party, register_path, term};
use crate::{
    acts::{Head, Place, Subject, name, there_is},
    caller::Caller,
    failure::Failure,
    form::{Words, schema::dynamic, told_at},
    govuk::SummaryList,
    when::day,
};
use contracts::{
    action::commitments::{GetAmendment, GetAssessment, GetEvidence, ListStandings},
    commitments::{
        Amendment, Assessment, Commitment, CommitmentStanding, Evidence, GetAmendmentRequest,
        GetAssessmentRequest, GetCommitmentRequest, GetEvidenceRequest, ListCommitmentVersionsRequest,
        ListStandingsRequest,
    },
};
use prost_reflect::Value;

/// What identifies the period of what is done once.
const ONCE: &str = "once";

/// What the register says of a commitment when a period of it begins, and how that stands for the caller's own party. Of one that
/// others keep it stands nowhere.
pub(super) async fn period(
    caller: &Caller,
    place: &Place,
) -> Result<(Commitment, CommitmentStanding), Failure> {
    if !caller.may::<ListStandings>() {
        return Err(Failure::Denied);
    }
    let (commitment, id) = (format!("commitments/{}", at(place, "commitment")), at(place, "period"));
    // The id of a period begins with its first day; what is done once has no such, and is current for good.
    let first = id.get(..10).filter(|_| id != ONCE).unwrap_or_default();
    let request = GetCommitmentRequest { name: commitment.clone(), on: first.to_owned() };
    let found = there_is(caller.ask(request).await)?.commitment.ok_or(Failure::Broken)?;
    let name = format!("{commitment}/periods/{id}");
    let period = found.periods.iter().find(|period| period.name == name).cloned().ok_or(Failure::NotFound)?;
    let request = ListStandingsRequest { parent: caller.parent(), on: first.to_owned(), commitment };
    let standings = caller.ask(request).await?.standings;
    let own = standings.into_iter().find(|one| one.period.as_ref() == Some(&period));
    let standing = own.unwrap_or_else(|| CommitmentStanding {
        title: found.content.as_ref().map(|content| content.title.clone()).unwrap_or_default(),
        period: Some(period),
        organisation: caller.parent(),
        owners: found.content.as_ref().map(|content| content.owners.clone()).unwrap_or_default(),
        ..CommitmentStanding::default()
    });
    Ok((found, standing))
}

/// The commitment as its latest version has it.
impl Subject for Commitment {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let parent = format!("commitments/{}", at(place, "commitment"));
        let request = ListCommitmentVersionsRequest {
            parent,
            page_size: 1,
            ..ListCommitmentVersionsRequest::default()
        };
        let versions = there_is(caller.ask(request).await)?.commitments;
        versions.into_iter().next().ok_or(Failure::NotFound)
    }

    fn page(place: &Place) -> String {
        register_path(at(place, "commitment"))
    }

    fn head(&self) -> Head<'_> {
        let title = self.content.as_ref().map_or("", |content| &content.title);
        Head { name: &self.name, etag: "", title, state: String::new(), changed: None }
    }

    fn placed(&self, caller: &Caller) -> Vec<(&'static str, Value)> {
        vec![
            ("parent", Value::String(caller.parent())),
            ("commitment", Value::String(self.name.clone())),
            ("replaces", Value::I32(self.version)),
        ]
    }
}

impl Subject for CommitmentStanding {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        Ok(period(caller, place).await?.1)
    }

    fn page(place: &Place) -> String {
        format!("/commitments/{}/{}", at(place, "commitment"), at(place, "period"))
    }

    fn head(&self) -> Head<'_> {
        let Self { organisation: name, title, .. } = self;
        Head { name, etag: "", title, state: term("Standing", self.standing), changed: None }
    }

    fn placed(&self, _: &Caller) -> Vec<(&'static str, Value)> {
        let name = self.period.as_ref().map(|period| period.name.clone()).unwrap_or_default();
        vec![
            ("commitment", Value::String(format!("commitments/{}", code(&name)))),
            ("period", Value::String(name)),
        ]
    }
}

impl Subject for Evidence {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetEvidence>(caller, "evidence", place)?;
        caller.ask(GetEvidenceRequest { name }).await?.evidence.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/evidence/{}", at(place, "evidence"))
    }

    fn head(&self) -> Head<'_> {
        let title = self.facts.as_ref().map_or("", |facts| &facts.title);
        let state = term("EvidenceState", self.state);
        Head { name: &self.name, etag: &self.etag, title, state, changed: self.update_time }
    }

    /// What it says, and who will read it.
    fn about(&self, words: Words<'_>, rpc: &str) -> Vec<SummaryList> {
        match rpc {
            "SubmitEvidence" => vec![readers(words, self), facts(words, self)],
            "ResubmitEvidence" => vec![readers(words, self)],
            "AcceptEvidence" | "ReturnEvidence" | "DiscloseEvidence" => vec![facts(words, self)],
            _ => Vec::new(),
        }
    }
}

/// Who reads evidence once it is submitted.
fn readers(words: Words<'_>, evidence: &Evidence) -> SummaryList {
    let told = if evidence.owner == evidence.accepter {
        words.language.say("evidence-readers.own")
    } else {
        let accepter = words.organisation(&evidence.accepter);
        words.language.say_with("evidence-readers.other", &[("it", accepter.into())])
    };
    list(words.language, [("evidence-readers", told.into())])
}

/// What evidence says.
pub(super) fn facts(words: Words<'_>, evidence: &Evidence) -> SummaryList {
    let rows = dynamic(evidence).map(|message| told_at(words, "evidence", &message, "facts"));
    SummaryList { rows: rows.unwrap_or_default(), ..SummaryList::default() }
}

impl Subject for Assessment {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetAssessment>(caller, "assessments", place)?;
        caller.ask(GetAssessmentRequest { name }).await?.assessment.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/assessments/{}", at(place, "assessment"))
    }

    fn head(&self) -> Head<'_> {
        let state = term("ViewState", self.state);
        let title = code(&self.period);
        Head { name: &self.name, etag: &self.etag, title, state, changed: self.update_time }
    }

    /// What is issued.
    fn about(&self, words: Words<'_>, rpc: &str) -> Vec<SummaryList> {
        if rpc == "IssueAssessment" { vec![view(words, self)] } else { Vec::new() }
    }
}

/// What a view of one's own party says.
pub(super) fn view(words: Words<'_>, assessment: &Assessment) -> SummaryList {
    let told = |path| dynamic(assessment).map(|message| told_at(words, "view", &message, path));
    let rows = ["view", "rationale", "handling"].into_iter().filter_map(told).flatten();
    SummaryList { rows: rows.collect(), ..SummaryList::default() }
}

impl Subject for Amendment {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetAmendment>(caller, "amendments", place)?;
        caller.ask(GetAmendmentRequest { name }).await?.amendment.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/amendments/{}", at(place, "amendment"))
    }

    fn head(&self) -> Head<'_> {
        let content = self.proposal.as_ref().and_then(|proposal| proposal.content.as_ref());
        let title = content.map_or("", |content| &content.title);
        let state = term("AmendmentState", self.state);
        Head {
            name: &self.name,
            etag: &self.etag,
            title,
            state,
            changed: self.settle_time.or(self.propose_time),
        }
    }

    /// What is agreed to, and who will read it.
    fn about(&self, words: Words<'_>, rpc: &str) -> Vec<SummaryList> {
        if rpc != "AgreeAmendment" {
            return Vec::new();
        }
        let everybody = words.language.say("amendment-readers.told");
        let readers = list(words.language, [("amendment-readers", everybody.into())]);
        let content = self.proposal.as_ref().and_then(dynamic);
        let rows = content.map(|message| told_at(words, "amendment", &message, "content"));
        let content = SummaryList { rows: rows.unwrap_or_default(), ..SummaryList::default() };
        vec![readers, proposed(words, self), content]
    }
}

/// Which commitment an amendment changes, from when and why.
pub(super) fn proposed(words: Words<'_>, amendment: &Amendment) -> SummaryList {
    let proposal = amendment.proposal.clone().unwrap_or_default();
    let rows = [
        ("amendment-commitment", super::code(&proposal.commitment).into()),
        ("amendment-version", proposal.version.to_string().into()),
        ("amendment-from", day(&proposal.effective_from).into()),
        ("amendment-reason", proposal.reason.into()),
        ("amendment-proposer", party(words, &amendment.proposer).into()),
        ("amendment-counterpart", party(words, &amendment.counterpart).into()),
    ];
    list(words.language, rows)
}
