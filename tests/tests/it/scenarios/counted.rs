//! What is counted of a quarter: who counts it, who reads what of it, and who did not return.

use contracts::breaches::{ExchangeState, ListReturnsRequest, ListReturnsResponse};
use e2e::{
    World, refused,
    requests::{self, as_named_by},
};
use tonic::Code;

#[tokio::test]
async fn a_department_returns_its_quarter_to_the_centre_once_and_the_centre_sees_who_did_not() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let (dpo, analyst) = (hmrc.dpo(), world.gcdo().role("gcdo.analyst"));
    let look = || requests::look_at_return(&hmrc.name());
    let preview = dpo.wire.calls(look()).await.unwrap().preview.unwrap();
    let confirm = requests::confirm_return(&hmrc.name(), &preview.etag);
    let refusal = refused(hmrc.handler().wire.calls(confirm.clone()).await);
    assert_eq!(refusal, (Code::PermissionDenied, "PERMISSION".to_owned()));
    let stale = requests::confirm_return(&hmrc.name(), "something-else");
    assert_eq!(refused(dpo.wire.calls(stale).await).0, Code::Aborted);

    let returned = dpo.wire.calls(confirm.clone()).await.unwrap().exchange.unwrap();
    assert_eq!(returned.state(), ExchangeState::Returned);
    let again = dpo.wire.calls(confirm).await.unwrap().exchange.unwrap();
    assert_eq!(again.name, returned.name, "what was lost on the way is not done twice");
    let twice = requests::confirm_return(&hmrc.name(), &preview.etag);
    assert_eq!(refused(dpo.wire.calls(twice).await).0, Code::Aborted, "it was returned meanwhile");

    let standings = |listed: ListReturnsResponse| {
        let of = |department: &str| {
            let standing = listed.returns.iter().find(|one| {
                one.quarter == preview.quarter && one.department == format!("organisations/{department}")
            });
            standing.map(|standing| standing.owed)
        };
        ["hmrc", "moj"].map(of)
    };
    let list = |parent: &str| ListReturnsRequest {
        quarter: preview.quarter.clone(),
        ..requests::list_returns(parent)
    };
    let listed = analyst.wire.calls(list(&world.gcdo().name())).await.unwrap();
    assert_eq!(standings(listed), [Some(false), Some(true)]);
    let own = world.moj().dpo().wire.calls(list("organisations/moj")).await.unwrap();
    assert_eq!(standings(own), [None, Some(true)], "nobody else's is told to a department");
    let received = analyst.reads_exchange(&as_named_by("gcdo", &returned.name)).await.unwrap();
    assert_eq!(received.acts[0].quarterly_return.as_ref().unwrap().quarter, preview.quarter);
    analyst.receives(&received).await.unwrap();
    assert_eq!(dpo.reads_exchange(&returned.name).await.unwrap().state(), ExchangeState::Acknowledged);
    for who in [world.ico().lead(), world.ncsc().role("ncsc.incident"), world.moj().dpo()] {
        assert!(who.lists_exchanges().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_regulator_tells_the_technical_authority_counts_and_nobody_else_hears_of_it() {
    let world = World::new().await;
    let (lead, incident) = (world.ico().lead(), world.ncsc().role("ncsc.incident"));
    let parent = world.ico().name();
    let preview = lead.wire.calls(requests::look_at_cases(&parent)).await.unwrap().preview.unwrap();
    let disclose = requests::disclose_cases(&parent, &preview.etag);
    let refusal = refused(world.ico().case_officer().wire.calls(disclose.clone()).await);
    assert_eq!(refusal, (Code::PermissionDenied, "PERMISSION".to_owned()));
    let disclosed = lead.wire.calls(disclose.clone()).await.unwrap().exchange.unwrap();
    let again = lead.wire.calls(disclose).await.unwrap().exchange.unwrap();
    assert_eq!(again.name, disclosed.name);
    let read = incident.reads_exchange(&as_named_by("ncsc", &disclosed.name)).await.unwrap();
    assert_eq!(read.acts[0].case_aggregate.as_ref().unwrap().quarter, preview.quarter);
    assert_eq!(incident.lists_disclosures().await.unwrap().len(), 1);
    for who in [world.gcdo().role("gcdo.lead"), world.hmrc().dpo()] {
        assert!(who.lists_exchanges().await.unwrap().is_empty());
    }
}
