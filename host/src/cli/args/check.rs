//! `check`, `demo` and `discover`: one domain.

use std::net::SocketAddr;

use clap::Args;

use super::checkers::CheckerArguments;
use super::output::{ListFormat, OutputArguments};
use super::value;

#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArguments {
    /// The domain: what follows the @ in its addresses.
    pub(in crate::cli) domain: String,
    #[command(flatten)]
    pub(in crate::cli) checkers: CheckerArguments,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(short, long, value_name = "IP[:PORT]", value_parser = value::resolver)]
    pub(in crate::cli) resolver: Vec<SocketAddr>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DemoArguments {
    /// Which domain of the simulated internet; without, they are listed.
    pub(in crate::cli) domain: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) checkers: CheckerArguments,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DiscoverArguments {
    /// The domain: what follows the @ in its addresses.
    pub(in crate::cli) domain: String,
    #[command(flatten)]
    pub(in crate::cli) checkers: CheckerArguments,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(short, long, value_name = "IP[:PORT]", value_parser = value::resolver)]
    pub(in crate::cli) resolver: Vec<SocketAddr>,
    /// The form of the result.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub(in crate::cli) format: ListFormat,
    /// Ask the demo's simulated internet.
    #[arg(long)]
    pub(in crate::cli) demo: bool,
}
