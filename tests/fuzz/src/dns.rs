//! DNS answers, up to the hosts and ports that they lead to.

use checker_kit::dns::{RecordType, parse};
use checker_xmpp_plugin::discovery::candidates::{Candidates, MAX_HOSTS, MAX_RECORDS};
use checker_xmpp_plugin::mode::Mode;
use checker_xmpp_plugin::observation::{Service, SrvLookup};
use hickory_proto::rr::Name;

/// Whatever the answers, what there is to try is bounded and nothing of it is
/// an address or a port that cannot be connected to.
#[expect(clippy::missing_panics_doc, reason = "that is what a target is for")]
pub fn dns(data: &[u8]) {
    let mut services = Vec::new();
    for service in Service::ALL {
        let name = format!("{}.real.example.", service.labels());
        let Ok(owner) = Name::from_ascii(&name) else {
            continue;
        };
        services.push(SrvLookup::of(service, parse(data, &owner, RecordType::SRV)));
    }
    let candidates = Candidates::of("real.example", Mode::Both, &services);
    assert!(candidates.hosts.len() <= MAX_HOSTS);
    let number: usize = candidates.hosts.values().map(Vec::len).sum();
    // Those of all services, and the fallback of both sides.
    assert!(number <= Service::ALL.len() * MAX_RECORDS + 2);
    for candidate in candidates.hosts.values().flatten() {
        assert_ne!(candidate.port, 0);
    }
    let Ok(owner) = Name::from_ascii("xmpp.real.example.") else {
        return;
    };
    for record_type in [RecordType::A, RecordType::AAAA] {
        let answer = parse(data, &owner, record_type);
        let addresses = answer.addresses();
        assert!(addresses.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
