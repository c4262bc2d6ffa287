//! Whether somebody who validates certificates accepts that of an endpoint.

use checker_kit::clock::rfc3339;
use checker_kit::shared::tls_probes::{Address, Probe};

use crate::case::Case;
use crate::observation::Endpoint;

/// What is known of the certificate at an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// It leads to a trusted root, is for the domain, and valid now.
    Accepted,
    /// It is refused.
    Refused(Refusal),
    /// Nobody looked.
    Unknown,
}

/// Why a certificate is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is for another name (RFC 9525).
    #[error("the certificate is for another name")]
    Name,
    /// Its chain leads to no trusted root (RFC 5280 §6).
    #[error("the certificate leads to no trusted root")]
    Chain,
    /// Its end has passed.
    #[error("the certificate has expired")]
    Expired,
    /// Its beginning is yet to come.
    #[error("the certificate is not valid yet")]
    NotYet,
}

impl Acceptance {
    /// That of an endpoint's certificate, by a TLS checker's word.
    pub fn of(case: &Case, endpoint: &Endpoint) -> Self {
        if begins_later(case, endpoint) {
            return Self::Refused(Refusal::NotYet);
        }
        let address = case.tls.of_endpoint(&case.observation, endpoint);
        let by_itself = address.map_or(Self::Unknown, |address| of_address(case, address));
        if by_itself != Self::Unknown {
            return by_itself;
        }
        let targets = case.observation.targets_of(endpoint);
        let mut probes = targets.filter_map(|target| case.tls.probe(&target.r#ref));
        probes
            .next()
            .map_or(Self::Unknown, |probe| of_probe(case, probe))
    }
}

/// Whether the certificate that was shown here is for a later time.
fn begins_later(case: &Case, endpoint: &Endpoint) -> bool {
    let tls = endpoint.last().tls.as_ref();
    let certificate = tls.and_then(|tls| tls.certificate.as_ref());
    certificate.is_some_and(|certificate| certificate.not_before > case.judged_at)
}

fn of_address(case: &Case, address: &Address) -> Acceptance {
    weigh(
        case,
        address.hostname_match,
        address.chain_valid,
        address.not_after.as_deref(),
    )
}

/// What holds at every address holds at this one.
fn of_probe(case: &Case, probe: &Probe) -> Acceptance {
    weigh(
        case,
        probe.hostname_match,
        probe.chain_valid,
        probe.not_after.as_deref(),
    )
}

fn weigh(
    case: &Case,
    name: Option<bool>,
    chain: Option<bool>,
    not_after: Option<&str>,
) -> Acceptance {
    // RFC 3339 in UTC sorts as text.
    let now = rfc3339(case.judged_at).unwrap_or_default();
    if not_after.is_some_and(|end| end < now.as_str()) {
        return Acceptance::Refused(Refusal::Expired);
    }
    match (name, chain) {
        (Some(false), _) => Acceptance::Refused(Refusal::Name),
        (_, Some(false)) => Acceptance::Refused(Refusal::Chain),
        (Some(true), Some(true)) => Acceptance::Accepted,
        _ => Acceptance::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{DAY, report, sound};

    fn of_first(case: &Case) -> Acceptance {
        Acceptance::of(case, &case.observation.endpoints[0])
    }

    #[test]
    fn nobody_looked_where_no_tls_checker_reported() {
        assert_eq!(of_first(&sound()), Acceptance::Unknown);
    }

    #[test]
    fn one_for_a_later_time_is_not_called_untrusted() {
        let mut case = sound();
        report(&mut case, |probe| {
            for address in &mut probe.addresses {
                address.chain_valid = Some(false);
            }
        });
        let later = case.judged_at + DAY;
        let tls = case.observation.endpoints[0].transcript.tls.as_mut();
        let certificate = tls.and_then(|tls| tls.certificate.as_mut()).unwrap();
        certificate.not_before = later;
        assert_eq!(of_first(&case), Acceptance::Refused(Refusal::NotYet));
        case.judged_at = later;
        assert_eq!(of_first(&case), Acceptance::Refused(Refusal::Chain));
    }

    #[test]
    fn the_address_counts_and_the_date_is_that_of_the_judgement() {
        let mut case = sound();
        report(&mut case, |_| {});
        assert_eq!(of_first(&case), Acceptance::Accepted);
        case.judged_at += 61 * DAY;
        assert_eq!(of_first(&case), Acceptance::Refused(Refusal::Expired));
        report(&mut case, |probe| {
            probe.addresses[0].hostname_match = Some(false)
        });
        case.judged_at -= 61 * DAY;
        assert_eq!(of_first(&case), Acceptance::Refused(Refusal::Name));
        let second = &case.observation.endpoints[1];
        assert_eq!(Acceptance::of(&case, second), Acceptance::Accepted);
    }

    #[test]
    fn a_report_that_tells_no_addresses_apart_counts_for_all() {
        let mut case = sound();
        report(&mut case, |probe| {
            probe.addresses[0].chain_valid = None;
            probe.addresses.truncate(1);
            probe.chain_valid = Some(false);
        });
        assert_eq!(of_first(&case), Acceptance::Refused(Refusal::Chain));
    }
}
