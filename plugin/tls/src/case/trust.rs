//! Whether a chain leads to a trusted root, and if not, which link is wrong.

use std::time::Duration;

use checker_kit::tls::{CertificateFacts, MAX_RSA_BITS, provider};
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage};

use super::validity::is_current;

/// Keys of elliptic curves up to this are checked here.
const MAX_CURVE_BITS: usize = 384;

/// What validation of a chain came to, the dates of the server's own
/// certificate left aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// It leads to a trusted root.
    Trusted,
    /// The issuer of its end is not a trusted root, or there is a gap.
    UnknownIssuer,
    /// This link is not valid at the moment: its position.
    OutdatedLink(usize),
    /// The server's own certificate is that of an authority.
    Authority,
    /// The server's own certificate is not for servers.
    NotForServers,
    /// A signature is wrong.
    BadSignature,
    /// Anything else, in the words of the library.
    Invalid(String),
    /// A key is of a kind that cannot be checked here.
    Unverifiable,
    /// It was not validated, being too much.
    NotValidated(Excess),
}

/// Why a chain is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// More certificates, or larger ones, were sent than are kept.
    Sent(usize),
    /// Many of its certificates share a name, so that there are too many paths.
    Paths,
    /// The endpoint shows many different chains.
    Chains,
}

impl Trust {
    /// Whether the chain leads to a trusted root; `None` where that could not
    /// be found out.
    pub fn is_trusted(&self) -> Option<bool> {
        match self {
            Self::Trusted => Some(true),
            Self::Unverifiable | Self::NotValidated(_) => None,
            _ => Some(false),
        }
    }

    /// Validates a chain as a client does that has only what the server sent.
    /// `facts` are those of the chain, `roots` the trusted ones with what is
    /// known of them.
    pub(super) fn of_chain(
        chain: &[CertificateDer<'static>],
        facts: &[CertificateFacts],
        roots: &Roots<'_>,
        now: i64,
    ) -> Self {
        let (Some(leaf), Some(own)) = (facts.first(), chain.first()) else {
            return Self::UnknownIssuer;
        };
        if roots.further.contains(own) {
            // Whoever gave it as a root means this very certificate.
            return Self::Trusted;
        }
        // What is said of the leaf's own dates is said by another rule.
        let at = now.max(leaf.not_before).min(leaf.not_after);
        match validate(chain, &roots.anchors, at) {
            Ok(()) => Self::Trusted,
            Err(error) => Self::of_error(&error, facts, roots, at),
        }
    }

    fn of_error(error: &Error, facts: &[CertificateFacts], roots: &Roots<'_>, at: i64) -> Self {
        match error {
            Error::UnknownIssuer => Self::UnknownIssuer,
            Error::CertExpired { .. } | Error::CertNotValidYet { .. } => {
                let outdated = |link| !is_current(link, at);
                let position = facts.iter().skip(1).position(outdated);
                match position {
                    Some(position) => Self::OutdatedLink(position + 1),
                    None => Self::Invalid(words(error).to_owned()),
                }
            }
            // A self-signed certificate is mostly marked as an authority's.
            Error::CaUsedAsEndEntity if facts.len() == 1 && facts[0].self_issued => {
                Self::UnknownIssuer
            }
            Error::CaUsedAsEndEntity => Self::Authority,
            Error::RequiredEkuNotFoundContext(_) => Self::NotForServers,
            Error::UnsupportedSignatureAlgorithmContext(_)
            | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => Self::Unverifiable,
            Error::InvalidSignatureForPublicKey if roots.beyond_us(facts) => Self::Unverifiable,
            Error::InvalidSignatureForPublicKey => Self::BadSignature,
            other => Self::Invalid(words(other).to_owned()),
        }
    }
}

/// What the library means, for people.
fn words(error: &Error) -> &'static str {
    match error {
        Error::BadDer | Error::BadDerTime | Error::TrailingData(_) => {
            "a certificate in it cannot be read"
        }
        Error::ExtensionValueInvalid | Error::MalformedExtensions => {
            "an extension of a certificate in it cannot be read"
        }
        Error::UnsupportedCriticalExtension => {
            "a certificate in it has a critical extension that nobody knows"
        }
        Error::UnsupportedCertVersion => "a certificate in it is not of version 3",
        Error::InvalidSerialNumber => "a certificate in it has no valid serial number",
        Error::InvalidCertValidity => "a certificate in it ends before it begins",
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => {
            "a certificate in it is not valid now"
        }
        Error::EndEntityUsedAsCa => "a certificate that is no authority's has issued another",
        Error::PathLenConstraintViolated => {
            "an authority in it may not issue for other authorities"
        }
        Error::NameConstraintViolation | Error::MalformedNameConstraint => {
            "an authority in it may not issue for this name"
        }
        Error::MalformedDnsIdentifier => "a certificate in it has a name that is none",
        Error::SignatureAlgorithmMismatch => {
            "a certificate in it names two algorithms for one signature"
        }
        Error::MaximumSignatureChecksExceeded
        | Error::MaximumPathDepthExceeded
        | Error::MaximumPathBuildCallsExceeded
        | Error::MaximumNameConstraintComparisonsExceeded => {
            "it is more complicated than any client puts up with"
        }
        _ => "a certificate in it breaks the rules for certificates (RFC 5280)",
    }
}

/// The trusted roots.
#[derive(Debug)]
pub(super) struct Roots<'a> {
    anchors: Vec<TrustAnchor<'a>>,
    further: &'a [CertificateDer<'static>],
    facts: Vec<CertificateFacts>,
}

impl<'a> Roots<'a> {
    /// Those compiled in, and further ones.
    pub(super) fn new(further: &'a [CertificateDer<'static>]) -> Self {
        let mut anchors: Vec<TrustAnchor<'a>> = webpki_roots::TLS_SERVER_ROOTS.to_vec();
        let usable = further
            .iter()
            .filter_map(|root| webpki::anchor_from_trusted_cert(root).ok());
        anchors.extend(usable);
        Self {
            anchors,
            further,
            facts: further.iter().filter_map(CertificateFacts::read).collect(),
        }
    }

    /// Whether an issuer in the chain, or its root, has a key whose signatures
    /// the provider cannot check. It then takes every signature for wrong.
    fn beyond_us(&self, facts: &[CertificateFacts]) -> bool {
        let issuers = facts.iter().skip(1);
        let named = |root: &&CertificateFacts| facts.iter().any(|link| link.issuer == root.subject);
        issuers
            .chain(self.facts.iter().filter(named))
            .any(|issuer| {
                let key = &issuer.key;
                match key.algorithm.as_str() {
                    "RSA" => key.bits > MAX_RSA_BITS,
                    "ECDSA" => key.bits > MAX_CURVE_BITS,
                    "Ed25519" => false,
                    _ => true,
                }
            })
    }
}

fn validate(
    chain: &[CertificateDer<'static>],
    roots: &[TrustAnchor<'_>],
    at: i64,
) -> Result<(), Error> {
    let [leaf, intermediates @ ..] = chain else {
        return Err(Error::UnknownIssuer);
    };
    let at = Duration::from_secs(u64::try_from(at).unwrap_or_default());
    EndEntityCert::try_from(leaf)?.verify_for_usage(
        provider().signature_verification_algorithms.all,
        roots,
        intermediates,
        UnixTime::since_unix_epoch(at),
        KeyUsage::server_auth(),
        None,
        None,
    )?;
    Ok(())
}
