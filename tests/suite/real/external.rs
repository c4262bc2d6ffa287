//! A certificate of the prober's own, shown to Prosody and ejabberd.

use super::ejabberd::{self, Change};
use super::prosody;
use super::world::{Verdict, World, shell};

const RULE: &str = "xmpp.s2s_dialback";
const FROM: &str = "prober.example";

/// Who vouches for the certificate.
#[derive(Clone, Copy)]
enum Issuer {
    /// The authority that the server trusts.
    Trusted,
    /// Nobody.
    Itself,
}

/// A world with a certificate of the prober in it: `prober.pem`, `prober.key`.
fn world(issuer: Issuer) -> World {
    let world = World::new();
    let sign = match issuer {
        Issuer::Trusted => "-CA ca.pem -CAkey ca.key -CAcreateserial",
        Issuer::Itself => "-signkey prober.key",
    };
    let script = format!(
        "openssl req -newkey $K -keyout prober.key -out prober.csr -subj '/CN={FROM}'\n\
         printf 'subjectAltName=DNS:{FROM}\\nextendedKeyUsage=serverAuth,clientAuth\\n' > own\n\
         openssl x509 -req -in prober.csr {sign} -days 60 -extfile own -out prober.pem"
    );
    shell(world.folder.path(), &script);
    world
}

/// Checks the servers' side with the certificate, as `from`.
fn check(world: &World, from: &str) -> Verdict {
    let (certificate, key) = (world.path("prober.pem"), world.path("prober.key"));
    let verdict = world.check_with(&[
        "--mode",
        "s2s",
        "--from",
        from,
        "--certificate",
        &certificate,
        "--key",
        &key,
    ]);
    let key = std::fs::read_to_string(key).unwrap();
    for line in key.lines().filter(|line| !line.starts_with("-----")) {
        assert!(!verdict.text().contains(line));
    }
    verdict
}

/// Asserts that each endpoint let the prober in, and was asked about dialback.
fn succeeds(verdict: &Verdict, dialback: Option<&str>) {
    verdict.finds(RULE, "external-succeeds", "ok");
    for code in [
        "external-refused",
        "external-not-offered",
        "certificate-required",
    ] {
        verdict.finds_nothing(RULE, code);
    }
    let endpoints = verdict.observation()["endpoints"].as_array().unwrap();
    assert_eq!(endpoints.len(), 4);
    for endpoint in endpoints {
        let transcript = &endpoint["transcript"];
        assert_eq!(
            transcript["tls"]["client_certificate"], "presented",
            "{endpoint:#}"
        );
        assert_eq!(transcript["external"]["type"], "succeeded", "{endpoint:#}");
        assert!(
            transcript["external"]["detail"]["features"].is_object(),
            "{endpoint:#}"
        );
        assert_eq!(
            transcript["dialback"]["type"].as_str(),
            dialback,
            "{endpoint:#}"
        );
    }
}

/// Prosody, with the tests' authority among those that it trusts.
fn prosody(world: &mut World, change: &str) -> Option<super::process::Process> {
    let folder = world.folder.path().display().to_string();
    let trusting = format!(
        "ssl = {{ key = '{folder}/key.pem', certificate = '{folder}/cert.pem', \
         cafile = '{folder}/ca.pem' }}\n{change}"
    );
    prosody::start(world, &trusting)
}

const SECURE: &str = "s2s_secure_auth = true";
const NO_DIALBACK: &str = "modules_enabled = { 'roster', 'saslauth', 'tls', 'disco' }\n\
                           modules_disabled = { 'http', 'dialback' }";

#[test]
fn prosody_lets_in_whom_its_authority_vouches_for() {
    for (change, dialback) in [
        ("", Some("invalid")),
        (SECURE, Some("invalid")),
        (NO_DIALBACK, None),
    ] {
        let mut world = world(Issuer::Trusted);
        let Some(_server) = prosody(&mut world, change) else {
            return;
        };
        succeeds(&check(&world, FROM), dialback);
    }
}

#[test]
fn prosody_refuses_a_certificate_that_nobody_vouches_for_or_for_another_name() {
    for (issuer, from, words) in [
        (Issuer::Itself, FROM, "signed by itself"),
        (
            Issuer::Trusted,
            "other.example",
            "it is not for other.example",
        ),
    ] {
        let mut world = world(issuer);
        let Some(_server) = prosody(&mut world, SECURE) else {
            return;
        };
        let verdict = check(&world, from);
        verdict.finds(RULE, "external-refused", "warn");
        verdict.finds_nothing(RULE, "certificate-required");
        assert!(verdict.text().contains(words), "{}", verdict.text());
    }
}

#[test]
fn prosody_that_does_without_offers_nothing_to_a_stranger() {
    let mut world = world(Issuer::Itself);
    let Some(_server) = prosody(&mut world, "") else {
        return;
    };
    let verdict = check(&world, FROM);
    verdict.finds(RULE, "external-not-offered", "info");
    verdict.finds(RULE, "answers", "ok");
}

/// ejabberd, with the tests' authority as the one that it trusts.
fn ejabberd(world: &mut World, change: Change) -> Option<super::process::Process> {
    let top = format!("ca_file: {}", world.path("ca.pem"));
    ejabberd::start(world, &Change { top, ..change })
}

#[test]
fn ejabberd_lets_in_whom_its_authority_vouches_for() {
    let mut world = world(Issuer::Trusted);
    let Some(_server) = ejabberd(&mut world, Change::default()) else {
        return;
    };
    succeeds(&check(&world, FROM), Some("invalid"));
}

#[test]
fn ejabberd_without_dialback_is_confirmed() {
    let mut world = world(Issuer::Trusted);
    let change = Change {
        without_dialback: true,
        ..Change::default()
    };
    let Some(_server) = ejabberd(&mut world, change) else {
        return;
    };
    check(&world, FROM).finds(RULE, "external-succeeds", "ok");
}

#[test]
fn ejabberd_refuses_a_certificate_that_nobody_vouches_for_and_answers_for_dialback() {
    let mut world = world(Issuer::Itself);
    let Some(_server) = ejabberd(&mut world, Change::default()) else {
        return;
    };
    // It offers EXTERNAL to any certificate, and looks at it afterwards.
    let verdict = check(&world, FROM);
    verdict.finds(RULE, "external-refused", "warn");
    verdict.finds(RULE, "answers", "ok");
    assert!(verdict.text().contains("self signed certificate"));
}
