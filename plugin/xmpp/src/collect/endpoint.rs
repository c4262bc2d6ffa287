//! One visit to one endpoint: the probe, and where it fails, the question why.

use std::net::{IpAddr, SocketAddr};

use checker_kit::clock::Mark;
use checker_kit::dns::lookup_addresses;
use checker_kit::tcp::TcpError;
use checker_kit::tls::{Config, TlsFailure};
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::probe::probe;
use checker_stream::reader::{Foreign, ReadError};
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;
use checker_stream::step::Step;
use checker_stream::transcript::Transcript;

use crate::domain::Domain;
use crate::observation::{Diagnosis, Endpoint, Redirect, RedirectOutcome};
use crate::settings::Settings;

/// How many `see-other-host` are followed.
const MAX_REDIRECTS: usize = 2;

/// Visits one endpoint; the budget covers everything done there.
pub(super) async fn visit(
    settings: &Settings,
    config: &Config,
    remote: SocketAddr,
    side: Side,
    method: Method,
    legacy: bool,
) -> Endpoint {
    let visit = Visit {
        settings,
        config,
        deadline: Mark::now().plus(settings.timeout),
    };
    let mut endpoint = unvisited(remote, side, method, Transcript::default());
    endpoint.transcript = visit
        .probe(remote, side, method, &settings.domain.unicode)
        .await;
    visit.retry_with_a_label(&mut endpoint, remote).await;
    visit.follow_redirects(&mut endpoint, remote).await;
    visit.diagnose(&mut endpoint, remote, legacy).await;
    endpoint
}

/// An endpoint with a transcript and nothing else.
pub(super) fn unvisited(
    remote: SocketAddr,
    side: Side,
    method: Method,
    transcript: Transcript,
) -> Endpoint {
    Endpoint {
        address: remote.ip(),
        port: remote.port(),
        side,
        method,
        origins: Vec::new(),
        to_a_label: false,
        transcript,
        redirects: Vec::new(),
        diagnosis: None,
    }
}

struct Visit<'a> {
    settings: &'a Settings,
    config: &'a Config,
    deadline: Mark,
}

