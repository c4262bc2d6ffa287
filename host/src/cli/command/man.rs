//! `checker-xmpp man`: for those who make packages.

use crate::cli::args::ManArguments;
use crate::cli::failure::Failure;

/// Writes a page for the program and one for each of its commands.
pub(in crate::cli) fn run(arguments: &ManArguments) -> Result<u8, Failure> {
    // Their help is that of the commands.
    let command = crate::cli::command().disable_help_subcommand(true);
    clap_mangen::generate_to(command, &arguments.folder).map_err(|error| Failure::File {
        path: arguments.folder.clone(),
        error,
    })?;
    Ok(0)
}
