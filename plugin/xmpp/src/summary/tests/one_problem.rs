//! However many rules and endpoints show it, one fault is one problem.

use checker_kit::checker::Problem;
use checker_kit::contract::Status;
use checker_kit::dns::Failure;
use checker_kit::shared::tls_probes::{Issue, Severity};
use checker_kit::tcp::TcpError;
use checker_stream::failure::FailureCause;
use checker_stream::step::Step;

use super::{serious, summarized};
use crate::case::Case;
use crate::observation::{Diagnosis, LookupStatus, Service};
use crate::testing::{
    DOMAIN, V4, all, change, empty, fail, fallen_back, port, publish, refuse, report, serve, sound,
    swallow, unanswered, unresolvable, v6, withdraw,
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
