//! What `serve` makes of the processors: 64 clients, as many checks at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use serde_json::json;

use crate::server::Server;

const CLIENTS: usize = 64;
const REQUESTS: usize = 1_500;

pub(crate) fn run() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let server = Server::demo(&["--max-checks", "64"]);
    let used = || server.metric("process_cpu_seconds_total");
    let resident = || server.metric("process_resident_memory_bytes") / (1024.0 * 1024.0);
    let idle = resident();
    let (before, started) = (used(), Instant::now());
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= REQUESTS {
                        return;
                    }
                    // Each is another check: none is shared.
                    let from = format!("n{number}.invalid");
                    let asked = json!({"key": "xmpp", "options": {
                        "domain": "exemplary.example", "from": from,
                    }});
                    let answer = server.json("/collect", &asked);
                    assert_eq!(answer.status, 200, "{answer:?}");
                }
            });
        }
    });
    let rate = REQUESTS as f64 / started.elapsed().as_secs_f64();
    let each = (used() - before) / REQUESTS as f64;
    println!(
        "| collections | clients | checks/s | processor time of a check | rate ÷ (cores ÷ processor time) | memory idle | after |"
    );
    println!("|---|---|---|---|---|---|---|");
    println!(
        "| {REQUESTS} | {CLIENTS} | {rate:.0} | {:.1} ms | {:.2} | {idle:.0} MiB | {:.0} MiB |",
        each * 1000.0,
        rate * each / cores as f64,
        resident()
    );
}
