//! Answers that are not results.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::origin::Refused;
use crate::engine::Error;
use crate::platform::CheckError;
use crate::queue::Full;

/// After how many seconds a refused client should try again.
const RETRY_SECONDS: &str = "10";

/// Why a request got no result.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    /// The body does not parse.
    #[error("invalid request body: {0}")]
    Body(String),
    /// The body is larger than allowed.
    #[error("the request body is larger than 1 MiB")]
    TooLarge,
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
    /// All permits are taken and the queue is full.
    #[error("all checks that may run or wait are taken; try again later")]
    Busy,
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
    /// There is nothing here.
    #[error("there is nothing here; a result is kept for ten minutes")]
    Gone,
}

impl Problem {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Body(_) | Self::Request(_) | Self::Check(CheckError::NoSuchChecker(_)) => {
                StatusCode::BAD_REQUEST
            }
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused { .. } => StatusCode::FORBIDDEN,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Self::NotOffered(_) | Self::Check(CheckError::NoReport(_)) => {
                StatusCode::NOT_IMPLEMENTED
            }
            Self::Checker(_) | Self::Check(_) | Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Gone => StatusCode::NOT_FOUND,
        }
    }
}

impl From<Full> for Problem {
    fn from(_: Full) -> Self {
        Self::Busy
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.to_string() }));
        let mut response = (self.status(), body).into_response();
        if matches!(self, Self::Busy) {
            let seconds = axum::http::HeaderValue::from_static(RETRY_SECONDS);
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}
