//! What the sandbox costs: processor time of a component's check against a
//! native program's, and where it goes.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use checker_host::engine::{Activity, Context};
use checker_host::model::{Json, Options};
use checker_host::network::sim::runtime;
use checker_host::platform::{Outcome, Platform};
use checker_stream::session::Depth;
use serde_json::Value;

use crate::native;
use crate::world::{DOMAIN, platform, sound};

const RUNS: u32 = 40;
const ADDRESSES: [&str; 2] = ["192.0.2.1", "2001:db8::1"];

pub(crate) fn run() {
    let (component, memory) = component();
    let native = native();
    println!(
        "One check of 8 endpoints with the TLS checker's pass, {RUNS} runs, time inside polls (the simulated servers' time is outside):\n"
    );
    println!("| component | native | ratio | guest memory |");
    println!("|---|---|---|---|");
    println!(
        "| {:.1} ms | {:.1} ms | {:.2} | {:.2} MiB |",
        millis(component),
        millis(native),
        component.as_secs_f64() / native.as_secs_f64(),
        memory as f64 / (1024.0 * 1024.0)
    );
    for (name, bytes) in [
        ("XMPP", checker_host::components::XMPP),
        ("TLS", checker_host::components::TLS),
    ] {
        println!(
            "\n{name} component: {:.2} MiB",
            bytes.len() as f64 / (1024.0 * 1024.0)
        );
    }
}

fn component() -> (Duration, u64) {
    runtime().unwrap().block_on(async {
        let world = sound(1, &[false, true], |_| Duration::from_millis(10));
        let network = world.simulation.build();
        let platform = platform(network, &world.root, None).await;
        let check = || async {
            let activity = Arc::<Activity>::default();
            let options = Options::new().with("domain", DOMAIN);
            let outcome = platform
                .check_observed("xmpp", options, &[], &activity)
                .await
                .unwrap();
            let observation: Value = outcome.observation.read().unwrap();
            assert_eq!(observation["endpoints"].as_array().unwrap().len(), 8);
            activity
        };
        check().await;
        let (mut total, mut memory) = (Duration::ZERO, 0);
        for _ in 0..RUNS {
            let activity = check().await;
            total += activity.processor_time();
            memory = memory.max(activity.memory());
        }
        (total / RUNS, memory)
    })
}

fn native() -> Duration {
    runtime().unwrap().block_on(async {
        let world = sound(1, &[false, true], |_| Duration::from_millis(10));
        let network = world.simulation.build();
        let visit = || async {
            native::visit(network.clone(), &ADDRESSES, Depth::Features).await;
            native::visit(network.clone(), &ADDRESSES, Depth::Tls).await;
        };
        visit().await;
        let mut total = Duration::ZERO;
        for _ in 0..RUNS {
            total += polled(visit()).await;
        }
        total / RUNS
    })
}

/// The time inside the polls of a future.
async fn polled(future: impl Future<Output = ()>) -> Duration {
    let mut future = pin!(future);
    let mut used = Duration::ZERO;
    poll_fn(|context| {
        let start = Instant::now();
        let poll = future.as_mut().poll(context);
        used += start.elapsed();
        poll
    })
    .await;
    used
}

/// The share of each export.
pub(crate) fn phases() {
    runtime().unwrap().block_on(async {
        let world = sound(1, &[false, true], |_| Duration::from_millis(10));
        let network = world.simulation.build();
        let platform = platform(network, &world.root, None).await;
        let options = Options::new().with("domain", DOMAIN);
        let outcome = platform.check("xmpp", options.clone(), &[]).await.unwrap();
        let entries = Json::of(&outcome.entries).unwrap();
        let entries = Options::new().with("endpoints", entries);
        let calls = Calls {
            entries: entries.with("trustedRoots", world.root.as_str()),
            platform,
            options,
            outcome,
        };
        let mut table: Vec<(&str, Duration)> = Vec::new();
        for name in [
            "instantiate",
            "discover and collect",
            "TLS collect",
            "evaluate",
            "metrics",
            "summarize",
            "report",
        ] {
            let mut total = Duration::ZERO;
            for _ in 0..RUNS {
                total += calls.time(name).await;
            }
            table.push((name, total / RUNS));
        }
        let whole: Duration = table[1..6].iter().map(|(_, time)| *time).sum();
        println!("| call | processor time | share of a check |");
        println!("|---|---|---|");
        for (name, time) in table {
            let share = match name {
                "instantiate" => "in each call".to_owned(),
                "report" => "only where a page is asked for".to_owned(),
                _ => format!("{:.0} %", 100.0 * time.as_secs_f64() / whole.as_secs_f64()),
            };
            println!("| {name} | {:.2} ms | {share} |", millis(time));
        }
    });
}

/// Everything that any call takes.
struct Calls {
    platform: Platform,
    options: Options,
    entries: Options,
    outcome: Outcome,
}

impl Calls {
    /// The time on the processor of one call.
    async fn time(&self, name: &str) -> Duration {
        let xmpp = self
            .platform
            .member("xmpp")
            .unwrap()
            .checker()
            .await
            .unwrap();
        let tls = self
            .platform
            .member("tls")
            .unwrap()
            .checker()
            .await
            .unwrap();
        let context = Context::new(self.platform.network().clone());
        let (evidence, states) = (self.outcome.evidence(), &self.outcome.states);
        match name {
            "discover and collect" => {
                let collection = xmpp.collect(&context, &self.options, &[], None);
                drop(collection.await.unwrap());
                context.activity.processor_time()
            }
            "TLS collect" => {
                let collection = tls.collect(&context, &self.entries, &[], None);
                drop(collection.await.unwrap());
                context.activity.processor_time()
            }
            // Pure calls wait for nothing: all their time is the processor's.
            "instantiate" => timed(xmpp.definition()).await,
            "evaluate" => timed(xmpp.evaluate(evidence, &[])).await,
            "metrics" => timed(xmpp.metrics(evidence, states)).await,
            "summarize" => timed(xmpp.summarize(evidence, states)).await,
            _ => timed(xmpp.report(evidence, states)).await,
        }
    }
}

/// How long a call takes that gives a result.
async fn timed<T, E: std::fmt::Debug>(call: impl Future<Output = Result<T, E>>) -> Duration {
    let start = Instant::now();
    call.await.unwrap();
    start.elapsed()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
