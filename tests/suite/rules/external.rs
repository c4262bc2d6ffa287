//! A certificate of the prober's own, from the handshake to the verdict.

use std::sync::Arc;

use checker_host::model::Status;
use checker_host::network::sim::xmpp::{Auth, XmppServer};
use checker_host::network::sim::{ClientCertificates, Leaf, runtime, server_config_for};
use checker_host::platform::{CheckError, Outcome, Platform};
use serde_json::Value;

use crate::lab::{DOMAIN, Lab, XMPP, endpoints, found, observation, states};

const RULE: &str = "xmpp.s2s_dialback";
const FROM: &str = "prober.example";

macro_rules! pem {
    ($name:literal) => {
        include_str!(concat!("../../fixtures/prober/", $name, ".pem"))
    };
}

/// A deployment whose servers do so about certificates, checked with one.
fn lab(clients: ClientCertificates, s2s: impl FnOnce(&mut XmppServer)) -> Lab {
    let mut lab = Lab::empty();
    lab.publish();
    let c2s = lab.c2s();
    let mut server = lab.s2s();
    server.tls = asking(&lab, clients);
    s2s(&mut server);
    lab.serve(&c2s, &server);
    lab.option("mode", "s2s")
        .option("timeout", 2u64)
        .option("from", FROM)
        .option("certificate", pem!("p256-cert"))
        .option("key", pem!("p256-key"))
}

fn asking(lab: &Lab, clients: ClientCertificates) -> Arc<tokio_rustls::rustls::ServerConfig> {
    let identity = lab.authority.issue(&Leaf::of(DOMAIN));
    server_config_for(identity, &["xmpp-client", "xmpp-server"], clients)
}

/// A server that offers EXTERNAL to who shows a certificate, and answers so.
fn answering(auth: Auth) -> Lab {
    lab(ClientCertificates::Wanted, |s2s| {
        s2s.mechanisms = vec!["EXTERNAL"];
        s2s.auth = auth;
    })
}

fn audience(outcome: &Outcome, who: &str) -> (Status, String) {
    let mut audiences = outcome.summary.audiences.iter();
    let found = audiences.find(|audience| audience.who.contains(who));
    let found = found.unwrap();
    (found.status, found.outcome.clone())
}

#[test]
fn a_success_is_confirmed_and_the_stream_goes_on_to_its_end() {
    let outcome = answering(Auth::Success).check_with_tls();
    let state = found(&outcome, RULE, "external-succeeds", Status::Ok);
    assert!(
        state
            .message
            .starts_with("EXTERNAL succeeds for prober.example (at "),
        "{}",
        state.message
    );
    // Dialback is asked about on the same stream.
    found(&outcome, RULE, "answers", Status::Ok);
    let seen = endpoints(&outcome);
    assert_eq!(seen.len(), 4);
    for endpoint in seen {
        let transcript = &endpoint["transcript"];
        assert_eq!(transcript["tls"]["client_certificate"], "presented");
        assert_eq!(transcript["external"]["type"], "succeeded");
        let features = &transcript["external"]["detail"]["features"];
        assert_eq!(features["list"], Value::Array(Vec::new()), "{endpoint:#}");
        let steps = transcript["steps"].as_array().unwrap();
        let steps: Vec<&str> = steps
            .iter()
            .map(|one| one["step"].as_str().unwrap())
            .collect();
        assert!(
            steps.ends_with(&["features", "external", "restart", "dialback"]),
            "{steps:?}"
        );
        assert!(transcript.get("failure").is_none());
    }
    let (status, place) = audience(&outcome, "by certificate");
    assert_eq!(status, Status::Ok, "{place}");
    assert!(place.ends_with("(confirmed as prober.example)"), "{place}");
}

#[test]
fn a_server_that_talks_to_certificates_only_is_confirmed() {
    for clients in [ClientCertificates::Wanted, ClientCertificates::Demanded] {
        let outcome = lab(clients, |s2s| {
            s2s.mechanisms = vec!["EXTERNAL"];
            s2s.dialback = false;
            s2s.extra.clear();
            s2s.auth = Auth::Success;
        })
        .check_with_tls();
        found(&outcome, RULE, "external-succeeds", Status::Ok);
        assert!(
            outcome.summary.problems.is_empty(),
            "{:#?}",
            outcome.summary
        );
        let (_, place) = audience(&outcome, "by certificate");
        assert!(place.contains("confirmed"), "{place}");
    }
    // Without a certificate it can only be believed.
    let mut strict = lab(ClientCertificates::Demanded, |_| {});
    for id in ["certificate", "key"] {
        strict.options.remove(id);
    }
    let outcome = strict.check();
    found(&outcome, RULE, "certificate-required", Status::Info);
}

#[test]
fn each_answer_that_is_none_is_a_refusal_in_its_words() {
    let challenge = "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>=</challenge>";
    let error = XmppServer::stream_error("not-authorized", "");
    for (auth, words) in [
        (Auth::Failure("not-authorized"), "(not-authorized; at "),
        (Auth::Failure("invalid-authzid"), "(invalid-authzid; at "),
        (Auth::Silent, "timed out"),
        (Auth::Ending(String::new()), "closed the connection"),
        (Auth::Ending("</stream:stream>".into()), "closed the stream"),
        (Auth::Ending(error), "stream error not-authorized"),
        (Auth::Saying(challenge.into()), "<challenge/>"),
    ] {
        let outcome = answering(auth).check();
        let state = found(&outcome, RULE, "external-refused", Status::Warn);
        assert!(state.message.contains(words), "{}", state.message);
        assert_eq!(state.cause.as_deref(), Some("s2s.external-refused"));
        // Nobody is shut out for it.
        found(&outcome, "xmpp.s2s_reachable", "reachable", Status::Ok);
    }
}

