//! Writing machine code for processes to come.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use wasmtime::component::Component;

use super::identity::{self, Identity};
use super::seal::Seal;
use super::trust::{self, Distrust};
use super::turn;

/// How many files a user's folder holds at most: of a few builds of the
/// program with three checkers each, and of a few foreign components.
const MOST_FILES: usize = 16;
/// How names of files end that are being written.
const UNFINISHED: &str = ".part";
/// A file that has been written to for so long is not being written any more.
const ABANDONED: Duration = Duration::from_secs(3600);

/// A file with machine code that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
}

/// Why machine code could not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeepError {
    /// There is no folder for it.
    #[error("there is no folder to keep compiled components in")]
    NoFolder,
    /// The folder is none that code would be taken from.
    #[error("{path} is not used for compiled components: {why}", path = path.display())]
    Distrusted {
        /// The folder.
        path: PathBuf,
        /// Why.
        why: Distrust,
    },
    /// The folder or a file in it could not be written.
    #[error("cannot write {path}: {error}", path = path.display())]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The runtime could not put it into a file.
    #[error("the compiled component cannot be put into a file: {0}")]
    Runtime(String),
}

/// Who may read what is written.
struct Access {
    folder: u32,
    file: u32,
    /// Whether the disk has to have it before the name does. Where a checksum is
    /// looked at there is no need.
    durable: bool,
}

/// Its user alone.
const PRIVATE: Access = Access {
    folder: 0o700,
    file: 0o600,
    durable: false,
};

/// Makes a user's folder where it is missing, and says whether it can be used.
pub(super) fn prepare(folder: &Path) -> Result<(), KeepError> {
    ready(folder, &PRIVATE)
}

/// Keeps code in a user's folder that is [prepared](prepare), and removes what is
/// too much there.
pub(super) fn privately(
    folder: &Path,
    component: &Component,
    identity: &Identity,
) -> Result<Kept, KeepError> {
    let kept = write(folder, component, identity, &PRIVATE)?;
    clean(folder, &kept.path);
    Ok(kept)
}

/// Keeps code where every user may read it.
pub(super) fn for_all(
    folder: &Path,
    component: &Component,
    identity: &Identity,
) -> Result<Kept, KeepError> {
    let access = Access {
        folder: 0o755,
        file: 0o644,
        durable: true,
    };
    ready(folder, &access)?;
    write(folder, component, identity, &access)
}

fn ready(folder: &Path, access: &Access) -> Result<(), KeepError> {
    make(folder, access.folder).map_err(|error| unwritable(folder, error))?;
    check(folder)
}

fn write(
    folder: &Path,
    component: &Component,
    identity: &Identity,
    access: &Access,
) -> Result<Kept, KeepError> {
    let code = component
        .serialize()
        .map_err(|error| KeepError::Runtime(format!("{error:#}")))?;
    let seal = Seal::of(&code, identity).to_bytes();
    let path = folder.join(identity.file_name());
    // No other process writes under this name, in whatever container it runs.
    let name = format!(
        "{}.{:016x}{UNFINISHED}",
        identity.file_name(),
        rand::random::<u64>()
    );
    let unfinished = folder.join(name);
    let written = fill(&unfinished, &[&code, &seal], access)
        .and_then(|()| fs::rename(&unfinished, &path))
        .map_err(|error| unwritable(&path, error));
    if written.is_err() {
        // It may never have been there.
        let _ = fs::remove_file(&unfinished);
    }
    written.map(|()| Kept {
        path,
        bytes: (code.len() + seal.len()) as u64,
    })
}

/// Makes the folder where it is missing, with those above it.
fn make(folder: &Path, mode: u32) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode);
    match builder.create(folder) {
        // Another process was as quick.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

fn check(folder: &Path) -> Result<(), KeepError> {
    let found = fs::metadata(folder).map_err(|error| unwritable(folder, error))?;
    let checked = match found.is_dir() {
        true => trust::of_user().check(&found),
        false => Err(Distrust::NoFolder),
    };
    checked.map_err(|why| KeepError::Distrusted {
        path: folder.to_owned(),
        why,
    })
}

fn fill(path: &Path, pieces: &[&[u8]], access: &Access) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // From the first moment: who opens it for writing could go on doing so.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, access.file);
    let mut file = options.open(path)?;
    permit(&file, access.file)?;
    for piece in pieces {
        file.write_all(piece)?;
    }
    match access.durable {
        true => file.sync_all(),
        false => Ok(()),
    }
}

/// Whatever the process' mask is: with a lax one the file would not be used.
#[cfg(unix)]
fn permit(file: &File, mode: u32) -> io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn permit(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

/// Removes the oldest files of ours beyond so many, and what a process left
/// behind that ended while it wrote. Where that fails they stay.
fn clean(folder: &Path, newest: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut files = Vec::new();
    for entry in entries.flatten() {
        let Ok(modified) = entry.metadata().and_then(|found| found.modified()) else {
            continue;
        };
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if is_abandoned(&name, modified) {
            let _ = fs::remove_file(entry.path());
        }
        if identity::is_file_name(&name) && entry.path() != newest {
            files.push((modified, entry.path()));
        }
    }
    files.sort();
    let too_many = (files.len() + 1).saturating_sub(MOST_FILES);
    for (_, path) in files.into_iter().take(too_many) {
        let _ = fs::remove_file(path);
    }
}

fn is_abandoned(name: &str, modified: SystemTime) -> bool {
    let unfinished = name
        .strip_suffix(UNFINISHED)
        .and_then(|name| name.rsplit_once('.'))
        .map(|(name, _)| name);
    let ours = unfinished
        .or_else(|| name.strip_suffix(turn::ENDING))
        .is_some_and(identity::is_file_name);
    ours && modified.elapsed().is_ok_and(|age| age > ABANDONED)
}

fn unwritable(path: &Path, error: io::Error) -> KeepError {
    KeepError::Unwritable {
        path: path.to_owned(),
        error,
    }
}
