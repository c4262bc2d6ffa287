//! The contract in `wit/`, as the host sees it.

#![allow(missing_docs, unreachable_pub, clippy::all)]

wasmtime::component::bindgen!({
    path: "../wit",
    world: "checker-plugin",
    imports: {
        default: trappable,
    },
    exports: {
        default: async,
    },
    with: {
        "checker:plugin/tcp.connection": super::connection::Connection,
    },
});

use wasmtime::component::HasData;

/// `checker:plugin/types`, which has no functions.
pub struct Types;

impl HasData for Types {
    type Data<'a> = Self;
}

impl checker::plugin::types::Host for Types {}
