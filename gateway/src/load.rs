//! From a configuration to a gateway, all problems at once.

use crate::{
    Gateway, Problems,
    authorise::Authoriser,
    config::{self, Config},
    contract::{Contract, Rpc},
    issuer::Issuers,
    limits::Limit,
    own, pages,
    policy::{Expected, Policies, Sources},
    probes::State,
    proxy::{Proxy, Route, Upstream},
    trust::Trust,
};
use chassis::{Clock, Directory, permit::Verifier};
use std::{collections::HashMap, fs, sync::Arc};

pub(crate) async fn gateway(config: Config, clock: Arc<dyn Clock>) -> Result<Gateway, Problems> {
    let mut problems = Problems::default();
    let directory = problems.take(directory(&config)).map(Arc::new);
    let trust = problems.take(Trust::load(&config.trust_domains));
    let contracts = problems.take(Contracts::load(&config.services));
    // The rest cannot be judged without these three.
    let (Some(directory), Some(trust), Some(contracts)) = (directory, trust, contracts) else {
        return Err(problems);
    };
    for issuer in config.issuers.iter().filter(|issuer| trust.domain(issuer.party).is_none()) {
        problems.note(format!("issuer {}: its party is in no trust domain", issuer.url));
    }
    let issuers = problems.take(Issuers::load(&config, &directory, clock.clone()));
    let policies = Policies::load(Sources(config.policy.clone()), expected(&config, &contracts)).await;
    let policies = problems.take(policies).map(Arc::new);
    let verifier = Verifier::new(trust.keys(), directory.clone(), clock.clone());
    let directory_service = own::directory(directory.clone(), contracts.all(), verifier, clock.clone());
    let routes = problems.take(routes(&config.services, &contracts, &directory_service));
    let (Some(issuers), Some(policies), Some(mut routes)) = (issuers, policies, routes) else {
        return Err(problems);
    };
    let (health, open) = own::open(contracts.all(), &routes)?;
    routes.extend(open);

    let state = State::new(policies.clone(), directory.clone());
    let proxy = Arc::new(Proxy {
        routes: routes.into_iter().map(|route| (route.rpc.path.clone(), route)).collect(),
        issuers,
        authoriser: Authoriser::new(policies, trust, clock.clone()),
        by_address: Limit::new(config.limits.address),
        by_caller: Limit::new(config.limits.caller),
        limits: config.limits.clone(),
        clock: clock.clone(),
    });
    let pages = problems.take(pages::load(&config, proxy.clone(), directory, clock)).flatten();
    problems.finish(Gateway {
        proxy,
        pages,
        state: Arc::new(state),
        health,
        policy_interval: config.policy_interval,
        keys_interval: config.keys_interval,
    })
}

fn directory(config: &Config) -> Result<Directory, String> {
    let path = &config.directory;
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Directory::parse(&text)
}

/// The platform's contracts first, then those of the services that bring their own.
struct Contracts(Vec<Contract>);

impl Contracts {
    fn load(services: &[config::Service]) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut contracts = vec![Contract::new(contracts::DESCRIPTORS)?];
        for path in services.iter().filter_map(|service| service.descriptors.as_ref()) {
            contracts.extend(problems.take(Contract::read(path)));
        }
        problems.finish(Self(contracts))
    }

    fn all(&self) -> &[Contract] {
        &self.0
    }

    /// Each service with its contract.
    fn of<'a>(
        &'a self,
        services: &'a [config::Service],
    ) -> impl Iterator<Item = (&'a config::Service, &'a Contract)> {
        let mut brought = self.0.iter().skip(1);
        services.iter().filter_map(move |service| {
            let contract = if service.descriptors.is_some() { brought.next() } else { self.0.first() };
            Some((service, contract?))
        })
    }
}

fn expected(config: &Config, contracts: &Contracts) -> Expected {
    let roles = |issuer: &config::Issuer| {
        let party = issuer.party;
        issuer.roles.values().map(move |role| (role.clone(), party)).collect::<Vec<_>>()
    };
    Expected {
        permissions: contracts.all().iter().flat_map(Contract::permissions).collect(),
        beyond_reading: contracts.all().iter().flat_map(Contract::permissions_beyond_reading).collect(),
        roles: config.issuers.iter().flat_map(roles).collect(),
    }
}

/// The routes of every RPC that needs a permission.
fn routes(
    services: &[config::Service],
    contracts: &Contracts,
    directory: &Upstream,
) -> Result<Vec<Route>, Problems> {
    let mut problems = Problems::default();
    let mut served: HashMap<String, Vec<Route>> = HashMap::new();
    let mut serve = |name: &str, contract: &Contract, upstream: &Upstream, problems: &mut Problems| {
        let found = contract.services(name);
        if found.is_empty() {
            problems.note(format!("service {name}: its descriptor set has no such service or package"));
        }
        for service in found {
            let rpcs = problems.take(Rpc::guarded(&service)).unwrap_or_default();
            let routes = rpcs.into_iter().map(|rpc| Route { rpc, upstream: upstream.clone() }).collect();
            if served.insert(service.full_name().to_owned(), routes).is_some() {
                problems.note(format!("service {}: it is served twice", service.full_name()));
            }
        }
    };
    serve(own::DIRECTORY, &contracts.all()[0], directory, &mut problems);
    for (service, contract) in contracts.of(services) {
        let Some(upstream) = problems.take(Upstream::remote(&service.upstreams)) else { continue };
        for name in &service.serves {
            serve(name, contract, &upstream, &mut problems);
        }
    }
    problems.finish(served.into_values().flatten().collect())
}
