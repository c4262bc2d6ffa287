//! Simulated domains by number, as many as are asked for: nothing of them is
//! kept, everything is made of the number when it is asked for.
//!
//! They are as those of an ordinary list are: many that offer nothing, most of
//! the others at a few providers, few of them exemplary. The number decides, so
//! that every run, on whatever machine, finds the same.

mod hosts;
mod member;
mod zone;

use hickory_proto::rr::rdata::{A, AAAA, SRV};
use hickory_proto::rr::{Name, RData};

use super::builder::Builder;
use crate::network::sim::Made;
use member::{Member, Offer};
use zone::{ZONE, name};

/// The label of a host of the domain's own.
const OWN_HOST: &str = "chat";

/// The names of the first so many.
pub(in crate::cli) fn names(count: u32) -> impl Iterator<Item = String> {
    (1..=count).map(name)
}

/// Adds the providers, and all domains.
pub(super) fn set_up(builder: &mut Builder) {
    hosts::set_up(builder);
    builder.simulation.zone().made(records);
}

/// What there is of a name in the zone.
fn records(name: &str) -> Option<Made> {
    let inside = name.strip_suffix(ZONE)?.strip_suffix('.')?;
    let mut labels = inside.rsplit('.');
    let number = labels.next()?.strip_prefix('d')?.parse().ok()?;
    let member = Member::of(number);
    if member.offer == Offer::NoSuchDomain {
        return None;
    }
    let rest: Vec<&str> = labels.collect();
    let records = match rest[..] {
        [] if member.offer == Offer::Bare => addresses(&member),
        [] | ["_tcp"] => Vec::new(),
        [OWN_HOST] if member.is_at_home => addresses(&member),
        ["_tcp", service] => services(number, &member, service)?,
        _ => return None,
    };
    Some(Made {
        records,
        authentic: member.is_signed,
    })
}

fn services(number: u32, member: &Member, service: &str) -> Option<Vec<RData>> {
    let port = match service {
        "_xmpp-client" => 5222,
        "_xmpps-client" => 5223,
        "_xmpp-server" => 5269,
        "_xmpps-server" => 5270,
        _ => return None,
    };
    let is_direct = service.starts_with("_xmpps");
    let host = match member.is_at_home {
        true => format!("{OWN_HOST}.{}", name(number)),
        false => hosts::name(member.host),
    };
    match member.offer {
        Offer::Everything => Some(vec![record(5, port, &host)]),
        Offer::StartTlsOnly if !is_direct => Some(vec![record(5, port, &host)]),
        Offer::ClientsOnly if service == "_xmpp-client" => Some(vec![record(5, port, &host)]),
        Offer::Stale if !is_direct => Some(vec![
            record(5, port, &host),
            record(10, port, "gone.invalid"),
        ]),
        // RFC 2782: the root as the only target says that there is no such
        // service.
        Offer::Declined if !is_direct => Some(vec![record(0, 0, "")]),
        Offer::Closed if !is_direct => Some(vec![record(5, port, hosts::CLOSED)]),
        Offer::Silent if !is_direct => Some(vec![record(5, port, hosts::SILENT)]),
        _ => None,
    }
}

fn record(priority: u16, port: u16, target: &str) -> RData {
    let target = Name::from_ascii(format!("{target}.")).unwrap_or_else(|_| Name::root());
    RData::SRV(SRV::new(priority, 0, port, target))
}

fn addresses(member: &Member) -> Vec<RData> {
    let v4 = RData::A(A(hosts::v4(member.host)));
    let v6 = hosts::v6(member.host).map(|v6| RData::AAAA(AAAA(v6)));
    [v4].into_iter().chain(v6).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_the_same_domain_at_each_question() {
        for number in [1, 7, 100_000, u32::MAX] {
            let name = format!("_xmpp-client._tcp.{}", name(number));
            let ask = || records(&name).map(|made| made.records);
            assert_eq!(ask(), ask(), "{number}");
        }
        assert!(records("crowd.example").is_none());
        assert!(records("_xmpp-client._tcp.d1.other.example").is_none());
        assert!(records("chat.dx.crowd.example").is_none());
    }

    #[test]
    fn domains_of_each_kind_are_among_the_first() {
        for offer in member::OFFERS {
            let found = (1..=1_000).any(|number| Member::of(number).offer == offer);
            assert!(found, "{offer:?}");
        }
        assert_eq!(names(3).last().unwrap(), "d3.crowd.example");
    }
}
