//! The order in which endpoints are tried.

use std::cmp::Reverse;

use crate::observation::{Endpoint, Service};

/// By side, then by priority over both services together (XEP-0368 §3), the
/// heavier weight first, direct TLS first where nothing else tells them apart,
/// IPv6 before IPv4 (RFC 6724 §2.1). Legacy records come last.
pub(super) fn sort(endpoints: &mut [Endpoint]) {
    endpoints.sort_by_cached_key(place);
}

fn place(endpoint: &Endpoint) -> impl Ord + use<> {
    let first = endpoint.origins.first();
    (
        endpoint.side,
        first.is_some_and(|origin| origin.service == Some(Service::Jabber)),
        first.map_or(0, |origin| origin.priority),
        Reverse(first.map_or(0, |origin| origin.weight)),
        Reverse(endpoint.method),
        first.map(|origin| origin.host.clone()),
        endpoint.port,
        endpoint.address.is_ipv4(),
        endpoint.address,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Origin;
    use checker_stream::method::Method;
    use checker_stream::side::Side;

    fn endpoint(remote: &str, method: Method, priority: u16, weight: u16) -> Endpoint {
        let mut endpoint = Endpoint::unvisited(remote.parse().unwrap(), Side::Client, method);
        endpoint.origins.push(Origin {
            priority,
            weight,
            service: Some(Service::of(Side::Client, method)),
            host: "im.example".into(),
        });
        endpoint
    }

    #[test]
    fn both_services_are_mixed_by_priority_and_weight() {
        let mut legacy = endpoint("192.0.2.9:5222", Method::StartTls, 0, 0);
        legacy.origins[0].service = Some(Service::Jabber);
        let mut endpoints = [
            legacy,
            endpoint("192.0.2.1:5222", Method::StartTls, 10, 0),
            endpoint("192.0.2.2:5222", Method::StartTls, 5, 1),
            endpoint("192.0.2.2:5223", Method::DirectTls, 5, 1),
            endpoint("[2001:db8::2]:5223", Method::DirectTls, 5, 1),
            endpoint("192.0.2.3:5222", Method::StartTls, 5, 9),
        ];
        sort(&mut endpoints);
        let names: Vec<String> = endpoints.iter().map(Endpoint::name).collect();
        assert_eq!(
            names,
            [
                "192.0.2.3:5222",
                "[2001:db8::2]:5223",
                "192.0.2.2:5223",
                "192.0.2.2:5222",
                "192.0.2.1:5222",
                "192.0.2.9:5222",
            ]
        );
    }
}
