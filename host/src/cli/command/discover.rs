//! `checker-xmpp discover`.

use std::sync::Arc;

use crate::cli::args::DiscoverArguments;
use crate::cli::checkers::Checkers;
use crate::cli::failure::Failure;
use crate::cli::output::{self, Found};
use crate::cli::run::Run;
use crate::cli::setup;
use crate::cli::tell::tell;
use crate::cli::{exit, hints};
use crate::engine::Activity;
use crate::network::sim;

/// Prints what the DNS names, and returns the exit code.
pub(in crate::cli) fn run(
    checkers: &Checkers,
    arguments: &DiscoverArguments,
) -> Result<u8, Failure> {
    let (network, root) = setup::network(arguments.demo, &arguments.resolver)?;
    let run = Run::new(checkers, &arguments.checkers, root.as_deref())?;
    let options = run.about(&arguments.domain)?;
    let runtime = match arguments.demo {
        true => sim::runtime().map_err(Failure::Runtime)?,
        false => setup::single_threaded()?,
    };
    runtime.block_on(async {
        let id = &run.asked.id;
        let platform = run.builder(network).begin(id).await?;
        let activity = Arc::<Activity>::default();
        let entries = platform.discover(id, options, &[], &activity).await?;
        if let Some(hint) = hints::of_activity(&activity) {
            tell("no DNS query was answered", Some(&hint));
            setup::finish(&platform).await;
            return Ok(exit::UNKNOWN);
        }
        let version = platform
            .member(id)
            .map(|member| member.definition().version.as_str());
        let found = Found {
            checker: id,
            version: version.unwrap_or_default(),
            domain: &arguments.domain,
            entries: &entries,
        };
        output::write_entries(&found, arguments.format)?;
        setup::finish(&platform).await;
        Ok(0)
    })
}
