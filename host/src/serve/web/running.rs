//! A check that is going on.

use askama::Template;
use axum::response::Html;

use super::render::render;
use super::words::kept_for;
use crate::serve::jobs::Job;
use crate::serve::mount::Mount;
use crate::serve::runs::Run;

#[derive(Template)]
#[template(path = "web/running.html")]
struct Running<'a> {
    prefix: &'a str,
    id: &'a str,
    title: &'a str,
    doing: String,
    seconds: u64,
    kept_for: String,
}

pub(super) fn running<T, S>(
    mount: &Mount,
    id: &str,
    job: &Job<T, S>,
    run: &Run<T>,
) -> Html<String> {
    render(&Running {
        prefix: &mount.prefix,
        id,
        title: &job.title,
        doing: doing(run),
        seconds: job.seconds(),
        kept_for: kept_for(mount),
    })
}

/// What a run does, or how long the queue before it is.
pub(super) fn doing<T>(run: &Run<T>) -> String {
    match run.position() {
        Some(number) => format!("waiting for a place: number {number} in the queue"),
        None => run.activity.describe(),
    }
}
