//! What services answer here.

use chassis::clock::to_wire;
use contracts::{
    access::Party,
    commitments::{
        Amendment, AmendmentContent, AmendmentState, Assessment, Body, Cadence, Commitment,
        CommitmentContent, CommitmentKind, CommitmentStanding, Evidence, EvidenceAct, EvidenceActKind,
        EvidenceCount, EvidenceFacts, EvidenceKind, EvidenceState, Instrument, InstrumentDetails, Metric,
        Owner, Period, PlatformArea, ReceivedAssessment, Section, Standing, View, ViewState,
    },
    exchange::Seal,
    handling::{Classification, Handling},
};
use jiff::Timestamp;
use prost_types::Timestamp as Time;

pub(super) const ID: &str = "5c1e2f7a-93d0-4c2b-8a43-4f1f0c6b7d21";
pub(super) const OTHER: &str = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9";

/// A time of the wire.
pub(super) fn at(time: &str) -> Option<Time> {
    time.parse::<Timestamp>().ok().map(to_wire)
}

pub(super) fn seal() -> Seal {
    Seal { r#type: "application/json; of=a-test".to_owned(), hash: vec![0xab; 32] }
}

pub(super) fn handling() -> Handling {
    Handling { classification: Classification::Official.into(), ..Handling::default() }
}

pub(super) fn half_year() -> Period {
    Period {
        name: "commitments/HMG-17/periods/2026-01-08-P6M".to_owned(),
        kind: CommitmentKind::Recurring.into(),
        first_day: "2026-01-08".to_owned(),
        last_day: "2026-07-07".to_owned(),
        due_day: "2026-07-07".to_owned(),
    }
}

pub(super) fn once() -> Period {
    Period {
        name: "commitments/CAB-12/periods/once".to_owned(),
        kind: CommitmentKind::OneOff.into(),
        first_day: "2026-01-08".to_owned(),
        ..Period::default()
    }
}

pub(super) fn content() -> CommitmentContent {
    CommitmentContent {
        instrument: Instrument::Mou.into(),
        section: Section::Reporting.into(),
        place: 2,
        owners: vec![Owner::Hmg.into()],
        owed_by: vec![Party::Gcdo.into(), Party::Department.into()],
        title: "Reports <twice> a year".to_owned(),
        text: "Departments report & the centre sums it up.".to_owned(),
        kinds: vec![CommitmentKind::Recurring.into()],
        cadences: vec![Cadence::SixMonthly.into()],
        bodies: vec![Body::TransformationBoard.into()],
        areas: vec![PlatformArea::Breaches.into()],
        evidence: vec!["A report of each half-year".to_owned()],
        duplicate_of: "CAB-03".to_owned(),
        related: vec!["HMG-18".to_owned(), "ICO-02".to_owned()],
        ..CommitmentContent::default()
    }
}

pub(super) fn commitment() -> Commitment {
    Commitment {
        name: "commitments/HMG-17".to_owned(),
        version: 1,
        effective_from: "2026-01-08".to_owned(),
        content: Some(content()),
        duty: "HMG-17".to_owned(),
        periods: vec![half_year()],
        ..Commitment::default()
    }
}

/// A later version, which says something else.
pub(super) fn amended() -> Commitment {
    Commitment {
        version: 2,
        effective_from: "2026-04-01".to_owned(),
        content: Some(CommitmentContent { title: "Reports four times a year".to_owned(), ..content() }),
        reason: "Half a year is too long".to_owned(),
        seal: Some(seal()),
        ..commitment()
    }
}

/// One of the regulator, in another document.
pub(super) fn other_commitment() -> Commitment {
    Commitment {
        name: "commitments/ICO-02".to_owned(),
        content: Some(CommitmentContent {
            instrument: Instrument::NcscMou.into(),
            section: Section::Shared.into(),
            owners: vec![Owner::Ico.into(), Owner::Ncsc.into()],
            title: "Meets the other side".to_owned(),
            ..content()
        }),
        ..commitment()
    }
}

pub(super) fn instruments() -> Vec<InstrumentDetails> {
    let details =
        |instrument: Instrument, title: &str, date: &str, signatories: [&str; 2]| InstrumentDetails {
            instrument: instrument.into(),
            title: title.to_owned(),
            date: date.to_owned(),
            signatories: signatories.map(|code| format!("organisations/{code}")).to_vec(),
            note: format!("A note on {title}."),
        };
    vec![
        details(Instrument::Mou, "The memorandum", "2026-01-08", ["gcdo", "ico"]),
        details(Instrument::NcscMou, "The other memorandum", "2023-09-12", ["ico", "ncsc"]),
        details(Instrument::CabinetOfficeLetter, "The letter", "2025-10", ["gcdo", "gcdo"]),
    ]
}

/// A view that another party issued of the half-year.
pub(super) fn received(assessor: &str, view: View, rationale: &str) -> ReceivedAssessment {
    ReceivedAssessment {
        name: format!("organisations/hmrc/receivedAssessments/{ID}"),
        assessor: format!("organisations/{assessor}"),
        period: half_year().name,
        view: view.into(),
        rationale: rationale.to_owned(),
        handling: Some(handling()),
        issue_time: at("2026-05-02T09:00:00Z"),
        issued_by: "ico.lead".to_owned(),
        seal: Some(seal()),
        sealed: b"{\"sealed\":true}".to_vec(),
        observation: assessor == "ico",
    }
}

pub(super) fn standing(standing: Standing) -> CommitmentStanding {
    CommitmentStanding {
        title: content().title,
        period: Some(half_year()),
        organisation: "organisations/hmrc".to_owned(),
        standing: standing.into(),
        explanation: "due by 7 July 2026; no evidence was accepted yet".to_owned(),
        evidence: vec![EvidenceCount { state: EvidenceState::Submitted.into(), count: 2 }],
        owners: vec![Owner::Hmg.into()],
        ..CommitmentStanding::default()
    }
}

pub(super) fn evidence(state: EvidenceState) -> Evidence {
    let act = |number, kind: EvidenceActKind, organisation: &str, role: &str, note: &str| EvidenceAct {
        number,
        kind: kind.into(),
        at: at("2026-05-02T09:00:00Z"),
        organisation: format!("organisations/{organisation}"),
        role: role.to_owned(),
        seal: Some(seal()),
        sealed: format!("act {number}").into_bytes(),
        note: note.to_owned(),
        draft: 0,
    };
    let draft = EvidenceAct {
        draft: 1,
        sealed: b"a draft".to_vec(),
        ..act(0, EvidenceActKind::Draft, "hmrc", "dept.dpo", "")
    };
    Evidence {
        name: format!("organisations/hmrc/evidence/{ID}"),
        etag: "e1".to_owned(),
        state: state.into(),
        owner: "organisations/hmrc".to_owned(),
        accepter: "organisations/gcdo".to_owned(),
        period: half_year().name,
        facts: Some(EvidenceFacts {
            kind: EvidenceKind::Metric.into(),
            title: "Told in <time>".to_owned(),
            description: "Of all breaches".to_owned(),
            received_on: "2026-04-30".to_owned(),
            effective_from: "2026-01-08".to_owned(),
            effective_to: "2026-03-31".to_owned(),
            metric: Some(Metric {
                measure: "told within 72 hours, in per cent".to_owned(),
                value: "97.5".to_owned(),
                source: PlatformArea::Breaches.into(),
                reference: "2026-Q1".to_owned(),
            }),
            handling: Some(handling()),
            ..EvidenceFacts::default()
        }),
        update_time: at("2026-05-02T09:00:00Z"),
        reason: "The figure of March is missing".to_owned(),
        acts: vec![
            draft,
            act(1, EvidenceActKind::Submission, "hmrc", "dept.dpo", ""),
            act(2, EvidenceActKind::Return, "gcdo", "gcdo.lead", "March is missing"),
        ],
        possible_acts: vec!["ResubmitEvidence".to_owned(), "WithdrawEvidence".to_owned()],
        ..Evidence::default()
    }
}

pub(super) fn assessment(state: ViewState) -> Assessment {
    let issued = state == ViewState::Issued;
    Assessment {
        name: format!("organisations/hmrc/assessments/{ID}"),
        etag: "e1".to_owned(),
        state: state.into(),
        period: half_year().name,
        view: View::AtRisk.into(),
        rationale: "Half of it is there".to_owned(),
        handling: Some(handling()),
        update_time: at("2026-05-02T09:00:00Z"),
        issue_time: issued.then(|| at("2026-05-02T10:00:00Z")).flatten(),
        issued_by: if issued { "dept.siro".to_owned() } else { String::new() },
        recipients: if issued {
            vec!["organisations/gcdo".to_owned(), super::super::PUBLIC.to_owned()]
        } else {
            Vec::new()
        },
        seal: Some(seal()),
        possible_acts: vec!["IssueAssessment".to_owned()],
        ..Assessment::default()
    }
}

pub(super) fn amendment(state: AmendmentState) -> Amendment {
    Amendment {
        name: format!("organisations/ico/amendments/{ID}"),
        etag: "e1".to_owned(),
        state: state.into(),
        proposer: "organisations/gcdo".to_owned(),
        counterpart: "organisations/ico".to_owned(),
        proposal: Some(AmendmentContent {
            commitment: "commitments/HMG-17".to_owned(),
            version: 2,
            effective_from: "2026-07-01".to_owned(),
            content: amended().content,
            reason: "Half a year is too long".to_owned(),
        }),
        seal: Some(seal()),
        proposed_by: "gcdo.lead".to_owned(),
        propose_time: at("2026-05-01T09:00:00Z"),
        settled_by: if state == AmendmentState::Refused { "ico.lead".to_owned() } else { String::new() },
        settle_time: (state == AmendmentState::Refused).then(|| at("2026-05-02T09:00:00Z")).flatten(),
        settle_reason: if state == AmendmentState::Refused {
            "Twice is enough".to_owned()
        } else {
            String::new()
        },
        possible_acts: vec!["AgreeAmendment".to_owned(), "RefuseAmendment".to_owned()],
    }
}
