//! What is published for a TLS checker: `tls.endpoint.v1`.

use std::collections::BTreeMap;

use checker_kit::contract::Entry;
use checker_stream::method::Method;
use checker_stream::side::Side;
use serde_json::json;

use crate::definition::ENTRY_TYPE;
use crate::domain::Domain;
use crate::observation::{Endpoint, Target};

/// One target for each host and port that was probed, in the endpoints' order.
pub(super) fn targets(endpoints: &[Endpoint]) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for endpoint in endpoints {
        for origin in &endpoint.origins {
            let known = targets.iter().any(|target| {
                target.host == origin.host
                    && target.port == endpoint.port
                    && target.side == endpoint.side
                    && target.method == endpoint.method
            });
            if known {
                continue;
            }
            let name = format!("{}:{}", origin.host, endpoint.port);
            let count = taken.entry(name.clone()).or_default();
            *count += 1;
            targets.push(Target {
                // Suffixed only where one host and port is used in two ways.
                r#ref: match *count {
                    1 => name,
                    _ => format!(
                        "{name}#{}-{}",
                        endpoint.side.word(),
                        method_word(endpoint.method)
                    ),
                },
                host: origin.host.clone(),
                port: endpoint.port,
                side: endpoint.side,
                method: endpoint.method,
            });
        }
    }
    targets
}

/// The targets as entries.
pub(super) fn publish(domain: &Domain, targets: &[Target]) -> Vec<Entry> {
    let entries = targets.iter().map(|target| Entry {
        entry_type: ENTRY_TYPE.to_owned(),
        ref_: target.r#ref.clone(),
        payload: json!({
            "host": target.host,
            "port": target.port,
            "sni": domain.ascii,
            "starttls": starttls_dialect(target),
            "require_starttls": target.method == Method::StartTls,
        })
        .to_string(),
    });
    entries.collect()
}

fn starttls_dialect(target: &Target) -> &'static str {
    match (target.method, target.side) {
        (Method::DirectTls, _) => "",
        (Method::StartTls, Side::Client) => "xmpp-client",
        (Method::StartTls, Side::Server) => "xmpp-server",
    }
}

fn method_word(method: Method) -> &'static str {
    match method {
        Method::StartTls => "starttls",
        Method::DirectTls => "tls",
    }
}
