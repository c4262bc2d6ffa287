//! One call of one export: a fresh store, the limits around it, and the
//! conversion of what comes back.

mod convert;
mod metered;

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Semaphore;
use wasmtime::component::ResourceTableError;
use wasmtime::{Store, Trap};

use super::store::Guest;
use super::{Activity, Error, Limit, Limits};
use crate::bindings::exports::checker::plugin::checker as export;
use crate::bindings::{CheckerPlugin, CheckerPluginPre};
use crate::model::{Collection, Definition, Evidence, Metric, Precheck, RuleSwitch, State, Table};
use crate::network::{Network, Policy};
use metered::{Meter, metered};

/// A loaded component.
#[derive(Clone)]
pub struct Checker {
    engine: wasmtime::Engine,
    plugin: CheckerPluginPre<Guest>,
    limits: Limits,
    places: Option<Arc<Semaphore>>,
}

/// What surrounds a call.
#[derive(Clone)]
pub struct Surroundings {
    /// The network.
    pub network: Arc<dyn Network>,
    /// Which destinations it may connect to.
    pub policy: Arc<Policy>,
    /// Where its activity is counted.
    pub activity: Arc<Activity>,
}

impl Checker {
    pub(super) fn new(
        engine: wasmtime::Engine,
        plugin: CheckerPluginPre<Guest>,
        limits: Limits,
        places: Option<Arc<Semaphore>>,
    ) -> Self {
        Self {
            engine,
            plugin,
            limits,
            places,
        }
    }

    /// The same component under other limits. The stack's size is the
    /// engine's.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The limits of each call.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What the checker is.
    pub async fn definition(&self, around: &Surroundings) -> Result<Definition, Error> {
        let (definition, _) = self
            .call(around, async |store, plugin| {
                plugin.checker_plugin_checker().call_definition(store).await
            })
            .await?;
        Ok(definition)
    }

    /// What can be said of a check before it is made.
    pub async fn precheck(
        &self,
        around: &Surroundings,
        options: &Value,
    ) -> Result<Precheck, Error> {
        let options = options.to_string();
        let (precheck, _) = self
            .call(around, async |store, plugin| {
                plugin
                    .checker_plugin_checker()
                    .call_precheck(store, &options)
                    .await
            })
            .await?;
        Ok(precheck)
    }

    /// Looks at a deployment.
    pub async fn collect(
        &self,
        around: &Surroundings,
        options: &Value,
        rules: &[RuleSwitch],
    ) -> Result<Collection, Error> {
        let arguments = (options.to_string(), rules.to_vec());
        let (result, limits_hit) = self
            .call(around, async |store, plugin| {
                let collect = plugin.checker_plugin_checker().func_collect();
                let (result,) = collect.call_async(store, arguments).await?;
                Ok(result)
            })
            .await?;
        convert::collection(result?, limits_hit)
    }

    /// Judges an observation.
    pub async fn evaluate(
        &self,
        around: &Surroundings,
        evidence: Evidence<'_>,
        rules: &[RuleSwitch],
    ) -> Result<Vec<State>, Error> {
        let evidence = convert::evidence(evidence);
        let (result, _) = self
            .call(around, async |store, plugin| {
                plugin
                    .checker_plugin_checker()
                    .call_evaluate(store, &evidence, rules)
                    .await
            })
            .await?;
        result?.into_iter().map(convert::state).collect()
    }

    /// Renders the page.
    pub async fn report(
        &self,
        around: &Surroundings,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<String, Error> {
        let evidence = convert::evidence(evidence);
        let states: Vec<export::State> = states.iter().map(convert::to_state).collect();
        let (result, _) = self
            .call(around, async |store, plugin| {
                plugin
                    .checker_plugin_checker()
                    .call_report(store, &evidence, &states)
                    .await
            })
            .await?;
        Ok(result?)
    }

    /// The observation in tables.
    pub async fn summary(
        &self,
        around: &Surroundings,
        evidence: Evidence<'_>,
    ) -> Result<Vec<Table>, Error> {
        let evidence = convert::evidence(evidence);
        let (result, _) = self
            .call(around, async |store, plugin| {
                plugin
                    .checker_plugin_checker()
                    .call_summary(store, &evidence)
                    .await
            })
            .await?;
        Ok(result?.into_iter().map(convert::table).collect())
    }

    /// The observation in numbers.
    pub async fn metrics(
        &self,
        around: &Surroundings,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Vec<Metric>, Error> {
        let evidence = convert::evidence(evidence);
        let states: Vec<export::State> = states.iter().map(convert::to_state).collect();
        let (result, _) = self
            .call(around, async |store, plugin| {
                plugin
                    .checker_plugin_checker()
                    .call_metrics(store, &evidence, &states)
                    .await
            })
            .await?;
        result?.into_iter().map(convert::metric).collect()
    }

    /// Runs `run` on a new instance. The store is never used again, whatever
    /// happens in it.
    async fn call<R>(
        &self,
        around: &Surroundings,
        run: impl AsyncFnOnce(&mut Store<Guest>, &CheckerPlugin) -> wasmtime::Result<R>,
    ) -> Result<(R, Vec<Limit>), Error> {
        // Held until the store is gone. The semaphore is never closed.
        let _place = match &self.places {
            Some(places) => places.acquire().await.ok(),
            None => None,
        };
        let meter = Arc::new(Meter::new(self.limits.cpu));
        let mut store = self.store(around, &meter);
        let work = async {
            let plugin = self.plugin.instantiate_async(&mut store).await?;
            run(&mut store, &plugin).await
        };
        let deadline = around.network.now() + self.limits.deadline;
        let outcome = tokio::select! {
            // The result first: what is there already beats the deadline.
            biased;
            outcome = metered(&meter, work) => outcome,
            () = around.network.wait_until(deadline) => {
                around.activity.call_ends(meter.used(), store.data().memory());
                return Err(Error::Limit(Limit::Deadline));
            }
        };
        let guest = store.data();
        around.activity.call_ends(meter.used(), guest.memory());
        let limits_hit = guest.limits_hit();
        match outcome {
            Ok(result) => Ok((result, limits_hit)),
            Err(error) => Err(explain(&error, &meter, &limits_hit, guest.last_words())),
        }
    }

    fn store(&self, around: &Surroundings, meter: &Arc<Meter>) -> Store<Guest> {
        let mut store = Store::new(&self.engine, Guest::new(around, self.limits.clone()));
        store.limiter(|guest| guest);
        store.set_hostcall_fuel(self.limits.hostcall_bytes);
        store.set_max_component_handles(self.limits.handles);
        store.set_epoch_deadline(1);
        let meter = meter.clone();
        store.epoch_deadline_callback(move |_| {
            Ok(match meter.exhausted() {
                true => wasmtime::UpdateDeadline::Interrupt,
                false => wasmtime::UpdateDeadline::Yield(1),
            })
        });
        store
    }
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
