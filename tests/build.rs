//! Builds the hostile components of `guests/`, whose folder is in the variable
//! `GUESTS` when the tests are compiled, and the checkers as anybody does who
//! builds them for other hosts: with plain cargo, in the folder `PORTABLE`.

#![allow(clippy::print_stdout, reason = "that is how a build script speaks")]

#[path = "../host/build/components.rs"]
mod components;

use std::path::Path;

use components::{Build, CHECKERS, PROFILE, copy, file_name, skip, variable};

fn main() {
    println!("cargo::rerun-if-env-changed=CHECKER_SKIP_COMPONENTS");
    println!("cargo::rustc-env=PORTABLE={}", variable("OUT_DIR"));
    if std::env::var("CHECKER_SKIP_COMPONENTS").is_ok_and(|value| value == "1") {
        println!("cargo::rustc-env=GUESTS=");
        return skip(&CHECKERS.map(file_name));
    }
    let guests = Build {
        inputs: &["tests/guests", "wit", "Cargo.lock", "rust-toolchain.toml"],
        packages: &["checker-guests"],
        examples: true,
        profile: "guest",
        flags: &[],
    };
    let folder = guests.run(|built: &Path| built.join("examples"));
    println!("cargo::rustc-env=GUESTS={}", folder.display());
    portable(&CHECKERS);
}

/// No flags: no more of an engine is asked for than the target itself does.
fn portable(packages: &[&str]) {
    let inputs = components::inputs();
    let build = Build {
        inputs: &inputs.iter().map(String::as_str).collect::<Vec<_>>(),
        packages,
        examples: false,
        profile: PROFILE,
        flags: &[],
    };
    build.run(|built| packages.iter().for_each(|one| copy(built, &file_name(one))));
}
