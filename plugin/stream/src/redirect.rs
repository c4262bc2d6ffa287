//! Servers that send the peer elsewhere (RFC 6120 §4.9.3.19).

use std::net::{IpAddr, SocketAddr};

use checker_kit::address::AddressClass;
use serde::{Deserialize, Serialize};

use crate::transcript::Transcript;

/// One `see-other-host`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// Where the server sent us, in its words.
    pub to: String,
    /// What came of it.
    pub outcome: RedirectOutcome,
}

/// What came of following a redirect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum RedirectOutcome {
    /// Followed.
    Followed {
        /// The address it led to.
        address: SocketAddr,
        /// What was seen there.
        transcript: Box<Transcript>,
    },
    /// Not followed.
    Refused {
        /// Why not.
        reason: RedirectRefusal,
    },
}

/// Why a redirect was not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum RedirectRefusal {
    /// There were too many before it.
    #[error("more than {followed} redirects")]
    TooMany {
        /// How many were followed.
        followed: usize,
    },
    /// What the server named is not a host with or without a port.
    #[error("not a host and port")]
    NotAHost,
    /// The name has no address.
    #[error("the name does not resolve")]
    DoesNotResolve,
    /// It leads into another kind of network than the one it came from.
    #[error("{address} is a {} address", class.word())]
    AddressClass {
        /// The address.
        address: IpAddr,
        /// Its class.
        class: AddressClass,
    },
}
