//! From arguments to a platform and options.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::args::ProbeArguments;
use super::failure::Failure;
use crate::components;
use crate::engine::{Checker, Config, Engine};
use crate::network::Network;
use crate::platform::Platform;

/// What a platform is made of.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) component: Option<&'a Path>,
    pub(super) without_tls: bool,
    /// Further roots in PEM.
    pub(super) roots: Option<String>,
    /// The timeout of an endpoint, for the deadline of the whole.
    pub(super) timeout: Option<f64>,
    /// Limits that are not the default.
    pub(super) limits: &'a [(String, u64)],
}

/// The XMPP checker, and the TLS checker beside it.
pub(super) async fn platform(
    network: Arc<dyn Network>,
    parts: Parts<'_>,
) -> Result<Platform, Failure> {
    let engine = Engine::new(Config::default())?;
    let xmpp = match parts.component {
        None => engine.load(components::XMPP)?,
        Some(path) => engine.load_file(path).map_err(|error| Failure::Component {
            path: path.to_owned(),
            error,
        })?,
    };
    let platform = Platform::new(network).with(limited(xmpp, &parts)).await?;
    if parts.without_tls {
        return Ok(platform);
    }
    let tls = engine.load(components::TLS)?;
    let mut options = Map::new();
    if let Some(roots) = parts.roots.clone() {
        options.insert("trustedRoots".into(), Value::String(roots));
    }
    if let Some(seconds) = parts.timeout {
        options.insert("probeTimeoutMs".into(), json!((seconds * 1000.0).round()));
    }
    Ok(platform.with_options(limited(tls, &parts), options).await?)
}

/// The checker under the limits that were asked for. A check may take three
/// times the endpoints' timeout and two rounds of DNS: unless it is set, the
/// deadline must not come before.
fn limited(checker: Checker, parts: &Parts<'_>) -> Checker {
    let mut limits = checker.limits().clone();
    let timeout = parts.timeout.unwrap_or(10.0).clamp(1.0, 60.0);
    let needed = Duration::from_secs_f64(20.0 + 3.0 * timeout);
    limits.deadline = limits.deadline.max(needed);
    for (name, value) in parts.limits {
        // The names were checked with the arguments.
        let _ = limits.set(name, *value);
    }
    checker.with_limits(limits)
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
