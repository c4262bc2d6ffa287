//! Over many deployments: no part of a summary contradicts another.

use std::sync::LazyLock;

use checker_kit::checker::Summary;
use checker_kit::contract::{State, Status};
use checker_kit::dns::Failure;
use checker_kit::shared::tls_probes::{Issue, Severity};
use checker_kit::state::overall;
use checker_kit::tcp::{Denial, TcpError};
use checker_kit::tls::{Outdated, OutdatedVersion, TlsFailure};
use checker_stream::failure::FailureCause;
use checker_stream::features::Features;
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::states;
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{Diagnosis, Endpoint, LookupStatus, Service};
use crate::summary::summary;
use crate::testing::{
    DOMAIN, HOST, V4, V6, all, change, empty, fail, fallen_back, login, of, only,
    optional_starttls, port, publish, refuse, report, resolve, serve, sound, starttls,
    stream_error, swallow, unanswered, unresolvable, v6, withdraw,
};

type Change = Box<dyn Fn(&mut Endpoint)>;
type Select = fn(&Endpoint) -> bool;
type Judged = (String, Case, Vec<State>, Summary);

/// What can happen to endpoints.
fn changes() -> Vec<Change> {
    let tls = |failure| -> Change { Box::new(fail(Step::Tls, FailureCause::Tls(failure))) };
    let tcp = |error| -> Change { Box::new(fail(Step::Connect, FailureCause::Tcp(error))) };
    vec![
        Box::new(refuse),
        Box::new(swallow),
        tcp(TcpError::Unreachable),
        tcp(TcpError::NoRoute),
        tcp(TcpError::Limit),
        tcp(TcpError::NoResources),
        tcp(TcpError::Blocked(Denial::Port)),
        tcp(TcpError::Blocked(Denial::Documentation)),
        Box::new(|endpoint: &mut Endpoint| endpoint.out_of_time = true),
        Box::new(fail(Step::Stream, FailureCause::TimedOut)),
        Box::new(fail(Step::Stream, FailureCause::Closed)),
        Box::new(fail(Step::StartTls, FailureCause::NotOffered)),
        tls(TlsFailure::OldVersion),
        tls(TlsFailure::NothingInCommon),
        tls(TlsFailure::CertificateDemanded),
        tls(TlsFailure::NoCertificate),
        tls(TlsFailure::Outdated(Outdated {
            version: OutdatedVersion::Tls12,
            cipher_suite: "TLS_RSA_WITH_AES_128_CBC_SHA".into(),
        })),
        tls(TlsFailure::Alert("no_application_protocol".into())),
        tls(TlsFailure::Alert("unrecognized_name".into())),
        Box::new(stream_error(Step::Stream, "host-unknown", "")),
        Box::new(stream_error(Step::Features, "not-authorized", "")),
        Box::new(stream_error(Step::Features, "undefined-condition", "")),
        Box::new(stream_error(Step::Features, "internal-server-error", "")),
        Box::new(|endpoint: &mut Endpoint| endpoint.diagnosis = Some(Diagnosis::Https)),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.diagnosis = Some(Diagnosis::OtherSide {
                side: endpoint.side.other(),
            });
        }),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.transcript.features_before_tls = Some(optional_starttls());
        }),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.transcript.features = Some(login(&["PLAIN"]));
        }),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.transcript.features = Some(Features::default());
            endpoint.transcript.header = None;
        }),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.transcript.features = Some(starttls());
            endpoint.transcript.header = None;
        }),
    ]
}

/// Deployments: each change to each set of endpoints, with and without a look
/// at certificates; and what the DNS does.
fn deployments() -> Vec<(String, Case)> {
    let sets: [(&str, Select); 6] = [
        ("all", all),
        ("v6", v6),
        ("c2s", |endpoint| of(Side::Client)(endpoint)),
        ("s2s", |endpoint| of(Side::Server)(endpoint)),
        ("5223", |endpoint| port(5223)(endpoint)),
        ("5269", |endpoint| port(5269)(endpoint)),
    ];
    let mut deployments: Vec<(String, Case)> = Vec::new();
    for (number, how) in changes().iter().enumerate() {
        for (name, set) in sets {
            for looked_at in [false, true] {
                let mut case = sound();
                if looked_at {
                    report(&mut case, |_| {});
                }
                change(&mut case, set, how);
                deployments.push((format!("change {number} of {name}, {looked_at}"), case));
            }
        }
    }
    deployments.extend(dns());
    deployments
}

