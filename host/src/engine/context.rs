//! What is around a call that looks at the world.

use std::sync::Arc;
use std::time::Duration;

use super::activity::Activity;
use crate::network::{Network, Policy};

/// What a call gets to see of the world.
#[derive(Clone)]
pub struct Context {
    /// The network.
    pub network: Network,
    /// Which destinations it may connect to. What a definition asks to be kept
    /// from has to be among the denied ports.
    pub policy: Arc<Policy>,
    /// Where its activity is counted.
    pub activity: Arc<Activity>,
    /// How long the call may take, within [`Limits::deadline`](super::Limits).
    pub at_most: Option<Duration>,
}

impl Context {
    /// A context that allows every address, and the time that the limits allow.
    pub fn new(network: Network) -> Self {
        Self {
            network,
            policy: Arc::new(Policy::any_address()),
            activity: Arc::default(),
            at_most: None,
        }
    }

    /// What is around a pure function: nothing.
    pub(super) fn nothing() -> Self {
        Self::new(Network::offline())
    }
}
