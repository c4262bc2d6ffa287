//! Compiled checkers: where they are kept, and `compile`.

use std::path::PathBuf;

use clap::Args;

/// Where compiled checkers are kept.
#[derive(Debug, Default, Clone, Args)]
pub(in crate::cli) struct CacheArguments {
    /// Keep compiled checkers in this folder instead of the user's cache.
    #[arg(long, value_name = "DIR", env = "CHECKER_CACHE_DIR")]
    pub(in crate::cli) cache_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CompileArguments {
    /// The folder; by default lib/checker-xmpp/compiled beside the bin of this
    /// program, where it looks by itself.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Compile this component, too; may be repeated.
    #[arg(long, value_name = "FILE.wasm")]
    pub(in crate::cli) component: Vec<PathBuf>,
}
