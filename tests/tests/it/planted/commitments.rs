//! What there is to ask about commitments.

use super::{ORGANISATIONS, Reader, Seen, all, walk};
use contracts::commitments::{
    AmendmentState, EvidenceState, ExportFeedRequest, GetOccurrenceRequest, Instrument, InvitationState,
    ListAmendmentsRequest, ListAppointmentsRequest, ListAssessmentsRequest, ListBodiesRequest,
    ListCommitmentVersionsRequest, ListCommitmentsRequest, ListDisclosuresRequest, ListDutiesRequest,
    ListEvidenceRequest, ListInvitationsRequest, ListMeetingsRequest, ListPacksRequest, ListPlansRequest,
    ListReceivedAssessmentsRequest, MeetingState, Owner, PackBody, PackState, PlanProgress,
};
use contracts::exchange::Direction;
use e2e::{
    Question, World,
    deeds::{EvidenceStage, InvitationStage, Kept, MeetingStage, PackStage, Recipients, shows_more},
    requests::{self, AsRead, YEAR},
};
use std::collections::BTreeSet;

/// A commitment that two agreed to say otherwise.
const AMENDED: &str = "HMG-01";

/// Fills every table, with something of each party; says what it is called, after its organisation.
pub(super) async fn fill(world: &World) -> BTreeSet<String> {
    let (gcdo, ico, ncsc) = (world.gcdo(), world.ico(), world.ncsc());
    let mut known = BTreeSet::new();
    let mut knows = |kept: AsRead| {
        let rest = kept.name.splitn(3, '/').nth(2).unwrap().to_owned();
        known.insert(rest);
    };
    for side in [world.hmrc(), world.moj(), world.home_office(), gcdo, ico, ncsc] {
        for stage in
            [EvidenceStage::Draft, EvidenceStage::Submitted, EvidenceStage::Returned, EvidenceStage::Accepted]
        {
            if Kept::Evidence(stage).is_of(side.organisation) {
                knows(world.kept(side, Kept::Evidence(stage), None).await);
            }
        }
        for kept in [Kept::View, Kept::IssuedView] {
            if kept.is_of(side.organisation) {
                knows(world.kept(side, kept, None).await);
            }
        }
    }
    let stages = [PackStage::Prepared, PackStage::Presented, PackStage::Challenged];
    for side in [world.hmrc(), world.moj(), world.home_office(), gcdo] {
        knows(world.kept(side, Kept::Plan, None).await);
        for stage in stages {
            knows(world.kept(side, Kept::Pack(stage), None).await);
        }
    }
    for stage in stages {
        knows(world.kept(world.hmrc(), Kept::SentPack(stage), None).await);
    }
    for side in [world.hmrc(), world.moj(), gcdo] {
        for stage in [MeetingStage::Planned, MeetingStage::Minuted] {
            knows(world.kept(side, Kept::Meeting(stage), None).await);
        }
        for stage in [InvitationStage::Waiting, InvitationStage::Advised] {
            knows(world.kept(side, Kept::SentInvitation(stage), None).await);
        }
    }
    for side in [world.hmrc(), gcdo, ico, ncsc] {
        knows(world.kept(side, Kept::Invitation(InvitationStage::Held), None).await);
    }
    for side in [gcdo, ico, ncsc] {
        knows(world.kept(side, Kept::Amendment, None).await);
    }
    for side in [world.hmrc(), world.moj(), world.home_office(), gcdo] {
        knows(world.kept(side, Kept::Appointment, None).await);
    }
    for side in [world.hmrc(), world.moj(), world.home_office(), gcdo, ico] {
        let due = world.kept(side, Kept::Due, None).await;
        side.keeper().wire.calls(requests::record_done(&due)).await.unwrap();
        knows(due);
    }
    for side in [world.hmrc(), world.moj(), world.home_office(), gcdo, ncsc] {
        world.kept(side, Kept::Feed, None).await;
    }
    for (proposer, code) in [(gcdo, "JNT-01"), (ico, "JNT-03"), (ico, "NCSC-01")] {
        knows((&proposer.keeper().amends(code, shows_more).await.unwrap()).into());
    }
    let agreed = gcdo.keeper().amends(AMENDED, shows_more).await.unwrap();
    knows((&gcdo.decider().agrees_to(&agreed).await.unwrap()).into());
    ico.issues(YEAR, &[Recipients::Departments, Recipients::Counterpart, Recipients::Public]).await;
    for (owner, judge, period) in
        [(world.hmrc(), gcdo, YEAR), (ncsc, ncsc, requests::period_of("organisations/ncsc"))]
    {
        let accepted = owner.evidence(&owner.keeper(), EvidenceStage::Accepted).await;
        assert_eq!(accepted.period, period);
        knows((&judge.keeper().passes_on(&accepted).await.unwrap()).into());
    }
    ico.issues(requests::WITH_NCSC, &[Recipients::Counterpart]).await;
    for side in [world.hmrc(), gcdo, ico, ncsc] {
        for received in side.keeper().received().await.unwrap() {
            knows((&received).into());
        }
    }
    known
}

