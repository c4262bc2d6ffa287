//! `GET /check/{id}/badge.svg`: the latest status of what was checked, as a
//! picture to be put elsewhere.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::view;
use crate::model::Status;
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;

/// For how long others may show it without asking again.
const FRESH: &str = "max-age=300";
/// How wide a letter is, in units of the picture, and the room around a text.
const LETTER: usize = 7;
const MARGIN: usize = 6;
/// The most characters of a name.
const MAX_NAME: usize = 40;

#[derive(Template)]
#[template(path = "web/badge.svg", escape = "html")]
struct Badge<'a> {
    parts: Vec<Part<'a>>,
    width: usize,
    said: String,
}

/// A text on a ground.
struct Part<'a> {
    text: &'a str,
    colour: &'static str,
    left: usize,
    middle: usize,
    width: usize,
    text_width: usize,
}

pub(super) async fn badge(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = view::result(&mount, &id).await?;
    let history = view.history(&mount).await?;
    let latest = history.first().map_or(&view.entry, |(_, latest)| latest);
    let name = &mount.member()?.definition().name;
    let date = latest.started_at.get(..10).unwrap_or_default();
    let headers = [
        (CONTENT_TYPE, "image/svg+xml; charset=utf-8"),
        (CACHE_CONTROL, FRESH),
    ];
    Ok((headers, drawn(name, &view.title, latest.status, date)).into_response())
}

fn drawn(name: &str, title: &str, status: Status, date: &str) -> String {
    let name: String = name.chars().take(MAX_NAME).collect();
    let word = status.word();
    let texts = [
        (name.as_str(), "#454f5d"),
        (word, ground(status)),
        (date, "#454f5d"),
    ];
    let mut parts = Vec::new();
    let mut left = 0;
    for (text, colour) in texts {
        let text_width = text.chars().count() * LETTER;
        let width = text_width + 2 * MARGIN;
        parts.push(Part {
            text,
            colour,
            left,
            middle: left + width / 2,
            width,
            text_width,
        });
        left += width;
    }
    let said = format!("{name} check of {title}: {word}, {date}");
    let badge = Badge {
        parts,
        width: left,
        said,
    };
    // Templates write into memory: they do not fail.
    badge.render().unwrap_or_default()
}

/// Grounds on which white can be read.
fn ground(status: Status) -> &'static str {
    match status {
        Status::Ok => "#1a7f37",
        Status::Info => "#0b5cad",
        Status::Warn => "#8a5a00",
        Status::Crit => "#b3151f",
        Status::Unknown => "#566173",
        Status::Error => "#7a2fa8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_says_what_it_shows_and_is_no_way_for_markup() {
        let svg = drawn("Probe", "<a>&\"", Status::Warn, "2026-11-29");
        assert!(svg.contains("Probe check of &#60;a&#62;&#38;&#34;: warn, 2026-11-29"));
        assert!(!svg.contains("<a>"), "{svg}");
        assert_eq!(svg.matches("<text ").count(), 3);
        assert!(svg.contains(r#"role="img""#));
    }
}
