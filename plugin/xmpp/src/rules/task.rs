//! What a remedy does to the configuration of a server, whichever it is.

use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::observation::Product;

/// Something to do to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Task {
    /// Load what makes STARTTLS, where that is a module.
    TlsModule,
    /// Refuse to go on in clear.
    Encryption(Side),
    /// Listen on a port.
    Listener(Side, Method, u16),
    /// Use the files of a certificate for this domain, which are in FOLDER.
    Certificate(String),
    /// Serve this domain.
    Domain(String),
    /// Offer dialback.
    Dialback,
    /// Offer SCRAM.
    Scram,
    /// Offer SCRAM with SHA-256.
    Sha256,
    /// Offer these mechanisms no more.
    WithoutMechanisms(Vec<String>),
}

/// How one server does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// The server.
    pub(super) product: Product,
    /// What the text is for: the server's name, and what has to be known of it.
    pub(super) label: String,
    /// Lines to copy, or what to do in words.
    pub(super) text: String,
}

impl Step {
    /// A step of this server.
    pub(super) fn new(product: Product, label: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            product,
            label: label.into(),
            text: text.into(),
        }
    }
}
