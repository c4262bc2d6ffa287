//! The TLS checker: each kind of chain gets the right `tls.*` state and the
//! right `xmpp.tls_quality` state.

use std::sync::Arc;

use checker_host::components;
use checker_host::engine::Surroundings;
use checker_host::model::{Evidence, State, Status};
use checker_host::network::Policy;
use checker_host::network::sim::{
    Answer, Authority, Identity, KeyKind, Leaf, Listener, Simulation, StartTls, runtime,
    server_config,
};
use checker_host::platform::Outcome;
use p521::ecdsa::signature::Signer as _;
use p521::pkcs8::DecodePrivateKey;
use serde_json::{Value, json};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::{Signer, SigningKey};
use tokio_rustls::rustls::{Error, SignatureAlgorithm, SignatureScheme};

use crate::lab::{DOMAIN, ENGINE, HOST, Lab, V4, found, states, worst};

const QUALITY: &str = "xmpp.tls_quality";

/// The `tls.*` states on what the sibling saw.
fn tls_states(outcome: &Outcome) -> Vec<State> {
    evaluate(&outcome.related[0].data)
}

fn evaluate(observation: &Value) -> Vec<State> {
    let evidence = Evidence {
        observation,
        related: &[],
        options: &Value::Null,
    };
    runtime().unwrap().block_on(async {
        let checker = ENGINE.load(components::TLS).unwrap();
        checker
            .evaluate(&surroundings(Simulation::new()), evidence, &[])
            .await
            .unwrap()
    })
}

fn surroundings(simulation: Simulation) -> Surroundings {
    Surroundings {
        network: Arc::new(simulation.build()),
        policy: Arc::new(Policy::allow_private()),
        activity: Arc::default(),
    }
}

/// Asserts a state of the TLS checker and the same finding folded into XMPP.
#[track_caller]
fn finds(outcome: &Outcome, rule: &str, code: &str, status: Status) {
    let states = tls_states(outcome);
    let wanted = format!("{rule}.{code}");
    let there = states
        .iter()
        .any(|state| state.code == wanted && state.status == status);
    assert!(there, "no {wanted} ({status}) in {states:#?}");
    found(outcome, QUALITY, code, status);
}

#[track_caller]
fn clean(outcome: &Outcome) {
    worst(outcome, QUALITY, Status::Ok);
    let states = tls_states(outcome);
    assert_eq!(Status::worst(&states), Status::Ok, "{states:#?}");
}

fn leaf() -> Leaf {
    Leaf::of(DOMAIN)
}

#[test]
fn a_good_chain_is_clean() {
    let outcome = Lab::sound().check_with_tls();
    clean(&outcome);
    let rules: Vec<String> = tls_states(&outcome)
        .into_iter()
        .map(|state| state.rule)
        .collect();
    assert_eq!(rules.len(), 12, "{rules:?}");
}

#[test]
fn a_chain_with_an_intermediate_is_clean() {
    let outcome = Lab::with_identity(|root| {
        let intermediate = root.intermediate("Middle");
        let mut identity = intermediate.issue(&leaf());
        identity.chain.push(intermediate.certificate().clone());
        identity
    });
    clean(&outcome.check_with_tls());
}

#[test]
fn expired() {
    let outcome = Lab::with_leaf(&Leaf {
        until_day: -2,
        ..leaf()
    })
    .check_with_tls();
    finds(&outcome, "tls.expiry", "expired", Status::Crit);
    worst(&outcome, "xmpp.c2s_reachable", Status::Ok);
}

#[test]
fn not_yet_valid() {
    let outcome = Lab::with_leaf(&Leaf {
        from_day: 2,
        ..leaf()
    })
    .check_with_tls();
    finds(&outcome, "tls.expiry", "not-yet-valid", Status::Crit);
}

