//! However many rules and endpoints show it, one fault is one problem.

use checker_kit::checker::Problem;
use checker_kit::contract::Status;
use checker_kit::dns::Failure;
use checker_kit::shared::tls_probes::{Issue, Severity};
use checker_kit::tcp::TcpError;
use checker_kit::tls::{Outdated, OutdatedVersion, TlsFailure};
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::{serious, summarized};
use crate::case::Case;
use crate::observation::{Diagnosis, LookupStatus, Service};
use crate::testing::{
    DOMAIN, HOST, V4, all, change, empty, fail, fallen_back, of, port, publish, refuse, report,
    resolve, serve, sound, stream_error, swallow, unanswered, unresolvable, v6, withdraw,
};

/// The only problem.
fn only(case: &Case) -> Problem {
    let mut problems = summarized(case).problems;
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}

fn issue(code: &str, rule: &str, cause: &str, message: &str) -> Issue {
    Issue {
        severity: Severity::Crit,
        code: code.into(),
        message: message.into(),
        fix: Some("Renew it.".into()),
        rule: Some(rule.into()),
        cause: Some(cause.into()),
    }
}

fn reported(issue: &Issue) -> Case {
    let mut case = sound();
    report(&mut case, |probe| {
        probe.issues = vec![issue.clone()];
        for address in &mut probe.addresses {
            address.chain_valid = Some(false);
        }
    });
    case
}

#[test]
fn an_expired_certificate_at_four_endpoints() {
    let message = "The certificate expired on 2026-01-10.";
    let problem = only(&reported(&issue(
        "expired",
        "tls.expiry",
        "certificate.expired:a1",
        message,
    )));
    assert_eq!(problem.title, "The certificate expired on 2026-01-10");
    assert_eq!(
        problem.effect,
        "Whoever validates certificates refuses to connect."
    );
    assert_eq!(problem.status, Status::Crit);
    assert_eq!(problem.subjects.len(), 4);
    assert_eq!(problem.states.len(), 4);
    assert!(problem.fix.starts_with("Renew it. "));
}

#[test]
fn a_private_authority_that_was_not_given() {
    let message = "The chain leads to CN=Lab Root, which is not trusted.";
    let untrusted = issue(
        "unknown-issuer",
        "tls.chain_validity",
        "certificate.untrusted-root:00ff",
        message,
    );
    let problem = only(&reported(&untrusted));
    assert_eq!(problem.title, message.trim_end_matches('.'));
    assert_eq!(problem.subjects.len(), 4);
}

#[test]
fn an_ipv6_address_that_answers_on_none_of_four_ports() {
    let mut case = sound();
    report(&mut case, |_| {});
    change(&mut case, v6, swallow);
    let problem = only(&case);
    assert_eq!(problem.cause, "family.dead:ipv6");
    assert_eq!(problem.status, Status::Warn);
    assert_eq!(problem.title, "Nothing answers over IPv6 (2001:db8::1)");
    // Four endpoints, direct TLS, and IPv6 of both sides.
    assert_eq!(problem.states.len(), 7);
    assert_eq!(problem.subjects.len(), 4, "{:?}", problem.subjects);
    assert!(problem.fix.contains("AAAA"), "{}", problem.fix);
}

#[test]
fn a_domain_that_does_not_exist() {
    let mut case = fallen_back(&[]);
    unresolvable(&mut case, DOMAIN, LookupStatus::NoName);
    let problem = only(&case);
    assert_eq!(problem.cause, "domain.nonexistent");
    assert_eq!(problem.title, "The domain example.org does not exist");
    assert_eq!(problem.effect, "Nobody finds the service.");
}

#[test]
fn a_resolver_that_does_not_answer() {
    let mut case = empty();
    for service in Service::ALL {
        unanswered(&mut case, service, Failure::TimedOut);
    }
    let problem = only(&case);
    assert_eq!(problem.cause, "resolver.no-answer");
    assert_eq!(problem.status, Status::Error);
}

#[test]
fn a_server_that_is_down() {
    let mut case = sound();
    change(&mut case, all, refuse);
    let problem = only(&case);
    assert_eq!(
        problem.title,
        "The server on xmpp.example.org is not running"
    );
    assert_eq!(problem.effect, "Clients and other servers cannot connect.");
    let mut case = sound();
    change(&mut case, all, swallow);
    assert_eq!(only(&case).title, "Nothing answers at xmpp.example.org");
}

