//! Why something is not kept or not found.

/// Why the database did not do what was asked of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::serve) enum ArchiveError {
    /// There is no place left for it.
    #[error("there is no space left: {0}")]
    Full(String),
    /// It is larger than all that may be kept.
    #[error("the result is too large to be kept")]
    TooLarge,
    /// The folder or the file cannot be used.
    #[error("{0}")]
    File(String),
    /// The file was written by a later version of this program.
    #[error("it was written by a later version of this program (schema {found}, known is {known})")]
    Later {
        /// The version of its schema.
        found: i64,
        /// The latest that is known.
        known: i64,
    },
    /// The file belongs to another program.
    #[error("it is a database of another program")]
    Foreign,
    /// Too much is asked of the database at once.
    #[error("too much is asked for at once")]
    Busy,
    /// The database's own trouble.
    #[error("{0}")]
    Database(String),
}

impl From<rusqlite::Error> for ArchiveError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full(text),
            Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly) => {
                Self::File(text)
            }
            _ => Self::Database(text),
        }
    }
}
