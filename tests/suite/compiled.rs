//! Compiled checkers, as the program keeps and finds them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use checker_host::components;

use crate::programs::PROGRAM;

/// A run without network that needs the checkers.
const RUN: [&str; 3] = ["discover", "--demo", "exemplary.example"];

/// A program, with no folder of a user's but the one that is named.
fn program(path: &Path, cache: Option<&Path>) -> Command {
    let mut command = Command::new(path);
    // A home that nothing can be written to, whoever runs the test.
    command
        .stdin(Stdio::null())
        .env("HOME", "/dev/null/home")
        .env_remove("XDG_CACHE_HOME")
        .env_remove("CHECKER_CACHE_DIR");
    if let Some(folder) = cache {
        command.env("CHECKER_CACHE_DIR", folder);
    }
    command
}

#[track_caller]
fn succeeds(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Each file with its inode: another one is another file.
fn files(folder: &Path) -> BTreeMap<PathBuf, u64> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| (entry.path(), entry.metadata().unwrap().ino()))
        .collect()
}

/// A folder in which the program can be linked, and so be installed.
fn prefix() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

#[test]
fn where_nothing_is_kept_one_line_says_how_to_keep_it() {
    let output = succeeds(program(PROGRAM.as_ref(), None).args(RUN));
    let said = said(&output);
    assert_eq!(said.lines().count(), 1, "{said}");
    for words in ["/dev/null/home", "--cache-dir", "\"checker-xmpp compile\""] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn the_second_run_finds_what_the_first_has_kept_foreign_components_too() {
    let temporary = tempfile::tempdir().unwrap();
    let foreign = temporary.path().join("foreign.wasm");
    // A custom section makes another component of it that does the same.
    let mut bytes = components::TLS.to_vec();
    bytes.extend(b"\0\x05\x04more");
    fs::write(&foreign, bytes).unwrap();
    let cache = temporary.path().join("cache");
    let run = || {
        let mut command = program(PROGRAM.as_ref(), Some(&cache));
        command.args(RUN);
        assert_eq!(said(&succeeds(&mut command)), "");
        let mut command = program(PROGRAM.as_ref(), None);
        // It looks only at what others find: there is nothing that it could do.
        let stored = command
            .args([
                "check",
                "example.org",
                "--no-tls",
                "--resolver",
                "127.0.0.1:1",
            ])
            .arg("--component")
            .arg(&foreign)
            .arg("--cache-dir")
            .arg(&cache)
            .output()
            .unwrap();
        assert_eq!(said(&stored).lines().count(), 1, "{stored:?}");
        files(&cache)
    };
    let first = run();
    assert_eq!(first.len(), 4, "{first:?}");
    assert_eq!(run(), first);
}

#[test]
fn compile_fills_the_folder_in_which_the_installed_program_looks() {
    let prefix = prefix();
    let bin = prefix.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let installed = bin.join("checker-xmpp");
    fs::hard_link(PROGRAM, &installed).unwrap();

    let output = succeeds(program(&installed, None).arg("compile"));
    let folder = prefix.path().join("lib/checker-xmpp/compiled");
    let wrote = String::from_utf8(output.stdout).unwrap();
    let written = files(&folder);
    assert_eq!(written.len(), 3, "{written:?}");
    for path in written.keys() {
        assert!(wrote.contains(&path.display().to_string()), "{wrote}");
    }
    assert!(
        wrote.contains("xmpp: ") && wrote.contains(" MiB in "),
        "{wrote}"
    );

    // Nobody has a folder to write to, and nothing is compiled all the same.
    let output = succeeds(program(&installed, None).args(RUN));
    assert_eq!(said(&output), "");
    // As another program's cache it serves as well, and is only read.
    let output = succeeds(program(PROGRAM.as_ref(), Some(&folder)).args(RUN));
    assert_eq!(said(&output), "");
    assert_eq!(files(&folder), written);
}

#[test]
fn compile_says_what_it_could_not_write_and_what_to_do() {
    let mut command = program(PROGRAM.as_ref(), None);
    let output = command
        .args(["compile", "--output", "/dev/null/compiled"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let said = said(&output);
    assert_eq!(said.lines().count(), 1, "{said}");
    for words in ["/dev/null/compiled", "--output DIR"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}
