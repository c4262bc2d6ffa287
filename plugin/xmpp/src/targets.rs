//! The targets that are published, each under a reference of its own.

use std::collections::BTreeSet;

use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::observation::{Endpoint, Target};

/// Targets, in the order in which they were added, each once. A target keeps
/// its reference whatever is added after it.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    list: Vec<Target>,
    references: BTreeSet<String>,
}

impl Targets {
    /// Adds a target unless it is there.
    pub fn add(&mut self, host: &str, port: u16, side: Side, method: Method) {
        let known = self.list.iter().any(|target| {
            (
                target.host.as_str(),
                target.port,
                target.side,
                target.method,
            ) == (host, port, side, method)
        });
        if known {
            return;
        }
        let place = format!("{host}:{port}");
        // Suffixed only where one host and port is used in two ways.
        let reference = match self.references.contains(&place) {
            false => place,
            true => format!("{place}#{}-{}", side.word(), method_word(method)),
        };
        self.references.insert(reference.clone());
        self.list.push(Target {
            r#ref: reference,
            host: host.to_owned(),
            port,
            side,
            method,
        });
    }

    /// The targets.
    pub fn into_list(self) -> Vec<Target> {
        self.list
    }

    /// Those that have endpoints, and those that only the endpoints tell of:
    /// the side of a `_jabber` record is known when its server has answered.
    pub fn with_endpoints(mut self, endpoints: &[Endpoint]) -> Vec<Target> {
        let mut seen = BTreeSet::new();
        for endpoint in endpoints {
            for origin in &endpoint.origins {
                let (side, method) = (endpoint.side, endpoint.method);
                self.add(&origin.host, endpoint.port, side, method);
                seen.insert((origin.host.clone(), endpoint.port, side, method));
            }
        }
        self.list.retain(|target| {
            seen.contains(&(target.host.clone(), target.port, target.side, target.method))
        });
        self.list
    }
}

fn method_word(method: Method) -> &'static str {
    match method {
        Method::StartTls => "starttls",
        Method::DirectTls => "tls",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Origin;

    fn endpoint(host: &str, port: u16, side: Side) -> Endpoint {
        let remote = format!("192.0.2.1:{port}").parse().unwrap();
        let mut endpoint = Endpoint::unvisited(remote, side, Method::StartTls);
        endpoint.origins.push(Origin {
            priority: 0,
            weight: 0,
            service: None,
            host: host.to_owned(),
        });
        endpoint
    }

    fn references(targets: &[Target]) -> Vec<&str> {
        targets.iter().map(|target| target.r#ref.as_str()).collect()
    }

    #[test]
    fn one_host_and_port_used_in_two_ways_has_two_references() {
        let mut targets = Targets::default();
        targets.add("a.example", 443, Side::Client, Method::DirectTls);
        targets.add("a.example", 443, Side::Server, Method::DirectTls);
        targets.add("a.example", 443, Side::Client, Method::DirectTls);
        assert_eq!(
            references(&targets.into_list()),
            ["a.example:443", "a.example:443#s2s-tls"]
        );
    }

    #[test]
    fn references_stay_when_endpoints_are_known() {
        let mut targets = Targets::default();
        targets.add("a.example", 5269, Side::Server, Method::StartTls);
        targets.add("gone.example", 5269, Side::Server, Method::StartTls);
        let endpoints = [
            endpoint("b.example", 5222, Side::Client),
            endpoint("a.example", 5269, Side::Client),
            endpoint("a.example", 5269, Side::Server),
        ];
        let all = targets.with_endpoints(&endpoints);
        assert_eq!(
            references(&all),
            [
                "a.example:5269",
                "b.example:5222",
                "a.example:5269#c2s-starttls"
            ]
        );
        assert_eq!(all[0].side, Side::Server);
    }
}
