//! One call of one export: a fresh store, and the limits around it.

use std::sync::Arc;
use std::time::Duration;

use wasmtime::component::ResourceTableError;
use wasmtime::{PoolConcurrencyLimitError, Store, Trap, UpdateDeadline};

use super::capability::bindings::{CheckerPlugin, CheckerPluginPre};
use super::context::Context;
use super::error::Error;
use super::limits::{Limit, Limits};
use super::meter::{Meter, metered};
use super::store::StoreState;
use super::ticker::Ticker;
use crate::queue::{Permit, Queue};

/// What all calls of an engine share.
pub(super) struct Shared {
    pub(super) engine: wasmtime::Engine,
    pub(super) ticker: Ticker,
    /// Where calls wait for a place, if there are only so many.
    pub(super) queue: Option<Queue>,
    /// Where those wait before that which look at a deployment, if some places are
    /// not for them.
    pub(super) looks: Option<Queue>,
}

/// What a call returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned<T> {
    /// The result.
    pub value: T,
    /// How long it took by the network's clock, not counting the wait for a
    /// place.
    pub took: Duration,
    /// Limits that it ran into and went on.
    pub limits_hit: Vec<Limit>,
}

impl<T> Returned<T> {
    /// The same with another value.
    pub(super) fn try_map<U, E>(
        self,
        map: impl FnOnce(T) -> Result<U, E>,
    ) -> Result<Returned<U>, E> {
        Ok(Returned {
            value: map(self.value)?,
            took: self.took,
            limits_hit: self.limits_hit,
        })
    }
}

/// The same as [`call`] for exports that look at a deployment, which may take long.
pub(super) async fn look<R>(
    shared: &Shared,
    plugin: &CheckerPluginPre<StoreState>,
    limits: &Limits,
    context: &Context,
    run: impl AsyncFnOnce(&mut Store<StoreState>, &CheckerPlugin) -> wasmtime::Result<R>,
) -> Result<Returned<R>, Error> {
    let _permit = permit(shared.looks.as_ref()).await;
    call(shared, plugin, limits, context, run).await
}

/// Runs `run` on a new instance. The store is never used again, whatever
/// happens in it.
pub(super) async fn call<R>(
    shared: &Shared,
    plugin: &CheckerPluginPre<StoreState>,
    limits: &Limits,
    context: &Context,
    run: impl AsyncFnOnce(&mut Store<StoreState>, &CheckerPlugin) -> wasmtime::Result<R>,
) -> Result<Returned<R>, Error> {
    // Held until the store is gone.
    let _permit = permit(shared.queue.as_ref()).await;
    let meter = Arc::new(Meter::new(limits.cpu));
    let mut store = store(&shared.engine, context, limits, &meter);
    let work = async {
        let plugin = plugin.instantiate_async(&mut store).await?;
        run(&mut store, &plugin).await
    };
    let clock = &context.network.clock;
    let began = clock.now();
    let time = context.at_most.unwrap_or(limits.deadline);
    let time = time.min(limits.deadline);
    let deadline = began.saturating_add(time);
    let running = context.activity.call(time);
    let outcome = tokio::select! {
        // The result first: what is there already beats the deadline.
        biased;
        outcome = metered(&meter, &shared.ticker, work) => Some(outcome),
        () = clock.wait_until(deadline) => None,
    };
    let state = store.data();
    let activity = &context.activity;
    drop(running);
    activity.call_took(meter.used(), state.memory.bytes());
    let limits_hit = state.limits_hit();
    match outcome {
        None => Err(Error::Limit(Limit::Deadline)),
        Some(Ok(value)) => Ok(Returned {
            value,
            took: clock.now().saturating_sub(began),
            limits_hit,
        }),
        Some(Err(error)) => Err(explain(&error, &meter, &limits_hit, state.last_words())),
    }
}

async fn permit(queue: Option<&Queue>) -> Option<Permit> {
    match queue {
        Some(queue) => Some(queue.permit().await),
        None => None,
    }
}

fn store(
    engine: &wasmtime::Engine,
    context: &Context,
    limits: &Limits,
    meter: &Arc<Meter>,
) -> Store<StoreState> {
    let mut store = Store::new(engine, StoreState::new(context, limits));
    store.limiter(|state| &mut state.memory);
    store.set_hostcall_fuel(limits.hostcall_bytes);
    store.set_max_component_handles(limits.handles);
    store.set_epoch_deadline(1);
    let meter = meter.clone();
    store.epoch_deadline_callback(move |_| {
        Ok(match meter.exhausted() {
            true => UpdateDeadline::Interrupt,
            false => UpdateDeadline::Yield(1),
        })
    });
    store
}

/// What a trap was really about.
fn explain(
    error: &wasmtime::Error,
    meter: &Meter,
    limits_hit: &[Limit],
    last_words: Option<String>,
) -> Error {
    match error.downcast_ref::<Trap>() {
        Some(Trap::Interrupt) if meter.exhausted() => return Error::Limit(Limit::Cpu),
        Some(Trap::StackOverflow) => return Error::Limit(Limit::Stack),
        _ => {}
    }
    if let Some(ResourceTableError::Full) = error.downcast_ref::<ResourceTableError>() {
        return Error::Limit(Limit::Handles);
    }
    // It has more memories or tables than the pool has for one call.
    if error.is::<PoolConcurrencyLimitError>() {
        return Error::Limit(Limit::Instances);
    }
    // A guest that is refused memory aborts, and one whose standard error is
    // full may: the reason is the refusal.
    for limit in [Limit::Memory, Limit::Table, Limit::StderrBytes] {
        if limits_hit.contains(&limit) {
            return Error::Limit(limit);
        }
    }
    let cause = root_cause(error);
    // The runtime has no types for these.
    for (words, limit) in [
        ("fuel allocated for hostcalls", Limit::HostcallBytes),
        ("instance count too high", Limit::Instances),
        ("table count too high", Limit::Instances),
        ("memory count too high", Limit::Instances),
        ("store handle limit exceeded", Limit::Handles),
    ] {
        if cause.contains(words) {
            return Error::Limit(limit);
        }
    }
    Error::Trap(match last_words {
        Some(words) => format!("{cause} (its last words: {words})"),
        None => cause,
    })
}

fn root_cause(error: &wasmtime::Error) -> String {
    error
        .chain()
        .last()
        .map_or_else(String::new, |cause| cause.to_string())
}
