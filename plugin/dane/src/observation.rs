//! The observation `dane_probes`: what was seen, raw, and beside it what others
//! read of it, judged.

use std::collections::BTreeMap;
use std::net::IpAddr;

use checker_kit::dns::{LookupStatus, rdata::TLSA};
use checker_kit::shared::dane_probes::Probe;
use checker_kit::shared::tls_endpoint::{TlsEndpoint, Unreadable};
use checker_kit::text::hex;
use checker_stream::endpoints::{Certificates, ChainFacts};
use serde::{Deserialize, Serialize};

/// The version of the form that is described here.
pub const SCHEMA: u32 = 1;
/// The longest data of a record, in bytes: a certificate as a whole.
const MAX_DATA: usize = 16 * 1024;

/// What was seen of all endpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The version of this form.
    pub schema: u32,
    /// What others read, by the reference of the entry. Follows from the rest,
    /// for the moment `judged_at`; no verdict of this checker rests on it.
    #[serde(default)]
    pub probes: BTreeMap<String, Probe>,
    /// The moment for which `probes` holds: seconds since
    /// 1970-01-01T00:00:00Z.
    #[serde(default)]
    pub judged_at: i64,
    /// Whether the resolver validates: it said of some answer that it is
    /// authenticated (RFC 4035 §3.2.3). Absent where nothing depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validating: Option<bool>,
    /// What was seen at each endpoint, by the reference of the entry.
    pub endpoints: BTreeMap<String, EndpointFacts>,
    /// Each certificate that was shown, once.
    #[serde(default)]
    pub certificates: Certificates,
    /// Entries that could not be read, by reference.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unreadable: BTreeMap<String, Unreadable>,
    /// How many entries were left out, being too many.
    #[serde(default)]
    pub left_out: usize,
}

/// What was seen of one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointFacts {
    /// The payload of the entry.
    pub entry: TlsEndpoint,
    /// What the DNS has of it; absent for an address, which has no records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup: Option<TlsaLookup>,
    /// Whether the addresses of the host are authenticated; absent where nobody
    /// asked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses_authentic: Option<bool>,
    /// What each address showed, where there was a reason to go there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<AddressFacts>,
}

/// One lookup of TLSA records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsaLookup {
    /// The name (RFC 6698 §3).
    pub owner: String,
    /// What came of it.
    #[serde(flatten)]
    pub status: LookupStatus,
    /// The AD bit of the response.
    pub authentic: bool,
    /// The records, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Record>,
}

/// A TLSA record (RFC 6698 §2.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Record {
    /// The certificate usage.
    pub usage: u8,
    /// The selector.
    pub selector: u8,
    /// The matching type.
    pub matching: u8,
    /// The certificate association data, in hexadecimal.
    pub data: String,
}

/// What one address showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressFacts {
    /// The address.
    pub address: IpAddr,
    /// The certificates that the server sent.
    #[serde(default)]
    pub chain: ChainFacts,
    /// Why there are none, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

impl TlsaLookup {
    /// Whether there are records.
    pub fn is_found(&self) -> bool {
        self.status == LookupStatus::Found
    }
}

impl From<&TLSA> for Record {
    fn from(record: &TLSA) -> Self {
        // What is longer is cut, and so fits nothing.
        let data = record.cert_data.get(..MAX_DATA);
        Self {
            usage: record.cert_usage.into(),
            selector: record.selector.into(),
            matching: record.matching.into(),
            data: hex(data.unwrap_or(&record.cert_data)),
        }
    }
}

impl Default for Observation {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            probes: BTreeMap::new(),
            judged_at: 0,
            validating: None,
            endpoints: BTreeMap::new(),
            certificates: Certificates::default(),
            unreadable: BTreeMap::new(),
            left_out: 0,
        }
    }
}
