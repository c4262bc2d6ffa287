//! From arguments to a platform and its options.

use std::net::SocketAddr;

use tokio::runtime::{Builder as RuntimeBuilder, Runtime};

use super::args::{CacheArguments, PortArguments};
use super::demo;
use super::failure::Failure;
use super::hints;
use super::tell::tell;
use crate::engine::{CodeFolders, Limit, Limits};
use crate::network::{Network, Policy, SystemResolver};
use crate::platform::{Builder, Platform};

/// Whoever looks beside the checker that is asked does so on another thread.
const BESIDE: usize = 2;

/// A runtime for work that is done by one after the other.
pub(super) fn single_threaded() -> Result<Runtime, Failure> {
    RuntimeBuilder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)
}

/// A runtime for one check.
pub(super) fn for_one_check() -> Result<Runtime, Failure> {
    RuntimeBuilder::new_multi_thread()
        .worker_threads(BESIDE)
        .enable_all()
        .build()
        .map_err(Failure::Runtime)
}

/// A runtime for many.
pub(super) fn multi_threaded() -> Result<Runtime, Failure> {
    RuntimeBuilder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)
}

/// The real network, asking the resolvers named or the system's.
pub(super) fn real_network(resolvers: &[SocketAddr]) -> Result<Network, Failure> {
    let resolver = match resolvers.is_empty() {
        true => SystemResolver::from_system()?,
        false => SystemResolver::new(resolvers.to_vec()),
    };
    Ok(Network::system(resolver))
}

/// The real network or the demo's, and the further authorities that go with it.
pub(super) fn network(
    demo: bool,
    resolvers: &[SocketAddr],
) -> Result<(Network, Option<String>), Failure> {
    match demo {
        true => {
            let (network, root) = demo::build();
            Ok((network, Some(root)))
        }
        false => Ok((real_network(resolvers)?, None)),
    }
}

/// The same, where the demo's also has the domains with a number.
pub(super) fn network_with_crowd(
    demo: bool,
    resolvers: &[SocketAddr],
) -> Result<(Network, Option<String>), Failure> {
    if !demo {
        return network(demo, resolvers);
    }
    let (network, root) = demo::build_with_crowd();
    Ok((network, Some(root)))
}

/// The limits with those changed that were given.
pub(super) fn limits(given: &[(Limit, u64)]) -> Limits {
    let mut limits = Limits::default();
    for (limit, value) in given {
        limits.set(*limit, *value);
    }
    limits
}

/// A platform without checkers, that finds compiled ones where it is told to.
pub(super) fn empty(network: Network, cache: &CacheArguments) -> Builder {
    let mut folders = CodeFolders::default();
    if let Some(folder) = &cache.cache_dir {
        folders.own = Some(folder.clone());
    }
    Platform::builder(network).code_folders(folders)
}

/// Builds the platform of a run.
pub(super) async fn build(builder: Builder) -> Result<Platform, Failure> {
    let platform = builder.build().await?;
    finish(&platform).await;
    Ok(platform)
}

/// Waits for checkers that were not needed yet, so that they are there the next
/// time, and says where all will take as long again.
pub(super) async fn finish(platform: &Platform) {
    if let Some((text, hint)) = hints::of_code(platform).await {
        tell(&text, Some(hint));
    }
}

/// The policy with what was said about ports.
pub(super) fn policy(policy: Policy, ports: &PortArguments) -> Policy {
    let (denied, allowed) = (&ports.deny_port, &ports.allow_port);
    policy
        .deny_ports(denied.iter().copied())
        .allow_ports(allowed.iter().copied())
}
