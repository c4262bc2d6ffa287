//! The observation `dane_probes`: what a DANE checker found at the endpoints
//! that others published.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Deserializer, Serialize};

use super::issue::{Issue, issues};
use super::lenient;

/// The key of the observation.
pub const KEY: &str = "dane_probes";

/// The most probes taken.
const MAX_PROBES: usize = 256;
/// The most addresses taken of one probe.
const MAX_ADDRESSES: usize = 64;

/// What was found, by the reference of the entry.
///
/// A reader takes what it can: members of another type are absent, texts are
/// cut after 1000 characters, issues after 50, addresses after 64, probes after
/// 256. Members that are not described here belong to the checker that wrote
/// them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(title = "dane_probes"))]
pub struct Probes {
    /// One for each entry that was looked at.
    #[serde(default, deserialize_with = "probes")]
    pub probes: BTreeMap<String, Probe>,
    /// Why there are none, where the observation could not be made.
    #[serde(
        default,
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub error: Option<String>,
}

/// What was found at one endpoint, over all its addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probe {
    /// Host and port, for people.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub endpoint: Option<String>,
    /// The name of the TLSA records (RFC 6698 §3): `_5269._tcp.im.example.org`.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub owner: Option<String>,
    /// Whether peers that know DANE go by the records: some are usable, and all
    /// answers on the way to them are authenticated. Absent where that is not
    /// known.
    #[serde(
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    pub applies: Option<bool>,
    /// Whether a usable record matches, at every address that showed a
    /// certificate. Absent where nobody looked.
    #[serde(
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    pub matches: Option<bool>,
    /// Lines for the zone: the records that fit what was shown.
    #[serde(
        deserialize_with = "lenient::texts",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub lines: Vec<String>,
    /// What is wrong, worst first.
    #[serde(deserialize_with = "issues")]
    pub issues: Vec<Issue>,
    /// Each address by itself.
    #[serde(deserialize_with = "addresses", skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
}

/// What was found at one address of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Address {
    /// The IP address, without brackets.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub address: IpAddr,
    /// Whether a usable record matches what was shown there.
    #[serde(
        default,
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    pub matches: Option<bool>,
}

impl Probes {
    /// Reads an observation, whoever made it.
    ///
    /// # Errors
    ///
    /// Where it is not JSON.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        lenient::object(text)
    }
}

impl Probe {
    /// Whether a usable record matches at this address: by what is said of it,
    /// else by what is said of all.
    pub fn matches_at(&self, address: IpAddr) -> Option<bool> {
        let mut of_it = self.addresses.iter().filter(|one| one.address == address);
        of_it.find_map(|one| one.matches).or(self.matches)
    }
}

fn addresses<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Address>, D::Error> {
    lenient::objects(input, MAX_ADDRESSES)
}

fn probes<'de, D: Deserializer<'de>>(input: D) -> Result<BTreeMap<String, Probe>, D::Error> {
    lenient::named_objects(input, MAX_PROBES)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::shared::issue::Severity;

    #[test]
    fn what_can_be_read_is_read_whoever_wrote_it() {
        let text = json!({ "probes": {
            "a:1": {
                "owner": "_1._tcp.a", "applies": true, "matches": "yes",
                "issues": [{ "severity": "CRITICAL", "code": "mismatch", "message": "No." }],
                "addresses": [{ "address": "192.0.2.1", "matches": true }, { "address": 7 }, 7],
            },
            "b:2": 7,
        } });
        let read = Probes::read(&text.to_string()).unwrap();
        assert_eq!(read.probes.len(), 1);
        let probe = &read.probes["a:1"];
        assert_eq!((probe.applies, probe.matches), (Some(true), None));
        assert_eq!(probe.issues[0].severity, Severity::Crit);
        assert_eq!(probe.addresses.len(), 1);
        assert_eq!(probe.matches_at("192.0.2.1".parse().unwrap()), Some(true));
        assert_eq!(probe.matches_at("192.0.2.2".parse().unwrap()), None);
        assert_eq!(Probes::read("[]").unwrap(), Probes::default());
        assert!(Probes::read("{").is_err());
    }

    #[test]
    fn what_is_written_is_read() {
        let probe = Probe {
            endpoint: Some("a:1".into()),
            applies: Some(true),
            matches: Some(false),
            addresses: vec![Address {
                address: "2001:db8::1".parse().unwrap(),
                matches: Some(false),
            }],
            ..Probe::default()
        };
        let probes = Probes {
            probes: [("a:1".to_owned(), probe)].into(),
            error: Some("none".into()),
        };
        let text = serde_json::to_string(&probes).unwrap();
        assert_eq!(Probes::read(&text).unwrap(), probes);
    }
}
