//! `GET /metrics`: the process itself.

use std::sync::Arc;

use axum::extract::State;
use axum::response::IntoResponse;

use super::exposition::text;
use super::service::Service;

pub(super) async fn metrics(State(service): State<Arc<Service>>) -> impl IntoResponse {
    service.telemetry.waiting(service.queue.waiting());
    text(service.telemetry.registry())
}
