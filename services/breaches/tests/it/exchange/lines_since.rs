//! What stays of what was agreed and issued once lines are revised or withdrawn.

use super::{
    lines::{EMBARGO, draft},
    *,
};
use crate::actors::{HMRC, NOW, at, regulators};
use chassis_testing::reason;
use contracts::breaches::MediaLinesState;
use sqlx::Executor as _;

impl Cast {
    /// Lines with somebody that both agreed to under an embargo, as the SIRO has them.
    async fn agreed(&self) -> Exchange {
        let proposed = self.proposed(ICO).await;
        let agreed = self.lead().agrees(&self.lead().has(&proposed).await.unwrap()).await.unwrap();
        self.siro().has(&agreed).await.unwrap()
    }

    /// How far the lines of a breach are, as its department reads it.
    async fn track(&self, breach: &str) -> MediaLinesState {
        let course = self.handler().reads(breach).await.unwrap().course.unwrap();
        course.media_lines.unwrap_or_default().state()
    }
}

/// A version without an embargo.
fn free(exchange: &Exchange) -> pb::ReviseLinesRequest {
    says!(exchange, ReviseLinesRequest { text: "We are asking all letters back." })
}

fn issuers(exchange: &Exchange) -> Vec<String> {
    exchange.lines.clone().unwrap().issued_by
}

#[tokio::test]
async fn what_a_party_issued_it_alone_takes_back_by_proposing_another_version() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let agreed = cast.agreed().await;
    let breach = agreed.source.clone();
    cast.world.set(EMBARGO);
    let issued = cast.press().issues(&agreed, EMBARGO).await.unwrap();
    assert_eq!(
        (cast.track(&breach).await, issuers(&issued)),
        (MediaLinesState::Issued, vec![HMRC.to_owned()])
    );

    let revised = lead.revises(&lead.has(&issued).await.unwrap(), "Another text.").await.unwrap();
    assert_eq!(revised.lines.as_ref().unwrap().issued_at, None, "this version nobody issued");
    assert_eq!(
        (cast.track(&breach).await, issuers(&revised)),
        (MediaLinesState::Issued, vec![HMRC.to_owned()])
    );
    let theirs = lead.issues(&revised, EMBARGO).await.unwrap();
    assert_eq!(issuers(&theirs), [HMRC, ICO], "in the order in which they did");
    let again = cast.press().issues(&siro.has(&theirs).await.unwrap(), EMBARGO).await.unwrap();
    assert_eq!(issuers(&again), [ICO, HMRC], "each once");

    let anew = siro.revises(&siro.has(&again).await.unwrap(), "A third text.").await.unwrap();
    assert_eq!(issuers(&anew), [ICO]);
    assert_eq!(cast.track(&breach).await, MediaLinesState::AwaitingAgreement, "of its own doing");
    assert_eq!(cast.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_a_department_issued_stays_issued_though_the_regulator_withdraws_its_lines() {
    let cast = Cast::new().await;
    let case = cast.dpo().notifies(&cast, "A letter").await;
    let breach = cast.dpo().lists_own().await.remove(0);
    let proposed = cast.lead().enters_lines(draft(&regulators(&case), HMRC)).await.unwrap();
    let mine = cast.handler().has(&proposed).await.unwrap();
    let (name, etag) = (mine.name.clone(), mine.etag.clone());
    let tie = pb::TieExchangeRequest { name, etag, breach: breach.name.clone(), request_id: id() };
    cast.handler().tie_exchange(tie).await.unwrap();
    let issued = cast.press().issues(&mine, NOW).await.unwrap();
    cast.lead().recalls(&cast.lead().has(&issued).await.unwrap()).await.unwrap();
    assert_eq!(cast.track(&breach.name).await, MediaLinesState::Issued);
}

#[tokio::test]
async fn neither_withdrawing_nor_revising_what_was_agreed_frees_it_of_its_embargo() {
    let cast = Cast::new().await;
    let (press, siro) = (cast.press(), cast.siro());
    for way in ["withdraws", "says the same", "proposes no embargo"] {
        let agreed = cast.agreed().await;
        let after = match way {
            "withdraws" => siro.recalls(&agreed).await.unwrap(),
            "says the same" => siro.revises(&agreed, "We are asking the letters back.").await.unwrap(),
            _ => siro.revise_lines(free(&agreed)).await.unwrap().exchange.unwrap(),
        };
        assert!(!after.possible_acts.contains(&"RecordLinesIssue".to_owned()), "{way}");
        for who in [&press, &cast.lead()] {
            let mine = who.has(&after).await.unwrap();
            assert_eq!(reason(&who.issues(&mine, NOW).await.unwrap_err()), "EMBARGO", "{way}");
        }
        cast.world.set(EMBARGO);
        let early = press.issues(&after, "2026-05-06T08:59:59Z").await.unwrap_err();
        assert_eq!(reason(&early), "EMBARGO", "{way}");
        let issued = press.issues(&after, EMBARGO).await.unwrap();
        assert!(!issued.lines.unwrap().issued_as_agreed, "{way}");
        cast.world.set(NOW);
    }
}

#[tokio::test]
async fn what_was_agreed_is_free_once_that_is_said_not_to_be_so_or_something_else_is_agreed() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let revised = siro.revises(&cast.agreed().await, "Another text.").await.unwrap();
    let refused = lead.does_not_agree(&lead.has(&revised).await.unwrap()).await.unwrap();
    lead.issues(&refused, NOW).await.unwrap();

    let revised = siro.revise_lines(free(&cast.agreed().await)).await.unwrap().exchange.unwrap();
    let agreed = lead.agrees(&lead.has(&revised).await.unwrap()).await.unwrap();
    let issued = lead.issues(&agreed, NOW).await.unwrap().lines.unwrap();
    assert_eq!((issued.issued_at, issued.issued_as_agreed), (at(NOW), true));

    // What was not agreed binds nobody, whatever it proposed.
    let revised = siro.revises(&siro.has(&agreed).await.unwrap(), "A fourth text.").await.unwrap();
    lead.issues(&lead.has(&revised).await.unwrap(), NOW).await.unwrap();
}

