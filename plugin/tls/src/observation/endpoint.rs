//! What was seen of one endpoint.

use std::net::IpAddr;

use checker_kit::dns::Failure;
use checker_kit::shared::tls_endpoint::TlsEndpoint;
use checker_kit::tls::Signature;
use checker_stream::endpoints::ChainFacts;
use checker_stream::failure::ProbeFailure;
use serde::{Deserialize, Serialize};

/// What was seen of one endpoint, over all its addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointFacts {
    /// The payload of the entry.
    pub entry: TlsEndpoint,
    /// Why its host has no addresses to try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup_failure: Option<Failure>,
    /// How many addresses were left out, being too many.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub addresses_left_out: usize,
    /// Each address by itself.
    #[serde(default)]
    pub addresses: Vec<AddressFacts>,
}

/// What was seen at one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressFacts {
    /// The address.
    pub address: IpAddr,
    /// What TLS agreed on, where there was a handshake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Agreed>,
    /// The certificates that the server sent.
    #[serde(default)]
    pub chain: ChainFacts,
    /// Whether the server named dialback (XEP-0220) before TLS; absent where
    /// it said nothing before TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialback: Option<bool>,
    /// Why there was no handshake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<ProbeFailure>,
    /// Whether the time of the whole check was up before its turn came.
    #[serde(default, skip_serializing_if = "is_false")]
    pub out_of_time: bool,
}

/// What a handshake agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// `TLSv1.2` or `TLSv1.3`.
    pub version: String,
    /// The cipher suite by its IANA name.
    pub cipher_suite: String,
    /// The key exchange group by its IANA name, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The application protocol that the server chose (RFC 7301), if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpn: Option<String>,
    /// The scheme that the server signed the handshake with, by its IANA name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_scheme: Option<String>,
    /// Whether that signature fits the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
fn is_false(truth: &bool) -> bool {
    !truth
}
