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
        "checker:plugin/tcp.connection": crate::capability::tcp::Connection,
    },
});
