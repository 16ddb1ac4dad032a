//! What actors do about commitments, and how far amendments, evidence and views come by it.

use crate::{
    Actor, Answer, Side, World,
    requests::{self, AsRead, as_named_by},
};
use chassis_testing::id;
use contracts::commitments::{
    self as pb, Amendment, Assessment, Commitment, CommitmentContent, Evidence, ReceivedAssessment,
};
use local::issuer::Organisation;

/// What is kept of commitments: which of its kinds, and how far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// An amendment that waits.
    Amendment,
    /// Evidence.
    Evidence(EvidenceStage),
    /// A party's own view: a draft.
    View,
    /// So it was, and its party issued it.
    IssuedView,
    /// What one party has of another's view.
    Received,
}

/// How far evidence came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceStage {
    /// Its drafters alone know of it.
    Draft,
    /// It waits for whoever judges it.
    Submitted,
    /// It was returned.
    Returned,
}

/// Whom a view is issued to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipients {
    /// All departments.
    Departments,
    /// The other party.
    Counterpart,
    /// Anybody.
    Public,
}

impl Side<'_> {
    /// Whoever drafts evidence and views, and proposes amendments.
    pub fn keeper(&self) -> Actor {
        self.colleague(match self.organisation {
            Organisation::Gcdo => "gcdo.lead",
            Organisation::Ico => "ico.policy",
            Organisation::Ncsc => "ncsc.liaison",
            _ => "dept.dpo",
        })
    }

    /// Whoever decides about these, another person than any that is asked for otherwise.
    pub fn decider(&self) -> Actor {
        let role = match self.organisation {
            Organisation::Gcdo => "gcdo.lead",
            Organisation::Ico => "ico.lead",
            Organisation::Ncsc => "ncsc.liaison",
            _ => "dept.siro",
        };
        self.somebody(role, "whoever-decides")
    }

    /// Brings evidence that `author` drafts to a stage.
    pub async fn evidence(&self, author: &Actor, stage: EvidenceStage) -> Evidence {
        let request = requests::create_evidence(&self.name());
        let drafted = author.wire.calls(request).await.unwrap().evidence.unwrap();
        if stage == EvidenceStage::Draft {
            return drafted;
        }
        let submitted = author.submits_evidence(&drafted).await.unwrap();
        if stage == EvidenceStage::Returned {
            let department = submitted.accepter != submitted.owner;
            let judge = if department { self.world.gcdo().keeper() } else { self.decider() };
            judge.returns_evidence(&submitted).await.unwrap();
        }
        author.reads_evidence(&submitted.name).await.unwrap()
    }

    /// Issues a view of a period that one person drafts.
    pub async fn issues(&self, period: &str, to: &[Recipients]) -> Assessment {
        self.issues_by(&self.keeper(), period, to).await
    }

    /// Issues a view that `author` drafts.
    async fn issues_by(&self, author: &Actor, period: &str, to: &[Recipients]) -> Assessment {
        let drafted = author.drafts_view(period).await.unwrap();
        self.decider().issues_view(&drafted, to).await.unwrap()
    }
}

impl World {
    /// Brings what is kept of commitments to a side, by its own hands or `author`'s, and reads it as the side does. An
    /// amendment is for another person of the same to agree to. What it received was issued to it alone.
    pub async fn kept(&self, side: Side<'_>, kept: Kept, author: Option<&Actor>) -> AsRead {
        let keeper = side.keeper();
        let (author, name) = (author.unwrap_or(&keeper), side.name());
        let period = requests::period_of(&name);
        match kept {
            Kept::Amendment => {
                let code = match side.organisation {
                    Organisation::Ico => "ICO-01",
                    Organisation::Ncsc => "NCSC-04",
                    _ => "HMG-01",
                };
                (&author.amends(code, shows_more).await.unwrap()).into()
            }
            Kept::Evidence(stage) => (&side.evidence(author, stage).await).into(),
            Kept::View => (&author.drafts_view(period).await.unwrap()).into(),
            Kept::IssuedView => (&side.issues_by(author, period, &[Recipients::Counterpart]).await).into(),
            Kept::Received => {
                let (from, to) = match side.organisation {
                    Organisation::Ico => (self.gcdo(), Recipients::Counterpart),
                    Organisation::Gcdo => (self.ico(), Recipients::Counterpart),
                    _ => (self.ico(), Recipients::Departments),
                };
                from.issues(requests::YEAR, &[to]).await;
                (&keeper.received().await.unwrap().remove(0)).into()
            }
        }
    }

    /// Publishes a view of the regulator's, and reads it as anybody does.
    pub async fn published(&self) -> AsRead {
        self.ico().issues(requests::YEAR, &[Recipients::Public]).await;
        let request = requests::list_received("organisations/public");
        (&self.stranger().calls(request).await.unwrap().received_assessments[0]).into()
    }
}

