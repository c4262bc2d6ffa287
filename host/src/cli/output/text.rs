//! The form that a person reads first: the verdict, the problems worst first
//! with their remedies, the endpoints, and in brief what is fine.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use textwrap::Options;
use unicode_width::UnicodeWidthStr;

use super::printable;
use crate::model::{State, Status, Table};
use crate::platform::Outcome;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Renders the outcome for lines of `width` columns.
pub(super) fn render(outcome: &Outcome, width: usize) -> String {
    let mut page = Page {
        text: String::new(),
        width,
    };
    page.verdict(outcome);
    let mut states: Vec<&State> = outcome.states.iter().collect();
    states.sort_by_key(|state| std::cmp::Reverse(state.status));
    let (problems, rest): (Vec<&State>, Vec<&State>) = states
        .into_iter()
        .partition(|state| state.status >= Status::Warn);
    let (notes, rest): (Vec<&State>, Vec<&State>) = rest
        .into_iter()
        .partition(|state| state.status == Status::Info);
    page.section("Fix these first", &problems);
    page.section("Worth knowing", &notes);
    for table in &outcome.tables {
        page.table(table);
    }
    page.fine(&rest);
    page.text
}

struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn verdict(&mut self, outcome: &Outcome) {
        let worst = outcome.status;
        let count = |status| {
            outcome
                .states
                .iter()
                .filter(|state| state.status == status)
                .count()
        };
        let mut parts = Vec::new();
        for (status, word) in [
            (Status::Error, "not checkable"),
            (Status::Crit, "critical"),
            (Status::Warn, "warning"),
            (Status::Info, "note"),
        ] {
            match (count(status), word) {
                (0, _) => {}
                (number, "warning" | "note") if number > 1 => {
                    parts.push(format!("{number} {word}s"))
                }
                (number, _) => parts.push(format!("{number} {word}")),
            }
        }
        if parts.is_empty() {
            parts.push("nothing to mend".to_owned());
        }
        let style = style(worst);
        self.line(&format!(
            "{style} {} {style:#} {BOLD}{}{BOLD:#}: {}",
            worst.word().to_uppercase(),
            printable(&outcome.domain),
            parts.join(", "),
        ));
        self.line(&format!(
            "  {DIM}checked {} in {:.1} s{DIM:#}",
            outcome.started_at,
            outcome.duration.as_secs_f64(),
        ));
        let note = outcome
            .observation
            .pointer("/domain/note")
            .and_then(|note| note.as_str());
        if let Some(note) = note {
            self.line(&format!("  {}", printable(note)));
        }
    }

    fn section(&mut self, title: &str, states: &[&State]) {
        if states.is_empty() {
            return;
        }
        self.line(&format!("\n{BOLD}{title}{BOLD:#}"));
        for state in states {
            self.problem(state);
        }
    }

    fn problem(&mut self, state: &State) {
        let style = style(state.status);
        let word = format!("{style}{:5}{style:#}", state.status.word().to_uppercase());
        let message = wrap(
            &format!("{} [{}]", state.message, state.code),
            self.width,
            "        ",
        );
        // The code is for looking things up, not for reading.
        let message = match message.rfind('[') {
            Some(start) => format!("{}{DIM}{}{DIM:#}", &message[..start], &message[start..]),
            None => message,
        };
        self.line(&format!("  {word} {}", message.trim_start()));
        if let Some(fix) = state.fix() {
            let fix = wrap(&format!("→ {fix}"), self.width, "          ");
            self.line(&format!("        {}", fix.trim_start()));
        }
        for (label, text) in state.snippets() {
            let lines: Vec<&str> = text.lines().collect();
            match lines.as_slice() {
                [only] => self.line(&format!(
                    "          {DIM}{}:{DIM:#} {}",
                    printable(label),
                    printable(only)
                )),
                _ => {
                    self.line(&format!("          {DIM}{}:{DIM:#}", printable(label)));
                    for line in lines {
                        self.line(&format!("            {}", printable(line)));
                    }
                }
            }
        }
    }

    fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            return;
        }
        self.line(&format!("\n{BOLD}{}{BOLD:#}", printable(&table.title)));
        let widths = self.column_widths(table);
        let heading = cells(&table.columns, &widths);
        self.line(&format!("    {DIM}{}{DIM:#}", heading.trim_end()));
        for (status, row) in &table.rows {
            let style = style(*status);
            let line = cells(row, &widths);
            self.line(&format!(
                "  {style}{}{style:#} {}",
                mark(*status),
                line.trim_end()
            ));
        }
    }

    /// As wide as the cells need; the widest column gives way.
    fn column_widths(&self, table: &Table) -> Vec<usize> {
        let mut widths: Vec<usize> = table.columns.iter().map(|title| title.width()).collect();
        for (_, row) in &table.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(printable(cell).width());
            }
        }
        let room = self
            .width
            .saturating_sub(4 + 2 * widths.len().saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            match widths.iter_mut().max() {
                Some(widest) if *widest > 12 => *widest -= 1,
                _ => break,
            }
        }
        widths
    }

    fn fine(&mut self, states: &[&State]) {
        if states.is_empty() {
            return;
        }
        self.line(&format!("\n{BOLD}The rest{BOLD:#}"));
        for state in states {
            let style = style(state.status);
            let text = wrap(
                &format!("{} {}", state.rule, state.message),
                self.width,
                "      ",
            );
            self.line(&format!(
                "  {style}{}{style:#} {}",
                mark(state.status),
                text.trim_start()
            ));
        }
    }
}

fn cells(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        let cell = fit(&printable(cell), *width);
        let padding = width.saturating_sub(cell.width());
        let _ = write!(line, "{cell}{:padding$}  ", "");
    }
    line
}

/// At most `width` columns of `text`.
fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut fitted = String::new();
    for character in text.chars() {
        if fitted.width() + 2 > width {
            break;
        }
        fitted.push(character);
    }
    fitted.push('…');
    fitted
}

fn wrap(text: &str, width: usize, indent: &str) -> String {
    let options = Options::new(width)
        .initial_indent(indent)
        .subsequent_indent(indent)
        .break_words(true)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&printable(text), options)
}

/// A mark that needs no colour to be understood.
fn mark(status: Status) -> &'static str {
    match status {
        Status::Ok => "✓",
        Status::Info => "i",
        Status::Warn => "!",
        Status::Crit | Status::Error => "✗",
        Status::Unknown => "?",
    }
}

fn style(status: Status) -> Style {
    let color = match status {
        Status::Ok => AnsiColor::Green,
        Status::Info => AnsiColor::Cyan,
        Status::Warn => AnsiColor::Yellow,
        Status::Crit => AnsiColor::Red,
        Status::Error => AnsiColor::Magenta,
        Status::Unknown => AnsiColor::BrightBlack,
    };
    Style::new().fg_color(Some(color.into())).bold()
}