#[test]
fn expiring_within_a_week_and_within_a_month() {
    let outcome = Lab::with_leaf(&Leaf {
        until_day: 6,
        ..leaf()
    })
    .check_with_tls();
    finds(&outcome, "tls.expiry", "expires-soon", Status::Crit);
    let outcome = Lab::with_leaf(&Leaf {
        until_day: 29,
        ..leaf()
    })
    .check_with_tls();
    finds(&outcome, "tls.expiry", "expires-soon", Status::Warn);
    let outcome = Lab::with_leaf(&Leaf {
        until_day: 31,
        ..leaf()
    })
    .check_with_tls();
    clean(&outcome);
}

#[test]
fn self_signed() {
    let outcome = Lab::with_identity(|_| Authority::self_signed(&leaf())).check_with_tls();
    finds(&outcome, "tls.chain_validity", "self-signed", Status::Crit);
}

#[test]
fn unknown_issuer() {
    let outcome = Lab::with_identity(|_| {
        let other = Authority::root("Somebody Else");
        let mut identity = other.issue(&leaf());
        identity.chain.push(other.certificate().clone());
        identity
    });
    finds(
        &outcome.check_with_tls(),
        "tls.chain_validity",
        "unknown-issuer",
        Status::Crit,
    );
}

#[test]
fn missing_intermediate() {
    let outcome = Lab::with_identity(|root| root.intermediate("Middle").issue(&leaf()));
    finds(
        &outcome.check_with_tls(),
        "tls.chain_validity",
        "missing-intermediate",
        Status::Crit,
    );
}

#[test]
fn wrong_order() {
    let outcome = Lab::with_identity(|root| {
        let upper = root.intermediate("Upper");
        let lower = upper.intermediate("Lower");
        let mut identity = lower.issue(&leaf());
        identity.chain.push(upper.certificate().clone());
        identity.chain.push(lower.certificate().clone());
        identity
    });
    finds(
        &outcome.check_with_tls(),
        "tls.chain_validity",
        "wrong-order",
        Status::Warn,
    );
}

#[test]
fn wrong_name() {
    let outcome = Lab::with_leaf(&Leaf::of("xmpp.example.org")).check_with_tls();
    finds(
        &outcome,
        "tls.hostname_match",
        "name-mismatch",
        Status::Crit,
    );
    let message = &found(&outcome, QUALITY, "name-mismatch", Status::Crit).message;
    assert!(message.contains("it is for xmpp.example.org"), "{message}");
}

#[test]
fn wildcards_in_and_out_of_bounds() {
    let named = |name: &str| Leaf {
        names: vec![name.into()],
        ..leaf()
    };
    let check = |domain: &str, name: &str| {
        let mut lab = Lab::empty();
        lab.domain = domain.into();
        lab.srv("_xmpp-client", 5222, HOST);
        lab.simulation.zone().address(HOST, V4);
        let mut server = lab.c2s();
        server.tls = server_config(lab.authority.issue(&named(name)), &[]);
        lab.put(5222, server);
        lab.option("mode", "c2s").check_with_tls()
    };
    clean(&check("im.example.org", "*.example.org"));
    let outcome = check("example.org", "*.example.org");
    finds(
        &outcome,
        "tls.hostname_match",
        "name-mismatch",
        Status::Crit,
    );
    let outcome = check("a.im.example.org", "*.example.org");
    finds(
        &outcome,
        "tls.hostname_match",
        "name-mismatch",
        Status::Crit,
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
        ..leaf()
    };
    clean(&Lab::with_leaf(&both).check_with_tls());
    let address = Leaf {
        names: Vec::new(),
        xmpp_addrs: vec![DOMAIN.into()],
        ..leaf()
    };
    clean(&Lab::with_leaf(&address).check_with_tls());
}

#[test]
fn an_srv_name_is_for_its_own_service_only() {
    let client = Leaf {
        names: Vec::new(),
        srv_names: vec!["_xmpp-client.example.org".into()],
        ..leaf()
    };
    let outcome = Lab::with_leaf(&client).check_with_tls();
    let wrong = states(&outcome, QUALITY);
    let subjects: Vec<&str> = wrong
        .iter()
        .filter_map(|state| state.subject.as_deref())
        .collect();
    assert!(subjects.contains(&"xmpp.example.org:5269"), "{subjects:?}");
    assert!(!subjects.contains(&"xmpp.example.org:5222"), "{subjects:?}");
}

