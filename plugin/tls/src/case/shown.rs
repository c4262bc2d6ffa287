//! A certificate that a server showed.

use checker_kit::tls::CertificateFacts;

use super::trust::Trust;
use super::validity::is_current;

/// A certificate with its chain.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The server's own certificate.
    pub leaf: CertificateFacts,
    /// All that can be read of what was sent, the server's own first.
    pub links: Vec<CertificateFacts>,
    /// Whether the leaf was logged publicly.
    pub logged: bool,
    /// Whether the chain leads to a trusted root.
    pub trust: Trust,
    /// Whether it is for the endpoint's name.
    pub names_endpoint: bool,
    /// Whether it is by a name of a kind that everybody looks at.
    pub names_host: bool,
}

impl Shown {
    /// Whether a client that validates accepts the chain at this moment;
    /// `None` where that could not be found out.
    pub fn chain_valid(&self, judged_at: i64) -> Option<bool> {
        match self.trust.is_trusted() {
            Some(trusted) => Some(trusted && is_current(&self.leaf, judged_at)),
            None if is_current(&self.leaf, judged_at) => None,
            None => Some(false),
        }
    }
}