impl Visit<'_> {
    async fn probe(&self, remote: SocketAddr, side: Side, method: Method, to: &str) -> Transcript {
        let config = SessionConfig {
            side,
            method,
            depth: Depth::Features,
            sni: &self.settings.domain.ascii,
            to,
            from: match side {
                Side::Client => None,
                // RFC 6120 §4.7.1: servers refuse a peer without `from`.
                Side::Server => Some(&self.settings.from),
            },
            alpn: &[side.alpn()],
            tls: self.config,
        };
        probe(remote, config, self.deadline).await.transcript
    }

    /// RFC 7622 §3.2 asks for U-labels; some servers know only the A-labels.
    async fn retry_with_a_label(&self, endpoint: &mut Endpoint, remote: SocketAddr) {
        let domain = &self.settings.domain;
        if !domain.is_international() || condition(&endpoint.transcript) != Some("host-unknown") {
            return;
        }
        let retried = self
            .probe(remote, endpoint.side, endpoint.method, &domain.ascii)
            .await;
        if condition(&retried) == Some("host-unknown") {
            return;
        }
        endpoint.transcript = retried;
        endpoint.to_a_label = true;
    }

    /// RFC 6120 §4.9.3.19.
    async fn follow_redirects(&self, endpoint: &mut Endpoint, first: SocketAddr) {
        let mut from = first;
        while let Some(to) = other_host(endpoint.last()) {
            if endpoint.redirects.len() == MAX_REDIRECTS {
                let reason = format!("more than {MAX_REDIRECTS} redirects");
                endpoint.redirects.push(refused(to, reason));
                return;
            }
            let outcome = match self.locate(&to, from, endpoint.side).await {
                Err(reason) => {
                    endpoint.redirects.push(refused(to, reason));
                    return;
                }
                Ok(address) => {
                    from = address;
                    let to = match endpoint.to_a_label {
                        true => &self.settings.domain.ascii,
                        false => &self.settings.domain.unicode,
                    };
                    let transcript = self
                        .probe(address, endpoint.side, endpoint.method, to)
                        .await;
                    RedirectOutcome::Followed {
                        address,
                        transcript: Box::new(transcript),
                    }
                }
            };
            endpoint.redirects.push(Redirect { to, outcome });
        }
    }

    /// The address that a `see-other-host` names, of the family in use.
    async fn locate(&self, to: &str, from: SocketAddr, side: Side) -> Result<SocketAddr, String> {
        let (host, port) = split_host(to, side.default_port()).ok_or("not a host and port")?;
        let candidates = match host.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => {
                let name = Domain::parse("see-other-host", &host).map_err(|_| "not a host name")?;
                let (a, aaaa) = lookup_addresses(&name.ascii, self.deadline).await;
                let (a, aaaa) = (a.addresses(), aaaa.addresses());
                match from.is_ipv6() {
                    true => [aaaa, a].concat(),
                    false => [a, aaaa].concat(),
                }
            }
        };
        let address = *candidates.first().ok_or("the name does not resolve")?;
        // A public server must not make the prober look into somebody's
        // private network; within one it may.
        if is_private(address) && !is_private(from.ip()) {
            return Err(format!("{address} is a private address"));
        }
        Ok(SocketAddr::new(address, port))
    }

    /// Where the endpoint is not what its record says: what is it?
    async fn diagnose(&self, endpoint: &mut Endpoint, remote: SocketAddr, legacy: bool) {
        if answers_for(&endpoint.transcript) == Some(endpoint.side.other()) {
            return self.other_side(endpoint, remote, legacy).await;
        }
        let Some(failure) = &endpoint.transcript.failure else {
            return;
        };
        let (side, method, step) = (endpoint.side, endpoint.method, failure.step);
        let cause = failure.cause.clone();
        endpoint.diagnosis = match (&cause, method) {
            (FailureCause::Xml(ReadError::Foreign(Foreign::Http(_) | Foreign::Html(_))), _) => {
                Some(match step {
                    Step::Features => Diagnosis::Https,
                    _ => Diagnosis::Http,
                })
            }
            (FailureCause::StreamError(error), _) if error.condition == "invalid-namespace" => {
                // The other side of the service often hides behind this.
                let other = self.try_other(remote, side.other(), method).await;
                match other.filter(has_header) {
                    None => None,
                    Some(found) if legacy => {
                        // `_jabber` does not tell the side: the answer does.
                        endpoint.side = side.other();
                        endpoint.transcript = found;
                        None
                    }
                    Some(_) => Some(Diagnosis::OtherSide { side: side.other() }),
                }
            }
            (cause, Method::StartTls) if step == Step::Stream && speaks_otherwise(cause) => {
                let other = self.try_other(remote, side, Method::DirectTls).await;
                other
                    .filter(Transcript::secured)
                    .map(|found| match is_http(&found) {
                        true => Diagnosis::Https,
                        false => Diagnosis::DirectTls {
                            xmpp: has_header(&found),
                        },
                    })
            }
            (FailureCause::Tls(TlsFailure::NotTls(begins)), Method::DirectTls)
                if begins.starts_with("HTTP/") =>
            {
                Some(Diagnosis::Http)
            }
            (cause, Method::DirectTls) if step == Step::Tls && speaks_otherwise(cause) => {
                let other = self.try_other(remote, side, Method::StartTls).await;
                match other {
                    Some(found) if has_header(&found) => Some(Diagnosis::StartTls),
                    Some(found) if is_http(&found) => Some(Diagnosis::Http),
                    _ => None,
                }
            }
            _ => None,
        };
    }

    /// The server answered, but in the namespace of the other side.
    async fn other_side(&self, endpoint: &mut Endpoint, remote: SocketAddr, legacy: bool) {
        let side = endpoint.side.other();
        if !legacy {
            endpoint.diagnosis = Some(Diagnosis::OtherSide { side });
            return;
        }
        // `_jabber` does not tell the side: the answer does.
        if let Some(found) = self.try_other(remote, side, endpoint.method).await {
            endpoint.side = side;
            endpoint.transcript = found;
        }
    }

    /// A second look, within what is left of the budget.
    async fn try_other(
        &self,
        remote: SocketAddr,
        side: Side,
        method: Method,
    ) -> Option<Transcript> {
        if Mark::now() >= self.deadline {
            return None;
        }
        Some(
            self.probe(remote, side, method, &self.settings.domain.unicode)
                .await,
        )
    }
}

