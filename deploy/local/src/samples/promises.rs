//! How commitments are kept in the samples: evidence of three departments, the centre and the regulator in each state, a view of each
//! side, and an amendment that waits. Whatever is there already, by its title or its commitment, is not done again.

use super::{
    PAGE,
    people::{Called, People},
};
use contracts::{
    commitments::{
        self as pb, AgreedInterval, Attestation, Evidence, EvidenceFacts, EvidenceKind, EvidenceState, View,
        ViewState, amendment_service_client::AmendmentServiceClient,
        assessment_service_client::AssessmentServiceClient, evidence_service_client::EvidenceServiceClient,
        register_service_client::RegisterServiceClient,
    },
    handling::{Classification, Handling},
};
use jiff::{ToSpan as _, civil::Date};
use tonic::Status;

/// How far a piece of evidence came.
#[derive(Clone, Copy)]
enum Came {
    Drafted,
    Submitted,
    Returned(&'static str),
    Accepted,
    /// Entered, as its party accepted it elsewhere.
    Entered,
}

/// Evidence of a sample.
struct Shown {
    /// Whose: the organisation, who drafts it, and who judges it.
    who: [&'static str; 3],
    code: &'static str,
    title: &'static str,
    statement: &'static str,
    role: &'static str,
    came: Came,
}

const HMRC: [&str; 3] = ["hmrc", "hmrc-dpo", "gcdo-analyst"];
const MOJ: [&str; 3] = ["moj", "moj-dpo", "gcdo-analyst"];
const HOME_OFFICE: [&str; 3] = ["home-office", "home-office-dpo", "gcdo-analyst"];
const CENTRE: [&str; 3] = ["gcdo", "gcdo-lead", "gcdo-analyst"];
const REGULATOR: [&str; 3] = ["ico", "ico-policy", ""];

const SHOWN: [Shown; 8] = [
    Shown {
        who: HMRC,
        code: "HMG-02",
        title: "Synthetic: a board member leads on data protection",
        statement: "The executive committee appointed one of its members, who reports to it each quarter.",
        role: "Accounting Officer",
        came: Came::Accepted,
    },
    Shown {
        who: HMRC,
        code: "HMG-03",
        title: "Synthetic: lessons of closed breaches",
        statement: "Every breach that was closed since January has a lesson in the library, or says why it has none.",
        role: "Senior Information Risk Owner",
        came: Came::Submitted,
    },
    Shown {
        who: HMRC,
        code: "HMG-11",
        title: "Synthetic: projects that went to the board",
        statement: "Each project that uses personal data anew was discussed before it went live.",
        role: "Senior Information Risk Owner",
        came: Came::Drafted,
    },
    Shown {
        who: MOJ,
        code: "HMG-02",
        title: "Synthetic: time for the data protection team",
        statement: "The team has grown, and reports to the board.",
        role: "Data Protection Officer",
        came: Came::Returned("By how many people, and since when?"),
    },
    Shown {
        who: MOJ,
        code: "HMG-03",
        title: "Synthetic: near misses are reported",
        statement: "Near misses are reported in every agency, and discussed each month.",
        role: "Data Protection Officer",
        came: Came::Accepted,
    },
    Shown {
        who: HOME_OFFICE,
        code: "HMG-02",
        title: "Synthetic: the permanent secretary's message",
        statement: "All staff were told why data protection matters, and to whom to turn.",
        role: "Accounting Officer",
        came: Came::Submitted,
    },
    Shown {
        who: CENTRE,
        code: "HMG-17",
        title: "Synthetic: the regulator was invited to both boards",
        statement: "Invitations to this half-year's meetings were sent more than 20 working days ahead.",
        role: "Secretary to the boards",
        came: Came::Accepted,
    },
    Shown {
        who: REGULATOR,
        code: "ICO-02",
        title: "Synthetic: guidance on sharing in an emergency",
        statement: "Guidance for public bodies was published, with examples from departments.",
        role: "Director of guidance",
        came: Came::Entered,
    },
];

/// Shows what is not shown yet, and says what each side thinks of it.
pub(super) async fn keep(people: &People<'_>, today: Date) -> Result<(), Status> {
    let calls = Calls { people, today };
    for (number, shown) in SHOWN.iter().enumerate() {
        calls.show(number, shown).await?;
    }
    calls.see("HMG-04", View::AtRisk).await?;
    calls.observe("HMG-03", View::OnTrack).await?;
    calls.propose().await
}

struct Calls<'a> {
    people: &'a People<'a>,
    today: Date,
}

/// A request id of an act of the samples: the same in each attempt.
pub(super) fn id(kind: u32, number: usize, step: u32) -> String {
    format!("00000000-0000-4000-9000-{kind:04x}{number:04x}{step:04x}")
}

/// What was asked for, of an answer that always has it.
pub(super) fn whole<T>(answered: Option<T>) -> Result<T, Status> {
    answered.ok_or_else(|| Status::internal("an answer without what was asked for"))
}

pub(super) fn official() -> Handling {
    Handling { classification: Classification::Official.into(), ..Handling::default() }
}

impl Calls<'_> {
    fn evidence(&self, persona: &str) -> EvidenceServiceClient<Called> {
        EvidenceServiceClient::new(self.people.called_by(persona))
    }

