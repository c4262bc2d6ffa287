//! The rules, in the order to show them.

mod chain_validity;
mod cipher_suite;
mod client_auth;
mod endpoints_discovered;
mod expiry;
mod fault;
mod handshake;
mod hostname_match;
mod peer_certificate_present;
mod per_endpoint;
mod reachability;
mod starttls_advertised;
mod starttls_dialect_supported;
mod version;

use checker_kit::rule::Rule;

use crate::case::Case;

/// All of them.
pub const ALL: &[Rule<Case>] = &[
    endpoints_discovered::RULE,
    reachability::RULE,
    handshake::RULE,
    starttls_advertised::RULE,
    starttls_dialect_supported::RULE,
    peer_certificate_present::RULE,
    chain_validity::RULE,
    hostname_match::RULE,
    expiry::RULE,
    version::RULE,
    cipher_suite::RULE,
    client_auth::RULE,
];
