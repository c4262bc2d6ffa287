//! Components of a few lines for the tests of the host. Most want to harm it:
//! what they have in common is an honest answer to everything that they do not
//! abuse.

#[allow(unsafe_code, missing_docs, unreachable_pub, clippy::all)]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "checker-plugin",
        pub_export_macro: true,
        export_macro_name: "export_checker",
        default_bindings_module: "checker_guests::bindings",
    });
}
#[doc(hidden)]
pub use bindings::*;

pub use bindings::checker::plugin::types::{
    Entry, ErrorCode, InvalidOption, Metric, Related, RuleSwitch, State, Status,
};
pub use bindings::checker::plugin::{clock, dns, tcp};
pub use bindings::exports::checker::plugin::checker::{
    Availability, CheckerDefinition, Class, Collection, Discovery, Evidence, Gauge, Guest,
    Interval, OptionField, OptionType, PrecheckResult, Problem, Row, Rule, Scope, Summary, Table,
};

/// Nanoseconds in a second.
const SECOND: u64 = 1_000_000_000;

/// A guest: honest wherever it does not say otherwise.
#[allow(async_fn_in_trait, missing_docs)]
pub trait Hostile {
    fn definition() -> CheckerDefinition {
        definition("hostile")
    }
    fn precheck(_options: String) -> PrecheckResult {
        PrecheckResult {
            eligible: None,
            reason: String::new(),
            failures: Vec::new(),
            at_most: None,
        }
    }
    async fn discover(_options: String) -> Result<Discovery, ErrorCode> {
        Ok(Discovery {
            entries: Vec::new(),
            plan: "null".to_owned(),
        })
    }
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        Ok(observed("{}"))
    }
    fn restate(evidence: Evidence) -> Result<String, ErrorCode> {
        Ok(evidence.observation)
    }
    fn evaluate(_evidence: Evidence) -> Result<Vec<State>, ErrorCode> {
        Ok(vec![state("hostile.rule")])
    }
    fn summarize(_evidence: Evidence, _states: Vec<State>) -> Result<Summary, ErrorCode> {
        Ok(summary())
    }
    fn report(_evidence: Evidence) -> Result<String, ErrorCode> {
        Ok("<!DOCTYPE html><title>Hostile</title>".to_owned())
    }
    fn metrics(_evidence: Evidence) -> Result<Vec<Metric>, ErrorCode> {
        Ok(Vec::new())
    }
}

/// An honest definition.
pub fn definition(id: &str) -> CheckerDefinition {
    CheckerDefinition {
        id: id.to_owned(),
        name: "Hostile".to_owned(),
        version: "1.0.0".to_owned(),
        availability: Availability {
            apply_to_domain: true,
            apply_to_service: false,
            limit_to_services: Vec::new(),
        },
        options: Vec::new(),
        subject_option: None,
        time_option: None,
        rules: vec![Rule {
            name: format!("{id}.rule"),
            description: "Does nothing.".to_owned(),
            severity: Status::Ok,
        }],
        classes: vec![Class {
            name: "fine".to_owned(),
            description: "Nothing is wrong.".to_owned(),
        }],
        facts_schema: None,
        interval: Interval {
            min: SECOND,
            max: 3 * SECOND,
            default: 2 * SECOND,
        },
        observation_key: id.to_owned(),
        related_keys: Vec::new(),
        publishes: Vec::new(),
        consumes: Vec::new(),
        denied_ports: Vec::new(),
        has_report: true,
        has_metrics: true,
        build_info: Vec::new(),
    }
}

/// An option of a run.
pub fn option(id: &str, value_type: OptionType) -> OptionField {
    OptionField {
        id: id.to_owned(),
        scope: Scope::Run,
        value_type,
        label: String::new(),
        description: String::new(),
        placeholder: String::new(),
        default_value: None,
        choices: Vec::new(),
        required: false,
        textarea: false,
        secret: false,
        auto_fill: String::new(),
    }
}

/// A collection with this observation.
pub fn observed(json: &str) -> Collection {
    Collection {
        observation: json.to_owned(),
        entries: Vec::new(),
    }
}

/// An honest state of a rule.
pub fn state(rule: &str) -> State {
    State {
        status: Status::Ok,
        rule: rule.to_owned(),
        code: format!("{rule}.fine"),
        subject: None,
        cause: None,
        message: "Fine.".to_owned(),
        meta: None,
    }
}

/// An honest summary of nothing.
pub fn summary() -> Summary {
    Summary {
        subject: String::new(),
        class: "fine".to_owned(),
        verdict: "It works.".to_owned(),
        notes: Vec::new(),
        problems: Vec::new(),
        audiences: Vec::new(),
        tables: Vec::new(),
        gauges: Vec::new(),
        facts: "{}".to_owned(),
    }
}

/// A server of the tests' network that accepts and says nothing.
pub fn silent_server() -> tcp::SocketAddress {
    tcp::SocketAddress {
        address: tcp::IpAddress::Ipv4((192, 0, 2, 1)),
        port: 5222,
    }
}

/// How many bytes come first from that server, or from whoever is in its place.
pub async fn first_bytes() -> usize {
    match tcp::Connection::connect(silent_server()).await {
        Ok(connection) => connection.read(16).await.map_or(0, |bytes| bytes.len()),
        Err(_) => 0,
    }
}

/// Exports a guest.
#[macro_export]
macro_rules! export {
    ($guest:ty) => {
        struct Component;

        impl $crate::Guest for Component {
            fn definition() -> $crate::CheckerDefinition {
                <$guest as $crate::Hostile>::definition()
            }
            fn precheck(options: String) -> $crate::PrecheckResult {
                <$guest as $crate::Hostile>::precheck(options)
            }
            async fn discover(
                options: String,
                _rules: Vec<$crate::RuleSwitch>,
            ) -> Result<$crate::Discovery, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::discover(options).await
            }
            async fn collect(
                options: String,
                _rules: Vec<$crate::RuleSwitch>,
                plan: Option<String>,
            ) -> Result<$crate::Collection, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::collect(options, plan).await
            }
            fn restate(evidence: $crate::Evidence) -> Result<String, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::restate(evidence)
            }
            fn evaluate(
                evidence: $crate::Evidence,
                _rules: Vec<$crate::RuleSwitch>,
            ) -> Result<Vec<$crate::State>, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::evaluate(evidence)
            }
            fn summarize(
                evidence: $crate::Evidence,
                states: Vec<$crate::State>,
            ) -> Result<$crate::Summary, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::summarize(evidence, states)
            }
            fn report(
                evidence: $crate::Evidence,
                _states: Vec<$crate::State>,
            ) -> Result<String, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::report(evidence)
            }
            fn metrics(
                evidence: $crate::Evidence,
                _states: Vec<$crate::State>,
            ) -> Result<Vec<$crate::Metric>, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::metrics(evidence)
            }
        }

        #[cfg(target_family = "wasm")]
        mod component_exports {
            #![allow(unsafe_code)]
            use super::Component;
            $crate::export_checker!(Component with_types_in checker_guests);
        }
        #[cfg(not(target_family = "wasm"))]
        const _: fn() -> $crate::CheckerDefinition = <Component as $crate::Guest>::definition;
    };
}
