//! Why the program could not do its work; one line each.

use std::path::PathBuf;

use crate::engine::{Error, LoadError};
use crate::network::ResolverError;
use crate::platform::CheckError;

/// What ends the program with exit code 3.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{path}: {error}", path = path.display())]
    Component { path: PathBuf, error: LoadError },
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Resolver(#[from] ResolverError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    Checker(#[from] Error),
    #[error("cannot read {path}: {error}", path = path.display())]
    Input {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("cannot write {path}: {error}", path = path.display())]
    File {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("cannot write the result: {0}")]
    Output(std::io::Error),
    #[error("cannot start: {0}")]
    Runtime(std::io::Error),
    #[error("there is no demo domain \"{0}\"; \"checker-xmpp demo\" lists them")]
    NoSuchDemo(String),
}
