//! Which path leads where.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use super::health::health;
use super::origin::{known_host, same_origin};
use super::reply::Problem;
use super::service::Shared;
use super::telemetry::metrics;
use super::{people, probe, protocol};

/// The largest body taken, in bytes.
pub(super) const MAX_BODY: usize = 1024 * 1024;
/// How long a client may pause within a body.
const BODY_PAUSE: Duration = Duration::from_secs(10);

/// What a page may do: nothing that is not named here.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; frame-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// One served checker: the paths below its prefix.
#[derive(Clone)]
pub(super) struct Mount {
    pub(super) shared: Arc<Shared>,
    /// The checker's identifier.
    pub(super) id: Arc<str>,
    /// Empty at the root, else `/xmpp`.
    pub(super) prefix: Arc<str>,
}

/// All routes.
pub(super) fn router(shared: &Arc<Shared>) -> Router {
    let ids = &shared.settings.checkers;
    let mut router = Router::new()
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .with_state(shared.clone());
    for id in ids {
        let prefix = match ids.as_slice() {
            [_] => String::new(),
            _ => format!("/{id}"),
        };
        let mount = Mount {
            shared: shared.clone(),
            id: id.as_str().into(),
            prefix: prefix.as_str().into(),
        };
        let routes = Router::new()
            .merge(protocol::routes())
            .merge(people::routes())
            .route("/probe", get(probe::probe))
            .route("/targets", get(probe::targets))
            .with_state(mount);
        router = match prefix.is_empty() {
            true => router.merge(routes),
            false => router.nest(
                &prefix,
                routes.merge(
                    Router::new()
                        .route("/health", get(health))
                        .with_state(shared.clone()),
                ),
            ),
        };
    }
    let first = match ids.as_slice() {
        [_] | [] => "/check".to_owned(),
        [first, ..] => format!("/{first}/check"),
    };
    router
        .route("/", get(move || async move { Redirect::temporary(&first) }))
        .fallback(|| async { Problem::Gone })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(from_fn_with_state(shared.clone(), guard))
        .layer(CatchPanicLayer::new())
}

/// Refuses what another site's page asks for, and tells browsers what the
/// answer may do.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let for_people = people::is_for_people(request.uri().path());
    let headers = request.headers();
    let refused = match request.method() == Method::POST {
        true => same_origin(headers),
        false => Ok(()),
    };
    let refused = match for_people {
        true => refused.and_then(|()| known_host(headers, &shared.settings.hosts)),
        false => refused,
    };
    let mut response = match refused {
        Err(refused) => Problem::from(refused).into_response(),
        Ok(()) => next.run(request).await,
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "no-referrer");
    if for_people {
        set(X_FRAME_OPTIONS, "SAMEORIGIN");
    }
    response
}
