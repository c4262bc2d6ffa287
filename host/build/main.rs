//! Builds the checker components for `wasm32-wasip2` and puts them into
//! `OUT_DIR`, so that nobody has to build them by hand.

#![allow(clippy::print_stdout, reason = "that is how a build script speaks")]

mod components;
mod version;

use std::path::PathBuf;

use components::{Build, CHECKERS, copy, fail, file_name, variable};
use sha2::{Digest, Sha256};

fn main() {
    // What components are compiled for: the processors that the program runs on.
    println!("cargo::rustc-env=CHECKER_TARGET={}", variable("TARGET"));
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("..");
    version::tell(&root, variable("PROFILE") == "release");
    if std::env::var_os("CARGO_FEATURE_BUNDLED").is_none() {
        return;
    }
    // To type-check the host in seconds: what is built then runs no check.
    println!("cargo::rerun-if-env-changed=CHECKER_SKIP_COMPONENTS");
    if std::env::var("CHECKER_SKIP_COMPONENTS").is_ok_and(|value| value == "1") {
        components::skip(&CHECKERS.map(file_name));
        return CHECKERS.map(file_name).iter().for_each(|name| digest(name));
    }
    let inputs = components::inputs();
    let build = Build {
        inputs: &inputs.iter().map(String::as_str).collect::<Vec<_>>(),
        packages: &CHECKERS,
        examples: false,
        // 64-bit products at once: what public-key cryptography is made of. Few
        // engines have them yet; tests/build.rs builds without.
        flags: &[
            "-Ctarget-feature=+simd128,+wide-arithmetic",
            "--cfg=wide_arithmetic",
        ],
        settings: &[],
    };
    build.run(|built| {
        for package in CHECKERS {
            copy(built, &file_name(package));
            digest(&file_name(package));
        }
    });
}

/// Writes the SHA-256 of a component beside it: to take it at every start would
/// cost more than to load what was compiled of it.
fn digest(name: &str) {
    let path = PathBuf::from(variable("OUT_DIR")).join(name);
    let written = std::fs::read(&path).and_then(|bytes| {
        let digest = Sha256::digest(bytes);
        std::fs::write(path.with_extension("wasm.sha256"), digest)
    });
    if let Err(error) = written {
        fail(&format!("the digest of {}: {error}", path.display()));
    }
}
