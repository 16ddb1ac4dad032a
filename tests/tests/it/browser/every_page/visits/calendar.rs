//! The calendar: what is due, who is accountable, and links.

use super::{
    super::ground::Ground,
    ANALYST, CENTRE, DPO, LEAD, REPORTER, SIRO,
    Step::{Day, Fill, Press, Send},
    Visit, visit,
};

const AUTHORITY: &str = "ncsc-liaison";
const SECRETARIAT: &str = "gcdo-secretariat";

pub(in super::super) fn calendar(ground: &Ground) -> Vec<Visit> {
    [due(ground), accountable(ground), links(ground)].concat()
}

fn due(ground: &Ground) -> Vec<Visit> {
    let list = |who, query: &str| visit("/calendar", who, format!("/calendar{query}"));
    let one = |who, id: &str| visit("/calendar/{occurrence}", who, format!("/calendar/{id}"));
    let (occurrence, completion) = &ground.kept.completion;
    let record = "/calendar/{occurrence}/record-done";
    let withdraw = "/calendar/{occurrence}/completions/{completion}/withdraw-done";
    vec![
        list(DPO, ""),
        list(DPO, "?state=OCCURRENCE_STATE_OVERDUE&duty=CAL-07"),
        list(DPO, "?state=OCCURRENCE_STATE_INFORMATION"),
        list(CENTRE, ""),
        list(LEAD, ""),
        list(AUTHORITY, ""),
        visit("/calendar/year", DPO, "/calendar/year".to_owned()),
        visit("/calendar/year", LEAD, "/calendar/year".to_owned()),
        one(DPO, occurrence),
        one(REPORTER, "CAL-12-2026-01-01"),
        one(SECRETARIAT, "CAL-01-2026-01-08"),
        one(CENTRE, "CAL-15-2025-09-12"),
        one(DPO, "CAL-01-2026-01-08").answered(404),
        visit(record, DPO, "/calendar/CAL-12-2026-01-01/record-done".to_owned()).then(&[
            Fill("Where can it be looked up?", "Minutes"),
            Day("When was it done?", "99"),
            Send,
        ]),
        visit(withdraw, DPO, format!("/calendar/{occurrence}/completions/{completion}/withdraw-done"))
            .then(&[Send]),
    ]
}

fn accountable(ground: &Ground) -> Vec<Visit> {
    let list = |who| visit("/appointments", who, "/appointments".to_owned());
    let record = "/appointments/record-appointment";
    let end = format!("/appointments/{}/end-appointment", ground.kept.appointment);
    vec![
        list(DPO),
        list(ANALYST),
        list(REPORTER).answered(403),
        visit(record, SIRO, record.to_owned()).then(&[Send]),
        visit("/appointments/{appointment}/end-appointment", DPO, end).then(&[Send]),
    ]
}

fn links(ground: &Ground) -> Vec<Visit> {
    let revoke = format!("/calendar/links/{}/revoke-link", ground.kept.feed);
    vec![
        visit("/calendar/links", SIRO, "/calendar/links".to_owned()).then(&[Press("Make a link")]),
        visit("/calendar/links", DPO, "/calendar/links".to_owned()),
        visit("/calendar/links/{feed}/revoke-link", DPO, revoke),
    ]
}
