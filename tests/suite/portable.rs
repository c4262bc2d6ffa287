//! The checkers as plain cargo builds them: components for any engine that knows
//! the component model with its async functions.

use std::path::Path;

use checker_host::components;
use checker_host::engine::{Checker, Config, Engine, LoadError};
use wasmparser::{Validator, WasmFeatures};

use crate::lab::Lab;

/// The bundled checkers with the names of their files.
const CHECKERS: [(&str, &[u8]); 3] = [
    ("checker_xmpp_plugin.wasm", components::XMPP),
    ("checker_tls_plugin.wasm", components::TLS),
    ("checker_dane_plugin.wasm", components::DANE),
];

/// A component that was built without flags.
pub(crate) fn portable(file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("PORTABLE")).join(file)).unwrap()
}

/// What the target `wasm32-wasip2` stands for in Rust 1.95, and what an async
/// function of the component model needs: no vectors, no wide arithmetic, no
/// stacks to switch.
fn allowed() -> WasmFeatures {
    WasmFeatures::FLOATS
        | WasmFeatures::GC_TYPES
        | WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::REFERENCE_TYPES
        | WasmFeatures::MULTI_VALUE
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::COMPONENT_MODEL
        | WasmFeatures::CM_ASYNC
}

fn engine() -> Engine {
    let config = Config {
        portable_only: true,
        ..Config::default()
    };
    Engine::new(config).unwrap()
}

#[test]
fn they_need_no_more_of_webassembly_than_any_engine_with_async_components_has() {
    for (file, bundled) in CHECKERS {
        let validate = |bytes: &[u8]| {
            let mut validator = Validator::new_with_features(allowed());
            validator.validate_all(bytes).map(|_| ())
        };
        let portable = validate(&portable(file));
        assert!(portable.is_ok(), "{file}: {}", portable.unwrap_err());
        // Those that come with the program are built for its runtime alone.
        assert!(validate(bundled).is_err(), "{file}");
    }
}

#[test]
fn an_engine_without_wide_arithmetic_refuses_what_has_it_and_gets_the_same_results() {
    let engine = engine();
    let refused = engine.load(components::XMPP);
    assert!(matches!(refused, Err(LoadError::Invalid(_))));
    let checkers: Vec<Checker> = CHECKERS
        .iter()
        .map(|(file, _)| engine.load(&portable(file)).unwrap())
        .collect();
    let without_a_way_in: fn() -> Lab = || Lab::with(|_| (), |s2s| s2s.mechanisms.clear());
    for lab in [Lab::sound, without_a_way_in] {
        let portable = lab().check_by(&checkers);
        let bundled = lab().check_with_all();
        assert_eq!(portable.to_json(), bundled.to_json());
    }
}
