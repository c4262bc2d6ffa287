//! `xmpp.c2s_reachable` and `xmpp.s2s_reachable`, state by state.

#![allow(clippy::unwrap_used)]

use checker_kit::contract::State;
use checker_kit::dns::Failure;
use checker_kit::rule::Rule;
use checker_kit::state::Meta;
use checker_kit::tcp::{Denial, TcpError};
use checker_kit::tls::{Outdated, OutdatedVersion, TlsFailure};
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::ill_formed::{IllFormed, XmlFault};
use checker_stream::reader::{Foreign, ReadError};
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::super::{c2s_reachable, s2s_reachable};
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{
    Diagnosis, Endpoint, LeftOut, LeftOutWhat, LookupStatus, Redirect, RedirectOutcome,
    RedirectRefusal, Service,
};
use crate::testing::{
    DOMAIN, HOST, V4, V6, all, brief, change, empty, fail, fallen_back, fix, found, judged,
    nobodys, of, only, port, publish, refuse, resolve, serve, sound, stream_error, swallow,
    unanswered, unresolvable, v6,
};

const C2S: Rule<Case> = c2s_reachable::RULE;
const S2S: Rule<Case> = s2s_reachable::RULE;

fn cause(state: &State) -> &str {
    state.cause.as_deref().unwrap_or_default()
}

/// The state of the one endpoint for clients over IPv4 and STARTTLS that is
/// changed so.
fn dead(how: impl Fn(&mut Endpoint)) -> State {
    let mut case = sound();
    let one = |endpoint: &Endpoint| endpoint.name() == format!("{V4}:5222");
    change(&mut case, one, how);
    let states = judged(&C2S, &case);
    let mut of_it = states
        .into_iter()
        .filter(|one| one.subject.as_deref() == Some("192.0.2.1:5222"));
    of_it.next().unwrap()
}

fn code(state: &State) -> &str {
    state.code.rsplit('.').next().unwrap()
}

#[test]
fn ok_when_endpoints_complete_tls() {
    for rule in [C2S, S2S] {
        let states = judged(&rule, &sound());
        assert_eq!(brief(&states), ["ok reachable"]);
        assert_eq!(
            states[0].message,
            "4 of 4 endpoints accept TCP and complete TLS."
        );
    }
}

#[test]
fn one_endpoint_is_not_counted() {
    let mut case = only(empty(), Mode::C2s);
    publish(&mut case, Service::XmppClient, 5222, HOST);
    resolve(&mut case, HOST, &[V4]);
    serve(&mut case);
    let message = judged(&C2S, &case).remove(0).message;
    assert_eq!(message, "The endpoint accepts TCP and completes TLS.");
}

#[test]
fn crit_when_none_does_once_for_each_fault() {
    let mut case = sound();
    change(&mut case, all, refuse);
    let states = judged(&C2S, &case);
    let crit = found(&states, "unreachable");
    assert_eq!(cause(crit), "host.down:xmpp.example.org");
    assert_eq!(Meta::read(crit).endpoints.len(), 4);
    assert_eq!(states.len(), 5);
    assert!(
        states
            .iter()
            .all(|state| cause(state) == "host.down:xmpp.example.org")
    );

    // Two faults keep clients out, and mending either is enough.
    let mut case = only(sound(), Mode::C2s);
    change(&mut case, port(5222), refuse);
    change(&mut case, port(5223), |endpoint| {
        endpoint.diagnosis = Some(Diagnosis::Https)
    });
    let states = judged(&C2S, &case);
    let crit = states.iter().filter(|state| code(state) == "unreachable");
    let causes: Vec<&str> = crit.map(cause).collect();
    assert_eq!(
        causes,
        [
            "record.wrong-service:_xmpps-client._tcp:xmpp.example.org:5223",
            "port.dead:xmpp.example.org:5222",
        ]
    );
}

#[test]
fn warn_with_the_address_of_each_further_dead_endpoint() {
    let state = dead(refuse);
    assert_eq!(code(&state), "refused");
    assert!(fix(&state).contains("port 5222"), "{}", fix(&state));
    let state = dead(swallow);
    assert_eq!(code(&state), "no-answer");
    assert!(fix(&state).contains("firewall"), "{}", fix(&state));
}

