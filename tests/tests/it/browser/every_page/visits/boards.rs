//! What boards are told, and when they meet: plans, packs, meetings and invitations.

use super::{
    super::ground::Ground,
    ANALYST, CENTRE, DPO, HANDLER, LEAD, OFFICER, REPORTER, SIRO,
    Step::{Choose, Day, Fill, Press, Send},
    Visit, visit,
};

const BOARD: &str = "hmrc-board";
const LIAISON: &str = "ncsc-liaison";
const POLICY: &str = "ico-policy";
const SECRETARIAT: &str = "gcdo-secretariat";
const PERIOD: &str = "/commitments/HMG-03/2026-01-08-P12M";

pub(in super::super) fn boards(ground: &Ground) -> Vec<Visit> {
    [plans(ground), packs(ground), meetings(ground), meeting_acts(ground), invitations(ground)].concat()
}

fn plans(ground: &Ground) -> Vec<Visit> {
    let plan = &ground.kept.plan;
    vec![
        visit("/plans", DPO, "/plans".to_owned()),
        visit("/plans", SIRO, "/plans?of=HMG-02&progress=PLAN_PROGRESS_UNDER_WAY".to_owned()),
        visit("/plans", CENTRE, "/plans".to_owned()),
        visit("/plans", BOARD, "/plans".to_owned()).answered(403),
        visit("/plans/{plan}", DPO, format!("/plans/{plan}")),
        visit("/plans/{plan}/update-plan", DPO, format!("/plans/{plan}/update-plan"))
            .then(&[Fill("What is to be done?", ""), Send]),
        visit("/commitments/{commitment}/{period}/plan-work", DPO, format!("{PERIOD}/plan-work"))
            .then(&[Day("By which day is it to be done?", "99"), Send]),
    ]
}

fn packs(ground: &Ground) -> Vec<Visit> {
    let kept = &ground.kept;
    let list = |who, query: &str| visit("/packs", who, format!("/packs{query}"));
    let one = |who, id: &String| visit("/packs/{pack}", who, format!("/packs/{id}"));
    let act = |listed: &'static str, who, id: &String| {
        visit(listed, who, format!("/packs/{id}/{}", listed.rsplit('/').next().unwrap()))
    };
    let answer = "/packs/{pack}/challenges/{number}/answer-challenge";
    vec![
        list(DPO, ""),
        list(BOARD, ""),
        list(SECRETARIAT, "?body=PACK_BODY_TECHNOLOGY_RISK_GROUP&state=PACK_STATE_PRESENTED"),
        list(REPORTER, "").answered(403),
        one(DPO, &kept.prepared),
        one(SIRO, &kept.challenged),
        one(BOARD, &kept.challenged),
        one(SECRETARIAT, &kept.sent),
        one(BOARD, &kept.prepared).answered(404),
        visit("/packs/prepare-pack", DPO, "/packs/prepare-pack".to_owned()).then(&[Send]),
        act("/packs/{pack}/present-pack", SIRO, &kept.prepared),
        act("/packs/{pack}/revise-pack", DPO, &kept.prepared).then(&[Press("Continue")]),
        act("/packs/{pack}/discard-pack", SIRO, &kept.prepared).then(&[Send]),
        act("/packs/{pack}/record-challenge", BOARD, &kept.challenged).then(&[Send]),
        visit(answer, SIRO, format!("/packs/{}/challenges/1/answer-challenge", kept.challenged))
            .then(&[Send]),
    ]
}