/// Asks all that can be asked about commitments.
pub(super) async fn sees(who: &Reader, known: &BTreeSet<String>, seen: &mut Seen) {
    let parent = who.parent();
    let mut questions = vec![
        Question::of(&requests::get_commitment(AMENDED, "")),
        Question::of(&requests::get_commitment(AMENDED, &requests::next_week().to_string())),
        Question::of(&requests::list_standings(&parent)),
        Question::of(&requests::list_departments(&parent)),
        Question::of(&ListDutiesRequest::default()),
        Question::of(&ListBodiesRequest::default()),
        Question::of(&requests::list_occurrences(&parent)),
        Question::of(&requests::get_occurrence(&parent)),
        Question::of(&requests::list_vacancies(&parent)),
        Question::of(&requests::list_feeds(&parent)),
        Question::of(&ExportFeedRequest { secret: "a".repeat(43) }),
    ];
    for rest in known {
        let name = format!("{parent}/{rest}");
        questions.push(match rest.split('/').next().unwrap() {
            "amendments" => Question::of(&requests::get_amendment(&name)),
            "evidence" => Question::of(&requests::get_evidence(&name)),
            "assessments" => Question::of(&requests::get_assessment(&name)),
            "plans" => Question::of(&requests::get_plan(&name)),
            "packs" => Question::of(&requests::get_pack(&name)),
            "meetings" => Question::of(&requests::get_meeting(&name)),
            "invitations" => Question::of(&requests::get_invitation(&name)),
            "appointments" => Question::of(&requests::get_appointment(&name)),
            "occurrences" => Question::of(&GetOccurrenceRequest { name }),
            _ => Question::of(&requests::get_received(&name)),
        });
    }
    let every = ListCommitmentsRequest { on: requests::next_week().to_string(), ..Default::default() };
    let of_document = all(Instrument::try_from).map(|one| vec![one]);
    let of_document = of_document.map(|instruments| ListCommitmentsRequest { instruments, ..every.clone() });
    let of_owner = all(Owner::try_from).map(|one| vec![one]);
    let of_owner = of_owner.map(|owners| ListCommitmentsRequest { owners, ..every.clone() });
    questions.extend(of_document.chain(of_owner).map(|list| Question::of(&list)));
    for question in questions {
        let told = who.wire.told(&question).await;
        seen.insert(question, told);
    }
    let parent_of_versions = format!("commitments/{AMENDED}");
    walk(who, ListCommitmentVersionsRequest { parent: parent_of_versions, ..Default::default() }, seen).await;
    for request in amendments(&parent) {
        walk(who, request, seen).await;
    }
    for request in evidence(&parent) {
        walk(who, request, seen).await;
    }
    for request in plans(&parent) {
        walk(who, request, seen).await;
    }
    for request in packs(&parent) {
        walk(who, request, seen).await;
    }
    for request in meetings(&parent) {
        walk(who, request, seen).await;
    }
    for request in invitations(&parent) {
        walk(who, request, seen).await;
    }
    for request in disclosures(&parent) {
        walk(who, request, seen).await;
    }
    let appointments = ListAppointmentsRequest { parent: parent.clone(), ..Default::default() };
    walk(who, appointments, seen).await;
    for period in [String::new(), YEAR.to_owned()] {
        let (own, of) = (parent.clone(), period.clone());
        walk(who, ListAssessmentsRequest { parent: own, period: of, ..Default::default() }, seen).await;
        let parent = parent.clone();
        walk(who, ListReceivedAssessmentsRequest { parent, period, ..Default::default() }, seen).await;
    }
}

