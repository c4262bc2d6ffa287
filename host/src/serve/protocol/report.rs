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

/// Shows: the page for whoever takes HTML, else the metrics.
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
    let definition = member.definition();
    // Without a page metrics are what there is.
    if !(definition.has_report && takes_html(&headers)) {
        if !definition.has_metrics {
            return Err(Problem::NotOffered("metrics"));
        }
        let metrics = within(deadline, member.metrics(evidence, &states)).await??;
        let timestamp = happydomain::timestamp(judged_at);
        return Ok(Json(happydomain::metrics(&metrics, &timestamp)).into_response());
    }
    let page = within(deadline, member.report(evidence, &states)).await??;
    let headers = [(CONTENT_SECURITY_POLICY, content_policy::REPORT)];
    Ok((headers, Html(page)).into_response())
}

fn under_key((key, observed): (String, Option<Vec<RelatedForm>>)) -> Vec<Related> {
    let observed = observed.unwrap_or_default().into_iter();
    observed.map(|one| one.under(&key)).collect()
}

/// Whether HTML is named among what is accepted, and not refused (RFC 9110
/// §12.4.2: a weight of zero). The platform's SDK prefers it then, whatever else
/// is accepted; a range that only covers it does not ask for it.
fn takes_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter();
    let accepted = accepted.filter_map(|value| value.to_str().ok());
    accepted.flat_map(|list| list.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_html = parts
            .next()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("text/html"));
        is_html && !parts.any(is_zero_weight)
    })
}

fn is_zero_weight(parameter: &str) -> bool {
    let weight = parameter.split_once('=');
    weight.is_some_and(|(name, value)| {
        name.trim().eq_ignore_ascii_case("q") && value.trim().parse() == Ok(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(accept: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        headers
    }

    #[test]
    fn a_page_is_for_whoever_names_html() {
        for accept in [
            "text/html",
            "Text/HTML; charset=utf-8",
            "application/json, text/html",
            "application/json;q=1, text/html;q=0.1",
        ] {
            assert!(takes_html(&headers(accept)), "{accept}");
        }
        for accept in ["application/json", "*/*", "text/*", "text/html;q=0.0", ""] {
            assert!(!takes_html(&headers(accept)), "{accept}");
        }
        assert!(!takes_html(&HeaderMap::new()));
    }
}
