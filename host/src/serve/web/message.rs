//! Pages that say one thing.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Html;

use super::render::render;
use super::words::kept_for;
use crate::serve::mount::Mount;

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

/// An answer that is no result, for a browser.
pub(in crate::serve) fn refusal(prefix: &str, status: StatusCode, text: &str) -> Html<String> {
    let reason = status.canonical_reason().unwrap_or("No result");
    failed(prefix, reason, text)
}

/// A result that is no longer there, or never was.
pub(super) fn gone(mount: &Mount) -> Html<String> {
    let text = format!(
        "There is no check here. Results are kept {}, and checks that nobody looks at are given \
         up.",
        kept_for(mount)
    );
    failed(&mount.prefix, "No such check", &text)
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
