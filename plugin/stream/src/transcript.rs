//! What a probe writes down.

use checker_kit::tls::TlsFacts;
use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};

use crate::dialback::Verdict;
use crate::external::External;
use crate::failure::{FailureCause, ProbeFailure};
use crate::features::Features;
use crate::header::Header;
use crate::ill_formed::IllFormed;
use crate::step::StepTime;
use crate::stream_error::StreamError;

/// Everything seen at one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Transcript {
    /// The steps gone, in order; the last may have failed.
    pub steps: Vec<StepTime>,
    /// The server's header in clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_before_tls: Option<Header>,
    /// The features in clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features_before_tls: Option<Features>,
    /// Where the stream in clear was not well-formed, and read all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ill_formed_before_tls: Vec<IllFormed>,
    /// Bytes that came in clear between `<proceed/>` and TLS, as an excerpt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_proceed: Option<String>,
    /// What TLS agreed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsFacts>,
    /// The server's header under TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The features under TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<Features>,
    /// Where the stream under TLS was not well-formed, and read all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ill_formed: Vec<IllFormed>,
    /// What came of the attempt to authenticate by certificate, where there
    /// was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<External>,
    /// What the server said to a dialback key that nobody made, where it
    /// offers dialback and was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialback: Option<Verdict>,
    /// Whether the answer to that repeated the key.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dialback_key_repeated: bool,
    /// Where the server ended a TLS connection: whether it sent close_notify.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_notify: Option<bool>,
    /// Why the probe did not get to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<ProbeFailure>,
}

/// What came of a probe.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Probe {
    /// What was seen.
    pub transcript: Transcript,
    /// The certificates that the server sent, its own first.
    pub chain: Vec<CertificateDer<'static>>,
}

impl Transcript {
    /// Whether TLS was established.
    pub fn secured(&self) -> bool {
        self.tls.is_some()
    }

    /// Whether dialback is offered, by what came under TLS only: what was said
    /// in clear proves nothing.
    pub fn offers_dialback(&self) -> bool {
        // XEP-0220 §2.1: the namespace in the header announces dialback; the
        // feature only adds graceful errors.
        let announced = self.header.as_ref().is_some_and(|header| header.dialback);
        let Some(features) = &self.features else {
            return false;
        };
        features.dialback || announced
    }

    /// What ended the probe.
    pub fn cause(&self) -> Option<&FailureCause> {
        Some(&self.failure.as_ref()?.cause)
    }

    /// The stream error that ended the probe.
    pub fn stream_error(&self) -> Option<&StreamError> {
        match self.cause()? {
            FailureCause::StreamError(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the time was up.
    pub fn timed_out(&self) -> bool {
        self.cause() == Some(&FailureCause::TimedOut)
    }

    /// Whether the server took the connection and spoke, in clear or by TLS.
    pub fn spoke(&self) -> bool {
        self.header_before_tls.is_some() || self.secured()
    }

    /// Microseconds over all steps.
    pub fn micros(&self) -> u64 {
        self.steps.iter().map(|step| step.micros).sum()
    }
}
