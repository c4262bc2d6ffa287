//! What the DNS said.

use std::net::IpAddr;

use checker_kit::dns::Failure;
use checker_stream::method::Method;
use checker_stream::side::Side;
use serde::{Deserialize, Serialize};

/// The SRV services of XMPP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Service {
    /// RFC 6120 §3.2.1.
    #[serde(rename = "_xmpp-client._tcp")]
    XmppClient,
    /// XEP-0368.
    #[serde(rename = "_xmpps-client._tcp")]
    XmppsClient,
    /// RFC 6120 §3.2.1.
    #[serde(rename = "_xmpp-server._tcp")]
    XmppServer,
    /// XEP-0368.
    #[serde(rename = "_xmpps-server._tcp")]
    XmppsServer,
    /// Before RFC 3920; no current software looks it up.
    #[serde(rename = "_jabber._tcp")]
    Jabber,
}

impl Service {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 5] = [
        Self::XmppClient,
        Self::XmppsClient,
        Self::XmppServer,
        Self::XmppsServer,
        Self::Jabber,
    ];

    /// The labels before the domain.
    pub fn labels(self) -> &'static str {
        match self {
            Self::XmppClient => "_xmpp-client._tcp",
            Self::XmppsClient => "_xmpps-client._tcp",
            Self::XmppServer => "_xmpp-server._tcp",
            Self::XmppsServer => "_xmpps-server._tcp",
            Self::Jabber => "_jabber._tcp",
        }
    }

    /// The side that the service belongs to; `_jabber` does not tell.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::XmppClient | Self::XmppsClient => Some(Side::Client),
            Self::XmppServer | Self::XmppsServer => Some(Side::Server),
            Self::Jabber => None,
        }
    }

    /// How TLS begins on its endpoints.
    pub fn method(self) -> Method {
        match self {
            Self::XmppsClient | Self::XmppsServer => Method::DirectTls,
            Self::XmppClient | Self::XmppServer | Self::Jabber => Method::StartTls,
        }
    }

    /// The service of a side with this start of TLS.
    pub fn of(side: Side, method: Method) -> Self {
        match (side, method) {
            (Side::Client, Method::StartTls) => Self::XmppClient,
            (Side::Client, Method::DirectTls) => Self::XmppsClient,
            (Side::Server, Method::StartTls) => Self::XmppServer,
            (Side::Server, Method::DirectTls) => Self::XmppsServer,
        }
    }
}

/// What came of a lookup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "status", content = "failure")]
pub enum LookupStatus {
    /// Records.
    Found,
    /// The name exists without such records.
    NoData,
    /// The name does not exist (NXDOMAIN).
    NoName,
    /// The question could not be answered.
    Failed(Failure),
}

/// One SRV lookup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SrvLookup {
    /// The service.
    pub service: Service,
    /// What came of it.
    #[serde(flatten)]
    pub status: LookupStatus,
    /// The AD bit of the response.
    pub authentic: bool,
    /// Where CNAME records led.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Time to live in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u32>,
    /// The records, by priority, then weight descending, target and port.
    pub records: Vec<SrvRecord>,
}

/// One SRV record (RFC 2782).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SrvRecord {
    /// Lower is tried first.
    pub priority: u16,
    /// Share among records of one priority.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The target in A-labels without final dot; `.` for "not offered".
    pub target: String,
}

/// The addresses of one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostLookup {
    /// The name.
    pub name: String,
    /// The A lookup.
    pub a: AddressLookup,
    /// The AAAA lookup.
    pub aaaa: AddressLookup,
}

/// One address lookup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressLookup {
    /// What came of it.
    #[serde(flatten)]
    pub status: LookupStatus,
    /// The AD bit of the response.
    pub authentic: bool,
    /// Where CNAME records led.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The addresses, sorted, each once.
    pub addresses: Vec<IpAddr>,
}

impl SrvRecord {
    /// Whether the record says "not offered" (RFC 2782, "Target").
    pub fn is_root(&self) -> bool {
        self.target == "."
    }
}

impl SrvLookup {
    /// The records that name a host.
    pub fn real(&self) -> impl Iterator<Item = &SrvRecord> {
        self.records.iter().filter(|record| !record.is_root())
    }

    /// Whether the sole record says "not offered".
    pub fn declares_absence(&self) -> bool {
        !self.records.is_empty() && self.records.iter().all(SrvRecord::is_root)
    }

    /// Why the question could not be answered, if it could not.
    pub fn failure(&self) -> Option<Failure> {
        match self.status {
            LookupStatus::Failed(failure) => Some(failure),
            LookupStatus::Found | LookupStatus::NoData | LookupStatus::NoName => None,
        }
    }
}

impl AddressLookup {
    /// Why the question could not be answered, if it could not.
    pub fn failure(&self) -> Option<Failure> {
        match self.status {
            LookupStatus::Failed(failure) => Some(failure),
            LookupStatus::Found | LookupStatus::NoData | LookupStatus::NoName => None,
        }
    }
}

impl HostLookup {
    /// All addresses.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.aaaa.addresses.iter().chain(&self.a.addresses).copied()
    }

    /// Whether there is any address.
    pub fn resolves(&self) -> bool {
        self.addresses().next().is_some()
    }

    /// Whether a failure of either lookup leaves open what there is.
    pub fn failure(&self) -> Option<Failure> {
        self.a.failure().or(self.aaaa.failure())
    }
}
