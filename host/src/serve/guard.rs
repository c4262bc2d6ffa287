//! Refuses what another site's page asks for, and tells browsers what the
//! answer may do.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::content_policy;
use super::origin::{Refused, known_host, same_origin};
use super::problem::Problem;
use super::service::Service;
use super::settings::Settings;
use super::web::is_page;

pub(super) async fn guard(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let page = is_page(request.uri().path());
    let mut response = match admit(&request, page, &service.settings) {
        Err(problem) => problem.into_response(),
        Ok(()) => next.run(request).await,
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, content_policy::PAGE);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "no-referrer");
    if page {
        set(X_FRAME_OPTIONS, "SAMEORIGIN");
    }
    response
}

fn admit(request: &Request, page: bool, settings: &Settings) -> Result<(), Problem> {
    let headers = request.headers();
    let refuse = |refused: Refused| Problem::Refused {
        hint: match (&refused, settings.host_hint) {
            (Refused::Host(name), Some(hint)) => Some(hint(name)),
            _ => None,
        },
        refused,
    };
    if request.method() == Method::POST {
        same_origin(headers).map_err(refuse)?;
    }
    if page {
        known_host(headers, &settings.hosts).map_err(refuse)?;
    }
    Ok(())
}
