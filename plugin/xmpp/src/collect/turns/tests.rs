use super::*;
use crate::mode::Mode;
use crate::observation::{LookupStatus, SrvLookup, SrvRecord};
use checker_kit::dns::{Answer, Outcome, RData, rdata};

/// A zone: the hosts of each service, and how many addresses each host has of
/// each family.
struct Zone {
    candidates: Candidates,
    addresses: Vec<(String, Family, Vec<IpAddr>)>,
}

impl Zone {
    fn new(services: &[(Service, &[&str])], addresses: &[(&str, usize, usize)]) -> Self {
        let lookup = |service: Service| {
            let of_service = services.iter().filter(|(known, _)| *known == service);
            let targets = of_service.flat_map(|(_, targets)| *targets);
            SrvLookup {
                service,
                status: LookupStatus::Found,
                authentic: false,
                aliases: Vec::new(),
                ttl: None,
                records: targets.map(|target| srv(target, service)).collect(),
            }
        };
        let services: Vec<SrvLookup> = Service::ALL.into_iter().map(lookup).collect();
        let addresses = addresses
            .iter()
            .enumerate()
            .flat_map(|(host, (name, v6, v4))| {
                let v6 = (0..*v6).map(move |n| format!("2001:db8::{host:x}:{n:x}"));
                let v4 = (0..*v4).map(move |n| format!("192.0.{host}.{n}"));
                let parse = |text: String| text.parse().unwrap();
                [
                    ((*name).to_owned(), Family::V6, v6.map(parse).collect()),
                    ((*name).to_owned(), Family::V4, v4.map(parse).collect()),
                ]
            });
        Self {
            candidates: Candidates::of("example.org", Mode::Both, &services),
            addresses: addresses.collect(),
        }
    }

    /// The endpoints that are looked at when the answers come in this order,
    /// and what is said to be left out.
    fn look(&self, order: impl Iterator<Item = usize>) -> (BTreeSet<Key>, Vec<LeftOut>) {
        let mut answers = Answers::default();
        let mut started = BTreeSet::new();
        started.extend(chosen(&self.candidates, &answers));
        for index in order {
            let (host, family, addresses) = &self.addresses[index];
            answers.add(host, *family, answer(addresses));
            started.extend(chosen(&self.candidates, &answers));
        }
        (started, left_out(&self.candidates, &answers))
    }

    fn all(&self) -> (BTreeSet<Key>, Vec<LeftOut>) {
        self.look(0..self.addresses.len())
    }
}

fn srv(target: &str, service: Service) -> SrvRecord {
    SrvRecord {
        priority: 0,
        weight: 0,
        port: match service {
            Service::XmppClient => 5222,
            Service::XmppsClient => 5223,
            Service::XmppServer | Service::Jabber => 5269,
            Service::XmppsServer => 5270,
        },
        target: target.to_owned(),
    }
}

fn answer(addresses: &[IpAddr]) -> Answer {
    let data = addresses.iter().map(|address| match address {
        IpAddr::V4(v4) => RData::A(rdata::A(*v4)),
        IpAddr::V6(v6) => RData::AAAA(rdata::AAAA(*v6)),
    });
    Answer {
        outcome: match addresses {
            [] => Outcome::NoData,
            _ => Outcome::Found(data.collect()),
        },
        authentic: false,
        aliases: Vec::new(),
        ttl: None,
    }
}

fn count(keys: &BTreeSet<Key>, service: Service) -> usize {
    let of = |key: &&Key| Service::of(key.side, key.method) == service;
    keys.iter().filter(of).count()
}

const NINE: [&str; 9] = [
    "a.example",
    "b.example",
    "c.example",
    "d.example",
    "e.example",
    "f.example",
    "g.example",
    "h.example",
    "i.example",
];

