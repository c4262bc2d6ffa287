//! Which commit this is, for `--version`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the sources are no checkout, whoever builds can say it here.
const GIVEN: &str = "CHECKER_COMMIT";
/// Of a build for development: to follow each commit there would be to build
/// everything anew for it.
const DEVELOPMENT: &str = "development build";

/// Sets the variable `CHECKER_COMMIT` of the compiler.
pub(crate) fn tell(root: &Path, release: bool) {
    println!("cargo::rerun-if-env-changed={GIVEN}");
    let commit = match std::env::var(GIVEN) {
        Ok(given) if !given.is_empty() => format!("commit {given}"),
        _ if !release => DEVELOPMENT.to_owned(),
        _ => match of_checkout(root) {
            Some(commit) => format!("commit {commit}"),
            None => "commit unknown".to_owned(),
        },
    };
    println!("cargo::rustc-env={GIVEN}={commit}");
}

fn of_checkout(root: &Path) -> Option<String> {
    // Sources may be unpacked within a checkout of something else.
    let top = PathBuf::from(git(root, &["rev-parse", "--show-toplevel"])?);
    if top.canonicalize().ok()? != root.canonicalize().ok()? {
        return None;
    }
    // One line is added to it for each commit and each change of branch. What is
    // not there is not named: cargo would run this again each time.
    let moves = root.join(git(root, &["rev-parse", "--git-path", "logs/HEAD"])?);
    if moves.exists() {
        println!("cargo::rerun-if-changed={}", moves.display());
    }
    git(
        root,
        &[
            "describe",
            "--always",
            "--dirty=, modified",
            "--abbrev=12",
            "--exclude=*",
        ],
    )
}

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .current_dir(root)
        .args(arguments)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}
