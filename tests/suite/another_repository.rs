//! `docs/writing-a-checker.md`: its commands as typed, outside of the repository, and
//! its files, which are those of the example.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::programs::{PROGRAM, installed};

const GUIDE: &str = include_str!("../../docs/writing-a-checker.md");
/// What cargo tells those that it runs, and what it was told itself: not for
/// another package.
const NOT_FOR_OTHERS: [&str; 3] = ["RUSTC_WORKSPACE_WRAPPER", "RUSTFLAGS", "CLIPPY_ARGS"];

/// What has cargo build the same in less time.
const BUILT_FAST: [(&str, &str); 4] = [
    ("CARGO_INCREMENTAL", "0"),
    ("CARGO_PROFILE_DEV_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
];

/// What a reader does.
enum Step {
    /// Writes this into a file.
    Write(&'static str, String),
    /// Types this.
    Type(&'static str),
}

/// In the order of the text. A file's name is a line of its own, before its block.
fn steps() -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = GUIDE.lines();
    let mut file = None;
    while let Some(line) = lines.next() {
        if let Some(name) = line
            .strip_prefix('`')
            .and_then(|rest| rest.strip_suffix("`:"))
        {
            file = Some(name);
        }
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let block = lines.by_ref().take_while(|line| *line != "```");
        match (language, file.take()) {
            ("console", _) => {
                steps.extend(block.filter_map(|line| Some(Step::Type(line.strip_prefix("$ ")?))))
            }
            (_, Some(file)) => steps.push(Step::Write(
                file,
                block.map(|line| format!("{line}\n")).collect(),
            )),
            (_, None) => block.for_each(drop),
        }
    }
    steps
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

#[test]
fn its_files_are_those_of_the_example() {
    let example = root().join("plugin/examples/imap");
    let mut compared = 0;
    for step in steps() {
        if let Step::Write(file, text) = step
            && file.ends_with(".rs")
        {
            let there = std::fs::read_to_string(example.join(file)).unwrap();
            assert!(text == there, "{file} is not as in plugin/examples/imap");
            compared += 1;
        }
    }
    assert_eq!(compared, 5);
}

/// A folder with the repository in it, and a program that is called as people
/// call it.
struct Outside {
    folder: TempDir,
    inside: PathBuf,
}

impl Outside {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        symlink(root(), folder.path().join("checker-xmpp")).unwrap();
        let programs = folder.path().join("bin");
        std::fs::create_dir(&programs).unwrap();
        symlink(PROGRAM, programs.join("checker-xmpp")).unwrap();
        let inside = folder.path().to_owned();
        Self { folder, inside }
    }

    fn runs(&mut self, line: &str) -> Output {
        if let Some(below) = line.strip_prefix("cd ") {
            self.inside = self.inside.join(below);
            // What is built is kept from one run of the tests to the next.
            let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial");
            std::fs::create_dir_all(&built).unwrap();
            symlink(built, self.inside.join("target")).unwrap();
        }
        let path = std::env::var("PATH").unwrap_or_default();
        let programs = self.folder.path().join("bin");
        let mut shell = Command::new("sh");
        NOT_FOR_OTHERS.iter().for_each(|name| {
            shell.env_remove(name);
        });
        shell
            .args(["-c", line])
            .env("PATH", format!("{}:{path}", programs.display()))
            .envs(BUILT_FAST)
            // What the lock names is here: this repository was built of it.
            .env("CARGO_NET_OFFLINE", "true")
            .current_dir(if line.starts_with("cd ") {
                self.folder.path()
            } else {
                &self.inside
            })
            .output()
            .unwrap()
    }
}

#[test]
fn its_commands_work_as_typed_outside_of_the_repository() {
    if !installed(&["rustup"]) {
        return;
    }
    let mut outside = Outside::new();
    let mut asked = 0;
    for step in steps() {
        let line = match step {
            Step::Write(file, text) => {
                let path = outside.inside.join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
                continue;
            }
            Step::Type(line) => line,
        };
        let output = outside.runs(line);
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        // A check's exit code tells what it found.
        let expected = match line.strip_prefix("checker-xmpp ") {
            None => {
                assert!(output.status.success(), "{line}: {said}");
                assert!(!said.contains("warning"), "{line}: {said}");
                continue;
            }
            Some(call) if call.starts_with("definition ") => "\"id\": \"imap\"",
            Some(call) if call.starts_with("demo ") => "No server is published",
            Some(_) => "imap.greeting",
        };
        assert!(said.contains(expected), "{line}: {said}");
        asked += 1;
    }
    assert_eq!(asked, 3);
}

#[test]
fn the_kit_as_a_package_has_the_contract_within_it() {
    let output = Command::new(env!("CARGO"))
        .args([
            "package",
            "--list",
            "--allow-dirty",
            "--offline",
            "--package",
            "checker-kit",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    let packaged: Vec<&str> = listed
        .lines()
        .filter(|path| path.starts_with("wit/"))
        .collect();
    let contract = std::fs::read_dir(root().join("wit")).unwrap();
    let files = contract.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    for file in files.filter(|name| name.ends_with(".wit")) {
        assert!(
            packaged.contains(&format!("wit/{file}").as_str()),
            "{file}: {packaged:?}"
        );
    }
}
