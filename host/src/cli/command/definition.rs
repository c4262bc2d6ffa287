//! `checker-xmpp definition`.

use crate::cli::args::DefinitionArguments;
use crate::cli::failure::Failure;
use crate::cli::{print, setup};
use crate::happydomain;
use crate::network::Network;
use crate::platform::CheckError;

/// Prints a definition.
pub(in crate::cli) fn run(arguments: &DefinitionArguments) -> Result<u8, Failure> {
    setup::single_threaded()?.block_on(async {
        let builder = setup::empty(Network::offline(), &arguments.compiled).bundled();
        let platform = setup::build(builder).await?;
        let Some(member) = platform.member(&arguments.checker) else {
            return Err(CheckError::NoSuchChecker(arguments.checker.clone()).into());
        };
        let definition = happydomain::definition(member.definition());
        print::out(&format!("{definition:#}\n"))?;
        Ok(0)
    })
}
