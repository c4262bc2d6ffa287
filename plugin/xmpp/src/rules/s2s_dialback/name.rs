//! The rule's name, for all that it finds.

/// The name.
pub(super) const NAME: &str = "xmpp.s2s_dialback";
