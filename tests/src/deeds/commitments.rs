//! What actors do about commitments, and how far amendments, evidence and views come by it.

use super::{InvitationStage, MeetingStage, PackStage};
use crate::{
    Actor, Answer, Side, World,
    requests::{self, AsRead, as_named_by},
};
use chassis_testing::id;
use contracts::commitments::{
    self as pb, Amendment, Appointment, AppointmentState, Assessment, Commitment, CommitmentContent,
    Evidence, PackBody, ReceivedAssessment,
};
use local::issuer::Organisation;

/// Whom meetings are about.
const REGULATOR: &str = "ico";

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
    /// What is planned.
    Plan,
    /// A pack: a department's for its own board, the centre's for a body across government.
    Pack(PackStage),
    /// A department's pack for a body across government.
    SentPack(PackStage),
    /// A meeting of a body of its own.
    Meeting(MeetingStage),
    /// An invitation of the regulator to such a meeting.
    SentInvitation(InvitationStage),
    /// An invitation that it was sent.
    Invitation(InvitationStage),
    /// Something that is due, and was not recorded.
    Due,
    /// A record that something was done.
    Completion,
    /// An appointment without an end.
    Appointment,
    /// A link to the calendar, which is its maker's own.
    Feed,
    /// What such a link ends in.
    Secret,
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
    /// It was accepted: the regulator's is issued.
    Accepted,
}

impl Kept {
    /// Whether a party has any of it: the regulator drafts nothing here, nobody returns what it enters, and departments and the
    /// centre alone keep meetings.
    #[must_use]
    pub fn is_of(self, organisation: Organisation) -> bool {
        match self {
            Self::View | Self::Evidence(EvidenceStage::Draft | EvidenceStage::Returned) => {
                organisation != Organisation::Ico
            }
            Self::Meeting(_) | Self::SentInvitation(_) => {
                !matches!(organisation, Organisation::Ico | Organisation::Ncsc)
            }
            _ => true,
        }
    }
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
    /// Whoever drafts evidence and views, or enters evidence, and proposes amendments.
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

    /// Brings evidence that `author` drafts to a stage; the regulator's is entered.
    pub async fn evidence(&self, author: &Actor, stage: EvidenceStage) -> Evidence {
        if self.organisation == Organisation::Ico {
            let request = requests::enter_evidence(&self.name());
            return author.wire.calls(request).await.unwrap().evidence.unwrap();
        }
        let request = requests::create_evidence(&self.name());
        let drafted = author.wire.calls(request).await.unwrap().evidence.unwrap();
        if stage == EvidenceStage::Draft {
            return drafted;
        }
        let submitted = author.submits_evidence(&drafted).await.unwrap();
        let department = submitted.accepter != submitted.owner;
        let judge = if department { self.world.gcdo().role("gcdo.analyst") } else { self.decider() };
        match stage {
            EvidenceStage::Returned => drop(judge.returns_evidence(&submitted).await.unwrap()),
            EvidenceStage::Accepted => drop(judge.accepts_evidence(&submitted).await.unwrap()),
            EvidenceStage::Draft | EvidenceStage::Submitted => {}
        }
        author.reads_evidence(&submitted.name).await.unwrap()
    }

