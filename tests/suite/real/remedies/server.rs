//! A server whose configuration is put wrong and mended.

use super::places;
use super::remedy::Remedy;
use crate::real::process::Process;
use crate::real::world::{Verdict, World, shell};
use crate::real::{ejabberd, prosody};

/// Which server it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Software {
    Prosody,
    Ejabberd,
}

/// A server, its configuration, and everything around it.
pub(super) struct Server {
    pub(super) world: World,
    software: Software,
    configuration: String,
    running: Option<Process>,
}

impl Server {
    /// A server that does not run yet, with the sound configuration; `None`
    /// where it is not installed.
    pub(super) fn new(software: Software, world: World) -> Option<Self> {
        let (is_installed, configuration) = match software {
            Software::Prosody => (prosody::is_installed(), prosody::configuration(&world)),
            Software::Ejabberd => (ejabberd::is_installed(), ejabberd::configuration(&world)),
        };
        is_installed.then_some(Self {
            world,
            software,
            configuration,
            running: None,
        })
    }

    /// Puts one text in the place of another, everywhere.
    #[track_caller]
    pub(super) fn replace(&mut self, old: &str, new: &str) {
        let found = self.configuration.contains(old);
        assert!(found, "no {old:?} in {}", self.configuration);
        self.configuration = self.configuration.replace(old, new);
    }

    /// Puts lines of a report where they say.
    #[track_caller]
    pub(super) fn put(&mut self, snippets: &[&str]) {
        for snippet in snippets {
            self.configuration = places::put(&self.configuration, snippet);
        }
    }

    /// Removes the lines that begin like this.
    #[track_caller]
    pub(super) fn take_out(&mut self, start: &str) {
        let before = self.configuration.len();
        self.take_out_if_there(start);
        assert!(self.configuration.len() < before, "no line with {start:?}");
    }

    /// Removes the lines that begin like this, if there are any.
    pub(super) fn take_out_if_there(&mut self, start: &str) {
        let lines = self.configuration.lines();
        let left: Vec<&str> = lines.filter(|one| !one.starts_with(start)).collect();
        self.configuration = left.join("\n") + "\n";
    }

    /// Removes the listeners of ejabberd at this port.
    #[track_caller]
    pub(super) fn drop_listeners(&mut self, port: u16) {
        let (head, tail) = self.configuration.split_once("modules:\n").unwrap();
        let start = format!("    port: {port}\n");
        let entries = head.split("  -\n").filter(|one| !one.starts_with(&start));
        let left = entries.collect::<Vec<&str>>().join("  -\n");
        assert!(left.len() < head.len(), "no listener at {port}");
        self.configuration = format!("{left}modules:\n{tail}");
    }

    /// Starts it anew, until it listens at these ports.
    pub(super) fn start_at(&mut self, ports: &[u16]) {
        // The old one has to be gone first.
        self.running = None;
        self.running = Some(match self.software {
            Software::Prosody => prosody::run(&self.world, &self.configuration, ports),
            Software::Ejabberd => ejabberd::run(&self.world, &self.configuration, ports),
        });
    }

    /// Starts it anew, until it listens at all four ports.
    pub(super) fn start(&mut self) {
        self.start_at(&self.world.ports.all());
    }

    pub(super) fn check(&self) -> Verdict {
        self.world.check()
    }

    /// Starts it as it is, and is mended.
    #[track_caller]
    pub(super) fn is_cured_by(&mut self, label: &str, causes: &[&str]) {
        self.start();
        let sick = self.check();
        self.is_mended(&sick, label, causes);
    }

    /// Follows the lines under a label for each cause, and finds the causes
    /// gone.
    #[track_caller]
    pub(super) fn is_mended(&mut self, sick: &Verdict, label: &str, causes: &[&str]) {
        for cause in causes {
            self.put(&Remedy::of(sick, cause).snippets(label));
        }
        self.start();
        self.check().is_cured_of(causes);
    }

    /// Runs a command of a report; its FOLDER is `folder` of the world. The
    /// configuration lies elsewhere than the program expects it.
    pub(super) fn run(&self, command: &str, folder: &str) {
        let configuration = self.world.path(prosody::CONFIGURATION);
        let program = format!("prosodyctl --config {configuration}");
        let command = command.replacen("prosodyctl", &program, 1);
        let command = command.replace("FOLDER", &self.world.path(folder));
        shell(self.world.folder.path(), &command);
    }
}
