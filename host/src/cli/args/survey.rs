//! `survey`: many domains.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::checkers::CheckerArguments;
use super::value;

#[derive(Debug, Args)]
pub(in crate::cli) struct SurveyArguments {
    /// A file with one domain on each line, comments after #; - for standard
    /// input.
    #[arg(value_name = "FILE")]
    pub(in crate::cli) list: PathBuf,
    /// How many checks run at once; by default 32 for each processor.
    #[arg(long, value_name = "N", value_parser = value::count)]
    pub(in crate::cli) concurrency: Option<usize>,
    /// How many connections to one address at once, over all checks.
    #[arg(long, value_name = "N", default_value = "16", value_parser = value::count)]
    pub(in crate::cli) per_address: usize,
    /// Write the lines to a file, new or empty, instead of printing them.
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Append to the output file, and skip the domains that it has already.
    #[arg(long, requires = "output")]
    pub(in crate::cli) resume: bool,
    /// Leave everything out of the lines but the verdicts.
    #[arg(long)]
    pub(in crate::cli) brief: bool,
    #[command(flatten)]
    pub(in crate::cli) checkers: CheckerArguments,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(short, long, value_name = "IP[:PORT]", value_parser = value::resolver)]
    pub(in crate::cli) resolver: Vec<SocketAddr>,
    /// Check domains of the demo's simulated internet.
    #[arg(long)]
    pub(in crate::cli) demo: bool,
}
