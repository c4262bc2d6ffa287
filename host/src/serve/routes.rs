//! Which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;

use super::gather::gather;
use super::guard::guard;
use super::health::health;
use super::metrics::metrics;
use super::mount::Mount;
use super::problem::Problem;
use super::service::Service;
use super::{probe, protocol, web};

/// All routes.
pub(super) fn router(service: &Arc<Service>) -> Router {
    let ids = &service.settings.checkers;
    let mut router = Router::new()
        .merge(health_route(service))
        .route("/metrics", get(metrics).with_state(service.clone()));
    for id in ids {
        let prefix = match ids.as_slice() {
            [_] => String::new(),
            _ => format!("/{id}"),
        };
        let routes = checker_routes(service, id, &prefix);
        router = match prefix.is_empty() {
            true => router.merge(routes),
            false => router.nest(&prefix, routes.merge(health_route(service))),
        };
    }
    let first = match ids.as_slice() {
        [_] | [] => "/check".to_owned(),
        [first, ..] => format!("/{first}/check"),
    };
    router
        .route("/", get(move || async move { Redirect::temporary(&first) }))
        .fallback(|| async { Problem::Gone })
        .layer(from_fn_with_state(service.clone(), gather))
        .layer(from_fn_with_state(service.clone(), guard))
        .layer(CatchPanicLayer::new())
}

fn health_route(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/health", get(health))
        .with_state(service.clone())
}

/// What is served for one checker.
fn checker_routes(service: &Arc<Service>, id: &str, prefix: &str) -> Router {
    let mount = Mount {
        service: service.clone(),
        id: id.into(),
        prefix: prefix.into(),
    };
    Router::new()
        .merge(protocol::routes())
        .merge(web::routes())
        .merge(probe::routes())
        .with_state(mount)
}
