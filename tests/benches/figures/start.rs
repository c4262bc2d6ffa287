//! From the start of the process to its first DNS query: with nothing compiled,
//! with compiled checkers in the user's folder, and in that of an installation.
//! The kinds of start take turns, so that they see the same machine.

use std::fs;
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::programs::PROGRAM;

/// How often each is measured, and how often without anything compiled.
const RUNS: usize = 20;
const COLD_RUNS: usize = 3;

pub(crate) fn run() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let cache = folder.path().join("cache");
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let installed = bin.join("checker-xmpp");
    fs::hard_link(PROGRAM, &installed).unwrap();

    let cold = (0..COLD_RUNS).map(|_| {
        let _ = fs::remove_dir_all(&cache);
        first_query(PROGRAM.as_ref(), &cache)
    });
    let cold = cold.collect();
    let compiled = Command::new(&installed).arg("compile").output().unwrap();
    assert!(compiled.status.success(), "{compiled:?}");
    // A run that ends keeps those that were not needed for its first query, too.
    let whole = Command::new(PROGRAM)
        .args(["discover", "--demo", "exemplary.example"])
        .env("CHECKER_CACHE_DIR", &cache)
        .output()
        .unwrap();
    assert!(whole.status.success(), "{whole:?}");
    let nowhere = Path::new("/dev/null/cache");
    let (mut own, mut common) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        own.push(first_query(PROGRAM.as_ref(), &cache));
        common.push(first_query(&installed, nowhere));
    }
    println!("| compiled checkers | best | median |");
    println!("|---|---|---|");
    row("none", cold);
    row("in the user's folder", own);
    row("in the installation's", common);
}

fn row(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let milliseconds = |took: Duration| took.as_secs_f64() * 1000.0;
    println!(
        "| {what} | {:.1} ms | {:.1} ms |",
        milliseconds(took[0]),
        milliseconds(took[took.len() / 2])
    );
}

fn first_query(program: &Path, cache: &Path) -> Duration {
    let resolver = UdpSocket::bind("127.0.0.1:0").unwrap();
    resolver
        .set_read_timeout(Some(Duration::from_secs(120)))
        .unwrap();
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(["check", "example.org", "--resolver"])
        .arg(resolver.local_addr().unwrap().to_string())
        .env("CHECKER_CACHE_DIR", cache)
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