#[test]
fn each_way_to_be_dead_has_its_own_words() {
    let tls = |failure| fail(Step::Tls, FailureCause::Tls(failure));
    let http = ReadError::Foreign(Foreign::Http("HTTP/1.1 400".into()));
    for (state, finding, words) in [
        (
            dead(fail(Step::Stream, FailureCause::TimedOut)),
            "silent",
            "sent nothing",
        ),
        (
            dead(fail(
                Step::Connect,
                FailureCause::Tcp(TcpError::Unreachable),
            )),
            "no-route",
            "unreachable",
        ),
        (
            dead(fail(Step::Stream, FailureCause::Tcp(TcpError::Reset))),
            "dead-endpoint",
            "reset",
        ),
        (
            dead(fail(Step::Stream, FailureCause::Closed)),
            "dead-endpoint",
            "closed",
        ),
        (
            dead(fail(Step::Stream, FailureCause::Xml(http))),
            "dead-endpoint",
            "HTTP",
        ),
        (
            dead(fail(Step::StartTls, FailureCause::NotOffered)),
            "no-starttls",
            "STARTTLS",
        ),
        (dead(tls(TlsFailure::OldVersion)), "old-tls", "old TLS"),
        (dead(tls(TlsFailure::Closed)), "tls-failed", "closed"),
        (
            dead(stream_error(Step::Stream, "host-unknown", "")),
            "host-unknown",
            "host-unknown",
        ),
        (
            dead(tls(TlsFailure::Alert("unrecognized_name".into()))),
            "host-unknown",
            "alert",
        ),
        (
            dead(stream_error(Step::Stream, "policy-violation", "")),
            "rate-limited",
            "policy",
        ),
        (
            dead(stream_error(Step::Stream, "reset", "")),
            "stream-error",
            "reset",
        ),
    ] {
        assert_eq!(code(&state), finding, "{}", state.message);
        assert!(state.message.contains(words), "{}", state.message);
        assert!(!fix(&state).is_empty(), "{}", state.message);
        assert!(!cause(&state).is_empty(), "{}", state.message);
    }
}

#[test]
fn what_is_really_there_is_named() {
    let found = |diagnosis| dead(move |endpoint| endpoint.diagnosis = Some(diagnosis));
    for (diagnosis, words, remedy) in [
        (
            Diagnosis::DirectTls { xmpp: true },
            "direct TLS",
            "_xmpps-client._tcp",
        ),
        (
            Diagnosis::DirectTls { xmpp: false },
            "not XMPP",
            "the port of the XMPP server",
        ),
        (
            Diagnosis::Http,
            "an HTTP server",
            "the port of the XMPP server",
        ),
        (
            Diagnosis::Https,
            "an HTTPS server",
            "the port of the XMPP server",
        ),
        (
            Diagnosis::OtherSide { side: Side::Server },
            "server-to-server streams",
            "_xmpp-server._tcp",
        ),
    ] {
        let state = found(diagnosis);
        assert_eq!(code(&state), "wrong-service");
        assert!(state.message.contains(words), "{}", state.message);
        assert!(fix(&state).contains(remedy), "{}", fix(&state));
    }
}

#[test]
fn an_alpn_name_that_nobody_knows_gets_a_remedy_about_alpn() {
    let mut case = sound();
    let alert = TlsFailure::Alert("no_application_protocol".into());
    change(
        &mut case,
        port(5223),
        fail(Step::Tls, FailureCause::Tls(alert)),
    );
    let states = judged(&C2S, &case);
    let state = states
        .iter()
        .find(|state| code(state) == "tls-failed")
        .unwrap();
    assert_eq!(cause(state), "tls.alpn:xmpp.example.org:5223");
    let advice = fix(state);
    assert!(
        advice.contains("xmpp-client") && advice.contains("HTTPS"),
        "{advice}"
    );
}

