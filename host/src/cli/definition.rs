//! `checker-xmpp definition`.

use std::sync::Arc;

use super::args::DefinitionArguments;
use super::failure::Failure;
use super::output;
use crate::bundle::Bundle;
use crate::happydomain;
use crate::network::sim::Simulation;
use crate::platform::CheckError;

/// Prints a definition.
pub(super) fn run(arguments: &DefinitionArguments) -> Result<u8, Failure> {
    let runtime = crate::network::sim::runtime().map_err(Failure::Runtime)?;
    runtime.block_on(async {
        // A definition needs no network, so it gets none.
        let network = Arc::new(Simulation::new().build());
        let platform = Bundle::default().platform(network).await?;
        let Some(member) = platform.member(&arguments.checker) else {
            return Err(CheckError::NoSuchChecker(arguments.checker.clone()).into());
        };
        let definition = happydomain::definition(&member.definition);
        let text = serde_json::to_string_pretty(&definition).unwrap_or_default();
        output::print(&format!("{text}\n"))?;
        Ok(0)
    })
}
