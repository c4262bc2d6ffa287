//! `tls.handshake`: whether TLS comes about.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::cause::{self, CertificateFault};
use checker_kit::state::Finding;
use checker_kit::tls::Signature;

use super::fault::Fault;
use super::per_endpoint::{self, as_it_should_be, over_addresses};
use crate::case::{Address, Case, Endpoint, Trouble};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Every endpoint completes a TLS handshake, signed with the key of its certificate.",
    severity: Status::Crit,
    part: None,
    judge,
};

const NAME: &str = "tls.handshake";

fn judge(case: &Case) -> Vec<Finding> {
    let look =
        |endpoint: &Endpoint| over_addresses(endpoint, |address| of_address(endpoint, address));
    per_endpoint::judge(case, NAME, look, as_it_should_be)
}

fn of_address(endpoint: &Endpoint, address: &Address) -> Option<Vec<Fault>> {
    let host = &endpoint.entry.host;
    let name = endpoint.entry.name();
    if let Some(agreed) = &address.agreed {
        return Some(match agreed.signature {
            Some(Signature::Invalid) => vec![wrong_key(host, address)],
            _ => Vec::new(),
        });
    }
    let failed = |fix: &str, cause| {
        let message = format!("No TLS handshake: {}.", address.why);
        let fault = Fault::new(Status::Crit, "handshake-failed", message);
        Some(vec![fault.fix(fix).cause(cause)])
    };
    match address.trouble? {
        Trouble::OldVersion => failed("Enable TLS 1.2 and 1.3.", cause::tls_outdated(host)),
        Trouble::NothingInCommon => failed(
            "Enable TLS 1.2 and 1.3 with cipher suites that use ECDHE and AES-GCM or ChaCha20, and \
             make sure that the server has a certificate.",
            cause::tls_outdated(host),
        ),
        Trouble::NoCertificate => failed(
            &format!("Give the server a certificate and key for {name} that it can read."),
            cause::no_certificate(host),
        ),
        Trouble::CertificateDemanded => failed(
            "Let the server ask for a certificate without demanding one, if everybody is to get in.",
            cause::client_certificate(host),
        ),
        Trouble::Alpn => failed(
            &format!(
                "Route the ALPN name {} on this port to the server that is meant: what answers \
                 there, an HTTPS server or a proxy in front of several services, knows only others.",
                endpoint.entry.alpn.join(" or ")
            ),
            cause::alpn(host, endpoint.entry.port),
        ),
        Trouble::UnknownName => failed(
            &format!("Configure {name} on the server, with a certificate for it."),
            cause::host_unknown(host),
        ),
        Trouble::HandshakeFailed => failed(
            "Check the TLS configuration of the server.",
            cause::tls_failed(host),
        ),
        _ => None,
    }
}

fn wrong_key(host: &str, address: &Address) -> Fault {
    let cause = match &address.shown {
        Some(shown) => cause::of_certificate(CertificateFault::WrongKey, &shown.leaf.sha256),
        None => cause::no_certificate(host),
    };
    Fault::new(
        Status::Crit,
        "bad-signature",
        "The server's handshake signature does not fit its certificate.",
    )
    .fix("Configure the private key that belongs to the certificate.")
    .cause(cause)
}

#[cfg(test)]
mod tests {
    use checker_kit::tls::TlsFailure;
    use checker_stream::failure::FailureCause;
    use checker_stream::step::Step;

    use super::*;
    use crate::lab::{Lab, V4, failed_at, judged, refused, states};

    #[test]
    fn a_handshake_is_completed() {
        assert_eq!(judged(&RULE, &Lab::sound().case()), ["ok tls.handshake.ok"]);
    }

    #[test]
    fn a_handshake_that_fails_is_critical() {
        for (failure, cause) in [
            (TlsFailure::OldVersion, "tls.outdated:im.example.org"),
            (TlsFailure::NothingInCommon, "tls.outdated:im.example.org"),
            (
                TlsFailure::NoCertificate,
                "tls.no-certificate:im.example.org",
            ),
            (
                TlsFailure::CertificateDemanded,
                "tls.client-certificate:im.example.org",
            ),
            (
                TlsFailure::Alert("no_application_protocol".into()),
                "tls.alpn:im.example.org:5222",
            ),
            (
                TlsFailure::Alert("unrecognized_name".into()),
                "server.host-unknown:im.example.org",
            ),
            (TlsFailure::Closed, "tls.failed:im.example.org"),
            (
                TlsFailure::NotTls("HTTP/1.1".into()),
                "tls.failed:im.example.org",
            ),
        ] {
            let mut lab = Lab::sound();
            lab.only().addresses = vec![failed_at(V4, Step::Tls, FailureCause::Tls(failure))];
            let states = states(&RULE, &lab.case());
            assert_eq!(states.len(), 1);
            assert_eq!(states[0].status, Status::Crit);
            assert_eq!(states[0].code, "tls.handshake.handshake-failed");
            assert_eq!(states[0].cause.as_deref(), Some(cause));
        }
    }

    #[test]
    fn a_key_that_does_not_belong_to_the_certificate_is_critical() {
        let mut lab = Lab::sound();
        lab.agreed().signature = Some(Signature::Invalid);
        let case = lab.case();
        assert_eq!(judged(&RULE, &case), ["crit tls.handshake.bad-signature"]);
        let cause = states(&RULE, &case).remove(0).cause.unwrap();
        assert!(cause.starts_with("certificate.wrong-key:"), "{cause}");
    }

    #[test]
    fn a_signature_that_cannot_be_checked_is_not_held_against_the_server() {
        let mut lab = Lab::sound();
        lab.agreed().signature = Some(Signature::Unverified);
        assert_eq!(judged(&RULE, &lab.case()), ["ok tls.handshake.ok"]);
    }

    #[test]
    fn without_a_connection_there_is_nothing_to_look_at() {
        let mut lab = Lab::sound();
        lab.only().addresses = vec![refused(V4)];
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["unknown tls.handshake.skipped"]
        );
    }
}
