//! Whose turn it is to compile a component: one process does, and the others that
//! need it at the same time take what it kept. After an update a monitoring system
//! begins all its checks at once.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::identity::Identity;

/// How names of files end that say whose turn it is.
pub(super) const ENDING: &str = ".lock";
/// So long another process is waited for: it may have been stopped, or the other
/// machine of a shared folder switched off.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// A turn, until it is dropped or its process ends.
pub(super) struct Turn {
    path: PathBuf,
    /// Holds the lock.
    _file: File,
}

impl Turn {
    /// Waits for it, in a folder that is the user's. `None` where the system has no
    /// locks there, and after so long: then it is better to compile beside another
    /// than not to go on.
    pub(super) fn wait(folder: &Path, identity: &Identity, patience: Duration) -> Option<Self> {
        let path = folder.join(identity.file_name() + ENDING);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).ok()?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Some(Self { path, _file: file }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience => thread::sleep(PAUSE),
                Err(_) => return None,
            }
        }
    }
}

impl Drop for Turn {
    /// Who waits has the file open and finds what was kept; who comes now does, too.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
