//! `checker-xmpp check`.

use std::sync::Arc;

use serde_json::Value;

use super::args::CheckArguments;
use super::failure::Failure;
use super::{output, progress, setup};
use crate::bundle::Bundle;
use crate::model::{State, Status};
use crate::network::SystemNetwork;
use crate::platform::Outcome;

/// Checks a domain and returns the exit code.
pub(super) fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    let resolver = setup::resolver(&arguments.resolver)?;
    let roots = setup::roots(arguments.ca.as_deref())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    runtime.block_on(async {
        let bundle = Bundle {
            component: arguments.component.clone(),
            without_tls: arguments.no_tls,
            roots,
            limits: arguments.probe.limit.clone(),
            ..Bundle::default()
        };
        let platform = bundle
            .platform(Arc::new(SystemNetwork::new(resolver)))
            .await?;
        let platform = bundle.paced(&platform, setup::timeout(&arguments.probe));
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
