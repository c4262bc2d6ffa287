//! From templates to pages.

use askama::Template;
use axum::response::Html;

/// The page. Templates write into memory: they do not fail.
pub(super) fn render(page: &impl Template) -> Html<String> {
    Html(page.render().unwrap_or_default())
}
