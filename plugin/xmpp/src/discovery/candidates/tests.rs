use super::*;
use crate::observation::LookupStatus;

fn record(target: &str, port: u16) -> SrvRecord {
    SrvRecord {
        priority: 5,
        weight: 0,
        port,
        target: target.to_owned(),
    }
}

fn lookup(service: Service, status: LookupStatus, records: Vec<SrvRecord>) -> SrvLookup {
    SrvLookup {
        service,
        status,
        authentic: false,
        aliases: Vec::new(),
        ttl: None,
        records,
    }
}

fn found(service: Service, records: Vec<SrvRecord>) -> SrvLookup {
    lookup(service, LookupStatus::Found, records)
}

/// All five services without records, but for those given.
fn services(given: Vec<SrvLookup>) -> Vec<SrvLookup> {
    let of = |service| {
        let known = given.iter().find(|lookup| lookup.service == service);
        let none = || lookup(service, LookupStatus::NoData, Vec::new());
        known.cloned().unwrap_or_else(none)
    };
    Service::ALL.into_iter().map(of).collect()
}

fn plan(given: Vec<SrvLookup>) -> Candidates {
    Candidates::of("example.org", Mode::Both, &services(given))
}

/// `side method host:port` of everything that is tried.
fn tried(candidates: &Candidates) -> Vec<String> {
    let all = candidates.hosts.iter().flat_map(|(host, candidates)| {
        candidates.iter().map(move |candidate| {
            let (side, how) = (candidate.side.word(), candidate.method.label());
            format!("{side} {how} {host}:{}", candidate.port)
        })
    });
    all.collect()
}

#[test]
fn records_are_tried_in_the_way_of_their_service() {
    let candidates = plan(vec![
        found(Service::XmppClient, vec![record("im.example", 5222)]),
        found(Service::XmppsClient, vec![record("im.example", 443)]),
        found(Service::XmppServer, vec![record("s2s.example", 5269)]),
    ]);
    assert_eq!(
        tried(&candidates),
        [
            "c2s STARTTLS im.example:5222",
            "c2s direct TLS im.example:443",
            "s2s STARTTLS s2s.example:5269",
        ]
    );
    assert!(candidates.fallback.is_empty());
}

#[test]
fn without_records_the_domain_itself_is_tried() {
    let candidates = plan(Vec::new());
    assert_eq!(candidates.fallback, [Side::Client, Side::Server]);
    assert_eq!(
        tried(&candidates),
        [
            "c2s STARTTLS example.org:5222",
            "s2s STARTTLS example.org:5269"
        ]
    );
}

#[test]
fn records_of_a_side_forbid_its_fallback_even_if_they_are_useless() {
    for record in [
        record(".", 0),
        record("192.0.2.1", 5222),
        record("im.example", 0),
    ] {
        let candidates = plan(vec![found(Service::XmppsClient, vec![record])]);
        assert_eq!(candidates.fallback, [Side::Server]);
        assert_eq!(tried(&candidates), ["s2s STARTTLS example.org:5269"]);
    }
}

#[test]
fn a_resolver_that_does_not_answer_says_nothing_about_records() {
    for failure in [
        Failure::TimedOut,
        Failure::NoResolver,
        Failure::Refused,
        Failure::Limit,
    ] {
        for service in [Service::XmppClient, Service::XmppsClient] {
            let unanswered = lookup(service, LookupStatus::Failed(failure), Vec::new());
            let candidates = plan(vec![unanswered]);
            assert_eq!(candidates.fallback, [Side::Server], "{service:?} {failure}");
            assert_eq!(tried(&candidates), ["s2s STARTTLS example.org:5269"]);
        }
    }
}

#[test]
fn a_failure_of_the_domains_own_servers_does_not_keep_clients_from_the_fallback() {
    // RFC 6120 §3.2.1: without a usable response the fallback is tried.
    let broken = LookupStatus::Failed(Failure::ServerFailure);
    let candidates = plan(vec![lookup(Service::XmppClient, broken, Vec::new())]);
    assert_eq!(candidates.fallback, [Side::Client, Side::Server]);
}

#[test]
fn the_port_tells_the_side_of_a_legacy_record_and_its_target_is_not_published_yet() {
    let candidates = plan(vec![found(
        Service::Jabber,
        vec![record("old.example", 5222), record("old.example", 5269)],
    )]);
    let old: Vec<String> = tried(&candidates)
        .into_iter()
        .filter(|line| line.contains("old.example"))
        .collect();
    assert_eq!(
        old,
        [
            "c2s STARTTLS old.example:5222",
            "s2s STARTTLS old.example:5269"
        ]
    );
    let published = candidates.targets().into_list();
    let hosts: Vec<&str> = published
        .iter()
        .map(|target| target.host.as_str())
        .collect();
    assert_eq!(hosts, ["example.org", "example.org"]);
}

#[test]
fn a_side_that_is_left_out_is_not_tried() {
    let records = vec![record("im.example", 5222)];
    let services = services(vec![found(Service::XmppClient, records)]);
    let candidates = Candidates::of("example.org", Mode::S2s, &services);
    assert_eq!(tried(&candidates), ["s2s STARTTLS example.org:5269"]);
    let nothing = Candidates::of("example.org", Mode::None, &services);
    assert_eq!(nothing, Candidates::default());
}

#[test]
fn no_service_keeps_the_hosts_of_another_out_and_what_is_left_out_is_named() {
    let many = |name: &str, port| -> Vec<SrvRecord> {
        (0..40)
            .map(|n| record(&format!("{name}{n}.example"), port))
            .collect()
    };
    let candidates = plan(vec![
        found(Service::XmppClient, many("c", 5222)),
        found(Service::XmppServer, many("s", 5269)),
    ]);
    let of = |side| {
        let tried = candidates.hosts.values().flatten();
        tried.filter(|candidate| candidate.side == side).count()
    };
    assert_eq!((of(Side::Client), of(Side::Server)), (16, 16));
    let left_out = |what| {
        let left = candidates.left_out.iter().find(|left| left.what == what);
        left.map(|left| (left.count, left.bound))
    };
    for service in [Service::XmppClient, Service::XmppServer] {
        assert_eq!(
            left_out(LeftOutWhat::Records { service }),
            Some((8, MAX_RECORDS))
        );
        let hosts = LeftOutWhat::Hosts {
            service: Some(service),
        };
        assert_eq!(left_out(hosts), Some((16, MAX_HOSTS)));
    }
}
