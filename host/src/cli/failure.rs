//! Why the program could not do its work; one line each.

use std::path::PathBuf;

use crate::bundle::SetUpError;
use crate::engine::Error;
use crate::network::ResolverError;
use crate::platform::CheckError;
use crate::serve::StartError;

/// What ends the program with exit code 3.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    SetUp(#[from] SetUpError),
    #[error(transparent)]
    Resolver(#[from] ResolverError),
    #[error(transparent)]
    Serve(#[from] StartError),
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
    #[error("--resume needs --output FILE: it goes on where that file ends")]
    NothingToResume,
    #[error("there is no demo domain \"{0}\"; \"checker-xmpp demo\" lists them")]
    NoSuchDemo(String),
}
