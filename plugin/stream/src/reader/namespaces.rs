//! Which prefix stands for which namespace, element by element.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::element::{Element, declared_prefix};
use crate::ns;

/// The declarations in scope.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    /// What each prefix stands for, the innermost declaration last.
    bound: BTreeMap<String, Vec<Arc<str>>>,
    /// Who declared which prefix, the innermost last.
    declared: Vec<(usize, String)>,
    depth: usize,
}

impl Namespaces {
    /// Enters an element with its declarations.
    pub(super) fn enter(&mut self, element: &Element) {
        self.depth += 1;
        for (name, value) in &element.attributes {
            let Some(prefix) = declared_prefix(name) else {
                continue;
            };
            let namespaces = self.bound.entry(prefix.to_owned()).or_default();
            namespaces.push(value.as_str().into());
            self.declared.push((self.depth, prefix.to_owned()));
        }
    }

    /// Leaves the element entered last.
    pub(super) fn leave(&mut self) {
        let depth = self.depth;
        while let Some((_, prefix)) = self.declared.pop_if(|(at, _)| *at == depth) {
            if let Some(namespaces) = self.bound.get_mut(&prefix) {
                namespaces.pop();
            }
        }
        self.depth = depth.saturating_sub(1);
    }

    /// The namespace of a prefix; `None` where it is not bound.
    pub(super) fn resolve(&self, prefix: &str) -> Option<Arc<str>> {
        if prefix == "xml" {
            return Some(ns::XML.into());
        }
        self.bound.get(prefix)?.last().cloned()
    }
}
