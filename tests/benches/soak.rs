//! Ten thousand simulated checks, one in twenty by a hostile guest and one in
//! five of the others against hostile peers:
//! `cargo bench -p checker-tests --bench soak [-- CHECKS]`.
//!
//! It ends with 1 if a result was lost, a sound check was not sound, or a task
//! or a store was left over, and prints how memory went.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use checker_host::components;
use checker_host::engine::{Activity, Checker, Config, Engine};
use checker_host::model::{Options, Status};
use checker_host::network::sim::xmpp::{StartTls, XmppServer};
use checker_host::network::sim::{Authority, Leaf, Listener, Simulation, runtime, server_config};
use checker_host::platform::{Outcome, Platform};
use serde_json::Value;

const DOMAIN: &str = "example.org";
const HOST: &str = "xmpp.example.org";
/// Checks that run at once in each thread.
const AT_ONCE: usize = 16;

/// Guests whose collection ends early, or comes to something hostile.
const GUESTS: [&str; 16] = [
    "connect_flood",
    "deep_json",
    "deep_recursion",
    "endless_loop",
    "handle_flood",
    "huge_writes",
    "loop_between_awaits",
    "malformed_states",
    "never_returns",
    "pending_reads",
    "query_flood",
    "returns_100_mib",
    "stderr_flood",
    "traps_afterwards",
    "traps_while_reading",
    "unbounded_memory",
];

fn main() {
    let checks: usize = std::env::args()
        .skip(1)
        // What cargo adds for a harness that this is not.
        .find(|argument| !argument.starts_with('-'))
        .map_or(10_000, |count| count.parse().expect("a number of checks"));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let bench = Arc::new(Bench::new());
    let (next, tally) = (AtomicUsize::new(0), Tally::default());
    let started = Instant::now();
    println!("checks  done after  resident memory");
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(&bench, checks, &next, &tally, started));
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    println!(
        "\n{checks} checks in {seconds:.0} s on {threads} threads: {} sound, {} against hostile \
         peers, {} by hostile guests; {} lost, {} wrong, {} tasks and {} stores left over",
        of(&tally.sound),
        of(&tally.peers),
        of(&tally.guests),
        checks - of(&tally.results),
        of(&tally.wrong),
        of(&tally.tasks),
        of(&tally.stores),
    );
    let clean = of(&tally.results) == checks
        && [&tally.wrong, &tally.tasks, &tally.stores]
            .iter()
            .all(|count| of(count) == 0);
    std::process::exit(i32::from(!clean));
}

#[derive(Default)]
struct Tally {
    results: AtomicUsize,
    sound: AtomicUsize,
    peers: AtomicUsize,
    guests: AtomicUsize,
    wrong: AtomicUsize,
    tasks: AtomicUsize,
    stores: AtomicUsize,
}

/// What all checks share.
struct Bench {
    xmpp: Checker,
    tls: Checker,
    guests: Vec<Checker>,
    authority: Authority,
    c2s: XmppServer,
    s2s: XmppServer,
}

impl Bench {
    fn new() -> Self {
        let engine = Engine::new(Config::default()).unwrap();
        let guests = GUESTS.map(|name| {
            let bytes = std::fs::read(format!("{}/{name}.wasm", env!("GUESTS"))).unwrap();
            let checker = engine.load(&bytes).unwrap();
            let mut limits = checker.limits().clone();
            limits.cpu = Duration::from_millis(500);
            checker.with_limits(limits)
        });
        let authority = Authority::root("Soak Root");
        let tls = server_config(
            authority.issue(&Leaf::of(DOMAIN)),
            &["xmpp-client", "xmpp-server"],
        );
        Self {
            xmpp: engine.load(components::XMPP).unwrap(),
            tls: engine.load(components::TLS).unwrap(),
            guests: guests.into(),
            c2s: XmppServer::c2s(DOMAIN, tls.clone()),
            s2s: XmppServer::s2s(DOMAIN, tls),
            authority,
        }
    }

    /// The network of a check; every fifth has hostile peers.
    fn simulation(&self, number: usize) -> Simulation {
        let mut simulation = Simulation::new();
        let zone = simulation.zone();
        for (service, port) in [
            ("_xmpp-client", 5222),
            ("_xmpps-client", 5223),
            ("_xmpp-server", 5269),
            ("_xmpps-server", 5270),
        ] {
            zone.srv(&format!("{service}._tcp.{DOMAIN}"), 5, 0, port, HOST);
        }
        zone.address(HOST, "192.0.2.1");
        for (port, server) in [
            (5222, self.c2s.clone()),
            (5223, self.c2s.clone().direct()),
            (5269, self.s2s.clone()),
            (5270, self.s2s.clone().direct()),
        ] {
            simulation.listen(&format!("192.0.2.1:{port}"), server);
        }
        if is_hostile_peer(number) {
            let port = [5222, 5223, 5269, 5270][number / 5 % 4];
            simulation.listen(&format!("192.0.2.1:{port}"), self.peer(number / 20));
        }
        simulation
    }

