//! The page as a whole.

#![allow(clippy::unwrap_used)]

use checker_kit::dns::Failure;
use checker_kit::rule::evaluate;
use checker_kit::switches::Switches;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::step::Step;
use checker_stream::stream_error::StreamError;

use super::render;
use crate::case::Case;
use crate::observation::{Diagnosis, LookupStatus, Service};
use crate::rules::RULES;
use crate::testing::{
    DOMAIN, all, change, empty, fallen_back, optional_starttls, port, publish, refuse, report,
    resolve, serve, sound, swallow, unanswered, unresolvable, v6,
};

/// The most bytes of a page with eight endpoints.
const BYTES: usize = 60_000;

fn page(case: &Case) -> String {
    let states = evaluate(RULES, case, Switches::default());
    render(case, &states).unwrap()
}

fn looked_at() -> Case {
    let mut case = sound();
    report(&mut case, |_| {});
    case
}

/// Deployments that show every part of the page.
fn cases() -> Vec<Case> {
    let mut dead = looked_at();
    change(&mut dead, v6, swallow);
    let mut clear = looked_at();
    change(&mut clear, port(5222), |endpoint| {
        endpoint.transcript.features_before_tls = Some(optional_starttls());
    });
    let mut swapped = sound();
    change(&mut swapped, all, |endpoint| {
        endpoint.diagnosis = Some(Diagnosis::Https)
    });
    let mut nowhere = fallen_back(&[]);
    unresolvable(&mut nowhere, DOMAIN, LookupStatus::NoName);
    let mut silent = empty();
    for service in Service::ALL {
        unanswered(&mut silent, service, Failure::TimedOut);
    }
    vec![
        looked_at(),
        sound(),
        dead,
        clear,
        swapped,
        nowhere,
        silent,
        empty(),
    ]
}

#[test]
fn the_answer_comes_before_what_was_seen() {
    let mut case = looked_at();
    change(&mut case, port(5269), refuse);
    let page = page(&case);
    let places: Vec<usize> = [
        "<h1>example.org</h1>",
        "warning</p>",
        "Clients and other servers get in, but nothing listens on port 5269",
        "class=\"tiles\"",
        "Who gets through",
        "What to mend",
        "Nothing listens on port 5269 of xmpp.example.org",
        "<b>Do:</b>",
        "The deployment",
        "Endpoints, in the order they are tried",
        "Certificates</h2>",
        "DNS answers",
        "What is fine",
        "How this was checked",
    ]
    .iter()
    .map(|part| {
        page.find(part)
            .unwrap_or_else(|| panic!("{part} is not there"))
    })
    .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn steps_for_other_software_are_closed_until_asked_for() {
    let mut case = looked_at();
    change(&mut case, port(5222), |endpoint| {
        endpoint.transcript.features_before_tls = Some(optional_starttls());
    });
    let page = page(&case);
    let closed = page.find("For other software</summary>").unwrap();
    for (label, is_open) in [
        (">Prosody<", true),
        (">ejabberd<", true),
        (">Openfire (not tried)<", false),
        (">jabberd2 (not tried)<", false),
    ] {
        let at = page.find(label).unwrap_or_else(|| panic!("{label}"));
        assert_eq!(at < closed, is_open, "{label}");
    }
}

#[test]
fn it_needs_nothing_from_elsewhere_and_is_small() {
    for case in cases() {
        let page = page(&case);
        for part in [
            "<script", "http://", "https://", "url(", "@import", " style=", "onclick",
        ] {
            assert!(!page.contains(part), "{part}");
        }
        assert!(page.len() < BYTES, "{} bytes", page.len());
    }
}

#[test]
fn what_peers_say_is_escaped_wherever_it_stands() {
    let evil = "<img src=x onerror=alert(1)>&\"'";
    let mut case = looked_at();
    change(&mut case, port(5222), |endpoint| {
        let error = StreamError {
            condition: evil.into(),
            text: Some(evil.into()),
            other_host: None,
        };
        let transcript = &mut endpoint.transcript;
        transcript.failure = Some(ProbeFailure::new(
            Step::Features,
            FailureCause::StreamError(error),
        ));
        transcript.features = None;
        transcript.header.as_mut().unwrap().id = Some(evil.into());
        let certificate = transcript
            .tls
            .as_mut()
            .unwrap()
            .certificate
            .as_mut()
            .unwrap();
        certificate.subject = evil.into();
        certificate.issuer = evil.into();
    });
    publish(&mut case, Service::XmppClient, 5222, "<b>.example.org");
    let page = page(&case);
    assert!(
        !page.contains("<img") && !page.contains("<b>.example"),
        "{page}"
    );
    assert!(page.contains("&#60;img") || page.contains("&lt;img"));
}

#[test]
fn a_status_is_a_sign_and_a_word_besides_its_colour() {
    for case in cases() {
        let page = page(&case);
        for colour in ["crit", "warn", "error"] {
            let marked = page.matches(&format!("class=\"{colour}\"")).count();
            let signed = page
                .matches(&format!("class=\"{colour}\"><span aria-hidden"))
                .count();
            assert_eq!(marked, signed, "{colour}");
        }
    }
}

#[test]
fn sixty_four_endpoints_stay_one_page() {
    let mut case = empty();
    for host in 1..=8 {
        let name = format!("node{host}.example.org");
        for (service, port) in [
            (Service::XmppClient, 5222),
            (Service::XmppsClient, 5223),
            (Service::XmppServer, 5269),
            (Service::XmppsServer, 5270),
        ] {
            publish(&mut case, service, port, &name);
        }
        resolve(
            &mut case,
            &name,
            &[&format!("192.0.2.{host}"), &format!("2001:db8::{host}")],
        );
    }
    serve(&mut case);
    report(&mut case, |_| {});
    assert_eq!(case.observation.endpoints.len(), 64);
    let page = page(&case);
    // Eight records of a side are drawn, the other eight are told.
    assert_eq!(page.matches("8 more like this").count(), 2);
    assert_eq!(page.matches("<details><summary><span>").count(), 64);
}