#[tokio::test]
async fn of_what_was_kept_before_it_says_who_issued_it_too() {
    let cast = Cast::new().await;
    let (siro, lead) = (cast.siro(), cast.lead());
    let agreed = cast.agreed().await;
    cast.world.set(EMBARGO);
    let first = siro.issues(&agreed, EMBARGO).await.unwrap();
    let both = lead.issues(&lead.has(&first).await.unwrap(), EMBARGO).await.unwrap();
    let again = siro.issues(&siro.has(&both).await.unwrap(), EMBARGO).await.unwrap();
    lead.revises(&lead.has(&again).await.unwrap(), "Another text.").await.unwrap();
    let owner = cast.world.database.owner().await;
    let as_before = "UPDATE exchange_act SET summary = summary #- '{lines,issuedBy}';
                     UPDATE exchange_view SET summary = summary #- '{lines,issuedBy}'";
    owner.execute(as_before).await.unwrap();
    assert_eq!(cast.problems().await.len(), 2, "each party's view is not what its acts come to");
    owner.execute(include_str!("../../../migrations/1019_issued.sql")).await.unwrap();
    assert_eq!(cast.problems().await, Vec::<String>::new());
    let kept = "SELECT number || ' ' || coalesce(summary #>> '{lines,issuedBy}', 'nobody') FROM exchange_act
                WHERE reader = 'ico' AND kind = 'AGREED_LINES' ORDER BY number";
    let kept: Vec<String> = sqlx::query_scalar(kept).fetch_all(&owner).await.unwrap();
    let hmrc = r#""organisations/hmrc""#;
    let ico = r#""organisations/ico""#;
    let expected =
        ["1 nobody".to_owned(), "2 nobody".to_owned(), format!("3 [{hmrc}]"), format!("4 [{hmrc}, {ico}]")];
    let after = [format!("5 [{ico}, {hmrc}]"), format!("6 [{hmrc}]")];
    assert_eq!(kept, [&expected[..], &after[..]].concat());
}
