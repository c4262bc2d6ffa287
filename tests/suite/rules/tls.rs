//! The rules of the TLS checker, and what the XMPP checker makes of them.

use checker_host::engine::Context;
use checker_host::model::{Evidence, Json, Options, State, Status};
use checker_host::network::sim::xmpp::{StartTls, xmpp_addr};
use checker_host::network::sim::{
    Answer, Authority, EPOCH, Identity, Leaf, Listener, Simulation, runtime,
};
use checker_host::platform::Outcome;
use serde_json::{Value, json};
use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::lab::{DOMAIN, HOST, Lab, TLS, V4, found, states, worst};

const QUALITY: &str = "xmpp.tls_quality";

/// What the TLS checker says of an observation with these roots.
fn evaluate(observation: &Json, roots: &str, judged_at: i64) -> Vec<State> {
    let evidence = Evidence {
        observation,
        related: &[],
        options: &Options::new().with("trustedRoots", roots),
        judged_at,
    };
    let states = TLS.evaluate(evidence, &[]);
    runtime().unwrap().block_on(states).unwrap()
}

/// The `tls.*` states on what the sibling saw, with the lab's roots.
pub(super) fn tls_states(outcome: &Outcome, roots: &str) -> Vec<State> {
    evaluate(&outcome.related[0].data, roots, outcome.judged_at)
}

#[track_caller]
fn has(states: &[State], rule: &str, code: &str, status: Status) {
    let wanted = format!("{rule}.{code}");
    let there = states
        .iter()
        .any(|state| state.code == wanted && state.status == status);
    assert!(there, "no {wanted} ({status}) in {states:#?}");
}

/// Asserts a state of the TLS checker and the same finding folded into XMPP.
#[track_caller]
pub(super) fn finds(lab: Lab, rule: &str, code: &str, status: Status) -> Outcome {
    let roots = lab.roots.clone().unwrap_or_else(|| lab.authority.pem());
    let outcome = lab.check_with_tls();
    has(&tls_states(&outcome, &roots), rule, code, status);
    found(&outcome, QUALITY, code, status);
    outcome
}

/// Asserts that both checkers have nothing to mend in TLS.
#[track_caller]
pub(super) fn clean(lab: Lab) -> Outcome {
    let roots = lab.roots.clone().unwrap_or_else(|| lab.authority.pem());
    let outcome = lab.check_with_tls();
    worst(&outcome, QUALITY, Status::Ok);
    let states = tls_states(&outcome, &roots);
    let overall = Status::overall(states.iter().map(|state| state.status));
    assert_eq!(overall, Status::Ok, "{states:#?}");
    outcome
}

#[test]
fn a_good_chain_is_clean_in_every_rule() {
    let roots = Lab::empty().authority.pem();
    let outcome = clean(Lab::sound());
    let states = tls_states(&outcome, &roots);
    let definition = runtime().unwrap().block_on(TLS.definition()).unwrap();
    assert_eq!(states.len(), definition.rules.len(), "{states:#?}");
    assert!(states.iter().all(|state| state.status == Status::Ok));
}

// tls.expiry.

#[test]
fn expired() {
    let leaf = Leaf {
        until_day: -2,
        ..Leaf::of(DOMAIN)
    };
    let outcome = finds(Lab::with_leaf(&leaf), "tls.expiry", "expired", Status::Crit);
    // Whatever the certificate, TLS is completed.
    worst(&outcome, "xmpp.c2s_reachable", Status::Ok);
    // Four endpoints and two rules, one thing to mend.
    let problems = &outcome.summary.problems;
    assert_eq!(problems.len(), 1, "{problems:#?}");
}

// tls.chain_validity.

#[test]
fn self_signed() {
    let lab = Lab::with_identity(|_| Authority::self_signed(&Leaf::of(DOMAIN)));
    finds(lab, "tls.chain_validity", "self-signed", Status::Crit);
}

#[test]
fn a_chain_with_an_intermediate_is_clean() {
    clean(Lab::with_identity(|root| {
        let intermediate = root.intermediate("Middle");
        let mut identity = intermediate.issue(&Leaf::of(DOMAIN));
        identity.chain.push(intermediate.certificate().clone());
        identity
    }));
}

// tls.hostname_match.