#[test]
fn something_else_behind_every_record_counts_as_nobody_there() {
    let mut case = sound();
    change(&mut case, of(Side::Client), |endpoint| {
        endpoint.diagnosis = Some(Diagnosis::Https)
    });
    let states = judged(&C2S, &case);
    assert!(states.iter().any(|state| code(state) == "unreachable"));
    assert!(!states.iter().any(|state| code(state) == "reachable"));
}

#[test]
fn a_redirect_that_leads_nowhere_is_told() {
    let state = dead(|endpoint| {
        stream_error(Step::Stream, "see-other-host", "")(endpoint);
        endpoint.redirects.push(Redirect {
            to: "10.0.0.1".into(),
            outcome: RedirectOutcome::Refused {
                reason: RedirectRefusal::TooMany { followed: 2 },
            },
        });
    });
    assert!(
        state.message.contains("more than 2 redirects"),
        "{}",
        state.message
    );
}

#[test]
fn xml_that_is_not_well_formed_and_was_read_is_told_once_for_each_host() {
    let mut case = sound();
    change(&mut case, port(5222), |endpoint| {
        endpoint.transcript.ill_formed.push(IllFormed {
            fault: XmlFault::UnboundPrefix,
            offset: 7,
            excerpt: "<x:y/>".into(),
        });
    });
    let states = judged(&C2S, &case);
    assert_eq!(brief(&states), ["warn ill-formed", "ok reachable"]);
    assert_eq!(cause(&states[0]), "server.ill-formed:xmpp.example.org");
    assert!(
        states[0].message.contains("prefix that is not declared"),
        "{}",
        states[0].message
    );
}

#[test]
fn a_certificate_that_is_demanded_locks_clients_out_and_no_servers() {
    let demanded = || {
        fail(
            Step::Tls,
            FailureCause::Tls(TlsFailure::CertificateDemanded),
        )
    };
    let mut case = sound();
    change(&mut case, all, demanded());
    let states = judged(&C2S, &case);
    assert!(states.iter().any(|state| code(state) == "unreachable"));
    assert!(
        states
            .iter()
            .any(|state| code(state) == "client-certificate")
    );
    assert!(
        states
            .iter()
            .all(|state| cause(state) == "tls.client-certificate:xmpp.example.org")
    );
    assert_eq!(brief(&judged(&S2S, &case)), ["ok reachable"]);
}

#[test]
fn tls_that_leads_nowhere_is_a_warning_here() {
    let mut case = sound();
    let gone = stream_error(Step::Features, "internal-server-error", "");
    change(&mut case, port(5269), gone);
    let states = judged(&S2S, &case);
    assert_eq!(
        brief(&states),
        [
            "warn no-features [2001:db8::1]:5269",
            "warn no-features 192.0.2.1:5269",
            "ok reachable",
        ]
    );
}

#[test]
fn a_server_that_refuses_strangers_is_not_broken() {
    for condition in ["not-authorized", "invalid-from", "improper-addressing"] {
        let mut case = sound();
        let refused = stream_error(Step::Features, condition, "");
        change(&mut case, of(Side::Server), refused);
        assert_eq!(brief(&judged(&S2S, &case)), ["ok reachable"], "{condition}");
    }
}

#[test]
fn outdated_cryptography_is_not_the_same_as_nobody_there() {
    let with = |version| {
        let mut case = sound();
        change(
            &mut case,
            of(Side::Client),
            fail(Step::Tls, FailureCause::Tls(outdated(version))),
        );
        judged(&C2S, &case)
    };
    let states = with(OutdatedVersion::Tls12);
    assert_eq!(brief(&states), ["warn outdated-cryptography"]);
    assert_eq!(cause(&states[0]), "tls.outdated:xmpp.example.org");
    let message = &states[0].message;
    assert!(
        message.contains("only with outdated cryptography (TLS 1.2, TLS_RSA_WITH_AES_128_CBC_SHA)"),
        "{message}"
    );
    // Nobody current speaks TLS 1.1 and older.
    let states = with(OutdatedVersion::Tls10);
    assert_eq!(
        cause(found(&states, "unreachable")),
        "tls.outdated:xmpp.example.org"
    );
    assert_eq!(
        states
            .iter()
            .filter(|state| code(state) == "old-tls")
            .count(),
        4
    );
}

