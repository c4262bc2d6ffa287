//! Names with other letters than those of ASCII.

use checker_kit::contract::ErrorCode;
use checker_kit::options::{Options, invalid};
use checker_kit::shared::sender;

/// Who a checker says it is, by the option that checkers share, in A-labels.
///
/// # Errors
///
/// [`ErrorCode::InvalidOption`] for what is no domain.
pub fn sender(options: &Options) -> Result<String, ErrorCode> {
    let from = options
        .text(sender::OPTION)?
        .unwrap_or(sender::DEFAULT_FROM);
    a_labels(from).ok_or_else(|| invalid(sender::OPTION, from, "a domain name"))
}

/// The domain in U-labels, for a stream's `to` (RFC 7622 §3.2).
pub fn u_labels(domain: &str) -> String {
    idna::domain_to_unicode(domain).0
}

/// The domain in A-labels, without a final dot; `None` where it is none.
pub fn a_labels(domain: &str) -> Option<String> {
    let name = domain.strip_suffix('.').unwrap_or(domain);
    idna::domain_to_ascii_strict(name)
        .ok()
        .filter(|name| !name.is_empty())
}
