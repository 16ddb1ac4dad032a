//! The RPCs of the contracts, from their descriptor set.

use prost_reflect::DescriptorPool;

/// An RPC that the contracts declare.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rpc {
    /// Such as `/concordat.breaches.v1.BreachService/GetBreach`.
    pub path: String,
    /// The full name of its service.
    pub service: String,
    /// Its own name.
    pub name: String,
    /// The permission that its caller must hold.
    pub permission: String,
}

impl Rpc {
    /// Whether it changes nothing, which its name tells.
    pub fn reads(&self) -> bool {
        contracts::is_read(&self.name)
    }
}

/// Every RPC of every service, in the order of the contracts.
pub fn rpcs() -> Vec<Rpc> {
    let pool = DescriptorPool::decode(contracts::DESCRIPTORS).unwrap();
    let permission = pool.get_extension_by_name("concordat.access.v1.permission").unwrap();
    let services: Vec<_> = pool.services().collect();
    let methods = services.iter().flat_map(|service| service.methods().collect::<Vec<_>>());
    let rpc = |method: prost_reflect::MethodDescriptor| {
        let service = method.parent_service().full_name().to_owned();
        Rpc {
            path: format!("/{service}/{}", method.name()),
            name: method.name().to_owned(),
            permission: method.options().get_extension(&permission).as_str().unwrap().to_owned(),
            service,
        }
    };
    methods.map(rpc).collect()
}
