//! What was seen at one address and port.

use std::net::{IpAddr, SocketAddr};

use checker_kit::tcp::TcpError;
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::side::Side;
use checker_stream::transcript::Transcript;
use serde::{Deserialize, Serialize};

use super::Service;

/// An endpoint: one address of one target, with everything seen there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The address.
    pub address: IpAddr,
    /// The port.
    pub port: u16,
    /// The side.
    pub side: Side,
    /// How TLS begins.
    pub method: Method,
    /// The records that lead here, in the order in which they are tried; the
    /// domain itself where none did.
    pub origins: Vec<Origin>,
    /// Whether the stream was opened to the A-label form because the server
    /// did not know the U-label.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_a_label: bool,
    /// What was seen.
    pub transcript: Transcript,
    /// The hosts that `see-other-host` led to, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirects: Vec<Redirect>,
    /// What is really there, where it is not what the record says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<Diagnosis>,
}

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

/// One `see-other-host` (RFC 6120 §4.9.3.19).
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
    /// Not followed, with the reason.
    Refused {
        /// The reason, for people.
        reason: String,
    },
}

/// What is behind an endpoint, where it is not what its record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "found")]
pub enum Diagnosis {
    /// Behind a STARTTLS record: TLS from the first byte.
    DirectTls {
        /// Whether an XMPP server answered under TLS.
        xmpp: bool,
    },
    /// Behind a direct-TLS record: XMPP with STARTTLS.
    StartTls,
    /// An HTTP server.
    Http,
    /// An HTTPS server.
    Https,
    /// The other side of the service.
    OtherSide {
        /// Which one answered.
        side: Side,
    },
}

impl Endpoint {
    /// The endpoint as people write it: `192.0.2.1:5222`, `[2001:db8::1]:5222`.
    pub fn name(&self) -> String {
        SocketAddr::new(self.address, self.port).to_string()
    }

    /// The service that the endpoint counts for.
    pub fn service(&self) -> Service {
        Service::of(self.side, self.method)
    }

    /// What was seen at the end of all redirects.
    pub fn last(&self) -> &Transcript {
        let last = self
            .redirects
            .iter()
            .rev()
            .find_map(|redirect| match &redirect.outcome {
                RedirectOutcome::Followed { transcript, .. } => Some(&**transcript),
                RedirectOutcome::Refused { .. } => None,
            });
        last.unwrap_or(&self.transcript)
    }

    /// Whether TLS was established with a server of this side.
    pub fn secured(&self) -> bool {
        self.last().secured() && !matches!(self.diagnosis, Some(Diagnosis::OtherSide { .. }))
    }

    /// Why nothing is known about the endpoint for reasons on our side.
    pub fn not_checkable(&self) -> Option<&TcpError> {
        match &self.last().failure.as_ref()?.cause {
            FailureCause::Tcp(
                error @ (TcpError::NoRoute | TcpError::Blocked(_) | TcpError::Limit),
            ) => Some(error),
            _ => None,
        }
    }
}
