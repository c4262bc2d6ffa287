//! `tls.chain_validity`: whether the chain leads to a trusted root, over keys
//! and signatures that are accepted.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::cause::{self, CertificateFault};
use checker_kit::state::Finding;
use checker_kit::tls::CertificateFacts;

use super::fault::Fault;
use super::per_endpoint::{self, as_it_should_be, over_addresses};
use crate::case::{Case, Endpoint, Excess, Shown, Trust};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The certificate chain leads to a trusted root, over sound keys and signatures.",
    severity: Status::Crit,
    part: None,
    judge,
};

const NAME: &str = "tls.chain_validity";
/// RSA keys below this are refused by current software.
const MIN_RSA_BITS: usize = 2048;
/// What to do about a chain with a gap.
const FULL_CHAIN: &str = "Configure the full chain (fullchain.pem), not the certificate alone.";
/// What to do about a file of certificates that do not fit together.
const REPLACE_FILE: &str =
    "Replace the chain file by the current one of your certificate authority.";

fn judge(case: &Case) -> Vec<Finding> {
    let look = |endpoint: &Endpoint| {
        over_addresses(endpoint, |address| {
            let shown = address.shown.as_ref()?;
            let links = shown.links.iter().enumerate();
            let mut faults: Vec<Fault> = links
                .filter_map(|(position, link)| weak(position, link))
                .collect();
            faults.extend(of_trust(shown, case.has_own_roots));
            Some(faults)
        })
    };
    per_endpoint::judge(case, NAME, look, as_it_should_be)
}

fn weak(position: usize, link: &CertificateFacts) -> Option<Fault> {
    let which = which(position, link);
    if link.key.algorithm == "RSA" && link.key.bits < MIN_RSA_BITS {
        let bits = link.key.bits;
        let message = format!("The key of {which} is too short: RSA with {bits} bits.");
        return Some(
            Fault::new(Status::Crit, "weak-key", message)
                .fix("Use a key of at least 2048 bits (RSA) or 256 bits (ECDSA).")
                .cause(cause::of_certificate(
                    CertificateFault::WeakKey,
                    &link.sha256,
                )),
        );
    }
    let algorithm = &link.signature_algorithm;
    let outdated = algorithm.to_ascii_lowercase().contains("sha1") || algorithm.starts_with("md5");
    // Nobody looks at the signature of a root.
    if outdated && !link.self_issued {
        let message = format!("{which} is signed with {algorithm}, which nobody accepts any more.");
        return Some(
            Fault::new(Status::Crit, "weak-signature", capitalised(&message))
                .fix("Have the certificate issued again.")
                .cause(cause::of_certificate(
                    CertificateFault::WeakSignature,
                    &link.sha256,
                )),
        );
    }
    None
}

fn of_trust(shown: &Shown, has_own_roots: bool) -> Option<Fault> {
    let leaf = &shown.leaf;
    let crit = |code, message: &str, fix: &str, fault| {
        let cause = cause::of_certificate(fault, &leaf.sha256);
        Some(
            Fault::new(Status::Crit, code, message)
                .fix(fix)
                .cause(cause),
        )
    };
    match &shown.trust {
        Trust::Trusted => wrong_order(shown),
        Trust::UnknownIssuer => Some(unknown_issuer(shown, has_own_roots)),
        Trust::OutdatedLink(position) => Some(outdated_link(shown, *position)),
        Trust::Authority => crit(
            "ca-certificate",
            "The server uses a certificate authority's certificate as its own.",
            "Issue a certificate for the server with that authority.",
            CertificateFault::Authority,
        ),
        Trust::NotForServers => crit(
            "not-for-servers",
            "The certificate is not for servers (serverAuth is missing).",
            "Have a certificate issued with the serverAuth extended key usage.",
            CertificateFault::NotForServers,
        ),
        Trust::BadSignature => crit(
            "bad-signature",
            "A signature in the chain is wrong: a certificate was changed, or its issuer is another \
             one of the same name.",
            REPLACE_FILE,
            CertificateFault::BadSignature,
        ),
        Trust::Invalid(why) => crit(
            "invalid-chain",
            &format!("The chain is not valid: {why}."),
            "Replace the certificate and its chain.",
            CertificateFault::ChainInvalid,
        ),
        Trust::Unverifiable => Some(Fault::new(
            Status::Unknown,
            "unverifiable",
            "The chain was not validated: an authority in it has a key of a kind that this checker \
             cannot check.",
        )),
        Trust::NotValidated(excess) => Some(not_validated(leaf, *excess)),
    }
}

