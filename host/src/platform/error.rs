//! Why there is no outcome.

use crate::engine::Error;
use crate::model::InvalidOption;

/// Why a platform could not do what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// No checker has this identifier.
    #[error("there is no checker \"{0}\"")]
    NoSuchChecker(String),
    /// An option cannot be used.
    #[error(transparent)]
    InvalidOption(#[from] InvalidOption),
    /// The checker of this identifier renders no page.
    #[error("the checker \"{0}\" has no page")]
    NoReport(String),
    /// The checker failed.
    #[error(transparent)]
    Call(Error),
}

impl From<Error> for CheckError {
    fn from(error: Error) -> Self {
        match error {
            Error::InvalidOption(option) => Self::InvalidOption(option),
            error => Self::Call(error),
        }
    }
}
