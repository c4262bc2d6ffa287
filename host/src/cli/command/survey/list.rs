//! Which domains: a list, or those of the demo.

use std::io;

use crate::cli::args::SurveyArguments;
use crate::cli::demo::{self, DOMAINS};
use crate::cli::failure::Failure;
use crate::cli::file;
use crate::survey::Names;

/// The domains that the arguments name.
pub(super) fn names(arguments: &SurveyArguments) -> Result<Names, Failure> {
    if let Some(list) = &arguments.list {
        return file::parsed(list, |source| Names::read(source));
    }
    let names = match arguments.demo.flatten() {
        Some(count) => Names::of(demo::names(count)),
        None => Names::of(DOMAINS.iter().map(|domain| domain.name)),
    };
    names.map_err(|error: io::Error| Failure::Input {
        path: "--demo".into(),
        error,
    })
}
