//! `checker-xmpp serve`.

use std::time::Duration;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use super::args::{LogFormat, ServeArguments};
use super::failure::Failure;
use super::setup;
use crate::bundle::Bundle;
use crate::engine::Config;
use crate::network::Policy;
use crate::serve::{Server, Settings, healthcheck};

/// Calls that run beside the checks: evaluations and pages asked for by the
/// platform, and prechecks of forms.
const SPARE_INSTANCES: u32 = 8;

/// Serves until it is told to end.
pub(super) fn run(arguments: &ServeArguments) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    if arguments.healthcheck {
        return runtime.block_on(async {
            match healthcheck(arguments.listen).await {
                Ok(()) => Ok(0),
                Err(why) => {
                    anstream::eprintln!("checker-xmpp: {}: {why}", arguments.listen);
                    Ok(1)
                }
            }
        });
    }
    log(arguments);
    runtime.block_on(serve(arguments))
}

async fn serve(arguments: &ServeArguments) -> Result<u8, Failure> {
    let (network, roots) =
        setup::network(arguments.demo, &arguments.resolver, arguments.ca.as_deref())?;
    // The simulated internet has none but reserved addresses.
    let policy = match arguments.allow_private || arguments.demo {
        true => Policy::allow_private(),
        false => Policy::public_only(),
    };
    let places = u32::try_from(arguments.max_checks).unwrap_or(u32::MAX);
    let bundle = Bundle {
        roots,
        limits: arguments.limit.clone(),
        policy: Some(policy),
        engine: Config {
            pool: Some(places.saturating_add(SPARE_INSTANCES)),
            ..Config::default()
        },
        ..Bundle::default()
    };
    let platform = bundle.platform(network).await?;
    let settings = Settings {
        listen: arguments.listen,
        checkers: match arguments.all {
            true => vec!["xmpp".to_owned(), "tls".to_owned()],
            false => vec![arguments.checker.clone()],
        },
        max_checks: arguments.max_checks,
        max_queue: arguments.max_queue,
        cache: Duration::from_secs(arguments.cache),
        hosts: arguments.allow_host.clone(),
        ..Settings::default()
    };
    let server = Server::bind(bundle, platform, settings).await?;
    let address = server.address();
    tracing::info!(%address, "listening on http://{address}");
    server.run(asked_to_end()).await;
    Ok(0)
}

/// Waits for SIGINT or SIGTERM.
async fn asked_to_end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! {
                    _ = interrupted => {}
                    _ = terminated.recv() => {}
                }
            }
            Err(_) => {
                let _ = interrupted.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}

/// Sets up the log, on standard error.
fn log(arguments: &ServeArguments) {
    let filter: Targets = arguments
        .log_level
        .parse()
        .unwrap_or_else(|_| Targets::new().with_default(tracing::Level::INFO));
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // Only the first logger of a process counts; there is no other here.
    let _ = match arguments.log {
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init(),
        LogFormat::Human => {
            let colour = console::Term::stderr().is_term() && console::colors_enabled_stderr();
            registry
                .with(layer.with_ansi(colour).with_target(false))
                .try_init()
        }
    };
}
