//! From the start of the process to its first DNS query, with and without the
//! cache of compiled components.

use std::net::UdpSocket;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::programs::PROGRAM;

pub(crate) fn run() {
    let folder = tempfile::tempdir().unwrap();
    let cold = first_query(folder.path());
    let warm = (0..10).map(|_| first_query(folder.path())).min().unwrap();
    println!("| cache | process start to first DNS query |");
    println!("|---|---|");
    println!("| cold | {:.0} ms |", cold.as_secs_f64() * 1000.0);
    println!(
        "| warm (best of 10) | {:.0} ms |",
        warm.as_secs_f64() * 1000.0
    );
}

fn first_query(cache: &std::path::Path) -> Duration {
    let resolver = UdpSocket::bind("127.0.0.1:0").unwrap();
    resolver
        .set_read_timeout(Some(Duration::from_secs(120)))
        .unwrap();
    let start = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(["check", "example.org", "--resolver"])
        .arg(resolver.local_addr().unwrap().to_string())
        .env("XDG_CACHE_HOME", cache)
        .env("HOME", cache)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut buffer = [0; 512];
    resolver.recv(&mut buffer).unwrap();
    let took = start.elapsed();
    let _ = child.kill();
    let _ = child.wait();
    took
}
