//! Where `serve` keeps results, and for how long.

use std::path::PathBuf;

use clap::Args;

use super::value;

#[derive(Debug, Args)]
pub(in crate::cli) struct KeepingArguments {
    /// The file that results of the pages are kept in; without, one in the state
    /// folder.
    #[arg(long, value_name = "FILE", env = "CHECKER_STORE")]
    pub(in crate::cli) store: Option<PathBuf>,
    /// For how many days results are kept.
    #[arg(long, value_name = "DAYS", env = "CHECKER_KEEP", default_value = "30",
        value_parser = value::days)]
    pub(in crate::cli) keep: u32,
    /// How much all kept results may take up, in MiB; the oldest go first.
    #[arg(long, value_name = "N", env = "CHECKER_KEEP_MIB", default_value = "512",
        value_parser = value::mebibytes)]
    pub(in crate::cli) keep_mib: u32,
    /// Keep no results: they can be looked at for ten minutes.
    #[arg(long, env = "CHECKER_NO_STORE", conflicts_with = "store")]
    pub(in crate::cli) no_store: bool,
}