/// Failures that another protocol on the port would explain.
fn speaks_otherwise(cause: &FailureCause) -> bool {
    match cause {
        FailureCause::Xml(ReadError::Foreign(_))
        | FailureCause::Closed
        | FailureCause::StreamClosed
        | FailureCause::Tcp(TcpError::Reset)
        | FailureCause::Tls(TlsFailure::NotTls(_) | TlsFailure::Closed | TlsFailure::Protocol(_)) => {
            true
        }
        FailureCause::Xml(_)
        | FailureCause::Tcp(_)
        | FailureCause::Tls(_)
        | FailureCause::TimedOut
        | FailureCause::StreamError(_)
        | FailureCause::NotOffered
        | FailureCause::StartTlsRefused
        | FailureCause::Unexpected(_) => false,
    }
}

/// The side that the server's header is for (RFC 6120 §4.8.2).
fn answers_for(transcript: &Transcript) -> Option<Side> {
    let header = transcript
        .header
        .as_ref()
        .or(transcript.header_before_tls.as_ref())?;
    let namespace = header.content_namespace.as_deref()?;
    // An error may come in any namespace: it says nothing of the side.
    if matches!(
        condition(transcript),
        Some("invalid-namespace" | "host-unknown")
    ) {
        return None;
    }
    [Side::Client, Side::Server]
        .into_iter()
        .find(|side| side.content_namespace() == namespace)
}

fn has_header(transcript: &Transcript) -> bool {
    transcript.header_before_tls.is_some() || transcript.header.is_some()
}

fn is_http(transcript: &Transcript) -> bool {
    let cause = transcript.failure.as_ref().map(|failure| &failure.cause);
    matches!(
        cause,
        Some(FailureCause::Xml(ReadError::Foreign(
            Foreign::Http(_) | Foreign::Html(_)
        )))
    )
}

/// The condition of the stream error that ended the probe.
fn condition(transcript: &Transcript) -> Option<&str> {
    match &transcript.failure.as_ref()?.cause {
        FailureCause::StreamError(error) => Some(&error.condition),
        _ => None,
    }
}

fn other_host(transcript: &Transcript) -> Option<String> {
    match &transcript.failure.as_ref()?.cause {
        FailureCause::StreamError(error) => error.other_host.clone(),
        _ => None,
    }
}

fn refused(to: String, reason: impl Into<String>) -> Redirect {
    Redirect {
        to,
        outcome: RedirectOutcome::Refused {
            reason: reason.into(),
        },
    }
}

/// `host`, `host:port`, `[v6]`, `[v6]:port` and, as some servers write it, a
/// bare IPv6 address.
fn split_host(text: &str, default_port: u16) -> Option<(String, u16)> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some((address.to_string(), default_port));
    }
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Some((address.ip().to_string(), address.port())).filter(|(_, port)| *port != 0);
    }
    if let Some(inner) = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
    {
        return inner
            .parse::<IpAddr>()
            .ok()
            .map(|address| (address.to_string(), default_port));
    }
    match text.split_once(':') {
        None => Some((text.to_owned(), default_port)),
        Some((host, port)) => {
            let port = port.parse().ok().filter(|port| *port != 0)?;
            Some((host.to_owned(), port))
        }
    }
}

/// Addresses that mean nothing, or something else, outside one network.
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private(IpAddr::V4(v4)),
            None => {
                v6.is_loopback()
                    || v6.is_unspecified()
                    || v6.is_unique_local()
                    || v6.is_unicast_link_local()
                    || v6.is_multicast()
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_come_in_many_forms() {
        let split = |text| split_host(text, 5222);
        assert_eq!(split("a.example"), Some(("a.example".into(), 5222)));
        assert_eq!(split("a.example:99"), Some(("a.example".into(), 99)));
        assert_eq!(split("[2001:db8::1]:99"), Some(("2001:db8::1".into(), 99)));
        assert_eq!(split("[2001:db8::1]"), Some(("2001:db8::1".into(), 5222)));
        assert_eq!(split("2001:db8::1"), Some(("2001:db8::1".into(), 5222)));
        assert_eq!(split("192.0.2.1:0"), None);
        assert_eq!(split("a.example:x"), None);
    }

    #[test]
    fn private_addresses_are_known_in_disguise() {
        for text in [
            "10.0.0.1",
            "127.0.0.1",
            "::1",
            "fd00::1",
            "::ffff:192.168.0.1",
            "100.64.0.1",
        ] {
            assert!(is_private(text.parse().unwrap()), "{text}");
        }
        for text in ["192.0.2.1", "2001:db8::1"] {
            assert!(!is_private(text.parse().unwrap()), "{text}");
        }
    }
}