/// Changes not what a commitment means, but what would show that it is kept.
pub fn shows_more(content: &mut CommitmentContent) {
    content.evidence = vec![format!("A report of a review, {}", id())];
}

impl Actor {
    /// The name of something as its own organisation would name it.
    fn own(&self, name: &str) -> String {
        as_named_by(&self.organisation.to_string(), name)
    }

    /// Reads the latest version of a commitment, in force or not.
    pub async fn latest(&self, code: &str) -> Answer<Commitment> {
        Ok(self.wire.calls(requests::list_versions(code)).await?.commitments.remove(0))
    }

    /// Proposes that a commitment says something else in a week.
    pub async fn amends(&self, code: &str, change: impl FnOnce(&mut CommitmentContent)) -> Answer<Amendment> {
        let latest = self.latest(code).await?;
        let mut content = latest.content.unwrap();
        change(&mut content);
        let request = pb::ProposeAmendmentRequest {
            commitment: latest.name,
            replaces: latest.version,
            content: Some(content),
            ..requests::propose(&self.parent())
        };
        Ok(self.wire.calls(request).await?.amendment.unwrap())
    }

    /// Reads an amendment, whoever named it.
    pub async fn reads_amendment(&self, name: &str) -> Answer<Amendment> {
        Ok(self.wire.calls(requests::get_amendment(&self.own(name))).await?.amendment.unwrap())
    }

    /// Agrees to an amendment as it stands.
    pub async fn agrees_to(&self, amendment: &Amendment) -> Answer<Amendment> {
        let read = self.reads_amendment(&amendment.name).await?;
        Ok(self.wire.calls(requests::agree_amendment(&(&read).into())).await?.amendment.unwrap())
    }

    /// Reads evidence, whoever named it.
    pub async fn reads_evidence(&self, name: &str) -> Answer<Evidence> {
        Ok(self.wire.calls(requests::get_evidence(&self.own(name))).await?.evidence.unwrap())
    }

    /// Submits evidence.
    pub async fn submits_evidence(&self, evidence: &Evidence) -> Answer<Evidence> {
        Ok(self.wire.calls(requests::submit_evidence(&evidence.into())).await?.evidence.unwrap())
    }

    /// Returns evidence as it stands.
    pub async fn returns_evidence(&self, evidence: &Evidence) -> Answer<Evidence> {
        let read = self.reads_evidence(&evidence.name).await?;
        Ok(self.wire.calls(requests::return_evidence(&(&read).into())).await?.evidence.unwrap())
    }

    /// Submits evidence that was returned, as it stands.
    pub async fn resubmits_evidence(&self, evidence: &Evidence) -> Answer<Evidence> {
        let read = self.reads_evidence(&evidence.name).await?;
        Ok(self.wire.calls(requests::resubmit_evidence(&(&read).into())).await?.evidence.unwrap())
    }

    /// Accepts evidence as it stands.
    pub async fn accepts_evidence(&self, evidence: &Evidence) -> Answer<Evidence> {
        let read = self.reads_evidence(&evidence.name).await?;
        Ok(self.wire.calls(requests::accept_evidence(&(&read).into())).await?.evidence.unwrap())
    }

    /// Drafts a view of a period.
    pub async fn drafts_view(&self, period: &str) -> Answer<Assessment> {
        let request = requests::create_assessment(&self.parent(), period);
        Ok(self.wire.calls(request).await?.assessment.unwrap())
    }

    /// Issues a view.
    pub async fn issues_view(&self, view: &Assessment, to: &[Recipients]) -> Answer<Assessment> {
        let request = pb::IssueAssessmentRequest {
            to_departments: to.contains(&Recipients::Departments),
            to_counterpart: to.contains(&Recipients::Counterpart),
            to_public: to.contains(&Recipients::Public),
            ..requests::issue_assessment(&view.into())
        };
        Ok(self.wire.calls(request).await?.assessment.unwrap())
    }

    /// Lists the views that were issued to its own organisation, latest first.
    pub async fn received(&self) -> Answer<Vec<ReceivedAssessment>> {
        Ok(self.wire.calls(requests::list_received(&self.parent())).await?.received_assessments)
    }

    /// Lists how one commitment stands at its own organisation in the periods that a day is in.
    pub async fn standings_of(&self, code: &str, on: &str) -> Answer<Vec<pb::CommitmentStanding>> {
        let (parent, on, commitment) = (self.parent(), on.to_owned(), format!("commitments/{code}"));
        let request = pb::ListStandingsRequest { parent, on, commitment };
        Ok(self.wire.calls(request).await?.standings)
    }
}
