//! How the samples are governed: who is accountable, what departments plan, what a board was presented with, and what was done of
//! what is due again and again. Whatever is there already is not done again.

use super::{
    PAGE,
    people::{Called, People},
    promises::{id, official, whole},
};
use contracts::commitments::{
    self as pb, Milestone, OccurrenceState, Pack, PackBody, PackDraft, PackState, Plan, PlanFacts,
    PlanProgress, Post, appointment_service_client::AppointmentServiceClient,
    calendar_service_client::CalendarServiceClient, pack_service_client::PackServiceClient,
    plan_service_client::PlanServiceClient,
};
use jiff::{ToSpan as _, civil::Date};
use tonic::Status;

/// Who holds a post: whose it is, who records it, what they are called, whether they act only, and since when, counted in months
/// from the memorandum. The Home Office says nothing, so that its post stands vacant.
const HELD: [(&str, &str, Post, &str, bool, i32); 4] = [
    ("gcdo", "gcdo-lead", Post::AccountableIndividual, "Government Chief Data Officer", false, 0),
    ("hmrc", "hmrc-dpo", Post::DepartmentLead, "Chief Data Officer", false, 0),
    ("moj", "moj-dpo", Post::DepartmentLead, "Director of Security", false, 0),
    ("moj", "moj-dpo", Post::DepartmentLead, "Deputy Director of Information", true, 5),
];
/// The first day of the memorandum.
const SIGNED: Date = Date::constant(2026, 1, 8);

/// What is planned: whose, by whom, for which commitment, what, by which role, in how many days from today, and how far it came.
struct Planned {
    who: [&'static str; 2],
    code: &'static str,
    what: &'static str,
    owner_role: &'static str,
    in_days: i32,
    progress: PlanProgress,
    note: &'static str,
}

const HMRC: [&str; 2] = ["hmrc", "hmrc-dpo"];
const MOJ: [&str; 2] = ["moj", "moj-dpo"];
const HOME_OFFICE: [&str; 2] = ["home-office", "home-office-dpo"];

const PLANNED: [Planned; 7] = [
    Planned {
        who: HMRC,
        code: "HMG-02",
        what: "Synthetic: report on data protection to the executive committee each quarter",
        owner_role: "Chief Data Officer",
        in_days: 30,
        progress: PlanProgress::UnderWay,
        note: "Two reports were given.",
    },
    Planned {
        who: HMRC,
        code: "HMG-03",
        what: "Synthetic: share the lessons of closed breaches with all directorates",
        owner_role: "Head of data protection",
        in_days: -12,
        progress: PlanProgress::UnderWay,
        note: "Four directorates of seven have had theirs.",
    },
    Planned {
        who: HMRC,
        code: "HMG-07",
        what: "Synthetic: practise a breach with the press office",
        owner_role: "Head of data protection",
        in_days: 75,
        progress: PlanProgress::NotStarted,
        note: "",
    },
    Planned {
        who: MOJ,
        code: "HMG-02",
        what: "Synthetic: fill the posts of the data protection team",
        owner_role: "Director of Security",
        in_days: 20,
        progress: PlanProgress::Blocked,
        note: "Recruitment is frozen until the next financial year.",
    },
    Planned {
        who: MOJ,
        code: "HMG-03",
        what: "Synthetic: near misses on the agenda of every agency",
        owner_role: "Data Protection Officer",
        in_days: -3,
        progress: PlanProgress::Done,
        note: "Every agency has it on its agenda.",
    },
    Planned {
        who: HOME_OFFICE,
        code: "HMG-02",
        what: "Synthetic: appoint who is accountable",
        owner_role: "Permanent Secretary",
        in_days: 14,
        progress: PlanProgress::UnderWay,
        note: "The post was advertised within the department.",
    },
    Planned {
        who: HOME_OFFICE,
        code: "HMG-11",
        what: "Synthetic: a check of each new project before it goes live",
        owner_role: "Data Protection Officer",
        in_days: 45,
        progress: PlanProgress::NotStarted,
        note: "",
    },
];

/// Who records what was done of what is due: all of it that was overdue, but for the latest of the Home Office's.
const RECORDED: [(&str, &str); 4] = [
    ("hmrc", "hmrc-dpo"),
    ("moj", "moj-dpo"),
    ("home-office", "home-office-dpo"),
    ("gcdo", "gcdo-secretariat"),
];

/// Governs what is not governed yet.
pub(super) async fn govern(people: &People<'_>, today: Date) -> Result<(), Status> {
    let calls = Calls { people, today };
    calls.appoint().await?;
    for (number, planned) in PLANNED.iter().enumerate() {
        calls.plan(number, planned).await?;
    }
    calls.present().await?;
    for (number, (organisation, persona)) in RECORDED.iter().enumerate() {
        calls.record(number, organisation, persona).await?;
    }
    Ok(())
}

struct Calls<'a> {
    people: &'a People<'a>,
    today: Date,
}

