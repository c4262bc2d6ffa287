//! Why the server could not be started.

use std::net::SocketAddr;

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
    /// The platform has no checker at all.
    #[error("there is no checker to serve")]
    NoChecker,
    /// The platform has no such checker.
    #[error("there is no checker \"{0}\"")]
    NoSuchChecker(String),
    /// The metrics could not be registered.
    #[error("cannot set up the metrics: {0}")]
    Metrics(#[from] prometheus::Error),
}
