//! Where an XMPP stream must not be opened.

/// TCP ports on which the greeting of a stream does harm, whatever a record of
/// the DNS says: mail servers and databases take its lines for commands, echo
/// and chargen answer without end, and blocklists count it as abuse.
pub const DENIED_PORTS: &[u16] = &[7, 9, 19, 22, 23, 25, 465, 587, 2525, 6000, 6379, 11211];
