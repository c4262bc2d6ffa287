//! The names of faults that several checkers may see: what carries the same
//! name is one fault, whoever saw it.
//!
//! A name is `<what is affected>.<how>` and, after a colon each, which one: a
//! host, an address, a certificate by the beginning of its SHA-256. None holds
//! a date or a count, so that a fault keeps its name from run to run.

use std::net::IpAddr;

use crate::dns::Failure;

/// How much of a certificate's SHA-256 stands in a name, in hexadecimal
/// digits: enough to tell apart what one deployment shows.
const FINGERPRINT: usize = 16;

/// The resolver gives no answers.
pub const RESOLVER: &str = "resolver.no-answer";
/// The prober has no route for an address family.
pub const PROBER_ROUTE: &str = "prober.no-route";
/// The prober's policy forbids a destination.
pub const PROBER_POLICY: &str = "prober.policy";
/// A limit of the prober was reached.
pub const PROBER_LIMIT: &str = "prober.limit";
/// The prober's machine is short of descriptors, ports or memory.
pub const PROBER_RESOURCES: &str = "prober.resources";
/// A server turned the prober away for coming too often.
pub const PROBER_TURNED_AWAY: &str = "prober.turned-away";
/// The time of the whole check was up.
pub const PROBER_TIME: &str = "prober.time";

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
    ChainOrder,
    /// More comes with it than is looked at.
    ChainTooLong,
    /// Its chain is invalid in another way.
    ChainInvalid,
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
    /// It is not for clients, and a server that calls another is one.
    NotForClients,
    /// The server does not own its key.
    WrongKey,
    /// It is for the name only by kinds of names that not all peers know.
    NoDnsName,
}

impl CertificateFault {
    fn word(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::ExpiresSoon => "expires-soon",
            Self::NotYetValid => "not-yet-valid",
            Self::SelfSigned => "self-signed",
            Self::MissingIntermediate => "missing-intermediate",
            Self::ChainOrder => "chain-order",
            Self::ChainTooLong => "chain-too-long",
            Self::ChainInvalid => "chain-invalid",
            Self::WeakKey => "weak-key",
            Self::WeakSignature => "weak-signature",
            Self::BadSignature => "bad-signature",
            Self::Authority => "authority",
            Self::NotForServers => "not-for-servers",
            Self::NotForClients => "not-for-clients",
            Self::WrongKey => "wrong-key",
            Self::NoDnsName => "no-dns-name",
        }
    }
}

/// A fault of the certificate with this SHA-256 (hexadecimal).
pub fn of_certificate(fault: CertificateFault, sha256: &str) -> String {
    format!("certificate.{}:{}", fault.word(), fingerprint(sha256))
}

/// The certificate with this SHA-256 is not for the name.
pub fn wrong_name(name: &str, sha256: &str) -> String {
    let name = folded(name);
    format!("certificate.wrong-name:{name}:{}", fingerprint(sha256))
}

/// Chains lead to the authority with this distinguished name, which is not
/// trusted. Its certificate is not always shown, its name is.
pub fn untrusted_root(subject: &str) -> String {
    format!("certificate.untrusted-root:{subject}")
}

/// The host has no address.
pub fn unresolvable(host: &str) -> String {
    format!("target.unresolvable:{}", folded(host))
}

/// A question about the name could not be answered.
pub fn of_lookup(name: &str, failure: Failure) -> String {
    match failure {
        Failure::Limit => PROBER_LIMIT.to_owned(),
        Failure::NoResources => PROBER_RESOURCES.to_owned(),
        Failure::Bogus => format!("zone.bogus:{}", folded(name)),
        _ if failure.is_local() => RESOLVER.to_owned(),
        _ => format!("zone.failing:{}", folded(name)),
    }
}

/// No address of the host answers on any port.
pub fn host_down(host: &str) -> String {
    format!("host.down:{}", folded(host))
}

/// Nothing answers over the family of this address.
pub fn family_dead(address: IpAddr) -> String {
    let family = match address {
        IpAddr::V4(_) => "ipv4",
        IpAddr::V6(_) => "ipv6",
    };
    format!("family.dead:{family}")
}

/// The address answers on no port, though others of its family do.
pub fn address_dead(address: IpAddr) -> String {
    format!("address.dead:{address}")
}

/// The port of the host does not answer.
pub fn port_dead(host: &str, port: u16) -> String {
    format!("port.dead:{}:{port}", folded(host))
}

/// STARTTLS is not offered on this port of the host.
pub fn starttls_not_offered(host: &str, port: u16) -> String {
    format!("starttls.not-offered:{}:{port}", folded(host))
}

/// STARTTLS on this port of the host does not get as far as TLS.
pub fn starttls_failed(host: &str, port: u16) -> String {
    format!("starttls.failed:{}:{port}", folded(host))
}

/// The host speaks only outdated cryptography.
pub fn tls_outdated(host: &str) -> String {
    format!("tls.outdated:{}", folded(host))
}

/// The host completes no handshake, for another reason.
pub fn tls_failed(host: &str) -> String {
    format!("tls.failed:{}", folded(host))
}

/// The host demands a certificate of everybody.
pub fn client_certificate(host: &str) -> String {
    format!("tls.client-certificate:{}", folded(host))
}

/// What listens on this port of the host does not know the protocol name.
pub fn alpn(host: &str, port: u16) -> String {
    format!("tls.alpn:{}:{port}", folded(host))
}

/// The host does not serve the name that it was asked for.
pub fn host_unknown(host: &str) -> String {
    format!("server.host-unknown:{}", folded(host))
}

/// The host shows no certificate that can be read.
pub fn no_certificate(host: &str) -> String {
    format!("tls.no-certificate:{}", folded(host))
}

/// The DNS does not tell upper from lower case (RFC 4343), nor a name with a
/// final dot from one without.
pub fn folded(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn fingerprint(sha256: &str) -> &str {
    sha256.get(..FINGERPRINT).unwrap_or(sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_named_by_the_beginning_of_its_digest() {
        let sha256 = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            of_certificate(CertificateFault::Expired, sha256),
            "certificate.expired:0123456789abcdef"
        );
        assert_eq!(
            wrong_name("Example.ORG.", sha256),
            "certificate.wrong-name:example.org:0123456789abcdef"
        );
        // A stored observation may hold anything.
        assert_eq!(
            wrong_name("a.example", "ab"),
            "certificate.wrong-name:a.example:ab"
        );
    }

    #[test]
    fn a_lookup_that_failed_on_this_side_is_no_fault_of_the_name() {
        let host = "im.example.org";
        for (failure, cause) in [
            (Failure::TimedOut, RESOLVER),
            (Failure::NoResolver, RESOLVER),
            (Failure::Limit, PROBER_LIMIT),
            (Failure::NoResources, PROBER_RESOURCES),
            (Failure::Bogus, "zone.bogus:im.example.org"),
            (Failure::ServerFailure, "zone.failing:im.example.org"),
        ] {
            assert_eq!(of_lookup(host, failure), cause);
        }
    }
}