#[test]
fn rsa_1024_is_a_weak_key_and_ed25519_is_not() {
    let outcome = Lab::with_leaf(&Leaf {
        key: KeyKind::Rsa(1024),
        ..leaf()
    })
    .check_with_tls();
    finds(&outcome, "tls.chain_validity", "weak-key", Status::Crit);
    let outcome = Lab::with_leaf(&Leaf {
        key: KeyKind::Ed25519,
        ..leaf()
    })
    .check_with_tls();
    clean(&outcome);
    let outcome = Lab::with_leaf(&Leaf {
        key: KeyKind::Rsa(2048),
        ..leaf()
    })
    .check_with_tls();
    clean(&outcome);
}

/// A chain that was made with OpenSSL.
fn fixture(chain: &[u8], signer: Arc<dyn SigningKey>) -> Identity {
    Identity {
        chain: CertificateDer::pem_slice_iter(chain)
            .map(|der| der.unwrap())
            .collect(),
        signer,
    }
}

#[test]
fn a_p521_key_completes_and_its_signature_is_recorded_as_unverified() {
    let key = include_str!("../fixtures/p521-key.pem");
    let secret = p521::SecretKey::from_pkcs8_pem(key).unwrap();
    let key = P521Signer(p521::ecdsa::SigningKey::from_bytes(&secret.to_bytes()).unwrap());
    let mut lab = Lab::with_identity(|_| {
        fixture(
            include_bytes!("../fixtures/p521-chain.pem"),
            Arc::new(key.clone()),
        )
    });
    lab.roots = Some(include_str!("../fixtures/root.pem").into());
    let outcome = lab.check_with_tls();
    clean(&outcome);
    let tls = &outcome.observation["endpoints"][0]["transcript"]["tls"];
    let probes = outcome.related[0].data["probes"].as_object().unwrap();
    for probe in probes.values() {
        assert_eq!(probe["addresses"][0]["signature"], "unverified");
    }
    assert_eq!(
        tls["certificate"]["key"],
        json!({"algorithm": "ECDSA", "bits": 521})
    );
}

/// The signer of a key in PEM.
fn signer(pem: &[u8]) -> Arc<dyn SigningKey> {
    let key = PrivateKeyDer::from_pem_slice(pem).unwrap();
    rustls_rustcrypto::provider()
        .key_provider
        .load_private_key(key)
        .unwrap()
}

#[test]
fn an_rsa_8192_key_completes_the_handshake() {
    let signer = signer(include_bytes!("../fixtures/rsa8192-key.pem"));
    let mut lab = Lab::with_identity(|_| {
        fixture(
            include_bytes!("../fixtures/rsa8192-chain.pem"),
            signer.clone(),
        )
    });
    lab.roots = Some(include_str!("../fixtures/root.pem").into());
    let outcome = lab.check_with_tls();
    clean(&outcome);
    let tls = &outcome.observation["endpoints"][0]["transcript"]["tls"];
    assert_eq!(
        tls["certificate"]["key"],
        json!({"algorithm": "RSA", "bits": 8192})
    );
}

#[test]
fn a_certificate_that_cannot_be_read_is_as_good_as_none() {
    let outcome = Lab::with_identity(|authority| Identity {
        chain: vec![CertificateDer::from(vec![0x30, 0x03, 1, 1, 0])],
        signer: authority.issue(&leaf()).signer,
    });
    let outcome = outcome.check_with_tls();
    finds(
        &outcome,
        "tls.peer_certificate_present",
        "no-certificate",
        Status::Crit,
    );
}

