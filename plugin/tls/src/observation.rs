//! The observation `tls_probes`: what was seen, raw, and beside it what others
//! read of it, judged.

mod endpoint;

use std::collections::BTreeMap;

use checker_kit::shared::tls_endpoint::Unreadable;
use checker_kit::shared::tls_probes::Probe;
use serde::{Deserialize, Serialize};

pub use checker_stream::endpoints::{Certificates, ChainFacts};
pub use endpoint::{AddressFacts, Agreed, EndpointFacts};

/// The version of the form that is described here.
pub const SCHEMA: u32 = 2;

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
    /// What was seen at each endpoint, by the reference of the entry.
    pub endpoints: BTreeMap<String, EndpointFacts>,
    /// Each certificate that was shown, once.
    #[serde(default)]
    pub certificates: Certificates,
    /// Entries that could not be read, by reference.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unreadable: BTreeMap<String, Unreadable>,
    /// How many entries were left out, being too many.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

impl Default for Observation {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            probes: BTreeMap::new(),
            judged_at: 0,
            endpoints: BTreeMap::new(),
            certificates: Certificates::default(),
            unreadable: BTreeMap::new(),
            left_out: 0,
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