impl Calls<'_> {
    fn plans(&self, persona: &str) -> PlanServiceClient<Called> {
        PlanServiceClient::new(self.people.called_by(persona))
    }

    fn packs(&self, persona: &str) -> PackServiceClient<Called> {
        PackServiceClient::new(self.people.called_by(persona))
    }

    async fn appoint(&self) -> Result<(), Status> {
        for (number, (organisation, persona, post, title, acting, months)) in HELD.into_iter().enumerate() {
            let from = SIGNED.saturating_add(months.months());
            // Whoever acts follows whom they act for.
            let next = HELD[number + 1..].iter().find(|next| next.0 == organisation).map(|next| next.5);
            let until = next.map(|months| SIGNED.saturating_add(months.months()));
            let mut appointments = AppointmentServiceClient::new(self.people.called_by(persona));
            let parent = format!("organisations/{organisation}");
            let list =
                pb::ListAppointmentsRequest { parent: parent.clone(), page_size: PAGE, ..Default::default() };
            let found = appointments.list_appointments(list).await?.into_inner().appointments;
            let day = from.to_string();
            if from > self.today || found.iter().any(|one| one.from == day && one.role_title == title) {
                continue;
            }
            let request = pb::RecordAppointmentRequest {
                parent,
                post: post.into(),
                role_title: title.to_owned(),
                acting,
                from: day,
                until: until.map(|until| until.to_string()).unwrap_or_default(),
                request_id: id(4, number, 0),
                ..Default::default()
            };
            appointments.record_appointment(request).await?;
        }
        Ok(())
    }

    async fn list_plans(&self, [organisation, persona]: [&str; 2]) -> Result<Vec<Plan>, Status> {
        let parent = format!("organisations/{organisation}");
        let list = pb::ListPlansRequest { parent, page_size: PAGE, ..Default::default() };
        Ok(self.plans(persona).list_plans(list).await?.into_inner().plans)
    }

    async fn plan(&self, number: usize, planned: &Planned) -> Result<(), Status> {
        let is = |plan: &Plan| plan.facts.as_ref().is_some_and(|facts| facts.what == planned.what);
        if self.list_plans(planned.who).await?.iter().any(is) {
            return Ok(());
        }
        let [organisation, persona] = planned.who;
        let due_on = self.today.saturating_add(planned.in_days.days());
        let blocked = planned.progress == PlanProgress::Blocked;
        let done = planned.progress == PlanProgress::Done;
        let facts = PlanFacts {
            what: planned.what.to_owned(),
            owner_role: planned.owner_role.to_owned(),
            due_on: due_on.to_string(),
            progress: planned.progress.into(),
            progress_note: planned.note.to_owned(),
            blockers: if blocked { planned.note.to_owned() } else { String::new() },
            done_on: if done { due_on.to_string() } else { String::new() },
            milestones: vec![Milestone {
                title: "Agreed with the board".to_owned(),
                due_on: due_on.saturating_sub(10.days()).to_string(),
                done_on: String::new(),
            }],
        };
        let request = pb::CreatePlanRequest {
            parent: format!("organisations/{organisation}"),
            commitment: format!("commitments/{}", planned.code),
            facts: Some(facts),
            request_id: id(5, number, 0),
            ..Default::default()
        };
        self.plans(persona).create_plan(request).await?;
        Ok(())
    }

    /// Has HMRC present its board with a pack, which asks about it.
    async fn present(&self) -> Result<(), Status> {
        let (parent, [_, persona]) = ("organisations/hmrc".to_owned(), HMRC);
        let list = pb::ListPacksRequest { parent: parent.clone(), page_size: PAGE, ..Default::default() };
        let found = self.packs(persona).list_packs(list).await?.into_inner().packs;
        let found = found.into_iter().find(|pack| pack.body() == PackBody::DepartmentBoard);
        let mut pack = if let Some(found) = found {
            found
        } else {
            let plans = self.list_plans(HMRC).await?.into_iter();
            let codes = ["HMG-02", "HMG-03"].map(|code| format!("commitments/{code}"));
            let shown = plans.filter(|plan| codes.contains(&plan.commitment)).map(|plan| plan.name);
            let draft = PackDraft {
                title: "Synthetic: how we keep what was promised".to_owned(),
                introduction: "What was shown and planned since January, for the board's meeting.".to_owned(),
                commitments: codes.to_vec(),
                plans: shown.collect(),
                handling: Some(official()),
                ..PackDraft::default()
            };
            let request = pb::PreparePackRequest {
                parent,
                body: PackBody::DepartmentBoard.into(),
                draft: Some(draft),
                request_id: id(6, 0, 0),
                ..Default::default()
            };
            whole(self.packs(persona).prepare_pack(request).await?.into_inner().pack)?
        };
        if pack.state() == PackState::Prepared {
            let hash = pack.seal.map(|seal| seal.hash).unwrap_or_default();
            let (name, etag) = (pack.name, pack.etag);
            let request = pb::PresentPackRequest { name, etag, hash, request_id: id(6, 0, 1) };
            pack = whole(self.packs("hmrc-siro").present_pack(request).await?.into_inner().pack)?;
        }
        self.challenge(&pack).await
    }

    async fn challenge(&self, pack: &Pack) -> Result<(), Status> {
        const BOARD: &str = "hmrc-board";
        let request = pb::GetPackRequest { name: pack.name.clone() };
        let read = whole(self.packs(BOARD).get_pack(request).await?.into_inner().pack)?;
        if read.challenges.is_empty() {
            let request = pb::RecordChallengeRequest {
                name: read.name,
                etag: read.etag,
                challenge: "Why have three directorates not had the lessons of closed breaches yet?"
                    .to_owned(),
                asked_action: "Say by when they will.".to_owned(),
                request_id: id(6, 0, 2),
                ..Default::default()
            };
            self.packs(BOARD).record_challenge(request).await?;
        }
        Ok(())
    }

    /// Records of what an organisation owes that what is overdue was done in time.
    async fn record(&self, number: usize, organisation: &str, persona: &str) -> Result<(), Status> {
        let mut calendar = CalendarServiceClient::new(self.people.called_by(persona));
        let list = pb::ListOccurrencesRequest {
            parent: format!("organisations/{organisation}"),
            from: SIGNED.to_string(),
            to: self.today.min(SIGNED.saturating_add(17.months())).to_string(),
            ..Default::default()
        };
        let due = calendar.list_occurrences(list).await?.into_inner().occurrences.into_iter();
        let mut overdue: Vec<_> = due
            .filter(|one| one.state() == OccurrenceState::Overdue && !one.possible_acts.is_empty())
            .collect();
        if organisation == "home-office" {
            overdue.pop();
        }
        for (step, one) in (0..).zip(overdue) {
            let request = pb::RecordDoneRequest {
                name: one.name,
                done_on: one.due_day,
                reference: "Synthetic: minutes of the meeting".to_owned(),
                request_id: id(7, number, step),
                ..Default::default()
            };
            calendar.record_done(request).await?;
        }
        Ok(())
    }
}