fn meetings(ground: &Ground) -> Vec<Visit> {
    let met = &ground.met;
    let list = |who, query: &str| visit("/meetings", who, format!("/meetings{query}"));
    let one = |who, id: &String| visit("/meetings/{meeting}", who, format!("/meetings/{id}"));
    vec![
        list(SECRETARIAT, ""),
        list(ANALYST, "?body=transformation-board&state=MEETING_STATE_HELD"),
        list(BOARD, ""),
        list(HANDLER, "").answered(403),
        list(LEAD, "").answered(403),
        one(SECRETARIAT, &met.planned),
        one(SECRETARIAT, &met.invited),
        one(SECRETARIAT, &met.held),
        one(CENTRE, &met.minuted),
        one(DPO, &met.planned).answered(404),
        visit("/meetings/plan-meeting", SECRETARIAT, "/meetings/plan-meeting".to_owned()).then(&[Send]),
        visit("/meetings/plan-meeting", DPO, "/meetings/plan-meeting".to_owned())
            .then(&[Day("When does it take place?", "99"), Send]),
    ]
}

fn meeting_acts(ground: &Ground) -> Vec<Visit> {
    let met = &ground.met;
    let act = |listed: &'static str, id: &String| {
        let last = listed.rsplit('/').next().unwrap();
        visit(listed, SECRETARIAT, format!("/meetings/{id}/{last}"))
    };
    let share = "/meetings/{meeting}/papers/{number}/share-paper";
    let correct = "/meetings/{meeting}/seats/{attendee}/correct-attendance";
    vec![
        act("/meetings/{meeting}/invite-to-meeting", &met.planned).then(&[Press("Add another"), Send]),
        act("/meetings/{meeting}/add-paper", &met.planned).then(&[Send]),
        act("/meetings/{meeting}/reschedule-meeting", &met.planned).then(&[Send]),
        act("/meetings/{meeting}/hold-meeting", &met.invited).then(&[Send]),
        visit(correct, SECRETARIAT, format!("/meetings/{}/seats/1/correct-attendance", met.held))
            .then(&[Send]),
        act("/meetings/{meeting}/minute-meeting", &met.held).then(&[Send]),
        act("/meetings/{meeting}/close-meeting", &met.minuted),
        act("/meetings/{meeting}/cancel-meeting", &met.planned).then(&[Send]),
        visit(share, SECRETARIAT, format!("/meetings/{}/papers/2/share-paper", met.invited)).then(&[Send]),
    ]
}

fn invitations(ground: &Ground) -> Vec<Visit> {
    let met = &ground.met;
    let list = |who, query: &str| visit("/invitations", who, format!("/invitations{query}"));
    let one = |who, id: &String| visit("/invitations/{invitation}", who, format!("/invitations/{id}"));
    let act = |listed: &'static str, who, id: &String| {
        visit(listed, who, format!("/invitations/{id}/{}", listed.rsplit('/').next().unwrap()))
    };
    let paper = "/invitations/{invitation}/papers/{number}";
    let reply = "/invitations/{invitation}/reply-to-invitation";
    let refuse = "/invitations/{invitation}/refuse-advice";
    vec![
        list(LEAD, ""),
        list(POLICY, "?state=INVITATION_STATE_WAITING"),
        list(LIAISON, ""),
        list(SECRETARIAT, ""),
        list(DPO, ""),
        list(OFFICER, "").answered(403),
        one(LEAD, &met.invitation),
        one(SECRETARIAT, &met.invitation),
        one(LEAD, &met.advised),
        one(SECRETARIAT, &met.advised),
        one(DPO, &met.guest),
        one(LIAISON, &met.invitation).answered(404),
        visit(paper, LEAD, format!("/invitations/{}/papers/1", met.invitation)),
        visit(paper, SECRETARIAT, format!("/invitations/{}/papers/1", met.invitation)),
        act(reply, LEAD, &met.invitation).then(&[Choose("Does not come"), Send]),
        act(reply, DPO, &met.guest).then(&[Send]),
        act("/invitations/{invitation}/contest-attendance", LEAD, &met.attended).then(&[Send]),
        act("/invitations/{invitation}/propose-advice", SECRETARIAT, &met.attended).then(&[Send]),
        act("/invitations/{invitation}/agree-advice", LEAD, &met.advised),
        act(refuse, LEAD, &met.advised)
            .then(&[Fill("Why is this not what the regulator advised?", ""), Send]),
    ]
}
