//! Who gets through: each kind of peer with the endpoint where it ends up, or
//! the reason why nowhere, from everything that is known.

mod attempt;
#[cfg(test)]
mod tests;

use checker_kit::checker::{Audience as ContractAudience, Problem};
use checker_kit::contract::{State, Status};
use checker_kit::state::severity;
use checker_kit::text::count;
use checker_stream::method::Method;
use checker_stream::side::Side;

use super::affected::Affected;
use super::endpoints::Condition;
use crate::case::Case;
use crate::faults::{Fault, Kind};
use crate::observation::{Endpoint, Service};
use crate::rules::part;
use crate::words::{continued, time};
use attempt::{Attempt, Authentication};

/// How the names of the rules on SRV records begin.
const RECORDS: &str = "xmpp.srv_";

/// A kind of peer, and how it fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Audience {
    /// The side that it connects to.
    pub(super) side: Side,
    /// Who.
    pub(super) who: &'static str,
    /// How it fares.
    pub(super) fare: Fare,
    /// How bad that is: never worse than what the rules say of the reason.
    pub(super) status: Status,
    /// Where it ends up, or why nowhere.
    pub(super) outcome: String,
}

/// How a peer fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fare {
    /// It gets in at the first attempt.
    In,
    /// It gets in after failed attempts.
    Late,
    /// It does not get in.
    Out,
    /// That was not looked at.
    Unknown,
}

/// What a kind of peer tries, and how it authenticates.
struct Peer {
    who: &'static str,
    side: Side,
    tries: fn(&Endpoint) -> bool,
    order: Order,
    authentication: Authentication,
    /// Where there is nothing to try: whose fault that is.
    without: fn(Side) -> Fault,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// As the records have it (XEP-0368 §3).
    Published,
    /// Direct TLS before everything else.
    DirectTlsFirst,
}

const PEERS: [Peer; 7] = [
    Peer {
        who: "a client that validates certificates",
        side: Side::Client,
        tries: |_| true,
        order: Order::Published,
        authentication: Authentication::Login,
        without: |side| Fault::of_side(Kind::NoRecords, side),
    },
    Peer {
        who: "a client that tries direct TLS first",
        side: Side::Client,
        tries: |_| true,
        order: Order::DirectTlsFirst,
        authentication: Authentication::Login,
        without: |side| Fault::of_side(Kind::NoRecords, side),
    },
    Peer {
        who: "a client that knows only STARTTLS",
        side: Side::Client,
        tries: |endpoint| endpoint.method == Method::StartTls,
        order: Order::Published,
        authentication: Authentication::Login,
        without: |side| Fault::of_side(Kind::OnlyDirectTls, side),
    },
    Peer {
        who: "a client with IPv4 only",
        side: Side::Client,
        tries: |endpoint| endpoint.address.is_ipv4(),
        order: Order::Published,
        authentication: Authentication::Login,
        without: |_| Fault::about(Kind::NoFamily, "ipv4"),
    },
    Peer {
        who: "a client with IPv6 only",
        side: Side::Client,
        tries: |endpoint| endpoint.address.is_ipv6(),
        order: Order::Published,
        authentication: Authentication::Login,
        without: |_| Fault::about(Kind::NoFamily, "ipv6"),
    },
    Peer {
        who: "a server that authenticates by certificate",
        side: Side::Server,
        tries: |_| true,
        order: Order::Published,
        authentication: Authentication::Certificate,
        without: |side| Fault::of_side(Kind::NoRecords, side),
    },
    Peer {
        who: "a server that authenticates by dialback",
        side: Side::Server,
        tries: |_| true,
        order: Order::Published,
        authentication: Authentication::Dialback,
        without: |side| Fault::of_side(Kind::NoRecords, side),
    },
];

/// All audiences of the sides that are judged.
pub(super) fn audiences(
    case: &Case,
    affected: &Affected<'_>,
    states: &[State],
    conditions: &[Condition],
    problems: &[Problem],
) -> Vec<Audience> {
    let known = Known {
        case,
        affected,
        states,
        conditions,
        problems,
    };
    let peers = PEERS.iter().filter(|peer| case.mode.covers(peer.side));
    peers.map(|peer| known.walk(peer)).collect()
}

/// Everything that an audience rests on.
struct Known<'a> {
    case: &'a Case,
    affected: &'a Affected<'a>,
    states: &'a [State],
    conditions: &'a [Condition],
    problems: &'a [Problem],
}

