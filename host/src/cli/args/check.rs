//! `check`, `demo` and `discover`: one domain.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::checkers::CheckerArguments;
use super::compile::CacheArguments;
use super::options::OptionArguments;
use super::output::{ListFormat, OutputArguments};
use super::value;
use crate::engine::Limit;

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
    pub(in crate::cli) options: OptionArguments,
    /// What a checker may use, such as connections=128; may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = value::limit)]
    pub(in crate::cli) limit: Vec<(Limit, u64)>,
    #[command(flatten)]
    pub(in crate::cli) compiled: CacheArguments,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DiscoverArguments {
    /// The domain: what follows the @ in its addresses.
    pub(in crate::cli) domain: String,
    #[command(flatten)]
    pub(in crate::cli) options: OptionArguments,
    /// Another component to ask in place of the built-in checker.
    #[arg(long, value_name = "FILE.wasm")]
    pub(in crate::cli) component: Option<PathBuf>,
    /// A DNS resolver to ask instead of the system's; may be repeated.
    #[arg(short, long, value_name = "IP[:PORT]", value_parser = value::resolver)]
    pub(in crate::cli) resolver: Vec<SocketAddr>,
    /// The form of the result.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub(in crate::cli) format: ListFormat,
    /// Ask the demo's simulated internet.
    #[arg(long)]
    pub(in crate::cli) demo: bool,
    #[command(flatten)]
    pub(in crate::cli) compiled: CacheArguments,
}
