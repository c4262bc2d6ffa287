//! Names with other letters than those of ASCII.

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
