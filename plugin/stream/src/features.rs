//! `<stream:features/>` (RFC 6120 §4.3.2) and what matters in it.

use checker_kit::text::shorten;
use serde::{Deserialize, Serialize};

use crate::element::Element;
use crate::ns;

/// The most entries kept of any list that a server sends.
const MAX_ITEMS: usize = 100;
/// The longest name kept, in characters.
const MAX_NAME: usize = 200;

/// What a server offers at one point of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Features {
    /// All features in the server's order.
    pub list: Vec<Feature>,
    /// STARTTLS, where it is offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starttls: Option<StartTls>,
    /// SASL mechanisms (RFC 6120 §6.3.3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mechanisms: Vec<String>,
    /// SASL2 mechanisms (XEP-0388).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sasl2_mechanisms: Vec<String>,
    /// Channel-binding types (XEP-0440); absent where not advertised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_bindings: Option<Vec<String>>,
    /// The dialback feature (XEP-0220 §2.3).
    #[serde(default, skip_serializing_if = "is_false")]
    pub dialback: bool,
    /// Stream limits (XEP-0478).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// The node of the server's entity capabilities (XEP-0115 §6.3): which
    /// software it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caps_node: Option<String>,
}

/// One feature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feature {
    /// The element's name.
    pub name: String,
    /// The element's namespace.
    pub namespace: String,
    /// Whether it holds `<required/>`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
}

/// STARTTLS as offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartTls {
    /// Whether it holds `<required/>`.
    pub required_flag: bool,
    /// Whether it must be negotiated: by the flag, or because nothing else is
    /// offered.
    pub mandatory: bool,
}

/// Limits that a server states for a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The largest stanza, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// How long a stream may be silent, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_seconds: Option<u64>,
}

impl Features {
    /// Reads the element if it is a list of features.
    pub fn read(element: &Element) -> Option<Self> {
        let by_prefix = element.ns.is_empty() && element.prefix == "stream";
        if element.name != "features" || !(&*element.ns == ns::STREAMS || by_prefix) {
            return None;
        }
        let mut features = Self::default();
        for child in &element.children {
            features.take(child);
        }
        if let Some(starttls) = &mut features.starttls {
            // RFC 6120 §5.3.1: mandatory if flagged, or if it is all there is.
            starttls.mandatory = starttls.required_flag || element.children.len() == 1;
        }
        Some(features)
    }

    /// All mechanisms, whichever profile offers them.
    pub fn all_mechanisms(&self) -> impl Iterator<Item = &str> {
        self.mechanisms
            .iter()
            .chain(&self.sasl2_mechanisms)
            .map(String::as_str)
    }

    fn take(&mut self, child: &Element) {
        let required = child.children.iter().any(|inner| inner.name == "required");
        if self.list.len() < MAX_ITEMS {
            self.list.push(Feature {
                name: shorten(&child.name, MAX_NAME),
                namespace: shorten(&child.ns, MAX_NAME),
                required,
            });
        }
        match (child.name.as_str(), &*child.ns) {
            ("starttls", ns::STARTTLS) => {
                self.starttls = Some(StartTls {
                    required_flag: required,
                    mandatory: false,
                });
            }
            ("mechanisms", ns::SASL) => self.mechanisms = texts(child, "mechanism"),
            ("authentication", ns::SASL2) => self.sasl2_mechanisms = texts(child, "mechanism"),
            ("sasl-channel-binding", ns::CHANNEL_BINDING) => {
                let types = child
                    .children
                    .iter()
                    .filter_map(|inner| inner.attribute("type"));
                let types = types.take(MAX_ITEMS).map(|name| shorten(name, MAX_NAME));
                self.channel_bindings = Some(types.collect());
            }
            ("c", ns::CAPS) => {
                self.caps_node = child.attribute("node").map(|node| shorten(node, MAX_NAME));
            }
            ("dialback", ns::DIALBACK_FEATURE) => self.dialback = true,
            ("limits", ns::LIMITS) => {
                self.limits = Some(Limits {
                    max_bytes: number(child, "max-bytes"),
                    idle_seconds: number(child, "idle-seconds"),
                });
            }
            _ => {}
        }
    }
}

fn texts(parent: &Element, name: &str) -> Vec<String> {
    let matching = parent.children.iter().filter(|child| child.name == name);
    matching
        .take(MAX_ITEMS)
        .map(|child| shorten(&child.text, MAX_NAME))
        .collect()
}

fn number(parent: &Element, name: &str) -> Option<u64> {
    let child = parent.children.iter().find(|child| child.name == name)?;
    child.text.parse().ok()
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
fn is_false(value: &bool) -> bool {
    !*value
}
