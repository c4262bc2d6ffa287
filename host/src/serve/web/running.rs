//! A check that is going on.

use askama::Template;
use axum::response::Html;

use super::render::render;
use crate::serve::jobs::Job;

#[derive(Template)]
#[template(path = "web/running.html")]
struct Running<'a> {
    prefix: &'a str,
    id: &'a str,
    title: &'a str,
    doing: &'a str,
    seconds: u64,
}

pub(super) fn running<T>(prefix: &str, id: &str, job: &Job<T>) -> Html<String> {
    render(&Running {
        prefix,
        id,
        title: &job.title,
        doing: &job.run.activity.describe(),
        seconds: job.seconds(),
    })
}
