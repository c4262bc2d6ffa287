//! Which software answers, and what told it.

use serde::{Deserialize, Serialize};

/// The software of one endpoint, as its streams tell it before anybody has
/// logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Software {
    /// Which.
    pub name: Product,
    /// What told it.
    pub told_by: Sign,
    /// The very words, shortened: a node, a namespace, a text, an identifier.
    pub said: String,
}

/// A server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Product {
    /// Prosody, or a fork that says what Prosody says.
    Prosody,
    /// ejabberd.
    Ejabberd,
    /// Openfire.
    Openfire,
    /// Tigase.
    Tigase,
    /// MongooseIM.
    MongooseIm,
    /// jabberd2.
    Jabberd2,
    /// One that names itself, by a name that is not known here.
    Other,
}

/// What tells the software.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// The node of its entity capabilities (XEP-0115).
    Caps,
    /// A namespace that its header declares.
    Header,
    /// A feature that only it has.
    Feature,
    /// The text of a stream error.
    StreamError,
    /// The form of the identifiers of its streams.
    StreamId,
    /// How it answers a dialback key, and the form of its streams' identifiers.
    Dialback,
}

impl Product {
    /// As people write it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Prosody => "Prosody",
            Self::Ejabberd => "ejabberd",
            Self::Openfire => "Openfire",
            Self::Tigase => "Tigase",
            Self::MongooseIm => "MongooseIM",
            Self::Jabberd2 => "jabberd2",
            Self::Other => "other",
        }
    }

    /// As it is counted: the word of the observation.
    pub fn word(self) -> &'static str {
        match self {
            Self::Prosody => "prosody",
            Self::Ejabberd => "ejabberd",
            Self::Openfire => "openfire",
            Self::Tigase => "tigase",
            Self::MongooseIm => "mongooseim",
            Self::Jabberd2 => "jabberd2",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_the_one_of_the_document() {
        for product in [
            Product::Prosody,
            Product::Ejabberd,
            Product::Openfire,
            Product::Tigase,
            Product::MongooseIm,
            Product::Jabberd2,
            Product::Other,
        ] {
            let written = serde_json::to_value(product).unwrap();
            assert_eq!(written, product.word());
        }
    }
}