    fn peer(&self, number: usize) -> Listener {
        let header = "<stream:stream xmlns='jabber:client' \
                      xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
        match number % 8 {
            0 => Listener::silent(),
            1 => Listener::resetting(),
            2 => Listener::closing(),
            3 => Listener::answering(vec![0xff; 300_000]),
            4 => Listener::answering(format!("{header}{}", "<a>".repeat(50_000))),
            5 => Listener::answering("<!DOCTYPE a [<!ENTITY b 'c'>]>"),
            6 => Listener::old_tls(),
            _ => XmppServer {
                starttls: StartTls::NotTls,
                ..self.c2s.clone()
            }
            .into(),
        }
    }
}

fn is_hostile_guest(number: usize) -> bool {
    number % 20 == 7
}

fn is_hostile_peer(number: usize) -> bool {
    number.is_multiple_of(5)
}

/// One thread: its own virtual time.
fn work(bench: &Arc<Bench>, checks: usize, next: &AtomicUsize, tally: &Tally, started: Instant) {
    let runtime = runtime().unwrap();
    runtime.block_on(async {
        let lanes = (0..AT_ONCE).map(|_| async {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= checks {
                    return;
                }
                check(bench, number, tally).await;
                let done = tally.results.fetch_add(1, Ordering::Relaxed) + 1;
                if done.is_multiple_of((checks / 10).max(1)) {
                    println!(
                        "{done:>6}  {:>8.0} s  {:>11} MiB",
                        started.elapsed().as_secs_f64(),
                        resident()
                    );
                }
            }
        });
        futures_util::future::join_all(lanes).await;
        // Servers of the last checks end when they see their peers gone.
        tokio::time::sleep(Duration::from_secs(3600)).await;
    });
    let left = runtime.metrics().num_alive_tasks();
    tally.tasks.fetch_add(left, Ordering::Relaxed);
}

async fn check(bench: &Bench, number: usize, tally: &Tally) {
    let mut builder = Platform::builder(bench.simulation(number).build())
        .checker(bench.xmpp.clone())
        .checker(bench.tls.clone())
        .option_for_all("trustedRoots", bench.authority.pem());
    let mut id = "xmpp";
    if is_hostile_guest(number) {
        let guest = &bench.guests[number / 20 % bench.guests.len()];
        builder = builder.checker(guest.clone());
        id = "hostile";
    }
    let platform = builder.build().await.unwrap();
    let activity = Arc::<Activity>::default();
    let options = Options::new().with("domain", DOMAIN);
    let check = platform.check_observed(id, options, &[], &activity);
    let outcome = check.await.unwrap();
    let endpoints = endpoints(&outcome);
    let whole = endpoints
        .iter()
        .filter(|endpoint| endpoint["transcript"]["features"].is_object())
        .count();
    let endpoints = endpoints.len();
    let right = if is_hostile_guest(number) {
        tally.guests.fetch_add(1, Ordering::Relaxed);
        // It ended, and its own states are there or the host says why not.
        !outcome.states.is_empty()
    } else if is_hostile_peer(number) {
        tally.peers.fetch_add(1, Ordering::Relaxed);
        endpoints == 4 && whole >= 3 && outcome.failures.is_empty()
    } else {
        tally.sound.fetch_add(1, Ordering::Relaxed);
        endpoints == 4 && whole == 4 && outcome.status <= Status::Info
    };
    if !right {
        tally.wrong.fetch_add(1, Ordering::Relaxed);
        println!("check {number} is wrong: {:#?}", outcome.states);
    }
    if Arc::strong_count(&activity) > 1 {
        // Connections are closed by tasks that the runtime has yet to run.
        tokio::task::yield_now().await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let left = Arc::strong_count(&activity) - 1;
    tally.stores.fetch_add(left, Ordering::Relaxed);
}

/// The endpoints in an observation; none where it is somebody else's.
fn endpoints(outcome: &Outcome) -> Vec<Value> {
    let observation: Value = outcome.observation.read().unwrap();
    let endpoints = observation["endpoints"].as_array();
    endpoints.cloned().unwrap_or_default()
}

/// Resident memory in mebibytes; zero where the system does not tell.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or_default() * 4096 / (1024 * 1024)
}
