//! dnsmasq as the authority for the test domains.

use std::io::Write;
use std::net::Ipv4Addr;
use std::process::Command;

use super::process::{Process, free_ports};
use super::zone::{Zone, address, srv};

/// A running DNS server.
pub(crate) struct Dns {
    _process: Process,
    _configuration: tempfile::NamedTempFile,
    pub(crate) port: u16,
}

/// Serves the zone.
pub(crate) fn serve(domain: &str, zone: &Zone, at: Option<Ipv4Addr>) -> Dns {
    start(domain, &zone.for_dnsmasq(), at)
}

/// Serves one client-to-server record for each of these names below `domain`.
pub(crate) fn serve_many(domain: &str, names: &[String], port: u16, host: &str) -> Dns {
    let mut zone = Zone::default();
    for name in names {
        zone.add(&srv("_xmpp-client", name, port, host));
    }
    zone.add(&address(host, "127.0.0.1"));
    zone.add(&address(host, "::1"));
    serve(domain, &zone, None)
}

/// Starts the server with these lines of configuration, at port 53 of an
/// address or at any port of 127.0.0.1.
fn start(domain: &str, lines: &str, at: Option<Ipv4Addr>) -> Dns {
    let (address, port) = match at {
        Some(address) => (address, 53),
        None => {
            let [port] = free_ports();
            (Ipv4Addr::LOCALHOST, port)
        }
    };
    let mut configuration = tempfile::NamedTempFile::new().unwrap();
    configuration.write_all(lines.as_bytes()).unwrap();
    let mut command = Command::new("dnsmasq");
    command
        .arg(format!("--conf-file={}", configuration.path().display()))
        .args(["--keep-in-foreground", "--no-resolv", "--no-hosts"])
        .args(["--bind-interfaces", "--pid-file="])
        .arg(format!("--listen-address={address}"))
        .arg(format!("--port={port}"))
        .arg(format!("--local=/{domain}/"));
    // dnsmasq gives up root where it can; in a container it may not be able to.
    if std::env::var("USER").is_ok_and(|user| user == "root")
        || std::env::var("HOME").is_ok_and(|home| home == "/root")
    {
        command.arg("--user=root");
    }
    let mut process = Process::start(&mut command);
    process.wait_for(&[(address, port).into()]);
    Dns {
        _process: process,
        _configuration: configuration,
        port,
    }
}
