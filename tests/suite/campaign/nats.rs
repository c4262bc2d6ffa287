//! A NATS server with JetStream on disk.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use checker_host::campaign::{Access, Link};
use tempfile::TempDir;

use crate::real::process::{Process, free_ports};

/// A server that ends with its test, with what it has stored.
pub(crate) struct Nats {
    process: Option<Process>,
    folder: TempDir,
    port: u16,
}

impl Nats {
    pub(crate) fn start() -> Self {
        Self::with("")
    }

    /// With further lines of configuration.
    pub(crate) fn with(lines: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let [port] = free_ports();
        let mut configuration = format!("listen: 127.0.0.1:{port}\n{lines}\n");
        let store = folder.path().join("store");
        writeln!(
            configuration,
            "jetstream {{ store_dir: \"{}\" }}",
            store.display()
        )
        .unwrap();
        std::fs::write(folder.path().join("nats.conf"), configuration).unwrap();
        let mut nats = Self {
            process: None,
            folder,
            port,
        };
        nats.go_on();
        nats
    }

    /// Ends it without a word, as a crash would.
    pub(crate) fn crash(&mut self) {
        self.process = None;
    }

    /// Starts it with what it has stored.
    pub(crate) fn go_on(&mut self) {
        let mut command = Command::new("nats-server");
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        command
            .arg("-c")
            .arg(self.folder.path().join("nats.conf"))
            .stderr(log)
            .stdout(Stdio::null());
        let mut process = Process::start(&mut command);
        process.wait_for(&[([127, 0, 0, 1], self.port).into()]);
        self.process = Some(process);
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub(crate) async fn link(&self) -> Link {
        let access = Access::to(&self.url());
        Link::connect(&access, |_| {}).await.unwrap()
    }

    /// A file in a folder of its own.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}
