//! Records to publish, in zone-file form: only names and ports that were seen
//! to work, or that the advice beside them tells to set up.

use checker_kit::text::list;
use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::observation::{Endpoint, Observation, Service};
use crate::words::peers;

/// Records, and what has to be true before they are published.
pub(super) struct Records {
    /// What to do, ending with the publication.
    pub(super) advice: String,
    /// The lines.
    pub(super) lines: String,
}

/// Where a side is, or is to be.
struct Place<'a> {
    side: Side,
    host: &'a str,
    port: u16,
    works: bool,
}

/// The records for STARTTLS of sides that lack them.
pub(super) fn records(observation: &Observation, sides: &[Side]) -> Records {
    let example = format!("xmpp.{}", observation.domain.ascii);
    let known = observation
        .endpoints
        .iter()
        .find(|endpoint| endpoint.secured())
        .and_then(host_of);
    let places: Vec<Place<'_>> = sides
        .iter()
        .map(|side| place(observation, *side, known.unwrap_or(&example)))
        .collect();
    let lines: Vec<String> = places
        .iter()
        .map(|place| line(observation, place))
        .collect();
    let (record, them) = match lines.len() {
        1 => ("the record below", "it names"),
        _ => ("the records below", "they name"),
    };
    let missing: Vec<String> = places
        .iter()
        .filter(|place| !place.works)
        .map(|place| format!("for {} on port {}", peers(place.side), place.port))
        .collect();
    let advice = match (missing.is_empty(), known) {
        (true, _) => format!("Add {record} to the zone: {them} what answers today."),
        (false, Some(host)) => format!(
            "Let the server on {host} listen {} with STARTTLS, open that in the firewall, and add \
             {record} to the zone.",
            list(&missing)
        ),
        (false, None) => format!(
            "Set up the server on a machine that has a name with A and AAAA records (below it is \
             called {example}), let it listen {}, and add {record} to the zone.",
            list(&missing)
        ),
    };
    Records {
        advice,
        lines: lines.join("\n"),
    }
}

/// RFC 2782: the record that says that a side is not offered.
pub(super) fn not_offered(observation: &Observation, side: Side) -> String {
    let service = Service::of(side, Method::StartTls).labels();
    format!(
        "{service}.{}. 3600 IN SRV 0 0 0 .",
        observation.domain.ascii
    )
}

/// Where STARTTLS works for a side; else its default port on `elsewhere`.
fn place<'a>(observation: &'a Observation, side: Side, elsewhere: &'a str) -> Place<'a> {
    let mut endpoints = observation.side(side);
    let works = endpoints.find(|one| one.method == Method::StartTls && one.secured());
    match works.and_then(|endpoint| Some((endpoint.port, host_of(endpoint)?))) {
        Some((port, host)) => Place {
            side,
            host,
            port,
            works: true,
        },
        None => Place {
            side,
            host: elsewhere,
            port: side.default_port(),
            works: false,
        },
    }
}

fn line(observation: &Observation, place: &Place<'_>) -> String {
    let service = Service::of(place.side, Method::StartTls).labels();
    let domain = &observation.domain.ascii;
    let (port, host) = (place.port, place.host);
    format!("{service}.{domain}. 3600 IN SRV 5 0 {port} {host}.")
}

fn host_of(endpoint: &Endpoint) -> Option<&str> {
    endpoint.origins.first().map(|origin| origin.host.as_str())
}
