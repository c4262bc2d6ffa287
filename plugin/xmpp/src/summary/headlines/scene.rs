//! A fault with everything that its headline needs.

use std::collections::BTreeSet;
use std::net::IpAddr;

use checker_kit::problems::Group;
use checker_kit::tcp::TcpError;
use checker_stream::failure::FailureCause;
use checker_stream::side::Side;

use super::super::affected::Affected;
use crate::case::Case;
use crate::faults::Fault;
use crate::observation::{Endpoint, HostLookup, Observation};
use crate::standing::{has_no_features, is_by_group, lets_in};
use crate::words::{capital, for_few, peers_of};

/// A fault in its surroundings.
pub(super) struct Scene<'a> {
    pub(super) fault: &'a Fault,
    /// The domain, for people.
    pub(super) domain: &'a str,
    /// Whom it concerns: `clients and other servers`.
    pub(super) who: String,
    /// Whether nobody whom it concerns gets in anywhere.
    pub(super) locked_out: bool,
    /// Whether the domain's own address serves instead.
    pub(super) fallback_works: bool,
    /// The endpoints that its states are about.
    pub(super) endpoints: Vec<&'a Endpoint>,
    observation: &'a Observation,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        case: &'a Case,
        affected: &Affected<'a>,
        group: &Group<'_>,
        fault: &'a Fault,
    ) -> Self {
        let sides = affected.sides(group);
        let everybody = case.mode.sides().collect();
        let who = peers_of(if sides.is_empty() { &everybody } else { &sides });
        let fell_back = |endpoint: &Endpoint| {
            let mut origins = endpoint.origins.iter();
            lets_in(endpoint) && origins.all(|origin| origin.service.is_none())
        };
        Self {
            fault,
            domain: &case.observation.domain.unicode,
            locked_out: locked_out(case, &sides),
            who,
            fallback_works: case.observation.endpoints.iter().any(fell_back),
            endpoints: affected.endpoints(group),
            observation: &case.observation,
        }
    }

    /// `Clients and other servers`.
    pub(super) fn whoever(&self) -> String {
        capital(&self.who)
    }

    /// What the fault is about.
    pub(super) fn about(&self) -> &str {
        &self.fault.about
    }

    /// Host and port, where the fault is about these.
    pub(super) fn host_and_port(&self) -> (&str, &str) {
        self.fault
            .about
            .rsplit_once(':')
            .unwrap_or((&self.fault.about, ""))
    }

    /// The side of a fault that is about one.
    pub(super) fn side(&self) -> Option<Side> {
        self.fault.side()
    }

    /// `IPv4` or `IPv6`.
    pub(super) fn family(&self) -> &'static str {
        match self.fault.about.as_str() {
            "ipv4" => "IPv4",
            _ => "IPv6",
        }
    }

    /// The ports of the endpoints.
    pub(super) fn ports(&self) -> Vec<String> {
        let ports: BTreeSet<u16> = self
            .endpoints
            .iter()
            .map(|endpoint| endpoint.port)
            .collect();
        ports.iter().map(u16::to_string).collect()
    }

    /// The addresses of the endpoints.
    pub(super) fn addresses(&self) -> Vec<String> {
        let addresses: BTreeSet<IpAddr> = self
            .endpoints
            .iter()
            .map(|endpoint| endpoint.address)
            .collect();
        addresses.iter().map(IpAddr::to_string).collect()
    }

    /// Whether what the fault is about has a name outside the domain.
    pub(super) fn is_foreign(&self) -> bool {
        let below = self
            .fault
            .about
            .strip_suffix(&self.observation.domain.ascii);
        below.is_none_or(|rest| !rest.is_empty() && !rest.ends_with('.'))
    }

    /// The addresses of a host that are not for everybody.
    pub(super) fn for_few(&self) -> Vec<IpAddr> {
        let host = self.observation.host(&self.fault.about);
        let addresses = host.into_iter().flat_map(HostLookup::addresses);
        let few = addresses.filter(|address| for_few(*address).is_some());
        few.collect()
    }

    /// Whether the domain is served to other servers where clients do not get to
    /// it.
    pub(super) fn is_for_servers_only(&self) -> bool {
        let mut endpoints = self.endpoints.iter();
        let is_so = |one: &&Endpoint| self.observation.is_for_servers_only(one);
        !self.endpoints.is_empty() && endpoints.all(is_so)
    }

    /// Whether it is a group of the key exchange that keeps peers out.
    pub(super) fn is_by_group(&self) -> bool {
        let mut endpoints = self.endpoints.iter();
        !self.endpoints.is_empty() && endpoints.all(|one| is_by_group(one))
    }

    /// Whether nothing is offered there, so that nothing goes on in clear.
    pub(super) fn offers_nothing(&self) -> bool {
        let nothing = |cause: &FailureCause| match cause {
            FailureCause::Tcp(TcpError::Refused) => true,
            FailureCause::StreamError(error) => has_no_features(error),
            _ => false,
        };
        let mut endpoints = self.endpoints.iter();
        !self.endpoints.is_empty()
            && endpoints.all(|one| {
                let failure = one.last().failure.as_ref();
                failure.is_some_and(|failure| nothing(&failure.cause))
            })
    }

    /// Whether a machine is there that says that nothing listens.
    pub(super) fn refused(&self) -> bool {
        let refused = FailureCause::Tcp(TcpError::Refused);
        let mut failures = self
            .endpoints
            .iter()
            .filter_map(|one| one.last().failure.as_ref());
        !self.endpoints.is_empty() && failures.all(|failure| failure.cause == refused)
    }
}

/// Whether nobody gets in on any of these sides.
fn locked_out(case: &Case, sides: &BTreeSet<Side>) -> bool {
    sides.iter().all(|side| {
        let mut endpoints = case.observation.side(*side);
        !endpoints.any(|endpoint| lets_in(endpoint) && endpoint.stuck_after_tls().is_none())
    })
}
