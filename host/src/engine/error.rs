//! What can go wrong with a component.

use std::path::PathBuf;

use super::limits::Limit;
use crate::model::InvalidOption;

/// Why a component could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file could not be read.
    #[error("cannot read {path}: {error}", path = path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Not WebAssembly at all.
    #[error("not a WebAssembly file")]
    NotWebAssembly,
    /// A core module.
    #[error("a WebAssembly module, not a component; build it for wasm32-wasip2")]
    NotAComponent,
    /// Machine code that somebody compiled before.
    #[error("precompiled code is not accepted; give the .wasm component")]
    Precompiled,
    /// The component does not validate.
    #[error("not a valid component: {0}")]
    Invalid(String),
    /// It was built for another version of the contract.
    #[error(
        "the component was built for version {component} of the contract checker:plugin, this \
         host has version {host}"
    )]
    ContractVersion {
        /// The component's version.
        component: String,
        /// This host's version.
        host: &'static str,
    },
    /// It wants something that the world does not offer.
    #[error("the component asks for something that checkers do not get: {0}")]
    Imports(String),
    /// It does not offer what the world asks for.
    #[error("the component is not a checker (world checker:plugin/checker-plugin): {0}")]
    Exports(String),
    /// The runtime could not be set up.
    #[error("the WebAssembly runtime could not be set up: {0}")]
    Engine(String),
}

/// Why a call gave no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An option has a value that cannot be used.
    #[error(transparent)]
    InvalidOption(InvalidOption),
    /// The observation or the plan is not one of the checker's.
    #[error("the observation cannot be read: {0}")]
    InvalidObservation(String),
    /// The checker gave up.
    #[error("the checker failed: {0}")]
    Checker(String),
    /// The checker ran into a limit that ended it.
    #[error("the limit of {0} was reached")]
    Limit(Limit),
    /// The checker crashed.
    #[error("the checker crashed: {0}")]
    Trap(String),
    /// The checker could not be loaded.
    #[error("the checker could not be loaded: {0}")]
    NotLoaded(String),
    /// The checker returned something that is not what the contract says.
    #[error("the checker broke its contract: {0}")]
    Malformed(String),
}

impl LoadError {
    pub(super) fn engine(error: wasmtime::Error) -> Self {
        Self::Engine(format!("{error:#}"))
    }

    pub(super) fn invalid(error: wasmtime::Error) -> Self {
        Self::Invalid(format!("{error:#}"))
    }

    pub(super) fn imports(error: wasmtime::Error) -> Self {
        Self::Imports(format!("{error:#}"))
    }

    pub(super) fn exports(error: wasmtime::Error) -> Self {
        Self::Exports(format!("{error:#}"))
    }
}
