//! A checker worker: the platform's protocol, pages for people and a probe for
//! Prometheus, over HTTP.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use checker_host::network::{Network, Policy, SystemResolver};
//! use checker_host::platform::Platform;
//! use checker_host::serve::{Server, Settings};
//!
//! let network = Network::system(SystemResolver::from_system()?);
//! let platform = Platform::builder(network)
//!     .policy(Policy::public_only())
//!     .bundled()
//!     .build()
//!     .await?;
//! let server = Server::bind(platform, Settings::default()).await?;
//! println!("http://{}", server.address());
//! server.run(std::future::pending()).await;
//! # Ok(()) }
//! ```

mod connection;
mod content_policy;
mod deadline;
mod exposition;
mod guard;
mod health;
mod healthcheck;
mod jobs;
mod key;
mod load;
mod metrics;
mod mount;
mod origin;
mod probe;
mod problem;
mod protocol;
mod routes;
mod runs;
mod service;
mod settings;
mod start_error;
mod telemetry;
mod watch;
mod web;

pub use healthcheck::{Unhealthy, healthcheck};
pub use settings::Settings;
pub use start_error::StartError;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::platform::Platform;
use service::Service;

/// A server that listens.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    service: Arc<Service>,
    router: axum::Router,
}

impl Server {
    /// Listens.
    ///
    /// # Errors
    ///
    /// Where the platform has no such checker, or the address cannot be
    /// listened on.
    pub async fn bind(platform: Platform, settings: Settings) -> Result<Self, StartError> {
        let settings = settings.of(&platform)?;
        let address = settings.listen;
        let failed = |error| StartError::Listen { address, error };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let service = Arc::new(Service::new(platform, settings)?);
        let router = routes::router(&service);
        Ok(Self {
            listener,
            address,
            service,
            router,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `end`; then lets work finish for the time of grace.
    pub async fn run(self, end: impl Future<Output = ()>) {
        let sampler = tokio::spawn(health::sample(self.service.load.clone()));
        let janitor = tokio::spawn(jobs::tidy(self.service.jobs.clone()));
        let grace = self.service.settings.grace;
        connection::serve(self.listener, self.router, end, grace).await;
        sampler.abort();
        janitor.abort();
    }
}