#[test]
fn a_missing_certificate_is_not_taken_for_old_cryptography() {
    let mut case = sound();
    let none = FailureCause::Tls(TlsFailure::NoCertificate);
    change(&mut case, of(Side::Client), fail(Step::Tls, none));
    let states = judged(&C2S, &case);
    let crit = found(&states, "unreachable");
    assert_eq!(cause(crit), "tls.no-certificate:xmpp.example.org");
    assert!(
        fix(crit).contains("certificate and key for example.org"),
        "{}",
        fix(crit)
    );
    // Where it cannot be told, both are said.
    let mut case = sound();
    let either = FailureCause::Tls(TlsFailure::NothingInCommon);
    change(&mut case, of(Side::Client), fail(Step::Tls, either));
    let states = judged(&C2S, &case);
    let advice = fix(found(&states, "unreachable"));
    assert!(
        advice.contains("certificate and key") && advice.contains("ECDHE"),
        "{advice}"
    );
}

fn outdated(version: OutdatedVersion) -> TlsFailure {
    TlsFailure::Outdated(Outdated {
        version,
        cipher_suite: "TLS_RSA_WITH_AES_128_CBC_SHA".into(),
    })
}

#[test]
fn connections_that_are_refused_beside_others_are_told() {
    let mut case = sound();
    change(&mut case, of(Side::Client), |endpoint| {
        let reset = FailureCause::Tcp(TcpError::Reset);
        endpoint.parallel_refused = Some(ProbeFailure::new(Step::Stream, reset));
    });
    let states = judged(&C2S, &case);
    assert_eq!(brief(&states), ["info parallel-refused", "ok reachable"]);
    assert_eq!(cause(&states[0]), "server.one-connection:xmpp.example.org");
}

#[test]
fn warn_when_nobody_without_ipv6_gets_in() {
    let mut case = sound();
    resolve(&mut case, HOST, &[V6]);
    serve(&mut case);
    let states = judged(&C2S, &case);
    assert_eq!(brief(&states), ["warn ipv6-only", "ok reachable"]);
    assert_eq!(cause(&states[0]), "family.none:ipv4");
    // Not where the A records are only not known.
    case.observation.hosts[0].a.status = LookupStatus::Failed(Failure::TimedOut);
    assert_eq!(brief(&judged(&C2S, &case)), ["ok reachable"]);
}

#[test]
fn error_when_the_dns_gave_no_answer() {
    let mut case = sound();
    for service in [Service::XmppClient, Service::XmppsClient] {
        unanswered(&mut case, service, Failure::TimedOut);
    }
    let states = judged(&C2S, &case);
    assert_eq!(brief(&states), ["error lookup-failed"]);
    assert_eq!(cause(&states[0]), "resolver.no-answer");
    assert_eq!(brief(&judged(&S2S, &case)), ["ok reachable"]);
}

#[test]
fn crit_when_there_is_no_address_with_the_fault_behind_it() {
    let mut case = sound();
    unresolvable(&mut case, HOST, LookupStatus::NoName);
    let states = judged(&C2S, &case);
    assert_eq!(brief(&states), ["crit no-endpoint"]);
    assert_eq!(cause(&states[0]), "target.unresolvable:xmpp.example.org");

    let mut case = fallen_back(&[]);
    unresolvable(&mut case, DOMAIN, LookupStatus::NoName);
    assert_eq!(cause(&judged(&C2S, &case)[0]), "domain.nonexistent");
}

#[test]
fn error_when_hosts_beyond_the_bound_may_have_what_the_others_lack() {
    let mut case = sound();
    unresolvable(&mut case, HOST, LookupStatus::NoName);
    case.observation.left_out.push(LeftOut {
        what: LeftOutWhat::Hosts {
            service: Some(Service::XmppClient),
        },
        count: 8,
        bound: 32,
    });
    let states = judged(&C2S, &case);
    assert_eq!(brief(&states), ["error not-tried"]);
    assert_eq!(cause(&states[0]), "prober.limit");
    // Of the other side nothing is left out.
    assert_eq!(brief(&judged(&S2S, &case)), ["crit no-endpoint"]);
}

