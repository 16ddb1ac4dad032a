//! The papers of meetings, and who is given them.

use crate::actors::{Actor, Cast, draft, invitee, paper};
use chassis_testing::reason;
use contracts::commitments::{
    Invitation, ListInvitationsRequest, Meeting, MeetingInviteeDraft, MeetingPaperFacts, MeetingState, Pack,
    PackBody,
};
use contracts::handling::{Classification, Handling};

const BOARD: &str = "technology-risk-group";
const TRG: PackBody = PackBody::TechnologyRiskGroup;
const START: &str = "2026-06-10T13:00:00Z";

async fn planned(cast: &Cast, who: &[MeetingInviteeDraft]) -> Meeting {
    let meeting = cast.secretariat().plans_meeting(BOARD, START).await.unwrap();
    cast.secretariat().invites(&meeting, who).await.unwrap()
}

fn guests() -> [MeetingInviteeDraft; 2] {
    [invitee("ico", "Commissioner"), invitee("hmrc", "Lead")]
}

/// What an invitation shows of papers.
fn titles(invitation: &Invitation) -> Vec<(i32, String)> {
    let papers = invitation.papers.iter();
    papers.map(|one| (one.number, one.content.as_ref().unwrap().title.clone())).collect()
}

/// A pack that the centre presented to the Technology Risk Group.
async fn own_pack(cast: &Cast) -> Pack {
    let mut asked = draft(&[]);
    asked.commitments = vec!["commitments/HMG-06".to_owned()];
    let pack = cast.analyst().prepares(TRG, asked).await.unwrap();
    cast.lead().presents(&pack).await.unwrap()
}

/// A paper that is a pack, as the centre names it.
fn of(pack: &Pack) -> MeetingPaperFacts {
    let pack = format!("organisations/gcdo/packs/{}", pack.name.rsplit('/').next().unwrap());
    MeetingPaperFacts { attachment: None, pack, ..paper("The pack") }
}

#[tokio::test]
async fn a_paper_that_was_not_shared_is_not_there_for_whoever_is_invited() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let mut meeting = planned(&cast, &guests()).await;
    let before = cast.regulator().invitation().await;
    for title in ["Legal advice", "Progress", "Risks"] {
        meeting = keeper.adds(&meeting, paper(title)).await.unwrap();
        assert_eq!(meeting.state(), MeetingState::Invited);
    }
    assert_eq!(cast.regulator().invitation().await, before, "not even that there is one");
    meeting = cast.lead().shares(&meeting, 2, "ico").await.unwrap();
    assert_eq!(titles(&cast.regulator().invitation().await), [(1, "Progress".to_owned())]);
    assert_eq!(titles(&cast.dpo().invitation().await), []);
    meeting = cast.lead().shares(&meeting, 3, "hmrc").await.unwrap();
    meeting = cast.lead().shares(&meeting, 3, "ico").await.unwrap();
    let read = cast.regulator().invitation().await;
    assert_eq!(titles(&read), [(1, "Progress".to_owned()), (2, "Risks".to_owned())]);
    assert_eq!(titles(&cast.dpo().invitation().await), [(1, "Risks".to_owned())]);
    assert!(!format!("{read:?}").contains("hmrc"), "of who else was invited it learns nothing");
    let [unshared, ico, both] = meeting.papers.as_slice() else { panic!("{:?}", meeting.papers) };
    assert!(unshared.shared_with.is_empty());
    assert_eq!(ico.shared_with, ["organisations/ico"]);
    assert_eq!(both.shared_with, ["organisations/hmrc", "organisations/ico"]);
    assert_eq!((meeting.state(), meeting.paper_count), (MeetingState::PapersShared, 3));
    let listed =
        cast.regulator().lists_invitations(ListInvitationsRequest::default()).await.unwrap().invitations;
    assert!(listed[0].papers.is_empty());
}

