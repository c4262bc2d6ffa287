//! The observation: one document of what was seen, enough to judge it again.
//!
//! Its JSON form is versioned by [`SCHEMA`]; members are only ever added
//! within a version.

mod diagnosis;
mod endpoint;
mod host;
mod left_out;
mod not_checked;
mod origin;
mod presented;
mod service;
mod software;
mod srv;
mod target;

pub use checker_kit::dns::LookupStatus;
pub use checker_stream::redirect::{Redirect, RedirectOutcome, RedirectRefusal};
pub use diagnosis::Diagnosis;
pub use endpoint::Endpoint;
pub use host::{AddressLookup, HostLookup};
pub use left_out::{LeftOut, LeftOutWhat};
pub use not_checked::NotChecked;
pub use origin::Origin;
pub use presented::Presented;
pub use service::Service;
pub use software::{Product, Sign, Software};
pub use srv::{SrvLookup, SrvRecord};
pub use target::Target;

use std::collections::BTreeSet;

use checker_stream::side::Side;
use serde::{Deserialize, Serialize};

use crate::domain::Domain;
use crate::mode::Mode;

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
    /// The budget of the whole check, in seconds.
    pub max_duration_seconds: f64,
    /// The `from` used on server-to-server streams.
    pub from: String,
    /// The certificate that servers could ask for on these streams, where there
    /// was one: what may be wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presented: Option<Presented>,
    /// When the check began (RFC 3339).
    pub started_at: String,
    /// When the check began, in seconds since 1970-01-01T00:00:00Z.
    pub started_at_seconds: i64,
    /// How long discovery and collection took, in microseconds.
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

impl Observation {
    /// The lookup of a service.
    pub fn service(&self, service: Service) -> Option<&SrvLookup> {
        self.services
            .iter()
            .find(|lookup| lookup.service == service)
    }

    /// The lookups of a host's addresses; none where the host was left out.
    pub fn host(&self, name: &str) -> Option<&HostLookup> {
        self.hosts.iter().find(|host| host.name == name)
    }

    /// The endpoints of a side.
    pub fn side(&self, side: Side) -> impl Iterator<Item = &Endpoint> {
        self.endpoints
            .iter()
            .filter(move |endpoint| endpoint.side == side)
    }

    /// Whether the domain is served to other servers at the address of this
    /// endpoint for clients.
    pub fn is_for_servers_only(&self, endpoint: &Endpoint) -> bool {
        let mut servers = self.side(Side::Server);
        endpoint.side == Side::Client
            && servers.any(|one| one.address == endpoint.address && one.last().features.is_some())
    }

    /// The software that the endpoints of a side agree on, as far as they tell:
    /// a remedy is for that one. Where all of them are silent, what is at the
    /// same addresses tells. `None` where nothing does, where they differ, and
    /// where the name is not known.
    pub fn software(&self, side: Side) -> Option<Product> {
        let told = |one: &Endpoint| Some(one.software.as_ref()?.name);
        let own: BTreeSet<Product> = self.side(side).filter_map(told).collect();
        let beside = |one: &&Endpoint| self.side(side).any(|own| own.address == one.address);
        let names = match own.is_empty() {
            false => own,
            true => self
                .endpoints
                .iter()
                .filter(beside)
                .filter_map(told)
                .collect(),
        };
        let mut names = names.into_iter();
        match (names.next(), names.next()) {
            (Some(only), None) => Some(only).filter(|name| *name != Product::Other),
            _ => None,
        }
    }

    /// The targets that an endpoint is one of.
    pub fn targets_of(&self, endpoint: &Endpoint) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(|target| {
            (target.port, target.side, target.method)
                == (endpoint.port, endpoint.side, endpoint.method)
                && endpoint
                    .origins
                    .iter()
                    .any(|origin| origin.host == target.host)
        })
    }

    /// Whether records or hosts of a side were left out.
    pub fn has_left_out(&self, side: Side) -> bool {
        let mut services = Service::ALL.into_iter();
        services.any(|service| {
            service.side() == Some(side) && self.left_out_of(Some(service)).next().is_some()
        })
    }

    /// What was left out of a service, or of the fallback.
    pub fn left_out_of(&self, service: Option<Service>) -> impl Iterator<Item = &LeftOut> {
        self.left_out
            .iter()
            .filter(move |left| left.what.concerns(service))
    }
}

#[cfg(test)]
mod tests;
