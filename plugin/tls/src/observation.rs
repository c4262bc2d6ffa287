//! The observation `tls_probes`: one probe for each endpoint, by reference.

use std::collections::BTreeMap;
use std::net::IpAddr;

use checker_kit::contract::Status;
use checker_kit::tls::{CertificateFacts, Signature};
use checker_stream::failure::ProbeFailure;
use serde::{Deserialize, Serialize};

/// What was seen of all endpoints.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Observation {
    /// By the reference of the entry.
    pub probes: BTreeMap<String, Probe>,
    /// How many endpoints were left out for want of budget.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

/// What was seen of one endpoint, over all its addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Probe {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Host and port, for people.
    pub endpoint: String,
    /// How TLS begins: `tls`, or `starttls-` and the dialect.
    pub r#type: String,
    /// The name the certificate has to be for.
    pub sni: String,
    /// The TLS version negotiated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_version: Option<String>,
    /// The cipher suite negotiated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cipher_suite: Option<String>,
    /// Whether the certificate is for the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname_match: Option<bool>,
    /// Whether the chain leads to a trusted root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain_valid: Option<bool>,
    /// End of the certificate's validity (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<String>,
    /// What is wrong, worst first.
    pub issues: Vec<Issue>,
    /// Each address by itself.
    pub addresses: Vec<AddressProbe>,
}

/// What was seen at one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressProbe {
    /// The address.
    pub address: IpAddr,
    /// The TLS version negotiated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_version: Option<String>,
    /// The cipher suite negotiated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cipher_suite: Option<String>,
    /// The application protocol negotiated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpn: Option<String>,
    /// Whether the handshake's signature could be checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// The certificates sent, the server's own first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<CertificateFacts>,
    /// Why there was no handshake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<ProbeFailure>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Issue {
    /// How bad it is.
    pub severity: Severity,
    /// The rule it falls under.
    pub rule: String,
    /// For machines.
    pub code: String,
    /// For people.
    pub message: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// How bad an issue is; the worst sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The endpoint could not be looked at, for reasons on our side.
    Error,
    /// Broken now.
    Crit,
    /// Some are affected, or soon will be.
    Warn,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The same as a status.
    pub fn status(self) -> Status {
        match self {
            Self::Error => Status::Error,
            Self::Crit => Status::Crit,
            Self::Warn => Status::Warn,
            Self::Info => Status::Info,
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