#[test]
fn a_certificate_that_the_handshake_refuses_is_one_problem() {
    let outcome = lab(ClientCertificates::Revoked, |_| {}).check();
    let state = found(&outcome, RULE, "external-refused", Status::Warn);
    assert!(
        state.message.contains("certificate_revoked"),
        "{}",
        state.message
    );
    assert!(
        state.message.contains("it was revoked"),
        "{}",
        state.message
    );
    let causes = outcome
        .summary
        .problems
        .iter()
        .map(|one| one.cause.as_str());
    assert_eq!(causes.collect::<Vec<_>>(), ["s2s.external-refused"]);
}

#[test]
fn without_an_offer_it_is_said_why() {
    for (clients, became, words) in [
        (ClientCertificates::Wanted, "presented", "signed by itself"),
        (
            ClientCertificates::NotAskedFor,
            "not-asked-for",
            "asked for no certificate",
        ),
    ] {
        let outcome = lab(clients, |_| {}).check();
        let state = found(&outcome, RULE, "external-not-offered", Status::Info);
        assert!(state.message.contains(words), "{}", state.message);
        for endpoint in endpoints(&outcome) {
            assert_eq!(endpoint["transcript"]["tls"]["client_certificate"], became);
        }
    }
}

#[test]
fn keys_of_every_kind_sign_in_the_component() {
    for (certificate, key) in [
        (pem!("p384-cert"), pem!("p384-key")),
        (pem!("ed25519-cert"), pem!("ed25519-key")),
        (pem!("rsa-cert"), pem!("rsa-key")),
    ] {
        let lab = answering(Auth::Success)
            .option("certificate", certificate)
            .option("key", key);
        found(&lab.check(), RULE, "external-succeeds", Status::Ok);
    }
}

#[test]
fn clients_never_show_it() {
    let mut lab = Lab::empty();
    lab.publish();
    let mut c2s = lab.c2s();
    c2s.tls = asking(&lab, ClientCertificates::Wanted);
    let s2s = lab.s2s();
    lab.serve(&c2s, &s2s);
    let outcome = lab
        .option("mode", "c2s")
        .option("from", FROM)
        .option("certificate", pem!("p256-cert"))
        .option("key", pem!("p256-key"))
        .check();
    for endpoint in endpoints(&outcome) {
        assert!(
            endpoint["transcript"]["tls"]
                .get("client_certificate")
                .is_none()
        );
    }
    assert!(states(&outcome, "xmpp.c2s_reachable")[0].status == Status::Ok);
}

#[test]
fn without_the_options_nothing_is_shown_and_nothing_tried() {
    let mut bare = answering(Auth::Success);
    for id in ["certificate", "key"] {
        bare.options.remove(id);
    }
    let (with, without) = (answering(Auth::Success), bare);
    let (activity, outcome) = without.check_counted();
    for endpoint in endpoints(&outcome) {
        let transcript = &endpoint["transcript"];
        assert!(transcript.get("external").is_none(), "{endpoint:#}");
        assert!(transcript["tls"].get("client_certificate").is_none());
        let steps = transcript["steps"].as_array().unwrap();
        assert!(steps.iter().all(|one| one["step"] != "external"));
    }
    assert!(observation(&outcome).get("presented").is_none());
    assert!(
        states(&outcome, RULE)
            .iter()
            .all(|state| !state.code.contains("external"))
    );
    // It is all on the same connections.
    let (more, _) = with.check_counted();
    assert_eq!(more.connections(), activity.connections());
}

#[test]
fn nothing_of_certificate_and_key_is_in_what_is_kept_and_shown() {
    let (outcome, page) = answering(Auth::Success).check_and_report();
    let kept = [outcome.to_json(), page, format!("{outcome:?}")];
    let secrets = [pem!("p256-cert"), pem!("p256-key")];
    for line in secrets.iter().flat_map(|pem| pem.lines()) {
        if line.starts_with("-----") {
            continue;
        }
        assert!(kept.iter().all(|text| !text.contains(line)), "{line}");
    }
    assert_eq!(outcome.options.get("key"), None);
    assert_eq!(outcome.options.get("certificate"), None);
}

#[test]
fn what_cannot_be_used_is_refused_before_anything_is_asked() {
    let refused = |change: &[(&str, &str)]| {
        let mut lab = answering(Auth::Success);
        for (id, value) in change {
            match *value {
                "" => drop(lab.options.remove(id)),
                value => lab.options.set(id, value),
            }
        }
        runtime().unwrap().block_on(async {
            let network = lab.simulation.build();
            let builder = Platform::builder(network).checker(XMPP.clone());
            let platform = builder.build().await.unwrap();
            let options = lab.options.clone().with("domain", DOMAIN);
            let activity = Arc::default();
            let check = platform.check_observed("xmpp", options, &[], &activity);
            let Err(CheckError::InvalidOption(option)) = check.await else {
                panic!("{change:?}");
            };
            assert_eq!(activity.queries(), 0);
            assert_eq!(option.value, "");
            option.id
        })
    };
    assert_eq!(refused(&[("key", "")]), "key");
    assert_eq!(refused(&[("certificate", "")]), "certificate");
    assert_eq!(refused(&[("from", "")]), "from");
    assert_eq!(refused(&[("key", pem!("other-key"))]), "key");
    assert_eq!(refused(&[("key", "no PEM")]), "key");
    assert_eq!(refused(&[("certificate", "no PEM")]), "certificate");
}
