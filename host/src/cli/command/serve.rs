//! `checker-xmpp serve`.

mod keeping;
mod log;

use crate::cli::args::ServeArguments;
use crate::cli::checkers::Checkers;
use crate::cli::demo::DOMAINS;
use crate::cli::failure::Failure;
use crate::cli::signal;
use crate::cli::tell::tell;
use crate::cli::told::{self, Told};
use crate::cli::{hints, run, setup};
use crate::model::{Definition, Options};
use crate::network::Policy;
use crate::platform::Platform;
use crate::serve::{Server, Settings, Simulated, healthcheck};

/// Calls that run beside the checks: evaluations and pages asked for by the
/// platform, and prechecks of forms.
const SPARE_CALLS: u32 = 8;

/// Serves until it is told to end.
pub(in crate::cli) fn run(checkers: &Checkers, arguments: &ServeArguments) -> Result<u8, Failure> {
    let runtime = setup::multi_threaded()?;
    if arguments.healthcheck {
        return Ok(runtime.block_on(health(arguments)));
    }
    log::start(arguments.log, arguments.log_level);
    runtime.block_on(serve(checkers, arguments))
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

async fn serve(checkers: &Checkers, arguments: &ServeArguments) -> Result<u8, Failure> {
    let served = served(checkers, arguments)?;
    let platform = platform(checkers, &served, arguments).await?;
    let mut settings = Settings {
        listen: arguments.listen,
        checkers: served.iter().map(|one| one.id.clone()).collect(),
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
    server.run(signal::asked_to_end()).await;
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

/// The checkers that can be asked.
fn served<'a>(
    checkers: &'a Checkers,
    arguments: &ServeArguments,
) -> Result<Vec<&'a Definition>, Failure> {
    if !arguments.all {
        return Ok(vec![checkers.asked(arguments.checker.as_deref())?]);
    }
    let all = checkers.definitions().iter();
    Ok(all
        .filter(|one| !arguments.without.contains(&one.id))
        .collect())
}

async fn platform(
    checkers: &Checkers,
    served: &[&Definition],
    arguments: &ServeArguments,
) -> Result<Platform, Failure> {
    let (network, root) = setup::network(arguments.demo, &arguments.resolver)?;
    let without: Vec<&str> = arguments.without.iter().map(String::as_str).collect();
    run::left_out(checkers, served, &without)?;
    let mut parts: Vec<&Definition> = Vec::new();
    for one in served {
        let of_one = told::parts(one, checkers.definitions(), &without);
        let new = |part: &&Definition| !parts.iter().any(|known| known.id == part.id);
        let new: Vec<&Definition> = of_one.into_iter().filter(new).collect();
        parts.extend(new);
    }
    let told = Told::new(&parts, &arguments.options, root.as_deref())?;
    // The simulated internet has none but reserved addresses.
    let policy = match arguments.allow_private || arguments.demo {
        true => Policy::any_address(),
        false => Policy::public_only(),
    };
    let calls = u32::try_from(arguments.max_checks).unwrap_or(u32::MAX);
    let builder = setup::empty(network, &arguments.compiled)
        .policy(setup::policy(policy, &arguments.ports))
        .limits(setup::limits(&arguments.limit))
        .pool(calls.saturating_add(SPARE_CALLS))
        .spare(SPARE_CALLS);
    let builder = run::sources(builder, checkers, &arguments.component, &without, true);
    let platform = told.to(builder).build().await?;
    for definition in platform.definitions() {
        platform.refuse_bad(&definition.id, &Options::new()).await?;
    }
    if let Some((text, hint)) = hints::of_code(&platform).await {
        tracing::warn!("{text} ({hint})");
    }
    Ok(platform)
}
