//! DNS answers, up to the endpoints that they lead to.

use std::collections::BTreeMap;

use checker_kit::dns::{RecordType, parse};
use checker_xmpp_plugin::collect::discovery::{plan, srv_lookup};
use checker_xmpp_plugin::observation::Service;
use checker_xmpp_plugin::settings::Settings;
use hickory_proto::rr::Name;

/// Whatever the answers, the plan is bounded and nothing in it is an address
/// or a port that cannot be connected to.
#[expect(clippy::missing_panics_doc, reason = "that is what a target is for")]
pub fn dns(data: &[u8]) {
    let Ok(settings) = Settings::parse(r#"{"domain":"real.example"}"#, &[]) else {
        return;
    };
    let mut services = Vec::new();
    for service in Service::ALL {
        let name = format!("{}.real.example.", service.labels());
        let Ok(owner) = Name::from_ascii(&name) else {
            continue;
        };
        services.push(srv_lookup(service, parse(data, &owner, RecordType::SRV)));
    }
    let plan = plan(&settings, &services);
    assert!(plan.hosts.len() <= 32);
    let by_host: BTreeMap<_, usize> = plan
        .hosts
        .iter()
        .map(|(host, candidates)| (host, candidates.len()))
        .collect();
    assert!(by_host.values().sum::<usize>() <= 5 * 32 + 2);
    for candidate in plan.hosts.values().flatten() {
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