#[test]
fn a_sha1_signature_is_named() {
    let signer = signer(include_bytes!("../fixtures/sha1-key.pem"));
    let mut lab = Lab::with_identity(|_| {
        fixture(include_bytes!("../fixtures/sha1-chain.pem"), signer.clone())
    });
    lab.roots = Some(include_str!("../fixtures/root.pem").into());
    finds(
        &lab.check_with_tls(),
        "tls.chain_validity",
        "weak-signature",
        Status::Crit,
    );
}

/// P-521 is not among the keys that the TLS library's provider signs with.
#[derive(Clone)]
struct P521Signer(p521::ecdsa::SigningKey);

impl std::fmt::Debug for P521Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("P521Signer")
    }
}

impl SigningKey for P521Signer {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let offered = offered.contains(&SignatureScheme::ECDSA_NISTP521_SHA512);
        offered.then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for P521Signer {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature: p521::ecdsa::Signature = self.0.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP521_SHA512
    }
}

#[test]
fn a_certificate_without_client_auth_cannot_authenticate_federation() {
    let outcome = Lab::with_leaf(&Leaf {
        client_auth: false,
        ..leaf()
    })
    .check_with_tls();
    finds(&outcome, "tls.client_auth", "no-client-auth", Status::Warn);
    let client_side = Lab::with_leaf(&Leaf {
        client_auth: false,
        ..leaf()
    });
    clean(&client_side.option("mode", "c2s").check_with_tls());
}

/// Runs the TLS checker alone on these entries.
fn probe(simulation: Simulation, entries: Value) -> (Value, Vec<State>) {
    let observation = runtime().unwrap().block_on(async {
        let checker = ENGINE.load(components::TLS).unwrap();
        let options = json!({ "endpoints": entries, "probeTimeoutMs": 10000 });
        checker
            .collect(&surroundings(simulation), &options, &[])
            .await
            .unwrap()
            .observation
    });
    let states = evaluate(&observation);
    (observation, states)
}

fn entry(host: &str, port: u16, starttls: &str, required: bool) -> Value {
    json!({"type": "tls.endpoint.v1", "ref": format!("{host}:{port}"), "payload": {
        "host": host, "port": port, "sni": DOMAIN, "starttls": starttls,
        "require_starttls": required}})
}

#[track_caller]
fn state_is(states: &[State], rule: &str, code: &str, status: Status) {
    let wanted = format!("{rule}.{code}");
    let there = states
        .iter()
        .any(|state| state.code == wanted && state.status == status);
    assert!(there, "no {wanted} ({status}) in {states:#?}");
}

#[test]
fn an_ip_literal_target_is_probed_and_judged_by_the_domain() {
    let lab = Lab::sound();
    let (observation, states) = probe(
        lab.simulation,
        json!([entry("192.0.2.1", 5222, "xmpp-client", true)]),
    );
    let seen = &observation["probes"]["192.0.2.1:5222"];
    assert_eq!(seen["hostname_match"], true);
    state_is(&states, "tls.hostname_match", "ok", Status::Ok);
}

#[test]
fn no_endpoints_is_worth_an_info() {
    let (_, states) = probe(Simulation::new(), json!([]));
    state_is(&states, "tls.endpoints_discovered", "none", Status::Info);
    state_is(&states, "tls.handshake", "skipped", Status::Unknown);
}

#[test]
fn entries_of_other_types_are_not_ours() {
    let (observation, _) = probe(
        Simulation::new(),
        json!([{"type": "other", "ref": "x", "payload": {}}, 7, null]),
    );
    assert!(observation["probes"].as_object().unwrap().is_empty());
}

#[test]
fn unreachable_unresolvable_and_unknown_dialects_are_critical() {
    let mut lab = Lab::sound();
    lab.put(5222, Listener::Refuse);
    let entries = json!([
        entry(HOST, 5222, "xmpp-client", true),
        entry("gone.example.org", 5222, "xmpp-client", true),
        entry(HOST, 25, "smtp", true),
    ]);
    let (_, states) = probe(lab.simulation, entries);
    state_is(&states, "tls.reachability", "unreachable", Status::Crit);
    state_is(&states, "tls.reachability", "unresolvable", Status::Crit);
    state_is(
        &states,
        "tls.starttls_dialect_supported",
        "unknown-dialect",
        Status::Crit,
    );
}