    /// Issues a view of a period that one person drafts, or that the regulator enters.
    pub async fn issues(&self, period: &str, to: &[Recipients]) -> Assessment {
        if self.organisation == Organisation::Ico {
            return self.decider().enters_view(period, to).await.unwrap();
        }
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
        let keeper = if matches!(kept, Kept::Meeting(_) | Kept::SentInvitation(_)) {
            side.secretary()
        } else {
            side.keeper()
        };
        let (author, name) = (author.unwrap_or(&keeper), side.name());
        let period = requests::period_of(&name);
        match kept {
            Kept::Amendment => {
                let code = match side.organisation {
                    // The regulator decides about its own elsewhere.
                    Organisation::Ico => "JNT-02",
                    Organisation::Ncsc => "NCSC-04",
                    _ => "HMG-01",
                };
                (&author.amends(code, shows_more).await.unwrap()).into()
            }
            Kept::Evidence(stage) => (&side.evidence(author, stage).await).into(),
            Kept::View => (&author.drafts_view(period).await.unwrap()).into(),
            Kept::IssuedView if side.organisation == Organisation::Ico => {
                (&side.issues(period, &[Recipients::Counterpart]).await).into()
            }
            Kept::IssuedView => (&side.issues_by(author, period, &[Recipients::Counterpart]).await).into(),
            Kept::Plan => (&author.plans_to(requests::planned("Appoint a lead")).await.unwrap()).into(),
            Kept::Pack(stage) => (&side.pack(author, requests::body_of(&name), stage).await).into(),
            Kept::SentPack(stage) => (&side.pack(author, PackBody::TechnologyRiskGroup, stage).await).into(),
            Kept::Meeting(stage) => (&side.meeting(author, REGULATOR, stage).await).into(),
            Kept::SentInvitation(stage) => (&side.invites(author, REGULATOR, stage).await).into(),
            Kept::Invitation(stage) => {
                let host = match side.organisation {
                    Organisation::Gcdo | Organisation::Ncsc => self.moj(),
                    _ => self.gcdo(),
                };
                let sent = host.invites(&host.secretary(), &side.organisation.to_string(), stage).await;
                (&keeper.reads_invitation(&sent.name).await.unwrap()).into()
            }
            Kept::Received => {
                let (from, of, to) = match side.organisation {
                    Organisation::Ico => (self.gcdo(), requests::YEAR, Recipients::Counterpart),
                    Organisation::Gcdo => (self.ico(), requests::YEAR, Recipients::Counterpart),
                    Organisation::Ncsc => (self.ico(), requests::WITH_NCSC, Recipients::Counterpart),
                    _ => (self.ico(), requests::YEAR, Recipients::Departments),
                };
                from.issues(of, &[to]).await;
                (&keeper.received().await.unwrap().remove(0)).into()
            }
            Kept::Due => author.due().await,
            Kept::Completion => {
                let due = author.due().await;
                (&author.wire.calls(requests::record_done(&due)).await.unwrap().completion.unwrap()).into()
            }
            Kept::Appointment => (&author.held_for_good().await).into(),
            Kept::Feed => {
                (&author.wire.calls(requests::create_feed(&name)).await.unwrap().feed.unwrap()).into()
            }
            Kept::Secret => {
                let made = author.wire.calls(requests::create_feed(&name)).await.unwrap();
                AsRead { name: format!("{name}/secrets/{}", made.secret), ..AsRead::default() }
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
    /// Something that its organisation may record today: what happens when it happens, or else what is due.
    async fn due(&self) -> AsRead {
        let parent = self.parent();
        let happens = match self.organisation {
            Organisation::Ico => Some("CAL-14"),
            Organisation::Gcdo => None,
            _ => Some("CAL-08"),
        };
        if let Some(code) = happens {
            let name = format!("{parent}/occurrences/{code}-{}", requests::today());
            return AsRead { name, ..AsRead::default() };
        }
        let all = self.wire.calls(requests::list_occurrences(&parent)).await.unwrap().occurrences;
        let open = all.into_iter().find(|one| one.possible_acts.iter().any(|act| act == "RecordDone"));
        AsRead { name: open.expect("the centre owes something").name, ..AsRead::default() }
    }

    /// The appointment without an end that its organisation has, or else a new one.
    async fn held_for_good(&self) -> Appointment {
        let parent = self.parent();
        let all = self.wire.calls(requests::list_appointments(&parent)).await.unwrap().appointments;
        let own = |one: &Appointment| one.organisation == parent && one.state() == AppointmentState::Held;
        if let Some(held) = all.into_iter().find(own) {
            return held;
        }
        let request = requests::appoint_for_good(&parent);
        self.wire.calls(request).await.unwrap().appointment.unwrap()
    }

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
        let request = self.amendment(code, change).await?;
        Ok(self.wire.calls(request).await?.amendment.unwrap())
    }

    /// Enters that a commitment says something else in a week, as it was decided elsewhere.
    pub async fn enters_amendment(
        &self,
        code: &str,
        change: impl FnOnce(&mut CommitmentContent),
    ) -> Answer<Amendment> {
        let request = requests::entered(self.amendment(code, change).await?);
        Ok(self.wire.calls(request).await?.amendment.unwrap())
    }

    async fn amendment(
        &self,
        code: &str,
        change: impl FnOnce(&mut CommitmentContent),
    ) -> Answer<pb::ProposeAmendmentRequest> {
        let latest = self.latest(code).await?;
        let mut content = latest.content.unwrap();
        change(&mut content);
        Ok(pb::ProposeAmendmentRequest {
            commitment: latest.name,
            replaces: latest.version,
            content: Some(content),
            ..requests::propose(&self.parent())
        })
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

    /// Discloses evidence that counts to the other party of the document, as it stands, and says which copy it has.
    pub async fn passes_on(&self, evidence: &Evidence) -> Answer<Evidence> {
        let read = self.reads_evidence(&evidence.name).await?;
        Ok(self.wire.calls(requests::disclose_evidence(&(&read).into())).await?.copy.unwrap())
    }

    /// Drafts a view of a period.
    pub async fn drafts_view(&self, period: &str) -> Answer<Assessment> {
        let request = requests::create_assessment(&self.parent(), period);
        Ok(self.wire.calls(request).await?.assessment.unwrap())
    }

    /// Enters a view of a period, and issues it.
    pub async fn enters_view(&self, period: &str, to: &[Recipients]) -> Answer<Assessment> {
        let request = pb::EnterAssessmentRequest {
            to_departments: to.contains(&Recipients::Departments),
            to_counterpart: to.contains(&Recipients::Counterpart),
            to_public: to.contains(&Recipients::Public),
            ..requests::enter_assessment(&self.parent(), period)
        };
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
