//! Who gets through: each kind of peer with the endpoint where it ends up, or
//! the reason why nowhere, from everything that is known.

mod attempt;
mod peer;
#[cfg(test)]
mod tests;

use checker_kit::checker::{Audience as ContractAudience, Problem};
use checker_kit::contract::{State, Status};
use checker_kit::state::severity;
use checker_kit::text::count;
use checker_stream::side::Side;

use super::affected::Affected;
use super::endpoints::Condition;
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::{Endpoint, Service};
use crate::rules::part;
use crate::standing::Standing;
use crate::trial::Trial;
use crate::words::{continued, time};
use attempt::{Attempt, Authentication};
use peer::{Order, PEERS, Peer};

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
        locked_out: Vec::new(),
        problems,
    };
    let walk = |known: &Known<'_>| -> Vec<Audience> {
        let knows_dane = case.tls.knows_dane(&case.observation);
        let peers = PEERS.iter().filter(|peer| case.mode.covers(peer.side));
        // Where there are no records to go by, it is like any other server.
        peers
            .filter(|peer| knows_dane || peer.authentication != Authentication::Dane)
            .map(|peer| known.walk(peer))
            .collect()
    };
    let audiences = walk(&known);
    let nobody = |side: &Side| {
        let mut of_side = audiences.iter().filter(|audience| audience.side == *side);
        of_side.all(|audience| audience.fare == Fare::Out)
    };
    let locked_out: Vec<Side> = case.mode.sides().filter(nobody).collect();
    match locked_out.is_empty() {
        true => audiences,
        false => walk(&Known {
            locked_out,
            ..known
        }),
    }
}

/// Everything that an audience rests on.
struct Known<'a> {
    case: &'a Case,
    affected: &'a Affected<'a>,
    states: &'a [State],
    conditions: &'a [Condition],
    /// The sides where nobody gets in.
    locked_out: Vec<Side>,
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
                    let (status, place) = self.place_with_faults(peer, *position, endpoint);
                    return (Fare::In, status, place);
                }
                Attempt::In => {
                    let lost: u64 = failed.iter().map(|(_, _, micros)| micros).sum();
                    let worst = failed.iter().map(|(status, ..)| *status);
                    let outcome = format!(
                        "{}, after {} ({})",
                        self.place_with_faults(peer, *position, endpoint).1,
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
                    let status = self.weight(*position, peer.side);
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
            // The problem says it at length; here it would stand seven times.
            let why = match state.cause.as_deref() == Some(Kind::Resolver.word()) {
                true => "not known: the resolver does not answer",
                false => state.message.trim_end_matches('.'),
            };
            return (Fare::Unknown, Status::Unknown, why.to_owned());
        }
        if empty {
            let said = of_side().map(|state| state.status);
            let reason = match of_side().find(|state| state.code.ends_with(".not-offered")) {
                Some(_) => "nowhere: the service is declared not offered",
                None if self.has_no_port(peer.side) => "nowhere: there is no port to try",
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

    /// Whether nothing is wrong with the addresses, but with the port.
    fn has_no_port(&self, side: Side) -> bool {
        let faults = Faults::of(&self.case.observation);
        let fault = faults.side(side);
        fault.is_some_and(|fault| fault.kind == Kind::PortZero)
    }

    /// How bad the rules find what keeps peers from an endpoint; where nobody of
    /// the side gets in, what they say of the same fault elsewhere counts, too.
    fn weight(&self, endpoint: usize, side: Side) -> Status {
        let about: Vec<&State> = self
            .states
            .iter()
            .enumerate()
            .filter(|(at, state)| {
                severity(state.status) >= severity(Status::Info)
                    && self.affected.concerns(*at, endpoint)
            })
            .map(|(_, state)| state)
            .collect();
        let elsewhere = self.states.iter().filter(|state| {
            self.locked_out.contains(&side)
                && state.cause.is_some()
                && part(state).is_none_or(|part| part == side)
                && about.iter().any(|known| known.cause == state.cause)
        });
        let all = about.iter().copied().chain(elsewhere);
        worst_of(all.map(|state| state.status)).unwrap_or(Status::Crit)
    }

    /// Where a peer ends up; where something is wrong there, or on the way
    /// there, that too.
    fn place_with_faults(
        &self,
        peer: &Peer,
        position: usize,
        endpoint: &Endpoint,
    ) -> (Status, String) {
        let by_certificate = peer.authentication == Authentication::Certificate;
        let confirmed = by_certificate && Trial::of(endpoint) == Some(Trial::Succeeded);
        let place = match confirmed {
            true => {
                let from = &self.case.observation.from;
                format!("{} (confirmed as {from})", place(endpoint))
            }
            false => place(endpoint),
        };
        let case = self.case;
        if peer.authentication == Authentication::Dane
            && case.tls.vouched(&case.observation, endpoint) == Some(true)
        {
            // What is wrong with the certificate by other lights is none of its concern.
            return (Status::Ok, place);
        }
        let condition = self.conditions.get(position);
        let there = condition.and_then(|condition| condition.problem.as_ref());
        match there.or_else(|| self.in_the_zone(endpoint.side)) {
            // It turns strangers away before it says what it offers others.
            None if by_certificate && !confirmed && is_closed(endpoint) => {
                (Status::Info, format!("{place}; not confirmed from here"))
            }
            None => (Status::Ok, place),
            Some(title) => (Status::Warn, format!("{place}; but {}", continued(title))),
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

/// Whether it talks to those with a valid certificate only.
fn is_closed(endpoint: &Endpoint) -> bool {
    Standing::of(endpoint) == Standing::CertificateOnly
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
