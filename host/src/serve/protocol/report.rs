//! `POST /report`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Body;
use crate::happydomain::{self, Observed, StateForm};
use crate::model::{Evidence, Related, State as Verdict};
use crate::serve::health::Working;
use crate::serve::people::REPORT_POLICY;
use crate::serve::reply::Problem;
use crate::serve::routes::Mount;
use crate::serve::service::within;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    key: String,
    data: Value,
    #[serde(default)]
    related: Option<BTreeMap<String, Vec<Observed>>>,
    #[serde(default)]
    states: Option<Vec<StateForm>>,
}

/// Shows: the page, or for `Accept: application/json` the metrics.
pub(super) async fn report(
    State(mount): State<Mount>,
    headers: HeaderMap,
    Body(asked): Body<Asked>,
) -> Result<Response, Problem> {
    let _working = Working::begin(&mount.shared);
    mount.expect_key(&asked.key)?;
    let member = mount.member()?;
    let related: Vec<Related> = asked
        .related
        .unwrap_or_default()
        .into_iter()
        .flat_map(|(key, observed)| {
            let under = move |observed: Observed| observed.under(&key);
            observed.into_iter().map(under)
        })
        .collect();
    let states: Vec<Verdict> = asked
        .states
        .unwrap_or_default()
        .into_iter()
        .map(Verdict::from)
        .collect();
    let evidence = Evidence {
        observation: &asked.data,
        related: &related,
        options: &json!({}),
    };
    let deadline = mount.shared.settings.request_deadline;
    let around = mount.shared.quiet();
    let checker = member.checker();
    if wants_json(&headers) {
        if !member.definition.has_metrics {
            return Err(Problem::NotOffered("metrics"));
        }
        let metrics = within(deadline, checker.metrics(&around, evidence, &states)).await??;
        let timestamp = happydomain::timestamp(mount.shared.platform.network().wall());
        return Ok(Json(happydomain::metrics(&metrics, &timestamp)).into_response());
    }
    if !member.definition.has_report {
        return Err(Problem::NotOffered("a page"));
    }
    let page = within(deadline, checker.report(&around, evidence, &states)).await??;
    Ok(([(CONTENT_SECURITY_POLICY, REPORT_POLICY)], Html(page)).into_response())
}

/// Whether JSON is asked for, and not a page before it.
fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    let accept = accept.unwrap_or_default();
    let position = |kind: &str| accept.find(kind);
    match (position("application/json"), position("text/html")) {
        (Some(json), Some(html)) => json < html,
        (Some(_), None) => true,
        (None, _) => false,
    }
}
