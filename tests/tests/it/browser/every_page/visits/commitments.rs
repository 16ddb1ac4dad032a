//! Commitments: the register, how it stands, what shows it, and how it changes.

use super::{
    super::ground::Ground,
    ANALYST, CENTRE, DPO, LEAD, REPORTER, SIRO,
    Step::{Day, Fill, Press, Send},
    Visit, visit,
};

const BOARD: &str = "hmrc-board";
const POLICY: &str = "ico-policy";
const LIAISON: &str = "ncsc-liaison";
const PERIOD: &str = "/commitments/HMG-03/2026-01-08-P12M";

pub(in super::super) fn commitments(ground: &Ground) -> Vec<Visit> {
    [register(ground), standings(), evidence(ground), views(ground), amendments(ground)].concat()
}

fn anybody(listed: &'static str, path: String) -> Visit {
    Visit { listed, who: None, path, status: 200, steps: &[] }
}

/// What anybody reads, and what those read of it who are signed in.
fn register(ground: &Ground) -> Vec<Visit> {
    let one = "/register/{commitment}";
    let received = format!("/received-assessments/{}", ground.kept.received);
    vec![
        anybody("/register", "/register".to_owned()),
        anybody("/register", "/register?owner=OWNER_ICO&on=2024-01-01".to_owned()),
        anybody("/register", "/register?on=yesterday".to_owned()).answered(422),
        anybody(one, "/register/HMG-03".to_owned()),
        anybody(one, "/register/JNT-03".to_owned()),
        anybody(one, "/register/CAB-12".to_owned()),
        anybody(one, "/register/HMG-99".to_owned()).answered(404),
        anybody("/received-assessments/{assessment}", received.clone()),
        visit("/register", REPORTER, "/register".to_owned()),
        visit(one, DPO, "/register/HMG-03".to_owned()),
        visit("/received-assessments/{assessment}", DPO, received),
    ]
}

fn standings() -> Vec<Visit> {
    let period = |who| visit("/commitments/{commitment}/{period}", who, PERIOD.to_owned());
    let list = |who| visit("/commitments", who, "/commitments".to_owned());
    let evidence = "/commitments/{commitment}/{period}/draft-evidence";
    let view = "/commitments/{commitment}/{period}/draft-view";
    vec![
        list(DPO),
        list(CENTRE),
        list(POLICY),
        list(LIAISON),
        list(REPORTER).answered(403),
        period(DPO),
        period(BOARD),
        period(CENTRE),
        period(POLICY),
        visit(evidence, DPO, format!("{PERIOD}/draft-evidence"))
            .then(&[Day("On which day did your organisation have it?", "99"), Send]),
        visit(view, DPO, format!("{PERIOD}/draft-view")).then(&[Send]),
        visit(
            "/commitments/{commitment}/{period}/enter-evidence",
            POLICY,
            "/commitments/ICO-02/2026-01-08-P12M/enter-evidence".to_owned(),
        )
        .then(&[Send]),
        visit("/commitments/{commitment}/{period}/enter-view", LEAD, format!("{PERIOD}/enter-view"))
            .then(&[Send]),
    ]
}

fn evidence(ground: &Ground) -> Vec<Visit> {
    let list = |who, query: &str| visit("/evidence", who, format!("/evidence{query}"));
    let one = |who, id: &String| visit("/evidence/{evidence}", who, format!("/evidence/{id}"));
    let act = |listed: &'static str, who, id: &String| {
        visit(listed, who, format!("/evidence/{id}/{}", listed.rsplit('/').next().unwrap()))
    };
    let kept = &ground.kept;
    vec![
        list(DPO, ""),
        list(ANALYST, "?state=EVIDENCE_STATE_SUBMITTED&with=hmrc"),
        list(DPO, "?state=EVIDENCE_STATE_ACCEPTED"),
        one(DPO, &kept.drafted),
        one(CENTRE, &kept.submitted),
        one(DPO, &kept.returned),
        one(BOARD, &kept.returned),
        act("/evidence/{evidence}/submit-evidence", DPO, &kept.drafted),
        act("/evidence/{evidence}/redraft-evidence", DPO, &kept.drafted)
            .then(&[Fill("What is it called?", ""), Send]),
        act("/evidence/{evidence}/resubmit-evidence", DPO, &kept.returned).then(&[Send]),
        act("/evidence/{evidence}/accept-evidence", CENTRE, &kept.submitted).then(&[Send]),
        act("/evidence/{evidence}/return-evidence", CENTRE, &kept.submitted).then(&[Send]),
        act("/evidence/{evidence}/disclose-evidence", CENTRE, &kept.accepted),
        act("/evidence/{evidence}/withdraw-evidence", DPO, &kept.submitted).then(&[Send]),
    ]
}

fn views(ground: &Ground) -> Vec<Visit> {
    let view = &ground.kept.view;
    let one = |who| visit("/assessments/{assessment}", who, format!("/assessments/{view}"));
    vec![
        one(DPO),
        one(SIRO),
        visit("/assessments/{assessment}/issue-view", SIRO, format!("/assessments/{view}/issue-view"))
            .then(&[Send]),
        visit("/assessments/{assessment}/redraft-view", DPO, format!("/assessments/{view}/redraft-view"))
            .then(&[Fill("Why?", ""), Send]),
    ]
}

fn amendments(ground: &Ground) -> Vec<Visit> {
    let amendment = &ground.kept.amendment;
    let one = |who| visit("/amendments/{amendment}", who, format!("/amendments/{amendment}"));
    let act = |listed: &'static str, who| {
        visit(listed, who, format!("/amendments/{amendment}/{}", listed.rsplit('/').next().unwrap()))
    };
    let propose = "/register/{commitment}/propose-amendment";
    vec![
        visit("/amendments", LEAD, "/amendments".to_owned()),
        visit("/amendments", CENTRE, "/amendments?state=AMENDMENT_STATE_AGREED".to_owned()),
        one(CENTRE),
        one(LEAD),
        visit(propose, CENTRE, "/register/HMG-04/propose-amendment".to_owned()).then(&[Press("Continue")]),
        visit("/register/{commitment}/enter-amendment", LEAD, "/register/ICO-05/enter-amendment".to_owned())
            .then(&[Press("Continue")]),
        act("/amendments/{amendment}/agree-amendment", LEAD),
        act("/amendments/{amendment}/refuse-amendment", LEAD).then(&[Send]),
        act("/amendments/{amendment}/withdraw-amendment", CENTRE).then(&[Send]),
    ]
}
