//! Pages that say one thing.

use askama::Template;
use axum::response::Html;

use super::render::render;

#[derive(Template)]
#[template(path = "web/message.html")]
struct Message<'a> {
    prefix: &'a str,
    title: &'a str,
    text: &'a str,
}

/// Why there is no result.
pub(super) fn failed(prefix: &str, title: &str, text: &str) -> Html<String> {
    render(&Message {
        prefix,
        title,
        text,
    })
}

/// A result that is no longer there, or never was.
pub(super) fn gone(prefix: &str) -> Html<String> {
    failed(
        prefix,
        "No such check",
        "There is no check here: results are kept for ten minutes after they were last looked at, \
         and checks that nobody looks at are given up.",
    )
}

/// A check that ended without a result.
pub(super) fn broken(prefix: &str, title: &str) -> Html<String> {
    failed(
        prefix,
        title,
        "The check broke down. Please try again; if it happens twice, tell whoever runs this \
         server.",
    )
}
