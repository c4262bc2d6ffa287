//! The addresses of a host.

use std::net::IpAddr;

use checker_kit::dns::{Answer, Failure, LookupStatus};
use serde::{Deserialize, Serialize};

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

impl AddressLookup {
    /// Why the question could not be answered, if it could not.
    pub fn failure(&self) -> Option<Failure> {
        self.status.failure()
    }
}

impl From<Answer> for AddressLookup {
    fn from(answer: Answer) -> Self {
        Self {
            status: LookupStatus::from(&answer.outcome),
            authentic: answer.authentic,
            addresses: answer.addresses(),
            aliases: answer.aliases,
        }
    }
}
