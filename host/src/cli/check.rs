//! `checker-xmpp check`.

use std::sync::Arc;

use serde_json::Value;

use super::args::CheckArguments;
use super::failure::Failure;
use super::setup::{self, Parts};
use super::{output, progress};
use crate::model::{State, Status};
use crate::network::{Resolver, SystemNetwork};
use crate::platform::Outcome;

/// Checks a domain and returns the exit code.
pub(super) fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    let resolver = match arguments.resolver.is_empty() {
        true => Resolver::from_system()?,
        false => Resolver::new(arguments.resolver.clone()),
    };
    let roots = match &arguments.ca {
        None => None,
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| Failure::Input {
                path: path.clone(),
                error,
            })?;
            Some(text)
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    runtime.block_on(async {
        let parts = Parts {
            component: arguments.component.as_deref(),
            without_tls: arguments.no_tls,
            roots,
            timeout: setup::timeout(&arguments.probe),
            limits: &arguments.probe.limit,
        };
        let platform = setup::platform(Arc::new(SystemNetwork::new(resolver)), parts).await?;
        let options = setup::options(&arguments.domain, &arguments.probe);
        let activity = Arc::default();
        // A component given by file may have another identifier.
        let id = platform
            .members()
            .first()
            .map_or("xmpp", |member| member.definition.id.as_str());
        let progress = progress::show(&arguments.domain, &activity);
        let outcome = platform.check_observed(id, options, &[], &activity).await;
        progress.finish();
        let outcome = outcome?;
        if let Some(state) = nothing_known(&outcome) {
            let message = output::printable(&state.message);
            anstream::eprintln!(
                "checker-xmpp: {message} Name a resolver that answers (--resolver)."
            );
        }
        output::write(&platform, &outcome, &arguments.output).await
    })
}

/// The first failed lookup, where no lookup brought anything to look at.
fn nothing_known(outcome: &Outcome) -> Option<&State> {
    let endpoints = outcome
        .observation
        .get("endpoints")
        .and_then(Value::as_array);
    if endpoints.is_some_and(|endpoints| !endpoints.is_empty()) {
        return None;
    }
    outcome
        .states
        .iter()
        .find(|state| state.status == Status::Error && state.code.ends_with(".lookup-failed"))
}
