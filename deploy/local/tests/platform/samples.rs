//! The sample data, as somebody finds it who starts the platform.

use crate::{
    caller::{Data, HMRC},
    process::{Process, binary},
};
use contracts::breaches::ListBreachesRequest;

/// Starts the platform, lists HMRC's breaches, and stops it.
async fn titles(data: &Data, samples: &str) -> Vec<String> {
    let mut command = binary(data);
    command.env("CONCORDAT_SAMPLES", samples);
    let mut platform = Process::start_as(command);
    let dpo = platform.caller("hmrc-dpo").await;
    let list = ListBreachesRequest { parent: HMRC.to_owned(), ..ListBreachesRequest::default() };
    let breaches = dpo.breaches().list_breaches(list).await.unwrap().into_inner().breaches;
    drop(dpo);
    platform.signal("INT");
    assert!(platform.ends().0.success());
    breaches.into_iter().map(|breach| breach.title).collect()
}

// The callers' connections end while the test waits.
#[tokio::test(flavor = "multi_thread")]
async fn an_empty_platform_gets_samples_once_if_they_are_wanted() {
    let data = Data::new();
    assert_eq!(titles(&data, "off").await, [""; 0]);
    let samples = titles(&data, "on").await;
    assert_eq!(samples.len(), 7);
    assert_eq!(titles(&data, "on").await, samples);
}
