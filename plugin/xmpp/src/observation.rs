//! The observation: one document of what was seen, enough to judge it again.
//!
//! Its JSON form is versioned by [`SCHEMA`]; members are only ever added
//! within a version.

mod dns;
mod endpoint;

pub use dns::{AddressLookup, HostLookup, LookupStatus, Service, SrvLookup, SrvRecord};
pub use endpoint::{Diagnosis, Endpoint, Origin, Redirect, RedirectOutcome};

use checker_stream::method::Method;
use checker_stream::side::Side;
use serde::{Deserialize, Serialize};

use crate::domain::Domain;
use crate::settings::Mode;

/// The version of the document.
pub const SCHEMA: u32 = 2;

/// What was seen of one domain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The version of this document, [`SCHEMA`].
    pub schema: u32,
    /// The domain.
    pub domain: Domain,
    /// The sides that were looked at.
    pub mode: Mode,
    /// The budget of each endpoint, in seconds.
    pub timeout_seconds: f64,
    /// The `from` used on server-to-server streams.
    pub from: String,
    /// When the collection began (RFC 3339).
    pub started_at: String,
    /// When the collection began, in seconds since 1970-01-01T00:00:00Z.
    pub started_at_seconds: i64,
    /// How long it took, in microseconds.
    pub duration_micros: u64,
    /// The SRV lookups, in a fixed order.
    pub services: Vec<SrvLookup>,
    /// The sides that fell back to the domain's own addresses
    /// (RFC 6120 §3.2.2).
    pub fallback: Vec<Side>,
    /// The address lookups, by name.
    pub hosts: Vec<HostLookup>,
    /// The endpoints, in the order in which a client or server would try them.
    pub endpoints: Vec<Endpoint>,
    /// The targets published as discovery entries.
    pub targets: Vec<Target>,
    /// What was found but not looked at, for want of budget.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

/// A target and port that was probed, one for each discovery entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The entry's reference.
    pub r#ref: String,
    /// The SRV target, or the domain itself.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The side.
    pub side: Side,
    /// How TLS begins.
    pub method: Method,
}

/// Something that was found but not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// What, for people: `SRV records of _xmpp-client._tcp`, `addresses`.
    pub what: String,
    /// How many.
    pub count: usize,
    /// The bound that left them out.
    pub bound: usize,
}

impl Observation {
    /// The lookup of a service.
    pub fn service(&self, service: Service) -> Option<&SrvLookup> {
        self.services
            .iter()
            .find(|lookup| lookup.service == service)
    }

    /// The lookups of a host's addresses.
    pub fn host(&self, name: &str) -> Option<&HostLookup> {
        self.hosts.iter().find(|host| host.name == name)
    }

    /// The endpoints of a side.
    pub fn side(&self, side: Side) -> impl Iterator<Item = &Endpoint> {
        self.endpoints
            .iter()
            .filter(move |endpoint| endpoint.side == side)
    }
}
