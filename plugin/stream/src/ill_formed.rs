//! Where a server's XML is not well-formed, but can be read all the same.

use serde::{Deserialize, Serialize};

/// One place where a stream breaks the rules of XML (RFC 6120 §11.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllFormed {
    /// Which rule.
    pub fault: XmlFault,
    /// Where: bytes from the beginning of the stream.
    pub offset: usize,
    /// What stands there, as an excerpt.
    pub excerpt: String,
}

/// A rule of XML 1.0 or of Namespaces in XML 1.0.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    thiserror::Error,
)]
#[serde(rename_all = "kebab-case")]
pub enum XmlFault {
    /// A character that XML excludes, such as NUL (XML §2.2).
    #[error("a character that XML excludes")]
    Character,
    /// A reference to such a character, such as `&#1;` (XML §4.1).
    #[error("a reference to a character that XML excludes")]
    CharacterReference,
    /// `<` in the value of an attribute (XML §3.1).
    #[error("\"<\" in the value of an attribute")]
    LessThanInValue,
    /// `]]>` in text (XML §2.4).
    #[error("\"]]>\" in text")]
    SectionEndInText,
    /// An element or attribute whose name is none (XML §2.3, Namespaces §7).
    #[error("a name that is none")]
    Name,
    /// No space between two attributes (XML §3.1).
    #[error("no space between two attributes")]
    MissingSpace,
    /// Two attributes of one name in one namespace (Namespaces §6.3).
    #[error("an attribute twice")]
    DuplicateAttribute,
    /// A prefix that is not declared (Namespaces §5).
    #[error("a prefix that is not declared")]
    UnboundPrefix,
    /// A prefix declared for no namespace (Namespaces §5).
    #[error("a prefix declared for no namespace")]
    EmptyNamespace,
    /// `xml` or `xmlns`, or their namespaces, put to another use
    /// (Namespaces §3).
    #[error("a reserved prefix or namespace put to another use")]
    ReservedNamespace,
    /// Text before the first element (XML §2.8).
    #[error("text before the first element")]
    TextBeforeRoot,
    /// An XML declaration that is not the very first (XML §2.8).
    #[error("an XML declaration that does not come first")]
    LateDeclaration,
    /// An XML declaration without version, or that declares something else
    /// than XML 1 in UTF-8 (XML §2.8, RFC 6120 §11.6).
    #[error("an XML declaration that declares something else than XML 1 in UTF-8")]
    Declaration,
    /// The end tag of the stream has another prefix than its start tag
    /// (XML §3).
    #[error("an end tag that does not match its start tag")]
    EndTag,
}
