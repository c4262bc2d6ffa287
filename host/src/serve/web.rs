//! The pages for people: a form made from the checker's options, the check
//! while it runs, and its result.
//!
//! Everything works without scripts; with them, the running page is told what
//! happens instead of asking again.

mod assets;
mod begin;
mod fields;
mod form;
mod message;
mod render;
mod result;
mod running;
mod show;

use axum::Router;
use axum::routing::get;

use super::mount::Mount;

/// Whether a path is one of these pages.
pub(super) fn is_page(path: &str) -> bool {
    path == "/" || path.split('/').any(|part| part == "check")
}

/// The routes of the pages.
pub(super) fn routes() -> Router<Mount> {
    Router::new()
        .route("/check", get(begin::ask).post(begin::begin))
        .route("/check/style.css", get(assets::style))
        .route("/check/running.js", get(assets::script))
        .route("/check/{id}", get(show::show))
        .route("/check/{id}/events", get(show::events))
        .route("/check/{id}/report", get(show::report))
        .route("/check/{id}/result.json", get(show::document))
}
