//! `checker-xmpp evaluate`.

use crate::cli::args::EvaluateArguments;
use crate::cli::checkers::Checkers;
use crate::cli::failure::Failure;
use crate::cli::{hints, output, setup, stored};

/// Judges a stored result again and returns the exit code.
pub(in crate::cli) fn run(
    checkers: &Checkers,
    arguments: &EvaluateArguments,
) -> Result<u8, Failure> {
    setup::single_threaded()?.block_on(async {
        let (platform, mut outcome) = stored::judged(checkers, &arguments.judge).await?;
        hints::complete(&mut outcome);
        let code = output::write(&platform, &outcome, &arguments.output).await?;
        setup::finish(&platform).await;
        Ok(code)
    })
}
