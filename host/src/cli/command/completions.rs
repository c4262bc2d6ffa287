//! `checker-xmpp completions`.

use crate::cli::args::CompletionsArguments;
use crate::cli::failure::Failure;
use crate::cli::print;

/// Prints what the shell has to read.
pub(in crate::cli) fn run(arguments: &CompletionsArguments) -> Result<u8, Failure> {
    let mut command = crate::cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    print::out(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