#[test]
fn a_wrong_port_in_one_record() {
    let mut case = sound();
    withdraw(&mut case, Service::XmppsClient);
    publish(&mut case, Service::XmppsClient, 5222, "xmpp.example.org");
    serve(&mut case);
    let wrong = |endpoint: &crate::observation::Endpoint| {
        endpoint.port == 5222 && endpoint.service() == Service::XmppsClient
    };
    change(&mut case, wrong, |endpoint| {
        endpoint.transcript.tls = None;
        endpoint.transcript.features = None;
        endpoint.diagnosis = Some(Diagnosis::StartTls);
    });
    report(&mut case, |_| {});
    let handshake = issue(
        "handshake-failed",
        "tls.handshake",
        "tls.failed:x",
        "It fails.",
    );
    let target = case
        .observation
        .targets
        .iter()
        .find(|one| one.method.label() == "direct TLS");
    let reference = target.unwrap().r#ref.clone();
    case.tls.probes.get_mut(&reference).unwrap().issues = vec![handshake];
    let problem = only(&case);
    assert_eq!(
        problem.cause,
        "record.wrong-service:_xmpps-client._tcp:xmpp.example.org:5222"
    );
    // Both addresses and the rule on direct TLS.
    assert_eq!(problem.states.len(), 3);
}

#[test]
fn a_domain_without_xmpp() {
    let mut case = fallen_back(&["192.0.2.1"]);
    change(&mut case, all, refuse);
    let problem = summarized(&case).problems.remove(0);
    assert_eq!(problem.cause, "records.none");
    assert_eq!(serious(&summarized(&case)), ["records.none"]);
    assert_eq!(
        problem.effect,
        "Clients and other servers cannot find the service."
    );
}

#[test]
fn a_port_where_nothing_listens() {
    let mut case = sound();
    change(&mut case, port(5269), refuse);
    let problem = only(&case);
    assert_eq!(
        problem.title,
        "Nothing listens on port 5269 of xmpp.example.org"
    );
    assert_eq!(
        problem.effect,
        "Other servers that try it first fail or lose time."
    );
}

#[test]
fn two_faults_that_look_alike_stay_two() {
    let mut case = sound();
    change(&mut case, port(5269), refuse);
    change(&mut case, port(5223), refuse);
    assert_eq!(
        serious(&summarized(&case)),
        [
            "port.dead:xmpp.example.org:5223",
            "port.dead:xmpp.example.org:5269"
        ]
    );
    let mut case = sound();
    change(&mut case, v6, swallow);
    change(&mut case, port(5270), refuse);
    assert_eq!(
        serious(&summarized(&case)),
        ["family.dead:ipv6", "port.dead:xmpp.example.org:5270"]
    );
}

#[test]
fn what_the_host_adds_is_a_problem_too() {
    let case = sound();
    let mut states = super::states(&case);
    states.push(checker_kit::contract::State {
        status: Status::Error,
        rule: "host.limits".into(),
        code: "host.limits.memory".into(),
        subject: None,
        cause: Some("host.limits.memory".into()),
        message: "The checker used up its memory.".into(),
        meta: None,
    });
    let summary = crate::summary::summary(&case, &states);
    assert_eq!(summary.problems.len(), 1);
    assert_eq!(summary.problems[0].title, "The checker used up its memory");
    assert_eq!(summary.class, "flawed");
}

#[test]
fn a_limit_of_the_host_and_what_was_not_tried_for_it_are_one_problem() {
    let mut case = sound();
    let limit = FailureCause::Tcp(TcpError::Limit);
    change(&mut case, port(5269), fail(Step::Connect, limit));
    let mut states = super::states(&case);
    states.insert(
        0,
        checker_kit::contract::State {
            status: Status::Error,
            rule: "host.limits".into(),
            code: "host.limits.connections".into(),
            subject: None,
            cause: Some("host.limits.connections".into()),
            message: "The limit of connections was reached.".into(),
            meta: None,
        },
    );
    let summary = crate::summary::summary(&case, &states);
    let causes: Vec<&str> = summary
        .problems
        .iter()
        .map(|one| one.cause.as_str())
        .collect();
    assert_eq!(causes, ["host.limits.connections"]);
    assert_eq!(
        summary.problems[0].title,
        "The limit of connections was reached"
    );
    assert!(summary.problems[0].states.len() > 1);
}

