//! A loaded component and its exports.

use std::sync::Arc;

use super::call::{Exports, Returned, Shared};
use super::capability::bindings::CheckerPluginPre;
use super::capability::bindings::checker::plugin::types::ErrorCode;
use super::capability::bindings::exports::checker::plugin::checker as export;
use super::code::Code;
use super::context::Context;
use super::convert;
use super::error::Error;
use super::limits::Limits;
use super::session::Session;
use super::store::StoreState;
use crate::model::{
    Collection, Definition, Discovery, Evidence, Json, Metric, Options, Precheck, RuleSwitch,
    State, Summary,
};

/// The parameters of `discover`.
type Discover<'a> = (&'a str, &'a [RuleSwitch]);
/// The parameters of `collect`.
type Collect<'a> = (&'a str, &'a [RuleSwitch], Option<&'a str>);

/// A loaded component. Every call of an export has an instance of its own, but for
/// those of a [session](Self::session).
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
        self.session().definition().await
    }

    /// What can be said of a check before it is made.
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn precheck(&self, options: &Options) -> Result<Precheck, Error> {
        self.session().precheck(options).await
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
        let returned = self.exports().look(context, async |store, plugin| {
            let discover = plugin.checker_plugin_checker().func_discover();
            // By reference: a copy in the parameters could not be overwritten.
            let discover = discover
                .func()
                .typed::<Discover<'_>, (Result<export::Discovery, ErrorCode>,)>(&*store)?;
            let (result,) = discover
                .call_async(store, (options.as_str(), rules))
                .await?;
            Ok(result)
        });
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
        let returned = self.exports().look(context, async |store, plugin| {
            let collect = plugin.checker_plugin_checker().func_collect();
            let collect = collect
                .func()
                .typed::<Collect<'_>, (Result<export::Collection, ErrorCode>,)>(&*store)?;
            let (result,) = collect
                .call_async(store, (options.as_str(), rules, plan))
                .await?;
            Ok(result)
        });
        let returned = returned.await?;
        returned.try_map(|result: Result<_, _>| convert::collection(result?))
    }

    /// Calls that depend on their arguments only, on one instance.
    pub fn session(&self) -> Session<'_> {
        Session::new(self.exports())
    }

    /// See [`Session::restate`].
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn restate(&self, evidence: Evidence<'_>) -> Result<Json, Error> {
        self.session().restate(evidence).await
    }

    /// See [`Session::evaluate`].
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn evaluate(
        &self,
        evidence: Evidence<'_>,
        rules: &[RuleSwitch],
    ) -> Result<Vec<State>, Error> {
        self.session().evaluate(evidence, rules).await
    }

    /// See [`Session::summarize`].
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn summarize(
        &self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Summary, Error> {
        self.session().summarize(evidence, states).await
    }

    /// See [`Session::report`].
    ///
    /// # Errors
    ///
    /// See [`Checker`]; and where there is none.
    pub async fn report(&self, evidence: Evidence<'_>, states: &[State]) -> Result<String, Error> {
        self.session().report(evidence, states).await
    }

    /// See [`Session::metrics`].
    ///
    /// # Errors
    ///
    /// See [`Checker`].
    pub async fn metrics(
        &self,
        evidence: Evidence<'_>,
        states: &[State],
    ) -> Result<Vec<Metric>, Error> {
        self.session().metrics(evidence, states).await
    }

    fn exports(&self) -> Exports<'_> {
        Exports {
            shared: &self.shared,
            plugin: &self.plugin,
            limits: &self.limits,
        }
    }
}
