//! The forms of a result.

mod nagios;
mod text;

use std::io::{IsTerminal, Write};

use super::args::{Format, OutputArguments};
use super::failure::Failure;
use crate::model::Status;
use crate::platform::{Outcome, Platform};

/// The width where there is no terminal.
const DEFAULT_WIDTH: usize = 100;
/// The widest that lines of text stay readable.
const MAX_WIDTH: usize = 140;

/// Writes the outcome and returns the exit code.
pub(super) async fn write(
    platform: &Platform,
    outcome: &Outcome,
    arguments: &OutputArguments,
) -> Result<u8, Failure> {
    let to_terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    let text = match arguments.format {
        Format::Text => text::render(outcome, width(to_terminal)),
        Format::Json => {
            let json = serde_json::to_string_pretty(&outcome.to_json()).unwrap_or_default();
            format!("{json}\n")
        }
        Format::Html => platform.report(outcome).await?,
        Format::Nagios => nagios::render(outcome),
    };
    match &arguments.output {
        None => print(&text)?,
        Some(path) => {
            let plain = anstream::adapter::strip_str(&text).to_string();
            std::fs::write(path, plain).map_err(|error| Failure::File {
                path: path.clone(),
                error,
            })?;
        }
    }
    Ok(exit_code(outcome.status))
}

/// Prints to standard output; colours only where they are welcome.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Failure::Output)
}

/// The exit code of monitoring plugins.
fn exit_code(status: Status) -> u8 {
    match status {
        Status::Ok | Status::Info => 0,
        Status::Warn => 1,
        Status::Crit => 2,
        Status::Unknown | Status::Error => 3,
    }
}

fn width(to_terminal: bool) -> usize {
    if !to_terminal {
        return DEFAULT_WIDTH;
    }
    let (_, columns) = console::Term::stdout().size();
    usize::from(columns).clamp(40, MAX_WIDTH)
}

/// Text that a peer may control, fit for a terminal: control characters and
/// those that turn the direction of writing are shown as escapes.
pub(super) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let harmful = character.is_control()
            || matches!(character,
                '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
        match harmful {
            true => shown.extend(character.escape_unicode()),
            false => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_reaches_the_terminal() {
        assert_eq!(
            printable("a\x1b[31mb\u{202e}c\u{9b}"),
            "a\\u{1b}[31mb\\u{202e}c\\u{9b}"
        );
        assert_eq!(printable("münchen ✓"), "münchen ✓");
    }
}
