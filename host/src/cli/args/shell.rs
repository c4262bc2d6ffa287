//! `completions` and `man`: what a package installs beside the program.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArguments {
    /// Which shell.
    pub(in crate::cli) shell: Shell,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ManArguments {
    /// The folder, which has to be there.
    #[arg(value_name = "DIR")]
    pub(in crate::cli) folder: PathBuf,
}
