//! How the register changes.

use crate::actors::Cast;
use chassis_testing::{details, reason};
use contracts::commitments::{
    AgreedInterval, AmendmentState, Body, Cadence, CommitmentKind, Instrument, ListAmendmentsRequest,
    ProposeAmendmentRequest,
};
use tonic::Code;

fn meets_monthly(content: &mut contracts::commitments::CommitmentContent) {
    content.agreed_interval = Some(AgreedInterval { months: 1 });
}

#[tokio::test]
async fn what_both_promised_changes_once_both_agree_and_from_the_day_that_they_said() {
    let cast = Cast::new().await;
    let proposed = cast.lead().amends("JNT-03", meets_monthly).await.unwrap();
    assert_eq!(
        (proposed.state(), proposed.counterpart.as_str()),
        (AmendmentState::Proposed, "organisations/ico")
    );
    assert_eq!(proposed.possible_acts, ["WithdrawAmendment"]);
    let asked = cast.regulator().reads(&proposed).await.unwrap();
    assert_eq!(asked.possible_acts, ["AgreeAmendment", "RefuseAmendment"]);
    assert_eq!(asked.seal, proposed.seal);
    let versions = async || cast.public().versions("JNT-03", 0, "").await.unwrap().commitments;
    assert_eq!(versions().await.len(), 1);

    let agreed = cast.regulator().agrees(&asked).await.unwrap();
    assert_eq!((agreed.state(), agreed.settled_by.as_str()), (AmendmentState::Agreed, "ico.lead"));
    assert_eq!(agreed.possible_acts, [""; 0]);
    let [later, first] = <[_; 2]>::try_from(versions().await).unwrap();
    assert_eq!((first.version, first.effective_from.as_str(), first.seal), (1, "2026-01-08", None));
    assert_eq!((later.version, later.effective_from.as_str()), (2, "2026-05-06"));
    assert_eq!((later.reason.as_str(), later.seal), ("As it was agreed in April.", proposed.seal));

    let interval = async |on: &str| {
        let commitment = cast.public().commitment("JNT-03", on).await.unwrap();
        (commitment.version, commitment.content.unwrap().agreed_interval.map(|agreed| agreed.months))
    };
    assert_eq!(interval("").await, (1, None));
    assert_eq!(interval("2026-05-06").await, (2, Some(1)));
    // The quarter that it was then in runs out first.
    let later = cast.public().commitment("JNT-03", "2026-07-08").await.unwrap().periods;
    let later: Vec<_> = later.iter().map(|one| one.name.rsplit('/').next().unwrap()).collect();
    assert_eq!(later[..3], ["2026-04-08-P3M", "2026-07-08-P1M", "2026-08-08-P1M"]);
}

#[tokio::test]
async fn at_what_interval_its_own_commitment_is_kept_a_party_settles_by_two_of_its_people() {
    let cast = Cast::new().await;
    let proposed = cast.lead().amends("HMG-09", meets_monthly).await.unwrap();
    assert_eq!(proposed.counterpart, "organisations/gcdo");
    assert_eq!(proposed.possible_acts, ["WithdrawAmendment"]);
    for refused in [cast.lead().agrees(&proposed).await, cast.lead().refuses(&proposed, "No.").await] {
        assert_eq!(reason(&refused.unwrap_err()), "ACTING_ROLE");
    }
    assert_eq!(reason(&cast.regulator().reads(&proposed).await.unwrap_err()), "NOT_FOUND");
    let agreed = cast.principal().agrees(&proposed).await.unwrap();
    assert_eq!(agreed.state(), AmendmentState::Agreed);
    assert_eq!(cast.public().commitment("HMG-09", "2026-05-06").await.unwrap().version, 2);
}

#[tokio::test]
async fn what_changes_the_meaning_is_for_all_who_signed() {
    let cast = Cast::new().await;
    let reworded =
        cast.lead().amends("HMG-09", |content| content.title = "Other indicators".to_owned()).await.unwrap();
    assert_eq!(reworded.counterpart, "organisations/ico");
    let lead = cast.lead();
    let turned = lead.amends("HMG-09", |content| {
        content.bodies.push(Body::Ministers.into());
        content.owed_by.reverse();
        content.kinds.reverse();
    });
    assert_eq!(turned.await.unwrap().counterpart, "organisations/gcdo", "an order means nothing");
    let shared = cast
        .liaison()
        .amends("NCSC-03", |content| content.text = "Shared otherwise.".to_owned())
        .await
        .unwrap();
    assert_eq!(shared.counterpart, "organisations/ico");
    let letter =
        cast.lead().amends("CAB-13", |content| content.text = "Kept otherwise.".to_owned()).await.unwrap();
    assert_eq!(letter.counterpart, "organisations/gcdo");
}

