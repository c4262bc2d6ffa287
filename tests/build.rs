//! Builds the hostile components of `guests/`, whose folder is in the variable
//! `GUESTS` when the tests are compiled, and the checkers as anybody does who
//! builds them for other hosts: with plain cargo, in the folder `PORTABLE`. The
//! example of a checker is the component `COMPONENT`.

#![allow(clippy::print_stdout, reason = "that is how a build script speaks")]

#[path = "../host/build/components.rs"]
mod components;

use std::path::Path;

use components::{Build, CHECKERS, copy, file_name, skip, variable};

/// What tests want of these depends on the target's features, not on how well they
/// are optimised: built faster than to be given away.
const BUILT_FAST: [(&str, &str); 2] = [
    ("CARGO_PROFILE_COMPONENT_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_COMPONENT_OPT_LEVEL", "1"),
];
/// The example of a checker.
const EXAMPLE: &str = "checker-imap";

fn main() {
    println!("cargo::rerun-if-env-changed=CHECKER_SKIP_COMPONENTS");
    let out = variable("OUT_DIR");
    println!("cargo::rustc-env=PORTABLE={out}");
    println!("cargo::rustc-env=COMPONENT={out}/{}", file_name(EXAMPLE));
    let packages: Vec<&str> = CHECKERS.into_iter().chain([EXAMPLE]).collect();
    if std::env::var("CHECKER_SKIP_COMPONENTS").is_ok_and(|value| value == "1") {
        println!("cargo::rustc-env=GUESTS=");
        return skip(&packages.into_iter().map(file_name).collect::<Vec<_>>());
    }
    let guests = Build {
        inputs: &["tests/guests", "wit", "Cargo.lock", "rust-toolchain.toml"],
        packages: &["checker-guests"],
        examples: true,
        flags: &[],
        settings: &BUILT_FAST,
    };
    let folder = guests.run(|built: &Path| built.join("examples"));
    println!("cargo::rustc-env=GUESTS={}", folder.display());
    portable(&packages);
}

/// No flags: no more of an engine is asked for than the target itself does.
fn portable(packages: &[&str]) {
    let mut inputs = components::inputs();
    inputs.push("plugin/examples".to_owned());
    let build = Build {
        inputs: &inputs.iter().map(String::as_str).collect::<Vec<_>>(),
        packages,
        examples: false,
        flags: &[],
        settings: &BUILT_FAST,
    };
    build.run(|built| packages.iter().for_each(|one| copy(built, &file_name(one))));
}
