//! What of an error depends on how much has arrived.

use checker_stream::reader::{Foreign, ReadError};

/// Another protocol is named from its first bytes, without waiting for more:
/// how much of them can be shown is up to the network.
pub(crate) fn without_excerpt(error: ReadError) -> ReadError {
    match error {
        ReadError::Foreign(Foreign::Unknown(_)) => {
            ReadError::Foreign(Foreign::Unknown(String::new()))
        }
        ReadError::Foreign(Foreign::Http(_)) => ReadError::Foreign(Foreign::Http(String::new())),
        ReadError::Foreign(Foreign::Html(_)) => ReadError::Foreign(Foreign::Html(String::new())),
        other => other,
    }
}
