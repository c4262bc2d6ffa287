//! A checker in Python in our host: it brings a whole interpreter along, and needs
//! no more than the default limits (`tests/foreign/python`).

use std::path::PathBuf;
use std::process::Command;

use checker_host::engine::Checker;
use checker_host::model::{Options, Status};
use checker_host::network::sim::{Listener, SimStream, Simulation, runtime};
use checker_host::platform::{Outcome, Platform};
use tokio::io::AsyncWriteExt;

use super::{folder, succeeds};
use crate::lab::{OTHERS, V4};
use crate::programs::installed;

/// Makes the component, where its tools are there.
fn component() -> Option<PathBuf> {
    if !installed(&["python3"]) {
        return None;
    }
    let folder = folder("python", &["requirements.txt", "app.py"]);
    let tools = folder.join("tools");
    succeeds(Command::new("python3").args(["-m", "venv"]).arg(&tools));
    let pip = ["-m", "pip", "install", "--quiet", "--requirement"];
    succeeds(
        Command::new(tools.join("bin/python"))
            .args(pip)
            .arg(folder.join("requirements.txt")),
    );
    let component = folder.join("ssh.wasm");
    let wit = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../wit");
    succeeds(
        Command::new(tools.join("bin/componentize-py"))
            .args(["--quiet", "--world", "checker-plugin", "--wit-path"])
            .arg(wit)
            .args(["componentize", "--stub-wasi", "app", "--output"])
            .arg(&component)
            .current_dir(&folder),
    );
    Some(component)
}

fn check(checker: &Checker, simulation: Simulation) -> Outcome {
    runtime().unwrap().block_on(async {
        let builder = Platform::builder(simulation.build());
        let platform = builder.checker(checker.clone()).build().await.unwrap();
        let options = Options::new().with("host", "ssh.example.org");
        platform.check("ssh", options, &[]).await.unwrap()
    })
}

#[test]
fn a_checker_in_python_runs_under_the_default_limits() {
    let Some(component) = component() else {
        return;
    };
    let checker = OTHERS.load_file(&component).unwrap();

    let mut simulation = Simulation::new();
    simulation.zone().address("ssh.example.org", V4);
    let server = Listener::from(async |mut stream: SimStream| {
        let _ = stream.write_all(b"SSH-2.0-Example_1.0\r\n").await;
    });
    simulation.listen(&format!("{V4}:22"), server);
    let sound = check(&checker, simulation);
    assert_eq!(sound.status, Status::Ok, "{:?}", sound.states);
    assert!(sound.states[0].message.contains("SSH-2.0-Example_1.0"));
    assert_eq!(sound.summary.class, "greets");

    let closed = check(&checker, Simulation::new());
    assert_eq!(closed.status, Status::Crit, "{:?}", closed.states);
    assert_eq!(closed.summary.problems.len(), 1);
}
