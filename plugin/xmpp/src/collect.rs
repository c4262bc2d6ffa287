//! Looks at a deployment: one task, everything that can be at once is.
//!
//! The [`walk`] goes from hosts to addresses to endpoints; a [`visit`] looks
//! at one endpoint; what was refused while other connections were open is
//! visited again [`alone`]. [`turns`] decides which endpoints are looked at
//! where there are too many.

mod alone;
mod answers;
mod handshakes;
mod key;
mod legacy;
mod order;
mod origins;
mod turns;
mod visit;
mod walk;

use checker_kit::clock;
use checker_kit::contract::{Entry, ErrorCode};

use crate::discovery::candidates::Candidates;
use crate::discovery::plan::Plan;
use crate::entries;
use crate::observation::{Observation, Presented, SCHEMA};
use crate::settings::Settings;
use crate::timer::Timer;
use handshakes::Handshakes;
use visit::Visitor;

/// Collects the observation and the entries of a domain from its SRV records.
///
/// # Errors
///
/// Where TLS cannot be set up.
pub async fn collect(
    settings: &Settings,
    plan: Plan,
) -> Result<(Observation, Vec<Entry>), ErrorCode> {
    let handshakes =
        Handshakes::new(settings).map_err(|error| ErrorCode::Other(Some(error.to_string())))?;
    let timer = Timer::begin(settings.schedule, plan.spent());
    let candidates = Candidates::of(&settings.domain.ascii, settings.mode, &plan.services);
    let visitor = Visitor::new(settings, &handshakes, &timer);

    let mut walked = walk::walk(&candidates, &visitor, &timer).await;
    alone::again(&visitor, &timer, &mut walked.endpoints).await;

    let left_out = [
        candidates.left_out.clone(),
        walked.answers.left_out(),
        turns::left_out(&candidates, &walked.answers),
    ];
    let hosts = walked.answers.into_hosts();
    let mut endpoints = walked.endpoints;
    origins::add(&mut endpoints, &candidates, &hosts);
    legacy::settle(&visitor, settings.mode, &mut endpoints).await;
    order::sort(&mut endpoints);
    let targets = candidates.targets().with_endpoints(&endpoints);
    let entries = entries::publish(&settings.domain, &targets, &plan.services);
    let observation = Observation {
        schema: SCHEMA,
        domain: settings.domain.clone(),
        mode: settings.mode,
        timeout_seconds: settings.schedule.timeout().as_secs_f64(),
        max_duration_seconds: settings.schedule.whole().as_secs_f64(),
        from: settings.from.clone(),
        presented: settings
            .identity
            .as_ref()
            .map(|identity| Presented::of(identity.facts(), &settings.from)),
        started_at: clock::rfc3339(plan.started_at_seconds).unwrap_or_default(),
        started_at_seconds: plan.started_at_seconds,
        duration_micros: u64::try_from(timer.elapsed().as_micros()).unwrap_or(u64::MAX),
        services: plan.services,
        fallback: candidates.fallback,
        hosts,
        endpoints,
        targets,
        left_out: left_out.concat(),
    };
    Ok((observation, entries))
}
