//! Whether a chain leads to a trusted root, and if not, which link is wrong.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use checker_kit::tls::{CertificateFacts, provider};
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage};

use super::issue;
use crate::observation::{Issue, Severity};
use crate::rules::CHAIN;

/// RSA keys below this are refused by current software.
const MIN_RSA_BITS: usize = 2048;

/// The roots: those compiled in, and those of the options.
pub struct Anchors<'a> {
    roots: Vec<TrustAnchor<'a>>,
    /// Endpoints of one service mostly show the same chain: each is validated
    /// once a run.
    validated: RefCell<HashMap<Vec<CertificateDer<'static>>, Result<(), Error>>>,
}

impl<'a> Anchors<'a> {
    /// The roots with further ones; those were validated with the options.
    pub fn new(further: &'a [CertificateDer<'static>]) -> Self {
        let mut anchors: Vec<TrustAnchor<'a>> = webpki_roots::TLS_SERVER_ROOTS.to_vec();
        anchors.extend(
            further
                .iter()
                .filter_map(|root| webpki::anchor_from_trusted_cert(root).ok()),
        );
        Self {
            roots: anchors,
            validated: RefCell::default(),
        }
    }
}

/// Validates the chain as a client does that has only what the server sent.
pub(super) fn validate(
    chain: &[CertificateDer<'static>],
    anchors: &Anchors<'_>,
    now: i64,
) -> Result<(), Error> {
    if let Some(known) = anchors.validated.borrow().get(chain) {
        return known.clone();
    }
    let outcome = validate_anew(chain, &anchors.roots, now);
    anchors
        .validated
        .borrow_mut()
        .insert(chain.to_vec(), outcome.clone());
    outcome
}

fn validate_anew(
    chain: &[CertificateDer<'static>],
    roots: &[TrustAnchor<'_>],
    now: i64,
) -> Result<(), Error> {
    let [leaf, intermediates @ ..] = chain else {
        return Err(Error::UnknownIssuer);
    };
    let now = Duration::from_secs(u64::try_from(now).unwrap_or_default());
    EndEntityCert::try_from(leaf)?.verify_for_usage(
        provider().signature_verification_algorithms.all,
        roots,
        intermediates,
        UnixTime::since_unix_epoch(now),
        KeyUsage::server_auth(),
        None,
        None,
    )?;
    Ok(())
}

/// What is wrong with the chain, given the outcome of its validation.
pub(super) fn issues(
    facts: &[CertificateFacts],
    outcome: &Result<(), Error>,
    now: i64,
) -> Vec<Issue> {
    let mut issues: Vec<Issue> = facts
        .iter()
        .enumerate()
        .filter_map(|(index, link)| weak(index, link))
        .collect();
    match outcome {
        Ok(()) => issues.extend(wrong_order(facts)),
        // What is said of the leaf's own dates is said under `tls.expiry`.
        Err(error) if outdated_leaf_only(error, facts, now) => {}
        Err(error) => issues.push(broken(error, facts, now)),
    }
    issues
}

fn weak(index: usize, link: &CertificateFacts) -> Option<Issue> {
    let which = which(index, link);
    if link.key.algorithm == "RSA" && link.key.bits < MIN_RSA_BITS {
        return Some(issue(
            Severity::Crit,
            CHAIN,
            "weak-key",
            format!(
                "The key of {which} is too short: RSA with {} bits.",
                link.key.bits
            ),
            Some("Use a key of at least 2048 bits (RSA) or 256 bits (ECDSA)."),
        ));
    }
    let sha1 = link
        .signature_algorithm
        .to_ascii_lowercase()
        .contains("sha1");
    // Nobody looks at the signature of a root.
    if (sha1 || link.signature_algorithm.starts_with("md5")) && !link.self_issued {
        return Some(issue(
            Severity::Crit,
            CHAIN,
            "weak-signature",
            format!(
                "{which} is signed with {}, which nobody accepts any more.",
                link.signature_algorithm
            ),
            Some("Have the certificate issued again."),
        ));
    }
    None
}

/// RFC 8446 §4.4.2 lets clients cope with any order; RFC 5246 §7.4.2 did not.
fn wrong_order(facts: &[CertificateFacts]) -> Option<Issue> {
    let ordered = facts.windows(2).all(|pair| match pair {
        [link, next] => link.issuer == next.subject,
        _ => true,
    });
    (!ordered).then(|| {
        issue(
            Severity::Warn,
            CHAIN,
            "wrong-order",
            "The certificates are sent in the wrong order, or with some that do not belong to the \
             chain: older software gives up."
                .into(),
            Some("Order the file: the server's certificate first, then each one's issuer."),
        )
    })
}

fn outdated_leaf_only(error: &Error, facts: &[CertificateFacts], now: i64) -> bool {
    let outdated = |link: &CertificateFacts| now > link.not_after || now < link.not_before;
    let date = matches!(
        error,
        Error::CertExpired { .. } | Error::CertNotValidYet { .. }
    );
    match facts {
        [leaf, rest @ ..] => date && outdated(leaf) && !rest.iter().any(outdated),
        [] => false,
    }
}

fn broken(error: &Error, facts: &[CertificateFacts], now: i64) -> Issue {
    let crit = |code, message: String, fix| issue(Severity::Crit, CHAIN, code, message, Some(fix));
    match error {
        Error::UnknownIssuer => unknown_issuer(facts),
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => {
            let outdated = facts
                .iter()
                .enumerate()
                .find(|(_, link)| now > link.not_after || now < link.not_before);
            let name = outdated.map_or_else(String::new, |(index, link)| which(index, link));
            crit(
                "outdated-link",
                format!("The chain is broken: {name} is not valid now."),
                "Replace the chain file by the current one of your certificate authority.",
            )
        }
        Error::CaUsedAsEndEntity => crit(
            "ca-certificate",
            "The server uses a certificate authority's certificate as its own.".into(),
            "Issue a certificate for the server with that authority.",
        ),
        Error::RequiredEkuNotFoundContext(_) => crit(
            "not-for-servers",
            "The certificate is not for servers (serverAuth is missing).".into(),
            "Have a certificate issued with the serverAuth extended key usage.",
        ),
        Error::InvalidSignatureForPublicKey => crit(
            "bad-signature",
            "A signature in the chain is wrong: a certificate was changed, or its issuer is another \
             one of the same name."
                .into(),
            "Replace the chain file by the current one of your certificate authority.",
        ),
        other => crit(
            "invalid-chain",
            format!("The chain is not valid: {other}."),
            "Replace the certificate and its chain.",
        ),
    }
}

fn unknown_issuer(facts: &[CertificateFacts]) -> Issue {
    let crit = |code, message: String, fix| issue(Severity::Crit, CHAIN, code, message, Some(fix));
    match facts {
        [leaf, ..] if leaf.self_issued => crit(
            "self-signed",
            "The certificate is self-signed: nobody else vouches for it.".into(),
            "Use a certificate of a public authority (Let's Encrypt issues them for free).",
        ),
        [leaf] => crit(
            "missing-intermediate",
            format!(
                "The server sends only its own certificate; that of its issuer ({}) is missing, and \
                 it is not a trusted root.",
                leaf.issuer
            ),
            "Configure the full chain (fullchain.pem), not the certificate alone.",
        ),
        [.., last] if last.self_issued => crit(
            "unknown-issuer",
            format!(
                "The chain ends at {}, which is not a trusted root.",
                last.subject
            ),
            "Use a certificate of a public authority, or give the root to the prober (--ca).",
        ),
        [.., last] => crit(
            "unknown-issuer",
            format!(
                "The chain ends at a certificate issued by {}: its certificate is missing, or it is \
                 not a trusted root.",
                last.issuer
            ),
            "Complete the chain, or use a certificate of a public authority.",
        ),
        [] => crit(
            "no-chain",
            "There is no chain.".into(),
            "Configure a certificate.",
        ),
    }
}

fn which(index: usize, link: &CertificateFacts) -> String {
    match index {
        0 => "the server's certificate".to_owned(),
        _ => format!("the chain's certificate {}", link.subject),
    }
}
