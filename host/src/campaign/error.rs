//! What can go wrong with a campaign.

use super::name::Name;
use super::plan::Difference;

/// Why something could not be done with a campaign.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server's address, or what it is to be shown, cannot be used.
    #[error("{what}: {why}")]
    Access {
        /// Which of them.
        what: String,
        /// Why.
        why: String,
    },
    /// No server let us in.
    #[error("cannot connect to NATS: {0}")]
    Connect(String),
    /// It lacks what is needed.
    #[error("the NATS server has version {0}; 2.9 or later is needed")]
    OldServer(String),
    /// It keeps nothing.
    #[error("the NATS server has no JetStream for us (jetstream in its configuration)")]
    NoJetStream,
    /// There is no such campaign.
    #[error("there is no campaign \"{0}\"")]
    NoSuchCampaign(Name),
    /// The platform has not got the checker that a campaign asks.
    #[error("there is no checker \"{0}\"")]
    NoSuchChecker(String),
    /// It was ended while something was done for it.
    #[error("the campaign \"{0}\" was ended")]
    Ended(Name),
    /// It was begun with something else.
    #[error("the campaign \"{name}\" was begun with {difference}")]
    Different {
        /// Which.
        name: Name,
        /// What is not the same.
        difference: Difference,
    },
    /// Somebody else, or a later version, wrote what is there.
    #[error("what is stored of the campaign \"{0}\" cannot be read")]
    Unreadable(String),
    /// The server does not do what it is asked.
    #[error("cannot {doing}: {source}")]
    Server {
        /// What.
        doing: &'static str,
        /// Why.
        source: async_nats::Error,
    },
}

impl Error {
    /// The server did not do this.
    pub(super) fn doing<E: Into<async_nats::Error>>(doing: &'static str) -> impl Fn(E) -> Self {
        move |error| Self::Server {
            doing,
            source: error.into(),
        }
    }
}
