//! Each party's register of what crossed.

use crate::{
    actors::{Actor, Cast, YEAR, draft, facts, invitee, paper},
    meetings::{commissioner, invited},
};
use chassis_testing::reason;
use contracts::{
    commitments::{
        AgreedInterval, Attendance, CommitmentContent, InvitationAnswer, ListDisclosuresRequest, PackBody,
        Post, View,
    },
    exchange::{Direction, Disclosure},
};

impl Actor {
    /// The register as they read it.
    async fn register(&self, request: ListDisclosuresRequest) -> Vec<Disclosure> {
        let request = ListDisclosuresRequest { parent: self.parent(), ..request };
        self.lists_disclosures(request).await.unwrap().disclosures
    }

    /// What they read it for: direction, counterpart and purpose.
    async fn crossed(&self, request: ListDisclosuresRequest) -> Vec<(Direction, String, String)> {
        let entries = self.register(request).await.into_iter();
        entries.map(|entry| (entry.direction(), entry.counterpart, entry.purpose)).collect()
    }
}

fn entry(direction: Direction, with: &str, purpose: &str) -> (Direction, String, String) {
    (direction, format!("organisations/{with}"), purpose.to_owned())
}

const SHOWN: &str = "evidence that a commitment is kept";
const PRESENTED: &str = "Presented to the Technology Risk Group";

#[tokio::test]
async fn what_crossed_stands_in_both_sides_registers_as_each_names_it_and_in_nobody_else_s() {
    let cast = Cast::new().await;
    cast.dpo().drafts(YEAR, facts("A draft")).await.unwrap();
    assert_eq!(cast.dpo().register(ListDisclosuresRequest::default()).await, [], "a draft crosses nowhere");
    let submitted = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    let [given] = &cast.dpo().register(ListDisclosuresRequest::default()).await[..] else {
        panic!("one entry")
    };
    let [received] = &cast.analyst().register(ListDisclosuresRequest::default()).await[..] else {
        panic!("one entry")
    };
    assert_eq!(
        (given.direction(), given.counterpart.as_str(), given.resource.as_str()),
        (Direction::Given, "organisations/gcdo", submitted.name.as_str())
    );
    let theirs = submitted.name.replace("/hmrc/", "/gcdo/");
    assert_eq!(
        (received.direction(), received.counterpart.as_str(), received.resource.as_str()),
        (Direction::Received, "organisations/hmrc", theirs.as_str())
    );
    assert_eq!(received.name, given.name.replace("/hmrc/", "/gcdo/"));
    let of_both = |entry: &Disclosure| {
        (entry.at, entry.seal.clone(), entry.purpose.clone(), entry.basis, entry.discloser_role.clone())
    };
    assert_eq!(of_both(given), of_both(received));
    assert_eq!(given.seal, submitted.acts.last().unwrap().seal);
    assert_eq!(cast.board().register(ListDisclosuresRequest::default()).await.len(), 1);
    for stranger in [cast.moj(), cast.regulator(), cast.liaison(), cast.public()] {
        assert_eq!(stranger.register(ListDisclosuresRequest::default()).await, []);
        let request = ListDisclosuresRequest { parent: cast.dpo().parent(), ..Default::default() };
        assert_eq!(reason(&stranger.lists_disclosures(request).await.unwrap_err()), "NOT_FOUND");
    }
    let other = cast.actor("hmrc", "han", "dept.handler", &["org", "reports", "handlers"]);
    assert_eq!(other.register(ListDisclosuresRequest::default()).await, [], "who has no need sees none");
}

