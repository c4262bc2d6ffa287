//! What interrupts guests: a thread that advances the epoch as long as any
//! guest runs, and sleeps while none does: guests that wait for the network, or
//! a service without requests, wake nobody.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How often running guests are looked at.
const TICK: Duration = Duration::from_millis(10);

/// The thread; it ends when this is dropped.
pub(super) struct Ticker(Arc<Shared>);

/// A guest that runs as long as this is held.
pub(super) struct Running(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    running: usize,
    over: bool,
}

impl Ticker {
    /// Calls `advance` again and again while any guest runs.
    pub(super) fn new(advance: impl Fn() + Send + 'static) -> Self {
        let shared = Arc::<Shared>::default();
        let seen = shared.clone();
        thread::spawn(move || {
            while seen.wait() {
                thread::sleep(TICK);
                // Also where the guest waits by now: one that only ever ran for
                // less than a tick would else never be looked at.
                advance();
            }
        });
        Self(shared)
    }

    /// A guest begins to run.
    pub(super) fn run(&self) -> Running {
        let mut state = self.0.lock();
        state.running += 1;
        if state.running == 1 {
            self.0.changed.notify_one();
        }
        drop(state);
        Running(self.0.clone())
    }

    /// How many guests run.
    #[cfg(test)]
    pub(super) fn running(&self) -> usize {
        self.0.lock().running
    }
}

impl Shared {
    /// Waits until a guest runs; `false` where none will any more.
    fn wait(&self) -> bool {
        let idle = |state: &mut State| state.running == 0 && !state.over;
        let state = self.changed.wait_while(self.lock(), idle);
        !state.unwrap_or_else(PoisonError::into_inner).over
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.0.lock().over = true;
        self.0.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn it_ticks_while_a_guest_runs_and_ends_with_its_owner() {
        let (tick, ticks) = mpsc::channel();
        let ticker = Ticker::new(move || {
            // The test may be over.
            let _ = tick.send(());
        });
        let running = ticker.run();
        ticks.recv().unwrap();
        ticks.recv().unwrap();
        let other = ticker.run();
        drop(running);
        ticks.recv().unwrap();
        drop(other);
        drop(ticker);
        // The thread is gone, and with it the sender.
        while ticks.recv().is_ok() {}
    }

    #[test]
    fn nobody_is_woken_while_no_guest_runs() {
        let shared = Arc::<Shared>::default();
        let ticker = Ticker(shared.clone());
        drop(ticker.run());
        let waiting = thread::spawn({
            let shared = shared.clone();
            move || shared.wait()
        });
        // Only the end wakes it.
        drop(ticker);
        assert!(!waiting.join().unwrap());
    }
}
