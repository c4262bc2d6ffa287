//! `checker-xmpp definition`.

use crate::cli::args::DefinitionArguments;
use crate::cli::checkers::Checkers;
use crate::cli::failure::Failure;
use crate::cli::{print, run, setup};
use crate::happydomain;
use crate::network::Network;
use crate::platform::CheckError;

/// Prints a definition.
pub(in crate::cli) fn run(
    checkers: &Checkers,
    arguments: &DefinitionArguments,
) -> Result<u8, Failure> {
    let id = &checkers.asked(arguments.checker.as_deref())?.id;
    setup::single_threaded()?.block_on(async {
        let builder = setup::empty(Network::offline(), &arguments.compiled)
            .limits(setup::limits(&arguments.limit));
        let builder = run::sources(builder, checkers, &arguments.component, &[], false);
        // Nothing of it has to be loaded.
        let platform = builder.begin(id).await?;
        let Some(member) = platform.member(id) else {
            return Err(CheckError::NoSuchChecker(id.clone()).into());
        };
        let definition = happydomain::definition(member.definition());
        print::out(&format!("{definition:#}\n"))?;
        Ok(0)
    })
}
