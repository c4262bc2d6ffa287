//! `evaluate` and `report`: results that were stored.

use std::path::PathBuf;

use clap::Args;
use time::OffsetDateTime;

use super::compile::CacheArguments;
use super::options::OptionArguments;
use super::output::OutputArguments;
use super::value;
use crate::engine::Limit;

#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateArguments {
    #[command(flatten)]
    pub(in crate::cli) judge: JudgeArguments,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ReportArguments {
    #[command(flatten)]
    pub(in crate::cli) judge: JudgeArguments,
    /// Write the page to a file.
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// What is judged, and how differently from the first time.
#[derive(Debug, Args)]
pub(in crate::cli) struct JudgeArguments {
    /// A result as check --format json writes it; - for standard input.
    #[arg(value_name = "FILE")]
    pub(in crate::cli) stored: PathBuf,
    /// The date to judge for, such as 2027-01-31 or 2027-01-31T12:00:00Z; that
    /// of the result where none is given.
    #[arg(long, value_name = "DATE", value_parser = value::date)]
    pub(in crate::cli) at: Option<OffsetDateTime>,
    /// Another component, beside the checkers that come with this program or in
    /// place of the one of its identifier; may be repeated.
    #[arg(long, value_name = "FILE.wasm")]
    pub(in crate::cli) component: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) options: OptionArguments,
    /// What a checker may use, such as cpu=10 (seconds); may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = value::limit)]
    pub(in crate::cli) limit: Vec<(Limit, u64)>,
    #[command(flatten)]
    pub(in crate::cli) compiled: CacheArguments,
}
