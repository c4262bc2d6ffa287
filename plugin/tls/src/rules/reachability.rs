//! `tls.reachability`: whether the endpoints accept connections.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::cause;
use checker_kit::state::Finding;

use super::fault::Fault;
use super::per_endpoint::{self, as_it_should_be, over_addresses};
use crate::case::{Address, Case, Endpoint, Trouble};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Every endpoint accepts TCP connections.",
    severity: Status::Crit,
    part: None,
    judge,
};

const NAME: &str = "tls.reachability";

fn judge(case: &Case) -> Vec<Finding> {
    per_endpoint::judge(case, NAME, of_endpoint, as_it_should_be)
}

fn of_endpoint(endpoint: &Endpoint) -> Option<Vec<Fault>> {
    if !endpoint.is_spoken() {
        return None;
    }
    if endpoint.addresses.is_empty() {
        return Some(vec![no_address(endpoint)]);
    }
    let unknown = |trouble| matches!(trouble, Trouble::NoRoute | Trouble::DeniedPort);
    let not_looked_at = |address: &Address| address.trouble.is_some_and(unknown);
    if endpoint.addresses.iter().all(not_looked_at) {
        return over_addresses(endpoint, |address| Some(vec![unasked(address.trouble?)?]));
    }
    // Where another address works, a dead one is not the end.
    let dead = match endpoint.addresses.iter().any(Address::is_connected) {
        true => Status::Warn,
        false => Status::Crit,
    };
    over_addresses(endpoint, |address| match not_looked_at(address) {
        true => None,
        false => Some(of_address(address, dead).into_iter().collect()),
    })
}

fn no_address(endpoint: &Endpoint) -> Fault {
    let host = &endpoint.entry.host;
    match endpoint.lookup_failure {
        Some(failure) if failure.is_local() => Fault::new(
            Status::Error,
            "lookup-failed",
            format!("The addresses of {host} could not be looked up: {failure}."),
        )
        .cause(cause::of_lookup(host, failure)),
        Some(failure) => Fault::new(
            Status::Crit,
            "unresolvable",
            format!("{host} does not resolve: {failure}."),
        )
        .cause(cause::of_lookup(host, failure))
        .fix("Correct the zone, or the record that names this host."),
        None => Fault::new(
            Status::Crit,
            "unresolvable",
            format!("{host} has no address."),
        )
        .cause(cause::unresolvable(host))
        .fix("Add A and AAAA records, or remove the record that names this host."),
    }
}

/// What is said where nobody was asked, and nothing is wrong with that.
fn unasked(trouble: Trouble) -> Option<Fault> {
    match trouble {
        Trouble::NoRoute => Some(
            Fault::new(
                Status::Unknown,
                "no-route",
                "Not looked at: the prober has no route to this address family.",
            )
            .cause(cause::PROBER_ROUTE),
        ),
        Trouble::DeniedPort => Some(Fault::new(
            Status::Unknown,
            "denied-port",
            "Not looked at: this checker does not connect to a port of another protocol.",
        )),
        _ => None,
    }
}

fn of_address(address: &Address, dead: Status) -> Option<Fault> {
    let not_looked_at = |code, cause| {
        let message = match address.why.as_str() {
            "" => "Not looked at: the time of the whole check was up.".to_owned(),
            why => format!("Not looked at: {why}."),
        };
        Some(Fault::new(Status::Error, code, message).cause(cause))
    };
    match address.trouble? {
        Trouble::Blocked => not_looked_at("blocked-by-policy", cause::PROBER_POLICY),
        Trouble::Limit => not_looked_at("limit", cause::PROBER_LIMIT),
        Trouble::NoResources => not_looked_at("no-resources", cause::PROBER_RESOURCES),
        Trouble::OutOfTime => not_looked_at("out-of-time", cause::PROBER_TIME),
        // Said of the prober's visits alone: others may well get in.
        Trouble::TurnedAway => {
            not_looked_at("turned-away", cause::PROBER_TURNED_AWAY).map(|fault| {
                fault.fix(
                    "Run the check again later, or exempt the prober's address from what limits \
                     connections to the server.",
                )
            })
        }
        Trouble::Unreachable => {
            let message = format!("Not reachable: {}.", address.why);
            let fault = Fault::new(dead, "unreachable", message)
                .fix("Let the server listen there, and open the firewall.");
            Some(match &address.unreachable {
                Some(cause) => fault.cause(cause.clone()),
                None => fault,
            })
        }
        Trouble::NoRoute
        | Trouble::DeniedPort
        | Trouble::NotOffered
        | Trouble::StartTlsFailed
        | Trouble::OldVersion
        | Trouble::NothingInCommon
        | Trouble::NoCertificate
        | Trouble::CertificateDemanded
        | Trouble::Alpn
        | Trouble::UnknownName
        | Trouble::HandshakeFailed => None,
    }
}