fn amendments(parent: &str) -> Vec<ListAmendmentsRequest> {
    let every = ListAmendmentsRequest { parent: parent.to_owned(), ..Default::default() };
    let states = all(AmendmentState::try_from)
        .map(|state| ListAmendmentsRequest { states: vec![state], ..every.clone() });
    let of_one = ListAmendmentsRequest { commitment: format!("commitments/{AMENDED}"), ..every.clone() };
    states.chain([of_one, every.clone()]).collect()
}

fn disclosures(parent: &str) -> Vec<ListDisclosuresRequest> {
    let every = ListDisclosuresRequest { parent: parent.to_owned(), ..Default::default() };
    let directions =
        all(Direction::try_from).map(|direction| ListDisclosuresRequest { direction, ..every.clone() });
    let counterparts = ORGANISATIONS
        .map(|code| ListDisclosuresRequest { counterpart: format!("organisations/{code}"), ..every.clone() });
    directions.chain(counterparts).chain([every.clone()]).collect()
}

fn evidence(parent: &str) -> Vec<ListEvidenceRequest> {
    let every = ListEvidenceRequest { parent: parent.to_owned(), ..Default::default() };
    let states = all(EvidenceState::try_from)
        .map(|state| ListEvidenceRequest { states: vec![state], ..every.clone() });
    let counterparts = ORGANISATIONS
        .map(|code| ListEvidenceRequest { counterpart: format!("organisations/{code}"), ..every.clone() });
    let of_period = ListEvidenceRequest { period: YEAR.to_owned(), ..every.clone() };
    states.chain(counterparts).chain([of_period, every.clone()]).collect()
}

fn plans(parent: &str) -> Vec<ListPlansRequest> {
    let every = ListPlansRequest { parent: parent.to_owned(), ..Default::default() };
    let come = all(PlanProgress::try_from)
        .map(|progress| ListPlansRequest { progress: vec![progress], ..every.clone() });
    let of_one = ListPlansRequest { commitment: "commitments/HMG-02".to_owned(), ..every.clone() };
    come.chain([of_one, every.clone()]).collect()
}

fn packs(parent: &str) -> Vec<ListPacksRequest> {
    let every = ListPacksRequest { parent: parent.to_owned(), ..Default::default() };
    let states =
        all(PackState::try_from).map(|state| ListPacksRequest { states: vec![state], ..every.clone() });
    let bodies = all(PackBody::try_from).map(|body| ListPacksRequest { body, ..every.clone() });
    states.chain(bodies).chain([every.clone()]).collect()
}

fn meetings(parent: &str) -> Vec<ListMeetingsRequest> {
    let every = ListMeetingsRequest { parent: parent.to_owned(), ..Default::default() };
    let states =
        all(MeetingState::try_from).map(|state| ListMeetingsRequest { states: vec![state], ..every.clone() });
    let bodies = ["transformation-board", "department-board"]
        .map(|code| ListMeetingsRequest { body: format!("bodies/{code}"), ..every.clone() });
    states.chain(bodies).chain([every.clone()]).collect()
}

fn invitations(parent: &str) -> Vec<ListInvitationsRequest> {
    let every = ListInvitationsRequest { parent: parent.to_owned(), ..Default::default() };
    let states = all(InvitationState::try_from)
        .map(|state| ListInvitationsRequest { states: vec![state], ..every.clone() });
    states.chain([every.clone()]).collect()
}
