//! What the text of the contract allows a component to import.

use checker_host::engine::CONTRACT;

const WIT: &str = include_str!("../../../wit/checker.wit");

/// The names of interfaces, without their versions.
pub(super) struct Allowed {
    /// Of WASI 0.2, as the world's documentation lists them.
    wasi: Vec<&'static str>,
    /// Of the contract, as the world imports them, and the types that they use.
    own: Vec<&'static str>,
}

/// Reads them from the world.
pub(super) fn allowed() -> Allowed {
    let (before, world) = WIT.split_once("\nworld checker-plugin {").unwrap();
    let documentation = before.rsplit("\n\n").next().unwrap();
    let wasi = documentation
        .split('`')
        .filter(|span| span.starts_with("wasi:"));
    let imports = world.lines().filter_map(|line| {
        let name = line.trim().strip_prefix("import ")?;
        name.strip_suffix(';')
    });
    Allowed {
        wasi: wasi.collect(),
        own: imports.chain(["types"]).collect(),
    }
}

impl Allowed {
    /// Whether an interface with its version is among them.
    pub(super) fn import(&self, interface: &str) -> bool {
        let Some((name, version)) = interface.split_once('@') else {
            return false;
        };
        match name.strip_prefix("checker:plugin/") {
            Some(own) => self.own.contains(&own) && version == CONTRACT,
            None => self.wasi.contains(&name) && version.starts_with("0.2."),
        }
    }
}
