//! Where something was seen: the ports of one address or host together.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use checker_kit::text::list;

/// Subjects with the ports of one place together, in their order.
pub(super) fn folded(subjects: &[String]) -> Vec<String> {
    let mut ports: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for subject in subjects {
        let (place, port) = place(subject);
        if !order.contains(&place) {
            order.push(place.clone());
        }
        ports.entry(place).or_default().extend(port);
    }
    let folded = order.iter().map(|place| {
        let mut ports = ports.remove(place).unwrap_or_default();
        ports.sort_unstable();
        ports.dedup();
        match ports.as_slice() {
            [] => place.clone(),
            [port] => format!("{place}:{port}"),
            several => {
                let several: Vec<String> = several.iter().map(u16::to_string).collect();
                format!("{place}, ports {}", list(&several))
            }
        }
    });
    folded.collect()
}

fn place(subject: &str) -> (String, Option<u16>) {
    if let Ok(remote) = subject.parse::<SocketAddr>() {
        let place = match remote.ip() {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => format!("[{v6}]"),
        };
        return (place, Some(remote.port()));
    }
    match subject.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') => match port.parse() {
            Ok(port) => (host.to_owned(), Some(port)),
            Err(_) => (subject.to_owned(), None),
        },
        _ => (subject.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_one_place_stand_together_in_their_order() {
        let subjects = [
            "[2001:db8::1]:5223",
            "192.0.2.1:5222",
            "[2001:db8::1]:5222",
            "[2001:db8::1]:5269",
            "[2001:db8::1]:5222",
            "_xmpp-client._tcp.example.org",
            "xmpp.example.org:5269",
        ];
        let folded = folded(&subjects.map(String::from));
        assert_eq!(
            folded,
            [
                "[2001:db8::1], ports 5222, 5223 and 5269",
                "192.0.2.1:5222",
                "_xmpp-client._tcp.example.org",
                "xmpp.example.org:5269",
            ]
        );
    }
}
