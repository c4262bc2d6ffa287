//! The contract with other ends: the checkers in a host that is not ours, and in
//! ours a checker that is not of Rust.

mod node;
mod python;

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder for tools below the target folder, with these files of
/// `tests/foreign/KIND`.
fn folder(kind: &str, files: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("foreign")
        .join(kind);
    std::fs::create_dir_all(&folder).unwrap();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("foreign")
        .join(kind);
    for file in files {
        std::fs::copy(sources.join(file), folder.join(file)).unwrap();
    }
    folder
}

/// Runs a command, and panics with all that it said where it fails.
#[track_caller]
fn succeeds(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said =
        String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned();
    assert!(output.status.success(), "{command:?}: {said}");
    said
}
