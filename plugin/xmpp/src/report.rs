//! The page: one self-contained document without script or request.
//!
//! Whoever opens it wants to know, in this order: is it all right, for whom
//! not, what is to be done; and only then what was seen.

mod certificates;
mod dates;
mod endpoints;
mod filters;
mod lookups;
mod page;
mod picture;
mod places;
mod problems;
mod signs;
#[cfg(test)]
mod tests;
mod tiles;
mod view;
mod words;

use askama::Template;
use checker_kit::contract::{ErrorCode, State};

use crate::case::Case;
use crate::summary::summary;
use page::Page;

/// Renders the page; every text is escaped by the template engine.
///
/// # Errors
///
/// Where the template cannot be rendered.
pub fn render(case: &Case, states: &[State]) -> Result<String, ErrorCode> {
    let summary = summary(case, states);
    let page = Page::new(case, states, &summary);
    page.render()
        .map_err(|error| ErrorCode::Other(Some(error.to_string())))
}
