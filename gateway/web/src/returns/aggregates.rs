//! What the regulator counts of its cases for the National Cyber Security Centre, and what that would read of it.

use super::told::cases_told;
use crate::{
    acts::{Act, OWN_AGGREGATE, Place, Subject as _},
    caller::Caller,
    failure::Failure,
    frame::{self, Frame},
    govuk::{Button, Markup, SummaryList},
    language::filters,
    link::link,
};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chassis::deadline::london_day;
use contracts::{action::breaches::GetCaseAggregatePreview, breaches::CaseAggregatePreview};

/// The first quarter that is counted: the first that began after the memorandum was signed.
const FIRST: &str = "2026-Q2";
/// How many quarters are offered.
const QUARTERS: usize = 4;

#[derive(Template)]
#[template(path = "aggregates/list.html")]
struct List {
    frame: Frame,
    quarters: Vec<Markup>,
}

#[derive(Template)]
#[template(path = "aggregates/preview.html")]
struct Preview {
    frame: Frame,
    caption: String,
    /// Where it is, if it was disclosed.
    disclosed: Option<String>,
    act: Option<Button>,
    lists: Vec<SummaryList>,
}

/// Leads to the last quarters that are over.
pub(super) async fn list(caller: Caller) -> Result<Response, Failure> {
    if !caller.may::<GetCaseAggregatePreview>() {
        return Err(Failure::Denied);
    }
    let language = caller.language();
    let today = london_day(caller.now);
    let quarters = before(today.year(), (today.month() - 1) / 3 + 1).take(QUARTERS);
    let to = |quarter: String| link(quarter.as_str(), format!("/aggregates/{quarter}"));
    let page = List {
        frame: Frame::of(&caller, language.say("aggregates-title")),
        quarters: quarters.map(to).collect(),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// The calendar quarters before one, the latest first.
fn before(year: i16, quarter: i8) -> impl Iterator<Item = String> {
    let earlier = |(year, quarter): &(i16, i8)| match quarter {
        1 => Some((year.checked_sub(1)?, 4)),
        _ => Some((*year, quarter - 1)),
    };
    let all = std::iter::successors(Some((year, quarter)), earlier).skip(1);
    all.map(|(year, quarter)| format!("{year}-Q{quarter}")).take_while(|quarter| quarter.as_str() >= FIRST)
}

/// Shows what the National Cyber Security Centre would read of a quarter, or leads to where it does.
pub(super) async fn preview(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let preview = CaseAggregatePreview::load(&caller, &place).await?;
    let language = caller.language();
    let disclose = |act: &Act| Button {
        text: language.say(&act.message()).into(),
        href: act.path.replace("{quarter}", &preview.quarter),
        ..Button::default()
    };
    let disclosed = preview.exchange.rsplit('/').next().filter(|id| !id.is_empty());
    let may = OWN_AGGREGATE.iter().find(|act| disclosed.is_none() && act.is_for(&caller));
    let quarter = preview.quarter.clone();
    let page = Preview {
        frame: Frame::of(&caller, language.say_with("aggregates-of", &[("quarter", quarter.into())])),
        caption: language.say("aggregates-title"),
        disclosed: disclosed.map(|id| format!("/exchanges/{id}")),
        act: may.map(disclose),
        lists: preview.released.iter().flat_map(|content| cases_told(language, content)).collect(),
    };
    Ok(frame::show(StatusCode::OK, language, &page).into_response())
}

#[cfg(test)]
mod tests {
    use super::before;

    #[test]
    fn the_quarters_that_are_over_are_those_before_this_one() {
        let of = |year, quarter| before(year, quarter).take(3).collect::<Vec<_>>();
        assert_eq!(of(2026, 4), ["2026-Q3", "2026-Q2"]);
        assert_eq!(of(2027, 2), ["2027-Q1", "2026-Q4", "2026-Q3"]);
        assert!(of(2026, 2).is_empty());
    }
}
