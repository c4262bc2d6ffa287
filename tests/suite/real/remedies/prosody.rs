//! What Prosody is told.

use super::remedy::Remedy;
use super::server::{Server, Software};
use crate::real::world::{DOMAIN, World};

fn server() -> Option<Server> {
    Server::new(Software::Prosody, World::new())
}

#[test]
fn encryption_that_was_optional_is_required() {
    let Some(mut server) = server() else {
        return;
    };
    server.replace(
        "c2s_require_encryption = true",
        "c2s_require_encryption = false\nallow_unencrypted_plain_auth = true",
    );
    server.replace(
        "s2s_require_encryption = true",
        "s2s_require_encryption = false",
    );
    server.start();
    let sick = server.check();
    sick.finds("xmpp.sasl_mechanisms", "plain-before-tls", "crit");
    server.is_mended(
        &sick,
        "Prosody",
        &["starttls.optional:c2s", "starttls.optional:s2s"],
    );
}

#[test]
fn a_tls_module_that_was_missing_is_loaded() {
    let Some(mut server) = server() else {
        return;
    };
    server.take_out("    \"tls\";");
    server.is_cured_by("Prosody", &["starttls.missing:c2s", "starttls.missing:s2s"]);
}

#[test]
fn a_tls_module_is_loaded_where_clear_text_was_allowed() {
    let Some(mut server) = server() else {
        return;
    };
    server.take_out("    \"tls\";");
    server.take_out("c2s_require_encryption");
    server.replace("VirtualHost", "c2s_require_encryption = false\nVirtualHost");
    server.is_cured_by("Prosody", &["starttls.missing:c2s", "starttls.missing:s2s"]);
}

#[test]
fn dialback_is_enabled() {
    let Some(mut server) = server() else {
        return;
    };
    server.take_out("    \"dialback\";");
    server.is_cured_by("Prosody", &["s2s.no-authentication"]);
}

#[test]
fn or_certificates_are_required_of_other_servers() {
    let Some(mut server) = server() else {
        return;
    };
    server.take_out("    \"dialback\";");
    server.is_cured_by("Prosody, certificates only", &["s2s.no-authentication"]);
}

#[test]
fn scram_is_offered_again() {
    let Some(mut server) = server() else {
        return;
    };
    server.replace(
        "VirtualHost",
        "disable_sasl_mechanisms = { \"SCRAM-SHA-1\", \"SCRAM-SHA-256\", \"DIGEST-MD5\" }\nVirtualHost",
    );
    server.start();
    let remedy = Remedy::of(&server.check(), "sasl.plain-only");
    remedy.says("Take every name that begins with SCRAM out of disable_sasl_mechanisms");
    server.replace("\"SCRAM-SHA-1\", \"SCRAM-SHA-256\", ", "");
    server.put(&remedy.snippets("Prosody, accounts kept by Prosody"));
    server.start();
    server.check().is_cured_of(&["sasl.plain-only"]);
}

#[test]
fn passwords_are_hashed_with_sha_256() {
    let Some(mut server) = server() else {
        return;
    };
    server.is_cured_by("Prosody 0.12, with internal_hashed", &["sasl.sha-1-only"]);
}

#[test]
fn a_domain_that_was_not_known_is_served() {
    let Some(mut server) = server() else {
        return;
    };
    server.replace(&format!("\"{DOMAIN}\""), "\"other.example\"");
    server.is_cured_by("Prosody", &["server.host-unknown:"]);
}