#[test]
fn a_domain_without_xmpp_hears_of_that_alone() {
    let mut case = fallen_back(&[V4]);
    change(&mut case, all, refuse);
    let summary = summarized(&case);
    assert_eq!(summary.problems.len(), 1, "{:#?}", summary.problems);
}

fn titles(case: &Case) -> Vec<String> {
    let problems = summarized(case).problems.into_iter();
    let worse = problems.filter(|problem| problem.status != Status::Info);
    worse.map(|problem| problem.title).collect()
}

/// What is said of the one problem that is worse than a note.
fn title_and_effect(case: &Case) -> (String, String) {
    let problems = summarized(case).problems.into_iter();
    let mut worse = problems.filter(|problem| problem.status != Status::Info);
    let problem = worse.next().unwrap();
    assert!(worse.next().is_none());
    (problem.title, problem.effect)
}

#[test]
fn a_certificate_without_its_key() {
    let mut case = sound();
    report(&mut case, |_| {});
    let nothing = "No stream features to offer";
    change(&mut case, all, |endpoint| match endpoint.method {
        Method::DirectTls => refuse(endpoint),
        Method::StartTls => stream_error(Step::Stream, "undefined-condition", nothing)(endpoint),
    });
    let summary = summarized(&case);
    assert_eq!(
        serious(&summary),
        ["starttls.missing:c2s", "starttls.missing:s2s"]
    );
    for (problem, effect) in summary
        .problems
        .iter()
        .zip(["Clients cannot connect.", "Other servers cannot connect."])
    {
        // Nothing is in clear where nothing is offered.
        assert_eq!(problem.effect, effect);
        assert!(problem.fix.contains("belong together"), "{}", problem.fix);
        assert!(problem.fix.contains("modules_disabled"), "{}", problem.fix);
    }
    assert!(
        summary
            .verdict
            .contains("STARTTLS does not work for clients"),
        "{}",
        summary.verdict
    );
}

#[test]
fn starttls_that_is_missing_leaves_in_clear_what_goes_on_without() {
    let with = |how: &dyn Fn(&mut crate::observation::Endpoint)| {
        let mut case = sound();
        report(&mut case, |_| {});
        change(&mut case, port(5222), how);
        title_and_effect(&case).1
    };
    let nothing = "No stream features to proceed with";
    assert_eq!(
        with(&stream_error(Step::Stream, "undefined-condition", nothing)),
        "Clients that try it first fail or lose time."
    );
    assert_eq!(
        with(&fail(Step::StartTls, FailureCause::NotOffered)),
        "Clients that insist on encryption cannot connect; the rest is in clear."
    );
}

#[test]
fn a_chat_service_with_records_for_clients() {
    let mut case = sound();
    report(&mut case, |_| {});
    let unknown = stream_error(Step::Features, "host-unknown", "");
    change(&mut case, of(Side::Client), &unknown);
    let title = "The server on xmpp.example.org does not serve example.org to clients";
    assert_eq!(titles(&case), [title]);
    change(&mut case, of(Side::Server), &unknown);
    assert_eq!(
        titles(&case),
        ["The server on xmpp.example.org does not know example.org"]
    );
}

#[test]
fn an_old_address() {
    let mut case = sound();
    report(&mut case, |_| {});
    change(
        &mut case,
        v6,
        stream_error(Step::Features, "host-unknown", ""),
    );
    let mut problems = summarized(&case).problems;
    let problem = problems.remove(0);
    assert_eq!(
        problem.title,
        "The server on 2001:db8::1 does not know example.org"
    );
    assert_eq!(
        problem.fix,
        "Remove 2001:db8::1 from the addresses of xmpp.example.org, or add example.org to the \
         domains that the server there serves."
    );
}

