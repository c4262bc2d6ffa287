//! What a server agreed to that current software refuses.

use serde::{Deserialize, Serialize};

/// A version of the protocol before 1.3.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    thiserror::Error,
)]
pub enum OutdatedVersion {
    /// RFC 6101.
    #[error("SSL 3.0")]
    #[serde(rename = "SSLv3")]
    Ssl3,
    /// RFC 2246.
    #[error("TLS 1.0")]
    #[serde(rename = "TLSv1.0")]
    Tls10,
    /// RFC 4346.
    #[error("TLS 1.1")]
    #[serde(rename = "TLSv1.1")]
    Tls11,
    /// RFC 5246.
    #[error("TLS 1.2")]
    #[serde(rename = "TLSv1.2")]
    Tls12,
}

/// What a server agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{version}, {cipher_suite}")]
pub struct Outdated {
    /// The version.
    pub version: OutdatedVersion,
    /// The cipher suite by its IANA name.
    pub cipher_suite: String,
}

impl Outdated {
    /// Whether version and cipher suite are current, so that it is the group of
    /// the key exchange that current software does not offer: P-521, say.
    pub fn is_by_group(&self) -> bool {
        let suite = &self.cipher_suite;
        let authenticated = suite.contains("_GCM_") || suite.contains("CHACHA20");
        self.version == OutdatedVersion::Tls12 && suite.contains("ECDHE") && authenticated
    }
}
