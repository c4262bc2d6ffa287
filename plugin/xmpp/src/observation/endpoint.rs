//! What was seen at one address and port.

use std::net::{IpAddr, SocketAddr};

use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::method::Method;
use checker_stream::redirect::{Redirect, RedirectOutcome};
use checker_stream::side::Side;
use checker_stream::transcript::Transcript;
use serde::{Deserialize, Serialize};

use super::diagnosis::Diagnosis;
use super::not_checked::NotChecked;
use super::origin::Origin;
use super::service::Service;
use super::software::Software;

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
    /// Which software it is, where its streams tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software: Option<Software>,
    /// How the endpoint failed while other connections to the same address
    /// were open, where it answered when it was tried again alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallel_refused: Option<ProbeFailure>,
    /// Whether the time of the whole check was up before the endpoint had had
    /// its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub out_of_time: bool,
    /// Whether nobody connected, since the address names everybody's own machine
    /// or none at all, beside others of the domain that mean the same to all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_nobody: bool,
}

impl Endpoint {
    /// An endpoint of which nothing is known yet.
    pub fn unvisited(remote: SocketAddr, side: Side, method: Method) -> Self {
        Self {
            address: remote.ip(),
            port: remote.port(),
            side,
            method,
            origins: Vec::new(),
            to_a_label: false,
            transcript: Transcript::default(),
            redirects: Vec::new(),
            diagnosis: None,
            software: None,
            parallel_refused: None,
            out_of_time: false,
            of_nobody: false,
        }
    }

    /// The endpoint at an address where nobody's server is.
    pub fn of_nobody(remote: SocketAddr, side: Side, method: Method) -> Self {
        Self {
            of_nobody: true,
            ..Self::unvisited(remote, side, method)
        }
    }

    /// The endpoint as people write it: `192.0.2.1:5222`, `[2001:db8::1]:5222`.
    pub fn name(&self) -> String {
        self.remote().to_string()
    }

    /// Where to connect to.
    pub fn remote(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
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

    /// The host that it is tried for first.
    pub fn host(&self) -> &str {
        let first = self.origins.first();
        first.map_or("", |origin| origin.host.as_str())
    }

    /// Whether TLS was established with what the record promises; whether
    /// anybody can do something with it is another question.
    pub fn secured(&self) -> bool {
        self.last().secured() && self.diagnosis.is_none()
    }

    /// Whether the stream got to its features under TLS: the server serves
    /// the domain here, on this side.
    pub fn usable(&self) -> bool {
        self.secured() && self.last().features.is_some()
    }

    /// Why the way to features under TLS ended early, where TLS was
    /// established: it leads nowhere.
    pub fn stuck_after_tls(&self) -> Option<&ProbeFailure> {
        match self.secured() && !self.usable() {
            true => self.last().failure.as_ref(),
            false => None,
        }
    }

    /// Why nothing is known about the endpoint for reasons on our side.
    pub fn not_checked(&self) -> Option<NotChecked> {
        if self.out_of_time {
            return Some(NotChecked::OutOfTime);
        }
        match &self.last().failure.as_ref()?.cause {
            FailureCause::Tcp(error) => NotChecked::of(error),
            _ => None,
        }
    }
}
