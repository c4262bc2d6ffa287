//! The sentence and the word, for what happens most.

use checker_kit::dns::Failure;
use checker_stream::features::Features;
use checker_stream::side::Side;

use super::summarized;
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{Diagnosis, Endpoint, LookupStatus, Service};
use crate::testing::{
    DOMAIN, all, change, empty, expire, fallen_back, of, only, optional_starttls, port, publish,
    refuse, report, sound, swallow, unanswered, unresolvable, v6, withdraw,
};

fn looked_at() -> Case {
    let mut case = sound();
    report(&mut case, |_| {});
    case
}

fn verdict(case: &Case) -> (String, String) {
    let summary = summarized(case);
    (summary.class, summary.verdict)
}

fn expect(case: &Case, class: &str, sentence: &str) {
    assert_eq!(verdict(case), (class.to_owned(), sentence.to_owned()));
}

#[test]
fn everybody_gets_in() {
    expect(&looked_at(), "sound", "Clients and other servers get in.");
    expect(&only(looked_at(), Mode::C2s), "sound", "Clients get in.");
}

#[test]
fn nothing_is_promised_of_certificates_that_nobody_looked_at() {
    expect(&sound(), "sound", "Clients and other servers may get in.");
    let notes = summarized(&sound()).notes;
    assert_eq!(
        notes,
        ["Certificates were not looked at: nothing is said about them."]
    );
}

#[test]
fn the_fault_of_one_side_is_no_reason_why_the_other_is_out() {
    let mut case = looked_at();
    withdraw(&mut case, Service::XmppServer);
    withdraw(&mut case, Service::XmppsServer);
    change(&mut case, of(Side::Client), |endpoint| {
        endpoint.diagnosis = Some(Diagnosis::Http);
    });
    case.observation
        .endpoints
        .retain(|one| one.side == Side::Client);
    let (_, sentence) = verdict(&case);
    let start = "Clients and other servers do not get in; first of all, ";
    assert!(sentence.starts_with(start), "{sentence}");
}

#[test]
fn one_side_gets_in() {
    let mut case = looked_at();
    change(&mut case, of(Side::Server), refuse);
    expect(
        &case,
        "broken",
        "Clients get in, other servers do not: nothing on xmpp.example.org listens for other \
         servers (ports 5269 and 5270).",
    );
}

#[test]
fn whoever_is_out_is_named_once() {
    let mut case = looked_at();
    change(&mut case, of(Side::Server), unable);
    let sentence = "Clients get in, other servers do not: they cannot authenticate";
    expect(&case, "broken", &format!("{sentence}."));
    // What is as bad, and about those who get in, is not the reason.
    change(&mut case, port(5222), |endpoint| {
        endpoint.transcript.features_before_tls = Some(optional_starttls());
    });
    expect(
        &case,
        "broken",
        &format!("{sentence} (and one more problem)."),
    );
}

#[test]
fn what_is_wrong_with_one_side_is_no_reason_for_the_other() {
    let mut case = looked_at();
    case.observation
        .endpoints
        .retain(|endpoint| endpoint.side == Side::Client);
    withdraw(&mut case, Service::XmppServer);
    withdraw(&mut case, Service::XmppsServer);
    publish(&mut case, Service::XmppServer, 0, ".");
    change(&mut case, port(5222), |endpoint| {
        endpoint.transcript.features_before_tls = Some(optional_starttls());
    });
    let (_, sentence) = verdict(&case);
    assert!(
        sentence.ends_with("; encryption is not required of clients."),
        "{sentence}"
    );
}

/// Neither dialback nor EXTERNAL under TLS.
fn unable(endpoint: &mut Endpoint) {
    endpoint.transcript.features = Some(Features::default());
    for header in endpoint.transcript.header.iter_mut() {
        header.dialback = false;
    }
}

#[test]
fn some_get_in() {
    let mut case = looked_at();
    change(&mut case, v6, swallow);
    expect(
        &case,
        "flawed",
        "Clients get in, though not all of them; other servers get in, but nothing answers over \
         IPv6 (2001:db8::1).",
    );
}

#[test]
fn nobody_gets_in() {
    let mut case = looked_at();
    change(&mut case, all, refuse);
    expect(
        &case,
        "unreachable",
        "Clients and other servers do not get in: the server on xmpp.example.org is not running.",
    );
    let mut case = looked_at();
    report(&mut case, expire);
    expect(
        &case,
        "broken",
        "Clients and other servers do not get in: the certificate expired.",
    );
}

#[test]
fn everybody_gets_in_and_something_is_wrong() {
    let mut case = looked_at();
    change(&mut case, port(5222), |endpoint| {
        endpoint.transcript.features_before_tls = Some(optional_starttls());
    });
    expect(
        &case,
        "broken",
        "Clients and other servers get in, but encryption is not required of clients.",
    );
}

#[test]
fn there_is_nothing_to_get_into() {
    let mut case = fallen_back(&["192.0.2.1"]);
    change(&mut case, all, refuse);
    expect(&case, "no-xmpp", "example.org offers no XMPP service.");
    let mut case = empty();
    for service in [Service::XmppClient, Service::XmppServer] {
        publish(&mut case, service, 0, ".");
    }
    expect(&case, "no-xmpp", "example.org offers no XMPP service.");
    let mut case = fallen_back(&[]);
    unresolvable(&mut case, DOMAIN, LookupStatus::NoName);
    expect(
        &case,
        "no-such-domain",
        "The domain example.org does not exist.",
    );
}

#[test]
fn nothing_could_be_looked_at() {
    let mut case = empty();
    for service in Service::ALL {
        unanswered(&mut case, service, Failure::TimedOut);
    }
    expect(
        &case,
        "not-checked",
        "Nothing could be looked at: the resolver does not answer.",
    );
    let notes = summarized(&case).notes;
    assert_eq!(
        notes,
        ["The resolver did not answer everything: some of this is not known."]
    );
    expect(
        &only(sound(), Mode::None),
        "not-checked",
        "Nothing was looked at.",
    );
}