#[tokio::test]
async fn a_register_is_read_one_way_for_one_counterpart_and_page_by_page() {
    let cast = Cast::new().await;
    let shown = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    cast.world.set("2026-05-05T10:00:00Z");
    cast.analyst().returns(&cast.analyst().sees(&shown).await.unwrap()).await.unwrap();
    cast.world.set("2026-05-05T11:00:00Z");
    let pack = cast.dpo().prepares(PackBody::TechnologyRiskGroup, draft(&[])).await.unwrap();
    cast.siro().presents(&pack).await.unwrap();
    let asked = async |request| cast.dpo().crossed(request).await;
    let sent = |purpose| entry(Direction::Given, "gcdo", purpose);
    let back = entry(Direction::Received, "gcdo", SHOWN);
    assert_eq!(
        asked(ListDisclosuresRequest::default()).await,
        [sent(PRESENTED), back.clone(), sent(SHOWN)],
        "the latest first"
    );
    let one_way =
        |direction: Direction| ListDisclosuresRequest { direction: direction.into(), ..Default::default() };
    assert_eq!(asked(one_way(Direction::Given)).await, [sent(PRESENTED), sent(SHOWN)]);
    assert_eq!(asked(one_way(Direction::Received)).await, [back]);
    let with = |code: &str| ListDisclosuresRequest {
        counterpart: format!("organisations/{code}"),
        ..Default::default()
    };
    assert_eq!(asked(with("gcdo")).await.len(), 3);
    assert_eq!(asked(with("ico")).await, []);
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListDisclosuresRequest {
            parent: cast.dpo().parent(),
            page_size: 1,
            page_token,
            ..Default::default()
        };
        let page = cast.dpo().lists_disclosures(request).await.unwrap();
        assert!(page.disclosures.len() <= 1);
        seen.extend(page.disclosures);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, cast.dpo().register(ListDisclosuresRequest::default()).await);
}

#[tokio::test]
async fn a_place_in_a_register_is_for_whoever_was_shown_it_and_for_what_they_asked() {
    let cast = Cast::new().await;
    for _ in 0..2 {
        cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    }
    let first = ListDisclosuresRequest { parent: cast.dpo().parent(), page_size: 1, ..Default::default() };
    let page_token = cast.dpo().lists_disclosures(first.clone()).await.unwrap().next_page_token;
    let next = ListDisclosuresRequest { page_token, ..first.clone() };
    assert_eq!(cast.dpo().lists_disclosures(next.clone()).await.unwrap().disclosures.len(), 1);
    let colleague = cast.siro().lists_disclosures(next.clone()).await;
    assert_eq!(reason(&colleague.unwrap_err()), "FIELD_INVALID", "another person's");
    let theirs = ListDisclosuresRequest { parent: cast.moj().parent(), ..next.clone() };
    assert_eq!(reason(&cast.moj().lists_disclosures(theirs).await.unwrap_err()), "FIELD_INVALID");
    let gcdo = "organisations/gcdo".to_owned();
    for wrong in [
        ListDisclosuresRequest { direction: Direction::Given.into(), ..next.clone() },
        ListDisclosuresRequest { counterpart: gcdo, ..next.clone() },
        ListDisclosuresRequest { page_token: next.page_token[..20].to_owned(), ..first.clone() },
        ListDisclosuresRequest { page_token: "none".to_owned(), ..first.clone() },
        ListDisclosuresRequest { counterpart: "gcdo".to_owned(), ..first.clone() },
        ListDisclosuresRequest { direction: 99, ..first.clone() },
    ] {
        assert_eq!(reason(&cast.dpo().lists_disclosures(wrong).await.unwrap_err()), "FIELD_INVALID");
    }
}

