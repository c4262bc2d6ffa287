//! The type of a component, as far as it is names.

use wasmparser::{Parser, Payload};

/// The names of what a component imports and exports.
pub(super) struct Interfaces {
    pub(super) imports: Vec<String>,
    pub(super) exports: Vec<String>,
}

impl Interfaces {
    /// Reads them from its sections.
    pub(super) fn of(component: &[u8]) -> Self {
        let mut interfaces = Self {
            imports: Vec::new(),
            exports: Vec::new(),
        };
        // Modules and components inside of it have imports of their own.
        let mut depth = 0;
        for payload in Parser::new(0).parse_all(component) {
            match payload.unwrap() {
                Payload::Version { .. } => depth += 1,
                Payload::End(_) => depth -= 1,
                Payload::ComponentImportSection(section) if depth == 1 => {
                    let names = section.into_iter().map(|import| import.unwrap().name.name);
                    interfaces.imports.extend(names.map(str::to_owned));
                }
                Payload::ComponentExportSection(section) if depth == 1 => {
                    let names = section.into_iter().map(|export| export.unwrap().name.name);
                    interfaces.exports.extend(names.map(str::to_owned));
                }
                _ => {}
            }
        }
        interfaces
    }
}
