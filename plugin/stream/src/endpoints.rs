//! Endpoints that other checkers publish (`tls.endpoint.v1`), as those see them
//! who look at TLS: every address of each is visited, all at once, as far as
//! the handshake, and the certificates that come are kept.
//!
//! [`Entries`] and [`Times`] are read from the options of a check, [`visit_all`]
//! goes there, a [`Keeper`] keeps what was shown within bounds, and [`names`]
//! says whether a certificate is for an endpoint.

mod addresses;
mod again;
mod certificates;
mod entries;
mod keep;
pub mod names;
mod times;
mod visit;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use checker_kit::clock::Mark;
use checker_kit::dns;
use checker_kit::gate::{CONNECTIONS_PER_ADDRESS, Gate};
use checker_kit::shared::tls_endpoint::TlsEndpoint;
use futures_util::future::join_all;

use crate::open::Opened;
use again::{Refused, again, speaks};
use visit::visit;

pub use addresses::Addresses;
pub use certificates::Certificates;
pub use entries::Entries;
pub use keep::{ChainFacts, Keeper};
pub use times::Times;
pub use visit::{Visitor, is_spoken};

/// What visits to one endpoint brought.
#[derive(Debug)]
pub struct Seen<'a> {
    /// The reference of its entry.
    pub reference: &'a str,
    /// The entry.
    pub entry: &'a TlsEndpoint,
    /// The addresses of its host.
    pub addresses: Addresses,
    /// Each address; without a visit where its turn did not come in time.
    pub visits: Vec<(IpAddr, Option<Opened>)>,
}

/// Visits these endpoints within the times that began at `begun`. Where the
/// dialect is not spoken, nothing is looked up and nobody visited.
pub async fn visit_all<'a>(
    endpoints: impl Iterator<Item = (&'a str, &'a TlsEndpoint)>,
    times: Times,
    visitor: Visitor<'_>,
    begun: Mark,
) -> Vec<Seen<'a>> {
    let end = begun.plus(times.whole);
    let work = Work {
        times,
        visitor,
        gate: Gate::new(CONNECTIONS_PER_ADDRESS),
        last_start: begun.plus(dns::TIMEOUT + times.queueing()).min(end),
        end,
    };
    let hosts = by_host(endpoints).into_iter();
    let seen = join_all(hosts.map(|(host, endpoints)| work.host(host, endpoints))).await;
    let mut seen: Vec<Seen<'a>> = seen.into_iter().flatten().collect();
    let answering: BTreeSet<IpAddr> = seen.iter().flat_map(Seen::answering).collect();
    let refused = seen.iter_mut().flat_map(Seen::refused).collect();
    again(refused, &answering, times, visitor, end).await;
    seen
}

/// The endpoints of each host, which share its lookup.
fn by_host<'a>(
    endpoints: impl Iterator<Item = (&'a str, &'a TlsEndpoint)>,
) -> BTreeMap<&'a str, Vec<(&'a str, &'a TlsEndpoint)>> {
    let mut hosts: BTreeMap<&str, Vec<(&str, &TlsEndpoint)>> = BTreeMap::new();
    for (reference, endpoint) in endpoints {
        let of_host = hosts.entry(&endpoint.host).or_default();
        of_host.push((reference, endpoint));
    }
    hosts
}

impl Seen<'_> {
    /// The addresses where the server took the connection.
    fn answering(&self) -> impl Iterator<Item = IpAddr> {
        let visits = self.visits.iter();
        let speaking = |opened: &Option<Opened>| opened.as_ref().is_some_and(speaks);
        visits.filter_map(move |(address, opened)| speaking(opened).then_some(*address))
    }

    fn refused(&mut self) -> impl Iterator<Item = Refused<'_>> {
        let visits = self.visits.iter_mut();
        visits.filter_map(|(address, opened)| Refused::of(self.entry, *address, opened.as_mut()?))
    }
}

struct Work<'a> {
    times: Times,
    visitor: Visitor<'a>,
    gate: Gate,
    last_start: Mark,
    end: Mark,
}

impl Work<'_> {
    async fn host<'a>(
        &self,
        host: &str,
        endpoints: Vec<(&'a str, &'a TlsEndpoint)>,
    ) -> Vec<Seen<'a>> {
        // Where nothing would be connected to, nothing is looked up.
        let spoken = endpoints
            .iter()
            .any(|(_, entry)| is_spoken(&entry.starttls));
        let addresses = match spoken {
            true => Addresses::of(host, self.end).await,
            false => Addresses::default(),
        };
        join_all(endpoints.into_iter().map(async |(reference, entry)| Seen {
            reference,
            entry,
            addresses: addresses.clone(),
            visits: match is_spoken(&entry.starttls) {
                true => self.endpoint(entry, &addresses.found).await,
                false => Vec::new(),
            },
        }))
        .await
    }

    async fn endpoint(
        &self,
        entry: &TlsEndpoint,
        addresses: &[IpAddr],
    ) -> Vec<(IpAddr, Option<Opened>)> {
        let visits = addresses.iter().map(async |address| {
            let remote = SocketAddr::new(*address, entry.port);
            (*address, self.address(entry, remote).await)
        });
        join_all(visits).await
    }

    /// `None` where its turn does not come in time.
    async fn address(&self, entry: &TlsEndpoint, remote: SocketAddr) -> Option<Opened> {
        let _pass = self.gate.enter(remote.ip(), self.last_start).await?;
        let own = Mark::now().plus(self.times.timeout);
        let opened = visit(self.visitor, entry, remote, own.min(self.end)).await?;
        let cut_short = own > self.end && opened.last().timed_out();
        (!cut_short).then_some(opened)
    }
}