#[test]
fn skipped_where_the_side_is_declared_not_offered() {
    let mut case = empty();
    publish(&mut case, Service::XmppClient, 0, ".");
    assert_eq!(brief(&judged(&C2S, &case)), ["unknown skipped"]);
}

#[test]
fn what_could_not_be_tried_is_an_error_once_for_each_reason() {
    let with = |error| {
        let mut case = sound();
        let of_v4 = |endpoint: &Endpoint| endpoint.address.is_ipv4();
        change(
            &mut case,
            of_v4,
            fail(Step::Connect, FailureCause::Tcp(error)),
        );
        let mut states = judged(&C2S, &case);
        assert_eq!(states.len(), 2, "{states:#?}");
        assert_eq!(Meta::read(&states[0]).endpoints.len(), 2);
        states.remove(0)
    };
    assert_eq!(brief(&[with(TcpError::Limit)]), ["error not-tried"]);
    assert_eq!(
        brief(&[with(TcpError::NoResources)]),
        ["error no-resources"]
    );
    let state = with(TcpError::Blocked(Denial::Documentation));
    assert_eq!(
        brief(std::slice::from_ref(&state)),
        ["error blocked-by-policy"]
    );
    assert!(
        state.message.contains("were not tried: blocked by policy"),
        "{}",
        state.message
    );

    let mut case = sound();
    change(&mut case, v6, |endpoint| endpoint.out_of_time = true);
    assert_eq!(
        brief(&judged(&C2S, &case)),
        ["error out-of-time", "ok reachable"]
    );
}

#[test]
fn a_denied_port_is_dead_and_no_matter_of_policy() {
    let mut case = only(sound(), Mode::S2s);
    let denied = FailureCause::Tcp(TcpError::Blocked(Denial::Port));
    change(&mut case, all, fail(Step::Connect, denied));
    let states = judged(&S2S, &case);
    assert!(states.iter().any(|state| code(state) == "unreachable"));
    assert!(
        states
            .iter()
            .all(|state| cause(state).starts_with("record.denied-port:"))
    );
    assert!(states.iter().all(|state| !fix(state).contains("policy")));
}

#[test]
fn an_address_of_nobodys_does_not_make_dead_what_could_not_be_tried() {
    let blocked = || {
        fail(
            Step::Connect,
            FailureCause::Tcp(TcpError::Blocked(Denial::Private)),
        )
    };
    let mut case = sound();
    change(&mut case, all, blocked());
    change(&mut case, v6, nobodys);
    let states = judged(&C2S, &case);
    assert!(
        states.iter().all(|state| code(state) != "unreachable"),
        "{states:#?}"
    );
    assert!(
        states
            .iter()
            .any(|state| code(state) == "blocked-by-policy")
    );
}

#[test]
fn an_ipv6_only_side_is_not_dead_for_a_prober_without_ipv6() {
    let mut case = sound();
    resolve(&mut case, HOST, &[V6]);
    serve(&mut case);
    change(
        &mut case,
        all,
        fail(Step::Connect, FailureCause::Tcp(TcpError::NoRoute)),
    );
    let states = judged(&C2S, &case);
    assert_eq!(brief(&states), ["warn ipv6-only", "error not-checkable"]);
    assert_eq!(cause(found(&states, "not-checkable")), "prober.no-route");
}

#[test]
fn an_address_that_works_for_few_is_the_records_fault() {
    let mut case = sound();
    publish(&mut case, Service::XmppClient, 5222, "inside.example.org");
    resolve(&mut case, "inside.example.org", &["10.0.0.1"]);
    serve(&mut case);
    let inside = |endpoint: &Endpoint| endpoint.address.to_string() == "10.0.0.1";
    let blocked = FailureCause::Tcp(TcpError::Blocked(Denial::Private));
    change(&mut case, inside, fail(Step::Connect, blocked));
    let states = judged(&C2S, &case);
    assert_eq!(
        cause(found(&states, "blocked-by-policy")),
        "target.is-private:inside.example.org"
    );
}

