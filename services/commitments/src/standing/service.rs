//! The RPCs of how commitments stand: what happens in each call, in order.

use super::{
    model::{Counts, stands},
    store,
};
use crate::{
    assessment,
    evidence::period,
    register::{
        self, Code, Register, Version, Versions, day,
        period::{Period, PeriodId},
        service::{code, on},
    },
};
use chassis::{Answer, Ask, Asker, Error, Fields, Label, deadline::london_day, serve::Parts};
use contracts::{
    access::{Party, Reason},
    commitments::{
        self as pb, CommitmentStanding, ReceivedAssessment, Standing,
        standing_service_server::StandingService,
    },
};
use jiff::civil::Date;
use std::{collections::BTreeMap, sync::Arc};
use tonic::Request;

/// The handlers.
#[derive(Clone)]
pub(crate) struct StandingHandlers {
    parts: Parts,
    register: Arc<Register>,
}

struct ListStandings {
    organisation: Label,
    on: Option<Date>,
    code: Option<Code>,
}

struct ListDepartmentStandings {
    organisation: Label,
    period: (Code, PeriodId),
}

impl StandingHandlers {
    pub(crate) fn new(parts: Parts, register: Arc<Register>) -> Self {
        Self { parts, register }
    }
}

/// The periods that a day is in, of the commitments that a party has to keep, each with what the register says then.
fn kept(all: &[Versions], party: Party, day: Date, only: Option<Code>) -> Vec<(Period, &Version)> {
    let wanted = all.iter().filter(|versions| only.is_none_or(|code| versions.latest().code == code));
    let owed = wanted.filter_map(|versions| {
        let version = versions.on(day)?;
        version.content.owed_by().any(|by| by == party).then_some((versions, version))
    });
    owed.flat_map(|(versions, version)| versions.current(day).map(move |period| (period, version))).collect()
}

/// What is to be done first comes first.
fn urgency(standing: Standing) -> i32 {
    match standing {
        Standing::Overdue => 0,
        Standing::AtRisk => 1,
        Standing::NotEvidenced | Standing::Unspecified => 2,
        Standing::Evidenced => 3,
    }
}

fn on_wire(
    (period, version): (&Period, &Version),
    organisation: &str,
    counts: &Counts,
    own_view: Option<pb::Assessment>,
    other_views: Vec<ReceivedAssessment>,
    today: Date,
) -> CommitmentStanding {
    let said = own_view.as_ref().map(pb::Assessment::view);
    let said = said.or_else(|| {
        other_views.iter().find(|view| view.assessor == organisation).map(ReceivedAssessment::view)
    });
    let (standing, explanation) = stands(period, counts, said, today);
    CommitmentStanding {
        title: version.content.title.clone(),
        period: Some(period.to_wire()),
        organisation: organisation.to_owned(),
        standing: standing.into(),
        explanation,
        evidence: counts.to_wire(),
        own_view,
        other_views,
        owners: version.content.owners.clone(),
    }
}

#[tonic::async_trait]
impl StandingService for StandingHandlers {
    async fn list_standings(
        &self,
        request: Request<pb::ListStandingsRequest>,
    ) -> Answer<pb::ListStandingsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: ListStandings| {
            let all = register::store::all(tx, &self.register).await?;
            let (party, today) = (tx.caller().party, london_day(tx.now()));
            let kept = kept(&all, party, day(ask.on, tx.now()), ask.code);
            let names: Vec<_> = kept.iter().map(|(period, _)| period.name()).collect();
            let counts = store::own(tx, &names).await?;
            let mut own = store::own_views(tx, &names).await?;
            let mut others = BTreeMap::<String, Vec<ReceivedAssessment>>::new();
            for view in assessment::store::latest(tx, &names).await? {
                others.entry(view.period.clone()).or_default().push(view);
            }
            let organisation = format!("organisations/{}", ask.organisation);
            let mut standings: Vec<_> = kept
                .iter()
                .zip(&names)
                .map(|((period, version), name)| {
                    let counts = counts.get(name).cloned().unwrap_or_default();
                    let (own, others) = (own.remove(name), others.remove(name).unwrap_or_default());
                    let standing = on_wire((period, version), &organisation, &counts, own, others, today);
                    ((urgency(standing.standing()), period.due.unwrap_or(Date::MAX)), standing)
                })
                .collect();
            // What is as urgent and due on the same day is in the order of the register.
            standings.sort_by_key(|(place, _)| *place);
            let standings = standings.into_iter().map(|(_, standing)| standing).collect();
            Ok(pb::ListStandingsResponse { standings })
        });
        answer.await
    }

    async fn list_department_standings(
        &self,
        request: Request<pb::ListDepartmentStandingsRequest>,
    ) -> Answer<pb::ListDepartmentStandingsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: ListDepartmentStandings| {
            let directory = &self.parts.directory;
            if directory.centre() != Some(&ask.organisation) {
                return Err(Error::ActingRole("the centre alone sees how departments stand"));
            }
            let none = || Error::refused(Reason::NotOwed, "departments have no such period to keep");
            let (code, id) = ask.period;
            if self.register.first(code).is_none() {
                return Err(none());
            }
            let versions = register::store::versions(tx, &self.register, code).await?;
            let period = versions.period(id).ok_or_else(none)?;
            let version = versions.on(period.first).ok_or_else(none)?;
            if !version.content.owed_by().any(|by| by == Party::Department) {
                return Err(none());
            }
            let name = period.name();
            let counts = store::departments(tx, &name).await?;
            let views = assessment::store::latest(tx, &[name]).await?;
            let today = london_day(tx.now());
            let owing = directory.iter().filter(|one| {
                one.party == Party::Department
                    && one.successor.is_none()
                    && period.last().is_none_or(|last| one.in_scope_from <= last)
            });
            let standing = |department: &chassis::directory::Organisation| {
                let organisation = format!("organisations/{}", department.code);
                let counts = counts.get(department.code.as_str()).cloned().unwrap_or_default();
                let views = views.iter().filter(|view| view.assessor == organisation);
                let short = |view: &ReceivedAssessment| ReceivedAssessment {
                    rationale: String::new(),
                    ..view.clone()
                };
                let views = views.map(short).collect();
                on_wire((&period, version), &organisation, &counts, None, views, today)
            };
            Ok(pb::ListDepartmentStandingsResponse { standings: owing.map(standing).collect() })
        });
        answer.await
    }
}

impl Ask for ListStandings {
    type Request = pb::ListStandingsRequest;

    fn read(_: &Asker<'_>, request: pb::ListStandingsRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, on) = (fields.parent(&request.parent), on(fields, &request.on));
        let code = match request.commitment.as_str() {
            "" => None,
            name => code(fields, "commitment", name),
        };
        Some(Self { organisation: organisation?, on, code })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for ListDepartmentStandings {
    type Request = pb::ListDepartmentStandingsRequest;

    fn read(_: &Asker<'_>, request: pb::ListDepartmentStandingsRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, period) = (fields.parent(&request.parent), period(fields, &request.period));
        Some(Self { organisation: organisation?, period: period? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
