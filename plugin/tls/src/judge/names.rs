//! Whether a certificate is for a name (RFC 9525, RFC 6120 §13.7.1.2).

use checker_kit::tls::{AltName, CertificateFacts};
use checker_stream::side::Side;

use crate::settings::Endpoint;

/// Whether one of the certificate's names is the endpoint's.
pub(super) fn matches(leaf: &CertificateFacts, endpoint: &Endpoint, alpn: Option<&str>) -> bool {
    let wanted = endpoint.name().trim_end_matches('.').to_ascii_lowercase();
    // The names of XMPP count where XMPP is spoken.
    let services: &[&str] = match (endpoint.dialect(), alpn) {
        (Ok(Some(Side::Client)), _) | (Ok(None), Some("xmpp-client")) => &["_xmpp-client"],
        (Ok(Some(Side::Server)), _) | (Ok(None), Some("xmpp-server")) => &["_xmpp-server"],
        // Nothing else is known to be there: either side's name will do.
        (Ok(None), None) => &["_xmpp-client", "_xmpp-server"],
        _ => &[],
    };
    leaf.names.iter().any(|name| match name {
        AltName::Dns(name) => dns_matches(&name.to_ascii_lowercase(), &wanted),
        AltName::Ip(address) => *address == wanted,
        AltName::XmppAddr(name) => !services.is_empty() && name.to_ascii_lowercase() == wanted,
        AltName::Srv(name) => {
            let name = name.to_ascii_lowercase();
            services
                .iter()
                .any(|service| name.strip_prefix(service) == Some(&format!(".{wanted}")))
        }
        AltName::Other(_) => false,
    })
}

/// RFC 9525 §6.3: a wildcard is the whole leftmost label and stands for
/// exactly one.
fn dns_matches(presented: &str, wanted: &str) -> bool {
    if presented == wanted {
        return true;
    }
    let Some(suffix) = presented.strip_prefix("*.") else {
        return false;
    };
    match wanted.split_once('.') {
        Some((label, rest)) => !label.is_empty() && rest == suffix && suffix.contains('.'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::dns_matches;

    #[test]
    fn a_wildcard_stands_for_one_label() {
        assert!(dns_matches("*.example.org", "im.example.org"));
        assert!(!dns_matches("*.example.org", "example.org"));
        assert!(!dns_matches("*.example.org", "a.b.example.org"));
        assert!(!dns_matches("i*.example.org", "im.example.org"));
        assert!(!dns_matches("*.org", "example.org"));
    }
}
