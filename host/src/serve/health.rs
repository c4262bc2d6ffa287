//! `/health`: whether the worker lives, and how busy it is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::service::Service;

/// The answer, field for field as the platform's SDK has it.
#[derive(Debug, Serialize)]
pub(super) struct Health {
    status: &'static str,
    uptime_seconds: f64,
    num_cpu: usize,
    inflight: u64,
    total_requests: u64,
    loadavg: [f64; 3],
}

/// Whether a path asks for the health, of a server that has no page there.
pub(super) fn is_health(path: &str) -> bool {
    path.rsplit('/').next() == Some("health")
}

/// `GET /health`.
pub(super) async fn health(State(service): State<Arc<Service>>) -> Json<Health> {
    let load = &service.load;
    Json(Health {
        status: "ok",
        uptime_seconds: load.uptime().as_secs_f64(),
        num_cpu: std::thread::available_parallelism().map_or(1, usize::from),
        inflight: load.in_flight(),
        total_requests: load.total(),
        loadavg: load.averages(),
    })
}
