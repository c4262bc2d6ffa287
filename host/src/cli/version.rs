//! What this program is made of.

use std::fmt::Write;
use std::sync::LazyLock;

use crate::components::{self, Bundled};
use crate::engine::CONTRACT;

/// How much of a digest tells components apart.
const SHOWN: usize = 6;

/// In one line.
pub(super) fn short() -> &'static str {
    concat!(env!("CARGO_PKG_VERSION"), " (", env!("CHECKER_COMMIT"), ")")
}

/// With the components, as their definitions would say it: nothing has to be
/// compiled to tell it.
pub(super) fn long() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut text = format!("{}\ncontract:   {CONTRACT}\n", short());
        for Bundled { id, digest, .. } in components::bundled() {
            let version = components::VERSION;
            let _ = write!(text, "component:  {id} {version}, SHA-256 ");
            for byte in &digest[..SHOWN] {
                let _ = write!(text, "{byte:02x}");
            }
            text.push_str("…\n");
        }
        let _ = write!(text, "root store: {}", components::ROOT_STORE);
        text
    });
    &TEXT
}