#[tokio::test]
async fn nobody_amends_what_is_for_others_to_amend() {
    let cast = Cast::new().await;
    let watched =
        |content: &mut contracts::commitments::CommitmentContent| content.bodies.push(Body::Ministers.into());
    for (who, code) in [
        (cast.lead(), "ICO-01"),
        (cast.regulator(), "HMG-09"),
        (cast.liaison(), "HMG-09"),
        (cast.lead(), "NCSC-01"),
        (cast.dpo(), "HMG-09"),
        (cast.regulator(), "CAB-13"),
    ] {
        assert_eq!(reason(&who.amends(code, watched).await.unwrap_err()), "ACTING_ROLE", "{code}");
    }
    // Of the text of what government promised, the regulator signed too.
    let reworded =
        cast.regulator().amends("HMG-09", |content| content.title = "Other indicators".to_owned()).await;
    assert_eq!(reworded.unwrap().counterpart, "organisations/gcdo");
}

#[tokio::test]
async fn a_refusal_says_why_and_leaves_the_register_as_it_is() {
    let cast = Cast::new().await;
    let proposed = cast.lead().amends("JNT-03", meets_monthly).await.unwrap();
    assert_eq!(reason(&cast.lead().refuses(&proposed, "No.").await.unwrap_err()), "ACTING_ROLE");
    let refused = cast.regulator().refuses(&proposed, "Quarterly is enough.").await.unwrap();
    assert_eq!(
        (refused.state(), refused.settle_reason.as_str()),
        (AmendmentState::Refused, "Quarterly is enough.")
    );
    assert_eq!(cast.lead().reads(&proposed).await.unwrap().settle_reason, "Quarterly is enough.");
    for again in [cast.regulator().agrees(&refused).await, cast.lead().withdraws(&refused).await] {
        assert_eq!(reason(&again.unwrap_err()), "STATE");
    }
    assert_eq!(cast.public().versions("JNT-03", 0, "").await.unwrap().commitments.len(), 1);
}

