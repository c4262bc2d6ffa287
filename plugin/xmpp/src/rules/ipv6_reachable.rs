//! `xmpp.ipv6_reachable`: does somebody with IPv6 only get in?

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr};

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_stream::side::Side;

use super::remedies;
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::{Endpoint, HostLookup, NotChecked};
use crate::standing::{lets_in, only_with};
use crate::words::{names, peers, side_name};

const NAME: &str = "xmpp.ipv6_reachable";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The service can be reached over IPv6.",
    severity: Status::Info,
    part: None,
    judge,
};

fn judge(case: &Case) -> Vec<Finding> {
    let probed = case
        .mode
        .sides()
        .filter(|side| case.observation.side(*side).next().is_some());
    let findings: Vec<Finding> = probed.map(|side| one_side(case, side)).collect();
    match findings.is_empty() {
        true => vec![Finding::skipped(NAME, "There is no endpoint.")],
        false => findings,
    }
}

fn one_side(case: &Case, side: Side) -> Finding {
    let v6: Vec<&Endpoint> = case
        .observation
        .side(side)
        .filter(|endpoint| endpoint.address.is_ipv6())
        .collect();
    if v6.is_empty() {
        return no_address(case, side);
    }
    let finding = |status, code, message: String| {
        Finding::new(status, NAME, code, message).subject(side.word())
    };
    let name = side_name(side);
    if v6.iter().any(|endpoint| endpoint.secured()) {
        return finding(
            Status::Ok,
            "reachable",
            format!("The {name} service works over IPv6."),
        );
    }
    let faults = Faults::of(&case.observation);
    let mut outdated = v6.iter().filter(|one| lets_in(one));
    if let Some(endpoint) = outdated.next() {
        let message = format!(
            "The {name} service works over IPv6 only with {}.",
            only_with(endpoint)
        );
        let finding = finding(Status::Info, "outdated-cryptography", message);
        return match faults.endpoint(endpoint) {
            Some(fault) => {
                let finding = finding.cause(fault.to_string());
                remedies::attach(finding, &case.observation, fault, endpoint)
            }
            None => finding,
        };
    }
    let untried: Vec<NotChecked> = v6.iter().filter_map(|one| one.not_checked()).collect();
    if untried.len() == v6.len() {
        let why = match untried.contains(&NotChecked::NoRoute) {
            true => "this machine has no IPv6 itself".to_owned(),
            false => format!("it was not tried: {}", untried[0]),
        };
        return finding(
            Status::Unknown,
            "prober-without-ipv6",
            format!("Whether the {name} service works over IPv6 is not known: {why}."),
        );
    }
    let tried: Vec<&Endpoint> = v6
        .into_iter()
        .filter(|endpoint| endpoint.not_checked().is_none())
        .collect();
    let finding = finding(
        Status::Info,
        "no-answer",
        format!(
            "The {name} service publishes IPv6 addresses, but none of them works ({}): {} that \
             prefer IPv6 wait in vain.",
            names(tried.iter().copied()),
            peers(side)
        ),
    );
    match tried
        .iter()
        .find_map(|endpoint| Some((faults.endpoint(endpoint)?, *endpoint)))
    {
        Some((fault, endpoint)) => {
            let finding = finding.cause(fault.to_string());
            remedies::attach(finding, &case.observation, fault, endpoint)
        }
        None => finding,
    }
}

fn no_address(case: &Case, side: Side) -> Finding {
    let hosts = case
        .observation
        .side(side)
        .flat_map(|endpoint| &endpoint.origins);
    let hosts: Vec<&HostLookup> = hosts
        .filter_map(|origin| case.observation.host(&origin.host))
        .collect();
    if let Some(failure) = hosts.iter().find_map(|host| host.aaaa.failure()) {
        return Finding::new(
            Status::Unknown,
            NAME,
            "lookup-failed",
            format!(
                "Whether the {} service has IPv6 addresses is not known: {failure}.",
                side_name(side)
            ),
        )
        .subject(side.word());
    }
    if hosts.iter().any(|host| !host.aaaa.addresses.is_empty()) {
        return Finding::new(
            Status::Unknown,
            NAME,
            "left-out",
            format!(
                "Whether the {} service works over IPv6 is not known: its IPv6 addresses are \
                 beyond the number of endpoints that are looked at.",
                side_name(side)
            ),
        )
        .subject(side.word());
    }
    if !case.observation.side(side).any(Endpoint::secured) {
        // Where nobody gets anywhere, this is not what has to be mended.
        return Finding::skipped(
            NAME,
            format!("There is no {} service to add IPv6 to.", side_name(side)),
        )
        .subject(side.word());
    }
    Finding::new(
        Status::Info,
        NAME,
        "no-address",
        format!(
            "The {} service has no IPv6 address (AAAA): {} with IPv6 only cannot reach it.",
            side_name(side),
            peers(side)
        ),
    )
    .subject(side.word())
    .cause(Fault::of_family(Kind::NoFamily, IpAddr::V6(Ipv6Addr::UNSPECIFIED)).to_string())
    .fix(format!(
        "Let the server listen on IPv6, open its ports in the firewall for IPv6, and then add an \
         AAAA record for {}.",
        list(&lacking(case))
    ))
}

/// The hosts of all that works and has no IPv6 address, of both sides: one
/// remedy mends both.
fn lacking(case: &Case) -> Vec<&str> {
    let observation = &case.observation;
    let working = observation
        .endpoints
        .iter()
        .filter(|endpoint| case.mode.covers(endpoint.side) && endpoint.secured());
    let hosts: BTreeSet<&str> = working.map(Endpoint::host).collect();
    let has_none = |name: &&str| {
        let host = observation.host(name);
        host.is_some_and(|host| host.aaaa.addresses.is_empty() && host.aaaa.failure().is_none())
    };
    hosts.into_iter().filter(has_none).collect()
}

