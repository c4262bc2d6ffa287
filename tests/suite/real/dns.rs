//! dnsmasq as the authority for the test domains.

use std::process::Command;

use super::process::{Process, free_ports};

/// A running DNS server.
pub(super) struct Dns {
    _process: Process,
    pub(super) port: u16,
}

/// An SRV record: service, port, target.
pub(super) type Srv<'a> = (&'a str, u16, &'a str);

/// Serves these SRV records of `domain` and these names.
pub(super) fn serve(domain: &str, records: &[Srv<'_>], hosts: &[(&str, &[&str])]) -> Dns {
    let [port] = free_ports();
    let mut command = Command::new("dnsmasq");
    command
        .args([
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--no-resolv",
            "--no-hosts",
        ])
        .args([
            "--bind-interfaces",
            "--listen-address=127.0.0.1",
            "--pid-file=",
        ])
        .arg(format!("--port={port}"))
        .arg(format!("--local=/{domain}/"));
    // dnsmasq gives up root where it can; in a container it may not be able to.
    if std::env::var("USER").is_ok_and(|user| user == "root")
        || std::env::var("HOME").is_ok_and(|home| home == "/root")
    {
        command.arg("--user=root");
    }
    for (service, port, target) in records {
        command.arg(format!(
            "--srv-host={service}._tcp.{domain},{target},{port},5,0"
        ));
    }
    for (name, addresses) in hosts {
        command.arg(format!("--host-record={name},{}", addresses.join(",")));
    }
    let mut process = Process::start(&mut command);
    process.wait_for(&[([127, 0, 0, 1], port).into()]);
    Dns {
        _process: process,
        port,
    }
}
