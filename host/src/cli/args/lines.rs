//! How much the lines of a survey say.

use clap::Args;

use crate::survey::LineFormat;

#[derive(Debug, Clone, Copy, Args)]
#[group(multiple = false)]
pub(in crate::cli) struct LineArguments {
    /// One flat record for each domain: what can be counted over many.
    #[arg(long)]
    facts: bool,
    /// The same as a table, for spreadsheets.
    #[arg(long)]
    csv: bool,
    /// Leave everything out of the lines but the verdicts.
    #[arg(long)]
    brief: bool,
}

impl LineArguments {
    /// The format that was chosen.
    pub(in crate::cli) fn format(self) -> LineFormat {
        match self {
            Self { csv: true, .. } => LineFormat::Csv,
            Self { facts: true, .. } => LineFormat::Facts,
            Self { brief: true, .. } => LineFormat::Brief,
            _ => LineFormat::Full,
        }
    }
}
