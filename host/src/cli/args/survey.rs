//! `survey`: many domains.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::checkers::CheckerArguments;
use super::lines::LineArguments;
use super::nats::NatsArguments;
use super::value;
use crate::campaign::Name;

#[derive(Debug, Args)]
pub(in crate::cli) struct SurveyArguments {
    /// A file with one domain on each line, comments after #; - for standard
    /// input.
    #[arg(value_name = "FILE", required_unless_present = "demo")]
    pub(in crate::cli) list: Option<PathBuf>,
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
    #[command(flatten)]
    pub(in crate::cli) lines: LineArguments,
    #[command(flatten)]
    pub(in crate::cli) checkers: CheckerArguments,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(short, long, value_name = "IP[:PORT]", value_parser = value::resolver)]
    pub(in crate::cli) resolver: Vec<SocketAddr>,
    /// Have the checks made by the workers of a campaign, on a NATS server: begins
    /// it, or goes on with it.
    #[arg(long, value_name = "NAME", value_parser = value::campaign)]
    pub(in crate::cli) campaign: Option<Name>,
    #[command(flatten)]
    pub(in crate::cli) nats: NatsArguments,
    /// Check domains of the demo's simulated internet: those of the list, or so
    /// many made-up ones, or those that the demo has names for.
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true,
        value_parser = value::many)]
    pub(in crate::cli) demo: Option<Option<u32>>,
}

impl SurveyArguments {
    /// Whether the network is a simulated one.
    pub(in crate::cli) fn is_demo(&self) -> bool {
        self.demo.is_some()
    }
}
