//! Workers as processes: some die, and are started again as a service manager
//! would.

use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::names;
use crate::programs::PROGRAM;

/// What befalls the workers that are asked to check certain domains.
#[derive(Default)]
pub(crate) struct Fate {
    /// Whoever checks this one first is killed.
    pub(crate) killed: AtomicBool,
    /// Whoever checks this one first is stopped.
    pub(crate) paused: Mutex<Option<u32>>,
    pub(crate) was_paused: AtomicBool,
    /// Whoever checks this one is killed, always.
    pub(crate) poisoned: AtomicUsize,
    over: AtomicBool,
}

/// A worker that is started again where it dies.
pub(crate) struct Worker {
    child: Child,
    id: Arc<Mutex<Option<u32>>>,
    arguments: Vec<String>,
    fate: Arc<Fate>,
}

pub(crate) fn signal(id: u32, signal: &str) {
    let mut kill = Command::new("kill");
    let _ = kill.arg(signal).arg(id.to_string()).status();
}

impl Fate {
    /// What befalls the worker of this number that asks for a name.
    fn befall(&self, name: &str, worker: &Mutex<Option<u32>>) {
        let mut worker = worker.lock().unwrap();
        let Some(id) = *worker else {
            return;
        };
        if name.ends_with("poison.example.") {
            self.poisoned.fetch_add(1, Ordering::SeqCst);
            signal(id, "-KILL");
            *worker = None;
        }
        if name.ends_with("kill.example.") && !self.killed.swap(true, Ordering::SeqCst) {
            signal(id, "-KILL");
            *worker = None;
        }
        if name.ends_with("pause.example.") && !self.was_paused.swap(true, Ordering::SeqCst) {
            signal(id, "-STOP");
            *self.paused.lock().unwrap() = Some(id);
        }
    }

    /// Lets go on who was stopped.
    pub(crate) fn go_on(&self) {
        if let Some(id) = self.paused.lock().unwrap().take() {
            signal(id, "-CONT");
        }
    }
}

impl Drop for Fate {
    fn drop(&mut self) {
        self.go_on();
    }
}

impl Worker {
    /// One that asks a resolver of its own.
    pub(crate) fn start(url: &str, arguments: &[&str], fate: &Arc<Fate>) -> Self {
        let id = Arc::<Mutex<Option<u32>>>::default();
        let port = names::serve({
            let (fate, id) = (fate.clone(), id.clone());
            move |name| {
                fate.befall(name, &id);
                !fate.over.load(Ordering::SeqCst)
            }
        });
        let resolver = format!("127.0.0.1:{port}");
        let mut all = vec!["worker", "--nats", url, "--resolver", &resolver];
        all.extend(arguments);
        let arguments: Vec<String> = all.into_iter().map(str::to_owned).collect();
        let child = spawn(&arguments);
        *id.lock().unwrap() = Some(child.id());
        Self {
            child,
            id,
            arguments,
            fate: fate.clone(),
        }
    }

    /// Starts it again if it has died.
    pub(crate) fn look_after(&mut self) {
        if self.child.try_wait().unwrap().is_some() {
            self.child = spawn(&self.arguments);
            *self.id.lock().unwrap() = Some(self.child.id());
        }
    }
}

fn spawn(arguments: &[String]) -> Child {
    Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.fate.over.store(true, Ordering::SeqCst);
        self.fate.go_on();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