#[test]
fn an_address_that_is_not_for_everybody() {
    let with = |address: &str| {
        let mut case = sound();
        resolve(&mut case, HOST, &[V4, address]);
        serve(&mut case);
        report(&mut case, |_| {});
        let few: std::net::IpAddr = address.parse().unwrap();
        change(
            &mut case,
            |one| one.address == few,
            |endpoint| {
                refuse(endpoint);
            },
        );
        let mut problems = summarized(&case).problems;
        let problem = problems.remove(0);
        assert_eq!(problem.cause, "target.is-private:xmpp.example.org");
        (problem.title, problem.effect, problem.fix)
    };
    let lose_time = "Clients and other servers that try it first fail or lose time.";
    for (address, what, effect, fix) in [
        (
            "0.0.0.0",
            "is no address that anybody can connect to",
            lose_time,
            "Remove this address of xmpp.example.org from the DNS: 0.0.0.0.",
        ),
        (
            "::1",
            "names the client's own machine",
            lose_time,
            "Remove this address of xmpp.example.org from the DNS: ::1.",
        ),
        (
            "127.0.0.2",
            "names the client's own machine",
            lose_time,
            "Remove this address of xmpp.example.org from the DNS: 127.0.0.2.",
        ),
        (
            "10.0.0.1",
            "works only inside a network",
            "Clients and other servers outside that network cannot connect there.",
            "Publish public addresses only, or serve private ones in an internal DNS view.",
        ),
    ] {
        let title = format!("xmpp.example.org resolves to {address}, which {what}");
        assert_eq!(
            with(address),
            (title, effect.to_owned(), fix.to_owned()),
            "{address}"
        );
    }
}

#[test]
fn a_group_that_few_offer_is_not_outdated() {
    let mut case = sound();
    report(&mut case, |_| {});
    let agreed = TlsFailure::Outdated(Outdated {
        version: OutdatedVersion::Tls12,
        cipher_suite: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256".into(),
    });
    change(&mut case, all, fail(Step::Tls, FailureCause::Tls(agreed)));
    let group = "a key-exchange group that few clients offer, such as P-521";
    let summary = summarized(&case);
    assert_eq!(
        title_and_effect(&case),
        (
            format!("The server on xmpp.example.org agrees only to {group}"),
            "Clients and other servers that do not offer that group cannot connect.".to_owned()
        )
    );
    for state in super::states(&case) {
        let message = &state.message;
        assert!(!message.contains("outdated"), "{message}");
        assert!(!message.contains("none of them works"), "{message}");
        assert!(!message.contains("does not work"), "{message}");
    }
    assert_eq!(summary.class, "flawed");
}

#[test]
fn a_target_whose_zone_is_dead() {
    let with = |target: &str| {
        let mut case = sound();
        publish(&mut case, Service::XmppClient, 5222, target);
        unresolvable(&mut case, target, LookupStatus::Failed(Failure::TimedOut));
        report(&mut case, |_| {});
        let problem = summarized(&case).problems.remove(0);
        assert_eq!(problem.status, Status::Error);
        assert!(
            problem.fix.contains("name servers may be dead"),
            "{}",
            problem.fix
        );
        problem.title
    };
    assert_eq!(
        with("a.hoster.example"),
        "The resolver does not answer for a.hoster.example; its name servers may be dead"
    );
    // The same servers have just answered for the records.
    assert_eq!(
        with("a.example.org"),
        "The resolver does not answer for a.example.org"
    );
}

#[test]
fn a_certificate_that_is_wrong_on_one_port() {
    let mismatch = issue(
        "name-mismatch",
        "tls.hostname_match",
        "certificate.wrong-name:example.org:b2",
        "The certificate is not for example.org.",
    );
    let with = |ports: &[u16]| {
        let mut case = sound();
        report(&mut case, |probe| {
            if probe.port.is_some_and(|port| ports.contains(&port)) {
                probe.issues = vec![mismatch.clone()];
            }
        });
        titles(&case)
    };
    let title = "The certificate is not for example.org";
    assert_eq!(with(&[5223]), [format!("{title} (only on port 5223)")]);
    assert_eq!(
        with(&[5223, 5269]),
        [format!("{title} (only on ports 5223 and 5269)")]
    );
    // The verdict tells the sides apart.
    assert_eq!(with(&[5222, 5223]), [title]);
    assert_eq!(with(&[5222, 5223, 5269, 5270]), [title]);
}
