//! Hosts with and without a port, as servers write them in `see-other-host`.

use std::net::{IpAddr, SocketAddr};

/// `host`, `host:port`, `[v6]`, `[v6]:port` and, as some servers write it, a
/// bare IPv6 address.
pub(super) fn split(text: &str, default_port: u16) -> Option<(String, u16)> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some((address.to_string(), default_port));
    }
    if let Ok(remote) = text.parse::<SocketAddr>() {
        return (remote.port() != 0).then(|| (remote.ip().to_string(), remote.port()));
    }
    let bracketed = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    if let Some(inner) = bracketed {
        let address: IpAddr = inner.parse().ok()?;
        return Some((address.to_string(), default_port));
    }
    match text.split_once(':') {
        None => Some((text.to_owned(), default_port)),
        Some((host, port)) => {
            let port = port.parse().ok().filter(|port| *port != 0)?;
            Some((host.to_owned(), port))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_come_in_many_forms() {
        let split = |text| split(text, 5222);
        assert_eq!(split("a.example"), Some(("a.example".into(), 5222)));
        assert_eq!(split("a.example:99"), Some(("a.example".into(), 99)));
        assert_eq!(split("[2001:db8::1]:99"), Some(("2001:db8::1".into(), 99)));
        assert_eq!(split("[2001:db8::1]"), Some(("2001:db8::1".into(), 5222)));
        assert_eq!(split("2001:db8::1"), Some(("2001:db8::1".into(), 5222)));
        assert_eq!(split("192.0.2.1:0"), None);
        assert_eq!(split("a.example:x"), None);
    }
}
