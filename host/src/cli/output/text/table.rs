//! Tables: in columns where they fit, else row by row. Nothing is cut.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::page::{FAINT, Page, colour, mark, wrap};
use crate::cli::printable::printable;
use crate::model::{Status, Table};

/// Where the first column begins.
const INDENT: usize = 4;
/// What is left free between two columns.
const GAP: usize = 2;

/// Shows a table with its heading; one without rows is not shown.
pub(super) fn table(page: &mut Page, table: &Table) {
    let rows = table.rows.iter();
    let rows = rows.map(|row| (Some(row.status), row.cells.as_slice()));
    plain_or_marked(
        page,
        &table.title,
        &table.columns,
        &rows.collect::<Vec<_>>(),
    );
}

/// Shows rows that are neither good nor bad.
pub(in crate::cli::output) fn plain_table(
    page: &mut Page,
    title: &str,
    columns: &[String],
    rows: &[Vec<String>],
) {
    let rows = rows.iter().map(|cells| (None, cells.as_slice()));
    plain_or_marked(page, title, columns, &rows.collect::<Vec<_>>());
}

type Row<'a> = (Option<Status>, &'a [String]);

fn plain_or_marked(page: &mut Page, title: &str, columns: &[String], rows: &[Row<'_>]) {
    if rows.is_empty() {
        return;
    }
    page.heading(title);
    match widths(columns, rows, page.width()) {
        Some(widths) => side_by_side(page, columns, rows, &widths),
        None => row_by_row(page, columns, rows),
    }
}

/// How wide each column is; `None` where words would have to be broken.
fn widths(columns: &[String], rows: &[Row<'_>], width: usize) -> Option<Vec<usize>> {
    let count = columns.len();
    let room = width.checked_sub(INDENT + GAP * count.saturating_sub(1))?;
    let widest = |of: fn(&str) -> usize| -> Vec<usize> {
        let of_column = |column: usize| {
            let cells = rows.iter().filter_map(move |(_, cells)| cells.get(column));
            let texts = columns.get(column).into_iter().chain(cells);
            texts.map(|text| of(&printable(text))).max().unwrap_or(0)
        };
        (0..count).map(of_column).collect()
    };
    let mut widths = widest(|text| text.width());
    let least = widest(|text| {
        let words = text.split(' ').map(|word| word.width());
        words.max().unwrap_or(0)
    });
    while widths.iter().sum::<usize>() > room {
        // The widest that can still give way does.
        let (width, _) = widths
            .iter_mut()
            .zip(&least)
            .filter(|(width, least)| **width > **least)
            .max_by_key(|(width, _)| **width)?;
        *width -= 1;
    }
    Some(widths)
}

fn side_by_side(page: &mut Page, columns: &[String], rows: &[Row<'_>], widths: &[usize]) {
    for line in lines(columns, widths) {
        page.line(&format!("{:INDENT$}{FAINT}{line}{FAINT:#}", ""));
    }
    for (status, cells) in rows {
        let (style, mark) = marker(*status);
        let mut begin = format!("  {style}{mark}{style:#} ");
        for line in lines(cells, widths) {
            page.line(format!("{begin}{line}").trim_end());
            begin = " ".repeat(INDENT);
        }
    }
}

/// The cells side by side, each in as many lines as it takes.
fn lines(cells: &[String], widths: &[usize]) -> Vec<String> {
    let wrapped: Vec<(Vec<String>, usize)> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| (wrap(cell, (*width).max(1)), *width))
        .collect();
    let height = wrapped.iter().map(|(lines, _)| lines.len()).max();
    (0..height.unwrap_or(0))
        .map(|at| {
            let parts = wrapped.iter().map(|(lines, width)| {
                let cell = lines.get(at).map_or("", String::as_str);
                let padding = width.saturating_sub(cell.width()) + GAP;
                format!("{cell}{:padding$}", "")
            });
            parts.collect::<String>().trim_end().to_owned()
        })
        .collect()
}

/// Each row as a paragraph in which the columns are named.
fn row_by_row(page: &mut Page, columns: &[String], rows: &[Row<'_>]) {
    for (status, cells) in rows {
        let named = columns.iter().zip(*cells);
        let parts: Vec<String> = named
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| format!("{column} {cell}"))
            .collect();
        page.item(2, marker(*status), "", &parts.join(" · "));
    }
}

fn marker(status: Option<Status>) -> (Style, &'static str) {
    match status {
        Some(status) => (colour(status), mark(status)),
        None => (FAINT, "-"),
    }
}
