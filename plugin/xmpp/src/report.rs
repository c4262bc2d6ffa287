//! The page: one self-contained document without script or request.

mod picture;
mod reach;
mod view;

use askama::Template;
use checker_kit::contract::{ErrorCode, State};

use crate::observation::Observation;
use crate::related::TlsFindings;

/// Renders the page; every text is escaped by the template engine.
pub fn render(
    observation: &Observation,
    tls: &TlsFindings,
    states: &[State],
) -> Result<String, ErrorCode> {
    let page = view::Page::new(observation, tls, states);
    page.render()
        .map_err(|error| ErrorCode::Other(Some(error.to_string())))
}