#[tokio::test]
async fn a_paper_that_is_shared_is_disclosed_in_both_sides_registers() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let sensitive = Classification::OfficialSensitive.into();
    let facts = MeetingPaperFacts {
        handling: Some(Handling { classification: sensitive, ..Handling::default() }),
        ..paper("Progress")
    };
    let meeting = keeper.adds(&planned(&cast, &guests()).await, facts).await.unwrap();
    let rows = async |organisation: &str| {
        let owner = cast.world.database.owner().await;
        let sql = "SELECT classification || ' ' || recipient FROM disclosure
             WHERE reader = $1 AND purpose = 'A paper of a meeting'";
        sqlx::query_scalar::<_, String>(sql).bind(organisation).fetch_all(&owner).await.unwrap()
    };
    assert_eq!((rows("gcdo").await.len(), rows("ico").await.len()), (0, 0));
    cast.lead().shares(&meeting, 1, "ico").await.unwrap();
    for organisation in ["gcdo", "ico"] {
        assert_eq!(rows(organisation).await, ["OFFICIAL_SENSITIVE ico"], "{organisation}");
    }
    assert_eq!(rows("hmrc").await, [""; 0]);
}

#[tokio::test]
async fn a_paper_is_shared_in_person_once_with_those_who_were_invited_for_its_item() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let of_item = MeetingInviteeDraft { items: vec![2], ..invitee("ico", "Commissioner") };
    let mut meeting = planned(&cast, &[of_item, invitee("hmrc", "Lead"), invitee("gcdo", "Chair")]).await;
    assert!(!meeting.possible_acts.contains(&"SharePaper".to_owned()));
    for item in [0, 1, 2] {
        meeting = keeper.adds(&meeting, MeetingPaperFacts { item, ..paper("Progress") }).await.unwrap();
    }
    for (number, with) in [(4, "ico"), (1, "ico"), (2, "ico"), (1, "gcdo"), (1, "ncsc"), (1, "nobody")] {
        let refused = cast.lead().shares(&meeting, number, with).await.unwrap_err();
        assert_eq!(reason(&refused), "STATE", "{number} {with}");
    }
    let mut system = keeper.clone();
    system.person = system.person.as_system();
    // Nor does whoever added it: two look at what is given to others.
    for who in [&system, &keeper] {
        assert_eq!(reason(&who.shares(&meeting, 3, "ico").await.unwrap_err()), "ACTING_ROLE");
    }
    meeting = cast.lead().shares(&meeting, 3, "ico").await.unwrap();
    assert_eq!(reason(&cast.lead().shares(&meeting, 3, "ico").await.unwrap_err()), "STATE", "it has it");
    for number in 1..=3 {
        meeting = cast.lead().shares(&meeting, number, "hmrc").await.unwrap();
    }
    cast.world.set("2026-06-10T15:00:00Z");
    let there = contracts::commitments::Attendance::Attended;
    let held = keeper.holds(&meeting, &[there; 3]).await.unwrap();
    for act in [keeper.adds(&held, paper("Late")).await, cast.lead().shares(&held, 1, "ico").await] {
        assert_eq!(reason(&act.unwrap_err()), "STATE", "it was held");
    }
}

#[tokio::test]
async fn a_paper_is_either_a_document_or_a_pack_that_was_presented_to_the_same_body() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let meeting = planned(&cast, &guests()).await;
    let pack = own_pack(&cast).await;
    let neither = MeetingPaperFacts { attachment: None, ..paper("Nothing") };
    let both = MeetingPaperFacts { pack: of(&pack).pack, ..paper("Both") };
    let board = async |who: Actor, body| who.prepares(body, draft(&[])).await.unwrap();
    let to_another = board(cast.dpo(), PackBody::TransformationBoard).await;
    let to_another = cast.siro().presents(&to_another).await.unwrap();
    for facts in [neither, both, of(&to_another)] {
        let refused = keeper.adds(&meeting, facts.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "INCOMPLETE", "{facts:?}");
    }
    let unpresented = board(cast.dpo(), TRG).await;
    let refused = keeper.adds(&meeting, of(&unpresented)).await.unwrap_err();
    assert_eq!(reason(&refused), "NOT_FOUND", "of what was not presented the centre does not know");
    let mut higher = draft(&[]);
    higher.handling =
        Some(Handling { classification: Classification::OfficialSensitive.into(), ..Handling::default() });
    let higher = cast.dpo().prepares(TRG, higher).await.unwrap();
    let higher = cast.siro().presents(&higher).await.unwrap();
    assert_eq!(reason(&keeper.adds(&meeting, of(&higher)).await.unwrap_err()), "INCOMPLETE");
    let meeting = keeper.adds(&meeting, of(&pack)).await.unwrap();
    let meeting = keeper.adds(&meeting, of(&pack)).await.unwrap();
    assert_eq!(reason(&keeper.adds(&meeting, of(&pack)).await.unwrap_err()), "STATE", "two packs at most");
    keeper.adds(&meeting, paper("A document")).await.unwrap();
}

