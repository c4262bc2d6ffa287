//! The forms of a result.

mod entries;
#[cfg(test)]
mod example;
pub(super) mod nagios;
mod performance;
mod text;
mod width;

pub(super) use entries::{Found, write as write_entries};

use std::io::IsTerminal;

use super::args::{Format, OutputArguments};
use super::failure::Failure;
use super::{exit, print};
use crate::platform::{Outcome, Platform};

/// Writes the outcome and returns the exit code.
pub(super) async fn write(
    platform: &Platform,
    outcome: &Outcome,
    arguments: &OutputArguments,
) -> Result<u8, Failure> {
    let path = arguments.output.as_deref();
    let text = match arguments.format {
        Format::Text => {
            let to_terminal = path.is_none() && std::io::stdout().is_terminal();
            text::render(outcome, width::columns(to_terminal))
        }
        Format::Json => format!("{}\n", print::indented(&outcome.to_json())),
        Format::Html => platform.report(outcome).await?,
        Format::Nagios => {
            let member = platform.member(&outcome.checker);
            let name = member.map_or(&outcome.checker, |member| &member.definition().name);
            nagios::render(outcome, name)
        }
    };
    print::to(path, &text)?;
    Ok(exit::code(outcome.status))
}
