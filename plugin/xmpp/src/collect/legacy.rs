//! Endpoints that only a legacy record (`_jabber`) leads to.

use checker_stream::side::Side;

use super::key::Key;
use super::visit::Visitor;
use crate::mode::Mode;
use crate::observation::{Diagnosis, Endpoint, Origin, Service};

/// Such a record does not tell the side, the server's answer does: where it is
/// the other one, the endpoint is one of that side and visited as such.
pub(super) async fn settle(visitor: &Visitor<'_>, mode: Mode, endpoints: &mut Vec<Endpoint>) {
    for index in (0..endpoints.len()).rev() {
        let endpoint = &endpoints[index];
        let Some(side) = answering_side(endpoint).filter(|side| mode.covers(*side)) else {
            continue;
        };
        let key = Key {
            side,
            ..Key::of(endpoint)
        };
        let origins = endpoint.origins.clone();
        if endpoints.iter().any(|known| Key::of(known) == key) {
            endpoints.remove(index);
            continue;
        }
        endpoints[index] = Endpoint {
            origins,
            ..visitor.visit(key).await
        };
    }
}

fn answering_side(endpoint: &Endpoint) -> Option<Side> {
    let legacy = |origin: &Origin| origin.service == Some(Service::Jabber);
    match endpoint.diagnosis {
        Some(Diagnosis::OtherSide { side }) if endpoint.origins.iter().all(legacy) => Some(side),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checker_stream::method::Method;

    fn endpoint(services: &[Service]) -> Endpoint {
        let remote = "192.0.2.1:5269".parse().unwrap();
        let origins = services.iter().map(|service| Origin {
            priority: 0,
            weight: 0,
            service: Some(*service),
            host: "im.example".into(),
        });
        Endpoint {
            origins: origins.collect(),
            diagnosis: Some(Diagnosis::OtherSide { side: Side::Client }),
            ..Endpoint::unvisited(remote, Side::Server, Method::StartTls)
        }
    }

    #[test]
    fn only_an_endpoint_of_legacy_records_alone_changes_sides() {
        let legacy = endpoint(&[Service::Jabber]);
        assert_eq!(answering_side(&legacy), Some(Side::Client));
        let promised = endpoint(&[Service::Jabber, Service::XmppServer]);
        assert_eq!(answering_side(&promised), None);
        let sound = Endpoint {
            diagnosis: None,
            ..legacy
        };
        assert_eq!(answering_side(&sound), None);
    }
}