/// RFC 8446 §4.4.2 lets clients cope with any order; RFC 5246 §7.4.2 did not.
fn wrong_order(shown: &Shown) -> Option<Fault> {
    let ordered = shown.links.windows(2).all(|pair| match pair {
        [link, next] => link.issuer == next.subject,
        _ => true,
    });
    (!ordered).then(|| {
        let cause = cause::of_certificate(CertificateFault::ChainOrder, &shown.leaf.sha256);
        Fault::new(
            Status::Warn,
            "wrong-order",
            "The certificates are sent in the wrong order, or with some that do not belong to the \
             chain: older software gives up.",
        )
        .fix("Order the file: the server's certificate first, then each one's issuer.")
        .cause(cause)
    })
}

fn outdated_link(shown: &Shown, position: usize) -> Fault {
    let fault =
        |message: String| Fault::new(Status::Crit, "outdated-link", message).fix(REPLACE_FILE);
    match shown.links.get(position) {
        Some(link) => fault(format!(
            "The chain is broken: {} is not valid now.",
            which(position, link)
        ))
        .cause(cause::of_certificate(
            CertificateFault::Expired,
            &link.sha256,
        )),
        None => fault("The chain is broken: a certificate in it is not valid now.".into()).cause(
            cause::of_certificate(CertificateFault::ChainInvalid, &shown.leaf.sha256),
        ),
    }
}

fn unknown_issuer(shown: &Shown, has_own_roots: bool) -> Fault {
    let leaf = &shown.leaf;
    if leaf.self_issued && shown.links.len() == 1 {
        return Fault::new(
            Status::Crit,
            "self-signed",
            "The certificate is self-signed: nobody else vouches for it.",
        )
        .fix(
            "Use a certificate of a public authority (Let's Encrypt issues them for free), or, if \
             all who connect know this one, give it to the checker as a trusted root.",
        )
        .cause(cause::of_certificate(
            CertificateFault::SelfSigned,
            &leaf.sha256,
        ));
    }
    let last = end_of_path(shown);
    // A public authority's chain leads to a root that is known, and so may one
    // below a root that was given.
    let has_gap = !last.self_issued && (shown.logged || has_own_roots);
    let issuer = &last.issuer;
    if has_gap {
        let sent = match shown.links.len() {
            1 => "sends only its own certificate",
            _ => "sends an incomplete chain",
        };
        let message = format!(
            "The server {sent}; the certificate of the issuer ({issuer}) is missing, and it is not a \
             trusted root."
        );
        return Fault::new(Status::Crit, "missing-intermediate", message)
            .fix(match shown.logged {
                true => FULL_CHAIN.to_owned(),
                // It may as well be a root of its own.
                false => format!(
                    "{FULL_CHAIN} If {issuer} is itself the root of an authority of your own, give \
                     it to the checker as a trusted root."
                ),
            })
            .cause(cause::of_certificate(
                CertificateFault::MissingIntermediate,
                &leaf.sha256,
            ));
    }
    let message = match last.self_issued {
        true => format!("The chain ends at {issuer}, which is not a trusted root."),
        false => format!(
            "The chain ends at a certificate issued by {issuer}, which is not a trusted root."
        ),
    };
    Fault::new(Status::Crit, "unknown-issuer", message)
        .fix(
            "If this is an authority of your own, give its root to the checker as a trusted root; \
             for everybody else use a certificate of a public authority, with its full chain.",
        )
        .cause(cause::untrusted_root(issuer))
}

/// Where the path from the server's own certificate ends: what is sent beside it
/// is no part of it.
fn end_of_path(shown: &Shown) -> &CertificateFacts {
    let mut end = &shown.leaf;
    // Each link is gone at most once.
    for _ in &shown.links {
        let mut others = shown.links.iter().skip(1);
        match others.find(|other| other.subject == end.issuer) {
            Some(next) if !end.self_issued => end = next,
            _ => break,
        }
    }
    end
}

fn not_validated(leaf: &CertificateFacts, excess: Excess) -> Fault {
    let why = match excess {
        Excess::Sent(sent) => {
            format!("{sent} certificates are too many, or too large, for what clients expect")
        }
        Excess::Paths => "many certificates in it have the same name".to_owned(),
        Excess::Chains => "the endpoint shows too many different ones".to_owned(),
    };
    let message = format!("The chain was not validated: {why}.");
    Fault::new(Status::Warn, "too-long", message)
        .fix("Send the server's certificate and those of its issuers, and nothing else.")
        .cause(cause::of_certificate(
            CertificateFault::ChainTooLong,
            &leaf.sha256,
        ))
}

fn which(position: usize, link: &CertificateFacts) -> String {
    match position {
        0 => "the server's certificate".to_owned(),
        _ => format!("the chain's certificate {}", link.subject),
    }
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next();
    first
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

#[cfg(test)]
mod tests;
