//! The figures of `docs/performance.md`:
//! `cargo bench --bench figures [-- SECTION…]`.
//!
//! Sections: roundtrips, price, phases, start, scale, serve, real. Times are compared
//! as ratios within one run, since machines are noisy.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    dead_code,
    missing_docs
)]

#[path = "figures/compare.rs"]
mod compare;
#[path = "figures/native.rs"]
mod native;
#[path = "figures/price.rs"]
mod price;
#[path = "../suite/programs.rs"]
mod programs;
#[allow(unused_imports)]
#[path = "../suite/real/mod.rs"]
mod real;
#[path = "figures/roundtrips.rs"]
mod roundtrips;
#[path = "figures/scale.rs"]
mod scale;
#[path = "figures/serve.rs"]
mod serve;
#[path = "../suite/server.rs"]
mod server;
#[path = "figures/start.rs"]
mod start;
#[path = "figures/world.rs"]
mod world;

const SECTIONS: [(&str, fn()); 7] = [
    ("roundtrips", roundtrips::run),
    ("price", price::run),
    ("phases", price::phases),
    ("start", start::run),
    ("scale", scale::run),
    ("serve", serve::run),
    ("real", compare::run),
];

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    for (name, run) in SECTIONS {
        if wanted.is_empty() || wanted.iter().any(|section| section == name) {
            println!("\n## {name}\n");
            run();
        }
    }
}
