//! Why the program could not do its work; one line each.

use std::path::PathBuf;

use crate::campaign;
use crate::engine::{CompileError, Error, LoadError};
use crate::network::ResolverError;
use crate::platform::{BuildError, CheckError, NotAnOutcome};
use crate::serve::StartError;

/// What ends the program with the exit code of wrong usage.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Resolver(#[from] ResolverError),
    #[error(transparent)]
    Campaign(#[from] campaign::Error),
    #[error("which NATS server is not said: --nats URL, or NATS_URL in the environment")]
    NoServer,
    #[error("which campaign is not said: --campaign NAME")]
    NoCampaign,
    /// Everybody who works on a campaign could read it.
    #[error(
        "the option \"{0}\" is secret, and the options of a campaign are on a server: campaigns do \
         without it"
    )]
    SecretOption(String),
    #[error(transparent)]
    Serve(#[from] StartError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    Checker(#[from] Error),
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// A component to be compiled.
    #[error("{path}: {error}", path = path.display())]
    Component { path: PathBuf, error: LoadError },
    #[error("where this program is installed cannot be told")]
    NoInstallation,
    #[error("cannot read {path}: {error}", path = path.display())]
    Input {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("{path}: {error}", path = path.display())]
    NotAResult { path: PathBuf, error: NotAnOutcome },
    #[error("cannot write {path}: {error}", path = path.display())]
    File {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error(
        "{path}: there is something in it already; --resume goes on with it, or name another file",
        path = path.display()
    )]
    UsedOutput { path: PathBuf },
    #[error(
        "{path}: this is not what a survey has written, so nothing is changed in it; name another \
         file",
        path = path.display()
    )]
    ForeignOutput { path: PathBuf },
    /// Of what is read only.
    #[error("{path}: line {line} is not what a survey has written", path = path.display())]
    ForeignResults { path: PathBuf, line: u64 },
    /// A table and lines of JSON, or tables of different columns.
    #[error(
        "{path}: what is in it has another format or other columns than what would be written; \
         name another file",
        path = path.display()
    )]
    OtherFormat { path: PathBuf },
    #[error("cannot write the result: {0}")]
    Output(std::io::Error),
    #[error("cannot start: {0}")]
    Runtime(std::io::Error),
    /// Of those that take part.
    #[error(
        "no checker that takes part has an option \"{id}\"; there are {known}",
        known = known.join(", ")
    )]
    NoSuchOption { id: String, known: Vec<String> },
    #[error("there is no checker \"{id}\"; there are {known}", known = known.join(", "))]
    NoSuchChecker { id: String, known: Vec<String> },
    #[error("the checker \"{0}\" is the one that is asked: it cannot be left out")]
    Asked(String),
    #[error("{path}: there is no certificate in PEM in it that can be read", path = path.display())]
    NoCertificate { path: PathBuf },
    /// The options of a survey, which hold for every domain.
    #[error("{0}")]
    Options(String),
    #[error("the checker \"{0}\" looks only at what others find: it cannot be asked for a domain")]
    NoSubject(String),
    #[error("there is no demo domain \"{0}\"")]
    NoSuchDemo(String),
}
