//! What the gateway answers itself: health and reflection to anybody, the directory to whoever has a permit.

use crate::{
    Problems,
    contract::{Contract, Rpc},
    directory,
    proxy::{Route, Upstream},
};
use chassis::{Clock, Directory, permit::Verifier};
use contracts::directory::directory_service_server::DirectoryServiceServer;
use std::{collections::BTreeSet, sync::Arc};
use tonic::service::Routes;
use tonic_health::server::HealthReporter;

/// The services that need no permission. There are no others, and there will be none.
pub const OPEN: [&str; 3] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];
/// The service that the gateway answers like any other: with a permission, and a permit.
pub(crate) const DIRECTORY: &str = "concordat.directory.v1.DirectoryService";

/// The routes to the services that need no permission. Reflection tells of these, and of those that are `served`.
pub(crate) fn open(
    contracts: &[Contract],
    served: &[Route],
) -> Result<(HealthReporter, Vec<Route>), Problems> {
    let (reporter, health) = tonic_health::server::health_reporter();
    let names: BTreeSet<&str> = served.iter().map(|route| route.rpc.service.as_ref()).chain(OPEN).collect();
    let reflection = || {
        let mut builder = tonic_reflection::server::Builder::configure();
        for contract in contracts {
            builder = builder.register_encoded_file_descriptor_set(contract.bytes());
        }
        builder = builder.register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET);
        names.iter().fold(builder, |builder, name| builder.with_service_name(*name))
    };
    let bad = |error: tonic_reflection::server::Error| format!("descriptor set: {error}");
    let local = Upstream::Local(
        Routes::new(health)
            .add_service(reflection().build_v1().map_err(bad)?)
            .add_service(reflection().build_v1alpha().map_err(bad)?),
    );
    let mut routes = Vec::new();
    for bytes in [
        tonic_health::pb::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
    ] {
        let contract = Contract::new(bytes)?;
        let services = OPEN.iter().flat_map(|name| contract.services(name));
        let rpcs = services
            .flat_map(|service| service.methods().map(|method| Rpc::open(&method)).collect::<Vec<_>>());
        routes.extend(rpcs.map(|rpc| Route { rpc, upstream: local.clone() }));
    }
    Ok((reporter, routes))
}

/// Who answers the directory's RPCs. Only a permit gets past its verifier, as in any service.
pub(crate) fn directory(
    directory: Arc<Directory>,
    contracts: &[Contract],
    verifier: Verifier,
    clock: Arc<dyn Clock>,
) -> Upstream {
    let service = directory::Service::new(directory, contracts, clock);
    Upstream::Local(Routes::new(DirectoryServiceServer::with_interceptor(service, verifier)))
}
