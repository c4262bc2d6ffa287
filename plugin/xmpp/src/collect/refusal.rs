//! Connections that a server refuses for being too many.

/// Whether a stream error says that there are too many connections or that
/// they come too fast (RFC 6120 §4.9.3.14, §4.9.3.17). Whoever refuses so, a
/// guard in front of the server perhaps, may do it in one form for all ports:
/// it says nothing of what a port is for.
pub(super) fn is_limit(condition: &str) -> bool {
    matches!(condition, "policy-violation" | "resource-constraint")
}
