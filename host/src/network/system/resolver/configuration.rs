//! What the system says of its resolvers (resolv.conf(5)).

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use resolv_conf::Config;

use super::{Patience, ResolverError, SystemResolver};

const FILE: &str = "/etc/resolv.conf";
/// Where they listen (RFC 1035 §4.2).
const PORT: u16 = 53;

/// Reads the system's configuration.
pub(super) fn read() -> Result<SystemResolver, ResolverError> {
    match std::fs::read(FILE) {
        Ok(content) => parse(&content),
        Err(error) => Err(ResolverError(format!("{FILE}: {error}"))),
    }
}

/// What cannot be understood is passed over, as the C library does.
fn parse(content: &[u8]) -> Result<SystemResolver, ResolverError> {
    let (config, _) = Config::parse_with_errors(content);
    let mut servers: Vec<SocketAddr> = Vec::new();
    for address in &config.nameservers {
        let server = SocketAddr::new(IpAddr::from(address), PORT);
        if !servers.contains(&server) {
            servers.push(server);
        }
    }
    if servers.is_empty() {
        return Err(ResolverError(format!("{FILE} names no server")));
    }
    let mut resolver = SystemResolver::new(servers);
    resolver.rotate = config.rotate;
    let usual = Config::new();
    if (config.timeout, config.attempts) != (usual.timeout, usual.attempts) {
        let timeout = Duration::from_secs(config.timeout.max(1).into());
        resolver.patience = Patience::configured(timeout, config.attempts);
    }
    Ok(resolver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_taken_once_and_in_order() {
        let content = b"nameserver 192.0.2.2\nnonsense\nnameserver 2001:db8::1\n\
                        nameserver 192.0.2.2\n";
        let resolver = parse(content).unwrap();
        let servers: Vec<String> = resolver.servers.iter().map(ToString::to_string).collect();
        assert_eq!(servers, ["192.0.2.2:53", "[2001:db8::1]:53"]);
        assert_eq!(resolver.patience, Patience::default());
        assert!(!resolver.rotate);
    }

    #[test]
    fn options_are_respected() {
        let content = b"nameserver 192.0.2.2\noptions rotate timeout:1 attempts:4\n";
        let resolver = parse(content).unwrap();
        assert!(resolver.rotate);
        let asked_for = Patience::configured(Duration::from_secs(1), 4);
        assert_eq!(resolver.patience, asked_for);
    }

    #[test]
    fn a_configuration_without_servers_is_none() {
        assert!(parse(b"").is_err());
        assert!(parse(b"search example.org\n").is_err());
    }
}
