//! Which records lead to an endpoint.

use crate::discovery::candidates::Candidates;
use crate::observation::{Endpoint, HostLookup};

/// Notes with each endpoint all records that lead to it, in their order.
pub(super) fn add(endpoints: &mut [Endpoint], candidates: &Candidates, hosts: &[HostLookup]) {
    for endpoint in endpoints {
        let own = |host: &&HostLookup| host.addresses().any(|own| own == endpoint.address);
        let leading = hosts.iter().filter(own).flat_map(|host| {
            let of_host = candidates.hosts.get(&host.name).into_iter().flatten();
            of_host.filter(|candidate| {
                (candidate.port, candidate.method) == (endpoint.port, endpoint.method)
                    // A legacy record does not tell the side.
                    && (candidate.side == endpoint.side || candidate.is_legacy())
            })
        });
        endpoint.origins = leading.map(|candidate| candidate.origin.clone()).collect();
        endpoint.origins.sort();
        endpoint.origins.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mode::Mode;
    use crate::observation::Service;
    use crate::testing::{HOST, V4, empty, publish, resolve};
    use checker_stream::method::Method;
    use checker_stream::side::Side;

    #[test]
    fn all_records_that_lead_to_an_endpoint_are_noted() {
        let mut case = empty();
        publish(&mut case, Service::XmppServer, 5269, HOST);
        publish(&mut case, Service::XmppServer, 5269, "alias.example.org");
        publish(
            &mut case,
            Service::XmppServer,
            5269,
            "elsewhere.example.org",
        );
        publish(&mut case, Service::XmppsServer, 5269, HOST);
        publish(&mut case, Service::Jabber, 5269, HOST);
        resolve(&mut case, HOST, &[V4]);
        resolve(&mut case, "alias.example.org", &[V4]);
        resolve(&mut case, "elsewhere.example.org", &["192.0.2.99"]);
        let observation = &case.observation;
        let candidates = Candidates::of("example.org", Mode::Both, &observation.services);
        let remote = format!("{V4}:5269").parse().unwrap();
        let at = |side| Endpoint::unvisited(remote, side, Method::StartTls);
        let mut endpoints = [at(Side::Server), at(Side::Client)];
        add(&mut endpoints, &candidates, &observation.hosts);

        let origins = |endpoint: &Endpoint| -> Vec<(Option<Service>, String)> {
            let origins = endpoint.origins.iter().cloned();
            origins
                .map(|origin| (origin.service, origin.host))
                .collect()
        };
        let expected = [
            (Some(Service::XmppServer), "alias.example.org".to_owned()),
            (Some(Service::XmppServer), HOST.to_owned()),
            (Some(Service::Jabber), HOST.to_owned()),
        ];
        assert_eq!(origins(&endpoints[0]), expected);
        // A legacy record does not tell the side.
        assert_eq!(origins(&endpoints[1]), expected[2..]);
    }
}
