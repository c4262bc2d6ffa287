//! Lines of text within a width.

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthStr;

use crate::cli::printable::printable;
use crate::model::Status;

/// What stands out.
pub(super) const STRONG: Style = Style::new().bold();
/// What is there to look up and not to read.
pub(super) const FAINT: Style = Style::new().dimmed();

/// A text in the making.
pub(in crate::cli::output) struct Page {
    text: String,
    width: usize,
}

impl Page {
    pub(in crate::cli::output) fn new(width: usize) -> Self {
        Self {
            text: String::new(),
            width,
        }
    }

    pub(in crate::cli::output) fn into_text(self) -> String {
        self.text
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// A line as it is, whatever its width.
    pub(in crate::cli::output) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The title of a section, after an empty line.
    pub(super) fn heading(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.line("");
        }
        self.line(&format!("{STRONG}{}{STRONG:#}", printable(title)));
    }

    /// Text from `indent` on, in as many lines as it takes.
    pub(super) fn paragraph(&mut self, indent: usize, style: Style, text: &str) {
        for line in self.wrapped(indent, text) {
            self.line(&format!("{:indent$}{style}{line}{style:#}", ""));
        }
    }

    /// Text behind a word that begins at `indent`; its further lines begin
    /// below its first. `strong` comes first and stands out.
    pub(super) fn item(
        &mut self,
        indent: usize,
        (style, word): (Style, &str),
        strong: &str,
        text: &str,
    ) {
        let hang = indent + word.width() + 1;
        let text = match (strong, text) {
            ("", text) => text.to_owned(),
            (strong, "") => strong.to_owned(),
            (strong, text) => format!("{strong} {text}"),
        };
        let mut left = letters(&printable(strong));
        let mut begin = format!("{:indent$}{style}{word}{style:#} ", "");
        for line in self.wrapped(hang, &text) {
            let (strong, plain) = split_after(&line, &mut left);
            let strong = match strong {
                "" => String::new(),
                strong => format!("{STRONG}{strong}{STRONG:#}"),
            };
            self.line(&format!("{begin}{strong}{plain}"));
            begin = " ".repeat(hang);
        }
    }

    /// Text behind the mark of a status.
    pub(super) fn marked(&mut self, status: Status, text: &str) {
        self.item(2, (colour(status), mark(status)), "", text);
    }

    fn wrapped(&self, indent: usize, text: &str) -> Vec<String> {
        wrap(text, self.width.saturating_sub(indent).max(1))
    }
}

/// The lines of a text that may come from a peer; words are broken where one
/// alone is wider than a line.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = printable(text);
    let options = Options::new(width)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(&text, options).into_iter();
    lines.map(|line| line.into_owned()).collect()
}

/// A mark that needs no colour to be understood.
pub(super) fn mark(status: Status) -> &'static str {
    match status {
        Status::Ok => "✓",
        Status::Info => "i",
        Status::Warn => "!",
        Status::Crit | Status::Error => "✗",
        Status::Unknown => "?",
    }
}

/// The colour of a status.
pub(super) fn colour(status: Status) -> Style {
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

/// How many characters of a text no line break takes away.
fn letters(text: &str) -> usize {
    text.chars().filter(|letter| *letter != ' ').count()
}

/// The line before and after the last of the letters that are `left`.
fn split_after<'a>(line: &'a str, left: &mut usize) -> (&'a str, &'a str) {
    let mut end = 0;
    for (at, letter) in line.char_indices() {
        if *left == 0 {
            break;
        }
        if letter != ' ' {
            *left -= 1;
        }
        end = at + letter.len_utf8();
    }
    line.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_out_does_so_over_line_breaks() {
        let mut page = Page::new(16);
        page.item(
            2,
            (Style::new(), "-"),
            "one two three four",
            "five six seven",
        );
        let text = page.into_text();
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(
            plain,
            "  - one two\n    three four\n    five six\n    seven\n"
        );
        let strong: Vec<&str> = text
            .split("\u{1b}[1m")
            .skip(1)
            .filter_map(|part| part.split('\u{1b}').next())
            .collect();
        assert_eq!(strong, ["one two", "three four"]);
    }

    #[test]
    fn a_word_wider_than_the_page_is_broken_and_not_cut() {
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
