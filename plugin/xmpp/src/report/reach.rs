//! Who can reach the domain: each kind of peer with the endpoint it ends up
//! at, or why it ends up nowhere.

use checker_kit::contract::Status;
use checker_kit::state::word;
use checker_kit::text::count;
use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::observation::{Endpoint, Observation, Service};
use crate::rules::{federation_ways, refuses_strangers};

/// One kind of peer.
pub(super) struct Reach {
    pub(super) who: &'static str,
    pub(super) status: &'static str,
    pub(super) outcome: String,
}

/// The kinds of peers, with what each would try and what is enough for it.
pub(super) fn reach(observation: &Observation) -> Vec<Reach> {
    let client = |endpoint: &Endpoint| endpoint.last().features.is_some() && endpoint.secured();
    let with_certificate = |endpoint: &Endpoint| {
        endpoint.secured() && (endpoint.last().features.is_some() || refuses_strangers(endpoint))
    };
    let by_dialback =
        |endpoint: &Endpoint| endpoint.secured() && federation_ways(endpoint).contains(&"dialback");
    let all = |_: &Endpoint| true;
    let starttls = |endpoint: &Endpoint| endpoint.method == Method::StartTls;
    let v4 = |endpoint: &Endpoint| endpoint.address.is_ipv4();
    let v6 = |endpoint: &Endpoint| endpoint.address.is_ipv6();
    let mut rows = Vec::new();
    if observation.mode.covers(Side::Client) {
        rows.extend([
            walk(
                observation,
                "A client that tries direct TLS, too",
                Side::Client,
                &all,
                &client,
            ),
            walk(
                observation,
                "A client that knows STARTTLS only",
                Side::Client,
                &starttls,
                &client,
            ),
            walk(
                observation,
                "A client with IPv4 only",
                Side::Client,
                &v4,
                &client,
            ),
            walk(
                observation,
                "A client with IPv6 only",
                Side::Client,
                &v6,
                &client,
            ),
        ]);
    }
    if observation.mode.covers(Side::Server) {
        let with = "A server with a valid certificate";
        let without = "A server without one (dialback)";
        rows.extend([
            walk(observation, with, Side::Server, &all, &with_certificate),
            walk(observation, without, Side::Server, &all, &by_dialback),
        ]);
    }
    rows
}

/// Tries the endpoints in their order.
fn walk(
    observation: &Observation,
    who: &'static str,
    side: Side,
    tries: &dyn Fn(&Endpoint) -> bool,
    enough: &dyn Fn(&Endpoint) -> bool,
) -> Reach {
    // Nobody looks the legacy record up.
    let looked_up = |endpoint: &&Endpoint| {
        endpoint
            .origins
            .iter()
            .any(|origin| origin.service != Some(Service::Jabber))
    };
    let tried: Vec<&Endpoint> = observation
        .side(side)
        .filter(looked_up)
        .filter(|endpoint| tries(endpoint))
        .collect();
    let found = tried.iter().position(|endpoint| enough(endpoint));
    let unknown = tried
        .iter()
        .any(|endpoint| endpoint.not_checkable().is_some());
    let (status, outcome) = match found {
        Some(0) => (Status::Ok, format!("gets in at {}", describe(tried[0]))),
        Some(index) => (
            Status::Warn,
            format!(
                "gets in at {}, after {}",
                describe(tried[index]),
                count(index, "failed attempt")
            ),
        ),
        None if tried.is_empty() => (Status::Crit, "finds nothing to try".to_owned()),
        None if unknown => (Status::Unknown, "could not be tried from here".to_owned()),
        None => {
            let last = tried
                .iter()
                .rev()
                .find_map(|endpoint| endpoint.last().failure.as_ref());
            let why = last.map_or("no way to authenticate", |failure| failure.message.as_str());
            (Status::Crit, format!("does not get in: {why}"))
        }
    };
    Reach {
        who,
        status: word(status),
        outcome,
    }
}

fn describe(endpoint: &Endpoint) -> String {
    format!("{} ({})", endpoint.name(), endpoint.method.label())
}