#[test]
fn each_endpoint_is_told_with_what_came_of_it() {
    let mut case = only(sound(), Mode::C2s);
    let reset = |step| fail(step, FailureCause::Tcp(TcpError::Reset));
    change(&mut case, port(5223), reset(Step::Tls));
    change(&mut case, port(5222), reset(Step::Stream));
    let states = judged(&C2S, &case);
    let crit = found(&states, "unreachable");
    assert_eq!(cause(crit), "server.closes:xmpp.example.org");
    let message = &crit.message;
    let (at_tls, at_stream) = message.split_once("; ").unwrap();
    assert!(
        at_tls.contains("5223") && at_tls.ends_with("(at step tls)"),
        "{message}"
    );
    assert!(
        at_stream.contains("5222") && at_stream.ends_with("(at step stream)."),
        "{message}"
    );
}

#[test]
fn what_there_is_nothing_of_is_named() {
    for (port, target, what) in [
        (0, HOST, "There is no port to connect to"),
        (5222, "192.0.2.7", "There is no name to connect to"),
        (
            5222,
            "gone.example.org",
            "There is no address to connect to",
        ),
    ] {
        let mut case = only(empty(), Mode::C2s);
        publish(&mut case, Service::XmppClient, port, target);
        resolve(&mut case, HOST, &[V4]);
        unresolvable(&mut case, "gone.example.org", LookupStatus::NoName);
        let message = &judged(&C2S, &case)[0].message;
        assert!(message.starts_with(what), "{message}");
    }
}

#[test]
fn xml_that_the_server_finds_ill_formed_comes_from_a_proxy_perhaps() {
    for (condition, names_the_proxy) in [
        ("not-well-formed", true),
        ("bad-format", true),
        ("invalid-xml", true),
        ("internal-server-error", false),
    ] {
        let state = dead(stream_error(Step::Stream, condition, ""));
        let advice = fix(&state);
        assert_eq!(
            advice.contains("PROXY protocol"),
            names_the_proxy,
            "{advice}"
        );
        assert!(advice.contains("log of the server"), "{advice}");
    }
}

#[test]
fn a_group_that_few_offer_is_told_apart_from_outdated_cryptography() {
    let by_group = TlsFailure::Outdated(Outdated {
        version: OutdatedVersion::Tls12,
        cipher_suite: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256".into(),
    });
    let mut case = only(sound(), Mode::C2s);
    change(
        &mut case,
        port(5223),
        fail(Step::Tls, FailureCause::Tls(by_group)),
    );
    change(
        &mut case,
        port(5222),
        fail(
            Step::Tls,
            FailureCause::Tls(outdated(OutdatedVersion::Tls12)),
        ),
    );
    let states = judged(&C2S, &case);
    assert_eq!(brief(&states), ["warn outdated-cryptography"; 2]);
    let [group, old] = [&states[0].message, &states[1].message];
    assert!(
        group.contains("5223")
            && group.contains("few clients offer")
            && !group.contains("outdated"),
        "{group}"
    );
    assert!(fix(&states[0]).contains("X25519"), "{}", fix(&states[0]));
    assert!(old.contains("5222") && old.contains("outdated"), "{old}");
}

#[test]
fn an_address_of_nobodys_is_dead_with_the_reason() {
    let mut case = sound();
    resolve(&mut case, HOST, &[V4, "::1"]);
    serve(&mut case);
    change(&mut case, v6, nobodys);
    let states = judged(&C2S, &case);
    assert_eq!(
        found(&states, "reachable").message,
        "2 of 4 endpoints accept TCP and complete TLS."
    );
    for state in states.iter().filter(|state| code(state) != "reachable") {
        assert_eq!(code(state), "dead-endpoint");
        assert_eq!(cause(state), "target.is-private:xmpp.example.org");
        assert!(
            state
                .message
                .ends_with("does not work: the address names the client's own machine."),
            "{}",
            state.message
        );
        assert!(
            fix(state).starts_with("Remove this address"),
            "{}",
            fix(state)
        );
    }
}
