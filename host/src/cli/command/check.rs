//! `checker-xmpp check`.

use std::sync::Arc;

use crate::cli::args::CheckArguments;
use crate::cli::checkers::Checkers;
use crate::cli::failure::Failure;
use crate::cli::run::Run;
use crate::cli::setup;
use crate::cli::tell::tell;
use crate::cli::{hints, output, progress};
use crate::engine::Activity;

/// Checks a domain and returns the exit code.
pub(in crate::cli) fn run(checkers: &Checkers, arguments: &CheckArguments) -> Result<u8, Failure> {
    let network = setup::real_network(&arguments.resolver)?;
    let run = Run::new(checkers, &arguments.checkers, None)?;
    let options = run.about(&arguments.domain)?;
    setup::for_one_check()?.block_on(async {
        let id = &run.asked.id;
        let platform = run.builder(network).begin(id).await?;
        let activity = Arc::<Activity>::default();
        let progress = progress::show(&activity);
        let outcome = platform.check_observed(id, options, &[], &activity).await;
        progress.finish();
        let mut outcome = outcome?;
        hints::complete(&mut outcome);
        if let Some(hint) = hints::of_activity(&activity) {
            tell("no DNS query was answered", Some(&hint));
        }
        let code = output::write(&platform, &outcome, &arguments.output).await?;
        setup::finish(&platform).await;
        Ok(code)
    })
}
