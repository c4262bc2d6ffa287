//! The exports that depend on their arguments only.

use wasmtime::Store;

use super::call::{Exports, Instance};
use super::capability::bindings::CheckerPlugin;
use super::capability::bindings::exports::checker::plugin::checker as export;
use super::context::Context;
use super::convert;
use super::error::Error;
use super::store::StoreState;
use crate::model::{
    Definition, Evidence, Json, Metric, Options, Precheck, RuleSwitch, State, Summary,
};

/// Calls that depend on their arguments only, one after the other on one instance:
/// making one costs as much as a short call. Limits hold for each call; the memory
/// is the instance's. A call that crashes or runs into a limit fails alone: the
/// next has a new instance.
///
/// They fail as those of [`Checker`](super::Checker) do.
pub struct Session<'a> {
    exports: Exports<'a>,
    context: Context,
    instance: Option<Instance>,
}

impl<'a> Session<'a> {
    pub(super) fn new(exports: Exports<'a>) -> Self {
        Self {
            exports,
            context: Context::nothing(),
            instance: None,
        }
    }

    /// What the checker is.
    ///
    /// # Errors
    ///
    /// See [`Session`].
    pub async fn definition(&mut self) -> Result<Definition, Error> {
        let definition = self.call(async |store, plugin| {
            plugin.checker_plugin_checker().call_definition(store).await
        });
        convert::definition(definition.await?)
    }

    /// What can be said of a check before it is made.
    ///
    /// # Errors
    ///
    /// See [`Session`].
    pub async fn precheck(&mut self, options: &Options) -> Result<Precheck, Error> {
        let options = options.to_json();
        let precheck = self.call(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_precheck(store, &options).await
        });
        Ok(convert::precheck(precheck.await?))
    }

    /// The observation as others are to read it at the evidence's moment.
    ///
    /// # Errors
    ///
    /// See [`Session`].
    pub async fn restate(&mut self, evidence: Evidence<'_>) -> Result<Json, Error> {
        let evidence = convert::evidence(evidence);
        let result = self.call(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_restate(store, &evidence).await
        });
        convert::json("restated observation", result.await??)
    }

    /// Judges an observation.
    ///
    /// # Errors
    ///
    /// See [`Session`].
    pub async fn evaluate(
        &mut self,
        evidence: Evidence<'_>,
        rules: &[RuleSwitch],
    ) -> Result<Vec<State>, Error> {
        let evidence = convert::evidence(evidence);
        let result = self.call(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_evaluate(store, &evidence, rules).await
        });
        result.await??.into_iter().map(convert::state).collect()
    }

    /// What every output for people needs.
    ///
    /// # Errors
    ///
    /// See [`Session`].
    pub async fn summarize(
        &mut self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Summary, Error> {
        let evidence = convert::evidence(evidence);
        let of: Vec<export::State> = states.iter().map(convert::to_state).collect();
        let result = self.call(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_summarize(store, &evidence, &of).await
        });
        convert::summary(result.await??, states.len())
    }

    /// Renders the page.
    ///
    /// # Errors
    ///
    /// See [`Session`]; and where there is none.
    pub async fn report(
        &mut self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<String, Error> {
        let evidence = convert::evidence(evidence);
        let states: Vec<export::State> = states.iter().map(convert::to_state).collect();
        let result = self.call(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_report(store, &evidence, &states).await
        });
        Ok(result.await??)
    }

    /// The observation in numbers.
    ///
    /// # Errors
    ///
    /// See [`Session`].
    pub async fn metrics(
        &mut self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Vec<Metric>, Error> {
        let evidence = convert::evidence(evidence);
        let states: Vec<export::State> = states.iter().map(convert::to_state).collect();
        let result = self.call(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_metrics(store, &evidence, &states).await
        });
        result.await??.into_iter().map(convert::metric).collect()
    }

    async fn call<R>(
        &mut self,
        run: impl AsyncFnOnce(&mut Store<StoreState>, &CheckerPlugin) -> wasmtime::Result<R>,
    ) -> Result<R, Error> {
        // Taken: it is gone where the call fails, or is given up.
        let instance = self.instance.take();
        let (returned, instance) = self.exports.call(instance, &self.context, run).await?;
        self.instance = instance;
        Ok(returned.value)
    }
}
