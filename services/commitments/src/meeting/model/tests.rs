//! What acts a meeting and an invitation may have, in which order.

use super::{Deed, FARTHEST, Meeting, PLAN, is_ahead, is_near, keeps};
use crate::{
    between::Fold as _,
    meeting::invitation::{self, Invitation},
};
use chassis::{
    Label, clock,
    exchange::{Act, Exchange, Version},
    seal::Sealed,
};
use contracts::{
    access::Party,
    commitments::{
        AdviceAgreementContent, AdviceProposalContent, AdviceRefusalContent, Attendance, BodyKind,
        InvitationAnswer, InvitationCancellationContent, InvitationContent, InvitationContestContent,
        InvitationCorrectionContent, InvitationHoldingContent, InvitationPaperContent,
        InvitationReplyContent, InvitationReschedulingContent, InvitationState, MeetingCancellationContent,
        MeetingClosingContent, MeetingCorrectionContent, MeetingHoldingContent, MeetingInvitationsContent,
        MeetingInvitee, MeetingMinutesContent, MeetingPaperFacts, MeetingPlanContent,
        MeetingReschedulingContent, MeetingSharingContent, MeetingState,
    },
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

const BOARD: &str = "bodies/transformation-board";
const MEETING: &str = "bodies/transformation-board/meetings/0";

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn act(number: usize, kind: &str, organisation: &str, sealed: Sealed) -> Act {
    Act {
        version: Version { number: i32::try_from(number + 1).unwrap(), draft: 0 },
        kind: kind.to_owned(),
        at: Timestamp::UNIX_EPOCH,
        organisation: label(organisation),
        role: "a role".to_owned(),
        author: None,
        sealed,
    }
}

fn plan() -> MeetingPlanContent {
    MeetingPlanContent {
        organisation: "organisations/gcdo".to_owned(),
        body: BOARD.to_owned(),
        start_time: Some(clock::to_wire(Timestamp::UNIX_EPOCH)),
        ..MeetingPlanContent::default()
    }
}

fn said(kind: &str) -> Sealed {
    let start_time = Some(clock::to_wire(Timestamp::UNIX_EPOCH));
    let sealed = match kind {
        "RESCHEDULING" => {
            Sealed::seal(&MeetingReschedulingContent { start_time, ..MeetingReschedulingContent::default() })
        }
        "INVITATIONS" => {
            Sealed::seal(&MeetingInvitationsContent { invitees: vec![MeetingInvitee::default()] })
        }
        "PAPER" => Sealed::seal(&MeetingPaperFacts::default()),
        "SHARING" => Sealed::seal(&MeetingSharingContent { number: 1, ..MeetingSharingContent::default() }),
        "HOLDING" => Sealed::seal(&MeetingHoldingContent { attendances: vec![Attendance::Attended.into()] }),
        "CORRECTION" => {
            Sealed::seal(&MeetingCorrectionContent { attendee: 1, ..MeetingCorrectionContent::default() })
        }
        "MINUTES" => Sealed::seal(&MeetingMinutesContent::default()),
        "CLOSING" => Sealed::seal(&MeetingClosingContent::default()),
        "CANCELLATION" => Sealed::seal(&MeetingCancellationContent::default()),
        _ => Sealed::seal(&plan()),
    };
    sealed.unwrap()
}

fn fold(kinds: &[&str], subject: &str, opener: &str) -> Option<MeetingState> {
    let own = label(opener);
    let mut exchange = Exchange::begin(Uuid::nil(), Meeting::KIND, own.clone(), own).on(subject);
    let acts = kinds.iter().enumerate().map(|(number, kind)| act(number, kind, opener, said(kind)));
    exchange.acts = acts.collect();
    Meeting::read(exchange).ok().map(|meeting| meeting.state)
}

#[test]
fn each_act_follows_where_it_can_and_leaves_the_meeting_where_it_leads() {
    use MeetingState::{Cancelled, Closed, Held, Invited, Minuted, PapersShared, Planned};
    let shared = [PLAN, "PAPER", "INVITATIONS", "SHARING"];
    let states: [(&[&str], MeetingState); 7] = [
        (&[PLAN], Planned),
        (&[PLAN, "PAPER", "INVITATIONS"], Invited),
        (&shared, PapersShared),
        (&[PLAN, "PAPER", "INVITATIONS", "HOLDING"], Held),
        (&[PLAN, "PAPER", "INVITATIONS", "HOLDING", "MINUTES"], Minuted),
        (&[PLAN, "PAPER", "INVITATIONS", "HOLDING", "MINUTES", "CLOSING"], Closed),
        (&[PLAN, "CANCELLATION"], Cancelled),
    ];
    for (kinds, state) in states {
        assert_eq!(fold(kinds, BOARD, "gcdo"), Some(state), "{kinds:?}");
        for deed in super::DEEDS {
            let (_, kind, _) = deed.names();
            let next = match (deed, state) {
                (Deed::Reschedule | Deed::AddPaper, Planned | Invited | PapersShared)
                | (Deed::Invite, Invited | PapersShared)
                | (Deed::Correct, Held | Minuted | Closed) => Some(state),
                (Deed::Invite, Planned) => Some(Invited),
                (Deed::Cancel, Planned | Invited | PapersShared) => Some(Cancelled),
                (Deed::SharePaper, Invited | PapersShared) => Some(PapersShared),
                (Deed::Hold, Invited | PapersShared) => Some(Held),
                (Deed::Minute, Held) => Some(Minuted),
                (Deed::Close, Minuted) => Some(Closed),
                _ => None,
            };
            let kinds = [kinds, &[kind]].concat();
            assert_eq!(fold(&kinds, BOARD, "gcdo"), next, "{kinds:?}");
        }
        assert_eq!(fold(&[kinds, &[PLAN]].concat(), BOARD, "gcdo"), None);
    }
}

#[test]
fn a_meeting_is_its_keepers_of_its_body_and_says_of_everybody_whether_they_came() {
    assert_eq!(fold(&[PLAN], BOARD, "hmrc"), None);
    assert_eq!(fold(&[PLAN], "bodies/signatories", "gcdo"), None);
    assert_eq!(fold(&[], BOARD, "gcdo"), None);
    assert_eq!(fold(&["PAPER"], BOARD, "gcdo"), None);
    assert_eq!(fold(&[PLAN, "INVITATIONS", "INVITATIONS", "HOLDING"], BOARD, "gcdo"), None);
    assert_eq!(fold(&[PLAN, "INVITATIONS", "SHARING"], BOARD, "gcdo"), None, "there is no such paper");
}

#[test]
fn a_meeting_is_near_and_one_that_is_put_off_ahead() {
    let (now, second) = (Timestamp::UNIX_EPOCH, SignedDuration::from_secs(1));
    for (after, near, ahead) in [
        (-FARTHEST - second, false, false),
        (-FARTHEST, true, false),
        (SignedDuration::ZERO, true, false),
        (second, true, true),
        (FARTHEST, true, true),
        (FARTHEST + second, false, false),
    ] {
        let start = now + after;
        assert_eq!((is_near(start, now).is_ok(), is_ahead(start, now).is_ok()), (near, ahead), "{after}");
    }
}

#[test]
fn the_centre_keeps_what_meets_across_government_and_a_department_its_own_boards() {
    use BodyKind::{Department, Government, Signatories, Unspecified};
    for kind in [Department, Government, Signatories, Unspecified] {
        assert_eq!(keeps(Party::Gcdo, kind).is_ok(), matches!(kind, Government | Signatories), "{kind:?}");
        assert_eq!(keeps(Party::Department, kind).is_ok(), kind == Department, "{kind:?}");
        for party in [Party::Ico, Party::Ncsc, Party::Public] {
            assert!(keeps(party, kind).is_err(), "{party:?} {kind:?}");
        }
    }
}

/// What is said to an invitation for which a deputy may be sent, or may not.
fn told(kind: &str, deputy_allowed: bool) -> Sealed {
    let start_time = Some(clock::to_wire(Timestamp::UNIX_EPOCH));
    let invitation = InvitationContent {
        organisation: "organisations/gcdo".to_owned(),
        meeting: MEETING.to_owned(),
        start_time,
        deputy_allowed,
        ..InvitationContent::default()
    };
    let reply = |answer: InvitationAnswer, to: &str| InvitationReplyContent {
        hash: told(to, deputy_allowed).hash().to_vec(),
        answer: answer.into(),
        ..InvitationReplyContent::default()
    };
    let held = |attendance: Attendance| InvitationHoldingContent { attendance: attendance.into() };
    let correction = |attendance: Attendance| InvitationCorrectionContent {
        attendance: attendance.into(),
        reason: "Why".to_owned(),
    };
    let contest = |of: &str| InvitationContestContent {
        hash: told(of, deputy_allowed).hash().to_vec(),
        reason: "Why".to_owned(),
    };
    let hash = || told("PROPOSAL", deputy_allowed).hash().to_vec();
    let sealed = match kind {
        "RESCHEDULING" => {
            let reason = "Why".to_owned();
            Sealed::seal(&InvitationReschedulingContent { start_time, reason })
        }
        "CANCELLATION" => Sealed::seal(&InvitationCancellationContent::default()),
        "PAPER" => Sealed::seal(&InvitationPaperContent::default()),
        "HOLDING" => Sealed::seal(&held(Attendance::Attended)),
        "HOLDING by a deputy" => Sealed::seal(&held(Attendance::Deputy)),
        "HOLDING without" => Sealed::seal(&held(Attendance::Apologies)),
        "CORRECTION" => Sealed::seal(&correction(Attendance::Attended)),
        "CORRECTION to none" => Sealed::seal(&correction(Attendance::Absent)),
        "CONTEST" => Sealed::seal(&contest("HOLDING")),
        "CONTEST of a correction" => Sealed::seal(&contest("CORRECTION")),
        "REPLY" => Sealed::seal(&reply(InvitationAnswer::Accepted, "INVITATION")),
        "REPLY anew" => Sealed::seal(&reply(InvitationAnswer::Accepted, "RESCHEDULING")),
        "REPLY by a deputy" => Sealed::seal(&reply(InvitationAnswer::Deputy, "INVITATION")),
        "PROPOSAL" => Sealed::seal(&AdviceProposalContent::default()),
        "AGREEMENT" => Sealed::seal(&AdviceAgreementContent { hash: hash() }),
        "AGREEMENT to another" => Sealed::seal(&AdviceAgreementContent { hash: vec![0; 32] }),
        "REFUSAL" => Sealed::seal(&AdviceRefusalContent { hash: hash(), ..Default::default() }),
        _ => Sealed::seal(&invitation),
    };
    sealed.unwrap()
}

/// Folds an invitation of the centre's to the regulator; acts of whom is by their kind, but for one that is the other's.
fn invited(kinds: &[&str], deputy_allowed: bool, swapped: Option<usize>) -> Option<InvitationState> {
    let exchange = Exchange::begin(Uuid::nil(), Invitation::KIND, label("gcdo"), label("ico")).on(MEETING);
    let acts = kinds.iter().enumerate().map(|(number, name)| {
        let kind = name.split(' ').next().unwrap();
        let theirs =
            matches!(kind, "REPLY" | "CONTEST" | "AGREEMENT" | "REFUSAL") != (swapped == Some(number));
        act(number, kind, if theirs { "ico" } else { "gcdo" }, told(name, deputy_allowed))
    });
    let exchange = Exchange { acts: acts.collect(), ..exchange };
    let state = Invitation::read(exchange).ok()?.standing().unwrap().state;
    InvitationState::from_str_name(&format!("{}{state}", invitation::STATE))
}

#[test]
fn each_side_says_what_is_its_own_to_say_of_an_invitation_and_where_it_can_follow() {
    use InvitationState::{Cancelled, Held, Replied, Waiting};
    let first = "INVITATION";
    for (kinds, deputy, state) in [
        (vec![first], false, Waiting),
        (vec![first, "PAPER", "REPLY", "PAPER"], false, Replied),
        (vec![first, "REPLY", "RESCHEDULING"], false, Waiting),
        (vec![first, "RESCHEDULING", "REPLY anew"], false, Replied),
        (vec![first, "REPLY by a deputy"], true, Replied),
        (vec![first, "CANCELLATION"], false, Cancelled),
        (vec![first, "REPLY", "HOLDING", "PROPOSAL", "REFUSAL", "PROPOSAL", "AGREEMENT"], false, Held),
        (vec![first, "HOLDING by a deputy", "PROPOSAL", "PROPOSAL"], true, Held),
        (vec![first, "HOLDING", "PROPOSAL", "CONTEST", "REFUSAL"], false, Held),
        (vec![first, "HOLDING", "CONTEST", "CORRECTION", "CONTEST of a correction"], false, Held),
        (vec![first, "HOLDING without", "CORRECTION", "PROPOSAL"], false, Held),
    ] {
        assert_eq!(invited(&kinds, deputy, None), Some(state), "{kinds:?}");
        for number in 0..kinds.len() {
            assert_eq!(invited(&kinds, deputy, Some(number)), None, "{kinds:?}: another's act {number}");
        }
    }
    for kinds in [
        vec![],
        vec!["REPLY"],
        vec![first, first],
        vec![first, "REPLY anew"],
        vec![first, "RESCHEDULING", "REPLY"],
        vec![first, "REPLY by a deputy"],
        vec![first, "PROPOSAL"],
        vec![first, "CANCELLATION", "REPLY"],
        vec![first, "CANCELLATION", "HOLDING"],
        vec![first, "HOLDING", "REPLY"],
        vec![first, "HOLDING", "PAPER"],
        vec![first, "HOLDING", "RESCHEDULING"],
        vec![first, "HOLDING", "CANCELLATION"],
        vec![first, "HOLDING", "HOLDING"],
        vec![first, "HOLDING", "AGREEMENT"],
        vec![first, "HOLDING", "REFUSAL"],
        vec![first, "HOLDING", "PROPOSAL", "AGREEMENT to another"],
        vec![first, "HOLDING", "PROPOSAL", "CONTEST", "AGREEMENT"],
        vec![first, "HOLDING", "PROPOSAL", "CORRECTION to none", "AGREEMENT"],
        vec![first, "HOLDING", "PROPOSAL", "REFUSAL", "AGREEMENT"],
        vec![first, "HOLDING", "PROPOSAL", "AGREEMENT", "PROPOSAL"],
        vec![first, "HOLDING", "PROPOSAL", "AGREEMENT", "REFUSAL"],
        vec![first, "HOLDING by a deputy", "PROPOSAL"],
        vec![first, "HOLDING without", "PROPOSAL"],
        vec![first, "CORRECTION"],
        vec![first, "CONTEST"],
        vec![first, "CANCELLATION", "CORRECTION"],
        vec![first, "HOLDING", "CONTEST", "CONTEST"],
        vec![first, "HOLDING", "CONTEST of a correction"],
        vec![first, "HOLDING", "CORRECTION", "CONTEST"],
        vec![first, "HOLDING", "CONTEST", "PROPOSAL"],
        vec![first, "HOLDING", "CORRECTION to none", "PROPOSAL"],
    ] {
        assert_eq!(invited(&kinds, false, None), None, "{kinds:?}");
    }
}
