//! The picture of a survey: what a [`Census`] has counted, in one page without
//! scripts, each chart with its table.
//!
//! It knows no checker: charts are made of whatever rules, causes and facts there
//! are, and their words are those of the checker's definition.

mod chart;
mod facts;
mod number;
mod overview;
mod time;
mod words;

use askama::Template;

use crate::model::Definition;
use crate::survey::Census;
use chart::Chart;
use number::grouped;
use words::Words;

/// The page. Without a definition of the checker there are no descriptions.
pub fn render(census: &Census, definition: Option<&Definition>) -> String {
    let words = Words::of(definition);
    let mut charts = overview::charts(census, &words);
    charts.extend(facts::charts(census, &words));
    charts.extend(time::charts(census));
    charts.retain(|chart| !chart.is_empty());
    for (index, chart) in charts.iter_mut().enumerate() {
        chart.id = format!("chart-{index}");
    }
    let page = Page {
        style: include_str!("serve/web/assets/style.css"),
        charts_style: include_str!("atlas/charts.css"),
        domains: grouped(census.records),
        is_one: census.records == 1,
        checkers: census
            .checkers
            .top(4)
            .into_iter()
            .map(|(name, _)| name)
            .collect(),
        first: day(&census.first),
        last: day(&census.last),
        refused: match census.refused {
            0 => String::new(),
            refused => grouped(refused),
        },
        charts,
    };
    // Templates write into memory: they do not fail.
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "atlas.html")]
struct Page<'a> {
    style: &'static str,
    charts_style: &'static str,
    domains: String,
    is_one: bool,
    checkers: Vec<&'a str>,
    first: &'a str,
    last: &'a str,
    /// How many could not be checked, or empty.
    refused: String,
    charts: Vec<Chart>,
}

/// The date of an RFC 3339 moment.
fn day(moment: &str) -> &str {
    moment.split('T').next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
