//! A loaded component and its exports.

use std::sync::Arc;

use wasmtime::Store;

use super::call::{Returned, Shared, call, look};
use super::capability::bindings::checker::plugin::types::ErrorCode;
use super::capability::bindings::exports::checker::plugin::checker as export;
use super::capability::bindings::{CheckerPlugin, CheckerPluginPre};
use super::code::Code;
use super::context::Context;
use super::convert;
use super::error::Error;
use super::limits::Limits;
use super::store::StoreState;
use crate::model::{
    Collection, Definition, Discovery, Evidence, Json, Metric, Options, Precheck, RuleSwitch,
    State, Summary,
};

/// The parameters of `discover`.
type Discover<'a> = (&'a str, &'a [RuleSwitch]);
/// The parameters of `collect`.
type Collect<'a> = (&'a str, &'a [RuleSwitch], Option<&'a str>);

/// A loaded component. Every call of an export has an instance of its own.
///
/// Only [`discover`](Self::discover) and [`collect`](Self::collect) see a
/// network. Any other method fails where the checker crashes, runs into a limit
/// or breaks the contract; those that read an observation also where it is not
/// one of the checker's.
#[derive(Clone)]
pub struct Checker {
    shared: Arc<Shared>,
    plugin: CheckerPluginPre<StoreState>,
    code: Arc<Code>,
    limits: Limits,
}

impl Checker {
    pub(super) fn new(
        shared: Arc<Shared>,
        plugin: CheckerPluginPre<StoreState>,
        code: Code,
        limits: Limits,
    ) -> Self {
        Self {
            shared,
            plugin,
            code: Arc::new(code),
            limits,
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

    /// Where its machine code came from.
    pub fn code(&self) -> &Code {
        &self.code
    }

    /// What the checker is.
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn definition(&self) -> Result<Definition, Error> {
        let definition = self.pure(async |store, plugin| {
            plugin.checker_plugin_checker().call_definition(store).await
        });
        convert::definition(definition.await?)
    }

    /// What can be said of a check before it is made.
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn precheck(&self, options: &Options) -> Result<Precheck, Error> {
        let options = options.to_json();
        let precheck = self.pure(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_precheck(store, &options).await
        });
        Ok(convert::precheck(precheck.await?))
    }

    /// Finds out by the DNS what there is to look at.
    ///
    /// # Errors
    ///
    /// Where an option cannot be used, before anything was asked, and as for
    /// all exports (see [`Checker`]).
    pub async fn discover(
        &self,
        context: &Context,
        options: &Options,
        rules: &[RuleSwitch],
    ) -> Result<Returned<Discovery>, Error> {
        let options = options.to_secret_json();
        let returned = look(
            &self.shared,
            &self.plugin,
            &self.limits,
            context,
            async |store, plugin| {
                let discover = plugin.checker_plugin_checker().func_discover();
                // By reference: a copy in the parameters could not be overwritten.
                let discover = discover
                    .func()
                    .typed::<Discover<'_>, (Result<export::Discovery, ErrorCode>,)>(&*store)?;
                let (result,) = discover
                    .call_async(store, (options.as_str(), rules))
                    .await?;
                Ok(result)
            },
        );
        let returned = returned.await?;
        returned.try_map(|result: Result<_, _>| convert::discovery(result?))
    }

    /// Looks at a deployment; without a plan it begins with the discovery.
    ///
    /// # Errors
    ///
    /// As for [`discover`](Self::discover), and where the plan is not one of
    /// the checker's.
    pub async fn collect(
        &self,
        context: &Context,
        options: &Options,
        rules: &[RuleSwitch],
        plan: Option<&Json>,
    ) -> Result<Returned<Collection>, Error> {
        let options = options.to_secret_json();
        let plan = plan.map(Json::as_str);
        let returned = look(
            &self.shared,
            &self.plugin,
            &self.limits,
            context,
            async |store, plugin| {
                let collect = plugin.checker_plugin_checker().func_collect();
                let collect = collect
                    .func()
                    .typed::<Collect<'_>, (Result<export::Collection, ErrorCode>,)>(&*store)?;
                let (result,) = collect
                    .call_async(store, (options.as_str(), rules, plan))
                    .await?;
                Ok(result)
            },
        );
        let returned = returned.await?;
        returned.try_map(|result: Result<_, _>| convert::collection(result?))
    }

    /// The observation as others are to read it at the evidence's moment.
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn restate(&self, evidence: Evidence<'_>) -> Result<Json, Error> {
        let evidence = convert::evidence(evidence);
        let result = self.pure(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_restate(store, &evidence).await
        });
        convert::json("restated observation", result.await??)
    }

    /// Judges an observation.
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn evaluate(
        &self,
        evidence: Evidence<'_>,
        rules: &[RuleSwitch],
    ) -> Result<Vec<State>, Error> {
        let evidence = convert::evidence(evidence);
        let result = self.pure(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_evaluate(store, &evidence, rules).await
        });
        result.await??.into_iter().map(convert::state).collect()
    }

    /// What every output for people needs.
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn summarize(
        &self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Summary, Error> {
        let evidence = convert::evidence(evidence);
        let of: Vec<export::State> = states.iter().map(convert::to_state).collect();
        let result = self.pure(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_summarize(store, &evidence, &of).await
        });
        convert::summary(result.await??, states.len())
    }

    /// Renders the page.
    ///
    /// # Errors
    ///
    /// See [`Checker`]; and where there is none.
    pub async fn report(&self, evidence: Evidence<'_>, states: &[State]) -> Result<String, Error> {
        let evidence = convert::evidence(evidence);
        let states: Vec<export::State> = states.iter().map(convert::to_state).collect();
        let result = self.pure(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_report(store, &evidence, &states).await
        });
        Ok(result.await??)
    }

    /// The observation in numbers.
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn metrics(
        &self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Vec<Metric>, Error> {
        let evidence = convert::evidence(evidence);
        let states: Vec<export::State> = states.iter().map(convert::to_state).collect();
        let result = self.pure(async |store, plugin| {
            let checker = plugin.checker_plugin_checker();
            checker.call_metrics(store, &evidence, &states).await
        });
        result.await??.into_iter().map(convert::metric).collect()
    }

    /// A call that depends on its arguments only.
    async fn pure<R>(
        &self,
        run: impl AsyncFnOnce(&mut Store<StoreState>, &CheckerPlugin) -> wasmtime::Result<R>,
    ) -> Result<R, Error> {
        let nothing = Context::nothing();
        let returned = call(&self.shared, &self.plugin, &self.limits, &nothing, run);
        Ok(returned.await?.value)
    }
}
