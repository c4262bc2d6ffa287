//! Which prefix stands for which namespace, element by element.

use crate::element::Element;
use crate::ns;

/// The declarations in scope.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    declared: Vec<(usize, String, String)>,
    depth: usize,
}

impl Namespaces {
    /// Enters an element with its declarations.
    pub(super) fn enter(&mut self, element: &Element) {
        self.depth += 1;
        for (name, value) in &element.attributes {
            let prefix = match name.strip_prefix("xmlns:") {
                Some(prefix) => prefix,
                None if name == "xmlns" => "",
                None => continue,
            };
            self.declared
                .push((self.depth, prefix.to_owned(), value.clone()));
        }
    }

    /// Leaves the element entered last.
    pub(super) fn leave(&mut self) {
        let depth = self.depth;
        self.declared
            .retain(|(declared_at, ..)| *declared_at < depth);
        self.depth = depth.saturating_sub(1);
    }

    /// The namespace of a prefix, empty where it is not bound.
    pub(super) fn resolve(&self, prefix: &str) -> &str {
        if prefix == "xml" {
            return ns::XML;
        }
        let found = self
            .declared
            .iter()
            .rev()
            .find(|(_, declared, _)| declared == prefix);
        found.map_or("", |(_, _, namespace)| namespace)
    }
}
