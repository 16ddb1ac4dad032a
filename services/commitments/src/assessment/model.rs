//! What may happen to a view.

use crate::{between::Fold, evidence::seal};
use chassis::{
    Caller, Error, Label, clock,
    exchange::{self as kept, Standing},
    message,
};
use contracts::{
    access::{Party, Reason},
    commitments::{
        self as pb, AssessmentContent, AssessmentIssueContent, CommitmentContent, Owner, ViewState,
    },
};
use uuid::Uuid;

/// The most acts of one view: whoever needs more begins another.
const MOST_ACTS: usize = 50;
/// Acts as they are kept.
pub(super) const DRAFT: &str = "DRAFT";
pub(super) const ISSUE: &str = "ISSUE";

/// What is done about a view that is there: the RPC that begins so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Update,
    Issue,
}

/// A view of one's own party: the fold of what was done about it.
#[derive(Clone, Debug)]
pub(crate) struct Assessment {
    pub(super) kept: kept::Exchange,
    state: ViewState,
    pub(super) content: AssessmentContent,
    recipients: Vec<String>,
}

impl Fold for Assessment {
    const KIND: &'static str = "ASSESSMENT";
    const COLLECTION: &'static str = "assessments";

    fn fold(exchange: kept::Exchange) -> Result<Self, Error> {
        let bad = |what: &str| Error::internal(format!("assessment {}: {what}", exchange.id));
        let (mut state, mut content, mut recipients) = (ViewState::Unspecified, None, Vec::new());
        for act in &exchange.acts {
            match (act.kind.as_str(), state) {
                (DRAFT, ViewState::Unspecified | ViewState::Draft) => {
                    content = Some(act.sealed.open::<AssessmentContent>()?);
                    state = ViewState::Draft;
                }
                // Whoever reads what is issued only, begins with that.
                (ISSUE, ViewState::Unspecified | ViewState::Draft) => {
                    let issue: AssessmentIssueContent = act.sealed.open()?;
                    (content, recipients) = (issue.content, issue.recipients);
                    state = ViewState::Issued;
                }
                _ => return Err(bad("an act that cannot follow the one before")),
            }
        }
        let content = content.ok_or_else(|| bad("it says nothing"))?;
        if content.period != exchange.subject {
            return Err(bad("it is of another period"));
        }
        Ok(Self { kept: exchange, state, content, recipients })
    }

    fn kept(&self) -> &kept::Exchange {
        &self.kept
    }

    fn standing(&self) -> Result<Standing, Error> {
        let state = self.state.as_str_name().replacen("VIEW_STATE_", "", 1);
        Ok(Standing { state, summary: message::to_json(&self.bare())? })
    }
}

impl Assessment {
    /// Refuses what whoever acts may not do about it as it stands.
    pub(super) fn may(&self, deed: Deed, caller: &Caller) -> Result<(), Error> {
        let last = self.kept.acts.last().and_then(|act| act.author.as_ref());
        // A system is none of two who look at it.
        caller.in_person("a person does this, and no system")?;
        if deed == Deed::Issue && last == Some(&caller.author) {
            return Err(Error::ActingRole("another person than whoever drafted a view issues it"));
        }
        if self.state != ViewState::Draft {
            return Err(Error::refused(Reason::State, "it was issued"));
        }
        if deed == Deed::Update && self.kept.acts.len() >= MOST_ACTS {
            return Err(Error::refused(Reason::State, "it was drafted too often; begin another"));
        }
        Ok(())
    }

    /// The view as its party sees it.
    pub(super) fn to_wire(&self, caller: &Caller) -> pb::Assessment {
        let deeds = [Deed::Update, Deed::Issue].into_iter();
        let possible_acts = deeds
            .filter(|deed| self.may(*deed, caller).is_ok())
            .map(|deed| format!("{deed:?}Assessment"))
            .collect();
        let shown = listed(self.bare(), &caller.organisation, self.kept.id, self.kept.version);
        pb::Assessment { possible_acts, ..shown }
    }

    fn bare(&self) -> pb::Assessment {
        let (first, last) = (&self.kept.acts[0], &self.kept.acts[self.kept.acts.len() - 1]);
        let issued = Some(last).filter(|_| self.state == ViewState::Issued);
        pb::Assessment {
            state: self.state.into(),
            period: self.content.period.clone(),
            view: self.content.view,
            rationale: self.content.rationale.clone(),
            handling: self.content.handling.clone(),
            create_time: Some(clock::to_wire(first.at)),
            update_time: Some(clock::to_wire(last.at)),
            issue_time: issued.map(|act| clock::to_wire(act.at)),
            issued_by: issued.map(|act| act.role.clone()).unwrap_or_default(),
            recipients: self.recipients.clone(),
            seal: Some(seal(&last.sealed)),
            observation: self.content.observation,
            ..pb::Assessment::default()
        }
    }
}

/// A view as a list shows it.
pub(crate) fn listed(
    summary: pb::Assessment,
    reader: &Label,
    id: Uuid,
    version: kept::Version,
) -> pb::Assessment {
    let name = format!("organisations/{reader}/{}/{id}", Assessment::COLLECTION);
    pb::Assessment { name, etag: version.etag(), ..summary }
}

/// Says whether a party's view of a commitment is an observation of what others promised, or refuses that it has one: government
/// never scores what the regulator promised, and a department has a view of what it keeps itself only.
pub(super) fn observes(party: Party, content: &CommitmentContent) -> Result<bool, Error> {
    let keeps = content.owed_by().any(|by| by == party);
    let owner = match party {
        Party::Department | Party::Gcdo => Owner::Hmg,
        Party::Ico => Owner::Ico,
        Party::Ncsc => Owner::Ncsc,
        Party::Public | Party::Unspecified => Owner::Unspecified,
    };
    let promised = content.owners().any(|by| by == owner);
    match party {
        // The centre watches over what departments keep.
        Party::Gcdo if promised => Ok(false),
        Party::Ico if !promised && content.owners().any(|by| by == Owner::Hmg) => Ok(true),
        _ if keeps => Ok(false),
        _ => Err(Error::ActingRole("a party has no view of what only others promised")),
    }
}
