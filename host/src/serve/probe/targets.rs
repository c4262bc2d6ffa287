//! Prometheus' HTTP service discovery.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use serde_json::{Value, json};

use crate::serve::mount::Mount;
use crate::serve::problem::Problem;

/// `GET /targets?target=DOMAIN,DOMAIN,…`: so that a list of domains is all that
/// Prometheus' configuration has to hold.
pub(super) async fn targets(
    State(mount): State<Mount>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.ok_or_else(|| Problem::Request("the request names no host".into()))?;
    let domains = query.get("target").map_or("", String::as_str);
    let groups = domains
        .split(',')
        .map(str::trim)
        .filter(|domain| !domain.is_empty())
        .map(|domain| {
            json!({
                "targets": [host],
                "labels": {
                    "__metrics_path__": format!("{}/probe", mount.prefix),
                    "__param_target": domain,
                    "instance": domain,
                },
            })
        });
    Ok(Json(groups.collect()))
}
