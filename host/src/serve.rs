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

mod archive;
mod bounds;
mod client;
mod clients;
mod connection;
mod content_policy;
mod deadline;
mod descriptors;
mod exposition;
mod gather;
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
mod refusals;
mod routes;
mod runs;
mod service;
mod settings;
mod settled;
mod shares;
mod start_error;
mod subnet;
mod telemetry;
mod watch;
mod web;

pub use archive::{Keeping, Place};
pub use healthcheck::{Unhealthy, healthcheck};
pub use settings::{Settings, Simulated};
pub use start_error::StartError;
pub use subnet::{InvalidSubnet, Subnet};

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::engine::Limits;
use crate::platform::Platform;
use archive::Archive;
use bounds::Bounds;
use clients::Clients;
use connection::Entrance;
use descriptors::Plan;
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
    /// The process gets as many file descriptors as it may ask for: its soft
    /// limit is raised to the hard one.
    ///
    /// # Errors
    ///
    /// Where the platform has no such checker, or the address cannot be
    /// listened on.
    pub async fn bind(platform: Platform, settings: Settings) -> Result<Self, StartError> {
        let settings = settings.of(&platform)?;
        let address = settings.listen;
        let failed = |error| StartError::Listen { address, error };
        let listener = connection::listen(address).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let bounds = bounds(&platform, &settings).await;
        let archive = archive(&settings).await;
        let service = Arc::new(Service::new(platform, settings, bounds, archive)?);
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
        let janitor = tokio::spawn(jobs::tidy(self.service.jobs.clone()));
        let settings = &self.service.settings;
        let places = self.service.bounds.connections.clone();
        let clients = Clients::new(settings.trusted.clone(), settings.proxies.clone());
        let entrance = Entrance::new(places, clients);
        connection::serve(self.listener, self.router, entrance, end, settings.grace).await;
        janitor.abort();
    }
}

/// Where results are kept. A service does without rather than not start: said
/// once, nothing is kept.
async fn archive(settings: &Settings) -> Option<Archive> {
    let keeping = settings.keeping.clone()?;
    let place = match &keeping.place {
        Place::File(path) => path.display().to_string(),
        Place::Memory => "memory".to_owned(),
    };
    match Archive::open(keeping).await {
        Ok(archive) => {
            tracing::info!(place, "results are kept in {place}");
            Some(archive)
        }
        Err(error) => {
            tracing::warn!(place, "results are not kept: {place}: {error}");
            None
        }
    }
}

/// What there is to be shared out, with the descriptors that the system gives.
async fn bounds(platform: &Platform, settings: &Settings) -> Bounds {
    let checker = match platform.members().first() {
        Some(member) => member.checker().await.ok(),
        None => None,
    };
    let limits = checker.map_or_else(Limits::default, |checker| checker.limits().clone());
    let limit = descriptors::raise();
    let plan = Plan::new(
        limit,
        settings.max_connections,
        settings.max_checks,
        &limits,
    );
    let (connections, checks) = (plan.connections, settings.max_checks);
    match plan.enough {
        true => tracing::info!(connections, checks, "there are open files enough for both"),
        false => tracing::warn!(
            connections,
            checks,
            "there are too few open files for all connections of all checks; raise the limit, or \
             have fewer checks at once"
        ),
    }
    Bounds::new(settings, connections)
}
