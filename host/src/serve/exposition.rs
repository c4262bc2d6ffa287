//! The text format of Prometheus.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use prometheus::{Encoder, Registry, TEXT_FORMAT, TextEncoder};

/// Everything in a registry.
pub(super) fn text(registry: &Registry) -> impl IntoResponse + use<> {
    let mut body = Vec::new();
    // Writing into memory does not fail.
    let _ = TextEncoder::new().encode(&registry.gather(), &mut body);
    ([(CONTENT_TYPE, TEXT_FORMAT)], body)
}
