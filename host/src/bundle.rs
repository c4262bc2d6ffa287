//! The checkers that come with this library, set up to work together: the XMPP
//! checker, and the TLS checker that looks at the endpoints it publishes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::components;
use crate::engine::{Config, Engine, Error, Limits, LoadError, UnknownLimit};
use crate::network::{Network, Policy};
use crate::platform::{Member, Platform};

/// The TLS checker's option for further roots, in PEM.
const ROOTS: &str = "trustedRoots";
/// The TLS checker's option for the budget of an address, in milliseconds.
const TLS_TIMEOUT: &str = "probeTimeoutMs";
/// The timeout of an endpoint where none is given, in seconds.
const DEFAULT_TIMEOUT: f64 = 10.0;

/// What a platform is made of.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// Another component in place of the XMPP checker.
    pub component: Option<PathBuf>,
    /// Leaves the TLS checker out.
    pub without_tls: bool,
    /// Further roots in PEM.
    pub roots: Option<String>,
    /// Limits by name that are not the default (see [`Limits::set`]).
    pub limits: Vec<(String, u64)>,
    /// Which destinations are allowed; all where it is not said.
    pub policy: Option<Policy>,
    /// How the engine is made.
    pub engine: Config,
}

/// Why the platform could not be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetUpError {
    /// The component given by file.
    #[error("{path}: {error}", path = path.display())]
    Component {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: LoadError,
    },
    /// A bundled component, or the engine.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A component would not say what it is.
    #[error(transparent)]
    Definition(#[from] Error),
    /// A limit that there is not.
    #[error(transparent)]
    Limit(#[from] UnknownLimit),
}

impl Bundle {
    /// The platform on a network.
    pub async fn platform(&self, network: Arc<dyn Network>) -> Result<Platform, SetUpError> {
        let mut config = self.engine.clone();
        for (name, value) in &self.limits {
            config.limits.set(name, *value)?;
        }
        let engine = Engine::new(config)?;
        // Loading is most of a short check's own time: both at once.
        let (xmpp, tls) = std::thread::scope(|scope| {
            let tls = scope.spawn(|| match self.without_tls {
                true => Ok(None),
                false => engine.load(components::TLS).map(Some),
            });
            let xmpp = match &self.component {
                None => engine.load(components::XMPP).map_err(SetUpError::from),
                Some(path) => load(&engine, path),
            };
            (xmpp, tls.join())
        });
        let xmpp = xmpp?;
        // A thread that panicked is a bug of ours, not of the component.
        let tls = tls.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let mut platform = Platform::new(network);
        if let Some(policy) = &self.policy {
            platform = platform.policy(policy.clone());
        }
        platform = platform.with(xmpp).await?;
        let Some(tls) = tls else {
            return Ok(platform);
        };
        let mut options = serde_json::Map::new();
        if let Some(roots) = self.roots.clone() {
            options.insert(ROOTS.into(), Value::String(roots));
        }
        Ok(platform.with_options(tls, options).await?)
    }

    /// The platform for a run whose endpoints get `timeout` seconds each: the
    /// TLS checker's get as many, and unless it was set by name, the deadline
    /// leaves room for the longest collection, which is three such timeouts
    /// and two rounds of DNS.
    #[must_use]
    pub fn paced(&self, platform: &Platform, timeout: Option<f64>) -> Platform {
        let seconds = timeout.unwrap_or(DEFAULT_TIMEOUT).clamp(1.0, 60.0);
        let needed = Duration::from_secs_f64(20.0 + 3.0 * seconds);
        let deadline_is_set = self.limits.iter().any(|(name, _)| name == "deadline");
        platform.adjusted(|member: &mut Member| {
            if !deadline_is_set {
                member.limit(|limits: &mut Limits| limits.deadline = limits.deadline.max(needed));
            }
            if timeout.is_some() && has_option(member, TLS_TIMEOUT) {
                member.set_option(TLS_TIMEOUT, json!((seconds * 1000.0).round()));
            }
        })
    }
}

fn has_option(member: &Member, id: &str) -> bool {
    let options = &member.definition.options;
    options.iter().any(|field| field.id == id)
}

fn load(engine: &Engine, path: &Path) -> Result<crate::engine::Checker, SetUpError> {
    engine
        .load_file(path)
        .map_err(|error| SetUpError::Component {
            path: path.to_owned(),
            error,
        })
}