#[test]
fn starttls_that_is_not_offered_is_critical_where_required_and_a_warning_otherwise() {
    for (required, status) in [(true, Status::Crit), (false, Status::Warn)] {
        let lab = Lab::with(|c2s| c2s.starttls = StartTls::Absent, |_| {});
        let (_, states) = probe(
            lab.simulation,
            json!([entry(HOST, 5222, "xmpp-client", required)]),
        );
        state_is(
            &states,
            "tls.starttls_advertised",
            "starttls-not-offered",
            status,
        );
    }
}

#[test]
fn old_tls_fails_the_handshake_and_warns_of_the_version() {
    let mut lab = Lab::sound();
    lab.put(5223, Listener::old_tls());
    let (_, states) = probe(lab.simulation, json!([entry(HOST, 5223, "", false)]));
    state_is(&states, "tls.handshake", "handshake-failed", Status::Crit);
    state_is(&states, "tls.version", "old-version", Status::Warn);
}

#[test]
fn version_and_cipher_suite_are_shown() {
    let (_, states) = probe(
        Lab::sound().simulation,
        json!([entry(HOST, 5223, "", false)]),
    );
    state_is(&states, "tls.version", "ok", Status::Ok);
    let cipher = states
        .iter()
        .find(|state| state.rule == "tls.cipher_suite")
        .unwrap();
    assert!(cipher.message.contains("TLS_AES"), "{}", cipher.message);
    state_is(&states, "tls.peer_certificate_present", "ok", Status::Ok);
}

#[test]
fn roots_that_are_no_certificates_are_refused() {
    let mut lab = Lab::sound();
    lab.roots = Some("hello".into());
    let outcome = lab.check_with_tls();
    let message = &found(&outcome, QUALITY, "skipped", Status::Unknown).message;
    assert!(message.contains("trustedRoots"), "{message}");
}

#[test]
fn an_address_that_is_dead_beside_one_that_works_is_a_warning() {
    let mut lab = Lab::sound();
    lab.simulation
        .listen(&format!("{V4}:5222"), Listener::Refuse);
    let (_, states) = probe(
        lab.simulation,
        json!([entry(HOST, 5222, "xmpp-client", true)]),
    );
    state_is(&states, "tls.reachability", "unreachable", Status::Warn);
    state_is(&states, "tls.handshake", "ok", Status::Ok);
}

#[test]
fn a_name_that_could_not_be_looked_up_is_an_error() {
    let mut lab = Lab::sound();
    lab.simulation.zone().answer(HOST, Answer::Silence);
    let (_, states) = probe(
        lab.simulation,
        json!([entry(HOST, 5222, "xmpp-client", true)]),
    );
    state_is(&states, "tls.reachability", "lookup-failed", Status::Error);
}

#[test]
fn a_key_that_does_not_belong_to_the_certificate_is_named() {
    let outcome = Lab::with_identity(|authority| Identity {
        chain: authority.issue(&leaf()).chain,
        signer: authority.issue(&Leaf::of("other.example")).signer,
    });
    finds(
        &outcome.check_with_tls(),
        "tls.handshake",
        "bad-signature",
        Status::Crit,
    );
}

#[test]
fn a_sibling_that_runs_out_of_time_costs_its_own_findings_and_nothing_else() {
    let outcome = Lab::sound().check_with_impatient_sibling();
    let message = &found(&outcome, QUALITY, "skipped", Status::Unknown).message;
    assert!(message.contains("limit of"), "{message}");
    worst(&outcome, "xmpp.c2s_reachable", Status::Ok);
    worst(&outcome, "xmpp.s2s_dialback", Status::Ok);
}
