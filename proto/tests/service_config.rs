//! The service config that integrators give their gRPC clients covers every service, and retries what is safe to retry.

use prost_reflect::DescriptorPool;
use std::collections::BTreeSet;

#[test]
fn the_service_config_names_every_service_and_retries_only_what_was_not_done() {
    let config: serde_json::Value = serde_json::from_str(include_str!("../service_config.json")).unwrap();
    let methods = &config["methodConfig"][0];
    let named =
        methods["name"].as_array().unwrap().iter().map(|name| name["service"].as_str().unwrap().to_owned());
    let pool = DescriptorPool::decode(contracts::DESCRIPTORS).unwrap();
    let served = pool.services().map(|service| service.full_name().to_owned());
    assert_eq!(named.collect::<BTreeSet<_>>(), served.collect::<BTreeSet<_>>());
    assert_eq!(methods["retryPolicy"]["retryableStatusCodes"], serde_json::json!(["UNAVAILABLE"]));
    assert_eq!(config["methodConfig"].as_array().unwrap().len(), 1);
}
