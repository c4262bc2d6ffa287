//! `checker-xmpp check`.

use std::sync::Arc;

use crate::cli::args::CheckArguments;
use crate::cli::failure::Failure;
use crate::cli::tell::tell;
use crate::cli::{hints, output, progress, setup};
use crate::engine::Activity;

/// Checks a domain and returns the exit code.
pub(in crate::cli) fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    let network = setup::real_network(&arguments.resolver)?;
    let authorities = setup::authorities(arguments.checkers.ca.as_deref())?;
    setup::single_threaded()?.block_on(async {
        let builder = setup::builder(network, &arguments.checkers, authorities)?;
        let platform = setup::build(builder).await?;
        let options = setup::options(&platform, &arguments.checkers)?;
        let member = setup::main_checker(&platform)?;
        let options = setup::about(member, options, &arguments.domain)?;
        let id = &member.definition().id;
        let activity = Arc::<Activity>::default();
        let progress = progress::show(&activity);
        let outcome = platform.check_observed(id, options, &[], &activity).await;
        progress.finish();
        let mut outcome = outcome?;
        hints::complete(&mut outcome);
        if let Some(hint) = hints::of_activity(&activity) {
            tell("no DNS query was answered", Some(&hint));
        }
        output::write(&platform, &outcome, &arguments.output).await
    })
}
