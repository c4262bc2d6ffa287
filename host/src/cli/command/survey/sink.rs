//! Where the lines go. Each is written at once: what is finished is kept,
//! whatever happens next.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::print;

/// Standard output, or the end of a file.
pub(super) enum Sink {
    Standard,
    File(PathBuf, File),
}

impl Sink {
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self::Standard);
        };
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| failed(path, error))?;
        Ok(Self::File(path.to_owned(), file))
    }

    /// Whether nothing has been written to it yet, as far as that can be told.
    pub(super) fn is_new(&self) -> bool {
        match self {
            Self::Standard => true,
            Self::File(_, file) => file
                .metadata()
                .is_ok_and(|found| !found.is_file() || found.len() == 0),
        }
    }

    pub(super) fn line(&mut self, line: &str) -> Result<(), Failure> {
        let line = format!("{line}\n");
        match self {
            Self::Standard => print::out(&line),
            Self::File(path, file) => file
                .write_all(line.as_bytes())
                .map_err(|error| failed(path, error)),
        }
    }
}

fn failed(path: &Path, error: std::io::Error) -> Failure {
    Failure::File {
        path: path.to_owned(),
        error,
    }
}