impl Known<'_> {
    /// Tries the endpoints in the peer's order.
    fn walk(&self, peer: &Peer) -> Audience {
        let case = self.case;
        let endpoints = case.observation.endpoints.iter().enumerate();
        let mut tried: Vec<(usize, &Endpoint)> = endpoints
            .filter(|(_, endpoint)| endpoint.side == peer.side)
            .filter(|(_, endpoint)| is_looked_up(endpoint) && (peer.tries)(endpoint))
            .collect();
        if peer.order == Order::DirectTlsFirst {
            tried.sort_by_key(|(_, endpoint)| std::cmp::Reverse(endpoint.method));
        }
        let (fare, status, outcome) = match tried.is_empty() {
            true => self.nothing_to_try(peer),
            false => self.attempts(peer, &tried),
        };
        Audience {
            side: peer.side,
            who: peer.who,
            fare,
            status,
            outcome,
        }
    }

    fn attempts(&self, peer: &Peer, tried: &[(usize, &Endpoint)]) -> (Fare, Status, String) {
        let mut failed: Vec<(Status, String, u64)> = Vec::new();
        let mut unknown = None;
        for (position, endpoint) in tried {
            match attempt::attempt(self.case, endpoint, peer.authentication) {
                Attempt::In if failed.is_empty() => {
                    let (status, place) = self.place_with_faults(*position, endpoint);
                    return (Fare::In, status, place);
                }
                Attempt::In => {
                    let lost: u64 = failed.iter().map(|(_, _, micros)| micros).sum();
                    let worst = failed.iter().map(|(status, ..)| *status);
                    let outcome = format!(
                        "{}, after {} ({})",
                        self.place_with_faults(*position, endpoint).1,
                        count(failed.len(), "failed attempt"),
                        time(lost)
                    );
                    return (Fare::Late, at_most(Status::Warn, worst), outcome);
                }
                Attempt::Unknown(why) => {
                    unknown.get_or_insert((endpoint, why));
                }
                Attempt::NotOffered(reason) => {
                    failed.push((Status::Info, reason, endpoint.transcript.micros()));
                }
                Attempt::Out(reason) => {
                    let status = self.weight(*position);
                    failed.push((status, reason, endpoint.transcript.micros()));
                }
            }
        }
        if let Some((endpoint, why)) = unknown {
            return (
                Fare::Unknown,
                Status::Unknown,
                format!("{}: {why}", place(endpoint)),
            );
        }
        let worst = failed.iter().map(|(status, ..)| *status);
        let reason = failed.first().map_or("", |(_, reason, _)| reason.as_str());
        (
            Fare::Out,
            at_most(Status::Crit, worst),
            format!("nowhere: {reason}"),
        )
    }

    fn nothing_to_try(&self, peer: &Peer) -> (Fare, Status, String) {
        let (case, states) = (self.case, self.states);
        let of_side = || {
            let rules = ["xmpp.srv_", "_reachable"];
            let word = peer.side.word();
            states.iter().filter(move |state| {
                state.rule.contains(word) && rules.iter().any(|part| state.rule.contains(part))
            })
        };
        let empty = case.observation.side(peer.side).next().is_none();
        if empty && let Some(state) = of_side().find(|state| state.status == Status::Error) {
            let why = state.message.trim_end_matches('.').to_owned();
            return (Fare::Unknown, Status::Unknown, why);
        }
        if empty {
            let said = of_side().map(|state| state.status);
            let reason = match of_side().find(|state| state.code.ends_with(".not-offered")) {
                Some(_) => "nowhere: the service is declared not offered",
                None => "nowhere: there is no address to try",
            };
            return (
                Fare::Out,
                worst_of(said).unwrap_or(Status::Crit),
                reason.to_owned(),
            );
        }
        let cause = (peer.without)(peer.side).to_string();
        let said = states
            .iter()
            .filter(|state| state.cause.as_deref() == Some(&cause));
        let status = worst_of(said.map(|state| state.status)).unwrap_or(Status::Info);
        let reason = match (peer.without)(peer.side) {
            Fault {
                kind: Kind::NoFamily,
                about,
            } if about == "ipv4" => "no IPv4 address",
            Fault {
                kind: Kind::NoFamily,
                ..
            } => "no IPv6 address",
            Fault {
                kind: Kind::OnlyDirectTls,
                ..
            } => "no record for STARTTLS",
            _ => "no record that is looked up",
        };
        (Fare::Out, status, format!("nowhere: {reason}"))
    }

    /// How bad the rules find what keeps peers from an endpoint.
    fn weight(&self, endpoint: usize) -> Status {
        let about = self.states.iter().enumerate().filter(|(at, state)| {
            severity(state.status) >= severity(Status::Info)
                && self.affected.concerns(*at, endpoint)
        });
        worst_of(about.map(|(_, state)| state.status)).unwrap_or(Status::Crit)
    }

    /// Where a peer ends up; where something is wrong there, or on the way
    /// there, that too.
    fn place_with_faults(&self, position: usize, endpoint: &Endpoint) -> (Status, String) {
        let condition = self.conditions.get(position);
        let there = condition.and_then(|condition| condition.problem.as_ref());
        match there.or_else(|| self.in_the_zone(endpoint.side)) {
            None => (Status::Ok, place(endpoint)),
            Some(title) => (
                Status::Warn,
                format!("{}; but {}", place(endpoint), continued(title)),
            ),
        }
    }

    /// What is critical about the records of a side: those who get in do so
    /// although others may not find the way.
    fn in_the_zone(&self, side: Side) -> Option<&String> {
        let about = |state: &State| {
            state.status == Status::Crit
                && part(state) == Some(side)
                && state.rule.starts_with(RECORDS)
        };
        let holds = |problem: &&Problem| {
            let states = problem.states.iter();
            let mut states = states.filter_map(|at| self.states.get(usize::try_from(*at).ok()?));
            states.any(about)
        };
        let problem = self.problems.iter().find(holds);
        problem.map(|problem| &problem.title)
    }
}

/// Nobody looks the legacy record up.
fn is_looked_up(endpoint: &Endpoint) -> bool {
    endpoint
        .origins
        .iter()
        .any(|origin| origin.service != Some(Service::Jabber))
}

fn worst_of(statuses: impl Iterator<Item = Status>) -> Option<Status> {
    statuses.max_by_key(|status| match status {
        // An audience that gets nowhere does so for sure, whatever else could
        // not be checked.
        Status::Error => 0,
        other => severity(*other),
    })
}

fn at_most(bound: Status, statuses: impl Iterator<Item = Status>) -> Status {
    match worst_of(statuses) {
        Some(status) if severity(status) < severity(bound) => status,
        _ => bound,
    }
}

fn place(endpoint: &Endpoint) -> String {
    format!("{}, {}", endpoint.name(), endpoint.method.label())
}

impl From<Audience> for ContractAudience {
    fn from(audience: Audience) -> Self {
        Self {
            who: audience.who.to_owned(),
            status: audience.status,
            outcome: audience.outcome,
        }
    }
}
