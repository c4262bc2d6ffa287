//! The rules of Namespaces in XML 1.0 that an element can break and still be
//! read (RFC 6120 §11.3).

use std::collections::BTreeSet;

use super::namespaces::Namespaces;
use crate::element::{Element, declared_prefix, split};
use crate::ill_formed::XmlFault;
use crate::ns;

/// Checks an element that was just entered.
pub(super) fn check(element: &Element, scope: &Namespaces, report: &mut dyn FnMut(XmlFault)) {
    for (name, value) in &element.attributes {
        if let Some(fault) = declared_prefix(name).and_then(|prefix| declaration(prefix, value)) {
            report(fault);
        }
    }
    if !element.prefix.is_empty() && !is_bound(&element.prefix, scope) {
        report(XmlFault::UnboundPrefix);
    }
    let mut seen = BTreeSet::new();
    let others = element.attributes.keys().map(String::as_str);
    for name in others.filter(|name| declared_prefix(name).is_none()) {
        let (prefix, local) = split(name);
        if prefix.is_empty() {
            continue;
        }
        if !is_bound(prefix, scope) {
            report(XmlFault::UnboundPrefix);
        } else if !seen.insert((scope.resolve(prefix), local)) {
            report(XmlFault::DuplicateAttribute);
        }
    }
}

/// What is wrong with a declaration (§3, §5).
fn declaration(prefix: &str, namespace: &str) -> Option<XmlFault> {
    let reserved = match prefix {
        "xml" => namespace != ns::XML,
        "xmlns" => true,
        _ => matches!(namespace, ns::XML | ns::XMLNS),
    };
    match (reserved, prefix, namespace) {
        (true, ..) => Some(XmlFault::ReservedNamespace),
        (false, "", _) => None,
        (false, _, "") => Some(XmlFault::EmptyNamespace),
        _ => None,
    }
}

fn is_bound(prefix: &str, scope: &Namespaces) -> bool {
    scope.resolve(prefix).is_some_and(|ns| !ns.is_empty())
}
