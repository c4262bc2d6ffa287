//! The names of faults that several checkers may see: what carries the same
//! name is one fault, whoever saw it.
//!
//! A name is a word for the kind of fault and, after a colon each, what it is
//! a fault of: a certificate by the beginning of its SHA-256, a host, an
//! address. None holds a date or a number that changes from run to run.

use std::net::{IpAddr, SocketAddr};

/// How much of a certificate's SHA-256 stands in a name, in hexadecimal
/// digits: enough to tell apart what one deployment shows.
const FINGERPRINT: usize = 16;

/// The resolver does not answer, so that nothing is known.
pub const RESOLVER: &str = "resolver";
/// The prober's machine is out of descriptors, ports or memory.
pub const NO_RESOURCES: &str = "no-resources";

/// What can be wrong with one certificate, wherever it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateFault {
    /// Its end has passed.
    Expired,
    /// Its end is near.
    ExpiresSoon,
    /// Its beginning is yet to come.
    NotYetValid,
    /// It vouches for itself.
    SelfSigned,
    /// The server keeps its issuer's certificate to itself.
    MissingIntermediate,
    /// It comes with others in the wrong order, or with strangers.
    WrongOrder,
    /// Its key is too short.
    WeakKey,
    /// It is signed with an algorithm that nobody accepts.
    WeakSignature,
    /// Its signature is wrong.
    BadSignature,
    /// An authority's certificate in a server's place.
    Authority,
    /// It is not for servers.
    NotForServers,
    /// It is not for clients, as a server that calls another is one.
    NotForClients,
    /// The server does not own its key.
    WrongKey,
    /// Anything else that makes its chain invalid.
    InvalidChain,
    /// More certificates come with it than are looked at.
    ChainTooLong,
}

impl CertificateFault {
    fn word(self) -> &'static str {
        match self {
            Self::Expired => "certificate-expired",
            Self::ExpiresSoon => "certificate-expires-soon",
            Self::NotYetValid => "certificate-not-yet-valid",
            Self::SelfSigned => "certificate-self-signed",
            Self::MissingIntermediate => "missing-intermediate",
            Self::WrongOrder => "chain-order",
            Self::WeakKey => "weak-key",
            Self::WeakSignature => "weak-signature",
            Self::BadSignature => "bad-signature",
            Self::Authority => "authority-certificate",
            Self::NotForServers => "not-for-servers",
            Self::NotForClients => "not-for-clients",
            Self::WrongKey => "wrong-key",
            Self::InvalidChain => "invalid-chain",
            Self::ChainTooLong => "chain-too-long",
        }
    }
}

/// A fault of the certificate with this SHA-256 (hexadecimal).
pub fn of_certificate(fault: CertificateFault, sha256: &str) -> String {
    format!("{}:{}", fault.word(), fingerprint(sha256))
}

/// The certificate with this SHA-256 is not for the name.
pub fn name_mismatch(name: &str, sha256: &str) -> String {
    format!("name-mismatch:{}:{}", name_of(name), fingerprint(sha256))
}

/// Chains lead to this authority, which is not trusted: its certificate's
/// SHA-256 where it was shown, else its distinguished name.
pub fn untrusted_root(sha256: Option<&str>, subject: &str) -> String {
    match sha256 {
        Some(sha256) => format!("untrusted-root:{}", fingerprint(sha256)),
        None => format!("untrusted-root:{subject}"),
    }
}

/// The host has no address.
pub fn unresolvable(host: &str) -> String {
    format!("unresolvable:{}", name_of(host))
}

/// No address of the host answers on any port.
pub fn unreachable_host(host: &str) -> String {
    format!("unreachable:{}", name_of(host))
}

/// No address of the host answers on this port, though the host does on
/// others.
pub fn unreachable_port(host: &str, port: u16) -> String {
    format!("unreachable:{}:{port}", name_of(host))
}

/// The address answers on no port.
pub fn unreachable_address(address: IpAddr) -> String {
    format!("unreachable:{address}")
}

/// The address does not answer on this port, though it does on others.
pub fn unreachable_endpoint(remote: SocketAddr) -> String {
    format!("unreachable:{remote}")
}

/// The host of the check does not allow connections to the address.
pub fn blocked(address: IpAddr) -> String {
    format!("blocked:{address}")
}

/// The server offers no STARTTLS on this port of the host.
pub fn starttls_not_offered(host: &str, port: u16) -> String {
    format!("starttls-not-offered:{}:{port}", name_of(host))
}

/// STARTTLS is offered on this port of the host and does not work, or what
/// answers there does not speak the protocol.
pub fn starttls_failed(host: &str, port: u16) -> String {
    format!("starttls-failed:{}:{port}", name_of(host))
}

/// The host speaks no current version of TLS.
pub fn old_tls(host: &str) -> String {
    format!("old-tls:{}", name_of(host))
}

/// The handshake on this port of the host does not complete.
pub fn handshake_failed(host: &str, port: u16) -> String {
    format!("handshake-failed:{}:{port}", name_of(host))
}

/// The server shows no certificate on this port of the host.
pub fn no_certificate(host: &str, port: u16) -> String {
    format!("no-certificate:{}:{port}", name_of(host))
}

fn fingerprint(sha256: &str) -> &str {
    sha256.get(..FINGERPRINT).unwrap_or(sha256)
}

/// The DNS does not tell upper from lower case (RFC 4343), nor a name with a
/// final dot from one without.
fn name_of(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_named_by_the_beginning_of_its_digest() {
        let sha256 = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            of_certificate(CertificateFault::Expired, sha256),
            "certificate-expired:0123456789abcdef"
        );
        assert_eq!(
            name_mismatch("Example.ORG.", sha256),
            "name-mismatch:example.org:0123456789abcdef"
        );
        // A stored observation may hold anything.
        assert_eq!(untrusted_root(Some("ab"), "CN=x"), "untrusted-root:ab");
        assert_eq!(untrusted_root(None, "CN=x"), "untrusted-root:CN=x");
    }

    #[test]
    fn an_address_on_a_port_is_written_as_ever() {
        assert_eq!(
            unreachable_endpoint("[2001:db8::1]:5222".parse().unwrap()),
            "unreachable:[2001:db8::1]:5222"
        );
    }
}