#[test]
fn wrong_name() {
    let lab = Lab::with_leaf(&Leaf::of("xmpp.example.org"));
    let rule = "tls.hostname_match";
    let outcome = finds(lab, rule, "name-mismatch", Status::Crit);
    let state = found(&outcome, QUALITY, "name-mismatch", Status::Crit);
    assert!(
        state.message.contains("xmpp.example.org"),
        "{}",
        state.message
    );
}

#[test]
fn srv_names_and_xmpp_addresses_alone_are_enough() {
    let both = Leaf {
        names: Vec::new(),
        srv_names: vec![
            "_xmpp-client.example.org".into(),
            "_xmpp-server.example.org".into(),
        ],
        ..Leaf::of(DOMAIN)
    };
    let address = Leaf {
        names: Vec::new(),
        other_names: vec![xmpp_addr(DOMAIN)],
        ..Leaf::of(DOMAIN)
    };
    for leaf in [both, address] {
        let lab = Lab::with_leaf(&leaf);
        let outcome = finds(lab, "tls.hostname_match", "no-dns-name", Status::Info);
        worst(&outcome, QUALITY, Status::Info);
    }
}

#[test]
fn an_srv_name_is_for_its_own_service_only() {
    let client = Leaf {
        names: Vec::new(),
        srv_names: vec!["_xmpp-client.example.org".into()],
        ..Leaf::of(DOMAIN)
    };
    let outcome = Lab::with_leaf(&client).check_with_tls();
    let subjects: Vec<&str> = states(&outcome, QUALITY)
        .iter()
        .filter(|state| state.status == Status::Crit)
        .filter_map(|state| state.subject.as_deref())
        .collect();
    assert!(subjects.contains(&"xmpp.example.org:5269"), "{subjects:?}");
    assert!(!subjects.contains(&"xmpp.example.org:5222"), "{subjects:?}");
}

// tls.peer_certificate_present.

#[test]
fn a_certificate_that_cannot_be_read_is_as_good_as_none() {
    let lab = Lab::with_identity(|authority| Identity {
        chain: vec![CertificateDer::from(vec![0x30, 0x03, 1, 1, 0])],
        signer: authority.issue(&Leaf::of(DOMAIN)).signer,
    });
    let rule = "tls.peer_certificate_present";
    finds(lab, rule, "no-certificate", Status::Crit);
}

// tls.handshake.

#[test]
fn a_key_that_does_not_belong_to_the_certificate_is_named() {
    let lab = Lab::with_identity(|authority| Identity {
        chain: authority.issue(&Leaf::of(DOMAIN)).chain,
        signer: authority.issue(&Leaf::of("other.example")).signer,
    });
    finds(lab, "tls.handshake", "bad-signature", Status::Crit);
}

// tls.client_auth.

#[test]
fn a_certificate_without_client_auth_matters_where_servers_call_each_other() {
    let leaf = Leaf {
        client_auth: false,
        ..Leaf::of(DOMAIN)
    };
    finds(
        Lab::with_leaf(&leaf),
        "tls.client_auth",
        "no-client-auth",
        Status::Info,
    );
    clean(Lab::with_leaf(&leaf).option("mode", "c2s"));
}

// The TLS checker by itself, with entries of anybody.

/// Runs the TLS checker alone on these entries.
fn probe(simulation: Simulation, entries: &Value) -> Vec<State> {
    let options = Options::new().with("endpoints", Json::of(entries).unwrap());
    let collected = runtime().unwrap().block_on(async {
        let context = Context::new(simulation.build());
        let collected = TLS.collect(&context, &options, &[], None).await;
        collected.unwrap().value
    });
    let roots = Lab::empty().authority.pem();
    let at = i64::try_from(EPOCH).unwrap();
    evaluate(&collected.observation, &roots, at)
}

fn entry(host: &str, port: u16, starttls: &str, required: bool) -> Value {
    json!({"type": "tls.endpoint.v1", "ref": format!("{host}:{port}"), "payload": {
        "host": host, "port": port, "sni": DOMAIN, "starttls": starttls,
        "require_starttls": required}})
}

// tls.endpoints_discovered.

#[test]
fn entries_of_other_types_are_not_ours_and_no_endpoints_are_worth_an_info() {
    let others = json!([{"type": "other", "ref": "x", "payload": {}}, null]);
    for entries in [json!([]), others] {
        let states = probe(Simulation::new(), &entries);
        has(&states, "tls.endpoints_discovered", "none", Status::Info);
        has(&states, "tls.handshake", "skipped", Status::Unknown);
    }
}

