//! `/probe`: one check as metrics, for Prometheus' multi-target exporters.
//!
//! A check that cannot be made is a probe that failed, not an HTTP error: the
//! scrape itself went well.

mod budget;
mod options;
mod series;
mod targets;

use std::collections::BTreeMap;
use std::time::Instant;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};

use super::client::Client;
use super::deadline::within;
use super::exposition::text;
use super::load::Working;
use super::mount::Mount;
use super::problem::Problem;
use budget::budget;
use options::options;
use series::described;

/// Whether a path begins a check by being asked for.
pub(super) fn begins_check(path: &str) -> bool {
    path.rsplit('/').next() == Some("probe")
}

/// The routes for Prometheus.
pub(super) fn routes() -> Router<Mount> {
    Router::new()
        .route("/probe", get(probe))
        .route("/targets", get(targets::targets))
}

/// `GET /probe?target=DOMAIN[&option=value…]`.
async fn probe(
    State(mount): State<Mount>,
    Extension(client): Extension<Client>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let service = &mount.service;
    let _working = Working::begin(&service.load);
    let member = mount.member()?;
    let budget = budget(&headers, service.settings.request_deadline);
    let options = options(member.definition(), &query, budget)?;
    let started = Instant::now();
    let run = service.check(client, member, options)?;
    let registry = match within(budget, run.result()).await {
        Ok(Some(result)) => match result.as_ref() {
            Ok(outcome) => described(Some(outcome), started.elapsed()),
            Err(error) => return Err(Problem::Request(error.to_string())),
        },
        Ok(None) => return Err(Problem::Broken),
        // Dropping the run cancels it, unless others wait for it.
        Err(_) => described(None, started.elapsed()),
    };
    let registry = registry.map_err(|error| Problem::Request(error.to_string()))?;
    Ok(text(&registry).into_response())
}
