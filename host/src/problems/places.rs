//! Where a problem was seen, in few words: the ports of one host together.

/// The endpoints and names, each host once, in the order in which they come.
pub(crate) fn places(subjects: &[String]) -> Vec<String> {
    let mut hosts: Vec<(&str, Vec<u16>)> = Vec::new();
    for subject in subjects {
        let (host, port) = split(subject);
        let known = hosts.iter().position(|(known, _)| *known == host);
        let at = known.unwrap_or_else(|| {
            hosts.push((host, Vec::new()));
            hosts.len() - 1
        });
        hosts[at].1.extend(port);
    }
    hosts
        .into_iter()
        .map(|(host, ports)| named(host, ports))
        .collect()
}

/// `host:port` taken apart; a name or an address alone has no port.
fn split(subject: &str) -> (&str, Option<u16>) {
    match subject.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (subject, None),
        },
        _ => (subject, None),
    }
}

fn named(host: &str, mut ports: Vec<u16>) -> String {
    ports.sort_unstable();
    ports.dedup();
    match ports.as_slice() {
        [] => host.to_owned(),
        [port] => format!("{host}:{port}"),
        ports => format!("{host} (ports {})", ranges(ports).join(", ")),
    }
}

/// Sorted ports, three and more in a row as a range.
fn ranges(ports: &[u16]) -> Vec<String> {
    let runs = ports.chunk_by(|one, next| one.checked_add(1) == Some(*next));
    runs.flat_map(|run| match run {
        [first, _, .., last] => vec![format!("{first}-{last}")],
        few => few.iter().map(u16::to_string).collect(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(subjects: &[&str]) -> Vec<String> {
        let subjects: Vec<String> = subjects.iter().map(|one| (*one).to_owned()).collect();
        places(&subjects)
    }

    #[test]
    fn the_ports_of_a_host_stand_together() {
        assert_eq!(
            fold(&[
                "[2001:db8::1]:5269",
                "192.0.2.1:443",
                "[2001:db8::1]:5222",
                "[2001:db8::1]:5223",
                "[2001:db8::1]:5222",
            ]),
            ["[2001:db8::1] (ports 5222, 5223, 5269)", "192.0.2.1:443"]
        );
        assert_eq!(
            fold(&["a.example:1", "a.example:2", "a.example:3", "a.example:9"]),
            ["a.example (ports 1-3, 9)"]
        );
    }

    #[test]
    fn what_is_no_endpoint_stays_as_it_is() {
        let subjects = ["a.example", "2001:db8::1", "a:b:c", "x:99999", ""];
        assert_eq!(fold(&subjects), subjects);
    }

    #[test]
    fn the_last_port_ends_a_range() {
        assert_eq!(
            fold(&["a:65534", "a:65535", "a:65533"]),
            ["a (ports 65533-65535)"]
        );
    }
}
