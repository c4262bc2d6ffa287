//! A small element tree; the reader bounds its size.

use std::collections::BTreeMap;
use std::sync::Arc;

/// An element with everything in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// The name without prefix.
    pub name: String,
    /// The prefix as written, empty where there is none.
    pub prefix: String,
    /// The namespace; empty where there is none or the prefix is not bound.
    pub ns: Arc<str>,
    /// The attributes by their names as written.
    pub attributes: BTreeMap<String, String>,
    /// The text directly inside, trimmed.
    pub text: String,
    /// The elements directly inside.
    pub children: Vec<Element>,
}

impl Element {
    /// Whether this is `name` in namespace `ns`.
    pub fn is(&self, name: &str, ns: &str) -> bool {
        self.name == name && &*self.ns == ns
    }

    /// The first child with this name and namespace.
    pub fn child(&self, name: &str, ns: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.is(name, ns))
    }

    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// Prefix and local part of a name.
pub(crate) fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// The prefix that an attribute of this name declares, empty for the default
/// namespace; `None` where it declares none (Namespaces in XML 1.0 §3).
pub(crate) fn declared_prefix(attribute: &str) -> Option<&str> {
    match split(attribute) {
        ("xmlns", prefix) => Some(prefix),
        ("", "xmlns") => Some(""),
        _ => None,
    }
}
