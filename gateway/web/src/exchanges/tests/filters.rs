//! Which exchanges and disclosures an address asks for.

use super::reader;
use crate::{
    exchanges::filters::{About, Disclosures, Exchanges, pages},
    posted::Values,
};
use contracts::{
    breaches::{ExchangeKind, ExchangeState},
    exchange::Direction,
};

const BOTH: [About; 2] = [About::Breaches, About::Commitments];

fn exchanges(query: &str) -> Exchanges {
    Exchanges::read(&reader("hmrc"), &Values::parse(query.as_bytes()).unwrap())
}

fn disclosures(query: &str) -> Disclosures {
    Disclosures::read(&reader("hmrc"), &Values::parse(query.as_bytes()).unwrap(), &BOTH)
}

const ALL: &str = "kind=EXCHANGE_KIND_DISCLOSURE&kind=EXCHANGE_KIND_CENTRE_REPORT\
                   &state=EXCHANGE_STATE_PREPARED&state=EXCHANGE_STATE_STOOD_DOWN&with=moj";

#[test]
fn an_address_asks_the_service_for_what_it_says() {
    let request = exchanges(ALL).request("organisations/hmrc".into(), "token".into());
    assert_eq!((request.parent.as_str(), request.page_token.as_str()), ("organisations/hmrc", "token"));
    assert!(request.kinds().eq([ExchangeKind::Disclosure, ExchangeKind::CentreReport]));
    assert!(request.states().eq([ExchangeState::Prepared, ExchangeState::StoodDown]));
    assert_eq!((request.counterpart.as_str(), request.source.as_str()), ("organisations/moj", ""));
    let request = disclosures("direction=DIRECTION_RECEIVED&with=ico")
        .of_breaches("organisations/hmrc".into(), "x".into());
    assert_eq!(
        (request.direction(), request.counterpart.as_str()),
        (Direction::Received, "organisations/ico")
    );
    assert_eq!(request.page_token, "x");
}

#[test]
fn what_an_address_says_is_written_as_it_is_read() {
    assert_eq!(exchanges(ALL).address(""), format!("/exchanges?{ALL}"));
    assert_eq!(exchanges("with=moj&page=old").address("a+b"), "/exchanges?with=moj&page=a%2Bb");
    assert_eq!(Exchanges::default().address(""), "/exchanges");
    let all = "direction=DIRECTION_GIVEN&with=moj";
    assert_eq!(disclosures(all).address("b"), format!("/disclosures?{all}&page=b"));
    assert_eq!(Disclosures::default().address(""), "/disclosures");
    let commitments = "about=commitments&direction=DIRECTION_GIVEN&with=moj";
    assert_eq!(disclosures(commitments).address("b"), format!("/disclosures?{commitments}&page=b"));
    assert_eq!(disclosures(commitments).whole(), "/disclosures?about=commitments");
}

#[test]
fn a_reader_is_shown_the_register_that_they_ask_for_of_those_that_they_may_read() {
    let read = |query: &str, offered: &[About]| {
        Disclosures::read(&reader("hmrc"), &Values::parse(query.as_bytes()).unwrap(), offered).about
    };
    assert_eq!(read("", &BOTH), About::Breaches);
    assert_eq!(read("about=commitments", &BOTH), About::Commitments);
    assert_eq!(read("about=anything", &BOTH), About::Breaches);
    assert_eq!(read("about=breaches", &BOTH[1..]), About::Commitments, "the only one that they may read");
    assert_eq!(read("about=commitments", &BOTH[..1]), About::Breaches);
    let asked = disclosures("about=commitments&direction=DIRECTION_RECEIVED&with=ico");
    let request = asked.of_commitments("organisations/hmrc".into(), "x".into());
    assert_eq!(
        (request.direction(), request.counterpart.as_str(), request.page_token.as_str()),
        (Direction::Received, "organisations/ico", "x")
    );
    let shown = asked.registers(&reader("hmrc"), &BOTH).unwrap();
    assert_eq!((shown.items.len(), &*shown.value), (2, "commitments"));
    assert!(
        asked.registers(&reader("hmrc"), &BOTH[1..]).is_none(),
        "where there is but one, nothing is asked"
    );
    assert!(!disclosures("about=commitments").any() && asked.any());
}

#[test]
fn what_cannot_be_meant_is_not_asked_for() {
    for query in [
        "kind=&kind=EXCHANGE_KIND_UNSPECIFIED&kind=disclosure",
        "state=lost&state=EXCHANGE_STATE_UNSPECIFIED",
        "with=hmrc",
        "with=nobody",
        "with=..%2F",
        "direction=DIRECTION_GIVEN",
    ] {
        assert!(!exchanges(query).any(), "{query}");
    }
    for query in
        ["direction=up", "direction=DIRECTION_UNSPECIFIED", "with=hmrc", "kind=EXCHANGE_KIND_DISCLOSURE"]
    {
        assert!(!disclosures(query).any(), "{query}");
    }
    assert_eq!(exchanges("state=EXCHANGE_STATE_PREPARED&state=EXCHANGE_STATE_PREPARED").states.len(), 1);
}

#[test]
fn the_form_shows_what_is_asked_for_and_offers_every_organisation_but_ones_own() {
    let (kinds, states, with) = exchanges(ALL).controls(&reader("hmrc"));
    assert_eq!(kinds.values, ["EXCHANGE_KIND_DISCLOSURE", "EXCHANGE_KIND_CENTRE_REPORT"]);
    assert_eq!(states.values, ["EXCHANGE_STATE_PREPARED", "EXCHANGE_STATE_STOOD_DOWN"]);
    assert_eq!(with.value, "moj");
    let names: Vec<_> = with.items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(names[0], "All organisations");
    assert!(names[1..].is_sorted() && names.contains(&"Information Commissioner's Office"), "{names:?}");
    assert!(!names.contains(&"HM Revenue and Customs"), "{names:?}");
    let (direction, _) = disclosures("direction=DIRECTION_GIVEN").controls(&reader("hmrc"));
    assert_eq!((direction.value.as_str(), direction.items.len()), ("DIRECTION_GIVEN", 3));
    assert_eq!(disclosures("").controls(&reader("hmrc")).0.value, "");
}

#[test]
fn a_list_leads_on_and_back_to_its_beginning_with_the_same_filters() {
    let asked = disclosures("with=moj");
    let hrefs = |begins, next| {
        pages(&reader("hmrc"), begins, next, |page| asked.address(page))
            .map(|pages| [pages.previous, pages.next].map(|link| link.map(|link| link.href)))
    };
    let (first, next) = ("/disclosures?with=moj".to_owned(), "/disclosures?with=moj&page=b%2F".to_owned());
    assert_eq!(hrefs("", ""), None);
    assert_eq!(hrefs("", "b/"), Some([None, Some(next.clone())]));
    assert_eq!(hrefs("a", "b/"), Some([Some(first.clone()), Some(next)]));
    assert_eq!(hrefs("a", ""), Some([Some(first), None]));
}
