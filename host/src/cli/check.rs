//! `checker-xmpp check`.

use std::sync::Arc;

use super::args::CheckArguments;
use super::failure::Failure;
use super::setup::{self, Parts};
use super::{output, progress};
use crate::network::{Resolver, SystemNetwork};

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
        output::write(&platform, &outcome?, &arguments.output).await
    })
}
