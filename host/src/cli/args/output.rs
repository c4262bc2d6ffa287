//! How a result is written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(in crate::cli) struct OutputArguments {
    /// The form of the result.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    /// Write the result to a file.
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// The forms of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For reading.
    Text,
    /// One JSON document.
    Json,
    /// A self-contained page.
    Html,
    /// For Nagios, Icinga and their like.
    Nagios,
}

/// The forms of a list of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ListFormat {
    /// For reading.
    Text,
    /// One JSON document.
    Json,
}
