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