fn dns() -> Vec<(String, Case)> {
    let mut deployments = vec![
        ("empty".to_owned(), empty()),
        ("sound".to_owned(), sound()),
        ("fallen back".to_owned(), fallen_back(&[V6, V4])),
        ("one side".to_owned(), only(sound(), Mode::S2s)),
        ("nothing".to_owned(), only(sound(), Mode::None)),
    ];
    for failure in [
        Failure::TimedOut,
        Failure::ServerFailure,
        Failure::Bogus,
        Failure::Limit,
    ] {
        for service in Service::ALL {
            let mut case = sound();
            unanswered(&mut case, service, failure);
            deployments.push((format!("{failure} for {}", service.labels()), case));
        }
        let mut case = sound();
        unresolvable(&mut case, HOST, LookupStatus::Failed(failure));
        deployments.push((format!("{failure} for the host"), case));
    }
    let mut nowhere = fallen_back(&[]);
    unresolvable(&mut nowhere, DOMAIN, LookupStatus::NoName);
    deployments.push(("nonexistent".into(), nowhere));
    let mut records = sound();
    publish(&mut records, Service::XmppClient, 0, ".");
    publish(&mut records, Service::XmppClient, 0, HOST);
    publish(&mut records, Service::XmppServer, 5269, "192.0.2.7");
    withdraw(&mut records, Service::XmppsClient);
    deployments.push(("records".into(), records));
    for addresses in [[V4].as_slice(), &[V6], &["10.0.0.1", V4]] {
        let mut case = sound();
        resolve(&mut case, HOST, addresses);
        serve(&mut case);
        deployments.push((format!("{addresses:?}"), case));
    }
    let mut expired = sound();
    report(&mut expired, |probe| {
        probe.issues = vec![Issue {
            severity: Severity::Crit,
            code: "expired".into(),
            message: "The certificate expired.".into(),
            fix: None,
            rule: Some("tls.expiry".into()),
            cause: Some("certificate.expired:a1".into()),
        }];
        for address in &mut probe.addresses {
            address.not_after = Some("2026-01-10T00:00:00Z".into());
        }
    });
    deployments.push(("expired".into(), expired));
    let mut failed = sound();
    failed.tls.missing = Some("it crashed".into());
    deployments.push(("the TLS checker failed".into(), failed));
    deployments
}

/// Every deployment, judged and summarized once for all tests.
static JUDGED: LazyLock<Vec<Judged>> = LazyLock::new(|| {
    let judged = deployments().into_iter().map(|(name, case)| {
        let states = states(&case);
        let summary = summary(&case, &states);
        (name, case, states, summary)
    });
    judged.collect()
});

/// Holds `check` against every deployment.
fn everywhere(check: impl Fn(&str, &Case, &[State], &Summary)) {
    assert!(JUDGED.len() > 200, "{}", JUDGED.len());
    for (name, case, states, summary) in JUDGED.iter() {
        check(name, case, states, summary);
    }
}

#[test]
fn what_is_not_right_has_a_cause_and_what_is_right_has_none() {
    everywhere(|name, _, states, _| {
        for state in states {
            let right = matches!(state.status, Status::Ok | Status::Unknown);
            assert_eq!(state.cause.is_none(), right, "{name}: {state:#?}");
        }
    });
}