    fn views(&self, persona: &str) -> AssessmentServiceClient<Called> {
        AssessmentServiceClient::new(self.people.called_by(persona))
    }

    /// The commitment as the register has it today.
    async fn commitment(&self, persona: &str, code: &str) -> Result<pb::Commitment, Status> {
        let request = pb::GetCommitmentRequest { name: format!("commitments/{code}"), on: String::new() };
        let found = RegisterServiceClient::new(self.people.called_by(persona))
            .get_commitment(request)
            .await?
            .into_inner();
        whole(found.commitment)
    }

    /// The period of a commitment that today is in.
    async fn period(&self, persona: &str, code: &str) -> Result<pb::Period, Status> {
        let day = |text: &str| text.parse::<Date>().ok();
        let holds = |period: &pb::Period| {
            day(&period.first_day).is_some_and(|first| first <= self.today)
                && day(&period.last_day).is_none_or(|last| self.today <= last)
        };
        let periods = self.commitment(persona, code).await?.periods;
        periods.into_iter().find(holds).ok_or_else(|| Status::internal("no period"))
    }

    async fn show(&self, number: usize, shown: &Shown) -> Result<(), Status> {
        let [organisation, drafter, judge] = shown.who;
        let parent = format!("organisations/{organisation}");
        let list = pb::ListEvidenceRequest { parent: parent.clone(), page_size: PAGE, ..Default::default() };
        let found = self.evidence(drafter).list_evidence(list).await?.into_inner().evidence;
        let titled = |one: &Evidence| one.facts.as_ref().is_some_and(|facts| facts.title == shown.title);
        let mut evidence = match found.into_iter().find(titled) {
            Some(found) => found,
            None => self.begin(number, shown, parent).await?,
        };
        let submits = !matches!(shown.came, Came::Drafted);
        if evidence.state() == EvidenceState::Draft && submits {
            let (name, etag) = (evidence.name, evidence.etag);
            let request = pb::SubmitEvidenceRequest { name, etag, request_id: id(1, number, 1) };
            evidence = whole(self.evidence(drafter).submit_evidence(request).await?.into_inner().evidence)?;
        }
        if evidence.state() == EvidenceState::Submitted {
            self.judge(number, shown, judge, &evidence).await?;
        }
        Ok(())
    }

    /// Drafts a piece of evidence, or enters it.
    async fn begin(&self, number: usize, shown: &Shown, parent: String) -> Result<Evidence, Status> {
        let [_, drafter, _] = shown.who;
        let period = self.period(drafter, shown.code).await?;
        let facts = Some(facts(shown, &period.first_day, self.today));
        let (request_id, mut evidence) = (id(1, number, 0), self.evidence(drafter));
        whole(if matches!(shown.came, Came::Entered) {
            let request = pb::EnterEvidenceRequest {
                parent,
                period: period.name,
                facts,
                request_id,
                ..Default::default()
            };
            evidence.enter_evidence(request).await?.into_inner().evidence
        } else {
            let request = pb::CreateEvidenceRequest {
                parent,
                period: period.name,
                facts,
                request_id,
                ..Default::default()
            };
            evidence.create_evidence(request).await?.into_inner().evidence
        })
    }

    async fn judge(
        &self,
        number: usize,
        shown: &Shown,
        judge: &str,
        evidence: &Evidence,
    ) -> Result<(), Status> {
        let of = judge.rsplit_once('-').map_or("", |(organisation, _)| organisation);
        let id_of = evidence.name.rsplit('/').next().unwrap_or_default();
        let (name, etag) = (format!("organisations/{of}/evidence/{id_of}"), evidence.etag.clone());
        let request_id = id(1, number, 2);
        let mut judge = self.evidence(judge);
        match shown.came {
            Came::Accepted => {
                let note = "It shows what it should.".to_owned();
                let request =
                    pb::AcceptEvidenceRequest { name, etag, note, request_id, ..Default::default() };
                judge.accept_evidence(request).await?;
            }
            Came::Returned(reason) => {
                let reason = reason.to_owned();
                let request =
                    pb::ReturnEvidenceRequest { name, etag, reason, request_id, ..Default::default() };
                judge.return_evidence(request).await?;
            }
            Came::Drafted | Came::Submitted | Came::Entered => {}
        }
        Ok(())
    }

