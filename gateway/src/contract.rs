//! The contracts that the gateway knows, as descriptor sets: what RPCs there are, and what each of them needs.

use crate::Problems;
use prost_reflect::{DescriptorPool, EnumDescriptor, MethodDescriptor, ServiceDescriptor};
use std::{borrow::Cow, collections::BTreeSet, fs, path::Path, sync::Arc};

const PERMISSION: &str = "concordat.access.v1.permission";
const LABEL: &str = "concordat.access.v1.label";

/// A descriptor set, with the options that the RPCs and the enums bear.
#[derive(Clone, Debug)]
pub(crate) struct Contract {
    bytes: Cow<'static, [u8]>,
    pool: DescriptorPool,
}

/// An RPC that the gateway answers or passes on.
#[derive(Debug)]
pub(crate) struct Rpc {
    /// Such as `/concordat.breaches.v1.BreachService/GetBreach`.
    pub(crate) path: String,
    /// The full name of its service.
    pub(crate) service: Arc<str>,
    /// The permission that a caller must hold; none for those that the gateway answers to anybody.
    pub(crate) permission: Option<Arc<str>>,
    /// Whether the caller may send many messages.
    pub(crate) takes_stream: bool,
    /// Whether either side may send many messages.
    pub(crate) streams: bool,
}

impl Contract {
    pub(crate) fn new(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, String> {
        let bytes = bytes.into();
        let pool =
            DescriptorPool::decode(bytes.as_ref()).map_err(|error| format!("descriptor set: {error}"))?;
        Ok(Self { bytes, pool })
    }

    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let named = |error: String| format!("{}: {error}", path.display());
        Self::new(fs::read(path).map_err(|error| named(error.to_string()))?).map_err(named)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The services that `name` stands for: one by its full name, or all of a package.
    pub(crate) fn services(&self, name: &str) -> Vec<ServiceDescriptor> {
        let named =
            |service: &ServiceDescriptor| service.full_name() == name || service.package_name() == name;
        self.pool.services().filter(named).collect()
    }

    /// All permissions that its RPCs declare.
    pub(crate) fn permissions(&self) -> BTreeSet<String> {
        self.permissions_of(|_| true)
    }

    /// The permissions of the RPCs that change something, or stream.
    pub(crate) fn permissions_beyond_reading(&self) -> BTreeSet<String> {
        self.permissions_of(|method| !contracts::is_read(method.name()) || streams(method))
    }

    fn permissions_of(&self, which: impl Fn(&MethodDescriptor) -> bool) -> BTreeSet<String> {
        let methods = self.pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
        methods.filter(which).filter_map(|method| permission(&method)).collect()
    }

    pub(crate) fn enums(&self) -> impl Iterator<Item = EnumDescriptor> {
        self.pool.all_enums()
    }
}

impl Rpc {
    /// The RPCs of a service, each with the permission that it declares.
    pub(crate) fn guarded(service: &ServiceDescriptor) -> Result<Vec<Self>, Problems> {
        let mut problems = Problems::default();
        let rpcs = service.methods().filter_map(|method| {
            let rpc = Self::open(&method);
            let permission = permission(&method);
            let permission = problems
                .take(permission.ok_or_else(|| format!("{} declares no permission", method.full_name())))?;
            Some(Self { permission: Some(permission.into()), ..rpc })
        });
        let rpcs = rpcs.collect();
        problems.finish(rpcs)
    }

    /// An RPC that needs no permission.
    pub(crate) fn open(method: &MethodDescriptor) -> Self {
        let service = method.parent_service();
        Self {
            path: format!("/{}/{}", service.full_name(), method.name()),
            service: service.full_name().into(),
            permission: None,
            takes_stream: method.is_client_streaming(),
            streams: streams(method),
        }
    }
}

/// Whether either side may send many messages.
fn streams(method: &MethodDescriptor) -> bool {
    method.is_client_streaming() || method.is_server_streaming()
}

fn permission(method: &MethodDescriptor) -> Option<String> {
    let option = method.parent_pool().get_extension_by_name(PERMISSION)?;
    let value = method.options().get_extension(&option).as_str()?.to_owned();
    Some(value).filter(|permission| !permission.is_empty())
}

/// The labelled values of an enum: as on the wire, number, and what a person reads.
pub(crate) fn labels(vocabulary: &EnumDescriptor) -> Vec<(String, i32, String)> {
    let Some(option) = vocabulary.parent_pool().get_extension_by_name(LABEL) else { return Vec::new() };
    let labelled = vocabulary.values().filter_map(|value| {
        let label = value.options().get_extension(&option).as_str()?.to_owned();
        Some((value.name().to_owned(), value.number(), label)).filter(|(_, _, label)| !label.is_empty())
    });
    labelled.collect()
}
