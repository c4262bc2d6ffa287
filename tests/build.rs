//! Builds the hostile components of `guests/`; their folder is in the variable
//! `GUESTS` when the tests are compiled.

#![allow(clippy::print_stdout, reason = "that is how a build script speaks")]

#[path = "../host/build/components.rs"]
mod components;

use components::Build;

fn main() {
    println!("cargo::rerun-if-env-changed=CHECKER_SKIP_COMPONENTS");
    if std::env::var("CHECKER_SKIP_COMPONENTS").is_ok_and(|value| value == "1") {
        println!("cargo::rustc-env=GUESTS=");
        return;
    }
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
