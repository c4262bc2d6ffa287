//! The pages for people: a form made from the checker's options, the check
//! while it runs, and its result: the checker's own page under a bar. History and
//! badge are below a result's link and nowhere else.
//!
//! Everything works without scripts; with them, the running page is told what
//! happens instead of asking again.

mod again;
mod assets;
mod badge;
mod bar;
mod begin;
mod fields;
mod follow;
mod form;
mod history;
mod message;
mod render;
mod running;
mod show;
mod view;
mod words;

pub(super) use message::refusal;

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
        .route("/check/{id}/report.html", get(show::report))
        .route("/check/{id}/result.json", get(show::document))
        .route("/check/{id}/history", get(history::history))
        .route("/check/{id}/badge.svg", get(badge::badge))
}
