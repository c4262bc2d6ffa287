//! The addresses of hosts, as they become known.

use std::collections::BTreeMap;
use std::net::IpAddr;

use checker_kit::address::AddressClass;
use checker_kit::dns::{Answer, MAX_ADDRESSES, RecordType};

use crate::observation::{AddressLookup, HostLookup, LeftOut, LeftOutWhat};

/// A family of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

/// Whose machine is at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// That of the server whose address it is.
    ItsServers,
    /// Everybody's own, or none at all: beside addresses that mean the same to
    /// all it is a mistake. Where there are no others, this is a lab.
    Nobodys,
    /// More answers are needed to tell.
    NotKnown,
}

/// The addresses of hosts, as far as they are known.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers {
    lookups: BTreeMap<String, BTreeMap<Family, AddressLookup>>,
    too_many: BTreeMap<String, usize>,
}

impl Family {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::V4, Self::V6];

    /// The type of the records that hold such addresses.
    pub(super) fn record_type(self) -> RecordType {
        match self {
            Self::V6 => RecordType::AAAA,
            Self::V4 => RecordType::A,
        }
    }
}

impl Answers {
    /// Notes the answer for a host.
    pub(super) fn add(&mut self, host: &str, family: Family, answer: Answer) {
        let mut lookup = AddressLookup::from(answer);
        if let Some(more) = lookup.addresses.len().checked_sub(MAX_ADDRESSES)
            && more > 0
        {
            *self.too_many.entry(host.to_owned()).or_default() += more;
            lookup.addresses.truncate(MAX_ADDRESSES);
        }
        let of_host = self.lookups.entry(host.to_owned()).or_default();
        of_host.insert(family, lookup);
    }

    /// The addresses of a host, or `None` while they are not known.
    pub(super) fn addresses(&self, host: &str, family: Family) -> Option<&[IpAddr]> {
        let lookup = self.lookups.get(host)?.get(&family)?;
        Some(&lookup.addresses)
    }

    /// Whose machine is at an address, as far as the answers for so many hosts
    /// tell.
    pub(super) fn whose(&self, address: IpAddr, hosts: usize) -> Whose {
        if !AddressClass::of(address).is_nobodys() {
            return Whose::ItsServers;
        }
        let known = || self.lookups.values().flat_map(BTreeMap::values);
        let mut addresses = known().flat_map(|lookup| &lookup.addresses);
        if addresses.any(|one| AddressClass::of(*one) == AddressClass::Global) {
            return Whose::Nobodys;
        }
        match known().count() < hosts * Family::ALL.len() {
            true => Whose::NotKnown,
            false => Whose::ItsServers,
        }
    }

    /// The addresses that were too many.
    pub(super) fn left_out(&self) -> Vec<LeftOut> {
        let left_out = self.too_many.iter().map(|(host, count)| LeftOut {
            what: LeftOutWhat::Addresses { host: host.clone() },
            count: *count,
            bound: MAX_ADDRESSES,
        });
        left_out.collect()
    }

    /// The lookups of all hosts of which both answers are known.
    pub(super) fn into_hosts(self) -> Vec<HostLookup> {
        let hosts = self.lookups.into_iter().filter_map(|(name, mut lookups)| {
            Some(HostLookup {
                name,
                a: lookups.remove(&Family::V4)?,
                aaaa: lookups.remove(&Family::V6)?,
            })
        });
        hosts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checker_kit::dns::{Failure, Outcome, RData, rdata};
    use std::net::Ipv4Addr;

    fn found(count: u8) -> Answer {
        let records = (0..count).map(|n| RData::A(rdata::A(Ipv4Addr::new(192, 0, 2, n))));
        Answer {
            outcome: Outcome::Found(records.collect()),
            authentic: false,
            aliases: Vec::new(),
            ttl: None,
        }
    }

    #[test]
    fn addresses_beyond_the_bound_are_counted_by_host() {
        let mut answers = Answers::default();
        answers.add("few.example", Family::V4, found(8));
        answers.add("many.example", Family::V4, found(11));
        let kept = answers.addresses("many.example", Family::V4);
        assert_eq!(kept.map(<[IpAddr]>::len), Some(MAX_ADDRESSES));
        let left_out = LeftOut {
            what: LeftOutWhat::Addresses {
                host: "many.example".into(),
            },
            count: 3,
            bound: MAX_ADDRESSES,
        };
        assert_eq!(answers.left_out(), [left_out]);
    }

    #[test]
    fn an_address_of_nobodys_is_connected_to_where_there_are_no_others() {
        let of = |address: [u8; 4]| Answer {
            outcome: Outcome::Found(vec![RData::A(rdata::A(Ipv4Addr::from(address)))]),
            ..found(0)
        };
        for nobodys in [[127, 0, 0, 1], [0, 0, 0, 0]] {
            let whose = |answers: &Answers| answers.whose(IpAddr::from(nobodys), 2);
            let mut lab = Answers::default();
            lab.add("a.example", Family::V4, of(nobodys));
            lab.add("a.example", Family::V6, Answer::failed(Failure::TimedOut));
            lab.add("b.example", Family::V4, of([10, 0, 0, 1]));
            assert_eq!(whose(&lab), Whose::NotKnown);
            let mut public = lab.clone();
            lab.add("b.example", Family::V6, found(0));
            assert_eq!(whose(&lab), Whose::ItsServers);
            public.add("b.example", Family::V4, found(1));
            assert_eq!(whose(&public), Whose::Nobodys);
            let other = IpAddr::from([10, 0, 0, 1]);
            assert_eq!(public.whose(other, 2), Whose::ItsServers);
        }
    }

    #[test]
    fn what_is_not_known_yet_is_told_from_what_is_not_there() {
        let mut answers = Answers::default();
        answers.add("a.example", Family::V6, Answer::failed(Failure::TimedOut));
        assert_eq!(answers.addresses("a.example", Family::V6), Some(&[][..]));
        assert_eq!(answers.addresses("a.example", Family::V4), None);
    }
}