// tls.reachability, tls.starttls_dialect_supported.

#[test]
fn unreachable_and_unresolvable_are_critical_and_an_unknown_dialect_is_no_fault() {
    let mut lab = Lab::sound();
    lab.put(5222, Listener::Refuse);
    let entries = json!([
        entry(HOST, 5222, "xmpp-client", true),
        entry("gone.example.org", 5222, "xmpp-client", true),
        entry(HOST, 4190, "sieve", true),
    ]);
    let states = probe(lab.simulation, &entries);
    let rule = "tls.reachability";
    has(&states, rule, "unreachable", Status::Crit);
    has(&states, rule, "unresolvable", Status::Crit);
    let rule = "tls.starttls_dialect_supported";
    has(&states, rule, "unknown-dialect", Status::Unknown);
}

#[test]
fn the_ports_of_mail_are_for_mail() {
    let states = |dialect: &str| {
        let entries = json!([entry(HOST, 25, dialect, true)]);
        probe(Lab::sound().simulation, &entries)
    };
    let rule = "tls.reachability";
    for dialect in ["xmpp-client", "xmpp-server", ""] {
        has(&states(dialect), rule, "denied-port", Status::Unknown);
    }
    // It was gone to, and nobody was there.
    has(&states("smtp"), rule, "unreachable", Status::Crit);
}

#[test]
fn a_name_that_could_not_be_looked_up_is_an_error() {
    let mut lab = Lab::sound();
    lab.simulation.zone().answer(HOST, Answer::Silence);
    let entries = json!([entry(HOST, 5222, "xmpp-client", true)]);
    let states = probe(lab.simulation, &entries);
    has(&states, "tls.reachability", "lookup-failed", Status::Error);
}

#[test]
fn an_ip_literal_is_probed_and_judged_by_the_domain() {
    let entries = json!([entry(V4, 5222, "xmpp-client", true)]);
    let states = probe(Lab::sound().simulation, &entries);
    has(&states, "tls.hostname_match", "ok", Status::Ok);
}

// tls.starttls_advertised.

#[test]
fn starttls_that_is_not_offered_is_critical_where_it_is_required() {
    for (required, status) in [(true, Status::Crit), (false, Status::Warn)] {
        let lab = Lab::with(|c2s| c2s.starttls = StartTls::Absent, |_| {});
        let entries = json!([entry(HOST, 5222, "xmpp-client", required)]);
        let states = probe(lab.simulation, &entries);
        let rule = "tls.starttls_advertised";
        has(&states, rule, "starttls-not-offered", status);
    }
}

// tls.version, tls.cipher_suite.

#[test]
fn version_and_cipher_suite_are_shown_and_old_versions_are_a_warning() {
    let mut lab = Lab::sound();
    lab.put(5270, Listener::old_tls());
    let entries = json!([entry(HOST, 5223, "", false), entry(HOST, 5270, "", false)]);
    let states = probe(lab.simulation, &entries);
    has(&states, "tls.version", "old-version", Status::Warn);
    has(&states, "tls.handshake", "handshake-failed", Status::Crit);
    let cipher = states
        .iter()
        .find(|state| state.rule == "tls.cipher_suite")
        .unwrap();
    assert!(cipher.message.contains("TLS_AES"), "{}", cipher.message);
}

// A sibling that cannot do its part.

#[test]
fn roots_that_are_no_certificates_are_refused() {
    let mut lab = Lab::sound();
    lab.roots = Some("hello".into());
    let outcome = lab.check_with_tls();
    let state = found(&outcome, QUALITY, "not-reported", Status::Error);
    assert!(state.message.contains("trustedRoots"), "{}", state.message);
    assert_eq!(outcome.status, Status::Error);
}

#[test]
fn a_sibling_that_runs_out_of_time_costs_its_own_findings_and_nothing_else() {
    let outcome = Lab::sound().check_with_impatient_sibling();
    let state = found(&outcome, QUALITY, "not-reported", Status::Error);
    assert!(state.message.contains("limit of"), "{}", state.message);
    found(&outcome, "host.limits", "deadline", Status::Error);
    worst(&outcome, "xmpp.c2s_reachable", Status::Ok);
    worst(&outcome, "xmpp.s2s_dialback", Status::Ok);
}
