//! A file with machine code that has passed the checks before it is mapped.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::identity::Identity;
use super::seal::{self, Seal};
use super::trust::Trusted;

/// How much is read at once to take the checksum: what stays in the processor's
/// cache.
const PIECE: usize = 128 * 1024;

/// A regular file, open, that nobody but whom we trust could have written, in a
/// folder of which the same holds; whose seal is that of the code asked for,
/// and which has the length that the seal says.
pub(super) struct Sealed {
    file: File,
    path: PathBuf,
    seal: Seal,
}

impl Sealed {
    pub(super) fn open(folder: &Path, trusted: &Trusted, identity: &Identity) -> Option<Self> {
        let found = std::fs::metadata(folder).ok()?;
        if !found.is_dir() || trusted.check(&found).is_err() {
            return None;
        }
        let path = folder.join(identity.file_name());
        let mut file = open(&path).ok()?;
        // What is open, not what the name may mean by now.
        let found = file.metadata().ok()?;
        if !found.is_file() || trusted.check(&found).is_err() {
            return None;
        }
        let start = found.len().checked_sub(seal::BYTES)?;
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut bytes = Seal::NONE;
        file.read_exact(&mut bytes).ok()?;
        let seal = Seal::read(bytes, found.len(), identity)?;
        Some(Self { file, path, seal })
    }

    /// The same if every bit of the code is as it was written.
    pub(super) fn verified(mut self) -> Option<Self> {
        self.file.rewind().ok()?;
        let mut code = (&mut self.file).take(self.seal.length());
        let mut hasher = crc32fast::Hasher::new();
        let mut piece = vec![0; PIECE];
        loop {
            match code.read(&mut piece).ok()? {
                0 => break,
                read => hasher.update(piece.get(..read)?),
            }
        }
        (hasher.finalize() == self.seal.checksum).then_some(self)
    }

    /// The code in memory.
    pub(super) fn read(&self) -> Option<Vec<u8>> {
        let mut file = &self.file;
        file.rewind().ok()?;
        let mut code = Vec::new();
        let read = file.take(self.seal.length()).read_to_end(&mut code).ok()?;
        (read as u64 == self.seal.length()).then_some(code)
    }

    /// A path that leads to this very file, also where its name has been given
    /// to another since, if the system has one; else its name.
    pub(super) fn path(&self) -> PathBuf {
        #[cfg(target_os = "linux")]
        {
            use std::os::fd::AsRawFd;

            let open = PathBuf::from(format!("/proc/self/fd/{}", self.file.as_raw_fd()));
            if open.exists() {
                return open;
            }
        }
        self.path.clone()
    }
}

/// Opens what is no symbolic link, without waiting for somebody at the other end
/// of a pipe.
fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NOFOLLOW | libc::O_NONBLOCK,
    );
    options.open(path)
}
