//! `POST /report`.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse, Response};

use super::body::Body;
use crate::happydomain::{self, RelatedForm, ReportRequest};
use crate::model::{Evidence, Options, Related, State as Verdict};
use crate::serve::content_policy;
use crate::serve::deadline::within;
use crate::serve::load::Working;
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;

/// Shows: the page, or for `Accept: application/json` the metrics.
pub(super) async fn report(
    State(mount): State<Mount>,
    headers: HeaderMap,
    Body(asked): Body<ReportRequest>,
) -> Result<Response, Problem> {
    let service = &mount.service;
    let _working = Working::begin(&service.load);
    mount.expect_key(&asked.key)?;
    let member = mount.member()?;
    let states: Vec<Verdict> = asked.states.into_iter().map(Verdict::from).collect();
    let related: Vec<Related> = asked.related.into_iter().flat_map(under_key).collect();
    let judged_at = service.platform.network().wall_seconds();
    let evidence = Evidence {
        observation: &asked.data,
        related: &related,
        options: &Options::new(),
        judged_at,
    };
    let deadline = service.settings.request_deadline;
    if wants_json(&headers) {
        if !member.definition().has_metrics {
            return Err(Problem::NotOffered("metrics"));
        }
        let metrics = within(deadline, member.metrics(evidence, &states)).await??;
        let timestamp = happydomain::timestamp(judged_at);
        return Ok(Json(happydomain::metrics(&metrics, &timestamp)).into_response());
    }
    if !member.definition().has_report {
        return Err(Problem::NotOffered("a page"));
    }
    let page = within(deadline, member.report(evidence, &states)).await??;
    let headers = [(CONTENT_SECURITY_POLICY, content_policy::REPORT)];
    Ok((headers, Html(page)).into_response())
}

fn under_key((key, observed): (String, Option<Vec<RelatedForm>>)) -> Vec<Related> {
    let observed = observed.unwrap_or_default().into_iter();
    observed.map(|one| one.under(&key)).collect()
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
