//! The page as a whole.

#![allow(clippy::unwrap_used)]

mod consistency;

use checker_kit::dns::Failure;
use checker_kit::rule::evaluate;
use checker_kit::shared::tls_probes::{Issue, Severity};
use checker_kit::switches::Switches;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::step::Step;
use checker_stream::stream_error::StreamError;

use super::render;
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{Diagnosis, LookupStatus, Service};
use crate::rules::RULES;
use crate::testing::{
    DAY, DOMAIN, NOW, all, certificate, change, empty, fallen_back, only, optional_starttls, port,
    publish, refuse, report, resolve, serve, sound, swallow, unanswered, unresolvable, v6,
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

/// The tile with its sign and words: `✗ nobody gets in`.
fn tile(page: &str, title: &str) -> String {
    let begin = page.find("class=\"tiles\"").unwrap();
    let at = page[begin..].find(&format!("</span> {title}</b>")).unwrap() + begin;
    let start = page[..at].rfind("<li>").unwrap();
    let end = page[at..].find("</li>").unwrap() + at;
    let tile = &page[start..end];
    let between = |from: &str| {
        let rest = tile.split_once(from).unwrap().1;
        rest.split_once('<').unwrap().0.to_owned()
    };
    let sign = between("<span aria-hidden=\"true\">");
    format!("{sign} {}", between("</b> <span class=\"soft\">"))
}

/// Every certificate is about to end, or has ended.
fn ending(code: &str, days: i64) -> Case {
    let mut case = looked_at();
    let issue = Issue {
        severity: Severity::Crit,
        code: code.into(),
        message: "The certificate ends.".into(),
        fix: None,
        rule: Some("tls.expiry".into()),
        cause: Some(format!("certificate.{code}:{}", "a1".repeat(8))),
    };
    let end = NOW + days * DAY;
    report(&mut case, |probe| {
        probe.issues = vec![issue.clone()];
        for address in &mut probe.addresses {
            address.not_after = checker_kit::clock::rfc3339(end);
        }
    });
    change(&mut case, all, |endpoint| {
        let tls = endpoint.transcript.tls.as_mut().unwrap();
        tls.certificate = Some(certificate("a1", end));
    });
    case
}

#[test]
fn tiles_say_what_keeps_them_from_being_fine() {
    let expired = page(&ending("expired", -5));
    let expected = [
        ("DNS", "✓ 4 records"),
        ("Clients", "✗ nobody gets in"),
        ("Login", "✗ nobody gets that far"),
        ("Servers", "✗ nobody gets in"),
        ("Encryption", "✓ TLS 1.3"),
        ("Certificates", "✗ ended 5 days ago"),
    ];
    for (title, words) in expected {
        assert_eq!(tile(&expired, title), words, "{title}");
    }
    let soon = page(&ending("expires-soon", 2));
    assert_eq!(tile(&soon, "Servers"), "✗ certificate ends soon");
    assert_eq!(tile(&soon, "Certificates"), "✗ 2 days left");

    let mut dead = looked_at();
    change(&mut dead, v6, swallow);
    let dead = page(&dead);
    assert_eq!(tile(&dead, "Clients"), "! 2 of 4 reachable");
    assert_eq!(tile(&dead, "Login"), "✓ SCRAM-SHA-256");

    let mut clear = looked_at();
    change(&mut clear, port(5222), |endpoint| {
        endpoint.transcript.features_before_tls = Some(optional_starttls());
    });
    let clear = page(&clear);
    assert_eq!(tile(&clear, "Encryption"), "✗ not required");
    assert_eq!(tile(&clear, "Clients"), "! encryption not required");
    assert_eq!(tile(&page(&sound()), "Certificates"), "? not looked at");
}

#[test]
fn a_certificate_about_to_end_is_not_called_fine() {
    let soon = page(&ending("expires-soon", 2));
    let card = soon.split_once("Certificates</h2>").unwrap().1;
    let heading = card.split_once("</h3>").unwrap().0;
    assert!(heading.contains("class=\"crit\""), "{heading}");
    assert!(heading.contains("certificate ends soon"), "{heading}");
    assert!(!heading.contains("trusted"), "{heading}");
    assert!(card.contains("class=\"validity crit\""));
    assert!(page(&looked_at()).contains("class=\"validity ok\""));
}

#[test]
fn the_way_to_the_root_is_drawn_at_each_certificate() {
    let page = page(&looked_at());
    let card = page.split_once("Certificates</h2>").unwrap().1;
    let places: Vec<usize> = [
        "Server</span>",
        "Intermediate</span>",
        "Lab CA",
        "Root</span>",
        "Lab Root",
        "</span> trusted</span>",
    ]
    .iter()
    .map(|part| card.find(part).unwrap_or_else(|| panic!("{part}")))
    .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(card.contains("<b>example.org ✓</b>"));
    assert!(
        card.contains("192.0.2.1, ports 5222, 5223, 5269 and 5270"),
        "{card}"
    );
}

#[test]
fn the_header_says_what_came_of_certificates_and_no_span_of_time() {
    let header = |case: &Case| {
        let page = page(case);
        let checked = page.split_once("<p class=\"soft\">").unwrap().1;
        checked.split_once("</p>").unwrap().0.to_owned()
    };
    let mut failed = sound();
    failed.tls.missing = Some("it crashed".into());
    let mut dead = looked_at();
    change(&mut dead, all, refuse);
    for (case, words) in [
        (&looked_at(), "certificates looked at"),
        (&sound(), "certificates not looked at"),
        (&failed, "certificates could not be looked at"),
        (&dead, "no certificate was shown"),
    ] {
        assert_eq!(
            header(case),
            format!("15 January 2026, 12:00 UTC · {words}")
        );
    }
}

#[test]
fn what_works_in_itself_is_no_comfort_where_nobody_gets_in() {
    let expired = page(&ending("expired", -5));
    assert!(expired.contains("What is fine in itself, and what was skipped"));
    assert!(expired.contains("Clients and other servers do not get in all the same"));
    let sound = page(&looked_at());
    assert!(sound.contains("What is fine, and what was skipped"));
    assert!(!sound.contains("all the same"));
}

#[test]
fn a_silent_resolver_leaves_no_empty_boxes_and_is_nothing_to_mend() {
    let mut silent = empty();
    for service in Service::ALL {
        unanswered(&mut silent, service, Failure::TimedOut);
    }
    let page = page(&silent);
    assert!(page.contains("class=\"map\""));
    assert!(!page.contains("<span class=\"box\"></span>"), "{page}");
    assert!(page.contains("<h2>What could not be checked</h2>"));
    assert!(!page.contains("What to mend"));
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

#[test]
fn what_nobody_asked_for_is_not_spoken_of() {
    let page = page(&only(looked_at(), Mode::C2s));
    assert!(page.contains("xmpp.srv_c2s"));
    assert!(!page.contains("s2s"), "{page}");
}
