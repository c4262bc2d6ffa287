//! `checker-xmpp serve`.

mod keeping;
mod log;

use crate::cli::args::ServeArguments;
use crate::cli::demo::DOMAINS;
use crate::cli::failure::Failure;
use crate::cli::tell::tell;
use crate::cli::{hints, setup};
use crate::components::flags::SENDER;
use crate::model::Options;
use crate::network::Policy;
use crate::platform::Platform;
use crate::serve::{Server, Settings, Simulated, healthcheck};

/// Calls that run beside the checks: evaluations and pages asked for by the
/// platform, and prechecks of forms.
const SPARE_CALLS: u32 = 8;

/// Serves until it is told to end.
pub(in crate::cli) fn run(arguments: &ServeArguments) -> Result<u8, Failure> {
    let runtime = setup::multi_threaded()?;
    if arguments.healthcheck {
        return Ok(runtime.block_on(health(arguments)));
    }
    log::start(arguments.log, arguments.log_level);
    runtime.block_on(serve(arguments))
}

/// 0 where a server answers at the address, else 1.
async fn health(arguments: &ServeArguments) -> u8 {
    match healthcheck(arguments.listen).await {
        Ok(()) => 0,
        Err(why) => {
            tell(&format!("{}: {why}", arguments.listen), None);
            1
        }
    }
}

async fn serve(arguments: &ServeArguments) -> Result<u8, Failure> {
    let platform = platform(arguments).await?;
    let members = platform.members().iter();
    let mut settings = Settings {
        listen: arguments.listen,
        checkers: match arguments.all {
            true => members
                .map(|member| member.definition().id.clone())
                .collect(),
            false => vec![arguments.checker.clone()],
        },
        max_checks: arguments.max_checks,
        max_queue: arguments.max_queue,
        max_connections: arguments.max_connections,
        proxies: arguments.trust_proxy.clone(),
        keeping: keeping::keeping(&arguments.keeping, arguments.demo),
        simulated: match arguments.demo {
            true => simulated(),
            false => Vec::new(),
        },
        cache: arguments.cache,
        hosts: arguments.allow_host.clone(),
        host_hint: Some(hints::of_host),
        ..Settings::default()
    };
    if !arguments.trusted.is_empty() {
        settings.trusted.clone_from(&arguments.trusted);
    }
    let server = Server::bind(platform, settings).await?;
    let address = server.address();
    tracing::info!(%address, "listening on http://{address}");
    server.run(asked_to_end()).await;
    Ok(0)
}

/// What there is on the simulated internet.
fn simulated() -> Vec<Simulated> {
    let domains = DOMAINS.iter().map(|domain| Simulated {
        name: domain.name.to_owned(),
        about: domain.about.to_owned(),
    });
    domains.collect()
}

async fn platform(arguments: &ServeArguments) -> Result<Platform, Failure> {
    let ca = arguments.ca.as_deref();
    let (network, authorities) = setup::network(arguments.demo, &arguments.resolver, ca)?;
    // The simulated internet has none but reserved addresses.
    let policy = match arguments.allow_private || arguments.demo {
        true => Policy::any_address(),
        false => Policy::public_only(),
    };
    let calls = u32::try_from(arguments.max_checks).unwrap_or(u32::MAX);
    let builder = setup::empty(network, &arguments.compiled)
        .policy(policy)
        .limits(setup::limits(&arguments.limit))
        .pool(calls.saturating_add(SPARE_CALLS))
        .bundled();
    let builder = match &arguments.from {
        Some(from) => builder.option_for_all(SENDER, from.as_str()),
        None => builder,
    };
    let builder = setup::with_files(builder, &arguments.files())?;
    let platform = setup::trusting(builder, authorities).build().await?;
    for definition in platform.definitions() {
        platform.refuse_bad(&definition.id, &Options::new()).await?;
    }
    if let Some((text, hint)) = hints::of_code(&platform) {
        tracing::warn!("{text} ({hint})");
    }
    Ok(platform)
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
