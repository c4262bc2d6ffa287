//! Which checkers take part, with which options, and what they may use.

use std::path::PathBuf;

use clap::Args;

use super::compile::CacheArguments;
use super::options::OptionArguments;
use super::value;
use crate::components::flags::CERTIFICATES;
use crate::engine::Limit;

/// Which checkers there are, and what they may use.
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct CheckerArguments {
    /// The checker that is asked, by its identifier; by default the first
    /// component that can be, else the main one of this program.
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) checker: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) options: OptionArguments,
    /// Leave out a checker that looks at what this one finds; may be repeated.
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) without: Vec<String>,
    /// The same as --without tls: no certificate findings.
    #[arg(long)]
    pub(in crate::cli) no_tls: bool,
    #[command(flatten)]
    pub(in crate::cli) guests: GuestArguments,
}

/// Which components are run, and what they may use.
#[derive(Debug, Default, Clone, Args)]
pub(in crate::cli) struct GuestArguments {
    /// Another component, beside the checkers that come with this program or in
    /// place of the one of its identifier; may be repeated.
    #[arg(long, value_name = "FILE.wasm")]
    pub(in crate::cli) component: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) ports: PortArguments,
    /// What a checker may use, such as connections=128, queries=400, cpu=10
    /// (seconds), memory=134217728 (bytes); may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = value::limit)]
    pub(in crate::cli) limit: Vec<(Limit, u64)>,
    #[command(flatten)]
    pub(in crate::cli) compiled: CacheArguments,
}

/// Ports that no check is let to, or is let to after all.
#[derive(Debug, Default, Clone, Args)]
pub(in crate::cli) struct PortArguments {
    /// A port that no checker is let to; may be repeated.
    #[arg(
        long,
        value_name = "PORT",
        env = "CHECKER_DENY_PORT",
        value_delimiter = ','
    )]
    pub(in crate::cli) deny_port: Vec<u16>,
    /// A port that checkers are let to though they ask to be kept from it; may be
    /// repeated.
    #[arg(
        long,
        value_name = "PORT",
        env = "CHECKER_ALLOW_PORT",
        value_delimiter = ','
    )]
    pub(in crate::cli) allow_port: Vec<u16>,
}

impl CheckerArguments {
    /// The checkers that are left out.
    pub(in crate::cli) fn without(&self) -> Vec<&str> {
        let certificates = self.no_tls.then_some(CERTIFICATES);
        let named = self.without.iter().map(String::as_str);
        named.chain(certificates).collect()
    }
}
