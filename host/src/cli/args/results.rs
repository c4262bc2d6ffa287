//! `atlas` and `compare`: what surveys have written.

use std::path::PathBuf;

use clap::Args;

use super::compile::CacheArguments;

#[derive(Debug, Args)]
pub(in crate::cli) struct AtlasArguments {
    /// Files that surveys have written, of whatever format; - for standard
    /// input.
    #[arg(value_name = "RESULTS", required = true)]
    pub(in crate::cli) results: Vec<PathBuf>,
    /// Write the page to a file instead of printing it.
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Another component, whose words are used for its results; may be repeated.
    #[arg(long, value_name = "FILE.wasm")]
    pub(in crate::cli) component: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) compiled: CacheArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CompareArguments {
    /// What an earlier survey has written.
    #[arg(value_name = "OLD")]
    pub(in crate::cli) old: PathBuf,
    /// What a later survey has written; - for standard input.
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: PathBuf,
    /// One JSON line for each domain that is not as it was.
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
