//! A checker worker: the platform's protocol, a page for people and a probe
//! for Prometheus, over HTTP.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use checker_host::bundle::Bundle;
//! use checker_host::network::{Policy, SystemNetwork};
//! use checker_host::serve::{Server, Settings};
//!
//! let bundle = Bundle { policy: Some(Policy::public_only()), ..Bundle::default() };
//! let platform = bundle.platform(Arc::new(SystemNetwork::from_system()?)).await?;
//! let server = Server::bind(bundle, platform, Settings::default()).await?;
//! println!("http://{}", server.address());
//! server.run(std::future::pending()).await;
//! # Ok(()) }
//! ```

mod connection;
mod desk;
mod health;
mod healthcheck;
mod origin;
mod people;
mod probe;
mod protocol;
mod reply;
mod routes;
mod service;
mod slots;
mod telemetry;

pub use healthcheck::healthcheck;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::bundle::Bundle;
use crate::platform::Platform;
use service::Shared;

/// How the server behaves.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Where to listen. Default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// Which checkers to serve: one at the root, several each below its
    /// identifier. Default `xmpp`.
    pub checkers: Vec<String>,
    /// How many checks run at once. Default 32.
    pub max_checks: usize,
    /// How many wait for a place. Default 1,024.
    pub max_queue: usize,
    /// For how long a result answers identical requests. Default zero.
    pub cache: Duration,
    /// Host names under which the pages may be asked for, besides addresses
    /// and `localhost`.
    pub hosts: Vec<String>,
    /// How long one request may take. Default 115 s: the platform waits 120 s.
    pub request_deadline: Duration,
    /// How long work may go on after the end was asked for. Default 10 s.
    pub grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 8080).into(),
            checkers: vec!["xmpp".to_owned()],
            max_checks: 32,
            max_queue: 1_024,
            cache: Duration::ZERO,
            hosts: Vec::new(),
            request_deadline: Duration::from_secs(115),
            grace: Duration::from_secs(10),
        }
    }
}

/// Why the server could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// No such checker is registered.
    #[error("there is no checker \"{0}\"")]
    NoSuchChecker(String),
    /// The metrics could not be registered.
    #[error("cannot set up the metrics: {0}")]
    Metrics(#[from] prometheus::Error),
}

/// A server that listens.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
    router: axum::Router,
}

impl Server {
    /// Listens. The bundle is what the platform was made from.
    pub async fn bind(
        bundle: Bundle,
        platform: Platform,
        settings: Settings,
    ) -> Result<Self, StartError> {
        for id in &settings.checkers {
            if platform.member(id).is_none() {
                return Err(StartError::NoSuchChecker(id.clone()));
            }
        }
        let address = settings.listen;
        let failed = |error| StartError::Listen { address, error };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(Shared::new(bundle, platform, settings)?);
        let router = routes::router(&shared);
        Ok(Self {
            listener,
            address,
            shared,
            router,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `end`; then lets work finish for the time of grace.
    pub async fn run(self, end: impl Future<Output = ()>) {
        let sampler = tokio::spawn(health::sample(self.shared.clone()));
        let janitor = tokio::spawn(people::tidy(self.shared.clone()));
        let grace = self.shared.settings.grace;
        connection::serve(self.listener, self.router, end, grace).await;
        sampler.abort();
        janitor.abort();
    }
}