#[tokio::test]
async fn who_proposed_takes_back_and_nobody_else() {
    let cast = Cast::new().await;
    let proposed = cast.regulator().amends("JNT-04", meets_monthly).await.unwrap();
    assert_eq!(reason(&cast.lead().withdraws(&proposed).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(cast.colleague().withdraws(&proposed).await.unwrap().state(), AmendmentState::Withdrawn);
    let late = cast.lead().agrees(&proposed).await.unwrap_err();
    assert_eq!(reason(&late), "ETAG_STALE");
}

#[tokio::test]
async fn of_two_amendments_of_one_version_the_second_no_longer_fits() {
    let cast = Cast::new().await;
    let [first, second] = [
        cast.lead().amends("JNT-03", meets_monthly).await.unwrap(),
        cast.regulator()
            .amends("JNT-03", |content| content.bodies.push(Body::Ministers.into()))
            .await
            .unwrap(),
    ];
    cast.regulator().agrees(&first).await.unwrap();
    assert_eq!(reason(&cast.lead().agrees(&second).await.unwrap_err()), "STATE");
    assert_eq!(cast.public().versions("JNT-03", 0, "").await.unwrap().commitments.len(), 2);
    let stale = cast.lead().amendment("JNT-03", meets_monthly).await;
    let stale = ProposeAmendmentRequest { replaces: 1, ..stale };
    assert_eq!(reason(&cast.lead().proposes(stale).await.unwrap_err()), "ETAG_STALE");
}

#[tokio::test]
async fn the_register_is_not_amended_for_days_that_have_passed() {
    let cast = Cast::new().await;
    let request = cast.lead().amendment("JNT-03", meets_monthly).await;
    let early = ProposeAmendmentRequest { effective_from: "2026-05-04".to_owned(), ..request.clone() };
    let refused = details(&cast.lead().proposes(early).await.unwrap_err());
    assert_eq!((refused.code, refused.fields), (Code::InvalidArgument, vec!["effective_from".to_owned()]));
    let today = ProposeAmendmentRequest { effective_from: "2026-05-05".to_owned(), ..request };
    let proposed = cast.lead().proposes(today).await.unwrap();
    // It is the fifth until midnight in London, and the sixth from then on.
    cast.world.set("2026-05-05T22:59:59Z");
    assert!(cast.regulator().reads(&proposed).await.is_ok());
    cast.world.set("2026-05-05T23:00:00Z");
    assert_eq!(reason(&cast.regulator().agrees(&proposed).await.unwrap_err()), "STATE");
}

#[tokio::test]
async fn what_was_agreed_for_a_later_day_is_replaced_by_what_is_agreed_for_an_earlier_one() {
    let cast = Cast::new().await;
    let lead = cast.lead();
    for (months, from) in [(1, "2027-01-08"), (2, "2026-06-01")] {
        let request = lead
            .amendment("HMG-09", |content| content.agreed_interval = Some(AgreedInterval { months }))
            .await;
        let request = ProposeAmendmentRequest { effective_from: from.to_owned(), ..request };
        cast.principal().agrees(&lead.proposes(request).await.unwrap()).await.unwrap();
    }
    let version = async |on: &str| cast.public().commitment("HMG-09", on).await.unwrap().version;
    assert_eq!(
        (version("2026-05-31").await, version("2026-06-01").await, version("2027-01-08").await),
        (1, 3, 3)
    );
    let far = lead.amendment("HMG-09", |content| content.agreed_interval = None).await;
    let far = ProposeAmendmentRequest { effective_from: "2028-05-06".to_owned(), ..far };
    assert_eq!(details(&lead.proposes(far).await.unwrap_err()).fields, ["effective_from"]);
}

#[tokio::test]
async fn an_amendment_that_is_not_whole_is_refused_with_every_field_that_is_wrong() {
    let cast = Cast::new().await;
    let lead = cast.lead();
    let request = lead.amendment("JNT-03", |content| {
        content.cadences = Vec::new();
        content.agreed_interval = Some(AgreedInterval { months: 1 });
        content.title = " ".to_owned();
        content.met_on = "2026-02-30".to_owned();
        content.evidence = vec![" ".to_owned()];
    });
    let refused = details(&cast.lead().proposes(request.await).await.unwrap_err());
    let wrong = [
        "content.title",
        "content.cadences",
        "content.agreed_interval",
        "content.met_on",
        "content.evidence",
    ];
    assert_eq!((refused.code, refused.fields), (Code::InvalidArgument, wrong.map(str::to_owned).to_vec()));

    let unknown = cast
        .lead()
        .amends("JNT-03", |content| content.related = vec!["ICO-99".to_owned()])
        .await
        .unwrap_err();
    assert_eq!(details(&unknown).fields, ["content.related"]);
    let itself =
        cast.lead().amends("JNT-03", |content| content.duplicate_of = "JNT-03".to_owned()).await.unwrap_err();
    assert_eq!(details(&itself).fields, ["content.duplicate_of"]);
    let moved = cast
        .lead()
        .amends("JNT-03", |content| content.instrument = Instrument::NcscMou.into())
        .await
        .unwrap_err();
    assert_eq!(details(&moved).fields, ["content.instrument"]);
    let ended = cast
        .lead()
        .amends("JNT-03", |content| content.effective_to = "2026-05-05".to_owned())
        .await
        .unwrap_err();
    assert_eq!(details(&ended).fields, ["content.effective_to"]);
    let same = cast.lead().amends("JNT-03", |_| {}).await.unwrap_err();
    assert_eq!(reason(&same), "STATE");
}

#[tokio::test]
async fn a_commitment_that_no_longer_holds_leaves_the_register_and_its_versions_stay() {
    let cast = Cast::new().await;
    let ended =
        cast.lead().amends("JNT-04", |content| content.effective_to = "2026-07-08".to_owned()).await.unwrap();
    cast.regulator().agrees(&ended).await.unwrap();
    assert!(cast.public().commitment("JNT-04", "2026-07-07").await.is_ok());
    assert_eq!(reason(&cast.public().commitment("JNT-04", "2026-07-08").await.unwrap_err()), "NOT_FOUND");
    assert_eq!(cast.public().versions("JNT-04", 0, "").await.unwrap().commitments.len(), 2);
}

#[tokio::test]
async fn a_person_amends_and_no_system() {
    let cast = Cast::new().await;
    let mut system = cast.lead();
    system.person = system.person.as_system();
    assert_eq!(reason(&system.amends("JNT-03", meets_monthly).await.unwrap_err()), "ACTING_ROLE");
    let proposed = cast.regulator().amends("JNT-03", meets_monthly).await.unwrap();
    assert_eq!(reason(&system.agrees(&proposed).await.unwrap_err()), "ACTING_ROLE");
    assert!(system.reads(&proposed).await.unwrap().possible_acts.is_empty());
}

#[tokio::test]
async fn who_agrees_twice_agreed_once() {
    let cast = Cast::new().await;
    let proposed = cast.lead().amends("JNT-03", meets_monthly).await.unwrap();
    let request = chassis_testing::id();
    let agreed = cast.regulator().agrees_once(&proposed, &request).await.unwrap();
    assert_eq!(cast.regulator().agrees_once(&proposed, &request).await.unwrap(), agreed);
    assert_eq!(cast.public().versions("JNT-03", 0, "").await.unwrap().commitments.len(), 2);
}

#[tokio::test]
async fn each_party_lists_what_it_proposed_or_is_asked_about() {
    let cast = Cast::new().await;
    let joint = cast.lead().amends("JNT-03", meets_monthly).await.unwrap();
    let own = cast.lead().amends("HMG-09", meets_monthly).await.unwrap();
    let names = async |who: &crate::actors::Actor, request: ListAmendmentsRequest| {
        let found = who.lists(request).await.unwrap().amendments;
        found.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    let (lead, regulator) = (cast.lead(), cast.regulator());
    let all = ListAmendmentsRequest::default;
    let mut found = names(&lead, all()).await;
    found.sort();
    let mut expected = [joint.name.clone(), own.name.clone()];
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(names(&regulator, all()).await, [regulator.own(&joint)]);
    assert_eq!(names(&cast.liaison(), all()).await, [""; 0]);
    let of = ListAmendmentsRequest { commitment: "commitments/HMG-09".to_owned(), ..all() };
    assert_eq!(names(&lead, of).await, std::slice::from_ref(&own.name));
    regulator.agrees(&joint).await.unwrap();
    let waiting = ListAmendmentsRequest { states: vec![AmendmentState::Proposed.into()], ..all() };
    assert_eq!(names(&lead, waiting).await, [own.name]);
    let first = lead.lists(ListAmendmentsRequest { page_size: 1, ..all() }).await.unwrap();
    let token = first.next_page_token;
    let second =
        lead.lists(ListAmendmentsRequest { page_size: 1, page_token: token, ..all() }).await.unwrap();
    assert_eq!(
        (first.amendments.len(), second.amendments.len(), second.next_page_token.as_str()),
        (1, 1, "")
    );
    assert_ne!(first.amendments[0].name, second.amendments[0].name);
}

#[tokio::test]
async fn versions_are_listed_page_by_page_each_once() {
    let cast = Cast::new().await;
    for months in [1, 2, 4] {
        let proposed = cast
            .lead()
            .amends("HMG-09", |content| content.agreed_interval = Some(AgreedInterval { months }))
            .await;
        cast.principal().agrees(&proposed.unwrap()).await.unwrap();
    }
    for size in 1..=5 {
        let (mut numbers, mut token) = (Vec::new(), String::new());
        loop {
            let page = cast.public().versions("HMG-09", size, &token).await.unwrap();
            assert!(page.commitments.len() <= usize::try_from(size).unwrap());
            numbers.extend(page.commitments.iter().map(|one| one.version));
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(numbers, [4, 3, 2, 1], "{size} a page");
    }
}

#[tokio::test]
async fn an_interval_that_is_not_regular_is_none() {
    let cast = Cast::new().await;
    let once = cast
        .lead()
        .amends("HMG-02", |content| content.agreed_interval = Some(AgreedInterval { months: 1 }))
        .await;
    assert_eq!(details(&once.unwrap_err()).fields, ["content.agreed_interval"]);
    let lead = cast.lead();
    let regular = lead.amends("HMG-02", |content| {
        content.kinds.push(CommitmentKind::Recurring.into());
        content.cadences.push(Cadence::Regular.into());
        content.agreed_interval = Some(AgreedInterval { months: 1 });
    });
    assert_eq!(regular.await.unwrap().counterpart, "organisations/ico");
}
