//! `checker-xmpp report`.

use crate::cli::args::{Format, OutputArguments, ReportArguments};
use crate::cli::checkers::Checkers;
use crate::cli::failure::Failure;
use crate::cli::{output, setup, stored};

/// Writes the page of a stored result and returns the exit code.
pub(in crate::cli) fn run(checkers: &Checkers, arguments: &ReportArguments) -> Result<u8, Failure> {
    let page = OutputArguments {
        format: Format::Html,
        output: arguments.output.clone(),
    };
    setup::single_threaded()?.block_on(async {
        let (platform, outcome) = stored::judged(checkers, &arguments.judge).await?;
        let code = output::write(&platform, &outcome, &page).await?;
        setup::finish(&platform).await;
        Ok(code)
    })
}
