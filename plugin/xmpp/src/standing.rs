//! How far an endpoint lets somebody get.

use checker_kit::tcp::Denial;
use checker_kit::tls::{OutdatedVersion, TlsFailure};
use checker_stream::external;
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::side::Side;
use checker_stream::step::Step;
use checker_stream::stream_error::StreamError;

use crate::observation::{Endpoint, NotChecked};
use crate::words::RARE_GROUP;

/// How far an endpoint lets somebody get, by what was seen of its streams.
/// Certificates are another question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was not tried, for reasons on the prober's side.
    Untried,
    /// No TLS with what the record promises.
    Dead,
    /// TLS for those who still accept outdated cryptography.
    Outdated,
    /// TLS, and nothing usable after it.
    Stuck,
    /// TLS, and what is offered after it lets nobody authenticate.
    NoLogin,
    /// TLS that ends in front of a server which asks for STARTTLS once more.
    TlsInFront,
    /// TLS, and only a server with a certificate learns more.
    CertificateOnly,
    /// Everything that it takes to authenticate.
    Usable,
}

impl Standing {
    /// That of an endpoint.
    pub fn of(endpoint: &Endpoint) -> Self {
        match endpoint.not_checked() {
            // Whoever looks, no XMPP server is behind such a port.
            Some(NotChecked::Blocked(Denial::Port)) => return Self::Dead,
            Some(_) => return Self::Untried,
            // Nor is one at such an address.
            None if endpoint.of_nobody => return Self::Dead,
            None => {}
        }
        if refuses_strangers(endpoint) {
            return Self::CertificateOnly;
        }
        if !endpoint.secured() {
            return match is_outdated(endpoint) {
                true => Self::Outdated,
                false => Self::Dead,
            };
        }
        let Some(features) = &endpoint.last().features else {
            return Self::Stuck;
        };
        let login = match endpoint.side {
            Side::Client => features.all_mechanisms().next().is_some(),
            Side::Server => !ways(endpoint).is_empty(),
        };
        match (endpoint.method, &features.starttls) {
            (Method::DirectTls, Some(starttls)) if starttls.mandatory || !login => Self::TlsInFront,
            _ if login => Self::Usable,
            _ => Self::NoLogin,
        }
    }
}

/// Whether a server turns other servers away for want of a certificate that it
/// accepts. `not-authorized` is what Prosody says for
/// `s2s_secure_auth`.
pub fn refuses_strangers(endpoint: &Endpoint) -> bool {
    let Some(failure) = &endpoint.last().failure else {
        return false;
    };
    if endpoint.side != Side::Server || endpoint.diagnosis.is_some() {
        return false;
    }
    match &failure.cause {
        FailureCause::Tls(TlsFailure::CertificateDemanded | TlsFailure::CertificateRefused(_)) => {
            true
        }
        FailureCause::StreamError(error) => {
            failure.step == Step::Features
                && matches!(
                    error.condition.as_str(),
                    "not-authorized" | "invalid-from" | "improper-addressing"
                )
        }
        _ => false,
    }
}

/// How other servers can authenticate, from what came under TLS only: what was
/// said in clear proves nothing.
pub fn ways(endpoint: &Endpoint) -> Vec<&'static str> {
    let transcript = endpoint.last();
    let Some(features) = &transcript.features else {
        return Vec::new();
    };
    let mut ways = Vec::new();
    if transcript.offers_dialback() {
        ways.push("dialback");
    }
    if external::is_offered(features) {
        ways.push(external::MECHANISM);
    }
    ways
}

/// Whether most get as far as TLS there, outdated or not.
pub fn lets_in(endpoint: &Endpoint) -> bool {
    endpoint.secured() || Standing::of(endpoint) == Standing::Outdated
}

/// Whether it is a group of the key exchange, and nothing outdated, that keeps
/// current software out.
pub fn is_by_group(endpoint: &Endpoint) -> bool {
    let failure = endpoint.last().failure.as_ref();
    failure.is_some_and(|failure| match &failure.cause {
        FailureCause::Tls(TlsFailure::Outdated(agreed)) => agreed.is_by_group(),
        _ => false,
    })
}

/// What it takes to get in where current software does not.
pub fn only_with(endpoint: &Endpoint) -> &'static str {
    match is_by_group(endpoint) {
        true => RARE_GROUP,
        false => "outdated cryptography",
    }
}

/// Prosody where no module adds a feature: "No stream features to offer" to
/// servers, "… to proceed with" to clients.
pub fn has_no_features(error: &StreamError) -> bool {
    let text = error.text.as_deref().unwrap_or_default();
    error.condition == "undefined-condition"
        && text.to_ascii_lowercase().contains("no stream features")
}

/// Whether the server agrees to something that most software still accepts:
/// TLS 1.2 with cipher suites of its past. Nobody current accepts what is older
/// (RFC 8996).
fn is_outdated(endpoint: &Endpoint) -> bool {
    let Some(failure) = &endpoint.last().failure else {
        return false;
    };
    match &failure.cause {
        FailureCause::Tls(TlsFailure::Outdated(agreed)) => {
            endpoint.diagnosis.is_none() && agreed.version == OutdatedVersion::Tls12
        }
        _ => false,
    }
}