    /// Has one person of the centre draft its view, and another issue it to departments and the regulator.
    async fn see(&self, code: &str, view: View) -> Result<(), Status> {
        const DRAFTER: &str = "gcdo-analyst";
        let (parent, period) = ("organisations/gcdo".to_owned(), self.period(DRAFTER, code).await?.name);
        let found = self.own_view(DRAFTER, &parent, &period).await?;
        let drafted = if let Some(found) = found {
            found
        } else {
            let request = pb::CreateAssessmentRequest {
                parent,
                period,
                view: view.into(),
                rationale: "By what departments have shown so far this year.".to_owned(),
                handling: Some(official()),
                request_id: id(2, 0, 0),
                ..Default::default()
            };
            whole(self.views(DRAFTER).create_assessment(request).await?.into_inner().assessment)?
        };
        if drafted.state() == ViewState::Draft {
            let request = pb::IssueAssessmentRequest {
                name: drafted.name,
                etag: drafted.etag,
                to_departments: true,
                to_counterpart: true,
                request_id: id(2, 0, 1),
                ..Default::default()
            };
            self.views("gcdo-lead").issue_assessment(request).await?;
        }
        Ok(())
    }

    /// Has the regulator enter its observation, for anybody to read.
    async fn observe(&self, code: &str, view: View) -> Result<(), Status> {
        const LEAD: &str = "ico-lead";
        let (parent, period) = ("organisations/ico".to_owned(), self.period(LEAD, code).await?.name);
        if self.own_view(LEAD, &parent, &period).await?.is_none() {
            let request = pb::EnterAssessmentRequest {
                parent,
                period,
                view: view.into(),
                rationale: "By what departments told us, and what we were told of them.".to_owned(),
                handling: Some(official()),
                to_departments: true,
                to_counterpart: true,
                to_public: true,
                request_id: id(2, 1, 0),
                ..Default::default()
            };
            self.views(LEAD).enter_assessment(request).await?;
        }
        Ok(())
    }

    async fn own_view(
        &self,
        persona: &str,
        parent: &str,
        period: &str,
    ) -> Result<Option<pb::Assessment>, Status> {
        let (parent, period) = (parent.to_owned(), period.to_owned());
        let list = pb::ListAssessmentsRequest { parent, page_size: 1, period, ..Default::default() };
        Ok(self.views(persona).list_assessments(list).await?.into_inner().assessments.into_iter().next())
    }

    /// Has the centre propose how often both sides give an update.
    async fn propose(&self) -> Result<(), Status> {
        const LEAD: &str = "gcdo-lead";
        let (parent, commitment) = ("organisations/gcdo".to_owned(), "commitments/JNT-04".to_owned());
        let list = pb::ListAmendmentsRequest {
            parent: parent.clone(),
            commitment: commitment.clone(),
            ..Default::default()
        };
        if !AmendmentServiceClient::new(self.people.called_by(LEAD))
            .list_amendments(list)
            .await?
            .into_inner()
            .amendments
            .is_empty()
        {
            return Ok(());
        }
        let latest = self.commitment(LEAD, "JNT-04").await?;
        let content = latest.content.map(|content| pb::CommitmentContent {
            agreed_interval: Some(AgreedInterval { months: 6 }),
            ..content
        });
        let request = pb::ProposeAmendmentRequest {
            parent,
            commitment,
            replaces: latest.version,
            content,
            effective_from: self.today.saturating_add(30.days()).to_string(),
            reason: "Two updates a year can be prepared well.".to_owned(),
            request_id: id(3, 0, 0),
            ..Default::default()
        };
        AmendmentServiceClient::new(self.people.called_by(LEAD)).propose_amendment(request).await?;
        Ok(())
    }
}

/// What evidence says, about the time from the beginning of its period until today.
fn facts(shown: &Shown, from: &str, today: Date) -> EvidenceFacts {
    EvidenceFacts {
        kind: EvidenceKind::Attestation.into(),
        title: shown.title.to_owned(),
        received_on: today.to_string(),
        effective_from: from.to_owned(),
        effective_to: today.to_string(),
        attestation: Some(Attestation { statement: shown.statement.to_owned(), role: shown.role.to_owned() }),
        handling: Some(official()),
        ..EvidenceFacts::default()
    }
}
