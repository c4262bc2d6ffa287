//! Surveys of simulated domains: rate against concurrency, memory, and growth
//! with the number of domains. Real time; a link takes 10 ms each way.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use checker_host::model::Options;
use checker_host::network::Network;
use checker_host::network::sim::xmpp::XmppServer;
use checker_host::network::sim::{Authority, Leaf, Simulation, server_config};
use checker_host::survey;

use crate::world::platform;

/// Hosts that serve the domains.
const HOSTS: usize = 50;

pub(crate) fn run() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "Domains with two endpoints each (c2s, STARTTLS and direct TLS) and the TLS checker's pass, {cores} cores.\n"
    );
    println!(
        "| domains | concurrency | seconds | checks/s | processor time of a check | rate ÷ (cores ÷ processor time) | resident memory |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (domains, concurrency) in [
        (300, 1),
        (1_000, 16),
        (1_000, 64),
        (1_000, 256),
        (1_000, 1_000),
        (2_500, 64),
        (5_000, 64),
        (10_000, 64),
    ] {
        row(domains, concurrency, cores);
    }
}

fn row(domains: usize, concurrency: usize, cores: usize) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (network, root) = internet(domains);
        let pool = u32::try_from(concurrency).unwrap();
        let platform = platform(network, &root, Some(pool)).await;
        let names = (0..domains).map(|number| format!("d{number}.example"));
        let before = processor_seconds();
        let started = Instant::now();
        let mut memory = 0;
        let mut lost = domains;
        let summary = survey::run(
            &platform,
            "xmpp",
            names,
            &Options::new().with("mode", "c2s").with("timeout", 60u64),
            concurrency,
            std::future::pending(),
            |surveyed| {
                let outcome = surveyed.result.unwrap();
                assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
                lost -= 1;
                if lost.is_multiple_of(50) {
                    memory = memory.max(resident());
                }
                ControlFlow::Continue(())
            },
        )
        .await;
        assert_eq!((lost, summary.total()), (0, domains));
        let seconds = started.elapsed().as_secs_f64();
        let rate = domains as f64 / seconds;
        // Of the whole process: the simulated servers' work is in it, too.
        let each = (processor_seconds() - before) / domains as f64;
        println!(
            "| {domains} | {concurrency} | {seconds:.1} | {rate:.1} | {:.1} ms | {:.2} | {:.0} MiB |",
            each * 1000.0,
            rate * each / cores as f64,
            memory as f64 / (1024.0 * 1024.0)
        );
    });
}

fn internet(domains: usize) -> (Network, String) {
    let authority = Authority::root("Bench Root");
    let mut simulation = Simulation::new();
    let names: Vec<String> = (0..domains)
        .map(|number| format!("d{number}.example"))
        .collect();
    let tls = server_config(authority.issue(&Leaf::of("example")), &["xmpp-client"]);
    for host in 0..HOSTS {
        let name = format!("h{host}.hosts.example");
        let address = format!("192.0.2.{}", host + 1);
        simulation.zone().address(&name, &address);
        let mut server = XmppServer::c2s("example", tls.clone());
        server.domains = Vec::new();
        simulation.listen(&format!("{address}:5222"), server.clone());
        simulation.listen(&format!("{address}:5223"), server.direct());
    }
    for (number, domain) in names.iter().enumerate() {
        let host = format!("h{}.hosts.example", number % HOSTS);
        simulation
            .zone()
            .srv(&format!("_xmpp-client._tcp.{domain}"), 5, 0, 5222, &host)
            .srv(&format!("_xmpps-client._tcp.{domain}"), 5, 0, 5223, &host);
    }
    simulation.latency(Duration::from_millis(10));
    (simulation.build(), authority.pem())
}

/// Processor time of this process so far.
pub(crate) fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = text
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    // utime and stime in ticks of 10 ms.
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

/// Resident memory of this process, in bytes.
pub(crate) fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        * 4096
}