/// What crossed, in a department's evidence, an amendment, packs, views, the calendar, appointments and meetings.
async fn everything_crosses(cast: &Cast) {
    let (dpo, keeper) = (cast.dpo(), cast.secretariat());
    let drafted = dpo.drafts(YEAR, facts("A draft")).await.unwrap();
    dpo.takes_back(&dpo.redrafts(&drafted, facts("Another draft")).await.unwrap()).await.unwrap();
    let shown = dpo.shows(YEAR, facts("A lead was appointed")).await;
    let back = cast.analyst().returns(&cast.analyst().sees(&shown).await.unwrap()).await.unwrap();
    let again = dpo.resubmits(&dpo.sees(&back).await.unwrap(), facts("More")).await.unwrap();
    let accepted = cast.analyst().accepts(&cast.analyst().sees(&again).await.unwrap()).await.unwrap();
    cast.lead().passes_on(&accepted).await.unwrap();
    dpo.takes_back(&dpo.sees(&accepted).await.unwrap()).await.unwrap();
    let monthly =
        |content: &mut CommitmentContent| content.agreed_interval = Some(AgreedInterval { months: 1 });
    cast.regulator().agrees(&cast.lead().amends("JNT-03", monthly).await.unwrap()).await.unwrap();
    let discarded = dpo.prepares(PackBody::TechnologyRiskGroup, draft(&[])).await.unwrap();
    dpo.discards(&discarded).await.unwrap();
    let own = dpo.prepares(PackBody::DepartmentBoard, draft(&[])).await.unwrap();
    cast.siro().presents(&own).await.unwrap();
    let pack = dpo.prepares(PackBody::TechnologyRiskGroup, draft(&[])).await.unwrap();
    let pack = cast.siro().presents(&pack).await.unwrap();
    keeper.challenges(&pack, "Why so late?").await.unwrap();
    cast.siro().answers(&pack, 1).await.unwrap();
    let view = cast.analyst().forms_view(YEAR, View::OnTrack).await.unwrap();
    cast.lead().issues(&view, [true, true, true]).await.unwrap();
    let regulators = cast.desk(cast.regulator());
    let joint = regulators.records("CAL-06-2026-01-08", "2026-03-10").await.unwrap();
    regulators.takes_back(&joint).await.unwrap();
    let post = cast.desk(cast.dpo()).appoints(Post::DepartmentLead, "2026-01-08", "").await.unwrap();
    cast.desk(cast.dpo()).ends(&post, "2026-05-05").await.unwrap();
    let meeting = invited(cast, &[commissioner(), invitee("hmrc", "Lead")]).await;
    let meeting = keeper.adds(&meeting, paper("Progress")).await.unwrap();
    let meeting = cast.lead().shares(&meeting, 1, "ico").await.unwrap();
    let meeting = keeper.puts_off(&meeting, "2026-06-11T13:00:00Z").await.unwrap();
    let told = cast.regulator().invitation().await;
    cast.regulator().replies(&told, InvitationAnswer::Accepted).await.unwrap();
    cast.world.set("2026-06-11T15:00:00Z");
    let meeting = keeper.holds(&meeting, &[Attendance::Attended; 2]).await.unwrap();
    cast.regulator().contests(&cast.regulator().invitation().await).await.unwrap();
    keeper.corrects(&keeper.sees_meeting(&meeting).await.unwrap(), Attendance::Deputy).await.unwrap();
}

#[tokio::test]
async fn every_copy_that_crossed_stands_once_in_either_register_and_nothing_else_does() {
    let cast = Cast::new().await;
    Box::pin(everything_crosses(&cast)).await;
    let unmatched = "WITH crossed AS (
            SELECT organisation, reader AS recipient, hash, at, kind || '/' || act AS what FROM exchange_act WHERE reader <> organisation
            UNION ALL SELECT organisation, reader, hash, at, 'VIEW' FROM received_assessment
            UNION ALL SELECT organisation, reader, hash, at, 'VERSION' FROM register_version),
        copies AS (SELECT organisation, recipient, hash, at, string_agg(what, ',') AS what, count(*) AS copies FROM crossed GROUP BY 1, 2, 3, 4),
        entries AS (SELECT organisation, recipient, hash, at, string_agg(purpose, ',') AS what,
                           count(*) FILTER (WHERE reader = organisation) AS given, count(*) FILTER (WHERE reader = recipient) AS received
                    FROM disclosure GROUP BY 1, 2, 3, 4)
        SELECT concat_ws(' ', organisation, recipient, copies.what, copies, entries.what, given, received)
        FROM copies FULL JOIN entries USING (organisation, recipient, hash, at)
        WHERE (copies, copies) IS DISTINCT FROM (given, received)";
    let owner = cast.world.database.owner().await;
    let unmatched: Vec<String> = sqlx::query_scalar(unmatched).fetch_all(&owner).await.unwrap();
    assert_eq!(unmatched, [""; 0]);
    let entries: i64 = sqlx::query_scalar("SELECT count(*) FROM disclosure").fetch_one(&owner).await.unwrap();
    assert!(entries > 40, "{entries}");
}
