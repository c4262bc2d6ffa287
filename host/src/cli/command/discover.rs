//! `checker-xmpp discover`.

use std::sync::Arc;

use crate::cli::args::{CheckerArguments, DiscoverArguments};
use crate::cli::failure::Failure;
use crate::cli::output::{self, Found};
use crate::cli::tell::tell;
use crate::cli::{exit, hints, setup};
use crate::engine::Activity;
use crate::network::sim;

/// Prints what the DNS names, and returns the exit code.
pub(in crate::cli) fn run(arguments: &DiscoverArguments) -> Result<u8, Failure> {
    let (network, _) = setup::network(arguments.demo, &arguments.resolver, None)?;
    let runtime = match arguments.demo {
        true => sim::runtime().map_err(Failure::Runtime)?,
        false => setup::single_threaded()?,
    };
    let checkers = CheckerArguments {
        options: arguments.options.clone(),
        component: arguments.component.clone(),
        compiled: arguments.compiled.clone(),
        ..CheckerArguments::default()
    };
    runtime.block_on(async {
        let platform = setup::build(setup::builder(network, &checkers, None)?).await?;
        let options = setup::options(&platform, &checkers)?;
        let member = setup::main_checker(&platform)?;
        let definition = member.definition();
        let options = setup::about(member, options, &arguments.domain)?;
        let activity = Arc::<Activity>::default();
        let entries = platform
            .discover(&definition.id, options, &[], &activity)
            .await?;
        if let Some(hint) = hints::of_activity(&activity) {
            tell("no DNS query was answered", Some(&hint));
            return Ok(exit::UNKNOWN);
        }
        let found = Found {
            checker: &definition.id,
            version: &definition.version,
            domain: &arguments.domain,
            entries: &entries,
        };
        output::write_entries(&found, arguments.format)?;
        Ok(0)
    })
}
