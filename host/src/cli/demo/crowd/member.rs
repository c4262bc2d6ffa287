//! What the number of a domain decides.

use super::hosts::HOSTS;

/// What a domain offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// All four services.
    Everything,
    /// What there was before direct TLS.
    StartTlsOnly,
    /// Nothing for other servers.
    ClientsOnly,
    /// No records: the domain's own address has the servers.
    Bare,
    /// Records of which one names a host that is not there any more.
    Stale,
    /// Records that lead to ports where nothing listens.
    Closed,
    /// Records that lead to an address that nobody answers at.
    Silent,
    /// Records that say that there is no such service.
    Declined,
    /// A domain without any of it.
    Nothing,
    /// Not even a domain.
    NoSuchDomain,
}

/// How many of a thousand have which.
const SHARES: [(u64, Offer); 10] = [
    (330, Offer::Everything),
    (220, Offer::StartTlsOnly),
    (25, Offer::ClientsOnly),
    (25, Offer::Bare),
    (30, Offer::Stale),
    (30, Offer::Closed),
    (5, Offer::Silent),
    (25, Offer::Declined),
    (230, Offer::Nothing),
    (80, Offer::NoSuchDomain),
];

/// All that there are.
#[cfg(test)]
pub(super) const OFFERS: [Offer; 10] = {
    let mut offers = [Offer::Nothing; 10];
    let mut index = 0;
    while index < SHARES.len() {
        offers[index] = SHARES[index].1;
        index += 1;
    }
    offers
};

/// A domain.
pub(super) struct Member {
    pub(super) offer: Offer,
    /// Which provider's machine it is on.
    pub(super) host: u8,
    /// Whether that machine has a name of the domain's own.
    pub(super) is_at_home: bool,
    /// Whether its zone is signed.
    pub(super) is_signed: bool,
}

impl Member {
    pub(super) fn of(number: u32) -> Self {
        let mut bits = scattered(number.into());
        let mut draw = |many: u64| {
            let drawn = bits % many;
            bits /= many;
            drawn
        };
        let mut place = draw(1_000);
        let offer = SHARES.iter().find_map(|(share, offer)| {
            let is_here = place < *share;
            place = place.saturating_sub(*share);
            is_here.then_some(*offer)
        });
        // The square of one part in a hundred: few hosts have most domains.
        let part = draw(100);
        let hosts = u64::from(HOSTS);
        Self {
            offer: offer.unwrap_or(Offer::Nothing),
            host: u8::try_from(part * part * hosts / 10_000).unwrap_or_default(),
            is_at_home: draw(10) == 0,
            is_signed: draw(10) < 3,
        }
    }
}

/// Neighbouring numbers far apart (the finaliser of SplitMix64).
fn scattered(number: u64) -> u64 {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_those_of_a_thousand() {
        assert_eq!(SHARES.iter().map(|(share, _)| share).sum::<u64>(), 1_000);
    }

    #[test]
    fn a_few_hosts_have_most_domains_and_none_is_without() {
        let mut counts = [0_usize; HOSTS as usize];
        for number in 0..10_000 {
            counts[usize::from(Member::of(number).host)] += 1;
        }
        counts.sort_unstable();
        assert!(counts[0] > 0, "{counts:?}");
        let largest: usize = counts.iter().rev().take(counts.len() / 4).sum();
        assert!(largest > 4_500, "{counts:?}");
    }
}