#[test]
fn nothing_is_left_out_where_there_is_room_for_all() {
    let services: [(Service, &[&str]); 2] =
        [(Service::XmppClient, &NINE), (Service::XmppsClient, &NINE)];
    let zone = Zone::new(&services, &NINE.map(|host| (host, 0, 1)));
    let (keys, left_out) = zone.all();
    assert_eq!(count(&keys, Service::XmppClient), 9);
    assert_eq!(count(&keys, Service::XmppsClient), 9);
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn who_needs_little_gets_it_and_the_rest_is_shared() {
    let zone = Zone::new(
        &[
            (Service::XmppClient, &["big.example"]),
            (Service::XmppsClient, &["big.example", "small.example"]),
            (Service::XmppServer, &NINE),
        ],
        &[("big.example", 8, 8), ("small.example", 0, 1)]
            .into_iter()
            .chain(NINE.map(|host| (host, 8, 8)))
            .collect::<Vec<_>>(),
    );
    let (keys, left_out) = zone.all();
    assert_eq!(keys.len(), MAX_ENDPOINTS);
    // 32 places a side: 16 a service, of which the small host takes one.
    assert_eq!(count(&keys, Service::XmppClient), 16);
    assert_eq!(count(&keys, Service::XmppsClient), 16);
    assert_eq!(count(&keys, Service::XmppServer), 32);
    let small = keys
        .iter()
        .filter(|key| key.address.to_string() == "192.0.1.0");
    assert_eq!(small.count(), 1);
    // Nine hosts share 32 places: three each, four for five of them.
    for host in 2..11_u8 {
        let of_host = keys.iter().filter(|key| match key.address {
            IpAddr::V4(v4) => v4.octets()[2] == host,
            IpAddr::V6(v6) => v6.octets()[13] == host,
        });
        assert!((3..=4).contains(&of_host.count()), "host {host}");
    }
    let left: usize = left_out.iter().map(|left| left.count).sum();
    assert_eq!(left, 16 + 17 + 9 * 16 - MAX_ENDPOINTS);
    assert!(left_out.iter().any(|left| left.what
        == LeftOutWhat::Endpoints {
            side: Side::Client,
            service: Some(Service::XmppsClient),
            host: "big.example".into(),
        }
        && left.count == 1));
}

#[test]
fn both_families_of_a_host_are_looked_at() {
    let zone = Zone::new(
        &[(Service::XmppClient, &NINE), (Service::XmppServer, &NINE)],
        &NINE.map(|host| (host, 8, 8)),
    );
    let (keys, _) = zone.all();
    for host in 0..9_u8 {
        let v6 = keys.iter().any(|key| match key.address {
            IpAddr::V4(_) => false,
            IpAddr::V6(v6) => v6.octets()[13] == host,
        });
        let v4 = keys.iter().any(|key| match key.address {
            IpAddr::V4(v4) => v4.octets()[2] == host,
            IpAddr::V6(_) => false,
        });
        assert!(v6 && v4, "host {host}");
    }
}

#[test]
fn both_families_are_looked_at_even_where_a_host_has_one_place() {
    let hosts: Vec<String> = (0..32).map(|n| format!("h{n:02}.example")).collect();
    let names: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let zone = Zone::new(
        &[(Service::XmppClient, &names), (Service::XmppServer, &names)],
        &names.iter().map(|name| (*name, 8, 8)).collect::<Vec<_>>(),
    );
    let (keys, _) = zone.all();
    for side in [Side::Client, Side::Server] {
        let of_side = keys.iter().filter(|key| key.side == side);
        let (v4, v6): (Vec<&Key>, Vec<&Key>) = of_side.partition(|key| key.address.is_ipv4());
        assert_eq!((v4.len(), v6.len()), (16, 16));
    }
}

#[test]
fn an_endpoint_that_many_hosts_share_takes_one_place() {
    let mut zone = Zone::new(
        &[(Service::XmppClient, &NINE), (Service::XmppServer, &NINE)],
        &NINE.map(|host| (host, 0, 8)),
    );
    let shared = zone.addresses[1].2.clone();
    for (_, family, addresses) in &mut zone.addresses {
        if *family == Family::V4 {
            addresses.clone_from(&shared);
        }
    }
    let (keys, left_out) = zone.all();
    assert_eq!(keys.len(), 16);
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn which_endpoints_are_looked_at_does_not_depend_on_who_answers_first() {
    let mut zone = Zone::new(
        &[
            (Service::XmppClient, &NINE),
            (Service::XmppsClient, &["a.example", "b.example"]),
            (Service::XmppServer, &["b.example", "x.example"]),
            (Service::Jabber, &["b.example", "i.example"]),
        ],
        &[
            ("a.example", 8, 8),
            ("b.example", 2, 8),
            ("c.example", 0, 1),
            ("d.example", 8, 0),
            ("e.example", 8, 8),
            ("f.example", 0, 0),
            ("g.example", 8, 8),
            ("h.example", 1, 1),
            ("i.example", 8, 8),
            ("x.example", 8, 8),
        ],
    );
    // Some hosts share addresses.
    zone.addresses[8].2 = zone.addresses[0].2.clone();
    zone.addresses[13].2.truncate(3);
    let first = zone.addresses[1].2.clone();
    zone.addresses[13].2.extend(first);
    let (expected, left_out) = zone.all();
    assert!(!left_out.is_empty());
    let last = zone.addresses.len();
    // Strides that are coprime to the number visit all, each in another order.
    for stride in (1..last).filter(|stride| gcd(*stride, last) == 1) {
        for start in 0..last {
            let order = (0..last).map(|step| (start + step * stride) % last);
            assert_eq!(zone.look(order), (expected.clone(), left_out.clone()));
        }
    }
}

#[test]
fn an_endpoint_need_not_wait_for_the_answers_about_others() {
    let zone = Zone::new(
        &[(Service::XmppClient, &["a.example", "slow.example"])],
        &[("a.example", 0, 2), ("slow.example", 0, 1)],
    );
    let mut answers = Answers::default();
    let (host, family, addresses) = &zone.addresses[1];
    answers.add(host, *family, answer(addresses));
    assert_eq!(chosen(&zone.candidates, &answers).len(), 2);
}

fn gcd(a: usize, b: usize) -> usize {
    match b {
        0 => a,
        _ => gcd(b, a % b),
    }
}
