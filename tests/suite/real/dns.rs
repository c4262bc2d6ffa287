//! dnsmasq as the authority for the test domains.

use std::io::Write;
use std::net::Ipv4Addr;
use std::process::Command;

use super::process::{Process, free_ports};

/// A running DNS server.
pub(crate) struct Dns {
    _process: Process,
    _configuration: tempfile::NamedTempFile,
    pub(crate) port: u16,
}

/// An SRV record: service, port, target.
pub(crate) type Srv<'a> = (&'a str, u16, &'a str);

/// Serves these SRV records of `domain` and these names.
pub(crate) fn serve(
    domain: &str,
    records: &[Srv<'_>],
    hosts: &[(&str, &[&str])],
    at: Option<Ipv4Addr>,
) -> Dns {
    let mut lines = String::new();
    for (service, port, target) in records {
        lines += &format!("srv-host={service}._tcp.{domain},{target},{port},5,0\n");
    }
    for (name, addresses) in hosts {
        lines += &format!("host-record={name},{}\n", addresses.join(","));
    }
    start(domain, &lines, at)
}

/// Serves one client-to-server record for each of these names below `domain`.
pub(crate) fn serve_many(domain: &str, names: &[String], port: u16, host: &str) -> Dns {
    let records = names
        .iter()
        .map(|name| format!("srv-host=_xmpp-client._tcp.{name},{host},{port},5,0\n"));
    let lines: String = records.collect();
    start(
        domain,
        &(lines + &format!("host-record={host},127.0.0.1,::1\n")),
        None,
    )
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
