//! Which checkers take part, with which options, and what they may use.

use std::path::PathBuf;

use clap::Args;

use super::compile::CacheArguments;
use super::options::OptionArguments;
use super::value;
use crate::components::flags::CERTIFICATES;
use crate::engine::Limit;

#[derive(Debug, Default, Args)]
pub(in crate::cli) struct CheckerArguments {
    #[command(flatten)]
    pub(in crate::cli) options: OptionArguments,
    /// Another component to run in place of the built-in checker.
    #[arg(long, value_name = "FILE.wasm")]
    pub(in crate::cli) component: Option<PathBuf>,
    /// Leave out a checker that looks at what this one finds; may be repeated.
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) without: Vec<String>,
    /// The same as --without tls: no certificate findings.
    #[arg(long)]
    pub(in crate::cli) no_tls: bool,
    /// Also trust the certificate authorities in this PEM file.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) ca: Option<PathBuf>,
    /// What a checker may use, such as connections=128, queries=400, cpu=10
    /// (seconds), memory=134217728 (bytes); may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = value::limit)]
    pub(in crate::cli) limit: Vec<(Limit, u64)>,
    #[command(flatten)]
    pub(in crate::cli) compiled: CacheArguments,
}

impl CheckerArguments {
    /// The checkers that are left out.
    pub(in crate::cli) fn without(&self) -> impl Iterator<Item = &str> {
        let certificates = self.no_tls.then_some(CERTIFICATES);
        self.without.iter().map(String::as_str).chain(certificates)
    }
}
