//! The platform's protocol, as happyDomain's checker SDK has it.

mod body;
mod collect;
mod definition;
mod evaluate;
mod report;

use axum::Router;
use axum::routing::{get, post};

use super::mount::Mount;

/// The routes of the protocol.
pub(super) fn routes() -> Router<Mount> {
    Router::new()
        .route(
            "/definition",
            get(definition::read).post(definition::precheck),
        )
        .route("/collect", post(collect::collect))
        .route("/evaluate", post(evaluate::evaluate))
        .route("/report", post(report::report))
}
