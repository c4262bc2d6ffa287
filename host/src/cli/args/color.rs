//! Whether what is printed has colours.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(in crate::cli) struct ColorArguments {
    /// Whether to print in colour; auto is on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, global = true, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(in crate::cli) color: Color,
}

/// When to print in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
    /// On a terminal.
    Auto,
    /// Wherever it goes.
    Always,
    /// Nowhere.
    Never,
}

impl Color {
    /// Makes it so for all that is printed from now on.
    pub(in crate::cli) fn choose(self) {
        let (choice, enabled) = match self {
            Self::Auto => return,
            Self::Always => (anstream::ColorChoice::Always, true),
            Self::Never => (anstream::ColorChoice::Never, false),
        };
        choice.write_global();
        console::set_colors_enabled(enabled);
        console::set_colors_enabled_stderr(enabled);
    }
}