#[cfg(test)]
mod tests {
    use checker_kit::dns::Failure;
    use checker_kit::tcp::{Denial, TcpError};
    use checker_stream::failure::FailureCause;
    use checker_stream::step::Step;
    use checker_stream::stream_error::StreamError;

    use super::*;
    use crate::lab::{Lab, V4, V6, judged, refused, states, unspoken};
    use crate::lab::{failed_at, out_of_time};

    #[test]
    fn connections_are_accepted() {
        let lab = Lab::sound();
        assert_eq!(judged(&RULE, &lab.case()), ["ok tls.reachability.ok"]);
    }

    #[test]
    fn an_endpoint_that_nobody_answers_at_is_critical() {
        let mut lab = Lab::sound();
        lab.only().addresses = vec![
            refused(V4),
            failed_at(V6, Step::Connect, FailureCause::TimedOut),
        ];
        let states = states(&RULE, &lab.case());
        // They fail in two ways, and yet nothing is left that works.
        assert_eq!(states.len(), 2);
        for state in &states {
            assert_eq!(state.status, Status::Crit);
            assert_eq!(state.code, "tls.reachability.unreachable");
            assert_eq!(
                state.cause.as_deref(),
                Some("port.dead:im.example.org:5222")
            );
        }
        assert_eq!(
            states[0].message,
            "Not reachable: connection refused (only at 192.0.2.1)."
        );
    }

    #[test]
    fn an_address_that_is_dead_beside_one_that_works_is_a_warning() {
        let mut lab = Lab::sound();
        lab.only().addresses.push(refused(V6));
        let states = states(&RULE, &lab.case());
        assert_eq!(states.len(), 1);
        assert_eq!(states[0].status, Status::Warn);
        assert_eq!(states[0].cause.as_deref(), Some("family.dead:ipv6"));
    }

    #[test]
    fn a_host_without_addresses_is_critical_and_a_resolver_without_answers_is_not() {
        for (failure, expected, cause) in [
            (
                None,
                "crit tls.reachability.unresolvable",
                "target.unresolvable:im.example.org",
            ),
            (
                Some(Failure::ServerFailure),
                "crit tls.reachability.unresolvable",
                "zone.failing:im.example.org",
            ),
            (
                Some(Failure::TimedOut),
                "error tls.reachability.lookup-failed",
                "resolver.no-answer",
            ),
        ] {
            let mut lab = Lab::sound();
            lab.only().addresses.clear();
            lab.only().lookup_failure = failure;
            let case = lab.case();
            assert_eq!(judged(&RULE, &case), [expected]);
            assert_eq!(states(&RULE, &case)[0].cause.as_deref(), Some(cause));
        }
    }

    #[test]
    fn what_the_prober_is_to_blame_for_is_an_error() {
        let tcp = |error| failed_at(V4, Step::Connect, FailureCause::Tcp(error));
        for (seen, code, cause) in [
            (
                tcp(TcpError::Blocked(Denial::Private)),
                "blocked-by-policy",
                "prober.policy",
            ),
            (tcp(TcpError::Limit), "limit", "prober.limit"),
            (
                tcp(TcpError::NoResources),
                "no-resources",
                "prober.resources",
            ),
            (out_of_time(V4), "out-of-time", "prober.time"),
            (
                failed_at(V4, Step::Stream, stream_error("policy-violation")),
                "turned-away",
                "prober.turned-away",
            ),
        ] {
            let mut lab = Lab::sound();
            lab.only().addresses = vec![seen];
            let states = states(&RULE, &lab.case());
            assert_eq!(states[0].status, Status::Error);
            assert_eq!(states[0].code, format!("tls.reachability.{code}"));
            assert_eq!(states[0].cause.as_deref(), Some(cause));
            assert!(states[0].message.starts_with("Not looked at: "));
        }
    }

    fn stream_error(condition: &str) -> FailureCause {
        FailureCause::StreamError(StreamError::of(condition))
    }

    #[test]
    fn what_was_not_to_be_looked_at_is_unknown() {
        let tcp = |address, error| failed_at(address, Step::Connect, FailureCause::Tcp(error));
        let mut lab = Lab::sound();
        lab.only().addresses = vec![tcp(V6, TcpError::NoRoute)];
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["unknown tls.reachability.no-route"]
        );
        lab.only().addresses = vec![tcp(V4, TcpError::Blocked(Denial::Port))];
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["unknown tls.reachability.denied-port"]
        );
        // Where the other family was looked at, that is enough.
        let mut lab = Lab::sound();
        lab.only().addresses.push(tcp(V6, TcpError::NoRoute));
        assert_eq!(judged(&RULE, &lab.case()), ["ok tls.reachability.ok"]);
    }

    #[test]
    fn a_dialect_that_is_not_spoken_is_not_connected_to() {
        let mut lab = Lab::sound();
        *lab.only() = unspoken();
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["unknown tls.reachability.skipped"]
        );
    }
}
