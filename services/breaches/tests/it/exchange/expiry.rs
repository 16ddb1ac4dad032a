//! Disclosures that expire: their recipient reads that there was one, and no more of it.

use super::*;
use crate::actors::at;
use chassis_testing::reason;
use contracts::exchange::OnwardSharing;
use prost::Message as _;
use tonic::Code;

const UNTIL: &str = "2026-05-06T09:00:00Z";

impl Cast {
    /// Parts of a breach as they wait to be disclosed until [`UNTIL`].
    async fn expiring(&self) -> Exchange {
        let breach = self.known_breach().await;
        let ask = pb::PrepareDisclosureRequest {
            expires_at: at(UNTIL),
            onward_sharing: OnwardSharing::Free.into(),
            statement: "Look for the same.".to_owned(),
            ..disclosure(&breach.name, MOJ, &[BreachPart::Title, BreachPart::People])
        };
        self.handler().prepares(ask).await.unwrap()
    }
}

#[tokio::test]
async fn of_what_expired_its_recipient_reads_that_there_was_one_and_no_more() {
    let cast = Cast::new().await;
    let (sid, mo) = (cast.siro(), cast.moj());
    let disclosed = sid.approves(&cast.expiring().await).await.unwrap();
    cast.world.set("2026-05-06T08:59:59Z");
    let received = mo.has(&disclosed).await.unwrap();
    assert_eq!((received.expired, received.title.as_str(), received.acts.len()), (false, "A letter", 1));
    let receipt = receipt(&received);
    mo.acknowledge_exchange(receipt.clone()).await.unwrap();

    cast.world.set(UNTIL);
    let after = mo.has(&disclosed).await.unwrap();
    assert_eq!((after.state(), after.expired, after.expires_at), (State::Acknowledged, true, at(UNTIL)));
    assert_eq!(
        (after.title.as_str(), kinds(&after)),
        ("", vec![Kind::Acknowledgement]),
        "their own act only"
    );
    assert_eq!(after.possible_acts, Vec::<String>::new());
    let listed = mo.exchanges().await.remove(0);
    assert_eq!(
        (listed.name.as_str(), listed.expired, listed.title.as_str()),
        (after.name.as_str(), true, "")
    );
    assert_eq!(mo.register().await.len(), 2, "that it crossed stays in the register, both ways");
    for read in [after.encode_to_vec(), listed.encode_to_vec(), mo.register().await[1].encode_to_vec()] {
        let read = String::from_utf8_lossy(&read);
        assert!(!read.contains("A letter") && !read.contains("Look for the same."));
    }
    let again = mo.acknowledge_exchange(receipt).await.unwrap_err();
    assert_eq!(again.code(), Code::NotFound, "what was answered then says what has expired since");
    let theirs = disclosure(&after.name, GCDO, &[BreachPart::Title]);
    assert_eq!(reason(&mo.prepares(theirs).await.unwrap_err()), "STATE", "nor is it shared onward");

    let own = sid.reads_exchange(&disclosed.name).await.unwrap();
    assert_eq!(
        (own.expired, own.title.as_str(), own.acts.len()),
        (true, "A letter", 3),
        "its own side keeps it"
    );
    assert_eq!(sid.exchanges().await[0].title, "A letter");
    sid.recalls(&own).await.unwrap();
    let recalled = mo.has(&disclosed).await.unwrap();
    assert_eq!((recalled.state(), recalled.title.as_str()), (State::Recalled, ""));
    assert_eq!(kinds(&recalled), [Kind::Acknowledgement, Kind::Recall]);
    assert_eq!(reason(&mo.acknowledges(&recalled).await.unwrap_err()), "STATE");
    let rows = "SELECT count(*) FROM exchange_act WHERE reader = 'moj'";
    let owner = cast.world.database.owner().await;
    assert_eq!(sqlx::query_scalar::<_, i64>(rows).fetch_one(&owner).await.unwrap(), 3, "nothing is erased");
}

#[tokio::test]
async fn what_expired_before_it_was_acknowledged_is_not_acknowledged() {
    let cast = Cast::new().await;
    let disclosed = cast.siro().approves(&cast.expiring().await).await.unwrap();
    cast.world.set(UNTIL);
    let received = cast.moj().has(&disclosed).await.unwrap();
    assert_eq!((received.expired, received.acts.len()), (true, 0));
    assert_eq!(reason(&cast.moj().acknowledges(&received).await.unwrap_err()), "STATE");
}

#[tokio::test]
async fn nothing_is_disclosed_that_nobody_could_read() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let until = |time: &str| pb::PrepareDisclosureRequest {
        expires_at: at(time),
        ..disclosure(&breach.name, MOJ, &[BreachPart::Title])
    };
    for past in ["2026-05-05T08:59:59Z", "2026-05-05T09:00:00Z"] {
        assert_eq!(reason(&cast.handler().prepares(until(past)).await.unwrap_err()), "EXPIRY_IN_THE_PAST");
    }
    let prepared = cast.handler().prepares(until("2026-05-05T09:00:01Z")).await.unwrap();
    cast.world.set("2026-05-05T09:00:01Z");
    assert_eq!(reason(&cast.siro().approves(&prepared).await.unwrap_err()), "EXPIRY_IN_THE_PAST");
    assert!(cast.moj().exchanges().await.is_empty() && cast.siro().register().await.is_empty());
}
