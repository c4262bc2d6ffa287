//! What ejabberd is told.

use super::remedy::Remedy;
use super::server::{Server, Software};
use crate::real::world::{DOMAIN, World};

fn server() -> Option<Server> {
    Server::new(Software::Ejabberd, World::new())
}

#[test]
fn encryption_that_was_optional_is_required_and_passwords_are_hashed_with_sha_256() {
    let Some(mut server) = server() else {
        return;
    };
    server.replace("starttls_required: true", "starttls: true");
    server.replace("s2s_use_starttls: required", "s2s_use_starttls: optional");
    server.start();
    let sick = server.check();
    sick.finds("xmpp.sasl_mechanisms", "plain-before-tls", "crit");
    let sha256 = Remedy::of(&sick, "sasl.sha-1-only");
    server.put(&sha256.snippets("ejabberd, with auth_password_format: scram"));
    let optional = ["starttls.optional:c2s", "starttls.optional:s2s"];
    server.is_mended(&sick, "ejabberd", &optional);
    server.check().is_cured_of(&["sasl.sha-1-only"]);
}

#[test]
fn starttls_that_was_switched_off_is_required_and_outdated_mechanisms_are_taken_out() {
    let Some(mut server) = server() else {
        return;
    };
    server.replace("starttls_required: true", "starttls: false");
    server.take_out("s2s_use_starttls");
    // With passwords in clear it offers DIGEST-MD5.
    server.take_out("auth_password_format");
    let causes = [
        "starttls.missing:c2s",
        "starttls.missing:s2s",
        "sasl.outdated",
    ];
    server.is_cured_by("ejabberd", &causes);
}

#[test]
fn scram_is_offered_again() {
    let Some(mut server) = server() else {
        return;
    };
    let scram = "SCRAM-SHA-1, SCRAM-SHA-1-PLUS, SCRAM-SHA-256, SCRAM-SHA-256-PLUS, \
                 SCRAM-SHA-512, SCRAM-SHA-512-PLUS, ";
    server.replace(
        "loglevel",
        &format!("disable_sasl_mechanisms: [{scram}DIGEST-MD5]\nloglevel"),
    );
    server.start();
    let remedy = Remedy::of(&server.check(), "sasl.plain-only");
    remedy.says("Take every name that begins with SCRAM out of disable_sasl_mechanisms");
    server.replace(scram, "");
    server.put(&remedy.snippets("ejabberd, accounts kept by ejabberd"));
    server.start();
    server.check().is_cured_of(&["sasl.plain-only"]);
}

#[test]
fn a_domain_that_was_not_known_is_served() {
    let Some(mut server) = server() else {
        return;
    };
    server.replace(&format!("  - {DOMAIN}"), "  - other.example");
    server.is_cured_by("ejabberd", &["server.host-unknown:"]);
}