#[test]
fn problems_hold_every_state_with_a_cause_once_and_have_titles() {
    everywhere(|name, _, states, summary| {
        let mut held: Vec<u32> = summary
            .problems
            .iter()
            .flat_map(|problem| problem.states.clone())
            .collect();
        held.sort_unstable();
        let with_cause = states
            .iter()
            .enumerate()
            .filter(|(_, state)| state.cause.is_some());
        let expected: Vec<u32> = with_cause
            .map(|(at, _)| u32::try_from(at).unwrap())
            .collect();
        assert_eq!(held, expected, "{name}");
        for problem in &summary.problems {
            assert!(!problem.title.is_empty(), "{name}: {problem:#?}");
            assert!(!problem.title.ends_with('.'), "{name}: {}", problem.title);
            let effect = &problem.effect;
            assert!(
                effect.is_empty() || effect.ends_with('.'),
                "{name}: {effect}"
            );
        }
    });
}

#[test]
fn the_class_and_the_sentence_agree_with_the_status() {
    everywhere(|name, _, states, summary| {
        let worst = overall(states.iter().map(|state| state.status));
        let fine = matches!(worst, Status::Ok | Status::Info);
        let may_be_fine = ["sound", "no-xmpp"].contains(&summary.class.as_str());
        assert!(
            !fine || may_be_fine,
            "{name}: {} of {worst:?}",
            summary.class
        );
        assert!(
            summary.class != "sound" || fine,
            "{name}: sound of {worst:?}"
        );
        assert!(
            summary.verdict.ends_with('.'),
            "{name}: {}",
            summary.verdict
        );
        assert!(
            !summary.verdict.contains(".."),
            "{name}: {}",
            summary.verdict
        );
        if matches!(worst, Status::Crit | Status::Warn) && summary.class != "no-xmpp" {
            let promise = ["Clients and other servers get in.", "Clients get in."];
            assert!(
                !promise.contains(&summary.verdict.as_str()),
                "{name}: {}",
                summary.verdict
            );
        }
    });
}

#[test]
fn audiences_agree_with_the_endpoints_where_they_end_up() {
    everywhere(|name, case, _, summary| {
        for audience in summary
            .audiences
            .iter()
            .filter(|one| one.status == Status::Ok)
        {
            let endpoints = case.observation.endpoints.iter();
            let place = |one: &&Endpoint| {
                let place = format!("{}, {}", one.name(), one.method.label());
                audience.outcome.starts_with(&place)
            };
            let rows = &summary.tables[0].rows;
            let row = endpoints
                .filter(|one| case.mode.covers(one.side))
                .position(|one| place(&one))
                .unwrap_or_else(|| panic!("{name}: {audience:#?}"));
            let status = rows[row].status;
            assert!(
                matches!(status, Status::Ok | Status::Info),
                "{name}: {audience:#?} at {:?}",
                rows[row]
            );
        }
    });
}

#[test]
fn no_audience_is_worse_off_than_the_worst_state_says() {
    everywhere(|name, _, states, summary| {
        let worst = overall(states.iter().map(|state| state.status));
        for audience in &summary.audiences {
            let is_crit = audience.status == Status::Crit;
            assert!(
                !is_crit || worst == Status::Crit,
                "{name}: {worst:?} {audience:#?}"
            );
        }
    });
}

#[test]
fn nobody_gets_in_where_the_certificate_has_expired() {
    let deployments = dns();
    let (_, case) = deployments
        .iter()
        .find(|(name, _)| name == "expired")
        .unwrap();
    let summary = summary(case, &states(case));
    assert!(
        summary
            .audiences
            .iter()
            .all(|audience| audience.status == Status::Crit)
    );
    assert!(
        summary.tables[0]
            .rows
            .iter()
            .all(|row| row.status == Status::Crit)
    );
}

#[test]
fn only_sides_that_were_looked_at_are_spoken_of() {
    let case = only(sound(), Mode::C2s);
    let summary = summary(&case, &states(&case));
    let about_servers = summary
        .audiences
        .iter()
        .filter(|one| one.who.contains("server"));
    assert_eq!(about_servers.count(), 0);
    assert!(!summary.verdict.contains("server"), "{}", summary.verdict);
}
