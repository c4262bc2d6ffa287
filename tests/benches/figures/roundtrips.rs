//! Virtual time of a check against the floor that the protocol sets.
//!
//! The floor of the collection: one round trip to the resolver for all SRV
//! names, one for all addresses, then for the slowest endpoint TCP, stream,
//! STARTTLS, TLS 1.3 and the second stream: five, and for servers that offer
//! dialback the question about a key: six. The TLS checker's begins beside it
//! when the SRV answers are in: one to the resolver, then TCP, stream, STARTTLS
//! and TLS: four. The floor of both is the longer of the two.

use std::time::Duration;

use checker_host::engine::Context;
use checker_host::model::Options;
use checker_host::network::sim::{LATENCY, runtime};
use serde_json::Value;

use crate::world::{DOMAIN, platform, sound};

pub(crate) fn run() {
    println!(
        "| endpoints | families | floor | measured | ratio | with TLS checker: floor | measured | ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (hosts, families, mode) in [
        (1, &[false][..], "one"),
        (1, &[false], "both"),
        (1, &[false, true], "both"),
        (2, &[false, true], "both"),
        (8, &[false, true], "both"),
    ] {
        // Each host has its own latency, the slowest decides.
        let latency = |number: usize| Duration::from_millis(10 + 7 * (number as u64 % 5));
        let slowest = (0..hosts).map(latency).max().unwrap();
        let (dns, trip) = (LATENCY * 2, slowest * 2);
        let trips = if mode == "one" { 5 } else { 6 };
        let floor = dns * 2 + trip * trips;
        let floor_tls = floor.max(dns * 2 + trip * 4);
        let (collected, whole, endpoints) = measure(hosts, families, latency, mode);
        println!(
            "| {endpoints} | {} | {} ms | {:.1} ms | {:.3} | {} ms | {:.1} ms | {:.3} |",
            if families.len() == 1 { "IPv4" } else { "both" },
            floor.as_millis(),
            millis(collected),
            ratio(collected, floor),
            floor_tls.as_millis(),
            millis(whole),
            ratio(whole, floor_tls),
        );
        assert!(ratio(collected, floor) <= 1.02 && ratio(whole, floor_tls) <= 1.02);
    }
}

fn measure(
    hosts: usize,
    families: &[bool],
    latency: impl Fn(usize) -> Duration,
    mode: &str,
) -> (Duration, Duration, usize) {
    runtime().unwrap().block_on(async {
        let mut world = sound(hosts, families, latency);
        if mode == "one" {
            // A single endpoint: the other services are declared not offered.
            let mut lone = sound(0, &[], |_| Duration::ZERO);
            lone.root.clone_from(&world.root);
            let zone = lone.simulation.zone();
            zone.srv(
                &format!("_xmpp-client._tcp.{DOMAIN}"),
                5,
                0,
                5222,
                "h0.example.org",
            )
            .address("h0.example.org", "192.0.2.1");
            world = {
                let mut one = world;
                *one.simulation.zone() = std::mem::take(lone.simulation.zone());
                one
            };
        }
        let side = if mode == "one" { "c2s" } else { "both" };
        let network = world.simulation.build();
        let platform = platform(network.clone(), &world.root, None).await;
        let options = Options::new().with("domain", DOMAIN).with("mode", side);
        let context = Context::new(network.clone());
        let before = network.clock.now();
        // Without a plan it begins with the discovery.
        let xmpp = platform.member("xmpp").unwrap().checker().await.unwrap();
        let collection = xmpp.collect(&context, &options, &[], None).await.unwrap();
        let collected = network.clock.now() - before;
        let observation: Value = collection.value.observation.read().unwrap();
        let endpoints = observation["endpoints"].as_array().unwrap().len();
        let outcome = platform.check("xmpp", options, &[]).await.unwrap();
        (collected, outcome.duration, endpoints)
    })
}

fn ratio(measured: Duration, floor: Duration) -> f64 {
    measured.as_secs_f64() / floor.as_secs_f64()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
