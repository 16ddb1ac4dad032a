//! What acts a pack may have, in which order.

use super::{
    ANSWER, CHALLENGE, DISCARD, MOST_BYTES, PREPARATION, PRESENTATION, Pack, across_government, challenger,
    purpose, sealed, subject,
};
use crate::between::Fold as _;
use chassis::{
    Error, Label,
    exchange::{Act, Exchange},
    seal::Sealed,
};
use contracts::{
    access::{Party, Reason},
    commitments::{
        PackAnswerContent, PackBody, PackChallengeContent, PackContent, PackDiscardContent, PackState,
    },
};
use jiff::Timestamp;
use uuid::Uuid;

const BOARD: PackBody = PackBody::DepartmentBoard;

fn said(title: &str) -> Sealed {
    let content = PackContent {
        body: BOARD.into(),
        owner: "organisations/hmrc".to_owned(),
        title: title.to_owned(),
        ..PackContent::default()
    };
    Sealed::seal(&content).unwrap()
}

fn act(kind: &str) -> (String, Sealed) {
    let sealed = match kind {
        DISCARD => Sealed::seal(&PackDiscardContent { reason: "No meeting.".to_owned() }),
        CHALLENGE => {
            Sealed::seal(&PackChallengeContent { challenge: "Why?".to_owned(), ..Default::default() })
        }
        ANSWER => {
            Sealed::seal(&PackAnswerContent { number: 1, answer: "So.".to_owned(), ..Default::default() })
        }
        _ => Ok(said("Spring")),
    };
    (kind.to_owned(), sealed.unwrap())
}

/// Folds a pack of HMRC's for its board of which these acts are read.
fn fold(acts: Vec<(String, Sealed)>, about: PackBody) -> Result<Pack, Error> {
    let own = Label::parse("hmrc").unwrap();
    let exchange = Exchange::begin(Uuid::nil(), Pack::KIND, own.clone(), own.clone());
    let mut exchange = exchange.on(subject(about)).within(Pack::COLLECTION);
    for (kind, sealed) in acts {
        exchange.version.number += 1;
        let (version, at, role) = (exchange.version, Timestamp::UNIX_EPOCH, "dept.dpo".to_owned());
        exchange.acts.push(Act { version, kind, at, organisation: own.clone(), role, author: None, sealed });
    }
    Pack::read(exchange)
}

fn folded(kinds: &[&str]) -> Option<PackState> {
    fold(kinds.iter().map(|kind| act(kind)).collect(), BOARD).ok().map(|pack| pack.state)
}

#[test]
fn an_act_follows_where_it_can_and_whoever_it_was_presented_to_begins_with_that() {
    for (kinds, state) in [
        (vec![PREPARATION], PackState::Prepared),
        (vec![PREPARATION, PREPARATION], PackState::Prepared),
        (vec![PREPARATION, DISCARD], PackState::Discarded),
        (vec![PREPARATION, PRESENTATION], PackState::Presented),
        (vec![PRESENTATION, CHALLENGE, CHALLENGE, ANSWER], PackState::Presented),
    ] {
        assert_eq!(folded(&kinds), Some(state), "{kinds:?}");
    }
    for kinds in [
        vec![],
        vec![DISCARD],
        vec![CHALLENGE],
        vec![PREPARATION, CHALLENGE],
        vec![PREPARATION, ANSWER],
        vec![PREPARATION, DISCARD, PREPARATION],
        vec![PREPARATION, DISCARD, PRESENTATION],
        vec![PREPARATION, DISCARD, DISCARD],
        vec![PRESENTATION, PRESENTATION],
        vec![PRESENTATION, PREPARATION],
        vec![PRESENTATION, DISCARD],
        vec![PRESENTATION, ANSWER],
        vec![PRESENTATION, CHALLENGE, ANSWER, ANSWER],
        vec![PREPARATION, "ANOTHER"],
    ] {
        assert_eq!(folded(&kinds), None, "{kinds:?}");
    }
}

#[test]
fn what_was_presented_is_what_was_prepared_last_for_the_same_body_by_the_same_owner() {
    let acts = |first: &str, last: &str| {
        vec![(PREPARATION.to_owned(), said(first)), (PREPARATION.to_owned(), said(last)), act(PRESENTATION)]
    };
    assert!(fold(acts("Winter", "Spring"), BOARD).is_ok());
    assert!(fold(acts("Spring", "Winter"), BOARD).is_err());
    assert!(fold(vec![act(PREPARATION)], PackBody::RiskAndAuditBoard).is_err());
    let another =
        PackContent { body: BOARD.into(), owner: "organisations/moj".to_owned(), ..Default::default() };
    assert!(fold(vec![(PREPARATION.to_owned(), Sealed::seal(&another).unwrap())], BOARD).is_err());
}

#[test]
fn a_pack_says_no_more_than_an_answer_can_hold_twice() {
    let of = |length: usize| PackContent { introduction: "x".repeat(length), ..PackContent::default() };
    let around = sealed(&of(0)).unwrap().bytes().len() + "\"introduction\":\"\"".len();
    assert_eq!(sealed(&of(MOST_BYTES - around)).unwrap().bytes().len(), MOST_BYTES);
    assert!(matches!(sealed(&of(MOST_BYTES - around + 1)), Err(Error::Refused(Reason::State, ..))));
}

#[test]
fn each_body_has_who_speaks_for_it_and_why_a_pack_crosses_to_it() {
    for (body, speaker, why, across) in [
        (BOARD, "dept.board", "Presented to its own board", false),
        (PackBody::RiskAndAuditBoard, "dept.rab", "Presented to its own board", false),
        (PackBody::TechnologyRiskGroup, "centre.secretariat", "Presented to the Technology Risk Group", true),
        (
            PackBody::GovernmentSecurityBoard,
            "centre.secretariat",
            "Presented to the Government Security Board",
            true,
        ),
        (PackBody::TransformationBoard, "centre.secretariat", "Presented to the Transformation Board", true),
    ] {
        assert_eq!((challenger(body), purpose(body)), (speaker, why));
        assert_eq!(across_government(Party::Department, body).ok(), Some(across), "{body:?}");
        assert_eq!(across_government(Party::Gcdo, body).ok(), across.then_some(true), "{body:?}");
    }
    assert!(across_government(Party::Department, PackBody::Unspecified).is_err());
}
