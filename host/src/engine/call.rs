//! Calls of exports: a store for an instance, and the limits around each call.

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

/// A component as it is called.
#[derive(Clone, Copy)]
pub(super) struct Exports<'a> {
    pub(super) shared: &'a Shared,
    pub(super) plugin: &'a CheckerPluginPre<StoreState>,
    pub(super) limits: &'a Limits,
}

/// An instance of which all calls went well.
pub(super) struct Instance {
    store: Store<StoreState>,
    plugin: CheckerPlugin,
    meter: Arc<Meter>,
    /// Held until the store is gone.
    permit: Option<Permit>,
}

impl Exports<'_> {
    /// Runs `run` on a new instance, when it is the turn of those that look at a
    /// deployment, which may take long.
    pub(super) async fn look<R>(
        self,
        context: &Context,
        run: impl AsyncFnOnce(&mut Store<StoreState>, &CheckerPlugin) -> wasmtime::Result<R>,
    ) -> Result<Returned<R>, Error> {
        let _permit = permit(self.shared.looks.as_ref()).await;
        let (returned, _) = self.call(None, context, run).await?;
        Ok(returned)
    }

    /// Runs `run` on this instance or a new one, which is given back if it can be
    /// called again: that of a call that failed or ran into a limit is not.
    pub(super) async fn call<R>(
        self,
        instance: Option<Instance>,
        context: &Context,
        run: impl AsyncFnOnce(&mut Store<StoreState>, &CheckerPlugin) -> wasmtime::Result<R>,
    ) -> Result<(Returned<R>, Option<Instance>), Error> {
        let limits = self.limits;
        let (mut store, known, meter, permit) = match instance {
            Some(instance) => {
                let Instance {
                    mut store,
                    plugin,
                    meter,
                    permit,
                } = instance;
                meter.reset();
                store.set_epoch_deadline(1);
                (store, Some(plugin), meter, permit)
            }
            None => {
                let permit = permit(self.shared.queue.as_ref()).await;
                let meter = Arc::new(Meter::new(limits.cpu));
                let store = store(&self.shared.engine, context, limits, &meter);
                (store, None, meter, permit)
            }
        };
        let work = async {
            let plugin = match known {
                Some(plugin) => plugin,
                None => self.plugin.instantiate_async(&mut store).await?,
            };
            let value = run(&mut store, &plugin).await?;
            Ok((value, plugin))
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
            outcome = metered(&meter, &self.shared.ticker, work) => Some(outcome),
            () = clock.wait_until(deadline) => None,
        };
        let state = store.data();
        let activity = &context.activity;
        drop(running);
        activity.call_took(meter.used(), state.memory.bytes());
        let limits_hit = state.limits_hit();
        match outcome {
            None => Err(Error::Limit(Limit::Deadline)),
            Some(Ok((value, plugin))) => {
                // What one call was refused is no explanation for the next.
                let instance = limits_hit.is_empty().then_some(Instance {
                    store,
                    plugin,
                    meter,
                    permit,
                });
                let returned = Returned {
                    value,
                    took: clock.now().saturating_sub(began),
                    limits_hit,
                };
                Ok((returned, instance))
            }
            Some(Err(error)) => Err(explain(&error, &meter, &limits_hit, state.last_words())),
        }
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
