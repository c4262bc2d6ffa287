//! What is behind whole deployments.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::net::IpAddr;

use checker_kit::dns::Failure;
use checker_kit::tcp::{Denial, TcpError};
use checker_kit::tls::TlsFailure;
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::reader::ReadError;
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::Faults;
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{
    Diagnosis, Endpoint, LookupStatus, Redirect, RedirectOutcome, RedirectRefusal, Service,
};
use crate::testing::{
    all, change, empty, fail, fallen_back, of, only, port, publish, refuse, sound, stream_error,
    swallow, unanswered, unresolvable, v6,
};

/// The causes behind all endpoints.
fn causes(case: &Case) -> BTreeSet<String> {
    let faults = Faults::of(&case.observation);
    let endpoints = case.observation.endpoints.iter();
    let behind = endpoints.filter_map(|endpoint| faults.endpoint(endpoint));
    behind.map(ToString::to_string).collect()
}

/// The cause behind the endpoints that are changed so.
fn cause(select: impl Fn(&Endpoint) -> bool, how: impl Fn(&mut Endpoint)) -> String {
    let mut case = sound();
    change(&mut case, select, how);
    let causes = causes(&case);
    assert_eq!(causes.len(), 1, "{causes:?}");
    causes.into_iter().next().unwrap()
}

