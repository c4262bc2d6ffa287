//! A finding in few words, for tiles and certificates.

use checker_kit::contract::State;
use checker_stream::side::Side;

use crate::rules::part;

/// What is wrong, in few words: mostly the name of the finding says it.
pub(super) fn words(state: &State) -> String {
    let finding = state.code.strip_prefix(&state.rule).unwrap_or(&state.code);
    let finding = finding.trim_start_matches('.');
    let side = part(state);
    match finding {
        "none-published" => match side {
            Some(Side::Client) => "no records for clients",
            Some(Side::Server) => "no records for servers",
            None => "no SRV records",
        },
        "not-offered" if state.rule.starts_with("xmpp.srv_") => match side {
            Some(Side::Server) => "servers: not offered",
            _ => "clients: not offered",
        },
        "no-such-domain" => "no such domain",
        "lookup-broken" => "the zone is broken",
        "lookup-failed" => "no answer",
        "target-unresolvable" => "target without address",
        "target-broken" => "target's zone is broken",
        "target-is-address" => "target is an address",
        "target-is-alias" => "target is an alias",
        "only-jabber" => "only _jabber",
        "private-address" => "a private address",
        "port-zero" => "port 0",
        "denied-port" => "another protocol's port",
        "repeated" => "a record twice",
        "root-beside-records" => "offered and not offered",
        "only-direct-tls" => "only direct TLS",
        "no-address" if state.rule == "xmpp.ipv6_reachable" => "no IPv6",
        "no-answer" if state.rule == "xmpp.ipv6_reachable" => "IPv6 does not answer",
        "ipv6-only" => "IPv6 only",
        "no-endpoint" => "no address to try",
        "not-published" if state.rule == "xmpp.direct_tls" => "no direct TLS",
        "not-offered" if state.rule == "xmpp.direct_tls" => "no direct TLS",
        "broken" if state.rule == "xmpp.direct_tls" => "direct TLS is broken",
        "no-starttls" => "no STARTTLS",
        "not-offered" if state.rule == "xmpp.starttls_required" => "no STARTTLS",
        "not-required" => "encryption not required",
        "refused" if state.rule == "xmpp.starttls_required" => "STARTTLS refused",
        "failed" if state.rule == "xmpp.starttls_required" => "STARTTLS fails",
        "bytes-after-proceed" => "bytes in clear let in",
        "offered-again" => "STARTTLS offered twice",
        "old-tls" | "old-version" => "old TLS",
        "tls-failed" => "TLS fails",
        "outdated-cryptography" => "outdated",
        "client-certificate" => "a certificate is demanded",
        "parallel-refused" => "one connection at a time",
        "ill-formed" => "ill-formed XML",
        "no-features" => "ends after TLS",
        "not-checkable" | "not-tried" | "blocked-by-policy" | "no-resources" => "not checked",
        "out-of-time" => "the time was up",
        "plain-only" => "PLAIN only",
        "plain-before-tls" => "PLAIN before TLS",
        "none" if state.rule == "xmpp.sasl_mechanisms" => "no mechanism",
        "no-scram" => "no SCRAM",
        "weak" => "outdated mechanisms",
        "scram-sha-1-only" => "SCRAM-SHA-1 only",
        "channel-binding-types" => "binding types not told",
        "no-password-login" => "no password login",
        "anonymous" => "anybody gets in",
        "none" if state.rule == "xmpp.s2s_dialback" => "no way to authenticate",
        "nothing-offered" => "nothing offered",
        "accepts-anything" => "accepts any key",
        "silent" if state.rule == "xmpp.s2s_dialback" => "no answer about keys",
        "verify-refused" => "ends when asked",
        "certificate-required" => "certificate required",
        "expired" => "certificate expired",
        "expires-soon" => "certificate ends soon",
        "not-yet-valid" => "not valid yet",
        "name-mismatch" => "for another name",
        "unknown-issuer" => "issuer not trusted",
        "self-signed" => "self-signed",
        "missing-intermediate" => "intermediate missing",
        "outdated-link" => "intermediate outdated",
        "ca-certificate" => "an authority's",
        "bad-signature" => "wrong signature",
        "wrong-order" => "chain in wrong order",
        "too-long" => "chain too long",
        "no-client-auth" => "not for client use",
        "no-dns-name" => "no dNSName",
        "not-reported" | "not-looked-at" => "could not be looked at",
        other => return other.replace('-', " "),
    }
    .to_owned()
}