#[tokio::test]
async fn whoever_is_given_a_pack_is_given_the_bytes_that_were_presented_and_no_other_organisations() {
    let cast = Cast::new().await;
    let keeper = cast.secretariat();
    let pack = own_pack(&cast).await;
    let theirs = cast.dpo().prepares(TRG, draft(&[])).await.unwrap();
    let theirs = cast.siro().presents(&theirs).await.unwrap();
    let meeting = planned(&cast, &guests()).await;
    let meeting = keeper.adds(&meeting, of(&theirs)).await.unwrap();
    let meeting = keeper.adds(&meeting, of(&pack)).await.unwrap();
    assert_eq!(reason(&cast.lead().shares(&meeting, 1, "ico").await.unwrap_err()), "ONWARD_SHARING");
    cast.lead().shares(&meeting, 2, "ico").await.unwrap();
    let read = cast.regulator().invitation().await;
    let content = read.papers[0].content.clone().unwrap();
    assert_eq!((content.pack, content.pack_type), (pack.sealed.clone(), pack.seal.unwrap().r#type));
    assert_eq!(reason(&cast.regulator().sees_pack(&theirs).await.unwrap_err()), "NOT_FOUND");
}

#[tokio::test]
async fn a_meeting_has_at_most_sixty_papers() {
    let cast = Cast::new().await;
    let mut meeting = planned(&cast, &guests()).await;
    for _ in 0..60 {
        meeting = cast.secretariat().adds(&meeting, paper("Progress")).await.unwrap();
    }
    assert_eq!(reason(&cast.secretariat().adds(&meeting, paper("Progress")).await.unwrap_err()), "STATE");
    assert!(!meeting.possible_acts.contains(&"AddPaper".to_owned()));
}

#[tokio::test]
async fn a_paper_that_is_a_pack_is_handled_as_the_pack_is() {
    let cast = Cast::new().await;
    let mut asked = draft(&[]);
    asked.commitments = vec!["commitments/HMG-06".to_owned()];
    let strict = Handling {
        classification: Classification::OfficialSensitive.into(),
        descriptors: vec!["LEGAL".to_owned()],
        instructions: "For the board.".to_owned(),
    };
    asked.handling = Some(strict.clone());
    let pack = cast.analyst().prepares(TRG, asked).await.unwrap();
    let pack = cast.lead().presents(&pack).await.unwrap();
    let keeper = cast.secretariat();
    let meeting = keeper.plans_meeting("technology-risk-group", START).await.unwrap();
    let laxer = [
        Handling { classification: Classification::Official.into(), ..strict.clone() },
        Handling { descriptors: Vec::new(), ..strict.clone() },
        Handling { instructions: String::new(), ..strict.clone() },
    ];
    for handling in laxer {
        let facts = MeetingPaperFacts { handling: Some(handling), ..of(&pack) };
        assert_eq!(reason(&keeper.adds(&meeting, facts).await.unwrap_err()), "INCOMPLETE");
    }
    let stricter = Handling {
        descriptors: vec!["COMMERCIAL".to_owned(), "LEGAL".to_owned()],
        instructions: "For the board. Keep no copy.".to_owned(),
        ..strict
    };
    let facts = MeetingPaperFacts { handling: Some(stricter), ..of(&pack) };
    assert!(keeper.adds(&meeting, facts).await.is_ok());
}
