//! Who may ask from within a browser.
//!
//! A page of a stranger must not be able to use the reader's browser to reach
//! this server. Two ways are closed: a form that posts across origins (its
//! `Origin` is not ours), and DNS rebinding, where the stranger's own name is
//! made to resolve to this machine (its `Host` is a name that we do not know).

use std::net::IpAddr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("this request comes from a page of another site")]
    Origin,
    #[error("this server does not answer under the name \"{0}\"")]
    Host(String),
}

/// Requests that a browser marks as coming from another origin.
pub(super) fn same_origin(headers: &HeaderMap) -> Result<(), Refused> {
    // Fetch Metadata, which a page cannot forge: `none` is the user's own
    // doing. Browsers send it to trustworthy origins only.
    if let Some(site) = headers.get("sec-fetch-site") {
        return match site.as_bytes() {
            b"same-origin" | b"none" => Ok(()),
            _ => Err(Refused::Origin),
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

/// Requests under a name that is not ours. An address cannot be rebound, and
/// `localhost` is nobody else's.
pub(super) fn known_host(headers: &HeaderMap, allowed: &[String]) -> Result<(), Refused> {
    let text = headers.get(HOST).and_then(|host| host.to_str().ok());
    let text = text.unwrap_or_default();
    let uri: Option<Uri> = text.parse().ok();
    let host = uri.as_ref().and_then(Uri::host).unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let known = bare.parse::<IpAddr>().is_ok()
        || bare.eq_ignore_ascii_case("localhost")
        || allowed.iter().any(|name| name.eq_ignore_ascii_case(bare));
    match known {
        true => Ok(()),
        false => Err(Refused::Host(bare.chars().take(100).collect())),
    }
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

    #[test]
    fn a_rebound_name_is_refused() {
        let allowed = ["check.example.org".to_owned()];
        for host in [
            "127.0.0.1:8080",
            "[::1]:8080",
            "localhost",
            "LocalHost:80",
            "check.example.org",
        ] {
            assert_eq!(
                known_host(&headers(&[("host", host)]), &allowed),
                Ok(()),
                "{host}"
            );
        }
        for host in [
            "evil.example",
            "evil.example:8080",
            "",
            "localhost.evil.example",
        ] {
            assert!(
                known_host(&headers(&[("host", host)]), &allowed).is_err(),
                "{host}"
            );
        }
    }
}
