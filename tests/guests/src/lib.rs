//! Components that want to harm the host that runs them: what they have in
//! common is an honest answer to everything that they do not abuse.

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

pub use bindings::checker::plugin::types::{ErrorCode, Metric, RuleSwitch, State, Status};
pub use bindings::checker::plugin::{clock, dns, tcp};
pub use bindings::exports::checker::plugin::checker::{
    Availability, CheckerDefinition, Collection, Evidence, Guest, Interval, PrecheckResult, Rule,
    Table,
};

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
        }
    }
    async fn collect(_options: String) -> Result<Collection, ErrorCode> {
        Ok(observed("{}"))
    }
    fn evaluate(_evidence: Evidence) -> Result<Vec<State>, ErrorCode> {
        Ok(vec![state("hostile.rule")])
    }
    fn report(_evidence: Evidence) -> Result<String, ErrorCode> {
        Ok("<!DOCTYPE html><title>Hostile</title>".to_owned())
    }
    fn summary(_evidence: Evidence) -> Result<Vec<Table>, ErrorCode> {
        Ok(Vec::new())
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
        rules: vec![Rule {
            name: "hostile.rule".to_owned(),
            description: "Does nothing.".to_owned(),
            severity: Status::Ok,
        }],
        interval: Interval {
            min: 1,
            max: 3,
            default: 2,
        },
        observation_key: "hostile".to_owned(),
        related_keys: Vec::new(),
        publishes: Vec::new(),
        consumes: Vec::new(),
        has_report: true,
        has_metrics: true,
        facts: Vec::new(),
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
        message: "Fine.".to_owned(),
        meta: None,
    }
}

/// A server of the tests' network that accepts and says nothing.
pub fn silent_server() -> tcp::SocketAddress {
    tcp::SocketAddress {
        address: tcp::IpAddress::Ipv4((192, 0, 2, 1)),
        port: 5222,
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
            async fn collect(
                options: String,
                _rules: Vec<$crate::RuleSwitch>,
            ) -> Result<$crate::Collection, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::collect(options).await
            }
            fn evaluate(
                evidence: $crate::Evidence,
                _rules: Vec<$crate::RuleSwitch>,
            ) -> Result<Vec<$crate::State>, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::evaluate(evidence)
            }
            fn report(
                evidence: $crate::Evidence,
                _states: Vec<$crate::State>,
            ) -> Result<String, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::report(evidence)
            }
            fn summary(
                evidence: $crate::Evidence,
            ) -> Result<Vec<$crate::Table>, $crate::ErrorCode> {
                <$guest as $crate::Hostile>::summary(evidence)
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
