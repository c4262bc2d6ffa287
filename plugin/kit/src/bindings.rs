//! The contract in `wit/`, as Rust.
//!
//! Generated once here; a checker implements [`Guest`](exports::checker::plugin::checker::Guest)
//! and names itself to `export_checker!`.

#![allow(unsafe_code, missing_docs, unreachable_pub, clippy::all)]

wit_bindgen::generate!({
    path: "wit",
    world: "checker-plugin",
    pub_export_macro: true,
    export_macro_name: "export_checker",
    default_bindings_module: "checker_kit::bindings",
    additional_derives: [PartialEq],
});
