//! Builds the hostile components of `guests/`; their folder is in the variable
//! `GUESTS` when the tests are compiled.

#![allow(clippy::print_stdout, reason = "that is how a build script speaks")]

#[path = "../host/build/components.rs"]
mod components;

use components::Build;

fn main() {
    let build = Build {
        inputs: &["tests/guests", "wit", "Cargo.lock", "rust-toolchain.toml"],
        packages: &["checker-guests"],
        examples: true,
        profile: "guest",
        flags: &[],
    };
    let folder = build.run().join("examples");
    println!("cargo::rustc-env=GUESTS={}", folder.display());
}
