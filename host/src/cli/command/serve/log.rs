//! The log, on standard error. What requesters send is in it, so it is made fit
//! for terminals and for whatever shows logs.

use std::io::{self, Write};

use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::debug_fn;
use tracing_subscriber::prelude::*;

use crate::cli::args::{LogFormat, LogLevel};
use crate::cli::printable::{is_harmful, printable};

/// Sets up the log.
pub(super) fn start(format: LogFormat, level: LogLevel) {
    let filter = Targets::new().with_default(match level {
        LogLevel::Error => tracing::Level::ERROR,
        LogLevel::Warn => tracing::Level::WARN,
        LogLevel::Info => tracing::Level::INFO,
        LogLevel::Debug => tracing::Level::DEBUG,
        LogLevel::Trace => tracing::Level::TRACE,
    });
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer();
    // Only the first logger of a process counts; there is no other here.
    let _ = match format {
        LogFormat::Json => {
            let layer = layer.json().flatten_event(true);
            let layer = layer.with_writer(|| Escaped(io::stderr()));
            registry.with(layer).try_init()
        }
        LogFormat::Human => {
            let colour = console::Term::stderr().is_term() && console::colors_enabled_stderr();
            // The line's own colours are control characters, too: each value is
            // made fit before it comes into the line.
            let fields = debug_fn(|writer, field, value| {
                let value = printable(&format!("{value:?}"));
                match field.name() {
                    "message" => write!(writer, "{value}"),
                    name => write!(writer, "{name}={value}"),
                }
            });
            let layer = layer.fmt_fields(fields.delimited(" "));
            let layer = layer.with_writer(io::stderr);
            registry
                .with(layer.with_ansi(colour).with_target(false))
                .try_init()
        }
    };
}

/// Writes lines of JSON with harmful characters as its escapes. They are in
/// strings: outside of those JSON has none.
struct Escaped<W>(W);

impl<W: Write> Write for Escaped<W> {
    /// Takes an event at once, as it comes.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.0.write_all(escaped(event).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn escaped(event: &[u8]) -> String {
    let mut line = String::with_capacity(event.len());
    for character in String::from_utf8_lossy(event).chars() {
        if character == '\n' || !is_harmful(character) {
            line.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            line.push_str(&format!("\\u{unit:04x}"));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmful_characters_are_escapes_of_json_that_mean_the_same() {
        let text = "a\u{7f}\u{85}\u{9b}\u{200e}\u{202e}\u{2066}\u{2069}\u{61c}münchen ✓";
        let line = format!("{}\n", serde_json::json!({ "subject": text }));
        let mut written = Escaped(Vec::new());
        written.write_all(line.as_bytes()).unwrap();
        let written = String::from_utf8(written.0).unwrap();
        let line = written.strip_suffix('\n').unwrap();
        assert!(!line.chars().any(is_harmful), "{line}");
        assert!(line.contains("münchen ✓"), "{line}");
        let read: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(read["subject"], text);
    }
}
