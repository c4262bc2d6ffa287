//! Answers that are not results.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::json;

use super::archive::ArchiveError;
use super::origin::Refused;
use super::shares::NoRoom;
use crate::engine::Error;
use crate::platform::CheckError;

/// After how many seconds a refused client should try again.
const RETRY_SECONDS: &str = "10";

/// Why a request got no result.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    /// The body does not parse.
    #[error("invalid request body: {0}")]
    Body(String),
    /// The body is larger than allowed.
    #[error("the request body is larger than {}", size(*most))]
    TooLarge {
        /// How large it may be, in bytes.
        most: usize,
    },
    /// The body took too long to arrive.
    #[error("the request body took too long to arrive")]
    Slow,
    /// The request asks for something that there is not.
    #[error("{0}")]
    Request(String),
    /// From within a browser, by somebody else's page.
    #[error("{refused}{}", hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default())]
    Refused {
        /// Why.
        refused: Refused,
        /// What can be done about it.
        hint: Option<String>,
    },
    /// There is no place for it, or not for one more of the same client.
    #[error("{0}")]
    NoRoom(#[from] NoRoom),
    /// It took too long.
    #[error("the request took too long")]
    TimedOut,
    /// A call of the checker gave no result.
    #[error("{0}")]
    Checker(#[from] Error),
    /// The check gave no result.
    #[error("{0}")]
    Check(#[from] CheckError),
    /// The run broke down.
    #[error("the check broke down")]
    Broken,
    /// The checker does not offer this.
    #[error("this checker does not offer {0}")]
    NotOffered(&'static str),
    /// What is kept could not be looked at.
    #[error("the kept results cannot be looked at: {0}")]
    Archive(ArchiveError),
    /// There is nothing here.
    #[error("there is nothing here, or not any more")]
    Gone,
}

impl Problem {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Body(_) | Self::Request(_) => StatusCode::BAD_REQUEST,
            // What was sent cannot be used.
            Self::Checker(Error::InvalidOption(_) | Error::InvalidObservation(_))
            | Self::Check(
                CheckError::NoSuchChecker(_)
                | CheckError::InvalidOption(_)
                | CheckError::Call(Error::InvalidObservation(_)),
            ) => StatusCode::BAD_REQUEST,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Refused { .. } => StatusCode::FORBIDDEN,
            Self::NoRoom(NoRoom::All) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoRoom(NoRoom::Own) => StatusCode::TOO_MANY_REQUESTS,
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Self::NotOffered(_) | Self::Check(CheckError::NoReport(_)) => {
                StatusCode::NOT_IMPLEMENTED
            }
            Self::Checker(_) | Self::Check(_) | Self::Archive(_) | Self::Broken => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::Gone => StatusCode::NOT_FOUND,
        }
    }

    /// What the client is told beside the status, whatever form the answer has.
    pub(super) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if matches!(self, Self::NoRoom(_)) {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
        }
        headers
    }
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Busy => NoRoom::All.into(),
            other => Self::Archive(other),
        }
    }
}

/// What an answer says, for whoever wants it in another form.
#[derive(Debug, Clone)]
pub(super) struct Said(pub(super) String);

/// A number of bytes as people read it.
fn size(bytes: usize) -> String {
    match bytes / 1024 {
        kib @ 0..1024 => format!("{kib} KiB"),
        kib => format!("{} MiB", kib / 1024),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let said = self.to_string();
        let body = Json(json!({ "error": said }));
        let said = Extension(Said(said));
        (self.status(), self.headers(), said, body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InvalidOption;

    #[test]
    fn what_a_client_got_wrong_is_its_mistake_and_what_a_checker_did_is_not() {
        let option = InvalidOption {
            id: "timeout".into(),
            value: "99".into(),
            allowed: "less".into(),
        };
        let of_client = [
            Problem::from(CheckError::InvalidOption(option.clone())),
            Problem::from(Error::InvalidOption(option)),
            Problem::from(Error::InvalidObservation("no".into())),
            Problem::from(CheckError::from(Error::InvalidObservation("no".into()))),
        ];
        for problem in of_client {
            assert_eq!(problem.status(), StatusCode::BAD_REQUEST, "{problem}");
        }
        for error in [Error::Trap("x".into()), Error::Malformed("x".into())] {
            let problem = Problem::from(error);
            assert_eq!(
                problem.status(),
                StatusCode::INTERNAL_SERVER_ERROR,
                "{problem}"
            );
        }
    }

    #[test]
    fn whoever_finds_no_room_is_told_when_to_come_back() {
        for (no_room, status) in [(NoRoom::All, 503), (NoRoom::Own, 429)] {
            let answer = Problem::from(no_room).into_response();
            assert_eq!(answer.status().as_u16(), status);
            let seconds = answer.headers()[RETRY_AFTER].to_str().unwrap();
            assert!(seconds.parse::<u32>().is_ok(), "{seconds}");
        }
        let gone = Problem::Gone.into_response();
        assert!(gone.headers().get(RETRY_AFTER).is_none());
    }
}
