//! Why an endpoint is tried.

use serde::{Deserialize, Serialize};

use super::service::Service;

/// Why an endpoint is tried.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// The record's priority; zero for the fallback.
    pub priority: u16,
    /// The record's weight; zero for the fallback.
    pub weight: u16,
    /// The SRV service; absent for the fallback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// The name whose address it is.
    pub host: String,
}
