//! From arguments to options.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::args::ProbeArguments;
use super::demo::internet;
use super::failure::Failure;
use crate::network::{Network, Resolver, SystemNetwork};

/// The resolvers named, or the system's.
pub(super) fn resolver(named: &[SocketAddr]) -> Result<Resolver, Failure> {
    Ok(match named.is_empty() {
        true => Resolver::from_system()?,
        false => Resolver::new(named.to_vec()),
    })
}

/// The real network or the demo's, and the further roots that go with it.
pub(super) fn network(
    demo: bool,
    resolvers: &[SocketAddr],
    ca: Option<&Path>,
) -> Result<(Arc<dyn Network>, Option<String>), Failure> {
    if demo {
        let (network, root) = internet::build();
        return Ok((Arc::new(network), Some(root)));
    }
    let network = SystemNetwork::new(resolver(resolvers)?);
    Ok((Arc::new(network), roots(ca)?))
}

/// The text of a file with further roots.
pub(super) fn roots(path: Option<&Path>) -> Result<Option<String>, Failure> {
    let Some(path) = path else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(path).map_err(|error| Failure::Input {
        path: path.to_owned(),
        error,
    })?;
    Ok(Some(text))
}

/// The options of the run.
pub(super) fn options(domain: &str, probe: &ProbeArguments) -> Value {
    let mut options = Map::new();
    options.insert("domain".into(), Value::String(domain.to_owned()));
    let given = [
        ("mode", &probe.mode),
        ("timeout", &probe.timeout),
        ("from", &probe.from),
    ];
    for (name, value) in given {
        if let Some(value) = value {
            options.insert(name.into(), Value::String(value.clone()));
        }
    }
    Value::Object(options)
}

/// The timeout as a number, where it is one; the checker judges it.
pub(super) fn timeout(probe: &ProbeArguments) -> Option<f64> {
    probe.timeout.as_deref()?.trim().parse().ok()
}
