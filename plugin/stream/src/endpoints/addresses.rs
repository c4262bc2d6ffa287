//! Where a host is.

use std::net::IpAddr;

use checker_kit::address::{AddressClass, literal};
use checker_kit::clock::Mark;
use checker_kit::dns::{Answer, Failure, MAX_ADDRESSES, Outcome, TIMEOUT, lookup_addresses};

/// The addresses of a host.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// Those to connect to.
    pub found: Vec<IpAddr>,
    /// How many there are beyond those.
    pub left_out: usize,
    /// Why there are none.
    pub failure: Option<Failure>,
    /// Whether both answers, of which one may say that there are none, were
    /// authenticated (RFC 4035 §3.2.3).
    pub authentic: bool,
}

impl Addresses {
    /// Those of a host, which may be an address itself; known by `end`.
    pub async fn of(host: &str, end: Mark) -> Self {
        if let Some(address) = literal(host) {
            return Self {
                found: vec![address],
                ..Self::default()
            };
        }
        let name = host.trim_end_matches('.');
        let (a, aaaa) = lookup_addresses(name, Mark::now().plus(TIMEOUT).min(end)).await;
        of_answers(&a, &aaaa)
    }
}

fn of_answers(a: &Answer, aaaa: &Answer) -> Addresses {
    let mut addresses = Addresses {
        authentic: a.authentic && aaaa.authentic,
        ..Addresses::default()
    };
    for answer in [a, aaaa] {
        let found = answer.addresses();
        addresses.left_out += found.len().saturating_sub(MAX_ADDRESSES);
        addresses
            .found
            .extend(found.into_iter().take(MAX_ADDRESSES));
    }
    leave_nobodys(&mut addresses.found);
    if addresses.found.is_empty() {
        addresses.failure = failure(a).or(failure(aaaa));
    }
    addresses
}

/// Beside addresses that mean the same to everybody, those that mean everybody's
/// own machine, or none at all, lead to no server of this host's.
fn leave_nobodys(found: &mut Vec<IpAddr>) {
    let class = |address: &IpAddr| AddressClass::of(*address);
    if found.iter().any(|one| class(one) == AddressClass::Global) {
        found.retain(|one| !class(one).is_nobodys());
    }
}

fn failure(answer: &Answer) -> Option<Failure> {
    match answer.outcome {
        Outcome::Failed(failure) => Some(failure),
        Outcome::Found(_) | Outcome::NoData | Outcome::NoName => None,
    }
}

#[cfg(test)]
mod tests {
    use checker_kit::dns::{RData, rdata};

    use super::*;

    fn answer(last: impl IntoIterator<Item = u8>) -> Answer {
        let records = last
            .into_iter()
            .map(|n| RData::A(rdata::A::new(192, 0, 2, n)));
        Answer {
            outcome: Outcome::Found(records.collect()),
            ..Answer::failed(Failure::TimedOut)
        }
    }

    #[test]
    fn a_family_that_failed_does_not_matter_where_the_other_has_addresses() {
        let addresses = of_answers(&answer([1]), &Answer::failed(Failure::ServerFailure));
        assert_eq!(addresses.found.len(), 1);
        assert_eq!(addresses.failure, None);
        let nothing = Answer {
            outcome: Outcome::NoData,
            ..answer([])
        };
        let addresses = of_answers(&nothing, &Answer::failed(Failure::ServerFailure));
        assert_eq!(addresses.failure, Some(Failure::ServerFailure));
    }

    #[test]
    fn an_address_of_nobodys_is_left_out_beside_others() {
        let of = |addresses: &[[u8; 4]]| {
            let records = addresses
                .iter()
                .map(|address| RData::A(rdata::A((*address).into())));
            let found = Answer {
                outcome: Outcome::Found(records.collect()),
                ..answer([])
            };
            let found = of_answers(&found, &Answer::failed(Failure::TimedOut)).found;
            found.len()
        };
        assert_eq!(of(&[[127, 0, 0, 1], [0, 0, 0, 0], [192, 0, 2, 1]]), 1);
        // From within, a private address is as good as another.
        assert_eq!(of(&[[10, 0, 0, 1], [192, 0, 2, 1]]), 2);
        assert_eq!(of(&[[127, 0, 0, 1], [10, 0, 0, 1]]), 2);
    }

    #[test]
    fn addresses_beyond_the_bound_are_counted() {
        let nothing = Answer {
            outcome: Outcome::NoData,
            ..answer([])
        };
        let addresses = of_answers(&answer(1..=11), &nothing);
        assert_eq!(addresses.found.len(), MAX_ADDRESSES);
        assert_eq!(addresses.left_out, 3);
    }
}