#[cfg(test)]
mod tests {
    use checker_kit::dns::Failure;
    use checker_kit::tcp::{Denial, TcpError};
    use checker_kit::tls::{Outdated, OutdatedVersion, TlsFailure};
    use checker_stream::failure::FailureCause;
    use checker_stream::step::Step;

    use super::*;
    use crate::mode::Mode;
    use crate::observation::{LookupStatus, Service};
    use crate::testing::{
        HOST, V4, all, brief, change, empty, fail, fix, judged, only, publish, refuse, resolve,
        serve, sound, swallow, v6, withdraw,
    };

    fn without_aaaa() -> Case {
        let mut case = only(sound(), Mode::C2s);
        resolve(&mut case, HOST, &[V4]);
        serve(&mut case);
        case
    }

    #[test]
    fn one_remedy_names_the_hosts_of_both_sides() {
        let mut case = sound();
        withdraw(&mut case, Service::XmppServer);
        withdraw(&mut case, Service::XmppsServer);
        publish(&mut case, Service::XmppServer, 5269, "s2s.example.org");
        resolve(&mut case, HOST, &[V4]);
        resolve(&mut case, "s2s.example.org", &["192.0.2.2"]);
        serve(&mut case);
        let fixes: BTreeSet<String> = judged(&RULE, &case).iter().map(fix).collect();
        let fixes: Vec<String> = fixes.into_iter().collect();
        assert_eq!(fixes.len(), 1, "{fixes:?}");
        assert!(
            fixes[0].contains("s2s.example.org and xmpp.example.org"),
            "{fixes:?}"
        );
    }

    #[test]
    fn nobody_is_told_to_add_ipv6_to_what_is_not_there() {
        let mut case = without_aaaa();
        change(&mut case, all, refuse);
        assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped c2s"]);
    }

    #[test]
    fn unknown_where_the_ipv6_addresses_were_left_out() {
        let mut case = only(sound(), Mode::C2s);
        case.observation.endpoints.retain(|endpoint| !v6(endpoint));
        assert_eq!(brief(&judged(&RULE, &case)), ["unknown left-out c2s"]);
    }

    #[test]
    fn ok_for_each_side_that_completes_over_ipv6() {
        assert_eq!(
            brief(&judged(&RULE, &sound())),
            ["ok reachable c2s", "ok reachable s2s"]
        );
    }

    #[test]
    fn info_without_aaaa() {
        let states = judged(&RULE, &without_aaaa());
        assert_eq!(brief(&states), ["info no-address c2s"]);
        assert_eq!(states[0].cause.as_deref(), Some("family.none:ipv6"));
        assert!(
            fix(&states[0]).contains("xmpp.example.org"),
            "{}",
            fix(&states[0])
        );
    }

    #[test]
    fn unknown_where_the_aaaa_were_not_answered() {
        let mut case = without_aaaa();
        let lookup = &mut case.observation.hosts[0].aaaa;
        lookup.status = LookupStatus::Failed(Failure::ServerFailure);
        assert_eq!(brief(&judged(&RULE, &case)), ["unknown lookup-failed c2s"]);
    }

    #[test]
    fn info_when_the_aaaa_does_not_answer_with_the_fault_of_the_others() {
        let mut case = sound();
        change(&mut case, v6, swallow);
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["info no-answer c2s", "info no-answer s2s"]);
        assert!(
            states
                .iter()
                .all(|state| state.cause.as_deref() == Some("family.dead:ipv6"))
        );
        assert!(
            states[0].message.contains("[2001:db8::1]:5222"),
            "{}",
            states[0].message
        );
        // A server that is down is not down over IPv6 in particular.
        change(&mut case, all, refuse);
        let states = judged(&RULE, &case);
        assert_eq!(
            states[0].cause.as_deref(),
            Some("host.down:xmpp.example.org")
        );
    }

    #[test]
    fn outdated_cryptography_works_for_most() {
        let mut case = only(sound(), Mode::C2s);
        let agreed = TlsFailure::Outdated(Outdated {
            version: OutdatedVersion::Tls12,
            cipher_suite: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256".into(),
        });
        change(&mut case, v6, fail(Step::Tls, FailureCause::Tls(agreed)));
        let states = judged(&RULE, &case);
        assert_eq!(brief(&states), ["info outdated-cryptography c2s"]);
        assert_eq!(
            states[0].cause.as_deref(),
            Some("tls.outdated:xmpp.example.org")
        );
        assert!(
            states[0].message.contains("such as P-521"),
            "{}",
            states[0].message
        );
    }

    #[test]
    fn unknown_when_the_prober_could_not_try() {
        for (error, words) in [
            (TcpError::NoRoute, "no IPv6 itself"),
            (TcpError::Blocked(Denial::Private), "blocked by policy"),
        ] {
            let mut case = sound();
            change(&mut case, v6, fail(Step::Connect, FailureCause::Tcp(error)));
            let states = judged(&RULE, &case);
            assert_eq!(brief(&states[..1]), ["unknown prober-without-ipv6 c2s"]);
            assert!(states[0].message.contains(words), "{}", states[0].message);
        }
    }

    #[test]
    fn skipped_without_any_endpoint() {
        assert_eq!(brief(&judged(&RULE, &empty())), ["unknown skipped"]);
    }
}
