//! Whom a check that takes longer than a second is waiting for, on standard
//! error, as the host sees it from the calls it serves.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::engine::Activity;

/// How long nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is brought up to date.
const REFRESH: Duration = Duration::from_millis(100);

/// A running display.
pub(super) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

/// Begins; nothing appears where standard error is no terminal.
pub(super) fn show(activity: &Arc<Activity>) -> Progress {
    if !console::Term::stderr().is_term() {
        return Progress(None);
    }
    let (stop, stopped) = mpsc::channel::<()>();
    let activity = Arc::clone(activity);
    let thread = thread::spawn(move || {
        if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            bar.set_style(style);
        }
        loop {
            bar.set_message(activity.describe());
            bar.tick();
            if stopped.recv_timeout(REFRESH) != Err(RecvTimeoutError::Timeout) {
                bar.finish_and_clear();
                return;
            }
        }
    });
    Progress(Some((stop, thread)))
}

impl Progress {
    /// Ends the display and leaves the line empty.
    pub(super) fn finish(self) {
        if let Some((stop, thread)) = self.0 {
            drop(stop);
            let _ = thread.join();
        }
    }
}