fn side(case: &Case, side: Side) -> String {
    let faults = Faults::of(&case.observation);
    faults
        .side(side)
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[test]
fn a_sound_deployment_has_no_faults() {
    assert_eq!(causes(&sound()), BTreeSet::new());
    assert_eq!(side(&sound(), Side::Client), "");
}

#[test]
fn connections_that_fail_are_one_fault_as_wide_as_they_show() {
    assert_eq!(cause(all, refuse), "host.down:xmpp.example.org");
    assert_eq!(cause(v6, swallow), "family.dead:ipv6");
    assert_eq!(cause(port(5269), refuse), "port.dead:xmpp.example.org:5269");
    assert_eq!(
        cause(of(Side::Client), swallow),
        "side.down:c2s:xmpp.example.org"
    );
}

#[test]
fn what_a_server_says_tells_what_is_wrong_with_it() {
    let at = |step, how| cause(port(5222), fail(step, how));
    let tls = |failure| at(Step::Tls, FailureCause::Tls(failure));
    let alert = |name: &str| tls(TlsFailure::Alert(name.into()));
    assert_eq!(
        at(Step::Stream, FailureCause::TimedOut),
        "server.silent:xmpp.example.org"
    );
    assert_eq!(
        at(Step::Stream, FailureCause::Closed),
        "server.closes:xmpp.example.org"
    );
    assert_eq!(
        at(Step::Stream, FailureCause::Tcp(TcpError::Reset)),
        "server.closes:xmpp.example.org"
    );
    assert_eq!(
        at(
            Step::Stream,
            FailureCause::Xml(ReadError::Malformed("x".into()))
        ),
        "server.ill-formed:xmpp.example.org"
    );
    assert_eq!(
        at(
            Step::Stream,
            FailureCause::Xml(ReadError::ForeignRoot("html".into()))
        ),
        "server.not-xmpp:xmpp.example.org:5222"
    );
    assert_eq!(
        at(Step::StartTls, FailureCause::NotOffered),
        "starttls.missing:c2s"
    );
    assert_eq!(
        at(Step::StartTls, FailureCause::Closed),
        "starttls.missing:c2s"
    );
    assert_eq!(tls(TlsFailure::OldVersion), "tls.outdated:xmpp.example.org");
    assert_eq!(tls(TlsFailure::Closed), "tls.failed:xmpp.example.org");
    assert_eq!(alert("internal_error"), "tls.failed:xmpp.example.org");
    assert_eq!(
        alert("unrecognized_name"),
        "server.host-unknown:xmpp.example.org"
    );
    assert_eq!(
        alert("no_application_protocol"),
        "tls.alpn:xmpp.example.org:5222"
    );
    assert_eq!(
        at(
            Step::Features,
            FailureCause::Tls(TlsFailure::CertificateDemanded)
        ),
        "tls.client-certificate:xmpp.example.org"
    );
}

#[test]
fn a_connection_that_ends_before_tls_says_nothing_of_certificates() {
    let closed = || fail(Step::Tls, FailureCause::Tls(TlsFailure::Closed));
    let reset = || fail(Step::Tls, FailureCause::Tcp(TcpError::Reset));
    assert_eq!(
        cause(port(5223), closed()),
        "server.closes:xmpp.example.org"
    );
    assert_eq!(cause(port(5223), reset()), "server.closes:xmpp.example.org");
    assert_eq!(cause(port(5222), closed()), "tls.failed:xmpp.example.org");
}

/// What Prosody says to clients and to servers where it has no TLS to offer.
fn no_starttls(endpoint: &mut Endpoint) {
    let nothing = "No stream features to offer";
    stream_error(Step::Stream, "undefined-condition", nothing)(endpoint);
}

// With a key of another certificate Prosody opens no port for direct TLS, and
// offers no STARTTLS on the others.
#[test]
fn a_port_for_direct_tls_is_closed_for_the_same_reason_as_starttls_is_missing() {
    type Change = fn(&mut Endpoint);
    let starttls = |side: Side| format!("starttls.missing:{}", side.word());
    let port = "port.dead:xmpp.example.org:5223".to_owned();
    let both = vec![starttls(Side::Client), starttls(Side::Server)];
    let clients = vec![starttls(Side::Client)];
    let of_all = &[Side::Client, Side::Server][..];
    let of_clients = &[Side::Client][..];
    let table: [(&[Side], Change, Change, Vec<String>); 5] = [
        (of_all, no_starttls, refuse, both),
        (of_clients, no_starttls, refuse, clients.clone()),
        (of_clients, fail_to_offer, refuse, clients.clone()),
        // A firewall has nothing to do with it.
        (
            of_clients,
            no_starttls,
            swallow,
            [clients, vec![port.clone()]].concat(),
        ),
        // Where STARTTLS works there is a certificate.
        (of_clients, |_| {}, refuse, vec![port.clone()]),
    ];
    for (sides, how, closed, expected) in table {
        let mut case = sound();
        let of_sides = |one: &Endpoint| sides.contains(&one.side);
        let is = |method: Method| move |one: &Endpoint| of_sides(one) && one.method == method;
        change(&mut case, is(Method::DirectTls), closed);
        change(&mut case, is(Method::StartTls), how);
        assert_eq!(causes(&case), BTreeSet::from_iter(expected));
    }
    // Nor has another machine.
    let mut case = sound();
    change(&mut case, |one| one.port == 5223 && v6(one), refuse);
    change(&mut case, |one| one.port == 5222 && !v6(one), no_starttls);
    assert_eq!(
        causes(&case),
        BTreeSet::from([port, starttls(Side::Client)])
    );
}

fn fail_to_offer(endpoint: &mut Endpoint) {
    fail(Step::StartTls, FailureCause::NotOffered)(endpoint);
}

// An old address, at which somebody else's server is by now.
#[test]
fn a_server_without_the_domain_at_one_address_is_that_addresss_fault() {
    let unknown = || stream_error(Step::Features, "host-unknown", "");
    assert_eq!(cause(v6, unknown()), "server.host-unknown:2001:db8::1");
    let one = |endpoint: &Endpoint| v6(endpoint) && endpoint.port == 5223;
    assert_eq!(cause(one, unknown()), "server.host-unknown:2001:db8::1");
    // The server is the same at all of them.
    assert_eq!(
        cause(port(5223), unknown()),
        "server.host-unknown:xmpp.example.org"
    );
    assert_eq!(
        cause(all, unknown()),
        "server.host-unknown:xmpp.example.org"
    );
}

// What runs on the machine that checks is no server of the domain's.
#[test]
fn what_answers_at_an_address_that_is_nobodys_is_not_the_domains() {
    for nobodys in ["0.0.0.0", "127.0.0.1", "::1"] {
        let mut case = sound();
        change(&mut case, v6, |endpoint| {
            endpoint.address = nobodys.parse().unwrap();
            stream_error(Step::Features, "host-unknown", "")(endpoint);
        });
        let private = "target.is-private:xmpp.example.org".to_owned();
        assert_eq!(causes(&case), BTreeSet::from([private]), "{nobodys}");
    }
    // A lab on loopback is looked at like any other, and so is a private address
    // from within.
    let unknown = BTreeSet::from(["server.host-unknown:xmpp.example.org".to_owned()]);
    for (inside, outside) in [("::1", "127.0.0.1"), ("10.0.0.1", "192.0.2.1")] {
        let mut case = sound();
        change(&mut case, all, |endpoint| {
            endpoint.address = match v6(endpoint) {
                true => inside.parse().unwrap(),
                false => outside.parse().unwrap(),
            };
            stream_error(Step::Features, "host-unknown", "")(endpoint);
        });
        assert_eq!(causes(&case), unknown, "{inside}");
    }
}

// 0.0.0.0 beside a real address is no matter of firewalls.
#[test]
fn an_address_that_means_something_else_to_everybody_is_what_has_to_be_mended() {
    for few in ["0.0.0.0", "127.0.0.1", "10.0.0.1", "::1"] {
        let mut case = sound();
        let few: IpAddr = few.parse().unwrap();
        change(&mut case, v6, |endpoint| {
            endpoint.address = few;
            refuse(endpoint);
        });
        let private = "target.is-private:xmpp.example.org".to_owned();
        assert_eq!(causes(&case), BTreeSet::from([private]), "{few}");
    }
}

#[test]
fn stream_errors_are_told_apart() {
    let error = |condition: &str| cause(port(5269), stream_error(Step::Features, condition, ""));
    assert_eq!(
        error("host-unknown"),
        "server.host-unknown:xmpp.example.org"
    );
    assert_eq!(
        error("policy-violation"),
        "server.rate-limited:xmpp.example.org"
    );
    assert_eq!(error("not-authorized"), "s2s.strangers-refused");
    assert_eq!(
        error("undefined-condition"),
        "server.stream-error:undefined-condition:xmpp.example.org"
    );
    // What Prosody says where no module adds a feature.
    let none = |select: u16, step, text| {
        cause(
            port(select),
            stream_error(step, "undefined-condition", text),
        )
    };
    let (offer, proceed) = (
        "No stream features to offer",
        "No stream features to proceed with",
    );
    assert_eq!(none(5269, Step::Features, offer), "s2s.no-authentication");
    assert_eq!(none(5222, Step::Features, proceed), "sasl.none");
    assert_eq!(none(5222, Step::Stream, proceed), "starttls.missing:c2s");
    assert_eq!(none(5269, Step::Stream, offer), "starttls.missing:s2s");
    assert_eq!(
        error("internal-server-error"),
        "server.stream-error:internal-server-error:xmpp.example.org"
    );
    // A Prosody that requires encryption of clients and has no TLS to offer.
    let nothing = stream_error(
        Step::Stream,
        "undefined-condition",
        "No stream features to proceed with",
    );
    assert_eq!(cause(port(5222), nothing), "starttls.missing:c2s");
    // What a server makes up does not get into a cause.
    assert_eq!(
        error("our-own-trouble"),
        "server.stream-error:other:xmpp.example.org"
    );
    // A client that is refused is no stranger without a certificate.
    assert_eq!(
        cause(
            port(5222),
            stream_error(Step::Features, "not-authorized", "")
        ),
        "server.stream-error:not-authorized:xmpp.example.org"
    );
}

#[test]
fn the_same_failure_of_two_hosts_is_two_faults() {
    let mut case = sound();
    publish(&mut case, Service::XmppClient, 5222, "b.example.org");
    crate::testing::resolve(&mut case, "b.example.org", &["192.0.2.2"]);
    crate::testing::serve(&mut case);
    change(
        &mut case,
        port(5222),
        stream_error(Step::Stream, "host-unknown", ""),
    );
    assert_eq!(causes(&case).len(), 2);
}

#[test]
fn a_record_that_leads_to_something_else_is_one_fault_for_all_addresses() {
    let found = |endpoint: &mut Endpoint| endpoint.diagnosis = Some(Diagnosis::StartTls);
    assert_eq!(
        cause(port(5223), found),
        "record.wrong-service:_xmpps-client._tcp:xmpp.example.org:5223"
    );
}

#[test]
fn a_server_that_sends_peers_nowhere_is_to_blame_itself() {
    let sent = |endpoint: &mut Endpoint| {
        stream_error(Step::Stream, "see-other-host", "")(endpoint);
        endpoint.redirects.push(Redirect {
            to: "10.0.0.1".into(),
            outcome: RedirectOutcome::Refused {
                reason: RedirectRefusal::DoesNotResolve,
            },
        });
    };
    assert_eq!(cause(port(5222), sent), "server.redirect:xmpp.example.org");
}

#[test]
fn what_the_prober_could_not_do_is_the_probers() {
    let local = |error| cause(port(5222), fail(Step::Connect, FailureCause::Tcp(error)));
    assert_eq!(local(TcpError::NoRoute), "prober.no-route");
    assert_eq!(local(TcpError::Limit), "prober.limit");
    assert_eq!(local(TcpError::NoResources), "prober.resources");
    assert_eq!(
        local(TcpError::Blocked(Denial::Documentation)),
        "prober.policy"
    );
    assert_eq!(
        cause(port(5222), |endpoint| endpoint.out_of_time = true),
        "prober.time"
    );
    // No XMPP server belongs there, whoever looks.
    assert_eq!(
        local(TcpError::Blocked(Denial::Port)),
        "record.denied-port:_xmpp-client._tcp:xmpp.example.org:5222"
    );
}

#[test]
fn a_domain_that_does_not_exist_is_behind_both_sides() {
    let mut case = fallen_back(&[]);
    unresolvable(&mut case, "example.org", LookupStatus::NoName);
    assert_eq!(side(&case, Side::Client), "domain.nonexistent");
    assert_eq!(side(&case, Side::Server), "domain.nonexistent");
}

#[test]
fn without_any_record_one_thing_is_to_be_done() {
    let mut case = fallen_back(&["192.0.2.1"]);
    change(&mut case, all, refuse);
    assert_eq!(side(&case, Side::Client), "records.none");
    assert_eq!(side(&case, Side::Server), "records.none");
    // Nobody said that a server is there.
    assert_eq!(causes(&case), BTreeSet::from(["records.none".to_owned()]));
}

#[test]
fn a_port_beside_a_fallback_that_works_is_a_fault_of_its_own() {
    let mut case = fallen_back(&["192.0.2.1"]);
    change(&mut case, port(5269), refuse);
    assert_eq!(
        causes(&case),
        BTreeSet::from(["port.dead:example.org:5269".to_owned()])
    );
}

#[test]
fn one_side_without_records_is_that_sides_fault() {
    let mut case = sound();
    for service in [Service::XmppServer, Service::XmppsServer] {
        crate::testing::withdraw(&mut case, service);
    }
    assert_eq!(side(&case, Side::Server), "records.none:s2s");
    assert_eq!(side(&case, Side::Client), "");
}

#[test]
fn a_silent_resolver_is_one_fault_and_a_broken_zone_another() {
    let with = |failure| {
        let mut case = empty();
        for service in Service::ALL {
            unanswered(&mut case, service, failure);
        }
        [Side::Client, Side::Server].map(|one| side(&case, one))
    };
    for failure in [Failure::TimedOut, Failure::NoResolver, Failure::Refused] {
        assert_eq!(with(failure), ["resolver.no-answer"; 2]);
    }
    assert_eq!(
        with(Failure::ServerFailure),
        ["zone.failing:example.org"; 2]
    );
    assert_eq!(with(Failure::Bogus), ["zone.bogus:example.org"; 2]);
    assert_eq!(with(Failure::Limit), ["prober.limit"; 2]);
}

#[test]
fn targets_that_lead_nowhere_are_behind_a_side_without_endpoints() {
    let mut case = only(sound(), Mode::C2s);
    unresolvable(&mut case, "xmpp.example.org", LookupStatus::NoName);
    assert_eq!(
        side(&case, Side::Client),
        "target.unresolvable:xmpp.example.org"
    );
    unresolvable(
        &mut case,
        "xmpp.example.org",
        LookupStatus::Failed(Failure::ServerFailure),
    );
    assert_eq!(side(&case, Side::Client), "zone.failing:example.org");
}

// The zone of one target is dead; the resolver answers for all others.
#[test]
fn a_name_that_alone_gets_no_answer_is_not_the_resolvers_fault() {
    let silent = LookupStatus::Failed(Failure::TimedOut);
    let mut case = sound();
    publish(&mut case, Service::XmppClient, 5222, "a.hoster.example");
    unresolvable(&mut case, "a.hoster.example", silent);
    let host = |case: &Case| {
        let faults = Faults::of(&case.observation);
        faults.host("a.hoster.example").map(ToString::to_string)
    };
    assert_eq!(
        host(&case).as_deref(),
        Some("resolver.no-answer:a.hoster.example")
    );
    // Where it answers nothing, it is.
    for service in Service::ALL {
        unanswered(&mut case, service, Failure::TimedOut);
    }
    unresolvable(&mut case, "xmpp.example.org", silent);
    assert_eq!(host(&case).as_deref(), Some("resolver.no-answer"));
}
