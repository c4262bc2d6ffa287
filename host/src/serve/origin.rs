//! Who may ask from within a browser.
//!
//! A page of a stranger must not be able to use the reader's browser to reach
//! this server. Two ways are closed: a form that posts across origins (its
//! `Origin` is not ours), and DNS rebinding, where the stranger's own name is
//! made to resolve to this machine (its `Host` is a name that we do not know).

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Version};

/// The port of HTTP where none is said.
const PORT: u16 = 80;
/// The most characters of a name that are said back.
const MAX_NAME: usize = 100;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("this request comes from a page of another site")]
    Origin,
    #[error("this server does not answer under the name \"{0}\"")]
    Host(String),
}

/// What is wrong with how a request says whom it is for: one server before this
/// one could read it as something else than this one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum InvalidHost {
    #[error("the request has no Host header")]
    Missing,
    #[error("the request has more than one Host header")]
    Several,
    #[error("the Host header is no host")]
    Malformed,
    #[error("the request is for another host than its Host header says")]
    Differs,
}

/// Whom a request is for, where it says that once (RFC 9112 §3.2). `None` where
/// it says it is for nobody in particular.
pub(super) fn one_host(request: &Request) -> Result<Option<Authority>, InvalidHost> {
    let target = request.uri().authority();
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => return Err(InvalidHost::Several),
        (None, _) if request.version() == Version::HTTP_11 => return Err(InvalidHost::Missing),
        (None, _) => return Ok(target.cloned()),
        (Some(host), None) => host.as_bytes(),
    };
    let host = match host {
        b"" => None,
        host => Some(Authority::try_from(host).map_err(|_| InvalidHost::Malformed)?),
    };
    if host
        .as_ref()
        .is_some_and(|host| host.as_str().contains('@'))
    {
        return Err(InvalidHost::Malformed);
    }
    match (target, &host) {
        (None, _) => Ok(host),
        (Some(target), Some(host)) if is_same(target, host) => Ok(Some(host.clone())),
        (Some(_), _) => Err(InvalidHost::Differs),
    }
}

fn is_same(one: &Authority, other: &Authority) -> bool {
    let port = |authority: &Authority| authority.port_u16().unwrap_or(PORT);
    !one.as_str().contains('@')
        && one.host().eq_ignore_ascii_case(other.host())
        && port(one) == port(other)
}

/// Requests that a browser marks as coming from another origin.
pub(super) fn same_origin(headers: &HeaderMap) -> Result<(), Refused> {
    of_origin(headers, &[b"same-origin", b"none"])
}

/// Requests that a browser marks as coming from another site. A page that the
/// same people run, such as a Prometheus that links here, is none.
pub(super) fn not_across_sites(headers: &HeaderMap) -> Result<(), Refused> {
    of_origin(headers, &[b"same-origin", b"none", b"same-site"])
}

fn of_origin(headers: &HeaderMap, sites: &[&[u8]]) -> Result<(), Refused> {
    // Fetch Metadata, which a page cannot forge: `none` is the user's own
    // doing. Browsers send it to trustworthy origins only.
    if let Some(site) = headers.get("sec-fetch-site") {
        return match sites.contains(&site.as_bytes()) {
            true => Ok(()),
            false => Err(Refused::Origin),
        };
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().unwrap_or_default();
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    match authority.is_some() && authority == host {
        true => Ok(()),
        false => Err(Refused::Origin),
    }
}

/// Requests under a name that is not ours. An address cannot be rebound,
/// `localhost` is nobody else's, and a name of one label is of the local
/// network: nobody can register it.
pub(super) fn known_host(host: Option<&Authority>, allowed: &[String]) -> Result<(), Refused> {
    let host = host.map(Authority::host).unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let known = bare.parse::<IpAddr>().is_ok()
        || is_single_label(bare)
        || allowed.iter().any(|name| name.eq_ignore_ascii_case(bare));
    match known {
        true => Ok(()),
        false => Err(Refused::Host(bare.chars().take(MAX_NAME).collect())),
    }
}

/// Whether a name is one label, as `localhost` is and what container networks
/// call their members.
fn is_single_label(name: &str) -> bool {
    let of_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !name.is_empty() && name.bytes().all(of_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<Vec<(axum::http::HeaderName, axum::http::HeaderValue)>>()
            .into_iter()
            .collect()
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        let ours = headers(&[("host", "a:8080"), ("origin", "http://a:8080")]);
        assert_eq!(same_origin(&ours), Ok(()));
        assert_eq!(same_origin(&headers(&[("host", "a:8080")])), Ok(()));
        for origin in ["http://b", "null", "http://a", "a:8080"] {
            let theirs = headers(&[("host", "a:8080"), ("origin", origin)]);
            assert_eq!(same_origin(&theirs), Err(Refused::Origin), "{origin}");
        }
        let marked = headers(&[("host", "a"), ("sec-fetch-site", "cross-site")]);
        assert_eq!(same_origin(&marked), Err(Refused::Origin));
    }

    fn for_host(host: &str) -> Result<(), Refused> {
        let allowed = ["check.example.org".to_owned()];
        let host = Authority::try_from(host).ok();
        known_host(host.as_ref(), &allowed)
    }

    #[test]
    fn a_rebound_name_is_refused() {
        for host in [
            "127.0.0.1:8080",
            "[::1]:8080",
            "localhost",
            "LocalHost:80",
            "check.example.org",
            "checker:8080",
            "my_checker-1",
        ] {
            assert_eq!(for_host(host), Ok(()), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8080",
            "",
            "localhost.evil.example",
            "evil.",
            "127.0.0.1.evil.example",
        ] {
            assert!(for_host(host).is_err(), "{host}");
        }
    }

    fn asked(target: &str, hosts: &[&str]) -> Result<Option<String>, InvalidHost> {
        let request = axum::http::Request::builder().uri(target);
        let request = hosts
            .iter()
            .fold(request, |request, host| request.header(HOST, *host));
        let request = request.body(axum::body::Body::empty()).unwrap();
        one_host(&request).map(|host| host.map(|host| host.to_string()))
    }

    #[test]
    fn a_request_says_once_whom_it_is_for() {
        let a = Ok(Some("a.example".to_owned()));
        assert_eq!(asked("/", &["a.example"]), a);
        assert_eq!(asked("http://A.example:80/", &["a.example"]), a);
        assert_eq!(asked("/", &[""]), Ok(None));
        assert_eq!(asked("/", &[]), Err(InvalidHost::Missing));
        for twice in [["a.example", "b.example"], ["a.example", "a.example"]] {
            assert_eq!(asked("/", &twice), Err(InvalidHost::Several));
        }
        for malformed in ["a b", "u@a.example", "a/b"] {
            assert_eq!(asked("/", &[malformed]), Err(InvalidHost::Malformed));
        }
        for other in [
            "http://b.example/",
            "http://a.example:81/",
            "http://u@a.example/",
        ] {
            assert_eq!(
                asked(other, &["a.example"]),
                Err(InvalidHost::Differs),
                "{other}"
            );
        }
        assert_eq!(asked("http://b.example/", &[""]), Err(InvalidHost::Differs));
    }
}
